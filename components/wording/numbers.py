"""Numbers in words a councillor would use: figures, units, intervals, ranges."""

from __future__ import annotations

import math

import pandas as pd

from data.metadata import Indicator

NO_FIGURE = {
    "suppressed": "held back to protect people",
    "missing": "no figure",
    "not comparable": "not comparable",
}


def number(value: float, decimals: int) -> str:
    """A plain number with thousands separators; "no figure" for NaN."""
    if value is None or math.isnan(value):
        return "no figure"
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "\u2212") if float(text.replace(",", "")) != 0 else text.lstrip("-")


#: How a box or slider writes the number a person set: as it is, without a binary tail
#: (3.5, not 3.5000000000000004).
NUMBER_BOX = "%.10g"


def as_set(value: float) -> str:
    """A number that a person or a register set, as it is: "3.5", "12,000", "0.035"."""
    return f"{value:,.10g}".replace("-", "\u2212")


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


def figure_words(row: pd.Series, entry: Indicator) -> str:
    """A row's figure with interval, or why there is none."""
    if pd.isna(row["value"]):
        return NO_FIGURE.get(str(row["status"]), "no figure")
    text = with_unit(float(row["value"]), entry)
    limits = interval(float(row["lower"]), float(row["upper"]), entry)
    return f"{text} ({limits})" if limits else text


def unit_signs(entry: Indicator) -> tuple[str, str]:
    """What goes before and after a number of this indicator, e.g. ("£", "") or ("", "%")."""
    if entry.unit_short.startswith("£"):
        return "£", entry.unit_short[1:]
    return "", entry.unit_short


def change_signs(entry: Indicator) -> tuple[str, str]:
    """As `unit_signs`, for a difference: percentages differ by percentage points."""
    before, after = unit_signs(entry)
    return before, " points" if after == "%" else after


def legend_unit(entry: Indicator, *, change: bool = False) -> str:
    """What heads a map's legend: the unit, and that the figures are changes where they are."""
    if not change:
        return entry.unit[:1].upper() + entry.unit[1:]
    points = change_signs(entry)[1] == " points"
    return ("Change in percentage points: " if points else "Change: ") + entry.unit


def status_words(status: str) -> str:
    """A status as a table or card prints it."""
    return NO_FIGURE.get(status, status)


def number_words(value: float, decimals: int, before: str = "", signed: bool = False) -> str:
    """A number as the legend prints it: thousands commas, a real minus sign."""
    text = f"{abs(value):,.{decimals}f}"
    zero = float(text.replace(",", "")) == 0
    sign = "" if zero else "−" if value < 0 else "+" if signed else ""
    return f"{sign}{before}{text}"


def range_words(
    low: float, high: float, decimals: int, before: str = "", after: str = "", signed: bool = False
) -> str:
    """A class's range in words and units, e.g. "12.3 to 18.9%"; one figure where both are equal."""
    top = number_words(high, decimals, before, signed) + after
    if low == high:
        return top
    return f"{number_words(low, decimals, before, signed)} to {top}"
