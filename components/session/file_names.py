"""Names of downloads: no two different files of a session are called the same."""

from __future__ import annotations

from collections.abc import MutableMapping

import streamlit as st

_KEY = "file_names"
#: Names that are remembered at most; older ones are forgotten first.
_MOST = 1000


def unique(name: str, made_of: str, taken: MutableMapping[str, str] | None = None) -> str:
    """The name, or the name with a number where another file of this session has it.

    Parameters
    ----------
    name
        A file name with its ending, such as "sandwell-child-poverty-2024.csv".
    made_of
        What the file is made of: the same text for the same file, whenever it is asked for.
    taken
        Names given so far and what each is made of; None: those of this session.
    """
    known = st.session_state.setdefault(_KEY, {}) if taken is None else taken
    stem, dot, ending = name.rpartition(".")
    found, number = name, 1
    while known.get(found, made_of) != made_of:
        number += 1
        found = f"{stem}-{number}{dot}{ending}"
    known[found] = made_of
    while len(known) > _MOST:
        known.pop(next(iter(known)))
    return found
