"""The map in a real browser: paint, hover, click, search, two maps, table, no WebGL."""

from __future__ import annotations

import contextlib
import io
import math
import re

import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from data import store
from tests.browser.accessibility import violations
from tests.browser.conftest import CHROMIUM, Visit, quiet, rested

LSOA_MAP = "/map?indicator=overcrowding&level=lsoa"
BIRMINGHAM = "E08000025"
CAMERA = """() => {
  const hosts = [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')];
  const panes = hosts.flatMap((host) => [...host.shadowRoot.querySelectorAll('.pane')]);
  return panes.map((pane) => pane.dataset.camera);
}"""


def painted(page: Page, key_begins: str = "", count: int = 1) -> None:
    """Wait until each of ``count`` maps has drawn what begins with this key and its names."""
    wanted = f'[data-painted^="{key_begins}"]' if key_begins else "[data-painted]"
    selector = f".pane[data-version]{wanted}"
    page.locator(selector).nth(count - 1).wait_for(timeout=60_000)
    quiet(page)


def canvas(page: Page, number: int = 0) -> Locator:
    return page.locator(".pane .canvas canvas").nth(number)


def point(page: Page, across: float, down: float) -> tuple[float, float]:
    box = canvas(page).bounding_box()
    assert box is not None
    return box["x"] + box["width"] * across, box["y"] + box["height"] * down


def hover(page: Page, across: float = 0.6, down: float = 0.52) -> str:
    x, y = point(page, across, down)
    tip = page.locator(".pane .tip").first
    for _ in range(20):
        page.mouse.move(x - 3, y - 3)
        page.mouse.move(x, y)
        with contextlib.suppress(TimeoutError):
            tip.wait_for(timeout=500)
            return tip.inner_text()
    raise AssertionError("the hover never showed")


def open_map(visit: Visit, path: str, begins: str = "", count: int = 1) -> Page:
    page = visit.open(path)
    painted(page, begins, count)
    return page


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=re.compile(label)).first
    box.click()
    box.fill(option)
    page.get_by_role("option", name=re.compile(option)).first.click()


def test_hover_says_name_figure_interval_rank_and_period_as_published(visit: Visit) -> None:
    page = open_map(visit, LSOA_MAP, "overcrowding|")
    words = hover(page).split("\n")
    rows = store.observations("overcrowding", level="lsoa", group_type="all")
    code = store.areas("lsoa").query("area_name == @words[0]")["area_code"].iloc[0]
    own = rows[rows["area_code"] == code].iloc[0]
    assert f"{own['value']:.1f}%" in words
    assert f"95% interval {own['lower']:.1f} to {own['upper']:.1f}%" in words
    assert any("fifth of the 3,574 neighbourhoods shown" in line for line in words)
    assert "21 March 2021" in words
    assert not any(re.search(r"\brank\b|#\d|\d(st|nd|rd|th)\b", line) for line in words)


def test_click_chooses_an_area_and_opens_its_card_and_its_link(visit: Visit) -> None:
    page = open_map(visit, LSOA_MAP, "overcrowding|")
    name = hover(page).split("\n")[0]
    page.mouse.click(*point(page, 0.6, 0.52))
    card = page.locator(".st-key-area_card")
    card.get_by_role("heading", name=name).wait_for(timeout=15_000)
    code = store.areas("lsoa").query("area_name == @name")["area_code"].iloc[0]
    page.wait_for_url(re.compile(f"area={code}"))
    own = store.observations("overcrowding", area_codes=code, group_type="all").iloc[0]
    assert f"{own['value']:.1f}%" in card.inner_text()
    england = store.observations("overcrowding", area_codes=store.ENGLAND, group_type="all")
    assert f"{england.iloc[0]['value']:.1f}%" in card.inner_text()
    legend = page.locator(".pane .legend")
    legend.get_by_text(f"{name} {own['value']:.1f}%").wait_for()
    canvas(page).focus()
    page.keyboard.press("Escape")
    card.wait_for(state="detached", timeout=15_000)


def test_zoom_and_choice_outlive_a_change_of_indicator(visit: Visit) -> None:
    page = open_map(visit, f"{LSOA_MAP}&area={BIRMINGHAM}", "overcrowding|")
    start = rested(page, CAMERA)
    page.get_by_role("button", name="Zoom in").first.click()
    before = rested(page, CAMERA, start)[0]
    choose(page, "Indicator", "Private renting")
    painted(page, "private_renting|")
    assert page.evaluate(CAMERA)[0] == before
    expect(page).to_have_url(re.compile(f"area={BIRMINGHAM}"))
    expect(page.locator(".pane .legend").get_by_text(re.compile(r"^◂ Birmingham "))).to_have_count(
        1
    )


def test_search_finds_by_name_and_brings_the_area_into_view(visit: Visit) -> None:
    page = open_map(visit, LSOA_MAP, "overcrowding|")
    before = rested(page, CAMERA)
    page.get_by_label("Find an area").fill("winson green gib")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("Winson Green & Gib Heath")).first.click()
    page.wait_for_url(re.compile("area=E02"))
    rested(page, CAMERA, before)  # fails if the view never changes


