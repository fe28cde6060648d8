"""Exports: a deck of ten slides, a workbook, a brief, pictures; first and second time."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.report import Row, Section
from components.builders import starter_set
from components.builders.registry import build
from components.exhibits import presentation
from components.exhibits.exhibit import Recipe
from components.exports import brief, brief_area, deck, image, workbook
from components.exports.slides import build_all

PLACES = ("E08000028", "E08000025")
#: The heaviest map there is: every neighbourhood of the region.
LARGEST = Recipe(
    "map",
    {
        "indicator": "overcrowding",
        "level": "lsoa",
        "scope": "E12000005",
        "period": "2021-03-21/P1D",
    },
)


def _timed(call: Callable[[], object]) -> tuple[float, float, object]:
    """Seconds of the first and of the second call, and the result."""
    start = time.perf_counter()
    result = call()
    first = time.perf_counter() - start
    start = time.perf_counter()
    call()
    return first, time.perf_counter() - start, result


def _ten() -> presentation.Presentation:
    made = presentation.add(presentation.Presentation(), LARGEST)
    for place in PLACES:
        for recipe in starter_set.usual(place):
            if len(made) < 10:
                made = presentation.add(made, recipe)
    return made


def run() -> Section:
    """Each export made twice in one process; the first time includes loading fonts and shapes."""
    made = _ten()
    code = presentation.encode(made)
    rows = [Row("Code of ten slides in a link", f"{len(code)} characters")]
    jobs: list[tuple[str, Callable[[], object], str]] = [
        (
            "Ten slides as PowerPoint, figures read anew",
            lambda: deck.build(build_all(made), title="t", place="p"),
            "under 10 s",
        ),
        ("The same figures as XLSX", lambda: workbook.build(build_all(made), title="t"), ""),
        ("Brief of an area as HTML", lambda: brief.html(brief_area.area_brief(PLACES[0])), ""),
        (
            "Map of 3,574 neighbourhoods as PNG at 2x",
            lambda: image.png(build(LARGEST), scale=2),
            "",
        ),
        ("The same as SVG", lambda: image.svg(build(LARGEST)), ""),
    ]
    if brief.can_print():
        jobs.insert(
            3,
            ("Brief of an area as PDF/UA", lambda: brief.pdf(brief_area.area_brief(PLACES[0])), ""),
        )
    for what, call, wanted in jobs:
        first, again, result = _timed(call)
        size = len(result) / 1e6 if isinstance(result, bytes | str) else 0
        rows.append(Row(what, f"{first:.1f} s, then {again:.1f} s", wanted, f"{size:.1f} MB"))
    return Section("Exports", rows)


if __name__ == "__main__":
    for row in run().rows:
        print(f"{row.what}: {row.figure} {row.note} (wanted: {row.wanted or 'none'})")
