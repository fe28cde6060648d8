"""Attainment, absence, participation at 16 and 17, and plans for special needs.

Early years are in `data.build.early_years`, suspensions in `data.build.school_exclusions`.
"""

from __future__ import annotations

import pandas as pd

from analysis.intervals import wilson
from data.build import early_years, school_exclusions
from data.build.areas import REGION
from data.build.context import Builder, Context
from data.build.lait import census_day, known_areas, lait_breakdown
from data.build.observations import WIDTH, frame
from data.build.schools_common import (
    combined_authority,
    parents,
    school_year,
    with_counts,
    with_empty_groups,
)
from data.disclosure import SUPPRESSED_NOTE, suppress_small_counts

ABSENCE_BANDS = "children/absence_bands_la_fsm_sen_201617_202223.parquet"
BY_SEN = "children/exclusions_absence_by_sen_la_2018_2025.parquet"
SOCIAL_CARE = "children/education_of_social_care_groups_la.parquet"
SEN_COUNTS = "added_2026/counts/absence_counts_by_sen_la_2022_23_to_2024_25.parquet"
TOTALS = "added_2026/counts/absence_totals_la_2022_23_to_2024_25.csv"
NEET = "children/neet_participation_la_2021_2025.csv"
EHC_PLANS = "children/ehc_plans_primary_need_la_202425.parquet"

FROM_COUNTS = "Worked out from published numbers of pupils"
#: Shares of two sources are one figure when they differ by less (% points).
_SAME_SHARE = 1e-4
NO_REASON = "Not available in the source"

_FSM_GROUPS = {"Eligible": "Eligible", "Not Eligible": "Not eligible"}
_SEN_OF_BANDS = {
    "Any special educational need": "Any SEN",
    "No identified special educational need": "No SEN",
}
#: Column of the absence bands -> the same of the solved counts.
_SOLVED = {"absent_over_10pct": "persistently_absent", "absent_over_50pct": "severely_absent"}
_CARE_GROUPS = {
    "CINO at 31 March": "Child in need, without a protection plan and not looked after",
    "CPPO at 31 March": "On a child protection plan",
    "CLA 12 months at 31 March": "Looked after for 12 months or more",
}


