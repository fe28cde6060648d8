"""Caches of figures: bounded, and made once where several people ask at the same time."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from threading import Condition
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

P = ParamSpec("P")
R = TypeVar("R")


def kept(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's last ``most`` results; what it gives is shared, so do not change it.

    Arguments must be hashable. A parameter whose name begins with an underscore is not part of
    the key: it follows from the others.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        names = list(inspect.signature(function).parameters)

        def key(*args: Any, **kwargs: Any) -> Any:
            found = dict(zip(names, args, strict=False)) | kwargs
            return hashkey(*(found[n] for n in names if n in found and not n.startswith("_")))

        return cached(LRUCache(most), key=key, condition=Condition())(function)

    return decorate


def kept_by_content(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """As `kept`, for functions of frames and lists: results are known by what these hold."""

    def key(*args: Any, **kwargs: Any) -> Any:
        return hashkey(pickle.dumps((args, sorted(kwargs.items()))))

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        return cached(LRUCache(most), key=key, condition=Condition())(function)

    return decorate
