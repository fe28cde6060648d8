"""Layouts: where everything stands is worked out once; names, rows and caveats are not lost."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.builders.registry import build
from components.charts import layouts, names, powerpoint, scales, screen
from components.charts.inks import SYMBOLS, looks
from components.charts.layouts import lines as lines_layouts
from components.charts.layouts import plane, shared, steps, table
from components.charts.plot import PAGE, Band, Bars, Line, Plot, Points, Room, Rule, Text
from components.design import fonts
from components.exhibits.charts import (
    Fan,
    Groups,
    Headline,
    Lines,
    Numbers,
    Rows,
    Shares,
    Steps,
    Table,
)
from components.exhibits.exhibit import Recipe
from tests.narrowed import of_kind, some
from tests.unit.exhibits import GRADIENT, LEVERS, TREND

PICTURE = Room(900, 420, 11, 8)
BIG = Room(820, 350, 24, 18, unit=False)
SLIDE = powerpoint.room(600, 322)
ROOMS = [PAGE, PICTURE, BIG, SLIDE]
LONG = "Keyworker support for the whole family, from the first letter to the last visit, in all "


def frame(count: int, *, label: str = "Place {}", mark: str = "place") -> pd.DataFrame:
    value = np.linspace(10, 40, count)
    return pd.DataFrame(
        {
            "label": [label.format(n) for n in range(count)],
            "value": value,
            "lower": value - 2,
            "upper": value + 3,
            "mark": mark,
            "words": "some words",
        }
    )


def groups(
    count: int, series: Sequence[str] = ("Asian", "Black", "Mixed", "White", "Other")
) -> pd.DataFrame:
    rows = [
        {
            "label": f"Service {n}",
            "series": name,
            "value": 0.5 + m,
            "lower": 0.4 + m,
            "upper": 0.7 + m,
            "words": "words",
        }
        for n in range(count)
        for m, name in enumerate(series)
    ]
    return pd.DataFrame(rows)


def texts(plots: Sequence[Plot], role: str) -> list[str]:
    return [mark.text for plot in plots for mark in plot.of(Text) if mark.role == role]


# --- descriptions ----------------------------------------------------------------------------


def test_a_description_checks_itself() -> None:
    with pytest.raises(ValueError, match="lower"):
        Rows(frame(3).drop(columns="lower"))
    with pytest.raises(ValueError, match="needs figures"):
        Rows(frame(3).head(0))
    with pytest.raises(ValueError, match="above 0"):
        Rows(frame(3).assign(value=0.0), log=True)
    with pytest.raises(ValueError, match="unknown mark"):
        Rows(frame(3, mark="palce"))
    with pytest.raises(ValueError, match="no label of the lines"):
        Lines(frame(3, label="202{}").assign(series="A"), breaks=("2031",))
    with pytest.raises(ValueError, match="more than the whole"):
        Shares(
            pd.DataFrame({"label": "a", "part": ["x", "y"], "value": [60, 50.6], "words": ""}),
            ("x", "y"),
        )
    with pytest.raises(ValueError, match="every step"):
        Steps(frame(3, mark="rise").assign(value=float("nan")))
    with pytest.raises(ValueError, match="one entry for each cell"):
        Table(frame(2), frame(2), frame(3))


def test_a_chart_without_marks_is_refused_by_the_layouts() -> None:
    table = Table(frame(1), frame(1))
    assert not layouts.can_place(table)
    with pytest.raises(ValueError, match="no marks"):
        layouts.place_chart(table, Numbers(), "unit", PAGE)


@settings(max_examples=60, deadline=None)
@given(
    st.text(min_size=1, max_size=160),
    st.floats(-1e9, 1e9),
    st.sampled_from(["", "%", " per 10,000 children", " £ per child of the whole of the area"]),
    st.sampled_from([PAGE, PICTURE, SLIDE, screen.CHART]),
)
def test_a_headline_says_everything_within_its_room(
    label: str, value: float, after: str, room: Room
) -> None:
    """Name, figure, interval and what it is set against: whole, in order, not on each other."""
    rows = pd.DataFrame(
        {
            "label": [label, "England"],
            "value": [value, 2.0],
            "lower": 1.0,
            "upper": 3.0,
            "words": ["it (95% interval 1 to 3)", "2.0 in all"],
        }
    )
    numbers = Numbers(1, "", after)
    (plot,) = layouts.place_chart(Headline(rows), numbers, "unit", room)
    said = " ".join(" ".join(mark.text.split()) for mark in plot.of(Text))
    assert numbers.words(value).removesuffix(after) in said
    for part in (label, after, "95% interval 1 to 3", "England: 2.0 in all"):
        assert "".join(part.split()) in "".join(said.split())
    below = [mark.y * plot.height for mark in plot.of(Text)]
    tall = [len(mark.text.split("\n")) * mark.size for mark in plot.of(Text)]
    assert all(a - high >= b for a, b, high in zip(below, below[1:], tall, strict=False))
    for mark in plot.of(Text):
        if mark.bold:
            assert fonts.width(mark.text, mark.size, bold=True) <= room.width
        else:
            assert mark.size >= room.least


# --- scales ----------------------------------------------------------------------------------


@given(
    st.lists(st.floats(-1e9, 1e9).map(lambda x: round(x, 6)), min_size=1, max_size=8), st.booleans()
)
@settings(max_examples=200, deadline=None)
def test_round_numbers_hold_all_figures_and_are_evenly_apart(
    numbers: list[float], zero: bool
) -> None:
    ticks = scales.linear(numbers, zero=zero)
    low, high = min(numbers), max(numbers)
    room = (ticks[-1] - ticks[0]) * 1e-6
    assert ticks[0] - room <= low and high <= ticks[-1] + room
    assert 2 <= len(ticks) <= 9
    apart = np.diff(ticks)
    assert np.allclose(apart, apart[0], rtol=1e-6)
    if zero:
        assert any(abs(each) <= room for each in ticks)


@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_ratios_stand_between_halves_and_doubles_with_1_among_them(numbers: list[float]) -> None:
    ticks = scales.ratios(numbers)
    assert ticks[0] <= min(*numbers, 0.5) and ticks[-1] >= max(*numbers, 2.0)
    assert 1.0 in ticks and np.allclose(np.diff(np.log2(ticks)), 1)


def test_numbers_along_an_axis_by_hand() -> None:
    assert scales.linear([30.2, 16.4]) == (0, 10, 20, 30, 40)
    assert scales.tick_words((0.0, 0.5, 1.0), Numbers(2, "£", "m")) == ("£0.0m", "£0.5m", "£1.0m")
    assert scales.tick_words((-20.0, 0.0), Numbers(1, "", " per 10,000")) == ("−20", "0")
    assert scales.ratio_words((0.25, 0.5, 1, 2)) == ("0.25×", "0.5×", "1×", "2×")


def test_an_interval_far_beyond_every_ratio_ends_at_the_axis() -> None:
    assert scales.ratios([0.8, 1e-6, 2.0], [0.8]) == (0.0625, 0.125, 0.25, 0.5, 1.0, 2.0)


# --- names -----------------------------------------------------------------------------------


@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=120
        ),
        min_size=1,
        max_size=6,
        unique=True,
    ),
    st.floats(60, 300),
    st.floats(9, 80),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_names_fit_their_boxes_and_what_is_cut_is_named_whole(
    wanted: list[str], room: float, slot: float, spare: bool
) -> None:
    fitted = names.fit(wanted, room=room, slot=slot, size=12, least=8, spare=spare)
    assert 8 <= fitted.size <= 12 and len(fitted.lines) == len(wanted)
    most = max(int(slot / (fitted.size * names.LINE) + 1e-6), 1)
    for name, lines in zip(wanted, fitted.lines, strict=True):
        assert len(lines) <= most
        said = "".join("".join(lines).split())
        whole = "".join(name.split())
        assert said == whole or name in fitted.cut
        for line in lines:
            wide = fonts.width(line, fitted.size, spare=spare)
            assert wide <= room * 1.01 or len(line) <= 2


def test_a_name_is_wrapped_then_made_smaller_then_cut() -> None:
    short = names.fit(["Sandwell"], room=200, slot=20, size=12, least=8)
    assert short.lines == (("Sandwell",),) and short.size == 12
    wrapped = names.fit([LONG * 1], room=260, slot=60, size=12, least=8)
    assert wrapped.size == 12 and len(wrapped.lines[0]) > 1 and not wrapped.cut
    smaller = names.fit([LONG], room=180, slot=31, size=12, least=8)
    assert 8 <= smaller.size < 12 and not smaller.cut
    cut = names.fit([LONG * 3], room=200, slot=22, size=12, least=8)
    assert (
        cut.size == 8
        and cut.lines[0][-1].endswith("…")
        and cut.cut == (" ".join((LONG * 3).split()),)
    )


def test_a_word_is_not_broken_while_smaller_letters_hold_it() -> None:
    fitted = names.fit(["1 most deprived"], room=60, slot=60, size=14, least=9)
    assert "deprived" in fitted.lines[0]


def test_names_that_differ_at_their_ends_stay_different() -> None:
    one, other = f"{LONG * 2}Sandwell", f"{LONG * 2}Dudley"
    fitted = names.fit([one, other], room=150, slot=12, size=12, least=8)
    assert fitted.texts[0] != fitted.texts[1]
    assert "Sandwell"[-4:] in fitted.texts[0] and "Dudley"[-4:] in fitted.texts[1]


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(0.1, 30))
@settings(max_examples=200, deadline=None)
def test_labels_moved_apart_keep_their_order_and_stay_inside(
    wanted: list[float], gap: float
) -> None:
    placed = names.spread(wanted, gap, 0, 100)
    assert all(-1e-6 <= each <= 100 + 1e-6 for each in placed)
    room = min(gap, 100 / max(len(wanted) - 1, 1))
    ordered = [place for _, place in sorted(zip(wanted, placed, strict=True), key=lambda x: x[0])]
    assert sorted(placed) == pytest.approx(sorted(ordered))
    assert all(b - a >= room * 0.999 - 1e-6 for a, b in itertools.pairwise(sorted(placed)))


# --- rows are never dropped --------------------------------------------------------------------


@given(st.integers(1, 300), st.integers(1, 50))
def test_a_split_loses_no_row(count: int, most: int) -> None:
    parts = shared.split(count, most)
    assert [n for part in parts for n in part] == list(range(count))
    assert max(map(len, parts)) <= most and max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.mark.parametrize("room", ROOMS, ids=["page", "picture", "big", "slide"])
@pytest.mark.parametrize("shape", ["bars", "dots"])
def test_every_row_is_drawn_in_letters_that_can_be_read(
    room: Room, shape: Literal["bars", "dots"]
) -> None:
    plots = layouts.place_chart(Rows(frame(31), shape), Numbers(1, "", "%"), "unit", room)
    assert [name for plot in plots for name in plot.y.whole] == [f"Place {n}" for n in range(31)]
    assert len(texts(plots, "value")) == 31
    for plot in plots:
        assert plot.y.size >= room.least
        assert (plot.x.low, plot.x.high) == (plots[0].x.low, plots[0].x.high)
        top, bottom = plot.margins[2:]
        slot = (plot.height - top - bottom) / len(plot.y.ticks)
        assert slot >= plot.y.size * 1.15  # neighbouring names do not touch
        assert plot.part == (plots.index(plot) + 1, len(plots))


@pytest.mark.parametrize("room", ROOMS, ids=["page", "picture", "big", "slide"])
def test_all_services_stand_on_every_output(room: Room) -> None:
    """The big screen showed three of eight rows under a title that counts all eight."""
    plots = layouts.place_chart(Groups(groups(8), ("same", 1.0), True), Numbers(2), "Ratio", room)
    assert [name for plot in plots for name in plot.y.whole] == [f"Service {n}" for n in range(8)]
    assert sum(len(mark.x) for plot in plots for mark in plot.of(Points)) == 40
    assert not any("more" in text for plot in plots for text in plot.y.texts)


def test_four_plans_of_115_letters_keep_a_chart_on_a_slide() -> None:
    """The slide's chart shrank to a corner under diagonal labels."""
    titles = [f"{letter}. {(LONG * 2)[:112]}" for letter in "ABCD"]
    rows = frame(4).assign(label=titles)
    (plot,) = layouts.place_chart(Rows(rows, "dots", ("no change", 0.0)), Numbers(0), "unit", SLIDE)
    left, right, top, bottom = plot.margins
    assert plot.width - left - right > plot.width * 0.45
    assert plot.height - top - bottom > plot.height * 0.7
    for plots in (
        layouts.place_chart(Groups(groups(5, titles)), Numbers(0), "unit", room)
        for room in (SLIDE, BIG, PAGE, PICTURE)
    ):
        for plot in plots:
            assert some(plot.legend).height < plot.height * 0.4
            shown = [" ".join(each.text.split()) for each in some(plot.legend).entries]
            for entry, text in zip(some(plot.legend).entries, shown, strict=True):
                assert text == entry.whole or any(entry.whole in said for said in plot.left_out)
            assert len(set(shown)) == 4


