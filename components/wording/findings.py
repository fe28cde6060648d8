"""Draft titles and paragraphs from figures, by stated rules. No sentence is stronger than its test.

The rules
---------
1. *Against a benchmark.* Better, worse, higher or lower only when the figure's 95% interval
   leaves the benchmark's figure out (`analysis.comparison.verdict`). Where the interval holds it,
   or where there is no interval, the sentence is that we can't tell.
2. *Over time.* Rising or falling now only by `analysis.direction`; otherwise we can't tell. The
   long run (`analysis.trend`) is told apart, and never judged.
3. *Among places.* How many differ from the benchmark by rule 1. A highest or lowest place is named
   as such only when its interval overlaps no other; without intervals we can't tell.
4. *By deprivation.* A side is named only when the interval of the slope excludes 0. A gap is
   called wider or narrower than it was only when the two intervals do not overlap.
5. *By ethnic group.* Each group is set against the place's own average by rule 1, in the order of
   the source. Groups are never set against each other, ranked, or joined.
6. *A model's result.* More or fewer only when the 95% range of the draws excludes no change.

Rule 3 is in `findings_places`, rules 4 and 5 are in `findings_groups`. Everything returned is
plain text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.comparison import verdict
from analysis.direction import Direction
from analysis.trend import Trend
from components.wording import numbers
from data.metadata import Indicator

CANNOT_TELL = "We can't tell"
TOO_FEW = "too few recent points for a direction"


@dataclass(frozen=True)
class Draft:
    """A title that states the finding, and a paragraph."""

    title: str
    text: str


@dataclass(frozen=True)
class Figure:
    """A figure with its 95% limits (NaN where there are none)."""

    value: float
    lower: float = float("nan")
    upper: float = float("nan")

    @property
    def has_interval(self) -> bool:
        """Whether both limits are known."""
        return not (math.isnan(self.lower) or math.isnan(self.upper))


def shorten(text: str, longest: int) -> str:
    """Whole sentences of a text up to a length; never without those that say we can't tell.

    So a shorter text is never stronger than the whole one.
    """
    if len(text) <= longest:
        return text
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", text.replace("\n", " "))
    doubts = [n for n, each in enumerate(sentences) if "can't tell" in each]
    room = longest - sum(len(sentences[n]) + 1 for n in doubts)
    kept = set(doubts)
    for number, each in enumerate(sentences):
        if number in kept:
            continue
        if len(each) + 1 > room:
            break
        kept.add(number)
        room -= len(each) + 1
    return " ".join(each for number, each in enumerate(sentences) if number in kept)


def in_words(figure: Figure, entry: Indicator) -> str:
    """A figure with its unit and interval."""
    text = numbers.with_unit(figure.value, entry)
    limits = numbers.interval(figure.lower, figure.upper, entry)
    return f"{text} ({limits})" if limits else text


def tested(figure: Figure, benchmark: float, entry: Indicator) -> str:
    """The verdict of rule 1; "not tested" where the catalogue allows no test by interval."""
    if entry.benchmark != "interval_overlap_95":
        return "not tested"
    return verdict(figure.value, figure.lower, figure.upper, benchmark, entry.polarity)


SIDES = {
    "better": "better than",
    "worse": "worse than",
    "higher": "higher than",
    "lower": "lower than",
}


def _same_printed(one: float, other: float, entry: Indicator) -> bool:
    return numbers.with_unit(one, entry) == numbers.with_unit(other, entry)


def _begun(name: str) -> str:
    """A name as a sentence begins with it."""
    return name[:1].upper() + name[1:]


def against(
    entry: Indicator,
    place: str,
    period: str,
    own: Figure,
    benchmark: float,
    nation: str,
    exact: float | None = None,
) -> Draft:
    """One place's figure against a benchmark's of the same period (NaN: there is none).

    ``exact``: the benchmark from its counts, for the test; None where it is as told.
    """
    figure, value = in_words(own, entry), numbers.with_unit(own.value, entry)
    opening = f"{entry.title}, {place}, {period}: {figure}."
    if math.isnan(benchmark):
        return Draft(
            f"{entry.short_title}: {value} in {place}",
            f"{opening} {_begun(nation)} has no figure for this period, so {place} cannot be "
            "compared.",
        )
    other = numbers.with_unit(benchmark, entry)
    said = tested(own, benchmark if exact is None else exact, entry)
    if said in SIDES:
        side = SIDES[said]
        return Draft(
            f"{entry.short_title}: {value} in {place}, {side} {nation} ({other})",
            f"{opening} {_begun(nation)}: {other}. The interval leaves {nation}'s figure out, so "
            f"the difference is more than the count's own chance: {place} is {side} {nation}.",
        )
    title = f"{entry.short_title}: {value} in {place}, {other} in {nation}"
    if said == "similar":
        return Draft(
            f"{title}; no clear difference",
            f"{opening} {_begun(nation)}: {other}. The interval holds {nation}'s figure. "
            f"{CANNOT_TELL} whether {place} differs from {nation}.",
        )
    if own.has_interval:
        reason = "These figures do not allow a fair test by their intervals."
    else:
        reason = entry.no_interval_reason or "No interval is given for this figure."
    if _same_printed(own.value, benchmark, entry):
        lies = f"The two figures are the same as printed ({other} in {nation})"
    else:
        word = "above" if own.value > benchmark else "below"
        lies = f"The figure lies {word} that of {nation} ({other})"
    return Draft(
        title, f"{opening} {lies}. {reason} {CANNOT_TELL} how much of any difference is chance."
    )


def over_time(
    entry: Indicator,
    place: str,
    first: tuple[str, float],
    last: tuple[str, float],
    now: Direction,
    long_run: tuple[str, Trend],
) -> Draft:
    """A series: its recent direction, and the long run apart.

    ``first`` and ``last``: period in words and value, of the points the recent direction used (of
    the whole series where it used too few). ``long_run``: its first period in words, and the test.
    """
    start, end = (f"{numbers.with_unit(v, entry)} ({p})" for p, v in (first, last))
    path = f"{entry.title} in {place}: {start}, then {end}."
    short = f"{entry.short_title} in {place}"
    after = _long_run(*long_run)
    if now.word in ("rising", "falling"):
        judged = f", {now.judgement}" if now.judgement else ""
        return Draft(
            f"{short}: {now.word} since {first[0]}{judged}, from {start} to {end}",
            f"{path} Over these {now.points} points the figures are {now.word}{judged}: a test of "
            "the recent direction finds less than a 5% chance of such a run without one"
            f"{_left_out(now)}. {after}",
        )
    if now.word == "too few points":
        return Draft(
            f"{short}: {end}; {TOO_FEW}",
            f"{path} Too few figures of the last five years are counted alike{_left_out(now)}. "
            f"{CANNOT_TELL} whether it is rising or falling now. {after}",
        )
    return Draft(
        f"{short}: no clear change since {first[0]}, {end}",
        f"{path} Over these {now.points} points there is no clear rise or fall"
        f"{_left_out(now)}. {CANNOT_TELL} whether it is rising or falling now. {after}",
    )


def _left_out(now: Direction) -> str:
    return "; years of the pandemic's restrictions are left out" if now.pandemic else ""


def _long_run(since: str, found: Trend) -> str:
    if found.word in ("rising", "falling"):
        said = f"{found.word} by the Mann-Kendall test over {found.points} points"
    elif found.word == "too few points":
        return "There are too few points for a test of the long run."
    else:
        said = f"no clear trend by the Mann-Kendall test over {found.points} points"
    return f"The long run, from {since}: {said}."


def modelled_change(
    what: str, where: str, when: str, change: Figure, words: Sequence[str]
) -> Draft:
    """A model's change with the plan against without it; ``words``: change, lower, upper.

    ``change`` has the limits of 95% of the draws, which must not be missing.
    """
    if not change.has_interval:
        raise ValueError("a modelled change needs the range of its draws")
    size, lower, upper = words
    span = f"95% of the model's runs lie between {lower} and {upper}"
    if change.lower <= 0 <= change.upper:
        return Draft(
            f"{what} in {where} by {when}: we can't tell whether the plan changes it",
            f"Modelled: {what} in {where} by {when}, with the plan against without it: {size}; "
            f"{span}. No change is among them. {CANNOT_TELL} whether the plan changes it.",
        )
    word = "more" if change.lower > 0 else "fewer"
    size, lower, upper = (text.lstrip("−+") for text in words)
    if word == "fewer":
        lower, upper = upper, lower
    return Draft(
        f"{what} in {where}: {size} {word} by {when} with the plan (modelled)",
        f"Modelled: {what} in {where} by {when}, with the plan against without it: {size} {word}; "
        f"95% of the model's runs lie between {lower} and {upper} {word}. This rests on the "
        "evidence and judgements of the plan's levers, and is no forecast.",
    )
