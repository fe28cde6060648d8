"""A document made earlier, looked at again: which of its figures have changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from components.builders.registry import build
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports.papers import make, told, trace  # noqa: F401  # make: all tellers
from components.exports.papers.trace import Kept, Record
from components.figures.areas import periods_at
from components.wording import periods
from data import store
from data.contract import parse_period

_SHOWN = 12  # figures of one exhibit that are listed


@dataclass
class Refreshed:
    """What a document tells that is told otherwise now, in sentences."""

    record: Record
    unchanged: int = 0
    changed: dict[str, list[str]] = field(default_factory=dict)  # title -> what changed
    newer: dict[str, str] = field(default_factory=dict)  # title -> the newer period
    gone: dict[str, str] = field(default_factory=dict)  # title -> why it cannot be made again
    left: int = 0  # recipes no part of the document tells of any more


def compare(
    before: Mapping[str, float], after: Mapping[str, float], words: Callable[[float], str]
) -> list[str]:
    """Figures of one exhibit that differ as they are printed; one that is gone or new is named."""
    found = []
    for name in [*before, *(each for each in after if each not in before)]:
        old, new = before.get(name), after.get(name)
        said = name.removesuffix(" | value").replace(" | ", ", ")
        was = words(old) if old is not None else "no figure"
        now = words(new) if new is not None else "no figure"
        if was != now:
            found.append(f"{said}: {was} in the document, {now} now")
    return found


def newer_period(recipe: Recipe) -> str:
    """The newest ISO period a recipe could be of, where its own is older; "" otherwise."""
    params = recipe.params
    indicator, period = params.get("indicator"), params.get("period", params.get("until"))
    area = params.get("area", params.get("scope"))
    if not (isinstance(indicator, str) and isinstance(period, str) and isinstance(area, str)):
        return ""
    level, kind = params.get("level"), params.get("kind", "all")
    try:
        if isinstance(level, str):
            known = periods_at(indicator, level)
        else:
            rows = store.observations(indicator, area_codes=area, group_type=str(kind))
            known = [str(each) for each in rows.loc[rows["value"].notna(), "period"].unique()]
        newest = max(known, key=lambda text: parse_period(text).end, default=period)
        current = store.current_period(indicator, period)
        return newest if parse_period(newest).end > parse_period(current).end else ""
    except (store.StoreError, ValueError):
        return ""


def _now(kept: Kept) -> tuple[Kept, Callable[[float], str]]:
    if kept.recipe.name in told.TELLERS:
        return told.kept(kept.recipe), told.told(kept.recipe).words
    exhibit = build(kept.recipe)
    return trace.kept(exhibit), exhibit.numbers.words


def _texts(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Words that stand otherwise now."""
    return [
        f"{name}: {before.get(name, 'nothing')} in the document, {after.get(name, 'nothing')} now"
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]


def refresh(data: bytes) -> Refreshed:
    """Look at a document again. Raises `trace.NotOurs` for one without a record.

    Only what still stands in it counts: a sentence that was deleted takes its figures with it.
    """
    record = trace.read(data)
    there = trace.bookmarks_in(data)
    used = {key for name, keys in record.bookmarks.items() if name in there for key in keys} or set(
        record.kept
    )
    found = Refreshed(record, left=len(set(record.kept) - used))
    for key, kept in record.kept.items():
        if key not in used:
            continue
        try:
            now, words = _now(kept)
        except RecipeError as error:
            found.gone[kept.title] = str(error)
            continue
        differs = compare(kept.figures, now.figures, words) + _texts(kept.texts, now.texts)
        if differs:
            found.changed[kept.title] = differs
        newest = newer_period(kept.recipe)
        if newest:
            found.newer[kept.title] = periods.label(newest)
        if not differs and not newest:
            found.unchanged += 1
    return found


def in_words(found: Refreshed) -> str:
    """What changed, as plain text for a person."""
    now = store.data_version()
    lines = [f"Made from figures version {found.record.version}; now it is {now}."]
    for title, differs in found.changed.items():
        lines += ["", f"Changed: {title}", *(f"- {each}" for each in differs[:_SHOWN])]
        if len(differs) > _SHOWN:
            lines.append(f"- and {len(differs) - _SHOWN} figures more")
    if found.newer:
        lines += ["", "A newer period is published:"]
        lines += [f"- {title}: {period}" for title, period in found.newer.items()]
    if found.gone:
        lines += ["", "Cannot be made again:"]
        lines += [f"- {title}: {why}" for title, why in found.gone.items()]
    lines += ["", f"Not changed: {found.unchanged}."]
    if found.left:
        lines.append(f"No longer in the document: {found.left}.")
    return "\n".join(lines)
