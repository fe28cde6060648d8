"""One chart, four outputs: screen, picture, big screen and deck hold the same, to the digit.

What is compared is read back from each output: Plotly's figure as it is sent, matplotlib's
artists, and the deck as python-pptx opens it again.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pptx import Presentation
from pptx.util import Inches

from components.builders.registry import build
from components.charts import layouts, paint_html, paint_matplotlib, paint_plotly, powerpoint
from components.charts.plot import PAGE, Bars, Line, Plot, Points, Room, Rule, Text
from components.design.palette import DARK, LIGHT
from components.exhibits.charts import Frontier, Numbers
from components.exhibits.exhibit import Exhibit, RecipeError
from tests.narrowed import some
from tests.snapshots.recipes import FROZEN
from tests.unit import drawn
from tests.unit import exhibits as made

PICTURE = Room(900, 420, 11, 8)
BIG = Room(820, 350, 24, 18, unit=False)
SLIDE = powerpoint.room(600, 322)
BOX = (Inches(0.6), Inches(2), Inches(8.33), Inches(4.47))


def _exhibits() -> list[Any]:
    found = []
    for number, recipe in enumerate(FROZEN):
        try:
            exhibit = build(recipe)
        except RecipeError:
            continue
        # Maps of areas: test_parity_maps; causal maps: test_plane_and_links.
        if layouts.can_place(exhibit.chart) and exhibit.chart.kind not in ("map", "links"):
            found.append(pytest.param(exhibit, id=f"{recipe.name}-{number}"))
    for name, each in (("fan", made.fan(-20.0)), ("steps", made.waterfall())):
        found.append(pytest.param(each, id=f"invented-{name}"))
    return found


HEADLINES = [each for each in _exhibits() if each.values[0].chart.kind == "headline"]
EXHIBITS = [each for each in _exhibits() if each not in HEADLINES]


def _picture(plot: Plot) -> drawn.Drawn:
    figure = Figure(figsize=(12.5, 5.85), dpi=72)
    FigureCanvasAgg(figure)
    return drawn.of_matplotlib(paint_matplotlib.paint(figure, plot, LIGHT, (0, 0, 1, 1)))


def _deck(plots: tuple[Plot, ...]) -> list[Any]:
    deck = Presentation()
    for plot in plots:
        powerpoint.write(deck.slides.add_slide(deck.slide_layouts[6]).shapes, plot, BOX)
    out = io.BytesIO()
    deck.save(out)
    read = Presentation(io.BytesIO(out.getvalue()))
    return [next(s.chart for s in slide.shapes if s.has_chart) for slide in read.slides]


def _together(parts: list[drawn.Drawn], upright: bool, steps: bool) -> tuple[Any, ...]:
    """Names of all parts in order, and values by name, so that a split chart is one chart."""
    names: list[str] = []
    places, intervals = set(), set()
    for part in parts:
        shift = len(names) if upright else 0
        names += part.names
        places |= {
            (x, round(y + shift, 6)) if upright else (x, y)
            for x, y in part.places
            if not steps or y == round(y)
        }  # joins between steps are no figures
        intervals |= {
            (round(at + shift, 6) if upright else at, low, high) for at, low, high in part.intervals
        }
    return names, places, intervals


def _same_names(shown: list[str], whole: list[str]) -> bool:
    """Whether names are those of the exhibit, cut at most by an ellipsis."""
    if len(shown) != len(whole):
        return False
    for one, other in zip(shown, whole, strict=True):
        if one in ("", other):
            continue
        head, _, tail = one.partition("…")
        if "…" not in one or not (other.startswith(head.strip()) and other.endswith(tail.strip())):
            return False
    return True


@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_screen_picture_and_big_screen_hold_the_same(exhibit: Exhibit) -> None:
    plots = {
        name: layouts.place(exhibit, room)
        for name, room in (("page", PAGE), ("picture", PICTURE), ("big", BIG), ("slide", SLIDE))
    }
    upright, steps = bool(plots["page"][0].y.whole), exhibit.chart.kind == "steps"
    expected = _together([drawn.of_plot(plot) for plot in plots["page"]], upright, steps)
    outputs = {
        "page": [drawn.of_plotly(paint_plotly.paint(plot, LIGHT)) for plot in plots["page"]],
        "dark": [drawn.of_plotly(paint_plotly.paint(plot, DARK)) for plot in plots["page"]],
        "big": [drawn.of_plotly(paint_plotly.paint(plot, LIGHT)) for plot in plots["big"]],
        "picture": [_picture(plot) for plot in plots["picture"]],
        "slide": [drawn.of_plot(plot) for plot in plots["slide"]],
    }
    values = slice(0, 2) if upright else slice(0, 4)
    limits = {one.limits[values] for parts in outputs.values() for one in parts}
    assert len(limits) == 1
    for name, parts in outputs.items():
        names, places, intervals = _together(parts, upright, steps)
        assert _same_names(names, expected[0]), name
        assert _near(places, expected[1]), name
        assert _near(intervals, expected[2]), name


def test_a_frontier_holds_the_same_on_every_screen_and_in_a_picture() -> None:
    costs, gains = (0.0, 1.5e6, 4e6, 7.25e6), (0.0, 11.5, 20.25, 23.0)
    rows = pd.DataFrame({"cost": costs, "value": gains, "words": list("abcd")})
    chart = Frontier(rows, 2, ("Your budget", 5e6))
    limits = set()
    for room in (PAGE, PICTURE, BIG):
        (plot,) = layouts.place_chart(chart, Numbers(0), "fewer children", room)
        placed = drawn.of_plot(plot)
        assert placed.places == set(zip(costs, gains, strict=True))
        limits.add(placed.limits)
        outputs = [drawn.of_plotly(paint_plotly.paint(plot, each)) for each in (LIGHT, DARK)]
        for each in (*outputs, _picture(plot)):
            assert (each.places, each.limits) == (placed.places, placed.limits)
        (looked_at,) = [mark for mark in plot.of(Points) if mark.name == "mix looked at"]
        assert (looked_at.x, looked_at.y) == ((4e6,), (20.25,))
    assert len(limits) == 1


def _near(found: set[str], wanted: set[str]) -> bool:
    """Equal but for the last digits of sums of floating-point numbers."""
    one, other = sorted(found), sorted(wanted)
    return len(one) == len(other) and all(
        a == pytest.approx(b, rel=1e-6, abs=1e-6) for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_every_figure_of_the_exhibit_is_placed(exhibit: Exhibit) -> None:
    """Against the exhibit's own figures, which no layout has touched."""
    plots = layouts.place(exhibit, SLIDE)
    rows = exhibit.chart.figures
    if exhibit.chart.kind == "plane":
        medians = {(mark.x[0], mark.y[0]) for mark in plots[0].of(Points) if mark.opacity == 1}
        assert medians == set(zip(rows["gain"], rows["cost"], strict=True))
        return
    if exhibit.chart.kind == "scatter":
        marks = plots[0].of(Points)
        placed = sorted((x, y) for each in marks for x, y in zip(each.x, each.y, strict=True))
        assert placed == sorted(zip(rows["x"], rows["y"], strict=True))
        own = rows[rows["mark"] == "place"]
        assert len(own) == len(marks[-1].x)
        return
    known = (
        rows[rows["value"] > 0]
        if getattr(exhibit.chart, "log", False)
        else rows[rows["value"].notna()]
    )
    if exhibit.chart.kind == "shares":
        cut = {
            (label, mark.name): end - base
            for plot in plots
            for mark in plot.of(Bars)
            for label, base, end in zip(plot.y.whole, mark.base, mark.end, strict=True)
        }
        assert cut == pytest.approx(known.set_index(["label", "part"])["value"].to_dict())
        return
    if exhibit.chart.kind == "steps":
        steps = [
            b - a for p in plots for m in p.of(Bars) for a, b in zip(m.base, m.end, strict=True)
        ]
        assert steps == pytest.approx(rows["value"].tolist())
        return
    found: list[float] = []
    for plot in plots:
        for mark in plot.marks:
            if isinstance(mark, Bars):
                found += mark.end
            elif isinstance(mark, Points) and mark.opacity == 1:
                found += mark.x if plot.y.whole else mark.y
            elif isinstance(mark, Line) and plot.kind in ("lines", "fan"):
                found += [y for y in mark.y if y == y]
    assert sorted(found) == pytest.approx(sorted(known["value"]))
    labels = list(dict.fromkeys(drawn.plain(str(label)) for label in rows["label"]))
    whole = [drawn.plain(name) for plot in plots for name in (plot.y.whole or plot.x.whole)]
    if exhibit.chart.kind not in ("lines", "fan"):
        assert whole == labels


