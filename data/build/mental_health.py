"""Mental health: self-harm, suicide, children's needs, detention under the Mental Health Act."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.intervals import byar
from data.build.areas import ENGLAND
from data.build.context import Builder, BuildError, Context
from data.build.health import (
    FINGERTIPS_2020,
    FOLDER,
    financial_years,
    fingertips,
    note_without_value,
    within,
)
from data.build.implied import with_width
from data.build.observations import WIDTH, frame

_HEALTH_INDEX = f"{FOLDER}/ons_health_index_underlying_indicators.parquet"
_FINGERTIPS_LIMITS = f"{FOLDER}/fingertips_with_limits_some_wm_areas_2020.parquet"
_BIRMINGHAM = f"{FOLDER}/birmingham_by_ethnicity_and_ward.parquet"
_DETENTIONS = "neighbourhood/mha_detentions_2023_24_england_and_wm_icbs.csv"
_PUPILS = "children/exclusions_la_schooltype_200607_202223.parquet"
_SELF_HARM_ALL_AGES, _SELF_HARM_10_24 = "21001", "90813"  # as Fingertips numbers them

#: NHS organisation code -> ONS code of the integrated care board.
_ICB_CODES = {
    "QHL": "E54000055",  # Birmingham and Solihull
    "QUA": "E54000062",  # Black Country
    "QWU": "E54000018",  # Coventry and Warwickshire
    "QGH": "E54000019",  # Herefordshire and Worcestershire
    "QOC": "E54000011",  # Shropshire, Telford and Wrekin
    "QNC": "E54000010",  # Staffordshire and Stoke-on-Trent
}
_BROAD_ETHNIC_GROUPS = {
    "Asian or Asian British": "Asian",
    "Black or Black British": "Black",
    "Mixed": "Mixed",
    "White": "White",
    "Other Ethnic Groups": "Other",
    "Unknown": "Unknown",
}
#: Exact Poisson upper limit over count: 2.06 for seven events, 1.97 for eight. A rate whose
#: published upper limit is at least twice the rate therefore rests on fewer than eight events.
_FEWER_THAN_EIGHT = 2.0


# --- Self-harm, suicide, children's mental health ---------------------------------------------


def _health_index(context: Context, areas: pd.DataFrame, title: str) -> pd.DataFrame:
    """One Health Index indicator, wide: area_code x year (text), full precision as stored."""
    table = context.read(_HEALTH_INDEX)
    table = within(table[table["indicator"].eq(title)], areas)
    if table.empty:
        raise BuildError(f"{_HEALTH_INDEX}: no indicator called '{title}'")
    return table.pivot(index="area_code", columns="period", values="value")  # noqa: PD010


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    return wide.melt(var_name="year", ignore_index=False).dropna().reset_index()


def self_harm_all_ages(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Age-standardised emergency admissions for self-harm per 100,000, financial years.

    Authorities from the Health Index, without the years it filled in: the year it repeats
    unchanged for every authority (2021), authorities whose figure never changes (boundaries of
    2021), and Nottingham 2016/17, which is midway between its neighbours. England, and limits
    where in hand, from the Fingertips extracts the Health Index itself was made from.
    """
    wide = _health_index(context, areas, "Self-harm")
    wide = wide[wide.nunique(axis=1).gt(1)]
    measured = _long(wide.mask(wide.eq(wide.shift(axis=1))))
    measured["period"] = financial_years(measured["year"])
    extract = fingertips(context, FINGERTIPS_2020, _SELF_HARM_ALL_AGES, areas)
    extract = extract.assign(period=financial_years(extract["period"]))
    empty = pd.MultiIndex.from_frame(extract.loc[extract["value"].isna(), ["area_code", "period"]])
    filled = pd.MultiIndex.from_frame(measured[["area_code", "period"]]).isin(empty)
    measured = measured[~filled]
    limits = fingertips(context, _FINGERTIPS_LIMITS, _SELF_HARM_ALL_AGES, areas)
    limits = limits.assign(period=financial_years(limits["period"]))
    first = measured["period"].min()
    england = extract[extract["area_code"].eq(ENGLAND) & extract["period"].ge(first)]
    keys = ["area_code", "period"]
    table = pd.concat([measured, england], ignore_index=True)[[*keys, "value"]].merge(
        limits[[*keys, "value", "lower_ci", "upper_ci"]],
        on=keys,
        how="outer",
        suffixes=("", "_with_limits"),
        validate="one_to_one",
    )
    both = table["value"].notna() & table["value_with_limits"].notna()
    if (table["value"] - table["value_with_limits"])[both].abs().gt(0.005).any():
        raise BuildError("self_harm_all_ages: the Health Index and Fingertips disagree on 2018/19")
    rows = frame(
        "self_harm_all_ages",
        area_code=table["area_code"],
        period=table["period"],
        value=table["value"].fillna(table["value_with_limits"]),
        lower=table["lower_ci"],
        upper=table["upper_ci"],
    )
    rows = with_width(context, areas, rows, "all ages", move=False)
    groups = _birmingham_self_harm(
        context, "self_harm_all_ages", "Mental health: Emergency admissions for self-harm"
    )
    return pd.concat([rows, groups], ignore_index=True)


