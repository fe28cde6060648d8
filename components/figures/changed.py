"""What changed in a place's published figures since an earlier edition, kept."""

from __future__ import annotations

from analysis import changed, rules
from analysis.changed import Change
from components.figures.caches import kept
from data import editions, store
from data.editions import Edition


def known() -> list[Edition]:
    """Editions that figures can be set against, the newest first; that of today is not one."""
    return [each for each in reversed(editions.kept()) if each.version != store.data_version()]


def held(scope: str) -> bool:
    """Whether editions hold a place: authorities and larger areas."""
    return scope in editions.areas()


@kept
def of_place(scope: str, version: str, now: str) -> tuple[Change, ...]:
    """Changes of a place between the edition of a version and the figures of ``now``.

    Both are judged by today's rules. Raises `data.editions.UnknownEdition`.
    """
    return tuple(
        changed.changes(
            editions.figures(editions.edition(version)),
            editions.now(),
            scope,
            store.indicators(),
            nations=store.NATIONS,
            large_part=store.area(scope).level in rules.words("large_part_levels"),
        )
    )
