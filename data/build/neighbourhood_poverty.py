"""Children in income-deprived families, from the Indices of Deprivation and the Census."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.intervals import wilson
from data.build.areas import COMBINED_AUTHORITY, REGION
from data.build.context import Builder, BuildError, Context
from data.build.deprivation import larger_areas, with_deprivation
from data.build.observations import frame

#: The year the children were counted in; the Indices themselves are the release of 2025.
_COUNTED = "2022-01-01/P1Y"
#: Rounding of neighbourhood counts to 5 is small beside chance once this many are added up.
_EXACT_ENOUGH = 20

#: Counts below 10 are blank in the file. The middle of 0 to 9, to the nearest 5 as all others.
_SUPPRESSED_AS = 5


def _count_parts(
    sums: pd.DataFrame, lsoa: pd.DataFrame, which: pd.Series, areas: pd.DataFrame, how: Builder
) -> pd.Series:
    """How many of the neighbourhoods summed in each row of ``sums`` are among ``which``."""
    flagged = how(lsoa.assign(numerator=which.astype(float)), areas)
    keys = ["area_code", "group_type", "group"]
    count = flagged.set_index(keys)["numerator"]
    return count.reindex(pd.MultiIndex.from_frame(sums[keys])).reset_index(drop=True)


def _hide(table: pd.DataFrame, rows: pd.Series, note: str) -> None:
    """Mark rows as suppressed, in place."""
    table.loc[rows, "status"] = "suppressed"
    table.loc[rows, "numerator"] = np.nan
    table.loc[rows, "note"] = note


def _no_share_above_all(table: pd.DataFrame) -> pd.DataFrame:
    """Take the rate away where more children are counted deprived than lived there in 2021."""
    table = table.copy()
    over = table["numerator"].gt(table["denominator"]) & table["status"].ne("suppressed")
    table.loc[over, "status"] = "missing"
    table.loc[over, "numerator"] = np.nan
    table.loc[over, "note"] = (
        "No rate: more children counted as income deprived in 2022 than lived here at the "
        "Census of 2021 (new homes, or people moved in)"
    )
    return table


def income_deprived_children_rate(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children in income-deprived families (IoD 2025) per 100 Census children aged 0 to 15.

    The published counts are rounded to 5 and blank below 10. In sums a blank count is taken as
    5; the note says how many there are, so the sum is at most 5 children per blank off.
    """
    counts = context.read("neighbourhood/iod2025_indicators_lsoa21_wm.csv")
    people = context.read("neighbourhood/census2021_age5_lsoa21_wm.csv")
    source = counts.merge(people[["lsoa21_code", "age_0_15"]], on="lsoa21_code", validate="1:1")
    if len(source) != len(counts):
        raise BuildError("income_deprived_children_rate: the two files hold different LSOAs")
    children = source["income_deprived_children"]
    hidden = children.isna()
    filled = frame(
        "income_deprived_children_rate",
        area_code=source["lsoa21_code"],
        period=_COUNTED,
        numerator=children.fillna(_SUPPRESSED_AS),
        denominator=source["age_0_15"],
        status="derived",
        note="IoD 2025 count over Census 2021 children",
    )
    sums = []
    for how in (larger_areas, with_deprivation):
        rolled = how(filled, areas)
        unknown = _count_parts(rolled, filled, hidden, areas, how)
        everything = _count_parts(rolled, filled, hidden | ~hidden, areas, how)
        some = unknown.gt(0)
        rolled.loc[some, "note"] += [
            f"; {int(n)} suppressed neighbourhood count{'s' if n > 1 else ''} taken as 5"
            for n in unknown[some]
        ]
        _hide(rolled, unknown.eq(everything), "Count not published for any neighbourhood in it")
        sums.append(rolled)
    _hide(filled, hidden, "Fewer than 10 income-deprived children: count not published")
    rates = _no_share_above_all(pd.concat([filled, *sums], ignore_index=True))
    return _authority_intervals(rates, areas)


def _authority_intervals(table: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Wilson limits for whole authorities and above, where rounding to 5 no longer matters.

    A rounded count is off by 1.4 on average, so 20 neighbourhoods by 6.5 together: less than a
    tenth of what chance moves a count of 5,000. Smaller areas keep none.
    """
    lsoa = areas[areas["level"].eq("lsoa")]
    large = pd.concat([lsoa[f"{kind}_code"].value_counts() for kind in ("ltla", "utla")])
    large = set(large[large.ge(_EXACT_ENOUGH)].index) | {REGION, COMBINED_AUTHORITY}
    rows = table["group_type"].eq("all") & table["area_code"].isin(large)
    rows &= table["numerator"].notna() & table["denominator"].gt(0)
    lower, upper = wilson(table.loc[rows, "numerator"], table.loc[rows, "denominator"])
    table = table.copy()
    table.loc[rows, "lower"], table.loc[rows, "upper"] = lower * 100, upper * 100
    table.loc[rows, "interval_method"] = "wilson"
    return table


INDICATORS: dict[str, Builder] = {"income_deprived_children_rate": income_deprived_children_rate}
