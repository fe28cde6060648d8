"""What the model starts from: neighbourhood seed, margins, totals, published patterns, panel.

Four tables, each a plain list of published or derived figures with the source beside it:

``model_lsoa``      one row per neighbourhood (LSOA 2021): authority, quintile, children 0-15
                    (Census 2021) and residents by ethnic group: the seed of the cells.
``model_margins``   children 0-17 by authority (mid-2024), by authority and ethnic group, by
                    authority and quintile: what the fitted cells must add to.
``model_totals``    each outcome by authority and year: the latest is met exactly.
``model_relative``  published rates by neighbourhood quintile or ethnic group.

Back-casts use ``authority_panel``, which the social care family publishes.

The fit itself is the model's (`model.population`); nothing is fitted or simulated here.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.context import Builder, Context
from data.build.model_patterns import relative
from data.build.model_seed import AUTHORITIES, GROUP_COLUMNS, lsoa
from data.build.school_exclusions_new import BY_ETHNICITY, MEASURES
from data.build.social_care_tables import care_flows
from data.contract import ETHNIC_GROUPS

#: The seven metropolitan boroughs, for which offences by children are published.
BOROUGHS = tuple(code for code in AUTHORITIES if code.startswith("E08"))


def margins(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """What the cells must add to: columns kind, area_code, group, children, basis.

    Ethnic shares of children are the panel author's estimates for 2022 (ages 0 to 16), quintile
    shares those of children 0 to 15 in the Census 2021, both carried to the mid-2024 total.
    """
    totals = _children_2024(context)
    panel = context.read("evidence/la_panel_2010_2022.csv")
    panel = panel[(panel["time_period"] == 2022) & panel["new_la_code"].isin(AUTHORITIES)]
    rows = [
        ("authority", code, "all", totals[code], "ONS mid-2024 estimate") for code in AUTHORITIES
    ]
    for record in panel.sort_values("new_la_code").itertuples():
        counts = np.array([getattr(record, f"{name}_ethnest") for name in GROUP_COLUMNS])
        shares = counts / counts.sum()
        for group, share in zip(ETHNIC_GROUPS, shares, strict=True):
            rows.append(
                (
                    "authority_ethnicity",
                    record.new_la_code,
                    group,
                    share * totals[record.new_la_code],
                    "estimate for ages 0 to 16 in 2022, carried to the mid-2024 total",
                )
            )
    seed = lsoa(context, areas)
    counts = seed.groupby(["utla_code", "quintile"])["children_0_15"].sum()
    for (code, quintile), count in counts.items():
        share = count / counts[code].sum()
        rows.append(
            (
                "authority_quintile",
                code,
                str(quintile),
                share * totals[code],
                "children 0 to 15, Census 2021, carried to the mid-2024 total",
            )
        )
    return pd.DataFrame(rows, columns=["kind", "area_code", "group", "children", "basis"])


def _children_2024(context: Context) -> dict[str, float]:
    table = context.read("children/population_0_17_la_2012_2024.csv")
    table = table[(table["year"] == 2024) & table["area_code"].isin(AUTHORITIES)]
    return dict(zip(table["area_code"], table["population_estimate"].astype(float), strict=True))


def _children_by_year(context: Context) -> pd.Series:
    table = context.read("children/population_0_17_la_2012_2024.csv")
    return table.set_index(["area_code", "year"])["population_estimate"].astype(float)


def _lait(context: Context, measure: str) -> pd.DataFrame:
    table = context.read("children/lait_measures_2016_2025_long.parquet")
    table = table[(table["measure_short"] == measure) & table["area_code"].isin(AUTHORITIES)]
    table = table.dropna(subset=["value"])
    return pd.DataFrame(
        {
            "area_code": table["area_code"].astype(str),
            "year": table["end_year"].astype(int),
            "value": table["value"].astype(float),
        }
    )


def _counts(outcome: str, table: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Published counts with children 0-17 of the mid-year before (the publisher's own base)."""
    keys = list(zip(table["area_code"], (table["year"] - 1).clip(upper=2024), strict=True))
    denominator = people.reindex(keys).to_numpy()
    return pd.DataFrame(
        {
            "outcome": outcome,
            "area_code": table["area_code"].to_numpy(),
            "year": table["year"].to_numpy(),
            "count": table["value"].to_numpy(),
            "denominator": denominator,
            "base": "children 0 to 17",
            "status": "published",
        }
    )


