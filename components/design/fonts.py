"""Fonts for pictures, and breaking text into lines that fit a measured width."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from PIL import ImageFont

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).resolve().parents[2] / "static"
_WOFF = _STATIC / "fonts" / "atkinson-hyperlegible-next.woff2"
PRODUCT_FONT = "Atkinson Hyperlegible Next"
#: Families of charts in the browser, the first that is there.
SCREEN_FONT = f"{PRODUCT_FONT}, Arial, sans-serif"
DECK_FONT = "Arial"  # on every machine that opens a deck; the product's own font is not
#: Comes with matplotlib, so it is always there; wider than Arial, so text measured with it fits
#: when a viewer sets it in Arial.
SPARE_FONT = "DejaVu Sans"
#: Signs that a line must not end with: they belong to the figure behind them.
_WITH_NEXT = "−+£"
_WEIGHTS = {False: 400, True: 700}


def _instance(weight: int, folder: Path) -> Path:
    """One weight of the product's variable web font as a TrueType file (made once, kept)."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    digest = hashlib.sha256(_WOFF.read_bytes()).hexdigest()[:10]
    target = folder / f"atlas-{digest}-{weight}.ttf"
    if target.is_file():
        return target
    font = instancer.instantiateVariableFont(TTFont(_WOFF), {"wght": weight})
    font.flavor = None
    font["OS/2"].usWeightClass = weight
    handle, name = tempfile.mkstemp(dir=folder, suffix=".ttf")
    os.close(handle)
    font.save(name)
    Path(name).replace(target)  # two processes may come here at once: the last one wins
    return target


@lru_cache(maxsize=1)
def _files() -> dict[bool, str]:
    """Font files by boldness: the product's font, or matplotlib's where it cannot be made."""
    try:
        folder = Path(matplotlib.get_cachedir())
        files = {bold: str(_instance(weight, folder)) for bold, weight in _WEIGHTS.items()}
        for path in files.values():
            font_manager.fontManager.addfont(path)
        return files
    except Exception as error:  # a picture in another font is better than none
        _LOG.warning("pictures use %s: %s", SPARE_FONT, type(error).__name__)
        return {bold: spare_file(bold) for bold in (False, True)}


@lru_cache(maxsize=2)
def spare_file(bold: bool) -> str:
    """File of the font that matplotlib brings along."""
    return font_manager.findfont(
        font_manager.FontProperties(family=SPARE_FONT, weight="bold" if bold else "normal")
    )


@lru_cache(maxsize=2)
def properties(bold: bool = False) -> font_manager.FontProperties:
    """The font of pictures, as matplotlib wants it."""
    _files()
    return font_manager.FontProperties(
        family=[PRODUCT_FONT, SPARE_FONT], weight="bold" if bold else "normal"
    )


@lru_cache(maxsize=64)
def _font(bold: bool, spare: bool) -> ImageFont.FreeTypeFont:
    # Measured at 100 units and scaled: widths are in proportion to the size.
    return ImageFont.truetype(spare_file(bold) if spare else _files()[bold], 100)


@lru_cache(maxsize=32_768)
def _hundred(text: str, bold: bool, spare: bool) -> float:
    return _font(bold, spare).getlength(text)


def width(text: str, size: float, *, bold: bool = False, spare: bool = False) -> float:
    """Width of one line of text at a size; both in one unit (points, pixels).

    ``spare`` measures with the wider font that matplotlib brings along.
    """
    return _hundred(text, bold, spare) * size / 100


def wrap(
    text: str, size: float, room: float, *, bold: bool = False, spare: bool = False
) -> list[str]:
    """Lines of a text that fit into ``room`` (unit of ``size``); long words are broken."""

    def wide(word: str) -> float:
        return width(word, size, bold=bold, spare=spare)

    space = wide(" ")
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for word in paragraph.split():
            needs = wide(word)
            if not line or used + space + needs <= room:
                line, used = (f"{line} {word}", used + space + needs) if line else (word, needs)
            else:
                lines.append(line)
                line, used = word, needs
            while used > room and len(line) > 1:
                fits = max((n for n in range(1, len(line)) if wide(line[:n]) <= room), default=1)
                while fits > 1 and line[fits - 1] in _WITH_NEXT:
                    fits -= 1
                lines.append(line[:fits])
                line = line[fits:]
                used = wide(line)
        lines.append(line)
    return lines


def shorten(text: str, size: float, room: float, *, bold: bool = False, spare: bool = False) -> str:
    """One line of a text, cut with an ellipsis when it does not fit into ``room``."""
    text = " ".join(text.split("\n"))
    if width(text, size, bold=bold, spare=spare) <= room:
        return text
    while text and width(text + "…", size, bold=bold, spare=spare) > room:
        text = text[:-1]
    return text.rstrip() + "…"
