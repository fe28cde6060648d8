"""Colour and shape of a group's mark."""

from __future__ import annotations

from dataclasses import dataclass

from components.design.palette import Palette, group_colours
from components.figures.groups import broad_group
from data.contract import ETHNIC_GROUPS

#: Shapes differ as well as colours, so that groups can be told apart without colour.
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "circle-open", "star")


@dataclass(frozen=True)
class Mark:
    """Colour and marker shape of one group."""

    colour: str
    symbol: str


def group_mark(group: str, palette: Palette) -> Mark:
    """Colour and shape of an ethnic group; a detailed group has those of its broad group."""
    colours = group_colours(palette.name)
    if group == "Unknown":
        return Mark(palette.muted_text, _SYMBOLS[5])
    place = ETHNIC_GROUPS.index(broad_group(group))
    return Mark(colours[place], _SYMBOLS[place])


def plain_mark(palette: Palette) -> Mark:
    """Colour and shape where there are no groups to tell apart."""
    return Mark(palette.primary, "circle")