def test_a_missing_figure_says_why_in_its_row() -> None:
    rows = frame(3)
    rows.loc[1, ["value", "lower", "upper"]] = float("nan")
    rows.loc[1, "words"] = "held back to protect people."
    (plot,) = layouts.place_chart(Rows(rows), Numbers(1, "", "%"), "unit", PICTURE)
    assert texts([plot], "gap") == ["held back to protect people"]
    assert plot.of(Bars)[0].at == (0.0, 2.0)


def test_figures_above_dots_do_not_touch_and_none_is_clipped() -> None:
    """In the brief "30.2%" stood under the next dot and "16.4%" was clipped."""
    rows = frame(10, label="{}").assign(value=[30.2, 28.1, 24, 22, 21, 19, 18, 17, 16.8, 16.4])
    rows = rows.assign(lower=rows["value"] - 1, upper=rows["value"] + 1)
    for width in (260, 340, 500, 900):
        room = Room(width, 230, 9, 6.5)
        (plot,) = layouts.place_chart(Rows(rows, "dots"), Numbers(1, "", "%"), "%", room)
        left, right, top, bottom = plot.margins
        step = (width - left - right) / (plot.x.high - plot.x.low)
        up = (plot.height - top - bottom) / (plot.y.high - plot.y.low)
        boxes = []
        for mark in [each for each in plot.of(Text) if each.role == "value"]:
            half = fonts.width(mark.text, mark.size) / 2
            x, y = left + (mark.x - plot.x.low) * step, bottom + (mark.y - plot.y.low) * up
            y = y + mark.dy if mark.up == "bottom" else y + mark.dy - mark.size * 1.2
            boxes.append((x - half, y, x + half, y + mark.size * 1.2))
            assert x - half >= 0 and x + half <= width
            assert y >= 0 and y + mark.size * 1.2 <= plot.height
        assert len(boxes) == 10
        for n, one in enumerate(boxes):
            for other in boxes[n + 1 :]:
                apart = one[2] <= other[0] + 0.5 or other[2] <= one[0] + 0.5
                assert apart or one[3] <= other[1] + 0.5 or other[3] <= one[1] + 0.5