def _rates(
    outcome: str, rates: pd.DataFrame, people: pd.Series, per: float, base: str
) -> pd.DataFrame:
    """Counts from a published rate and the latest published number of those at risk."""
    denominator = people.reindex(rates["area_code"]).to_numpy()
    return pd.DataFrame(
        {
            "outcome": outcome,
            "area_code": rates["area_code"].to_numpy(),
            "year": rates["year"].to_numpy(),
            "count": rates["value"].to_numpy() * denominator / per,
            "denominator": denominator,
            "base": base,
            "status": "derived",
        }
    )


def _pupils(context: Context) -> pd.Series:
    table = context.read("children/exclusions_la_schooltype_200607_202223.parquet")
    table = table[
        (table["academic_year"].astype(str) == "202223")
        & (table["school_type"].astype(str) == "Total")
        & table["area_code"].isin(AUTHORITIES)
    ]
    return table.set_index(table["area_code"].astype(str))["headcount"].astype(float)


def _exclusions(context: Context, outcome: str) -> pd.DataFrame:
    """Published counts and pupils of the school years with both."""
    table = context.read(BY_ETHNICITY)
    table = table[
        table["measure"].eq(MEASURES[outcome])
        & table["ethnic_group"].eq("Total")
        & table["area_code"].isin(AUTHORITIES)
    ]
    return pd.DataFrame(
        {
            "outcome": outcome,
            "area_code": table["area_code"].astype(str),
            "year": table["period"].str[:4].astype(int) + 1,
            "count": table["numerator"].astype(float),
            "denominator": table["denominator"].astype(float),
            "base": "pupils",
            "status": "published",
        }
    )


def _ages(context: Context, columns: list[str]) -> pd.Series:
    """Residents of some ages by upper-tier authority, Census 2021 (districts added up)."""
    table = context.read("neighbourhood/census2021_child_ages_lad_region_england.csv")
    lookup = context.read("geography/lookup_lad_utla_region.csv")
    upper = dict(zip(lookup["LADCD"], lookup["UTLACD"], strict=True))
    table = table[table["area_code"].isin(upper)]
    return table.groupby(table["area_code"].map(upper))[columns].sum().sum(axis=1).astype(float)


def _custody(context: Context, entrants: pd.DataFrame) -> pd.DataFrame:
    """Custodial sentences: regional only. See ``model_totals`` notes in docs/model.md.

    The last count of custodial sentences in hand for the region is for 2017. It is carried to
    2021 with the region's sentenced custody population and shared among authorities as
    first-time entrants are: modelled, and said so.
    """
    table = context.read("children/youth_justice_birmingham_wm_2007_2022_long.csv")
    region = table[table["area_code"] == "E12000005"]
    disposals = region[
        region["indicator"].str.startswith("Disposals")
        & region["breakdown"].str.startswith("Custody")
        & (region["year"] == 2017)
    ]["value"].sum()
    held = region[
        (region["indicator"] == "Average children in custody") & (region["breakdown"] != "Remand")
    ]
    change = held[held["year"] == 2021]["value"].sum() / held[held["year"] == 2017]["value"].sum()
    latest = entrants.sort_values("year").groupby("area_code").tail(1)
    share = latest["count"] / latest["count"].sum()
    return latest.assign(
        outcome="custody", year=2021, count=share * disposals * change, status="modelled"
    )


