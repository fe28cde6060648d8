"""The checks that decide whether the model may be believed, as data: name, result, passed.

``python -m model check`` prints them; ``--report`` writes them to docs/validation.md; the test
suite runs each one. A limit is set here once and is never moved to let a check pass.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data import store
from model import levers
from model.baseline import LADDER, OUTCOME_IDS, PLACE, baseline
from model.dynamics import run, trace
from model.engine_inputs import prepare
from model.engine_layout import (
    CLA,
    CPP,
    NEED_COLUMNS,
    NOTES,
    RECORD_NEED,
    RECORD_NEED_STOCKS,
    RECORD_STOCKS,
    Inputs,
)  # fmt: skip
from model.population import population, rake
from model.register import Distribution, load_registers
from model.setting import AREAS, CELLS, setting
from model.simulation import pooled_rows, simulate_uses
from model.uncertainty import draw

ROOT = Path(__file__).resolve().parents[1]
PYSD_MODEL = ROOT / "tests" / "model" / "care_ladder.mdl"
BACKCAST_LIMIT = 0.05
PYSD_LIMIT = 1e-6
BALANCE_LIMIT = 1e-9
#: Extra care entries linked to rising child poverty, England 2015 to 2020 (E002).
BENNETT = (6_447.0, 10_351.0, 14_567.0)
PER_CELL = CELLS // AREAS


@dataclass(frozen=True)
class Check:
    """One check: what is asked, what came out, and whether it holds (None: nothing to pass)."""

    name: str
    asked: str
    found: str
    passed: bool | None
    detail: str = ""


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


def margins_met() -> Check:
    """The fitted cells add to their margins, and every outcome to its published totals."""
    people, state = population(), baseline()
    table = store.table("model_margins")
    worst = 0.0
    kinds = {"authority": (1, 2), "authority_ethnicity": (1,), "authority_quintile": (2,)}
    for kind, axes in kinds.items():
        part = table[table["kind"] == kind]
        sums = np.sort(people.children.sum(axis=axes).reshape(-1))
        target = np.sort(part["children"].to_numpy())
        worst = max(worst, float(np.max(np.abs(sums - target) / target)))
    totals = store.table("model_totals")
    off = 0.0
    for outcome in OUTCOME_IDS:
        last = totals[totals["outcome"] == outcome].sort_values("year")
        last = last.groupby("area_code").tail(1).set_index("area_code")["count"]
        if last.empty:
            continue
        ours = state.counts[PLACE[outcome]].reshape(AREAS, -1).sum(axis=1)
        target = last.reindex(list(people.authorities)).to_numpy()
        off = max(off, float(np.max(np.abs(ours - target) / target)))
    return Check(
        "Cells and totals",
        "Fitted children meet every margin; each outcome meets each authority's latest total",
        f"largest relative gap: margins {worst:.1e} after {people.rounds} rounds, totals {off:.1e}",
        worst < 1e-8 and off < 1e-8,
    )


def _ladder_year(inputs: Inputs, stock: np.ndarray, starts: np.ndarray, rate: np.ndarray):
    """Stocks (3, 14) a year on, by the model's own compiled step, from starts and exit rates."""
    grids = []
    for values in (stock, starts, rate):
        grid = np.zeros((3, CELLS))
        grid[:, ::PER_CELL] = values
        grids.append(grid)
    year = inputs._replace(stock=grids[0], starts=grids[1], exit_rate=grids[2])
    rows = pooled_rows(np.ones(AREAS, dtype=bool))
    out, _ = trace(year, rows)
    return out[:AREAS, 1, [0, CPP, CLA]].T


