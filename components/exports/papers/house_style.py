"""The document that lends a paper its styles, and what a council's own must have in its place."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from components.design.palette import LIGHT
from components.exports.papers.fields import simple_field
from data.errors import PlainError

FOLDER = Path(__file__).resolve().parents[3] / "docs_templates"
HOUSE = FOLDER / "house.docx"
LANGUAGE = "en-GB"
#: Styles of paragraphs that a paper uses; one that a council's file lacks is added in ours.
STYLES = (
    "Title",
    "Subtitle",
    "Heading 1",
    "Heading 2",
    "Normal",
    "Caption",
    "Atlas Source",
    "Atlas Cell",
    "Atlas Head",
    "Atlas Blank",
    "Atlas Contents",
)
TABLE_STYLE = "Atlas Table"
_FONT = "Arial"


class StyleFileError(PlainError, ValueError):
    """A style file cannot be used; the message says why in plain words."""


def opened(path: Path | None = None) -> Any:
    """A document with the styles, header and footer of a style file and nothing in it.

    Raises StyleFileError where the file is not there or is no Word document.
    """
    path = path or HOUSE
    try:
        document = Document(str(path))
    except Exception as error:
        raise StyleFileError(f"{path.name} is not a Word document that can be read") from error
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    _complete(document)
    return document


#: On a sheet of one page: no smaller than this many points, unless the style itself is.
_SMALLEST = 9.0


def compact(document: Any) -> None:
    """Draw a document's own styles closer, for a sheet of one page: its look stays its own."""
    for section in document.sections:
        section.top_margin = min(section.top_margin, Cm(1.3))
        section.bottom_margin = min(section.bottom_margin, Cm(1.5))
        section.left_margin = min(section.left_margin, Cm(1.7))
        section.right_margin = min(section.right_margin, Cm(1.7))
        section.footer_distance = min(section.footer_distance, Cm(0.6))
    for name in STYLES:
        style = document.styles[name]
        size, space = style.font.size, style.paragraph_format
        if size is not None and size.pt > _SMALLEST:
            style.font.size = Pt(max(_SMALLEST, round(size.pt * 0.82, 1)))
        for side in ("space_before", "space_after"):
            wide = getattr(space, side)
            if wide is not None:
                setattr(space, side, Pt(round(wide.pt * 0.4, 1)))


def made() -> bytes:
    """The house style as a Word document, made anew: what stands in ``docs_templates``."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.0), Cm(2.0)
    _complete(document, anew=True)
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Atlas Source"]
    foot.add_run("Page ")
    simple_field(foot, "PAGE", "1")
    about = document.core_properties
    about.author, about.title, about.comments = "", "House style of papers", ""
    about.language = LANGUAGE
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _complete(document: Any, *, anew: bool = False) -> None:
    """Add the styles that are not there; those of a council's own file stay as they are."""
    known = {style.name for style in document.styles}
    for name in STYLES:
        if name not in known:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if anew or name not in known:
            _set(document.styles[name])
    if TABLE_STYLE not in known:
        _table_style(document.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE))
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None:
        language = defaults.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            defaults.append(language)
        for name in ("w:val", "w:eastAsia"):
            language.set(qn(name), LANGUAGE)


_LOOK: dict[str, tuple[float, bool, str, float, float]] = {
    # points, bold, colour, points before and after
    "Title": (22, True, LIGHT.primary, 0, 4),
    "Subtitle": (11.5, False, LIGHT.muted_text, 0, 10),
    "Heading 1": (15, True, LIGHT.primary, 16, 5),
    "Heading 2": (12, True, LIGHT.text, 11, 3),
    "Normal": (10.5, False, LIGHT.text, 0, 6),
    "Caption": (9.5, True, LIGHT.text, 8, 3),
    "Atlas Source": (8, False, LIGHT.muted_text, 2, 8),
    "Atlas Cell": (8.5, False, LIGHT.text, 1, 1),
    "Atlas Head": (8.5, True, LIGHT.text, 1, 1),
    "Atlas Blank": (10.5, False, LIGHT.muted_text, 2, 10),
    "Atlas Contents": (10.5, False, LIGHT.text, 0, 2),
}


def _set(style: Any) -> None:
    points, bold, colour, before, after = _LOOK[style.name]
    font = style.font
    font.name, font.size, font.bold, font.italic = _FONT, Pt(points), bold, False
    font.color.rgb = RGBColor.from_string(colour[1:].upper())
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), _FONT)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    spacing.keep_with_next = style.name in ("Heading 1", "Heading 2", "Caption")
    rule = style.element.pPr.find(qn("w:pBdr"))
    if rule is not None:  # the line under the library's own titles
        style.element.pPr.remove(rule)
    if style.name == "Atlas Blank":
        _ruled(style)


def _ruled(style: Any) -> None:
    """A line to the left of what is left to fill in: not told by colour alone."""
    border = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", "767676")):
        left.set(qn(f"w:{name}"), value)
    border.append(left)
    properties = style.element.get_or_add_pPr()
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(border)


def _table_style(style: Any) -> None:
    """Thin lines, a shaded and bold first row."""
    element = style.element
    properties = OxmlElement("w:tblPr")
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "8A8A8A")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.append(borders)
    element.append(properties)
    first = OxmlElement("w:tblStylePr")
    first.set(qn("w:type"), "firstRow")
    bold = OxmlElement("w:rPr")
    bold.append(OxmlElement("w:b"))
    cell = OxmlElement("w:tcPr")
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", LIGHT.surface[1:])):
        shade.set(qn(f"w:{name}"), value)
    cell.append(shade)
    first.append(bold)
    first.append(cell)
    element.append(first)
