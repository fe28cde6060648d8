"""What the first version kept still opens: codes, files, library rows, recipes' names."""

from __future__ import annotations

import inspect
import json
import sqlite3
from pathlib import Path

import pytest

from components.builders import registry
from components.exhibits import presentation
from model.plan import canonical
from model.plan_code import decode_plan
from plans.library import open_library
from plans.plan_file import read_file

KEPT = Path(__file__).parents[1] / "fixtures" / "first_version"
PLANS = json.loads((KEPT / "plans.json").read_text("utf-8"))
PRESENTATIONS = json.loads((KEPT / "presentations.json").read_text("utf-8"))
RECIPES = json.loads((KEPT / "recipes.json").read_text("utf-8"))
_VERSIONS = ("version", "app_version", "data_version")


#: The baseline through two end points is gone; a plan that used it takes the tested forecast.
_BASELINES = {"recent_trend": "forecast"}


def same(old: object, new: object) -> bool:
    """Whether everything the old plan says stands in the new one; the new may say more."""
    if isinstance(old, dict):
        assert isinstance(new, dict)
        if "baseline" in old:
            old = old | {"baseline": _BASELINES.get(old["baseline"], old["baseline"])}
        return all(same(value, new[key]) for key, value in old.items() if key not in _VERSIONS)
    return old == new


@pytest.mark.parametrize("name", PLANS)
def test_a_plans_code_is_the_same_plan(name: str) -> None:
    kept = PLANS[name]
    assert same(kept["plan"], canonical(decode_plan(kept["code"])))


@pytest.mark.parametrize("name", PRESENTATIONS)
def test_a_presentations_code_is_the_same_presentation(name: str) -> None:
    kept = PRESENTATIONS[name]
    opened = presentation.decode(kept["code"])
    assert opened.title == kept["title"]
    rows = [
        [each.recipe.name, dict(each.recipe.params), each.caption, each.words]
        for each in opened.slides
    ]
    assert rows == kept["items"]
    for each in opened.slides:
        registry.check(each.recipe)


def test_a_plan_file_opens_with_note_and_presentation() -> None:
    plan, note, code = read_file((KEPT / "plan_file.json").read_bytes())
    assert same(PLANS["own"]["plan"], canonical(plan))
    assert note == "A note of two lines.\nThe second."
    assert code == PRESENTATIONS["plans"]["code"]


def test_a_kept_library_opens_with_both_versions_and_the_deleted_plan(tmp_path: Path) -> None:
    path = tmp_path / "plans.db"
    with sqlite3.connect(path) as database:
        database.executescript((KEPT / "library.sql").read_text("utf-8"))
    database.close()
    library = open_library(f"sqlite:///{path}")
    (entry,) = library.list_plans("")
    newest, first = library.open("", entry.id), library.open("", entry.id, 1)
    assert (newest.version, newest.note, first.note) == (2, "as changed", "for the board")
    assert same(PLANS["own"]["plan"], canonical(newest.plan()))
    assert same(PLANS["layered"]["plan"], canonical(first.plan()))
    assert newest.tray == PRESENTATIONS["plans"]["code"]
    assert first.tray == PRESENTATIONS["places_and_groups"]["code"]
    (gone,) = library.list_plans("", deleted=True)
    library.undelete("", gone.id)
    assert same(PLANS["region"]["plan"], canonical(library.open("", gone.id).plan()))


def test_every_recipe_keeps_its_name_and_parameters() -> None:
    assert set(RECIPES) <= set(registry.names())
    for name, params in RECIPES.items():
        now = inspect.signature(registry._BUILDERS[name]).parameters
        for word, kept in params.items():
            assert str(now[word].annotation) == kept["type"], f"{name}: {word}"
            usual = kept.get("default", inspect.Parameter.empty)
            assert now[word].default == usual, f"{name}: {word}"
        added = set(now) - set(params)
        assert all(now[word].default is not inspect.Parameter.empty for word in added), name
