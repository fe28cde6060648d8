"""One indicator by deprivation group: standard errors, the slope, and the slope over time.

The rows come as published; this module decides what may be computed from them and says in plain
words what may not. The formulas are those of `analysis.inequality`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.inequality import (
    DEFAULT_SEED,
    FEWEST_GROUPS,
    PotentialForImprovement,
    SlopeIndex,
    population_attributable,
    slope_index,
)

#: Draws of the simulated intervals on screen: stable to about 1% of an interval's width.
SCREEN_DRAWS = 10_000
#: Width of a 95% interval in standard errors.
_WIDTH = 2 * 1.96
#: A slope over fewer of the area's people than this says too little of the whole.
LEAST_COVERED = 0.8
#: How far a value may lie from its counts and still be made of them (rounding by publishers).
_SAME = 0.02


@dataclass(frozen=True)
class Profile:
    """An indicator by ordered deprivation group in one area and period."""

    table: pd.DataFrame  # group, value, lower, upper, people, standard_error, status, note
    slope: SlopeIndex | None
    potential: PotentialForImprovement | None
    reference: str  # the group that the potential is measured against, "" without one
    interval_from: str  # "counts", "limits", "counts and limits" or "none"
    reason: str  # why there is no slope; "" when there is one
    suited: SlopeIndex | None = None  # the same on the scale that suits, in the values' unit
    scale: str = ""  # that scale: "log" or "logit"; "" where there is none


def standard_errors(
    rows: pd.DataFrame, *, value_type: str, multiplier: float, counts_exact: bool
) -> tuple[np.ndarray | None, str]:
    """Standard error of each figure, from counts, else from the width of its 95% interval.

    Binomial sqrt(p(1-p)/n) for proportions, Poisson sqrt(count)/n for rates, times
    ``multiplier``; 95% width / 3.92 where counts are not published, not exact, are not what the
    value was made of (standardised rates), or would give 0 (a count of nobody or of everybody).

    Parameters
    ----------
    rows
        Observations (contract columns value, lower, upper, numerator, denominator).

    Returns
    -------
    (errors, source)
        Array of one entry per row in the unit of the values, NaN where a row has no value, and
        "counts", "limits" or "counts and limits"; (None, "none") when a row with a value has
        neither counts nor limits.
    """
    value = rows["value"].to_numpy(dtype=float)
    count = rows["numerator"].to_numpy(dtype=float)
    people = rows["denominator"].to_numpy(dtype=float)
    width = rows["upper"].to_numpy(dtype=float) - rows["lower"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = count / people
        made_of = np.abs(share * multiplier - value) <= _SAME * np.abs(value)
        if value_type == "proportion":
            from_counts = np.sqrt(share * (1 - share) / people) * multiplier
        else:
            from_counts = np.sqrt(count) / people * multiplier
    usable = counts_exact and value_type in ("proportion", "rate")
    use_counts = usable & made_of & np.isfinite(from_counts) & (from_counts > 0)
    errors = np.where(use_counts, from_counts, width / _WIDTH)
    known = ~np.isnan(value)
    errors = np.where(known, errors, np.nan)
    if np.isnan(errors[known]).any():
        return None, "none"
    kinds = {"counts" if each else "limits" for each in use_counts[known]}
    return errors, " and ".join(sorted(kinds)) or "none"


def _why_not(table: pd.DataFrame) -> str:
    known = table["value"].notna() & (table["people"] > 0)
    inhabited = table["people"].isna() | (table["people"] > 0)
    if table["people"].isna().any():
        return "the number of people in each group is not known"
    if known.sum() < FEWEST_GROUPS:
        return f"a slope needs at least {FEWEST_GROUPS} groups with a figure"
    lived_in = table[inhabited]
    if pd.isna(lived_in["value"].iloc[0]) or pd.isna(lived_in["value"].iloc[-1]):
        return (
            "the most or the least deprived group has no figure, and a line drawn without it "
            "would not reach that end"
        )
    covered = table.loc[known, "people"].sum() / table["people"].sum()
    if covered < LEAST_COVERED:
        return f"groups with a figure hold only {covered:.0%} of the people"
    return ""


def profile(
    rows: pd.DataFrame,
    *,
    order: Sequence[str],
    people: Mapping[str, float] | None,
    value_type: str,
    multiplier: float,
    counts_exact: bool,
    draws: int = SCREEN_DRAWS,
    seed: int = DEFAULT_SEED,
) -> Profile:
    """Pattern, slope and potential for improvement of one area, period and group type.

    Parameters
    ----------
    rows
        Observations of one indicator, area, period and deprivation group type.
    order
        Groups from most to least deprived; groups without a row are left out.
    people
        People per group. None: the rows' own denominators.
    value_type, multiplier, counts_exact
        From the catalogue entry.
    draws, seed
        Of the simulated intervals.

    Raises
    ------
    ValueError
        When a group comes twice (rows of more than one area or period) or is not in ``order``.
    """
    if rows["group"].duplicated().any():
        raise ValueError("a group comes twice: give the rows of one area and one period")
    strange = set(rows["group"]) - set(order)
    if strange:
        raise ValueError(f"groups that are not in the order given: {sorted(strange)}")
    table = rows.set_index("group").reindex([name for name in order if name in set(rows["group"])])
    if people is None:
        table["people"] = table["denominator"]
    else:
        table["people"] = [float(people.get(name, np.nan)) for name in table.index]
    errors, source = standard_errors(
        table, value_type=value_type, multiplier=multiplier, counts_exact=counts_exact
    )
    table["standard_error"] = np.nan if errors is None else errors
    columns = ["value", "lower", "upper", "people", "standard_error", "numerator", "denominator"]
    shown = table.reset_index()[["group", *columns, "status", "note"]]
    reason = _why_not(shown)
    if reason:
        return Profile(shown, None, None, "", source, reason)
    slope = slope_index(
        shown["value"], shown["people"], standard_errors=errors, draws=draws, seed=seed
    )
    lived_in = shown[(shown["people"] > 0) & shown["value"].notna()]
    reference = int(lived_in.index[-1])
    potential = population_attributable(
        shown["value"],
        shown["people"],
        reference=reference,
        multiplier=multiplier,
        standard_errors=None if errors is None else np.nan_to_num(errors),
        draws=draws,
        seed=seed,
    )
    scale, suited = _suited(shown, errors, value_type, draws, seed)
    name = str(shown["group"].iloc[reference])
    return Profile(shown, slope, potential, name, source, "", suited, scale)


#: Per cent to shares: a logit is of a proportion between 0 and 1.
_PER_CENT = 100.0


def _suited(
    shown: pd.DataFrame, errors: np.ndarray | None, value_type: str, draws: int, seed: int
) -> tuple[str, SlopeIndex | None]:
    """The slope on logits of proportions or logs of the rest; none with a 0 or a 100%."""
    scale = {"proportion": "logit", "rate": "log", "score": "log"}.get(value_type, "")
    unit = _PER_CENT if scale == "logit" else 1.0
    shares = shown["value"].to_numpy(dtype=float) / unit
    known = shares[~np.isnan(shares)]
    if not scale or (known <= 0).any() or (scale == "logit" and (known >= 1).any()):
        return "", None
    found = slope_index(
        shares,
        shown["people"],
        standard_errors=None if errors is None else errors / unit,
        draws=draws,
        seed=seed,
        multiplier=unit,
        transform=scale,
    )
    return scale, found


def agree(found: Profile) -> bool:
    """Whether the linear slope and the one on the suited scale say the same of the two ends."""
    if found.slope is None or found.suited is None:
        raise ValueError("there are no two slopes to set beside each other")
    return direction(found.slope) == direction(found.suited)


SLOPE_COLUMNS = [
    "period",
    "sii",
    "sii_lower",
    "sii_upper",
    "rii",
    "rii_lower",
    "rii_upper",
    "interval_from",
    "reason",
]


def slope_row(period: str, found: Profile) -> dict[str, object]:
    """One period's slope as a row of SLOPE_COLUMNS; NaN where there is none, with the reason."""
    none = (np.nan, np.nan)
    slope = found.slope
    sii = slope.sii_interval or none if slope else none
    rii = slope.rii_interval or none if slope else none
    return {
        "period": period,
        "sii": slope.sii if slope else np.nan,
        "sii_lower": sii[0],
        "sii_upper": sii[1],
        "rii": slope.rii if slope else np.nan,
        "rii_lower": rii[0],
        "rii_upper": rii[1],
        "interval_from": found.interval_from,
        "reason": found.reason,
    }