@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_the_deck_holds_the_same_names_limits_and_values(exhibit: Exhibit) -> None:
    plots = layouts.place(exhibit, SLIDE)
    for plot, chart in zip(plots, _deck(plots), strict=True):
        found = drawn.of_powerpoint(chart, plot.kind)
        axis = plot.x if plot.y.whole else plot.y
        assert found["limits"] == pytest.approx((axis.low, axis.high))
        assert found["log"] == (["2"] if axis.log else [])
        rule = next((r for r in plot.of(Rule) if r.before is not None), None)
        names = found["names"]
        if rule is not None and plot.kind == "rows" and plot.y.whole:
            before = some(rule.before)
            names = [*names[:before], *names[before + 1 :]]
        if plot.kind not in ("plane", "scatter"):
            assert _same_names(names, [drawn.plain(n) for n in plot.y.whole or plot.x.whole])
        _values(plot, found, rule)


def _values(plot: Plot, found: dict[str, Any], rule: Rule | None) -> None:
    series = {
        name: [v for v in values if v is not None] for name, values in found["series"].items()
    }
    if plot.kind == "rows":
        figures = list(found["series"]["Figure"])
        if rule is not None and plot.y.whole:
            assert figures.pop(some(rule.before)) == rule.at
        wanted: dict[int, float | None] = dict.fromkeys(range(len(figures)))
        for mark in plot.marks:
            if isinstance(mark, Bars):
                wanted |= {int(at): v for at, v in zip(mark.at, mark.end, strict=True)}
            elif isinstance(mark, Points) and mark.opacity == 1:
                pairs = (mark.y, mark.x) if plot.y.whole else (mark.x, mark.y)
                wanted |= {int(at): v for at, v in zip(*pairs, strict=True)}
        assert figures == [wanted[n] for n in range(len(figures))]
    elif plot.kind == "groups":
        assert list(series.values()) == [list(mark.x) for mark in plot.of(Points) if mark.name]
    elif plot.kind == "lines":
        drawn_lines = list(series.values())[: len(plot.of(Line))]
        assert drawn_lines == [[y for y in mark.y if y == y] for mark in plot.of(Line)]
    elif plot.kind == "fan":
        assert series["Middle"] == pytest.approx(list(plot.of(Line)[0].y))
    elif plot.kind == "steps":
        bars = plot.of(Bars)[0]
        base, above, below, _ = found["series"].values()
        for n, (start, end) in enumerate(zip(bars.base, bars.end, strict=True)):
            reach = (base[n], base[n] + above[n] + below[n]) if base[n] else (below[n], above[n])
            assert sorted(reach) == pytest.approx(sorted((start, end)))
    elif plot.kind == "shares":
        shares = [np.subtract(mark.end, mark.base).tolist() for mark in plot.of(Bars)]
        assert [list(values) for values in found["series"].values()] == shares
    elif plot.kind == "scatter":
        for mark in plot.of(Points):
            assert series[mark.name] == list(mark.y)
    elif plot.kind == "plane":
        costs = [values for name, values in series.items() if "runs" not in name]
        medians = [list(mark.y) for mark in plot.of(Points) if mark.name and mark.opacity == 1]
        assert [each for each in costs if len(each) == 1] == medians


