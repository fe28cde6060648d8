"""Words, marks and cards of the What if page against results worked out by hand or by the model."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.builders.plan import plan_outcome
from components.charts import paint_svg
from components.charts import scales as axes
from components.charts.layouts import cards as small
from components.charts.small import Block, Disc, Stroke, Words
from components.exhibits.small_charts import BeforeAfter, SmallFan, SmallStep
from components.figures import accounts
from components.figures import plan as plan_figures
from components.figures.plan import Horizon
from components.figures.plan_codes import code_for
from components.views.what_if import cards
from components.wording import outcomes as words
from components.wording import plans
from model.plan import Plan, new_plan
from model.presets import preset_plan, scales
from model.register import load_registers
from model.results import SCREEN_DRAWS, simulate
from tests.narrowed import some

SANDWELL = "E08000028"
REGISTERS = load_registers()


def layered() -> Plan:
    return preset_plan("layered", new_plan(areas=[SANDWELL]))


def reason(plan: Plan, outcome: str = "looked_after") -> str:
    return plans.nothing_changes(plan, simulate(plan, 64), outcome, scales(plan), REGISTERS)


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (1234.4, "1,234"), (-1012.3, "\u22121,012"), (3.26, "3.3"), (-0.434, "\u22120.43")],
)
def test_counts_keep_about_three_figures(value: float, said: str) -> None:
    assert words.count(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "£0"),
        (85, "£85"),
        (1200, "£1.2k"),
        (34_500_000, "£34.5m"),
        (-2.5e9, "\u2212£2.5bn"),
        (999_999, "£1.0m"),
        (-166e6, "\u2212£166m"),
    ],
)
def test_pounds(value: float, said: str) -> None:
    assert words.pounds(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(1.0, "over 99%"), (0.0, "under 1%"), (0.5, "50%"), (float("nan"), "not judged")],
)
def test_a_chance_is_never_certain(value: float, said: str) -> None:
    assert words.share(value) == said


def test_spans_name_the_direction_once_where_they_can() -> None:
    assert words.span(-1586, -421) == "421 to 1,586 fewer"
    assert words.span(10, 30) == "10.0 to 30 more"
    assert words.span(-12, 40) == "12.0 fewer to 40 more"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((-60, -50, -43, -30, -10), "43 fewer"),
        ((10, 20, 34, 40, 50), "34 more"),
        ((-60, -50, -43, -30, 10), "we can't tell"),
        ((-60, -50, -43, -30, 0), "we can't tell"),
        ((0, 0, 0, 0, 0), "no change"),
        ((0, 0, 0, 0, 5), "we can't tell"),
    ],
)
def test_a_side_is_named_only_where_the_range_leaves_out_no_change(
    found: tuple[int, int, int, int, int], said: str
) -> None:
    assert words.told_change(found) == said


@given(
    st.sampled_from(plan_figures.ORDER),
    st.floats(-500, 500).map(lambda each: round(each, 3)),
    st.floats(0.6, 500),
    st.floats(0.1, 0.9),
    st.sampled_from([-1, 1]),
)
def test_an_overlap_says_less_help_exactly_where_there_is_less(
    outcome: str, alone: float, size: float, wide: float, sign: int
) -> None:
    interaction = sign * size
    total = alone + interaction
    said = words.overlap(
        outcome, interaction, interaction - wide * size, interaction + wide * size, total
    )
    word = words.better_word(outcome)
    if word:
        helped = {"fewer": -1, "more": 1}[word]
        less = total * helped < alone * helped
    else:
        less = interaction * (1 if alone >= 0 else -1) < 0
    assert f"by {words.count(size)} {'less' if less else 'more'} (95%" in said


def test_an_overlap_that_could_be_none_takes_no_side() -> None:
    said = words.overlap("looked_after", 93.0, -10.0, 200.0, -400.0)
    assert "we can't tell" in said
    assert "93" not in said


def test_less_help_is_not_called_more() -> None:
    # Children looked after: 500 and 400 fewer alone, 807 fewer together.
    said = words.overlap("looked_after", 93.0, 60.0, 120.0, -807.0)
    assert "together they help by 93 less (95% 60 to 120) than each alone added up" in said


def test_card_and_slide_say_a_change_by_one_rule() -> None:
    plan = layered()
    results = simulate(plan, SCREEN_DRAWS)
    told = {True: 0, False: 0}
    for outcome in plan_figures.ORDER:
        card = cards.what(results, outcome, [])
        slide = plan_outcome(plan=code_for(plan), outcome=outcome).title
        if "no lever of the plan" in slide:
            assert "no change" in card
            continue
        unsure = "can't tell" in slide
        told[unsure] += 1
        lead = some(re.search(r'<p class="wi-big">(.*?)</p>', card)).group(1)
        assert ("can't tell" in html.unescape(lead)) == unsure
        assert bool(re.search("[0-9] (fewer|more)", lead)) != unsure
    assert all(told.values())


def test_no_lever_moved_is_the_reason() -> None:
    assert "no lever has been moved" in reason(new_plan(areas=[SANDWELL]))
    off = new_plan(areas=[SANDWELL], levers={"keyworker": {"level": 0, "rationale": "later"}})
    assert "no lever has been moved" in reason(off)


def test_a_judgement_without_range_is_the_reason() -> None:
    plan = new_plan(areas=[SANDWELL], levers={"shorter_stays": {"level": 50}})
    assert "give your own range" in reason(plan)


def test_an_effect_slower_than_the_horizon_is_the_reason() -> None:
    slow = {"level": 50, "start_year": 2028}
    plan = new_plan(areas=[SANDWELL], horizon_years=4, levers={"early_years_centres": slow})
    assert "takes longer" in reason(plan)
    assert "takes longer" in reason(plan, "care_entries")


def test_too_small_a_reach_is_the_reason() -> None:
    plan = new_plan(areas=[SANDWELL], levers={"keyworker": {"level": 0.01}})
    assert "too small to show" in reason(plan)


def test_an_outcome_no_lever_acts_on_is_the_reason() -> None:
    plan = new_plan(areas=[SANDWELL], levers={"fewer_exclusions": {"level": 50}})
    assert "no lever in this plan has an effect on it" in reason(plan)


def test_no_reason_is_given_when_something_changes() -> None:
    assert reason(layered()) == ""


def test_an_early_rise_is_told() -> None:
    plan = new_plan(areas=[SANDWELL], levers={"identification": {"level": 20}})
    results = simulate(plan, 64)
    median = np.median(results.values("recorded_demand").to_numpy(), axis=0)
    said = words.early_rise(results, "recorded_demand")
    assert median.max() > 0
    assert said


def test_outside_the_evidence_is_told() -> None:
    plan = new_plan(
        areas=[SANDWELL], levers={"mentoring": {"level": 9000}, "child_poverty": {"level": 5}}
    )
    found = " ".join(plans.outside_evidence(plan, scales(plan), REGISTERS))
    assert "could be reached here" in found
    assert "beyond the changes in the study years" in found
    assert "grade C" in found


def test_waterfall_closes() -> None:
    plan = layered()
    parts = simulate(plan, 64).contributions("looked_after")
    means = dict(zip(parts["lever"], parts["median"], strict=True))
    means["interaction"] = means["together"] - sum(
        v for k, v in means.items() if k not in ("together", "interaction")
    )
    steps = plan_figures.steps_of(means, REGISTERS)
    assert steps[-1].kind == "total" and steps[-1].end == means["together"]
    assert steps[-2].kind == "interaction"
    assert steps[-2].end == pytest.approx(means["together"])
    assert all(a.end == pytest.approx(b.start) for a, b in pairwise(steps[:-1]))


def test_cards_hold_the_results_own_figures() -> None:
    results = simulate(layered(), 64)
    text = re.sub(r"<[^>]+>", " ", cards.what(results, "looked_after", []))
    median = float(results.summary("looked_after").sel(quantile=0.5).isel(year=-1))
    assert words.more_or_fewer(median) in text
    told = accounts.told(layered())
    money = re.sub(r"<[^>]+>", " ", cards.money(told))
    assert told.partial and 0 < len(told.split.judged) < told.levers
    assert f"{len(told.split.judged)} of {told.levers} levers can be judged" in money
    for whole, part in zip(
        told.whole.accounts.values(), some(told.part).accounts.values(), strict=True
    ):
        assert words.pounds(float(np.median(part.present_benefit))) in money
        assert words.pounds(float(np.median(part.net))) in money
        # Without a cost or a gain that belongs in it, a balance would read as a verdict.
        assert words.pounds(float(np.median(whole.net))) not in money
        assert words.pounds(float(np.median(whole.present_benefit))) not in money
    # Costs and gains that belong in it are not known, so no chance of it is given.
    assert "not judged" in money and "no known cost 5" in money
    payers = plan_figures.money_by_payer(results)
    assert payers["cost"].sum() == pytest.approx(results.money.totals().present_cost.mean())
    assert payers["saving"].sum() == pytest.approx(results.money.totals().present_saving.mean())


def test_a_group_is_shown_on_its_own_or_the_reason_is() -> None:
    results = simulate(layered(), 64)
    shown = cards.whom(results, "looked_after")
    for group in ("Asian", "Black", "Mixed", "White", "Other", "Most deprived", "Least deprived"):
        assert group in shown
    hidden = cards.whom(results, "care_entries")
    assert "<svg" not in hidden and results.state.why_not("care_entries", "ethnicity") in hidden


def test_the_horizon_is_the_results_own() -> None:
    results = simulate(preset_plan("layered", new_plan()), 64)
    end = Horizon.of(results)
    for outcome in plan_figures.ORDER:
        assert end.interval(outcome) == pytest.approx(
            results.summary(outcome).isel(year=-1).to_numpy()
        )
        assert end.chance_better(outcome) == pytest.approx(
            results.chance_better(outcome), nan_ok=True
        )
        assert end.moves(outcome) == plan_figures.changed(results, outcome, int(results.years[-1]))
        for code, change in end.rate_change_by_area(outcome).items():
            rates = results.values(outcome, areas=[code], measure="rate").isel(year=-1)
            assert change == pytest.approx(float(rates.median()), abs=1e-9)


def test_markup_is_escaped() -> None:
    step = SmallStep("<b>&", 0.0, 1.0, "lever", "<i>")
    drawn = paint_svg.paint(small.steps([step]), "<script>")
    assert "<b>" not in drawn and "<script>" not in drawn and "<i>" not in drawn
    assert "&lt;b&gt;&amp;" in drawn


def test_ticks_are_round_and_within() -> None:
    for low, high in ((-783.0, 0.0), (-0.02, 0.013), (0.0, 5.0), (-1.0, 1.0)):
        found = axes.within(low, high)
        assert len(found) >= 2
        assert all(low - 1e-9 <= each <= high + 1e-9 for each in found)


def test_a_card_s_fan_stands_where_its_figures_are() -> None:
    years = np.arange(2025, 2036)
    middle = np.linspace(0, -100, 11)
    quantiles = np.array([middle * f for f in (2.0, 1.5, 1.0, 0.5, 0.0)])
    placed = small.fan(SmallFan(years, quantiles, (2026,)))
    (line,) = placed.of(Stroke, "line")
    (zero,) = placed.of(Stroke, "zero")
    nothing = zero.runs[0][0][1]
    depth = [y - nothing for _, y in line.runs[0]]
    assert depth[0] == 0 and np.allclose(np.diff(depth), depth[-1] / 10)
    (band,) = placed.of(Stroke, "band95")
    lowest = max(y for _, y in band.runs[0])
    assert lowest - nothing == pytest.approx(2 * depth[-1])
    assert band.closed and len(placed.of(Stroke, "start")) == 1
    for mark in placed.of(Words):
        assert 0 <= mark.x <= placed.width and 0 <= mark.y <= placed.height


def test_a_card_s_groups_and_steps_share_one_scale() -> None:
    rows = [
        BeforeAfter("A", 100.0, 90.0, (60.0, 70.0, 80.0, 85.0, 88.0), "100 → 80"),
        BeforeAfter("B", 50.0, 45.0, (30.0, 35.0, 40.0, 42.0, 44.0), "50 → 40"),
    ]
    placed = small.groups(rows)
    left = placed.of(Stroke, "grid")[0].runs[0][0][0]
    first, second = (mark.x - left for mark in placed.of(Disc, "now"))
    assert first == pytest.approx(2 * second)
    wide = [mark.runs[0] for mark in placed.of(Stroke, "i95")]
    assert wide[0][1][0] - wide[0][0][0] == pytest.approx(2 * (wide[1][1][0] - wide[1][0][0]))
    fallen = small.steps(
        [
            SmallStep("A", 0.0, -40.0, "lever", "−40"),
            SmallStep("Together", 0.0, -40.0, "total", "−40"),
        ]
    )
    one, other = fallen.of(Block)
    assert (one.x, one.width) == (other.x, other.width)


def test_the_assumption_is_named_only_above_chance() -> None:
    table = pd.DataFrame(
        {
            "title": ["Poverty"],
            "at_low": [-5.0],
            "at_high": [-50.0],
            "swing": [-45.0],
            "noise": [3.0],
        }
    )
    assert "Poverty" in words.assumption_words(table, "looked_after")
    assert "No single" in words.assumption_words(table.assign(noise=30.0), "looked_after")
    assert words.assumption_words(table.iloc[:0], "looked_after") == ""
