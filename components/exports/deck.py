"""The presentation as a PowerPoint file: one finding a slide, charts that can be edited.

Reading order is the order of the shapes: title, subtitle, chart or picture, words, source,
number. A slide that fails says what failed; the rest of the deck is not touched.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Length, Pt

from components.charts import powerpoint
from components.charts.layouts import causal
from components.charts.plot import Plot
from components.charts.powerpoint.native import LANGUAGE
from components.design import fonts
from components.design.palette import LIGHT
from components.design.product import PRODUCT
from components.exhibits.charts import AreaMap, CausalMap, Table
from components.exhibits.exhibit import Exhibit
from components.exports import deck_charts, deck_tables, deck_theme
from components.exports import image as image_exports
from components.exports.deck_theme import LEFT, ROOM
from components.exports.slides import BuiltSlide, Progress, fault_words, silent
from components.wording.findings import shorten
from data import store

_TOP = Inches(2.05)  # of chart and words
_FOOT = Inches(6.62)  # of the source line
_WORDS_WIDTH = Inches(3.55)
_GAP = Inches(0.25)
_LEAST_WORDS = Inches(1.2)  # room below a small table that is worth words
_LONGEST_ALT = 1000
_FEW_ROWS = 8  # of a causal map that leaves room for words below it


def build(
    slides: Sequence[BuiltSlide], *, title: str, place: str, progress: Progress = silent
) -> bytes:
    """The deck as the bytes of a PPTX file.

    Parameters
    ----------
    slides
        The slides, in order; one without an exhibit becomes a slide that says why.
    title, place
        Of the first slide, plain text.
    progress
        Called before each slide.
    """
    deck = deck_theme.new_presentation(title)
    _first(deck, title, place)
    for number, one in enumerate(slides):
        progress(number, len(slides), f"Slide {number + 1} of {len(slides)}")
        before = len(deck.slides)
        try:
            if one.exhibit is None:
                _failed(deck, one.fault)
            else:
                _finding(deck, one, one.exhibit)
        except Exception as error:
            _drop_after(deck, before)
            _failed(deck, fault_words(error), one.title)
    progress(len(slides), len(slides), "Done")
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _drop_after(deck: Any, count: int) -> None:
    """Take half-made slides away again."""
    listed = deck.slides._sldIdLst
    for each in list(listed)[count:]:
        deck.part.drop_rel(each.get(qn("r:id")))
        listed.remove(each)


def _text(
    slide: Any,
    box: tuple[int, int, int, int],
    paragraphs: Sequence[tuple[str, float, bool, str]],
    name: str,
    *,
    middle: bool = False,
    centre: bool = False,
) -> Any:
    """A text box of paragraphs (text, points, bold, colour), never larger than its room."""
    shape = slide.shapes.add_textbox(*box)
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    if middle:
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for number, (text, points, bold, colour) in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        if centre:
            paragraph.alignment = PP_ALIGN.CENTER
        paragraph.space_after = Pt(points * 0.4)
        _run(paragraph, text, points, bold, colour)
    return shape


def _run(paragraph: Any, text: str, points: float, bold: bool, colour: str) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(points), bold
    run.font.color.rgb = RGBColor.from_string(colour[1:].upper())
    run._r.get_or_add_rPr().set("lang", LANGUAGE)


def _fits(text: str, sizes: Sequence[float], width: Length, height: Length, *, bold: bool) -> float:
    """The largest of some sizes at which a text fits a box, measured in a wider font."""
    for points in sizes:
        lines = fonts.wrap(text, points, width.pt, bold=bold, spare=True)
        if len(lines) * points * 1.2 <= height.pt:
            return points
    return sizes[-1]


def _set_title(slide: Any, text: str) -> None:
    shape = slide.shapes.title
    size = _fits(
        text, (26, 24, 22, 20, 18, 16), Emu(shape.width - Inches(0.2)), shape.height, bold=True
    )
    shape.text_frame.text = ""
    shape.text_frame.word_wrap = True
    shape.text_frame.margin_left = 0
    _run(shape.text_frame.paragraphs[0], text, size, True, LIGHT.text)


def _first(deck: Any, title: str, place: str) -> None:
    slide = deck.slides.add_slide(deck_theme.title_layout(deck))
    heading = slide.shapes.title
    size = _fits(
        title, (40, 34, 28, 24), Emu(heading.width - Inches(0.2)), heading.height, bold=True
    )
    heading.text_frame.text = ""
    _run(heading.text_frame.paragraphs[0], title, size, True, LIGHT.primary)
    below = slide.placeholders[1]
    below.text_frame.text = ""
    lines = (place, f"{PRODUCT} for the West Midlands", f"Figures version {store.data_version()}")
    for number, line in enumerate(lines):
        paragraph = (
            below.text_frame.paragraphs[0] if number == 0 else below.text_frame.add_paragraph()
        )
        paragraph.alignment = PP_ALIGN.LEFT
        _run(paragraph, line, 20 if number == 0 else 16, False, LIGHT.muted_text)
    deck_theme.number(slide)
    slide.notes_slide.notes_text_frame.text = (
        "Published official statistics unless a slide says derived or modelled. Each slide's "
        "notes hold the definition, what its intervals are, its caveats and its sources."
    )


def _failed(deck: Any, reason: str, title: str = "This slide could not be made") -> None:
    slide = deck.slides.add_slide(deck_theme.finding_layout(deck))
    _set_title(slide, title)
    _text(
        slide,
        (LEFT, _TOP, ROOM, Inches(2)),
        [("This slide could not be made.", 20, True, LIGHT.worse), (reason, 18, False, LIGHT.text)],
        "What failed",
    )
    deck_theme.number(slide)


def _finding(deck: Any, one: BuiltSlide, exhibit: Exhibit) -> None:
    if isinstance(exhibit.chart, Table) or deck_charts.too_many(exhibit):
        _table_slides(deck, one, exhibit)
        return
    if isinstance(exhibit.chart, CausalMap):
        _wide_picture(deck, one, exhibit)
        return
    width = Emu(ROOM - _WORDS_WIDTH - _GAP)
    box = (LEFT, _TOP, width, Emu(_FOOT - _TOP - Inches(0.1)))
    plots = deck_charts.plots(exhibit, box[2], box[3])
    for number, plot in enumerate(plots, start=1):
        part = f" ({number} of {len(plots)})" if len(plots) > 1 else ""
        slide = _begin(deck, exhibit, exhibit.title + part)
        _visual(slide, exhibit, box, plot)
        _words(slide, one, (Emu(LEFT + width + _GAP), _TOP, _WORDS_WIDTH, box[3]))
        _end(slide, one, exhibit, plot.left_out)


def _wide_picture(deck: Any, one: BuiltSlide, exhibit: Exhibit) -> None:
    """A picture as wide as the slide; words below it where there is room or they are one's own."""
    assert isinstance(exhibit.chart, CausalMap)
    slide = _begin(deck, exhibit, exhibit.title)
    high = _FOOT - _TOP - Inches(0.1)
    own = bool(one.caption) or one.slide.words is not None
    below = Inches(0.7) if own or causal.rows(exhibit.chart) <= _FEW_ROWS else Inches(0)
    box = (LEFT, _TOP, ROOM, Emu(high - below))
    (plot,) = deck_charts.plots(exhibit, box[2], box[3])
    _visual(slide, exhibit, box, plot)
    if below:
        _words(
            slide,
            one,
            (LEFT, Emu(_TOP + high - below + Inches(0.08)), ROOM, Emu(below - Inches(0.08))),
        )
    _end(slide, one, exhibit)


