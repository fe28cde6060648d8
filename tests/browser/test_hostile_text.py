"""Text of people in every field and address: shown letter by letter, asking and drawing nothing.

All that could be read as something else stands in one text a field, so that each page is looked at
once. Every mark has a word of its own: a word that stands alone in an element was read as markup.
The fixture `visit` fails a test whose page asked another host or was kept from it.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

from playwright.sync_api import FilePayload, Page

from components.builders.registry import build
from components.design.page_names import PAGES
from components.exhibits import presentation
from components.exhibits.exhibit import Recipe
from components.exports import brief, brief_plan, image
from components.figures.plan_codes import code_for
from components.session.address import FIELDS
from model.plan import Plan, new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from plans.plan_file import write_file
from tests.browser.conftest import Visit
from tests.browser.what_if_page import drawn, look_at_kept

SANDWELL = "E08000028"
#: Within the 120 letters of a title.
SHORT = (
    "![zqa](//evil.invalid) :red[zqb] $zqc$ :material/skull: :tractor: **zqd** <b>zqe</b> `zqf`"
    " www.evil.invalid"
)
LONG = (
    f"{SHORT} ![zqg](http://evil.invalid/i.png) [zqh](http://evil.invalid) $$zqi$$ ~~zqj~~ "
    "<img src=http://evil.invalid/x onerror=alert(1)> <a href=http://evil.invalid>zqk</a> "
    "zq@evil.invalid https://evil.invalid/zql <http://evil.invalid> :blue-badge[zqm]"
)
#: What was read as markup, or leads elsewhere.
WRONG = r"""() => {
  const own = location.host, found = [];
  for (const e of document.querySelectorAll('body *')) {
    if (['SCRIPT', 'STYLE', 'TEXTAREA', 'TITLE'].includes(e.tagName)) continue;
    const text = e.textContent.trim();
    if (/^zq[a-z]$/.test(text)) found.push(`${e.tagName}: ${text}`);
    for (const name of ['href', 'src', 'xlink:href', 'action', 'srcset']) {
      const address = e.getAttribute(name);
      if (!address || /^(data|blob):/.test(address)) continue;
      try {
        const where = new URL(address, location.href);
        if (where.host !== own) found.push(`${e.tagName} ${name}: ${address.slice(0, 80)}`);
      } catch { found.push(`${e.tagName} ${name}: ${address.slice(0, 80)}`); }
    }
    if (e.matches('[onerror], .katex, math')) found.push(`${e.tagName}: ${text.slice(0, 40)}`);
    if (e.matches('[data-testid="stIconMaterial"]') && text === 'skull') found.push('icon');
  }
  if (document.body.innerText.includes('\u{1F69C}')) found.push('emoji');
  return [...new Set(found)].slice(0, 10);
}"""


def clean(page: Page, shows: str = "") -> None:
    """Nothing on the page was read as markup; ``shows`` stands there letter by letter."""
    # The product's own links to publishers are no text of people.
    wrong = [each for each in page.evaluate(WRONG) if "evil" in each or not each.startswith("A ")]
    assert not wrong, wrong
    said = page.inner_text("body").replace("\u2060", "")
    assert shows in said
    assert "\\" not in said  # the signs that keep Markdown away are not seen themselves


def nasty_plan(title: str = SHORT) -> Plan:
    plan = preset_plan("layered", new_plan(areas=[SANDWELL])).model_copy(update={"title": title})
    first = next(iter(plan.levers))
    levers = plan.levers | {first: plan.levers[first].model_copy(update={"rationale": LONG})}
    return plan.model_copy(update={"levers": levers})


def nasty_presentation() -> presentation.Presentation:
    """Slides with a plan's title in a chart, a plane and a table, and one that cannot be made."""
    code = code_for(nasty_plan())
    pair = f"{code}~{code_for(nasty_plan('B ' + SHORT[:100]))}"
    care = {"outcome": "looked_after"}
    recipes = [
        Recipe("plan_outcome", {"plan": code, **care}),
        Recipe(
            "compare_plane", {"plans": pair, "place": SANDWELL, **care, "threshold": 0, "net": True}
        ),
        Recipe("headline", {"indicator": LONG[:390], "area": SANDWELL, "period": "2025"}),
    ]
    items = tuple(
        presentation.Slide(each, LONG[:290], None if n else LONG) for n, each in enumerate(recipes)
    )
    return presentation.Presentation(items, SHORT)


def test_what_an_address_holds_is_text_on_every_page(visit: Visit) -> None:
    query = urlencode(
        {name: LONG if name not in ("plans",) else f"{SHORT}~{LONG}" for name in FIELDS}
    )
    for name in PAGES:
        page = visit.open(f"/{name}?{query}")
        page.get_by_text("could not be used").first.wait_for()
        clean(page, "![zqa](//evil.invalid) :red[zqb]")


