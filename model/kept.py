"""Results kept in memory, bounded by the bytes they take, for whoever asks next."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Hashable
from threading import Condition
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

P = ParamSpec("P")
R = TypeVar("R")

#: Megabytes of all results that one process keeps, here and in `components.figures.caches`, when
#: the setting says nothing; half of it is enough for half as many people.
USUAL_MB, LEAST_MB = 1400, 100
SETTING = "ATLAS_KEPT_MB"
#: The caches, by the name of what they keep.
KEPT: dict[str, LRUCache[Any, Any]] = {}


def share() -> float:
    """What part of the usual memory may be taken, by the environment variable `SETTING`.

    Raises
    ------
    ValueError
        When it is no whole number of `LEAST_MB` or more.
    """
    text = os.environ.get(SETTING, "").strip() or str(USUAL_MB)
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) >= LEAST_MB):
        raise ValueError(f"{SETTING} is {text!r}. Expected is a number from {LEAST_MB} to 999999.")
    return int(text) / USUAL_MB


def kept_by_bytes(
    limit: int, size: Callable[[R], int]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's results, the last ones asked for, until they take `share` of ``limit``.

    A number of entries is no bound: fifty people with a plan each need more entries than five,
    and one plan of the whole region takes as much as many of one authority. What several threads
    ask for at once is made once. Arguments must be hashable; what is given is shared, so do not
    change it. A default that is said and one that is left out are the same question.

    Parameters
    ----------
    limit
        Bytes where memory is as usual. A result larger than this is given, not kept.
    size
        Bytes of one result.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        def key(*args: P.args, **kwargs: P.kwargs) -> Hashable:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            return hashkey(*bound.args, **bound.kwargs)

        keep = LRUCache[Hashable, R](limit * share(), getsizeof=size)
        KEPT[f"{function.__module__}.{function.__name__}"] = keep
        return cached(keep, key=key, condition=Condition())(function)

    return wrap
