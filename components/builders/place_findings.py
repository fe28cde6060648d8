"""From a finding to the exhibit that shows it."""

from __future__ import annotations

from analysis.place_findings import Finding
from components.exhibits.exhibit import Recipe


def recipe_of(found: Finding, scope: str) -> Recipe:
    """By which a finding is added to a presentation."""
    params = {"indicator": found.indicator_id, "area": scope, "period": found.period}
    if not found.groups:
        return Recipe("headline", params)
    name = "ethnicity" if found.group_type.startswith("ethnicity") else "deprivation"
    return Recipe(name, {**params, "kind": found.group_type})