def test_a_plan_and_its_library_are_text(visit: Visit) -> None:
    page = visit.open(f"/plan?{urlencode({'plan': encode_plan(nasty_plan())})}")
    drawn(page)
    clean(page, SHORT)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Note").fill(LONG)
    page.get_by_label("Note").press("Control+Enter")
    clean(page, f"Save {SHORT} in the library")
    page.get_by_role("button", name="Save the plan").click()
    page.get_by_text("Saved: “").wait_for()
    clean(page, f"Saved: “{SHORT}”")

    look_at_kept(page)
    entry = page.locator('[class*="st-key-library_entry_"]').first
    entry.wait_for()
    entry.get_by_role("button", name=re.compile("^Open")).hover()
    page.get_by_role("tooltip").wait_for()
    clean(page, f"Open: {SHORT}")
    assert LONG in entry.inner_text()
    page.locator('input[type="file"]').set_input_files(
        FilePayload(
            name="![zqa](evil.invalid).json",
            mimeType="application/json",
            buffer=write_file(nasty_plan("F" + SHORT), LONG),
        )
    )
    page.get_by_text("Opened from the file: “").wait_for()
    clean(page, f"Opened from the file: “F{SHORT}”")
    bad = json.dumps({"version": 2, LONG[:50]: 1}).encode()
    entry.wait_for(state="detached")  # the plan is shown
    visit.settled()
    look_at_kept(page)
    entry.wait_for()
    page.locator('input[type="file"]').set_input_files(
        FilePayload(name="x.json", mimeType="application/json", buffer=bad)
    )
    page.get_by_text("unknown field").wait_for()
    visit.settled()
    clean(page, LONG[:50])
    page.get_by_role("button", name=re.compile("^Delete")).first.click()
    page.get_by_text("for everybody?").wait_for()
    clean(page, f"Delete “{SHORT}” for everybody?")
    page.get_by_role("button", name="Delete for everybody").click()
    page.get_by_text("was deleted.").wait_for()
    clean(page, f"“{SHORT}” was deleted.")
    page.get_by_role("button", name="Undo the deletion").click()
    page.get_by_text("is back in the library").wait_for()
    clean(page, f"“{SHORT}” is back")

    page = visit.open("/compare")
    page.get_by_role("button", name="Add a plan").click()
    page.get_by_label("A plan from the library").click()
    page.get_by_role("option").first.wait_for()
    clean(page, SHORT)


def test_plans_compared_are_text(visit: Visit) -> None:
    two = "~".join(encode_plan(each, rationale=False) for each in (nasty_plan(), nasty_plan("B")))
    page = visit.open(
        f"/compare?{urlencode({'plans': two, 'plan': encode_plan(nasty_plan('W' + SHORT))})}"
    )
    page.get_by_text("What differs, and why").wait_for()
    visit.settled()
    clean(page, f"A. {SHORT}")
    page.get_by_role("button", name="Add a plan").click()
    page.get_by_text("Add the plan you are working on").wait_for()
    page.get_by_role("button", name="Add the plan you are working on").click()
    visit.settled()
    clean(page, f"C. W{SHORT}")
    if not page.get_by_label("A link or code").is_visible():
        page.get_by_role("button", name="Add a plan").click()
    page.get_by_label("A link or code").fill(f"http://x?plan={LONG}")
    page.get_by_label("A link or code").press("Enter")
    page.get_by_role("button", name="Add the plan of this link").click()
    page.get_by_text("The link could not be used").first.wait_for()
    clean(page)


def test_a_presentation_is_text_while_it_is_prepared_and_shown(visit: Visit) -> None:
    made = nasty_presentation()
    query = {
        "tray": presentation.encode(made),
        "plan": encode_plan(nasty_plan()),
        "scope": SANDWELL,
    }
    page = visit.open(f"/present?{urlencode(query)}")
    page.get_by_text("From the page Plan. Modelled.").wait_for()
    page.get_by_text("There is no indicator").first.wait_for()
    visit.settled()
    clean(page, SHORT)
    for number in range(1, len(made.slides) + 1):
        page = visit.open(f"/present?{urlencode(query | {'mode': 'show', 'slide': number})}")
        page.get_by_text(f"{number} of {len(made.slides)}").wait_for()
        visit.settled()
        clean(page, "![zqa](//evil.invalid)")
        for mark in page.locator(".scatterlayer .point").all()[:2]:
            mark.hover(force=True)
            clean(page)


def test_search_words_are_text(visit: Visit) -> None:
    page = visit.open("/map")
    page.get_by_label("Find an area").fill(SHORT[:78])
    page.get_by_label("Find an area").press("Enter")
    page.get_by_text("No area of the region is called").wait_for()
    clean(page, SHORT[:70])


def test_pictures_and_briefs_ask_nobody(visit: Visit) -> None:
    exhibit = build(nasty_presentation().slides[0].recipe)
    for content in (
        image.svg(exhibit, caption=LONG[:290]).decode("utf-8"),
        brief.html(brief_plan.plan_brief(encode_plan(nasty_plan()), "looked_after")),
    ):
        visit.page.set_content(content)
        clean(visit.page)
