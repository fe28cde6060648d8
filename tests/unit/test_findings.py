"""What stands out: each rule, on small made-up tables whose answer is plain."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis import findings
from data.contract import OBSERVATION_COLUMNS
from data.metadata import Indicator

ENTRY = {
    "domain": "poverty",
    "title": "A title",
    "short_title": "Short",
    "definition": "x" * 30,
    "processing": "none needed here",
    "processing_level": "as published",
    "unit": "%",
    "unit_short": "%",
    "decimals": 1,
    "value_type": "proportion",
    "polarity": "low_is_good",
    "benchmark": "interval_overlap_95",
    "period_type": "calendar year",
    "levels": ["utla"],
    "source_ids": ["s"],
    "disclosure": "none needed",
}
CATALOGUE = {
    "poor": Indicator.model_validate(ENTRY | {"id": "poor"}),
    "score": Indicator.model_validate(ENTRY | {"id": "score", "benchmark": "quintiles"}),
    "care": Indicator.model_validate(ENTRY | {"id": "care", "polarity": "no_judgement"}),
}


def row(
    indicator: str = "poor",
    period: str = "2024-01-01/P1Y",
    value: float = 30.0,
    width: float = 2.0,
    **more: object,
) -> dict[str, Any]:
    base = dict.fromkeys(OBSERVATION_COLUMNS)
    limits = {"lower": value - width, "upper": value + width} if width else {}
    return (
        base
        | {"area_code": "E08000028", "area_level": "utla", "indicator_id": indicator}
        | {"period": period, "group_type": "all", "group": "all", "value": value}
        | {"status": "published", "note": ""}
        | limits
        | more
    )


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(OBSERVATION_COLUMNS)).astype(
        {"value": float, "lower": float, "upper": float}
    )


def test_newest_common_period_is_compared() -> None:
    area = table(row(period="2023-01-01/P1Y", value=20), row(period="2024-01-01/P1Y", value=30))
    england = table(row(period="2023-01-01/P1Y", value=25, area_code="E92000001"))
    found = findings.compare_with(area, england, CATALOGUE).iloc[0]
    assert (found["period"], found["value"], found["benchmark"]) == ("2023-01-01/P1Y", 20, 25)
    assert found["verdict"] == "better" and found["ratio"] == pytest.approx(0.8)


def test_the_first_benchmark_that_has_the_period_is_named() -> None:
    both = table(
        row(period="2023-01-01/P1Y", value=20, area_code="E92000001"),
        row(period="2024-01-01/P1Y", value=26, area_code="K02000001"),
        row(period="2023-01-01/P1Y", value=99, area_code="K02000001"),
    )
    area = table(row(period="2023-01-01/P1Y"), row(period="2024-01-01/P1Y"))
    found = findings.compare_with(area, both, CATALOGUE).iloc[0]
    assert (found["benchmark"], found["benchmark_code"]) == (26, "K02000001")
    found = findings.compare_with(area.head(1), both, CATALOGUE).iloc[0]
    assert (found["benchmark"], found["benchmark_code"]) == (20, "E92000001")


def test_without_common_period_the_newest_stands_untested() -> None:
    found = findings.compare_with(
        table(row(value=30)), table(row(period="2001-01-01/P1Y")), CATALOGUE
    ).iloc[0]
    assert found["verdict"] == "not tested" and found["value"] == 30


def test_no_interval_method_means_no_test_and_no_judgement_stays_neutral() -> None:
    area = table(row("score"), row("care"))
    england = table(row("score", value=10), row("care", value=10))
    found = findings.compare_with(area, england, CATALOGUE).set_index("indicator_id")
    assert found.loc["score", "verdict"] == "not tested"
    assert found.loc["care", "verdict"] == "higher"


def test_empty_tables_give_empty_findings() -> None:
    nothing = table()
    assert findings.compare_with(nothing, nothing, CATALOGUE).empty


def test_a_benchmark_is_its_counts_and_not_their_rounding() -> None:
    area = table(row(value=12.0, width=1.8))
    england = table(
        row(value=10.0, area_code="E92000001", numerator=8500.0, denominator=81770.0)
    ).astype({"numerator": float, "denominator": float})
    catalogue = {"poor": CATALOGUE["poor"].model_copy(update={"multiplier": 100})}
    found = findings.compare_with(area, england, catalogue).iloc[0]
    assert found["benchmark"] == pytest.approx(10.395, abs=0.001)
    assert found["verdict"] == "similar"  # against the rounded 10 it would be worse
    assert found["p"] > 0.05 and not found["clear"]
