"""Speed and memory of the model: ``python -m benchmarks model_speed``, or run this file to print.

Full region, 350 cells, 80 quarterly steps, all outcomes, every lever on. Wall time of the plan's
run after warm-up (the baseline is kept between runs and timed apart), best of several; memory is
the peak of a process of its own. Processor time is told beside it, which other work on the machine
moves less. PySD and SciPy's solve_ivp run the same care ladder in the same
run. The load of the machine is told, because a busy machine makes every figure larger.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.report import Row, Section  # noqa: E402

#: Seconds for a run of so many draws.
TARGETS = {256: 0.080, 1000: 0.250, 4096: 1.5}
MEMORY_TARGET_MB = 1024
READY_TARGET = 2.0


def _best(
    work: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Least time of a call, in seconds."""
    found = []
    for _ in range(times):
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def _child(code: str) -> float:
    """The number that code prints last in a process of its own."""
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return float(found.stdout.strip().splitlines()[-1])


def _met(value: float, target: float) -> str:
    return "met" if value <= target else "missed"


def draws() -> list[Row]:
    """Runs with and without levers, wall time and processor time."""
    from model.baseline import baseline
    from model.checks_levers import all_levers
    from model.dynamics import run as run_draws
    from model.engine_inputs import prepare
    from model.engine_layout import Inputs
    from model.setting import AREAS, setting
    from model.simulation import pooled_rows, simulate_uses

    codes, uses = baseline().people.authorities, all_levers(0.5)
    everywhere = np.ones(AREAS, dtype=bool)
    rows_ = pooled_rows(everywhere)
    rows = []
    for number, target in TARGETS.items():
        simulate_uses(uses, codes, draws=number)  # the baseline is kept from here on
        none, _ = prepare(setting("hold", number, 1), (), everywhere)

        def plan(number: int = number) -> object:
            return simulate_uses(uses, codes, draws=number)

        def bare(none: Inputs = none) -> object:
            return run_draws(none, rows_)

        times = 25 if number < 4096 else 9
        seconds = _best(plan, times)
        used = _best(plan, times, time.process_time)
        without = _best(bare, times, time.process_time)
        rows.append(
            Row(
                f"{number:,} draws, every lever on",
                f"{seconds * 1000:.0f} ms",
                f"under {target * 1000:,.0f} ms",
                f"{_met(seconds, target)}; best of {times}; processor time a draw "
                f"{used / number * 1000:.2f} ms with levers, {without / number * 1000:.2f} without",
            )
        )
    return rows


def memory_and_start() -> list[Row]:
    """Peak memory (Linux), and a fresh process to its first result."""
    # Not getrusage: in a new process on Linux it begins with the peak of whoever started it.
    peak = _child(
        "from model.baseline import baseline;"
        "from model.checks_levers import all_levers;"
        "from model.simulation import simulate_uses;"
        "simulate_uses(all_levers(0.5), baseline().people.authorities, draws=4096);"
        "lines=open('/proc/self/status');"
        "print(next(int(line.split()[1]) for line in lines if line.startswith('VmHWM'))/1024)"
    )
    first = (
        "import time;start=time.perf_counter();from model.baseline import baseline;"
        "from model.simulation import simulate_uses;from model.levers import Use;"
        "simulate_uses([Use('mentoring',100,'everyone',2027,1)],"
        "baseline().people.authorities, draws=16);print(time.perf_counter()-start)"
    )
    ready = min(_child(first) for _ in range(3))
    return [
        Row(
            "4,096 draws: peak memory",
            f"{peak:.0f} MB",
            f"under {MEMORY_TARGET_MB:,} MB",
            f"{_met(peak, MEMORY_TARGET_MB)}; resident, code, libraries and tables included",
        ),
        Row(
            "Fresh process to first result, compiled code stored",
            f"{ready:.1f} s",
            f"under {READY_TARGET:.0f} s",
            f"{_met(ready, READY_TARGET)}; best of 3",
        ),
    ]


