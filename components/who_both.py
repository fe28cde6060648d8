"""Question 3: deprivation and ethnic group together, where anybody has published it."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from components import chart_frame, who_figures, who_words, wording
from components.chart_frame import Framing
from components.charts.heat import heat_table
from components.exhibit import Recipe
from components.palette import current
from components.who_deprivation import about, level_of, plain_table
from components.who_ethnicity import in_order
from components.who_figures import Shown
from data import store
from data.metadata import Indicator

TITLES = {
    "ethnicity_x_imd_quintile": ("Ethnic group", "Fifth of neighbourhoods, 1 = most deprived"),
    "ethnicity_x_deprivation_level": ("Ethnic group", "Deprivation of the neighbourhood"),
    "fsm_x_sen": ("Free school meals", "Special educational needs (SEN)"),
}
_LEVELS = {"low": "low", "middle": "middle", "high": "high"}


def section(entry: Indicator, scope: str) -> None:
    """The whole third question for an indicator and place."""
    st.header("3. Both together: deprivation and ethnic group at once", anchor=False)
    kinds = who_figures.kinds(entry, who_figures.BOTH)
    studies = gradients(entry.id)
    if not kinds and studies.empty:
        st.info(
            f"No table of **{entry.title}** by ethnic group and deprivation at once is published "
            f"for any area we could find. One could be made by {who_words.holder(entry)}. Until "
            "then nobody can say from published figures whether one adds to the other here."
        )
        return
    for kind in kinds:
        _observed(entry, scope, kind)
    if not studies.empty:
        _published_gradient(entry, studies)
    if "fsm_x_sen" in kinds:
        st.info(
            "This crosses poverty of the family with special educational needs. No table crosses "
            f"it with ethnic group; one could be made by {who_words.holder(entry)}."
        )


def gradients(indicator_id: str) -> pd.DataFrame:
    """What studies publish by ethnic group at levels of deprivation; empty when none does."""
    try:
        table = store.table("gradients_published")
    except store.StoreError:
        return pd.DataFrame()
    crossed = table["dimension"] == "ethnicity_x_deprivation_level"
    return table[crossed & (table["indicator_id"] == indicator_id)].reset_index(drop=True)


def cell_label(row: pd.Series, entry: Indicator) -> str:
    """What stands in a cell: the figure, then its count or its interval; or why there is none."""
    if pd.isna(row["value"]):
        return "held back" if row["status"] == "suppressed" else "no figure"
    label = f"<b>{wording.number(row['value'], entry.decimals)}</b>"
    if not math.isnan(row["numerator"]):
        return f"{label}<br>{row['numerator']:,.0f} of {row['denominator']:,.0f}"
    if not math.isnan(row["lower"]):
        low, high = (wording.number(row[name], 0) for name in ("lower", "upper"))
        return f"{label}<br>{low} to {high}"
    return label


def _observed(entry: Indicator, scope: str, kind: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"both_{kind}"):
        found = who_figures.shown(entry, kind, scope)
        if found is None:
            st.info("No cell of this table has a figure for this place or any area around it.")
            return
        code = who_figures.area_choice(found, f"both_area_{entry.id}_{kind}_{scope}")
        found = who_figures.shown(entry, kind, scope, code) or found
        period = who_figures.period_choice(found, f"both_period_{entry.id}_{kind}_{found.code}")
    if words := who_figures.apology(found):
        st.warning(words, icon=":material/public:")
    _heat(entry, found, period)


def crossed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a crossed group type with its two parts in columns ``row`` and ``column``."""
    parts = rows["group"].str.split(" | ", n=1, expand=True, regex=False)
    return rows.assign(row=parts[0], column=parts[1])


def order(table: pd.DataFrame, kind: str) -> tuple[list[str], list[str]]:
    """Rows and columns of a crossed table in the order of the source."""
    rows = list(dict.fromkeys(table["row"]))
    if kind.startswith("ethnicity"):
        rows = in_order(pd.DataFrame({"group": rows}), "ethnicity_detail")["group"].tolist()
    return rows, sorted(dict.fromkeys(table["column"]))


def finding(
    entry: Indicator, known: pd.DataFrame, rows: list[str], columns: list[str], kind: str
) -> str:
    """What a crossed table says: its figures at the most deprived end, or its two ends."""
    if kind == "fsm_x_sen" and len(known):
        low, high = known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]
        return (
            f"{entry.short_title}: from {wording.with_unit(low['value'], entry)} "
            f"({_cell(low)}) to {wording.with_unit(high['value'], entry)} ({_cell(high)})"
        )
    worst = known[known["column"] == columns[0]].set_index("row")["value"]
    if not len(worst):
        return f"{entry.short_title}: no figure for the most deprived"
    return f"{entry.short_title}, most deprived fifth: " + ", ".join(
        f"{name} {wording.number(worst[name], 0)}" for name in rows if name in worst
    )


