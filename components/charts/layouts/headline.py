"""A headline: one large figure between its name and its interval, and what it is set against."""

from __future__ import annotations

from components.charts.plot import Axis, Plot, Room, Text
from components.design import fonts
from components.exhibits.charts import Headline, Numbers

_NAME, _FIGURE, _REST = 1.6, 7.0, 1.5  # sizes of letters, in parts of the room's own
_HIGHEST = 0.3  # of the room's height that the figure may take
_LINE = 1.35
_STEP = 0.94
_LONG_UNIT = 12  # letters: a longer unit would break the figure and stands with its name


def layout(chart: Headline, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed headline, always in one part: nothing of it is left out or cut."""
    size, said = room.size, _said(chart, numbers)
    blocks = _blocks(said, size, room)
    while room.height is not None and _high(blocks) > room.height and size > room.least:
        size = max(size * _STEP, room.least)
        blocks = _blocks(said, size, room)
    high = room.height or _high(blocks) + room.size
    marks, y = [], high / 2 + _high(blocks) / 2
    for lines, points, strong in blocks:
        marks.append(
            Text(
                0.5,
                y / high,
                "\n".join(lines),
                points,
                "primary" if strong else "text",
                bold=strong,
                across="center",
                up="top",
                x_frame=True,
                y_frame=True,
                role="value" if strong else "name",
            )
        )
        y -= len(lines) * points * _LINE
    bare = Axis(0.0, 1.0, (), (), size)
    return (
        Plot("headline", bare, bare, tuple(marks), room.width, high, (0, 0, 0, 0), size, numbers),
    )


def _said(chart: Headline, numbers: Numbers) -> list[tuple[str, float, bool]]:
    """Texts from the top, each with its part of the room's size; the figure is marked."""
    rows = chart.figures
    name, figure = str(rows["label"].iloc[0]), numbers.words(float(rows["value"].iloc[0]))
    if len(numbers.after) > _LONG_UNIT:
        name, figure = f"{name},{numbers.after}", figure.removesuffix(numbers.after)
    found = [(name, _NAME, False), (figure, _FIGURE, True)]
    words = str(rows["words"].iloc[0])
    if "(95%" in words:
        found.append((words[words.find("(") + 1 : words.rfind(")")], _REST, False))
    for _, row in rows.iloc[1:].iterrows():
        found.append((f"{row['label']}: {row['words']}", _REST, False))
    return found


def _blocks(
    said: list[tuple[str, float, bool]], size: float, room: Room
) -> list[tuple[list[str], float, bool]]:
    """Lines, size and strength of each text; the figure stands in one line."""
    found = []
    for text, part, strong in said:
        points = max(size * part, room.least)
        if strong:
            points = min(points, (room.height or points / _HIGHEST) * _HIGHEST)
            while fonts.width(text, points, bold=True, spare=room.spare) > room.width * 0.95:
                points *= _STEP
        lines = [text] if strong else fonts.wrap(text, points, room.width * 0.95, spare=room.spare)
        found.append((lines, points, strong))
    return found


def _high(blocks: list[tuple[list[str], float, bool]]) -> float:
    return sum(len(lines) * points * _LINE for lines, points, _ in blocks)