def test_two_maps_move_together_and_change_is_last_minus_first(visit: Visit) -> None:
    page = open_map(
        visit, "/map?indicator=children_low_income_bhc&level=ltla&second=change", count=2
    )
    before = rested(page, CAMERA)
    page.locator(".pane").nth(1).get_by_role("button", name="Zoom in").click()
    first, second = rested(page, CAMERA, before)
    assert first == second
    periods = store.periods("children_low_income_bhc", "ltla")
    values = [
        store.observations("children_low_income_bhc", area_codes=store.REGION, period=each)
        for each in periods[-2:]
    ]
    assert all(len(each) == 1 for each in values)
    words = page.locator(".pane").nth(1).inner_text()
    assert "Change from April 2023 to March 2024 to April 2024 to March 2025" in words
    assert "down more than" in words
    assert "up more than" in words


def test_gaps_are_named_in_the_legend_and_in_the_hover(visit: Visit) -> None:
    page = open_map(
        visit, "/map?indicator=children_low_income_ahc&level=ward", "children_low_income_ahc|"
    )
    rows = store.observations(
        "children_low_income_ahc", level="ward", within=store.REGION, group_type="all"
    )
    assert (rows["status"] == "missing").any()
    expect(page.locator(".pane .legend").get_by_text("no figure", exact=True)).to_have_count(1)


def test_a_change_of_indicator_sends_under_40_kilobytes(visit: Visit) -> None:
    page = open_map(visit, LSOA_MAP, "overcrowding|")
    received: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.webSocketFrameReceived",
        # A binary frame's payload is given in base64: four characters for three bytes.
        lambda event: received.append(math.ceil(len(event["response"]["payloadData"]) * 3 / 4)),
    )
    choose(page, "Indicator", "Private renting")
    painted(page, "private_renting|")
    assert 10_000 < sum(received) < 40_000, f"{sum(received)} bytes were sent"


def test_table_twin_ranks_and_its_csv_is_what_is_shown(visit: Visit) -> None:
    page = open_map(visit, LSOA_MAP, "overcrowding|")
    page.get_by_text("Table", exact=True).click()
    page.get_by_test_id("stDataFrame").wait_for(timeout=30_000)
    with page.expect_download(timeout=30_000) as waiting:
        page.get_by_role("button", name="Download these figures (CSV)").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    table = pd.read_csv(io.StringIO(text), comment="#")
    assert len(table) == 3574
    assert table["Figure"].is_monotonic_decreasing
    rows = store.observations("overcrowding", level="lsoa", group_type="all")
    published = rows.set_index("area_code")["value"].round(1)
    assert (table.set_index("Code")["Figure"] - published.reindex(table["Code"])).abs().max() < 1e-9
    assert '# Period:,"21 March 2021"' in text
    assert "# Licence:" in text


def test_map_comes_back_where_it_was_after_the_table(visit: Visit) -> None:
    page = open_map(visit, LSOA_MAP, "overcrowding|")
    start = rested(page, CAMERA)
    page.get_by_role("button", name="Zoom in").first.click()
    before = rested(page, CAMERA, start)[0]
    page.get_by_text("Table", exact=True).click()
    page.get_by_test_id("stDataFrame").wait_for(timeout=30_000)
    page.get_by_text("Map", exact=True).last.click()
    painted(page, "overcrowding|")
    assert page.evaluate(CAMERA)[0] == before


@pytest.mark.parametrize("width", [390, 1280])
def test_map_fits_its_page_without_sideways_scrolling(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = open_map(visit, LSOA_MAP, "overcrowding|")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    box = canvas(page).bounding_box()
    assert box is not None
    assert 300 < box["width"] <= width


def test_canvas_and_zoom_buttons_are_named_and_reached_by_keyboard(visit: Visit) -> None:
    page = open_map(visit, LSOA_MAP, "overcrowding|")
    label = canvas(page).get_attribute("aria-label") or ""
    assert "3574 neighbourhoods" in label
    assert "table" in label
    canvas(page).focus()
    page.keyboard.press("Tab")
    focused = page.evaluate(
        "document.activeElement.shadowRoot?.activeElement?.getAttribute('aria-label')"
    )
    assert focused == "Zoom in"


def test_without_webgl_a_simpler_map_and_a_notice_are_shown(app_url: str, browser: Browser) -> None:
    without = browser.browser_type.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]
    )
    try:
        page = without.new_page()
        page.goto(app_url + "/map?indicator=overcrowding&level=ltla")
        page.get_by_text("cannot draw with WebGL").wait_for(timeout=60_000)
        shapes = page.locator(".js-plotly-plot .choroplethlayer path")
        expect(shapes).to_have_count(60, timeout=60_000)  # the areas, and outlines over them
    finally:
        without.close()


def test_no_accessibility_violation_with_card_and_two_maps(visit: Visit) -> None:
    page = open_map(
        visit, f"{LSOA_MAP}&second=indicator&indicator2=fuel_poverty&area={BIRMINGHAM}", count=2
    )
    assert violations(page) == []