def attainment_8(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Average Attainment 8 score, all and by group: LAIT, as published."""
    return lait_breakdown(
        context,
        areas,
        "attainment_8",
        {
            "AVG_Attain8_Score": ("all", "all"),
            "AVG_Attain8_Score_Asian": ("ethnicity", "Asian"),
            "AVG_Attain8_Score_Black": ("ethnicity", "Black"),
            "AVG_Attain8_Score_Mixed": ("ethnicity", "Mixed"),
            "AVG_Attain8_Score_White": ("ethnicity", "White"),
            "AVG_Attain8_Score_Chine": ("ethnicity_detail", "Chinese"),
            "FSM_AVG_Attain8_Score": ("fsm", "Eligible"),
            "NonFSM_AVG_Attain8_Score": ("fsm", "Not eligible"),
            "DAP_KS4_ATT8": ("disadvantage", "Disadvantaged"),
            "NonDAP_KS4_ATT8": ("disadvantage", "Not disadvantaged"),
            "SEN_NoID_AVG_Attain8_Score": ("sen", "No SEN"),
            "SEN_WoStat_AVG_Attain8_Score": ("sen", "SEN support"),
            "SEN_Stat_AVG_Attain8_Score": ("sen", "EHC plan"),
            "CIN_Avg_Attain8_KS4": ("vulnerable_group", _CARE_GROUPS["CINO at 31 March"]),
            "CPPO_KS4_A8": ("vulnerable_group", _CARE_GROUPS["CPPO at 31 March"]),
            "LAC_KS4_AVG_Attain8": ("vulnerable_group", _CARE_GROUPS["CLA 12 months at 31 March"]),
        },
    )


def _absence_counts(
    context: Context, areas: pd.DataFrame, indicator: str, column: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pupils absent and enrolled: the totals (raw columns) and the groups (observations)."""
    bands = context.read(ABSENCE_BANDS)
    bands["area_code"] = known_areas(bands["area_code"], areas, "absence bands")
    bands = bands.dropna(subset=["area_code"])
    bands["period"] = bands["academic_year"].map(school_year)
    bands[[column, "enrolments"]] = bands[[column, "enrolments"]].astype(float)
    names = {("FSM", meal): ("fsm", group) for meal, group in _FSM_GROUPS.items()}
    names |= {
        ("FSM x SEN", f"{meal} | {need}"): ("fsm_x_sen", f"{group} | {short}")
        for meal, group in _FSM_GROUPS.items()
        for need, short in _SEN_OF_BANDS.items()
    }
    pairs = list(zip(bands["breakdown_type"], bands["breakdown"], strict=True))
    groups = bands[[pair in names for pair in pairs]]
    named = [names[pair] for pair in pairs if pair in names]
    table = frame(
        indicator,
        area_code=groups["area_code"],
        period=groups["period"],
        group_type=pd.Series([kind for kind, _ in named]),
        group=pd.Series([group for _, group in named]),
        numerator=groups[column],
        denominator=groups["enrolments"],
        note=FROM_COUNTS,
    )
    return bands[bands["breakdown_type"] == "all"], table


def _sen_counts(context: Context, areas: pd.DataFrame, column: str) -> pd.DataFrame:
    """Pupils absent and enrolled by SEN provision: published to 2021/22, then from the rates.

    Since 2022/23 they are the only whole numbers that give every published rate of a cell.
    """
    bands = context.read(ABSENCE_BANDS)
    bands = bands[bands["breakdown"] == "No identified special educational need"]
    bands = bands.assign(breakdown="No SEN")
    solved = context.read(SEN_COUNTS)
    solved = solved[solved["phase"] == "Total"]
    solved = solved.assign(
        academic_year=solved["academic_year"].astype(str).str.replace("/", ""),
        breakdown=solved["group"],
    ).rename(columns={_SOLVED[column]: column})
    keys = ["area_code", "academic_year", "breakdown"]
    both = pd.concat([part[[*keys, column, "enrolments"]] for part in (solved, bands)])
    both = both.astype({"academic_year": str, "breakdown": str, "area_code": str})
    both["area_code"] = known_areas(both["area_code"], areas, "absence counts by SEN")
    both[[column, "enrolments"]] = both[[column, "enrolments"]].astype(float)
    return both.dropna(subset=["area_code"]).drop_duplicates(keys)


def _total_width(context: Context, areas: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Enrolments that stand in where the total is published without them (2023/24 on).

    The region and the combined authority are the sums of their authorities, where all have one.
    """
    totals = context.read(TOTALS)
    totals["period"] = totals["academic_year"].str.replace("/", "").map(school_year)
    totals["area_code"] = known_areas(totals["area_code"], areas, TOTALS)
    people = totals.dropna(subset=["area_code"]).set_index(["area_code", "period"])["denominator"]
    wide = people.unstack("area_code")  # noqa: PD010
    upper = areas[areas["is_upper_tier"].eq(True)].set_index("area_code")
    inside = upper.index[upper["region_code"].eq(REGION)]
    wide[REGION] = wide.reindex(columns=inside).sum(axis=1, min_count=len(inside))
    keys = pd.MultiIndex.from_frame(table[["area_code", "period"]])
    return pd.Series(wide.T.stack().reindex(keys).to_numpy(float), index=table.index)  # noqa: PD013


def _absence_by_sen(
    context: Context, areas: pd.DataFrame, indicator: str, measure: str, column: str
) -> pd.DataFrame:
    """Published shares by SEN provision, with the counts that give them back."""
    raw = context.read(BY_SEN)
    raw = raw[
        (raw["indicator"] == measure)
        & (raw["phase"] == "Total")
        & (raw["breakdown_type"] == "SEN provision")
    ]
    codes = known_areas(raw["area_code"], areas, "absence by SEN provision")
    raw = raw.assign(area_code=codes).dropna(subset=["area_code", "value"])
    raw = raw.astype({"academic_year": str, "breakdown": str, "area_code": str})
    counts = _sen_counts(context, areas, column)
    keys = ["area_code", "academic_year", "breakdown"]
    table = raw.merge(counts, how="left", on=keys, validate="one_to_one")
    share = table[column] / table["enrolments"] * 100
    same = (share - table["value"]).abs() < _SAME_SHARE
    return frame(
        indicator,
        area_code=table["area_code"],
        period=table["academic_year"].map(school_year),
        group_type="sen",
        group=table["breakdown"],
        value=table["value"],
        numerator=table[column].where(same),
        denominator=table["enrolments"].where(same),
    )


def _absence_of_care_groups(
    context: Context, areas: pd.DataFrame, indicator: str, measure: str
) -> pd.DataFrame:
    """Absence of children known to social care; interval from the share and its pupils."""
    raw = context.read(SOCIAL_CARE)
    raw = raw[(raw["table"] == "absence") & (raw["sub"] == "six half terms | Total")]
    raw = raw.astype({"social_care_group": str, "academic_year": str, "mark": str})
    keys = ["area_code", "academic_year", "social_care_group"]
    table = raw[raw["indicator"] == measure].merge(
        raw.loc[raw["indicator"] == "t_pupils", [*keys, "value"]],
        on=keys,
        suffixes=("", "_pupils"),
        validate="one_to_one",
    )
    table["area_code"] = known_areas(table["area_code"], areas, "social care groups")
    measured = table.groupby("academic_year")["value"].transform("count") > 0
    kept = measured & table["area_code"].notna() & (table["value"].notna() | (table["mark"] != "z"))
    table = table[kept].reset_index(drop=True)
    hidden = table["value"].isna() & (table["mark"] == "c")
    pupils = table["value_pupils"].where(table["value"].notna())
    lower, upper = wilson(table["value"] / 100 * pupils, pupils)
    status = pd.Series("published", index=table.index)
    status = status.mask(table["value"].isna(), "missing").mask(hidden, "suppressed")
    note = pd.Series("", index=table.index)
    note = note.mask(table["value"].isna(), NO_REASON)
    note = note.mask(hidden, "Hidden by the publisher: too few children")
    interval = pd.Series("wilson", index=table.index).mask(table["value"].isna(), "none")
    return frame(
        indicator,
        area_code=table["area_code"],
        period=table["academic_year"].map(school_year),
        group_type="vulnerable_group",
        group=table["social_care_group"].map(_CARE_GROUPS),
        value=table["value"],
        denominator=pupils,
        lower=pd.Series(lower * 100),
        upper=pd.Series(upper * 100),
        interval_method=interval.mask(pupils.isna(), "none"),
        status=status,
        note=note,
    )


def _absence(
    context: Context,
    areas: pd.DataFrame,
    indicator: str,
    lait_code: str,
    column: str,
    measure: str,
    care_measure: str,
) -> pd.DataFrame:
    totals, groups = _absence_counts(context, areas, indicator, column)
    every = lait_breakdown(context, areas, indicator, {lait_code: ("all", "all")})
    every = with_counts(every, totals, (column, "enrolments"))
    counted = pd.concat([every, with_empty_groups(groups)], ignore_index=True)
    counted = pd.concat([counted, combined_authority(counted, areas)], ignore_index=True)
    every = counted["group_type"].eq("all") & counted["numerator"].isna()
    counted[WIDTH] = _total_width(context, areas, counted).where(every)
    by_sen = _absence_by_sen(context, areas, indicator, measure, column)
    counted = suppress_small_counts(counted, parent=parents(areas))
    by_sen = suppress_small_counts(by_sen, parent=parents(areas))
    by_sen = _hide_margins(by_sen, counted)
    care = _absence_of_care_groups(context, areas, indicator, care_measure)
    return pd.concat([counted, by_sen, care], ignore_index=True)


def _hide_margins(by_sen: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Hide the share of pupils without SEN wherever it would give away a cell by free meals.

    The share times the pupils is the margin of the hidden cell. The row is hidden too where it
    stands for 1 to 4 pupils itself. Pupils with SEN support go beside it, or the total less the
    other two would tell.
    """
    hidden = counted[counted["status"].eq("suppressed") & counted["group"].str.endswith("| No SEN")]
    places = pd.MultiIndex.from_frame(hidden[["area_code", "period"]])
    exposing = pd.MultiIndex.from_frame(by_sen[["area_code", "period"]]).isin(places)
    hide = by_sen["group"].eq("No SEN") & (exposing | by_sen["numerator"].between(1, 4))
    places = pd.MultiIndex.from_frame(by_sen.loc[hide, ["area_code", "period"]])
    beside = pd.MultiIndex.from_frame(by_sen[["area_code", "period"]]).isin(places)
    hide |= beside & by_sen["group"].eq("SEN support")
    by_sen = by_sen.copy()
    by_sen.loc[hide, ["value", "numerator", "denominator"]] = float("nan")
    by_sen.loc[hide, "status"] = "suppressed"
    by_sen.loc[hide, "note"] = SUPPRESSED_NOTE.format(most=4)
    return by_sen


def persistent_absence(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Pupils who miss 10% or more of sessions, over the whole school year."""
    return _absence(
        context,
        areas,
        "persistent_absence",
        "TotPerAbNew",
        "absent_over_10pct",
        "enrolments_pa_10_exact_percent",
        "pt_pupils_pa_10_exact",
    )


def severe_absence(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Pupils who miss 50% or more of sessions, over the whole school year."""
    return _absence(
        context,
        areas,
        "severe_absence",
        "TotSevPerAbNew",
        "absent_over_50pct",
        "enrolments_pa_50_exact_percent",
        "pt_pupils_pa_50_exact",
    )


def _cohort(context: Context, areas: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Young people of 16 and 17 known to the authority, mean of the three winter months.

    Given for 2021 to 2023 and 2025. A winter between two is their mean, one before the first has
    the first's: good for the width of an interval only, as is the cohort of a share to one decimal.
    """
    raw = context.read(NEET)
    raw = raw[raw["indicator"].eq("Cohort_DJFavg")]
    raw = raw.assign(area_code=known_areas(raw["area_code"], areas, "NEET dashboard"))
    wide = raw.dropna(subset=["area_code"]).pivot(  # noqa: PD010
        index="year", columns="area_code", values="value"
    )
    years = table["period"].str.slice(0, 4).astype(int) + 1
    whole = range(min(years.min(), wide.index.min()), max(years.max(), wide.index.max()) + 1)
    wide = wide.reindex(whole).interpolate(limit_area="inside").bfill()
    keys = pd.MultiIndex.from_arrays([table["area_code"], years])
    return pd.Series(wide.T.stack().reindex(keys).to_numpy(float), index=table.index)  # noqa: PD013


def neet_16_17(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Not in education, employment or training, or not known: December to February average.

    Breakdowns of 2021 are not read: the source repeats the England figures of 2022 there.
    """
    name = "neet_16_17"
    every = lait_breakdown(context, areas, name, {"16-17_not known_NEET": ("all", "all")})
    # LAIT files the winter average under the financial year that ends after it.
    every["period"] = every["period"].str.slice(0, 4) + "-12-01/P3M"
    every = every.assign(**{WIDTH: _cohort(context, areas, every)})
    groups = {
        "NEET_NK_noSEN_percent": ("sen", "No SEN"),
        "NEET_NK_SENDsupport_percent": ("sen", "SEN support"),
        "NEET_NK_EHCP_percent": ("sen", "EHC plan"),
        "VG_NEET_NK_percentage": ("vulnerable_group", "In any vulnerable group"),
    }
    raw = context.read(NEET)
    raw = raw[raw["indicator"].isin(list(groups)) & (raw["year"] > 2021)]
    raw = raw.assign(area_code=known_areas(raw["area_code"], areas, "NEET dashboard"))
    raw = raw.dropna(subset=["area_code"])
    raw = raw[raw["value"].notna() | raw["mark"].notna()].reset_index(drop=True)
    hidden, absent = raw["mark"].eq("c"), raw["value"].isna() & raw["mark"].ne("c")
    note = pd.Series("", index=raw.index).mask(absent, NO_REASON)
    parts = frame(
        name,
        **{WIDTH: _group_cohort(context, raw)},
        area_code=raw["area_code"],
        period=(raw["year"] - 1).astype(str) + "-12-01/P3M",
        group_type=raw["indicator"].map({code: kind for code, (kind, _) in groups.items()}),
        group=raw["indicator"].map({code: group for code, (_, group) in groups.items()}),
        value=raw["value"],
        status=pd.Series("published", index=raw.index)
        .mask(absent, "missing")
        .mask(hidden, "suppressed"),
        note=note.mask(hidden, "Hidden by the publisher: too few young people"),
    )
    return pd.concat([every, parts], ignore_index=True)


def _group_cohort(context: Context, rows: pd.DataFrame) -> pd.Series:
    """The cohort times a group's share of it; the source gives the share to one decimal."""
    share_of = {
        "NEET_NK_noSEN_percent": "cohort_noSEN_percent",
        "NEET_NK_SENDsupport_percent": "cohort_SENDsupport_percent",
        "NEET_NK_EHCP_percent": "cohort_EHCP_percent",
        "VG_NEET_NK_percentage": "VG_cohort_percentage",
    }
    wide = context.read(NEET).pivot_table(
        index=["area_name", "year"], columns="indicator", values="value", aggfunc="first"
    )
    shares = wide[list(share_of.values())].rename(columns={v: k for k, v in share_of.items()})
    people = shares.mul(wide["Cohort_DJFavg"], axis=0).div(100).stack()  # noqa: PD013
    keys = pd.MultiIndex.from_frame(rows[["area_name", "year", "indicator"]])
    found = people.reindex(keys).to_numpy(float)
    return pd.Series(found, index=rows.index).where(found > 0).round(1)


def _age_band(text: str) -> str:
    if text == "under 3":
        return "Under 5"
    age = int(text.removeprefix("age "))
    for last, band in ((4, "Under 5"), (10, "5 to 10"), (15, "11 to 15"), (19, "16 to 19")):
        if age <= last:
            return band
    return "20 to 25"


def ehc_semh(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Plans whose primary need is social, emotional and mental health, as % of plans in force.

    Detailed ethnic groups for regions and England only: authority cells are too small.
    """
    raw = context.read(EHC_PLANS)
    raw = raw[raw["indicator"].isin(["ehc_plans", "number_semh"])]
    raw = raw.assign(area_code=known_areas(raw["area_code"], areas, "EHC plans"))
    raw = raw.dropna(subset=["area_code"])
    kind, part = raw["breakdown_type"].astype(str), raw["breakdown"].astype(str)
    first = part.str.split(" - ").str[0]
    broad = first.replace({"Any other ethnic group": "Other", "Unclassified": "Unknown"})
    wide = raw["area_level"].isin(["Regional", "National"])
    detailed = part.str.split(" - ").str[-1]
    by_age = part[kind == "Child or young persons age"].map(_age_band)
    chosen = [
        raw.assign(group_type="all", group="all")[kind == "All EHC plans"],
        raw.assign(group_type="ethnicity", group=broad)[kind == "Ethnicity"],
        raw.assign(group_type="ethnicity_detail", group=detailed)[
            (kind == "Ethnicity") & wide & ~part.isin(["Unclassified"])
        ],
        raw.assign(group_type="sex", group=part)[(kind == "Sex") & part.isin(["Female", "Male"])],
        raw[kind == "Child or young persons age"].assign(group_type="age", group=by_age),
    ]
    table = pd.concat(chosen, ignore_index=True)
    keys = ["area_code", "group_type", "group"]
    sums = table.pivot_table(
        values="value",
        index=keys,
        columns="indicator",
        aggfunc=lambda cells: cells.sum(skipna=False),
        dropna=False,
        observed=True,
    ).reset_index()
    sums = sums.dropna(subset=["ehc_plans"])
    rows = frame(
        "ehc_semh",
        area_code=sums["area_code"],
        period=f"{census_day(2025)}/P1D",
        group_type=sums["group_type"],
        group=sums["group"],
        numerator=sums["number_semh"],
        denominator=sums["ehc_plans"],
        note=sums["number_semh"].isna().map({True: NO_REASON, False: FROM_COUNTS}),
    )
    rows["note"] = rows["note"].str.replace("pupils", "plans")
    # Detailed groups stand for regions and England only, so each type is filled on its own.
    rows = with_empty_groups(rows)
    rows = pd.concat([rows, combined_authority(rows, areas)], ignore_index=True)
    return suppress_small_counts(rows, parent=parents(areas), counts=("numerator", "denominator"))


INDICATORS = {
    "good_level_of_development": early_years.good_level_of_development,
    "attainment_8": attainment_8,
    "persistent_absence": persistent_absence,
    "severe_absence": severe_absence,
    "neet_16_17": neet_16_17,
    "ehc_semh": ehc_semh,
    **school_exclusions.INDICATORS,
}
TABLES: dict[str, Builder] = {}
