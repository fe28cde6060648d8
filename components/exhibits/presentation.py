"""A presentation: what a person will show, in order, with their own captions and words.

A presentation is plain data: recipes and texts, no figures. It travels as one versioned, compressed
code in the address (field ``tray``, as in the first version) and with a saved plan, made like a
plan's code; a damaged code gives a plain message and an empty presentation. The code in the session
is the only copy: nothing is kept twice.
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
MOST_SLIDES = 30
LONGEST_CAPTION = 300
LONGEST_WORDS = 1500
LONGEST_TITLE = 120
#: Characters of a code: still safe in an address with every server and browser in use here.
CODE_LIMIT = 12_000
_SIZE_LIMIT = 128 * 1024
_DAMAGED = "its code is damaged: a part is missing or changed; copy the whole link again"
#: Words that presentations hold -> the compressor's head start. Part of the format: change it only
#: with a new version.
_DICTIONARY = (
    b"children_mental_health temporary_accommodation households_deprived_2plus infant_mortality "
    b"persistent_absence suspensions overcrowding income_deprived_children_rate looked_after "
    b'"method":"quantiles","since":"","domain":"","only":"","kind":"imd_quintile","kind":'
    b'"ethnicity_detail","kind":"ethnicity","kind":"imd_decile","level":"lsoa","level":"msoa",'
    b'"level":"ltla","level":"utla","scope":"E12000005","scope":"E47000007","area":"E0600","area":'
    b'"E0800002","until":"2025-03-31/P1D","period":"2024-04-01/P1Y","period":"2021-03-21/P1D"}'
    b'["ethnicity",{"area":"["deprivation",{"area":"["trend",{"area":"["profile",{"domain":"'
    b'["places",{"indicator":"["headline",{"area":"["map",{"indicator":"children_low_income_ahc",'
)


class PresentationError(PlainError, ValueError):
    """A presentation cannot be read or written; the message says why in plain words."""


@dataclass(frozen=True)
class Slide:
    """One exhibit to show: its recipe, a caption, and words in place of the draft."""

    recipe: Recipe
    caption: str = ""
    words: str | None = None  # None: the draft is used


@dataclass(frozen=True)
class Presentation:
    """Slides in the order in which they are shown."""

    slides: tuple[Slide, ...] = ()
    title: str = ""

    def __len__(self) -> int:
        return len(self.slides)

    def holds(self, recipe: Recipe) -> bool:
        """Whether this very exhibit is a slide of it."""
        return any(slide.recipe.key == recipe.key for slide in self.slides)


def plain_text(text: str, longest: int) -> tuple[str, bool]:
    """Text without control characters, cut to ``longest``; and whether it was cut."""
    kept = plain(text).replace("\t", " ").strip()
    if len(kept) <= longest:
        return kept, False
    return kept[: longest - 1].rstrip() + "…", True


def add(presentation: Presentation, recipe: Recipe) -> Presentation:
    """The presentation with an exhibit at its end; unchanged when it is there already.

    Raises PresentationError when the presentation is full.
    """
    if presentation.holds(recipe):
        return presentation
    if len(presentation) >= MOST_SLIDES:
        raise PresentationError(f"the presentation is full: it holds {MOST_SLIDES} things at most")
    return replace(presentation, slides=(*presentation.slides, Slide(recipe)))


def remove(presentation: Presentation, position: int) -> Presentation:
    """The presentation without the slide at a position; unknown positions change nothing."""
    kept = [slide for number, slide in enumerate(presentation.slides) if number != position]
    return replace(presentation, slides=tuple(kept))


def move(presentation: Presentation, position: int, by: int) -> Presentation:
    """The presentation with one slide moved by some places; it stops at the ends."""
    slides = list(presentation.slides)
    if not 0 <= position < len(slides):
        return presentation
    slide = slides.pop(position)
    slides.insert(min(max(position + by, 0), len(slides)), slide)
    return replace(presentation, slides=tuple(slides))


def caption(presentation: Presentation, position: int, text: str) -> tuple[Presentation, bool]:
    """The presentation with a caption on a slide, and whether the caption had to be cut."""
    short, cut = plain_text(" ".join(text.split()), LONGEST_CAPTION)
    return _with(presentation, position, caption=short), cut


def put_words(
    presentation: Presentation, position: int, text: str | None
) -> tuple[Presentation, bool]:
    """With words in place of a slide's draft (None: the draft again), and whether they were cut."""
    if text is None:
        return _with(presentation, position, words=None), False
    short, cut = plain_text(text, LONGEST_WORDS)
    return _with(presentation, position, words=short), cut


