"""How long the queries take that the pages make."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.report import Row, Section, median_ms
from data import store

ROOT = Path(__file__).resolve().parents[1]


def run() -> Section:
    """Each query as a page makes it, warm; and a fresh process."""
    queries = {
        "One indicator, 3,574 LSOAs, one period": lambda: store.observations(
            "overcrowding", level="lsoa", within=store.REGION, group_type="all"
        ),
        "One indicator, one area, all periods": lambda: store.observations(
            "looked_after", area_codes="E08000025", group_type="all"
        ),
        "One indicator, all English authorities, one period": lambda: store.observations(
            "looked_after", level="utla", period="2025", group_type="all"
        ),
        "One area by ethnic group": lambda: store.observations(
            "looked_after", area_codes="E08000025", group_type="ethnicity"
        ),
        "All indicators of one authority and its benchmarks": lambda: store.totals(
            ["E08000028", store.REGION, store.ENGLAND]
        ),
        "All groups of one authority": lambda: store.groups("E08000028"),
        "Search for an area by name": lambda: store.find_areas("winson green"),
        "Periods at LSOA level": lambda: store.periods("overcrowding", "lsoa"),
        "Residents by deprivation decile": lambda: store.table("ethnic_group_by_decile"),
    }
    rows = [
        Row(what, f"{median_ms(call):.1f} ms", "under 20 ms", "median of 50, warm")
        for what, call in queries.items()
    ]
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "data", "show", "E08000028", "looked_after", "--period", "2025"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    rows.append(
        Row("`python -m data show` in a fresh process", f"{time.perf_counter() - start:.1f} s")
    )
    return Section("Store", rows)
