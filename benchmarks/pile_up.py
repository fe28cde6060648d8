"""How long counting where adversities pile up takes, as measures are ticked."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

from benchmarks.report import Row, Section, median_ms
from components.figures import pile_up
from components.figures.caches import forget
from data import store


def _choices(level: str) -> Iterator[tuple[str, ...]]:
    """Choices of measures, each another: what a person makes by ticking one after another."""
    known = list(pile_up.measures(level))
    for size in range(len(known), 0, -1):
        yield from itertools.combinations(known, size)


def run() -> Section:
    """Each row a choice nobody has made before, so that no cache answers it."""
    forget()
    start = time.perf_counter()
    pile_up.measures("lsoa")
    first = (time.perf_counter() - start) * 1000
    choices = _choices("lsoa")

    def tick() -> None:
        ids = next(choices)
        pile_up.areas_table("lsoa", ids, store.REGION)
        pile_up.living_there(ids, store.REGION)
        pile_up.sentence(ids, "E08000028")

    tick()
    ticked = median_ms(tick)
    ids = tuple(pile_up.defaults("lsoa"))
    start = time.perf_counter()
    pile_up.clusters("lsoa", ids)
    clusters = (time.perf_counter() - start) * 1000
    return Section(
        "Where adversities pile up",
        [
            Row("First use in a process: 15 measures, 3,574 neighbourhoods", f"{first:.0f} ms"),
            Row(
                "Another measure ticked: count, who lives there, sentence",
                f"{ticked:.0f} ms",
                "under 150 ms",
                "median of 50, each choice new",
            ),
            Row("Local clusters, 9,999 permutations", f"{clusters:.0f} ms", "", "then kept"),
        ],
    )
