"""Save, delete, find and restore a plan with the keyboard alone; another visitor finds it too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Visit, running_app

TO_THE_BAR, IN_THE_BOX = 25, 10  # Tab stops: to the page's bar of buttons; within an open box


@pytest.fixture(scope="module")
def empty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on an empty library of its own."""
    folder = tmp_path_factory.mktemp("kept")
    with running_app(folder, PLANS_DATABASE_URL=f"sqlite:///{folder / 'plans.db'}") as url:
        yield url


@pytest.fixture(params=["light", "dark"])
def visits(
    request: pytest.FixtureRequest, browser: Browser, empty_app: str
) -> Iterator[list[Visit]]:
    """Two people who know nothing of each other."""
    contexts = [
        browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme=request.param)
        for _ in range(2)
    ]
    yield [Visit(context.new_page(), empty_app) for context in contexts]
    for context in contexts:
        context.close()


def press(visit: Visit, name: str, most: int = IN_THE_BOX) -> None:
    """Walk with Tab, so many stops at most, to the button of that name and press it."""
    page = visit.page
    for _ in range(most):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "() => document.activeElement.matches('button, summary') "
            "? document.activeElement.innerText : ''"
        )
        # Names of icons stand in lines of their own.
        if any(line.strip().startswith(name) for line in words.splitlines()):
            page.keyboard.press("Enter")
            visit.settled()
            return
    pytest.fail(f"no way to {name!r} with the keyboard")


def test_save_delete_find_and_restore_with_the_keyboard(visits: list[Visit]) -> None:
    first, second = visits
    page = first.open("/plan?scope=E08000028&step=adjust")
    press(first, "Save", TO_THE_BAR)
    expect(page.get_by_text("Anybody who can open this Atlas can read, change")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")  # out of the box again, to the button that opened it
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
    for _ in range(3):  # in, through, and out at the other end
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Share", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    press(first, "Save the plan")
    expect(page.get_by_text("Saved: “Untitled plan”, version 1")).to_be_visible()

    page.get_by_role("button", name="Kept plans", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Find a plan by a word")).to_be_visible()
    press(first, "Delete")
    expect(page.get_by_text("for everybody? For 90 days anybody can restore it")).to_be_visible()
    press(first, "Delete for everybody")
    expect(page.get_by_text("“Untitled plan” was deleted.")).to_be_visible()

    other = second.open("/plan?scope=E08000028&step=adjust")
    press(second, "Kept plans", TO_THE_BAR)
    expect(other.get_by_text("Deleted plans: 1")).to_be_visible()
    press(second, "Deleted plans: 1")
    expect(other.get_by_text("can be restored until")).to_be_visible()
    assert violations(other) == []
    press(second, "Restore")
    expect(other.get_by_text("“Untitled plan” is back in the library.")).to_be_visible()
    expect(other.get_by_text("Deleted plans: 1")).to_have_count(0)
