"""What changed since an earlier edition, in sentences that call no noise a change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from analysis.changed import Change, Figure
from components.wording import numbers, periods
from data import store
from data.metadata import Indicator

HEADINGS = {
    "verdict": "Other verdicts against England",
    "newer": "Newer periods",
    "revised": "Revised figures",
    "new": "New indicators",
    "dropped": "No longer published here",
}
_MOVED = {
    "no more than chance": "the two intervals allow no claim that it changed",
    "can't tell": "we can't tell whether it changed by more than chance: an interval is missing",
    "counted anew": "the source counts in another way now, so the two are not compared",
}
_NO_DIFFERENCE = "no clear difference from England"


def _figure(one: Figure, entry: Indicator) -> str:
    limits = numbers.interval(one.lower, one.upper, entry)
    text = numbers.with_unit(one.value, entry)
    return f"{text} ({limits})" if limits else text


def sentence(change: Change) -> str:
    """One change as a sentence."""
    if change.kind == "dropped" and change.indicator_id not in store.indicators():
        return f"{change.indicator_id.replace('_', ' ').capitalize()} is no longer published here."
    entry = store.indicator(change.indicator_id)
    name, one, other = entry.title, change.before, change.after
    if other is None:
        return f"{name} has no figure any more."
    now = f"{_figure(other, entry)}, {periods.label(other.period)}"
    if change.kind == "new" or one is None:
        return f"{name}: {now}."
    was = f"{_figure(one, entry)}, {periods.label(one.period)}"
    if change.kind == "verdict":
        first, last = change.verdict_before, change.verdict_after
        said = f"showed {_NO_DIFFERENCE}" if first == "similar" else f"was {first} than England"
        said += ", and now "
        said += f"shows {_NO_DIFFERENCE}" if last == "similar" else f"is {last} than England"
        if change.move in ("higher", "lower"):
            return f"{name} {said}; the figure itself is {change.move} by more than chance."
        why = _MOVED[change.move]
        return f"{name} {said}. Of the figure itself, {why}."
    if change.kind == "revised":
        return f"{name} was revised: {now}; before {was}."
    if change.move in ("higher", "lower"):
        return f"{name}: {now}; before {was}. It is {change.move} by more than chance."
    return f"{name}: {now}; before {was}; {_MOVED[change.move]}."


def summary(place: str, since: dt.date, found: Sequence[Change]) -> str:
    """How much changed for a place, in a sentence."""
    day = f"{since.day} {since:%B %Y}"
    if not found:
        return f"{place}: no published figure has changed since {day}."
    counts = Counter(each.kind for each in found)
    moved = sum(each.kind == "newer" and each.move in ("higher", "lower") for each in found)
    parts = []
    if counts["newer"]:
        clear = f", {moved} of them by more than chance" if moved else ", none by more than chance"
        parts.append(
            f"{_several(counts['newer'], 'figure is', 'figures are')} of a newer period{clear}"
        )
    for kind, one, many in (
        ("revised", "figure was revised", "figures were revised"),
        ("verdict", "verdict against England differs", "verdicts against England differ"),
        ("new", "indicator is new", "indicators are new"),
        ("dropped", "is no longer published", "are no longer published"),
    ):
        if counts[kind]:
            parts.append(_several(counts[kind], one, many))
    return f"{place}, since the figures of {day}: {'; '.join(parts)}."


def _several(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
