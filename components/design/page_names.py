"""The pages, in the order of a meeting: what each is called, here and in its address."""

from __future__ import annotations

#: File name -> title. The first is where a bare address lands. The address of a page is its file
#: name, and must be: a process that has just started looks a link's page up by file name (see
#: `widgets.navigation.frame`), and would say "page not found" to any other address.
PAGES = {
    "at_a_glance": "At a glance",
    "map": "Map",
    "who_is_affected": "Who is affected",
    "plan": "Plan",
    "present": "Present",
    "all_indicators": "All indicators",
    "evidence": "Evidence and data",
    "compare": "Compare",
    "data": "Data",
}
#: Pages that share one entry of the navigation: name -> the words of its tab.
TABS = ({"plan": "Adjust", "compare": "Compare"}, {"evidence": "Evidence", "data": "Data"})
#: Steps of the page Plan, in the order of its tabs: value of the field ``step`` -> words. Compare,
#: a page of its own, stands before the last.
STEPS = {"examples": "Examples", "adjust": "Adjust", "mix": "Find a mix", "kept": "Kept plans"}
#: Names in addresses of earlier versions -> names now. Never taken out: people keep links.
MOVED = {
    "overview": "at_a_glance",
    "who_bears_it": "who_is_affected",
    "what_if": "plan",
    "area_profile": "all_indicators",
}


def tabs_of(name: str) -> dict[str, str]:
    """Pages that share a page's entry of the navigation, itself among them; none for most."""
    return next((tabs for tabs in TABS if name in tabs), {})
