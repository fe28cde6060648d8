"""Words of the maps where adversities pile up and of two measures."""

from __future__ import annotations

from components.figures import pile_up
from components.wording import names
from data import store
from data.metadata import DOMAIN_TITLES

ASSOCIATION = (
    "This is association by area, not by child: the children of an area need not be the same "
    "children in each domain."
)
NO_RANK = "A count of domains: not a score, and not a rank of areas."
CLUSTERS = "neighbours alike: high beside high"
RESIDENTS = "all ages: children by ethnic group are not published for neighbourhoods"


def domains_of(ids: tuple[str, ...], level: str) -> list[str]:
    """Titles of the domains that the measures belong to, in the catalogue's order."""
    known = pile_up.measures(level)
    chosen = {known[each].domain for each in ids}
    return [title for domain, title in DOMAIN_TITLES.items() if domain in chosen]


def whose_fifth(ids: tuple[str, ...], level: str) -> str:
    """Whose worst fifth is meant, in a sentence's end."""
    known = pile_up.measures(level)
    among = {known[each].among for each in ids}
    if among == {pile_up.ENGLAND}:
        return "England's worst fifth"
    if among == {pile_up.REGION}:
        return "the West Midlands' worst fifth (England's is not in hand)"
    return "the worst fifth, of England where its areas are in hand, else of the West Midlands"


def class_labels(domains: int) -> tuple[str, ...]:
    """Names of the classes of a map that counts ``domains``, at most seven of them."""
    if domains < 7:
        return tuple(_domains(number) for number in range(domains + 1))
    return (*(_domains(number) for number in range(6)), "6 or 7 domains")


def _domains(number: int) -> str:
    return f"{number} domain" if number == 1 else f"{number} domains"


def absent(level: str) -> str:
    """Which domains cannot be counted at a level; "" when all can."""
    lost = pile_up.without(level)
    if not lost:
        return ""
    where = names.LEVEL_NOUNS[level]
    return f"Not counted: {names.list_in_words(lost)}, of which no figure of {where} is published."


def reach(least: int, domains: int) -> str:
    """Where a count is reached, after "where"."""
    if domains == 1:
        return "the one domain counted is in the worst fifth"
    return f"{least} or more of {domains} domains pile up"


def title(scope: str, there: float, people: float, least: int, domains: int, may: float) -> str:
    """The finding of the map, in children."""
    share = there / people * 100 if people else float("nan")
    start = "at least " if may > 0 else ""
    return (
        f"{names.heading_name(scope)}: {start}{share:.0f}% of children live where "
        f"{reach(least, domains)}"
    )


def both_title(scope: str, areas: int, children: float, first: str, second: str) -> str:
    """The finding of the list of neighbourhoods high on two measures."""
    one, other = store.indicator(first).short_title, store.indicator(second).short_title
    where = names.heading_name(scope)
    if areas == 0:
        return f"{where}: no neighbourhood is in the worst fifth of both {one} and {other}"
    noun = "neighbourhood" if areas == 1 else "neighbourhoods"
    return (
        f"{where}: {areas:,} {noun} with {children:,.0f} children in the worst fifth of both "
        f"{one} and {other}"
    )


def nine_labels(first: str, second: str) -> tuple[str, ...]:
    """Names of the nine classes of two measures, in the order of `nine_classes`."""
    return tuple(
        f"First {one}, second {other}" for one in _thirds(first) for other in _thirds(second)
    )


def _thirds(indicator: str) -> tuple[str, str, str]:
    if store.indicator(indicator).polarity == "no_judgement":
        return ("lowest", "middle", "highest")
    return ("best", "middle", "worst")
