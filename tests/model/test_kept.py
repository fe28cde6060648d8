"""Results kept by the bytes they take."""

from collections.abc import Callable

import numpy as np
import pytest

from model.kept import USUAL_MB, kept_by_bytes, share


def nbytes(found: np.ndarray) -> int:
    return found.nbytes


def _counted(limit: int) -> tuple[Callable[[int], np.ndarray], list[int]]:
    made: list[int] = []

    @kept_by_bytes(limit, nbytes)
    def numbers(count: int) -> np.ndarray:
        made.append(count)
        return np.zeros(count)

    return numbers, made


def test_many_small_results_are_kept_where_few_large_ones_are() -> None:
    numbers, made = _counted(8_000)
    for count in range(1, 41):  # 6,560 bytes together
        numbers(count)
    for count in range(1, 41):
        numbers(count)
    assert len(made) == 40
    numbers(900)  # 7,200 bytes: nearly all others make room
    numbers(1)
    assert made[40:] == [900, 1]
    assert numbers(900) is numbers(900)


def test_a_result_larger_than_the_limit_is_given_and_pushes_nothing_out() -> None:
    numbers, made = _counted(8_000)
    numbers(10)
    assert numbers(2_000).size == 2_000
    numbers(10)
    assert made == [10, 2_000]


def test_a_default_that_is_said_is_the_same_question() -> None:
    made: list[int] = []

    @kept_by_bytes(8_000, nbytes)
    def numbers(count: int, fill: float = 0.0) -> np.ndarray:
        made.append(count)
        return np.full(count, fill)

    first = numbers(10)
    assert numbers(10, 0.0) is first
    assert numbers(count=10) is first
    assert numbers(10, fill=0.0) is first
    assert numbers(10, 1.0) is not first
    assert made == [10, 10]


def test_a_process_with_half_the_memory_keeps_half_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_KEPT_MB", str(USUAL_MB // 2))
    numbers, made = _counted(16_000)
    for count in [*range(1, 41), *range(1, 41)]:  # 6,560 bytes together
        numbers(count)
    assert len(made) == 40
    numbers(900)
    numbers(1)
    assert made[40:] == [900, 1]  # 7,200 bytes more are over the 8,000


@pytest.mark.parametrize("text", ["much", "99", "-700", "1e6", "٧٠٠"])
def test_a_memory_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ATLAS_KEPT_MB", text)
    with pytest.raises(ValueError, match="ATLAS_KEPT_MB is"):
        share()
