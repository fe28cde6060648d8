"""Colours: one source, enough contrast, classes that can be told apart."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from components.design.palette import DARK, GROUP_COLOURS_DARK, GROUP_COLOURS_LIGHT, LIGHT, Palette

CONFIG = tomllib.loads(
    (Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text()
)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_theme_and_palette_are_the_same(palette: Palette) -> None:
    theme = CONFIG["theme"][palette.name]
    assert theme["backgroundColor"] == palette.background
    assert theme["secondaryBackgroundColor"] == palette.surface
    assert theme["textColor"] == palette.text
    assert theme["primaryColor"] == palette.primary
    assert theme["grayTextColor"] == palette.muted_text


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_text_and_lines_have_contrast(palette: Palette) -> None:
    for ground in (palette.background, palette.surface):
        for ink in (palette.text, palette.muted_text, palette.better, palette.worse):
            assert contrast(ink, ground) >= 4.5
        assert contrast(palette.line, ground) >= 3


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_classes_run_one_way(palette: Palette) -> None:
    light = [luminance(colour) for colour in palette.sequential]
    ordered = light if palette is DARK else light[::-1]
    assert ordered == sorted(ordered)
    assert all(contrast(one, other) > 1.15 for one, other in pairwise(palette.sequential))


def test_group_colours_show_on_their_ground() -> None:
    assert all(contrast(colour, LIGHT.background) >= 3 for colour in GROUP_COLOURS_LIGHT)
    assert all(contrast(colour, DARK.background) >= 3 for colour in GROUP_COLOURS_DARK)
    assert len(set(GROUP_COLOURS_LIGHT)) == len(GROUP_COLOURS_LIGHT)
