"""Where the keyboard is can be seen: what focus changes has a contrast of 3:1 (WCAG 2.4.13).

Measured from pixels, as what is drawn is what a person sees: axe does not look at it.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from components.design.palette import DARK, LIGHT, Palette
from tests.browser.conftest import Scheme, Visit, quiet
from tests.browser.every_page import STATES

#: Least contrast, and least part of the outline of what is focused that must have it.
LEAST, PART = 3.0, 0.5
#: The focused element, also within a component of its own: what kind it is and where it stands.
_HERE = """() => {
  let each = document.activeElement;
  while (each?.shadowRoot?.activeElement) each = each.shadowRoot.activeElement;
  if (!each || each === document.body) return null;
  each.scrollIntoView({ block: "nearest" });
  const seen = each.type === "range" ? each.closest("[data-rac]:has(> div > input)") : each;
  const { x, y, width, height } = seen.getBoundingClientRect();
  const kind = [each.tagName, each.type, each.role, each.getAttribute("kind"),
    each.closest("header") && "header"].filter(Boolean).join(" ");
  return { kind, x, y, width, height, name: each.ariaLabel ?? each.textContent.slice(0, 40) };
}"""
_BLUR = """() => {
  let each = document.activeElement;
  while (each?.shadowRoot?.activeElement) each = each.shadowRoot.activeElement;
  each.blur();
}"""


def _rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def _light(picture: bytes) -> NDArray[np.float64]:
    """Relative luminance of each pixel (WCAG 2.2)."""
    rgb = np.asarray(Image.open(BytesIO(picture)).convert("RGB")) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


def _contrast(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def _clear_part(with_focus: bytes, without: bytes, width: float, height: float) -> float:
    """Pixels that focus changes by 3:1, as a part of the outline of what is focused."""
    changed = _contrast(_light(with_focus), _light(without)) >= LEAST
    return float(changed.sum()) / (2 * (width + height))


def _picture(page: Page, here: dict[str, float]) -> bytes:
    """What is focused, with some room around it."""
    quiet(page)
    return page.screenshot(
        clip={
            "x": max(here["x"] - 5, 0),
            "y": max(here["y"] - 5, 0),
            "width": here["width"] + 10,
            "height": here["height"] + 10,
        },
        animations="disabled",
        caret="hide",
    )


def _faint(page: Page) -> tuple[set[str], dict[str, float]]:
    """Kinds of things that Tab comes to, and those whose focus is hardly seen."""
    kinds: set[str] = set()
    faint = {}
    page.evaluate("document.body.focus()")
    for _ in range(90):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE)
        if here is None:
            break
        if here["kind"] in kinds or here["width"] < 4:
            continue
        kinds.add(here["kind"])
        seen = _picture(page, here)
        page.evaluate(_BLUR)
        plain = _picture(page, here)
        part = _clear_part(seen, plain, here["width"], here["height"])
        if part < PART:
            faint[f"{here['kind']}: {here['name']}"] = round(part, 2)
    return kinds, faint


def test_focus_is_seen_in_both_themes(visit: Visit) -> None:
    page = visit.open(STATES["plan"])
    schemes: tuple[tuple[Scheme, Palette], ...] = (("light", LIGHT), ("dark", DARK))
    for scheme, colours in schemes:
        page.emulate_media(color_scheme=scheme)
        visit.settled()
        # The page's own parts turn at once, what is drawn from figures when the page is run anew.
        expect(page.locator("h1")).to_have_css("color", _rgb(colours.text))
        expect(page.locator(".stApp")).to_have_css("background-color", _rgb(colours.background))
        expect(page.locator(".wi").first).to_have_css("color", _rgb(colours.text))
        kinds, faint = _faint(page)
        assert len(kinds) >= 7, kinds
        assert not faint, (scheme, faint)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plus_and_minus_of_the_map_are_seen_in_forced_colours(
    browser: Browser, app_url: str, scheme: Scheme
) -> None:
    context = browser.new_context(forced_colors="active", color_scheme=scheme)
    page = Visit(context.new_page(), app_url).open(STATES["map"])
    for name in ("Zoom in", "Zoom out"):
        light = _light(page.get_by_role("button", name=name).screenshot())
        assert _contrast(light.max(), light.min()) >= LEAST, name
    context.close()


def test_a_faint_ring_would_be_found() -> None:
    def picture(ring: int) -> bytes:
        made = Image.new("L", (60, 40), 255)
        made.paste(ring, (3, 3, 57, 37))
        made.paste(255, (5, 5, 55, 35))
        out = BytesIO()
        made.save(out, "PNG")
        return out.getvalue()

    assert _clear_part(picture(110), picture(255), 50, 30) > 1
    assert _clear_part(picture(200), picture(255), 50, 30) == 0
