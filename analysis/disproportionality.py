"""Ethnic groups against a reference, where groups live, and how much goes with place.

Groups are kept in the order they come in and are never pooled or ranked. Ratios of a group to
its area's average take the average as known without error, as official profiles do with a
benchmark (OHID, Fingertips technical guidance); ratios between two groups use both groups'
errors (log-normal limits, Rothman, Greenland and Lash 2008).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.group_gaps import GapParts, expected_from_place, rate_ratio
from data.errors import PlainError

AVERAGE = "average"
ALL_RESIDENTS = "All residents"
_WIDTH = 2 * 1.96


class NoReference(PlainError, ValueError):
    """Nothing can be set against the average or group asked for; the message says why."""


def against_average(rows: pd.DataFrame, average: float) -> pd.DataFrame:
    """Each group's figure over the area's average.

    Parameters
    ----------
    rows
        Observations of one area, period and group type (group, value, lower, upper).
    average
        The figure of everybody in the area, same unit and period; taken as known.

    Returns
    -------
    DataFrame
        The rows in their order with ``ratio``, ``ratio_lower``, ``ratio_upper`` (NaN where there
        is no figure or no interval).

    Raises
    ------
    NoReference
        When the average is missing, 0 or negative: nothing can be set against it.
    """
    if not (np.isfinite(average) and average > 0):
        raise NoReference("the average must be a number above 0 to set groups against it")
    table = rows.copy()
    table["ratio"] = table["value"] / average
    table["ratio_lower"] = table["lower"] / average
    table["ratio_upper"] = table["upper"] / average
    return table


def _from_limits(ours: pd.Series, theirs: pd.Series) -> tuple[float, float]:
    """Log-normal limits of a ratio from the two figures' own 95% limits."""
    limits = np.array([ours["lower"], ours["upper"], theirs["lower"], theirs["upper"]], dtype=float)
    if np.isnan(limits).any() or (limits <= 0).any():
        return np.nan, np.nan
    logs = np.log(limits)
    half = np.hypot(logs[1] - logs[0], logs[3] - logs[2]) / 2
    ratio = ours["value"] / theirs["value"]
    return float(ratio * np.exp(-half)), float(ratio * np.exp(half))


def against_group(
    rows: pd.DataFrame, reference: str, *, value_type: str, multiplier: float, counts_exact: bool
) -> pd.DataFrame:
    """Each group's figure over a reference group's.

    Limits are log-normal: from counts where both groups have exact counts that make up their
    values, else from the published limits of both figures.

    Returns
    -------
    DataFrame
        As `against_average`; the reference's own ratio is 1 without limits.

    Raises
    ------
    ValueError
        When the reference is not among the groups or has no figure above 0.
    """
    found = rows[rows["group"] == reference]
    if len(found) != 1:
        raise NoReference(f"'{reference}' is not one of the groups")
    other = found.iloc[0]
    if not other["value"] > 0:
        raise NoReference(f"'{reference}' has no figure above 0, so nothing can be set against it")
    table = rows.copy()
    ratios, lowers, uppers = [], [], []
    for _, row in table.iterrows():
        ratio, limits = row["value"] / other["value"], (np.nan, np.nan)
        if row["group"] != reference and not np.isnan(row["value"]):
            if _counts_make_value(row, other, value_type, multiplier, counts_exact):
                contrast = rate_ratio(
                    row["numerator"],
                    row["denominator"],
                    other["numerator"],
                    other["denominator"],
                    kind=value_type,
                )
                limits = (contrast.lower, contrast.upper)
            else:
                limits = _from_limits(row, other)
        ratios.append(ratio)
        lowers.append(limits[0])
        uppers.append(limits[1])
    table["ratio"], table["ratio_lower"], table["ratio_upper"] = ratios, lowers, uppers
    return table


def _counts_make_value(
    row: pd.Series, other: pd.Series, value_type: str, multiplier: float, counts_exact: bool
) -> bool:
    if not counts_exact or value_type not in ("proportion", "rate"):
        return False
    for each in (row, other):
        if np.isnan([each["numerator"], each["denominator"]]).any() or each["denominator"] <= 0:
            return False
        made = each["numerator"] / each["denominator"] * multiplier
        if abs(made - each["value"]) > 0.02 * abs(each["value"]):
            return False
    return True


def residence_shares(counts: pd.DataFrame, *, count: str = "residents") -> pd.DataFrame:
    """Share of each group living in each deprivation group, in percent.

    Parameters
    ----------
    counts
        Columns group, decile and ``count``; one row per pair.

    Returns
    -------
    DataFrame
        The same rows with ``share``, the percentage of the group's people in that decile; NaN
        for a group with nobody in the area. An even spread over England would be 10 in each.

    Raises
    ------
    ValueError
        For a pair that comes twice or a negative count.
    """
    if counts.duplicated(["group", "decile"]).any():
        raise ValueError("a group and decile come twice: give one area and one index")
    if (counts[count] < 0).any():
        raise ValueError("a count is negative")
    table = counts.copy()
    total = table.groupby("group")[count].transform("sum")
    table["share"] = table[count] / total.where(total > 0) * 100
    return table


@dataclass(frozen=True)
class PlacePart:
    """How much of a gap goes with where two groups live."""

    parts: GapParts  # gap, place and rest in the unit of the figures
    expected_group: float  # the group's figure if it had its neighbourhoods' rates
    expected_reference: float


def place_part(
    gap: float,
    people: ArrayLike,
    reference_people: ArrayLike,
    pattern: ArrayLike,
    *,
    everybody: ArrayLike,
    average: float,
) -> PlacePart:
    """Split a gap by neighbourhood deprivation with a pattern scaled to the area's own level.

    The rates by deprivation often come from another year or from all of England. They are
    multiplied by one number k so that, over everybody in the area, they give the area's own
    average: k = average / sum_i e_i P_i, with e_i the share of everybody living at level i and
    P_i the pattern. Then R_i = k P_i and (see `group_gaps.expected_from_place`)

        place = sum_i (s_i - s'_i) R_i,   rest = gap - place.

    Raises
    ------
    ValueError
        For lengths that differ, missing or negative numbers, empty groups, or an average or a
        pattern that is 0.
    """
    levels = np.asarray(pattern, dtype=float)
    whole = np.asarray(everybody, dtype=float)
    if levels.shape != whole.shape:
        raise ValueError("the pattern and the people must have one entry per level")
    if np.isnan(levels).any() or np.isnan(whole).any() or whole.sum() <= 0:
        raise ValueError("the pattern needs a rate at every level and people to apply it to")
    overall = float(whole / whole.sum() @ levels)
    if not (overall > 0 and average > 0):
        raise ValueError("the pattern and the average must be above 0")
    rates = levels * average / overall
    parts = expected_from_place(gap, people, reference_people, rates)
    ours, theirs = np.asarray(people, dtype=float), np.asarray(reference_people, dtype=float)
    return PlacePart(
        parts=parts,
        expected_group=float(ours / ours.sum() @ rates),
        expected_reference=float(theirs / theirs.sum() @ rates),
    )
