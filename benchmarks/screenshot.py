"""``python -m benchmarks.screenshot``: the README's picture, made from the running app."""

from __future__ import annotations

from benchmarks.serving import ROOT, chromium, served


def main() -> None:
    """Open the map of Sandwell's neighbourhoods and take its picture."""
    with served(ROOT / "serve.py") as (url, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/map?indicator=income_deprived_children_rate&level=lsoa&area=E08000028")
        page.locator(".pane[data-painted]").first.wait_for(timeout=60_000, state="attached")
        page.wait_for_timeout(4000)
        page.screenshot(path=str(ROOT / "docs" / "screenshot.png"))


if __name__ == "__main__":
    main()
