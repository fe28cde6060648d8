"""The story's slides as pictures: for a projector and for a phone, in both themes."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass

from components.builders.registry import build
from components.builders.story import Beat
from components.charts import layouts
from components.charts.plot import Room
from components.design.palette import palette
from components.exhibits.exhibit import Recipe
from components.exports import image
from components.exports.slides import short_source
from components.figures.caches import kept
from data import store

#: Under a sentence of two lines, above source and controls, on a screen of 1280 by 720; the
#: picture grows with the screen.
WIDE = Room(width=1180, height=430, size=24, least=24)
#: On a phone held upright, as the pages have it.
NARROW = Room(width=360, height=None, size=14, least=13, fluid=True)
_ROOMS = {"wide": WIDE, "narrow": NARROW}
#: Dots of a picture to a pixel of its room.
_SCALE = 1.25
THEMES = ("light", "dark")
_LONGEST_ALT = 1500


@dataclass(frozen=True)
class Screen:
    """What is shown at once: a sentence and a picture, or one part of a long picture.

    ``wide`` and ``narrow``: theme -> address of the picture's data; ``narrow`` is empty for a part
    of what a phone shows whole.
    """

    question: str
    number: int  # of the beat, from 1
    part: str  # "part 1 of 2", "" where there is one
    sentence: str
    note: str
    source: str
    alt: str
    wide: dict[str, str]
    narrow: dict[str, str]


@kept
def _pictures(key: str, version: str, theme: str, form: str) -> tuple[str, ...]:
    exhibit = build(Recipe.read(json.loads(key)))
    plots = layouts.place(exhibit, _ROOMS[form])
    made = (image.plot_png(each, exhibit, palette(theme), scale=_SCALE) for each in plots)
    return tuple(f"data:image/png;base64,{base64.b64encode(each).decode()}" for each in made)


def screens(beat: Beat, number: int) -> Iterator[Screen]:
    """The screens of a beat, the ``number``-th: several where its picture has too many rows."""
    exhibit = build(beat.recipe)
    made = {
        (form, theme): _pictures(beat.recipe.key, store.data_version(), theme, form)
        for form in _ROOMS
        for theme in THEMES
    }
    count = len(made["wide", "light"])
    for at in range(count):
        yield Screen(
            question=beat.question,
            number=number,
            part=f"part {at + 1} of {count}" if count > 1 else "",
            sentence=beat.sentence,
            note=beat.note,
            source=short_source(exhibit),
            alt=image.description(exhibit, _LONGEST_ALT),
            wide={theme: made["wide", theme][at] for theme in THEMES},
            narrow={theme: made["narrow", theme][0] for theme in THEMES} if at == 0 else {},
        )
