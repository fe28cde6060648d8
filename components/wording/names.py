"""Names of places, levels and lists within a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from data import store


def possessive(code: str) -> str:
    """An area's name in the genitive: "England's", "the seven boroughs'"."""
    name = place_name(code)
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def spoken(name: str) -> str:
    """A name as people say it: the register's "Herefordshire, County of" is Herefordshire."""
    return name.removesuffix(", County of")


def place_name(code: str) -> str:
    """A place within a sentence."""
    if code == store.REGION:
        return "the West Midlands region"
    if code == store.WMCA:
        return "the seven boroughs"
    return spoken(store.area(code).name)


def heading_name(code: str) -> str:
    """A place on its own, as a heading or subtitle has it."""
    name = place_name(code)
    return name.removeprefix("the ")[:1].upper() + name.removeprefix("the ")[1:]


def nation_name(code: str) -> str:
    """England, or a nation standing in for it, within a sentence."""
    name = store.area(code or store.ENGLAND).name
    return f"the {name}" if name.startswith("United") else name


def list_in_words(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


LEVEL_NOUNS = {
    "lsoa": "neighbourhoods",
    "msoa": "larger neighbourhoods",
    "ward": "wards",
    "ltla": "districts and boroughs",
    "utla": "counties and boroughs",
}


def scope_name(code: str) -> str:
    """The name of a place as the selector shows it."""
    if code == store.REGION:
        return "West Midlands region"
    if code == store.WMCA:
        return "West Midlands Combined Authority: seven boroughs"
    place = store.area(code)
    if place.level == "ltla":
        return f"{place.name} (district of {store.area(place.utla_code).name})"
    return spoken(place.name)


def in_a_row(parts: list[str]) -> str:
    """Names one after another: "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
