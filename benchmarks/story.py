"""The story of Present: from the press to the first slide, and how long a key takes."""

from __future__ import annotations

import os
import statistics
import time

from playwright.sync_api import Page

from benchmarks.report import Row, Section
from benchmarks.serving import ROOT, chromium, served

SANDWELL = "E08000028"
#: Keys forward and back, each measured until the frame after the one it is drawn in.
ROUNDS = 20
_FLIP = """(key) => new Promise((done) => {
  const begun = performance.now();
  document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
})"""


def _open(page: Page, url: str) -> float:
    start = time.perf_counter()
    page.goto(f"{url}/present?scope={SANDWELL}&mode=story")
    page.locator("[data-story][data-ready=yes]").wait_for(timeout=120_000)
    return time.perf_counter() - start


def run() -> Section:
    """Measure it on a screen of 1280 by 720; says the load of the machine beside it."""
    with served(ROOT / "serve.py") as (url, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        first, again = _open(page, url), _open(page, url)
        count = page.locator("figure").count()
        keys = ["ArrowRight"] * (count - 1) + ["ArrowLeft"] * (count - 1)
        waits = [page.evaluate(_FLIP, key) for _ in range(ROUNDS) for key in keys]
    load = f"load of the machine {os.getloadavg()[0]:.1f}"
    return Section(
        "The story",
        [
            Row("Address to first slide, all slides loaded, fresh process", f"{first:.1f} s"),
            Row("The same again, pictures kept", f"{again:.1f} s"),
            Row(
                f"A key to the next slide drawn, median of {len(waits)}",
                f"{statistics.median(waits):.0f} ms",
                "under 100 ms",
                load,
            ),
            Row(
                "The same, 95 of 100 keys within",
                f"{statistics.quantiles(waits, n=20)[-1]:.0f} ms",
                "under 100 ms",
                load,
            ),
        ],
    )
