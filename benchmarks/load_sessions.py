"""Many people on the What if page: how long a slider's move takes, and what it costs the server.

The cost is measured with the sessions taking turns, one move at a time, so that nothing of it is
waiting: if it grows with their number, people take something from each other. The curve is measured
with all of them at once.

Each session is a session of the app over its own websocket with a plan of its own, which moves a
lever again and again with a person's pauses. Measured from the message that a slider has moved to
the one that the rerun it asked for has ended, when all new figures have arrived. What a browser
then needs to paint them is measured by `benchmarks.whatif_page`: twelve browsers on two cores would
measure themselves. Every session has a seed of its own, so that no two share draws or baselines;
people who open the page without a link do.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import statistics
import subprocess
import time
from collections.abc import Sequence
from urllib.parse import urlencode

import numpy as np
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.report import Row, Section
from benchmarks.serving import ROOT, served
from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from model.results import SCREEN_DRAWS

#: Sessions at once, each for so many seconds.
CURVE, SECONDS = (12, 25, 50, 100), 45
#: Sessions that take turns, and rounds in which each makes one move.
TURNS, ROUNDS = (1, 12, 40), 4
#: Pauses between two moves of one person, seconds.
PAUSE = (3.0, 7.0)
LEVER = "Keyworker support for the whole family"
#: Says which level the server has taken in: a slider that was moved is not set to where it is.
BOX = "Keyworker support for the whole family: exact figure"


class Session:
    """One person's session: the page opened, then a slider moved."""

    def __init__(self, url: str, seed: int, authorities: list[str]) -> None:
        self.url, self.chance = url, random.Random(seed)
        place = authorities[seed % len(authorities)]
        plan = preset_plan("layered", new_plan(areas=[place], seed=2025 + seed))
        self.query = urlencode({"plan": encode_plan(plan), "scope": place})
        self.slider, self.fragment, self.step, self.top = "", "", 0.0, 0.0
        self.level = 0.0
        self.waits: list[float] = []

    async def _ended(self, socket: ClientConnection) -> None:
        """Read until the run has ended. Raises when the app shows an error."""
        while True:
            raw = await asyncio.wait_for(socket.recv(), 120)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                # A callback that names the parts to draw ends its run and begins another.
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                return
            if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
                continue
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(f"the app failed: {element.exception.message[:300]}")
            box = element.number_input
            if element.WhichOneof("type") == "number_input" and box.label == BOX and box.set_value:
                self.level = box.value
            if element.WhichOneof("type") == "slider" and element.slider.label == LEVER:
                shown = element.slider
                self.slider, self.fragment = shown.id, message.delta.fragment_id
                self.step, self.top = shown.step, shown.max

    async def open(self) -> ClientConnection:
        """Open the page as a browser does; the first figures have arrived when this returns."""
        socket = await connect(f"{self.url.replace('http', 'ws')}/_stcore/stream", max_size=None)
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = "plan"
        await socket.send(message.SerializeToString())
        await self._ended(socket)
        if not self.slider:  # the first run found out which page it is, the second draws it
            await self._ended(socket)
        return socket

    async def move(self, socket: ClientConnection) -> float:
        """Move the slider by up to four steps; seconds until all of the answer is there."""
        aim = self.level + self.chance.choice((-4, -2, -1, 1, 2, 3, 4)) * self.step
        if not 0 < aim <= self.top:
            aim = self.top / 2 // self.step * self.step
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = "plan"
        message.rerun_script.fragment_id = self.fragment
        moved = message.rerun_script.widget_states.widgets.add()
        moved.id = self.slider
        moved.double_array_value.data.append(aim)
        start = time.perf_counter()
        await socket.send(message.SerializeToString())
        await self._ended(socket)
        taken = time.perf_counter() - start
        if self.level != aim:
            raise RuntimeError(f"the slider stands at {self.level}, not {aim}")
        return taken

    async def live(self, socket: ClientConnection, until: float) -> None:
        """Move, pause, move, until the time is over."""
        await asyncio.sleep(self.chance.uniform(0, PAUSE[1]))
        while time.perf_counter() < until:
            self.waits.append(await self.move(socket))
            await asyncio.sleep(self.chance.uniform(*PAUSE))
        await socket.close()


async def _opened(
    urls: Sequence[str], sessions: int
) -> tuple[list[Session], list[ClientConnection]]:
    from model.baseline import baseline

    authorities = list(baseline().people.authorities)
    people = [Session(urls[number % len(urls)], number, authorities) for number in range(sessions)]
    return people, [await person.open() for person in people]