def test_a_reference_is_drawn_once_and_named_within_the_frame() -> None:
    for value in (0.5, 20.0, 39.9):
        chart = Rows(frame(4), "bars", ("A very long name of a place, all: 39", value))
        (plot,) = layouts.place_chart(chart, Numbers(), "unit", PICTURE)
        assert [rule.at for rule in plot.of(Rule) if rule.name] == [value]
        name = next(mark for mark in plot.of(Text) if mark.role == "reference")
        left, right = plot.margins[:2]
        at = (value - plot.x.low) / (plot.x.high - plot.x.low) * (plot.width - left - right)
        wide = fonts.width(name.text, name.size)
        start = at - {"left": 0, "center": wide / 2, "right": wide}[name.across]
        assert start >= -left and start + wide <= plot.width - left


# --- lines, fans, steps, planes ------------------------------------------------------------------


def series(
    labels: Sequence[str], name: str = "Sandwell", values: Sequence[float] | None = None
) -> pd.DataFrame:
    values = values or [40.0 + n for n in range(len(labels))]
    return pd.DataFrame(
        {
            "label": labels,
            "series": name,
            "value": values,
            "lower": float("nan"),
            "upper": float("nan"),
            "words": "w",
        }
    )


def test_breaks_stand_half_way_before_the_first_period_of_the_new_series() -> None:
    years = [str(year) for year in range(2015, 2026)]
    chart = Lines(series(years), breaks=("2017", "2020", "2022", "2023"))
    assert lines_layouts.break_places(chart) == (2016.5, 2019.5, 2021.5, 2022.5)
    meals = Lines(series(["2017", "2018", "2019"]), breaks=("2019",))
    assert lines_layouts.break_places(meals) == (2018.5,)
    gaps = Lines(series(["2017", "2021"]), breaks=("2021",))
    assert lines_layouts.break_places(gaps) == (2019.0,)
    months = Lines(series(["Mar 2021", "Mar 2022"]), breaks=("Mar 2022",))
    (plot,) = layouts.place_chart(months, Numbers(), "unit", PAGE)
    assert [rule.at for rule in plot.of(Rule) if rule.axis == "x"] == [0.5]
    assert "counts in a new way from Mar 2022" in plot.left_out[-1]


