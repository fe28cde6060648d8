"""Parts of Word's own language that python-docx does not write: fields, bookmarks, table marks."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def simple_field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field with what it shows until Word works it out again."""
    begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    end_field(paragraph)


class Bookmarks:
    """Bookmarks of a document: each has a number of its own.

    One whose name begins with an underscore is hidden from whoever writes in Word.
    """

    def __init__(self) -> None:
        self._number = 0

    def around(self, paragraph: Any, name: str, first: int = 0) -> None:
        """Put a bookmark around what a paragraph holds from its child ``first`` on."""
        self._number += 1
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (begin, end):
            mark.set(qn("w:id"), str(self._number))
        begin.set(qn("w:name"), name)
        children = [each for each in paragraph._p if each.tag != qn("w:pPr")]
        if children[first:]:
            children[first].addprevious(begin)
        else:
            paragraph._p.append(begin)
        paragraph._p.append(end)


def link_to(paragraph: Any, bookmark: str, text: str) -> None:
    """A link to a bookmark of the same document."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    link.set(qn("w:history"), "1")
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    run.append(words)
    link.append(run)
    paragraph._p.append(link)


def table(
    rows: list[list[str]], widths: list[int], *, styles: tuple[str, str, str], title: str, alt: str
) -> Any:
    """A table as XML: its first row marked as the heading that each page repeats.

    Parameters
    ----------
    rows
        Texts, the heading first; all of one length.
    widths
        Of the columns, in twentieths of a point.
    styles
        Ids of the styles of the table, of its heading and of its cells.
    title, alt
        What a screen reader says of it.
    """
    made = OxmlElement("w:tbl")
    about = OxmlElement("w:tblPr")
    for tag, values in (
        ("w:tblStyle", {"val": styles[0]}),
        ("w:tblW", {"w": str(sum(widths)), "type": "dxa"}),
        ("w:tblLayout", {"type": "fixed"}),
        ("w:tblLook", {"val": "0420", "firstRow": "1", "firstColumn": "0", "noHBand": "0"}),
        ("w:tblCaption", {"val": title}),
        ("w:tblDescription", {"val": alt}),
    ):
        _child(about, tag, **values)
    made.append(about)
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        _child(grid, "w:gridCol", w=str(width))
    made.append(grid)
    for number, texts in enumerate(rows):
        row = OxmlElement("w:tr")
        properties = OxmlElement("w:trPr")
        _child(properties, "w:cantSplit")
        if number == 0:
            _child(properties, "w:tblHeader")
        row.append(properties)
        for text, width in zip(texts, widths, strict=True):
            row.append(_cell(text, width, styles[1] if number == 0 else styles[2]))
        made.append(row)
    return made


def _child(parent: Any, tag: str, **values: str) -> Any:
    child = OxmlElement(tag)
    for name, value in values.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child


def _cell(text: str, width: int, style: str) -> Any:
    cell = OxmlElement("w:tc")
    _child(_child(cell, "w:tcPr"), "w:tcW", w=str(width), type="dxa")
    paragraph = _child(cell, "w:p")
    _child(_child(paragraph, "w:pPr"), "w:pStyle", val=style)
    run = _child(paragraph, "w:r")
    words = _child(run, "w:t")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    return cell


def begin_field(paragraph: Any, instruction: str) -> None:
    """Begin a field that goes on over paragraphs; `end_field` ends it."""
    for kind in ("begin", "", "separate"):
        run = paragraph.add_run()
        run._r.append(_mark(kind, instruction))


def end_field(paragraph: Any) -> None:
    """End a field begun in a paragraph before."""
    paragraph.add_run()._r.append(_mark("end", ""))


def _mark(kind: str, instruction: str) -> Any:
    if kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        return mark
    mark = OxmlElement("w:instrText")
    mark.set(qn("xml:space"), "preserve")
    mark.text = f" {instruction} "
    return mark
