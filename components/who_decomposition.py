"""How much of a gap between ethnic groups goes with where they live."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.disproportionality import ALL_RESIDENTS, AVERAGE, place_part
from components import chart_frame, who_figures, who_words, wording
from components.chart_frame import Framing
from components.charts.dots import ratio_dots
from components.charts.style import Mark
from components.exhibit import Recipe
from components.palette import current
from components.who_figures import Shown
from data import store
from data.contract import GROUP_TYPES
from data.metadata import Indicator

#: The second of the two marks of a group.
ALONE = "If it followed neighbourhood deprivation alone"
FORMULA = (
    "With *s* the share of the group living in tenth *i* of deprivation, *s′* the reference's, "
    "and *R* the rate of everybody living there: **part that goes with place = Σ (s − s′) × R**, "
    "and **the rest = gap − that part**. The rates R are scaled by one number so that, over all "
    "residents, they give the place's own average."
)
CAN_SAY = (
    "**What it can say:** how large the gap would be if each group simply had the rate of the "
    "neighbourhoods it lives in. **What it cannot say:** that place causes the rate, or that the "
    "rest is caused by anything in particular. It is silent on differences between groups within "
    "a neighbourhood, where racialised treatment also happens, and where people live is itself "
    "shaped by it."
)


def _pattern(entry: Indicator, code: str) -> tuple[Shown, str, pd.Series] | None:
    """Rates by tenth of everybody: of the area itself, else of the nearest area with all ten."""
    for kind in ("imd_decile", "idaci_decile"):
        if kind not in who_figures.kinds(entry, (kind,)):
            continue
        found = who_figures.shown(entry, kind, code)
        for choice in found.choices if found else ():
            shown = who_figures.shown(entry, kind, code, choice)
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
    average = float(whole["value"])
    value = rows.set_index("group")["value"]
    base = average if reference == AVERAGE else float(value[reference])
    base_people = lived[ALL_RESIDENTS if reference == AVERAGE else reference]
    out = []
    for group in rows["group"]:
        if group not in lived or group == reference or pd.isna(value[group]):
            continue
        part = place_part(
            float(value[group]) - base, lived[group], base_people, rates,
            everybody=lived[ALL_RESIDENTS], average=average,
        )  # fmt: skip
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


def section(
    entry: Indicator, found: Shown, rows: pd.DataFrame, period: str,
    whole: pd.Series | None, reference: str,
) -> None:  # fmt: skip
    """The split with its picture, formula and limits; or a plain line why there is none."""
    st.header("How much of the gap goes with place", anchor=False)
    result = split(entry, found, rows, whole, reference)
    if isinstance(result, str):
        st.info(f"This cannot be worked out here: {result}.")
        return
    table, by_level, pattern_period = result
    palette, place = current(), who_figures.names()[found.code]
    against = "the average" if reference == AVERAGE else f"the {reference} group"
    published, expected = "As it is", ALONE
    marks = {
        published: Mark(palette.primary, "circle"),
        expected: Mark(palette.worse, "diamond-open"),
    }
    data = []
    for row in table.to_dict("records"):
        for name, top, bottom in (
            (published, row["figure"], row["reference"]),
            (expected, row["expected"], row["expected_reference"]),
        ):
            data.append(
                {
                    "row": row["group"], "group": name, "value": top / bottom,
                    "lower": float("nan"), "upper": float("nan"),
                    "words": f"{row['group']}<br>{name}: {top / bottom:.2f} times {against}",
                }
            )  # fmt: skip
    parts = [
        f"{row['group']} {row['figure'] / row['reference']:.2f} "
        f"(place alone: {row['expected'] / row['expected_reference']:.2f})"
        for row in table.to_dict("records")
    ]
    where = who_figures.names()[by_level.code]
    borrowed = (
        f"{entry.short_title} by {who_words.SPLIT_TITLES[by_level.kind].lower()} is that of "
        f"{where}, {wording.period_words(pattern_period)}"
        + ("" if by_level.code == found.code else f", scaled to the average of {place}")
    )
    framing = Framing(
        finding=f"Times {against}: {', '.join(parts)}",
        measure=f"{entry.title}, ratio to {against}",
        place=place,
        period=wording.period_words(period),
        source=chart_frame.source_line(entry.id)
        + "; "
        + chart_frame.table_sources("ethnic5_by_iod2025_decile"),
        alt="Two marks per ethnic group on a log scale: the ratio as it is, and the ratio if each "
        f"group had its neighbourhoods' rates. {'; '.join(parts)}.",
        level="derived",
        notes=[
            f"{borrowed}. Where groups live: residents of all ages, Census 2021.",
            FORMULA,
            CAN_SAY,
            "No interval is given: the pattern by deprivation comes without one that would carry "
            "over. Read the split as rough.",
        ],
        about=chart_frame.all_sources(entry.id),
    )
    figure = ratio_dots(
        pd.DataFrame(data), palette, marks, rows=list(table["group"]),
        value_title="Ratio", line_title=f"same = {against}",
    )  # fmt: skip
    shown = table.round(max(entry.decimals, 1))
    shown.columns = [
        "Ethnic group",
        "Figure",
        "Expected from place",
        "Reference",
        "Reference, expected from place",
        "Gap",
        "Goes with place",
        "Rest",
    ]
    params = {"indicator": entry.id, "area": found.code, "period": period, "reference": reference}
    chart_frame.show(figure, framing, shown, key="place_part", recipe=Recipe("place_part", params))
