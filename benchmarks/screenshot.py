"""``python -m benchmarks.screenshot``: the README's pictures, made from the running app."""

from __future__ import annotations

from benchmarks.serving import ROOT, chromium, served


def main() -> None:
    """Take pictures of the map of Sandwell's neighbourhoods and of Sandwell's story."""
    with served(ROOT / "serve.py") as (url, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/map?look=pile&scope=E08000028")
        page.locator(".pane[data-painted]").first.wait_for(timeout=60_000, state="attached")
        page.wait_for_timeout(4000)
        page.screenshot(path=str(ROOT / "docs" / "screenshot.png"))
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto(f"{url}/present?scope=E08000028&mode=story")
        page.locator("[data-story][data-ready=yes]").wait_for(timeout=120_000)
        page.screenshot(path=str(ROOT / "docs" / "story.png"))


if __name__ == "__main__":
    main()
