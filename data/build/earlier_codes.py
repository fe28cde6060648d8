"""Codes of earlier neighbourhoods and wards: what became of each. For files that people bring."""

from __future__ import annotations

import pandas as pd

from data.build.context import Context

COLUMNS = ("kind", "old_code", "old_name", "new_codes", "change")


def build(context: Context) -> pd.DataFrame:
    """One row for each code of the region that is on no map of ours.

    Returns
    -------
    DataFrame
        ``kind``: "lsoa11" (neighbourhoods of 2011) or "ward24" (wards of May 2024); ``old_code``,
        ``old_name``; ``new_codes``: today's areas it lies in, separated by blanks; ``change``:
        "merged" (whole into one new area), "split", or "redrawn" (new wards that cut across old
        ones; by best fit of neighbourhoods).
    """
    lsoas = context.read("geography/lookup_lsoa11_lsoa21.csv")
    lsoas = lsoas[~lsoas["LSOA11CD"].isin(lsoas["LSOA21CD"])]
    neighbourhoods = pd.DataFrame(
        {
            "kind": "lsoa11",
            "old_code": lsoas["LSOA11CD"],
            "old_name": lsoas["LSOA11NM"],
            "new": lsoas["LSOA21CD"],
            "change": lsoas["CHGIND"].map({"M": "merged", "S": "split"}),
        }
    )
    wards = context.read("geography/lookup_lsoa21_ward24_ward25.csv")
    gone = wards[~wards["WD24CD"].isin(wards["WD25CD"])]
    redrawn = pd.DataFrame(
        {
            "kind": "ward24",
            "old_code": gone["WD24CD"],
            "old_name": gone["WD24NM"],
            "new": gone["WD25CD"],
            "change": "redrawn",
        }
    )
    rows = pd.concat([neighbourhoods, redrawn]).sort_values(["kind", "old_code", "new"])
    keys = ["kind", "old_code", "old_name", "change"]
    table = rows.drop_duplicates().groupby(keys, as_index=False)["new"].agg(" ".join)
    return table.rename(columns={"new": "new_codes"})[list(COLUMNS)]
