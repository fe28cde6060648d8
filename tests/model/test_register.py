"""The registers: complete, traceable to evidence that was read, and refused when they are not."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from data import store
from model.register import (
    EVIDENCE_TABLES,
    REGISTERS_FOLDER,
    RegisterError,
    check_evidence,
    load_registers,
    read_evidence_status,
    read_registers,
)
from model.register_schema import OUTCOMES, Distribution
from model.register_text import DOCUMENT, render, used_evidence

REGISTERS = load_registers()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REGISTERS_FOLDER, tmp_path / "registers"))


def _change(folder: Path, file: str, section: str, entry: str, **fields: object) -> None:
    path = folder / file
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, value in fields.items():
        content[section][entry][name] = value
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def _evidence() -> dict[str, dict[str, Any]]:
    rows = {}
    for name in EVIDENCE_TABLES:
        for row in store.table(name).to_dict("records"):
            rows[row["id"]] = row
    return rows


EVIDENCE = _evidence()


# --- what must be there ----------------------------------------------------------------------


def test_levers_of_the_method_paper_are_there() -> None:
    assert set(REGISTERS.levers) == {
        "child_poverty",
        "early_years_centres",
        "incredible_years",
        "keyworker",
        "youth_clubs",
        "mentoring",
        "community_coalition",
        "therapy_places",
        "identification",
        "family_group_conference",
        "fewer_exclusions",
        "diversion",
        "shorter_stays",
        "care_instead_of_custody",
        "narrow_disparity",
        "income_advice",
        "perinatal_care",
        "breakfast_clubs",
        "violence_reduction_unit",
        "school_counselling",
        "drug_alcohol_court",
    }
    assert {lever.strand for lever in REGISTERS.levers.values()} == {
        "prevent",
        "strengthen",
        "identify",
        "do_no_harm",
        "fair_shares",
    }
    assert set(REGISTERS.baselines) == {"forecast", "hold", "national_strategy"}


def test_every_evidence_id_was_read_or_computed() -> None:
    used = used_evidence(REGISTERS)
    assert len(used) > 100
    assert {EVIDENCE[item]["verified"] for item in used} <= {"yes", "computed"}


def test_unread_figures_are_not_published() -> None:
    unread = [row for row in EVIDENCE.values() if row["verified"] == "no"]
    assert {"E143", "C034", "G134"} <= {row["id"] for row in unread}
    for row in unread:
        assert row["estimate"] == ""
        assert math.isnan(row["value"])


def test_judgements_have_no_effect_by_default() -> None:
    judged = [link for link in REGISTERS.links.values() if link.grade == "J"]
    assert len(judged) >= 8
    for link in judged:
        neutral = 0 if link.form in ("relative change", "standardised effect") else 1
        assert (link.distribution.family, link.distribution.central) == ("fixed", neutral)
    for lever in ("shorter_stays", "narrow_disparity"):
        assert all(link.grade == "J" for link in REGISTERS.lever_links(lever))


def test_contested_costs_are_context_and_never_a_plan_cost() -> None:
    for cost in REGISTERS.costs.values():
        if {"C039", "C008", "C019", "C006"} & set(cost.evidence):
            assert cost.kind == "context", cost.id
    for lever in REGISTERS.levers.values():
        kinds = {REGISTERS.costs[cost].kind for cost in lever.costs}
        assert kinds <= {"plan cost", "saving per person reached"}
    kinds_of_levers = ("context", "plan cost", "saving per person reached", "late service")
    summed = {c.outcome for c in REGISTERS.costs.values() if c.kind not in kinds_of_levers}
    assert summed <= set(OUTCOMES)


def test_between_place_slopes_are_not_effects() -> None:
    for link in REGISTERS.links.values():
        assert not {"E129", "E130", "E131", "E132"} & set(link.evidence), link.id


def test_null_and_harmful_programmes_are_kept_out_with_their_reason() -> None:
    left_out = {i for item in REGISTERS.exclusions.values() for i in item.evidence}
    assert {"E073", "E074", "E075", "E076", "E078", "E080", "E117", "E154"} <= left_out
    for link in REGISTERS.links.values():
        assert not {"E073", "E074", "E075", "E076", "E078", "E080", "E199"} & set(link.evidence)


def test_registers_document_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == render(), "run python -m model.register_text"


# --- the numbers come from the evidence ------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "evidence", "expected"),
    [
        ("poverty_care_entries", "E001", lambda v: v / 100_000),
        ("poverty_cpp_starts", "E103", lambda v: v / 10_000),
        ("poverty_cin_starts", "E104", lambda v: v / 10_000 / 0.98),
        ("poverty_need", "E021", lambda v: v),
        ("keyworker_care_entries", "E047", lambda v: 1 + v / 100),
        ("mentoring_first_time_entrants", "E141", lambda v: 1 + v / 100),
        ("mentoring_serious_violence", "E140", lambda v: 1 + v / 100),
        ("coalition_serious_violence", "E067", lambda v: 1 + v / 100),
        ("diversion_serious_violence", "E069", lambda v: 1 + v / 100),
        ("exclusions_serious_violence", "E071", lambda v: 1 / v),
    ],
)
def test_central_value_follows_from_its_evidence(
    link: str, evidence: str, expected: Callable[..., Any]
) -> None:
    central = REGISTERS.links[link].distribution.central
    assert central == pytest.approx(expected(EVIDENCE[evidence]["value"]), rel=0.005)


@pytest.mark.parametrize(
    ("link", "evidence", "scale"),
    [
        ("poverty_care_entries", "E100", 1e-4),
        ("poverty_cpp_starts", "E103", 1e-4),
        ("poverty_cin_starts", "E104", 1e-4 / 0.98),
        ("poverty_need", "E021", 1),
    ],
)
def test_published_interval_is_kept(link: str, evidence: str, scale: float) -> None:
    found, row = REGISTERS.links[link].distribution, EVIDENCE[evidence]
    assert found.low == pytest.approx(row["lower"] * scale, rel=0.01)
    assert found.high == pytest.approx(row["upper"] * scale, rel=0.01)


def test_family_group_conference_from_the_two_published_shares() -> None:
    """36.2% against 44.8% of 1,511 families: ratio and its interval worked out by hand."""
    assert "36.2% vs 44.8%" in EVIDENCE["E043"]["measure"]
    link = REGISTERS.links["conference_care_entries"]
    arm = 1511 / 2
    error = math.sqrt((1 - 0.362) / (0.362 * arm) + (1 - 0.448) / (0.448 * arm))
    centre = math.log(0.362 / 0.448)
    assert link.distribution.central == pytest.approx(math.exp(centre), rel=0.002)
    assert link.distribution.low == pytest.approx(math.exp(centre - 1.96 * error), rel=0.002)
    assert link.distribution.high == pytest.approx(math.exp(centre + 1.96 * error), rel=0.002)
    assert link.baseline_risk is not None and link.baseline_risk.central == 0.448
    # 100 children referred: 8.6 fewer in care at twelve months, as published.
    assert 100 * 0.448 * (1 - link.distribution.central) == pytest.approx(8.6, abs=0.05)


def test_keyworker_avoids_the_published_difference() -> None:
    """2.5% to 1.7% looked after, 0.8% to 0.5% custody, 4.6% to 3.9% convicted."""
    for link, before, after in (
        ("keyworker_care_entries", 0.025, 0.017),
        ("keyworker_custody", 0.008, 0.005),
        ("keyworker_first_time_entrants", 0.046, 0.039),
    ):
        entry = REGISTERS.links[link]
        assert entry.baseline_risk is not None and entry.baseline_risk.central == before
        assert before * entry.distribution.central == pytest.approx(after, abs=0.0001)


def test_incredible_years_effect_size_from_its_interval() -> None:
    """Standard error of the pooled difference gives the standard deviation, hence the size."""
    row = EVIDENCE["E149"]
    error = (row["upper"] - row["lower"]) / (2 * 1.96)
    deviation = error * math.sqrt(1696) / 2
    link = REGISTERS.links["incredible_years_recovery"].distribution
    assert deviation == pytest.approx(27.3, abs=0.05)
    assert link.central == pytest.approx(-row["value"] / deviation, abs=0.005)
    assert link.low < -row["upper"] / deviation < -row["lower"] / deviation < link.high


def test_rule_widths_are_what_the_rule_says() -> None:
    """W1: half-width on the log scale is the estimate itself; W2: 1.96 / 1.645 times it."""
    checked = 0
    for link in REGISTERS.links.values():
        rule = re.match(r"W[12]", link.distribution.interval_basis)
        if rule is None:
            continue
        centre = math.log(link.distribution.central)
        half = abs(centre) * (1 if rule.group() == "W1" else 1.96 / 1.645)
        assert link.distribution.low == pytest.approx(math.exp(centre - half), abs=0.002), link.id
        assert link.distribution.high == pytest.approx(math.exp(centre + half), abs=0.002), link.id
        checked += 1
    assert checked >= 7


def _wilson(successes: float, trials: float) -> tuple[float, float]:
    share, z = successes / trials, 1.959964
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / 4 / trials**2)
    return middle - half / (1 + z * z / trials), middle + half / (1 + z * z / trials)


@pytest.mark.parametrize(
    ("parameter", "successes", "trials"),
    [
        ("trauma_exposure_by_18", 642, 2064),
        ("ptsd_by_18", 160, 2064),
        ("specialist_reach", 33, 160),
        ("routine_response_ceiling", 0.756 * 1240, 1240),
    ],
)
def test_wilson_intervals_of_the_baseline(parameter: str, successes: float, trials: int) -> None:
    found = REGISTERS.parameters[parameter].distribution
    low, high = _wilson(successes, trials)
    assert found.low == pytest.approx(low, abs=0.001)
    assert found.high == pytest.approx(high, abs=0.001)
    assert found.central == pytest.approx(successes / trials, abs=0.001)


@pytest.mark.parametrize(
    ("cost", "evidence", "expected"),
    [
        ("poverty_per_child", "C017", lambda v: 7280),
        ("centres_per_child", "E319", lambda v: v / 5),
        ("incredible_years_per_child", "C076", lambda v: v),
        ("keyworker_per_family", "C005", lambda v: v / 400_000),
        ("mentoring_per_child", "C113", lambda v: v),
        ("coalition_per_child", "C112", lambda v: v / 2 / 61_912),
        ("therapy_per_place", "C089", lambda v: v),
        ("foster_year", "C159", lambda v: v),
        ("diversion_per_child", "C161", lambda v: v),
        ("custodial_sentence", "C147", lambda v: v / 12),
        ("child_in_need_year", "C069", lambda v: 2 * v),
        ("permanent_exclusion", "C078", lambda v: v - 970),
        ("first_time_entrant", "C081", lambda v: v),
        ("serious_violence_offence", "C055", lambda v: v),
        ("cpp_start", "C073", lambda v: v),
    ],
)
def test_unit_cost_follows_from_its_evidence(
    cost: str, evidence: str, expected: Callable[..., Any]
) -> None:
    central = REGISTERS.costs[cost].distribution.central
    assert central == pytest.approx(expected(EVIDENCE[evidence]["value"]), rel=0.006)


def test_national_strategy_from_the_published_counts() -> None:
    """4.8 million children are 34%; 550,000 fewer is 3.9 points; against 31% now."""
    points = 550_000 / 4_800_000 * 34
    settings = REGISTERS.baselines["national_strategy"].settings
    assert settings["poverty_relative_change"] == pytest.approx((34 - points) / 31 - 1, abs=0.001)


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "section", "entry", "fields", "says"),
    [
        ("links.yaml", "links", "poverty_need", {"haf_life": 2}, "haf_life"),
        ("links.yaml", "links", "poverty_need", {"design": "  "}, "grade C .* without its design"),
        ("links.yaml", "links", "poverty_need", {"evidence": []}, "evidence"),
        ("links.yaml", "links", "poverty_need", {"target": "happiness"}, "target 'happiness'"),
        ("links.yaml", "links", "poverty_need", {"grade": "Z"}, "grade"),
        (
            "links.yaml",
            "links",
            "poverty_need",
            {
                "distribution": {
                    "family": "lognormal",
                    "central": 5,
                    "low": 2,
                    "high": 4,
                    "interval_basis": "published",
                }
            },
            "2.0 to 4.0 does not bracket the centre 5.0",
        ),
        (
            "links.yaml",
            "links",
            "poverty_need",
            {
                "distribution": {
                    "family": "lognormal",
                    "central": float("nan"),
                    "low": 2,
                    "high": 4,
                    "interval_basis": "published",
                }
            },
            "finite",
        ),
        (
            "links.yaml",
            "links",
            "stays_care_exits",
            {"distribution": {"family": "fixed", "central": 1.2, "interval_basis": "published"}},
            "no effect by default",
        ),
        ("levers.yaml", "levers", "mentoring", {"effects": ["mentoring_magic"]}, "mentoring_magic"),
        ("levers.yaml", "levers", "mentoring", {"grade": "J"}, "grade J and judgement"),
        ("levers.yaml", "levers", "mentoring", {"default": 5}, "default must be 0"),
        ("levers.yaml", "levers", "mentoring", {"costs": []}, "cost_note"),
        ("levers.yaml", "levers", "shorter_stays", {"judgement_bounds": None}, "judgement_bounds"),
        ("costs.yaml", "costs", "cin_start", {"payers": {"council": 0.5}}, "add to 0.5"),
        ("costs.yaml", "costs", "cin_start", {"outcome": "joy"}, "joy"),
        ("costs.yaml", "costs", "cin_start", {"price_year": "about 2010"}, "price_year"),
        ("exclusions.yaml", "exclusions", "paths", {"evidence": ["X1"]}, "evidence"),
    ],
)
def test_a_faulty_entry_is_refused_by_name(
    folder: Path, file: str, section: str, entry: str, fields: dict[str, Any], says: str
) -> None:
    _change(folder, file, section, entry, **fields)
    with pytest.raises(RegisterError, match=f"(?s){entry}.*{says}"):
        read_registers(folder)


@pytest.mark.parametrize(
    ("evidence", "says"),
    [("E143", "E143 is marked verified=no"), ("E999", "E999 is not in the evidence tables")],
)
def test_evidence_not_read_or_missing_is_refused(folder: Path, evidence: str, says: str) -> None:
    _change(folder, "links.yaml", "links", "poverty_need", evidence=["E021", evidence])
    registers = read_registers(folder)
    with pytest.raises(RegisterError, match=f"links, poverty_need.*{says}"):
        check_evidence(registers, read_evidence_status())


def test_a_key_given_twice_is_refused(folder: Path) -> None:
    path = folder / "exclusions.yaml"
    path.write_text("exclusions:\n  a: {}\n  a: {}\n", encoding="utf-8")
    with pytest.raises(RegisterError, match="line 3: 'a' is given twice"):
        read_registers(folder)


def test_a_lever_must_list_the_links_that_name_it(folder: Path) -> None:
    _change(
        folder, "levers.yaml", "levers", "youth_clubs", effects=["mentoring_first_time_entrants"]
    )
    with pytest.raises(RegisterError, match=r"youth_clubs_first_time_entrants.*does not list it"):
        read_registers(folder)


def test_object_tags_in_a_register_are_refused(folder: Path) -> None:
    (folder / "exclusions.yaml").write_text(
        "exclusions: !!python/object/apply:os.getcwd []\n", encoding="utf-8"
    )
    with pytest.raises(RegisterError, match=r"exclusions\.yaml cannot be read"):
        read_registers(folder)


@pytest.mark.parametrize(
    "fields",
    [
        {"family": "normal", "central": 1, "low": 0},
        {"family": "normal", "central": 1, "low": 1, "high": 1},
        {"family": "lognormal", "central": 1, "low": 0, "high": 2},
        {"family": "beta", "central": 0.5, "low": -0.1, "high": 0.9},
        {"family": "fixed", "central": 1, "low": 0, "high": 2},
    ],
)
def test_distributions_that_make_no_sense_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Distribution(interval_basis="published", **fields)