def backcast() -> pd.DataFrame:
    """Care ladder 2015 to 2022 from the stocks of 2015 and each year's observed rates.

    Observed rates: starts as counted, and exits over the mean of the stock at the year's two
    ends. Returns area_code, year, stock, published, modelled and error (modelled / published - 1).
    """
    panel = store.table("authority_panel")
    codes = list(population().authorities)
    panel = panel[panel["area_code"].isin(codes)].set_index(["area_code", "year"])
    names = ("cin", "cpp", "cla")

    def grid(column: str, year: int) -> np.ndarray:
        return np.array([panel[column].get((code, year), np.nan) for code in codes], dtype=float)

    inputs, _ = prepare(setting("hold", 1, 1, 1), (), np.ones(AREAS, dtype=bool))
    stock = np.stack([grid(f"{name}_stock", 2015) for name in names])
    rows = []
    for year in range(2016, 2023):
        starts = np.stack([grid(f"{name}_starts", year) for name in names])
        ends = np.stack([grid(f"{name}_ends", year) for name in names])
        seen = np.stack([grid(f"{name}_stock", year) for name in names])
        before = np.stack([grid(f"{name}_stock", year - 1) for name in names])
        mean = (seen + before) / 2
        known = np.isfinite(starts + ends + mean + stock)
        stepped = _ladder_year(
            inputs,
            np.where(known, stock, 0.0),
            np.where(known, starts, 0.0),
            np.where(known, ends / mean, 0.0),
        )
        stock = np.where(known, stepped, np.nan)
        for number, name in enumerate(LADDER):
            for place, code in enumerate(codes):
                rows.append((code, year, name, seen[number, place], stock[number, place]))
    table = pd.DataFrame(rows, columns=["area_code", "year", "stock", "published", "modelled"])
    table["error"] = table["modelled"] / table["published"] - 1
    return table


def _unbalanced(stock: str) -> float:
    """Mean gap in the published account of a stock: change less starts plus ends, over stock."""
    panel = store.table("authority_panel")
    name = {"children_in_need": "cin", "child_protection_plans": "cpp", "looked_after": "cla"}[
        stock
    ]
    part = panel[panel["area_code"].isin(population().authorities)].sort_values("year")
    change = part.groupby("area_code")[f"{name}_stock"].diff()
    gap = change - part[f"{name}_starts"] + part[f"{name}_ends"]
    return float((gap / part[f"{name}_stock"])[part["year"].between(2016, 2022)].abs().mean())


def backcasts() -> list[Check]:
    """One check for each stock of the ladder, on the table of `backcast`."""
    table = backcast()
    found = []
    for stock, part in table.groupby("stock", sort=False):
        error = part["error"].dropna()
        size = error.abs()
        worst = part.loc[size.idxmax()]
        found.append(
            Check(
                f"Back-cast 2015 to 2022: {stock.replace('_', ' ')}",
                "14 authorities within 5% each year, from 2015 stocks and observed rates",
                f"mean absolute error {size.mean():.1%}; worst {worst['error']:+.1%} "
                f"({worst['area_code']}, {worst['year']}); "
                f"{(size <= BACKCAST_LIMIT).mean():.0%} of {size.size} within 5%",
                bool((size <= BACKCAST_LIMIT).all()),
                "The published account itself is out by "
                f"{_unbalanced(str(stock)):.1%} of the stock a year on average: change of stock "
                "against starts less ends.",
            )
        )
    return found


def bennett() -> Check:
    """Extra care entries 2015 to 2020 that the poverty link gives for 149 authorities."""
    panel = store.table("authority_panel")
    panel = panel[panel["year"].between(2015, 2020)].dropna(
        subset=["poverty_percent", "population_0_16"]
    )
    start = panel[panel["year"] == 2015].set_index("area_code")["poverty_percent"]
    rise = panel["poverty_percent"] - panel["area_code"].map(start)
    point_children = float((rise * panel["population_0_16"]).sum())
    link = load_registers().links["poverty_care_entries"]
    values = draw(link.id, link.distribution, 4096, 1) * point_children
    low, high = np.quantile(values, [0.025, 0.975])
    centre = link.distribution.central * point_children
    return Check(
        "Poverty and care entry, 149 authorities, 2015 to 2020",
        f"Extra entries within the published {BENNETT[0]:,.0f} to {BENNETT[2]:,.0f} "
        f"(central {BENNETT[1]:,.0f}; Bennett et al. 2022)",
        f"{centre:,.0f} ({low:,.0f} to {high:,.0f}) in {panel['area_code'].nunique()} authorities",
        BENNETT[0] <= centre <= BENNETT[2],
        "Children 0 to 16 of the panel times points of poverty above 2015, times the link. Our "
        "interval is wider than the published one on purpose: see the link's basis.",
    )


