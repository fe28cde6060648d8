"""What ``python -m model run`` writes: summary.csv, money.csv and results.nc, step by step.

A run is done in steps, one for all areas together and one for each authority. Each finished step
is kept in ``parts`` under a name made of everything that decides it, so that a run which was
stopped goes on where it was, and a changed plan or changed figures start afresh.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from tqdm import tqdm

from data import csv_text, store
from model.accounts import Account
from model.baseline import OUTCOME_IDS
from model.economics import PAYER_IDS, PUBLIC_PAYERS
from model.judged import judged_part
from model.plan import Plan, known_areas, plan_authorities, results_key
from model.register import load_registers
from model.register_schema import OUTCOMES
from model.results import QUANTILES, Results, quantiles, simulate

SUMMARY_COLUMNS = [
    "plan",
    "area_code",
    "year",
    "outcome",
    "quintile",
    "ethnic_group",
    "measure",
    "median",
    "lower80",
    "upper80",
    "lower95",
    "upper95",
    "unit",
]
MONEY_COLUMNS = [
    "plan",
    "area_code",
    "year",
    "payer",
    "measure",
    "median",
    "lower80",
    "upper80",
    "lower95",
    "upper95",
    "unit",
]
_QUANTILE_NAMES = ("lower95", "lower80", "median", "upper80", "upper95")


def code_version() -> str:
    """Fingerprint of the model's own code and registers, so that old steps are not reused."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*root.glob("*.py"), *(root / "registers").glob("*.yaml")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def area_label(areas: Sequence[str]) -> str:
    """Code for a set of authorities: the region, the combined authority, one authority, "all"."""
    for code, members in known_areas().items():
        if tuple(sorted(areas)) == tuple(sorted(members)):
            return code
    return "all"


def _frame(values: np.ndarray, **labels: object) -> pd.DataFrame:
    """Quantiles (5, n) as columns beside labels."""
    table = pd.DataFrame(dict(zip(_QUANTILE_NAMES, values, strict=True)))
    return table.assign(**labels)


def summary_table(results: Results, label: str | None = None) -> pd.DataFrame:
    """Rows of summary.csv for the results' areas together, columns as SUMMARY_COLUMNS."""
    parts = []
    years = results.years
    for outcome in OUTCOME_IDS:
        unit = OUTCOMES[outcome][2]
        per, base = results.base_of(outcome)
        for by in ("all", "imd_quintile", "ethnicity"):
            if by != "all" and results.state.why_not(outcome, by):
                continue
            at_risk = np.asarray(results.at_risk(outcome, by), dtype=float).reshape(-1)
            for scenario in ("baseline", "plan", "difference"):
                values = results.values(outcome, by, scenario)
                array = values.to_numpy()
                if by == "all":
                    array, groups = array[:, :, None], ["all"]
                else:
                    groups = [str(item) for item in values.coords[by].to_numpy()]
                found = quantiles(array)  # (5, year, group)
                grid = pd.MultiIndex.from_product([years, groups]).to_frame(index=False)
                labels = {
                    "year": grid[0].to_numpy(),
                    "quintile": grid[1].to_numpy() if by == "imd_quintile" else "all",
                    "ethnic_group": grid[1].to_numpy() if by == "ethnicity" else "all",
                    "outcome": outcome,
                }
                for measure, factor, words in (
                    ("count", np.ones_like(at_risk), unit),
                    ("rate", per / at_risk, f"per {per:,.0f} {base}"),
                ):
                    table = _frame((found * factor).reshape(len(QUANTILES), -1), **labels)
                    parts.append(table.assign(measure=f"{scenario} {measure}", unit=words))
    table = pd.concat(parts, ignore_index=True)
    table["plan"] = results.plan.title
    table["area_code"] = label or area_label(results.areas)
    return table[SUMMARY_COLUMNS]


def money_table(results: Results, label: str | None = None) -> pd.DataFrame:
    """Rows of money.csv: pounds of 2024-25 by year and payer, and the three accounts as a whole.

    ``payer`` is a payer, "public" (all public payers), the id of an account (`model.accounts`), or
    the id with ", levers judged" for the levers that can be judged, where others cannot.
    ``year`` "all" holds present values, and where an account is complete the net present value,
    benefit-cost ratio, payback and chance of net benefit; where it is not, ``measure`` "missing"
    says why in ``unit``.
    """
    money = results.money
    parts = []
    views = [(payer, [payer]) for payer in PAYER_IDS] + [("public", list(PUBLIC_PAYERS))]
    for payer, members in views:
        totals = money.totals(payers=members)
        for measure, array in (
            ("cost", totals.cost_by_year),
            ("saving", totals.saving_by_year),
            ("cashable saving", totals.cashable_by_year),
            ("saving less cost", totals.saving_by_year - totals.cost_by_year),
        ):
            table = _frame(quantiles(array), year=results.years[1:])
            parts.append(table.assign(payer=payer, measure=measure, unit="GBP of 2024-25"))
    for account in results.accounts.values():
        parts += _account_rows(account, account.id)
    part = judged_part(results.plan)
    if part is not None and part is not results.plan:
        # As on every page: of these a balance can be given, on the same draws.
        for account in simulate(part, results.draws, results.areas).accounts.values():
            parts += _account_rows(account, f"{account.id}, levers judged")
    table = pd.concat(parts, ignore_index=True)
    table["plan"] = results.plan.title
    table["area_code"] = label or area_label(results.areas)
    return table.reindex(columns=MONEY_COLUMNS)


