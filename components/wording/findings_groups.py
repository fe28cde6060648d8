"""Draft words for what falls on whom: by deprivation, by ethnic group, and gaps between them.

Rules 4 and 5 of `drafting`: a side is named only where an interval allows it, groups stand in the
order of the source, and none is set against another unless the person chose it as the reference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analysis.place_findings import FEWEST_PEOPLE
from components.wording import findings, groups, numbers
from components.wording.findings import CANNOT_TELL, Draft, Figure, in_words
from components.wording.names import list_in_words
from data.metadata import Indicator

#: More groups than this are not spelled out one by one.
_MOST_LISTED = 7


def by_deprivation(
    entry: Indicator,
    place: str,
    period: str,
    ends: tuple[tuple[str, Figure], tuple[str, Figure]],
    side: str,
    gap: str,
) -> Draft:
    """A pattern by deprivation.

    ``ends``: the most and the least deprived group with a figure, in words, with their figures.
    ``side``: "most deprived", "least deprived", "not clear" by the slope's interval, or "" when
    there is no interval. ``gap``: the slope with its interval in words, "" without one.
    """
    (first, one), (last, other) = ends
    values = f"{numbers.with_unit(one.value, entry)} in {first}, " + (
        f"{numbers.with_unit(other.value, entry)} in {last}"
    )
    opening = (
        f"{entry.title} in {place}, {period}: {in_words(one, entry)} in {first}; "
        f"{in_words(other, entry)} in {last}."
    )
    if side in ("most deprived", "least deprived"):
        return Draft(
            f"{entry.short_title} in {place}: higher among the {side}, {values}",
            f"{opening} The gap from end to end is {gap}. The interval leaves out no gap: the "
            f"figure is higher among the {side}.",
        )
    if side == "not clear":
        return Draft(
            f"{entry.short_title} in {place}: no clear gap by deprivation, {values}",
            f"{opening} The gap from end to end is {gap}. The interval holds no gap. "
            f"{CANNOT_TELL} which end is higher.",
        )
    size = f"The gap from end to end is {gap}. " if gap else ""
    return Draft(
        f"{entry.short_title} in {place}: {values}",
        f"{opening} {size}No interval can be given for it. {CANNOT_TELL} how much of the "
        "difference is chance.",
    )


def few(labels: Sequence[str], people: Sequence[float]) -> list[str]:
    """Groups that rest on too few people to lead a sentence; an unknown number is not few."""
    return [label for label, number in zip(labels, people, strict=True) if number < FEWEST_PEOPLE]


def _few_words(names: Sequence[str]) -> str:
    return f"{list_in_words(names)}: counts under {FEWEST_PEOPLE}, too few to tell apart."


def none_told(short: str, against: str, unclear: Sequence[str], aside: Sequence[str]) -> str:
    """Title where no group tested differs; ``aside``: groups that are not tested."""
    if not aside:
        return f"{short}: no group can be told from {against}"
    total = len(unclear) + len(aside)
    rest = f", and {list_in_words(unclear)} can't be told from {against}" if unclear else ""
    return f"{short}: {len(aside)} of {total} groups stand apart{rest}"


def by_group(
    entry: Indicator,
    place: str,
    period: str,
    rows: pd.DataFrame,
    average: float,
    aside: Sequence[str] = (),
) -> Draft:
    """Groups without an order, each against the place's own average.

    ``rows``: columns label, value, lower, upper, and numerator where it is known, in the order of
    the source; NaN where held back. ``aside``: labels of groups shown apart, which are not in it.
    """
    known = rows[rows["value"].notna()]
    small = few(known["label"], known["numerator"]) if "numerator" in known else []
    said: dict[str, list[str]] = {"above": [], "below": [], "unclear": [], "untested": []}
    for row in known[~known["label"].isin(small)].itertuples(index=False):
        if math.isnan(average) or math.isnan(row.lower) or math.isnan(row.upper):
            said["untested"].append(row.label)
        elif row.lower > average:
            said["above"].append(row.label)
        elif row.upper < average:
            said["below"].append(row.label)
        else:
            said["unclear"].append(row.label)
    listed = "; ".join(
        f"{row.label} {in_words(Figure(row.value, row.lower, row.upper), entry)}"
        for row in known.itertuples(index=False)
    )
    if len(known) > _MOST_LISTED:
        listed = f"{len(known)} groups with a figure, in the order of the source"
    gone = rows.loc[rows["value"].isna(), "label"].tolist()
    text = [f"{entry.title} in {place}, {period}: {listed}."]
    if gone:
        text.append(f"No figure is published for {list_in_words(gone)}.")
    mean = numbers.with_unit(average, entry)
    for word in ("above", "below"):
        if said[word]:
            text.append(
                f"The interval of {list_in_words(said[word])} lies {word} the average of "
                f"{place} ({mean})."
                if len(said[word]) == 1
                else f"The intervals of {list_in_words(said[word])} lie {word} the average of "
                f"{place} ({mean})."
            )
    if said["unclear"]:
        text.append(
            f"{CANNOT_TELL} whether {list_in_words(said['unclear'])} "
            f"{'differs' if len(said['unclear']) == 1 else 'differ'} from it."
        )
    if said["untested"]:
        why = (
            "there is no average to set them against"
            if math.isnan(average)
            else ("no interval is published")
        )
        who = (
            list_in_words(said["untested"])
            if len(said["untested"]) <= _MOST_LISTED
            else (f"{len(said['untested'])} groups")
        )
        text.append(f"For {who} {why}: we can't tell.")
    if small:
        text.append(_few_words(small))
    short = f"{entry.short_title} in {place}"
    sides = [f"{list_in_words(said[word])} {word}" for word in ("above", "below") if said[word]]
    if sides and len("; ".join(sides)) <= 90:
        return Draft(f"{short} (average {mean}): {'; '.join(sides)}", " ".join(text))
    if sides:
        number = len(said["above"]) + len(said["below"])
        return Draft(
            f"{short}: {number} of {len(known)} groups differ from the average of {mean}",
            " ".join(text),
        )
    return Draft(
        none_told(f"{short} by ethnic group", "the average", said["unclear"], aside)
        if said["unclear"] or aside
        else f"{short} by ethnic group, {period}",
        " ".join(text),
    )


def overlap(one: Figure, other: Figure) -> bool | None:
    """Whether two 95% intervals overlap; None where one of them is not known."""
    if not (one.has_interval and other.has_interval):
        return None
    # A bool of Python: figures come as NumPy numbers, whose comparisons are not `False` itself.
    return bool(one.lower <= other.upper and other.lower <= one.upper)


def gap(short: str, place: str, size: str, side: str, limits: str) -> Draft:
    """A gap from end to end by deprivation.

    ``size``: the gap in words. ``side``: "most deprived", "least deprived", "not clear" by the
    interval, "" without one. ``limits``: the interval in words.
    """
    opening = f"{short} in {place}: the line fitted over the groups differs by {size}"
    if side in ("most deprived", "least deprived"):
        return Draft(
            f"{short} in {place}: a gap of {size}, higher among the {side}",
            f"{opening} from end to end ({limits}). The whole interval lies on one side of no gap: "
            f"the figure is higher among the {side}.",
        )
    if side == "not clear":
        return Draft(
            f"{short} in {place}: no clear gap by deprivation",
            f"{opening} from end to end ({limits}). The interval holds no gap. {CANNOT_TELL} "
            "which end is higher.",
        )
    return Draft(
        f"{short} in {place}: a gap of {size} from end to end, without an interval",
        f"{opening} from end to end. No interval can be given. {CANNOT_TELL} how much of it is "
        "chance.",
    )


def gap_over_time(
    what: str,
    place: str,
    first: tuple[str, str, Figure],
    last: tuple[str, str, Figure],
    none: float,
    *,
    broken: bool = False,
) -> Draft:
    """A gap then and now; ``none`` is its value where there is no gap (0, or 1 for a ratio).

    ``first`` and ``last``: period and figure in words, and the figure. ``broken``: the source
    changed how it counts between them.
    """
    path = f"{what} in {place}: {first[1]} ({first[0]}), then {last[1]} ({last[0]})."
    short = f"{what} in {place}: {first[1]} ({first[0]}), {last[1]} ({last[0]})"
    apart = overlap(first[2], last[2])
    if broken or apart is not False:
        why = "No interval can be given for both of the two."
        if broken:
            why = "The source changed how it counts in between."
        elif apart:
            why = "The two intervals overlap."
        return Draft(
            f"{short}; no clear change", f"{path} {why} {CANNOT_TELL} whether the gap has changed."
        )
    was, now = (_size(each[2].value, none) for each in (first, last))
    turned = (first[2].value - none) * (last[2].value - none) < 0
    word = "turned round" if turned else "wider" if now > was else "narrower"
    return Draft(
        f"{short}: {word}",
        f"{path} The two intervals do not overlap: the gap is {word}"
        + (" (the other end is higher now)." if turned else " than it was."),
    )


def _size(value: float, none: float) -> float:
    return abs(math.log(value / none)) if none and value > 0 else abs(value - none)


def against_one(
    what: str,
    where: str,
    against: str,
    labels: Sequence[str],
    ratios: Sequence[Figure],
    small: Sequence[str] = (),
    aside: Sequence[str] = (),
) -> Draft:
    """Each group's ratio to a reference: above or below only where the interval leaves out 1.

    ``labels`` and ``ratios`` in the order of the source, without groups that have no figure.
    ``small``: those that rest on too few people (`few`); ``aside``: groups shown apart, which are
    not among the labels.
    """
    said: dict[str, list[str]] = {"above": [], "below": [], "unclear": [], "untested": []}
    for label, each in zip(labels, ratios, strict=True):
        if label in small:
            continue
        if not each.has_interval:
            said["untested"].append(label)
        elif each.lower > 1:
            said["above"].append(label)
        elif each.upper < 1:
            said["below"].append(label)
        else:
            said["unclear"].append(label)
    listed = "; ".join(
        f"{label} {each.value:.2f}"
        + (f" (95% interval {each.lower:.2f} to {each.upper:.2f})" if each.has_interval else "")
        for label, each in zip(labels, ratios, strict=True)
    )
    if len(labels) > _MOST_LISTED:
        listed = f"{len(labels)} groups, in the order of the source"
    text = [f"{what} in {where}, times {against}: {listed}."]
    for word in ("above", "below"):
        if said[word]:
            text.append(f"{list_in_words(said[word])}: {word} {against} by more than chance.")
    if said["unclear"]:
        text.append(
            f"{CANNOT_TELL} whether {list_in_words(said['unclear'])} "
            f"{'differs' if len(said['unclear']) == 1 else 'differ'} from it."
        )
    if said["untested"]:
        text.append(
            f"For {list_in_words(said['untested'])} no interval is known: we can't tell how much "
            "is chance."
        )
    if small:
        text.append(_few_words(small))
    sides = [f"{list_in_words(said[word])} {word}" for word in ("above", "below") if said[word]]
    if sides and len("; ".join(sides)) <= 90:
        title = f"{what} in {where}, against {against}: {'; '.join(sides)}"
    elif sides:
        number = len(said["above"]) + len(said["below"])
        title = f"{what} in {where}: {number} of {len(labels)} groups differ from {against}"
    elif said["unclear"] or aside:
        title = none_told(f"{what} in {where}", against, said["unclear"], aside)
    else:
        title = f"{what} in {where}, against {against}, without intervals"
    return Draft(title, " ".join(text))


def places_draft(entry: Indicator, when: str, known: pd.DataFrame) -> Draft:
    """Sentences on the gap of each place of a scope."""
    high, low = (
        groups.points(known["value"].max(), entry),
        groups.points(known["value"].min(), entry),
    )
    opening = (
        f"{entry.title}, {when}: within {len(known)} authorities the slope runs from {low} to "
        f"{high}; minus means higher among the most deprived."
    )
    short = f"{entry.short_title}: the gap within the authorities runs from {low} to {high}"
    tested = known.dropna(subset=["lower", "upper"])
    if len(tested) < len(known):
        return Draft(
            short,
            f"{opening} Not every slope has an interval. {findings.CANNOT_TELL} which "
            "differences are more than chance.",
        )
    clear = {
        "most deprived": int((tested["upper"] < 0).sum()),
        "least deprived": int((tested["lower"] > 0).sum()),
    }
    parts = [f"higher among the {side} in {count}" for side, count in clear.items() if count]
    unclear = len(known) - sum(clear.values())
    doubt = f" {findings.CANNOT_TELL} which end is higher in {unclear}." if unclear else ""
    if not parts:
        return Draft(
            f"{entry.short_title}: no clear gap within any of {len(known)} authorities",
            f"{opening}{doubt}",
        )
    return Draft(
        f"{entry.short_title}: {', '.join(parts)} of {len(known)} authorities",
        f"{opening} By the 95% intervals: {', '.join(parts)}.{doubt}",
    )
