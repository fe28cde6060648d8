"""Pictures: every kind, both themes, with their words inside."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest
from PIL import Image

from components.builders.registry import build
from components.charts import inks, map_key, shapes
from components.design import fonts
from components.design.palette import DARK, LIGHT, Palette
from components.exhibits.charts import AreaMap
from components.exhibits.exhibit import Exhibit
from components.exports import image as image_exports
from tests.narrowed import of_kind, some
from tests.unit import exhibits as made
from tests.unit.opened import betrayals

SVG = "{http://www.w3.org/2000/svg}"


def _all() -> list[Any]:
    every = (*made.REAL, *made.FURTHER)
    return [*(build(r) for r in every), made.fan(), made.fan(-20.0), made.waterfall()]


@pytest.mark.parametrize("exhibit", _all(), ids=lambda e: e.chart.kind)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda p: p.name)
def test_png_is_twice_the_size_and_drawn_inside_its_edges(
    exhibit: Exhibit, colours: Palette
) -> None:
    image = Image.open(io.BytesIO(image_exports.png(exhibit, colours))).convert("RGB")
    assert image.width == 2 * image_exports.WIDTH
    if exhibit.chart.kind == "table":  # higher where its rows need it
        assert image.height >= 2 * image_exports.HEIGHT
    else:
        assert image.height == 2 * image_exports.HEIGHT
    ground = np.array([int(colours.background[i : i + 2], 16) for i in (1, 3, 5)])
    ink = (np.abs(np.asarray(image, dtype=int) - ground).max(axis=2)) > 40
    assert 0.005 < ink.mean() < 0.9
    for edge in (ink[:6], ink[-6:], ink[:, :6], ink[:, -6:]):
        assert not edge.any()


@pytest.mark.parametrize("exhibit", _all(), ids=lambda e: e.chart.kind)
def test_svg_holds_title_source_licence_and_description_as_text(exhibit: Exhibit) -> None:
    data = image_exports.svg(exhibit, caption="<script>alert(1)</script> & =1+1")
    root = ET.fromstring(data)
    drawn = " ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    words = drawn.split()
    for text in (exhibit.title, exhibit.subtitle, exhibit.source_line, "<script>alert(1)</script>"):
        assert set(text.split()) <= set(words), text
    assert some(root.find(f"{SVG}title")).text == exhibit.title
    assert some(root.find(f"{SVG}desc")).text == exhibit.alt
    assert root.get("role") == "img"
    assert not list(root.iter(f"{SVG}script"))
    assert not betrayals(data) and b"http://matplotlib" not in data.lower()


def test_png_carries_alt_text_and_no_path() -> None:
    exhibit = build(made.PLACES)
    data = image_exports.png(exhibit)
    assert Image.open(io.BytesIO(data)).info["Description"] == exhibit.alt
    assert not betrayals(data)


def test_the_same_exhibit_gives_the_same_svg() -> None:
    exhibit = build(made.DEPRIVATION)
    assert image_exports.svg(exhibit) == image_exports.svg(exhibit)


def test_every_area_of_a_map_has_its_shape_and_class_colour() -> None:
    exhibit = build(made.MAP)
    assert set(exhibit.chart.figures["area_code"]) <= set(shapes.rings("msoa"))
    root = ET.fromstring(image_exports.svg(exhibit, framed=False))
    fills = [style for each in root.iter(f"{SVG}path") if (style := each.get("style"))]
    for row in map_key.classes(of_kind(AreaMap, exhibit.chart)):
        if row.members:
            colour = inks.colour(row.ink, LIGHT)
            assert any(colour in style for style in fills), colour


@pytest.mark.parametrize("text", ["", "a", "word " * 80, "x" * 300, "two\nlines", "é£− “quoted”"])
@pytest.mark.parametrize("spare", [False, True])
def test_wrapped_lines_fit_and_lose_nothing(text: str, spare: bool) -> None:
    lines = fonts.wrap(text, 12, 150, spare=spare)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert fonts.width(line, 12, spare=spare) <= 150 * 1.01
    assert fonts.width(fonts.shorten(text, 12, 150), 12) <= 150 or not text
