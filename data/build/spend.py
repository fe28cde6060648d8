"""What councils spend on special needs, and by service."""

from __future__ import annotations

import pandas as pd

from data.build.areas import ENGLAND, REGION
from data.build.children_spend import deflators
from data.build.context import BuildError, Context
from data.build.lait import known_areas, lait_indicator
from data.build.observations import frame
from data.build.social_care_counts import children, with_combined_authority

_HIGH_NEEDS = "added_2026/spend/high_needs_s251_outturn_la_2023_24.csv"
_OUTTURN = "added_2026/spend/revenue_outturn_children_and_services_la_2024_25.parquet"
_YEAR_START = 2023
_AUTHORITIES = 153
_SUM = "Sum of the authorities"
_NO_RETURN = "The council made no return for this year"
#: LAIT measure -> service, gross spending under section 251 of the Apprenticeships, Skills,
#: Children and Learning Act: the return Birmingham did make.
_SECTION_251 = {
    "C&YPExpenditure": "Children's and young people's services, total",
    "TotalLACFinance": "Children looked after",
    "SafeguardingFinance": "Safeguarding children and young people",
    "FamilySupportFinance": "Family support services",
    "SureStartFinance": "Sure Start children's centres and early years",
    "YoungPeopleFinance": "Services for young people",
    "YouthJusticeFinance": "Youth justice",
    "OtherChildren&FamilyFinance": "Other children's and families services",
    "LeaveCareSupServTotExp": "Leaving care support",
}


def high_needs_spend(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Net high-needs spending in schools and providers per child, prices of 2024-25."""
    raw = context.read(_HIGH_NEEDS)
    raw = raw[raw["main_category"].eq("Schools")]
    raw["area_code"] = known_areas(raw["area_code"], areas, "high needs")
    sums = raw.dropna(subset=["area_code"]).groupby("area_code")["net_expenditure"].sum()
    if len(sums) != _AUTHORITIES:
        raise BuildError(f"{_HIGH_NEEDS}: {len(sums)} authorities, expected {_AUTHORITIES}")
    inside = areas.loc[areas["is_upper_tier"].eq(True) & areas["region_code"].eq(REGION)]
    sums[REGION] = sums.reindex(inside["area_code"]).sum(min_count=len(inside))
    sums[ENGLAND] = raw["net_expenditure"].sum()
    people = children(context, areas)
    there = people[people["year"].eq(_YEAR_START)].set_index("area_code")["children"]
    sums = sums[sums.index.isin(there.index)]
    summed = sums.index.isin([REGION, ENGLAND])
    rows = frame(
        "high_needs_spend",
        area_code=sums.index.to_series(),
        period=f"{_YEAR_START}-04-01/P1Y",
        numerator=(sums.to_numpy() * deflators(context)[_YEAR_START]).round(0),
        denominator=there.reindex(sums.index).to_numpy(float),
        status="derived",
        note=pd.Series(summed).map({True: _SUM, False: ""}),
    )
    return with_combined_authority(rows, areas)


def service_spend(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Council spending by service in cash pounds: revenue outturn 2024/25 and section 251.

    Columns area_code, financial_year, source ("revenue outturn" or "section 251"), service,
    gross, income, net (pounds; NaN where not given), note. The region's authorities and England.
    Birmingham made no revenue outturn return: its rows are empty and say so, and its section 251
    return (gross, children's services) of the same year stands beside them. Section 251 counts
    services given by children's trusts, which leave Sandwell's outturn near nothing.
    """
    raw = context.read(_OUTTURN)
    raw = raw.astype({"area_code": str, "service": str, "measure": str, "source_table": str})
    raw["area_code"] = known_areas(raw["area_code"], areas, "revenue outturn")
    wanted = areas["region_code"].eq(REGION) & areas["is_lower_tier"].eq(True)
    wanted |= areas["region_code"].eq(REGION) & areas["is_upper_tier"].eq(True)
    codes = [*areas.loc[wanted, "area_code"], ENGLAND]
    raw = raw[raw["area_code"].isin(codes)]
    keys = ["area_code", "source_table", "service"]
    wide = raw.pivot(index=keys, columns="measure", values="value").reset_index()  # noqa: PD010
    outturn = pd.DataFrame(
        {
            "area_code": wide["area_code"],
            "financial_year": "2024-25",
            "source": "revenue outturn",
            "service": wide["service"],
            "gross": wide["total expenditure"] * 1000,
            "income": wide["total income"] * 1000,
            "net": wide["net current expenditure"] * 1000,
        }
    )
    gone = outturn[["gross", "income", "net"]].isna().all(axis=1)
    outturn["note"] = gone.map({True: _NO_RETURN, False: ""})
    parts = [outturn]
    for code, service in _SECTION_251.items():
        rows = lait_indicator(context, areas, "service_spend", code)
        rows = rows[rows["area_code"].isin(codes) & rows["value"].notna()]
        newest = rows[rows["period"].eq(rows["period"].max())]
        start = int(newest["period"].iloc[0][:4])
        parts.append(
            pd.DataFrame(
                {
                    "area_code": newest["area_code"],
                    "financial_year": f"{start}-{(start + 1) % 100:02d}",
                    "source": "section 251",
                    "service": service,
                    "gross": newest["value"],
                    "income": float("nan"),
                    "net": float("nan"),
                    "note": "Gross only; as the council returns it",
                }
            )
        )
    table = pd.concat(parts, ignore_index=True).sort_values(
        ["area_code", "source", "service"], kind="stable", ignore_index=True
    )
    for column in ("gross", "income", "net"):
        table[column] = table[column].astype(float).round(0)
    return table


INDICATORS = {"high_needs_spend": high_needs_spend}
TABLES = {"service_spend": service_spend}
