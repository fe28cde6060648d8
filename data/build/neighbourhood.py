"""The neighbourhood family: poverty, homes and people by small area.

Historic counts of children in low income before housing costs (2014/15 to 2021/22) are left
out on purpose: they count dependent children up to 19 under an older method and must not be
joined to the series for children under 16 that starts in the year ending March 2022.
"""

from __future__ import annotations

from data.build import (
    neighbourhood_census,
    neighbourhood_iod,
    neighbourhood_people,
    neighbourhood_poverty,
)
from data.build.context import Builder

INDICATORS: dict[str, Builder] = {
    **neighbourhood_poverty.INDICATORS,
    **neighbourhood_census.INDICATORS,
    **neighbourhood_iod.INDICATORS,
}
TABLES: dict[str, Builder] = {**neighbourhood_iod.TABLES, **neighbourhood_people.TABLES}
