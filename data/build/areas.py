"""Every area the atlas speaks of: its level, name, parents, size and place on the map.

Small areas, wards and lower-tier authorities are those of the West Midlands region. Upper-tier
authorities are those of all England, so that a national spine and statistical neighbours can be
drawn. One row per area code.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from data.build.context import BuildError, Context
from data.build.geometry import read_layer
from data.contract import AREA_LEVELS

ENGLAND, ENGLAND_AND_WALES, UNITED_KINGDOM = "E92000001", "K04000001", "K02000001"
REGION, COMBINED_AUTHORITY = "E12000005", "E47000007"

#: Newer or older codes of an authority that is in the table under another code (its boundary
#: moved by a sliver, its name and its children did not). Map them before joining a source.
SAME_AUTHORITY = {
    "E08000038": "E08000016",  # Barnsley from April 2025
    "E08000039": "E08000019",  # Sheffield from April 2025
    "E08000020": "E08000037",  # Gateshead until 2013
    "E06000048": "E06000057",  # Northumberland until 2013
}

#: Column order of the table; `build` says what each holds.
COLUMNS = (
    "area_code",
    "area_name",
    "official_name",
    "level",
    "is_lower_tier",
    "is_upper_tier",
    "in_region",
    "retired",
    "msoa_code",
    "ward_code",
    "ltla_code",
    "utla_code",
    "region_code",
    "country_code",
    "combined_authority_code",
    "icb_code",
    "police_force_code",
    "residents",
    "children",
    "children_census2021",
    "children_0_15",
    "imd_decile",
    "imd_quintile",
    "urban_rural",
    "lon",
    "lat",
    "west",
    "south",
    "east",
    "north",
)

_PARENTS = (
    "msoa_code",
    "ward_code",
    "ltla_code",
    "utla_code",
    "region_code",
    "combined_authority_code",
    "icb_code",
    "police_force_code",
)
_LATEST_CHILDREN = 2024
#: One degree of longitude is this much shorter than one of latitude in the region (52.5 N).
_LONGITUDE_SCALE = float(np.cos(np.deg2rad(52.5)))


def build(context: Context) -> pd.DataFrame:
    """Make the areas table, columns `COLUMNS`, sorted by level (finest first) and code.

    What the columns hold:

    - ``level``: one of `data.contract.AREA_LEVELS`. Unitary authorities, metropolitan and London
      boroughs are "utla" with both tier flags set; shire districts are "ltla".
    - ``in_region``: the area lies in (or is) the West Midlands region.
    - ``retired``: an authority abolished before mid-2024 that older figures still carry; its name
      says until when.
    - ``*_code`` parents: the area of that kind it lies in, or the area itself when it is of that
      kind. Ward of an LSOA is a best fit. Empty where there is none.
    - ``residents``: usual residents, Census 2021. Inside the region sums of LSOAs (wards: of
      best-fit LSOAs), so they add up exactly and differ by a few from published totals.
    - ``children``: aged 0 to 17, mid-2024 estimate; authorities (upper tier) and above only.
    - ``children_census2021``: aged 0 to 17, Census 2021; MSOA and above. Not to be mixed with
      ``children``. ``children_0_15``: aged 0 to 15, Census 2021, sums of LSOAs; region only.
    - ``imd_decile``, ``imd_quintile``: Index of Multiple Deprivation 2025, England-wide groups,
      1 = most deprived; LSOA only. ``urban_rural``: LSOA and MSOA.
    - ``lon``, ``lat``: centre of the largest circle inside the drawn polygon (WGS84), so a label
      there is inside the area. ``west``, ``south``, ``east``, ``north``: its bounding box.

    Raises
    ------
    BuildError
        When a code is there twice, a parent is unknown, or residents do not add up.
    """
    lsoas = _lsoas(context)
    authorities = context.read("geography/lookup_lad_utla_region.csv")
    parts = [
        lsoas,
        _msoas(context, lsoas),
        _wards(context, lsoas),
        _lower_tier(authorities),
        _upper_tier(context, authorities),
        _wider(context, authorities),
    ]
    table = pd.concat(parts, ignore_index=True)
    table["retired"] = table["retired"].eq(True)
    table["is_lower_tier"] = table["level"].eq("ltla") | (
        table["level"].eq("utla") & ~table["area_code"].str.startswith("E10")
    )
    table["is_upper_tier"] = table["level"].eq("utla")
    table["in_region"] = table["region_code"].eq(REGION)
    table["country_code"] = np.where(
        table["area_code"].str.startswith("K"), table["area_code"], ENGLAND
    )
    table["official_name"] = table["official_name"].fillna(table["area_name"])
    table = _add_people(context, table)
    table = _add_places(context, table)
    for name in ("residents", "children", "children_census2021", "children_0_15", "imd_decile"):
        table[name] = table[name].astype("Int64")
    table["imd_quintile"] = (table["imd_decile"] + 1) // 2
    rank = table["level"].map({level: i for i, level in enumerate(AREA_LEVELS)})
    order = np.lexsort((table["area_code"].to_numpy(str), rank.to_numpy()))
    table = table.iloc[order].reset_index(drop=True)[list(COLUMNS)]
    _check(table)
    return table


def _lsoas(context: Context) -> pd.DataFrame:
    lookup = context.read("geography/lookup_lsoa21_msoa21_lad_utla_region.csv")
    wards = context.read("geography/lookup_lsoa21_ward24_ward25.csv").set_index("LSOA21CD")
    deprivation = context.read("neighbourhood/iod2025_lsoa21_wm.csv").set_index("lsoa21_code")
    ages = context.read("neighbourhood/census2021_age5_lsoa21_wm.csv").set_index("lsoa21_code")
    code = lookup["LSOA21CD"]
    return pd.DataFrame(
        {
            "area_code": code,
            "area_name": lookup["LSOA21NM"],
            "level": "lsoa",
            "msoa_code": lookup["MSOA21CD"],
            "ward_code": code.map(wards["WD25CD"]),
            "ltla_code": lookup["LADCD"],
            "utla_code": lookup["UTLACD"],
            "region_code": lookup["RGNCD"],
            "combined_authority_code": lookup["CAUTHCD"],
            "icb_code": lookup["ICB24CD"],
            "police_force_code": lookup["PFA24CD"],
            "residents": lookup["POP_CENSUS2021"],
            "children_0_15": code.map(ages["age_0_15"]),
            "imd_decile": code.map(deprivation["imd_decile"]),
            "urban_rural": lookup["RUC21_URBAN_RURAL"],
        }
    )


def _inherit(table: pd.DataFrame, lsoas: pd.DataFrame, key: str) -> pd.DataFrame:
    """Give areas made of LSOAs the authority, region and service areas of those LSOAs."""
    wanted = [name for name in _PARENTS if name not in ("msoa_code", "ward_code")]
    first = lsoas.drop_duplicates(key).set_index(key)[wanted]
    if len(lsoas[[key, *wanted]].drop_duplicates()) != len(first):
        raise BuildError(f"an area of {key} lies in two authorities; check the geography lookups")
    return table.join(first, on="area_code")


def _msoas(context: Context, lsoas: pd.DataFrame) -> pd.DataFrame:
    names = context.read("geography/lookup_msoa21_names.csv")
    table = pd.DataFrame(
        {
            "area_code": names["MSOA21CD"],
            "area_name": names["MSOA21HCLNM"],
            "official_name": names["MSOA21NM"],
            "level": "msoa",
            "msoa_code": names["MSOA21CD"],
            "urban_rural": np.where(names["RUC21NM"].str.startswith("Urban"), "Urban", "Rural"),
        }
    )
    return _inherit(table, lsoas, "msoa_code")


def _wards(context: Context, lsoas: pd.DataFrame) -> pd.DataFrame:
    wards = context.read("geography/lookup_lsoa21_ward24_ward25.csv")
    wards = wards.drop_duplicates("WD25CD")
    table = pd.DataFrame(
        {
            "area_code": wards["WD25CD"].to_numpy(),
            "area_name": wards["WD25NM"].to_numpy(),
            "level": "ward",
            "ward_code": wards["WD25CD"].to_numpy(),
        }
    )
    return _inherit(table, lsoas, "ward_code")


def _lower_tier(authorities: pd.DataFrame) -> pd.DataFrame:
    districts = authorities[authorities["LADCD"].ne(authorities["UTLACD"])]
    return pd.DataFrame(
        {
            "area_code": districts["LADCD"],
            "area_name": districts["LADNM"],
            "level": "ltla",
            "ltla_code": districts["LADCD"],
            "utla_code": districts["UTLACD"],
            "region_code": districts["RGNCD"],
            "combined_authority_code": districts["CAUTHCD"],
            "icb_code": districts["ICB24CD"],
            "police_force_code": districts["PFA24CD"],
        }
    )


def _upper_tier(context: Context, authorities: pd.DataFrame) -> pd.DataFrame:
    people = context.read("children/population_0_17_la_2012_2024.csv")
    people = people[people["area_level"].eq("upper-tier authority")]
    last = people.groupby("area_code", as_index=False).agg(
        name=("area_name", "last"), year=("year", "max")
    )
    regions = context.read("children/exclusions_absence_by_sen_la_2018_2025.parquet")
    regions = regions[["area_code", "region_code"]].astype(str).drop_duplicates()
    # Inner and Outer London are statistical halves of the London region.
    regions["region_code"] = regions["region_code"].replace(
        {"E13000001": "E12000007", "E13000002": "E12000007"}
    )
    region_of = regions.drop_duplicates().set_index("area_code")["region_code"]
    code, retired = last["area_code"], last["year"].lt(_LATEST_CHILDREN)
    until = last["name"] + " (until " + (last["year"] + 1).astype(str) + ")"
    table = pd.DataFrame(
        {
            "area_code": code,
            "area_name": last["name"].where(~retired, until),
            "official_name": last["name"],
            "level": "utla",
            "ltla_code": code.where(~code.str.startswith("E10")),
            "utla_code": code,
            "region_code": code.map(region_of),
            "retired": retired,
        }
    )
    services = ["CAUTHCD", "ICB24CD", "PFA24CD"]
    own = authorities.drop_duplicates("UTLACD").set_index("UTLACD")[services]
    if len(authorities[["UTLACD", *services]].drop_duplicates()) != len(own):
        raise BuildError("a county of the region lies in two NHS or police areas; check the lookup")
    own.columns = ["combined_authority_code", "icb_code", "police_force_code"]
    return table.join(own, on="area_code")


def _wider(context: Context, authorities: pd.DataFrame) -> pd.DataFrame:
    people = context.read("children/population_0_17_la_2012_2024.csv")
    regions = people[people["area_code"].str.startswith("E12")].drop_duplicates("area_code")
    rows = [
        {"area_code": code, "area_name": name, "level": "region", "region_code": code}
        for code, name in zip(regions["area_code"], regions["area_name"], strict=True)
    ]
    rows.append(
        {
            "area_code": COMBINED_AUTHORITY,
            "area_name": "West Midlands Combined Authority",
            "level": "combined_authority",
            "region_code": REGION,
            "combined_authority_code": COMBINED_AUTHORITY,
        }
    )
    for level, column, code, name in (
        ("icb", "icb_code", "ICB24CD", "ICB24NM"),
        ("police_force", "police_force_code", "PFA24CD", "PFA24NM"),
    ):
        for area in authorities.drop_duplicates(code).itertuples():
            own, own_name = getattr(area, code), getattr(area, name)
            # The force's area bears the region's name; say which is meant.
            shown = f"{own_name} Police" if level == "police_force" else own_name
            rows.append(
                {
                    "area_code": own,
                    "area_name": shown,
                    "official_name": own_name,
                    "level": level,
                    "region_code": REGION,
                    column: own,
                }
            )
    for code, name in (
        (ENGLAND, "England"),
        (ENGLAND_AND_WALES, "England and Wales"),
        (UNITED_KINGDOM, "United Kingdom"),
    ):
        rows.append({"area_code": code, "area_name": name, "level": "country"})
    return pd.DataFrame(rows)


def _add_people(context: Context, table: pd.DataFrame) -> pd.DataFrame:
    """Residents and children of areas above the LSOA."""
    table = table.copy()
    is_lsoa = table["level"].eq("lsoa")
    for column in ("residents", "children_0_15"):
        sums = _sums_by_parent(table[is_lsoa], column)
        table[column] = table[column].fillna(table["area_code"].map(sums))
    census = pd.concat(
        [
            context.read("neighbourhood/census2021_child_ages_lad_region_england.csv"),
            context.read("neighbourhood/census2021_child_ages_msoa21_wm.csv").rename(
                columns={"msoa21_code": "area_code"}
            ),
        ]
    ).set_index("area_code")
    table["residents"] = table["residents"].fillna(table["area_code"].map(census["all_ages"]))
    table["children_census2021"] = table["area_code"].map(census["age_0_17"])
    # Counties, combined authority and service areas are made of whole lower-tier authorities.
    lower = table["is_lower_tier"] & table["in_region"]
    sums = _sums_by_parent(table[lower], "children_census2021")
    table["children_census2021"] = table["children_census2021"].fillna(table["area_code"].map(sums))
    people = context.read("children/population_0_17_la_2012_2024.csv")
    latest = people[people["year"].eq(_LATEST_CHILDREN)].set_index("area_code")
    table["children"] = table["area_code"].map(latest["population_estimate"])
    upper = table["is_upper_tier"] & table["in_region"] & ~table["retired"]
    sums = _sums_by_parent(table[upper], "children")
    return table.assign(children=table["children"].fillna(table["area_code"].map(sums)))


def _sums_by_parent(parts: pd.DataFrame, column: str) -> pd.Series:
    """Sum a count over every kind of parent; index: parent's code."""
    sums = [
        parts.groupby(name)[column].sum(min_count=1)
        for name in _PARENTS
        if parts[name].notna().any()
    ]
    joined = pd.concat(sums)
    return joined[~joined.index.duplicated()]


