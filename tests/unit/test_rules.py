"""The register of numbers that comparisons rest on."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from analysis import place_findings, rules, unusual

ROOT = Path(__file__).parents[2]


def test_every_rule_is_used_and_says_where_it_comes_from() -> None:
    code = "".join(
        path.read_text("utf-8")
        for folder in ("analysis", "components", "data")
        for path in (ROOT / folder).rglob("*.py")
    )
    for name, rule in rules.rules().items():
        assert f'"{name}"' in code, name
        assert len(rule.source) > 40 and rule.what, name


def test_the_rules_are_those_that_are_worked_with() -> None:
    assert place_findings.MOSTLY == rules.number("mostly_unaccompanied") == 0.5
    assert unusual.FEWEST == rules.number("fewest_authorities") == 20
    with pytest.raises(KeyError):
        rules.number("no such rule")
    with pytest.raises(TypeError, match="list of words"):
        rules.number("large_part_levels")


def test_a_rule_without_its_source_is_refused() -> None:
    with pytest.raises(ValidationError):
        rules.Rule(value=1, what="something that matters", source="")
