"""Small pictures as SVG for the cards and tables of pages: shapes in, markup out.

Colours come from CSS variables, so one markup serves light, dark and paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from components.design import templates

_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Shape:
    """One element of a picture: its tag, its attributes in order, and its text if it has any."""

    tag: str
    attributes: dict[str, str | float] = field(default_factory=dict)
    text: str = ""


def path(name: str, course: str, **more: str | float) -> Shape:
    """A path of a class, along ``course`` (SVG's own path language)."""
    return Shape("path", {"class": name, "d": course, **more})


def circle(name: str, x: str | float, y: str | float, radius: float) -> Shape:
    """A circle of a class about a point."""
    return Shape("circle", {"class": name, "cx": x, "cy": y, "r": radius})


def short(number: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")


def picture(
    name: str, width: float, height: float, message: str, shapes: Sequence[Shape]
) -> Markup:
    """A picture with its message as accessible name."""
    box = f"0 0 {short(width)} {short(height)}"
    return templates.render(
        _FOLDER, "picture.svg", name=name, box=box, message=message, shapes=shapes
    )


def ornament(name: str, box: str, shapes: Sequence[Shape]) -> Markup:
    """A picture that says nothing its neighbouring words do not; hidden from screen readers."""
    return templates.render(_FOLDER, "picture.svg", name=name, box=box, message="", shapes=shapes)
