"""Published rates by neighbourhood quintile and by ethnic group, as the model spreads totals.

Each row is one published rate (or local count) with its geography, period and source; the model
uses ratios between groups only. An outcome that is not here on a dimension is not broken down
by it. Rates between whole authorities are not here: a slope between authorities says nothing
of neighbourhoods.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.build.context import Context
from data.build.model_seed import AUTHORITIES, lsoa
from data.contract import ETHNIC_GROUPS

REGION, ENGLAND = "E12000005", "E92000001"
COLUMNS = [
    "outcome",
    "dimension",
    "group",
    "area_code",
    "measure",
    "value",
    "period",
    "source_id",
    "evidence",
    "note",
]


def _rows(outcome: str, dimension: str, values: Mapping[str, float], **rest: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"outcome": outcome, "dimension": dimension, "group": str(group), "value": value} | rest
            for group, value in values.items()
        ],
        columns=COLUMNS,
    )


def _by_quintile(by_decile: pd.Series) -> dict[str, float]:
    """Quintile rates, 1 most deprived, from tenths of equal size (10 = most deprived)."""
    return {
        str(quintile): float(by_decile[[11 - 2 * quintile, 12 - 2 * quintile]].mean())
        for quintile in range(1, 6)
    }


def _care_by_quintile(context: Context) -> list[pd.DataFrame]:
    table = context.read("children/published_gradients_poverty_ethnicity_care.csv")
    parts = []
    for outcome, indicator in (
        ("looked_after", "Children looked after per 10,000"),
        ("child_protection_plans", "Children on child protection plans per 10,000"),
    ):
        part = table[
            (table["indicator"] == indicator)
            & table["breakdown_type"].str.startswith("neighbourhood deprivation decile")
        ]
        deciles = part.set_index(part["breakdown"].astype(int))["value"].astype(float)
        parts.append(
            _rows(
                outcome,
                "imd_quintile",
                _by_quintile(deciles),
                area_code=ENGLAND,
                measure="per 10,000 children",
                period="2015",
                source_id="published_gradients_poverty_ethnicity_care",
                evidence="G070 G071 G073",
                note="18 English authorities, neighbourhood tenths of the 2015 index in pairs",
            )
        )
    return parts


def _exclusions_by_quintile(context: Context) -> list[pd.DataFrame]:
    table = context.read("children/exclusions_england_characteristics_201112_201617.csv")
    table = table[
        (table["characteristic_desc"] == "IDACI")
        & (table["school_type"] == "Total")
        & (table["year"] == 201617)
        & ~table["characteristic_1"].str.contains("unclassified")
    ]
    start = table["characteristic_1"].str.extract(r"_(\d+)_to_")[0].astype(int)
    rank = 10 - start // 10  # 10 = most deprived tenth
    parts = []
    for outcome, column in (("permanent_exclusions", "perm_excl"), ("suspensions", "fixed_excl")):
        rate = table[column].astype(float) / table["headcount"].astype(float) * 100
        deciles = pd.Series(rate.to_numpy(), index=rank.to_numpy())
        parts.append(
            _rows(
                outcome,
                "imd_quintile",
                _by_quintile(deciles),
                area_code=ENGLAND,
                measure="per 100 pupils",
                period="2016/17",
                source_id="exclusions_england_characteristics_201112_201617",
                evidence="",
                note="tenths of IDACI 2015 (income deprivation affecting children), in pairs",
            )
        )
    return parts


def _exclusions_by_ethnicity(context: Context) -> list[pd.DataFrame]:
    region = context.read("children/exclusions_birmingham_wm_england_by_group_2007_2021.csv")
    region = region[
        (region["area_code"] == REGION)
        & (region["breakdown_type"] == "ethnicity")
        & region["academic_year_ending"].between(2018, 2021)
    ]
    summed = region.groupby("breakdown")[["headcount", "suspension", "perm_excl"]].sum()
    england = context.read("children/exclusions_england_characteristics_201112_201617.csv")
    england = england[(england["year"] == 201617) & (england["school_type"] == "Total")]
    england = england[england["characteristic_2"] == "Total"].set_index("characteristic_1")
    parts = []
    for outcome, regional, national in (
        ("suspensions", "suspension", "fixed_excl"),
        ("permanent_exclusions", "perm_excl", "perm_excl"),
    ):
        rates = (summed[regional] / summed["headcount"] * 100).to_dict()
        names = {"Other": "Ethnicity_Minor_Any_Other_Ethnic_Group", "all": "Total"}
        rate = {
            key: float(england.loc[name, national]) / float(england.loc[name, "headcount"])
            for key, name in names.items()
        }
        overall = summed[regional].sum() / summed["headcount"].sum() * 100
        rates["Other"] = overall * rate["Other"] / rate["all"]
        parts.append(
            _rows(
                outcome,
                "ethnicity",
                {group: rates[group] for group in ETHNIC_GROUPS},
                area_code=REGION,
                measure="per 100 pupils",
                period="2017/18 to 2020/21",
                source_id="exclusions_birmingham_wm_england_by_group_2007_2021",
                evidence="",
                note="four school years together, two of them pandemic years. Other is not in the "
                "regional source: the England ratio of 2016/17 is used",
            )
        )
    return parts


def _gradient(context: Context, ids: dict[str, str]) -> dict[str, float]:
    table = context.read("evidence/gradients.csv").set_index("id")
    bad = [each for each in ids.values() if table.loc[each, "verified"] not in ("yes", "computed")]
    if bad:
        raise ValueError(f"gradients.csv: {', '.join(bad)} not verified, so not to be used")
    return {group: float(table.loc[each, "value"]) for group, each in ids.items()}


def _need_by_ethnicity(context: Context) -> list[pd.DataFrame]:
    parts = []
    for outcome, ids in (
        (
            "children_in_need",
            {"White": "G115", "Mixed": "G117", "Asian": "G119", "Black": "G121", "Other": "G123"},
        ),
        (
            "child_protection_plans",
            {"White": "G116", "Mixed": "G118", "Asian": "G120", "Black": "G122", "Other": "G124"},
        ),
    ):
        parts.append(
            _rows(
                outcome,
                "ethnicity",
                _gradient(context, ids),
                area_code=ENGLAND,
                measure="per 10,000 children 0 to 16 of the group",
                period="2022",
                source_id="evidence_gradients",
                evidence=" ".join(ids.values()),
                note="national counts by group over the panel author's estimate of children",
            )
        )
    return parts


def _care_by_ethnicity(context: Context) -> pd.DataFrame:
    """Counts of looked-after children by group in each authority (suppressed cells left out)."""
    table = context.read("children/looked_after_children_la_2018_2025_long.parquet")
    table = table[
        (table["indicator"].astype(str) == "Children looked after on 31 March")
        & (table["breakdown_type"].astype(str) == "Ethnicity")
        & (table["year"] == 2025)
        & table["area_code"].isin([*AUTHORITIES, REGION])
    ]
    names = {
        "Asian or Asian British": "Asian",
        "Black, African, Caribbean or Black British": "Black",
        "Mixed or Multiple ethnic groups": "Mixed",
        "White": "White",
        "Other ethnic group": "Other",
    }
    group = table["breakdown"].astype(str).map(names)
    table = table[group.notna() & table["number"].notna()].assign(group=group)
    return pd.DataFrame(
        {
            "outcome": "looked_after",
            "dimension": "ethnicity",
            "group": table["group"],
            "area_code": table["area_code"].astype(str),
            "measure": "children",
            "value": table["number"].astype(float),
            "period": "31 March 2025",
            "source_id": "looked_after_children_la_2018_2025_long",
            "evidence": "",
            "note": "children of unknown ethnic group left out; suppressed counts stay out",
        },
        columns=COLUMNS,
    ).sort_values(["area_code", "group"])


def _custody_by_ethnicity(context: Context) -> pd.DataFrame:
    ids = {"Asian": "G088", "Black": "G086", "Mixed": "G087", "White": "G089", "Other": "G088"}
    return _rows(
        "custody",
        "ethnicity",
        _gradient(context, ids),
        area_code=ENGLAND,
        measure="per 10,000 aged 10 to 17",
        period="2015/16",
        source_id="evidence_gradients",
        evidence="G086 G087 G088 G089",
        note="England and Wales, whole numbers; the source joins Asian and Other",
    )


def _poverty_by_ethnicity(context: Context) -> pd.DataFrame:
    """UK rates by group; the Asian group weighted by the region's residents in the Census."""
    detail = {
        "Bangladeshi": "G058",
        "Pakistani": "G059",
        "Other Asian": "G062",
        "Indian": "G064",
        "Chinese": "G066",
    }
    rate = _gradient(context, detail)
    people = context.read("neighbourhood/census2021_ethnic19_lad_wm.csv")
    people = people[people["measure"] == "number"]
    weight = {
        name: people[people["group"].str.endswith(f": {name}")]["value"].sum() for name in detail
    }
    values = _gradient(
        context, {"Black": "G060", "Mixed": "G063", "White": "G065", "Other": "G061"}
    )
    values["Asian"] = sum(rate[n] * weight[n] for n in detail) / sum(weight.values())
    return _rows(
        "child_poverty",
        "ethnicity",
        {group: values[group] for group in ETHNIC_GROUPS},
        area_code="K02000001",
        measure="% of children, after housing costs",
        period="2019-20",
        source_id="evidence_gradients",
        evidence="G058 G059 G060 G061 G062 G063 G064 G065 G066",
        note="UK, after housing costs, while totals are before; Asian is five groups weighted by "
        "the region's residents of all ages",
    )


