"""axe-core on a page, WCAG 2.2 AA; any violation fails."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import quiet

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    """Each violation as "rule: first element that breaks it".

    Looked at once the page is at rest: what is about to be replaced fades, and pale text is no
    violation of the page.
    """
    if page.locator('[data-testid="stApp"]').count():
        quiet(page)
    # Told of violations only, axe does not describe each of the thousands of parts that pass.
    asked = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=asked)
    return [
        f"{item['id']} ({item['impact']}): {item['nodes'][0]['html'][:200]} "
        f"... {item['nodes'][0].get('failureSummary', '')[:200]}"
        for item in found.response["violations"]
    ]
