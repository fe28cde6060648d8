"""Blocks on care: where children looked after are placed, as counted by the publisher."""

from __future__ import annotations

import pandas as pd

from components.exports.papers.document import Grid
from components.exports.papers.subject import Found, Subject, block
from components.exports.papers.templates import Block
from data import store

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


@block("placements")
def placements(made: Block, subject: Subject) -> Found:
    """Children looked after by kind of placement; what the publisher holds back says so."""
    table = store.table("care_placements")
    rows = table[table["area_code"] == subject.scope].set_index("placement")
    if rows.empty:
        return Found(
            reasons=["They are held for single authorities, and this is none of those held"]
        )
    cells = [
        (
            title,
            f"{rows.loc[kind, 'children']:,.0f}"
            if pd.notna(rows.loc[kind, "children"])
            else "held back to protect people",
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
                (),
                f"Source: {source.publisher}, {source.title}. Counts, so no interval: all children "
                "looked after on the day. What is placed is not what is needed.",
            )
        ]
    )
