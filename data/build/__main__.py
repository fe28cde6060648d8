"""``python -m data.build``: raw sources to ``data/published`` and ``static``, same in same out.

    python -m data.build [--sources DIR] [--evidence DIR] [--out DIR] [--only INDICATOR_ID ...]
                         [--keep DATE]

Stops with the name of the file and what differs when a source is not the one its sidecar in
``data/sources`` describes. Ends with a report of what changed against the tables that were
there before. With --keep the authorities' figures that were there before are kept as the edition
of that day (`data.editions`), so that `python -m data changed` can say what changed since.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from data import csv_text, editions, store
from data.build import areas, changes, earlier_codes, geometry
from data.build.context import BuildError, Context, verify
from data.build.families import INDICATORS, TABLES
from data.build.observations import finish
from data.metadata import MetadataError, load_catalogue

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write Parquet whose bytes depend on the figures only (no index, no pandas metadata)."""
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(arrow, path, compression="zstd", compression_level=9, use_dictionary=True)


def build(
    folder: Path,
    evidence: Path,
    out: Path = ROOT,
    only: list[str] | None = None,
    keep: dt.date | None = None,
) -> str:
    """Build everything (or some indicators); return the change report.

    Parameters
    ----------
    folder, evidence
        The raw statistics and the raw evidence register.
    out
        Where ``data/published`` and ``static`` are written.
    only
        Indicator ids; areas, tables and geometry are then left as they are.
    keep
        Day on which the figures that are there now were published: they are kept as its edition,
        if the build changes any.

    Raises
    ------
    BuildError, MetadataError
        Naming the file, indicator or entry that is wrong and what to do about it.
    """
    if not folder.is_dir():
        raise BuildError(f"sources folder not found: {folder.name}. Give it with --sources DIR")
    context = Context(folder, evidence)
    published = out / "data" / "published"
    catalogue = load_catalogue()
    unknown = sorted(set(only or []) - set(catalogue))
    if unknown:
        raise BuildError(f"not in the catalogue: {', '.join(unknown)}")
    for without, listed, what in (
        (catalogue, INDICATORS, "no builder in data/build/families.py"),
        (INDICATORS, catalogue, "no entry in data/catalogue"),
    ):
        lost = sorted(set(without) - set(listed))
        if lost:
            raise BuildError(f"{what} for: {', '.join(lost)}")
    verify(folder, evidence, context.sources)
    area_table = areas.build(context)
    levels = area_table.set_index("area_code")["level"]
    before = changes.snapshot(published)
    replaced = editions.keep(published, keep, out / "data" / "editions") if keep else None
    if not only:
        write_table(area_table, published / "areas.parquet")
        # No figures, and so no part of their version: not Parquet.
        codes = csv_text.table(earlier_codes.build(context))
        (published / "earlier_codes.csv").write_text(codes, encoding="utf-8")
        for name, make in tqdm(TABLES.items(), desc="tables", file=sys.stderr):
            write_table(make(context, area_table), published / f"{name}.parquet")
        geometry.build(context, area_table, out / "static")
        for kind in ("observations", "interval_width"):
            for stale in (published / kind).glob("*.parquet"):
                if stale.stem not in catalogue:
                    stale.unlink()
    for indicator_id in tqdm(only or list(catalogue), desc="indicators", file=sys.stderr):
        raw = INDICATORS[indicator_id](context, area_table)
        table, width = finish(raw, catalogue[indicator_id], levels)
        write_table(table, published / "observations" / f"{indicator_id}.parquet")
        beside = published / "interval_width" / f"{indicator_id}.parquet"
        if len(width):
            write_table(width, beside)
        else:
            beside.unlink(missing_ok=True)
    if not only:
        idle = {entry.id for entry in context.corrections} - context.used_corrections
        if idle:
            raise BuildError(f"corrections never used (their file is not read): {sorted(idle)}")
    if replaced is not None and replaced.version == store.version_of(published):
        replaced.path.unlink()
    return changes.report(before, changes.snapshot(published))


def main(arguments: list[str] | None = None) -> int:
    """Command line. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.build", description=__doc__)
    parser.add_argument("--sources", type=Path, default=SHARED / "sources", metavar="DIR")
    parser.add_argument("--evidence", type=Path, default=SHARED / "evidence", metavar="DIR")
    parser.add_argument("--out", type=Path, default=ROOT, metavar="DIR")
    parser.add_argument("--only", nargs="+", metavar="INDICATOR_ID")
    parser.add_argument("--keep", type=dt.date.fromisoformat, metavar="DATE")
    options = parser.parse_args(arguments)
    try:
        print(build(options.sources, options.evidence, options.out, options.only, options.keep))
    except (BuildError, MetadataError) as error:
        print(f"data.build stopped: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