def self_harm_10_24(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Age-standardised admissions for self-harm per 100,000 aged 10-24, 2011/12 to 2017/18."""
    table = fingertips(context, FINGERTIPS_2020, _SELF_HARM_10_24, areas)
    rows = frame(
        "self_harm_10_24",
        area_code=table["area_code"],
        period=financial_years(table["period"]),
        value=table["value"],
        note=note_without_value(table, "No figure in the publisher's extract, no reason given"),
    )
    rows = with_width(context, areas, rows, "age_10_24")
    groups = _birmingham_self_harm(
        context, "self_harm_10_24", "Mental health: Emergency admissions for self-harm in children"
    )
    return pd.concat([rows, groups], ignore_index=True)


def _birmingham_self_harm(context: Context, indicator_id: str, title: str) -> pd.DataFrame:
    """Birmingham City Council's rates by ethnic group and deprivation fifth, 2020 to 2023.

    Group rows only: the council's total is half as high again as the national series of the same
    year, so it must not stand in one line with it. It is told in the note instead.
    """
    table = context.read(_BIRMINGHAM)
    table = table[table["indicator"].eq(title) & table["area_type"].eq("Metropolitan borough")]
    total = table[table["category_type"].isna()].set_index("period")["value"]
    kinds = {
        "Ethnic group": "ethnicity_detail",
        "IMD quintile (Q1 = most deprived, label as in source)": "imd_quintile",
        "Ethnic group x IMD quintile": "ethnicity_x_imd_quintile",
    }
    table = table[table["category_type"].isin(kinds)].reset_index(drop=True)
    nothing = table["value"].eq(0) & table["upper_ci"].eq(0)
    few = ~nothing & table["upper_ci"].ge(_FEWER_THAN_EIGHT * table["value"])
    note = "Birmingham City Council's own count: compare these groups with each other, not with "
    note += "other areas or earlier years. All residents on this count: "
    notes = note + table["period"].map(total).map("{:.1f}".format) + " per 100,000."
    notes = notes.where(~nothing, "No admission in this group and year. " + notes)
    notes = notes.where(~few, "Withheld here: fewer than about eight admissions.")
    limits_shown = ~nothing & ~few
    return frame(
        indicator_id,
        area_code="E08000025",
        period=table["period"] + "-01-01/P1Y",
        group_type=table["category_type"].map(kinds),
        group=table["category"].str.replace(r"\bQ([1-5])$", r"\1", regex=True),
        value=table["value"].where(~few),
        lower=table["lower_ci"].where(limits_shown),
        upper=table["upper_ci"].where(limits_shown),
        status=np.where(few, "suppressed", "published"),
        note=notes,
    )


def children_mental_health(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Share of pupils whose need is social, emotional and mental health, Health Index years.

    Where an authority's figure is the same to every stored digit in successive years, the
    earlier ones were filled in from the first real measurement: they are shown as missing.
    """
    wide = _health_index(context, areas, "Children's social, emotional and mental health")
    filled = wide.eq(wide.shift(-1, axis=1))
    table = _long(wide)
    table["filled"] = _long(filled)["value"].astype(bool)
    pupils = context.read(_PUPILS)
    pupils = pupils[pupils["school_type"].astype(str).eq("Total")]
    # The school year that holds the January census of the year named.
    ending = (pupils["academic_year"].astype(str).str.slice(0, 4).astype(int) + 1).astype(str)
    headcount = pupils.set_index([pupils["area_code"].astype(str), ending])["headcount"]
    headcount = headcount[~headcount.index.duplicated()].astype(float)
    there = headcount.reindex(pd.MultiIndex.from_frame(table[["area_code", "year"]]))
    return frame(
        "children_mental_health",
        **{WIDTH: there.to_numpy()},
        area_code=table["area_code"],
        period=table["year"] + "-01-01/P1Y",
        value=table["value"].mask(table["filled"]),
        note=np.where(
            table["filled"], "Not measured: the publisher filled this year from a later one", ""
        ),
    )


def suicide(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Age-standardised suicide rate per 100,000; the year named is the last of three pooled."""
    table = _long(_health_index(context, areas, "Suicides"))
    first = table["year"].astype(int) - 2
    rows = frame(
        "suicide",
        area_code=table["area_code"],
        period=first.astype(str) + "-01-01/P3Y",
        value=table["value"],
    )
    # Three years of residents aged 10 and over, whom the rate is standardised over.
    return with_width(context, areas, rows, "age_10_over", share=3, move=False)


# --- Mental Health Act --------------------------------------------------------------------------


def mha_detentions(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Detentions under the Mental Health Act per 100,000 (crude), 2023-24.

    Crude rates throughout: integrated care boards have no standardised ones. The source numbers
    deprivation tenths from 1 = least deprived; here 1 = most deprived.
    """
    table = context.read(_DETENTIONS)
    table = table[
        table["measure"].eq("All detentions")
        & table["subcategory"].eq("All")
        & table["demographic"].isin(["All", "Ethnicity", "IMD"])
    ].reset_index(drop=True)
    decile = table["group"].str.extract(r"^(\d\d) ")[0].astype(float)
    kind = pd.Series("all", index=table.index).mask(table["demographic"].eq("IMD"), "imd_decile")
    ethnic = table["demographic"].eq("Ethnicity")
    kind = kind.mask(ethnic & table["group"].isin(_BROAD_ETHNIC_GROUPS), "ethnicity")
    kind = kind.mask(ethnic & ~table["group"].isin(_BROAD_ETHNIC_GROUPS), "ethnicity_detail")
    group = pd.Series("all", index=table.index).mask(ethnic, table["group"])
    group = group.replace(_BROAD_ETHNIC_GROUPS)
    group = group.mask(decile.notna(), (11 - decile).astype("Int64").astype(str))
    # Totals of a breakdown and people placed in no group have no place beside the groups.
    wanted = ~(
        (ethnic & table["group"].isin(["All", "Not Known", "Not Stated"]))
        | (table["demographic"].eq("IMD") & decile.isna())
    )
    table = table.assign(kind=kind, shown_group=group)[wanted].reset_index(drop=True)
    england = table["org_code"].eq("All prov")
    rate, count = table["crude_rate_per_100k"], table["count"]
    # The publisher rounds the boards' counts to 5: no limits from those.
    usable = england & rate.notna() & count.gt(0)
    lower, upper = pd.Series(np.nan, table.index), pd.Series(np.nan, table.index)
    people = count[usable] / rate[usable] * 100_000
    lower[usable], upper[usable] = byar(count[usable], people, 100_000)
    no_group = table["shown_group"].eq("Unknown")
    hidden = rate.isna() & ~no_group
    note = pd.Series("", index=table.index)
    note[england & table["kind"].eq("all")] = (
        "Includes 2,021 detentions reported by acute hospitals; groups and boards do not"
    )
    note[hidden] = "Hidden by NHS England: a small number"
    note[no_group] = "Detentions with no ethnic group recorded: no population, so no rate"
    rows = frame(
        "mha_detentions",
        area_code=table["org_code"].map({**_ICB_CODES, "All prov": ENGLAND}),
        period="2023-04-01/P1Y",
        group_type=table["kind"],
        group=table["shown_group"],
        value=rate,
        lower=lower,
        upper=upper,
        interval_method=np.where(usable, "byar", "none"),
        numerator=count.where(england),
        status=np.select([hidden, no_group], ["suppressed", "missing"], "published"),
        note=note,
    )
    return pd.concat([rows, _spoiled_deciles(rows)], ignore_index=True)


def _spoiled_deciles(rows: pd.DataFrame) -> pd.DataFrame:
    """Missing rows for the least deprived tenths whose labels are damaged in the only copy."""
    wanted = pd.MultiIndex.from_product([rows["area_code"].unique(), ["9", "10"]])
    deciles = rows[rows["group_type"].eq("imd_decile")]
    lost = wanted.difference(pd.MultiIndex.from_frame(deciles[["area_code", "group"]]))
    return frame(
        "mha_detentions",
        area_code=lost.get_level_values(0),
        period="2023-04-01/P1Y",
        group_type="imd_decile",
        group=lost.get_level_values(1),
        value=np.nan,
        note="Published, but the label of this tenth is damaged in the copy we could obtain",
    )


INDICATORS = {
    "children_mental_health": children_mental_health,
    "mha_detentions": mha_detentions,
    "self_harm_10_24": self_harm_10_24,
    "self_harm_all_ages": self_harm_all_ages,
    "suicide": suicide,
}
TABLES: dict[str, Builder] = {}
