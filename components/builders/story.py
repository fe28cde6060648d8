"""A place told in five beats: what matters, where, who, what would change, how sure.

Each beat is a sentence and the exhibit that bears it out; what cannot be built is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from components.builders import starter_set
from components.builders.at_a_glance import picture_of
from components.builders.registry import build
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import at_a_glance, examples
from components.figures.headlines import findings_of
from components.wording import at_a_glance as glance_words
from components.wording import story as words
from components.wording.names import heading_name
from data import store
from model.plan_code import decode_plan


@dataclass(frozen=True)
class Beat:
    """One slide of the story: a question, its answer in one sentence, and a picture."""

    question: str
    sentence: str
    note: str  # what the sentence stands on, in a line
    recipe: Recipe


def beats(scope: str, plan: str = "", outcome: str = "") -> Iterator[Beat]:
    """The beats of a place, one after another, as far as there are figures.

    Parameters
    ----------
    scope
        Code of the place.
    plan
        Code of the plan to be told; "" takes the example that uses every lever.
    outcome
        By which the plan is told; "" takes children looked after.

    Raises
    ------
    PlanError
        When ``plan`` is not the code of a plan.
    """
    made = plan or examples.layered(scope)
    title = decode_plan(made).title
    outcome = outcome or starter_set.OUTCOME
    tries: tuple[Callable[[], Beat | None], ...] = (
        lambda: _matters(scope),
        lambda: _where(scope),
        lambda: _who(scope),
        lambda: _change(made, title, outcome, example=not plan),
        lambda: _sure(scope, made, outcome),
    )
    for make in tries:
        try:
            beat = make()
        except RecipeError:
            continue
        if beat is not None:
            yield beat


def _matters(scope: str) -> Beat | None:
    """Child poverty beside England's; where there is no figure of it, the first finding."""
    row = at_a_glance.child_poverty(scope)
    if row is not None:
        recipe = _figure_of(str(row["indicator_id"]), scope)
        said = glance_words.headline(scope, row)
        return Beat(words.MATTERS, said, glance_words.behind_headline(row), recipe)
    for found in findings_of(scope):
        picture = picture_of(found, scope)
        if picture is not None:
            brief = glance_words.brief(found)
            said = f"{heading_name(scope)}: {brief.title}, {brief.number}"
            return Beat(words.MATTERS, said, f"{brief.beside}. {brief.tag}.", picture)
    return None


def _figure_of(indicator: str, scope: str) -> Recipe:
    """An authority among the others, by name; any other place over time."""
    among = scope in store.areas("utla", store.REGION).index
    make = starter_set.places_of if among else starter_set.trend_of
    made = make(indicator, scope)
    build(made)
    return made


def _where(scope: str) -> Beat:
    recipe = starter_set.pile_up_of(scope)
    made = build(recipe)
    return Beat(words.WHERE, made.title, words.where_note(made), recipe)


def _who(scope: str) -> Beat:
    recipe = starter_set.services_of(scope)
    made = build(recipe)
    return Beat(words.WHO, words.held(made.title), words.who_note(made), recipe)


def _change(plan: str, title: str, outcome: str, *, example: bool) -> Beat:
    recipe = starter_set.change_of(plan, outcome)
    made = build(recipe)
    return Beat(
        words.CHANGE, made.title, words.change_note(_last(made), title, example=example), recipe
    )


def _last(made: Exhibit) -> tuple[float, float]:
    """The 95% limits of the plan's last year."""
    last = made.chart.figures.iloc[-1]
    return float(last["lower"]), float(last["upper"])


def _sure(scope: str, plan: str, outcome: str) -> Beat:
    recipe = starter_set.assumptions_of(plan, outcome)
    made = build(recipe)
    counts = at_a_glance.domains(scope)
    total, unsaid = 0, 0
    if not counts.empty:
        total, unsaid = int(counts.to_numpy().sum()), int(counts["cannot say"].sum())
    return Beat(words.SURE, words.sure(scope, unsaid, total), words.sure_note(made), recipe)
