"""Reading the Local Authority Interactive Tool (LAIT): one measure to observations.

LAIT is the Department for Education's compilation of measures for every English upper-tier
authority, region and England. One row per measure, area and period; missing values are one dash,
so "suppressed" and "not available" cannot be told apart. Values are stored in single precision:
they are read back as the shortest decimal that gives the same number (24.94, not 24.940001).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from data.build.context import BuildError, Context
from data.build.observations import frame

MEASURES = "children/lait_measures_2016_2025_long.parquet"
DICTIONARY = "children/lait_measures_dictionary.csv"

MISSING_NOTE = "The source shows a dash: not available or suppressed, it does not say which"
_WRONG_UNIT_NOTE = "The figure in the source is not on the measure's unit, so it is not shown"

#: Authorities recoded without any change in their people worth the name: either code may stand in
#: a source or in the areas table (Barnsley and Sheffield swapped a boundary strip in April 2025).
_SAME_AUTHORITY = {
    "E08000016": "E08000038",  # Barnsley
    "E08000019": "E08000039",  # Sheffield
    "E08000020": "E08000037",  # Gateshead
    "E06000048": "E06000057",  # Northumberland
    "E10000002": "E06000060",  # Buckinghamshire
    "E10000023": "E06000065",  # North Yorkshire
    "E10000027": "E06000066",  # Somerset
}
#: Left out without complaint when the areas table lacks them.
_LEFT_OUT = {
    "E10000006",  # Cumbria, to March 2023
    "E10000021",  # Northamptonshire, to March 2021
    "E10000009",  # Dorset before April 2019
    "E06000028",  # Bournemouth before April 2019
    "E06000029",  # Poole before April 2019
    "E13000001",  # Inner London
    "E13000002",  # Outer London
}
#: First day of authorities made by reorganisation: a dash before it is no missing figure.
_BEGAN = {
    "E06000058": "2019-04-01",  # Bournemouth, Christchurch and Poole
    "E06000059": "2019-04-01",  # Dorset
    "E06000061": "2021-04-01",  # North Northamptonshire
    "E06000062": "2021-04-01",  # West Northamptonshire
    "E06000063": "2023-04-01",  # Cumberland
    "E06000064": "2023-04-01",  # Westmorland and Furness
}
#: First day after authorities were abolished: a dash from then on is no missing figure either.
_ENDED = {
    "E10000021": "2021-04-01",  # Northamptonshire
    "E10000006": "2023-04-01",  # Cumbria
}
#: Words that may stand in place of a measure's year type (see `iso_period`).
PERIOD_KINDS = (
    "Academic Year",
    "Annual",
    "Annual (end of Sept)",
    "Annual - January",
    "Calendar Year",
    "Financial Year",
)


def shortest(values: pd.Series) -> pd.Series:
    """Single-precision numbers as the shortest decimals that round to them (float64)."""
    return pd.Series([float(str(v)) for v in values.to_numpy(np.float32)], index=values.index)


def census_day(year: int) -> str:
    """Date of the January school census: the third Thursday of January (ISO text)."""
    first = dt.date(year, 1, 1)
    return (first + dt.timedelta(days=(3 - first.weekday()) % 7 + 14)).isoformat()


def iso_period(given: str, year_type: str) -> str:
    """Turn a LAIT period and its year type into an ISO start and duration.

    ``given`` is a year ("2024": the year in which the period ends), a split year ("2023-24",
    "2023/24") or a pooled span ("2014-16" for a calendar year type, "2013/14-15/16"). Words in
    brackets such as "(OT)", "(Final)", "(prov)" are ignored. "Annual" is a count on 31 March,
    "Annual - January" the day of the January school census, "Annual (end of Sept)" 30 September.

    Raises
    ------
    BuildError
        For a year type or period this function does not know.
    """
    text = re.sub(r"\(.*?\)", "", given).strip()
    if year_type not in PERIOD_KINDS:
        raise BuildError(f"LAIT year type '{year_type}' is not known: add it to iso_period")
    pooled = re.fullmatch(r"(\d{4})/\d\d-\d\d/(\d\d)", text)
    split = re.fullmatch(r"(\d{4})[-/](\d\d)", text)
    if pooled or split:
        match = pooled or split
        assert match is not None  # one of the two matched
        first = int(match.group(1))
        last = first - first % 100 + int(match.group(2))
        last += 100 if last < first else 0
    elif re.fullmatch(r"\d{4}", text):
        last = int(text)
        first = last if year_type == "Calendar Year" else last - 1
    else:
        raise BuildError(f"LAIT period '{given}' is not understood: leave it out or add its form")
    if year_type == "Annual":
        return f"{last}-03-31/P1D"
    if year_type == "Annual (end of Sept)":
        return f"{last}-09-30/P1D"
    if year_type == "Annual - January":
        return f"{census_day(last)}/P1D"
    if year_type == "Calendar Year":
        return f"{first}-01-01/P{last - first + 1}Y"
    month = {"Financial Year": "04", "Academic Year": "09"}[year_type]
    return f"{first}-{month}-01/P{last - first}Y"


def known_areas(codes: pd.Series, areas: pd.DataFrame, source: str) -> pd.Series:
    """Area codes as the areas table has them; NaN for areas that are to be left out.

    Recoded authorities (Gateshead, Barnsley, ...) are given the code found in ``areas``; a county
    that became one unitary authority (Somerset, ...) gets the newer code, as LAIT does. Abolished
    authorities keep their code when ``areas`` has it; those it lacks, Inner and Outer London, and
    rows without a code become NaN.

    Raises
    ------
    BuildError
        When a code is neither in ``areas`` nor on the list of areas left out.
    """
    have = set(areas["area_code"])
    codes = codes.astype(object)
    mapping: dict[str, object] = {}
    strange = []
    for code in codes.dropna().unique():
        options = [_SAME_AUTHORITY.get(code, code), code]
        options += [old for old, new in _SAME_AUTHORITY.items() if new == code]
        found = [option for option in options if option in have]
        mapping[code] = found[0] if found else np.nan
        if not found and code not in _LEFT_OUT:
            strange.append(code)
    if strange:
        raise BuildError(f"{source}: area codes not in the areas table: {sorted(strange)[:8]}")
    return codes.map(mapping)


def year_type(context: Context, measure_code: str) -> str:
    """The year type the LAIT dictionary gives a measure. Raises BuildError if unknown."""
    dictionary = context.read(DICTIONARY)
    rows = dictionary.loc[dictionary["measure_short"] == measure_code, "year_type"].dropna()
    if rows.empty:
        raise BuildError(f"LAIT has no measure '{measure_code}' (column measure_short)")
    return str(rows.iloc[0])


def lait_indicator(
    context: Context,
    areas: pd.DataFrame,
    indicator_id: str,
    measure_code: str,
    *,
    group_type: str = "all",
    group: str = "all",
    period_kind: str | None = None,
    leave_out_periods: Sequence[str] = (),
    note: str = "",
) -> pd.DataFrame:
    """One LAIT measure as observations (values as published, no counts, no judgement).

    Parameters
    ----------
    context, areas
        The build's context and areas table.
    measure_code
        ``measure_short`` of the LAIT dictionary, e.g. "LAC".
    group_type, group
        Of every row, for a measure that holds one group only.
    period_kind
        One of `PERIOD_KINDS`, to overrule the dictionary's year type where it is wrong (e.g. a
        count on 31 March labelled "Financial Year").
    leave_out_periods
        Periods as given in the source that must not be read (e.g. "0").
    note
        Note of every row that has a value.

    Returns
    -------
    DataFrame
        Contract columns (`observations.frame`); one row per area and period. Rows marked "-" are
        status "missing" with a note. Not emitted: periods in which no area has a value, areas
        that never have a value in this measure, and dashes before an authority existed.

    Raises
    ------
    BuildError
        For an unknown measure, period or area, or when two rows fall on one area and period.
    """
    kind = period_kind or year_type(context, measure_code)
    table = context.read(MEASURES)
    table = table[table["measure_short"] == measure_code]
    if table.empty:
        raise BuildError(f"{indicator_id}: LAIT has no measure '{measure_code}'")
    given = table["period_as_given"].astype(str)
    table = table[~given.isin(set(leave_out_periods))]
    periods = {
        text: iso_period(text, kind) for text in table["period_as_given"].astype(str).unique()
    }
    mark = table["mark"].astype(object).fillna("").astype(str).str.strip()
    wrong_unit = mark.str.contains("not on the stated unit")
    tidy = pd.DataFrame(
        {
            "area_code": known_areas(table["area_code"], areas, f"LAIT {measure_code}"),
            "given": table["period_as_given"].astype(str),
            "period": table["period_as_given"].astype(str).map(periods),
            "value": shortest(table["value"]).where(~wrong_unit),
            "note": np.where(wrong_unit, _WRONG_UNIT_NOTE, MISSING_NOTE),
        }
    ).dropna(subset=["area_code"])
    tidy["note"] = tidy["note"].where(tidy["value"].isna(), note)
    has = tidy["value"].notna()
    tidy = tidy[
        tidy["period"].isin(set(tidy.loc[has, "period"]))
        & tidy["area_code"].isin(set(tidy.loc[has, "area_code"]))
    ]
    first_day = tidy["period"].str.slice(0, 10)
    began = tidy["area_code"].map(_BEGAN).fillna("0000-00-00")
    ended = tidy["area_code"].map(_ENDED).fillna("9999-99-99")
    tidy = tidy[tidy["value"].notna() | ((first_day >= began) & (first_day < ended))]
    provisional = tidy["given"].str.contains("prov") & tidy["value"].notna()
    tidy.loc[provisional, "note"] = (tidy.loc[provisional, "note"] + " Provisional").str.strip()
    if tidy.duplicated(["area_code", "period"]).any():
        twice = tidy[tidy.duplicated(["area_code", "period"], keep=False)].iloc[0]
        raise BuildError(
            f"{indicator_id}: LAIT {measure_code} has two rows for {twice['area_code']} in "
            f"{twice['period']} (period as given '{twice['given']}')"
        )
    return frame(
        indicator_id,
        area_code=tidy["area_code"].astype(str),
        period=tidy["period"],
        group_type=group_type,
        group=group,
        value=tidy["value"],
        note=tidy["note"],
    )


def lait_breakdown(
    context: Context,
    areas: pd.DataFrame,
    indicator_id: str,
    measures: Mapping[str, tuple[str, str]],
    **options: object,
) -> pd.DataFrame:
    """Several LAIT measures as the groups of one indicator.

    ``measures`` maps measure_code -> (group_type, group), e.g.
    ``{"KS4_all": ("all", "all"), "KS4_Asian": ("ethnicity", "Asian")}``. ``options`` go to
    `lait_indicator`. Returns and raises as `lait_indicator` does.
    """
    parts = [
        lait_indicator(
            context,
            areas,
            indicator_id,
            code,
            group_type=kind,
            group=group,
            **options,  # type: ignore[arg-type]
        )
        for code, (kind, group) in measures.items()
    ]
    return pd.concat(parts, ignore_index=True)
