"""Rows of a results table, and what machine and versions they were measured on."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True)
class Row:
    """One measured figure."""

    what: str
    figure: str
    wanted: str = ""
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A heading and its rows."""

    title: str
    rows: list[Row]


def median_ms(call: Callable[[], object], times: int = 50) -> float:
    """Median wall time of a call in milliseconds, after one call that is not counted."""
    call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def machine() -> str:
    """Cores, processor, system and Python, in a sentence."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [
                line.split(":", 1)[1].strip() for line in file if line.startswith("model name")
            ]
        model = names[0] if names else model
    except OSError:
        pass
    return (
        f"{os.cpu_count()} cores ({model}), {platform.system()}, Python {platform.python_version()}"
    )


def versions(*packages: str) -> str:
    """Installed versions of packages, comma-separated."""
    return ", ".join(f"{name} {version(name)}" for name in packages)


def as_markdown(sections: list[Section]) -> str:
    """All sections as one Markdown text."""
    lines = []
    for section in sections:
        lines += [
            f"## {section.title}",
            "",
            "| What | Measured | Wanted | Note |",
            "|---|---|---|---|",
        ]
        lines += [f"| {r.what} | {r.figure} | {r.wanted} | {r.note} |" for r in section.rows]
        lines.append("")
    return "\n".join(lines)
