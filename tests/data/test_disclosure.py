"""No hidden count can be worked out: any table of counts, and the published tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from data.build.observations import frame
from data.disclosure import recoverable, sums_of, suppress_small_counts

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published" / "observations"
PARENT = "E47000007"


def area(number: int) -> str:
    return f"E0800{number:04d}"


def observations(cells: np.ndarray, with_parent: bool) -> pd.DataFrame:
    """Areas x groups of counts with the totals of areas and, if wanted, of the parent."""
    rows = []
    for i, line in enumerate(cells):
        rows += [(area(i), "ethnicity", f"group {j}", n) for j, n in enumerate(line)]
        rows.append((area(i), "all", "all", line.sum()))
    if with_parent:
        rows += [(PARENT, "ethnicity", f"group {j}", n) for j, n in enumerate(cells.sum(axis=0))]
        rows.append((PARENT, "all", "all", cells.sum()))
    data = pd.DataFrame(rows, columns=["area_code", "group_type", "group", "numerator"])
    return frame(
        "test",
        area_code=data["area_code"],
        period="2022-04-01/P1Y",
        group_type=data["group_type"],
        group=data["group"],
        numerator=data["numerator"].astype(float),
        denominator=10_000,
    )


def independent_range(shown: pd.DataFrame, cell: tuple[str, str]) -> tuple[float, float]:
    """Bounds of one hidden cell by linear programming over the grid of all cells.

    Written without the module under test: an unknown for every cell of the grid, one equation
    for each published figure.
    """
    areas = sorted(set(shown["area_code"]) - {PARENT})
    groups = sorted(set(shown["group"]) - {"all"})
    at = {(a, g): k for k, (a, g) in enumerate((a, g) for a in areas for g in groups)}
    lines, values = [], []
    for row in shown[shown["numerator"].notna()].itertuples():
        line = np.zeros(len(at))
        for (a, g), k in at.items():
            line[k] = row.area_code in (PARENT, a) and row.group in ("all", g)
        lines.append(line)
        values.append(row.numerator)
    ends = []
    for sign in (1, -1):
        goal = np.zeros(len(at))
        for (a, g), k in at.items():
            goal[k] = sign * (cell[0] in (PARENT, a) and cell[1] in ("all", g))
        answer = linprog(
            goal, A_eq=np.array(lines).reshape(-1, len(at)), b_eq=values, bounds=(0, 10_000)
        )
        assert answer.status == 0, answer.message
        ends.append(sign * answer.fun)
    return ends[0], ends[1]


tables = st.tuples(st.integers(1, 4), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(
            st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=shape[1], max_size=shape[1]
        ),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@settings(max_examples=60, deadline=None)
@given(cells=tables, with_parent=st.booleans())
def test_no_hidden_cell_can_be_recovered(cells: list[list[int]], with_parent: bool) -> None:
    table = observations(np.array(cells), with_parent)
    parent = pd.Series(PARENT, index=[area(i) for i in range(len(cells))])
    shown = suppress_small_counts(table, parent=parent)
    small = table["numerator"].between(1, 4) & table["group"].ne("all")
    assert shown.loc[small, "status"].eq("suppressed").all()
    hidden = shown["status"].eq("suppressed")
    assert shown.loc[hidden, ["value", "lower", "upper", "numerator"]].isna().all(axis=None)
    changed = shown.loc[~hidden, "numerator"].ne(table.loc[~hidden, "numerator"])
    assert not changed.any(), "a published count was changed"
    if not small.any():
        assert not hidden.any(), "nothing is small, yet something was hidden"
    for row in shown[hidden].itertuples():
        low, high = independent_range(shown, (row.area_code, row.group))
        assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) >= 1, f"{row.group} follows"
        truth = table.loc[row.Index, "numerator"]
        assert low - 1e-6 <= truth <= high + 1e-6


def test_second_cell_goes_in_row_and_column() -> None:
    cells = np.array([[2, 20, 30], [15, 25, 40], [12, 60, 70]])
    shown = suppress_small_counts(
        observations(cells, with_parent=True),
        parent=pd.Series(PARENT, index=[area(i) for i in range(3)]),
    )
    hidden = shown[shown["status"].eq("suppressed")]
    assert ((hidden["area_code"] == area(0)).sum(), (hidden["group"] == "group 0").sum()) == (2, 2)
    assert len(hidden) == 4  # the smallest pattern that protects one cell of a two-way table
    assert len(set(hidden["note"])) == 1  # the note does not tell which one is small


def test_zero_may_serve_as_the_second_cell() -> None:
    shown = suppress_small_counts(observations(np.array([[3, 0, 40]]), with_parent=False))
    groups = shown.loc[shown["status"].eq("suppressed"), "group"]
    assert sorted(groups) == ["group 0", "group 1"]


def test_small_total_of_one_group_is_hidden_with_it() -> None:
    shown = suppress_small_counts(observations(np.array([[3]]), with_parent=False))
    assert shown["status"].eq("suppressed").all()


def test_publishers_own_suppression_is_kept_and_completed() -> None:
    table = observations(np.array([[9, 20, 31]]), with_parent=False)
    table.loc[0, ["numerator", "status", "note"]] = [np.nan, "suppressed", "c in the source"]
    shown = suppress_small_counts(table)
    assert shown["status"].eq("suppressed").tolist() == [True, True, False, False]
    assert shown.loc[0, "note"] == "c in the source"


def test_crossed_breakdown_is_protected_against_its_margins() -> None:
    counts = {
        ("all", "all"): 100,
        ("fsm", "Eligible"): 40,
        ("fsm", "Not eligible"): 60,
        ("fsm_x_sen", "Eligible | No SEN"): 38,
        ("fsm_x_sen", "Eligible | SEN support"): 2,
        ("fsm_x_sen", "Not eligible | No SEN"): 50,
        ("fsm_x_sen", "Not eligible | SEN support"): 10,
    }
    table = frame(
        "test",
        area_code=area(1),
        period="2022-09-01/P1Y",
        group_type=pd.Series([kind for kind, _ in counts]),
        group=pd.Series([group for _, group in counts]),
        numerator=pd.Series(counts.values()),
        denominator=1000,
    )
    shown = suppress_small_counts(table)
    hidden = set(shown.loc[shown["status"].eq("suppressed"), "group"])
    assert hidden == {"Eligible | SEN support", "Eligible | No SEN"}


def test_small_denominators_go_too_when_they_count_people() -> None:
    table = observations(np.array([[0, 20, 40]]), with_parent=False)
    table["denominator"] = [3.0, 200.0, 400.0, 603.0]
    shown = suppress_small_counts(table, counts=("numerator", "denominator"))
    assert shown["status"].eq("suppressed").tolist() == [True, True, False, False]
    assert shown.loc[:1, "denominator"].isna().all()


def test_counts_that_are_not_whole_are_refused() -> None:
    table = observations(np.array([[9, 20]]), with_parent=False)
    table.loc[0, "numerator"] = 8.5
    with pytest.raises(ValueError, match="not a whole number"):
        suppress_small_counts(table)


@pytest.mark.parametrize(
    ("indicator", "column"),
    [
        ("children_cautioned_sentenced", "numerator"),
        ("ehc_semh", "numerator"),
        ("ehc_semh", "denominator"),
        ("persistent_absence", "numerator"),
        ("severe_absence", "numerator"),
        ("suspensions", "numerator"),
        ("permanent_exclusions", "numerator"),
    ],
)
def test_published_table_gives_no_hidden_count_away(indicator: str, column: str) -> None:
    """From the committed table alone: what a reader of the app could work out."""
    table = pd.read_parquet(PUBLISHED / f"{indicator}.parquet")
    areas = pd.read_parquet(PUBLISHED.parent / "areas.parquet").set_index("area_code")
    links = [
        areas[name].dropna() for name in ("combined_authority_code", "region_code") if name in areas
    ]
    upper = areas["is_upper_tier"]
    parent = pd.concat([link[upper.reindex(link.index)] for link in links])
    parent = pd.concat(
        [parent, pd.Series("E92000001", index=areas.index[areas["level"] == "region"])]
    )
    # A group nobody is in says so: its count is 0, though the row has no rate.
    nobody = table["note"].eq("Nobody in this group here")
    table.loc[nobody, ["numerator", "denominator"]] = 0.0
    rows = table  # a rate shown without its count leaves the count unknown
    totals = rows["group_type"].eq("all")
    assert rows.loc[totals, "status"].ne("suppressed").all(), "the total of an area is hidden"
    small = rows[column].between(1, 4) & ~totals
    assert not small.any(), rows.loc[small, ["area_code", "period", "group"]].to_string()
    counts = rows[column].to_numpy(float)
    hidden = set(np.flatnonzero(rows["status"].eq("suppressed") & rows[column].isna()).tolist())
    assert hidden or indicator != "children_cautioned_sentenced"
    exposed = recoverable(hidden, counts, sums_of(rows, counts, parent=parent))
    assert not exposed, rows.loc[sorted(exposed), ["area_code", "period", "group"]].to_string()
