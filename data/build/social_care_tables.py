"""Tables beside the indicators: populations, flows, the authority panel, published gradients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.intervals import byar
from data.build.context import BuildError, Context
from data.build.social_care_counts import boroughs, census_counts, children, looked_after_counts
from data.build.social_care_ethnicity import GRADIENTS, PANEL, ethnicity_counts
from data.contract import ETHNIC_GROUPS

_CARE = "Children looked after on 31 March"
_UASC = "Unaccompanied asylum-seeking children"


def population_children(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children aged 0 to 17, mid-year estimates: area_code, year (of the mid-year), children."""
    return children(context, areas)


#: Columns of the panel that the model's checks use: name here -> name in the file.
_PANEL_COLUMNS = {
    "new_la_code": "area_code",
    "la_name": "area_name",
    "region_name": "region_name",
    "time_period": "year",
    "population_0_16": "population_0_16",
    "rel_pov_chil": "poverty_children",
    "rel_pov_rate100": "poverty_percent",
    "referrals_n": "referrals",
    "started_episodes": "cin_starts",
    "ended_episodes": "cin_ends",
    "at31_episodes": "cin_stock",
    "cpp_start": "cpp_starts",
    "cpp_end": "cpp_ends",
    "at31_cpp": "cpp_stock",
    "cla_start": "cla_starts",
    "cla_cease": "cla_ends",
    "at31_cla": "cla_stock",
    "gspend_cla": "spend_looked_after",
    "gspend_saf": "spend_safeguarding",
    "gspend_fss": "spend_family_support",
    "gspend_yps": "spend_young_people",
    "gspend_ss5": "spend_under_5s",
    "gspend_yjs": "spend_youth_justice",
    "gspend_noncla_nonsg": "spend_prevention",
    "imd19_imd": "imd2019_score",
    "imd19_idaci": "idaci2019_score",
    **{f"cla_ethnicity_{g.lower()}": f"cla_{g.lower()}" for g in (*ETHNIC_GROUPS, "Unknown")},
    **{f"{g.lower()}_ethnest": f"children_{g.lower()}" for g in ETHNIC_GROUPS},
}


