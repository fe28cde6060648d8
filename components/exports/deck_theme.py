"""The deck's theme: 16:9, the product's palette and font, a title and a number on each slide."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from components.charts.powerpoint.native import LANGUAGE
from components.design.fonts import DECK_FONT
from components.design.palette import GROUP_COLOURS_LIGHT, LIGHT
from components.design.product import PRODUCT

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, ROOM = Inches(0.6), Inches(12.13)
_TITLE_SLIDE, _TITLE_ONLY = 0, 5
_KEPT = {_TITLE_SLIDE, _TITLE_ONLY}
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def new_presentation(title: str) -> Any:
    """An empty presentation in the product's theme, its properties free of any person's name."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _colours_and_fonts(deck)
    _layouts(deck)
    _properties(deck, title)
    return deck


def title_layout(deck: Any) -> Any:
    """The layout of the first slide."""
    return deck.slide_layouts[0]


def finding_layout(deck: Any) -> Any:
    """The layout of a slide with a finding."""
    return deck.slide_layouts[1]


def _properties(deck: Any, title: str) -> None:
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = title, PRODUCT, PRODUCT
    about.subject = "Published official statistics of the West Midlands"
    about.language, about.revision = LANGUAGE, 1
    about.keywords, about.comments, about.category = "", "", ""
    about.created = about.modified = dt.datetime.now(dt.UTC).replace(
        tzinfo=None, hour=0, minute=0, second=0, microsecond=0
    )
    package = deck.part.package
    for name, relation in list(package._rels.items()):
        if relation.reltype == RT.THUMBNAIL:  # of the library's own empty deck
            package._rels.pop(name)


def _colours_and_fonts(deck: Any) -> None:
    master = deck.slide_masters[0]
    part = next(each.target_part for each in master.part.rels.values() if each.reltype == RT.THEME)
    theme = etree.fromstring(part.blob)
    theme.set("name", PRODUCT)
    scheme = theme.find(f".//{{{_DRAWING}}}clrScheme")
    scheme.set("name", PRODUCT)
    wanted = {
        "dk1": LIGHT.text,
        "lt1": LIGHT.background,
        "dk2": LIGHT.muted_text,
        "lt2": LIGHT.surface,
        "accent1": LIGHT.primary,
        **{f"accent{n}": GROUP_COLOURS_LIGHT[n - 2] for n in range(2, 7)},
        "hlink": LIGHT.primary,
        "folHlink": LIGHT.muted_text,
    }
    for name, colour in wanted.items():
        slot = scheme.find(f"{{{_DRAWING}}}{name}")
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{{{_DRAWING}}}srgbClr", val=colour[1:])
    fonts = theme.find(f".//{{{_DRAWING}}}fontScheme")
    fonts.set("name", PRODUCT)
    for each in fonts.iter(f"{{{_DRAWING}}}latin"):
        each.set("typeface", DECK_FONT)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _layouts(deck: Any) -> None:
    layouts = deck.slide_layouts
    unwanted = [each for number, each in enumerate(layouts) if number not in _KEPT]
    for each in unwanted:
        layouts.remove(each)
    layouts[0].name, layouts[1].name = "First slide", "Finding"
    for owner in (deck.slide_masters[0], *layouts):
        for shape in list(owner.placeholders):
            kind = shape.element.ph.get("type", "body")
            if kind in ("dt", "ftr"):
                shape.element.getparent().remove(shape.element)
            elif kind == "sldNum":
                _place(shape, Inches(12.0), Inches(6.98), Inches(0.73), Inches(0.34))
            elif kind == "title":
                _place(shape, LEFT, Inches(0.32), ROOM, Inches(1.05))
                shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            elif kind == "ctrTitle":
                _place(shape, LEFT, Inches(2.1), ROOM, Inches(1.7))
                shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
            elif kind == "subTitle":
                _place(shape, LEFT, Inches(3.95), ROOM, Inches(1.6))
            else:
                _place(shape, LEFT, Inches(1.9), ROOM, Inches(4.8))
    _title_style(deck.slide_masters[0])


def _place(shape: Any, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = left, top, width, height


def _title_style(master: Any) -> None:
    """Titles left, bold, in the text colour."""
    style = master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    run = style.find(qn("a:defRPr"))
    run.set("sz", "2600")
    run.set("b", "1")
    run.set("lang", LANGUAGE)


def number(slide: Any) -> None:
    """Put the slide's number, as a field that PowerPoint keeps, into its own placeholder."""
    source = next(
        each for each in slide.slide_layout.placeholders if each.element.ph.get("type") == "sldNum"
    )
    box = slide.shapes.add_textbox(source.left, source.top, source.width, source.height)
    box.name = "Slide number"
    marker = OxmlElement("p:ph")
    marker.set("type", "sldNum")
    marker.set("sz", "quarter")
    marker.set("idx", source.element.ph.get("idx"))
    box.element.nvSpPr.find(qn("p:nvPr")).append(marker)
    paragraph = box.text_frame.paragraphs[0]
    field = OxmlElement("a:fld")
    field.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
    field.set("type", "slidenum")
    style = OxmlElement("a:rPr")
    style.set("lang", LANGUAGE)
    style.set("sz", str(Pt(12).centipoints))
    text = OxmlElement("a:t")
    text.text = "‹#›"
    field.append(style)
    field.append(text)
    paragraph._p.append(field)
    properties = paragraph._p.get_or_add_pPr()
    properties.set("algn", "r")
