"""Recipes of groups in a table: both breakdowns at once, how many people they are."""

from __future__ import annotations

import math

import pandas as pd

from components.builders.ratios import CARE, found_groups
from components.builders.registry import recipe
from components.builders.residence import census_words
from components.exhibits.charts import Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import crossed, groups
from components.wording import crossed as crossed_words
from components.wording import names as names_words
from components.wording import numbers, periods
from components.wording import sources as words
from data import store
from data.contract import ETHNIC_GROUPS

_MOST_SHADE = 6


def shades_of(values: pd.DataFrame) -> pd.DataFrame:
    """Classes 0 to 6 between the least and the greatest value; -1 where there is none."""
    low, high = values.min().min(), values.max().max()
    width = (high - low) or 1.0
    return values.map(lambda v: -1 if pd.isna(v) else round((v - low) / width * _MOST_SHADE))


def _with_names(shades: pd.DataFrame, names: int = 1) -> pd.DataFrame:
    """Shades of a table whose first columns are names: those have none."""
    parts = [pd.Series(-1, index=shades.index, name=f"name{n}") for n in range(names)]
    return pd.concat([*parts, shades], axis=1)


@recipe("group_sizes")
def group_sizes(area: str) -> Exhibit:
    """How many residents are in each of the nineteen detailed ethnic groups of an area."""
    table = store.table("ethnic_detail_authority")
    table = table[table["area_code"] == area]
    if table.empty:
        raise RecipeError(f"no table of detailed groups covers {names_words.place_name(area)}")
    broad = pd.Categorical(table["broad_group"], list(ETHNIC_GROUPS), ordered=True)
    table = table.assign(broad_group=broad).sort_values(["broad_group", "group"])
    total = float(table["residents"].sum())
    figures = pd.DataFrame(
        {
            "label": table["group"].to_numpy(),
            "broad_group": table["broad_group"].astype(str).to_numpy(),
            "value": table["residents"].to_numpy(),
            "share": (table["residents"] / total * 100).to_numpy(),
        }
    )
    shown = pd.DataFrame(
        {
            "Broad group": figures["broad_group"],
            "Detailed group": figures["label"],
            "Residents": [f"{each:,}" for each in figures["value"]],
            "% of residents": [f"{each:.1f}" for each in figures["share"]],
        }
    )
    place = names_words.place_name(area)
    title = f"{total:,.0f} residents of {place} in {len(figures)} ethnic groups"
    return Exhibit(
        title=title,
        measure="Residents by detailed ethnic group",
        unit="residents",
        place=names_words.heading_name(area),
        period="Census 2021",
        alt=f"{title}. "
        + "; ".join(
            f"{name}: {value:,}"
            for name, value in figures[["label", "value"]].itertuples(index=False)
        )
        + ".",
        draft=f"{title}, at the Census of 2021, all ages. Groups stand in the order of the source. "
        "A figure of a small group moves more by chance than that of a large one.",
        definition="Usual residents of all ages by the nineteen ethnic groups of the Census.",
        interval="No interval: the Census counts everybody.",
        caveat=CARE,
        chart=Table(figures, shown),
        recipe=Recipe("group_sizes", {"area": area}),
        decimals=0,
        **census_words("census2021_ethnic19_lad_wm"),
    )


def _cell(row: pd.Series, decimals: int) -> str:
    if pd.isna(row["value"]):
        return "held back" if row["status"] == "suppressed" else "no figure"
    text = numbers.number(row["value"], decimals)
    if not math.isnan(row["numerator"]):
        return f"{text} ({row['numerator']:,.0f} of {row['denominator']:,.0f})"
    if not math.isnan(row["lower"]):
        low, high = (numbers.number(row[name], decimals) for name in ("lower", "upper"))
        return f"{text} ({low} to {high})"
    return text


