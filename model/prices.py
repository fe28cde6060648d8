"""Put pounds of one year into pounds of another with HM Treasury's GDP deflator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from data import store

BASE_YEAR = "2024-25"


class PriceYearError(ValueError):
    """A price year is not in the deflator; the message names it and the years there are."""


@dataclass(frozen=True)
class PriceIndex:
    """GDP deflator by price year.

    ``financial`` maps "2019-20" to an index with ``BASE_YEAR`` = 100; ``calendar`` maps "2019" to
    an index with 2024 = 100. The two are joined at 2024, taken as a quarter of 2023-24 and three
    quarters of 2024-25, because a calendar year's first quarter lies in the financial year before.
    """

    financial: Mapping[str, float]
    calendar: Mapping[str, float]

    def index(self, price_year: str) -> float:
        """Index of a price year with ``BASE_YEAR`` = 100. Raises PriceYearError."""
        if price_year in self.financial:
            return self.financial[price_year]
        if price_year in self.calendar:
            joint = 0.25 * self.financial["2023-24"] + 0.75 * self.financial["2024-25"]
            return self.calendar[price_year] / self.calendar["2024"] * joint
        known = [*self.financial, *self.calendar]
        raise PriceYearError(
            f"no deflator for price year '{price_year}': give a financial year such as 2019-20 or "
            f"a calendar year such as 2019, from {min(known)} to {max(self.financial)}"
        )

    def factor(self, from_year: str, to_year: str = BASE_YEAR) -> float:
        """Factor that turns pounds of one price year into pounds of another."""
        return self.index(to_year) / self.index(from_year)


@lru_cache(maxsize=1)
def load_price_index() -> PriceIndex:
    """The published deflator. Raises PriceYearError when its base is not ``BASE_YEAR`` = 100."""
    table = store.table("deflator")
    series = {
        basis: dict(zip(rows["label"].astype(str), rows["index"].astype(float), strict=True))
        for basis, rows in table.groupby("basis")
    }
    financial, calendar = series["financial year"], series["calendar year"]
    if financial.get(BASE_YEAR) != 100 or not all(re.fullmatch(r"\d{4}", y) for y in calendar):
        raise PriceYearError(f"the published deflator must have {BASE_YEAR} = 100")
    return PriceIndex(financial, calendar)
