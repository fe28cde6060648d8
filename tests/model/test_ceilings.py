"""A whole plan, however large, leaves every outcome between its floor and its ceiling, always."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model import levers
from model.baseline import PLACE, baseline
from model.checks_levers import all_levers
from model.dynamics import run
from model.engine_inputs import prepare, still
from model.engine_layout import FIRST_FLOW, POVERTY, Inputs
from model.register import Distribution, load_registers
from model.setting import AREAS, setting
from model.simulation import Runs, pooled_rows, simulate_uses

LEVERS = sorted(load_registers().levers)
CODES = baseline().people.authorities
#: Flows, each with the outcomes whose multipliers it bears.
FLOWS = {
    "cin_starts": ("cin_starts", "children_in_need"),
    "cpp_starts": ("cpp_starts", "child_protection_plans"),
    "care_entries": ("care_entries", "looked_after"),
    **{name: (name,) for name, place in PLACE.items() if FIRST_FLOW <= place < POVERTY},
}
STOCKS = (
    "looked_after",
    "child_protection_plans",
    "children_in_need",
    "waiting",
    "in_help",
    "untreated_need",
    "emotional_need",
    "conduct_problems",
    "child_poverty",
)


def whole_plan(
    names: tuple[str, ...], share: float, strength: str, targeting: int
) -> list[levers.Use]:
    """Levers at a share of their greatest size, at once; judged effects near one end."""
    registers, uses = load_registers(), []
    for use in all_levers(share):
        lever, judged = registers.levers[use.lever], use.judgement
        if use.lever not in names:
            continue
        if lever.judgement_bounds is not None and strength != "middle":
            low, high = lever.judgement_bounds.low, lever.judgement_bounds.high
            end, near = (high, low) if strength == "greatest" else (low, high)
            limits = sorted((end, end + 0.01 * (near - end)))
            judged = Distribution(
                family="uniform",
                central=sum(limits) / 2,
                low=limits[0],
                high=limits[1],
                interval_basis="one end of the range a plan may set",
            )
        uses.append(
            dataclasses.replace(
                use,
                targeting=lever.targeting[targeting % len(lever.targeting)],
                start_year=2025,
                ramp_years=0.0,
                judgement=judged,
            )
        )
    return uses


def limits_of(inputs: Inputs, outcome: int) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most that is left of an outcome's flow, (draws,) each.

    Worked out of the greatest that each effect may be, whoever is reached and whenever: poverty
    and the effects under the ceiling take off no more than that, the others follow.
    """
    first, end = inputs.effect_from[outcome], inputs.effect_from[outcome + 1]
    split = inputs.effect_split[outcome]
    felt = inputs.effect_course.max(axis=0) * inputs.effect_cover.max(axis=(0, 2))
    left = np.maximum(0.0, 1.0 - inputs.effect_value * np.minimum(felt, inputs.effect_limit))
    least = np.minimum(1.0, left)[:, split:end].prod(axis=1) * (1.0 - inputs.cap[:, outcome])
    most = np.maximum(1.0, left)[:, first:end].prod(axis=1)
    # Where the evidence leaves it open, less poverty adds to the flow in some draws.
    adds = (inputs.p_value[:, inputs.p_target == outcome] < 0.0).any(axis=1)
    return least, np.where(adds, 1e9, most)


def inputs_of(runs: Runs) -> Inputs:
    return prepare(runs.setup, runs.uses, np.isin(np.arange(AREAS), runs.inside))[0]


@settings(max_examples=25, deadline=None)
@given(
    names=st.lists(st.sampled_from(LEVERS), min_size=1, unique=True).map(tuple),
    share=st.floats(0.2, 1.0),
    strength=st.sampled_from(["least", "middle", "greatest"]),
    targeting=st.integers(0, 2),
    areas=st.lists(st.sampled_from(CODES), min_size=1, unique=True),
    path_id=st.sampled_from(["hold", "forecast"]),
    seed=st.integers(1, 10_000),
)
@example(tuple(LEVERS), 1.0, "greatest", 0, list(CODES), "forecast", 1)
@example(tuple(LEVERS), 1.0, "greatest", 2, list(CODES), "hold", 2)
@example(tuple(LEVERS), 1.0, "least", 1, list(CODES[:1]), "hold", 3)
def test_no_outcome_leaves_its_floor_or_its_ceiling_in_any_draw(
    names: tuple[str, ...],
    share: float,
    strength: str,
    targeting: int,
    areas: list[str],
    path_id: str,
    seed: int,
) -> None:
    runs = simulate_uses(
        whole_plan(names, share, strength, targeting), areas, path_id=path_id, draws=24, seed=seed
    )
    plan, base = np.asarray(runs.plan), np.asarray(runs.baseline)
    assert np.isfinite(plan).all() and (plan >= 0.0).all()
    inputs = inputs_of(runs)
    for flow, outcomes in FLOWS.items():
        least = most = np.ones(len(plan))
        for outcome in outcomes:
            low, high = limits_of(inputs, PLACE[outcome])
            least, most = least * low, most * high
        was, now = base[..., PLACE[flow]], plan[..., PLACE[flow]]
        slack = 1e-6 * (1.0 + was)  # kept as 32-bit numbers
        assert (now >= least[:, None, None] * was - slack).all(), flow
        assert (now <= most[:, None, None] * was + slack).all(), flow


@pytest.mark.parametrize("path_id", ["hold", "forecast"])
def test_no_stock_holds_more_children_than_there_are(path_id: str) -> None:
    uses = whole_plan(tuple(LEVERS), 1.0, "greatest", 2)
    plan = simulate_uses(uses, CODES, path_id=path_id, draws=64).plan
    people = baseline().people.children
    children = np.concatenate([people.sum(axis=axes) for axes in ((1, 2), (0, 2), (0, 1))])
    for name in STOCKS:
        held = plan[..., PLACE[name]]
        assert (held <= children[None, :, None] * (1 + 1e-6)).all(), name


@pytest.mark.parametrize("ceiling", ["held", "lifted"])
def test_effects_far_too_large_stop_at_the_ceiling_and_only_there(ceiling: str) -> None:
    """The limits above can fail: with the engine's ceiling lifted, more goes."""
    uses = [levers.Use("child_poverty", 10, "everyone", 2025, 0.0)]
    inputs = inputs_of(simulate_uses(uses, CODES, path_id="hold", draws=8))
    steep = still(inputs)._replace(p_value=inputs.p_value * 1000)
    if ceiling == "lifted":
        steep = steep._replace(cap=np.ones_like(inputs.cap))
    rows, place = pooled_rows(np.ones(AREAS, dtype=bool)), PLACE["care_entries"]
    base = run(prepare_nothing(), rows)[:, :AREAS, -1, place]
    now = run(steep, rows)[:, :AREAS, -1, place]
    least, _ = limits_of(inputs, place)
    assert (least == 1.0 - inputs.cap[:, place]).all() and (inputs.cap[:, place] < 0.7).all()
    under = now < least[:, None] * base * (1 - 1e-6)
    assert under.any() == (ceiling == "lifted")


def prepare_nothing() -> Inputs:
    setup = setting("hold", 8, 1)
    return still(prepare(setup, (), np.ones(AREAS, dtype=bool))[0])
