"""Children in the youth justice system: cautions and sentences."""

from __future__ import annotations

import pandas as pd

from data.build import schools_common as common
from data.build.context import Builder, Context
from data.build.observations import frame
from data.disclosure import SUPPRESSED_NOTE, suppress_small_counts

BY_ETHNICITY = "children/youth_justice_wm_2022_23_by_ethnicity.csv"
_PERIOD = "2022-04-01/P1Y"


def children_cautioned_sentenced(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children cautioned or sentenced per 1,000 aged 10 to 17, by ethnic group, seven boroughs.

    The copy in hand hides counts of 1 to 4; that is kept, and checked again here against every
    sum the table allows. The copy tells small cells from cells hidden to protect them: here both
    carry the same note.
    """
    raw = context.read(BY_ETHNICITY)
    every = raw["ethnicity"] == "All"
    hidden = raw["status"].str.startswith("suppressed")
    table = frame(
        "children_cautioned_sentenced",
        area_code=raw["area_code"],
        period=_PERIOD,
        group_type=every.map({True: "all", False: "ethnicity"}),
        group=raw["ethnicity"].mask(every, "all"),
        numerator=pd.to_numeric(raw["children"]).mask(hidden),
        denominator=raw["population_10_17"],
        status=hidden.map({True: "suppressed", False: "published"}),
        note=hidden.map({True: SUPPRESSED_NOTE.format(most=4), False: "Rate from counts"}),
    )
    table = pd.concat([table, common.combined_authority(table, areas)], ignore_index=True)
    return suppress_small_counts(table, parent=common.parents(areas))


INDICATORS = {"children_cautioned_sentenced": children_cautioned_sentenced}
TABLES: dict[str, Builder] = {}
