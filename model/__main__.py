"""The model from the shell.

    python -m model run PLAN.yaml [--draws 4096] --out DIR [--keep draws]
    python -m model check [--report]
    python -m model sweep PLANS/ --out DIR [--scheduler tcp://HOST:PORT] [--draws N]
    python -m model cells
    python -m model forecasts

``run`` writes summary.csv, money.csv and results.nc; ``check`` prints every check of the model
and ends with 1 when one fails (``--report`` writes docs/validation.md and the tables of
published returns and of each lever alone as JSON too); ``sweep`` runs every plan of a folder for
every area; ``cells`` publishes the fitted children by cell; ``forecasts`` tests the baseline's
forecasts on past years and stores what the simulation needs of them. Bad input ends with 2 and one
plain sentence.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m model",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run one plan and write its results")
    run.add_argument("plan", type=Path)
    run.add_argument("--draws", type=int)
    run.add_argument("--out", type=Path, required=True, metavar="DIR")
    run.add_argument("--keep", choices=("quantiles", "draws"), default="quantiles")
    check = commands.add_parser("check", help="run every check of the model")
    check.add_argument("--report", action="store_true", help="write docs/validation.md")
    sweep = commands.add_parser("sweep", help="run many plans for many areas")
    sweep.add_argument("plans", type=Path)
    sweep.add_argument("--out", type=Path, required=True, metavar="DIR")
    sweep.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster; own by default")
    sweep.add_argument("--draws", type=int)
    sweep.add_argument("--in-process", action="store_true", help="no cluster at all")
    commands.add_parser("cells", help="publish the fitted children by cell")
    commands.add_parser("forecasts", help="test forecasts by rolling origin and store them")
    return parser


def _run(options: argparse.Namespace) -> int:
    from model.extras import need
    from model.plan import load_plan
    from model.report import run_plan
    from model.results import SCREEN_DRAWS

    need("sweep", ("h5netcdf", "h5py"))
    plan = load_plan(options.plan)
    # As the page does: a plan has one set of figures, wherever it is run.
    files = run_plan(plan, options.out, options.draws or plan.draws or SCREEN_DRAWS, options.keep)
    for path in files.values():
        print(path)
    return 0


def _check(options: argparse.Namespace) -> int:
    from model import checks, lever_table, published_returns

    found = checks.run_all()
    print(checks.as_text(found))
    if options.report:
        path = ROOT / "docs" / "validation.md"
        alone = lever_table.rows()
        path.write_text(
            checks.as_markdown(found) + "\n" + lever_table.as_markdown(alone), encoding="utf-8"
        )
        print(f"written: {path.relative_to(ROOT)}")
        for name, records in (
            ("validation", checks.as_records(found)),
            ("published_returns", published_returns.as_records()),
            ("levers_alone", lever_table.as_records(alone)),
        ):
            path = ROOT / "docs" / f"{name}.json"
            text = json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False)
            path.write_text(text + "\n", encoding="utf-8")
            print(f"written: {path.relative_to(ROOT)}")
    return 0 if all(item.passed for item in found) else 1


def _sweep(options: argparse.Namespace) -> int:
    from model.extras import need
    from model.sweep import sweep_folder

    if not options.in_process:
        need("sweep", ("dask", "distributed"))
    path = sweep_folder(
        options.plans, options.out, options.draws, options.scheduler, not options.in_process
    )
    print(path)
    return 0


def _cells(_: argparse.Namespace) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from model.population import cell_table

    path = ROOT / "data" / "published" / "model_cells.parquet"
    table = pa.Table.from_pandas(cell_table(), preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd")
    print(f"written: {path.relative_to(ROOT)}")
    return 0


def _forecasts(_: argparse.Namespace) -> int:
    from model.forecasts import FILE
    from model.rolling_origin import write

    found = write()
    for outcome, entry in found["outcomes"].items():
        covers = ", ".join(f"{row['cover80']:.0%}" for row in entry["table"][entry["method"]])
        print(f"{outcome:<24} {entry['method']:<13} 80% intervals held {covers}")
    print(f"written: {FILE.relative_to(ROOT)}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Command line. Returns 0; 1 when a check fails; 2 for input that cannot be used."""
    options = _parser().parse_args(arguments)
    draws = getattr(options, "draws", None)
    if draws is not None and not 16 <= draws <= 20_000:
        print("draws: must be a whole number from 16 to 20,000", file=sys.stderr)
        return 2
    from data.store import StoreError
    from model.extras import ExtraMissingError
    from model.levers import LeverError
    from model.plan import PlanError
    from model.register import RegisterError
    from model.results import ResultsError

    commands = {
        "run": _run,
        "check": _check,
        "sweep": _sweep,
        "cells": _cells,
        "forecasts": _forecasts,
    }
    try:
        return commands[options.command](options)
    except (
        ExtraMissingError,
        PlanError,
        LeverError,
        ResultsError,
        RegisterError,
        StoreError,
        OSError,
    ) as error:
        print(f"python -m model {options.command}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
