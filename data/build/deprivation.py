"""Neighbourhood counts summed: into larger areas, and by how deprived the neighbourhood is.

Rates are never averaged here. Numerators and denominators are added up and the rate is formed
once, by `data.build.observations.finish`.
"""

from __future__ import annotations

import pandas as pd

from data.build.context import BuildError
from data.build.observations import roll_up

_KINDS = {"imd_decile": "tenth", "imd_quintile": "fifth"}


def _parents(areas: pd.DataFrame, with_msoa: bool) -> dict[str, pd.Series]:
    """Neighbourhood code -> code of the area it lies in, for each kind of larger area.

    Boroughs and unitary authorities are both lower and upper tier; they come once, as lower
    tier, so that only the counties are left under "county".
    """
    lsoa = areas[areas["level"].eq("lsoa")].set_index("area_code")
    county = lsoa["utla_code"].where(lsoa["utla_code"].ne(lsoa["ltla_code"]))
    parents = {
        "lower tier": lsoa["ltla_code"],
        "county": county,
        "combined authority": lsoa["combined_authority_code"],
        "region": lsoa["region_code"],
    }
    if with_msoa:
        parents = {"MSOA": lsoa["msoa_code"], **parents}
    return {name: codes.replace("", pd.NA) for name, codes in parents.items()}


def larger_areas(
    lsoa_rows: pd.DataFrame, areas: pd.DataFrame, note: str = "Sum of neighbourhood counts"
) -> pd.DataFrame:
    """Sum neighbourhood counts into MSOAs, authorities, combined authority and region.

    Parameters
    ----------
    lsoa_rows
        Observations of one indicator for LSOAs 2021 (columns of `observations.frame`) with
        numerator and denominator; an LSOA without either makes its parents "missing".
    areas
        The areas table, with the parents of each LSOA.
    note
        Why the rows are derived, in plain words.

    Returns
    -------
    DataFrame
        Observations, status "derived", one row per larger area, period and group.
    """
    parts = [roll_up(lsoa_rows, codes, note) for codes in _parents(areas, True).values()]
    return pd.concat(parts, ignore_index=True)


def by_deprivation(
    lsoa_rows: pd.DataFrame, areas: pd.DataFrame, kind: str = "imd_decile"
) -> pd.DataFrame:
    """Sum neighbourhood counts by national deprivation group within each larger area.

    A neighbourhood's group is its place among all neighbourhoods of England (Index of Multiple
    Deprivation 2025), not its place within the area; so an area has no row for a group in which
    it has no neighbourhood.

    Parameters
    ----------
    lsoa_rows
        Observations of one indicator for LSOAs 2021 with numerator and denominator, all of
        group "all".
    areas
        The areas table; ``areas[kind]`` gives each LSOA its group, 1 = most deprived.
    kind
        "imd_decile" or "imd_quintile".

    Returns
    -------
    DataFrame
        Observations with group_type ``kind``, status "derived", for the lower tier, the
        counties, the combined authority and the region.

    Raises
    ------
    BuildError
        For another kind, for rows that are already broken down, or for a neighbourhood without
        a deprivation group.
    """
    if kind not in _KINDS:
        raise BuildError(f"deprivation group '{kind}' is not known; use {' or '.join(_KINDS)}")
    if lsoa_rows["group_type"].ne("all").any():
        raise BuildError("by_deprivation takes rows for all people, not rows already broken down")
    lsoa = areas[areas["level"].eq("lsoa")].set_index("area_code")
    group = pd.to_numeric(lsoa_rows["area_code"].map(lsoa[kind]), errors="coerce")
    if group.isna().any():
        lost = sorted(lsoa_rows.loc[group.isna(), "area_code"].unique())[:5]
        raise BuildError(f"no {kind} in the areas table for neighbourhoods {lost}")
    grouped = lsoa_rows.assign(group_type=kind, group=group.astype(int).astype(str))
    note = (
        f"Sum over this area's own neighbourhoods in this national {_KINDS[kind]} of the "
        "Index of Multiple Deprivation 2025"
    )
    parts = [roll_up(grouped, codes, note) for codes in _parents(areas, False).values()]
    return pd.concat(parts, ignore_index=True)


def with_deprivation(lsoa_rows: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Rows by national deprivation tenth and by fifth together; see `by_deprivation`."""
    return pd.concat([by_deprivation(lsoa_rows, areas, kind) for kind in _KINDS], ignore_index=True)
