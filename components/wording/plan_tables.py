"""Tables of a plan's results in words and rounded figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.figures import plan
from components.wording import outcomes as words
from model.economics import PAYER_IDS
from model.register_schema import OUTCOMES, PAYERS
from model.results import Results, quantiles


def columns(found: np.ndarray) -> dict[str, np.ndarray]:
    """Quantiles (5, n) as columns a reader understands."""
    return {
        "Median": found[2],
        "80% lower": found[1],
        "80% upper": found[3],
        "95% lower": found[0],
        "95% upper": found[4],
    }


def rounded(table: pd.DataFrame, digits: int = 1) -> pd.DataFrame:
    """A table with its numbers rounded."""
    return table.round(dict.fromkeys(table.select_dtypes("number").columns, digits))


def outcome_table(results: Results) -> pd.DataFrame:
    """Every outcome at the horizon: without, with, change with intervals, chance of better."""
    rows = []
    for outcome in plan.ORDER:
        change = quantiles(results.values(outcome).isel(year=-1).to_numpy()[:, None])
        row: dict[str, object] = {
            "Outcome": words.title(outcome),
            "Unit": OUTCOMES[outcome][2],
            "Without the plan": np.median(
                results.values(outcome, scenario="baseline").isel(year=-1)
            ),
            "With the plan": np.median(results.values(outcome, scenario="plan").isel(year=-1)),
        }
        row |= {
            ("Change, median" if name == "Median" else f"Change, {name}"): column[0]
            for name, column in columns(change).items()
        }
        moved = plan.changed(results, outcome, int(results.years[-1]))
        row["Chance better"] = words.share(results.chance_better(outcome)) if moved else "no change"
        rows.append(row)
    return rounded(pd.DataFrame(rows))


_GROUPED = {"imd_quintile": "Deprivation", "ethnicity": "Ethnic group"}


def group_table(results: Results, outcome: str, only: str = "") -> pd.DataFrame:
    """Rate of every published group now, without and with the plan, with intervals."""
    parts = []
    for by, name in _GROUPED.items():
        if results.state.why_not(outcome, by) or only not in ("", by):
            continue
        for row in plan.group_rows(results, outcome, by):  # type: ignore[arg-type]
            found = np.array(row.quantiles)[:, None]
            parts.append(
                {"Grouped by": name, "Group": row.label, "Now": row.now, "Without": row.without}
                | {f"With the plan, {n.lower()}": c[0] for n, c in columns(found).items()}
            )
    return rounded(pd.DataFrame(parts), 2)


def money_table(results: Results) -> pd.DataFrame:
    """Mean cost, saving and cashable saving by payer and year, undiscounted 2024-25 pounds."""
    money = results.money
    rows = []
    for number, payer in enumerate(PAYER_IDS):
        for name, array in (
            ("Cost", money.cost),
            ("Saving", money.saving),
            ("Cashable saving", money.cashable),
        ):
            by_year = array[number].mean(axis=0)
            rows.append(
                {"Payer": PAYERS[payer], "What": name}
                | {
                    str(int(year)): round(float(value))
                    for year, value in zip(results.years[1:], by_year, strict=True)
                }
            )
    return pd.DataFrame(rows)
