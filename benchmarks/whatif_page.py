"""The What if page: release of a slider to new figures painted, and what is sent for it."""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import Page

from benchmarks.report import Row, Section
from benchmarks.serving import ROOT, Meter, chromium, served
from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan

MOVES = 20
#: Cards by key: the last one waits for a further simulation of the moved lever alone.
FIRST, LAST = "what", "why"
LEVER = "Keyworker support for the whole family"


def _card(name: str) -> str:
    return f".st-key-wi_card_{name} .wi-root"


def _painted(page: Page, name: str) -> str:
    return page.locator(_card(name)).first.get_attribute("data-painted", timeout=60_000) or ""


def _wait(page: Page, name: str, before: str) -> float:
    """Until the card shows other figures; the browser's own time of painting them."""
    page.wait_for_function(
        "([card, before]) => { const root = document.querySelector(card);"
        " return root && root.dataset.painted && root.dataset.painted !== before; }",
        arg=[_card(name), before],
        timeout=60_000,
    )
    return float(page.locator(_card(name)).first.get_attribute("data-painted-at") or "nan")


def run() -> Section:
    """Moves of one slider in a plan of all five strands, whole region, 256 draws."""
    plan = preset_plan("layered", new_plan())
    waits: dict[str, list[float]] = {FIRST: [], LAST: []}
    sent = []
    with served(ROOT / "serve.py") as (url, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        meter = Meter(page)
        start = time.perf_counter()
        page.goto(f"{url}/plan?plan={encode_plan(plan)}")
        page.locator(f"{_card(LAST)}[data-painted]").wait_for(timeout=120_000)
        ready = time.perf_counter() - start
        page.wait_for_timeout(3000)
        slider = page.get_by_role("slider", name=LEVER).first
        slider.focus()
        for turn in range(MOVES):
            before = {name: _painted(page, name) for name in waits}
            received = meter.received
            # A key press moves the slider by a step; the clock starts when it is let go.
            page.evaluate(
                "() => { window.releasedAt = 0; document.addEventListener('keyup',"
                " () => { window.releasedAt = performance.now(); }, {once: true}); }"
            )
            page.keyboard.press("ArrowRight" if turn % 4 != 3 else "ArrowLeft")
            for name, found in waits.items():
                painted = _wait(page, name, before[name])
                found.append(painted - page.evaluate("() => window.releasedAt"))
            page.wait_for_timeout(400)
            sent.append(meter.received - received)
    middle = {name: statistics.median(found) for name, found in waits.items()}
    slow = {name: statistics.quantiles(found, n=20)[-1] for name, found in waits.items()}
    return Section(
        "What if: one slider in a plan of all strands, 14 authorities, 256 draws",
        [
            Row("Ready server to all six cards", f"{ready:.1f} s", "", "first visit, code warmed"),
            Row(
                "Slider released to new figures painted",
                f"{middle[FIRST]:.0f} ms",
                "under 400 ms",
                f"median of {MOVES}; 95th percentile {slow[FIRST]:.0f} ms",
            ),
            Row(
                "Slider released to the last card painted",
                f"{middle[LAST]:.0f} ms",
                "",
                f"with the lever alone for “Why?”; 95th percentile {slow[LAST]:.0f} ms",
            ),
            Row(
                "Sent for a move",
                f"{statistics.median(sent) / 1000:.0f} kB",
                "",
                "all websocket frames, median",
            ),
        ],
    )


if __name__ == "__main__":
    for row in run().rows:
        print(row)
