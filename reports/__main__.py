"""``python -m reports``: papers for committees as Word documents.

    python -m reports --list
    python -m reports needs --areas E08000028 E06000019 --out papers
    python -m reports needs --areas all --out papers --zip
    python -m reports ward --areas all --within E08000028 --out wards --zip
    python -m reports refresh papers/sandwell-needs-assessment-chapter-e08000028.docx

A run that was stopped goes on where it was left off. A place that fails is named and the rest
kept; the exit code is then 1, and 2 for something that is not there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from components.exports.papers import batch, refresh
from components.exports.papers.templates import templates
from components.wording import names
from data import store
from data.errors import PlainError
from model.plan import Plan
from model.plan_code import encode_plan
from plans.plan_file import read_file

_MOST_BYTES = 64 * 2**20


def _list() -> int:
    for each in templates().values():
        plan = " Needs a plan (--plan)." if each.needs_plan else ""
        print(f"{each.id}: {each.name}. {each.about}{plan} For: {', '.join(each.levels)}.")
    return 0


def _refresh(path: Path) -> int:
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        print(f"reports: {path} is not there or too large to be a paper", file=sys.stderr)
        return 2
    print(refresh.in_words(refresh.refresh(path.read_bytes())))
    return 0


def _plan_code(path: Path | None) -> str:
    return encode_plan(_plan(path), rationale=False) if path else ""


def _plan(path: Path) -> Plan:
    return read_file(path.read_bytes()).plan


def _many(workers: int, scheduler: str) -> batch.Many:
    """One after another in this process, unless more processes or a cluster are asked for."""
    if workers == 1 and not scheduler:
        return batch.one_by_one
    from components.exports.papers import processes

    return processes.on_processes(workers or None, scheduler)


def _write(options: argparse.Namespace) -> int:
    scopes = batch.places(options.template, options.areas, options.within)
    made = batch.write_all(
        options.template,
        scopes,
        options.out,
        plan=_plan_code(options.plan),
        outcome=options.outcome,
        style=options.style,
        progress=lambda done, of, what: print(f"{done} of {of}: {what}", flush=True),
        many=_many(options.workers, options.scheduler),
    )
    for code, why in made.failed.items():
        print(f"reports: {names.heading_name(code)} ({code}): {why}", file=sys.stderr)
    new = len(made.files) - len(made.kept)
    print(f"{new} made, {len(made.kept)} were there, {len(made.failed)} failed.")
    if options.zip:
        target = options.out / f"{options.template}.zip"
        files = {path.name: path.read_bytes() for path in made.files.values()}
        target.write_bytes(batch.zipped(files, made.failed))
        print(target)
    return 1 if made.failed else 0


def main(arguments: list[str] | None = None) -> int:
    """Command line. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m reports",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("template", nargs="?", help="a template's name, or refresh")
    parser.add_argument("file", nargs="?", type=Path, help="the document that is refreshed")
    parser.add_argument("--list", action="store_true", help="name the templates")
    parser.add_argument("--areas", nargs="+", default=["all"], metavar="CODE", help="all, or codes")
    parser.add_argument(
        "--within", default=store.REGION, metavar="CODE", help="all means all of this place"
    )
    parser.add_argument("--out", type=Path, default=Path("papers"), metavar="DIR")
    parser.add_argument("--plan", type=Path, help="a plan as a YAML file")
    parser.add_argument("--outcome", default="looked_after", help="outcome that is looked at")
    parser.add_argument("--style", type=Path, help="a Word document whose styles are used")
    parser.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="N",
        help="processes that make papers at once (0: one a processor); more than 1 needs Dask",
    )
    parser.add_argument("--scheduler", default="", help="address of a Dask scheduler to use")
    parser.add_argument("--zip", action="store_true", help="put all of them into one file too")
    options = parser.parse_args(arguments)
    try:
        if options.list or not options.template:
            return _list()
        if options.template == "refresh":
            if options.file is None:
                parser.error("refresh needs a document")
            return _refresh(options.file)
        return _write(options)
    except (PlainError, OSError) as error:
        print(f"reports: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
