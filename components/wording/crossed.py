"""Words for deprivation and ethnic group at once."""

from __future__ import annotations

import pandas as pd

from components.wording import numbers
from data.metadata import Indicator

TITLES = {
    "ethnicity_x_imd_quintile": ("Ethnic group", "Fifth of neighbourhoods, 1 = most deprived"),
    "ethnicity_x_deprivation_level": ("Ethnic group", "Deprivation of the neighbourhood"),
    "fsm_x_sen": ("Free school meals", "Special educational needs (SEN)"),
}


def finding(
    entry: Indicator, known: pd.DataFrame, rows: list[str], columns: list[str], kind: str
) -> str:
    """What a crossed table says: its figures at the most deprived end, or its two ends."""
    if kind == "fsm_x_sen" and len(known):
        low, high = known["value"].min(), known["value"].max()
        return (
            f"{entry.short_title}: from {numbers.with_unit(low, entry)} to "
            f"{numbers.with_unit(high, entry)} over {len(known)} pairs of groups"
        )
    worst = known[known["column"] == columns[0]].set_index("row")["value"]
    if not len(worst):
        return f"{entry.short_title}: no figure for the most deprived"
    return f"{entry.short_title}, most deprived fifth: " + ", ".join(
        f"{name} {numbers.number(worst[name], 0)}" for name in rows if name in worst
    )


def gradient_finding(entry: Indicator, value: pd.DataFrame, levels: list[str]) -> str:
    """What a study's ratios say: how many groups stand above 1 at the two ends."""
    above = (value > 1).sum()
    return (
        f"{entry.short_title}, against White British children of like neighbourhoods: "
        f"{above[levels[0]]} groups above 1 where deprivation is {levels[0]}, "
        f"{above[levels[-1]]} where it is {levels[-1]}"
    )
