"""The words of the story: five questions, and what each answer stands on."""

from __future__ import annotations

import re

from components.exhibits.exhibit import Exhibit
from components.wording import outcomes
from components.wording.names import place_name

MATTERS = "What matters"
WHERE = "Where"
WHO = "Who is affected"
CHANGE = "What a plan would change"
SURE = "How sure we are"


def held(sentence: str) -> str:
    """A sentence whose counts, as "Asian 0 of 6", are never broken between lines."""
    return re.sub(
        r"\b(\w+) (\d+) of (\d+)", lambda each: each[0].replace(" ", "\N{NO-BREAK SPACE}"), sentence
    )


def where_note(made: Exhibit) -> str:
    """What the map counts, of when, and what it does not say."""
    return f"{made.measure}, {made.period}. By area, not by child: no score and no rank."


def who_note(made: Exhibit) -> str:
    """Whose figures these are, and how a dot is read."""
    return (
        f"{made.place}. Each row has its own date. A line that crosses the average: we can't tell."
    )


def change_note(limits: tuple[float, float], title: str, *, example: bool) -> str:
    """The range of the model's runs, and which plan it is."""
    low, high = (outcomes.signed(each) for each in limits)
    which = "Example plan" if example else "Plan"
    return f"95% of the model's runs: {low} to {high}. {which}: {title}. Not a forecast."


def sure(scope: str, unsaid: int, total: int) -> str:
    """How much cannot be said, of the figures and of the plan."""
    model = "what a plan would change is modelled, and rests on the assumptions below"
    if not total:
        return model[:1].upper() + model[1:]
    place = place_name(scope)
    return f"For {unsaid} of {total} figures we can't say if {place} differs from England; {model}"


def sure_note(made: Exhibit) -> str:
    """What the picture shows: the assumptions, from their lowest to their highest."""
    return f"{made.title}. Each mark: the change where that assumption is lowest, and highest."
