"""The What if page in a real browser: keyboard, presets, library, links, one screen, axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components.views.what_if.levers import SHORT_STRANDS
from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from model.register import load_registers
from tests.browser.accessibility import violations
from tests.browser.conftest import Visit, quiet
from tests.browser.what_if_page import (
    KEYWORKER,
    SANDWELL,
    card,
    changed,
    drawn,
    figures,
    look_at_kept,
    mark,
    opened,
)
from tests.narrowed import some


def layered(place: str = SANDWELL) -> str:
    return encode_plan(preset_plan("layered", new_plan(areas=[place])))


def test_all_six_answers_are_on_one_screen(visit: Visit) -> None:
    page = opened(visit, f"/plan?plan={layered('E12000005')}")
    quiet(page)
    bottoms = {
        name: page.locator(f".st-key-wi_box_{name}").bounding_box()
        for name in ("what", "when", "where", "whom", "money", "why")
    }
    assert all(box and box["y"] + box["height"] <= 900 for box in bottoms.values()), bottoms
    text = " ".join(figures(page))
    for said in ("80% interval", "95%", "Chance", "C. Society", "Interaction", "matters"):
        assert said in text


@pytest.mark.parametrize("state", ["", "layered"])
def test_no_violation(visit: Visit, state: str) -> None:
    page = opened(visit, f"/plan?plan={layered()}" if state else "/plan")
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        quiet(page)
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_violation_with_a_box_open(visit: Visit) -> None:
    page = opened(visit, "/plan?scope=E08000028")
    body = page.get_by_test_id("stPopoverBody").or_(page.get_by_role("dialog"))
    for box in ("Save", "Share", "Settings", "Grade"):
        page.get_by_role("button", name=re.compile(box)).first.click()
        expect(body.first).to_be_visible()
        visit.settled()
        assert violations(page) == [], box
        page.keyboard.press("Escape")
        expect(body).to_have_count(0)


def test_a_slider_moves_by_keyboard_and_the_box_follows(visit: Visit) -> None:
    page = opened(visit, "/plan?scope=E08000028")
    before = mark(page)
    slider = page.get_by_role("slider", name=KEYWORKER).first
    expect(slider).to_have_accessible_name(KEYWORKER)  # once, and without asterisks
    said = page.locator('.atlas-said[role="status"]')
    expect(said).to_be_empty()
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    changed(page, before)
    visit.settled()
    box = page.get_by_role("spinbutton", name=f"{KEYWORKER}: exact figure")
    expect(box).to_have_value(re.compile(r"^[1-9]\d*$"))
    shown = slider.evaluate("(it) => it.getAttribute('aria-valuenow') ?? it.value")
    assert float(shown) == float(box.input_value())
    expect(slider).to_have_attribute("aria-valuetext", f"{box.input_value()} families a year")
    expect(card(page, "what")).to_contain_text("fewer")
    expect(said).to_have_text(re.compile(r"^Children looked after: .+ \(modelled\)\.$"))


def test_no_press_is_lost_while_an_earlier_one_is_answered(visit: Visit) -> None:
    page = opened(visit, f"/plan?plan={layered()}")
    quiet(page)
    slider = page.get_by_role("slider", name=KEYWORKER).first
    box = page.get_by_role("spinbutton", name=f"{KEYWORKER}: exact figure")
    step = next(each for each in load_registers().levers.values() if each.title == KEYWORKER).step
    first = float(box.input_value())
    slider.focus()
    for delay in (60, 150):
        for _ in range(4):
            page.keyboard.press("ArrowRight", delay=delay)
    expect(box).to_have_value(re.compile(rf"^{first + 8 * step:g}(\.0+)?$"))
    visit.settled()
    drawn(page)
    expect(box).to_have_value(re.compile(rf"^{first + 8 * step:g}(\.0+)?$"))


def test_a_move_draws_its_lever_and_no_other(visit: Visit) -> None:
    received: list[bytes] = []

    def keep(frame: str | bytes) -> None:
        received.append(frame if isinstance(frame, bytes) else frame.encode())

    visit.page.on("websocket", lambda socket: socket.on("framereceived", keep))
    page = opened(visit, f"/plan?plan={layered()}")
    quiet(page)
    before = mark(page)
    received.clear()
    page.get_by_role("slider", name=KEYWORKER).first.focus()
    page.keyboard.press("ArrowRight")
    changed(page, before)
    visit.settled()
    sent = [ForwardMsg.FromString(raw) for raw in received if isinstance(raw, bytes)]
    elements = [each.delta.new_element for each in sent if each.WhichOneof("type") == "delta"]
    sliders = [each.slider.label for each in elements if each.WhichOneof("type") == "slider"]
    assert sliders == [KEYWORKER]


@pytest.mark.parametrize("strand", list(SHORT_STRANDS))
def test_a_strand_has_no_violation_and_its_sliders_move_by_keyboard_and_by_mouse(
    visit: Visit, strand: str
) -> None:
    page = opened(visit, "/plan?scope=E08000028")
    page.get_by_role("radio", name=SHORT_STRANDS[strand]).or_(
        page.get_by_role("button", name=SHORT_STRANDS[strand])
    ).first.click()
    visit.settled()
    assert violations(page) == []
    levers = [each for each in load_registers().levers.values() if each.strand == strand]
    for lever in levers:
        if lever.measure == "gap":  # the slider appears when groups are named
            page.get_by_role("combobox", name=re.compile("For which ethnic groups")).fill("Black")
            page.get_by_role("option", name="Black").first.click()
            page.keyboard.press("Escape")
            visit.settled()
        slider = page.get_by_role("slider", name=lever.title).first
        box = page.get_by_role("spinbutton", name=f"{lever.title}: exact figure")
        slider.focus()
        page.keyboard.press("ArrowRight")
        expect(box).to_have_value(f"{lever.min + lever.step:g}", timeout=15_000)
        visit.settled()
        slider.scroll_into_view_if_needed()
        thumb = some(slider.bounding_box())
        x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 25, y, steps=4)
        page.mouse.move(x + 60, y, steps=4)
        page.mouse.up()
        expect(box).not_to_have_value(f"{lever.min + lever.step:g}", timeout=15_000)
        visit.settled()
        assert float(box.input_value()) > lever.min + lever.step
        shown = slider.evaluate("(it) => it.getAttribute('aria-valuenow') ?? it.value")
        assert float(shown) == pytest.approx(float(box.input_value()))
    expect(page).to_have_url(re.compile("plan="))


def test_an_exact_figure_can_be_typed(visit: Visit) -> None:
    page = opened(visit, "/plan?scope=E08000028")
    before = mark(page)
    box = page.get_by_role("spinbutton", name=f"{KEYWORKER}: exact figure")
    box.fill("730")
    box.press("Enter")
    changed(page, before)
    page.wait_for_url("**plan=**")


def test_preset_save_reload_and_link_give_the_same_figures(visit: Visit, browser: Browser) -> None:
    page = visit.open("/plan?scope=E08000028")
    page.get_by_role("button", name="Start from").click()
    page.get_by_role("button", name="Multi-layered (all strands)").click()
    drawn(page)
    visit.settled()
    name = page.get_by_role("textbox", name="Name of the plan")
    name.fill("All strands for Sandwell")
    name.press("Enter")
    visit.settled()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Save the plan").click()
    page.get_by_text("Saved: “All strands for Sandwell”").wait_for()
    drawn(page)
    seen, address = figures(page), page.url
    page.reload()
    visit.settled()
    drawn(page)
    assert figures(page) == seen
    other = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        fresh = other.new_page()
        fresh.goto(address)
        drawn(fresh)
        assert figures(fresh) == seen
        expect(fresh.get_by_role("textbox", name="Name of the plan")).to_have_value(
            "All strands for Sandwell"
        )
    finally:
        other.close()


def test_delete_and_undo(visit: Visit) -> None:
    page = opened(visit, f"/plan?plan={layered()}&scope={SANDWELL}")
    name = page.get_by_role("textbox", name="Name of the plan")
    name.fill("To be deleted")
    name.press("Enter")
    visit.settled()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Save the plan").click()
    page.get_by_text("Saved: “To be deleted”").wait_for()
    visit.settled()
    look_at_kept(page)
    entry = page.locator('[class*="st-key-library_entry_"]', has_text="To be deleted").first
    entry.get_by_role("button", name=re.compile("^Delete")).click()
    entry.get_by_role("button", name="Delete for everybody").click()
    page.get_by_text("was deleted").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo the deletion").click()
    page.get_by_text("is back in the library").wait_for()


def test_a_long_run_can_be_cancelled(visit: Visit) -> None:
    page = opened(visit, f"/plan?plan={layered('E12000005')}")
    page.get_by_role("button", name="Run precisely").click()
    page.get_by_role("button", name="Cancel").click(timeout=20_000)
    page.get_by_role("button", name="Run precisely").wait_for(timeout=30_000)
    expect(page.locator(".st-key-wi_top")).to_contain_text("Quick estimate: 256 runs")


def test_a_damaged_link_says_so(visit: Visit) -> None:
    page = visit.open("/plan?plan=p2.damaged")
    page.get_by_text("The link's plan could not be used").wait_for()
    expect(page.get_by_role("button", name="Compare these three")).to_be_visible(timeout=60_000)


def test_neighbourhoods_are_labelled_modelled(visit: Visit) -> None:
    page = opened(visit, f"/plan?plan={layered()}&scope={SANDWELL}")
    where = page.locator(".st-key-wi_box_where")
    expect(where).to_contain_text("modelled", ignore_case=True)
    expect(where).to_contain_text("Neighbourhoods")
    where.locator('.pane[data-painted*="|lsoa|"]').wait_for(timeout=60_000, state="attached")
