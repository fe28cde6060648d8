"""Every page in one visit: whole on A4, upright and lying; then within a window that is zoomed.

No group, tenth, row, region or plan is cut on paper. At 200% and 400% (WCAG 1.4.4, 1.4.10) nothing
goes sideways and no word is under 12 pixels. `visit` holds that no page asks another host, nor for
what the app's policy forbids.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pypdfium2 import raw

from components.design.page_names import PAGES
from tests.browser.conftest import Visit, quiet
from tests.browser.every_page import STATES, opened
from tests.browser.names import alike
from tests.browser.paper import A4, bare, inside, printed

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
#: A window of 1,280 pixels at 200% and at 400%.
WIDTHS = (640, 320)
#: Parts wider than the window that are not in a frame of their own which scrolls or hides them.
_WIDE = """() => {
  const limit = document.documentElement.clientWidth + 1;
  const framed = (each) => {
    let at = each.parentElement;
    for (; at && !at.matches('[data-testid="stMain"]'); at = at.parentElement) {
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX))
        return true;
    }
    return false;
  };
  return [...document.querySelectorAll('[data-testid="stMain"] *')]
    .filter((each) => each.getBoundingClientRect().right > limit && each.getClientRects().length
      && each.getBoundingClientRect().width > 1 && !each.closest("svg svg, [hidden], .paper-only")
      && getComputedStyle(each).visibility !== "hidden" && !framed(each))
    .map((each) => `${each.tagName}.${each.className.baseVal ?? each.className}`.slice(0, 90)
      + ` ${Math.round(each.getBoundingClientRect().right)}: ${each.textContent.slice(0, 30)}`);
}"""
#: Words smaller than a size, as they are drawn: a picture that shrinks shrinks its words.
_SMALL = """(least) => {
  const found = [];
  const look = document.createTreeWalker(
    document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
  while (look.nextNode()) {
    const each = look.currentNode.parentElement;
    if (!look.currentNode.textContent.trim() || !each.getClientRects().length) continue;
    if (each.closest(
      ".paper-only, style, .modebar, [aria-hidden='true'], [data-testid='stIconMaterial']"
    )) continue;
    if (innerWidth < 400 && each.closest(".wi svg")) continue;  // smaller: their figures are beside
    const scale = each.ownerSVGElement ? Math.abs(each.getScreenCTM()?.a ?? 1) : 1;
    const size = parseFloat(getComputedStyle(each).fontSize) * scale;
    if (size < least) found.push(`${size.toFixed(1)}: ${each.textContent.trim().slice(0, 40)}`);
  }
  return [...new Set(found)];
}"""
#: Things to press that lie over one another.
_OVER = """() => {
  const all = [...document.querySelectorAll('[data-testid="stMain"] :is(button, a[href], input)')]
    .filter((each) => each.getClientRects().length && each.getBoundingClientRect().width > 2
      && getComputedStyle(each).visibility !== "hidden"
      && getComputedStyle(each).display !== "inline"  // broken over lines: its box is not its words
      && !each.closest("details:not([open]), .js-plotly-plot, .react-aria-ComboBox"));
  const boxes = all.map((each) => each.getBoundingClientRect());
  const found = [];
  for (let i = 0; i < all.length; i++) for (let j = i + 1; j < all.length; j++) {
    const [a, b] = [boxes[i], boxes[j]];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2 && !all[i].contains(all[j]))
      found.push([all[i], all[j]].map((at) => at.textContent || at.ariaLabel).join(" / "));
  }
  return found;
}"""


def _prints_whole(page: Page, name: str) -> None:
    if name == "all_indicators":  # on paper its table and nothing else
        page.locator(".js-plotly-plot").evaluate_all("all => all.forEach(each => each.remove())")
    words = {bare(each) for each in page.evaluate(_WORDS)}
    maps = page.locator("canvas.maplibregl-canvas").count()
    for way, size in A4.items():
        document = printed(page, landscape=way == "landscape")
        if name != "all_indicators":  # which asks for upright sheets
            assert [round(each) for each in document[0].get_size()] == pytest.approx(size, abs=1)
        text = inside(document)
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


def _keeps_within(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 512})
    quiet(page)
    said = page.evaluate(
        """[document.documentElement, document.querySelector('[data-testid="stMain"]')]
        .map(each => each.scrollWidth)"""
    )
    found = {
        "sideways": [each for each in said if each > width],
        "wide": page.evaluate(_WIDE)[:6],
        "small": page.evaluate(_SMALL, 11.5)[:6],
        "over": page.evaluate(_OVER)[:4],
    }
    assert not any(found.values()), (width, found)


def test_no_page_is_left_out() -> None:
    paths = {path.partition("?")[0].strip("/") for path in STATES.values()}
    assert paths == {"", *list(PAGES)[1:]}


@pytest.mark.parametrize("name", STATES)
def test_a_page_is_whole_on_paper_and_in_a_zoomed_window(visit: Visit, name: str) -> None:
    page = opened(visit, name)
    assert alike(page) == []
    if name != "all_indicators":  # its charts are taken out for paper: zoomed before that
        _prints_whole(page, name)
    for width in WIDTHS:
        _keeps_within(page, width)
    if name == "all_indicators":
        page.set_viewport_size({"width": 1440, "height": 900})
        visit.settled()
        _prints_whole(page, name)
