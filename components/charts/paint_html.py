"""What stands on a page as text: a page of a table, a headline."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from components.charts.inks import colour
from components.charts.layouts.table import LINE, TablePage
from components.charts.plot import Plot, Text
from components.design.palette import Palette
from components.figures.caches import kept

_FOLDER = Path(__file__).parent / "templates"


@kept
def _template(name: str) -> Template:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    return made.get_template(name)


def style(palette: Palette, page: TablePage) -> str:
    """CSS of the tables: what HTML needs so that rows are as high as the layout has them."""
    return (
        ".placed-table{border-collapse:collapse;table-layout:fixed;max-width:100%}"
        ".placed-table th,.placed-table td{white-space:pre;vertical-align:top;text-align:left;"
        f"padding:{page.pad / 2 - 0.5}px {page.side / 2}px;line-height:{LINE};"
        f"border:0;border-bottom:1px solid {palette.line};font-weight:400}}"
        f".placed-table thead th{{font-weight:700;color:{palette.text}}}"
    )


def paint(page: TablePage, palette: Palette, *, label: str = "") -> str:
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
    return f"<style>{style(palette, page)}</style>" + _template("table.html").render(
        page=page, rows=rows, label=label
    )


def headline(plot: Plot, palette: Palette) -> str:
    """A placed headline as HTML; lines break where the screen is narrower than the plot."""
    return _template("headline.html").render(
        plot=plot, marks=plot.of(Text), palette=palette, colour=colour
    )