def _begin(deck: Any, exhibit: Exhibit, title: str) -> Any:
    slide = deck.slides.add_slide(deck_theme.finding_layout(deck))
    _set_title(slide, title)
    height = Inches(0.5)
    size = _fits(exhibit.subtitle, (15, 14, 13, 12, 11), ROOM, height, bold=False)
    words = [(exhibit.subtitle, size, False, LIGHT.muted_text)]
    _text(slide, (LEFT, Inches(1.42), ROOM, height), words, "Measure, place and period")
    return slide


def _end(slide: Any, one: BuiltSlide, exhibit: Exhibit, left_out: Sequence[str] = ()) -> None:
    width = Inches(11.2)
    size = _fits(exhibit.source_line, (10, 9, 8), width, Inches(0.62), bold=False)
    _text(
        slide,
        (LEFT, _FOOT, width, Inches(0.62)),
        [(exhibit.source_line, size, False, LIGHT.muted_text)],
        "Source and licence",
    )
    deck_theme.number(slide)
    notes = [one.words, exhibit.notes, *left_out, f"Figures version {store.data_version()}."]
    if one.caption:
        notes.insert(0, one.caption)
    if len(exhibit.alt) > _LONGEST_ALT:  # what the alt text had to leave out
        notes.append(f"What the slide shows, in words. {exhibit.alt}")
    slide.notes_slide.notes_text_frame.text = "\n\n".join(part for part in notes if part)


