"""Names of what can be pressed, as a screen reader lists them."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Page, TimeoutError

_ALIKE = """() => {
  const names = [...document.querySelectorAll(
      'button:not([role="radio"], [tabindex="-1"]), a[href], summary, input[type="range"]')]
    .filter((each) => each.getClientRects().length)
    .map((each) => each.ariaLabel ?? each.textContent.trim());
  return names.filter((each, at) => !each || each.includes("*") || names.indexOf(each) !== at);
}"""


def alike(page: Page) -> list[str]:
    """Names that more than one has, that are empty or have asterisks, once all are given."""
    with suppress(TimeoutError):
        page.wait_for_function(f"() => !({_ALIKE})().length")
    return [str(each) for each in page.evaluate(_ALIKE)]
