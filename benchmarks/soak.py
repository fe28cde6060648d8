"""Half an hour of people who come and go: whether memory and open files stay level.

    python -m benchmarks.soak --people 100 --minutes 30

Each opens a plan of their own, moves a lever now and then, and leaves after some minutes; another
takes the place. A line a minute; at the end everybody leaves, and the server is looked at once
more when it has forgotten them all.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import time
import urllib.request
from collections.abc import Iterator

import psutil

from benchmarks.load_sessions import Session
from benchmarks.serving import ROOT, served
from model.baseline import baseline

#: Seconds between two moves of one person, and seconds that one stays.
PAUSE, STAY = (40.0, 80.0), (240.0, 960.0)


async def _comings(
    url: str, numbers: Iterator[int], authorities: list[str], until: float, waits: list[float]
) -> int:
    """One place in the room, taken by one person after another; their number."""
    came = 0
    while time.perf_counter() < until:
        person = Session(url, next(numbers), authorities)
        leaves = min(until, time.perf_counter() + person.chance.uniform(*STAY))
        await asyncio.sleep(person.chance.uniform(0, PAUSE[1]))
        socket = await person.open()
        came += 1
        while time.perf_counter() < leaves:
            waits.append(await person.move(socket))
            await asyncio.sleep(person.chance.uniform(*PAUSE))
        await socket.close()
    return came


def _active(url: str) -> int:
    """Sessions that the server holds, by its own count."""
    with urllib.request.urlopen(f"{url}/_stcore/metrics?families=active_sessions") as answer:
        lines = answer.read().decode().splitlines()
    (found,) = [line for line in lines if line.startswith("active_sessions ")]
    return int(float(found.split()[1]))


async def _watch(process: psutil.Process, until: float, waits: list[float]) -> None:
    began = time.perf_counter()
    while time.perf_counter() < until:
        await asyncio.sleep(60)
        late = sorted(waits[-200:])
        middle = late[len(late) // 2] * 1000 if late else 0
        print(
            f"{(time.perf_counter() - began) / 60:5.1f} min: "
            f"{process.memory_info().rss / 1e6:,.0f} MB, {process.num_fds()} files, "
            f"{process.num_threads()} threads, {len(waits)} moves, "
            f"median of the last {len(late)} {middle:.0f} ms",
            flush=True,
        )


async def _all(url: str, process: psutil.Process, people: int, minutes: float) -> None:
    numbers, authorities = itertools.count(1), list(baseline().people.authorities)
    waits: list[float] = []
    until = time.perf_counter() + minutes * 60
    watch = asyncio.create_task(_watch(process, until, waits))
    came = await asyncio.gather(
        *(_comings(url, numbers, authorities, until, waits) for _ in range(people))
    )
    await watch
    print(f"{sum(came)} people came, {len(waits)} moves, all answered", flush=True)


def soak(people: int, minutes: float) -> None:
    """Print a line a minute; raises when any session met an error."""
    os.environ["ATLAS_METRICS"] = "on"
    with served(ROOT / "serve.py") as (url, server):
        process = psutil.Process(server.pid)
        print(f"before: {process.memory_info().rss / 1e6:,.0f} MB, {process.num_fds()} files")
        asyncio.run(_all(url, process, people, minutes))
        while _active(url):
            time.sleep(5)
        print(
            f"all forgotten: {process.memory_info().rss / 1e6:,.0f} MB, {process.num_fds()} files"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=30)
    options = parser.parse_args()
    soak(options.people, options.minutes)
