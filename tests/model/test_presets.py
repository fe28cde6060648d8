"""Presets: what they set, what they cost, and that sizes are those of the simulation."""

from __future__ import annotations

import numpy as np
import pytest

from data import store
from model.long_run import steps
from model.plan import canonical, dump_plan, load_plan, new_plan
from model.plan_code import encode_plan
from model.presets import (
    PresetError,
    eligible_people,
    furthest,
    preset_plan,
    presets,
    scales,
    yearly_cost,
)
from model.register import load_registers
from model.register_schema import STRANDS
from model.results import Results, simulate
from tests.narrowed import of_kind

PLACES = [store.REGION, store.WMCA, "E08000028", "E06000019"]
SANDWELL = "E08000028"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("preset_id", presets())
def test_every_preset_is_a_valid_plan_for_its_place(preset_id: str, place: str) -> None:
    plan = preset_plan(preset_id, new_plan(areas=[place]))
    assert plan.areas == [place]
    assert canonical(load_plan(dump_plan(plan))) == canonical(plan)
    assert len(encode_plan(plan)) < 1500


def test_no_change_changes_nothing() -> None:
    plan = preset_plan("none", preset_plan("layered", new_plan(areas=[SANDWELL])))
    assert plan.levers == {}
    results = simulate(plan, 16)
    assert (results.runs.plan == results.runs.baseline).all()


@pytest.mark.parametrize("strand", STRANDS)
def test_a_strands_preset_sets_every_lever_of_it_and_no_other(strand: str) -> None:
    plan = preset_plan(strand, new_plan())
    registers = load_registers()
    assert set(plan.levers) == {k for k, v in registers.levers.items() if v.strand == strand}
    assert all(setting.level > 0 for setting in plan.levers.values())


def test_layered_is_all_strands_at_the_same_levels() -> None:
    start = new_plan(areas=[SANDWELL])
    layered = preset_plan("layered", start)
    assert set(layered.levers) == set(load_registers().levers)
    for strand in STRANDS:
        for lever_id, setting in preset_plan(strand, start).levers.items():
            assert layered.levers[lever_id] == setting


def test_presets_never_judge_for_the_user() -> None:
    plan = preset_plan("layered", new_plan())
    assert all(setting.judgement is None for setting in plan.levers.values())
    judged = new_plan(levers={"narrow_disparity": plan.levers["narrow_disparity"].model_dump()})
    results = simulate(judged, 16)
    assert (results.runs.plan == results.runs.baseline).all()


@pytest.mark.parametrize("place", [store.REGION, SANDWELL])
@pytest.mark.parametrize("strand", ["prevent", "strengthen", "identify"])
def test_same_money_costs_the_same_or_all_the_strand_takes(strand: str, place: str) -> None:
    start = new_plan(areas=[place])
    wanted = yearly_cost(preset_plan("layered", start))
    plan = preset_plan(f"same_money_{strand}", start)
    registers = load_registers()
    spent = yearly_cost(plan)
    full = all(
        s.level >= furthest(registers.levers[k], start) - 0.1 for k, s in plan.levers.items()
    )
    assert full or spent == pytest.approx(wanted, rel=0.02)
    assert spent <= wanted * 1.02


def test_sizes_are_those_the_simulation_uses() -> None:
    plan = preset_plan("layered", new_plan(areas=[SANDWELL], baseline="hold"))
    results = simulate(plan, 256, middle=True)  # sizes are those at today's numbers
    sized = scales(plan)
    for got in results.runs.reach:
        assert sized[got.use.lever].people == pytest.approx(got.people.sum(), rel=1e-9)
    for lever_id, by_year in results.money.cost_by_lever.items():
        expected = sized[lever_id].yearly_cost or 0.0
        assert by_year[:, -1].mean() == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_reach_never_passes_those_eligible() -> None:
    start = new_plan(areas=[SANDWELL])
    plan = new_plan(areas=[SANDWELL], levers={"keyworker": {"level": 20000}})
    scale = scales(plan)["keyworker"]
    assert scale.people == pytest.approx(eligible_people(start)["keyworker"])
    assert scale.coverage == pytest.approx(1.0)


def test_own_cost_stands_in_place_of_the_registers() -> None:
    own = {"low": 100.0, "central": 100.0, "high": 100.0, "reason": "a quotation"}
    plan = new_plan(areas=[SANDWELL], levers={"keyworker": {"level": 100, "own_cost": own}})
    assert yearly_cost(plan) == pytest.approx(100 * 100.0)


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(PresetError, match="no preset 'magic'"):
        preset_plan("magic", new_plan())


def test_a_long_run_in_steps_is_the_same_run() -> None:
    plan = preset_plan("layered", new_plan(areas=[SANDWELL]))
    seen = list(steps(plan, 300))
    *shares, results = seen
    assert isinstance(results, Results)
    done = [of_kind(float, share) for share in shares]
    assert done == sorted(done) and done[-1] == 1.0 and len(shares) == 3
    whole = simulate(plan, 300)
    assert np.array_equal(results.runs.plan, whole.runs.plan)
    assert np.array_equal(results.runs.baseline, whole.runs.baseline)
    assert results.areas == whole.areas
    assert np.array_equal(
        results.money.totals().net_present_value, whole.money.totals().net_present_value
    )


def test_a_long_run_can_be_left() -> None:
    going = steps(new_plan(areas=[SANDWELL], levers={"diversion": {"level": 10}}), 512)
    assert next(going) == pytest.approx(0.25)
    going.close()
    with pytest.raises(StopIteration):
        next(going)
