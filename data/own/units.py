"""What the values of a measure are: percentages, shares of one, rates, or counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from data.own.shape import Option, Question

_PERCENT = re.compile(r"%|\b(?:percent|percentage|pct|per cent)\b", re.IGNORECASE)
_SHARE = re.compile(r"\b(?:proportion|share)\b", re.IGNORECASE)
_PER = re.compile(r"\bper\s+(1,?000,000|100,?000|10,?000|1,?000|100)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?:count|number|num|headcount|n|pupils|children|people|persons|cases|enrolments)\b",
    re.IGNORECASE,
)
_MULTIPLIERS = (1.0, 100.0, 1_000.0, 10_000.0, 100_000.0)


def multiplier(unit: str) -> float:
    """What a count over a denominator is multiplied by in a unit; 1 where it has none."""
    if unit == "percent":
        return 100.0
    return float(unit.removeprefix("per ")) if unit.startswith("per ") else 1.0


def unit_of(
    label: str,
    values: Sequence[float],
    counts: Sequence[float],
    denominators: Sequence[float],
    signs: Sequence[bool],
    choice: str = "",
    form: str = "",
) -> tuple[str, float, Question | None]:
    """The unit of a measure, what its values are multiplied by to be in it, and what is open.

    Parameters
    ----------
    label
        Name of the measure with that of its column.
    values, counts, denominators
        As read, NaN where there is none, of one length.
    signs
        Whether a value stood with a % in the file.
    choice
        The answer to the question of before: "percent", "proportion", "count" or "number".
    form
        The publisher's form of the file, "" for a sheet of somebody's own.

    Returns
    -------
    (unit, factor, question)
        unit: "count", "percent", "per N" or "number".
    """
    value = np.asarray(values, dtype=float)
    count, base = np.asarray(counts, dtype=float), np.asarray(denominators, dtype=float)
    known = value[~np.isnan(value)]
    if known.size == 0:
        return ("count", 1.0, None) if (~np.isnan(count)).any() else ("number", 1.0, None)
    if choice == "proportion":
        return "percent", 100.0, None
    if choice:
        return choice, 1.0, None
    per = _PER.search(label)
    if per:
        number = per[1].replace(",", "")
        return ("percent" if number == "100" else f"per {number}"), 1.0, None
    by_counts = _from_counts(value, count, base)
    if by_counts:
        return ("percent", 100.0, None) if by_counts == 1 else (_unit(by_counts), 1.0, None)
    sign = np.asarray(signs, dtype=bool)[~np.isnan(value)]
    small = bool((np.abs(known) <= 1).all()) and not bool((known == np.round(known)).all())
    says = bool(_PERCENT.search(label)) or bool(sign.any())
    if sign.all():
        return "percent", 1.0, None
    if sign.any():
        return "percent", 1.0, _question(label, int((~sign).sum()), "percent")
    if _SHARE.search(label) and not says and small:
        return "percent", 100.0, None
    if small:
        return (
            ("percent" if says else "number"),
            1.0,
            _question(label, int(known.size), "percent" if says else "number"),
        )
    if says:
        return "percent", 1.0, None
    whole = bool((known == np.round(known)).all()) and bool((known >= 0).all())
    if whole and form:
        return ("count" if _COUNT.search(label.replace("_", " ")) else "number"), 1.0, None
    if whole:
        return "count", 1.0, _count_question(label, int(known.size))
    return "number", 1.0, None


def _count_question(label: str, cells: int) -> Question:
    return Question(
        f"unit:{label}",
        f"Are the figures of “{label}” counts of people or events? Small counts are held back.",
        (Option("count", "counts"), Option("number", "something else, such as a score or a rank")),
        "count",
        cells,
    )


def _unit(number: float) -> str:
    return "percent" if number == 100 else f"per {int(number)}"


def _from_counts(value: np.ndarray, count: np.ndarray, base: np.ndarray) -> float | None:
    """The multiplier that leads from counts and denominators to the values, if one does."""
    usable = ~np.isnan(value) & ~np.isnan(count) & (count > 0) & (base > 0) & (value > 0)
    if usable.sum() < 2:
        return None
    ratio = float(np.median(value[usable] * base[usable] / count[usable]))
    near = [each for each in _MULTIPLIERS if abs(ratio / each - 1) < 0.05]
    return near[0] if near else None


def _question(label: str, cells: int, assumed: str) -> Question:
    return Question(
        f"unit:{label}",
        f"Are the figures of “{label}” percentages, or shares where 0.25 means 25%?",
        (
            Option("percent", "percentages: 0.25 means a quarter of one per cent"),
            Option("proportion", "shares: 0.25 means 25%"),
            Option("number", "neither: plain numbers"),
        ),
        assumed,
        cells,
    )