def _poverty_by_quintile(context: Context) -> pd.DataFrame:
    """Children in income-deprived families by authority and quintile (IoD 2025): local counts."""
    seed = lsoa(context, pd.DataFrame()).dropna(subset=["income_deprived_children"])
    counts = seed.groupby(["utla_code", "quintile"])[
        ["income_deprived_children", "children_0_15"]
    ].sum()
    rate = counts["income_deprived_children"] / counts["children_0_15"] * 100
    return pd.DataFrame(
        {
            "outcome": "child_poverty",
            "dimension": "imd_quintile",
            "group": rate.index.get_level_values("quintile").astype(str),
            "area_code": rate.index.get_level_values("utla_code"),
            "measure": "% of children 0 to 15 in income-deprived families",
            "value": rate.to_numpy(),
            "period": "2022",
            "source_id": "iod2025_indicators_lsoa21_wm",
            "evidence": "",
            "note": "neighbourhoods whose count is suppressed (32 in the region) left out",
        },
        columns=COLUMNS,
    )


def relative(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """All published patterns: columns as COLUMNS; ``area_code`` is the geography of the rate."""
    parts = [
        *_care_by_quintile(context),
        *_exclusions_by_quintile(context),
        *_exclusions_by_ethnicity(context),
        *_need_by_ethnicity(context),
        _care_by_ethnicity(context),
        _custody_by_ethnicity(context),
        _poverty_by_ethnicity(context),
        _poverty_by_quintile(context),
    ]
    return pd.concat(parts, ignore_index=True)
