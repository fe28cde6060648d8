"""Results kept in memory, bounded by the bytes they take, for whoever asks next."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable
from threading import Condition
from typing import ParamSpec, TypeVar

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

P = ParamSpec("P")
R = TypeVar("R")


def kept_by_bytes(
    limit: int, size: Callable[[R], int]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's results, the last ones asked for, until they take ``limit`` bytes.

    A number of entries is no bound: fifty people with a plan each need more entries than five,
    and one plan of the whole region takes as much as many of one authority. What several threads
    ask for at once is made once. Arguments must be hashable; what is given is shared, so do not
    change it. A default that is said and one that is left out are the same question.

    Parameters
    ----------
    limit
        Bytes. A result larger than this is given, not kept.
    size
        Bytes of one result.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        def key(*args: P.args, **kwargs: P.kwargs) -> Hashable:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            return hashkey(*bound.args, **bound.kwargs)

        keep = LRUCache[Hashable, R](limit, getsizeof=size)
        return cached(keep, key=key, condition=Condition())(function)

    return wrap
