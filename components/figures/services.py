"""Which services the page of services shows."""

from __future__ import annotations

from data import store
from data.metadata import Indicator

#: Contacts with children's social care, from first to last: none is chosen by the family.
STAGES = ("children_in_need", "child_protection_plans", "looked_after")


def services() -> list[Indicator]:
    """Indicators of things services do that are published by ethnic group, in order of title."""
    found = [
        entry
        for entry in store.indicators().values()
        if "ethnicity" in entry.breakdowns and (entry.done_by_services or entry.id in STAGES)
    ]
    rank = {name: place for place, name in enumerate(STAGES)}
    return sorted(found, key=lambda entry: (rank.get(entry.id, len(rank)), entry.title))
