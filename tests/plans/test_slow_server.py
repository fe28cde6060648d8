"""A PostgreSQL server that is slow, silent or cut off: few trips to it, and nobody waits long."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
import sqlalchemy as sa

from model.plan import new_plan
from plans import library as library_module
from plans import time_limit
from plans.access import PAUSE
from plans.errors import PlansUnavailable
from plans.library import PlanLibrary, open_library
from tests.narrowed import some
from tests.plans.slow_network import Clock, SlowNetwork, slow_network

PLAN = new_plan(title="Ours")
FOREVER = 60.0  # real seconds that no test reaches


T = TypeVar("T")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which the library counts; it stands still until a test moves it."""
    made = Clock()
    monkeypatch.setattr(time_limit, "clock", made)
    return made


def test_a_server_that_does_not_answer_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "OPEN_SECONDS", 2.0)
    monkeypatch.setattr("plans.database.OPEN_SECONDS", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/plans"
        with pytest.raises(PlansUnavailable, match="is not open yet"):
            open_library(url, patience=0.0)  # a page is told at once, the search goes on
        with pytest.raises(PlansUnavailable, match="cannot be reached"):
            open_library(url, patience=FOREVER)


@pytest.mark.postgresql
@pytest.mark.xdist_group("postgresql")
class TestSlowServer:
    @pytest.fixture
    def network(self, postgresql_url: str) -> Iterator[SlowNetwork]:
        with slow_network(sa.make_url(postgresql_url).port or 0) as network:
            yield network

    @pytest.fixture
    def url(self, postgresql_url: str, network: SlowNetwork) -> str:
        open_library(postgresql_url, patience=FOREVER)  # makes the tables
        address = sa.make_url(postgresql_url).set(port=network.port)
        return address.render_as_string(hide_password=False)

    @pytest.fixture
    def library(self, url: str) -> PlanLibrary:
        return open_library(url, patience=FOREVER)

    def test_each_call_makes_few_trips(self, library: PlanLibrary, network: SlowNetwork) -> None:
        trips = {}

        def count(name: str, call: Callable[[], T]) -> T:
            before = network.trips
            answer = call()
            trips[name] = network.trips - before
            return answer

        saved = count("save", lambda: library.save("", PLAN))
        count("list", lambda: library.list_plans(""))
        count("open", lambda: library.open("", saved.id))
        count("history", lambda: library.history("", saved.id))
        count(
            "save again",
            lambda: library.save_version("", saved.id, new_plan(title="B"), based_on=1),
        )
        count("duplicate", lambda: library.duplicate("", saved.id))
        count("delete", lambda: library.delete("", saved.id))
        count("restore", lambda: library.undelete("", saved.id))
        assert trips == {
            "save": 4,  # begin, plan, version, commit
            "list": 1,
            "open": 1,
            "history": 1,
            "save again": 4,
            "duplicate": 5,
            "delete": 4,
            "restore": 4,
        }

    def test_with_two_seconds_of_delay_plans_are_listed_and_saved(
        self, url: str, network: SlowNetwork, clock: Clock
    ) -> None:
        def two_seconds() -> None:
            clock.now += 2.0

        network.on_trip = two_seconds
        library = open_library(url, patience=FOREVER)
        began = clock.now
        saved = library.save("", PLAN)
        assert clock.now - began <= 8.0
        began = clock.now
        assert [e.title for e in library.list_plans("")] == ["Ours"]
        assert clock.now - began <= 2.0
        library.save_version("", saved.id, new_plan(title="Now"), based_on=1)
        assert library.open("", saved.id).title == "Now"

    def test_a_server_that_falls_silent_is_left_alone_for_a_while(
        self,
        url: str,
        library: PlanLibrary,
        network: SlowNetwork,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        library.save("", PLAN)
        monkeypatch.setattr(time_limit, "READ_SECONDS", 0.2)
        network.silent.set()
        with pytest.raises(PlansUnavailable, match="takes too long to answer"):
            library.list_plans("")
        asked = network.trips
        for call in (lambda: library.list_plans(""), lambda: library.save("", PLAN)):
            with pytest.raises(PlansUnavailable, match="takes too long to answer"):
                call()
        assert network.trips == asked  # refused at once, without asking
        monkeypatch.setattr(time_limit, "READ_SECONDS", 4.5)
        network.silent.clear()
        network.cut()
        clock.now += PAUSE
        again = open_library(url, patience=FOREVER)
        assert [e.title for e in again.list_plans("")] == ["Ours"]
        assert again is library

    def test_a_save_that_gets_no_answer_is_given_up_and_not_kept(
        self,
        url: str,
        library: PlanLibrary,
        network: SlowNetwork,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(time_limit, "WRITE_SECONDS", 0.2 - library._busy_seconds)
        network.silent_from = b"INSERT INTO plan_versions"
        with pytest.raises(PlansUnavailable, match="takes too long to answer"):
            library.save("", PLAN)
        network.silent_from = b""
        network.silent.clear()
        network.cut()
        clock.now += PAUSE
        assert open_library(url, patience=FOREVER).list_plans("") == []

    def test_when_the_answer_to_a_save_is_lost_it_says_so(
        self, library: PlanLibrary, network: SlowNetwork, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(time_limit, "WRITE_SECONDS", 0.2 - library._busy_seconds)
        network.silent_from = b"COMMIT"
        with pytest.raises(PlansUnavailable, match=r"not known whether.*was kept"):
            library.save("", PLAN)

    def test_one_silent_answer_never_reaches_the_next_who_asks(
        self, library: PlanLibrary, network: SlowNetwork, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The connection is closed: a late answer is not taken for that to another question."""
        library.save("", PLAN)
        with library._reading.connect() as connection:
            used = connection.connection.driver_connection
        monkeypatch.setattr(time_limit, "READ_SECONDS", 0.2)
        network.silent.set()
        with pytest.raises(PlansUnavailable):
            library.list_plans("")
        assert some(used).closed

    def test_connections_cut_in_between_are_made_again(
        self, library: PlanLibrary, network: SlowNetwork
    ) -> None:
        saved = library.save("", PLAN)
        for call in (
            lambda: library.list_plans(""),
            lambda: library.save_version("", saved.id, new_plan(title="B"), based_on=1),
            lambda: library.open("", saved.id),
        ):
            network.cut()
            call()
        assert library.open("", saved.id).version == 2

    def test_a_page_is_told_while_the_tables_are_still_looked_at(
        self, url: str, network: SlowNetwork
    ) -> None:
        library_module._OPEN.clear()
        network.silent.set()
        for _ in range(2):
            with pytest.raises(PlansUnavailable, match="is not open yet"):
                open_library(url, patience=0.0)
        assert len(library_module._UNDER_WAY) == 1  # one looks, nobody waits behind another
