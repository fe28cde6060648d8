"""Colours of a plot: from roles to the colours of a theme, and which series has which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.design.colour import ink_on, shades
from components.design.palette import Palette, group_colours
from components.figures.groups import broad_group
from data.contract import ETHNIC_GROUPS

#: Shapes differ as well as colours, so that series can be told apart without colour.
SYMBOLS = ("circle", "square", "diamond", "triangle", "cross", "ring", "star")
_NAMED = {
    "primary": "primary",
    "text": "text",
    "muted": "muted_text",
    "line": "line",
    "surface": "surface",
    "background": "background",
    "worse": "worse",
    "better": "better",
    "similar": "similar",
    "highlight": "highlight",
    "missing": "missing",
    "suppressed": "suppressed",
}


@dataclass(frozen=True)
class Look:
    """Ink and shape of a series."""

    ink: str
    symbol: str


def colour(ink: str, palette: Palette) -> str:
    """The colour (#rrggbb) of a role in a palette; KeyError for an unknown role."""
    family, _, number = ink.partition(":")
    if family == "on":  # black or white, whichever stands out more on another role
        return ink_on(colour(number, palette))
    if family == "group":
        every = group_colours(palette.name)
        return every[int(number) % len(every)]
    if family == "part":  # "part:2/10": the third of ten shades, the first the strongest
        place, _, count = number.partition("/")
        return shades(palette, int(count))[int(place)]
    if family == "shade":
        return palette.sequential[int(number)]
    if family == "cross":  # "cross:5": third 1 of the first measure, third 2 of the second
        return palette.crossed[int(number)]
    if family == "change":
        return palette.diverging[int(number)]
    found: str = getattr(palette, _NAMED[family])
    return found


def of_groups(names: Sequence[str]) -> list[Look] | None:
    """Ink and shape of each ethnic group, a detailed one as its broad one; None for other names."""
    signs = ("other", "arab")
    broad = [broad_group(name) for name in names]
    if not all(
        name == "Unknown" or one != "Other" or any(sign in name.lower() for sign in signs)
        for name, one in zip(names, broad, strict=True)
    ):
        return None
    return [
        Look("muted", "ring")
        if name == "Unknown"
        else Look(f"group:{ETHNIC_GROUPS.index(one)}", SYMBOLS[ETHNIC_GROUPS.index(one)])
        for name, one in zip(names, broad, strict=True)
    ]


def looks(names: Sequence[str], *, first: str = "primary") -> list[Look]:
    """Ink and shape of each series: ethnic groups always have their own, others by order.

    ``first``: ink of the first series where they are not ethnic groups.
    """
    if all(name in ETHNIC_GROUPS for name in names):
        places = [ETHNIC_GROUPS.index(name) for name in names]
        return [Look(f"group:{place}", SYMBOLS[place]) for place in places]
    return [
        Look(first if number == 0 else f"group:{number}", SYMBOLS[number % len(SYMBOLS)])
        for number in range(len(names))
    ]
