"""The address bar owns what a link must restore; this module keeps it and the session equal.

One flow: `begin` runs first in every rerun (dashboard.py). It takes over whatever the address
says that the session does not yet know, checks it, and keeps the chosen values alive from page
to page. Widgets use the field's name as their key. `write_address` runs last and puts the
fields a page uses into the address. A value that cannot be used gives a plain message and the
default, never an error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.exhibits import presentation
from components.figures.areas import scope_codes
from components.wording.markdown import shortened
from data import store
from data.contract import AREA_LEVELS, parse_period
from model.plan_code import CODE_LIMIT, decode_plan

_NOTICES = "_state_notices"
_WRITTEN = "_state_written"
_FROM_LINK = "_state_from_link"
_EARLIER = "_state_earlier"
#: Values of a field that this session wrote before the present one and still knows.
_KNOWN_EARLIER = 60
_ON_PAGE = "_state_on_page"
#: Fields that each page has put into its address so far, by page.
_OF_PAGE = "_state_of_page"
#: Longest text a link may carry in a field; longer is not one of ours.
_LONGEST = 2000


@dataclass(frozen=True)
class Field:
    """One value that a link restores: its name in the address, default, and check."""

    name: str
    default: str
    label: str  # for messages, e.g. "area"
    check: Callable[[str], object]  # raises LookupError or ValueError with a plain message
    longest: int = _LONGEST
    everywhere: bool = False  # in the address of every page, not only of those that use it
    otherwise: str = "The usual choice is shown instead."  # what is done with a bad value


def _check_scope(text: str) -> None:
    if text not in scope_codes():
        store.area(text)  # an unknown code names the nearest
        raise ValueError(f"'{shortened(text)}' is not an authority of the West Midlands region")


def _check_area(text: str) -> None:
    if text:
        store.area(text)


def _check_indicator(text: str) -> None:
    if text:
        title = store.indicator(text).title
        if text not in store.indicators():
            raise store.MissingFigures(f"the figures of “{title}” cannot be read at the moment")


def _check_level(text: str) -> None:
    if text and text not in AREA_LEVELS:
        raise ValueError(f"there is no level '{shortened(text)}'")


def _check_period(text: str) -> None:
    if text:
        parse_period(text)


def _check_group(text: str) -> None:
    if len(text) > 80 or not text.isprintable():
        raise ValueError(f"'{shortened(text)}' is not the name of a group")


def _check_word(text: str) -> None:
    if text and not text.replace("_", "").replace("-", "").isalnum():
        raise ValueError(f"'{shortened(text)}' is not a choice on this page")


def _check_plan(text: str) -> None:
    if text:
        decode_plan(text)


def _check_plans(text: str) -> None:
    # Each plan is checked by itself on Compare, so that one damaged part does not lose the rest.
    if not text.isprintable():
        raise ValueError("it is not a list of plan codes")


def _check_presentation(text: str) -> None:
    presentation.decode(text)


def _check_measures(text: str) -> None:
    for each in text.split(".") if text else ():
        _check_indicator(each)


def _check_number(text: str) -> None:
    if text and not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise ValueError(f"'{shortened(text, 20)}' is not a number")


DEFAULT_INDICATOR = "children_low_income_ahc"

FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("scope", store.REGION, "place", _check_scope),
        Field("indicator", DEFAULT_INDICATOR, "indicator", _check_indicator),
        Field("level", "", "map level", _check_level),
        Field("period", "", "period", _check_period),
        Field("area", "", "selected area", _check_area),
        Field("second", "", "second map", _check_word),
        Field("indicator2", "", "second indicator", _check_indicator),
        Field("period2", "", "second period", _check_period),
        Field("view", "", "view", _check_word),
        Field("domain", "", "domain", _check_word),
        Field("benchmark", "", "benchmark", _check_word),
        Field("group", "", "group", _check_word),
        Field("question", "", "question", _check_word),
        Field("split", "", "grouping", _check_word),
        Field("groups", "", "list of groups", _check_word),
        Field("reference", "average", "reference group", _check_group),
        Field("only", "", "filter", _check_word),
        Field("plan", "", "plan", _check_plan, longest=CODE_LIMIT),
        Field("plans", "", "list of plans", _check_plans, longest=8000),
        Field("step", "", "step of a plan", _check_word),
        Field("aim", "", "aim of an example", _check_word),
        Field("budget", "", "budget", _check_number),
        Field("years", "", "number of years", _check_number),
        Field("outcome", "looked_after", "outcome", _check_word),
        Field("section", "map", "section", _check_word),
        Field(
            "tray",
            "",
            "presentation",
            _check_presentation,
            longest=presentation.CODE_LIMIT,
            everywhere=True,
            otherwise="The presentation is empty.",
        ),
        Field("mode", "", "way of showing", _check_word),
        Field("slide", "1", "slide", _check_number),
        Field("part", "1", "part of the slide", _check_number),
        Field("entry", "", "entry of the registers", _check_word),
        Field("look", "", "way to look at the map", _check_word),
        Field("first", "", "first measure", _check_indicator),
        Field("measures", "", "list of measures", _check_measures),
        Field("least", "", "number of domains", _check_number),
    )
}


def notice(message: str) -> None:
    """Keep a plain message to show at the top of the page."""
    kept = st.session_state.setdefault(_NOTICES, [])
    if message not in kept:
        kept.append(message)


def take_notices() -> list[str]:
    """The messages kept so far; they are shown once."""
    kept: list[str] = st.session_state.pop(_NOTICES, [])
    return kept


def begin() -> None:
    """Take over the address, set defaults, and keep choices alive between pages."""
    written: dict[str, str] = st.session_state.setdefault(_WRITTEN, {})
    address = st.query_params.to_dict()
    from_link = st.session_state[_FROM_LINK] = set()
    went_back = _went_back()
    for name, field in FIELDS.items():
        wanted = address.get(name)
        if wanted is not None and _overtaken(name, wanted):
            wanted = None
            address[name] = written.get(name, "")
        if wanted is not None and wanted != written.get(name):
            st.session_state[name] = _checked(field, wanted)
            from_link.add(name)
        elif name not in st.session_state or (wanted is None and name in went_back):
            st.session_state[name] = field.default
        else:
            # A widget that is not on this page would lose its value: writing it keeps it.
            st.session_state[name] = st.session_state[name]
    written.clear()
    written.update({name: text for name, text in address.items() if name in FIELDS})


def _went_back() -> set[str]:
    """Fields that a page left out of an address gone back to: there they have their default."""
    context = get_script_run_ctx()
    if context is None or not context.is_history_navigation:
        return set()
    known: dict[str, set[str]] = st.session_state.get(_OF_PAGE, {})
    return known.get(_page(), set())


def _overtaken(name: str, wanted: str) -> bool:
    """Whether the browser sent a value that this session has replaced in the meantime.

    A press of a button can leave the browser before the address that the change before it made
    has arrived there. Its request then carries an earlier address, which must not undo that
    change. Going back in the browser's history and following a link to another page also bring
    earlier values, and are meant.
    """
    context = get_script_run_ctx()
    meant = context is not None and context.is_history_navigation
    if meant or _page() != st.session_state.get(_ON_PAGE):
        return False
    return (
        name in st.session_state
        and wanted != st.session_state[_WRITTEN].get(name)
        and wanted in st.session_state.get(_EARLIER, {}).get(name, ())
    )


def _page() -> str:
    context = get_script_run_ctx()
    return context.page_script_hash if context is not None else ""


def _remember(written: dict[str, str]) -> None:
    """Keep the values that the session now writes, to know them when they come back late."""
    earlier: dict[str, list[str]] = st.session_state.setdefault(_EARLIER, {})
    for name, text in written.items():
        known = earlier.setdefault(name, [])
        if text in known:
            known.remove(text)
        known.append(text)
        del known[:-_KNOWN_EARLIER]


def _checked(field: Field, wanted: str) -> str:
    try:
        if len(wanted) > field.longest:
            raise ValueError("it is far too long")
        field.check(wanted)
    except (LookupError, ValueError) as error:
        reason = str(error.args[0] if error.args else error).strip().rstrip(".")
        if len(wanted) > 40:
            reason = reason.replace(wanted, shortened(wanted))
        reason = shortened(reason, 160)
        notice(f"The link's {field.label} could not be used ({reason}). {field.otherwise}")
        return field.default
    return wanted


def get(name: str) -> str:
    """The chosen value of a field ("" when nothing is chosen)."""
    return st.session_state.get(name) or FIELDS[name].default


def put(name: str, value: str) -> None:
    """Set a field before its widget is made (or from a callback). Unknown names raise KeyError."""
    FIELDS[name]
    st.session_state[name] = value


def among(name: str, options: list[str], usual: str) -> str:
    """The field's value if it is one of ``options``; otherwise set and return ``usual``.

    Says so when the value came with a link, so that a link never changes silently.
    """
    value = get(name)
    if value in options:
        return value
    now = _dated_now(name, value)
    if now in options:
        if name in st.session_state.get(_FROM_LINK, ()):
            label = parse_period(now).label
            notice(f"The link's figures are now dated {label}, when they were counted.")
        put(name, now)
        return now
    if value and name in st.session_state.get(_FROM_LINK, ()):
        notice(
            f"The link's {FIELDS[name].label} is not there for this choice. "
            "The usual one is shown instead."
        )
    put(name, usual)
    return usual


def _dated_now(name: str, value: str) -> str:
    """The period that took the place of one an older version used, or nothing."""
    of = {"period": "indicator", "period2": "indicator2"}.get(name, "")
    if not (of and value and get(of)):
        return ""
    now = store.current_period(get(of), value)
    return now if now != value else ""


def write_address(*names: str) -> None:
    """Put these fields (those that differ from their default) into the address.

    Fields of every page need not be named.
    """
    names = (*names, *(field.name for field in FIELDS.values() if field.everywhere))
    wanted = {name: get(name) for name in names if get(name) and get(name) != FIELDS[name].default}
    others = {k: v for k, v in st.query_params.to_dict().items() if k not in FIELDS}
    if st.query_params.to_dict() != {**others, **wanted}:
        st.query_params.from_dict({**others, **wanted})
    st.session_state[_WRITTEN] = dict(wanted)
    st.session_state[_ON_PAGE] = _page()
    st.session_state.setdefault(_OF_PAGE, {}).setdefault(_page(), set()).update(names)
    _remember(wanted)


def chosen() -> dict[str, str]:
    """What is chosen now, in fields of this page and of others; defaults are left out."""
    return {name: get(name) for name, field in FIELDS.items() if get(name) != field.default}


def came_with_link(name: str) -> bool:
    """Whether the address has just brought a value of the field that was not known."""
    return name in st.session_state.get(_FROM_LINK, ())


def any_notice() -> bool:
    """Whether a message waits to be shown."""
    return bool(st.session_state.get(_NOTICES))


def take_back(before: object) -> None:
    """Fill the fields that the address left open with what a lost session held, and say so.

    Only from a callback. ``before`` comes from the browser (`chosen` of the lost session) and is
    checked like a link.
    """
    if not isinstance(before, dict):
        return
    for name, text in before.items():
        if name in FIELDS and isinstance(text, str) and get(name) == FIELDS[name].default:
            st.session_state[name] = _checked(FIELDS[name], text)
    notice(
        "The connection was lost for a while and is back. Your place, plan and presentation are "
        "as they were. Steps to undo, presentations laid aside, running searches and unsaved notes "
        "are gone."
    )
