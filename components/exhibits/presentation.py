"""The tray: what a person has collected to show, in order, with their own captions and words.

A tray is plain data: recipes and texts, no figures. It travels as one versioned, compressed code
in the address (and with a saved plan), made like a plan's code; a damaged code gives a plain
message and an empty tray. The code in the session is the only copy: nothing is kept twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from components.exhibits.exhibit import Recipe, RecipeError
from data.errors import PlainError
from data.plain_text import plain
from model.link_code import Damaged, pack, unpack

VERSION = 1
MOST_ITEMS = 30
LONGEST_CAPTION = 300
LONGEST_WORDS = 1500
LONGEST_TITLE = 120
#: Characters of a code: still safe in an address with every server and browser in use here.
CODE_LIMIT = 12_000
_SIZE_LIMIT = 128 * 1024
_DAMAGED = "its code is damaged: a part is missing or changed; copy the whole link again"
#: Words that trays hold -> the compressor's head start. Part of the format: change it only with a
#: new version.
_DICTIONARY = (
    b'children_mental_health temporary_accommodation households_deprived_2plus infant_mortality '
    b'persistent_absence suspensions overcrowding income_deprived_children_rate looked_after '
    b'"method":"quantiles","since":"","domain":"","only":"","kind":"imd_quintile","kind":'
    b'"ethnicity_detail","kind":"ethnicity","kind":"imd_decile","level":"lsoa","level":"msoa",'
    b'"level":"ltla","level":"utla","scope":"E12000005","scope":"E47000007","area":"E0600","area":'
    b'"E0800002","until":"2025-03-31/P1D","period":"2024-04-01/P1Y","period":"2021-03-21/P1D"}'
    b'["ethnicity",{"area":"["deprivation",{"area":"["trend",{"area":"["profile",{"domain":"'
    b'["places",{"indicator":"["headline",{"area":"["map",{"indicator":"children_low_income_ahc",'
)  # fmt: skip


class TrayError(PlainError, ValueError):
    """A tray cannot be read or written; the message says why in plain words."""


@dataclass(frozen=True)
class Item:
    """One collected exhibit: its recipe, a caption, and words in place of the draft."""

    recipe: Recipe
    caption: str = ""
    words: str | None = None  # None: the draft is used


@dataclass(frozen=True)
class Tray:
    """Collected exhibits in the order in which they are shown."""

    items: tuple[Item, ...] = ()
    title: str = ""

    def __len__(self) -> int:
        return len(self.items)

    def holds(self, recipe: Recipe) -> bool:
        """Whether this very exhibit has been collected."""
        return any(item.recipe.key == recipe.key for item in self.items)


def plain_text(text: str, longest: int) -> tuple[str, bool]:
    """Text without control characters, cut to ``longest``; and whether it was cut."""
    kept = plain(text).replace("\t", " ").strip()
    if len(kept) <= longest:
        return kept, False
    return kept[: longest - 1].rstrip() + "…", True


def add(tray: Tray, recipe: Recipe) -> Tray:
    """The tray with an exhibit at its end; unchanged when it is there already.

    Raises TrayError when the tray is full.
    """
    if tray.holds(recipe):
        return tray
    if len(tray) >= MOST_ITEMS:
        raise TrayError(f"the presentation is full: it holds {MOST_ITEMS} things at most")
    return replace(tray, items=(*tray.items, Item(recipe)))


def remove(tray: Tray, position: int) -> Tray:
    """The tray without the item at a position; unknown positions change nothing."""
    kept = [item for number, item in enumerate(tray.items) if number != position]
    return replace(tray, items=tuple(kept))


def move(tray: Tray, position: int, by: int) -> Tray:
    """The tray with one item moved by some places; it stops at the ends."""
    items = list(tray.items)
    if not 0 <= position < len(items):
        return tray
    item = items.pop(position)
    items.insert(min(max(position + by, 0), len(items)), item)
    return replace(tray, items=tuple(items))


def caption(tray: Tray, position: int, text: str) -> tuple[Tray, bool]:
    """The tray with a caption on an item, and whether the caption had to be cut."""
    short, cut = plain_text(" ".join(text.split()), LONGEST_CAPTION)
    return _with(tray, position, caption=short), cut


def put_words(tray: Tray, position: int, text: str | None) -> tuple[Tray, bool]:
    """The tray with words in place of an item's draft (None: the draft again); whether cut."""
    if text is None:
        return _with(tray, position, words=None), False
    short, cut = plain_text(text, LONGEST_WORDS)
    return _with(tray, position, words=short), cut


