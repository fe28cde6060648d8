"""The one writer of Word documents: a paper with real styles, captions, references and alt text.

Reading order is the order of the file. Headings do not skip a level; every picture has alt text
and its figures as a table in the annex, to which its source line refers; every table has a heading
row, a title and a description. Captions are numbered by fields, and the list of contents and the
references are fields too, so Word keeps them right when a section is added or taken away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path
from typing import Any

import pandas as pd
from docx.oxml.ns import qn
from docx.shared import Emu

from components.design import fonts
from components.design.product import PRODUCT
from components.exhibits.exhibit import Exhibit, Recipe
from components.exports import image as image_exports
from components.exports.papers import fields, figures_table, house_style, trace
from components.exports.papers.document import Grid, Item, Paper, Paragraph, Picture, Section
from components.exports.slides import Progress, silent
from data import store
from data.plain_text import plain

_PIXELS = 900  # width of a picture at 1x
_TEXT = 15.5  # points of its smallest text at that width, which is about 8 on paper
_CELL = 8.5  # points of the text of tables
_ALT = 1000
ANNEX = "Annex: figures behind the charts"


class _Writer:
    """A document being written."""

    def __init__(self, paper: Paper, style: Path | None) -> None:
        self.paper = paper
        self.document = house_style.opened(style)
        if paper.one_page:
            house_style.compact(self.document)
        section = self.document.sections[0]
        self.width = Emu(section.page_width - section.left_margin - section.right_margin)
        self.bookmarks = fields.Bookmarks()
        self.traced: dict[str, tuple[str, ...]] = {}
        self.counts = {"Figure": 0, "Table": 0}
        self.headings = 0
        self.annexed: list[tuple[str, Exhibit]] = []  # number of the figure, exhibit

    def paragraph(self, style: str) -> Any:
        return self.document.add_paragraph(style=style)

    def heading(self, text: str, level: int) -> Any:
        self.headings += 1
        made = self.paragraph(f"Heading {level}")
        made.add_run(_text(text))
        self.bookmarks.around(made, f"_Toc{self.headings:06d}")
        return made

    def trace(self, paragraph: Any, recipes: tuple[Recipe, ...]) -> None:
        if recipes:
            keys = tuple(each.key for each in recipes)
            number = len(self.traced) + 1
            digest = hashlib.sha256("".join(keys).encode()).hexdigest()[:12]
            name = f"_atlas_{store.data_version()}_{digest}_{number}"
            self.bookmarks.around(paragraph, name[:40])
            self.traced[name[:40]] = keys

    def caption(self, kind: str, text: str, recipes: tuple[Recipe, ...]) -> str:
        """A numbered caption; returns its number."""
        self.counts[kind] += 1
        number = str(self.counts[kind])
        made = self.paragraph("Caption")
        made.add_run(f"{kind} ")
        fields.simple_field(made, f"SEQ {kind} \\* ARABIC", number)
        self.bookmarks.around(made, f"_Ref{kind}{number}")
        made.add_run(f". {_text(text)}")
        self.trace(made, recipes)
        return number

    def refer(self, paragraph: Any, kind: str, number: str) -> None:
        fields.simple_field(paragraph, f"REF _Ref{kind}{number} \\h", f"{kind} {number}")

    def grid(self, cells: pd.DataFrame, title: str, alt: str) -> None:
        texts = cells.astype(str).map(_text)
        widths = column_widths(texts, self.width.pt)
        styles = self.document.styles
        ids = tuple(
            styles[name].style_id for name in (house_style.TABLE_STYLE, "Atlas Head", "Atlas Cell")
        )
        made = fields.table(
            [[_text(str(name)) for name in texts.columns], *texts.to_numpy().tolist()],
            [round(each * 20) for each in widths],
            styles=(ids[0], ids[1], ids[2]),
            title=title,
            alt=alt,
        )
        self.document.element.body.insert_element_before(made, "w:sectPr")

    def note(self, text: str) -> Any:
        made = self.paragraph("Atlas Source")
        made.add_run(_text(text))
        return made


def column_widths(cells: pd.DataFrame, room: float) -> list[float]:
    """Widths in points of a table's columns: room for the longest word, the rest by the text.

    Word breaks the lines itself, so a long heading over short cells takes no room from others.
    """
    side = 13.0  # of both margins of a cell
    needs, wants = [], []
    for name in cells.columns:
        texts = [str(text) for text in cells[name].head(200)]
        words = [word for text in texts for word in text.split()]
        longest = max((fonts.width(word, _CELL, spare=True) for word in set(words)), default=0.0)
        heads = (fonts.width(word, _CELL, bold=True, spare=True) for word in str(name).split())
        needs.append(max(longest, *heads, 0.0) + side)
        wide = [fonts.width(text, _CELL, spare=True) for text in texts]
        wants.append(max(max(wide, default=0.0) * 0.5 + sum(wide) / max(len(wide), 1) * 0.5, 1.0))
    spare = room - sum(needs)
    if spare <= 0:
        return [each * room / sum(needs) for each in needs]
    more = [max(want + side - need, 1.0) for want, need in zip(wants, needs, strict=True)]
    return [need + spare * each / sum(more) for need, each in zip(needs, more, strict=True)]


def _text(text: str) -> str:
    """Text without what no document in XML may hold, on one line.

    A minus stays with the pound it stands before: alone at the end of a line it would be lost.
    """
    return " ".join(plain(text).split()).replace(
        "\N{MINUS SIGN}£", "\N{MINUS SIGN}\N{WORD JOINER}£"
    )


def _front(writer: _Writer) -> None:
    paper = writer.paper
    writer.paragraph("Title").add_run(_text(paper.title))
    writer.paragraph("Subtitle").add_run(_text(paper.subtitle))
    if not paper.contents:
        return
    listed = [*(s for s in paper.sections if s.level == 1), Section(ANNEX, (Paragraph("–"),))]
    levels = [each.level for each in paper.sections] + [1]
    numbers = [place + 1 for place, level in enumerate(levels) if level == 1]
    for place, (number, section) in enumerate(zip(numbers, listed, strict=True)):
        made = writer.paragraph("Atlas Contents")
        if place == 0:
            fields.begin_field(made, 'TOC \\o "1-1" \\h \\z \\n')
        fields.link_to(made, f"_Toc{number:06d}", _text(section.heading))
        if place == len(listed) - 1:
            fields.end_field(made)


def _item(writer: _Writer, item: Item) -> None:
    if isinstance(item, Picture):
        _picture(writer, item)
    elif isinstance(item, Grid):
        caption = item.caption
        writer.caption("Table", caption, item.recipes)
        columns = ", ".join(str(name) for name in item.cells.columns)
        writer.grid(item.cells, _text(caption), f"{len(item.cells)} rows. Columns: {columns}.")
        if item.source:
            writer.note(item.source)
    else:
        styles = {
            "text": "Normal",
            "note": "Atlas Source",
            "lead": "Normal",
            "blank": "Atlas Blank",
        }
        made = writer.paragraph(styles[item.use])
        made.add_run(_text(item.text)).bold = True if item.use == "lead" else None
        writer.trace(made, item.recipes)


def _picture(writer: _Writer, item: Picture) -> None:
    exhibit = item.exhibit
    number = writer.caption("Figure", f"{exhibit.title}. {exhibit.subtitle}", (exhibit.recipe,))
    data = image_exports.png(
        exhibit, width=_PIXELS, height=item.height, framed=False, size=_TEXT, grow=True, scale=1.5
    )
    made = writer.paragraph("Normal")
    made.paragraph_format.keep_with_next = True
    shape = made.add_run().add_picture(io.BytesIO(data), width=writer.width)
    about = shape._inline.docPr
    about.set("descr", image_exports.description(exhibit, _ALT))
    about.set("name", f"Figure {number}")
    about.set("title", _text(exhibit.title))
    source = writer.note(f"{exhibit.source_line} {exhibit.interval} Figures:")
    source.add_run(" ")
    writer.annexed.append((number, exhibit))
    # Tables of the annex follow those of the text.
    place = sum(isinstance(each, Grid) for each in writer.paper.items()) + len(writer.annexed)
    writer.refer(source, "Table", str(place))
    source.add_run(".")


def _annex(writer: _Writer, progress: Progress) -> None:
    writer.heading(ANNEX, 1).paragraph_format.page_break_before = True
    if not writer.annexed:
        writer.paragraph("Normal").add_run("This paper has no charts, so none has figures here.")
    for number, exhibit in writer.annexed:
        found = figures_table.cells(exhibit)
        writer.caption("Table", f"Figures behind Figure {number}", (exhibit.recipe,))
        writer.grid(found.cells, f"Figures behind Figure {number}", exhibit.measure)
        made = writer.note(f"{found.note} See".lstrip())
        made.add_run(" ")
        writer.refer(made, "Figure", number)
        made.add_run(f". {_text(exhibit.measure)}. {_text(exhibit.caveat)}")


def build(paper: Paper, *, style: Path | None = None, progress: Progress = silent) -> bytes:
    """A paper as the bytes of a DOCX file.

    Parameters
    ----------
    style
        A Word document whose styles, header and footer are used; None for the house's own.
    progress
        Called before each section.

    Raises
    ------
    house_style.StyleFileError
        When the style file cannot be used.
    """
    writer = _Writer(paper, style)
    _properties(writer)
    _front(writer)
    for number, section in enumerate(paper.sections):
        progress(number, len(paper.sections) + 1, section.heading)
        writer.heading(section.heading, section.level)
        for item in section.items:
            _item(writer, item)
    progress(len(paper.sections), len(paper.sections) + 1, "Figures behind the charts")
    if paper.contents or writer.annexed:
        _annex(writer, progress)
    trace.write(
        writer.document,
        template=paper.template,
        scope=paper.scope,
        kept=paper.kept,
        bookmarks=writer.traced,
    )
    out = io.BytesIO()
    writer.document.save(out)
    return out.getvalue()


def _properties(writer: _Writer) -> None:
    about = writer.document.core_properties
    about.title, about.author, about.last_modified_by = _text(writer.paper.title), PRODUCT, PRODUCT
    about.subject = f"{writer.paper.subtitle[:200]}"
    about.language, about.revision = house_style.LANGUAGE, 1
    about.keywords = f"figures version {store.data_version()}"
    about.comments, about.category = "", ""
    about.created = about.modified = dt.datetime.now(dt.UTC).replace(
        tzinfo=None, hour=0, minute=0, second=0, microsecond=0
    )
    settings = writer.document.settings.element
    language = settings.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:val"), house_style.LANGUAGE)
