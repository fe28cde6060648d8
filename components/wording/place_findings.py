"""The findings of a place in sentences, never stronger than their tag."""

from __future__ import annotations

import math
from collections.abc import Sequence

from analysis.place_findings import FEWEST_PEOPLE, Finding, GroupFigure
from components.wording import groups, numbers, periods
from components.wording.counted import counted
from components.wording.names import list_in_words, place_name
from data import store
from data.metadata import Indicator

TAG_WORDS = {"clear": "clear", "margin unknown": "margin unknown", "can't tell": "can't tell"}
HOW_CHOSEN = (
    "Rules, not opinion. Every indicator with a figure for the place and for England is a "
    "candidate, good news and bad alike, and so is every breakdown by ethnic group or by "
    "neighbourhood deprivation. Each has a score: how far the place lies from England, "
    "measured in the usual spread of authorities, times the people concerned (as a power of "
    "ten), times how fresh the figure is. At least one finding is about poverty, one about a "
    "service and one about groups, where a breakdown is published with no group held back; "
    "the rest are of other subjects, those outside the usual spread of authorities first, by "
    "score. A figure older than five years is never a finding. *Clear* means that chance in "
    "the place's own count does not explain the difference, allowing for all the tests made "
    "at once (at most one in twenty of those called clear may be chance). *Margin unknown* "
    "means that the publisher gives neither an interval nor the counts for one. *Can't tell* "
    "means that the interval holds England's figure. *Unusually high* or *low* is another "
    "question: whether the place lies outside the usual spread of English authorities. Groups"
    " are all told, in the source's order; one with a count under 30 is told and not judged."
)


#: The same in two sentences, for paper.
CHOSEN = (
    "Chosen by one rule from every indicator and breakdown, good news and bad alike: distance from "
    "England in the usual spread of authorities, times the people concerned, times how fresh the "
    "figure is; at least one on poverty, a service and a group. Clear: not explained by chance in "
    "the place's own count, allowing for all the tests made at once."
)


def said(found: Finding) -> str:
    """Verdict and tag of a finding about everybody, short enough for a table."""
    if found.tag == "can't tell":
        return "we can't tell"
    if found.tag == "margin unknown":
        side = "higher" if found.value > found.benchmark else "lower"
        return f"{side}, margin unknown"
    among = f"; {found.unusual} among authorities" if found.unusual.startswith("unusual") else ""
    return f"clearly {found.verdict}{among}"


def tally(place: str, findings: Sequence[Finding]) -> str:
    """How many findings there are, and how they stand."""
    if not findings:
        return f"No finding can be made for {place}: no figure can be set against England's."
    plain = [each for each in findings if not each.groups]
    clear = [each.verdict for each in plain if each.tag == "clear"]
    parts = [f"{clear.count(word)} {word}" for word in ("worse", "better", "higher", "lower")]
    told = ", ".join(part for part in parts if not part.startswith("0 ")) or "none clear"
    text = (
        f"{_counted_in_words(len(findings))} of {place}. Against England, clear of chance: {told}."
    )
    if len(plain) < len(findings):
        text += " One is about how it falls on different groups."
    return text


def _counted_in_words(count: int) -> str:
    word = ("One", "Two", "Three", "Four", "Five")[count - 1] if count <= 5 else str(count)
    return f"{word} finding" + ("s" if count > 1 else "")


def sentence(found: Finding) -> str:
    """A finding as a sentence, Markdown."""
    return _groups(found) if found.groups else _figure(found)


def _figure(found: Finding) -> str:
    entry = store.indicator(found.indicator_id)
    limits = numbers.interval(found.lower, found.upper, entry)
    own = numbers.with_unit(found.value, entry) + (f" ({limits})" if limits else "")
    nation = store.area(found.benchmark_code).name
    other = f"{numbers.with_unit(found.benchmark, entry)} in {nation}"
    if not math.isnan(found.rest):
        other += f" ({numbers.with_unit(found.rest, entry)} without this place)"
    elif found.large_part:
        other += " (this place included: the counts to take it out are not in hand)"
    return f"{own} against {other}, {periods.aged(found.period)}: {_said(found, nation)}." + more(
        found, entry, nation
    )


def _said(found: Finding, nation: str) -> str:
    if found.tag == "can't tell":
        return f"we can't tell it from {nation}’s figure"
    higher = found.value > found.benchmark
    if found.tag == "margin unknown":
        side = "higher" if higher else "lower"
        return f"{side} by the figures, but their margin is unknown"
    text = f"clearly {found.verdict}"
    if found.unusual.startswith("unusually"):
        text += f", and {found.unusual} among authorities"
    return text


def more(found: Finding, entry: Indicator, nation: str) -> str:
    """The size of the gap in people, only where it is clear and its range leaves out none."""
    if found.tag != "clear" or not (found.more_lower > 0 or found.more_upper < 0):
        return ""
    size, low, high = abs(found.more), *sorted((abs(found.more_lower), abs(found.more_upper)))
    if size < 10:
        return ""
    word = "more" if found.more > 0 else "fewer"
    what = counted(entry)
    return (
        f" At {nation}’s rate it would be {numbers.number(size, 0)} {what} "
        f"{'fewer' if word == 'more' else 'more'} ({numbers.number(low, 0)} to "
        f"{numbers.number(high, 0)}): the size of the gap, not what anything would achieve."
    )


def _groups(found: Finding) -> str:
    entry = store.indicator(found.indicator_id)
    told = [each for each in found.groups if not each.withheld and not math.isnan(each.value)]
    few = [each for each in told if each.people < FEWEST_PEOPLE]
    led = [each for each in told if each not in few]
    listed = "; ".join(
        f"{group_name(found, each)} {numbers.with_unit(each.value, entry)}" for each in told
    )
    empty = [group_name(found, each) for each in found.groups if math.isnan(each.value)]
    if empty:
        listed += f"; no figure for {list_in_words(empty)}"
    average = numbers.with_unit(found.benchmark, entry)
    sides = []
    for word, above in (("above", True), ("below", False)):
        clear = [
            group_name(found, each)
            for each in led
            if each.clear and (each.value > found.benchmark) == above
        ]
        if clear:
            sides.append(f"{list_in_words(clear)} {word}")
    verdict = f"Clear of the average: {'; '.join(sides)}." if sides else ""
    unclear = [group_name(found, each) for each in led if not each.clear]
    doubt = f" We can't tell {list_in_words(unclear)} from it." if unclear and sides else ""
    if not sides:
        doubt = "We can't tell any of them from the average."
    if few:
        names = list_in_words([group_name(found, each) for each in few])
        doubt += f" {names}: counts under {FEWEST_PEOPLE}, too few to tell apart."
    held = " ".join(
        f"{group_name(found, each)} is not told: {each.withheld}."
        for each in found.groups
        if each.withheld
    )
    how = groups.GROUP_TYPE_WORDS[found.group_type]
    return (
        f"{how[:1].upper()}{how[1:]}, {periods.aged(found.period)}: {listed}; the average of "
        f"these in {place_name(found.benchmark_code)} is {average}. {verdict}{doubt} {held}".strip()
    )


def group_name(found: Finding, group: GroupFigure) -> str:
    """A group as its source names it; of deprivation, what the ends of the scale are."""
    if found.group_type == "ethnicity":
        return group.group
    last = "5" if found.group_type == "imd_quintile" else "10"
    if group.group == "1":
        return "most deprived (1)"
    return f"least deprived ({last})" if group.group == last else group.group