def put_title(tray: Tray, text: str) -> tuple[Tray, bool]:
    """The tray with a title of its own, and whether the title had to be cut."""
    short, cut = plain_text(" ".join(text.split()), LONGEST_TITLE)
    return replace(tray, title=short), cut


def _with(tray: Tray, position: int, **fields: str | None) -> Tray:
    items = list(tray.items)
    if 0 <= position < len(items):
        items[position] = replace(items[position], **fields)  # type: ignore[arg-type]
    return replace(tray, items=tuple(items))


def encode(tray: Tray) -> str:
    """The tray as ``t<version>.<letters>``; "" for an empty one.

    Raises TrayError when the code would be too long for an address.
    """
    if not tray.items and not tray.title:
        return ""
    document = {"title": tray.title, "items": [_row(item) for item in tray.items]}
    text = json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    code = f"t{VERSION}.{pack(text, _DICTIONARY)}"
    if len(code) > CODE_LIMIT:
        raise TrayError(
            "the presentation is full: with its plans and words it is too long for a link. "
            "Remove a slide, shorten some words, or present fewer plans at once"
        )
    return code


def _row(item: Item) -> list[object]:
    row: list[object] = [item.recipe.name, dict(item.recipe.params)]
    if item.caption or item.words is not None:
        row.append(item.caption)
    if item.words is not None:
        row.append(item.words)
    return row


def decode(code: str) -> Tray:
    """The tray a code stands for; an empty tray for "".

    Nothing in the code is executed, and no more is unpacked than a tray can hold.

    Raises
    ------
    TrayError
        When the code is damaged, of another version, or does not hold a tray.
    """
    return _decoded(code) if code else Tray()


@lru_cache(maxsize=32)  # every button of a page asks what is in the tray
def _decoded(code: str) -> Tray:
    head, dot, letters = code.strip().partition(".")
    if len(code) > CODE_LIMIT or not dot or not head.startswith("t") or not head[1:].isdigit():
        raise TrayError("this is not the code of a presentation")
    if head != f"t{VERSION}":
        raise TrayError(
            f"it was made by version {head[1:][:6]} of the code; this app reads version {VERSION}"
        )
    try:
        return _read(unpack(letters, _DICTIONARY, _SIZE_LIMIT))
    except Damaged as error:
        raise TrayError(_DAMAGED) from error


def _read(document: object) -> Tray:
    if not isinstance(document, Mapping) or set(document) != {"title", "items"}:
        raise TrayError(_DAMAGED)
    rows, title = document["items"], document["title"]
    if not isinstance(rows, list) or not isinstance(title, str) or len(rows) > MOST_ITEMS:
        raise TrayError(_DAMAGED)
    return Tray(tuple(_item(row) for row in rows), plain_text(title, LONGEST_TITLE)[0])


def _item(row: object) -> Item:
    if not isinstance(row, list) or not 2 <= len(row) <= 4:
        raise TrayError(_DAMAGED)
    if not all(isinstance(text, str) for text in row[2:]):
        raise TrayError(_DAMAGED)
    try:
        recipe = Recipe.read(row[:2])
    except RecipeError as error:
        raise TrayError(f"a slide in it cannot be used ({error})") from error
    caption_text = plain_text(row[2], LONGEST_CAPTION)[0] if len(row) > 2 else ""
    words = plain_text(row[3], LONGEST_WORDS)[0] if len(row) > 3 else None
    return Item(recipe, caption_text, words)
