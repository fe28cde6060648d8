"""Disclosure control: hide small counts of people, and whatever would give them away.

Primary suppression hides a count of 1 to ``threshold - 1``. Secondary suppression then hides
further cells until no hidden cell can be worked out by adding and subtracting published figures:
within an area (the groups add up to the area's total), across areas (the areas add up to their
parent) and inside a crossed breakdown (its cells add up to the margins). This is the cell
suppression problem of Willenborg and de Waal (2001), Elements of Statistical Disclosure Control,
chapters 4 and 6; here it is solved greedily (the smallest cell that helps is hidden first) and
every hidden cell is then audited exactly, by the smallest and largest whole number it could be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

#: One wording for every hidden cell: to say which cells are the small ones would help undo it.
SUPPRESSED_NOTE = (
    "Hidden to protect people: a count of 1 to {most}, or a figure from which one could be "
    "worked out"
)


#: Group types that do not divide the whole: a child may be in several of their groups or in none.
NOT_A_DIVISION = ("vulnerable_group",)


@dataclass(frozen=True)
class Sum:
    """A published total and its parts, as row numbers of a table.

    ``exact`` says that the parts make up the whole total; otherwise they are at most the total
    (a part, such as pupils whose group is not known, is not in the table).
    """

    total: int
    parts: tuple[int, ...]
    exact: bool


def sums_of(
    table: pd.DataFrame,
    counts: np.ndarray,
    total_group: str = "all",
    parent: pd.Series | None = None,
) -> list[Sum]:
    """Every addition a reader could make in ``table`` (positions are row numbers).

    Parameters
    ----------
    table
        Observations with area_code, indicator_id, period, group_type and group; one row per key.
    counts
        True count of each row, NaN where unknown.
    total_group
        Name of the group that is the whole population.
    parent
        area_code -> code of the area it adds up to (several entries per code are allowed).
        A parent counts as the sum of exactly the areas listed for it.
    """
    keys = table[["indicator_id", "period", "area_code", "group_type", "group"]].astype(str)
    place = {key: i for i, key in enumerate(keys.itertuples(index=False, name=None))}
    if len(place) != len(table):
        raise ValueError("each area, period and group may have one row only")
    found: list[tuple[int, list[int]]] = []
    blocks: dict[tuple[str, ...], list[int]] = {}
    for key, row in place.items():
        indicator, period, area, kind, group = key
        if group == total_group or kind in NOT_A_DIVISION:
            continue
        blocks.setdefault((indicator, period, area, kind, "", ""), []).append(row)
        first, cross, second = kind.partition("_x_")
        names = [name.strip() for name in group.split("|")]
        if cross and len(names) == 2:
            for margin, name in ((first, names[0]), (second, names[1])):
                block = (indicator, period, area, kind, margin, name)
                blocks.setdefault(block, []).append(row)
    for (indicator, period, area, _, margin, name), parts in blocks.items():
        whole = (margin, name) if margin else ("all", total_group)
        total = place.get((indicator, period, area, *whole))
        if total is not None:
            found.append((total, parts))
    if parent is not None:
        children: dict[tuple[str, ...], list[int]] = {}
        of = parent.groupby(level=0).agg(list).to_dict()
        for (indicator, period, area, kind, group), row in place.items():
            for above in of.get(area, []):
                children.setdefault((indicator, period, above, kind, group), []).append(row)
        found += [(place[key], parts) for key, parts in children.items() if key in place]
    sums = []
    for total, parts in found:
        known = counts[parts]
        rest = counts[total] - np.nansum(known)
        if np.isnan(counts[total]):
            sums.append(Sum(total, tuple(parts), exact=True))
        elif rest >= 0:  # below 0 the publisher has rounded: nothing can be subtracted
            complete = rest == 0 or bool(np.isnan(known).any())
            sums.append(Sum(total, tuple(parts), exact=complete))
    return sums


@dataclass(frozen=True)
class _System:
    """The unknown cells and every linear condition the published figures put on them."""

    cells: list[int]
    matrix: np.ndarray  # one line per addition, one column per cell
    low: np.ndarray
    high: np.ndarray
    ceiling: float

    @classmethod
    def of(cls, unknown: Iterable[int], counts: np.ndarray, sums: Sequence[Sum]) -> _System:
        cells = sorted(set(unknown))
        column = {row: j for j, row in enumerate(cells)}
        lines, low, high = [], [], []
        for item in sums:
            line = np.zeros(len(cells))
            constant = 0.0
            for row, sign in [(part, 1.0) for part in item.parts] + [(item.total, -1.0)]:
                if row in column:
                    line[column[row]] += sign
                else:
                    constant += sign * counts[row]
            if line.any():
                lines.append(line)
                high.append(-constant)
                low.append(-constant if item.exact else -np.inf)
        shown = np.delete(counts, cells)
        largest = np.nanmax(shown) if np.isfinite(shown).any() else 1.0
        matrix = np.array(lines).reshape(-1, len(cells))
        return cls(cells, matrix, np.array(low), np.array(high), 10.0 * largest + 1000.0)

    def extreme(self, cell: int, sign: float) -> np.ndarray | None:
        """Whole numbers that fit, with ``cell`` smallest (sign 1) or largest (-1); else None."""
        goal = np.zeros(len(self.cells))
        goal[self.cells.index(cell)] = sign
        answer = milp(
            goal,
            constraints=LinearConstraint(self.matrix, self.low, self.high)
            if len(self.matrix)
            else None,
            bounds=Bounds(0, self.ceiling),
            integrality=np.ones(len(self.cells)),
        )
        if answer.status == 2:  # no numbers fit
            return None
        if answer.x is None:
            raise RuntimeError(f"the audit of a hidden cell failed: {answer.message}")
        return np.asarray(np.round(answer.x))


def _clusters(unknown: set[int], sums: Sequence[Sum]) -> list[tuple[frozenset[int], list[Sum]]]:
    """Unknown cells that share an addition, directly or by way of others, with their sums."""
    group = {row: row for row in unknown}

    def root(row: int) -> int:
        while group[row] != row:
            group[row] = group[group[row]]
            row = group[row]
        return row

    for item in sums:
        touched = [row for row in (*item.parts, item.total) if row in unknown]
        for row in touched[1:]:
            group[root(row)] = root(touched[0])
    members: dict[int, set[int]] = {}
    for row in unknown:
        members.setdefault(root(row), set()).add(row)
    using: dict[int, list[Sum]] = {key: [] for key in members}
    for item in sums:
        inside = next((row for row in (*item.parts, item.total) if row in unknown), None)
        if inside is not None:
            using[root(inside)].append(item)
    return [(frozenset(rows), using[key]) for key, rows in members.items()]


def recoverable(hidden: set[int], counts: np.ndarray, sums: Sequence[Sum]) -> set[int]:
    """Hidden rows whose exact count follows from the published rows.

    Parameters
    ----------
    hidden
        Rows that must not be known. Rows of ``counts`` that are NaN are unknown as well.
    counts, sums
        Published counts by row, and the additions between them (see `sums_of`).

    Returns
    -------
    set of int
        Cells that can be one whole number only (0 or more). Where the published figures
        contradict each other (rounding), nothing follows from them.
    """
    unknown = hidden | set(np.flatnonzero(np.isnan(counts)).tolist())
    exposed = set()
    for rows, using in _clusters(unknown, sums):
        asked = sorted(rows & hidden)
        if not asked:
            continue
        system = _System.of(rows, counts, using)
        smallest = np.full(len(system.cells), np.inf)
        largest = np.full(len(system.cells), -np.inf)
        for cell in asked:
            place = system.cells.index(cell)
            for sign in (1.0, -1.0):
                if largest[place] > smallest[place]:  # earlier answers differ here already
                    break
                numbers = system.extreme(cell, sign)
                if numbers is None:
                    break
                smallest, largest = np.minimum(smallest, numbers), np.maximum(largest, numbers)
            if largest[place] == smallest[place]:
                exposed.add(cell)
    return exposed


def _partner(
    cell: int, hidden: set[int], counts: np.ndarray, sums: Sequence[Sum]
) -> tuple[int, bool] | None:
    """The published cell to hide with ``cell``, and whether it is a total.

    The part that stands beside it in most of the additions where it is the only unknown, then
    the smallest; a total only where no part is left. A zero among parts whose total is a
    published zero comes last: it would be known at once.
    """
    known_zero = {
        row
        for item in sums
        if counts[item.total] == 0 and item.total not in hidden
        for row in item.parts
    }
    parts: dict[int, int] = {}
    totals: dict[int, int] = {}
    for item in sums:
        rows = (*item.parts, item.total)
        if cell not in rows:
            continue
        unknown = [row for row in rows if row in hidden or np.isnan(counts[row])]
        for row in set(rows) - set(unknown):
            where = totals if row == item.total else parts
            where[row] = where.get(row, 0) + (len(unknown) == 1)
    options = parts or totals
    if not options:
        return None
    row = min(options, key=lambda row: (row in known_zero, -options[row], counts[row], row))
    return row, not parts


def rows_to_hide(counts: np.ndarray, sums: Sequence[Sum], hidden: set[int]) -> set[int]:
    """``hidden`` rows with all that must go beside them so that none can be worked out.

    Raises
    ------
    RuntimeError
        When a cell stays recoverable although everything beside it is hidden.
    """
    gone = set(hidden)
    settled: set[frozenset[int]] = set()
    while True:
        unknown = gone | set(np.flatnonzero(np.isnan(counts)).tolist())
        added: set[int] = set()
        for rows, using in _clusters(unknown, sums):
            if rows in settled or not rows & gone or not using:
                continue  # what stands in no addition follows from none
            exposed = recoverable(set(rows & gone), counts, using)
            if not exposed:
                settled.add(rows)
                continue
            new: set[int] = set()
            last_resort: set[int] = set()
            for cell in sorted(exposed, key=lambda row: (counts[row], row)):
                together = [{*item.parts, item.total} for item in using]
                if any(cell in rows_of and rows_of & new for rows_of in together):
                    continue  # a cell just hidden beside it may be enough
                found = _partner(cell, gone | added | new, counts, sums)
                if found is not None:
                    (last_resort if found[1] else new).add(found[0])
            new = new or set(sorted(last_resort)[:1])
            if not new:
                raise RuntimeError(f"rows {sorted(exposed)} cannot be protected")
            added |= new
        if not added:
            return gone
        gone |= added


def suppress_small_counts(
    table: pd.DataFrame,
    *,
    total_group: str = "all",
    threshold: int = 5,
    parent: pd.Series | None = None,
    counts: Sequence[str] = ("numerator",),
    small_totals: bool = False,
) -> pd.DataFrame:
    """Hide counts of 1 to ``threshold - 1`` below the totals, and what would give them away.

    Parameters
    ----------
    table
        Observations (contract columns) with the true counts of people; rows of status
        "suppressed" (the publisher's own) count as unknown and stay suppressed.
    total_group
        Group whose rows are totals. A total is hidden only when it equals a small count that
        nothing else could protect.
    threshold
        Smallest count that may be shown (besides 0).
    parent
        area_code -> parent code, for subtraction across areas (see `sums_of`).
    counts
        Which columns hold counts of people to protect: ("numerator",), or ("numerator",
        "denominator") where the denominator is itself a count of people who use a service.
    small_totals
        Whether small counts of rows that are totals (a whole ward) are hidden too.

    Returns
    -------
    DataFrame
        Same rows. Hidden rows have status "suppressed", no value, limits or numerator, and a
        note that does not tell small cells from the others; the denominator goes too where it
        is one of ``counts``. Rates without counts are not judged: give the counts they imply.

    Raises
    ------
    ValueError
        When a count is not a whole number, or a key occurs twice.
    """
    table = table.reset_index(drop=True).copy()
    figures = ["value", "lower", "upper", "numerator", "denominator"]
    table[figures] = table[figures].astype(float)
    is_total = table["group"].astype(str).eq(total_group).to_numpy()
    gone = set(np.flatnonzero(table["status"].eq("suppressed")).tolist())
    prepared = []
    for name in counts:
        number = table[name].to_numpy(float).copy()
        number[sorted(gone)] = np.nan
        odd = np.flatnonzero(~np.isnan(number) & (number != np.round(number)))
        if odd.size:
            row = table.iloc[odd[0]]
            raise ValueError(
                f"{row['indicator_id']}: {name} {number[odd[0]]} of {row['area_code']} "
                f"{row['period']} is not a whole number of people"
            )
        small = (number > 0) & (number < threshold)
        if not small_totals:
            small &= ~is_total
        sums = sums_of(table, number, total_group, parent)
        prepared.append((number, sums, set(np.flatnonzero(small).tolist())))
    for _, _, small_rows in prepared:
        gone |= small_rows
    size = -1
    while len(gone) != size:  # a cell hidden for one column is hidden for the other
        size = len(gone)
        for number, sums, _ in prepared:
            gone = rows_to_hide(number, sums, gone)
    rows = sorted(gone)
    new = [row for row in rows if table["status"].iloc[row] != "suppressed"]
    table.loc[rows, sorted({"value", "lower", "upper", "numerator", *counts})] = np.nan
    table.loc[rows, "interval_method"] = "none"
    table.loc[new, "status"] = "suppressed"
    table.loc[new, "note"] = SUPPRESSED_NOTE.format(most=threshold - 1)
    return table
