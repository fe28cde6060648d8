"""Published returns of programmes beside the model's, as its report left them for the app.

``python -m model check --report`` writes both files; they are made with many draws, which would
keep a page waiting.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from components.figures.caches import kept
from data.errors import PlainError
from model.register import load_registers

_DOCS = Path(__file__).resolve().parents[2] / "docs"
CHECKED, ALONE = _DOCS / "published_returns.json", _DOCS / "levers_alone.json"
COLUMNS = ["lever", "programme", "what", "published", "found", "verdict", "why"]
INSIDE, OUTSIDE, BESIDE = "inside", "outside", "no check"
_NOT_THERE = "the report of published returns is not in this copy of the app"


class ReturnsError(PlainError, ValueError):
    """The report of published returns is missing or not as expected."""


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReturnsError(_NOT_THERE) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ReturnsError(f"{path.name} cannot be read") from error
    if not isinstance(found, list) or not found:
        raise ReturnsError(f"{path.name} holds no rows")
    return found


@kept
def returns() -> pd.DataFrame:
    """Every row, columns as COLUMNS: programmes checked first, then levers without a check.

    ``verdict``: whether the model's median lies in the tolerance. Levers of which no return was
    read are left out. Raises ReturnsError where the report is not there.
    """
    rows, seen = [], set()
    for row in _read(CHECKED):
        verdict = {True: INSIDE, False: OUTSIDE, None: BESIDE}[row["inside"]]
        seen.add(row["lever"])
        rows.append(
            (
                row["lever"],
                row["programme"],
                row["what"],
                row["published"],
                row["found"],
                verdict,
                row["why"],
            )
        )
    titles = {name: each.title for name, each in load_registers().levers.items()}
    for row in _read(ALONE):
        if row["lever"] in seen or row["published"] == "none read" or row["lever"] not in titles:
            continue
        seen.add(row["lever"])  # the first place is the region
        rows.append(
            (
                row["lever"],
                titles[row["lever"]],
                f"Alone, {row['place']}, {row['level']}",
                row["published"],
                f"society, £m: {row['society']}; cost to the purse {row['cost']}",
                BESIDE,
                "Not the same quantity: shown for the scale."
                + (" Over ranges that nobody has confirmed." if row["illustration"] else ""),
            )
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def of(levers: Sequence[str]) -> pd.DataFrame:
    """The rows of some levers, those of no single lever left out; all rows for none."""
    table = returns()
    return table if not levers else table[table["lever"].isin(levers)].reset_index(drop=True)
