"""The first page's words and counts: shares said aloud, standings, findings in few words."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.place_findings import Finding, GroupFigure
from components.builders.at_a_glance import picture_of
from components.builders.registry import build
from components.charts.layouts import place
from components.exhibits.charts import Rows, Table
from components.exhibits.exhibit import Recipe
from components.figures import areas, at_a_glance
from components.figures.headlines import comparisons, findings_of
from components.views.overview.findings import HIGH, SMALL
from components.wording import at_a_glance as words
from data import store
from tests.narrowed import of_kind, some

SANDWELL, HEREFORDSHIRE = "E08000028", "E06000019"
NAN = float("nan")


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (40.18, "4 in 10"),
        (27.1, "1 in 4"),
        (33.0, "1 in 3"),
        (20.1, "1 in 5"),
        (66.0, "2 in 3"),
        (50.2, "1 in 2"),
        (9.0, "1 in 10"),
        (0.2, "fewer than 1 in 100"),
        (99.0, "nearly all"),
    ],
)
def test_a_share_is_said_as_people_say_it(percent: float, said: str) -> None:
    assert words.in_people(percent) == said


@given(st.floats(0.5, 95))
def test_what_is_said_is_near_the_figure(percent: float) -> None:
    part, whole = (int(each) for each in words.in_people(percent).split(" in "))
    assert abs(part / whole * 100 - percent) <= max(6.0, percent * 0.35)


@pytest.mark.parametrize("percent", [-1, 101, NAN])
def test_what_is_no_share_is_refused(percent: float) -> None:
    with pytest.raises(ValueError, match="share"):
        words.in_people(percent)


def test_the_sentence_is_the_stores_own_figure() -> None:
    row = at_a_glance.child_poverty(SANDWELL)
    stored = store.observations(
        "children_low_income_ahc", area_codes=SANDWELL, period=some(row)["period"], group_type="all"
    )["value"].iloc[0]
    assert some(row)["value"] == stored
    assert words.headline(SANDWELL, row) == (
        "In Sandwell, about 4 in 10 children live in poverty, against about 1 in 4 in England"
    )
    assert f"{stored:.1f}%" in words.behind_headline(row)


def test_two_figures_that_differ_are_never_said_alike() -> None:
    for scope in areas.scope_codes():
        row = at_a_glance.child_poverty(scope)
        text = words.headline(scope, row)
        here, there = text.split(" children live in poverty, against about ")
        if f"{some(row)['value']:.0f}" != f"{some(row)['benchmark']:.0f}":
            assert here.split("about ")[1] != there.split(" in England")[0], text


def test_a_place_without_the_figure_is_named() -> None:
    assert words.headline(SANDWELL, None) == "Sandwell"


@pytest.mark.parametrize(
    ("verdict", "clear", "how"),
    [
        ("worse", True, "worse"),
        ("better", True, "better"),
        ("higher", True, "differs"),
        ("lower", True, "differs"),
        ("worse", False, "cannot say"),
        ("similar", False, "cannot say"),
        ("not tested", False, "cannot say"),
    ],
)
def test_a_difference_counts_only_when_it_is_clear(verdict: str, clear: bool, how: str) -> None:
    assert at_a_glance.standing(verdict, clear) == how


@pytest.mark.parametrize("scope", [SANDWELL, HEREFORDSHIRE, store.REGION, "E07000192"])
def test_every_figure_with_a_benchmark_is_counted_once(scope: str) -> None:
    counted = at_a_glance.domains(scope)
    table = comparisons(scope)
    table = table[table["benchmark"].notna()]
    assert counted.to_numpy().sum() == len(table)
    clear = table[table["clear"].astype(bool)]
    assert counted["worse"].sum() == (clear["verdict"] == "worse").sum()
    assert counted["better"].sum() == (clear["verdict"] == "better").sum()
    exhibit = build(Recipe("domains", {"scope": scope}))
    assert f"of {len(table)} figures" in exhibit.title
    shown = of_kind(Table, exhibit.chart).cells
    assert (
        shown.filter(like="Clearly worse").iloc[:, 0].astype(int).sum()
        == (clear["verdict"] == "worse").sum()
    )


def figure(**changes: object) -> Finding:
    found = {
        "slot": "poverty",
        "indicator_id": "children_low_income_ahc",
        "group_type": "all",
        "period": "2024-04-01/P1Y",
        "value": 40.0,
        "lower": 39.0,
        "upper": 41.0,
        "benchmark": 27.0,
        "benchmark_code": "E92000001",
        "verdict": "worse",
        "tag": "clear",
        "unusual": "not tested",
        "distance": 1.0,
        "people": 31000.0,
        "years_old": 1.0,
        "score": 1.0,
    }
    return Finding(**{**found, **changes})  # type: ignore[arg-type]


def test_a_finding_is_told_no_stronger_than_its_tag() -> None:
    said = words.brief(figure())
    assert said.number == "40.0%" and "England 27.0%" in said.beside
    assert said.tag == "▼ clearly worse" and said.standing == "worse"
    assert said.whom.startswith("31,000 children here.")
    unsure = words.brief(figure(tag="can't tell", verdict="similar"))
    assert unsure.tag == "● can't tell" and unsure.standing == "cannot say"
    blank = words.brief(figure(tag="margin unknown", verdict="not tested", lower=NAN, upper=NAN))
    assert blank.tag == "△ higher, margin unknown" and blank.standing == "cannot say"
    assert "no interval" in blank.beside
    assert words.brief(figure(people=NAN)).whom == "No count is published."


def test_groups_are_told_by_number_and_none_is_picked() -> None:
    groups = tuple(
        GroupFigure(name, value, value - 1, value + 1, 100, clear, withheld)
        for name, value, clear, withheld in (
            ("Asian", 20.0, True, ""),
            ("Black", 50.0, True, ""),
            ("Mixed", 60.0, True, ""),
            ("White", 40.0, False, ""),
            ("Other", 90.0, True, "few, and placed here"),
        )
    )
    said = words.brief(figure(slot="group", group_type="ethnicity", groups=groups, value=NAN))
    assert said.number == "3 of 5"
    assert said.whom == (
        "Black and Mixed above the average; Asian below the average. Other: not told, as most "
        "could be unaccompanied children placed here."
    )
    assert "90" not in said.whom + said.beside


@pytest.mark.parametrize("scope", areas.scope_codes())
def test_every_large_finding_has_a_picture_that_builds(scope: str) -> None:
    for found in findings_of(scope)[:3]:
        said = words.brief(found)
        assert said.title and said.number and said.whom and said.tag
        assert "nan" not in " ".join((said.number, said.beside, said.whom)).lower()
        picture = picture_of(found, scope)
        if picture is None:  # one year, and of a district: nothing to draw
            assert scope not in store.areas("utla", store.REGION).index
            continue
        exhibit = build(picture)
        rows = isinstance(exhibit.chart, Rows) and len(exhibit.chart.figures) > 8
        assert len(place(exhibit, HIGH if rows else SMALL)) == 1, "it fits its room in one piece"
        values = exhibit.chart.figures["value"]
        assert values.notna().any()
        if not found.groups:
            assert any(math.isclose(found.value, each) for each in values.dropna())


def test_a_domain_whose_figure_is_missing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from components.builders import at_a_glance as builders

    held = {name: each for name, each in store.indicators().items() if name != "overcrowding"}
    monkeypatch.setattr(store, "indicators", lambda: held)
    row, told = builders._one_figure("overcrowding", pd.DataFrame())
    assert math.isnan(row["value"]) and builders.UNREADABLE in told["One figure"]


def test_a_finding_of_the_other_measure_of_child_poverty_says_so() -> None:
    row = at_a_glance.child_poverty(SANDWELL)
    assert row is not None and row["indicator_id"] == "children_low_income_ahc"
    told = words.other_measure("children_low_income_bhc", row)
    assert "before housing costs" in told and "at the top is after housing costs" in told
    assert words.other_measure("children_low_income_ahc", row) == ""
    assert words.other_measure("looked_after", row) == words.other_measure("x", None) == ""
