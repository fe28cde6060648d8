"""The brief: an area or a plan on two pages, as a tagged PDF and as one HTML file.

Both come from one template. The HTML holds its font and pictures, so it works from a file with
no internet; all text goes through the template's escaping. The PDF is PDF/UA with title,
language and alt text, made by WeasyPrint, which needs the Pango library of the system: where
that is missing, `pdf` says so and the HTML is still there.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from components.design import templates
from components.design.product import PRODUCT
from components.exhibits.charts import Headline
from components.exhibits.charts import Table as TableChart
from components.exhibits.exhibit import Exhibit
from components.exports import image as image_exports
from components.figures.caches import kept
from data import store

_FOLDER = Path(__file__).parent / "brief_template"
_FONT = Path(__file__).resolve().parents[2] / "static/fonts/atkinson-hyperlegible-next.woff2"
NO_PRINT_LIBRARY = (
    "The PDF cannot be made: this machine has no Pango library (on Debian and Ubuntu: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0). "
    "The HTML brief holds the same and can be printed from a browser."
)

PAGES = 2
#: Sizes of the running text in points; the first that fits on the pages is taken.
_SIZES = (9.0, 8.4, 7.9, 7.4)


class PrintUnavailable(RuntimeError):
    """The machine lacks a library that PDF needs; the message says which."""


@dataclass(frozen=True)
class Table:
    """A small table of texts; the first cell of a row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Part:
    """One finding with its picture."""

    title: str
    subtitle: str
    words: str = ""
    image: str = ""  # a data address
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Section:
    """One question of the brief."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    parts: tuple[Part, ...] = ()
    layout: str = "one"  # "one" or "two" (parts side by side)


@dataclass(frozen=True)
class Brief:
    """Everything a brief says, as plain text."""

    title: str
    summary: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    licence: str = (
        "Contains public sector information licensed under the Open Government Licence v3.0"
    )


def part(
    exhibit: Exhibit,
    *,
    words: str | None = None,
    caption: str = "",
    width: int = 1000,
    height: int = 400,
    size: float = 13,
) -> Part:
    """An exhibit as a part of a brief: finding, picture and words.

    ``width`` and ``height`` of its picture in pixels at 1x, ``size`` of its text in points.
    Tables have no picture: give them as a `Table`.
    """
    image = ""
    if not isinstance(exhibit.chart, TableChart | Headline):
        data = image_exports.png(
            exhibit, width=width, height=height, framed=False, size=size, grow=True, scale=2
        )
        image = "data:image/png;base64," + base64.b64encode(data).decode("ascii")
    return Part(
        title=exhibit.title,
        subtitle=exhibit.subtitle,
        words=exhibit.draft if words is None else words,
        image=image,
        alt=image_exports.description(exhibit),
        caption=caption,
    )


def _with_its_sum(value: object) -> object:
    """A minus before pounds is joined to them: a line may end between the two otherwise."""
    return value.replace("−£", "−\u2060£") if isinstance(value, str) else value


@kept
def _font() -> str:
    return base64.b64encode(_FONT.read_bytes()).decode("ascii")


def html(brief: Brief, points: float = 9.0) -> str:
    """The brief as one HTML file that needs nothing else; ``points``: its text size on paper."""
    style = (_FOLDER / "brief.css").read_text(encoding="utf-8")
    style += f"@media print {{ html {{ font-size: {points:g}pt; }} }}"
    made = templates.render(
        _FOLDER,
        "brief.html",
        _with_its_sum,
        brief=brief,
        product=PRODUCT,
        version=store.data_version(),
        font=_font(),
        style=Markup(style),
    )
    return str(made)


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:  # what it raises when Pango cannot be loaded
        raise PrintUnavailable(NO_PRINT_LIBRARY) from error
    return weasyprint


def can_print() -> bool:
    """Whether this machine can make PDFs."""
    try:
        _weasyprint()
    except PrintUnavailable:
        return False
    return True


def pdf(brief: Brief) -> bytes:
    """The brief as a tagged PDF (PDF/UA-1).

    Raises PrintUnavailable, in plain words, where the system's Pango library is missing, and
    ValueError for a picture that is not in the brief itself.
    """
    weasyprint = _weasyprint()
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    # The brief reads what it carries itself, and nothing from disk or network.
    fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    try:
        for points in _SIZES:
            document = weasyprint.HTML(string=html(brief, points), url_fetcher=fetcher)
            drawn = document.render(pdf_variant="pdf/ua-1")
            if len(drawn.pages) <= PAGES:
                break
    except FatalURLFetchingError as error:  # no Exception to WeasyPrint: it would pass all nets
        raise ValueError("a brief reads nothing from outside itself") from error
    made: bytes = drawn.write_pdf(pdf_variant="pdf/ua-1")
    return made


def sources_of(exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
    """Every publication behind some exhibits, once each."""
    found: dict[str, None] = {}
    for exhibit in exhibits:
        found |= dict.fromkeys(exhibit.publications.split("; "))
    # The licence that nearly all share stands once, below the list.
    return tuple(name.removesuffix(" (Open Government Licence v3.0)") for name in found)
