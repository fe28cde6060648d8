"""The chart of a search for the best use of a budget. No recipe: a search is not built again."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from components.charts import layouts
from components.charts.plot import PAGE, Plot
from components.exhibits.charts import Frontier, Numbers
from components.wording import outcomes, searches
from model.frontier import Point


def chart_of(points: Sequence[Point], chosen: int, budget: float) -> Frontier:
    """The frontier of a search.

    Parameters
    ----------
    points
        The best mixes, in order of cost.
    chosen
        Position of the mix being looked at.
    budget
        Pounds a year.
    """
    figures = pd.DataFrame(
        {
            "cost": [point.cost for point in points],
            "value": [point.score for point in points],
            "words": [searches.point(point) for point in points],
        }
    )
    return Frontier(figures, chosen, (f"your budget, {outcomes.pounds(budget)}", budget))


def placed(points: Sequence[Point], chosen: int, budget: float) -> Plot:
    """The chart of `chart_of`, laid out for a page."""
    chart = chart_of(points, chosen, budget)
    (plot,) = layouts.place_chart(chart, Numbers(1, after="%"), "Weighted % less", PAGE)
    return plot