def pysd_agreement() -> Check:
    """The care ladder against PySD running a Vensim translation of it."""
    name, asked = "An independent engine", "PySD and the model agree to 1e-6 relative"
    try:
        import pysd
    except ImportError:
        return Check(name, asked, "not run: PySD is in requirements-dev.txt", None)
    with tempfile.TemporaryDirectory() as folder:  # PySD writes its translation beside the file
        engine = pysd.read_vensim(shutil.copy(PYSD_MODEL, folder))
    setup = setting("hold", 1, 1)
    inputs, _ = prepare(setup, (), np.ones(AREAS, dtype=bool))
    # Away from balance, so that the stocks move: fewer starts and faster exits than now.
    moved = inputs._replace(starts=inputs.starts * 0.8, exit_rate=inputs.exit_rate * 1.3)
    _, record = trace(moved, pooled_rows(np.ones(AREAS, dtype=bool)))
    worst = 0.0
    for cell in (0, 104, 349):
        found = engine.run(
            params={
                "need starts": moved.starts[0, cell],
                "plan starts": moved.starts[1, cell],
                "care entries": moved.starts[2, cell],
                "need exit rate": moved.exit_rate[0, cell],
                "plan exit rate": moved.exit_rate[1, cell],
                "care exit rate": moved.exit_rate[2, cell],
                "first in need": moved.stock[0, cell],
                "first on plans": moved.stock[1, cell],
                "first looked after": moved.stock[2, cell],
            },
            return_columns=["children in need", "on plans", "looked after"],
        )
        other = found.to_numpy()[1:].T
        ours = record[: other.shape[1], RECORD_STOCKS : RECORD_STOCKS + 3, cell].T
        worst = max(worst, float(np.max(np.abs(other / ours - 1))))
    return Check(
        name,
        asked,
        f"largest relative difference {worst:.1e} over 80 quarters, 3 stocks, 3 cells",
        worst <= PYSD_LIMIT,
        "Vensim translation in tests/model/care_ladder.mdl",
    )


def imbalance(
    record: np.ndarray, stock: np.ndarray, need_start: np.ndarray, waiting: np.ndarray
) -> tuple[float, float]:
    """Largest gap between what came in, what left and the change of stock, and lowest stock.

    ``record`` as of `dynamics.trace`; ``stock`` (3, C), ``need_start`` (8, C) and ``waiting`` (C,)
    at the start. The gap is relative to the stock (or to one child where that is more).
    """
    flow = record[:, RECORD_NEED : RECORD_NEED + NOTES]
    after = record[:, RECORD_NEED_STOCKS:]
    accounts = [
        (stock[i], record[:, RECORD_STOCKS + i], record[:, 2 * i] - record[:, 2 * i + 1])
        for i in range(3)
    ]
    # Need with and without help, then recovered, of each kind; then the waiting list.
    out = flow[:, 1] + flow[:, 2] + flow[:, 4] + flow[:, 6] + flow[:, 7]
    accounts.append((need_start[:3].sum(axis=0), after[:, 0] + after[:, 1], flow[:, 0] - out))
    gained = flow[:, 1] + flow[:, 2] + flow[:, 4] + flow[:, 7] - flow[:, 8]
    accounts.append((need_start[3], after[:, 2], gained))
    out = flow[:, 11] + flow[:, 13] + flow[:, 15] + flow[:, 16]
    accounts.append((need_start[4] + need_start[5], after[:, 3] + after[:, 4], flow[:, 10] - out))
    gained = flow[:, 11] + flow[:, 13] + flow[:, 16] - flow[:, 17]
    accounts.append((need_start[6], after[:, 5], gained))
    accounts.append((waiting, after[:, 6], flow[:, 18] - flow[:, 19]))
    gap = 0.0
    for start, held, moved in accounts:
        change = np.diff(np.concatenate([start[None], held]), axis=0) - moved
        gap = max(gap, float(np.max(np.abs(change) / np.maximum(held, 1))))
    return gap, float(record[:, RECORD_STOCKS:].min())