def put_title(presentation: Presentation, text: str) -> tuple[Presentation, bool]:
    """The presentation with a title of its own, and whether the title had to be cut."""
    short, cut = plain_text(" ".join(text.split()), LONGEST_TITLE)
    return replace(presentation, title=short), cut


def _with(presentation: Presentation, position: int, **fields: str | None) -> Presentation:
    slides = list(presentation.slides)
    if 0 <= position < len(slides):
        slides[position] = replace(slides[position], **fields)  # type: ignore[arg-type]
    return replace(presentation, slides=tuple(slides))


def encode(presentation: Presentation) -> str:
    """The presentation as ``t<version>.<letters>``; "" for an empty one.

    Raises PresentationError when the code would be too long for an address.
    """
    if not presentation.slides and not presentation.title:
        return ""
    document = {
        "title": presentation.title,
        "items": [_row(slide) for slide in presentation.slides],
    }
    text = json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    code = f"t{VERSION}.{pack(text, _DICTIONARY)}"
    if len(code) > CODE_LIMIT:
        raise PresentationError(
            "the presentation is full: with its plans and words it is too long for a link. "
            "Remove a slide, shorten some words, or present fewer plans at once"
        )
    return code


def _row(slide: Slide) -> list[object]:
    row: list[object] = [slide.recipe.name, dict(slide.recipe.params)]
    if slide.caption or slide.words is not None:
        row.append(slide.caption)
    if slide.words is not None:
        row.append(slide.words)
    return row


def decode(code: str) -> Presentation:
    """The presentation a code stands for; an empty presentation for "".

    Nothing in the code is executed, and no more is unpacked than a presentation can hold.

    Raises
    ------
    PresentationError
        When the code is damaged, of another version, or does not hold a presentation.
    """
    return _decoded(code) if code else Presentation()


@lru_cache(maxsize=32)  # every button of a page asks what is in the presentation
def _decoded(code: str) -> Presentation:
    head, dot, letters = code.strip().partition(".")
    if len(code) > CODE_LIMIT or not dot or not head.startswith("t") or not head[1:].isdigit():
        raise PresentationError("this is not the code of a presentation")
    if head != f"t{VERSION}":
        raise PresentationError(
            f"it was made by version {head[1:][:6]} of the code; this app reads version {VERSION}"
        )
    try:
        return _read(unpack(letters, _DICTIONARY, _SIZE_LIMIT))
    except Damaged as error:
        raise PresentationError(_DAMAGED) from error


def _read(document: object) -> Presentation:
    if not isinstance(document, Mapping) or set(document) != {"title", "items"}:
        raise PresentationError(_DAMAGED)
    rows, title = document["items"], document["title"]
    if not isinstance(rows, list) or not isinstance(title, str) or len(rows) > MOST_SLIDES:
        raise PresentationError(_DAMAGED)
    return Presentation(tuple(_slide(row) for row in rows), plain_text(title, LONGEST_TITLE)[0])


def _slide(row: object) -> Slide:
    if not isinstance(row, list) or not 2 <= len(row) <= 4:
        raise PresentationError(_DAMAGED)
    if not all(isinstance(text, str) for text in row[2:]):
        raise PresentationError(_DAMAGED)
    try:
        recipe = Recipe.read(row[:2])
    except RecipeError as error:
        raise PresentationError(f"a slide in it cannot be used ({error})") from error
    caption_text = plain_text(row[2], LONGEST_CAPTION)[0] if len(row) > 2 else ""
    words = plain_text(row[3], LONGEST_WORDS)[0] if len(row) > 3 else None
    return Slide(recipe, caption_text, words)
