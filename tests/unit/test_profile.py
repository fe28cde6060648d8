"""The area profile's table and its markup, on small tables whose answer is plain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from analysis import profile
from components.charts import paint_svg
from components.charts.layouts.profile_marks import (
    TREND_HEIGHT,
    sparkline,
    sparkline_limits,
    spine,
    spine_limits,
)
from components.charts.small import Disc, Shape, Stroke
from components.exhibits.small_charts import Sparkline, Spine
from components.views.area_profile import table as table_area_profile
from components.wording import periods
from components.wording import profile as profile_words
from data.contract import OBSERVATION_COLUMNS, parse_period
from data.metadata import Indicator
from tests.narrowed import some

ENTRY = {
    "domain": "poverty",
    "title": "A title",
    "short_title": "Short",
    "definition": "x" * 30,
    "processing": "none needed here",
    "processing_level": "as published",
    "unit": "%",
    "unit_short": "%",
    "decimals": 1,
    "value_type": "proportion",
    "polarity": "low_is_good",
    "benchmark": "interval_overlap_95",
    "period_type": "calendar year",
    "levels": ["utla"],
    "source_ids": ["s"],
    "disclosure": "none needed",
}


def entry(name: str, **more: object) -> Indicator:
    return Indicator.model_validate(ENTRY | {"id": name} | more)


CATALOGUE = {
    "poor": entry("poor", short_title="Poor <b>&"),
    "band": entry("band", benchmark="quintiles", polarity="high_is_good", domain="school"),
    "care": entry("care", polarity="no_judgement", done_by_services=True, domain="family"),
    "lives": entry("lives", breakdowns=["sex"], polarity="high_is_good", domain="mind"),
    "small": entry("small", levels=["lsoa"]),
    "ratio": entry("ratio", breakdowns=["ethnicity"]),
    "gone": entry("gone"),
}
PLACE, ENGLAND, UK, REGION = "E08000028", "E92000001", "K02000001", "E12000005"
NEAR = tuple(f"E0900000{i}" for i in range(1, 8))
OTHERS = tuple(f"E0600000{i}" for i in range(1, 9))
WHO = profile.Comparators(PLACE, ENGLAND, (UK,), REGION, NEAR, (PLACE, *NEAR, *OTHERS))
NOW, BEFORE = "2024-01-01/P1Y", "2023-01-01/P1Y"


def row(
    area: str = PLACE,
    value: float = 30.0,
    indicator: str = "poor",
    period: str = NOW,
    width: float = 2.0,
    **more: object,
) -> dict[str, Any]:
    missing = pd.isna(value)
    limits = {"lower": value - width, "upper": value + width} if width and not missing else {}
    base = dict.fromkeys(OBSERVATION_COLUMNS) | {"note": "", "group_type": "all", "group": "all"}
    status = "missing" if missing else "published"
    return base | {
        "area_code": area,
        "indicator_id": indicator,
        "period": period,
        "value": value,
        "status": status,
        **limits,
        **more,
    }


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(OBSERVATION_COLUMNS))
    return frame.astype({"value": float, "lower": float, "upper": float})


def around(indicator: str = "poor", **more: Any) -> list[dict[str, Any]]:
    """England 25, region 28, neighbours 31..37, the others 11..18."""
    return [
        row(ENGLAND, 25, indicator, **more),
        row(REGION, 28, indicator, **more),
        *(row(code, 31 + i, indicator, **more) for i, code in enumerate(NEAR)),
        *(row(code, 11 + i, indicator, **more) for i, code in enumerate(OTHERS)),
    ]


def only(frame: pd.DataFrame) -> dict[str, Any]:
    assert len(frame) == 1
    return dict(frame.iloc[0])


def test_a_row_carries_every_comparator_of_its_period() -> None:
    found = only(profile.build(table(row(), *around()), CATALOGUE, WHO))
    assert (found["value"], found["lower"], found["upper"]) == (30, 28, 32)
    assert (found["country"], found["country_code"], found["region"]) == (25, ENGLAND, 28)
    assert found["neighbours_mean"] == pytest.approx(34)
    assert (found["neighbours_lowest"], found["neighbours_highest"]) == (31, 37)
    assert (found["neighbours_count"], found["authorities_count"]) == (7, 16)
    # 8 of 16 lie below: (8 + half of its own tie) / 16 = 0.53, the third fifth
    assert (found["fifth"], found["worst_fifth"]) == (3, False)


@pytest.mark.parametrize(
    ("benchmark", "said", "against"),
    [("england", "worse", 25), ("region", "similar", 28), ("neighbours", "better", 34)],
)
def test_the_verdict_follows_the_chosen_benchmark(benchmark: str, said: str, against: int) -> None:
    found = only(profile.build(table(row(), *around()), CATALOGUE, WHO, benchmark))
    assert (found["verdict"], found["benchmark"], found["why_not"]) == (said, against, "")


def test_unknown_benchmark_is_refused() -> None:
    with pytest.raises(ValueError, match="benchmark must be one of"):
        profile.build(table(row()), CATALOGUE, WHO, "mars")


def test_the_newest_figure_is_shown_and_older_comparators_never_stand_in() -> None:
    rows = table(row(), row(period=BEFORE, value=20), row(ENGLAND, 25, period=BEFORE))
    found = only(profile.build(rows, CATALOGUE, WHO))
    assert (found["period"], found["value"]) == (NOW, 30)
    assert np.isnan(found["country"])
    assert (found["verdict"], found["why_not"]) == ("not tested", "benchmark")


def test_uk_stands_in_only_where_england_never_has_a_figure() -> None:
    uk = row(UK, 40)
    found = only(profile.build(table(row(), uk), CATALOGUE, WHO))
    assert (found["country"], found["country_code"], found["verdict"]) == (40, UK, "better")
    with_old_england = table(row(), uk, row(ENGLAND, 25, period=BEFORE))
    found = only(profile.build(with_old_england, CATALOGUE, WHO))
    assert np.isnan(found["country"]) and found["country_code"] == ENGLAND


def test_newer_row_without_value_is_told_not_shown() -> None:
    rows = table(row(period=BEFORE), row(value=np.nan, status="suppressed"))
    found = only(profile.build(rows, CATALOGUE, WHO))
    assert (found["period"], found["value"]) == (BEFORE, 30)
    assert (found["held_back"], found["held_back_status"]) == (NOW, "suppressed")


def test_few_neighbours_are_shown_but_not_tested_against() -> None:
    near = [row(code, 35) for code in NEAR[: profile.FEWEST_NEIGHBOURS - 1]]
    found = only(profile.build(table(row(), *near), CATALOGUE, WHO, "neighbours"))
    assert found["neighbours_mean"] == 35
    assert (found["verdict"], found["why_not"]) == ("not tested", "few neighbours")


def test_without_interval_or_with_another_method_there_is_no_test() -> None:
    rows = table(row(width=0), *around())
    assert only(profile.build(rows, CATALOGUE, WHO))["why_not"] == "interval"
    banded = table(row(value=5.0, indicator="band"), *around("band"))
    found = only(profile.build(banded, CATALOGUE, WHO))
    assert (found["verdict"], found["why_not"]) == ("not tested", "method")
    assert (found["fifth"], found["worst_fifth"]) == (1, True)  # high is good, so lowest is worst


def test_no_judgement_gives_direction_only() -> None:
    found = only(profile.build(table(row(indicator="care"), *around("care")), CATALOGUE, WHO))
    assert (found["verdict"], found["worst_fifth"]) == ("higher", False)


def test_by_sex_only_gives_two_rows_against_the_same_sex() -> None:
    def sex(group: str, value: float, area: str = PLACE) -> dict[str, object]:
        return row(area, value, "lives", group_type="sex", group=group)

    rows = table(
        sex("Female", 60), sex("Male", 50), sex("Female", 65, ENGLAND), sex("Male", 51, ENGLAND)
    )
    found = profile.build(rows, CATALOGUE, WHO).set_index("group")
    assert list(found.index) == ["Female", "Male"]
    assert found.loc["Female", ["country", "verdict"]].tolist() == [65, "worse"]
    assert found.loc["Male", ["country", "verdict"]].tolist() == [51, "similar"]
    whole = pd.concat([rows, table(row(indicator="lives"))])
    assert profile.build(whole, CATALOGUE, WHO)["group"].tolist() == ["all"]


def test_place_outside_the_authorities_gets_no_fifth() -> None:
    who = profile.Comparators(REGION, ENGLAND, authorities=(PLACE, *NEAR, *OTHERS))
    found = only(profile.build(table(row(), *around()), CATALOGUE, who))
    assert (found["value"], found["fifth"], found["authorities_count"]) == (28, 0, 16)
    assert np.isnan(found["region"]) and found["neighbours_count"] == 0


def test_trend_uses_points_since_the_break_and_marks_it() -> None:
    catalogue = {"poor": entry("poor", breaks_in_series=["2019-06-01"])}
    rows = [row(period=f"{year}-01-01/P1Y", value=year - 2000) for year in range(2010, 2025)]
    found = only(profile.build(table(*rows), catalogue, WHO))
    assert found["series"].tolist() == list(range(15, 25))  # ten newest
    assert (found["trend"], found["trend_since"]) == ("rising", "2019-01-01/P1Y")
    assert (found["trend_points"], len(found["breaks"])) == (6, 1)


def test_nothing_published_gives_an_empty_table() -> None:
    assert profile.build(table(row(ENGLAND)), CATALOGUE, WHO).empty


def test_absent_names_every_indicator_with_its_reason() -> None:
    rows = table(
        row(),
        row(value=np.nan, indicator="care", status="suppressed", note="Held back."),
        row(value=np.nan, indicator="band", note="Not collected."),
        row(ENGLAND, 3, "gone"),
    )
    shown = profile.build(rows, CATALOGUE, WHO)["indicator_id"].tolist()
    found = {i.indicator_id: i for i in profile.absent(rows, CATALOGUE, PLACE, ["utla"], shown)}
    assert {name: item.reason for name, item in found.items()} == {
        "band": "missing",
        "care": "suppressed",
        "lives": "groups",
        "small": "level",
        "ratio": "groups",
        "gone": "not in source",
    }
    assert set(found) | set(shown) == set(CATALOGUE)  # nothing dropped silently
    assert (
        profile_words.absent(found["band"], CATALOGUE["band"]) == "no figure (2024): Not collected"
    )
    assert "neighbourhoods" in profile_words.absent(found["small"], CATALOGUE["small"])


# ---- words and markup


HEAD = table_area_profile.Heading(
    "Sandwell",
    "England",
    "upper-tier authorities",
    True,
    7,
    {"scope": PLACE},
    {},
    frozenset({"poor"}),
    {},
)


def built(benchmark: str = "england") -> pd.DataFrame:
    return profile.build(table(row(), *around()), CATALOGUE, WHO, benchmark)


def test_tables_are_well_formed_escaped_and_labelled() -> None:
    markup = table_area_profile.tables(built(), CATALOGUE, HEAD)
    root = ElementTree.fromstring(f"<div>{markup}</div>")
    assert "Poor <b>&" in "".join(root.itertext())  # as text, not as a tag
    assert some(root.find(".//caption/h2")).text == "Poverty: 1 figure"
    headers = root.findall(".//thead//th")
    assert {th.get("scope") for th in headers} == {"col"}
    cells = root.findall(".//tbody/tr/*")
    assert len(cells) == len(headers) and cells[0].get("scope") == "row"
    scroll = root.find("div")
    assert (some(scroll).get("role"), some(scroll).get("tabindex")) == ("region", "0")
    for picture in root.findall(".//svg"):
        assert picture.get("aria-hidden") == "true" or len(picture.get("aria-label", "")) > 20


def test_the_verdict_is_in_words_and_in_shape() -> None:
    said = table_area_profile.tables(built(), CATALOGUE, HEAD)
    assert "worse than England" in said and 'class="ap-mark ap-worse"' in said
    assert (
        len(
            set(
                re.findall(
                    r'd="([^"]+)"',
                    table_area_profile.key(HEAD, ["better", "worse", "similar", "not tested"]),
                )
            )
        )
        == 4
    )


def test_spine_message_and_band_never_say_a_rank() -> None:
    record = built().iloc[0].to_dict()
    message = profile_words.spine_message(
        record, CATALOGUE["poor"], "Sandwell", "England", "authorities"
    )
    assert message == (
        "Sandwell 30.0%; England 25.0%. Among the 16 authorities with a figure: lowest 11.0%, "
        "middle half 14.8% to 33.2%, highest 37.0%."
    )
    assert profile_words.band(record) == "middle fifth of 16"


def test_links_carry_indicator_and_place() -> None:
    markup = table_area_profile.tables(built(), CATALOGUE, HEAD)
    assert 'href="map?indicator=poor&amp;scope=E08000028"' in markup
    assert "who_bears_it" not in markup  # answers no question


def test_fence_keeps_a_far_off_authority_from_crushing_the_line() -> None:
    others = np.array([*np.linspace(10, 20, 40), 500.0])
    near = Spine(15.0, 14.0, 16.0, "similar", 15.5, others)
    low, high = spine_limits(near)
    assert low == 10 and high < 50
    far = Spine(500.0, 490.0, 510.0, "worse", 15.5, others)
    assert spine_limits(far)[1] == 510  # the place itself is always on the line
    assert spine(Spine(1, 1, 1, "similar", 1, np.array([1.0, 2.0]))) is None
    assert paint_svg.paint(None, "m") == ""


def test_spine_places_marks_in_proportion() -> None:
    others = np.array([0.0, 25.0, 50.0, 75.0, 100.0])
    placed = spine(Spine(50.0, np.nan, np.nan, "not tested", np.nan, others))
    (mark,) = some(placed).of(Shape)
    assert (mark.name, mark.x, mark.y) == ("not tested", 100, 12)
    assert not some(placed).of(Stroke, "limits") and not some(placed).of(Stroke, "bench")
    drawn = paint_svg.paint(placed, "m")
    assert "translate(100 12)" in drawn and 'class="ap-mark ap-not-tested"' in drawn
    assert [run[0][0] for run in some(placed).of(Stroke, "tick")[0].runs] == [8, 54, 100, 146, 192]


def _line(values: Sequence[float], decimals: int = 1, breaks: Sequence[float] = ()) -> Sparkline:
    return Sparkline(
        np.arange(len(values), dtype=float), np.array(values), np.array(breaks), decimals
    )


def _rise(values: Sequence[float], decimals: int = 1) -> float:
    """How much of the height of its cell a line uses."""
    heights = [
        y
        for run in some(sparkline(_line(values, decimals))).of(Stroke, "line")[0].runs
        for _, y in run
    ]
    return float((max(heights) - min(heights)) / TREND_HEIGHT)


def test_trend_line_is_cut_at_a_break() -> None:
    placed = sparkline(_line([1.0, 2.0, 8.0, 9.0], breaks=[1.5]))
    assert [len(each.runs[0]) for each in some(placed).of(Stroke, "line")] == [2, 2]
    assert len(some(placed).of(Stroke, "break")) == 1 and len(some(placed).of(Disc)) == 1
    alone = sparkline(_line([1.0, 2.0, 8.0], breaks=[1.5]))
    assert len(some(alone).of(Disc)) == 2  # one figure after the break is a point, then the last
    assert sparkline(_line([1.0])) is None


def test_a_change_of_a_few_hundredths_looks_flat_and_a_real_one_does_not() -> None:
    for level in (0.3, 4.0, 31.2, 96.0):  # six hundredths of a point, whatever the level
        assert _rise([level, level + 0.03, level + 0.06]) < 0.05, level
    assert _rise([31.2, 31.2, 31.2]) == 0
    assert _rise([20.0, 24.0, 30.0]) > 0.6
    assert _rise([60.0, 120.0], decimals=0) > 0.6
    low, high = sparkline_limits(_line([20.0, 24.0, 30.0]))
    assert (low, high) == (20.0, 30.0)  # a large change has its own scale
    one, other = (_rise([level, level + 0.5]) for level in (5.0, 8.0))
    assert one == other  # rows of one unit share the smallest scale


def test_small_marks_are_escaped() -> None:
    assert "<script>" not in paint_svg.paint(sparkline(_line([1.0, 2.0])), "<script>")


def test_without_figure_groups_by_reason() -> None:
    markup = table_area_profile.without_figure(
        [("A", "held back"), ("B", "held back"), ("C", "gone")]
    )
    root = ElementTree.fromstring(markup)
    assert ["".join(li.itertext()) for li in root.findall(".//li")] == [
        "Held back: A; B.",
        "Gone: C.",
    ]
    assert "3" in some(some(root.find("h2")).text)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2025-03-31/P1D", "Mar 2025"),
        ("2024-04-01/P1Y", "2024/25"),
        ("2021-01-01/P3Y", "2021 to 2023"),
        ("2022-10-01/P3M", "Oct to Dec 2022"),
        ("2024-01-01/P1Y", "2024"),
    ],
)
def test_short_periods(period: str, said: str) -> None:
    assert profile_words.short_period(period) == said


# ---- two questions


PERCENT = {"poor": entry("poor", multiplier=100)}


def counted(area: str, value: float, people: float, **more: Any) -> dict[str, Any]:
    return row(area, value, numerator=value * people / 100, denominator=float(people), **more)


def test_the_region_is_tested_without_the_place_where_both_have_counts() -> None:
    # 300 of 1,000 in the place, 800 of 4,000 in the region with it
    rows = table(counted(PLACE, 30.0, 1000), counted(REGION, 20.0, 4000))
    found = only(profile.build(rows, PERCENT, WHO, "region"))
    assert found["rest"] and found["region"] == 20.0
    assert found["benchmark"] == pytest.approx((800 - 300) / 3000 * 100)
    without = only(profile.build(table(row(), row(REGION, 20.0)), CATALOGUE, WHO, "region"))
    assert not without["rest"] and without["benchmark"] == 20.0


def test_the_benchmark_is_its_counts_figure_where_it_was_only_rounded() -> None:
    england = row(ENGLAND, 10.0, numerator=10395.0, denominator=100000.0)
    found = only(profile.build(table(row(value=10.2, width=0.15), england), PERCENT, WHO))
    assert found["benchmark"] == pytest.approx(10.395)
    assert found["verdict"] == "better"  # against the rounded 10 it would be worse


def test_different_from_england_is_not_unusual_among_authorities() -> None:
    """Twenty authorities far apart with tiny intervals: the place differs, and is quite usual."""
    codes = [PLACE, *(f"E0700{i:04d}" for i in range(20))]
    who = profile.Comparators(PLACE, ENGLAND, authorities=tuple(codes))
    rows = [row(code, 20 + i, width=0.3) for i, code in enumerate(codes[1:])]
    rows += [row(value=34.0, width=0.3), row(ENGLAND, 30)]
    found = only(profile.build(table(*rows), CATALOGUE, who))
    assert (found["verdict"], found["unusual"]) == ("worse", "within the usual range")
    assert found["unusual_among"] == 21 and found["clear"]
    far = [
        each | {"value": 90.0, "lower": 89.7, "upper": 90.3} if each["area_code"] == PLACE else each
        for each in rows
    ]
    assert only(profile.build(table(*far), CATALOGUE, who))["unusual"] == "unusually high"
    few = only(profile.build(table(*rows[10:]), CATALOGUE, who))
    assert (few["verdict"], few["unusual"]) == ("worse", "not tested")


def test_a_difference_that_does_not_stand_among_all_tests_is_marked() -> None:
    catalogue = {f"many{n}": entry(f"many{n}") for n in range(20)}
    rows = []
    for n, name in enumerate(catalogue):
        rows += [row(value=30.0, indicator=name), row(ENGLAND, 27.9 if n == 0 else 30.0, name)]
    built_table = profile.build(table(*rows), catalogue, WHO).set_index("indicator_id")
    first = built_table.loc["many0"].to_dict()
    assert (first["verdict"], first["clear"]) == ("worse", False)
    assert "may be chance" in profile_words.doubt(first)
    assert "none of the 1 differences" in profile_words.summary(built_table, "Here", "England")


def test_recent_direction_stands_apart_from_the_long_run_which_is_not_judged() -> None:
    """Birmingham's persistent absence, as published: falling now, higher than ten years ago."""
    figures = {
        2015: 11.5,
        2016: 11.9,
        2017: 12.0,
        2018: 11.9,
        2020: 13.5,
        2021: 24.9,
        2022: 25.5,
        2023: 23.3,
        2024: 21.0,
    }
    rows = [row(period=f"{year}-09-01/P1Y", value=v, width=0.2) for year, v in figures.items()]
    found = only(profile.build(table(*rows), CATALOGUE, WHO))
    assert profile_words.direction(found) == "falling since 2021/22, getting better"
    assert profile_words.long_run(found) == "long run since 2015/16: rising"


def test_a_figure_says_its_age_from_two_years_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis import age

    monkeypatch.setattr(age, "_newest", lambda _: parse_period("2025-12-31/P1D").end.toordinal())
    assert periods.age("2024-01-01/P1Y") == ""
    assert periods.age("2021-04-01/P1Y") == "over three years old"
    assert periods.with_age("2021/22", "2021-04-01/P1Y") == "2021/22, over three years old"
    assert periods.age("2010-01-01/P1Y") == "over 15 years old"
