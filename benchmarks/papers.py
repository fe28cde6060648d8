"""Papers in Word: the needs chapter of all 14 authorities, in one process and in two."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.report import Row, Section
from components.exports.papers import batch, processes

_WANTED = "under 60 s"


def _seconds(name: str, scopes: list[str], many: batch.Many) -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        made = batch.write_all(name, scopes, Path(folder), many=many)
        took = time.perf_counter() - start
    if made.failed:
        raise RuntimeError(f"papers failed: {made.failed}")
    return took


def run() -> Section:
    """Each once from cold: in this process, which then has read everything, and in two new ones."""
    chapters, wards = batch.places("needs", ["all"]), batch.places("ward", ["all"], "E08000028")
    two = processes.on_processes(2)
    rows = [
        Row(
            f"Needs chapter of {len(chapters)} authorities, two processes",
            f"{_seconds('needs', chapters, two):.1f} s",
            _WANTED,
            "with starting them",
        ),
        Row(
            f"Needs chapter of {len(chapters)} authorities, one process",
            f"{_seconds('needs', chapters, batch.one_by_one):.1f} s",
            _WANTED,
        ),
        Row(
            f"Sheets of {len(wards)} wards of Sandwell, one process",
            f"{_seconds('ward', wards, batch.one_by_one):.1f} s",
            "",
        ),
    ]
    return Section("Papers in Word", rows)


if __name__ == "__main__":
    for row in run().rows:
        print(f"{row.what}: {row.figure} {row.note} (wanted: {row.wanted or 'none'})")
