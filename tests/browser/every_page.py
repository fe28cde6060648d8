"""The pages, each in the states that look different: for tests that hold on every page."""

from __future__ import annotations

from playwright.sync_api import Page

from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from tests.browser.conftest import Visit
from tests.browser.what_if_page import drawn

SANDWELL = "E08000028"
PLANS = tuple(
    encode_plan(preset_plan(name, new_plan(areas=[SANDWELL])))
    for name in ("layered", "prevent", "identify")
)
#: Name -> path with its address.
STATES = {
    "at_a_glance": f"/?scope={SANDWELL}",
    "at_a_glance_region": "/",
    "map": "/map",
    "map_of_wards": f"/map?scope={SANDWELL}&indicator=overcrowding&level=msoa",
    "map_two": "/map?look=two",
    "map_pile_up": f"/map?scope={SANDWELL}&look=pile",
    "who_services": f"/who_is_affected?scope={SANDWELL}&question=services",
    "who_deprivation": f"/who_is_affected?scope={SANDWELL}&question=deprivation",
    "who_ethnicity": f"/who_is_affected?scope={SANDWELL}&question=ethnicity&indicator=looked_after",
    "who_both": f"/who_is_affected?scope={SANDWELL}&indicator=persistent_absence&question=both",
    "plan": f"/plan?scope={SANDWELL}&plan={PLANS[0]}",
    "compare": f"/compare?scope={SANDWELL}&plans={'~'.join(PLANS)}",
    "present": f"/present?scope={SANDWELL}",
    "all_indicators": f"/all_indicators?scope={SANDWELL}",
    "evidence": "/evidence",
    "evidence_registers": "/evidence?section=registers",
    "evidence_checks": "/evidence?section=checks",
    "data": "/data",
}


def opened(visit: Visit, name: str) -> Page:
    """A page in one of the states, with all that it has to show: what is modelled, and maps."""
    page = visit.open(STATES[name])
    if name == "plan":
        drawn(page)
    elif name == "compare":
        page.get_by_text("How the levers are set", exact=True).wait_for(timeout=120_000)
    elif name.startswith("map"):
        page.locator(".pane[data-version][data-painted]").first.wait_for(timeout=120_000)
    visit.settled()
    return page
