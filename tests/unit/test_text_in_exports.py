"""A plan's title, captions and words are plain text in every picture, chart and file."""

from __future__ import annotations

import io
import json
import re
import zipfile

import html5lib
import pytest
from pptx import Presentation

from components.builders.registry import build
from components.charts import layouts, paint_plotly, screen
from components.design.palette import LIGHT
from components.exhibits.exhibit import Recipe
from components.exports import brief, brief_plan, deck, image, workbook
from components.figures.plan_codes import code_for
from model.plan import Plan, new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from tests.unit import exhibits as made

MONEY = "Save $5m to $6m"
#: What one or other program would run, fetch, link or draw.
NASTY = (
    "=cmd|'/c calc'!A0 <a href='http://evil.invalid'>q</a> & $\\frac{ _x0041_ http://evil.invalid"
)
#: Each is a formula that matplotlib refuses: the download came to nothing.
BROKEN = ("$5m_{ to $6", "a $\\frac{ b$", "$$", "cost_$x^$", "100% ^{$ _$")


def plan(title: str) -> Plan:
    return preset_plan("layered", new_plan(areas=[made.SANDWELL])).model_copy(
        update={"title": title}
    )


def recipes(title: str) -> list[Recipe]:
    code = code_for(plan(title))
    pair = f"{code}~{code_for(plan('B ' + title))}"
    care = {"outcome": "looked_after"}
    return [
        Recipe("plan_outcome", {"plan": code, **care}),
        Recipe("plan_why", {"plan": code, **care}),
        Recipe("plan_money", {"plan": code}),
        Recipe("compare_outcome", {"plans": pair, "place": made.SANDWELL, **care}),
        Recipe(
            "compare_plane",
            {"plans": pair, "place": made.SANDWELL, **care, "threshold": 0, "net": True},
        ),
        Recipe("compare_headlines", {"plans": pair, "place": made.SANDWELL, **care}),
    ]


def words_of(svg: bytes) -> str:
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg.decode(), re.DOTALL)
    return " ".join(texts).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_money_in_a_title_is_no_formula_in_a_picture() -> None:
    for recipe in recipes(MONEY)[:3]:
        assert MONEY in words_of(image.svg(build(recipe), caption=MONEY))


@pytest.mark.parametrize("title", BROKEN)
def test_no_title_or_caption_stops_a_picture(title: str) -> None:
    exhibit = build(recipes(title)[0])
    assert image.png(exhibit, caption=title).startswith(b"\x89PNG")
    assert title in words_of(image.svg(exhibit, caption=title))


@pytest.mark.parametrize("number", range(5))
def test_a_chart_on_the_big_screen_shows_tags_as_letters(number: int) -> None:
    exhibit = build(recipes("<b>bold</b> &amp; <a href='http://evil.invalid'>q</a>")[number])
    if exhibit.chart.kind in ("table", "headline"):
        pytest.skip("shown as text")
    plots = layouts.place(exhibit, screen.CHART)
    sent = json.dumps([json.loads(paint_plotly.paint(plot, LIGHT).to_json()) for plot in plots])
    assert set(re.findall(r"<(\w+)", sent)) <= {"br", "extra"}
    assert "\ue000" not in sent and "\ue001" not in sent
    if exhibit.chart.kind == "plane":
        assert "&lt;b&gt;bold&lt;/b&gt; &amp;amp;" in sent


def test_slides_hold_the_text_and_nothing_that_runs_or_links() -> None:
    slides = made.slides(*recipes(NASTY), caption=NASTY, words=NASTY)
    data = deck.build(slides, title=NASTY, place="Sandwell")
    shown = " ".join(
        shape.text_frame.text
        for slide in Presentation(io.BytesIO(data)).slides
        for shape in slide.shapes
        if shape.has_text_frame
    )
    assert NASTY in shown
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            if name.endswith(".rels"):
                assert b"evil.invalid" not in content, name
            if name.endswith(".xml"):
                assert b"hlinkClick" not in content or b"evil" not in content, name
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(content)) as book:
                    for part in book.namelist():
                        body = book.read(part)
                        assert b"<f>" not in body and b"<hyperlink" not in body, (name, part)


def test_the_workbook_holds_the_text_and_nothing_that_runs_or_links() -> None:
    slides = made.slides(*recipes(NASTY), caption=NASTY, words=NASTY)
    with zipfile.ZipFile(io.BytesIO(workbook.build(slides, title=NASTY))) as book:
        for part in book.namelist():
            body = book.read(part)
            assert b"<f>" not in body and b"<hyperlink" not in body, part


def test_the_brief_holds_the_text_and_asks_nobody() -> None:
    page = brief.html(brief_plan.plan_brief(encode_plan(plan(NASTY)), "looked_after"))
    read = html5lib.parse(page, namespaceHTMLElements=False)
    assert NASTY in "".join(read.find(".//h1").itertext())
    assert read.find(".//a") is None
    for element in read.iter():
        for name in ("src", "href", "data", "action"):
            assert element.get(name, "data:").startswith("data:"), element.tag


def test_nobody_reads_the_title_of_another_persons_plan() -> None:
    # Results are kept by what decides them: the second plan finds those of the first.
    secret, mine = (recipes(title) for title in ("Secret working title", "A title of my own"))
    for theirs, own in zip(secret, mine, strict=True):
        assert "Secret" in str(build(theirs))
        assert "Secret" not in str(build(own)), own.name
    page = brief.html(brief_plan.plan_brief(encode_plan(plan("Mine again")), "looked_after"))
    assert "Secret" not in page and "<h1>Mine again" in page
