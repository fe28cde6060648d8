"""Words for modelled outcomes: names, changes, ranges, money."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from components.wording import numbers
from model.register_schema import OUTCOMES
from model.results import MORE_IS_BETTER, NO_JUDGEMENT, Results, quantiles

MINUS = "\u2212"
#: How a slope and a relative index read, as on the page Who bears it.
GAP_SIGN = "Below 0, and below 1: higher where deprivation is greater."


def title(outcome: str) -> str:
    """An outcome's plain title."""
    return OUTCOMES[outcome][1]


def noun(outcome: str) -> str:
    """What one unit of an outcome is, in the plural: "children", "suspensions"."""
    return OUTCOMES[outcome][2].split(" on ")[0].removesuffix(" a year")


def decimals(value: float) -> int:
    """Decimals that leave about three figures of a number."""
    size = abs(value)
    return 0 if size >= 20 or size == 0 else 1 if size >= 2 else 2


def count(value: float) -> str:
    """A number of children or events, about three figures of it."""
    text = f"{abs(value):,.{decimals(value)}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def signed(value: float) -> str:
    """A change with its sign; "0" for none."""
    text = count(value)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def pounds(value: float) -> str:
    """Money in the unit a reader expects: £1.2bn, £34.5m, £120k, £85."""
    size = abs(value)
    for limit, unit in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if size >= limit * 0.9995:
            number = size / limit
            text = f"{number:,.{0 if number >= 100 else 1}f}{unit}"
            break
    else:
        text = f"{size:,.0f}"
    return f"{MINUS if value < 0 and text != '0' else ''}£{text}"


def share(value: float) -> str:
    """A chance in words, never quite certain."""
    if math.isnan(value):
        return "not judged"
    if value >= 0.995:
        return "over 99%"
    if value <= 0.005:
        return "under 1%"
    return f"{value:.0%}"


def ratio(value: float) -> str:
    """A ratio with two decimals; "none" where it has no meaning."""
    return "none" if math.isnan(value) else f"{value:.2f}"


def more_or_fewer(value: float) -> str:
    """A change in words: "1,012 fewer", "34 more", "no change"."""
    if count(value).strip("0.,") == "":
        return "no change"
    return f"{count(abs(value))} {'fewer' if value < 0 else 'more'}"


CANNOT_TELL = "we can't tell"


def clear(low95: float, high95: float) -> bool:
    """Whether a 95% range of a change leaves out no change: only then is a side named."""
    return low95 > 0 or high95 < 0


def told_change(found: Sequence[float] | np.ndarray) -> str:
    """A change as far as its draws let one say it: "43 fewer", "no change", "we can't tell".

    ``found``: its quantiles 2.5, 10, 50, 90 and 97.5%. Every page, slide and paper says a change
    of the model by this rule.
    """
    low95, _, median, _, high95 = (float(each) for each in found)
    if not low95 and not median and not high95:
        return "no change"
    return more_or_fewer(median) if clear(low95, high95) else CANNOT_TELL


def overlap(outcome: str, interaction: float, low95: float, high95: float, total: float) -> str:
    """What levers do together against the sum of each alone, in a sentence.

    ``interaction`` is the change together less the sum of the changes alone, ``low95`` and
    ``high95`` its range, ``total`` the change together. More help is fewer children or events, or
    more where more is better; where neither is better, a larger change counts as more.
    """
    why = "Levers that act on the same children overlap"
    span = f"95% {signed(low95)} to {signed(high95)}"
    if count(interaction).strip("0.,") == "" or not clear(low95, high95):
        return (
            f"{why}: {CANNOT_TELL} whether together they do more or less than their sum ({span})."
        )
    word = better_word(outcome)
    sign = {"fewer": -1.0, "more": 1.0}.get(word, math.copysign(1.0, total - interaction))
    more = "more" if interaction * sign > 0 else "less"
    what = "help" if word else "change it"
    low, high = sorted((abs(low95), abs(high95)))
    return (
        f"{why}: together they {what} by {count(abs(interaction))} {more} (95% {count(low)} to "
        f"{count(high)}) than each alone added up."
    )


def span(low: float, high: float) -> str:
    """An interval of a change in words: "421 to 1,586 fewer", "12 fewer to 40 more"."""
    if low >= 0:
        return f"{count(low)} to {count(high)} more"
    if high <= 0:
        return f"{count(-high)} to {count(-low)} fewer"
    return f"{count(-low)} fewer to {count(high)} more"


def when(outcome: str, year: int) -> str:
    """The time a figure is of: a day for a stock, a year for a flow."""
    if OUTCOMES[outcome][0] == "stock":
        return f"on 31 March {year}"
    return f"in the year to March {year}"


def better_word(outcome: str) -> str:
    """Which way is better: "fewer", "more", or "" where neither is."""
    if outcome in NO_JUDGEMENT:
        return ""
    return "more" if outcome in MORE_IS_BETTER else "fewer"


def early_rise(results: Results, outcome: str) -> str:
    """A sentence when the plan first moves an outcome the other way than it ends; "" if not."""
    found = quantiles(results.values(outcome).to_numpy())
    medians = found[2]
    years, end = results.years, medians[-1]
    biggest = float(np.abs(medians).max())
    if biggest == 0:
        return ""
    up, down = int(medians.argmax()), int(medians.argmin())
    if end < 0 and medians[up] > 0.03 * biggest and up < len(years) - 1:
        return _first(found[:, up], "rises", outcome, int(years[up]), "then it falls")
    if end > 0 and medians[down] < -0.03 * biggest and down < len(years) - 1:
        return _first(found[:, down], "falls", outcome, int(years[down]), "then it rises")
    if outcome == "recorded_demand" and end > 0:
        return "More is recorded because more need is found; that is not more need."
    return ""


def _first(found: np.ndarray, way: str, outcome: str, year: int, after: str) -> str:
    said = told_change(found)
    if said != CANNOT_TELL:
        return f"First it {way}: {said} {when(outcome, year)}, {after}."
    return (
        f"First it {way} in the middle run ({more_or_fewer(float(found[2]))} "
        f"{when(outcome, year)}), {after}; no change lies within the 95% range of that year."
    )


def assumption_words(table: pd.DataFrame, outcome: str) -> str:
    """The assumption with the largest swing, in a sentence; "" when none stands out of chance."""
    if table.empty or not np.isfinite(table["swing"].iloc[0]):
        return ""
    row = table.iloc[0]
    if abs(row["swing"]) <= 2 * row["noise"] or abs(row["swing"]) < 1e-9:
        return "No single assumption stands out: the spread is shared by many."
    return (
        f"The assumption that matters most: “{row['title']}”. In the tenth of draws where it is "
        f"lowest the change is {signed(row['at_low'])} on average, where it is highest "
        f"{signed(row['at_high'])} {noun(outcome)}."
    )


def rate(value: float) -> str:
    """A rate with about three figures."""
    return numbers.number(value, 1 if abs(value) >= 2 else 2)
