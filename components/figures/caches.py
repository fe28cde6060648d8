"""Caches: each is named and bounded here, and what several ask for at once is made once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from threading import Condition
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from model.kept import share

P = ParamSpec("P")
R = TypeVar("R")

#: How many results of each function are kept, the last ones asked for. Those in `BYTES` are kept
#: until they take so many bytes, in a process with the usual memory (`model.kept.share`).
SIZES = {
    "builders.comparison._comparison": 8,
    "builders.page_charts._made": 300,
    "builders.registry._build": 256,
    "builders.services._one": 512,
    "builders.services._table": 256,
    "builders.services.stage_table": 32,
    "charts.causal_map.of_view": 16,
    "charts.matplotlib_areas.paths": 8,
    "charts.paint_matplotlib.font": 64,
    "charts.served_files._geometry_version": 64,
    "charts.served_files.folder_name": 1,
    "charts.shapes.names_of": 2,
    "charts.shapes.rings": 8,
    "exports.brief._font": 1,
    "exports.image._cached": 48,
    "exports.papers.templates.templates": 2,
    "exports.story._pictures": 80,
    "figures.areas._by_period": 128,
    "figures.areas._codes": 256,
    "figures.areas._known_codes": 512,
    "figures.areas._scope_codes": 2,
    "figures.areas.figures": 64,
    "figures.changed.of_place": 64,
    "figures.comparison._large_run": 5,
    "figures.comparison._run": 16,
    "figures.examples._examples": 64,
    "figures.examples.modest_budget": 64,
    "figures.gap._slopes_by_place": 128,
    "figures.geometry._drawn_areas": 256,
    "figures.groups._authorities_of_the_region": 1,
    "figures.groups._chain": 128,
    "figures.groups._in_england_table": 1,
    "figures.groups._rows": 64,
    "figures.groups.names": 1,
    "figures.groups.profile_of": 4096,
    "figures.headlines._findings_of": 64,
    "figures.pile_up._people": 1,
    "figures.pile_up.areas_table": 32,
    "figures.pile_up.better_off": 64,
    "figures.pile_up.clusters": 16,
    "figures.pile_up.clusters_of": 16,
    "figures.pile_up.counted": 64,
    "figures.pile_up.living_there": 64,
    "figures.pile_up.measures": 3,
    "figures.profile._everywhere": 1,
    "figures.returns.returns": 1,
    "figures.runs._alone": 96_000_000,
    "figures.runs._for_map": 64_000_000,
    "figures.runs._room": 1,
    "figures.runs._simulated": 280_000_000,
    "figures.runs.warm": 1,
    "figures.two_measures.both": 32,
    "figures.two_measures.two": 32,
    "views.area_profile.frame._style": 1,
    "views.area_profile.page._absent": 40,
    "views.area_profile.page._profile": 80,
    "views.present.keys._texts": 1,
    "views.present.story._texts": 1,
    "views.what_if.frame.style": 1,
    "views.what_if.targets._gap_trouble": 64,
    "views.what_if.targets._judged": 32,
    "views.what_if.targets._target": 64,
    "widgets.choropleth._component": 4,
    "wording.evidence.evidence_rows": 2,
}
#: Simulations, which differ in size: what so many people need at once is more of the small ones.
BYTES = frozenset({"figures.runs._alone", "figures.runs._for_map", "figures.runs._simulated"})


_Cache = LRUCache[Any, Any]  # of any function
_KEPT: dict[str, _Cache] = {}


def _cache(function: Callable[..., object]) -> _Cache:
    name = f"{function.__module__.removeprefix('components.')}.{function.__name__}"
    if name in BYTES:
        _KEPT[name] = LRUCache(SIZES[name] * share(), getsizeof=lambda result: result.nbytes)
    else:
        _KEPT[name] = LRUCache(SIZES[name])
    return _KEPT[name]


def bytes_kept() -> dict[str, int]:
    """Bytes that each cache bounded by bytes holds, by the name of what it keeps."""
    return {name: int(_KEPT[name].currsize) for name in sorted(BYTES) if name in _KEPT}


def forget() -> None:
    """Empty every cache, as in a process that has just started."""
    for each in _KEPT.values():
        each.clear()


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Keep a function's results; what it gives is shared, so do not change it.

    Arguments must be hashable; a default that is said and one that is left out are the same
    question. A parameter whose name begins with an underscore is not part of the key: it follows
    from the others. Raises KeyError for a function not named in `SIZES`.
    Results of those in `BYTES` have ``nbytes``.
    """
    parameters = inspect.signature(function).parameters
    names = list(parameters)
    usual = {n: p.default for n, p in parameters.items() if p.default is not p.empty}

    def key(*args: Any, **kwargs: Any) -> Any:
        found = usual | dict(zip(names, args, strict=False)) | kwargs
        return hashkey(*(found[n] for n in names if n in found and not n.startswith("_")))

    return cached(_cache(function), key=key, condition=Condition())(function)
