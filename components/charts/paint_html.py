"""What stands on a page as text: a page of a table, a headline."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from components.charts.inks import colour
from components.charts.layouts.table import LINE, TablePage
from components.charts.plot import Plot, Text
from components.design import styles, templates
from components.design.palette import Palette

_FOLDER = Path(__file__).parent / "templates"


def style(palette: Palette, page: TablePage) -> str:
    """CSS of the tables: what HTML needs so that rows are as high as the layout has them."""
    return (
        ".placed-table{border-collapse:collapse;table-layout:fixed;max-width:100%}"
        ".placed-table th,.placed-table td{white-space:pre;vertical-align:top;text-align:left;"
        f"padding:{page.pad / 2 - 0.5}px {page.side / 2}px;line-height:{LINE};"
        f"border:0;border-bottom:1px solid {palette.line};font-weight:400}}"
        f".placed-table thead th{{font-weight:700;color:{palette.text}}}"
    )


def paint(page: TablePage, palette: Palette, *, label: str = "") -> Markup:
    """The page as an HTML table with its own style.

    ``label``: names a frame in which a table wider than the screen is moved sideways.
    """
    rows = [
        [
            {
                "tag": "td",
                "text": "\n".join(lines),
                "style": f"background:{colour(f'shade:{shade}', palette)};"
                f"color:{colour(f'on:shade:{shade}', palette)}"
                if shade >= 0
                else "",
            }
            for lines, shade in zip(row.cells, row.shades, strict=True)
        ]
        for row in page.rows
    ]
    return styles.element(style(palette, page)) + templates.render(
        _FOLDER, "table.html", page=page, rows=rows, label=label
    )


def headline(plot: Plot, palette: Palette) -> Markup:
    """A placed headline as HTML; lines break where the screen is narrower than the plot."""
    return templates.render(
        _FOLDER, "headline.html", plot=plot, marks=plot.of(Text), palette=palette, colour=colour
    )
