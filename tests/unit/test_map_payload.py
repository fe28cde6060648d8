"""What the map sends: exact to the printed decimal, small, and refused when it cannot be right."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from components.widgets.choropleth import payload


def unpack(content: bytes) -> tuple[dict[str, Any], bytes]:
    raw = zlib.decompress(content)
    length = struct.unpack("<I", raw[:4])[0]
    return json.loads(raw[4 : 4 + length]), raw[4 + length :]


def numbers(spec: dict[str, Any], content: bytes) -> np.ndarray:
    raw = np.frombuffer(content, f"<{spec['type']}").astype(float)
    raw[raw == payload.GAP[spec["type"]]] = np.nan
    return np.asarray((raw + spec["offset"]) / spec["scale"])


@given(
    arrays(np.float64, 20, elements=st.floats(-9e5, 9e5) | st.just(float("nan"))), st.integers(0, 3)
)
def test_numbers_come_back_to_the_printed_decimal(values: np.ndarray, decimals: int) -> None:
    back = numbers(*payload.pack_numbers(values, decimals))
    assert (np.isnan(back) == np.isnan(values)).all()
    known = ~np.isnan(values)
    assert np.allclose(back[known], np.round(values[known], decimals), atol=0.51 * 10**-decimals)


def test_a_figure_is_never_mistaken_for_a_gap() -> None:
    values = np.array([0.0, 65534.0, 65535.0, np.nan])
    spec, content = payload.pack_numbers(values, 0)
    assert spec["type"] == "i4"
    assert numbers(spec, content).tolist()[:3] == [0, 65534, 65535]


def test_only_gaps_stay_gaps() -> None:
    assert np.isnan(numbers(*payload.pack_numbers(np.full(5, np.nan), 1))).all()


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        payload.pack_numbers(np.array([np.inf]), 1)
    with pytest.raises(ValueError, match="too large"):
        payload.pack_numbers(np.array([0.0, 1e12]), 1)
    with pytest.raises(ValueError, match="between -1"):
        payload.pack_codes(np.array([255]))


def test_arrays_lie_where_the_header_says() -> None:
    first = payload.pack_codes(np.array([0, 1, -1]))
    second = payload.pack_numbers(np.array([1.5, np.nan, 2.5]), 1)
    header, body = unpack(
        payload.pack({"layers": [{"title": "é"}]}, [{"class": first, "value": second}])
    )
    layer = header["layers"][0]
    assert layer["title"] == "é"
    spec = layer["arrays"]["value"]
    assert numbers(spec, body[spec["at"] : spec["at"] + 6]).tolist()[::2] == [1.5, 2.5]
    at = layer["arrays"]["class"]["at"]
    assert list(body[at : at + 3]) == [0, 1, 255]