def test_a_year_without_a_figure_takes_its_room_and_a_missing_one_breaks_the_line() -> None:
    rows = pd.concat(
        [series(["2016", "2019", "2020"]), series(["2016", "2020"], "England", [50.0, 51.0])]
    )
    (plot,) = layouts.place_chart(Lines(rows), Numbers(), "unit", PICTURE)
    own, nation = plot.of(Line)
    assert own.x == (2016, 2019, 2020) and not any(y != y for y in own.y)
    assert nation.x == (2016, 2019, 2020) and nation.y[1] != nation.y[1]
    assert plot.x.ticks == (2016, 2017, 2018, 2019, 2020)


def test_names_at_the_ends_of_lines_do_not_touch() -> None:
    parts = [series(["2019", "2020"], f"Group {n}", [50.0, 50 + n / 10]) for n in range(6)]
    (plot,) = layouts.place_chart(Lines(pd.concat(parts), equal=True), Numbers(), "unit", PICTURE)
    names_ = sorted((mark for mark in plot.of(Text) if mark.role == "name"), key=lambda m: m.y)
    tall = plot.height - plot.margins[2] - plot.margins[3]
    per = tall / (plot.y.high - plot.y.low)
    for low, high in itertools.pairwise(names_):
        assert (high.y - low.y) * per >= low.size * 1.15
        assert plot.y.low <= low.y <= plot.y.high


