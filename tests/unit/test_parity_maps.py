"""One map, five outputs: live map, simple map, picture, big screen and deck tell the same.

Class and colour of each area, words and order of the legend, and the piece of the earth shown are
read back from each output, and held against the exhibit's own figures, which no layout touched.
"""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pptx import Presentation

from components.builders import area_map
from components.builders.registry import build
from components.charts import (
    layouts,
    map_layer,
    map_layers_counted,
    paint_matplotlib,
    paint_plotly,
    powerpoint,
    screen,
    shapes,
)
from components.charts.plot import Plot, Room, Swatch, Text
from components.design import fonts
from components.design.palette import DARK, LIGHT
from components.exhibits.charts import AreaMap
from components.exhibits.exhibit import Recipe
from components.exports import deck, image
from components.figures import areas as areas_figures
from components.figures import plan as plan_figures
from components.figures.geometry import drawn_areas
from components.figures.runs import results_of_code
from components.views.map import page
from components.views.map.choice import Choice
from components.views.what_if import map as whatif_map
from components.widgets import choropleth
from components.widgets.map_fallback import ROOM as SIMPLE
from components.widgets.map_table import Shown
from components.wording.numbers import NO_FIGURE
from data import store
from tests.narrowed import of_kind
from tests.snapshots.recipes import FROZEN
from tests.unit import drawn_maps
from tests.unit.drawn import plain
from tests.unit.exhibits import slides

MAPS = ("map", "plan_map", "pile_up", "two_measures")
RECIPES = [recipe for recipe in FROZEN if recipe.name in MAPS]
ROOMS = {
    "simple": SIMPLE,
    "picture": Room(864, 400, 11, 7.7),
    "big": screen.CHART,
    "slide": powerpoint.room(600, 322),
    "small": Room(300, 190, 11, 7.7),
}
EVERY = pytest.mark.parametrize(
    "recipe", RECIPES, ids=[f"{each.name}-{n}" for n, each in enumerate(RECIPES)]
)


def _axes(plot: Plot) -> Axes:
    figure = Figure(figsize=(plot.width / 72, plot.height / 72), dpi=72)
    FigureCanvasAgg(figure)
    return paint_matplotlib.paint(figure, plot, LIGHT, (0, 0, 1, 1))


def _live(recipe: Any, theme: Any) -> drawn_maps.DrawnMap:
    """The live map of the page that the recipe's button stands on."""
    recipe = build(recipe).recipe  # with periods as they are called now
    params = dict(recipe.params)
    if recipe.name == "plan_map":
        results = results_of_code(params["plan"])
        values = plan_figures.changes(results.plan, results, params["outcome"], params["level"])
        layer = whatif_map.layer(values, results, params["outcome"], params["level"], "", theme)
    elif recipe.name in ("pile_up", "two_measures"):
        params["level"] = params.get("level", "lsoa")
        exhibit, codes = build(recipe), drawn_areas(params["level"]).index
        chart = of_kind(AreaMap, exhibit.chart)
        if recipe.name == "pile_up":
            layer = map_layers_counted.count_layer(chart, codes, theme, exhibit.period)
        else:
            entries = store.indicator(params["first"]), store.indicator(params["second"])
            layer = map_layers_counted.pair_layer(chart, codes, theme, entries, exhibit.period)
    else:
        chart, classes = area_map.classified(**params)
        since = params.get("since", "")
        table = (
            areas_figures.change_figures(
                params["indicator"], params["level"], params["scope"], since, params["period"]
            )
            if since
            else areas_figures.figures(
                *(params[name] for name in ("indicator", "level", "scope", "period"))
            )
        )
        layer = map_layer.make_layer(
            store.indicator(params["indicator"]),
            table,
            chart,
            period=params["period"],
            palette=theme,
            classes=classes,
            marks={},
            since=since,
        )
    codes = drawn_areas(params["level"]).index.tolist()
    return drawn_maps.of_live(choropleth._layer_header(layer), layer.classes, codes, theme)


