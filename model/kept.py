"""Results kept in memory, bounded by the bytes they take, for whoever asks next."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from typing import ParamSpec, TypeVar

from cachetools import LRUCache, cached

P = ParamSpec("P")
R = TypeVar("R")


def kept_by_bytes(
    limit: int, size: Callable[[R], int]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's results, the last ones asked for, until they take ``limit`` bytes.

    A number of entries is no bound: fifty people with a plan each need more entries than five,
    and one plan of the whole region takes as much as many of one authority. What several threads
    ask for at once is made once. Arguments must be hashable; what is given is shared, so do not
    change it.

    Parameters
    ----------
    limit
        Bytes. A result larger than this is given, not kept.
    size
        Bytes of one result.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        return cached(LRUCache(limit, getsizeof=size), condition=Condition())(function)

    return wrap
