"""Twelve people on the What if page for two minutes: how long a slider's move takes then.

Each session is a session of the app over its own websocket with a plan of its own, which moves a
lever again and again with a person's pauses. Measured from the message that a slider has moved to
the one that the rerun it asked for has ended, when all new figures have arrived. What a browser
then needs to paint them is measured by `benchmarks.whatif_page`: twelve browsers on two cores would
measure themselves.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
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

SESSIONS, SECONDS = 12, 120
#: Pauses between two moves of one person, seconds.
PAUSE = (3.0, 7.0)
LEVER = "**Keyworker support for the whole family**"


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
        self.received = 0

    async def _ended(self, socket: ClientConnection) -> int:
        """Read until the run has ended; bytes received. Raises when the app shows an error."""
        received = 0
        while True:
            raw = await asyncio.wait_for(socket.recv(), 120)
            received += len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                return received
            if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
                continue
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(f"the app failed: {element.exception.message[:300]}")
            if element.WhichOneof("type") == "slider" and element.slider.label == LEVER:
                shown = element.slider
                self.slider, self.fragment = shown.id, message.delta.fragment_id
                self.step, self.top = shown.step, shown.max
                self.level = shown.value[0] if shown.set_value else shown.default[0]

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
        self.received += await self._ended(socket)
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


async def _all(url: str, sessions: int, seconds: float) -> list[Session]:
    from model.baseline import baseline

    authorities = list(baseline().people.authorities)
    people = [Session(url, number, authorities) for number in range(sessions)]
    sockets = [await person.open() for person in people]
    until = time.perf_counter() + seconds
    await asyncio.gather(
        *(person.live(socket, until) for person, socket in zip(people, sockets, strict=True))
    )
    return people


def run(sessions: int = SESSIONS, seconds: float = SECONDS) -> Section:
    """All sessions at once; raises when any of them met an error."""
    with served(ROOT / "serve.py") as (url, server):
        people = asyncio.run(_all(url, sessions, seconds))
        memory = psutil.Process(server.pid).memory_info().rss / 1e6
        used = psutil.Process(server.pid).cpu_times()
    waits = [wait * 1000 for person in people for wait in person.waits]
    slow = float(np.quantile(waits, 0.95))
    sent = statistics.median(person.received / max(len(person.waits), 1) for person in people)
    return Section(
        f"What if under load: {sessions} sessions for {seconds:.0f} s, {SCREEN_DRAWS} draws",
        [
            Row(
                "Slider moves answered",
                f"{len(waits)}",
                "all",
                f"a move every {sum(PAUSE) / 2:.0f} s each, no error",
            ),
            Row(
                "Slider moved to all new figures sent",
                f"{statistics.median(waits):.0f} ms",
                "",
                f"median; 95th percentile {slow:.0f} ms, longest {max(waits):.0f} ms",
            ),
            Row("Sent for a move", f"{sent / 1000:.0f} kB", "", "mean of a session, median of all"),
            Row(
                "Memory of the server",
                f"{memory:.0f} MB",
                "",
                f"processor {used.user + used.system:.0f} s in all",
            ),
        ],
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    for row in run(options.sessions, options.seconds).rows:
        print(row)
