"""A headline as words in a text box, which can be edited like any others."""

from __future__ import annotations

from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from components.charts.plot import Plot, Text
from components.charts.powerpoint import native
from components.design.fonts import DECK_FONT


def write(shapes: Any, plot: Plot, box: native.Box) -> Any:
    """Add the headline's words to a slide's shapes; returns their text box."""
    shape = shapes.add_textbox(*box)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for number, mark in enumerate(plot.of(Text)):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.CENTER
        run = paragraph.add_run()
        run.text = " ".join(mark.text.split("\n"))
        run.font.size, run.font.bold, run.font.name = Pt(mark.size), mark.bold, DECK_FONT
        run.font.color.rgb = native.ink(mark.ink)
        run._r.get_or_add_rPr().set("lang", native.LANGUAGE)
    return shape
