"""Where groups live: residents by deprivation of their neighbourhood."""

from __future__ import annotations

import pandas as pd

from analysis.disproportionality import ALL_RESIDENTS, residence_shares
from data import store
from data.contract import ETHNIC_GROUPS

INDEX_TITLES = {"imd": "All deprivation (IMD 2025)", "idaci": "Child poverty (IDACI 2025)"}
CHILDREN = "Children 0 to 15, all groups"
PERIOD = "Census 2021 residents, indices of 2025"


def shares(code: str, index: str) -> pd.DataFrame:
    """Share of each group living in each national tenth, in percent.

    Returns
    -------
    DataFrame
        group (five groups, all residents, children), decile (1 = most deprived), residents,
        share. Groups count residents of all ages; only the children's row counts children.

    Raises
    ------
    StoreError
        When the tables do not hold the area.
    """
    people = store.table("ethnic_group_by_decile")
    people = people[(people["area_code"] == code) & (people["index"] == index)]
    if people.empty:
        raise store.StoreError(f"No table of residents by deprivation holds the area '{code}'.")
    children = store.table("children_by_decile")
    children = children[(children["area_code"] == code) & (children["index"] == index)]
    children = children.rename(columns={"children": "residents"}).assign(group=CHILDREN)
    columns = ["group", "decile", "residents"]
    table = residence_shares(pd.concat([people[columns], children[columns]], ignore_index=True))
    order = [*ETHNIC_GROUPS, ALL_RESIDENTS, CHILDREN]
    table["group"] = pd.Categorical(table["group"], order, ordered=True)
    table = table.sort_values(["group", "decile"], ignore_index=True)
    return table.astype({"group": str})
