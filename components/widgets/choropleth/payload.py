"""What travels to the browser when the map changes: one small block of bytes.

Layout: zlib( header length as uint32, little endian | header as JSON | arrays ). Values are whole
numbers, ``value x 10^decimals - offset``, in 16 bits where they fit and 32 where they do not, in
the order of the geometry. ``frontend/payload.js`` reads it back.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: What stands for "none" in each kind of array.
GAP = {"u1": 255, "u2": 65535, "i4": -(2**31)}


def pack_numbers(values: NDArray[np.float64], decimals: int) -> tuple[dict[str, Any], bytes]:
    """Round to ``decimals`` and pack; NaN becomes the gap number.

    Returns the array's description (type, scale, offset) and its bytes. Raises ValueError for
    infinite values and for values too large for 32 bits.
    """
    scale = 10**decimals
    known = ~np.isnan(values)
    if np.isinf(values).any():
        raise ValueError("map values must be finite (NaN stands for no figure)")
    whole = np.rint(np.where(known, values, 0) * scale)
    offset = int(whole[known].min()) if known.any() else 0
    whole = np.where(known, whole - offset, 0)
    top = whole.max(initial=0)
    if top >= 2**31:
        raise ValueError("map values are too large to send")
    kind = "u2" if top < GAP["u2"] else "i4"
    packed = np.where(known, whole, GAP[kind]).astype(f"<{kind}")
    return {"type": kind, "scale": scale, "offset": offset}, packed.tobytes()


def pack_codes(codes: NDArray[np.integer]) -> tuple[dict[str, Any], bytes]:
    """Pack small codes (0 to 254; -1 stands for none) into one byte each.

    Raises ValueError for other codes.
    """
    if codes.size and (codes.min() < -1 or codes.max() > 254):
        raise ValueError("map codes must lie between -1 (none) and 254")
    return {"type": "u1"}, np.where(codes < 0, GAP["u1"], codes).astype("<u1").tobytes()


def pack(header: Mapping[str, Any], arrays: list[dict[str, tuple[dict[str, Any], bytes]]]) -> bytes:
    """Join header and arrays (one mapping per layer, name to packed array) and compress."""
    body = b""
    layers = []
    for layer, named in zip(header["layers"], arrays, strict=True):
        described = {}
        for name, (spec, content) in named.items():
            described[name] = {**spec, "at": len(body)}
            body += content
        layers.append({**layer, "arrays": described})
    text = json.dumps({**header, "layers": layers}, ensure_ascii=False, separators=(",", ":"))
    encoded = text.encode()
    return zlib.compress(struct.pack("<I", len(encoded)) + encoded + body, level=6)
