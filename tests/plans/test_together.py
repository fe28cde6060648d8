"""Several people at once: threads of one app, and processes, on one database."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from model.plan import new_plan
from plans.conflict import PlanChanged
from plans.library import PlanLibrary, open_library

ROOT = Path(__file__).resolve().parents[2]
SAVER = Path(__file__).with_name("saver.py")


def seeds_in(library: PlanLibrary, plan_id: str) -> tuple[list[int], list[int]]:
    """Seeds of the versions of a plan, and of the plans kept apart from it."""
    versions = [
        library.open("", plan_id, v.number).plan().seed for v in library.history("", plan_id)
    ]
    apart = [
        library.open("", entry.id).plan().seed
        for entry in library.list_plans("", limit=1000)
        if entry.copied_from == plan_id
    ]
    return versions, apart


def together(calls: list[Callable[[], object]]) -> list[object]:
    """Run all at the same moment; give back what each returned or raised."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        gate.wait()
        try:
            return call()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_threads_one_is_first_and_the_other_is_told(database: str) -> None:
    library = open_library(database)
    for attempt in range(15):
        plan = library.save("", new_plan(title="Ours"))
        answers = together(
            [
                partial(
                    library.save_version, "", plan.id, new_plan(title="Ours", seed=seed), based_on=1
                )
                for seed in (100 + attempt, 200 + attempt)
            ]
        )
        told = [answer for answer in answers if isinstance(answer, PlanChanged)]
        done = [answer for answer in answers if not isinstance(answer, Exception)]
        assert (len(done), len(told)) == (1, 1), answers
        versions, apart = seeds_in(library, plan.id)
        assert sorted(versions + apart) == sorted([2025, 100 + attempt, 200 + attempt])
        assert len(apart) == 1


def test_many_threads_lose_nothing(database: str) -> None:
    library = open_library(database, busy_seconds=30)
    plan = library.save("", new_plan(title="Ours"))

    def work(first: int) -> None:
        for seed in range(first, first + 5):
            newest = library.open("", plan.id).newest
            try:
                library.save_version(
                    "", plan.id, new_plan(title="Ours", seed=seed), based_on=newest
                )
            except PlanChanged as error:
                assert error.kept.plan().seed == seed

    answers = together([partial(work, first) for first in (100, 200, 300, 400)])
    assert answers == [None] * 4
    versions, apart = seeds_in(library, plan.id)
    expected = [2025, *(first + n for first in (100, 200, 300, 400) for n in range(5))]
    assert sorted(versions + apart) == sorted(expected)
    assert [v.number for v in library.history("", plan.id)] == list(range(len(versions), 0, -1))


def test_threads_that_open_an_empty_database_at_once_all_get_it(database: str) -> None:
    answers = together([lambda: open_library(database)] * 6)
    assert all(isinstance(answer, PlanLibrary) for answer in answers), answers
    assert len({id(answer) for answer in answers}) == 1


@pytest.mark.slow
def test_processes_that_start_at_once_on_an_empty_database_lose_nothing(database: str) -> None:
    """Tables are made once, every save is there exactly once, nobody gets an error."""
    plan_id = "processes-at-once-0000"
    assert len(plan_id) == 22
    processes = [
        subprocess.Popen(
            [sys.executable, SAVER, database, plan_id, str(first), "20"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        )
        for first in (100, 200, 300)
    ]

    def all_say(word: str) -> None:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == word, process.communicate()[1]

    def tell_all() -> None:
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()

    all_say("ready")
    tell_all()
    library = open_library(database, busy_seconds=30, patience=120)  # the fourth is this process
    all_say("open")
    saved = library.save("", new_plan(title="Ours"))
    with library._writing.begin() as connection:  # an id the others were told beforehand
        connection.execute(
            sa.text(
                "INSERT INTO plans (id, owner, head, created_at, updated_at) "
                "SELECT :id, owner, head, created_at, updated_at FROM plans WHERE id = :old"
            ),
            {"id": plan_id, "old": saved.id},
        )
        connection.execute(
            sa.text(
                "INSERT INTO plan_versions (plan_id, number, title, note, text, saved_at) "
                "SELECT :id, number, title, note, text, saved_at FROM plan_versions "
                "WHERE plan_id = :old"
            ),
            {"id": plan_id, "old": saved.id},
        )
    tell_all()
    told = []
    for process in processes:
        out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
        told.append(json.loads(out))
    versions, apart = seeds_in(library, plan_id)
    assert len(versions) - 1 == sum(t["on the plan"] for t in told)
    assert len(apart) == sum(t["kept apart"] for t in told)
    expected = [2025, *(first + n for first in (100, 200, 300) for n in range(20))]
    assert sorted(versions + apart) == sorted(expected)
    with library._reading.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).all() == [
            ("0003",)
        ]
