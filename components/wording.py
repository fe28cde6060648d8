"""Numbers and findings in words a councillor would use."""

from __future__ import annotations

import math

from data.contract import parse_period
from data.metadata import Indicator

NO_FIGURE = {
    "suppressed": "held back to protect people",
    "missing": "no figure",
    "not comparable": "not comparable",
}

GROUP_TYPE_WORDS = {
    "ethnicity": "by ethnic group",
    "ethnicity_detail": "by detailed ethnic group",
    "imd_decile": "by neighbourhood deprivation (tenths)",
    "imd_quintile": "by neighbourhood deprivation (fifths)",
    "idaci_decile": "by child poverty of the neighbourhood (tenths)",
    "sex": "by sex",
    "age": "by age",
    "fsm": "by free school meals",
    "disadvantage": "by disadvantage",
    "sen": "by special educational need",
    "vulnerable_group": "by vulnerable group",
    "fsm_x_sen": "by free school meals and special educational need",
    "ethnicity_x_imd_quintile": "by ethnic group and deprivation",
    "ethnicity_x_deprivation_level": "by ethnic group and deprivation",
}


def number(value: float, decimals: int) -> str:
    """A plain number with thousands separators; "no figure" for NaN."""
    if value is None or math.isnan(value):
        return "no figure"
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "\u2212") if float(text.replace(",", "")) != 0 else text.lstrip("-")


def with_unit(value: float, entry: Indicator) -> str:
    """A figure with its short unit, e.g. "35.2%", "93.5 per 10,000", "£1,402"."""
    text = number(value, entry.decimals)
    if text == "no figure":
        return text
    if entry.unit_short.startswith("£"):
        sign = "\u2212" if text.startswith("\u2212") else ""
        return f"{sign}£{text.lstrip(chr(0x2212))}{entry.unit_short[1:]}"
    return f"{text}{entry.unit_short}"


def interval(lower: float, upper: float, entry: Indicator) -> str:
    """The 95% interval in words, "" where there is none."""
    if math.isnan(lower) or math.isnan(upper):
        return ""
    low, high = number(lower, entry.decimals), number(upper, entry.decimals)
    return f"95% interval {low} to {high}"


def times(ratio: float) -> str:
    """A ratio as "2.1 times" or, close to 1, as a percentage more or less."""
    if ratio >= 1.5:
        return f"{ratio:.1f} times"
    if ratio >= 1:
        return f"{(ratio - 1) * 100:.0f}% above"
    if ratio > 2 / 3:
        return f"{(1 - ratio) * 100:.0f}% below"
    return f"{ratio:.2f} times"


def period_words(period: str) -> str:
    """The period's label within a sentence."""
    return parse_period(period).label


def group_words(group_type: str, group: str) -> str:
    """A group as it reads in a sentence."""
    if group_type in ("imd_decile", "idaci_decile", "imd_quintile"):
        size = "fifth" if group_type == "imd_quintile" else "tenth"
        last = "5" if size == "fifth" else "10"
        what = "child-poverty" if group_type == "idaci_decile" else "deprived"
        if group == "1":
            return f"the most deprived {size} of England's neighbourhoods"
        if group == last:
            return f"the least deprived {size} of England's neighbourhoods"
        return f"{what} {size} {group} of {last} (1 is most deprived)"
    return group
