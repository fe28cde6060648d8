"""English Indices of Deprivation 2025: national deciles, ranks and crime rates by LSOA."""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, BuildError, Context
from data.build.observations import frame

#: The release of 2025. Most figures in it describe 2022 to 2024.
RELEASE = "2025-01-01/P1Y"
#: LSOAs of England that are ranked against each other.
RANKED = 33_755
_RANKS = "neighbourhood/iod2025_lsoa21_wm.csv"
_FIGURES = "neighbourhood/iod2025_indicators_lsoa21_wm.csv"
_AUTHORITIES = "neighbourhood/iod2025_lad24_england_long.csv"
_INDEX_NAMES = {
    "Index of Multiple Deprivation": "imd",
    "Income Deprivation": "income",
    "Employment Deprivation": "employment",
    "Education, Skills and Training Deprivation": "education",
    "Health Deprivation and Disability": "health",
    "Crime": "crime",
    "Barriers to Housing and Services": "barriers",
    "Living Environment Deprivation": "living_env",
    "Income Deprivation Affecting Children": "idaci",
    "Income Deprivation Affecting Older People": "idaopi",
}


def _decile(indicator_id: str, index: str) -> Builder:
    def build(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
        source = context.read(_RANKS)
        return frame(
            indicator_id,
            area_code=source["lsoa21_code"],
            period=RELEASE,
            value=source[f"{index}_decile"],
            note=[
                f"Rank {rank:,} of {RANKED:,} neighbourhoods in England, 1 = most deprived"
                for rank in source[f"{index}_rank"]
            ],
        )

    build.__doc__ = f"National decile of each LSOA on the index '{index}'; the rank in the note."
    return build


def _crime_rate(indicator_id: str, column: str) -> Builder:
    """LSOAs only: the people at risk (the denominator) are not published with the rates."""

    def build(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
        source = context.read(_FIGURES)
        return frame(
            indicator_id, area_code=source["lsoa21_code"], period=RELEASE, value=source[column]
        )

    build.__doc__ = f"IoD 2025 underlying figure '{column}', LSOAs, as published."
    return build


def iod_ranks(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Every index, domain and sub-domain of IoD 2025 by LSOA.

    Returns
    -------
    DataFrame
        area_code, index, rank (1 = most deprived of 33,755), decile (1 = most deprived tenth),
        score (NaN for idaci and idaopi, whose LSOA scores are not in hand). One row per LSOA
        and index, sorted by both.
    """
    source = context.read(_RANKS)
    names = [name.removesuffix("_rank") for name in source.columns if name.endswith("_rank")]
    parts = []
    for name in names:
        part = source[["lsoa21_code", f"{name}_rank", f"{name}_decile"]].copy()
        part.columns = pd.Index(["area_code", "rank", "decile"])
        score = f"{name}_score"
        part["score"] = source[score] if score in source else float("nan")
        parts.append(part.assign(index=name))
    table = pd.concat(parts, ignore_index=True).sort_values(["area_code", "index"])
    return table[["area_code", "index", "rank", "decile", "score"]].reset_index(drop=True)


def iod_authority(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Authority summaries of IoD 2025 as published: single-tier authorities of all England.

    Counties are not in the source, and shire districts outside the region are left out, as in
    the areas table.

    Returns
    -------
    DataFrame
        area_code, index ("imd", "idaci", "income", ... as in `iod_ranks`), average_rank (of its
        neighbourhoods, weighted by people; a higher number is more deprived here, unlike in
        `iod_ranks`), average_score (for income, employment, idaci and idaopi a share from 0 to
        1), share_most_deprived (of its neighbourhoods, the share among the most deprived tenth
        of England, 0 to 1). One row per authority and index.

    Raises
    ------
    BuildError
        When an index of the file is not known, or an authority of the region is not in it.
    """
    source = context.read(_AUTHORITIES)
    source["index"] = source["index_domain"].map(_INDEX_NAMES)
    if source["index"].isna().any():
        odd = sorted(source.loc[source["index"].isna(), "index_domain"].unique())
        raise BuildError(f"{_AUTHORITIES}: unknown index {odd}")
    lower = areas[areas["is_lower_tier"].astype(bool)]
    region = set(lower.loc[lower["in_region"], "area_code"])
    if lost := sorted(region - set(source["area_code"])):
        raise BuildError(f"{_AUTHORITIES}: no rows for authorities {lost}")
    table = source[source["area_code"].isin(lower["area_code"])]
    table = table.rename(columns={"proportion_bottom_decile": "share_most_deprived"})
    columns = ["area_code", "index", "average_rank", "average_score", "share_most_deprived"]
    return table[columns].sort_values(["area_code", "index"]).reset_index(drop=True)


INDICATORS: dict[str, Builder] = {
    "imd_decile": _decile("imd_decile", "imd"),
    "idaci_decile": _decile("idaci_decile", "idaci"),
    "living_environment_decile": _decile("living_environment_decile", "living_env"),
    "health_deprivation_decile": _decile("health_deprivation_decile", "health"),
    "childrens_education_decile": _decile(
        "childrens_education_decile", "children_and_young_people"
    ),
    "crime_decile": _decile("crime_decile", "crime"),
    "indoors_decile": _decile("indoors_decile", "indoors"),
    "violence_with_injury_lsoa": _crime_rate(
        "violence_with_injury_lsoa", "violence_with_injury_rate_per_1_000_at_risk_population"
    ),
    "stalking_harassment_lsoa": _crime_rate(
        "stalking_harassment_lsoa", "stalking_and_harassment_rate_per_1_000_at_risk_population"
    ),
    "antisocial_behaviour_lsoa": _crime_rate(
        "antisocial_behaviour_lsoa", "anti_social_behaviour_rate_per_1_000_at_risk_population"
    ),
}
TABLES: dict[str, Builder] = {"iod_ranks": iod_ranks, "iod_authority": iod_authority}
