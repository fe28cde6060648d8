"""Who bears it in a real browser: accessibility, phone, tables, CSV, keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Visit

#: (question, indicator): each draws different kinds of chart.
VIEWS = [
    ("deprivation", "households_deprived_2plus"),
    ("deprivation", "self_harm_all_ages"),
    ("deprivation", "persistent_absence"),
    ("ethnicity", "looked_after"),
    ("ethnicity", "mha_detentions"),
    ("both", "self_harm_all_ages"),
    ("both", "suspensions"),
    ("services", "looked_after"),
]


def opened(visit: Visit, question: str, indicator: str, more: str = "") -> Page:
    page = visit.open(f"/who_is_affected?question={question}&indicator={indicator}{more}")
    page.get_by_role("heading", name="On whom does it fall?", exact=True).wait_for()
    visit.settled()
    return page


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize(("question", "indicator"), VIEWS)
def test_no_violation_and_no_sideways_page(visit: Visit, question: str, indicator: str) -> None:
    page = opened(visit, question, indicator)
    if (question, indicator) != ("both", "suspensions"):  # not published so: words only
        page.wait_for_selector("table" if question == "both" else ".js-plotly-plot .main-svg")
    main = "document.querySelector('[data-testid=stMain]')"
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert violations(page) == [], width
        assert page.evaluate(f"{main}.scrollWidth") <= width


def test_every_chart_has_alt_text_with_figures_and_a_table_behind_it(visit: Visit) -> None:
    page = opened(visit, "ethnicity", "looked_after")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    charts = page.locator("[data-testid=stPlotlyChart]")
    expect(charts).to_have_count(5)
    told = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stPlotlyChart]')].map(chart =>"
        " [chart, ...chart.querySelectorAll('*')].map(each =>"
        " each.getAttribute('aria-label') || '').join(''))"
    )
    assert all(any(sign.isdigit() for sign in text) and len(text) > 60 for text in told)
    page.get_by_text("Figures and CSV").first.click()
    table = page.locator("[data-testid=stTable]").first
    table.wait_for()
    expect(table).to_contain_text("Mixed")
    expect(table).to_contain_text("Lower 95%")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download these figures (CSV)").first.click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith('# Title:,"Children looked after')
    assert "# Attribution:" in text and "# Figures version:" in text and "\nMixed," in text


def test_question_is_reached_with_the_keyboard_and_kept_in_the_address(visit: Visit) -> None:
    page = opened(visit, "deprivation", "looked_after")
    page.get_by_role("radio", name="4. Both together").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="4. Both together").wait_for()
    page.wait_for_function("() => location.search.includes('question=both')")
