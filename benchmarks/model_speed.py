"""Speed and memory of the model: ``python benchmarks/model_speed.py [--json FILE]``.

Full region, 350 cells, 80 quarterly steps, all outcomes, every lever on. Wall time of the plan's
run after warm-up (the baseline is kept between runs and timed apart), best of several; memory is
the peak of a process of its own. Processor time is told beside it, which other work on the machine
moves less. PySD and SciPy's solve_ivp run the same care ladder in the same
run. The load of the machine is printed, because a busy machine makes every figure larger.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

TARGETS = {256: 0.080, 1000: 0.250, 4096: 1.2}
MEMORY_TARGET_MB = 1024
READY_TARGET = 2.0


def _best(work, times: int, clock=time.perf_counter) -> float:
    found = []
    for _ in range(times):
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def _child(code: str) -> str:
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return found.stdout.strip().splitlines()[-1]


def draws() -> list[dict]:
    from model.baseline import baseline
    from model.checks import all_levers
    from model.simulation import simulate_uses

    codes, uses = baseline().people.authorities, all_levers(0.5)
    rows = []
    for number, target in TARGETS.items():
        simulate_uses(uses, codes, draws=number)
        seconds = _best(lambda n=number: simulate_uses(uses, codes, draws=n), 9)
        used = _best(
            lambda n=number: simulate_uses(uses, codes, draws=n), 3, clock=time.process_time
        )
        rows.append({"what": f"{number:,} draws, all levers", "seconds": seconds, "target": target})
        rows.append({"what": f"{number:,} draws: processor time, all cores", "seconds": used})
    return rows


def memory_and_start() -> list[dict]:
    peak = _child(
        "import resource;from model.baseline import baseline;from model.checks import all_levers;"
        "from model.simulation import simulate_uses;"
        "simulate_uses(all_levers(0.5), baseline().people.authorities, draws=4096);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    ready = _child(
        "import time;start=time.perf_counter();from model.baseline import baseline;"
        "from model.simulation import simulate_uses;from model.levers import Use;"
        "simulate_uses([Use('mentoring',100,'everyone',2027,1)],"
        "baseline().people.authorities, draws=16);print(time.perf_counter()-start)"
    )
    return [
        {
            "what": "4,096 draws: peak memory, MB",
            "seconds": float(peak),
            "target": MEMORY_TARGET_MB,
        },
        {"what": "fresh process to first result", "seconds": float(ready), "target": READY_TARGET},
    ]


def growth() -> list[dict]:
    """Cost per draw against draws, cells and years: even figures mean linear growth."""
    from model.baseline import baseline
    from model.checks import all_levers
    from model.simulation import simulate_uses

    codes, uses = baseline().people.authorities, all_levers(0.5)
    rows = []

    def add(what: str, units: float, areas, number: int, years: int) -> None:
        def work() -> None:
            simulate_uses(uses, areas, draws=number, years=years)

        work()
        seconds = _best(work, 5)
        rows.append({"what": what, "seconds": seconds, "per_unit": seconds / units * 1e6})

    for number in (250, 500, 1000, 2000, 4000):
        add(f"{number} draws (per draw, microseconds)", number, codes, number, 20)
    for areas in (2, 7, 14):
        add(f"{areas * 25} cells (per cell)", areas * 25, codes[:areas], 1000, 20)
    for years in (5, 10, 20):
        add(f"{years} years (per year)", years, codes, 1000, years)
    return rows


def engines() -> list[dict]:
    import shutil

    import pysd
    from scipy.integrate import solve_ivp

    from model.dynamics import trace
    from model.simulation import pooled_rows, prepare, setting

    inputs, _ = prepare(setting("hold", 1, 1), (), np.ones(14, dtype=bool))
    rows = pooled_rows(np.ones(14, dtype=bool))
    trace(inputs, rows)
    with tempfile.TemporaryDirectory() as folder:
        source = ROOT / "tests" / "model" / "care_ladder.mdl"
        engine = pysd.read_vensim(shutil.copy(source, folder))
        stocks = ["children in need", "on plans", "looked after"]
        engine.run(return_columns=stocks)
        one_cell = _best(lambda: engine.run(return_columns=stocks), 5)
    starts, rate, first = inputs.starts.ravel(), inputs.exit_rate.ravel(), inputs.stock.ravel()

    def ladder() -> None:
        solve_ivp(lambda _, s: starts - rate * s, (0, 20), first, t_eval=np.arange(0, 20.01, 0.25))

    return [
        {"what": "PySD, care ladder, 1 draw, 1 cell", "seconds": one_cell},
        {"what": "solve_ivp, care ladder, 1 draw, 350 cells", "seconds": _best(ladder, 5)},
        {
            "what": "this model, all outcomes, 1 draw, 350 cells, every flow recorded",
            "seconds": _best(lambda: trace(inputs, rows), 5),
        },
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    found = {
        "cores": os.cpu_count(),
        "load_before": round(load, 2),
        "draws": draws(),
        "process": memory_and_start(),
        "growth": growth(),
        "engines": engines(),
    }
    print(f"{found['cores']} cores, load before {found['load_before']}")
    for part in ("draws", "process", "growth", "engines"):
        for row in found[part]:
            text = f"{row['what']:<68} {row['seconds']:>10.4f}"
            if "target" in row:
                text += f"   target {row['target']}: {'met' if row['seconds'] <= row['target'] else 'MISSED'}"  # noqa: E501
            if "per_unit" in row:
                text += f"   {row['per_unit']:>10.1f}"
            print(text)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
