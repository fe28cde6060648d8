"""An exhibit as plain JSON, and the files that keep it: one for each recipe's name."""

from __future__ import annotations

import hashlib
import json
import math
import re
from pathlib import Path

import pandas as pd

from components.builders.registry import build
from components.exhibits.charts import AreaMap, table_of
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError

FOLDER = Path(__file__).parent
_WORDS = (
    "title",
    "measure",
    "unit",
    "place",
    "period",
    "level",
    "draft",
    "alt",
    "interval",
    "source",
)
#: Frames with more rows are kept as their first rows and a digest of the whole.
_MOST_ROWS = 60
_FIRST_ROWS = 5
_DIGITS = 6  # significant
#: What every data build changes, which no recipe decides.
_VERSIONS = re.compile(
    r" The checks were run on figures version \w+; the app now holds \w+\."
    r" They should be run again\."
    r"|(?<=figures version )[0-9a-f]{12}"
)


def frozen(recipe: Recipe) -> dict[str, object]:
    """What a recipe gives; the message where it refuses."""
    try:
        exhibit = build(recipe)
    except RecipeError as error:
        return {"refused": str(error)}
    cells = table_of(exhibit.chart)
    return {
        "kind": exhibit.chart.kind,
        **{name: _VERSIONS.sub("", getattr(exhibit, name)) for name in _WORDS},
        **_details(exhibit),
        "figures": _frame(exhibit.chart.figures),
        **({"shown": _frame(cells.cells)} if cells is not None else {}),
    }


def _details(exhibit: Exhibit) -> dict[str, object]:
    """What is not at its usual value, so that a file holds no rows of nothing."""
    chart = exhibit.chart
    line = getattr(chart, "reference", None) or getattr(chart, "threshold", None)
    found = {
        "signs": [exhibit.before, exhibit.after, exhibit.decimals],
        "reference": [_plain(each) for each in line or ()],
        "breaks": list(getattr(chart, "breaks", ())),
        "classes": list(chart.labels) if isinstance(chart, AreaMap) else [],
    }
    return {name: value for name, value in found.items() if value}


def _plain(value: object) -> object:
    if isinstance(value, str | bool):
        return value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)
    if not math.isfinite(number):
        return None
    short = float(f"{number:.{_DIGITS}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def _frame(frame: pd.DataFrame) -> dict[str, object]:
    columns = {str(name): [_plain(each) for each in frame[name]] for name in frame.columns}
    if len(frame) <= _MOST_ROWS:
        return dict(columns)
    whole = json.dumps(columns, ensure_ascii=False, sort_keys=True).encode("utf-8")
    return {
        "rows": len(frame),
        "digest": hashlib.sha256(whole).hexdigest()[:16],
        **{name: values[:_FIRST_ROWS] for name, values in columns.items()},
    }


def file_of(name: str) -> Path:
    """Where the exhibits of a recipe's name are kept."""
    return FOLDER / f"{name}.json"


def kept(name: str) -> dict[str, dict[str, object]]:
    """Exhibits as they were frozen, by the recipe's one-line key; empty without a file."""
    path = file_of(name)
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write(name: str, entries: dict[str, dict[str, object]]) -> None:
    """Keep exhibits under a recipe's name: a line for each part, so that a change reads well."""
    blocks = []
    for key, entry in entries.items():
        lines = []
        for part, value in entry.items():
            if isinstance(value, dict):
                inner = ",\n".join(f"   {_json(k)}: {_json(v)}" for k, v in value.items())
                lines.append(f"  {_json(part)}: {{\n{inner}\n  }}")
            else:
                lines.append(f"  {_json(part)}: {_json(value)}")
        blocks.append(f" {_json(key)}: {{\n" + ",\n".join(lines) + "\n }")
    file_of(name).write_text("{\n" + ",\n".join(blocks) + "\n}\n", encoding="utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