def _violence(context: Context, entrants: pd.DataFrame) -> pd.DataFrame:
    """Robbery and violence against the person by children, proven, year to March 2023.

    Published for the seven boroughs. The other seven authorities get the boroughs' ratio of
    such offences to first-time entrants: modelled, and said so.
    """
    table = context.read("children/youth_justice_offences_wm_2013_14_2022_23.csv")
    table = table[
        (table["financial_year"] == "2022-23")
        & table["offence_group"].isin(["Robbery", "Violence Against The Person"])
    ]
    counted = table.groupby("area_code")["offences"].sum()
    latest = entrants.sort_values("year").groupby("area_code").tail(1).set_index("area_code")
    ratio = counted.sum() / latest.loc[list(BOROUGHS), "count"].sum()
    count = (latest["count"] * ratio).where(
        ~latest.index.isin(counted.index), counted.reindex(latest.index)
    )
    status = np.where(latest.index.isin(counted.index), "published", "modelled")
    return latest.assign(
        outcome="serious_violence", year=2023, count=count, status=status
    ).reset_index()


def totals(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Each outcome by authority and year ending: count, those at risk, and how it is known.

    ``status``: "published" counts; "derived" where a published rate was multiplied by a
    published number of people; "modelled" where no authority figure is published.
    """
    people = _children_by_year(context)
    flows = care_flows(context, areas)
    flows = flows[flows["area_code"].isin(AUTHORITIES)]
    parts = []
    for outcome, column in (
        ("children_in_need", "cin_stock"),
        ("cin_starts", "cin_starts"),
        ("child_protection_plans", "cpp_stock"),
        ("cpp_starts", "cpp_starts"),
        ("looked_after", "cla_stock"),
        ("care_entries", "cla_starts"),
        ("care_exits", "cla_ends"),
    ):
        counts = flows[["area_code", "year", column]].dropna().rename(columns={column: "value"})
        parts.append(_counts(outcome, counts, people))
    pupils = _pupils(context)
    for outcome, measure in (
        ("suspensions", "TotFixedEx"),
        ("permanent_exclusions", "TotPermEx"),
        ("persistent_absence", "TotPerAbNew"),
    ):
        rates = _rates(outcome, _lait(context, measure), pupils, 100, "pupils")
        if outcome in MEASURES:
            counts = _exclusions(context, outcome)
            rates = pd.concat([rates[~rates["year"].isin(counts["year"])], counts])
        parts.append(rates)
    teenagers = _ages(context, ["age_10_17"])
    entrants = _rates(
        "first_time_entrants", _lait(context, "FirstYJS"), teenagers, 1e5, "children 10 to 17"
    )
    parts += [entrants, _custody(context, entrants), _violence(context, entrants)]
    fingertips = context.read("health_crime/fingertips_all_authorities_2020_vintage.parquet")
    harm = fingertips[
        fingertips["indicator"].astype(str).str.contains("self-harm")
        & fingertips["area_code"].isin(AUTHORITIES)
    ]
    harm = pd.DataFrame(
        {
            "area_code": harm["area_code"].astype(str),
            "year": harm["period"].astype(str).str[:4].astype(int) + 1,
            "value": harm["value"].astype(float),
        }
    )
    young = _ages(context, ["age_10_17", "age_18_24"])
    parts.append(_rates("self_harm_admissions", harm, young, 1e5, "people 10 to 24"))
    poverty = context.read("neighbourhood/cilif_relative_lad_wm_fye2022_2025.csv")
    poverty = poverty[
        (poverty["housing_costs"] == "BHC")
        & (poverty["measure"] == "Percentage")
        & poverty["areacd"].isin(AUTHORITIES)
    ].drop_duplicates(["areacd", "fye"])
    poverty = pd.DataFrame(
        {
            "area_code": poverty["areacd"],
            "year": poverty["fye"].astype(int),
            "value": poverty["observation"].astype(float),
        }
    )
    under_16 = _ages(context, ["age_0_4", "age_5_10", "age_11_15"])
    parts.append(_rates("child_poverty", poverty, under_16, 100, "children 0 to 15"))
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["outcome", "area_code", "year"], ignore_index=True)


INDICATORS: dict[str, Builder] = {}
TABLES = {
    "model_lsoa": lsoa,
    "model_margins": margins,
    "model_totals": totals,
    "model_relative": relative,
}
