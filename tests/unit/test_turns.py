"""A few plans are worked out at once, the others in the order in which they were asked for."""

import threading

import pytest

from components.figures.turns import Turns

WAIT = 30  # seconds until a test gives up; nothing here takes any


def _waiting(turns: Turns, number: int) -> None:
    while turns.waiting < number:
        threading.Event().wait(0.001)


def _asked(turns: Turns, name: str, done: list[str], first: bool = False) -> threading.Thread:
    """A thread that asks for a turn, and has joined the queue when this returns."""

    def work() -> None:
        with turns.turn(first=first):
            done.append(name)

    thread = threading.Thread(target=work, daemon=True)
    before = turns.waiting
    thread.start()
    _waiting(turns, before + 1)
    return thread


def test_turns_are_given_in_the_order_of_asking_and_who_gave_way_goes_first() -> None:
    turns = Turns(1)
    done: list[str] = []
    with turns.turn():
        threads = [_asked(turns, name, done) for name in ("one", "two", "three")]
        threads.append(_asked(turns, "gave way", done, first=True))
        assert done == []
    for thread in threads:
        thread.join(WAIT)
    assert done == ["gave way", "one", "two", "three"]


def test_no_more_than_the_places_work_at_once() -> None:
    turns, lock, most, now = Turns(2), threading.Lock(), [0], [0]
    both = threading.Barrier(2)

    def work() -> None:
        with turns.turn():
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            both.wait(WAIT)  # passes only when two are inside
            with lock:
                now[0] -= 1

    threads = [threading.Thread(target=work, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert most == [2]
    assert turns.waiting == 0


def test_a_run_that_fails_gives_its_place_back() -> None:
    turns = Turns(1)
    with pytest.raises(RuntimeError), turns.turn():
        raise RuntimeError("the run failed")
    with turns.turn():
        assert turns.waiting == 0
