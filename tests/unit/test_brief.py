"""The brief: two pages, tagged, self-contained, escaped, and true to the store."""

from __future__ import annotations

import io
import itertools
import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from pypdf import PdfReader

from components.builders import starter_set
from components.builders.registry import build
from components.exhibits.exhibit import Recipe
from components.exports import brief, brief_area, image
from components.exports.brief import Brief, Part, Section, Table
from components.figures.headlines import findings_of
from components.wording import numbers
from data import store
from tests.narrowed import some
from tests.unit.exhibits import LONG_NAME, SANDWELL
from tests.unit.opened import betrayals

printed = pytest.mark.skipif(not brief.can_print(), reason="Pango is not installed: no PDF")


@pytest.fixture(scope="module")
def area() -> Brief:
    return brief_area.area_brief(SANDWELL)


@pytest.fixture(scope="module")
def page(area: Brief) -> str:
    return brief.html(area)


@pytest.fixture(scope="module")
def paper(area: Brief) -> bytes:
    if not brief.can_print():
        pytest.skip("Pango is not installed: no PDF")
    return brief.pdf(area)


def _tree(text: str) -> Element:
    found: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return found


def test_html_is_valid_and_needs_nothing_else(page: str) -> None:
    tree = _tree(page)
    assert tree.get("lang") == "en-GB" and some(some(tree.find(".//title")).text).startswith(
        "Sandwell"
    )
    for name in ("src", "href"):
        for each in tree.iterfind(f".//*[@{name}]"):
            assert some(each.get(name)).startswith("data:")
    style = some(some(tree.find(".//style")).text)
    assert "http" not in style and "@import" not in style
    assert set(re.findall(r"url\(\"?([a-z]+):", style)) == {"data"}
    assert not tree.findall(".//script") and not betrayals(page.encode())


