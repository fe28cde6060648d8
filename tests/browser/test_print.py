"""Every page prints whole on A4, upright and lying: no group, tenth, row, region or plan is cut."""

from __future__ import annotations

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page
from pypdfium2 import raw

from tests.browser.conftest import Visit
from tests.browser.every_page import STATES

#: Words of charts and tables as they stand on the screen: what paper must have too.
_WORDS = """() => {
  const found = [];
  for (const each of document.querySelectorAll(
    ".js-plotly-plot .main-svg text, .placed-table :is(th, td), .stTable :is(th, td), " +
    ".ap-table :is(th, .ap-c-own)")) {
    if (each.closest(".modebar, .ap-c-more")) continue;
    const lines = [...each.querySelectorAll("tspan.line")];
    for (const part of lines.length ? lines : [each]) {
      const text = part.textContent.replace(/\\s+/g, "");
      if (text && each.getClientRects().length) found.push(text);
    }
  }
  return found;
}"""
A4 = {"portrait": (595, 842), "landscape": (842, 595)}


def _printed(page: Page, *, landscape: bool) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(page.pdf(format="A4", landscape=landscape, print_background=True))


def _bare(text: str) -> str:
    """Letters and digits only: paper breaks lines, and drops hyphens, where it will."""
    return "".join(each for each in text if each.isalnum())


def _inside(document: pypdfium2.PdfDocument) -> str:
    """All words that lie within the sheets."""
    return "".join(
        _bare(sheet.get_textpage().get_text_bounded(errors="ignore")) for sheet in document
    )


@pytest.mark.parametrize("name", STATES)
def test_a_page_prints_whole(visit: Visit, name: str) -> None:
    page = visit.open(STATES[name])
    if name == "all_indicators":  # on paper its table and nothing else
        page.locator(".js-plotly-plot").evaluate_all("all => all.forEach(each => each.remove())")
    words = {_bare(each) for each in page.evaluate(_WORDS)}
    maps = page.locator("canvas.maplibregl-canvas").count()
    for way, size in A4.items():
        document = _printed(page, landscape=way == "landscape")
        if name != "all_indicators":  # which asks for upright sheets
            assert [round(each) for each in document[0].get_size()] == pytest.approx(size, abs=1)
        text = _inside(document)
        missing = sorted(each for each in words if each not in text)
        assert not missing, (way, missing[:10])
        pictures = 0
        for sheet in document:
            wide, _ = sheet.get_size()
            for each in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
                left, _, right, _ = each.get_bounds()
                assert left >= -1 and right <= wide + 1, (way, left, right, wide)
                pictures += 1
        assert pictures >= maps, way


@pytest.mark.parametrize("name", ["evidence_registers", "data", "map_pile_up"])
def test_a_long_table_prints_all_its_rows(visit: Visit, name: str) -> None:
    page = visit.open(STATES[name])
    if name == "map_pile_up":
        page.get_by_role("radio", name="Table").click(force=True)
        visit.settled()
    if name == "evidence_registers":
        page.get_by_role("radio", name="Every source").click(force=True)
        visit.settled()
    first = page.locator("table.paper-only").first
    rows = first.evaluate("table => [...table.rows].map(row => row.cells[0].textContent)")
    text = _inside(_printed(page, landscape=False))
    assert len(rows) > 15
    assert not [each for each in rows if _bare(each) not in text]


@pytest.mark.parametrize("name", ["at_a_glance", "map", "who_ethnicity", "plan", "all_indicators"])
def test_the_dark_theme_prints_light(browser: Browser, app_url: str, name: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="dark")
    visit = Visit(context.new_page(), app_url)
    page = visit.open(STATES[name])
    before = page.locator("h1").first.evaluate("each => getComputedStyle(each).color")
    for sheet in _printed(page, landscape=False):
        grey = sheet.render(scale=0.5).to_pil().convert("L")
        counts = grey.histogram()
        dark = sum(counts[:128]) / sum(counts)
        assert dark < 0.25, dark
        assert grey.getpixel((grey.width // 2, 3)) > 235
    assert page.locator("h1").first.evaluate("each => getComputedStyle(each).color") == before
    context.close()