def _used(*servers: subprocess.Popen[bytes]) -> float:
    """Processor seconds of the servers so far."""
    times = [psutil.Process(server.pid).cpu_times() for server in servers]
    return float(sum(each.user + each.system for each in times))


async def _turns(url: str, server: subprocess.Popen[bytes], sessions: int) -> list[float]:
    """Processor seconds of each move, one at a time; the first round is not counted."""
    people, sockets = await _opened([url], sessions)
    found = []
    for turn in range(ROUNDS + 1):
        for person, socket in zip(people, sockets, strict=True):
            before = _used(server)
            await person.move(socket)
            await asyncio.sleep(0.1)  # what the server clears up after its answer is part of it
            if turn:
                found.append(_used(server) - before)
    return found


async def _together(
    urls: Sequence[str], servers: Sequence[subprocess.Popen[bytes]], sessions: int, seconds: float
) -> tuple[list[float], float, float]:
    """Waits of all moves, processor seconds a move, and a lone person's wait afterwards."""
    people, sockets = await _opened(urls, sessions)
    before, until = _used(*servers), time.perf_counter() + seconds
    await asyncio.gather(
        *(person.live(socket, until) for person, socket in zip(people, sockets, strict=True))
    )
    waits = [wait for person in people for wait in person.waits]
    cost = (_used(*servers) - before) / len(waits)
    alone, socket = people[0], await people[0].open()
    after = [await alone.move(socket) for _ in range(10)]
    await socket.close()
    return waits, cost, statistics.median(after)


def cost(numbers: Sequence[int] = TURNS) -> list[Row]:
    """What a move costs the server, with so many sessions that take turns."""
    rows = []
    for sessions in numbers:
        with served(ROOT / "serve.py") as (url, server):
            found = asyncio.run(_turns(url, server, sessions))
        rows.append(
            Row(
                f"Processor time of a move, {sessions} sessions taking turns",
                f"{statistics.median(found) * 1000:.0f} ms",
                "at most 170 ms",
                f"median of {len(found)}; mean {statistics.mean(found) * 1000:.0f} ms",
            )
        )
    return rows


#: Milliseconds wanted at so many sessions: which figure, and its most.
WANTED = {12: ("median", 350), 50: ("95th percentile", 1500)}


def curve(numbers: Sequence[int] = CURVE, seconds: float = SECONDS, workers: int = 1) -> list[Row]:
    """How long people wait with so many of them at once; raises when any met an error.

    With several ``workers`` each person stays with one, as behind deploy/haproxy.cfg.
    """
    rows = []
    for sessions in numbers:
        with contextlib.ExitStack() as started:
            pairs = [started.enter_context(served(ROOT / "serve.py")) for _ in range(workers)]
            urls, servers = [url for url, _ in pairs], [server for _, server in pairs]
            waits, used, after = asyncio.run(_together(urls, servers, sessions, seconds))
            memory = sum(psutil.Process(each.pid).memory_info().rss for each in servers) / 1e6
        slow = float(np.quantile(waits, 0.95))
        which, most = WANTED.get(sessions, ("", 0))
        rows.append(
            Row(
                f"{sessions} sessions, {workers} process{'es' if workers > 1 else ''}: slider "
                "moved to all new figures sent",
                f"{statistics.median(waits) * 1000:.0f} ms",
                f"{which} under {most:,} ms" if which else "every move answered",
                f"median of {len(waits)}, all answered; 95th percentile {slow * 1000:.0f} ms, "
                f"longest {max(waits) * 1000:.0f} ms; {used * 1000:.0f} ms of processor a move; "
                f"{memory:.0f} MB; one person afterwards {after * 1000:.0f} ms",
            )
        )
    return rows


def run() -> Section:
    """Cost and curve; raises when any session met an error."""
    return Section(
        f"What if under load: a move every {sum(PAUSE) / 2:.0f} s each, {SCREEN_DRAWS} draws, one "
        "authority each",
        [*cost(), *curve(), *curve(workers=2)],
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, nargs="*", default=[], help="sessions taking turns")
    parser.add_argument("--sessions", type=int, nargs="*", default=[], help="sessions at once")
    parser.add_argument("--workers", type=int, default=1, help="workers that share the sessions")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    for row in [*cost(options.turns), *curve(options.sessions, options.seconds, options.workers)]:
        print(row.what, row.figure, row.note, sep=": ", flush=True)
