"""Write docs/licences.md: every library that the app runs with, its version and its licence.

    python deploy/licences.py

As the libraries themselves say it, for those of requirements.txt and what they need in turn.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "licences.md"


def needed() -> dict[str, Distribution]:
    """Name -> library, for requirements.txt and, through all of them, what each needs here."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    waiting = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        each = waiting.pop()
        name = canonicalize_name(each.name)
        if (name, frozenset(each.extras)) in seen:
            continue
        seen.add((name, frozenset(each.extras)))
        try:
            found[name] = distribution(each.name)
        except PackageNotFoundError:
            continue  # for another system than this
        for text in found[name].requires or []:
            further = Requirement(text)
            chosen = [{"extra": extra} for extra in ("", *each.extras)]
            if further.marker is None or any(further.marker.evaluate(c) for c in chosen):
                waiting.append(further)
    return dict(sorted(found.items()))


def licence(library: Distribution) -> str:
    """The licence as the library names it: its expression, its classifiers, or its first words."""
    about = library.metadata
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    named = [
        line.rsplit(" :: ", 1)[1]
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: OSI Approved :: ")
    ]
    if named:
        return ", ".join(sorted(set(named)))
    words = re.split(r"[\n.]", str(about.get("License") or "").strip())[0]
    return words[:60] or "not said"


def table() -> str:
    """The page as Markdown."""
    rows = [
        f"| {library.metadata['Name']} | {library.version} | {licence(library)} |"
        for library in needed().values()
    ]
    return "\n".join(
        [
            "# Libraries and their licences",
            "",
            "What the app runs with, as each library says it. Written by",
            "`python deploy/licences.py`; the app's own code is under the MIT licence (LICENSE),",
            "the map library in the browser (MapLibre GL JS) under BSD-3-Clause, and sources of",
            "figures are in [attribution.md](attribution.md).",
            "",
            "| Library | Version | Licence |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
    print(f"written: {TARGET.relative_to(ROOT)}")