def need_at_start(inputs: Inputs, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Stocks of need (8, C) and children waiting (C,) with which a draw begins."""
    stocks = inputs.need_start[number][:, None] * inputs.people[None, :]
    stocks[4:] *= inputs.need_spread
    rate = dict(zip(NEED_COLUMNS, inputs.need[number], strict=True))
    unmet = rate["identify"] * (1 - rate["supported"]) * (stocks[0] + stocks[1])
    unmet += rate["e_identify"] * (1 - rate["e_supported"]) * stocks[4]
    return stocks, unmet / rate["close"]


def conservation() -> Check:
    """No stock below nothing, and children in = children out + change of stock."""
    worst, least = 0.0, np.inf
    everywhere = np.ones(AREAS, dtype=bool)
    rows = pooled_rows(everywhere)
    for path_id in load_registers().baselines:
        setup = setting(path_id, 64, 5)
        for share in (0.0, 0.5, 1.0):
            inputs, _ = prepare(setup, all_levers(share), everywhere)
            for number in (0, 31, 63):
                _, record = trace(inputs, rows, number)
                gap, low = imbalance(record, inputs.stock, *need_at_start(inputs, number))
                worst, least = max(worst, gap), min(least, low)
    return Check(
        "Conservation",
        "No negative stock; children in = children out + change of stock, to rounding",
        f"largest relative imbalance {worst:.1e}; lowest stock of any cell {least:.2g}",
        worst <= BALANCE_LIMIT and least >= 0,
    )


def programmes() -> list[Check]:
    """Published returns of programmes beside the model's, row by row."""
    from model.published_returns import published_returns

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


def raking_stands() -> Check:
    """Raking gives back a table that already meets its margins, and refuses margins at odds."""
    table = population().children
    again, rounds = rake(table, [((0,), table.sum(axis=(1, 2))), ((0, 2), table.sum(axis=1))])
    gap = float(np.max(np.abs(again - table) / table))
    return Check(
        "Raking",
        "A table that meets its margins is left as it is",
        f"largest relative change {gap:.1e} in {rounds} rounds",
        gap < 1e-9,
    )


CHECKS: dict[str, Callable[[], Check | list[Check]]] = {
    "no plan": no_plan_no_change,
    "margins": margins_met,
    "raking": raking_stands,
    "back-cast": backcasts,
    "poverty": bennett,
    "pysd": pysd_agreement,
    "conservation": conservation,
    "programmes": programmes,
    "sweep": sweep_levers,
    "monotone": monotone,
}


def run_all() -> list[Check]:
    """Every check, in order; a progress bar on the standard error stream."""
    import sys

    from tqdm import tqdm

    found: list[Check] = []
    for make in tqdm(CHECKS.values(), desc="checks", file=sys.stderr):
        result = make()
        found.extend(result if isinstance(result, list) else [result])
    return found


def _word(check: Check) -> str:
    return {True: "passes", False: "FAILS", None: "reported"}[check.passed]


def as_text(found: list[Check]) -> str:
    """The checks as a table for the terminal."""
    width = max(len(check.name) for check in found)
    lines = [f"{check.name:<{width}}  {_word(check):<8}  {check.found}" for check in found]
    failed = sum(check.passed is False for check in found)
    return "\n".join([*lines, f"{len(found)} checks, {failed} failed"])


def as_markdown(found: list[Check]) -> str:
    """docs/validation.md."""
    lines = [
        "# Validation of the model",
        "",
        "Written by `python -m model check --report`; do not edit. Each check is run by the test",
        "suite too. Limits stand in `model/checks.py` and are not moved to let a check pass.",
        "",
        f"Figures: data version `{store.data_version()}`.",
        "",
        "| Check | Passes when | Result | |",
        "|---|---|---|---|",
    ]
    lines += [f"| {c.name} | {c.asked} | {c.found} | {_word(c)} |" for c in found]
    notes = [c for c in found if c.detail]
    lines += ["", "## Notes", ""]
    lines += [f"- **{c.name}.** {c.detail}" for c in notes]
    failed = [c for c in found if c.passed is False]
    if failed:
        lines += ["", "## What does not hold, and why", ""]
        lines += [f"- **{c.name}**: {c.found}. {WHY_NOT.get(c.name, '')}".rstrip() for c in failed]
    return "\n".join(lines) + "\n"


#: Reasons for checks that do not hold, for the report.
WHY_NOT: dict[str, str] = {
    "Back-cast 2015 to 2022: children in need": (
        "Episodes of need are counted at both ends of the year from a live system: the published "
        "stocks do not equal the stock before plus starts less ends (see the note), most in years "
        "when an authority changed its recording. No model that keeps the account can follow them; "
        "the levels of this stock should be read as less certain than those of children looked "
        "after."
    ),
    "Back-cast 2015 to 2022: child protection plans": (
        "Three of 98 authority-years are outside: Herefordshire in 2016 (-6.3%), Dudley in 2018 "
        "(+8.1%) and Walsall in 2020 (+13.4%). In each the published stock is not the stock "
        "before plus starts less ends; all the others hold."
    ),
}