def growth() -> list[Row]:
    """Cost per draw, cell and year: even figures mean linear growth."""
    from model.baseline import baseline
    from model.checks_levers import all_levers
    from model.simulation import simulate_uses

    codes, uses = baseline().people.authorities, all_levers(0.5)

    def each(unit: str, cases: list[tuple[int, int, int, int]]) -> str:
        """cases: how many units, authorities, draws, years."""
        found = []
        for units, areas, number, years in cases:

            def work(
                areas: tuple[str, ...] = tuple(codes[:areas]),
                number: int = number,
                years: int = years,
            ) -> object:
                return simulate_uses(uses, areas, draws=number, years=years)

            work()
            found.append(f"{_best(work, 7) / units * 1e6:.0f} ({units:,})")
        return f"{', '.join(found)} µs a {unit}"

    every = len(codes)
    return [
        Row(
            "Wall time a draw, by number of draws",
            each("draw", [(n, every, n, 20) for n in (250, 500, 1000, 2000, 4000)]),
            "even",
            "all cells, 20 years",
        ),
        Row(
            "Wall time a cell, by number of cells",
            each("cell", [(25 * n, n, 1000, 20) for n in (2, 7, 14)]),
            "even",
            "1,000 draws, 20 years",
        ),
        Row(
            "Wall time a year, by number of years",
            each("year", [(n, every, 1000, n) for n in (5, 10, 20)]),
            "even",
            "1,000 draws, all cells",
        ),
    ]


def engines() -> list[Row]:
    """Other engines on the care ladder, and this one, for one draw."""
    import shutil

    import pysd
    from scipy.integrate import solve_ivp

    from model.dynamics import trace
    from model.engine_inputs import prepare
    from model.setting import AREAS, setting
    from model.simulation import pooled_rows

    everywhere = np.ones(AREAS, dtype=bool)
    inputs, _ = prepare(setting("hold", 1, 1), (), everywhere)
    rows = pooled_rows(everywhere)
    trace(inputs, rows)
    with tempfile.TemporaryDirectory() as folder:
        source = ROOT / "model" / "care_ladder.mdl"
        engine = pysd.read_vensim(shutil.copy(source, folder))
        stocks = ["children in need", "on plans", "looked after"]
        engine.run(return_columns=stocks)
        one_cell = _best(lambda: engine.run(return_columns=stocks), 9)
    starts, rate, first = inputs.starts.ravel(), inputs.exit_rate.ravel(), inputs.stock.ravel()

    def ladder() -> None:
        solve_ivp(lambda _, s: starts - rate * s, (0, 20), first, t_eval=np.arange(0, 20.01, 0.25))

    return [
        Row("PySD: care ladder only, 1 draw, 1 cell", f"{one_cell * 1000:.1f} ms"),
        Row(
            "SciPy solve_ivp: care ladder only, 1 draw, 350 cells",
            f"{_best(ladder, 9) * 1000:.1f} ms",
        ),
        Row(
            "This model: all outcomes, 1 draw, 350 cells, every flow recorded",
            f"{_best(lambda: trace(inputs, rows), 9) * 1000:.1f} ms",
        ),
    ]


def run() -> Section:
    """All of the model's figures in one run."""
    before = os.getloadavg()[0]
    rows = [*draws(), *memory_and_start(), *growth(), *engines()]
    rows.append(
        Row(
            "Load of the machine before and after",
            f"{before:.1f}, {os.getloadavg()[0]:.1f}",
            "under 1 before",
            f"processes running or waiting, {os.cpu_count()} cores",
        )
    )
    return Section("Model: full region, 350 cells, 80 quarters, all outcomes", rows)


if __name__ == "__main__":
    for row in run().rows:
        print(f"{row.what}: {row.figure} {row.note} (wanted: {row.wanted or 'none'})")
