"""Health, wellbeing and parents' adversity: the long series of authorities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.areas import SAME_AUTHORITY
from data.build.context import Builder, BuildError, Context
from data.build.implied import with_width
from data.build.observations import frame

FOLDER = "health_crime"
_FINGERTIPS_2026 = f"{FOLDER}/fingertips_all_authorities_2026.parquet"
FINGERTIPS_2020 = f"{FOLDER}/fingertips_all_authorities_2020_vintage.parquet"
_WELLBEING = f"{FOLDER}/ons_personal_wellbeing_distribution.parquet"

#: Fingertips numbers its indicators; the numbers stay when titles change.
_DEPRESSION, _LIFE_EXPECTANCY_GAP, _PREVENTABLE_MORTALITY = "848", "92901", "93721"


def within(table: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Rows of areas the atlas speaks of, with later and earlier codes of one authority joined."""
    table = table.assign(area_code=table["area_code"].replace(SAME_AUTHORITY))
    return table[table["area_code"].isin(areas["area_code"])].reset_index(drop=True)


def financial_years(periods: pd.Series) -> pd.Series:
    """``2017/18`` or ``2017-18`` -> ``2017-04-01/P1Y``."""
    return periods.astype(str).str[:4] + "-04-01/P1Y"


def fingertips(context: Context, path: str, number: str, areas: pd.DataFrame) -> pd.DataFrame:
    """Rows of one Fingertips indicator, by its number, for areas of the atlas."""
    table = context.read(path)
    table = table[table["indicator_id"].astype(str).eq(number)]
    if table.empty:
        raise BuildError(f"{path}: Fingertips indicator {number} is not in the file")
    return within(table, areas)


def note_without_value(table: pd.DataFrame, reason: str) -> pd.Series:
    """``reason`` where the row has no value, else nothing."""
    return pd.Series(np.where(table["value"].isna(), reason, ""), index=table.index)


# --- Fingertips and life expectancy -------------------------------------------------------------


def _one_vintage(table: pd.DataFrame) -> pd.DataFrame:
    """Only periods of the 2026 extract: older ones rest on population bases since revised."""
    return table[table["note"].str.endswith("2026 extract")].reset_index(drop=True)


def depression(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Adults on a general practice's depression register, percent, financial years."""
    table = _one_vintage(fingertips(context, _FINGERTIPS_2026, _DEPRESSION, areas))
    rows = frame(
        "depression",
        area_code=table["area_code"],
        period=financial_years(table["period"]),
        value=table["value"],
    )
    return with_width(context, areas, rows, "age_18_over", move=False)


def life_expectancy_gap(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Slope index of inequality in life expectancy at birth, years, by sex, three-year pools."""
    table = _one_vintage(fingertips(context, _FINGERTIPS_2026, _LIFE_EXPECTANCY_GAP, areas))
    return frame(
        "life_expectancy_gap",
        area_code=table["area_code"],
        period=table["period"].str[:4] + "-01-01/P3Y",
        group_type="sex",
        group=table["sex"],
        value=table["value"],
        note=note_without_value(table, "Not calculated by the publisher: areas or deaths too few"),
    )


def preventable_mortality(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Age-standardised deaths under 75 from preventable causes per 100,000, calendar years."""
    table = _one_vintage(fingertips(context, _FINGERTIPS_2026, _PREVENTABLE_MORTALITY, areas))
    everyone = table["sex"].eq("Persons")
    return frame(
        "preventable_mortality",
        area_code=table["area_code"],
        period=table["period"] + "-01-01/P1Y",
        group_type=np.where(everyone, "all", "sex"),
        group=table["sex"].mask(everyone, "all"),
        value=table["value"],
        note=note_without_value(table, "Not calculated by the publisher: too few deaths"),
    )


def healthy_life_expectancy(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Healthy life expectancy at birth in years by sex, three-year pools, published limits."""
    table = context.read(f"{FOLDER}/ons_explore_local_statistics.parquet")
    table = within(table[table["indicator_id"].eq("ELS:healthy-life-expectancy")], areas)
    return frame(
        "healthy_life_expectancy",
        area_code=table["area_code"],
        period=table["period"],
        group_type="sex",
        group=table["sex"],
        value=table["value"],
        lower=table["lower_ci"],
        upper=table["upper_ci"],
    )


# --- Wellbeing survey ---------------------------------------------------------------------------


def wellbeing(
    context: Context, areas: pd.DataFrame, indicator_id: str, question: str
) -> pd.DataFrame:
    """Share of adults in the poorest band of one wellbeing question, financial years.

    ``question`` as the source words it, e.g. "Anxiety". Published 95% limits.
    """
    table = context.read(_WELLBEING)
    table = table[
        table["indicator"].eq(f"Personal wellbeing: {question}") & table["category"].eq("Poor")
    ]
    table = within(table, areas)
    reasons = {
        "": ("published", ""),
        "marker [c]": ("suppressed", "Withheld by the ONS: too few people in the sample"),
        "marker [u]": ("suppressed", "Withheld by the ONS: the estimate is not reliable"),
        "marker [w]": ("missing", "Nobody in the sample gave this answer; the ONS shows no figure"),
        "marker [x]": ("missing", "Not available for this area and year"),
    }
    unknown = set(table["note"]) - set(reasons)
    if unknown:
        raise BuildError(f"{_WELLBEING}: unknown markers {sorted(unknown)}")
    return frame(
        indicator_id,
        area_code=table["area_code"],
        period=financial_years(table["period"]),
        value=table["value"],
        lower=table["lower_ci"],
        upper=table["upper_ci"],
        status=table["note"].map(lambda mark: reasons[mark][0]),
        note=table["note"].map(lambda mark: reasons[mark][1]),
    )


def anxiety_high(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Adults rating their anxiety yesterday 6 to 10 of 10, percent."""
    return wellbeing(context, areas, "anxiety_high", "Anxiety")


# --- Parents ------------------------------------------------------------------------------------


def parental_adversity_modelled(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children living with an adult with two or more of three issues, percent, modelled, 2019."""
    table = context.read(f"{FOLDER}/childrens_commissioner_parental_adversity_2019.parquet")
    table = table[
        table["indicator"].str.contains("2 or more of the toxic trio issues (narrow", regex=False)
        & table["unit"].eq("% of children aged 0-17")
    ]
    table = within(table, areas)
    return frame(
        "parental_adversity_modelled",
        area_code=table["area_code"],
        period="2019-01-01/P1Y",
        value=table["value"],
        status="modelled",
    )


INDICATORS = {
    "anxiety_high": anxiety_high,
    "depression": depression,
    "healthy_life_expectancy": healthy_life_expectancy,
    "life_expectancy_gap": life_expectancy_gap,
    "parental_adversity_modelled": parental_adversity_modelled,
    "preventable_mortality": preventable_mortality,
}
TABLES: dict[str, Builder] = {}
