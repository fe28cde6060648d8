"""Home, work and community: homelessness, claimants, life satisfaction."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.areas import COMBINED_AUTHORITY
from data.build.context import BuildError, Context
from data.build.health import wellbeing, within
from data.build.observations import frame, roll_up

_HCLIC = "health_crime/homelessness_hclic_2022q4_detailed.parquet"
_HCLIC_RATES = "health_crime/homelessness_rate_crime_severity_gp.parquet"
_QUARTER, _LAST_DAY, _YEAR_LATER = "2022-10-01/P3M", "2022-12-31/P1D", "2023-12-31/P1D"
_NO_RETURN = "The authority's return for this quarter was missing or incomplete; this is not zero"
_ROUNDED = "From figures the publisher rounds to 10 and fills for authorities without a return"
_SUM = "Sum of the authorities within, from their published counts"


def claimant_count(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Claimants of unemployment-related benefits, percent of residents 16-64, yearly means."""
    table = context.read("health_crime/ons_explore_local_statistics.parquet")
    table = within(table[table["indicator_id"].eq("ELS:claimant-count")], areas)
    return frame(
        "claimant_count",
        area_code=table["area_code"],
        period=table["period"],
        value=table["value"],
    )


def life_satisfaction_low(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Adults rating their satisfaction with life 0 to 4 of 10, percent."""
    return wellbeing(context, areas, "life_satisfaction_low", "Life satisfaction")


# --- Homelessness -------------------------------------------------------------------------------


def _hclic(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    return within(context.read(_HCLIC), areas)


def _households(table: pd.DataFrame) -> pd.Series:
    """Households of each area: the publisher's denominator, from its own counts and rates.

    The table gives counts and rates per 1,000 at full precision, but not the households behind
    them. Any count above zero gives them back; the ways agree to the household.
    """
    whole = table[table["category"].isna()]
    wide = whole.pivot(index="area_code", columns="indicator", values="value")  # noqa: PD010
    pairs = (
        ("Households owed a relief duty (homeless)",
         "Households assessed as homeless per 1,000 households"),
        ("Households owed a prevention duty (threatened with homelessness)",
         "Households assessed as threatened with homelessness per 1,000 households"),
        ("Households in temporary accommodation",
         "Households in temporary accommodation per 1,000 households"),
    )  # fmt: skip
    found = pd.DataFrame(
        {count: wide[count].where(wide[count] > 0) / wide[rate] * 1000 for count, rate in pairs}
    )
    single = ~found.index.str.match(r"E12|E92")  # sums for regions are rounded to 10
    apart = found[single].max(axis=1) - found[single].min(axis=1)
    if apart.gt(1).any():
        raise BuildError(f"{_HCLIC}: counts and rates give different households: {apart.idxmax()}")
    return found.bfill(axis=1).iloc[:, 0].round()


def _is_rounded(codes: pd.Series) -> pd.Series:
    return codes.str.match(r"E12|E92")


def _with_sums(rows: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Add the three counties and the combined authority as sums of their authorities."""
    table = areas.set_index("area_code")
    districts = table.loc[table["level"].eq("ltla"), "utla_code"]
    boroughs = table["combined_authority_code"]
    boroughs = boroughs[boroughs.eq(COMBINED_AUTHORITY) & table["level"].eq("utla")]
    parts = [roll_up(rows, parent, _SUM) for parent in (districts, boroughs)]
    return pd.concat([rows, *parts], ignore_index=True)


def _from_counts(
    indicator_id: str, counts: pd.DataFrame, multiplier: float, nothing: str
) -> pd.DataFrame:
    """Rows from counts: area_code, numerator, denominator; rounded ones as a value only."""
    rounded = _is_rounded(counts["area_code"])
    empty = counts["denominator"].eq(0)
    gone = counts["numerator"].isna() | counts["denominator"].isna()
    value = (counts["numerator"] / counts["denominator"] * multiplier).where(rounded)
    return frame(
        indicator_id,
        area_code=counts["area_code"],
        period=_QUARTER,
        value=value,
        numerator=counts["numerator"].mask(rounded),
        denominator=counts["denominator"].mask(rounded),
        status=np.where(gone | empty, "missing", "derived"),
        note=np.select([gone, empty, rounded], [_NO_RETURN, nothing, _ROUNDED], ""),
    )


def homeless_with_children(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Households with dependent children owed a prevention or relief duty per 1,000 households."""
    table = _hclic(context, areas)
    made_of = table[
        table["indicator_id"].isin(["HCLIC:A5P", "HCLIC:A5R"])
        & table["category"].str.contains("with dependent children", na=False)
    ]
    groups = made_of.groupby("area_code")["value"]
    if not groups.size().eq(10).all():  # five kinds of household, two duties
        raise BuildError(f"{_HCLIC}: kinds of household with children have changed")
    counts = groups.apply(lambda values: values.sum(skipna=False)).rename("numerator")
    counts = counts.reset_index()
    counts["denominator"] = counts["area_code"].map(_households(table))
    rows = _from_counts("homeless_with_children", counts, 1000, "No households in this area")
    return _with_sums(rows, areas)


def homeless_domestic_abuse(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Relief duties where domestic abuse was the reason for losing the last settled home, %."""
    table = _hclic(context, areas)
    counts = table[table["indicator_id"].eq("HCLIC:A2R") & table["category"].eq("Domestic abuse")]
    counts = counts[["area_code", "numerator", "denominator"]].reset_index(drop=True)
    nothing = "No household was owed a relief duty in the quarter, so there is no share"
    return _with_sums(_from_counts("homeless_domestic_abuse", counts, 100, nothing), areas)


def temporary_accommodation(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Households in temporary accommodation per 1,000, 31 December 2022 and 2023.

    Counts for 2022 only. The 2023 file has no region or England rows.
    """
    table = _hclic(context, areas)
    wide = table[table["indicator_id"].eq("HCLIC:TA1")].pivot(  # noqa: PD010
        index="area_code", columns="indicator", values="value"
    )
    count = wide["Households in temporary accommodation"]
    rate = wide["Households in temporary accommodation per 1,000 households"]
    rounded = _is_rounded(wide.index.to_series())
    first = frame(
        "temporary_accommodation",
        area_code=wide.index.to_series(),
        period=_LAST_DAY,
        value=rate.reset_index(drop=True),
        numerator=count.mask(rounded).reset_index(drop=True),
        denominator=_households(table).reindex(wide.index).mask(rounded).reset_index(drop=True),
        note=np.where(rate.isna(), _NO_RETURN, np.where(rounded, _ROUNDED, "")),
    )
    later = context.read(_HCLIC_RATES)
    later = later[later["indicator"].eq("Households in temporary accommodation per 1,000")]
    later = within(later, areas)
    second = frame(
        "temporary_accommodation",
        area_code=later["area_code"],
        period=_YEAR_LATER,
        value=later["value"],
        note=np.where(later["value"].isna(), _NO_RETURN, ""),
    )
    return pd.concat([_with_sums(first, areas), second], ignore_index=True)


INDICATORS = {
    "claimant_count": claimant_count,
    "homeless_domestic_abuse": homeless_domestic_abuse,
    "homeless_with_children": homeless_with_children,
    "life_satisfaction_low": life_satisfaction_low,
    "temporary_accommodation": temporary_accommodation,
}
TABLES: dict = {}
