"""The findings of every authority and the region: the rule, and the answers, which were read."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import place_findings
from components.wording import place_findings as words
from data import store
from data.__main__ import main

PLACES = [*store.areas("utla", store.REGION).index, store.REGION]
KEPT = Path(__file__).parents[1] / "snapshots" / "findings" / "places.json"


def told(scope: str) -> list[list[str]]:
    return [
        [found.slot, found.indicator_id, found.group_type, found.tag, words.sentence(found)]
        for found in place_findings.of_place(scope)
    ]


@pytest.mark.parametrize("scope", PLACES)
def test_findings_are_those_that_were_read(scope: str) -> None:
    assert told(scope) == json.loads(KEPT.read_text("utf-8"))[scope]


@pytest.mark.parametrize("scope", PLACES)
def test_every_place_has_poverty_a_service_and_groups_and_nothing_old(scope: str) -> None:
    found = place_findings.of_place(scope)
    assert len(found) == place_findings.COUNT
    slots = ["poverty", "service"]
    # Herefordshire has no breakdown of the last five years in which no group is held back.
    slots += ["group"] * any(each.slot == "group" for each in place_findings.candidates(scope))
    assert [each.slot for each in found[: len(slots)]] == slots
    assert len(slots) == 3 or scope == "E06000019"
    assert all(each.years_old <= 5 and each.score > 0 for each in found)
    for each in found:
        assert (each.tag == "margin unknown") == (
            each.group_type == "all" and bool(np.isnan(each.lower) or each.verdict == "not tested")
        )
        if each.tag == "can't tell":
            assert "we can't tell" in words.sentence(each).lower()
        for group in each.groups:
            assert group.group != "Unknown"


def test_sandwell_has_child_poverty_and_infant_deaths() -> None:
    said = {each.indicator_id for each in place_findings.of_place("E08000028")}
    assert said & {"children_low_income_ahc", "children_low_income_bhc"}
    assert "infant_mortality" in said


def test_telford_and_wrekin_has_no_artefact_of_unaccompanied_children() -> None:
    reason = place_findings.mostly_unaccompanied("looked_after", "Other", 37, 53)
    assert "53 unaccompanied" in reason
    rows = store.observations("looked_after", area_codes="E06000020", group_type="ethnicity")
    rows = rows[rows["period"] == "2025-03-31/P1D"].set_index("group")
    own = place_findings.unaccompanied_in("E06000020", "2025-03-31/P1D")
    held = [
        place_findings.mostly_unaccompanied("looked_after", group, row["numerator"], own)
        for group, row in rows.iterrows()
        if row["numerator"] == row["numerator"]
    ]
    assert any(held)
    care = [
        each
        for each in place_findings.candidates("E06000020")
        if each.indicator_id == "looked_after" and each.group_type == "ethnicity"
    ]
    for each in care:
        other = {group.group: group for group in each.groups}["Other"]
        assert other.withheld and "Other is not told" in words.sentence(each)


def test_white_children_and_small_shares_are_never_held_back() -> None:
    assert place_findings.mostly_unaccompanied("looked_after", "White", 37, 53) == ""
    assert place_findings.mostly_unaccompanied("looked_after", "Other", 200, 53) == ""
    assert place_findings.mostly_unaccompanied("suspensions", "Other", 37, 53) == ""


def test_the_average_of_the_groups_leaves_out_unknown_ethnicity() -> None:
    rows = pd.DataFrame(
        {
            "group": ["Asian", "White", "Unknown"],
            "numerator": [10.0, 30.0, 500.0],
            "denominator": [100.0, 300.0, 1.0],
        }
    )
    assert place_findings.known_average(rows, 100) == pytest.approx(10)
    assert np.isnan(place_findings.known_average(rows.assign(numerator=[1, np.nan, 2]), 100))


def test_the_command_prints_the_findings_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["findings", "E08000028"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["area"] == "Sandwell" and len(document["findings"]) == 5
    assert {"tag", "score", "value", "lower", "benchmark", "groups"} <= set(document["findings"][0])
    assert main(["findings", "E99"]) == 2
    assert "no area with the code" in capsys.readouterr().err
