"""Where people of each ethnic group, and children, live: tables for pages and model."""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, BuildError, Context
from data.build.observations import frame
from data.contract import ETHNIC_GROUPS

ALL_RESIDENTS = "All residents"
_ENGLAND = "E92000001"
_INDICES = ("imd", "idaci")
_FOLDER = "neighbourhood/"


def _with_wider_areas(
    table: pd.DataFrame, areas: pd.DataFrame, count: str, region: bool = False
) -> pd.DataFrame:
    """Add counties and combined authority (and the region) as sums of the lower tier.

    Raises BuildError when a lower-tier authority of the areas table has no rows.
    """
    lower = areas[areas["is_lower_tier"].astype(bool) & areas["level"].isin(["ltla", "utla"])]
    lower = lower[lower["region_code"].eq("E12000005")].set_index("area_code")
    if lost := sorted(set(lower.index) - set(table["area_code"])):
        raise BuildError(f"no rows for lower-tier authorities {lost}")
    keys = [name for name in table.columns if name not in ("area_code", count)]
    parts = [table]
    wider = ["utla_code", "combined_authority_code"] + (["region_code"] if region else [])
    for column in wider:
        parent = lower[column].replace("", pd.NA)
        parent = parent.where(parent.ne(parent.index.to_series()))
        part = table.assign(area_code=table["area_code"].map(parent)).dropna(subset=["area_code"])
        parts.append(part.groupby(["area_code", *keys])[count].sum().reset_index())
    return pd.concat(parts, ignore_index=True)


def _all_deciles(table: pd.DataFrame, keys: list[str], count: str) -> pd.DataFrame:
    """Complete the ten deciles: nobody living in a decile is a zero, not a gap."""
    levels = [sorted(table[key].unique()) for key in keys]
    grid = pd.MultiIndex.from_product(levels, names=keys)
    return table.set_index(keys)[count].reindex(grid, fill_value=0).reset_index()


def ethnic_group_by_decile(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Residents of all ages by ethnic group and deprivation decile of their neighbourhood.

    Returns
    -------
    DataFrame
        area_code (England, region, WMCA, upper and lower tier), index ("imd" or "idaci", IoD
        2025), decile (1 = most deprived tenth of England), group (five groups and "All
        residents"), residents (Census 2021).
    """
    source = context.read(f"{_FOLDER}ethnic5_by_iod2025_decile.csv")
    names = {group.lower(): group for group in ETHNIC_GROUPS} | {"all_residents": ALL_RESIDENTS}
    table = source[source["index"].isin(_INDICES)].rename(columns=names)
    table = table.melt(["area_code", "index", "decile"], list(names.values()), "group", "residents")
    table = _with_wider_areas(table, areas, "residents")
    return _all_deciles(table, ["area_code", "index", "decile", "group"], "residents")


def children_by_decile(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children aged 0 to 15 by deprivation decile of their neighbourhood.

    Returns
    -------
    DataFrame
        area_code, index ("imd" or "idaci"), decile, children (Census 2021, 0 to 15).
    """
    source = context.read(f"{_FOLDER}children0_15_by_iod2025_decile.csv")
    table = source[source["index"].isin(_INDICES)].rename(columns={"children_0_15": "children"})
    table = table[["area_code", "index", "decile", "children"]]
    table = _with_wider_areas(table, areas, "children")
    return _all_deciles(table, ["area_code", "index", "decile"], "children")


def ethnic_group_lsoa(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Residents of all ages by ethnic group and LSOA (Census 2021 TS021).

    Returns
    -------
    DataFrame
        area_code, group (five groups and "All residents"), residents.
    """
    source = context.read(f"{_FOLDER}census2021_ethnic5_lsoa21_wm.csv")
    names = {group.lower(): group for group in ETHNIC_GROUPS} | {"all_residents": ALL_RESIDENTS}
    table = source.rename(columns={"lsoa21_code": "area_code", **names})
    table = table.melt("area_code", list(names.values()), "group", "residents")
    return table.sort_values(["area_code", "group"]).reset_index(drop=True)


def children_lsoa(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children and all residents by LSOA (Census 2021).

    Returns
    -------
    DataFrame
        area_code, age ("0 to 4", "5 to 9", "10 to 14", "0 to 15", "All ages"), residents. The
        first three and the total are from the five-year table, 0 to 15 is from another table
        and is perturbed on its own, so the bands need not add up to it.
    """
    source = context.read(f"{_FOLDER}census2021_age5_lsoa21_wm.csv")
    names = {
        "age_4_under": "0 to 4",
        "age_5_9": "5 to 9",
        "age_10_14": "10 to 14",
        "age_0_15": "0 to 15",
        "total": "All ages",
    }
    table = source.rename(columns={"lsoa21_code": "area_code", **names})
    table = table.melt("area_code", list(names.values()), "age", "residents")
    table["residents"] = table["residents"].astype("int64")
    return table.sort_values(["area_code", "age"]).reset_index(drop=True)


def ethnic_detail_authority(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Residents of all ages in nineteen ethnic groups, by authority (Census 2021 TS021).

    Returns
    -------
    DataFrame
        area_code (lower tier, counties, WMCA, region), broad_group (one of five), group (as
        the Census names it), residents. The source has no ages.
    """
    source = context.read(f"{_FOLDER}census2021_ethnic19_lad_wm.csv")
    table = source[source["measure"].eq("number")].copy()
    parts = table["group"].str.split(": ", n=1, expand=True)
    table["broad_group"] = parts[0].str.extract(r"^(Asian|Black|Mixed|White|Other)")[0]
    if table["broad_group"].isna().any():
        raise BuildError("ethnic_detail_authority: a group lies in none of the five broad groups")
    table["group"] = parts[1]
    table["residents"] = table["value"].astype("int64")
    table = table.rename(columns={"ltla21_code": "area_code"})
    table = table[["area_code", "broad_group", "group", "residents"]]
    table = _with_wider_areas(table, areas, "residents", region=True)
    return table.sort_values(["area_code", "broad_group", "group"]).reset_index(drop=True)


def outcomes_by_idaci_decile_england(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Good level of development at age 5 in England by IDACI decile, in observation columns.

    area_level is empty: the rows are for `observations.finish` or for use as they are, with
    area E92000001 and indicator good_level_of_development.
    """
    source = context.read(f"{_FOLDER}smc2026_outcomes_by_idaci_decile_england.csv")
    other = set(source["measure_code"]) - {"in11"}
    if other or set(source["time_period"]) != {"2024/25"}:
        raise BuildError("smc2026_outcomes_by_idaci_decile_england.csv: unexpected measure or year")
    table = frame(
        "good_level_of_development",
        area_code=[_ENGLAND] * len(source),
        period="2024-09-01/P1Y",
        group_type="idaci_decile",
        group=source["primary_split_value"].astype(int).astype(str),
        value=source["value"],
    )
    return table.assign(area_level="country")


TABLES: dict[str, Builder] = {
    "ethnic_group_by_decile": ethnic_group_by_decile,
    "children_by_decile": children_by_decile,
    "ethnic_group_lsoa": ethnic_group_lsoa,
    "children_lsoa": children_lsoa,
    "ethnic_detail_authority": ethnic_detail_authority,
    "outcomes_by_idaci_decile_england": outcomes_by_idaci_decile_england,
}