def test_intervals_that_are_there_for_some_years_only() -> None:
    rows = series(["2018", "2019", "2020", "2021"]).assign(
        lower=[np.nan, 39, 40, 41.0], upper=[np.nan, 44, 45, 46.0]
    )
    (plot,) = layouts.place_chart(Lines(rows), Numbers(), "unit", PICTURE)
    band = plot.of(Band)[0]
    assert band.x == (2019, 2020, 2021) and band.low == (39, 40, 41)


def test_a_fan_has_both_ranges_and_its_line() -> None:
    limits = {"lower": [0.0, -9], "upper": [0.0, 1], "lower80": [0.0, -7], "upper80": [0.0, -1]}
    rows = pd.DataFrame({"label": ["2025", "2026"], "value": [0.0, -4], **limits})
    (plot,) = layouts.place_chart(Fan(rows, ("no change", 0.0)), Numbers(0), "unit", SLIDE)
    bands = plot.of(Band)
    assert [band.name for band in bands] == ["95% range", "80% range"]
    assert plot.y.low <= -9 and plot.y.high >= 1


def test_steps_stand_on_each_other() -> None:
    reached = steps.reached([10, 15, -32.5, -7.5], ["total", "rise", "fall", "total"])
    assert reached == [(0.0, 10.0), (10.0, 25.0), (25.0, -7.5), (0.0, -7.5)]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_steps_reach_their_sum_and_each_has_its_figure(values: list[float]) -> None:
    marks = ["rise" if value >= 0 else "fall" for value in values]
    assert steps.reached(values, marks)[-1][1] == pytest.approx(sum(values), abs=1e-3)
    chart = Steps(
        pd.DataFrame(
            {"label": [f"s{n}" for n in range(len(values))], "value": values, "mark": marks}
        )
    )
    for room in (SLIDE, BIG):
        plots = layouts.place_chart(chart, Numbers(1), "unit", room)
        said = texts(plots, "value")
        assert said == [Numbers(1).words(value, signed=True) for value in values]
        assert all(plot.y.size >= room.least for plot in plots)


def test_the_threshold_is_drawn_where_it_crosses_the_frame() -> None:
    line = plane.threshold_line(20_000, (0, 700), (0, 250e6))
    assert line == ((0, 0), (700, 14e6))
    assert plane.threshold_line(1e6, (0, 700), (0, 250e6)) == ((0, 0), (250, 250e6))
    assert plane.threshold_line(0, (0, 1), (0, 1)) is None
    assert plane.money_words((-1e6, 0, 1e6, 2e6)) == ("−£1m", "£0m", "£1m", "£2m")
    assert plane.money_words((0, 500_000)) == ("£0", "£500,000")


