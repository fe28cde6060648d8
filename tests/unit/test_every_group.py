"""Ethnic groups in every exhibit of every place and indicator: all told, in order, none picked."""

from __future__ import annotations

import re

import pytest

from analysis import place_findings
from analysis.place_findings import FEWEST_PEOPLE
from components.builders.registry import build
from components.exhibits.charts import Rows
from components.exhibits.exhibit import Recipe, RecipeError
from components.figures import groups
from components.wording import place_findings as words
from data import store
from data.contract import ETHNIC_GROUPS
from tests.narrowed import of_kind, some

PLACES = [*store.areas("utla", store.REGION).index, store.REGION, store.WMCA]


def recipes(scope: str) -> list[Recipe]:
    found = []
    for name, entry in store.indicators().items():
        for kind in groups.kinds(entry, ("ethnicity",)):
            own = groups.shown(entry, kind, scope, scope)
            if own is None or own.code != scope:
                continue
            for period in own.periods[-2:]:
                params = {"indicator": name, "area": scope, "kind": kind, "period": period}
                found.append(Recipe("ethnicity", params))
                found.append(Recipe("ratios", {**params, "reference": "average"}))
    return found


def named(title: str) -> list[str]:
    """Groups that a title names as above or below, or as not to be told."""
    tail = title.rpartition(": ")[2] if ": " in title else ""
    return re.findall(rf"\b({'|'.join(ETHNIC_GROUPS)})\b", tail)


@pytest.mark.parametrize("scope", PLACES)
def test_groups_are_told_whole_in_order_and_none_is_picked(scope: str) -> None:
    built = 0
    for recipe in recipes(scope):
        try:
            found = build(recipe)
        except RecipeError:
            continue  # no average to set them against
        built += 1
        rows = found.chart.figures
        labels = [text.removesuffix(", apart") for text in rows["label"]]
        assert labels == [each for each in ETHNIC_GROUPS if each in labels], recipe.key
        aside = {text.removesuffix(", apart") for text in rows["label"] if ", apart" in text}
        told = {g for g, v in zip(labels, rows["value"], strict=True) if v == v}
        assert all(re.search(rf"\b{group}\b", found.draft) for group in told), recipe.key
        own = store.observations(
            str(recipe.params["indicator"]),
            area_codes=scope,
            group_type="ethnicity",
            period=str(recipe.params["period"]),
        ).set_index("group")
        small = {g for g in labels if g in own.index and own.loc[g, "numerator"] < FEWEST_PEOPLE}
        title = named(found.title)
        assert not set(title) & small, f"{found.title} names a group of fewer than 30"
        assert not set(title) & aside, f"{found.title} names a group that stands apart"
        sides = [part.strip() for part in found.title.rsplit(": ", 1)[-1].split(";")]
        for side in sides:
            assert (inside := named(side)) == sorted(inside, key=ETHNIC_GROUPS.index), found.title
        if title and "apart" not in found.title:
            # Whoever stands above or below by its interval is named, not the furthest alone.
            assert re.search(r"above|below", found.title)
            line = 1.0 if recipe.name == "ratios" else some(of_kind(Rows, found.chart).reference)[1]
            clear = {
                label
                for label, low, high in zip(labels, rows["lower"], rows["upper"], strict=True)
                if (low > line or high < line) and label not in small | aside
            }
            assert set(title) == clear, found.title
        assert not re.search(r"highest|largest|most likely|times as", found.title)
    assert built > 5


@pytest.mark.parametrize("scope", PLACES)
def test_findings_of_groups_name_nobody_under_thirty(scope: str) -> None:
    for found in place_findings.candidates(scope):
        if not found.groups or found.group_type != "ethnicity":
            continue
        said = words.sentence(found)
        small = {each.group for each in found.groups if each.people < FEWEST_PEOPLE}
        judged = said.partition("Clear of the average: ")[2].partition(".")[0]
        assert not small & set(re.findall(r"[A-Z]\w+", judged)), said
        assert [each.group for each in found.groups] == [
            each for each in ETHNIC_GROUPS if each in {one.group for one in found.groups}
        ]
        assert all(each.group in said for each in found.groups), said


def test_where_four_of_five_groups_stand_apart_the_title_says_so() -> None:
    params = {"indicator": "looked_after", "area": "E06000020", "kind": "ethnicity"}
    found = build(Recipe("ethnicity", {**params, "period": "2025-03-31/P1D"}))
    assert found.title.endswith(
        "4 of 5 groups stand apart, and White can't be told from the average"
    )
