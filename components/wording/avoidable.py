"""How many fewer if rates matched, in words: a size of the gap and never an effect."""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.avoidable import Avoidable
from components.wording import numbers, periods
from components.wording.counted import counted
from components.wording.findings import CANNOT_TELL, Draft
from data.metadata import Indicator

NOT_AN_EFFECT = (
    "This is arithmetic on the size of a gap. It is no effect of anything, and does not say that "
    "the gap can be closed, or by what."
)


@dataclass(frozen=True)
class Matched:
    """The number at a rate that stands for "matched", and what that rate is."""

    rate: str  # e.g. "England's rate"
    figure: str  # the rate itself with its unit
    period: str  # ISO
    size: Avoidable


def words(size: Avoidable) -> str:
    """ "14,234 fewer (95% interval 13,900 to 14,500)", or that there is no clear gap."""
    number = f"{numbers.number(abs(size.count), 0)} {_side(size)}"
    if math.isnan(size.lower):
        return f"{number} (no interval)"
    if not size.clear:
        return "no clear gap: the interval holds none"
    low, high = sorted((abs(size.lower), abs(size.upper)))
    return f"{number} (95% interval {numbers.number(low, 0)} to {numbers.number(high, 0)})"


def _side(size: Avoidable) -> str:
    return "fewer" if size.count > 0 else "more"


def draft(entry: Indicator, place: str, told: list[Matched]) -> Draft:
    """Title from the first that is clear; a sentence for each."""
    what = counted(entry)
    sentences = []
    for each in told:
        start = f"At {each.rate} ({each.figure}, {periods.label(each.period)}) there would be "
        if math.isnan(each.size.lower):
            end = (
                f"{numbers.number(abs(each.size.count), 0)} {_side(each.size)} such {what}. It has "
                f"no interval. {CANNOT_TELL} how much of that is chance."
            )
        elif each.size.clear:
            low, high = sorted((abs(each.size.lower), abs(each.size.upper)))
            end = (
                f"{numbers.number(abs(each.size.count), 0)} {_side(each.size)} such {what} (95% "
                f"interval {numbers.number(low, 0)} to {numbers.number(high, 0)})."
            )
        else:
            end = f"no clear difference in such {what}. {CANNOT_TELL} whether more or fewer."
        sentences.append(start + end)
    # What is clear leads; then what has no interval, which says so.
    leads = [each for each in told if each.size.clear]
    leads += [each for each in told if math.isnan(each.size.lower)]
    title = f"{entry.short_title} in {place}: no clear gap if rates matched"
    if leads:
        first = leads[0]
        title = (
            f"{entry.short_title}: {numbers.number(abs(first.size.count), 0)} "
            f"{_side(first.size)} {what} in {place} at {first.rate}"
            + ("" if first.size.clear else ", margin unknown")
        )
    return Draft(title, f"{entry.title}, {place}. {' '.join(sentences)} {NOT_AN_EFFECT}")
