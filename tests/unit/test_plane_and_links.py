"""Cost against gain and the causal map: native points, pictures, and every arrow in words."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from components.builders.registry import build
from components.charts import (
    causal_map,
    layouts,
    paint_matplotlib,
    paint_plotly,
    picture_charts,
    powerpoint,
    screen,
)
from components.charts.plot import Text
from components.design import palette
from components.exhibits.charts import CausalMap
from components.exhibits.exhibit import Recipe
from components.exports import deck, image
from components.views.evidence.causal import ROOM
from tests.narrowed import of_kind
from tests.snapshots.recipes import FROZEN
from tests.unit.exhibits import PAIR, SANDWELL, SERVICES, slides

PLANE = Recipe(
    "compare_plane",
    {
        "plans": PAIR,
        "place": SANDWELL,
        "outcome": "looked_after",
        "threshold": 20_000,
        "net": False,
    },
)
OUTLINE, WHOLE = (Recipe("causal", {"view": view}) for view in ("outline", "whole"))


@pytest.fixture(scope="module")
def read() -> list[Any]:
    data = deck.build(slides(PLANE, OUTLINE, WHOLE, SERVICES), title="t", place="p")
    return list(Presentation(io.BytesIO(data)).slides)[1:]


def test_plans_are_points_with_the_comparisons_figures(read: list[Any]) -> None:
    chart = next(shape for shape in read[0].shapes if shape.has_chart).chart
    assert chart.chart_type == XL_CHART_TYPE.XY_SCATTER
    assert chart.part.chart_workbook.xlsx_part is not None  # it can be edited
    made = build(PLANE)
    series = {each.name: each for each in chart.plots[0].series}
    for row in made.chart.figures.to_dict("records"):
        values = series[row["name"]]
        xs = [float(v.text) for v in values._element.findall(".//{*}xVal//{*}pt/{*}v")]
        assert xs == [row["gain"]] and list(values.values) == [row["cost"]]
        cross = series[f"{row['label']}, 95% of runs"]._element
        xs = [float(v.text) for v in cross.findall(".//{*}xVal//{*}pt/{*}v")]
        assert min(xs) == row["gain_lower"] and max(xs) == row["gain_upper"]
        assert len(list(series[f"{row['label']}, runs of the model"].values)) <= 256
    assert "Threshold: £20,000 for each" in " ".join(series)


def test_each_is_one_slide_with_its_picture_in_words(read: list[Any]) -> None:
    assert len(read) == 4
    for slide, recipe in zip(read, (PLANE, OUTLINE, WHOLE, SERVICES), strict=True):
        made = build(recipe)
        kinds = [s for s in slide.shapes if s.has_chart or s.name.startswith("Picture")]
        assert len(kinds) == 1
        alt = kinds[0]._element.xpath(".//p:cNvPr")[0].get("descr")
        assert alt == image.description(made)
        if len(made.alt) > 1000:
            assert made.alt in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("recipe", [OUTLINE, WHOLE])
def test_every_box_is_in_the_picture_and_every_arrow_in_the_words(recipe: Recipe) -> None:
    made = build(recipe)
    drawn = causal_map.of_view(of_kind(CausalMap, made.chart).view)
    text = image.svg(made).decode()
    for word in {word for title in drawn.titles.values() for word in title.split()}:
        assert word.replace("&", "&amp;") in text
    arrows = [arrow for arrow in drawn.arrows if arrow.id in drawn.members]
    for arrow in arrows:
        assert f"{drawn.titles[arrow.source]} to {drawn.titles[arrow.target]}: {arrow.label}" in (
            made.alt
        )
    assert "table below" not in made.alt


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("recipe", [PLANE, OUTLINE, WHOLE])
def test_pictures_are_at_twice_their_pixels_and_differ_by_theme(recipe: Recipe, theme: str) -> None:
    made = build(recipe)
    data = image.png(made, palette.palette(theme), scale=2)
    width = int.from_bytes(data[16:20], "big")
    high = int.from_bytes(data[20:24], "big")
    assert width == 2400
    if recipe is WHOLE:
        assert high > 2 * image.HEIGHT  # many boxes need height more than width
    else:
        assert high == 2 * image.HEIGHT


def test_on_the_big_screen_the_plane_is_live_and_the_outline_is_large_enough() -> None:
    made = build(PLANE)
    (plot,) = layouts.place(made, screen.CHART)
    shown = paint_plotly.paint(plot, palette.LIGHT)
    medians = [
        trace
        for trace in shown.data
        if trace.name in set(made.chart.figures["name"]) and trace.error_x.array
    ]
    assert np.allclose([trace.x[0] for trace in medians], made.chart.figures["gain"])
    assert np.allclose([trace.y[0] for trace in medians], made.chart.figures["cost"])
    assert set(shown.layout.yaxis.ticktext) >= {"£0m", "£100m", "£200m"}
    (part,) = screen.parts(build(OUTLINE), [])
    assert part.plot is not None and part.plot.size == screen.SIZE
    assert all(part.page is not None for part in screen.parts(build(WHOLE), []))


@pytest.mark.parametrize("recipe", [each for each in FROZEN if each.name == "causal"])
def test_the_causal_map_is_the_same_on_every_output(recipe: Recipe) -> None:
    """Boxes in the same columns, arrows and letters with the same grades, the same key."""
    made = build(recipe)
    drawn = causal_map.of_view(of_kind(CausalMap, made.chart).view)
    rooms = (ROOM, screen.WIDE, picture_charts.room(864, 500, 11), powerpoint.room(870, 322))
    seen = []
    for room in rooms:
        (plot,) = layouts.place(made, room)
        figure = paint_plotly.paint(plot, palette.LIGHT)
        live: dict[str, Any] = {
            "boxes": len(figure.layout.shapes),
            "letters": sorted(
                pair
                for each in figure.data
                if each.name == "grades"
                for pair in zip(each.customdata, each.text, strict=True)
            ),
            "words": sorted(" ".join(n.text.split("<br>")) for n in figure.layout.annotations),
        }
        canvas = Figure(figsize=(plot.width / 72, plot.height / 72), dpi=72)
        FigureCanvasAgg(canvas)
        axes = paint_matplotlib.paint(canvas, plot, palette.LIGHT, (0, 0, 1, 1))
        texts = [each.get_text() for each in axes.texts]
        letters = [text for _, text in live["letters"]]
        assert len(axes.patches) == live["boxes"] == sum(len(each) for each in drawn.columns)
        still = sorted(" ".join(text.split("\n")) for text in texts)
        assert still == sorted(live["words"] + letters)
        seen.append(live)
        order = [
            [box for text in plot.of(Text) if (box := text.text.replace("\n", " ")) in titles]
            for titles in (
                {" ".join(drawn.titles[name].split()) for name in column}
                for column in drawn.columns
            )
        ]
        live["order"] = order
    for live in seen:
        assert live == seen[0]
    assert dict(seen[0]["letters"]) == {
        arrow.id: arrow.label.replace(", ", "")
        for arrow in drawn.arrows
        if arrow.id in drawn.members
    }


def test_every_view_of_the_map_is_drawn() -> None:
    for view in causal_map.views():
        assert image.png(build(Recipe("causal", {"view": view})), scale=1)[:4] == b"\x89PNG"
