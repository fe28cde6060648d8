"""Choosing something, or another page: how long until the new figures are on the screen.

From the click on the option or link to the last change of what is in view: every element inside
the window is watched, frame by frame, until the app has ended its run and every chart of the page
is drawn. That later end, with all below the window, stands in the note.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable

from playwright.sync_api import Page

from benchmarks.report import Row, Section
from benchmarks.serving import ROOT, chromium, served

ROUNDS = 4
SANDWELL = "E08000028"
_WORDS = "[data-testid='stMain']"
_WATCH = """([before, place]) => new Promise((resolve) => {
  const inView = () => [...document.querySelectorAll("[data-testid='stElementContainer']")]
    .filter((item) => {
      const box = item.getBoundingClientRect();
      return box.height > 0 && box.top < innerHeight && box.bottom > 0;
    })
    .map((item) => item.textContent + (item.dataset.stale || ""))
    .join("|");
  let seen = "", changed = 0;
  const look = () => {
    const main = document.querySelector(place);
    const app = document.querySelector("[data-testid='stApp']");
    const plots = [...document.querySelectorAll(".js-plotly-plot")];
    const ended = app?.getAttribute("data-test-script-state") !== "running";
    const drawn = plots.every((plot) => plot.querySelector(".main-svg"));
    const now = performance.now() - window.clickedAt;
    const words = inView();
    if (words !== seen) { seen = words; changed = now; }
    if (main && main.innerText !== before && ended && drawn) {
      window.endedAt = window.endedAt || performance.now();
      if (now - changed > 400) return resolve([changed, window.endedAt - window.clickedAt]);
    } else window.endedAt = 0;
    requestAnimationFrame(look);
  };
  look();
})"""


def _timed(page: Page, act: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds from the last click of ``act`` to the last change in view, and to the end."""
    page.wait_for_timeout(600)
    before = page.locator(_WORDS).inner_text()
    page.evaluate(
        "() => { window.endedAt = 0; document.addEventListener('click', () => {"
        " window.clickedAt = performance.now(); }, {capture: true}); }"
    )
    act()
    seen, ended = page.evaluate(_WATCH, [before, _WORDS])
    return float(seen), float(ended)


def _choose(page: Page, label: str, option: str) -> Callable[[], None]:
    def act() -> None:
        box = page.get_by_role("combobox", name=label, exact=True)
        box.click()
        if box.is_editable():  # a long list has its first entries in the page only
            box.press_sequentially(option)
        found = page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).first
        found.wait_for()
        found.click()

    return act


def _press(page: Page, name: str) -> Callable[[], None]:
    def act() -> None:
        page.get_by_role("radio", name=name).or_(
            page.get_by_role("button", name=name)
        ).first.click()

    return act


def _go(page: Page, name: str) -> Callable[[], None]:
    return lambda: page.get_by_role("link", name=name, exact=True).first.click()


def _alternating(page: Page, acts: list[Callable[[], None]]) -> list[tuple[float, float]]:
    """The acts in turn, again and again; the first round fills caches and is left out."""
    taken = [_timed(page, act) for _ in range(ROUNDS) for act in acts]
    return taken[len(acts) :]


def run() -> Section:
    """Each selection of Who is affected and All indicators, and each change of page."""
    found: dict[str, list[tuple[float, float]]] = {}
    with served(ROOT / "serve.py") as (url, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})

        def opened(path: str) -> None:
            page.goto(url + path)
            page.locator("h1").wait_for(timeout=60_000)
            page.wait_for_timeout(4000)

        opened(
            f"/who_is_affected?scope={SANDWELL}&question=deprivation&indicator=households_deprived_2plus"
        )
        found["Who is affected: another indicator, by deprivation"] = _alternating(
            page,
            [
                _choose(page, "Indicator", name)
                for name in ("Households renting privately", "Households deprived in two or more")
            ],
        )
        opened(f"/who_is_affected?scope={SANDWELL}&question=ethnicity&indicator=looked_after")
        found["Who is affected: another reference group"] = _alternating(
            page, [_choose(page, "Compare each group with", name) for name in ("White", "Average")]
        )
        found["Who is affected: another place"] = _alternating(
            page, [_choose(page, "Place", name) for name in ("Birmingham", "Sandwell")]
        )
        found["Who is affected: another question"] = _alternating(
            page,
            [
                _press(page, name)
                for name in (
                    "1. What services do",
                    "2. By deprivation",
                    "4. Both together",
                    "3. By ethnic group",
                )
            ],
        )
        opened(f"/all_indicators?scope={SANDWELL}")
        found["All indicators: another place"] = _alternating(
            page, [_choose(page, "Place", name) for name in ("Birmingham", "Sandwell")]
        )
        found["All indicators: another benchmark"] = _alternating(
            page,
            [
                _choose(page, "Compare with", name)
                for name in ("The West Midlands region", "England")
            ],
        )
        found["All indicators: another filter"] = _alternating(
            page, [_choose(page, "Show", name) for name in ("Things services do", "All indicators")]
        )
        for name in (
            "At a glance",
            "Who is affected",
            "All indicators",
            "Map",
            "Evidence and data",
            "Present",
        ):
            away = "All indicators" if name == "Map" else "Map"
            found[f"To the page {name}"] = _alternating(page, [_go(page, away), _go(page, name)])[
                1::2
            ]
    return Section(
        "Choosing something, or another page, until the new figures are on the screen",
        [_row(what, taken) for what, taken in found.items()],
    )


def _row(what: str, taken: list[tuple[float, float]]) -> Row:
    seen, ended = ([pair[part] for pair in taken] for part in (0, 1))
    return Row(
        what,
        f"{statistics.median(seen):.0f} ms",
        "under 500 ms",
        f"median of {len(seen)}; {min(seen):.0f} to {max(seen):.0f} ms; "
        f"all of the page {statistics.median(ended):.0f} ms",
    )


if __name__ == "__main__":
    for row in run().rows:
        print(row)