def _account_rows(account: Account, payer: str) -> list[pd.DataFrame]:
    """Present values of one account, and its verdict or what is missing for one."""
    parts, about = [], {"year": "all", "payer": payer}
    values = [
        ("present cost", account.present_cost),
        ("present benefit", account.present_benefit),
        ("present cashable saving", account.present_cashable),
    ]
    if account.complete:
        # Else what is not counted would read as a loss.
        values.append(("net present value", account.net))
    for measure, array in values:
        found = quantiles(array[:, None])
        parts.append(
            _frame(found, measure=measure, unit="GBP of 2024-25, discounted").assign(**about)
        )
    if account.ratio is not None:
        found = quantiles(account.ratio[:, None])
        parts.append(_frame(found, measure="benefit-cost ratio", unit="ratio").assign(**about))
    if np.isfinite(account.break_even.share).all():
        found = quantiles(account.break_even.share[:, None])
        parts.append(_frame(found, measure="break-even causal share", unit="share").assign(**about))
    rows: list[dict[str, object]] = []
    if account.chance is not None:
        rows.append(
            {"median": account.chance, "measure": "chance of net benefit", "unit": "share of draws"}
        )
    if account.payback is not None:
        # Draws that never pay back are later than any year, so the median still holds.
        late = np.where(np.isfinite(account.payback), account.payback, np.inf)
        if np.isfinite(np.median(late)):
            unit = "years after the first"
            rows.append({"median": float(np.median(late)), "measure": "payback", "unit": unit})
    registers = load_registers()
    for missing in account.missing:
        title = f"{registers.levers[missing.lever].title}: " if missing.lever else ""
        rows.append({"measure": "missing", "unit": title + missing.words})
    parts += [pd.DataFrame([row | about]) for row in rows]
    return parts


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Write to a name of its own first, so that a file that stands is whole."""
    scratch = path.with_name(path.name + ".new")
    write(scratch)
    os.replace(scratch, path)


def run_plan(
    plan: Plan, out: Path, draws: int, keep: str = "quantiles", show_progress: bool = True
) -> dict[str, Path]:
    """Run a plan for a report and write its files into ``out``; finished steps are kept.

    Parameters
    ----------
    keep
        "quantiles" (default) or "draws": what results.nc holds for all areas together.

    Returns
    -------
    Name -> path of the files written: summary, money, dataset.
    """
    covered = plan_authorities(plan)
    steps = [covered] if len(covered) == 1 else [covered, *((code,) for code in covered)]
    key = "-".join([results_key(plan), str(draws), store.data_version(), code_version()])
    parts = out / "parts" / hashlib.sha256(key.encode()).hexdigest()[:16]
    parts.mkdir(parents=True, exist_ok=True)
    (parts / "key.json").write_text(json.dumps({"key": key}), encoding="utf-8")
    for areas in tqdm(steps, desc="areas", file=sys.stderr, disable=not show_progress):
        label = area_label(areas)
        names = {kind: parts / f"{label}.{kind}" for kind in ("summary.csv", "money.csv", "nc")}
        if all(path.is_file() for path in names.values()):
            continue
        results = simulate(plan, draws, areas)
        summary, money = summary_table(results, label), money_table(results, label)
        _write(names["summary.csv"], partial(_save, table=summary))
        _write(names["money.csv"], partial(_save, table=money))
        dataset = results.dataset("draws" if keep == "draws" and areas == covered else "quantiles")
        _write(names["nc"], partial(dataset.to_netcdf, engine="h5netcdf"))
    labels = [area_label(areas) for areas in steps]
    files = {"summary": out / "summary.csv", "money": out / "money.csv"}
    for kind, path in files.items():
        tables = [
            pd.read_csv(parts / f"{label}.{kind}.csv", dtype=str, keep_default_na=False)
            for label in labels
        ]
        table = pd.concat(tables, ignore_index=True).assign(plan=plan.title, draws=draws)
        _write(path, partial(_save, table=table))
    files["dataset"] = out / "results.nc"
    _write(files["dataset"], lambda new: _join(parts, labels, new))
    return files


def _save(path: Path, table: pd.DataFrame) -> None:
    path.write_bytes(csv_text.file_bytes(csv_text.table(table)))


def _join(parts: Path, labels: Sequence[str], path: Path) -> None:
    """One file with a group for all areas together and one for each authority."""
    for number, label in enumerate(labels):
        with xr.open_dataset(parts / f"{label}.nc", engine="h5netcdf") as dataset:
            dataset.load().to_netcdf(
                path, mode="w" if number == 0 else "a", group=label, engine="h5netcdf"
            )