@EVERY
def test_every_output_has_the_same_classes_colours_limits_and_legend(recipe: Recipe) -> None:
    exhibit = build(recipe)
    chart = exhibit.chart
    assert isinstance(chart, AreaMap)
    plots = {name: layouts.place(exhibit, room) for name, room in ROOMS.items()}
    assert all(len(parts) == 1 for parts in plots.values())
    outputs = {
        name: drawn_maps.of_plotly(paint_plotly.paint(p, LIGHT)) for name, (p,) in plots.items()
    }
    for name in ("picture", "slide", "small"):
        outputs[f"{name} in matplotlib"] = drawn_maps.of_matplotlib(
            _axes(plots[name][0]), chart.level
        )
    outputs["live"] = _live(recipe, LIGHT)
    first = outputs["live"]
    classified = chart.figures[chart.figures["class"] >= 0]
    words = dict(
        zip(
            classified["area_code"], classified["class"].map(lambda n: chart.labels[n]), strict=True
        )
    )
    gaps = chart.figures[chart.figures["class"] < 0]
    expected = [
        *chart.labels,
        *(NO_FIGURE[each] for each in ("suppressed", "missing") if (gaps["status"] == each).any()),
    ]
    for name, found in outputs.items():
        assert [text for text, _ in found.legend] == [plain(text) for text in expected], name
        assert found.legend == first.legend, name
        assert {c: found.areas[c] for c in words} == {c: first.areas[c] for c in words}, name
        assert {c: found.areas[c][0] for c in words} == {c: plain(t) for c, t in words.items()}
        if name != "live":  # there, patterns lie over areas without a class
            assert {c: found.areas[c][0] for c in gaps["area_code"]} == dict(
                zip(gaps["area_code"], gaps["status"].map(NO_FIGURE), strict=True)
            )
        assert found.unit == first.unit == plain(exhibit.unit), name
        assert all(
            found.areas[code][1] == dict(found.legend)[found.areas[code][0]] for code in words
        )
    for name, found in outputs.items():
        if found.limits:
            west, south, east, north = shapes.limits(chart.level, chart.figures["area_code"])
            assert found.limits[0] <= west and found.limits[1] >= east, name
            assert found.limits[2] <= south and found.limits[3] >= north, name
    for name in ("picture", "slide", "small"):
        assert outputs[name].limits == pytest.approx(outputs[f"{name} in matplotlib"].limits)
    dark = drawn_maps.of_plotly(paint_plotly.paint(plots["big"][0], DARK))
    assert dark.legend == _live(recipe, DARK).legend


@EVERY
def test_areas_without_a_figure_have_a_pattern_and_so_has_the_legend(recipe: Recipe) -> None:
    exhibit = build(recipe)
    gaps = exhibit.chart.figures[exhibit.chart.figures["class"] < 0]
    if gaps.empty:
        return
    (plot,) = layouts.place(exhibit, ROOMS["big"])
    shown = drawn_maps.of_plotly(paint_plotly.paint(plot, LIGHT))
    assert shown.patterned == set(gaps["status"].map(NO_FIGURE)) == _live(recipe, LIGHT).patterned
    over = [each for each in paint_plotly.paint(plot, LIGHT).data if each.type == "scattergeo"]
    for status, mode in (("suppressed", "markers"), ("missing", "lines")):
        own = gaps[gaps["status"] == status]["area_code"]
        if own.empty:
            continue
        west, south, east, north = shapes.limits(of_kind(AreaMap, exhibit.chart).level, own)
        (trace,) = [each for each in over if each.mode == mode]
        x, y = np.array(trace.lon, float), np.array(trace.lat, float)
        known = np.isfinite(x)
        assert known.sum() > 3
        assert ((x[known] >= west) & (x[known] <= east)).all()
        assert ((y[known] >= south) & (y[known] <= north)).all()


