"""The story of a place: five beats in order, each borne out by its picture."""

from __future__ import annotations

import base64

import pytest

from components.builders import story
from components.builders.registry import build
from components.exports import story as pictures
from components.figures import examples
from components.wording import story as words
from data import store
from model.plan import PlanError, new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan

SANDWELL, SOUTH_STAFFORDSHIRE = "E08000028", "E07000196"
QUESTIONS = [words.MATTERS, words.WHERE, words.WHO, words.CHANGE, words.SURE]


@pytest.mark.parametrize("scope", [SANDWELL, SOUTH_STAFFORDSHIRE, store.REGION])
def test_five_beats_in_the_order_of_a_meeting(scope: str) -> None:
    told = list(story.beats(scope))
    assert [each.question for each in told] == QUESTIONS
    for each in told:
        assert 20 < len(each.sentence) < 170, each.sentence
        assert "\n" not in each.sentence


def test_the_first_sentence_and_its_note_are_the_stores() -> None:
    first = next(story.beats(SANDWELL))
    rows = store.observations("children_low_income_ahc", area_codes=SANDWELL, group_type="all")
    newest = rows.sort_values("start")["value"].iloc[-1] if "start" in rows else None
    figures = build(first.recipe).chart.figures.set_index("area_code")
    own = float(figures.loc[SANDWELL, "value"])
    assert own in set(rows["value"].astype(float))
    assert newest is None or own == pytest.approx(float(newest))
    assert f"{own:.1f}%" in first.note
    assert first.sentence.startswith("In Sandwell, about ")


def test_a_plan_that_is_chosen_is_told_by_its_name_and_range() -> None:
    plan = preset_plan("prevent", new_plan(areas=[SANDWELL], title="Ours"))
    code = encode_plan(plan.model_copy(update={"title": "Ours"}))
    change = next(b for b in story.beats(SANDWELL, code) if b.question == words.CHANGE)
    last = build(change.recipe).chart.figures.iloc[-1]
    assert "Plan: Ours." in change.note and "Example" not in change.note
    assert last["lower"] < last["upper"]
    example = next(b for b in story.beats(SANDWELL) if b.question == words.CHANGE)
    assert example.recipe.params["plan"] == examples.layered(SANDWELL)
    assert "Example plan: " in example.note


def test_a_code_that_is_no_plan_is_refused() -> None:
    with pytest.raises(PlanError):
        list(story.beats(SANDWELL, "not a plan"))


def test_counts_stay_on_one_line() -> None:
    assert words.held("clear: Asian 0 of 6, Other 1 of 12") == (
        "clear: Asian\u00a00\u00a0of\u00a06, Other\u00a01\u00a0of\u00a012"
    )


def test_pictures_are_there_for_both_themes_and_a_phone_sees_each_once() -> None:
    first = next(story.beats(SANDWELL))
    made = list(pictures.screens(first, 1))
    assert len(made) == 2 and [each.part for each in made] == ["part 1 of 2", "part 2 of 2"]
    assert made[0].narrow and not made[1].narrow
    seen = set()
    for each in made:
        for address in (*each.wide.values(), *each.narrow.values()):
            kind, data = address.split(",", 1)
            assert kind == "data:image/png;base64"
            assert base64.b64decode(data).startswith(b"\x89PNG")
            seen.add(data)
    assert len(seen) == 6  # two parts and a phone's whole, light and dark
