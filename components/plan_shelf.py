"""Plans kept: save, open, list, history, duplicate, delete with undo, export, import, link."""

from __future__ import annotations


def controls() -> None:
    """Buttons."""


def message() -> None:
    """What was done."""
