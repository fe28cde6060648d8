"""Each selector of the style sheets for Streamlit's own page finds something where it is meant to.

A newer Streamlit may name its parts otherwise: a sheet would then do nothing, and nobody be told.
"""

from __future__ import annotations

import json
import re

from components.design import styles
from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from tests.browser.conftest import ROOT, Visit
from tests.browser.what_if_page import drawn

_KEPT = ROOT / "tests" / "fixtures" / "first_version"
_CODES = json.loads((_KEPT / "presentations.json").read_text("utf-8"))
SANDWELL = "E08000028"
PLAN = preset_plan("layered", new_plan(areas=[SANDWELL]))
_SHOW = f"/present?scope={SANDWELL}&mode=show&tray="
PLACES, PLANS = (_CODES[name]["code"] for name in ("places_and_groups", "plans"))
#: The pages on which a sheet's selectors must find something, one or another of them; behind "#"
#: what is pressed there.
PAGES = {
    "every_page": [
        *("/", "/who_is_affected", "/plan", "/data"),
        f"/plan?scope={SANDWELL}&plan={encode_plan(PLAN)}",
    ],
    "paper": [f"/?scope={SANDWELL}", "/data", "/evidence?section=checks", "/compare", "/plan"],
    "at_a_glance": [f"/?scope={SANDWELL}"],
    "narrow_tables": ["/evidence?section=checks"],
    "what_if": [
        f"/plan?scope={SANDWELL}&plan={encode_plan(PLAN)}{press}"
        for press in ("", "#Do no harm", "#Fair shares")
    ]
    + [f"/plan?scope={SANDWELL}"],
    "evidence": ["/evidence"],
    "present": [f"{_SHOW}{PLACES}&slide={n}" for n in (1, 3, 4)]
    + [
        f"{_SHOW}{PLACES}&slide={[i[0] for i in _CODES['places_and_groups']['items']].index(k) + 1}"
        for k in ("headline", "causal", "map")
    ],
    "story": [f"/present?scope={SANDWELL}&mode=story"],
    "area_profile": [f"/all_indicators?scope={SANDWELL}"],
}
_KEYBOARD = "while the keyboard is on it"
#: What is there only for a moment or in another state, each with the state.
NOT_ALWAYS = {
    '.st-key-wi_page [data-stale="true"]': "while a new run is awaited",
    ".atlas-offline:not(:empty)": "while the connection is lost",
    '[data-testid="stExpandSidebarButton"]::after': "on a phone, where the pages are behind it",
    ".pm-root button:focus-visible": _KEYBOARD,
    ":root :is(a, button, summary, [tabindex]):focus-visible": _KEYBOARD,
    ":root:root:root :is(input, textarea, main, header a):focus-visible": _KEYBOARD,
    ".stSlider [data-rac]:has(> div > input:focus-visible)": _KEYBOARD,
    ".stCheckbox label:has(input:focus-visible)": _KEYBOARD,
}
#: Those of some selectors that find something, as themselves or within open shadow trees.
_THERE = """(all) => {
  const trees = [document];
  for (const tree of trees)
    for (const each of tree.querySelectorAll("*")) if (each.shadowRoot) trees.push(each.shadowRoot);
  return all.filter((one) => {
    const bare = one.replace(/::[\\w-]+/g, "") || "*";
    return trees.some((tree) => tree.querySelector(bare));
  });
}"""


def selectors(sheet: str) -> list[str]:
    """Selectors of a style sheet, those of a list each by itself."""
    plain = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    found = []
    for head in re.findall(r"([^{};]+)\{", plain):
        if head.strip().startswith("@"):
            continue
        found += [part.strip() for part in re.split(r",(?![^(]*\))", head)]
    return list(dict.fromkeys(" ".join(each.split()) for each in found))


def test_every_sheet_has_its_pages() -> None:
    assert {path.stem for path in styles.FOLDER.glob("*.css")} == set(PAGES)
    for path in (ROOT / "components").rglob("*"):
        if path.suffix in (".py", ".css", ".html") and path.parent != styles.FOLDER:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"st-key-|data-testid|\.st[A-Z]\w+[ {>,]", text), path


def test_each_selector_finds_something(visit: Visit) -> None:
    """Each page is opened once, for all the sheets that have something there."""
    missing = {
        name: {each for each in selectors(styles.sheet(name)) if each not in NOT_ALWAYS}
        for name in PAGES
    }
    for address in dict.fromkeys(address for each in PAGES.values() for address in each):
        path, _, press = address.partition("#")
        page = visit.open(path)
        if address in PAGES["area_profile"]:  # its table is drawn after the page has settled
            page.locator(".ap").first.wait_for(state="attached")
        if "plan=" in path:  # its results and levers come after its heading
            drawn(page)
            page.locator(".stSlider").first.wait_for()
            visit.settled()
        if press:
            page.get_by_role("radio", name=re.compile(press)).first.click(force=True)
            visit.settled()
        for name in (name for name, addresses in PAGES.items() if address in addresses):
            missing[name] -= set(page.evaluate(_THERE, sorted(missing[name])))
    assert not any(missing.values()), {name: sorted(each) for name, each in missing.items()}
