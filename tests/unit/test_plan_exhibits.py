"""A plan's results as exhibits and as a brief: the model's own figures, and doubt kept."""

from __future__ import annotations

import io

import numpy as np
import pytest
from pypdf import PdfReader

from components.builders import adversity
from components.builders.registry import build
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports import brief, brief_plan
from components.figures import accounts, runs
from components.wording import plans
from components.wording.findings import CANNOT_TELL
from model.adversity_cost import adversity_cost
from model.plan import new_plan, plan_authorities
from model.plan_code import encode_plan
from model.presets import preset_plan
from model.results import simulate
from tests.narrowed import some

SANDWELL = "E08000028"


@pytest.fixture(scope="module")
def code() -> str:
    return encode_plan(preset_plan("layered", new_plan(areas=[SANDWELL], title="A plan <b>&")))


def test_the_fan_holds_the_models_quantiles(code: str) -> None:
    exhibit = build(Recipe("plan_outcome", {"plan": code, "outcome": "looked_after"}))
    results = simulate(runs.results_of_code(code).plan, 256)
    values = results.values("looked_after").to_numpy()
    for column, share in (("lower", 0.025), ("value", 0.5), ("upper", 0.975)):
        assert np.allclose(
            exhibit.chart.figures[column], np.quantile(values, share, axis=0), atol=1e-4
        )
    assert exhibit.level == "modelled" and "odelled" in exhibit.title


def test_the_waterfall_adds_up_to_the_models_balance(code: str) -> None:
    exhibit = build(Recipe("plan_money", {"plan": code}))
    rows = exhibit.chart.figures
    steps = rows[rows["mark"] != "total"]["value"].sum()
    told = accounts.told(runs.results_of_code(code).plan)
    assert told.partial
    totals = some(told.part).money.totals()
    balance = float((totals.present_cost - totals.present_saving).mean()) / 1e6
    assert rows["value"].iloc[-1] == pytest.approx(steps)
    assert steps == pytest.approx(balance, rel=1e-3)


def test_a_plan_that_does_nothing_claims_nothing() -> None:
    idle = encode_plan(new_plan(areas=[SANDWELL]))
    exhibit = build(Recipe("plan_outcome", {"plan": idle, "outcome": "looked_after"}))
    assert "no lever of the plan changes this" in exhibit.title
    with pytest.raises(RecipeError, match="neither a cost nor a saving"):
        build(Recipe("plan_money", {"plan": idle}))


def test_a_damaged_plan_is_refused(code: str) -> None:
    with pytest.raises(RecipeError, match="plan code"):
        build(Recipe("plan_outcome", {"plan": code[:-4], "outcome": "looked_after"}))
    with pytest.raises(RecipeError, match="no outcome"):
        build(Recipe("plan_outcome", {"plan": code, "outcome": "wealth"}))


def test_a_range_that_holds_nothing_is_doubt() -> None:
    assert brief_plan._change(np.linspace(-5, 9, 101))[0] == CANNOT_TELL.lower()
    assert brief_plan._change(np.linspace(-9, -5, 101))[0] == "7.0 fewer"


def test_the_brief_of_a_plan_has_its_questions_on_two_pages(code: str) -> None:
    made = brief_plan.plan_brief(code)
    text = brief.html(made)
    for question in (
        "What?",
        "Where?",
        "What does adversity cost today?",
        "For whom?",
        "What would change?",
        "at what cost?",
        "How sure are we?",
        "Sources",
    ):
        assert question in text
    assert "A plan &lt;b&gt;" in text or "Multi-layered" in text
    if not brief.can_print():
        pytest.skip("Pango is not installed: no PDF")
    assert len(PdfReader(io.BytesIO(brief.pdf(made))).pages) == 2


@pytest.mark.parametrize("areas", [["E08000028"], ["E08000028", "E06000019"], ["E12000005"]])
def test_the_brief_of_a_plan_tells_what_the_area_costs_today(areas: list[str]) -> None:
    plan = preset_plan("layered", new_plan(areas=areas))
    sections = brief_plan.plan_brief(encode_plan(plan)).sections
    (said, caveat) = next(s for s in sections if s.heading.endswith("cost today?")).paragraphs
    assert "not a saving" in caveat and plans.place_of(plan) in said
    whole, child = adversity.total_words(adversity_cost(plan_authorities(plan)))
    assert whole in said and child in said
    if len(areas) == 1:
        seen = build(Recipe("adversity_cost", {"scope": areas[0], "by": "domain"}))
        assert said.startswith(seen.title.removesuffix(" (modelled)"))
