"""Which areas have a shape, in the order of their files."""

from __future__ import annotations

import pandas as pd

from components.figures.caches import kept
from data import store

#: Levels that can be drawn, each with the authorities whose outlines and names lie on top.
OUTLINES = {"lsoa": "ltla", "msoa": "ltla", "ward": "ltla", "ltla": "ltla", "utla": "utla"}


@kept
def _drawn_areas(level: str, within: str) -> pd.DataFrame:
    table = store.areas(level, within)
    table = table[~table["retired"]].sort_index()
    names = pd.concat([store.areas("ltla", store.REGION), store.areas("utla", store.REGION)])
    names = names.loc[~names.index.duplicated(), "area_name"]
    parent = table["ltla_code"].where(table["ltla_code"].fillna("").ne(""), table["utla_code"])
    own = parent.eq(table["area_code"]).fillna(False)
    return table.assign(authority=parent.map(names).where(~own).fillna("").astype(str))


def drawn_areas(level: str, within: str = store.REGION) -> pd.DataFrame:
    """Areas of a level that have a shape, in the order of their file: by code.

    Columns of the areas table and ``authority``, the name of the authority an area lies in
    ("" for an authority itself). Do not change the frame: it is kept for the next caller.
    Raises UnknownLevel or UnknownArea as `store.areas` does.
    """
    return _drawn_areas(level, within)
