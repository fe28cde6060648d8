"""What a link or a visitor may ask of the server at once, bounded by count."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from components.exhibits import presentation as presentation_exhibits
from components.exhibits.exhibit import Recipe
from components.exports import slides
from components.exports.slides import AT_ONCE, within, work
from components.figures.plan_codes import write
from model.plan import Plan, new_plan
from model.plan_code import encode_plan

SANDWELL = "E08000028"


def plan(level: float, draws: int | None = None) -> Plan:
    fields = {} if draws is None else {"draws": draws}
    return new_plan(areas=[SANDWELL], levers={"mentoring": {"level": level}}, **fields)


def slide(level: float = 50, draws: int | None = None, outcome: str = "looked_after") -> Recipe:
    code = encode_plan(plan(level, draws))
    return Recipe("plan_outcome", {"plan": code, "outcome": outcome})


def presentation(recipes: Iterable[Recipe]) -> presentation_exhibits.Presentation:
    return presentation_exhibits.Presentation(
        tuple(presentation_exhibits.Slide(recipe) for recipe in recipes)
    )


def test_a_slide_counts_once_and_a_plan_once_however_often_it_is_shown() -> None:
    seen: set[str] = set()
    assert work(slide(), seen) == 2
    assert work(slide(outcome="offences"), seen) == 1
    assert work(Recipe("profile", {"scope": SANDWELL, "domain": "", "only": ""}), seen) == 1


def test_draws_and_plans_side_by_side_count() -> None:
    assert work(slide(draws=4096), set()) == 1 + 16
    codes = write([plan(50), plan(100), plan(150), plan(200)])
    assert work(Recipe("compare_headlines", {"plans": codes, "place": SANDWELL}), set()) == 5
    assert work(Recipe("plan_outcome", {"plan": "damaged", "outcome": "x"}), set()) == 1


def test_a_usual_presentation_is_shown_whole() -> None:
    outcomes = [slide(outcome=f"o{number}") for number in range(10)]
    assert within(presentation(outcomes), AT_ONCE) == 10
    assert within(presentation_exhibits.Presentation(), AT_ONCE) == 0


def test_a_short_link_to_many_plans_is_made_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = presentation(
        slide(50.0 * number) for number in range(1, presentation_exhibits.MOST_SLIDES + 1)
    )
    assert len(presentation_exhibits.encode(made)) < 1000
    built: list[Recipe] = []
    monkeypatch.setattr(slides, "build", built.append)
    shown = within(made, AT_ONCE)
    slides.build_all(presentation_exhibits.Presentation(made.slides[:shown]))
    assert len(built) == shown == AT_ONCE // 2
    assert within(made, 10 * AT_ONCE) == presentation_exhibits.MOST_SLIDES


def test_asking_for_more_always_shows_more() -> None:
    heavy = presentation(slide(50.0 * number, draws=4096) for number in range(1, 5))
    counts = [within(heavy, AT_ONCE * times) for times in range(1, 8)]
    assert counts[0] == 1 and counts == sorted(counts) and counts[-1] == 4