def authority_panel(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Authority-years 2010 to 2022 for checking the model: one row per authority and year.

    149 English upper-tier authorities as they were in 2022 (City of London and Isles of Scilly
    left out). ``year`` ends 31 March. Starts and ends are of the year, stocks on 31 March: children
    in need episodes (cin), protection plans (cpp), looked after (cla), looked after by ethnic
    group (2011 on). ``poverty_*``: children in relative low income before housing costs, 2015 on,
    2022 provisional. ``spend_*``: gross pounds in 2022 prices, as the panel's author deflated
    them; prevention is everything but care and safeguarding. ``population_0_16`` is aged 0 to 16.
    ``children_<group>``: aged 0 to 15, Census 2021 shares held fixed over the years. Empty:
    suppressed or not published. The panel holds first editions of the counts by ethnic group;
    those that the current edition suppresses (2021, 2022) are emptied too.
    """
    source = context.read(PANEL)
    table = source[list(_PANEL_COLUMNS)].rename(columns=_PANEL_COLUMNS)
    strange = set(table["area_code"]) - set(areas["area_code"])
    if strange:
        raise BuildError(f"{PANEL}: areas not in the areas table: {sorted(strange)[:5]}")
    if table.duplicated(["area_code", "year"]).any():
        raise BuildError(f"{PANEL}: an authority-year is there twice")
    counts = ethnicity_counts(context, areas)
    hidden = counts[
        counts["indicator_id"].eq("looked_after")
        & counts["group_type"].eq("ethnicity")
        & counts["status"].eq("suppressed")
    ]
    keys = pd.MultiIndex.from_frame(table[["area_code", "year"]])
    for group, part in hidden.groupby("group"):
        cells = pd.MultiIndex.from_frame(part[["area_code", "year"]])
        table.loc[keys.isin(cells), f"cla_{str(group).lower()}"] = np.nan
    return table.sort_values(["area_code", "year"], ignore_index=True)


def care_flows(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Yearly flows and stocks of children's social care, 2013 to 2025, in counts.

    One row per area and year ending 31 March: English upper-tier authorities, regions, England
    (both rounded to the nearest 10) and the combined authority (sum of its seven boroughs where
    all seven have the count).

    Columns: ``cin_starts``, ``cin_ends``, ``cin_stock`` (episodes of need), ``cin_any`` (episodes
    open at any point in the year), ``referrals``, ``cpp_starts``, ``cpp_stock``, ``cpp_any`` (the
    same for plans, to 2022), ``cpp_ends`` (published to 2022), ``cpp_ends_balance`` (ours: starts
    less the rise of the stock over the year), ``cla_starts``, ``cla_ends``, ``cla_stock``
    (2018 on), ``uasc_starts``, ``uasc_ends``, ``uasc_stock`` (unaccompanied asylum-seeking
    children, 2021 on, part of ``cla``), ``children_0_17`` (mid-year before). Empty: suppressed or
    not published.
    """
    care_start = "Children starting to be looked after"
    care_end = "Children ceasing to be looked after"
    lines = {
        "cin_starts": census_counts(context, areas, "b1", "Started_episodes"),
        "cin_ends": census_counts(context, areas, "b1", "Ended_episodes"),
        "cin_stock": census_counts(context, areas, "b1", "At31_episodes"),
        "cin_any": census_counts(context, areas, "b1", "Anypoint_episodes"),
        "referrals": census_counts(context, areas, "c1", "referral_count"),
        "cpp_starts": census_counts(context, areas, "d3", "CPP_start"),
        "cpp_ends": census_counts(context, areas, "d1", "CPP_end"),
        "cpp_stock": census_counts(context, areas, "d5", "CPP_At31"),
        "cpp_any": census_counts(context, areas, "d1", "CPP_anypoint"),
        "cla_starts": looked_after_counts(context, areas, f"{care_start} (rate)", "Total", "Total"),
        "cla_ends": looked_after_counts(context, areas, f"{care_end} (rate)", "Total", "Total"),
        "cla_stock": looked_after_counts(context, areas, f"{_CARE} (rate)", "Total", "Total"),
        "uasc_starts": looked_after_counts(context, areas, f"{care_start} in year", _UASC, _UASC),
        "uasc_ends": looked_after_counts(context, areas, f"{care_end} in year", _UASC, _UASC),
        "uasc_stock": looked_after_counts(context, areas, _CARE, _UASC, "UASC"),
    }
    keys = ["area_code", "year"]
    table = pd.concat({name: line.set_index(keys)["count"] for name, line in lines.items()}, axis=1)
    people = children(context, areas)
    people["year"] += 1
    table["children_0_17"] = people.set_index(keys)["children"].reindex(table.index)
    table = table[table[list(lines)].notna().any(axis=1)].reset_index()
    parent = boroughs(areas)
    parts = table[table["area_code"].isin(parent.index)]
    sums = parts.drop(columns="area_code").groupby("year").sum(min_count=len(parent))
    table = pd.concat(
        [table, sums.reset_index().assign(area_code=parent.iloc[0])], ignore_index=True
    ).sort_values(keys, ignore_index=True)
    before = table.groupby("area_code")["cpp_stock"].shift()
    follows = table.groupby("area_code")["year"].diff().eq(1)
    balance = (table["cpp_starts"] - (table["cpp_stock"] - before)).where(follows)
    table["cpp_ends_balance"] = balance
    order = ["cpp_ends", "cpp_ends_balance"]
    at = list(lines).index("cpp_ends")
    columns = [*keys, *list(lines)[:at], *order, *list(lines)[at + 1 :], "children_0_17"]
    return table[columns]


#: First words of a title in the source -> indicator it belongs to, and its measure in our words.
_MEASURES = {
    "Children on child protection plans per 10,000": (
        "child_protection_plans",
        "On a child protection plan, per 10,000 children",
    ),
    "Children looked after per 10,000": ("looked_after", "Looked after, per 10,000 children"),
    "Social gradient in children looked after rate (": (
        "looked_after",
        "Times the looked-after rate rises from one of three deprivation levels to the next",
    ),
    "Social gradient in children looked after rate, all": (
        "looked_after",
        "Times the looked-after rate rises from one of three deprivation levels to the next",
    ),
    "Social gradient in children looked after rate, low": (
        "looked_after",
        "Times the looked-after rate rises from one of three deprivation levels to the next,"
        " authorities of low income inequality",
    ),
    "Children looked after: incidence rate ratio": (
        "looked_after",
        "Times the looked-after rate of White British children in neighbourhoods of the same"
        " deprivation",
    ),
    "Additional children (under 16)": (
        "looked_after_starts",
        "More children under 16 entering care, per 100,000, for one point more child poverty",
    ),
    "Share of care entries": (
        "looked_after_starts",
        "Per cent of care entries under 16 tied to the rise of child poverty",
    ),
    "Additional children entering care": (
        "looked_after_starts",
        "Children entering care tied to the rise of child poverty over the period",
    ),
    "Children in care, most": ("looked_after", "One child in so many is in care"),
    "Children in care, least": ("looked_after", "One child in so many is in care"),
}


def _measure(title: str) -> tuple[str, str]:
    fits = [words for start, words in _MEASURES.items() if title.startswith(start)]
    if len(fits) != 1:
        raise BuildError(f"{GRADIENTS}: no measure named for '{title}'")
    return fits[0]


def _gradient_note(note: str) -> str:
    if note.startswith("gradient"):
        significant = "significant: Yes" in note
        differs = "White British: Yes" in note
        words = f"The gradient is {'' if significant else 'not '}statistically significant"
        return words + ("; it differs from that of White British children" if differs else "")
    return "White British is 1; no interval in the source read" if "reference group" in note else ""


def _gradient_rows(source: pd.DataFrame) -> pd.DataFrame:
    kind = source["breakdown_type"]
    decile = kind.str.contains("10 = most deprived")
    crossed = kind.eq("ethnic group | neighbourhood deprivation")
    by_group = kind.eq("ethnic group")
    pieces = source["breakdown"].str.split(" | ", regex=False, expand=True).reindex(columns=[0, 1])
    broad = pieces[0].isin(ETHNIC_GROUPS)
    turned = (11 - pd.to_numeric(source["breakdown"].where(decile))).astype("Int64").astype(str)
    named = source["indicator"].map(_measure)
    return pd.DataFrame(
        {
            "indicator_id": named.str[0],
            "geography": source["geography"],
            "period": source["period"],
            "dimension": np.select(
                [decile, crossed, by_group & broad, by_group, kind.eq("neighbourhood deprivation")],
                [
                    "imd_decile",
                    "ethnicity_x_deprivation_level",
                    "ethnicity",
                    "ethnicity_detail",
                    "deprivation",
                ],
                "all",
            ),
            "group": np.where(decile, "all", pieces[0].str.replace("All", "all")),
            "level": np.where(decile, turned, pieces[1].fillna("")),
            "measure": named.str[1],
            "value": source["value"].astype(float),
            "lower": source["lower_95"].astype(float),
            "upper": source["upper_95"].astype(float),
            "source": source["original_publication"],
            "note": source["note"].fillna("").map(_gradient_note),
        }
    )


def _contrast_2022(panel: pd.DataFrame) -> pd.DataFrame:
    """Care rates by ethnic group, 2022, England and West Midlands, on the panel's own basis."""
    panel = panel[panel["time_period"].eq(2022)]
    places = {"England": panel, "West Midlands": panel[panel["region_name"].eq("West Midlands")]}
    rows = []
    for place, part in places.items():
        for group in ETHNIC_GROUPS:
            both = part[[f"cla_ethnicity_{group.lower()}", f"{group.lower()}_ethnest"]].dropna()
            count, people = both.sum()
            lower, upper = byar(count, people, 10_000)
            rows.append(
                {
                    "indicator_id": "looked_after",
                    "geography": place,
                    "period": "2022",
                    "dimension": "ethnicity",
                    "group": group,
                    "level": "",
                    "measure": "Children looked after (all ages under 18) per 10,000 children"
                    " aged 0 to 15",
                    "value": count / people * 10_000,
                    "lower": float(lower),
                    "upper": float(upper),
                    "source": "Own computation from the authority panel (Webb 2024,"
                    " doi 10.15131/shef.data.26348359)",
                    "note": f"{len(both)} of {len(part)} authorities: those with a suppressed"
                    " count are left out above and below. Higher than rates per 10,000 aged"
                    " 0 to 17: for those see the looked_after indicator by ethnicity",
                }
            )
    return pd.DataFrame(rows)


def gradients_published(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Gradients of care that do not fit an indicator's unit, each with its publication.

    Columns indicator_id, geography, period, dimension (a group type, "deprivation" or "all"),
    group, level (deprivation decile with 1 = most deprived, or low/middle/high deprivation),
    measure (with unit), value, lower, upper, source, note. Rows of the source on adult abuse and
    on poverty by ethnic group are left out: it says itself that their definition is unchecked.
    """
    source = context.read(GRADIENTS)
    unchecked = source["note"].fillna("").str.contains("before use")
    return pd.concat(
        [_gradient_rows(source[~unchecked]), _contrast_2022(context.read(PANEL))], ignore_index=True
    )


Table = Callable[[Context, pd.DataFrame], pd.DataFrame]
TABLES: dict[str, Table] = {
    "population_children": population_children,
    "authority_panel": authority_panel,
    "care_flows": care_flows,
    "gradients_published": gradients_published,
    "social_care_ethnicity_counts": ethnicity_counts,
}
