"""Question 3: deprivation and ethnic group together, where anybody has published it."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from components import chart_frame, who_figures, who_words, wording
from components.chart_frame import Framing
from components.charts.heat import heat_table
from components.palette import current
from components.who_deprivation import about, level_of, plain_table
from components.who_ethnicity import in_order
from components.who_figures import Shown
from data import store
from data.metadata import Indicator

_TITLES = {
    "ethnicity_x_imd_quintile": ("Ethnic group", "Fifth of neighbourhoods, 1 = most deprived"),
    "ethnicity_x_deprivation_level": ("Ethnic group", "Deprivation of the neighbourhood"),
    "fsm_x_sen": ("Free school meals", "Special educational needs (SEN)"),
}
_LEVELS = {"low": "low", "middle": "middle", "high": "high"}


def section(entry: Indicator, scope: str) -> None:
    """The whole third question for an indicator and place."""
    st.header("3. Both together: deprivation and ethnic group at once", anchor=False)
    kinds = who_figures.kinds(entry, who_figures.BOTH)
    gradients = _gradients(entry.id)
    if not kinds and gradients.empty:
        st.info(
            f"No table of **{entry.title}** by ethnic group and deprivation at once is published "
            f"for any area we could find. One could be made by {who_words.holder(entry)}. Until "
            "then nobody can say from published figures whether one adds to the other here."
        )
        return
    for kind in kinds:
        _observed(entry, scope, kind)
    if not gradients.empty:
        _published_gradient(entry, gradients)
    if "fsm_x_sen" in kinds:
        st.info(
            "This crosses poverty of the family with special educational needs. No table crosses "
            f"it with ethnic group; one could be made by {who_words.holder(entry)}."
        )


def _gradients(indicator_id: str) -> pd.DataFrame:
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


def _heat(entry: Indicator, found: Shown, period: str) -> None:
    table = crossed(found.of(period))
    row_title, column_title = _TITLES[found.kind]
    order = list(dict.fromkeys(table["row"]))
    if found.kind.startswith("ethnicity"):
        firsts = pd.DataFrame({"group": order})
        order = in_order(firsts, "ethnicity_detail")["group"].tolist()
    columns = sorted(dict.fromkeys(table["column"]))
    table["label"] = [cell_label(row, entry) for _, row in table.iterrows()]
    table["words"] = [
        f"{row['row']}, {row['column']}<br>{who_words.figure(row, entry)}"
        for _, row in table.iterrows()
    ]
    figure = heat_table(
        table, current(), rows=order, columns=columns, row_title=row_title,
        column_title=column_title,
    )  # fmt: skip
    held = int(table["status"].eq("suppressed").sum())
    known = table.dropna(subset=["value"])
    place = who_figures.names()[found.code]
    worst = known[known["column"] == columns[0]].set_index("row")["value"]
    finding = (
        f"{entry.short_title}, most deprived fifth: "
        + ", ".join(f"{name} {wording.number(worst[name], 0)}" for name in order if name in worst)
        if len(worst)
        else f"{entry.short_title}: no figure for the most deprived"
    )
    if found.kind == "fsm_x_sen" and len(known):
        low, high = known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]
        finding = (
            f"{entry.short_title}: from {wording.with_unit(low['value'], entry)} "
            f"({_cell(low)}) to {wording.with_unit(high['value'], entry)} ({_cell(high)})"
        )
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
        finding=finding,
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
    chart_frame.show(figure, framing, shown, key=f"heat_{found.kind}")


def _cell(row: pd.Series) -> str:
    meals = {"Eligible": "free school meals", "Not eligible": "no free school meals"}
    return f"{meals.get(row['row'], row['row'])}, {row['column']}"


def _published_gradient(entry: Indicator, rows: pd.DataFrame) -> None:
    """Rate ratios by ethnic group at three levels of deprivation, from a named study."""
    order = list(dict.fromkeys(rows["group"]))
    order = in_order(pd.DataFrame({"group": order}), "ethnicity_detail")["group"].tolist()
    columns = [name for name in _LEVELS if name in set(rows["level"])]
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
    value = table.set_index(["row", "column"])["value"]
    above = [sum(bool(value[(name, level)] > 1) for name in order) for level in columns]
    finding = (
        f"{entry.short_title}, against White British children of like neighbourhoods: "
        f"{above[0]} groups above 1 where deprivation is {columns[0]}, {above[-1]} where it is "
        f"{columns[-1]}"
    )
    st.markdown(
        "**What a study found.** The order of the groups turns round with deprivation: a national "
        "average of all neighbourhoods hides this."
    )
    framing = Framing(
        finding=finding,
        measure=str(rows["measure"].iloc[0]),
        place=f"{rows['geography'].iloc[0]}: not a West Midlands figure",
        period=str(rows["period"].iloc[0]),
        source="; ".join(dict.fromkeys(rows["source"])),
        alt="Table shaded by value. "
        + "; ".join(
            f"{name}: " + ", ".join(f"{level} {value[(name, level)]:.2f}" for level in columns)
            for name in order
        ),
        notes=[
            "Ratios compare within one level of deprivation only: they do not say how the rate "
            "itself rises from level to level. The source gives no counts and no intervals, so "
            "single cells may be chance.",
        ],
    )
    shown = table.pivot_table(index="row", columns="column", values="value", sort=False)
    shown = shown.reindex(order)[columns].reset_index(names="Ethnic group")
    shown.columns = ["Ethnic group", *[f"{name.capitalize()} deprivation" for name in columns]]
    chart_frame.show(figure, framing, shown, key="heat_gradient")
