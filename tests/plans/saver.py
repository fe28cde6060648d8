"""One of several processes that save the same plan at once (see test_together.py).

Says when it is ready and when the library is open, then a line of JSON: how many of its saves went
on the plan itself and how many were kept apart.
"""

from __future__ import annotations

import json
import sys

from model.plan import new_plan
from plans.conflict import PlanChanged
from plans.library import PlanLibrary, open_library


def save_many(library: PlanLibrary, plan_id: str, seeds: range) -> dict[str, int]:
    """Save one plan per seed, each based on the newest version then in sight."""
    told = {"on the plan": 0, "kept apart": 0}
    for seed in seeds:
        newest = library.open("", plan_id).newest
        try:
            library.save_version("", plan_id, new_plan(title="Ours", seed=seed), based_on=newest)
            told["on the plan"] += 1
        except PlanChanged as error:
            assert error.kept.plan().seed == seed
            told["kept apart"] += 1
    return told


def say(line: str) -> None:
    """Tell the test, at once."""
    print(line, flush=True)


def main(url: str, plan_id: str, first: str, number: str) -> None:
    """Open the library when the test says so, save when it says so again."""
    say("ready")
    sys.stdin.readline()
    library = open_library(url, busy_seconds=30, patience=120)
    say("open")
    sys.stdin.readline()
    say(json.dumps(save_many(library, plan_id, range(int(first), int(first) + int(number)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