def _heat(entry: Indicator, found: Shown, period: str) -> None:
    table = crossed(found.of(period))
    row_title, column_title = TITLES[found.kind]
    rows, columns = order(table, found.kind)
    table["label"] = [cell_label(row, entry) for _, row in table.iterrows()]
    table["words"] = [
        f"{row['row']}, {row['column']}<br>{who_words.figure(row, entry)}"
        for _, row in table.iterrows()
    ]
    figure = heat_table(
        table, current(), rows=rows, columns=columns, row_title=row_title,
        column_title=column_title,
    )  # fmt: skip
    held = int(table["status"].eq("suppressed").sum())
    known = table.dropna(subset=["value"])
    place = who_figures.names()[found.code]
    notes = [
        "Darker means a higher figure. "
        + (
            "Under each figure: the count of people behind it."
            if known["numerator"].notna().any()
            else "Under each figure: its 95% interval. The source does not publish the counts."
        ),
    ]
    if held:
        notes.append(
            f"*Held back*, {held} of {len(table)} cells: few people stand behind the figure. It "
            "is not zero, and nothing here lets it be worked out."
        )
    if (known["value"] == 0).any():
        notes.append("0 is as published: nobody was counted in that cell in this period.")
    own = [note for note in dict.fromkeys(known["note"]) if note and "No admission" not in note]
    if own:
        notes.append(own[0].rstrip(".") + ".")
    framing = Framing(
        finding=finding(entry, known, rows, columns, found.kind),
        measure=f"{entry.title}, {entry.unit}",
        place=place,
        period=wording.period_words(period),
        source=chart_frame.source_line(entry.id),
        alt=f"Table shaded by value, {row_title} by {column_title}, {place}. "
        + "; ".join(f"{row['row']}, {row['column']}: {who_words.figure(row, entry)}"
                    for _, row in table.iterrows()),
        level=level_of(table),
        notes=notes,
        about=about(entry),
    )  # fmt: skip
    shown = plain_table(table, entry, "Group")
    params = {"indicator": entry.id, "area": found.code, "kind": found.kind, "period": period}
    chart_frame.show(
        figure, framing, shown, key=f"heat_{found.kind}", recipe=Recipe("both", params)
    )


def _cell(row: pd.Series) -> str:
    meals = {"Eligible": "free school meals", "Not eligible": "no free school meals"}
    return f"{meals.get(row['row'], row['row'])}, {row['column']}"


def gradient_grid(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str], list[str]]:
    """A study's ratios: groups down, levels of deprivation across, and both in order."""
    groups = list(dict.fromkeys(rows["group"]))
    groups = in_order(pd.DataFrame({"group": groups}), "ethnicity_detail")["group"].tolist()
    levels = [name for name in _LEVELS if name in set(rows["level"])]
    value = rows.pivot_table(index="group", columns="level", values="value", sort=False)
    return value.reindex(index=groups, columns=levels), groups, levels


def gradient_finding(entry: Indicator, value: pd.DataFrame, levels: list[str]) -> str:
    """What a study's ratios say: how many groups stand above 1 at the two ends."""
    above = (value > 1).sum()
    return (
        f"{entry.short_title}, against White British children of like neighbourhoods: "
        f"{above[levels[0]]} groups above 1 where deprivation is {levels[0]}, "
        f"{above[levels[-1]]} where it is {levels[-1]}"
    )


def _published_gradient(entry: Indicator, rows: pd.DataFrame) -> None:
    """Rate ratios by ethnic group at three levels of deprivation, from a named study."""
    value, order, columns = gradient_grid(rows)
    table = rows.assign(row=rows["group"], column=rows["level"])
    table["label"] = [f"<b>{value:.2f}</b>" for value in table["value"]]
    table["words"] = [
        f"{row['row']}, {row['column']} deprivation<br>{row['value']:.2f} times"
        for _, row in table.iterrows()
    ]
    figure = heat_table(
        table, current(), rows=order, columns=columns,
        row_title="Ethnic group", column_title="Deprivation of the neighbourhood",
    )  # fmt: skip
    st.markdown(
        "**What a study found.** The order of the groups turns round with deprivation: a national "
        "average of all neighbourhoods hides this."
    )
    framing = Framing(
        finding=gradient_finding(entry, value, columns),
        measure=str(rows["measure"].iloc[0]),
        place=f"{rows['geography'].iloc[0]}: not a West Midlands figure",
        period=str(rows["period"].iloc[0]),
        source="; ".join(dict.fromkeys(rows["source"])),
        alt="Table shaded by value. "
        + "; ".join(
            f"{name}: " + ", ".join(f"{level} {value.loc[name, level]:.2f}" for level in columns)
            for name in order
        ),
        notes=[
            "Ratios compare within one level of deprivation only: they do not say how the rate "
            "itself rises from level to level. The source gives no counts and no intervals, so "
            "single cells may be chance.",
        ],
    )
    shown = value.reset_index(names="Ethnic group")
    shown.columns = ["Ethnic group", *[f"{name.capitalize()} deprivation" for name in columns]]
    chart_frame.show(
        figure, framing, shown, key="heat_gradient",
        recipe=Recipe("gradient", {"indicator": entry.id}),
    )  # fmt: skip
