"""The map page: cold start to first map, change of indicator, bytes, memory; beside Plotly."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.report import Row, Section
from benchmarks.serving import ROOT, Meter, chromium, served
from data import store

#: Indicators at LSOA level, each chosen in turn. The first time round every one is new to server
#: and browser: Streamlit keeps large messages, so that a second visit sends a reference only.
TURNS = [
    entry.id
    for entry in store.indicators().values()
    if "lsoa" in entry.levels and entry.id != "overcrowding"
]
CHANGES = 20


def _painted(page: Page, key: str, timeout: float = 60_000) -> None:
    page.locator(f'.pane[data-painted^="{key}|"]').first.wait_for(timeout=timeout, state="attached")


def _choose(page: Page, words: str) -> None:
    box = page.get_by_role("combobox", name="Indicator").first
    box.click()
    box.fill(words)
    page.get_by_role("option").first.wait_for()


def ours() -> list[Row]:
    """Our map, as the app serves it."""
    with served(ROOT / "serve.py") as (url, server), chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        meter = Meter(page)
        start = time.perf_counter()
        page.goto(f"{url}/map?indicator=overcrowding&level=lsoa")
        _painted(page, "overcrowding")
        first = time.perf_counter() - start
        second = browser.new_page(viewport={"width": 1440, "height": 900})
        start = time.perf_counter()
        second.goto(f"{url}/map?indicator=overcrowding&level=lsoa")
        _painted(second, "overcrowding")
        again = time.perf_counter() - start
        second.close()
        page.wait_for_timeout(2000)
        waits, sent = [], []
        for turn in range(CHANGES):
            key = TURNS[turn % len(TURNS)]
            _choose(page, store.indicator(key).short_title)
            page.wait_for_timeout(600)
            before = meter.received
            # From the press of the key to the paint, on the browser's own clock.
            page.evaluate(
                "() => { window.pressedAt = 0; document.addEventListener('keydown',"
                " () => { window.pressedAt = performance.now(); }, {once: true}); }"
            )
            page.keyboard.press("Enter")
            _painted(page, key)
            waits.append(
                page.evaluate(
                    "() => Number([...document.querySelectorAll("
                    "'[data-testid=stBidiComponentIsolated]')]"
                    ".map((host) => host.shadowRoot.querySelector('.pane')).find(Boolean)"
                    ".dataset.paintedAt) - window.pressedAt"
                )
            )
            page.wait_for_timeout(500)
            if turn < len(TURNS):
                sent.append(meter.received - before)
        memory = _memory_per_session(browser, url, server.pid)
    return [
        Row("Ready server to first map, fresh process", f"{first:.1f} s", "under 4 s"),
        Row("The same for the second visitor (cold browser cache)", f"{again:.1f} s"),
        Row(
            "Change of indicator to repaint",
            f"{statistics.median(waits):.0f} ms",
            "under 250 ms",
            f"median of {CHANGES}; {min(waits):.0f} to {max(waits):.0f} ms",
        ),
        Row(
            "Sent for a change of indicator",
            f"{statistics.median(sent) / 1000:.0f} kB",
            "under 40 kB",
            f"whole page, {len(sent)} indicators never sent before",
        ),
        Row("Server memory per session on the map page", f"{memory:.1f} MB", "", "mean of 8"),
    ]


def _memory_per_session(browser: Browser, url: str, pid: int, sessions: int = 8) -> float:
    process = psutil.Process(pid)
    before = process.memory_info().rss
    pages = []
    for _ in range(sessions):
        page = browser.new_context().new_page()
        page.goto(f"{url}/map?indicator=overcrowding&level=lsoa")
        _painted(page, "overcrowding")
        pages.append(page)
    after = process.memory_info().rss
    for page in pages:
        page.context.close()
    return float(after - before) / sessions / 1e6


def plotly() -> list[Row]:
    """Plotly's map of the same layer and values, same browser, same machine."""
    drawn = "() => document.querySelector('.maplibregl-canvas') !== null"
    with served(Path(__file__).parent / "plotly_map.py") as (url, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        meter = Meter(page)
        start = time.perf_counter()
        page.goto(url)
        page.wait_for_function(drawn, timeout=60_000)
        _still(page)
        first = time.perf_counter() - start
        waits, sent = [], []
        for name in ("private_renting", "households_deprived_2plus"):
            before = meter.received
            start = time.perf_counter()
            page.get_by_role("radio", name=name).or_(
                page.get_by_role("button", name=name)
            ).first.click()
            page.get_by_text(f"shown: {name}").wait_for()
            _still(page)
            waits.append((time.perf_counter() - start) * 1000)
            sent.append(meter.received - before)
    return [
        Row("Plotly Choroplethmap: ready server to first map", f"{first:.1f} s"),
        Row(
            "Plotly Choroplethmap: change to repaint",
            f"{statistics.mean(waits):.0f} ms",
            "",
            "mean of 2, until the canvas no longer changes",
        ),
        Row("Plotly Choroplethmap: sent for a change", f"{statistics.median(sent) / 1000:.0f} kB"),
    ]


def _still(page: Page) -> None:
    """Wait until two pictures of the map in a row are the same."""
    last = b""
    for _ in range(100):
        now = page.locator(".maplibregl-canvas").first.screenshot()
        if now == last:
            return
        last = now


def run() -> Section:
    """Both maps in one run."""
    return Section("Map: 3,574 LSOAs, software WebGL", ours() + plotly())
