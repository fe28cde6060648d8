"""What the first page counts: how a place stands in each domain, with one figure of each."""

from __future__ import annotations

import pandas as pd

from components.figures.headlines import comparisons
from data import store
from data.metadata import DOMAIN_TITLES

#: The figure that stands for a domain. Which indicators, not which values.
FIGURE_OF = {
    "poverty": "children_low_income_ahc",
    "family": "looked_after",
    "mind": "infant_mortality",
    "school": "persistent_absence",
    "harm": "violence_recorded",
    "home": "overcrowding",
    "community": "no_qualifications",
}
#: How a figure can stand: clear of chance or not, and whether more of it is good or bad.
STANDINGS = ("worse", "better", "differs", "cannot say")
#: Child poverty, by the measure that counts housing costs, or the other where it is not published.
POVERTY = ("children_low_income_ahc", "children_low_income_bhc")


def standing(verdict: str, clear: bool) -> str:
    """One of STANDINGS for a row of `headlines.comparisons`.

    A difference counts when it stands with false discovery held at 5% over all tests of the place
    (`analysis.findings.compare_with`); the rest, tested or not, cannot be said.
    """
    if not clear:
        return "cannot say"
    return verdict if verdict in ("worse", "better") else "differs"


def domains(scope: str) -> pd.DataFrame:
    """How many figures of a place stand how against England, by domain.

    Returns
    -------
    DataFrame
        Index: domain ids in their usual order, those with a figure. Columns STANDINGS: whole
        numbers. Only figures with one of England (or the nation that stands in) are counted.
    """
    table = comparisons(scope)
    table = table[table["benchmark"].notna()]
    catalogue = store.indicators()
    how = [
        standing(verdict, bool(clear))
        for verdict, clear in zip(table["verdict"], table["clear"], strict=True)
    ]
    counted = pd.crosstab(
        pd.Series([catalogue[name].domain for name in table["indicator_id"]], dtype=str), how
    )
    order = [name for name in DOMAIN_TITLES if name in counted.index]
    return counted.reindex(index=order, columns=list(STANDINGS), fill_value=0)


def child_poverty(scope: str) -> pd.Series | None:
    """The row of `headlines.comparisons` that tells child poverty; None where there is none."""
    table = comparisons(scope).set_index("indicator_id", drop=False)
    for name in POVERTY:
        if name in table.index and pd.notna(table.loc[name, "benchmark"]):
            return table.loc[name]
    return None
