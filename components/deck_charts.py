"""Native PowerPoint charts of exhibits: editable, with intervals as error bars."""

from __future__ import annotations

from typing import Any

from components import deck_plane, deck_rows, deck_series
from components.exhibit import Exhibit

_MAKERS = {
    "bars": deck_rows.bars,
    "dots": deck_rows.dots,
    "groups": deck_rows.groups,
    "lines": deck_series.lines_chart,
    "fan": deck_series.fan,
    "waterfall": deck_series.waterfall,
    "plane": deck_plane.plane,
}
#: Exhibits of these kinds become charts that can be edited in PowerPoint.
NATIVE = tuple(_MAKERS)


#: More bars than this cannot be told apart on a slide: a picture of dots is drawn instead, and
#: where even its rows are too many, the table says more.
_MOST_BARS, _MOST_ROWS = 30, 14


def crowded(exhibit: Exhibit) -> bool:
    """Whether an exhibit's native chart would be too crowded: a slide then has its picture."""
    return (
        exhibit.kind == "groups" and exhibit.shown is not None and len(exhibit.figures) > _MOST_BARS
    )


def too_many(exhibit: Exhibit) -> bool:
    """Whether a slide shows an exhibit as its table because no chart of it could be read."""
    return crowded(exhibit) and exhibit.figures["label"].nunique() > _MOST_ROWS


def add(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """Add the exhibit's chart to a slide's shapes; returns the graphic frame.

    Raises ValueError for an exhibit that has no native chart.
    """
    if exhibit.kind not in NATIVE:
        raise ValueError(f"a {exhibit.kind} has no native chart")
    return _MAKERS[exhibit.kind](shapes, exhibit, box)
