"""Many plans x areas, in this process or on a Dask cluster, with the same bytes either way.

Each piece of work (a plan, an area) is one pure function of the plan's text, so a worker that
dies loses nothing: the scheduler gives its pieces to another. A piece whose file stands is not
done again.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from data import csv_text
from model.cluster import processes
from model.plan import PlanError, dump_plan, load_plan, plan_authorities, results_key
from model.results import SCREEN_DRAWS


def piece(plan_text: str, areas: tuple[str, ...], draws: int) -> str:
    """Summary of one plan for one set of authorities, as CSV text."""
    from model.report import summary_table
    from model.results import simulate

    return csv_text.table(summary_table(simulate(load_plan(plan_text), draws, areas)))


def _plans(folder: Path) -> dict[str, str]:
    """Name -> text of every plan in a folder, checked. Raises PlanError naming the file."""
    paths = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml"), *folder.glob("*.json")])
    if not paths:
        raise PlanError(f"{folder.name}: no plans (.yaml or .json) in this folder")
    found = {}
    for path in paths:
        try:
            found[path.stem] = dump_plan(load_plan(path), "json")
        except PlanError as error:
            raise PlanError(f"{path.name}: {error}") from error
    return found


#: File, plan as text, areas and draws.
_Piece = tuple[Path, str, tuple[str, ...], int]


def _pieces(plans: dict[str, str], out: Path, draws: int | None) -> Iterator[_Piece]:
    from model.report import area_label

    for name, text in plans.items():
        plan = load_plan(text)
        covered = plan_authorities(plan)
        number = draws or plan.draws or SCREEN_DRAWS
        for areas in [covered, *((code,) for code in covered if len(covered) > 1)]:
            stem = f"{area_label(areas)}-{results_key(plan)[:8]}-{number}.csv"
            yield out / re.sub(r"[^\w-]", "_", name) / stem, text, areas, number


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(path.name + ".new")
    scratch.write_bytes(csv_text.file_bytes(text))
    os.replace(scratch, path)


def sweep_folder(
    folder: Path,
    out: Path,
    draws: int | None = None,
    scheduler: str | None = None,
    cluster: bool = True,
) -> Path:
    """Run every plan of a folder for all its areas together and each alone.

    Parameters
    ----------
    scheduler
        Address of a running Dask scheduler whose workers have this project; a local cluster of
        processes is started when left out.
    cluster
        False to run in this process.

    Returns
    -------
    Path of ``index.csv``: plan, area, draws, file and its SHA-256.

    Raises
    ------
    PlanError
        Naming the file, for a plan that cannot be used; before anything is run.
    """
    pieces = list(_pieces(_plans(folder), out, draws))
    waiting = [item for item in pieces if not item[0].is_file()]
    if waiting:
        (_on_cluster if cluster else _in_process)(waiting, scheduler)
    rows = [
        {
            "plan": path.parent.name,
            "area_code": path.name.split("-")[0],
            "draws": number,
            "file": path.relative_to(out).as_posix(),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path, _, _, number in pieces
    ]
    index = out / "index.csv"
    _save(index, csv_text.table(pd.DataFrame(rows)))
    return index


def _in_process(waiting: list[_Piece], scheduler: str | None) -> None:
    for path, text, areas, number in tqdm(waiting, desc="plans x areas", file=sys.stderr):
        _save(path, piece(text, areas, number))


def _on_cluster(waiting: list[_Piece], scheduler: str | None) -> None:
    with processes(scheduler=scheduler) as client:
        from dask.distributed import as_completed

        futures = {
            client.submit(piece, text, areas, number, pure=True, retries=3): path
            for path, text, areas, number in waiting
        }
        done = tqdm(total=len(futures), desc="plans x areas", file=sys.stderr)
        for future in as_completed(futures):
            _save(futures[future], future.result())
            done.update()
        done.close()
