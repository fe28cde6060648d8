"""The zero of the product's typeface is plain, at every weight, and as wide as it was."""

from __future__ import annotations

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from components.design import fonts
from components.design.plain_zero import plain_zero


def _contours(font: TTFont, name: str) -> int:
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return sum(step == "closePath" for step, _ in pen.value)


@pytest.mark.parametrize("weight", [200, 400, 700, 800])
@pytest.mark.parametrize("name", ["zero", "zero.tf"])
def test_the_zero_is_a_ring(weight: int, name: str) -> None:
    font = instancer.instantiateVariableFont(TTFont(fonts._WOFF), {"wght": weight})
    assert _contours(font, name) == 2
    glyphs = font.getGlyphSet()
    ring, letter = AreaPen(glyphs), AreaPen(glyphs)
    glyphs["zero"].draw(ring)
    glyphs["O"].draw(letter)
    # A ring no fuller than that of the letter, and with a hole: contours of opposite direction.
    assert 0.6 < abs(ring.value) / abs(letter.value) < 1.1


def test_the_zero_is_as_wide_as_the_other_figures() -> None:
    font = TTFont(fonts._WOFF)
    widths = {font["hmtx"][f"{name}.tf"][0] for name in ("zero", "one", "eight", "nine")}
    assert len(widths) == 1


def test_a_zero_without_a_slash_is_left_alone() -> None:
    with pytest.raises(ValueError, match="no slash"):
        plain_zero(TTFont(fonts._WOFF))
