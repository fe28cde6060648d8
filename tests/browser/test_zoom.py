"""Zoom of 200% and 400% (WCAG 1.4.4, 1.4.10): nothing sideways, nothing under 12 pixels."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit, quiet
from tests.browser.every_page import STATES

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


@pytest.mark.parametrize("name", STATES)
def test_a_page_keeps_within_a_zoomed_window(visit: Visit, name: str) -> None:
    page = visit.page
    page.set_viewport_size({"width": WIDTHS[0], "height": 512})
    visit.open(STATES[name])
    for width in WIDTHS:
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
