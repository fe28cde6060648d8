"""The shape every published figure has: column names, allowed words, periods.

One observation is one row. The key is (area_code, indicator_id, period, group_type, group).
This module holds names only and imports nothing heavy, so that the app, the build and the
tests share one vocabulary.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from data.errors import PlainError

OBSERVATION_COLUMNS = (
    "area_code",  # ONS nine-character code
    "area_level",  # one of AREA_LEVELS: the area's own level in the areas table
    "indicator_id",  # file name of the catalogue entry
    "period",  # ISO 8601 start and duration, e.g. 2024-04-01/P1Y
    "group_type",  # one of GROUP_TYPES; "all" for the whole population
    "group",  # "all", or the group's name as listed for its type
    "value",  # in the indicator's unit; NaN when status has no value
    "lower",  # 95% limit, same unit; NaN when there is none
    "upper",
    "interval_method",  # one of INTERVAL_METHODS
    "numerator",  # count behind the value; NaN when not published
    "denominator",  # population behind the value; NaN when not published
    "status",  # one of STATUSES
    "note",  # plain words; required when there is no value
)
KEY_COLUMNS = ("area_code", "indicator_id", "period", "group_type", "group")

#: Counts that give an interval its width and nothing else: the rate as published times a population
#: that stands in for the publisher's own. Never shown, exported or added up as counts.
WIDTH_COLUMNS = (*KEY_COLUMNS, "numerator", "denominator")

STATUSES = ("published", "derived", "modelled", "suppressed", "missing", "not comparable")
STATUSES_WITHOUT_VALUE = ("suppressed", "missing")
#: The two "implied" methods rest on counts that stand in for unpublished ones. Those counts are
#: kept apart (see WIDTH_COLUMNS) and are never among the observations.
INTERVAL_METHODS = ("none", "published", "wilson", "byar", "wilson implied", "byar implied")

#: An area has exactly one level here. A metropolitan borough or unitary authority is both a
#: lower- and an upper-tier authority: its level is "utla" and the areas table marks both flags.
AREA_LEVELS = (
    "lsoa",
    "msoa",
    "ward",
    "ltla",  # shire districts only
    "utla",  # counties, unitary authorities, metropolitan and London boroughs
    "combined_authority",
    "icb",
    "police_force",
    "region",
    "country",
)

ETHNIC_GROUPS = ("Asian", "Black", "Mixed", "White", "Other")

#: group_type -> what its groups are. Ordered group types list their groups in order.
#: Crossed types name their groups "first | second" in the order of the type's name.
GROUP_TYPES: dict[str, tuple[str, ...]] = {
    "all": ("all",),
    "ethnicity": (*ETHNIC_GROUPS, "Unknown"),
    "ethnicity_detail": (),  # as the source names them (up to 19 groups)
    "imd_decile": tuple(str(i) for i in range(1, 11)),  # 1 = most deprived tenth
    "imd_quintile": tuple(str(i) for i in range(1, 6)),  # 1 = most deprived fifth
    "idaci_decile": tuple(str(i) for i in range(1, 11)),
    "sex": ("Female", "Male"),
    "age": (),
    "fsm": ("Eligible", "Not eligible"),  # free school meals
    "disadvantage": ("Disadvantaged", "Not disadvantaged"),
    "first_language": ("English", "Other than English"),
    "term_of_birth": ("Autumn", "Spring", "Summer"),
    "school_kind": ("Primary", "Secondary", "Special"),
    "sen": ("No SEN", "SEN support", "EHC plan"),
    "vulnerable_group": (),
    "person_concerned": ("Parent", "Child", "Another person"),  # of an assessment factor
    "fsm_x_sen": (),
    "ethnicity_x_imd_quintile": (),
    "ethnicity_x_deprivation_level": (),
}

_PERIOD = re.compile(r"^(\d{4})-(\d{2})-(\d{2})/P(\d+)(Y|M|D)$")


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time: first day and length. Sorts by first day."""

    start: dt.date
    length: int
    unit: str  # "Y", "M" or "D"

    @property
    def end(self) -> dt.date:
        """Last day of the period."""
        if self.unit == "D":
            return self.start + dt.timedelta(days=self.length - 1)
        months = self.length * (12 if self.unit == "Y" else 1)
        month_index = self.start.year * 12 + self.start.month - 1 + months
        after = dt.date(month_index // 12, month_index % 12 + 1, self.start.day)
        return after - dt.timedelta(days=1)

    @property
    def label(self) -> str:
        """The period in words a councillor would use."""
        if self.unit == "D" and self.length == 1:
            return f"{self.start.day} {self.start:%B %Y}"
        if self.unit == "Y" and (self.start.month, self.start.day) == (1, 1):
            last = self.start.year + self.length - 1
            return str(last) if self.length == 1 else f"{self.start.year} to {last}"
        if self.unit == "Y" and self.length == 1:
            if (self.start.month, self.start.day) == (9, 1):
                return f"school year {self.start.year}/{self.end:%y}"
            if (self.start.month, self.start.day) == (4, 1):
                return f"April {self.start.year} to March {self.end.year}"
        return f"{self.start:%B %Y} to {self.end:%B %Y}"


class PeriodError(PlainError, ValueError):
    """A text is not a period; the message says what one looks like."""


def parse_period(text: str) -> Period:
    """Read an ISO start-and-duration period such as ``2024-04-01/P1Y``.

    Raises
    ------
    PeriodError
        When the text is not a period of this shape or not a real date.
    """
    match = _PERIOD.match(text)
    if match is None:
        raise PeriodError(f"'{text}' is not a period: use start/duration, e.g. 2024-04-01/P1Y")
    year, month, day, length = (int(match.group(i)) for i in (1, 2, 3, 4))
    if length < 1:
        raise PeriodError(f"'{text}' is not a period: its length must be 1 or more")
    try:
        return Period(dt.date(year, month, day), length, match.group(5))
    except ValueError as error:
        raise PeriodError(f"'{text}' is not a period: {error}") from error


def period_matches(period: str, wanted: str) -> bool:
    """Whether an ISO period is the one a person asked for.

    ``wanted`` is the ISO period itself, a year (the year in which the period ends, so "2025"
    finds 31 March 2025, April 2024 to March 2025 and school year 2024/25), or a split year
    such as "2024/25" or "2024-25" (the period starts in the first and ends in the second).
    """
    if wanted == period:
        return True
    parsed = parse_period(period)
    if re.fullmatch(r"\d{4}", wanted):
        return parsed.end.year == int(wanted)
    split = re.fullmatch(r"(\d{4})[/-](\d{2}|\d{4})", wanted)
    if split:
        first, second = int(split.group(1)), split.group(2)
        last = int(second) if len(second) == 4 else first - first % 100 + int(second)
        if last < first:
            last += 100
        return parsed.start.year == first and parsed.end.year == last
    return False
