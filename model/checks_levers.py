"""Checks of levers: none does nothing, each computes everywhere, more is never less."""

from __future__ import annotations

import numpy as np

from model import levers
from model.baseline import PLACE, baseline
from model.check_entry import Check
from model.dynamics import run
from model.engine_inputs import prepare
from model.published_returns import published_returns
from model.register import Distribution, load_registers
from model.setting import AREAS, setting
from model.simulation import pooled_rows, simulate_uses


def all_levers(share: float = 1.0) -> list[levers.Use]:
    """Every lever of the register at a share of its greatest size, judged effects at mid-range."""
    uses = []
    for lever in load_registers().levers.values():
        judged = None
        if lever.judgement_bounds is not None:
            bounds = lever.judgement_bounds
            judged = Distribution(
                family="uniform",
                central=(bounds.low + bounds.high) / 2,
                low=bounds.low,
                high=bounds.high,
                interval_basis="the whole range a plan may set",
            )
        uses.append(
            levers.Use(
                lever=lever.id,
                units=lever.max * share,
                targeting=lever.targeting[0],
                start_year=lever.start_year,
                ramp_years=lever.ramp_years,
                groups=("Asian", "Black", "Mixed", "Other") if lever.measure == "gap" else (),
                judgement=judged,
            )
        )
    return uses


def no_plan_no_change() -> Check:
    """Every lever in the plan at its default returns the baseline to the last bit."""
    setup = setting("hold", 64, 11)
    rows = pooled_rows(np.ones(AREAS, dtype=bool))
    everywhere = np.ones(AREAS, dtype=bool)
    idle, _ = prepare(setup, all_levers(0.0), everywhere)
    none, _ = prepare(setup, (), everywhere)
    same = np.array_equal(run(idle, rows), run(none, rows))
    return Check(
        "No plan, no change",
        "Every lever at its default returns the baseline exactly",
        "identical in every draw, year, area and outcome" if same else "differs",
        same,
    )


def programmes() -> list[Check]:
    """Published returns of programmes beside the model's, row by row."""
    return [
        Check(
            f"{row.programme}: {row.what[0].lower()}{row.what[1:]}",
            f"published {row.published}; {row.tolerance} ({', '.join(row.evidence)})",
            row.found,
            row.inside,
            row.why,
        )
        for row in published_returns()
    ]


def sweep_levers() -> Check:
    """Every lever in every authority computes."""
    state = baseline()
    faults, runs = [], 0
    for use in all_levers(1.0):
        for code in state.people.authorities:
            try:
                found = simulate_uses([use], [code], draws=16, seed=3)
                if not np.isfinite(found.plan).all():
                    faults.append(f"{use.lever} in {code}: not a number")
            except Exception as error:  # a sweep must name every fault, whatever it is
                faults.append(f"{use.lever} in {code}: {error}")
            runs += 1
    return Check(
        "Every lever x authority computes",
        "No exception and no value that is not a number",
        f"{runs} runs, {len(faults)} faults" + (": " + "; ".join(faults[:5]) if faults else ""),
        not faults,
    )


def monotone() -> Check:
    """More of a lever never lessens its own direct effect, in the mean of the draws."""
    registers = load_registers()
    faults, tried = [], 0
    areas = baseline().people.authorities
    full = {use.lever: use for use in all_levers(1.0)}
    for lever_id, use in full.items():
        targets = {link.target for link in registers.lever_links(lever_id)}
        if lever_id == "therapy_places":
            targets = {"recovered", "in_help", "self_harm_admissions"}
        sizes = []
        for share in (0.25, 0.5, 0.75, 1.0):
            scaled = levers.Use(**{**use.__dict__, "units": use.units * share})
            found = simulate_uses([scaled], areas, draws=64, seed=7)
            change = (found.plan - found.baseline)[:, :AREAS].astype(float).sum(axis=1)
            sizes.append(np.abs(change.mean(axis=0)[1:].sum(axis=0)))
        for target in sorted(targets):
            series = np.array([size[PLACE[target]] for size in sizes])
            tried += 1
            if (np.diff(series) < -1e-6 * max(series.max(), 1)).any():
                faults.append(f"{lever_id} on {target}: {np.round(series, 2).tolist()}")
    return Check(
        "Monotone",
        "More of a lever never lessens its own direct effect",
        f"{tried} effects at four sizes, {len(faults)} that fall"
        + (": " + "; ".join(faults) if faults else ""),
        not faults,
    )
