"""The recipe of where groups live: each cut into tenths of deprivation, beside an even spread."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.disproportionality import ALL_RESIDENTS
from components.builders.ratios import CARE
from components.builders.registry import recipe
from components.exhibits.charts import Shares
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import residence as residence_figures
from components.wording import names as names_words
from components.wording import sources as words
from data import store
from data.contract import ETHNIC_GROUPS

_CENSUS = ("ethnic5_by_iod2025_decile", "children0_15_by_iod2025_decile")
_ENDS = {1: "1 most deprived", 10: "10 least"}
_TENTHS = range(1, 11)
EVEN = "Even spread over England"


def census_words(*names: str) -> dict[str, Any]:
    """Source, publisher, publications and licence of tables of the Census, for an exhibit."""
    known = [store.sources()[name] for name in names]
    return {
        "source": "; ".join(dict.fromkeys(f"{each.publisher}, {each.title}" for each in known)),
        "publisher": known[0].publisher.split(";")[0]
        + (" and others" if ";" in known[0].publisher else ""),
        "publications": "; ".join(
            dict.fromkeys(f"{each.publisher}, {each.title} ({each.licence.name})" for each in known)
        ),
        "licence": words.licence(),
    }


def _shares(table: pd.DataFrame) -> Shares:
    """Tenths of each group, the most deprived first, and last what an even spread would be."""
    even = pd.DataFrame({"group": EVEN, "decile": list(_TENTHS), "share": 10.0})
    order = [*ETHNIC_GROUPS, ALL_RESIDENTS, residence_figures.CHILDREN, EVEN]
    rows = pd.concat([table, even], ignore_index=True)
    rows = rows.sort_values(
        ["group", "decile"],
        key=lambda each: each.map(order.index) if each.name == "group" else each,
        ignore_index=True,
    )
    parts = tuple(_ENDS.get(each, str(each)) for each in _TENTHS)
    said = [
        f"{row['group']}\ntenth {row['decile']}: {row['share']:.1f}%"
        + ("" if pd.isna(row["residents"]) else f" ({row['residents']:,.0f} people)")
        for row in rows.to_dict("records")
    ]
    return Shares(
        pd.DataFrame(
            {
                "label": rows["group"],
                "part": [parts[each - 1] for each in rows["decile"]],
                "decile": rows["decile"],
                "value": rows["share"],
                "residents": rows["residents"],
                "words": said,
            }
        ),
        parts,
    )


@recipe("residence")
def residence(area: str, index: str) -> Exhibit:
    """Where residents of each ethnic group, and children, live by tenth of deprivation."""
    if index not in residence_figures.INDEX_TITLES:
        raise RecipeError("deprivation is measured by imd or idaci")
    table = residence_figures.shares(area, index)
    worst = table[table["decile"] == 1].set_index("group")["share"]
    two = table[table["decile"] <= 2].groupby("group", sort=False)["share"].sum()
    told = [f"{name} {worst[name]:.1f}%" for name in ETHNIC_GROUPS if worst[name] == worst[name]]
    title = (
        f"Residents of {names_words.place_name(area)} in England's most deprived tenth: "
        f"{', '.join(told)} (an even share is 10%)"
    )
    return Exhibit(
        title=title,
        measure="Residents by deprivation of their neighbourhood, % of each group: "
        f"{residence_figures.INDEX_TITLES[index]}",
        unit="% of the group's residents",
        place=names_words.heading_name(area),
        period=residence_figures.PERIOD,
        alt="Stacked bars, one for each group, cut into ten national tenths. Most deprived tenth: "
        f"{'; '.join(f'{name} {share:.1f}%' for name, share in worst.items())}. Most deprived two "
        f"tenths: {'; '.join(f'{name} {share:.1f}%' for name, share in two.items())}. An even "
        "spread over England would be 10% in each tenth.",
        draft=f"{title}. A full count, so there is no interval. It says where people live, not "
        "why: where people live is shaped by what they can pay and by how they are treated.",
        definition="Residents of the area at the Census of 2021 by the national tenth of "
        "deprivation (2025) of their neighbourhood. Ethnic groups count residents of all ages; "
        "only the row of children counts children.",
        interval="No interval: the Census counts everybody. Counts are adjusted slightly to "
        "protect people.",
        caveat="Children of each ethnic group by neighbourhood are in no published table in hand. "
        + CARE,
        chart=_shares(table),
        recipe=Recipe("residence", {"area": area, "index": index}),
        level="derived",
        decimals=0,
        after="%",
        **census_words(*_CENSUS),
    )