def _visual(
    slide: Any, exhibit: Exhibit, box: tuple[Length, Length, Length, Length], plot: Plot
) -> None:
    if powerpoint.can_write(plot) and not deck_charts.crowded(exhibit):
        shape = powerpoint.write(slide.shapes, plot, box)
        shape.name = "Figure" if plot.kind == "headline" else "Chart"
        if plot.kind != "headline":  # words say themselves
            _alt(shape, exhibit)
        return
    image = image_exports.plot_png(plot, exhibit)
    shape = slide.shapes.add_picture(io.BytesIO(image), *box)
    shape.name = "Map" if isinstance(exhibit.chart, AreaMap) else "Picture of the chart"
    _alt(shape, exhibit)


def _alt(shape: Any, exhibit: Exhibit) -> None:
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", image_exports.description(exhibit, _LONGEST_ALT))


def _words(slide: Any, one: BuiltSlide, box: tuple[Length, Length, Length, Length]) -> None:
    """Caption and paragraph beside the chart; what does not fit stands in the notes."""
    paragraphs = [text for text in (one.caption, *one.words.split("\n")) if text.strip()]
    if not paragraphs:
        return
    room = box[3].pt
    sizes = (15, 14, 13, 12, 11)
    for points in sizes:
        if _height(paragraphs, points, box[2]) <= room:
            break
    else:
        points = sizes[-1]
        paragraphs = _cut(paragraphs, points, box[2], room)
    bold = [bool(one.caption) and number == 0 for number in range(len(paragraphs))]
    _text(
        slide,
        box,
        [(text, points, strong, LIGHT.text) for text, strong in zip(paragraphs, bold, strict=True)],
        "Words",
        middle=True,
    )


def _height(paragraphs: Sequence[str], points: float, width: Length) -> float:
    lines = sum(
        len(fonts.wrap(text, points, width.pt, bold=True, spare=True)) for text in paragraphs
    )
    return lines * points * 1.2 + len(paragraphs) * points * 0.4


def _cut(paragraphs: list[str], points: float, width: Length, room: float) -> list[str]:
    """Whole sentences as they fit, never without those that say we can't tell."""
    rest = "(The whole text is in the notes.)"
    first, *others = paragraphs
    text = " ".join(others)
    for longest in range(len(text), 0, -40):
        kept = [part for part in (first, shorten(text, longest)) if part]
        if _height([*kept, rest], points, width) <= room:
            return [*kept, rest]
    for longest in range(len(first), 0, -40):
        if _height([first[:longest] + " …", rest], points, width) <= room:
            return [first[:longest] + " …", rest]
    return [rest]


def _table_slides(deck: Any, one: BuiltSlide, exhibit: Exhibit) -> None:
    """A native table, on as many slides as it needs, the words on the first one's notes."""
    pages = deck_tables.pages(exhibit, Emu(_FOOT - _TOP - Inches(0.1)))
    for number, page in enumerate(pages, start=1):
        part = f" ({number} of {len(pages)})" if len(pages) > 1 else ""
        slide = _begin(deck, exhibit, exhibit.title + part)
        frame = deck_tables.add(slide, page, _TOP)
        _alt(frame, exhibit)
        low = Emu(frame.top + frame.height + Inches(0.3))
        room = Emu(_FOOT - low - Inches(0.1))
        if len(pages) == 1 and room > _LEAST_WORDS:
            _words(slide, one, (LEFT, low, ROOM, room))
        _end(slide, one, exhibit)
