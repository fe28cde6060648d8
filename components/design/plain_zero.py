"""Make the product's typeface with a plain zero: ``python -m components.design.plain_zero FILE``.

The slashed zero of Atkinson Hyperlegible Next tells 0 from O in codes, but on a page of figures
it is what the eye catches first. The slash is taken out by giving the zero one inner contour, that
of the letter O fitted to the room which the two parts of the slashed zero's inside fill, in every
master of the variable font. Widths stay. FILE is the typeface as it is published; the result is
written over it. Its licence (OFL 1.1, no reserved name) allows this when it stays under the OFL.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib.iup import iup_delta
from fontTools.varLib.models import supportScalar

_PHANTOM = 4  # points after the outline that carry the widths


def _whole(font: TTFont, name: str, variation: TupleVariation) -> np.ndarray:
    """Deltas of every point, the ones left out by the font's compression filled in."""
    table = font["glyf"]
    coordinates, control = table._getCoordinatesAndControls(name, font["hmtx"].metrics)
    deltas = variation.coordinates
    if None in deltas:
        deltas = iup_delta(deltas, coordinates, control.endPts)
    return np.array(deltas, float)


def _masters(font: TTFont, name: str) -> tuple[list[dict[str, float]], np.ndarray, np.ndarray]:
    """Locations of the masters, how much each variation counts there, coordinates there."""
    outline, _ = font["glyf"]._getCoordinatesAndControls(name, font["hmtx"].metrics)
    base = np.array(outline, float)
    variations = font["gvar"].variations[name]
    deltas = [_whole(font, name, each) for each in variations]
    places = [{axis: peak for axis, (_, peak, _) in each.axes.items()} for each in variations]
    share = np.array([[supportScalar(at, each.axes) for each in variations] for at in places])
    drawn = np.array([base + sum(s * d for s, d in zip(row, deltas, strict=True)) for row in share])
    return places, share, np.concatenate([base[None], drawn])


def _inside(zero: np.ndarray, ends: list[int], letter: np.ndarray, inner: slice) -> np.ndarray:
    """The letter's inner contour, fitted to the room of the zero's inside."""
    hole = zero[ends[0] + 1 : ends[-1] + 1]
    contour = letter[inner]
    low, high = contour.min(axis=0), contour.max(axis=0)
    size, start = hole.max(axis=0) - hole.min(axis=0), hole.min(axis=0)
    return np.asarray((contour - low) / (high - low) * size + start)


def plain_zero(font: TTFont) -> None:
    """Take the slash out of the zero. Raises ValueError for a font that is drawn otherwise."""
    table, variations = font["glyf"], font["gvar"].variations
    zero, letter = table["zero"], table["O"]
    if zero.numberOfContours != 3 or letter.numberOfContours != 2:
        raise ValueError("the zero has no slash, or is drawn in another way")
    if [each.axes for each in variations["zero"]] != [each.axes for each in variations["O"]]:
        raise ValueError("zero and O have different masters")
    ends, last = list(zero.endPtsOfContours), list(letter.endPtsOfContours)
    inner = slice(last[0] + 1, last[1] + 1)
    _, share, drawn = _masters(font, "zero")
    _, _, letters = _masters(font, "O")
    made = [
        np.concatenate([a[: ends[0] + 1], _inside(a, ends, b, inner), a[-_PHANTOM:]])
        for a, b in zip(drawn, letters, strict=True)
    ]
    base = np.round(made[0])
    # How much each variation has to bring so that every master comes out as it was made.
    changes = np.linalg.solve(share, np.array([(each - base).ravel() for each in made[1:]]))
    flags = list(zero.flags[: ends[0] + 1]) + list(letter.flags[inner])
    zero.coordinates = GlyphCoordinates([tuple(map(int, each)) for each in base[:-_PHANTOM]])
    zero.flags = type(zero.flags)(flags)
    zero.endPtsOfContours = [ends[0], len(flags) - 1]
    zero.numberOfContours = 2
    for each, change in zip(variations["zero"], changes, strict=True):
        points = np.round(change.reshape(-1, 2)).astype(int)
        each.coordinates = [tuple(map(int, point)) for point in points]
    zero.recalcBounds(table)


def main(path: Path) -> None:
    """Write the typeface over itself with a plain zero."""
    font = TTFont(path)
    plain_zero(font)
    font.save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
