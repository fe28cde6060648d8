"""Two people with a browser each and one library of plans, on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit, running_app
from tests.browser.what_if_page import KEYWORKER, changed, drawn, figures, look_at_kept, mark


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], scope="module"
)
def shared_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The app on an empty library of each kind."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        library = f"sqlite:///{folder / 'plans.sqlite3'}"
    else:
        library = f"{request.getfixturevalue('postgresql_server')}/postgres"
    with running_app(folder, PLANS_DATABASE_URL=library) as url:
        yield url


@contextlib.contextmanager
def two(browser: Browser, url: str) -> Iterator[tuple[Visit, Visit]]:
    """Two people who know nothing of each other."""
    contexts = [browser.new_context(viewport={"width": 1440, "height": 900}) for _ in range(2)]
    one, other = (Visit(context.new_page(), url) for context in contexts)
    yield one, other
    for context in contexts:
        context.close()


@pytest.fixture
def people(browser: Browser, shared_app: str) -> Iterator[tuple[Visit, Visit]]:
    with two(browser, shared_app) as both:
        yield both


@pytest.fixture
def neighbours(browser: Browser, app_url: str) -> Iterator[tuple[Visit, Visit]]:
    """Two people on the app of all tests: they use no library."""
    with two(browser, app_url) as both:
        yield both


def level(visit: Visit, people: int) -> None:
    page, before = visit.page, mark(visit.page)
    box = page.get_by_role("spinbutton", name=f"{KEYWORKER}: exact figure")
    box.fill(str(people))
    box.press("Enter")
    changed(page, before)
    visit.settled()


def named(visit: Visit, title: str) -> None:
    name = visit.page.get_by_role("textbox", name="Name of the plan")
    name.fill(title)
    name.press("Enter")
    visit.settled()


def save(page: Page, button: str) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name=button).click()


def titles(page: Page) -> list[str]:
    look_at_kept(page)
    entries = page.locator('[class*="st-key-library_entry_"]')
    entries.first.wait_for()
    found = entries.all_inner_texts()
    page.keyboard.press("Escape")
    return found


def test_both_save_the_same_plan_and_neither_loses_work(people: tuple[Visit, Visit]) -> None:
    first, second = people
    for visit in people:
        visit.open("/plan?scope=E08000028&step=adjust")
        drawn(visit.page)
    level(first, 200)
    named(first, "Ours")
    save(first.page, "Save the plan")
    first.page.get_by_text("Saved: “Ours”, version 1").wait_for()

    look_at_kept(second.page)
    entry = second.page.locator('[class*="st-key-library_entry_"]', has_text="Ours").first
    entry.get_by_role("button", name=re.compile("^Open")).click()
    second.page.get_by_text("Opened: “Ours”, version 1").wait_for()
    drawn(second.page)
    assert figures(second.page) == figures(first.page)

    level(first, 300)
    level(second, 400)
    firsts, seconds = figures(first.page), figures(second.page)
    assert firsts != seconds
    save(first.page, "Save as the next version")
    first.page.get_by_text("Saved: “Ours”, version 2").wait_for()
    save(second.page, "Save as the next version")
    told = second.page.get_by_role("alert").filter(has_text="Ours").first
    told.wait_for()
    expect(told).to_contain_text("kept")
    drawn(second.page)
    # The second keeps their own figures, under a name of their own; the first one's are there too.
    assert figures(second.page) == seconds
    assert figures(first.page) == firsts
    kept = titles(first.page)
    assert len([text for text in kept if "Ours" in text]) == 2, kept
    assert any("version 2" in text for text in kept), kept


def test_both_move_levers_at_once_and_each_sees_their_own(neighbours: tuple[Visit, Visit]) -> None:
    first, second = neighbours
    for visit in neighbours:
        visit.open("/plan?scope=E08000028&step=adjust")
    for visit in neighbours:
        drawn(visit.page)
    before = [mark(visit.page) for visit in neighbours]
    for visit, wanted in ((first, 210), (second, 640)):
        box = visit.page.get_by_role("spinbutton", name=f"{KEYWORKER}: exact figure")
        box.fill(str(wanted))
        box.press("Enter")
    for visit, old in zip(neighbours, before, strict=True):
        changed(visit.page, old)
        visit.settled()
    together = [figures(visit.page) for visit in neighbours]
    assert together[0] != together[1]
    for visit, seen in zip(neighbours, together, strict=True):
        visit.page.reload()
        visit.settled()
        drawn(visit.page)
        assert figures(visit.page) == seen
