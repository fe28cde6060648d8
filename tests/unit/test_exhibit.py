"""Exhibits carry every word they need, and are built again from their recipes."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from components.builders import groups, registry
from components.builders.registry import build, check
from components.charts import map_key
from components.exhibits.charts import AreaMap
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports import workbook
from data import store
from tests.narrowed import of_kind
from tests.unit import exhibits as made


@pytest.mark.parametrize("recipe", (*made.REAL, *made.FURTHER), ids=lambda each: each.name)
def test_every_exhibit_has_its_words_and_is_its_recipes(recipe: Recipe) -> None:
    found = build(recipe)
    assert build(Recipe.read([found.recipe.name, dict(found.recipe.params)])).title == found.title
    for text in (found.title, found.source_line, found.alt, found.draft, found.notes):
        assert text.strip() and "<br" not in text and "**" not in text
        assert not re.search(r"\bnan\b", text)
    assert "Open Government Licence" in found.source_line or recipe == made.GRADIENT
    assert "Definition." in found.notes and "Interval." in found.notes and "Caveat." in found.notes


def test_figures_are_the_stores_to_the_digit() -> None:
    rows = store.observations(
        "looked_after", level="utla", within=store.REGION, group_type="all", period="2025"
    ).set_index("area_code")
    found = build(made.PLACES).chart.figures.set_index("area_code")
    assert len(found) == 14
    for column in ("value", "lower", "upper"):
        pd.testing.assert_series_equal(
            found[column].sort_index(),
            rows[column].sort_index().loc[sorted(found.index)],
            check_names=False,
            check_exact=True,
        )


def test_map_figures_are_the_stores_and_its_classes_hold_every_area() -> None:
    found = build(made.MAP)
    rows = store.observations("overcrowding", level="msoa", within=store.REGION, group_type="all")
    stored = rows.set_index("area_code")["value"]
    shown = found.chart.figures.set_index("area_code")["value"].dropna()
    assert (shown == stored.reindex(shown.index)).all() and len(shown) == stored.notna().sum()
    assert sum(row.count for row in map_key.classes(of_kind(AreaMap, found.chart))) == len(shown)


def test_groups_are_in_the_sources_order_and_never_ranked() -> None:
    found = build(made.ETHNICITY)
    # Rates that could be unaccompanied children's are told apart.
    labels = [label.removesuffix(", apart") for label in found.chart.figures["label"]]
    assert labels == ["Asian", "Black", "Mixed", "White", "Other"]
    values = list(found.chart.figures["value"])
    assert values != sorted(values) and values != sorted(values, reverse=True)
    assert "highest" not in found.draft.lower() and "worst" not in found.draft.lower()


def test_the_last_group_is_called_least_deprived_only_when_it_is() -> None:
    labels = list(build(made.DEPRIVATION).chart.figures["label"])
    assert labels[0] == "1 most deprived" and labels[-1] == "9"  # Sandwell has none in tenth 10


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (Recipe("nothing", {}), "no recipe"),
        (Recipe("headline", {"indicator": "looked_after"}), "not complete"),
        (Recipe("checks", {"place": made.SANDWELL}), "not complete"),
        (
            Recipe(
                "compare_plane",
                {
                    "plans": made.PAIR,
                    "place": made.SANDWELL,
                    "net": True,
                    "outcome": "looked_after",
                    "threshold": True,
                },
            ),
            "threshold",
        ),
        (Recipe("headline", {"indicator": "looked_after", "area": 3, "period": "x"}), "area"),
        (
            Recipe(
                "headline",
                {"indicator": "looked_afterr", "area": made.SANDWELL, "period": "2025-03-31/P1D"},
            ),
            "looked_after",
        ),
        (Recipe("headline", {"indicator": "looked_after", "area": "E99", "period": "x"}), "E99"),
        (
            Recipe(
                "headline",
                {"indicator": "looked_after", "area": made.SANDWELL, "period": "1999-03-31/P1D"},
            ),
            "1999",
        ),
        (
            Recipe(
                "ethnicity",
                {
                    "indicator": "overcrowding",
                    "area": made.SANDWELL,
                    "kind": "ethnicity",
                    "period": "2021-03-21/P1D",
                },
            ),
            "not published",
        ),
        (
            Recipe(
                "map",
                {
                    "indicator": "looked_after",
                    "level": "lsoa",
                    "scope": store.REGION,
                    "period": "2025-03-31/P1D",
                },
            ),
            "cannot be drawn",
        ),
    ],
)
def test_bad_recipes_are_refused_in_plain_words(recipe: Recipe, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        build(recipe)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        ["map"],
        ["map", []],
        ["m p", {}],
        ["map", {"a b": "x"}],
        ["map", {"a": None}],
        ["map", {"a": {"b": 1}}],
        ["map", {"a": "x" * 401}],
        ["map", {"a": [1]}],
        ["map", {"a": ["x"] * 61}],
        ["map", {"a": float("nan")}],
        ["map", {f"a{n}": "x" for n in range(21)}],
    ],
)
def test_documents_that_are_no_recipe_are_refused(document: object) -> None:
    with pytest.raises(RecipeError):
        Recipe.read(document)


def test_every_builder_names_only_plain_parameters() -> None:
    for name in registry.names():
        with pytest.raises(RecipeError):
            check(Recipe(name, {"no_such_parameter": "x"}))


def test_an_exhibit_without_words_or_figures_cannot_be_made() -> None:
    whole = build(made.HEADLINE)
    with pytest.raises(ValueError, match="'source'"):
        replace(whole, source=" ")
    with pytest.raises(ValueError, match="columns value"):
        replace(whole.chart, figures=whole.chart.figures.drop(columns="value"))
    with pytest.raises(ValueError, match="needs figures"):
        replace(whole.chart, figures=whole.chart.figures.head(0))


def test_usual_recipes_say_when_nothing_is_published_for_the_place_itself() -> None:
    with pytest.raises(RecipeError, match="not published"):
        groups.usual_breakdown("overcrowding", made.SANDWELL, "ethnicity")


def test_places_of_one_name_are_told_apart_in_title_alt_text_and_csv() -> None:
    made = [
        build(
            Recipe(
                "headline",
                {"indicator": "children_low_income_ahc", "area": code, "period": "2024-04-01/P1Y"},
            )
        )
        for code in ("E05007069", "E05009448")
    ]
    for exhibit, authority in zip(made, ("Tamworth", "Herefordshire"), strict=True):
        csv = workbook.csv(exhibit).decode("utf-8-sig")
        for text in (exhibit.title, exhibit.alt, exhibit.draft, exhibit.place, csv):
            assert "Castle (" in text and authority in text
