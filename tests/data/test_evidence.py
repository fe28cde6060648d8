"""The evidence tables against the raw register, and the counts that stand in the registers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.build.context import Context
from data.build.evidence import TABLES
from model.register import load_registers

pytestmark = pytest.mark.sources


@pytest.fixture(scope="module")
def context(sources: Path) -> Context:
    folder = sources.parent / "evidence"
    if not folder.is_dir():
        pytest.skip("the raw evidence register is not on this machine, beside the sources")
    return Context(sources, folder)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_published_tables_are_what_the_build_makes(context: Context, name: str) -> None:
    pd.testing.assert_frame_equal(
        TABLES[name](context, pd.DataFrame()), store.table(name), check_dtype=False
    )


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("evidence", "evidence.csv"),
        ("costs_evidence", "costs.csv"),
        ("gradients_evidence", "gradients.csv"),
    ],
)
def test_only_figures_not_read_lose_their_value(context: Context, name: str, file: str) -> None:
    raw = pd.read_csv(context.evidence / file, dtype=str, keep_default_na=False).set_index("id")
    table = store.table(name).set_index("id")
    read = raw["verified"].isin(["yes", "computed"])
    assert table.loc[read[read].index, "verified"].tolist() == raw.loc[read, "verified"].tolist()
    assert (table.loc[read[~read].index, "verified"] == "no").all()
    value = "estimate" if "estimate" in raw else "value_gbp" if "value_gbp" in raw else "value"
    assert table.loc[read[read].index, "estimate"].tolist() == raw.loc[read, value].tolist()
    # The remarks of the raw register are its own words and are not published.
    assert "note" not in table


def test_counts_behind_the_registers(context: Context) -> None:
    """Counts that turn a programme total into a cost a child, or a ratio into a flow."""
    census = pd.read_csv(
        context.folder / "neighbourhood/census2021_child_ages_lad_region_england.csv"
    ).set_index("area_name")
    assert census.loc["England", "age_0_4"] == 3_076_950
    assert census.loc[["Coventry", "Wolverhampton"], "age_10_17"].sum() == 61_912
    panel = pd.read_csv(context.evidence / "la_panel_2010_2022.csv")
    entries = panel.loc[panel["time_period"].eq(2022), "cla_start"].sum()
    share = load_registers().eligible["children_entering_pre_proceedings"].share
    assert share.central == pytest.approx(2000 / 0.086 / entries, abs=0.001)


def test_share_of_care_entries_at_late_primary_age(context: Context) -> None:
    """Three of five years of ages 5 to 9 and two of six of ages 10 to 15."""
    table = pd.read_parquet(
        context.folder / "children/looked_after_children_la_2018_2025_long.parquet"
    )
    starts = table[
        table["indicator"].eq("Children starting to be looked after in year")
        & table["breakdown_type"].eq("Age on starting")
    ]
    share = load_registers().links["centres_care_entries"].event_share
    assert share is not None and share.low is not None and share.high is not None
    for area, year in (("West Midlands", 2023), ("England", 2022)):
        here = starts[starts["area_name"].eq(area) & starts["year"].eq(year)]
        number = here.set_index("breakdown")["number"]
        late = number["5 to 9 years"] * 3 / 5 + number["10 to 15 years"] * 2 / 6
        assert share.low < late / number["Total"] < share.high
        if area == "West Midlands":
            assert late / number["Total"] == pytest.approx(share.central, abs=0.005)
