"""The words of the first page: one sentence in children, and a finding in few words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from analysis.place_findings import FEWEST_PEOPLE, Finding
from components.design.palette import VERDICT_SHAPES
from components.figures.at_a_glance import POVERTY
from components.wording import groups, numbers, periods
from components.wording import place_findings as told
from components.wording.counted import counted
from components.wording.names import list_in_words, place_name
from data import store

#: Shares as people say them: "1 in 4", "4 in 10".
_SAID = (
    *((1, n) for n in (100, 50, 20, 10, 8, 7, 6, 5, 4, 3, 2)),
    *((n, 10) for n in (3, 4, 6, 7, 8, 9)),
    (2, 3),
    (3, 4),
)
#: Why a rate of care is not told of a group.
_PLACED = "as most could be unaccompanied children placed here"
_ENDS = {"imd_decile": "tenth", "imd_quintile": "fifth", "idaci_decile": "tenth"}


def in_people(percent: float) -> str:
    """A percentage as a share of people, the nearest that one says aloud: 40.2 is "4 in 10"."""
    if not 0 <= percent <= 100:
        raise ValueError("a share lies between 0 and 100")
    if percent < 0.5:
        return "fewer than 1 in 100"
    if percent > 95:
        return "nearly all"
    some, of = min(_SAID, key=lambda pair: abs(float(Fraction(*pair)) * 100 - percent))
    return f"{some} in {of}"


def headline(scope: str, row: pd.Series | None) -> str:
    """The picture of a place in one sentence about children; its name where there is no figure.

    ``row``: child poverty of the place beside its benchmark (`figures.at_a_glance`).
    """
    place = place_name(scope)
    if row is None:
        return place[:1].upper() + place[1:]
    nation = store.area(row["benchmark_code"]).name
    here, there = in_people(float(row["value"])), in_people(float(row["benchmark"]))
    if here == there:  # two figures, and words too coarse to tell them apart
        here, there = (f"{row[name]:.0f} in 100" for name in ("value", "benchmark"))
    return (
        f"In {place}, about {here} children live in poverty, against "
        f"about {there} in {'the United Kingdom' if nation == 'United Kingdom' else nation}"
    )


def behind_headline(row: pd.Series) -> str:
    """The figures of the sentence: what is counted, when, with what interval."""
    entry = store.indicator(row["indicator_id"])
    limits = numbers.interval(row["lower"], row["upper"], entry)
    own = numbers.with_unit(row["value"], entry) + (f" ({limits})" if limits else "")
    nation = store.area(row["benchmark_code"]).name
    return (
        f"{entry.title}: {own}; {nation} {numbers.with_unit(row['benchmark'], entry)}. "
        f"{periods.label(row['period'])}."
    )


def other_measure(indicator_id: str, row: pd.Series | None) -> str:
    """That a finding is of the other measure of child poverty than the sentence; "" if not.

    ``row``: as for `headline`.
    """
    if row is None or indicator_id not in POVERTY or indicator_id == row["indicator_id"]:
        return ""
    ways = {POVERTY[0]: "after housing costs", POVERTY[1]: "before housing costs"}
    return (
        f"This is the other measure of child poverty, {ways[indicator_id]}; the sentence at the "
        f"top is {ways[row['indicator_id']]}. They are counted apart and do not add up."
    )


@dataclass(frozen=True)
class Brief:
    """A finding in few words, plain text."""

    title: str
    number: str  # large
    beside: str  # what the number is set against
    whom: str  # on whom it falls
    tag: str  # shape and word: how it stands, how sure
    standing: str  # "worse", "better", "differs" or "cannot say": the colour


def brief(found: Finding) -> Brief:
    """A finding as the first page shows it."""
    return _groups(found) if found.groups else _figure(found)


def _figure(found: Finding) -> Brief:
    entry = store.indicator(found.indicator_id)
    nation = store.area(found.benchmark_code).name
    limits = numbers.interval(found.lower, found.upper, entry)
    other = f"{nation} {numbers.with_unit(found.benchmark, entry)}"
    if not math.isnan(found.rest):
        other += f" ({numbers.with_unit(found.rest, entry)} without this place)"
    beside = f"{other} · {periods.aged(found.period)}"
    said = [] if math.isnan(found.people) else [_counted(found)]
    more = told.more(found, entry, nation).strip()
    whom = " ".join([*said, *([more] if more else [])]) or "No count is published."
    return Brief(
        entry.title,
        numbers.with_unit(found.value, entry),
        f"{beside} · {limits or 'no interval'}",
        whom,
        *_tag(found),
    )


def _counted(found: Finding) -> str:
    entry = store.indicator(found.indicator_id)
    return f"{numbers.number(found.people, 0)} {counted(entry)} here."


def _tag(found: Finding) -> tuple[str, str]:
    if found.tag == "can't tell":
        return f"{VERDICT_SHAPES['similar']} can't tell", "cannot say"
    if found.tag == "margin unknown":
        side = "higher" if found.value > found.benchmark else "lower"
        return f"{VERDICT_SHAPES[side]} {side}, margin unknown", "cannot say"
    how = found.verdict if found.verdict in ("worse", "better") else "differs"
    return f"{VERDICT_SHAPES[found.verdict]} clearly {found.verdict}", how


def _groups(found: Finding) -> Brief:
    entry = store.indicator(found.indicator_id)
    known = [each for each in found.groups if not math.isnan(each.value) and not each.withheld]
    how = groups.GROUP_TYPE_WORDS[found.group_type]
    average = (
        f"average of these {numbers.with_unit(found.benchmark, entry)} · "
        f"{periods.aged(found.period)}"
    )
    few = [each for each in known if each.people < FEWEST_PEOPLE]
    clear = [each for each in known if each.clear and each not in few]
    if found.group_type in _ENDS:
        by = {each.group: each for each in known}
        number = (
            numbers.with_unit(by["1"].value, entry)
            if "1" in by
            else f"{len(clear)} of " + str(len(found.groups))
        )
        last = max(by, key=int)
        beside = (
            f"in the most deprived {_ENDS[found.group_type]}; least deprived "
            f"{numbers.with_unit(by[last].value, entry)} · {average}"
            if "1" in by
            else f"differ from the average · {average}"
        )
    else:
        number = f"{len(clear)} of {len(found.groups)}"
        beside = f"ethnic groups differ clearly · {average}"
    sides = [
        f"{list_in_words([told.group_name(found, each) for each in those])} {word} the average"
        for word, those in (
            ("above", [each for each in clear if each.value > found.benchmark]),
            ("below", [each for each in clear if each.value <= found.benchmark]),
        )
        if those
    ]
    whom = "; ".join(sides) if sides else "We can't tell any group from the average"
    if few:
        listed = list_in_words([told.group_name(found, each) for each in few])
        whom += f". {listed}: counts under {FEWEST_PEOPLE}, too few to tell apart"
    apart = [told.group_name(found, each) for each in found.groups if each.withheld]
    if apart:
        whom += f". {list_in_words(apart)}: not told, {_PLACED}"
    tag = "● clearly differ" if found.tag == "clear" else f"● {found.tag}"
    return Brief(
        f"{entry.title}, {how}",
        number,
        beside,
        whom[:1].upper() + whom[1:] + ".",
        tag,
        "differs" if found.tag == "clear" else "cannot say",
    )
