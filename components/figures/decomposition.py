"""A group's ratio split into the part of place and the rest."""

from __future__ import annotations

import pandas as pd

from analysis.disproportionality import ALL_RESIDENTS, AVERAGE, place_part
from components.figures import groups
from components.figures.groups import Shown
from components.figures.ratios import average_of
from data import store
from data.contract import GROUP_TYPES
from data.metadata import Indicator


def _pattern(entry: Indicator, code: str) -> tuple[Shown, str, pd.Series] | None:
    """Rates by tenth of everybody: of the area itself, else of the nearest area with all ten."""
    for kind in ("imd_decile", "idaci_decile"):
        if kind not in groups.kinds(entry, (kind,)):
            continue
        found = groups.shown(entry, kind, code)
        for choice in found.choices if found else ():
            shown = groups.shown(entry, kind, code, choice)
            if shown is None:
                continue
            period = shown.periods[-1]
            rates = shown.of(period).set_index("group")["value"].reindex(GROUP_TYPES[kind])
            if rates.notna().all():
                return shown, period, rates
    return None


def split(
    entry: Indicator, found: Shown, rows: pd.DataFrame, whole: pd.Series | None, reference: str
) -> tuple[pd.DataFrame, Shown, str] | str:
    """Each group's gap to the reference, split; or, in words, why it cannot be.

    Returns
    -------
    (table, pattern, period)
        Table: group, figure, expected, reference, expected_reference, gap, place, rest, all in
        the indicator's unit; the shown pattern and its period.
    """
    if whole is None:
        return "no average is published on the same basis"
    pattern = _pattern(entry, found.code)
    if pattern is None:
        return (
            "no published table gives this figure in all ten tenths of deprivation for any area "
            "around this one"
        )
    by_level, period, rates = pattern
    index = "idaci" if by_level.kind == "idaci_decile" else "imd"
    people = store.table("ethnic_group_by_decile")
    people = people[(people["area_code"] == found.code) & (people["index"] == index)]
    if people.empty:
        return "no Census table of ethnic group by deprivation covers this area"
    lived = people.pivot_table(index="decile", columns="group", values="residents").sort_index()
    average = average_of(entry, rows, whole).value
    value = rows.set_index("group")["value"]
    base = average if reference == AVERAGE else float(value[reference])
    base_people = lived[ALL_RESIDENTS if reference == AVERAGE else reference]
    out = []
    for group in rows["group"]:
        if group not in lived or group == reference or pd.isna(value[group]):
            continue
        part = place_part(
            float(value[group]) - base,
            lived[group],
            base_people,
            rates,
            everybody=lived[ALL_RESIDENTS],
            average=average,
        )
        out.append(
            {
                "group": group,
                "figure": float(value[group]),
                "expected": part.expected_group,
                "reference": base,
                "expected_reference": part.expected_reference,
                "gap": part.parts.gap,
                "place": part.parts.place,
                "rest": part.parts.rest,
            }
        )
    if not out:
        return "no group has both a figure and a Census count by deprivation"
    return pd.DataFrame(out), by_level, period
