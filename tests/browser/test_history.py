"""Back and Forward of the browser: one press, one step, also to what was the default."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit

SANDWELL = "E08000028"


def _choose(visit: Visit, label: str, text: str) -> None:
    box = visit.page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(text)
    visit.page.get_by_role("option", name=text).first.click()


def test_back_undoes_a_choice_made_on_the_default(visit: Visit) -> None:
    page = visit.open("/map")
    before = page.get_by_role("combobox", name="Indicator", exact=True).input_value()
    _choose(visit, "Indicator", "Infant mortality")
    page.wait_for_url("**indicator=infant_mortality**")
    visit.settled()
    page.go_back()
    expect(page.get_by_role("combobox", name="Indicator", exact=True)).to_have_value(before)
    visit.settled()
    page.go_forward()
    page.wait_for_url("**indicator=infant_mortality**")
    expect(page.get_by_role("combobox", name="Indicator", exact=True)).to_have_value(
        "Body and mind: Infant mortality"
    )


def test_back_undoes_the_choice_of_a_place(visit: Visit) -> None:
    page = visit.open("/")
    _choose(visit, "Place", "Dudley")
    page.wait_for_url("**scope=E08000027**")
    visit.settled()
    page.go_back()
    expect(page.get_by_role("combobox", name="Place", exact=True)).to_have_value(
        "West Midlands region"
    )


def test_each_page_is_left_by_one_press(visit: Visit) -> None:
    page = visit.open(f"/?scope={SANDWELL}")
    for name, heading in (
        ("Map", "Where does it fall?"),
        ("All indicators", "How does this place stand?"),
        ("Who is affected", "On whom does it fall?"),
        ("Plan", "What would change it?"),
    ):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=60_000)
        visit.settled()
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_contain_text("In Sandwell")
        visit.settled()
        assert page.url == f"{visit.url}/?scope={SANDWELL}"