@EVERY
def test_a_legend_holds_the_figures_of_its_areas(recipe: Recipe) -> None:
    """The limits that are printed are those of the figures in the class, as they are printed."""
    exhibit = build(recipe)
    chart = of_kind(AreaMap, exhibit.chart)
    for number, label in enumerate(chart.labels):
        values = chart.figures.loc[chart.figures["class"] == number, "value"].to_numpy()
        if not len(values) or label.startswith(("no change", "tenths", "First")):
            continue
        printed = [
            float(each.replace(",", "").replace("−", "-"))
            for each in re.findall(r"−?\d[\d,]*\.?\d*", label.split(" per ")[0])
        ]
        shown = np.round(values, exhibit.decimals)
        if "down" in label:
            shown = -shown
        if "more than" in label:
            assert (shown > printed[0]).all(), label
        else:
            assert (shown >= printed[0]).all() and (shown <= printed[-1]).all(), label


@EVERY
def test_names_and_legend_do_not_collide_and_stay_in_the_picture(recipe: Recipe) -> None:
    exhibit = build(recipe)
    for name, room in ROOMS.items():
        (plot,) = layouts.place(exhibit, room)
        left, right, _, bottom = plot.margins
        wide, high = plot.width - left - right, plot.height - bottom
        boxes = []
        for mark in plot.of(Text):
            lines = mark.text.split("\n")
            across = max(fonts.width(line, mark.size, bold=mark.bold) for line in lines)
            tall = len(lines) * mark.size
            if mark.role == "name":
                x = (mark.x - plot.x.low) / (plot.x.high - plot.x.low) * wide
                y = (mark.y - plot.y.low) / (plot.y.high - plot.y.low) * high + bottom
                boxes.append((x - across / 2, y - tall / 2, x + across / 2, y + tall / 2))
            else:
                x, y = mark.x * wide + mark.dx, mark.y * high + bottom + mark.dy
                boxes.append((x, y - tall, x + across, y))
            assert mark.size >= room.least, name
        boxes += [
            (
                mark.corner[0] * wide + mark.dx,
                mark.corner[1] * high + bottom + mark.dy - mark.size,
                mark.corner[0] * wide + mark.dx + mark.size,
                mark.corner[1] * high + bottom + mark.dy,
            )
            for mark in plot.of(Swatch)
        ]
        for n, (x0, y0, x1, y1) in enumerate(boxes):
            assert x0 >= -1 and y0 >= -1 and x1 <= plot.width + 1 and y1 <= plot.height + 1, name
            for a0, b0, a1, b1 in boxes[n + 1 :]:
                assert x0 >= a1 or x1 <= a0 or y0 >= b1 or y1 <= b0, name


def test_the_slides_picture_is_the_layout_of_the_slide() -> None:
    recipe = RECIPES[2]
    exhibit = build(recipe)
    data = deck.build(slides(recipe), title="t", place="p")
    slide = list(Presentation(io.BytesIO(data)).slides)[1]
    (shape,) = [each for each in slide.shapes if each.name == "Map"]
    (plot,) = layouts.place(exhibit, powerpoint.room(shape.width.pt, shape.height.pt))
    assert shape.image.blob == image.plot_png(plot, exhibit)


def test_a_map_beside_another_keeps_their_classes_when_it_is_added() -> None:
    """Two periods share their limits on the page; the picture of either has the same."""
    params = {"indicator": "looked_after", "level": "utla", "scope": store.REGION}
    now, then = "2025-03-31/P1D", "2021-03-31/P1D"
    one, _ = area_map.classified(**params, period=now, beside="looked_after", beside_period=then)
    other, _ = area_map.classified(**params, period=then, beside="looked_after", beside_period=now)
    alone, _ = area_map.classified(**params, period=now)
    assert one.labels == other.labels != alone.labels
    entry = store.indicator("looked_after")
    tables = [
        areas_figures.figures("looked_after", "utla", store.REGION, each) for each in (now, then)
    ]
    shown = [Shown(entry, table, each) for table, each in zip(tables, (now, then), strict=True)]
    choice = Choice(
        store.REGION, "looked_after", "utla", now, ["utla"], [now, then], "period", [], "", then, []
    )
    added = [build(Recipe("map", page._params(choice, shown, each))) for each in shown]
    assert [of_kind(AreaMap, each.chart).labels for each in added] == [one.labels] * 2
