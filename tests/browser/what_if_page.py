"""Reading and waiting on the What if page, for the tests that drive it in a browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visit

CARDS = ("what", "when", "whom", "money", "why")
SANDWELL = "E08000028"
KEYWORKER = "Keyworker support for the whole family"


def card(page: Page, name: str) -> Locator:
    """One of the result cards."""
    return page.locator(f".st-key-wi_card_{name} .wi-root").first


def drawn(page: Page) -> None:
    """Wait until every card shows figures of one and the same plan and outcome."""
    page.wait_for_function(
        "(names) => { const marks = names.map((name) => document.querySelector("
        "`.st-key-wi_card_${name} .wi-root`)?.dataset.painted);"
        " return marks.every((mark) => mark) && new Set(marks).size === 1; }",
        arg=list(CARDS),
        timeout=90_000,
    )


def mark(page: Page) -> str:
    """What the last card was drawn for."""
    return card(page, "why").get_attribute("data-painted") or ""


def changed(page: Page, before: str) -> None:
    """Wait until all cards show another plan than the one of ``before`` (see `mark`)."""
    page.wait_for_function(
        "(before) => { const now = document.querySelector('.st-key-wi_card_why .wi-root')"
        "?.dataset.painted; return now && now !== before; }",
        arg=before,
        timeout=60_000,
    )
    drawn(page)


def with_levers(path: str) -> str:
    """An address of the page at the step with the levers, where no plan in it tells so."""
    return path if "plan=" in path else f"{path}{'&' if '?' in path else '?'}step=adjust"


def look_at_kept(page: Page) -> None:
    """Press the tab with the plans that are kept, and wait until it is open."""
    page.get_by_role("button", name="Kept plans", exact=True).click()
    page.get_by_role("heading", name="Plans that are kept").wait_for()


def opened(visit: Visit, path: str = "/plan") -> Page:
    """Open the page and wait for its figures."""
    path = with_levers(path)
    page = visit.open(path)
    drawn(page)
    return page


def figures(page: Page) -> list[str]:
    """All that the cards say."""
    return [card(page, name).inner_text() for name in CARDS]
