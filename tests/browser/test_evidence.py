"""The Evidence page in a real browser: click an arrow, search, download, keyboard, axe."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from model.register import load_registers
from tests.browser.accessibility import violations
from tests.browser.conftest import ROOT, Scheme, Visit, quiet
from tests.narrowed import some

SECTIONS = ["map", "registers", "left-out", "checks", "forecasts", "words", "limits"]
LINKS = yaml.safe_load((ROOT / "model" / "registers" / "links.yaml").read_text(encoding="utf-8"))[
    "links"
]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_no_accessibility_violation(visit: Visit, section: str, scheme: Scheme) -> None:
    """On a screen, and on a phone with the tables behind the pictures open."""
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open(f"/evidence?section={section}")
    expect(page.get_by_role("heading", level=1)).to_have_text("How do you know?")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    quiet(page)
    for each in page.get_by_text("The same as a table").all():
        each.click()
        quiet(page)
    assert violations(page) == []


def test_the_whole_map_and_an_open_entry_have_no_violation(visit: Visit) -> None:
    page = visit.open("/evidence?entry=keyworker_custody")
    page.get_by_text("The whole map").click()
    visit.settled()
    page.get_by_text(re.compile(r"Where \w+ was read")).first.wait_for()
    assert violations(page) == []


def letters(page: Page) -> Locator:
    page.wait_for_selector(".js-plotly-plot .textpoint", timeout=30_000)
    quiet(page)
    return page.locator(".js-plotly-plot .textpoint")


def test_a_click_on_an_arrow_opens_its_entry_and_the_link_brings_it_back(visit: Visit) -> None:
    page = visit.open("/evidence")
    page.get_by_text("Identify and help", exact=True).first.click()
    visit.settled()
    marks = letters(page)
    levers = {name for name, each in load_registers().levers.items() if each.strand == "identify"}
    expected = [name for name, each in LINKS.items() if each["source"] in levers]
    expect(marks).to_have_count(len(expected))
    box = some(marks.first.bounding_box())
    page.mouse.move(box["x"] + box["width"] / 2 - 2, box["y"] + box["height"] / 2 - 2)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    quiet(page)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**entry=**", timeout=20_000)
    visit.settled()
    chosen = page.url.split("entry=")[1].split("&")[0]
    assert chosen in expected
    sentence = " ".join(LINKS[chosen]["not_known"].split())
    expect(page.get_by_text(sentence).first).to_be_visible()
    page.reload()
    visit.settled()
    page.get_by_text("Not known:").first.wait_for(state="attached")
    expect(page.get_by_text(sentence).first).to_be_attached()


def test_an_arrow_can_be_chosen_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/evidence")
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.getAttribute('aria-label') || ''")
        if "Choose an arrow" in name:
            break
    else:
        pytest.fail("the choice of an arrow cannot be reached by Tab")
    page.keyboard.type("Do no harm → School")
    page.keyboard.press("Enter")
    page.wait_for_url("**entry=do_no_harm--family_school**")
    visit.settled()
    expect(
        page.get_by_text("Permanent exclusions: all of them, by definition").first
    ).to_be_visible()


def test_search_narrows_and_the_download_holds_what_is_shown(visit: Visit) -> None:
    page = visit.open("/evidence?section=registers")
    page.get_by_label("Search these entries").fill("randomised")
    page.keyboard.press("Enter")
    visit.settled()
    button = page.get_by_role("button", name="(CSV)")
    button.wait_for()
    quiet(page)
    with page.expect_download() as caught:
        button.click()
    text = caught.value.path().read_text(encoding="utf-8-sig")
    head = sum(line.startswith("# ") for line in text.splitlines())
    table = pd.read_csv(io.StringIO(text), skiprows=head)
    wanted = {name for name, each in LINKS.items() if "randomised" in str(each).lower()}
    assert set(table["id"]) == wanted
    expect(page.get_by_text(f"{len(wanted)} of {len(LINKS)} effects")).to_be_visible()