def test_shares_fill_100_per_cent_and_each_part_is_named() -> None:
    rows = pd.DataFrame(
        {
            "label": ["a"] * 3 + ["b"] * 3,
            "part": ["x", "y", "z"] * 2,
            "value": [50, 30, 20, 10, 0, 90.0],
            "words": "w",
        }
    )
    (plot,) = layouts.place_chart(Shares(rows, ("x", "y", "z")), Numbers(0), "%", PAGE)
    assert plot.of(Bars)[-1].end == (100, 100)
    # The last number of the foot is whole: Plotly leaves out one that passes the margin.
    assert plot.margins[1] > fonts.width("100%", plot.x.size) / 2 + 4
    assert [entry.text for entry in some(plot.legend).entries] == ["x", "y", "z"]


# --- looks ---------------------------------------------------------------------------------------


def test_an_ethnic_group_looks_the_same_whichever_others_stand_beside_it() -> None:
    alone, among = looks(["Mixed"]), looks(["Asian", "Mixed", "Other"])
    assert alone[0] == among[1] and alone[0].symbol == SYMBOLS[2]
    plans = looks(["A. One", "B. Two"])
    assert plans[0].ink == "primary" and plans[0] != plans[1]


# --- the big screen, part by part ----------------------------------------------------------------


@given(st.lists(st.text(alphabet="abc de. ", min_size=1, max_size=700), min_size=1, max_size=3))
@settings(max_examples=50, deadline=None)
def test_no_word_is_lost_between_the_parts_of_a_screen(paragraphs: list[str]) -> None:
    told = screen.said_in_parts(paragraphs, 345)
    words = " ".join(text for part in told for text in part)
    assert "".join(words.split()) == "".join(" ".join(paragraphs).split())


def test_1250_letters_of_own_words_keep_their_chart_on_every_part() -> None:
    """They pushed the chart out of sight."""
    exhibit = build(TREND)
    found = screen.parts(exhibit, ["We say it so, at length, with reasons. " * 32])
    assert len(found) > 1 and all(part.plot is not None for part in found)
    assert [part.label for part in found] == [
        f"part {n} of {len(found)}" for n in range(1, len(found) + 1)
    ]


@pytest.mark.parametrize("recipe", [LEVERS, GRADIENT], ids=lambda each: each.name)
def test_a_table_shows_every_row_on_the_big_screen(recipe: Recipe) -> None:
    """One of fifteen levers was shown, and the residents' table pushed its buttons out."""
    exhibit = build(recipe)
    found = screen.parts(exhibit, [])
    rows = {row.number for part in found for row in some(part.page).rows}
    assert rows == set(range(len(of_kind(Table, exhibit.chart).cells)))
    for part in found:
        assert (
            some(part.page).tall <= (screen.TABLE.height or 0) + 90
            and some(part.page).size == screen.SIZE
        )


def test_a_caveat_in_a_cell_is_never_cut() -> None:
    """In a slide's table "no effect: no range given" became "no effe..."."""
    caveat = "no effect: no range given"
    cells = pd.DataFrame({f"Plan {n}": [f"{LONG} {caveat}"] * 3 for n in range(6)})
    for room in (Room(870, 322, 12, 10, spare=True), screen.TABLE):
        pages = table.layout(Table(cells, cells), room)
        assert table.whole(pages).equals(cells.map(lambda text: " ".join(text.split())))
        assert all(page.tall <= (room.height or 0) + page.size * 2 for page in pages)


@pytest.mark.parametrize("room", [screen.TABLE, Room(870, 322, 12, 10, spare=True), PICTURE])
def test_no_cell_of_a_table_runs_into_the_next(room: Room) -> None:
    """In pictures "over 2" and "not used" stood as "over 2not used"."""
    cells = pd.DataFrame({f"Plan {n}": ["2 to 12 a year over 2", "not used"] for n in range(7)})
    for page in table.layout(Table(cells, cells), room):
        for row in page.rows:
            for lines, width in zip(row.cells, page.widths, strict=True):
                for line in lines:
                    assert fonts.width(line, page.size, spare=room.spare) <= width - 2


@given(st.floats(40, 200))  # room for a minus, a pound and a digit
def test_a_minus_stays_with_its_figure_at_a_lines_end(room: float) -> None:
    for text in ("Balance: −£206m to −£12m", "from −12.5 to −3 per 1,000"):
        assert not any(line.rstrip().endswith("−") for line in fonts.wrap(text, 12, room))
