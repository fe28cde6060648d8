"""Questions, notes and lost rows, gathered while a table is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from data.own.shape import Question


@dataclass
class Open:
    """Questions, notes and lost rows, gathered on the way."""

    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lost: list[tuple[int, str, str]] = field(default_factory=list)  # row, area, reason
    marks: Counter[str] = field(default_factory=Counter)
    behind: Counter[str] = field(default_factory=Counter)
