"""Charts of exhibits on slides: native and editable, or a picture where marks are too many."""

from __future__ import annotations

from pptx.util import Length

from components.charts import layouts, powerpoint
from components.charts.plot import Plot
from components.exhibits.charts import Groups
from components.exhibits.exhibit import Exhibit

#: More bars than this cannot be told apart on a slide: a picture of dots is drawn instead, and
#: where even its rows are too many, the table says more.
_MOST_BARS, _MOST_ROWS = 30, 14


def crowded(exhibit: Exhibit) -> bool:
    """Whether an exhibit's native chart would be too crowded: a slide then has its picture."""
    chart = exhibit.chart
    return isinstance(chart, Groups) and chart.table is not None and len(chart.figures) > _MOST_BARS


def too_many(exhibit: Exhibit) -> bool:
    """Whether a slide shows an exhibit as its table because no chart of it could be read."""
    return crowded(exhibit) and exhibit.chart.figures["label"].nunique() > _MOST_ROWS


def plots(exhibit: Exhibit, width: Length, height: Length) -> tuple[Plot, ...]:
    """The exhibit's chart for a box of a slide, in as many parts as can be read.

    Raises ValueError for a table, which has pages of its own.
    """
    return layouts.place(exhibit, powerpoint.room(width.pt, height.pt))