@recipe("both")
def both(indicator: str, area: str, kind: str, period: str) -> Exhibit:
    """Two breakdowns at once, as a table shaded by value."""
    entry = store.indicator(indicator)
    found = found_groups(entry, kind, area, groups.BOTH)
    rows = found.of(period)
    if rows["value"].notna().sum() == 0:
        raise RecipeError(f"{entry.title} has no figures by both groups for this period")
    table = crossed.crossed(rows)
    order, columns = crossed.order(table, kind)
    row_title, column_title = crossed_words.TITLES[kind]
    grid = table.set_index(["row", "column"])
    text = [
        [
            _cell(grid.loc[(row, column)], entry.decimals) if (row, column) in grid.index else "–"
            for column in columns
        ]
        for row in order
    ]
    value = table.pivot_table(
        index="row", columns="column", values="value", aggfunc="first", dropna=False
    ).reindex(index=order, columns=columns)
    shown = pd.DataFrame(text, columns=columns)
    shown.insert(0, row_title, order)
    shades = _with_names(shades_of(value)).reset_index(drop=True)
    shades.columns = shown.columns
    known, held = table.dropna(subset=["value"]), int(table["status"].eq("suppressed").sum())
    figures = pd.DataFrame(
        {
            "label": table["row"] + ", " + table["column"],
            **{
                name: table[name]
                for name in (
                    "row",
                    "column",
                    "value",
                    "lower",
                    "upper",
                    "numerator",
                    "denominator",
                    "status",
                )
            },
        }
    )
    finding = crossed_words.finding(entry, known, order, columns, kind)
    doubt = (
        "The intervals stand beside the figures: where two overlap we can't tell which is higher."
        if known["lower"].notna().any() and not known["numerator"].notna().any()
        else "We can't tell how much of the differences between cells is chance."
    )
    shared = words.common(entry, rows)
    return Exhibit(
        title=finding,
        place=names_words.heading_name(area),
        period=periods.aged(period),
        alt=f"Table shaded by value, {row_title.lower()} by {column_title.lower()}. "
        + "; ".join(
            f"{row['row']}, {row['column']}: {numbers.figure_words(row, entry)}"
            for _, row in table.iterrows()
        )
        + ".",
        draft=f"{finding}, in {names_words.place_name(area)}, {periods.label(period)}. {doubt}"
        + (f" {held} of {len(table)} cells are held back to protect people." if held else ""),
        chart=Table(figures.reset_index(drop=True), shown, shades=shades),
        recipe=Recipe(
            "both", {"indicator": indicator, "area": area, "kind": kind, "period": period}
        ),
        **(
            shared
            | {
                "measure": f"{words.measure(entry)}: {row_title.lower()} by "
                f"{column_title[:1].lower()}{column_title[1:]}",
                "caveat": f"{shared['caveat']} {CARE}",
            }
        ),
    )


@recipe("gradient")
def gradient(indicator: str) -> Exhibit:
    """Published ratios by ethnic group at levels of deprivation, from a named study."""
    entry = store.indicator(indicator)
    rows = crossed.gradients(indicator)
    if rows.empty:
        raise RecipeError(f"no study crosses {entry.title} by ethnic group and deprivation")
    value, order, columns = crossed.gradient_grid(rows)
    shown = value.map(lambda v: "–" if pd.isna(v) else f"{v:.2f}").reset_index(drop=True)
    shown.columns = [f"{name.capitalize()} deprivation" for name in columns]
    shown.insert(0, "Ethnic group", order)
    shades = _with_names(shades_of(value)).reset_index(drop=True)
    shades.columns = shown.columns
    sources = "; ".join(dict.fromkeys(rows["source"]))
    title = crossed_words.gradient_finding(entry, value, columns)
    figures = rows.assign(label=rows["group"] + ", " + rows["level"] + " deprivation")
    return Exhibit(
        title=title,
        measure=str(rows["measure"].iloc[0]),
        unit="ratio",
        place=f"{rows['geography'].iloc[0]}: not a West Midlands figure",
        period=str(rows["period"].iloc[0]),
        source=sources,
        publisher=sources.split(",")[0][:90],
        publications=sources,
        licence="Figures quoted from the study named, with its source",
        alt="Table shaded by value. "
        + "; ".join(f"{row['label']} {row['value']:.2f}" for _, row in figures.iterrows())
        + ".",
        draft=f"{title}. The order of the groups turns round with deprivation: an average of all "
        "neighbourhoods hides this. The source gives no counts and no intervals. We can't tell "
        "which single cells are chance.",
        definition=str(rows["measure"].iloc[0]),
        interval="None: the source gives no counts and no intervals.",
        caveat="Ratios compare within one level of deprivation only: they do not say how the rate "
        f"itself rises from level to level. {CARE}",
        chart=Table(
            figures[["label", "group", "level", "value"]].reset_index(drop=True),
            shown,
            shades=shades,
        ),
        recipe=Recipe("gradient", {"indicator": indicator}),
        decimals=2,
    )
