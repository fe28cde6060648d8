"""The average that ethnic groups are set against, and groups that are shown apart."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from components.builders.registry import build
from components.exhibits.exhibit import Recipe
from components.figures.ratios import apart, average_of, ratios
from components.wording import ratios as words
from data import store

CARE = store.indicator("looked_after")
TELFORD, NOW = "E06000020", "2025-03-31/P1D"


FIVE = (
    ("Asian", 30, 10000),
    ("Black", 40, 10000),
    ("Mixed", 40, 10000),
    ("White", 50, 10000),
    ("Other", 40, 10000),
)


def groups(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """Rows of group, children counted and children in all, per 10,000."""
    table = pd.DataFrame(rows, columns=["group", "numerator", "denominator"])
    value = table["numerator"] / table["denominator"] * CARE.multiplier
    return table.assign(value=value, lower=value * 0.9, upper=value * 1.1)


def test_unknown_ethnicity_is_in_neither_side_where_groups_have_counts() -> None:
    # 200 of 50,000: 40 per 10,000; with 50 unknown it would be 50
    rows = groups(*FIVE)
    unknown = pd.DataFrame([{"group": "Unknown", "numerator": 50.0, "value": np.nan}])
    whole = pd.Series({"value": 50.0})
    found = average_of(CARE, pd.concat([rows, unknown]), whole)
    assert found.value == pytest.approx(40.0) and found.known
    found_ratios = ratios(CARE, rows, "average", whole)["ratio"].tolist()
    assert found_ratios == pytest.approx([0.75, 1.0, 1.0, 1.25, 1.0])
    assert "in neither side" in words.average_words(True)


def test_where_a_group_is_held_back_the_average_is_that_of_everybody() -> None:
    rows = groups(*FIVE)
    held = rows.assign(value=rows["value"].where(rows["group"] != "Mixed"))
    found = average_of(CARE, held, pd.Series({"value": 50.0}))
    assert (found.value, found.known) == (50.0, False)
    assert not average_of(CARE, rows[rows["group"] != "Mixed"], pd.Series({"value": 50.0})).known


def test_without_counts_the_published_average_stands_and_says_whom_it_includes() -> None:
    rows = groups(("Asian", 30, 10000), ("White", 50, 10000)).assign(numerator=np.nan)
    found = average_of(CARE, rows, pd.Series({"value": 50.0}))
    assert (found.value, found.known) == (50.0, False)
    assert "unknown ethnic group included" in words.average_words(False)
    assert math.isnan(average_of(CARE, rows, None).value)


def test_counts_that_do_not_give_the_figures_are_not_averaged() -> None:
    rows = groups(("Asian", 30, 10000), ("White", 50, 10000))
    rows["value"] = rows["value"] * 1.3
    assert not average_of(CARE, rows, pd.Series({"value": 50.0})).known


def test_a_rate_of_care_that_could_be_unaccompanied_childrens_takes_no_side() -> None:
    """Telford and Wrekin, Other: 37 children, and 53 unaccompanied ones in the borough's care."""
    rows = store.groups(TELFORD)
    rows = rows[
        (rows["indicator_id"] == "looked_after")
        & (rows["period"] == NOW)
        & (rows["group_type"] == "ethnicity")
    ]
    assert "Other" in apart(CARE, TELFORD, NOW, rows)
    assert "White" not in apart(CARE, TELFORD, NOW, rows)
    common = {"indicator": "looked_after", "area": TELFORD, "kind": "ethnicity", "period": NOW}
    for recipe in (
        Recipe("ethnicity", common),
        Recipe("ratios", {**common, "reference": "average"}),
    ):
        shown = build(recipe)
        assert "Other, apart" in shown.chart.figures["label"].tolist()
        assert "Other" not in shown.title and "unaccompanied" in shown.draft
    services = build(Recipe("services", {"scope": TELFORD, "reference": "average"}))
    own = services.chart.figures
    own = own[(own["indicator_id"] == "looked_after") & (own["series"] == "Other")]
    assert own["value"].notna().all() and own["lower"].isna().all()
    assert "unaccompanied" in services.draft