def test_every_picture_has_its_alt_text_and_headings_do_not_skip(page: str) -> None:
    tree = _tree(page)
    pictures = tree.findall(".//img")
    assert len(pictures) == 5 and all(len(each.get("alt", "")) > 40 for each in pictures)
    levels = [int(each.tag[1]) for each in tree.iter() if re.fullmatch(r"h[1-6]", str(each.tag))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_question_is_answered_or_said_to_be_open(page: str) -> None:
    text = " ".join(_tree(page).itertext())
    for question in (
        "What?",
        "Where does it fall",
        "On whom does it fall?",
        "What does adversity cost today?",
        "What would change",
        "How sure are we?",
        "Sources and licence",
    ):
        assert question in text


def test_findings_are_those_of_the_overview_and_the_first_deck(page: str) -> None:
    found = [each for each in findings_of(SANDWELL) if not each.groups]
    rows = _tree(page).findall(".//tbody/tr")
    told = [" ".join("".join(cell.itertext()) for cell in row) for row in rows]
    assert len(told) == len(found) == 4
    for text, each in zip(told, found, strict=True):
        entry = store.indicator(each.indicator_id)
        assert entry.title in text and numbers.with_unit(each.value, entry) in text
        assert ("clearly" in text) == (each.tag == "clear")
    deck = [each.params.get("indicator") for each in starter_set.usual(SANDWELL)]
    assert [each.indicator_id for each in findings_of(SANDWELL)] == deck[:5]


@pytest.mark.parametrize("code", ["E06000019", "E06000020", store.REGION, "E07000237"])
def test_no_map_of_one_place_and_no_verdict_without_its_tag(code: str) -> None:
    made = brief_area.area_brief(code)
    text = brief.html(made)
    for each in (part for section in made.sections for part in section.parts):
        low_high = re.search(r"from (\S+) to (\S+) across", each.title)
        assert low_high is None or low_high[1] != low_high[2], each.title
    for row in _tree(text).findall(".//tbody/tr"):
        last = "".join(row.findall("td")[-1].itertext())
        assert any(word in last for word in ("clearly", "margin unknown", "can't tell"))


def test_headline_figures_are_the_stores(page: str) -> None:
    rows = _tree(page).findall(".//tbody/tr")
    cells = [["".join(cell.itertext()) for cell in row] for row in rows]
    cells = [[text.strip() for text in row if text.strip()] for row in cells]
    name, period = "infant_mortality", "2021-01-01/P3Y"
    entry = store.indicator(name)
    own = store.observations(name, area_codes=SANDWELL, group_type="all", period=period)
    england = store.observations(name, area_codes=store.ENGLAND, group_type="all", period=period)
    row = next(row for row in cells if row[0] == entry.title)
    assert row[2] == numbers.with_unit(own["value"].iloc[0], entry)
    limits = [numbers.number(own[c].iloc[0], entry.decimals) for c in ("lower", "upper")]
    assert row[3] == " to ".join(limits)
    assert row[4] == numbers.with_unit(england["value"].iloc[0], entry)
    assert row[5] == "clearly worse; unusually high among authorities"


@pytest.mark.parametrize("code", [SANDWELL, "E07000237", store.REGION])
def test_what_adversity_costs_is_the_exhibit_of_the_screen(code: str) -> None:
    seen = build(Recipe("adversity_cost", {"scope": code, "by": "domain"}))
    sections = brief_area.area_brief(code).sections
    (told,) = next(each for each in sections if each.heading.endswith("cost today?")).parts
    assert (told.title, told.subtitle) == (seen.title, seen.subtitle)
    assert told.words == seen.caveat and "not a saving" in told.words
    assert told.alt == image.description(seen)


@printed
@pytest.mark.parametrize("code", [SANDWELL, LONG_NAME, store.REGION, store.WMCA, "E07000237"])
def test_two_pages_tagged_titled_in_english(code: str, area: Brief, paper: bytes) -> None:
    made = area if code == SANDWELL else brief_area.area_brief(code)
    reader = PdfReader(io.BytesIO(paper if code == SANDWELL else brief.pdf(made)))
    assert len(reader.pages) == 2
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert some(reader.metadata).title == made.title and "/StructTreeRoot" in root
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part" in xmp.replace("pdfuaid:part=", "pdfuaid:part")


def _figures(node: Any, found: list[str]) -> None:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            _figures(each, found)
    elif isinstance(node, dict):
        if node.get("/S") == "/Figure":
            found.append(str(node.get("/Alt", "")))
        _figures(node.get("/K", []), found)


def test_pictures_of_the_pdf_have_alt_text_and_its_text_can_be_read(
    paper: bytes, area: Brief
) -> None:
    reader = PdfReader(io.BytesIO(paper))
    found: list[str] = []
    root: Any = reader.trailer["/Root"]
    _figures(root["/StructTreeRoot"]["/K"], found)
    assert len([text for text in found if len(text) > 40]) == 5
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for part in (p for section in area.sections for p in section.parts):
        assert " ".join(part.title.split()) in text
    assert not betrayals(paper)


def test_text_is_escaped_never_markup() -> None:
    nasty = "<img src=x onerror=alert(1)> & </style><script>x</script>"
    made = Brief(
        nasty,
        nasty,
        (
            Section(
                nasty,
                (nasty,),
                Table(nasty, (nasty, nasty), ((nasty, nasty),)),
                (Part(nasty, nasty, nasty, alt=nasty, caption=nasty),),
            ),
        ),
        (nasty,),
    )
    tree = _tree(brief.html(made))
    assert not tree.findall(".//script") and not tree.findall(".//img")
    assert some(tree.find(".//h1")).text == nasty


@printed
def test_a_brief_reads_nothing_from_disk_or_network() -> None:
    part = Part("p", "s", image="file:///etc/hosts", alt="x")
    with pytest.raises(ValueError, match="nothing from outside"):
        brief.pdf(Brief("t", "s", (Section("h", parts=(part,)),), ()))


def test_without_pango_it_says_so_and_html_is_still_made(
    monkeypatch: pytest.MonkeyPatch, area: Brief
) -> None:
    def missing() -> None:
        raise brief.PrintUnavailable(brief.NO_PRINT_LIBRARY)

    monkeypatch.setattr(brief, "_weasyprint", missing)
    assert brief.can_print() is False
    with pytest.raises(brief.PrintUnavailable, match="Pango"):
        brief.pdf(area)
    assert "<h1>" in brief.html(area)


def test_a_failed_picture_is_named_and_the_rest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("/home/somebody/secret")

    monkeypatch.setattr(brief_area, "part", broken)
    text = brief.html(brief_area.area_brief(SANDWELL))
    assert "could not be made" in text and "secret" not in text and "What stands out" in text
