"""``python -m benchmarks [SECTION ...]``: measure and write docs/performance.md.

Sections left out keep what the file says of them from the last run.
"""

from __future__ import annotations

import argparse
import importlib
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from benchmarks.report import Row, Section, as_markdown, machine, versions

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "performance.md"
#: What was measured in another way, kept by hand.
HISTORY = ROOT / "benchmarks" / "before_and_after.md"
RESULTS = ROOT / "benchmarks" / "results.json"
SECTIONS = [
    "store_queries",
    "map_page",
    "pile_up",
    "selections",
    "whatif_page",
    "load_sessions",
    "story",
    "exports",
    "papers",
    "model_speed",
]
PACKAGES = ("streamlit", "plotly", "pandas", "pyarrow", "maplibre", "numpy", "numba")


def main() -> int:
    """Run the chosen sections, keep the others, write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], default=SECTIONS)
    chosen = parser.parse_args().sections or SECTIONS
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    for name in chosen:
        section = importlib.import_module(f"benchmarks.{name}").run()
        kept[name] = asdict(section) | {"measured": date.today().isoformat(), "machine": machine()}
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sections = [
        Section(kept[name]["title"], [Row(**row) for row in kept[name]["rows"]])
        for name in SECTIONS
        if name in kept
    ]
    text = (
        "# Performance\n\nWritten by `python -m benchmarks`. Nothing here is asserted in a test: "
        f"times depend on the machine.\n\nMeasured {max(kept[n]['measured'] for n in kept)} on "
        f"{machine()}, browser in the same machine with WebGL in software. {versions(*PACKAGES)}."
        f"\n\n{as_markdown(sections)}\n{HISTORY.read_text(encoding='utf-8')}"
    )
    TARGET.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
