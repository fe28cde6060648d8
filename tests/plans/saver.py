"""One of several processes that save the same plan at once (see test_together.py).

Prints a line of JSON: how many of its saves went on the plan itself and how many were kept apart.
"""

from __future__ import annotations

import json
import sys
import time

from model.plan import new_plan
from plans.conflict import PlanChanged
from plans.errors import PlanNotFound
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


def main(url: str, plan_id: str, start: str, first: str, number: str) -> None:
    time.sleep(max(0.0, float(start) - time.time()))
    library = open_library(url, busy_seconds=30)
    for _ in range(200):  # the plan is made by the first process after the tables
        try:
            library.open("", plan_id)
            break
        except PlanNotFound:
            time.sleep(0.05)
    print(json.dumps(save_many(library, plan_id, range(int(first), int(first) + int(number)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
