"""Blocks on care: where children looked after are placed, as counted by the publisher."""

from __future__ import annotations

import pandas as pd

from components.exhibits.charts import Numbers
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports.papers.document import Grid
from components.exports.papers.subject import Found, Subject, block
from components.exports.papers.templates import Block
from components.exports.papers.told import Told, teller
from data import store

_HELD = "held back to protect people"
_KINDS = {
    "foster": "Foster care",
    "homes": "Children's homes",
    "supported": "Supported accommodation",
    "parents": "With parents",
    "adoption": "Placed for adoption",
    "other_residential": "Other residential settings",
    "schools": "Residential schools",
    "other": "Other placements",
    "all": "All children looked after",
}


def _rows(scope: str) -> pd.DataFrame:
    table = store.table("care_placements")
    return table[table["area_code"] == scope].set_index("placement")


@teller("placements")
def placements_told(area: str) -> Told:
    """Children looked after by kind of placement, as the publisher counts them now."""
    rows = _rows(area)
    if rows.empty:
        raise RecipeError(f"Placements by kind of {store.area(area).name}: no figures")
    held = {_KINDS[kind]: rows.loc[kind, "children"] for kind in _KINDS if kind in rows.index}
    figures = {title: float(count) for title, count in held.items() if pd.notna(count)}
    texts = {title: _HELD for title, count in held.items() if pd.isna(count)}
    texts["Day of the count"] = str(rows["date"].iloc[0])
    title = f"Children looked after by kind of placement, {store.area(area).name}"
    return Told(title, figures, Numbers(0).words, texts)


@block("placements")
def placements(made: Block, subject: Subject) -> Found:
    """Children looked after by kind of placement; what the publisher holds back says so."""
    rows = _rows(subject.scope)
    if rows.empty:
        return Found(
            reasons=["They are held for single authorities, and this is none of those held"]
        )
    cells = [
        (
            title,
            f"{rows.loc[kind, 'children']:,.0f}" if pd.notna(rows.loc[kind, "children"]) else _HELD,
        )
        for kind, title in _KINDS.items()
        if kind in rows.index
    ]
    day = pd.Timestamp(str(rows["date"].iloc[0]))
    source = store.sources()[str(rows["source_id"].iloc[0])]
    return Found(
        [
            Grid(
                f"Children looked after by kind of placement, {subject.place}, "
                f"{day.day} {day:%B %Y}",
                pd.DataFrame(cells, columns=["Placement", "Children"]),
                (subject.tell(Recipe("placements", {"area": subject.scope})),),
                f"Source: {source.publisher}, {source.title}. Counts, so no interval: all children "
                "looked after on the day. What is placed is not what is needed.",
            )
        ]
    )
