"""Where the keyboard is can be seen: what focus changes has a contrast of 3:1 (WCAG 2.4.13).

Measured from pixels, as what is drawn is what a person sees: axe does not look at it.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Visit, quiet
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
        left, top = max(here["x"] - 5, 0), max(here["y"] - 5, 0)
        clip = {"x": left, "y": top, "width": here["width"] + 10, "height": here["height"] + 10}
        quiet(page)
        seen = page.screenshot(clip=clip, animations="disabled", caret="hide")
        page.evaluate(_BLUR)
        quiet(page)
        plain = page.screenshot(clip=clip, animations="disabled", caret="hide")
        part = _clear_part(seen, plain, here["width"], here["height"])
        if part < PART:
            faint[f"{here['kind']}: {here['name']}"] = round(part, 2)
    return kinds, faint


def test_focus_is_seen_in_both_themes(visit: Visit) -> None:
    page = visit.open(STATES["plan"])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        visit.settled()
        kinds, faint = _faint(page)
        assert len(kinds) >= 7, kinds
        assert not faint, (scheme, faint)


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
