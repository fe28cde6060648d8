"""Where labels stand on a page: for a test that finds what has moved.

``boxes.json`` holds, for each page and size, the box of each label that is seen before a person
scrolls. It is rewritten on purpose by::

    python -m tests.browser.boxes            # every page
    python -m tests.browser.boxes plan data  # some
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.every_page import STATES

KEPT = Path(__file__).with_name("boxes.json")
SIZES = ((1440, 900), (1280, 720), (390, 844))
#: Pixels: two makes of the browser draw the same letters up to so much apart.
TOLERANCE = 6
_HOW = "If that is meant, look at the page and run: python -m tests.browser.boxes"
#: Labels in the order of the page, each by its words (and its number, where some have the same):
#: left, top, width and height.
_READ = """() => {
  const found = {}, counts = {};
  const labels = 'h1, h2, h3, label, button, a[href], summary, .js-plotly-plot .main-svg text, '
    + '.wi svg text';
  for (const each of document.querySelectorAll(labels)) {
    if (each.closest(".paper-only, .modebar, [aria-hidden='true']")) continue;
    const copy = each.cloneNode(true);
    for (const icon of copy.querySelectorAll('[data-testid="stIconMaterial"], svg, style'))
      icon.remove();
    const words = copy.textContent.trim().replace(/\\s+/g, " ").slice(0, 40);
    const { x, y, width, height } = each.getBoundingClientRect();
    if (!words || width < 2 || height < 2 || y >= innerHeight || y + height <= 0) continue;
    if (getComputedStyle(each).visibility === "hidden") continue;
    counts[words] = (counts[words] ?? 0) + 1;
    const name = counts[words] > 1 ? `${words} #${counts[words]}` : words;
    found[name] = [x, y, width, height].map(Math.round);
  }
  return found;
}"""

Boxes = dict[str, list[int]]


def kept() -> dict[str, dict[str, Boxes]]:
    """The boxes of each page at each size, as they were looked at."""
    return dict(json.loads(KEPT.read_text(encoding="utf-8"))) if KEPT.exists() else {}


def read(page: Page) -> Boxes:
    """The boxes of the labels now on the screen."""
    return dict(page.evaluate(_READ))


def moved(before: Boxes, now: Boxes) -> list[str]:
    """What has gone, come or moved by more than the tolerance, in words."""
    told = [f"“{name}” is gone" for name in before if name not in now]
    told += [f"“{name}” is new" for name in now if name not in before]
    for name, box in before.items():
        if name in now and max(abs(a - b) for a, b in zip(box, now[name], strict=True)) > TOLERANCE:
            told.append(f"“{name}” was at {box}, is at {now[name]}")
    return [*told[:12], _HOW] if told else []


def at_sizes(page: Page) -> dict[str, Boxes]:
    """The boxes of one open page at each size; afterwards it has the first size again."""
    from tests.browser.conftest import quiet

    found = {}
    for width, height in (*SIZES[1:], SIZES[0]):
        page.set_viewport_size({"width": width, "height": height})
        quiet(page)
        page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollTo(0, 0)")
        found[f"{width}x{height}"] = read(page)
    return found


def main(names: list[str]) -> None:
    """Write the boxes of some pages, or of every page, as they are now."""
    from tests.browser.conftest import ARGUMENTS, CHROMIUM, Visit, running_app

    if unknown := set(names) - set(STATES):
        sys.exit(f"There is no page {', '.join(sorted(unknown))}; there are {', '.join(STATES)}.")
    found = kept()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder), PLANS_DATABASE_URL=f"sqlite:///{folder}/plans.db") as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in names or STATES:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = Visit(context.new_page(), url).open(STATES[name])
            found[name] = at_sizes(page)
            context.close()
        browser.close()
    ordered = {name: found[name] for name in STATES if name in found}
    KEPT.write_text(_written(ordered), encoding="utf-8")


def _written(found: dict[str, dict[str, Boxes]]) -> str:
    """A line for each label, so that a difference is read easily."""
    text = json.dumps(found, ensure_ascii=False, indent=1)
    out, held = [], ""
    for line in text.splitlines():
        bare = line.strip().rstrip(",")
        if held or (line.endswith("[") and ":" in line):
            held += line if not held else line.strip()
            if bare == "]":
                out.append(held)
                held = ""
        else:
            out.append(line)
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