def _add_places(context: Context, table: pd.DataFrame) -> pd.DataFrame:
    """Label point and bounding box from the polygons that are drawn."""
    shapes = pd.concat(
        [
            read_layer(context, layer)
            for layer in ("lsoa", "msoa", "ward", "ltla", "utla", "outline")
        ]
    )
    shapes = shapes[~shapes.index.duplicated()]
    upper = table[table["is_upper_tier"] & table["in_region"] & ~table["retired"]]
    service = {
        code: shapely.union_all(shapes.loc[part["area_code"]].to_numpy())
        for name in ("icb_code", "police_force_code")
        for code, part in upper.groupby(name)
    }
    shapes = pd.concat([shapes, pd.Series(service)])
    geometry = shapes.to_numpy()
    boxes = shapely.bounds(geometry)
    flat = shapely.transform(geometry, lambda xy: xy * [_LONGITUDE_SCALE, 1.0])
    centre = shapely.get_point(shapely.maximum_inscribed_circle(flat), 0)
    places = pd.DataFrame(
        {
            "lon": shapely.get_x(centre) / _LONGITUDE_SCALE,
            "lat": shapely.get_y(centre),
            "west": boxes[:, 0],
            "south": boxes[:, 1],
            "east": boxes[:, 2],
            "north": boxes[:, 3],
        },
        index=shapes.index,
    ).round(5)
    return table.join(places, on="area_code")


def _check(table: pd.DataFrame) -> None:
    twice = table["area_code"][table["area_code"].duplicated()].tolist()
    if twice:
        raise BuildError(f"areas: these codes are there twice: {twice[:5]}")
    unnamed = table["area_code"][table["area_name"].isna()].tolist()
    if unnamed:
        raise BuildError(f"areas: these codes have no name: {unnamed[:5]}")
    for name in _PARENTS:
        unknown = sorted(set(table[name].dropna()) - set(table["area_code"]))
        if unknown:
            raise BuildError(f"areas: {name} names areas that are not in the table: {unknown[:5]}")
    small = table[table["level"].eq("lsoa")]
    for name in ("residents", "children_0_15", "imd_decile", "msoa_code", "ward_code"):
        if small[name].isna().any():
            raise BuildError(f"areas: an LSOA has no {name}; the geography and figures differ")
    missing = table["area_code"][table["is_upper_tier"] & table["region_code"].isna()].tolist()
    if missing:
        raise BuildError(f"areas: upper-tier authorities without a region: {missing[:5]}")