def test_intervals_reach_the_deck_to_the_digit() -> None:
    for param in EXHIBITS:
        exhibit = param.values[0]
        if exhibit.chart.kind not in ("rows", "lines", "groups"):
            continue
        rows = exhibit.chart.figures.dropna(subset=["value", "lower", "upper"])
        wide = rows[
            (rows["upper"] > rows["lower"])
            & ((rows["value"] > 0) | (not getattr(exhibit.chart, "log", False)))
        ]
        total = (wide["upper"] - wide["value"]).clip(lower=0).sum()
        plus = 0.0
        for chart, plot in zip(
            _deck(layouts.place(exhibit, SLIDE)), layouts.place(exhibit, SLIDE), strict=True
        ):
            plus += sum(
                sum(each[1]) for each in drawn.of_powerpoint(chart, plot.kind)["errors"].values()
            )
        assert plus == pytest.approx(total, rel=1e-9), exhibit.recipe.name


def _words(texts: Iterable[str]) -> list[str]:
    return [" ".join(drawn.plain(text).split()) for text in texts]


@pytest.mark.parametrize("exhibit", HEADLINES)
def test_a_headline_says_the_same_on_every_output(exhibit: Exhibit) -> None:
    rooms = {"page": PAGE, "picture": PICTURE, "big": BIG, "slide": SLIDE}
    plots = {name: layouts.place(exhibit, room)[0] for name, room in rooms.items()}
    said = _words(mark.text for mark in plots["page"].of(Text))
    assert exhibit.numbers.words(exhibit.chart.figures["value"].iloc[0]).split()[0] in " ".join(
        said
    )
    for _, row in exhibit.chart.figures.iloc[1:].iterrows():
        assert f"{row['label']}: {row['words']}" in said
    for plot in plots.values():
        assert _words(mark.text for mark in plot.of(Text)) == said
    live = paint_plotly.paint(plots["page"], LIGHT)
    assert _words(note.text for note in live.layout.annotations) == said
    page = re.findall(
        r"<div style=\"font-size[^>]*>([^<]*)<", paint_html.headline(plots["big"], DARK)
    )
    assert _words(html.unescape(text) for text in page) == said
    figure = Figure(figsize=(12.5, 5.85), dpi=72)
    FigureCanvasAgg(figure)
    axes = paint_matplotlib.paint(figure, plots["picture"], LIGHT, (0, 0, 1, 1))
    assert _words(text.get_text() for text in axes.texts) == said
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    shape = powerpoint.write(slide.shapes, plots["slide"], BOX)
    assert _words(each.text for each in shape.text_frame.paragraphs) == said