def direction(slope: SlopeIndex) -> str:
    """Which end has the higher figure: "most deprived", "least deprived" or "not clear".

    With an interval, a side is named only when the interval excludes 0.
    """
    if slope.sii_interval is not None:
        lower, upper = slope.sii_interval
        if lower <= 0 <= upper:
            return "not clear"
    return "most deprived" if slope.sii < 0 else "least deprived"


def from_neighbourhoods(
    figures: pd.DataFrame,
    deciles: pd.Series,
    residents: pd.Series,
    parents: Mapping[str, pd.Series],
) -> pd.DataFrame:
    """An area's figures by national deprivation tenth, from neighbourhood rates without counts.

    For rates that are published for neighbourhoods without their counts: the mean over the
    area's own neighbourhoods in each tenth, weighted by residents. Sums of counts are better and
    are used wherever counts exist; this is the nearest one can come without them.

    Parameters
    ----------
    figures
        Observations of neighbourhoods (group "all").
    deciles, residents
        By neighbourhood code: national tenth (1 = most deprived) and residents of all ages.
    parents
        For each kind of larger area, its code by neighbourhood code (missing where none).

    Returns
    -------
    DataFrame
        Observations with group_type "imd_decile", status "derived", ``denominator`` the
        residents behind each mean, no limits; one per larger area, period and tenth.
    """
    known = figures[figures["value"].notna()].copy()
    known["decile"] = known["area_code"].map(deciles)
    known["people"] = known["area_code"].map(residents).astype(float)
    known = known.dropna(subset=["decile", "people"])
    known["weighted"] = known["value"] * known["people"]
    parts = []
    for parent in parents.values():
        part = known.assign(area_code=known["area_code"].map(parent)).dropna(subset=["area_code"])
        part = part[part["area_code"] != ""]
        keys = ["area_code", "indicator_id", "period", "decile"]
        parts.append(part.groupby(keys, observed=True)[["weighted", "people"]].sum().reset_index())
    table = pd.concat(parts, ignore_index=True)
    table = table.drop_duplicates(["area_code", "indicator_id", "period", "decile"])
    return pd.DataFrame(
        {
            "area_code": table["area_code"],
            "area_level": "",
            "indicator_id": table["indicator_id"],
            "period": table["period"],
            "group_type": "imd_decile",
            "group": table["decile"].astype(int).astype(str),
            "value": table["weighted"] / table["people"],
            "lower": np.nan,
            "upper": np.nan,
            "interval_method": "none",
            "numerator": np.nan,
            "denominator": table["people"],
            "status": "derived",
            "note": "Mean of this area's own neighbourhoods in this national tenth, weighted by "
            "residents: their counts are not published",
        }
    )
