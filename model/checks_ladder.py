"""Checks of the stocks: the published accounts, an independent engine, and that nobody is lost."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from data import store
from model.baseline_path import exits_for
from model.check_entry import Check
from model.checks_levers import all_levers
from model.dynamics import trace
from model.engine_inputs import prepare, still
from model.engine_layout import (
    CLA,
    CPP,
    NEED_COLUMNS,
    NOTES,
    RECORD_NEED,
    RECORD_NEED_STOCKS,
    RECORD_STOCKS,
    Inputs,
)
from model.population import population
from model.register import load_registers
from model.setting import AREAS, CELLS, setting
from model.simulation import pooled_rows

PYSD_MODEL = Path(__file__).parent / "care_ladder.mdl"
ACCOUNT_LIMIT = 0.01
PYSD_LIMIT = 1e-6
BALANCE_LIMIT = 1e-9
PER_CELL = CELLS // AREAS


def _ladder_year(
    inputs: Inputs, stock: np.ndarray, starts: np.ndarray, rate: np.ndarray
) -> np.ndarray:
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


#: Stock -> columns of ``care_flows``: stock, starts, ends, open at any point in the year, and the
#: first of seven years.
_ACCOUNT = {
    "children_in_need": ("cin_stock", "cin_starts", "cin_ends", "cin_any", 2016),
    "child_protection_plans": ("cpp_stock", "cpp_starts", "cpp_ends", "cpp_any", 2016),
    "looked_after": ("cla_stock", "cla_starts", "cla_ends", None, 2019),
}


def accounting() -> pd.DataFrame:
    """Each year's published account run through the model's own step: is the ladder's sum right?

    From the opening stock of the return itself (episodes open at any point less those started)
    and the year's starts and ends to the stock at its end. The looked-after return publishes no
    opening; the stock of the year before stands in. It is an accounting test: it feeds in what was
    observed and says nothing of how well a year could have been foreseen.

    Returns
    -------
    DataFrame
        area_code, year, stock, opening, published, modelled, error (modelled / published - 1)
        and restated (opening / stock of the year before - 1).
    """
    table = store.table("care_flows").set_index(["area_code", "year"])
    codes = list(population().authorities)
    inputs, _ = prepare(setting("hold", 1, 1, 1), (), np.ones(AREAS, dtype=bool))
    inputs = still(inputs)
    rows = []
    for number, (name, (stock, starts, ends, anyone, first)) in enumerate(_ACCOUNT.items()):
        for year in range(first, first + 7):

            def column(named: str, when: int = year) -> np.ndarray:
                return np.array([table[named].get((code, when), np.nan) for code in codes], float)

            before, came, left = column(stock, year - 1), column(starts), column(ends)
            opening = column(anyone) - came if anyone else before
            whole = np.isfinite(opening + came + left)
            grids = np.zeros((3, 3, AREAS))
            grids[0, number], grids[1, number] = np.where(whole, (opening, came), 0.0)
            # The exit rate that lets out as many as left: the stock at the end is not looked at.
            path = np.stack([np.ones(AREAS), (opening + came - left) / opening], axis=-1)[None]
            rate = exits_for(path, np.ones_like(path), came / opening)[0, :, 1]
            grids[2, number] = np.where(whole, rate, 0.0)
            stepped = _ladder_year(inputs, *grids)[number]
            seen = column(stock)
            for place, code in enumerate(codes):
                rows.append(
                    (
                        code,
                        year,
                        name,
                        opening[place],
                        seen[place],
                        stepped[place] if whole[place] else np.nan,
                        opening[place] / before[place] - 1,
                    )
                )
    columns = ["area_code", "year", "stock", "opening", "published", "modelled", "restated"]
    found = pd.DataFrame(rows, columns=columns)
    found["error"] = found["modelled"] / found["published"] - 1
    return found


def accounting_tests() -> list[Check]:
    """One check for each stock of the ladder, on the table of `accounting`."""
    found = []
    for stock, part in accounting().groupby("stock", sort=False):
        error = part["error"].dropna()
        size = error.abs()
        worst = part.loc[size.idxmax()]
        years = f"{part['year'].min()} to {part['year'].max()}"
        if _ACCOUNT[str(stock)][3]:
            detail = (
                "The opening stock is the return's own: episodes open at any point in the year "
                "less those started. Returns restate it: on average "
                f"{part['restated'].mean():+.1%} against the stock published a year before."
            )
        else:
            detail = "The return publishes no opening stock; the stock a year before stands in."
        found.append(
            Check(
                f"Accounting test, {years}: {str(stock).replace('_', ' ')}",
                "Opening stock, starts and ends give the stock at the year's end within 1%, "
                "14 authorities, seven years",
                f"mean gap {size.mean():.2%}; largest {worst['error']:+.2%} "
                f"({worst['area_code']}, {worst['year']}); {int((size <= ACCOUNT_LIMIT).sum())} of "
                f"{size.size} authority-years within 1%",
                bool((size <= ACCOUNT_LIMIT).all()) and size.size >= 90,
                detail,
            )
        )
    return found


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
    inputs = still(inputs)
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
        "Vensim translation in model/care_ladder.mdl",
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
