"""The target of a measure and the path to it: where the place stands, what is asked, by when.

A target is never made up here. A council writes it into its template (``target``, ``year`` and
``source``); without one the steps stay blank and the block says that no target is held.
"""

from __future__ import annotations

import pandas as pd

from components.builders import places
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports.papers.document import Grid, Paragraph
from components.exports.papers.subject import Found, Subject, block
from components.exports.papers.templates import Block
from components.wording import numbers, periods
from data import store
from data.contract import parse_period
from data.metadata import Indicator

_BLANK = "to be written"
_NO_FORECAST = (
    "Steps of equal size from the newest figure to the target; they are no forecast, and a year "
    "below its step is not by itself more than chance."
)


@block("target")
def target(made: Block, subject: Subject) -> Found:
    """Where the measure stands, what one point is in children, and the years to the target.

    ``indicators`` names the measure; ``year`` the year in which the target is to be reached;
    ``target`` and ``source`` what is asked and who asks it.
    """
    (indicator,) = made.indicators
    entry = store.indicator(indicator)
    try:
        period = places.newest_period(indicator, subject.scope)
        recipe = Recipe(
            "headline", {"indicator": indicator, "area": subject.scope, "period": period}
        )
        subject.build(recipe)
    except RecipeError as error:
        return Found(reasons=[str(error)])
    row = store.observations(
        indicator, area_codes=subject.scope, period=period, group_type="all"
    ).iloc[0]
    value, base = float(row["value"]), float(row["denominator"])
    stands = (
        f"Where {subject.place} stands: {numbers.figure_words(row, entry)} in "
        f"{periods.aged(period)}."
    )
    if base == base and entry.value_type == "proportion":
        stands += f" It is a share of {base:,.0f} children, so one point is {base / 100:,.0f}."
    found = Found([Paragraph(stands, (recipe,))])
    if made.target is not None:
        found.items.append(Paragraph(_asked(made, value, base, entry)))
    else:
        found.items.append(Paragraph(subject.words(made.text)))
    found.items.append(
        Grid(
            f"{entry.title}: the path to {made.year}, {subject.place}",
            _steps(made, entry, value, base, period),
            (recipe,),
            _NO_FORECAST if made.target is not None else _EMPTY,
        )
    )
    return found


_EMPTY = (
    "Steps are left for the council to write. A line drawn on through past years would be no "
    "forecast and no target, so none is drawn."
)


def _asked(made: Block, value: float, base: float, entry: Indicator) -> str:
    assert made.target is not None
    gap = made.target - value
    better = gap <= 0 if entry.polarity == "high_is_good" else gap >= 0
    asked = f"The target is {numbers.with_unit(made.target, entry)} in {made.year}"
    asked += f" ({made.source}). " if made.source else ". "
    if better:
        return f"{asked}The newest figure is there already."
    away = f"{abs(gap):.{entry.decimals}f}"
    children = f", or {abs(gap) / 100 * base:,.0f} children of as many" if base == base else ""
    return f"{asked}The newest figure is {away} points away{children}."


def _steps(made: Block, entry: Indicator, value: float, base: float, period: str) -> pd.DataFrame:
    """A row for each year from the newest figure to the target."""
    first = parse_period(period)
    last = max(made.year, first.end.year)
    count = last - first.end.year
    rows = []
    for number in range(count + 1):
        label = _year(first.end.year + number, entry)
        if number == 0:
            rows.append((label, numbers.with_unit(value, entry), _children(value, base)))
        elif made.target is None:
            rows.append((label, _BLANK, _BLANK))
        else:
            step = value + (made.target - value) * number / count
            rows.append((label, numbers.with_unit(step, entry), _children(step, base)))
    return pd.DataFrame(rows, columns=["Year", entry.short_title, "Children, of as many as now"])


def _year(end: int, entry: Indicator) -> str:
    return f"{end - 1}/{end % 100:02d}" if entry.period_type == "school year" else str(end)


def _children(value: float, base: float) -> str:
    return f"{value / 100 * base:,.0f}" if base == base else "not published"
