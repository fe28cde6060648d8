"""Exhibits of what falls on whom: the figures of the store and of `analysis`, doubt kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.deprivation_profile import slope_row
from components.builders import services
from components.builders.registry import build
from components.exhibits.charts import Groups, Lines, Rows, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import groups, residence
from components.wording import findings_groups
from components.wording.findings import CANNOT_TELL, Figure
from data import store
from tests.narrowed import of_kind, some
from tests.unit import exhibits as made

SANDWELL, BIRMINGHAM = "E08000028", "E08000025"
CENSUS = "2021-03-21/P1D"
OVERCROWDING = {"indicator": "overcrowding", "kind": "imd_decile", "period": CENSUS}
CARE = {
    "indicator": "looked_after",
    "area": SANDWELL,
    "kind": "ethnicity",
    "period": "2025-03-31/P1D",
}
number = st.floats(min_value=0.05, max_value=20)


def _slope(period: str, area: str, indicator: str, kind: str) -> dict[str, Any]:
    found = groups.profile_of(indicator, area, kind, period, store.data_version())
    return slope_row(period, found)


def test_the_gap_is_the_fitted_one_to_the_digit() -> None:
    row = _slope(CENSUS, SANDWELL, "overcrowding", "imd_decile")
    found = build(Recipe("gap", {**OVERCROWDING, "area": SANDWELL}))
    assert found.chart.figures["value"].tolist() == [row["sii"], row["rii"]]
    assert found.chart.figures["lower"].tolist() == [row["sii_lower"], row["rii_lower"]]
    assert found.level == "derived" and "higher among the most deprived" in found.title


def test_the_gap_by_place_is_that_of_each_authority_in_order_of_name() -> None:
    found = build(Recipe("gap_places", {**OVERCROWDING, "scope": SANDWELL}))
    assert list(found.chart.figures["label"]) == sorted(found.chart.figures["label"])
    for _, row in found.chart.figures.iterrows():
        expected = _slope(CENSUS, row["area_code"], "overcrowding", "imd_decile")
        assert (row["value"], row["lower"]) == (expected["sii"], expected["sii_lower"])
    marked = found.chart.figures[found.chart.figures["mark"] == "place"]
    assert list(marked["area_code"]) == [SANDWELL]


@pytest.mark.parametrize("measure", ["sii", "rii"])
def test_the_gap_over_time_has_every_periods_slope(measure: str) -> None:
    found = build(
        Recipe(
            "gap_time",
            {
                "indicator": "self_harm_10_24",
                "area": BIRMINGHAM,
                "kind": "imd_quintile",
                "measure": measure,
            },
        )
    )
    for _, row in found.chart.figures.iterrows():
        expected = _slope(row["period"], BIRMINGHAM, "self_harm_10_24", "imd_quintile")
        assert row["value"] == expected[measure] and row["upper"] == expected[f"{measure}_upper"]
    assert "no clear change" in found.title and CANNOT_TELL in found.draft
    assert of_kind(Lines, found.chart).reference == ("no gap", 0.0 if measure == "sii" else 1.0)


def test_the_potential_is_the_profiles() -> None:
    found = build(Recipe("potential", {**OVERCROWDING, "area": SANDWELL}))
    size = groups.profile_of(
        "overcrowding", SANDWELL, "imd_decile", CENSUS, store.data_version()
    ).potential
    assert found.chart.figures["value"].tolist() == [
        abs(some(size).fraction) * 100,
        some(size).overall,
        some(size).reference,
    ]
    assert "not that it can be removed" in found.draft


def _care() -> pd.DataFrame:
    rows = store.observations("looked_after", area_codes=SANDWELL, group_type="ethnicity")
    return rows[rows["period"] == CARE["period"]].set_index("group")


def _by_group(found: Exhibit) -> pd.DataFrame:
    """Figures by group; "apart" is said of those that are not tested."""
    return found.chart.figures.assign(
        label=found.chart.figures["label"].str.removesuffix(", apart")
    ).set_index("label")


def test_ratios_are_the_figures_over_the_average() -> None:
    found = build(Recipe("ratios", {**CARE, "reference": "average"}))
    rows = _care().drop(index="Unknown", errors="ignore")
    average = rows["numerator"].sum() / rows["denominator"].sum() * 10_000  # unknown in neither
    for _, row in _by_group(found).iterrows():
        assert row["value"] == pytest.approx(rows["value"][row.name] / average)
        assert row["lower"] == pytest.approx(rows["lower"][row.name] / average)
    assert list(_by_group(found).index) == ["Asian", "Black", "Mixed", "White", "Other"]
    assert of_kind(Rows, found.chart).log and of_kind(Rows, found.chart).reference == ("same", 1.0)


def test_ratios_to_a_group_leave_the_group_itself_out() -> None:
    found = build(Recipe("ratios", {**CARE, "reference": "White"}))
    rows = _care()
    assert "White" not in set(found.chart.figures["label"])
    for _, row in _by_group(found).iterrows():
        assert row["value"] == rows["value"][row.name] / rows["value"]["White"]


def test_groups_over_time_are_the_stores_and_all_alike() -> None:
    found = build(Recipe("groups_time", {k: CARE[k] for k in ("indicator", "area", "kind")}))
    rows = store.observations("looked_after", area_codes=SANDWELL, group_type="ethnicity")
    rows = rows[rows["value"].notna()].set_index(["group", "period"])["value"]
    assert len(found.chart.figures) == len(rows) and of_kind(Lines, found.chart).equal
    for _, row in found.chart.figures.iterrows():
        assert row["value"] == rows[(row["series"], row["period"])]
    assert of_kind(Lines, found.chart).labels == [
        "Mar 2021",
        "Mar 2022",
        "Mar 2023",
        "Mar 2024",
        "Mar 2025",
    ]


def test_pupils_without_intervals_are_not_called_higher_or_lower() -> None:
    found = build(
        Recipe("groups_time", {"indicator": "attainment_8", "area": SANDWELL, "kind": "fsm"})
    )
    assert "higher" not in found.title and "lower" not in found.title
    assert "we can't tell" in found.draft


def test_places_part_adds_up_to_the_gap() -> None:
    params = {"indicator": "looked_after", "area": SANDWELL, "period": CARE["period"]}
    found = build(Recipe("place_part", {**params, "reference": "average"}))
    rows = found.chart.figures
    assert np.allclose(rows["gap"], rows["place"] + rows["rest"])
    own = rows[rows["series"] == "As it is"].set_index("label")["value"]
    ratios = _by_group(build(Recipe("ratios", {**CARE, "reference": "average"})))
    for group, value in own.items():
        assert value == pytest.approx(ratios["value"][group], rel=1e-12)
    assert CANNOT_TELL in found.draft


@pytest.mark.parametrize("index", ["imd", "idaci"])
def test_residence_is_the_census(index: str) -> None:
    found = build(Recipe("residence", {"area": SANDWELL, "index": index}))
    expected = residence.shares(SANDWELL, index)
    rows = found.chart.figures
    assert rows["value"].tolist() == [*expected["share"], *[10.0] * 10]
    assert set(rows["label"][-10:]) == {"Even spread over England"}
    people = store.table("ethnic_group_by_decile")
    people = people[(people["area_code"] == SANDWELL) & (people["index"] == index)]
    asian = people[people["group"] == "Asian"].set_index("decile")["residents"]
    own = rows[rows["label"] == "Asian"].set_index("decile")
    assert (own["residents"] == asian.reindex(own.index)).all()
    assert own["value"].sum() == pytest.approx(100)


def test_a_table_is_shaded_from_its_least_to_its_greatest_figure() -> None:
    chart = of_kind(Table, build(Recipe("gradient", {"indicator": "looked_after"})).chart)
    assert some(chart.shades).shape == chart.cells.shape
    assert some(chart.shades).to_numpy().max() == 6 and some(chart.shades).to_numpy().min() == -1


def test_group_sizes_are_the_census() -> None:
    found = build(Recipe("group_sizes", {"area": SANDWELL}))
    table = store.table("ethnic_detail_authority")
    table = table[table["area_code"] == SANDWELL].set_index("group")["residents"]
    assert found.chart.figures.set_index("label")["value"].to_dict() == table.to_dict()


def test_both_keeps_what_is_held_back_held_back() -> None:
    params = {"indicator": "self_harm_10_24", "area": BIRMINGHAM, "period": "2023-01-01/P1Y"}
    found = build(Recipe("both", {**params, "kind": "ethnicity_x_imd_quintile"}))
    rows = store.observations(
        "self_harm_10_24", area_codes=BIRMINGHAM, group_type="ethnicity_x_imd_quintile"
    )
    rows = rows[rows["period"] == "2023-01-01/P1Y"].set_index("group")
    for _, row in found.chart.figures.iterrows():
        stored = rows.loc[f"{row['row']} | {row['column']}"]
        assert row["value"] == pytest.approx(stored["value"], rel=0, abs=0, nan_ok=True)
    held = int((rows["status"] == "suppressed").sum())
    assert held and (of_kind(Table, found.chart).cells == "held back").to_numpy().sum() == held
    assert f"{held} of {len(rows)} cells are held back" in found.draft


def test_a_studys_gradient_says_it_is_not_the_regions() -> None:
    found = build(Recipe("gradient", {"indicator": "looked_after"}))
    table = store.table("gradients_published")
    rows = table[
        (table["indicator_id"] == "looked_after")
        & (table["dimension"] == "ethnicity_x_deprivation_level")
    ]
    assert sorted(found.chart.figures["value"]) == sorted(rows["value"])
    assert "not a West Midlands figure" in found.subtitle and CANNOT_TELL in found.draft


@pytest.mark.parametrize("reference", ["average", "White", "Black"])
def test_services_are_the_pages_ratios(reference: str) -> None:
    found = build(Recipe("services", {"scope": SANDWELL, "reference": reference}))
    data, _ = services.table(SANDWELL, reference)
    data = data[data["group"] != reference]
    assert found.chart.figures["value"].tolist() == pytest.approx(
        data["value"].tolist(), nan_ok=True
    )
    assert list(some(of_kind(Groups, found.chart).table).cells["Service"]) == [
        store.indicator(name).short_title for name in dict.fromkeys(data["indicator_id"])
    ]
    for word in ("worst", "highest", "best"):
        assert word not in (found.title + found.draft).lower()
    stages = build(Recipe("stages", {"reference": reference}))
    assert len(set(stages.chart.figures["period"])) == 1


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (Recipe("gap", {**OVERCROWDING, "area": SANDWELL, "kind": "ethnicity"}), "groups of neigh"),
        (Recipe("gap", {**OVERCROWDING, "area": SANDWELL, "period": "1999-01-01/P1Y"}), "period"),
        (
            Recipe(
                "gap_time",
                {
                    "indicator": "overcrowding",
                    "area": SANDWELL,
                    "kind": "imd_decile",
                    "measure": "other",
                },
            ),
            "absolute",
        ),
        (
            Recipe(
                "gap_time",
                {
                    "indicator": "overcrowding",
                    "area": SANDWELL,
                    "kind": "imd_decile",
                    "measure": "sii",
                },
            ),
            "fewer than two",
        ),
        (Recipe("ratios", {**CARE, "reference": "Martian"}), "Martian"),
        (Recipe("ratios", {**CARE, "kind": "imd_decile", "reference": "average"}), "grouping"),
        (
            Recipe(
                "groups_time", {"indicator": "overcrowding", "area": SANDWELL, "kind": "ethnicity"}
            ),
            "not published",
        ),
        (Recipe("residence", {"area": "E99", "index": "imd"}), "E99"),
        (Recipe("residence", {"area": SANDWELL, "index": "other"}), "imd or idaci"),
        (Recipe("group_sizes", {"area": "E92000001x"}), "E92000001x"),
        (Recipe("both", {**CARE, "kind": "ethnicity"}), "grouping"),
        (Recipe("gradient", {"indicator": "overcrowding"}), "no study"),
        (Recipe("services", {"scope": SANDWELL, "reference": "Martian"}), "no service"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_plain_words(recipe: Recipe, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        build(recipe)


@given(number, number, number, number, number, number)
def test_a_gap_is_called_wider_or_narrower_only_when_intervals_do_not_overlap(
    a: float, b: float, c: float, d: float, e: float, f: float
) -> None:
    one, other = sorted((a, b, c)), sorted((d, e, f))
    figures = [Figure(v, low, high) for low, v, high in (one, other)]
    said = findings_groups.gap_over_time(
        "Gap", "Sandwell", ("2021", "x", figures[0]), ("2025", "y", figures[1]), 0.0
    )
    apart = one[2] < other[0] or other[2] < one[0]
    assert (CANNOT_TELL in said.text) != apart
    assert any(w in said.title for w in ("wider", "narrower", "turned")) == apart


def test_a_new_way_of_counting_forbids_a_change() -> None:
    ends = (
        ("2021", "x", Figure(np.float64(9), np.float64(8), np.float64(10))),
        ("2025", "y", Figure(np.float64(1), np.float64(0.5), np.float64(1.5))),
    )
    assert "narrower" in findings_groups.gap_over_time("Gap", "Sandwell", *ends, 0.0).title
    said = findings_groups.gap_over_time("Gap", "Sandwell", *ends, 0.0, broken=True)
    assert CANNOT_TELL in said.text and "narrower" not in said.title + said.text


@given(st.lists(st.tuples(number, number, number), min_size=1, max_size=5))
def test_a_ratio_is_above_or_below_only_when_its_interval_leaves_out_1(
    figures: list[tuple[float, float, float]],
) -> None:
    names = ["Asian", "Black", "Mixed", "White", "Other"][: len(figures)]
    ratios = [Figure(v, low, high) for low, v, high in (sorted(f) for f in figures)]
    said = findings_groups.against_one("X", "Sandwell", "the average", names, ratios)
    unclear = [n for n, r in zip(names, ratios, strict=True) if r.lower <= 1 <= r.upper]
    assert (CANNOT_TELL in said.text) == bool(unclear)
    if len(unclear) == len(names):
        assert "no group can be told" in said.title
    bare = findings_groups.against_one("X", "S", "it", names, [Figure(r.value) for r in ratios])
    assert "we can't tell" in bare.text and "above" not in bare.title


def test_exhibits_check_their_shades_and_scales() -> None:
    whole = of_kind(Table, build(Recipe("gradient", {"indicator": "looked_after"})).chart)
    with pytest.raises(ValueError, match="one entry for each cell"):
        replace(whole, shades=some(whole.shades).iloc[1:])
    ratios = build(made.RATIOS).chart
    with pytest.raises(ValueError, match="above 0"):
        replace(ratios, figures=ratios.figures.assign(value=0.0))
