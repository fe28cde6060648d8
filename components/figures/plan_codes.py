"""Plans as codes: one for a recipe, several for an address."""

from __future__ import annotations

from collections.abc import Sequence

from model.plan import Plan, PlanError
from model.plan_code import decode_plan, encode_plan


def code_for(plan: Plan) -> str:
    """A plan's code for recipes: without the reasons given for its levers, which change no figure.

    One spelling for one plan: a presentation then holds the code of several exhibits hardly more
    than once.
    """
    return encode_plan(plan, rationale=False)


LETTERS = ("A", "B", "C", "D")
MOST = len(LETTERS)
#: Between the codes of an address: a sign that codes do not use and addresses carry unchanged.
SEPARATOR = "~"
#: Longest list of codes an address carries (characters); longer lists stay in the session.
LONGEST = 8000


def read(text: str) -> tuple[list[Plan], list[str]]:
    """Plans of an address, and what was wrong with the parts that could not be read."""
    found: list[Plan] = []
    wrong: list[str] = []
    parts = [part for part in text.split(SEPARATOR) if part]
    for number, part in enumerate(parts, start=1):
        if len(found) == MOST:
            wrong.append(f"Only {MOST} plans are compared; the link held {len(parts)}.")
            break
        try:
            found.append(decode_plan(part))
        except PlanError as error:
            wrong.append(f"Plan {number} of the link could not be used: {error}.")
    return found, wrong


def write(plans: Sequence[Plan]) -> str:
    """The plans as one text for the address, without the levers' reasons; "" if too long."""
    text = SEPARATOR.join(encode_plan(plan, rationale=False) for plan in plans)
    return text if len(text) <= LONGEST else ""
