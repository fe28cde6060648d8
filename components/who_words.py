"""The sentences of "Who bears it": findings, alt texts and labels, made from the figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analysis.deprivation_profile import Profile, direction
from analysis.inequality import SlopeIndex
from components import wording
from data.contract import GROUP_TYPES, parse_period
from data.metadata import Indicator

SPLIT_TITLES = {
    "imd_decile": "Neighbourhood deprivation, tenths",
    "imd_quintile": "Neighbourhood deprivation, fifths",
    "idaci_decile": "Neighbourhood child poverty, tenths",
    "fsm": "Free school meals",
    "disadvantage": "Disadvantaged pupils",
}
ETHNIC_TITLES = {"ethnicity": "Five broad groups", "ethnicity_detail": "Detailed groups"}

#: Who holds the records from which a missing table could be made, by domain.
_HOLDERS = {
    "poverty": "the Department for Work and Pensions (its benefit and low-income records)",
    "family": "the Department for Education (the children in need census and the looked-after "
    "children return), and each council for its own children",
    "mind": "NHS England (hospital and mental health records)",
    "school": "the Department for Education (the National Pupil Database)",
    "harm": "the Ministry of Justice and the Youth Justice Board, and West Midlands Police for "
    "its own records",
    "home": "the Office for National Statistics (the Census) and the Ministry of Housing, "
    "Communities and Local Government (homelessness returns)",
    "community": "the Office for National Statistics (the Census and the Annual Population Survey)",
}
_HOLDER_OF = {
    "mha_detentions": _HOLDERS["mind"],
    "fuel_poverty": "the Department for Energy Security and Net Zero (which models it from the "
    "English Housing Survey)",
}


def holder(entry: Indicator) -> str:
    """Who could make a table of this indicator that nobody has published."""
    return _HOLDER_OF.get(entry.id, _HOLDERS[entry.domain])


def short_period(period: str) -> str:
    """A period's short name under an axis: "2023", "2024/25", "Mar 2025", "2019 to 21"."""
    read = parse_period(period)
    if read.unit == "D" and read.length == 1:
        return f"{read.start:%b %Y}"
    if read.start.year == read.end.year:
        return str(read.start.year) if read.unit == "Y" else f"{read.start:%b %Y}"
    if read.unit == "Y" and read.length == 1:
        return f"{read.start.year}/{read.end:%y}"
    return f"{read.start.year} to {read.end:%y}"


def level_names(kind: str) -> list[str]:
    """Axis labels of a deprivation grouping; the ends say which is which."""
    names = list(GROUP_TYPES[kind])
    if kind in ("fsm", "disadvantage"):
        return names
    return [f"{names[0]}<br>most", *names[1:-1], f"{names[-1]}<br>least"]


def level_title(kind: str) -> str:
    """Title of the axis of a deprivation grouping."""
    size = "fifth" if kind == "imd_quintile" else "tenth"
    what = "child poverty" if kind == "idaci_decile" else "deprivation"
    return f"{size.capitalize()} of England's neighbourhoods by {what}, 1 = most deprived"


def short_level(kind: str, group: str) -> str:
    """A deprivation group in a sentence."""
    size = "fifth" if kind == "imd_quintile" else "tenth"
    last = GROUP_TYPES[kind][-1]
    if group == "1":
        return f"the most deprived {size}"
    if group == last:
        return f"the least deprived {size}"
    return f"{size} {group} of {last}"


def points(value: float, entry: Indicator) -> str:
    """A difference of two figures with its unit; per cent become percentage points."""
    if entry.unit_short.strip() == "%":
        return f"{wording.number(value, entry.decimals)} percentage points"
    return wording.with_unit(value, entry)


def ratio(value: float) -> str:
    """A ratio as it stands in a sentence."""
    return "no ratio" if math.isnan(value) else f"{value:.2f}"


def figure(row: pd.Series, entry: Indicator) -> str:
    """A group's figure with its interval, or why there is none."""
    if pd.isna(row["value"]):
        return wording.NO_FIGURE.get(str(row["status"]), "no figure")
    words = wording.with_unit(float(row["value"]), entry)
    limits = wording.interval(float(row["lower"]), float(row["upper"]), entry)
    return f"{words} ({limits})" if limits else words


def spoken(table: pd.DataFrame, entry: Indicator) -> str:
    """Every group with its figure, for alt text."""
    return "; ".join(f"{row['group']}: {figure(row, entry)}" for _, row in table.iterrows())


def pattern_finding(entry: Indicator, table: pd.DataFrame, kind: str) -> str:
    """What the pattern by deprivation says: the figures of its two ends."""
    known = table[table["value"].notna()]
    first, last = known.iloc[0], known.iloc[-1]
    if kind in ("fsm", "disadvantage"):
        ends = [
            f"{wording.with_unit(r['value'], entry)} {r['group'].lower()}" for r in (first, last)
        ]
    else:
        ends = [
            f"{wording.with_unit(r['value'], entry)} in {short_level(kind, r['group'])}"
            for r in (first, last)
        ]
    return f"{entry.short_title}: {ends[0]}, {ends[1]}"


def gap_finding(entry: Indicator, slope: SlopeIndex) -> str:
    """What the slope says, with the side named only where the interval allows."""
    side = direction(slope)
    size = points(abs(slope.sii), entry)
    if side == "not clear":
        return f"No clear gap: the slope of {size} could be chance (its 95% interval holds 0)"
    if slope.sii_interval is None:
        way = "falls" if slope.sii < 0 else "rises"
        return (
            f"A fitted line {way} by {size} from the most to the least deprived: no interval can "
            "be given, so it is not tested"
        )
    return f"The gap is {size} from end to end: higher among the {side}"


def interval(
    limits: tuple[float, float] | None, entry: Indicator, *, of_ratio: bool = False
) -> str:
    """A simulated interval in words; "no interval" without one."""
    if limits is None:
        return "no interval"
    if of_ratio:
        return f"95% interval {limits[0]:.2f} to {limits[1]:.2f}"
    return wording.interval(limits[0], limits[1], entry)


def interval_source(found: Profile) -> str:
    """Where the intervals of the slope come from, in words."""
    if found.interval_from == "none":
        return (
            "No interval can be given: the source publishes neither exact counts nor limits "
            "for these groups."
        )
    return (
        "Intervals are simulated (10,000 draws) from the standard errors of the groups' figures, "
        f"which come from {found.interval_from.replace('limits', 'their published 95% limits')}."
    )


def list_in_words(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]
