"""Text as letters that an address carries unchanged, and back: plans and presentations use it.

A checksum of the compressed text, then the text, in URL-safe base64 without padding. The checksum
finds damage (a character lost or changed on the way); it is no secret. A preset dictionary gives
the compressor a head start on words that come in every document of a kind: it is part of that
kind's format.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from typing import Any

_CHECK_BYTES = 6


class Damaged(ValueError):
    """Letters that `pack` did not make, or that lost something on the way."""


def pack(text: str, dictionary: bytes) -> str:
    """The text as letters, digits, ``-`` and ``_``."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=dictionary)
    packed = packer.compress(text.encode("utf-8")) + packer.flush()
    body = hashlib.sha256(packed).digest()[:_CHECK_BYTES] + packed
    return base64.urlsafe_b64encode(body).decode("ascii").rstrip("=")


def unpack(letters: str, dictionary: bytes, most: int) -> Any:
    """The JSON document in letters that `pack` made; no more than ``most`` bytes are unpacked.

    Nothing in it is executed. Raises Damaged.
    """
    try:
        padded = letters.encode("ascii") + b"=" * (-len(letters) % 4)
        body = base64.b64decode(padded, altchars=b"-_", validate=True)
        # A changed last character can decode to the same bytes: only one spelling is right.
        if base64.urlsafe_b64encode(body).rstrip(b"=") != letters.encode("ascii"):
            raise Damaged("another spelling")
        check, packed = body[:_CHECK_BYTES], body[_CHECK_BYTES:]
        if hashlib.sha256(packed).digest()[:_CHECK_BYTES] != check:
            raise Damaged("the checksum differs")
        unpacker = zlib.decompressobj(-15, zdict=dictionary)
        text = unpacker.decompress(packed, most)
        if not unpacker.eof:  # cut short, or larger than anything of its kind
            raise Damaged("cut short or too large")
        return json.loads(text)
    except Damaged:
        raise
    except (binascii.Error, UnicodeError, zlib.error, ValueError, RecursionError) as error:
        raise Damaged(type(error).__name__) from error
