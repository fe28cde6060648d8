"""The causal map: boxes in columns, arrows in the style of their grade, a letter on each."""

from __future__ import annotations

from collections.abc import Sequence

from components.charts import causal_layout, causal_map
from components.charts.causal_map import Map
from components.charts.names import LINE
from components.charts.plot import Axis, Box, Dash, Mark, Plot, Points, Room, Text
from components.charts.plot import Line as Stroke
from components.design import fonts
from components.exhibits.charts import CausalMap, Numbers

#: Style of line by grade: dash and width in ems. The letter on the arrow says the same.
STYLES: dict[str, tuple[Dash, float]] = {
    "A": ("solid", 0.3),
    "B": ("solid", 0.15),
    "C": ("dash", 0.15),
    "D": ("dashdot", 0.15),
    "J": ("dot", 0.15),
    "=": ("solid", 0.07),
}
#: A row of the longest column, in ems: in a room without a height, and less where there are many.
ROW, _ROW_OF_MANY, _MANY = 4.6, 3.8, 8
_KEY_LINES = 1.9
_SMALLEST = 5.0
_STEP = 0.25
#: Centres and widths of two and of three columns of boxes, in parts of the width.
_TWO = ((0.158, 0.813), (0.31, 0.365))
_THREE = ((0.152, 0.55, 0.883), (0.3, 0.24, 0.225))
_PAD = 8.0  # of words in a box, both sides


def rows(chart: CausalMap) -> int:
    """Boxes in the longest column."""
    return max(len(column) for column in causal_map.of_view(chart.view).columns)


def height_needed(chart: CausalMap, size: float) -> float:
    """Height at which words of a size can be read in every box."""
    count = rows(chart)
    return size * (count * (ROW if count <= _MANY else _ROW_OF_MANY) + LINE * _KEY_LINES)


def layout(
    chart: CausalMap, numbers: Numbers, unit: str, room: Room, *, chosen: str = ""
) -> tuple[Plot, ...]:
    """The placed map; its text is smaller than the room's least where it has to be.

    ``chosen``: id of the arrow to bring out.
    """
    found = causal_map.of_view(chart.view)
    high = room.height or height_needed(chart, room.size)
    xs, widths = _THREE if len(found.columns) == 3 else _TWO
    size = _fitting(found, room, high, widths)
    key = size * LINE * _KEY_LINES
    row = (high - key) / rows(chart)
    placed = causal_layout.place(
        found.columns, found.arrows, xs=xs, widths=widths, aspect=room.width / row
    )
    wide = room.width
    marks: list[Mark] = []
    for arrow in found.arrows:
        grade = causal_map.style(arrow.label)
        dash, thick = STYLES[grade]
        ink = "highlight" if arrow.id == chosen else "line" if grade == "=" else "primary"
        curve = placed.curves[arrow.id] * (wide, row)
        x, y = (tuple(each) for each in curve.T.tolist())
        thick = (thick + (0.15 if arrow.id == chosen else 0.0)) * size
        marks.append(Stroke(x, y, ink, thick, dash))
        ahead = x[-1] >= x[-4]
        head = x[-1] - (2.0 if ahead else -2.0)
        symbol = "triangle-right" if ahead else "triangle-left"
        marks.append(Points((head,), (y[-1],), (ink,), symbol, size * 0.65))
    marks += _boxes(found, placed, room, size, row, widths)
    marks += _letters(found, placed, wide, row, size, chosen)
    marks.append(_key(found, wide, high, size))
    return (
        Plot(
            "links",
            Axis(0.0, wide, (), (), size),
            Axis(high, 0.0, (), (), size),
            tuple(marks),
            wide,
            high,
            (0.0, 0.0, 0.0, 0.0),
            size,
            numbers,
            bare=True,
        ),
    )


def _fitting(found: Map, room: Room, high: float, widths: Sequence[float]) -> float:
    """The largest text, at most the room's, at which every box holds its words."""
    size = room.size
    longest = max(len(column) for column in found.columns)
    while size > _SMALLEST:
        row = (high - size * LINE * _KEY_LINES) / longest
        most = max(
            len(fonts.wrap(found.titles[box], size, wide * room.width - _PAD, spare=room.spare))
            for column, wide in zip(found.columns, widths, strict=True)
            for box in column
        )
        if most * size * LINE + 5 <= row * 0.9:
            return size
        size -= _STEP
    return _SMALLEST


def _boxes(
    found: Map,
    placed: causal_layout.Placed,
    room: Room,
    size: float,
    row: float,
    widths: Sequence[float],
) -> list[Mark]:
    marks: list[Mark] = []
    for column, share in zip(found.columns, widths, strict=True):
        wide = share * room.width
        for name in column:
            x, y = placed.boxes[name][0] * room.width, placed.boxes[name][1] * row
            lines = fonts.wrap(found.titles[name], size, wide - _PAD, spare=room.spare)
            tall = min(max(len(lines) * size * LINE + 5, size * 2.2), row * 0.94)
            marks.append(Box(x - wide / 2, x + wide / 2, y - tall / 2, y + tall / 2))
            marks.append(Text(x, y, "\n".join(lines), size, across="center", role="box"))
    return marks


def _letters(
    found: Map, placed: causal_layout.Placed, wide: float, row: float, size: float, chosen: str
) -> list[Mark]:
    """The letters on the arrows, which can be pointed at: those of one length together."""
    real = [arrow for arrow in found.arrows if arrow.id in found.members]
    small = min(size, row * 0.45)
    marks: list[Mark] = []
    for length in sorted({len(arrow.label) for arrow in real}):
        for brought_out in (False, True):
            own = [a for a in real if len(a.label) == length and (a.id == chosen) == brought_out]
            if not own:
                continue
            texts = tuple(arrow.label.replace(", ", "") for arrow in own)
            across = max(fonts.width(text, small, bold=True) for text in texts)
            marks.append(
                Points(
                    tuple(placed.letters[arrow.id][0] * wide for arrow in own),
                    tuple(placed.letters[arrow.id][1] * row for arrow in own),
                    ("background",) * len(own),
                    size=max(across + small * 0.7, small * 1.6),
                    name="grades",
                    edge="highlight" if brought_out else "text",
                    edge_width=3.0 if brought_out else 1.0,
                    words=tuple(
                        f"{found.titles[arrow.source]} → {found.titles[arrow.target]}\n"
                        f"grade {arrow.label}; click for its entry"
                        for arrow in own
                    ),
                    ids=tuple(arrow.id for arrow in own),
                    inside=texts,
                    inside_size=small,
                )
            )
    return marks


def _key(found: Map, wide: float, high: float, size: float) -> Text:
    """Below the map: what each letter rests on, in as large a text as one line can hold."""
    used = {letter for arrow in found.arrows for letter in arrow.label.split(", ")}
    text = "    ".join(
        words if letter == "=" else f"{letter} {words}"
        for letter, words in causal_map.KEY_WORDS.items()
        if letter in used
    )
    while fonts.width(text, size) > wide and size > _SMALLEST:
        size -= _STEP
    return Text(wide / 2, high - 1, text, size, "muted", across="center", up="bottom", role="key")
