"""What a build changed: new, dropped and changed figures per indicator."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.contract import KEY_COLUMNS

_FIGURES = ["value", "lower", "upper", "numerator", "denominator", "status"]


def snapshot(published: Path) -> dict[str, pd.DataFrame]:
    """Read all observation tables, by indicator id, indexed by their key."""
    return {
        path.stem: pd.read_parquet(path).set_index(list(KEY_COLUMNS))
        for path in sorted((published / "observations").glob("*.parquet"))
    }


def report(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> str:
    """Say in one line per indicator what is new, dropped or changed, with an example.

    Indicators without any change are only counted.
    """
    lines, same = [], 0
    for name in sorted(set(before) | set(after)):
        if name not in before:
            lines.append(f"{name}: new indicator, {len(after[name])} figures")
            continue
        if name not in after:
            lines.append(f"{name}: dropped, {len(before[name])} figures gone")
            continue
        old, new = before[name], after[name]
        added = len(new.index.difference(old.index))
        gone = len(old.index.difference(new.index))
        shared = old.index.intersection(new.index)
        left, right = old.loc[shared, _FIGURES], new.loc[shared, _FIGURES]
        differs = ~((left == right) | (left.isna() & right.isna())).all(axis=1)
        if not (added or gone or differs.any()):
            same += 1
            continue
        line = f"{name}: {added} new, {gone} dropped, {int(differs.sum())} changed"
        if differs.any():
            key = differs[differs].index[0]
            line += (
                f" (e.g. {key[0]} {key[2]}: {left.loc[key, 'value']} -> {right.loc[key, 'value']})"
            )
        lines.append(line)
    lines.append(f"{same} indicators unchanged")
    return "\n".join(lines)
