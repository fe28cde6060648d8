"""Blocks on evidence: what may help, what is not known, which sources a paper rests on."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from components.exhibits.exhibit import Recipe
from components.exports.papers.document import Grid, Paragraph
from components.exports.papers.subject import Found, Subject, block
from components.exports.papers.templates import Block
from components.exports.papers.told import Told, teller
from components.figures.headlines import comparisons
from components.figures.plan import acts_on
from components.wording import outcomes as outcome_words
from components.wording.names import list_in_words
from data import store
from model.register import load_registers
from model.register_schema import GRADES

_HELP = (
    "Grades: {grades}. A study measured elsewhere need not hold here. The size of an effect is not "
    "part of this table: the Evidence page gives each with its interval and its study (such as "
    "E214 in the last column), and a plan made on the page Plan works out what it would change."
)


def _levers(outcomes: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Title, what it has evidence on, grade and what is not known of each lever with a study."""
    registers = load_registers()
    rows: list[tuple[str, str, str, str]] = []
    for lever in registers.levers.values():
        if lever.judgement:
            continue  # no study: nothing to say before a plan sets it
        touched = [each for each in outcomes if acts_on(registers, lever.id, each)]
        if touched:
            named = list_in_words([outcome_words.title(each).lower() for each in touched])
            rows.append((lever.title, named, lever.grade, lever.not_known))
    return rows


@teller("levers")
def levers_told(outcomes: list[str]) -> Told:
    """What the registers say today of levers with evidence on some outcomes."""
    texts = {}
    for title, named, grade, _ in _levers(outcomes):
        texts[f"{title}, grade"], texts[f"{title}, has evidence on"] = grade, named
    return Told("What the evidence says may help", {}, str, texts)


@block("levers")
def levers(made: Block, subject: Subject) -> Found:
    """Levers of the model with evidence on some outcomes, and what is not known of each."""
    rows = _levers(made.outcomes)
    if not rows:
        return Found(reasons=["No lever of the model has evidence on these outcomes"])
    table = pd.DataFrame(
        rows, columns=["What could be done", "Has evidence on", "Grade", "Not known"]
    )
    used = [each for each in GRADES if each in set(table["Grade"])]
    grades = "; ".join(f"{each} {GRADES[each]}" for each in used)
    recipe = subject.tell(Recipe("levers", {"outcomes": list(made.outcomes)}))
    note = _HELP.format(grades=grades)
    return Found([Grid("What the evidence says may help", table, (recipe,), note)])


def _figures(count: int) -> str:
    return "1 figure" if count == 1 else f"{count} figures"


_LARGE = {"ltla", "utla", "combined_authority", "region"}


@block("unknown")
def unknown(made: Block, subject: Subject) -> Found:
    """What is not published for the place, what has no interval, and who has what is missing."""
    compared = comparisons(subject.scope)
    catalogue = store.indicators()
    wanted = made.indicators or list(catalogue)
    held = set(compared["indicator_id"])
    missing = [catalogue[name] for name in wanted if name in catalogue and name not in held]
    absent = [each.title for each in missing if set(each.levels) & _LARGE]
    small = len(missing) - len(absent)
    here = compared[compared["indicator_id"].isin(wanted)]
    untested = here[here["verdict"] == "not tested"]
    found = Found()
    if absent:
        found.items.append(
            Paragraph(
                f"{len(absent)} of the {len(wanted)} measures looked at have no figure for "
                f"{subject.place}: {'; '.join(absent)}. No figure does not mean no need."
                + (f" {small} more are published for neighbourhoods only." if small else "")
            )
        )
    if len(untested):
        titles = "; ".join(catalogue[str(name)].title for name in untested["indicator_id"])
        found.items.append(
            Paragraph(
                f"{_figures(len(untested))} cannot be tested against England, because no interval "
                f"is published or can be worked out, or no figure of England is: {titles}. We "
                "can't tell whether there is a difference."
            )
        )
    rows = [
        (each.what, each.newest_in_hand, f"{each.publisher}: {each.where}")
        for each in store.not_found()
        if not made.indicators or set(each.indicators) & set(made.indicators)
    ]
    if rows:
        table = pd.DataFrame(rows, columns=["Looked for and not found", "Newest in hand", "Who"])
        found.items.append(
            Grid("Figures that were looked for and not found openly", table, (), _WHO)
        )
    if not found.items:
        found.lacks("Every measure looked at has a figure for this place and can be tested")
    return found


_WHO = (
    "A council may hold some of these itself: they can be put beside the published figures, which "
    "this paper does not do."
)


def publications(text: str) -> list[str]:
    """The publications of an exhibit one by one.

    Titles and licences hold "; " too: a publication ends with its licence in brackets, and what
    stands within brackets is not cut.
    """
    found, depth, begin = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == ")" and depth == 0 and text[place + 1 : place + 3] == "; ":
            found.append(text[begin : place + 1])
            begin = place + 3
    return [*found, text[begin:]]


@block("sources")
def sources(made: Block, subject: Subject) -> Found:
    """Every publication behind the paper so far, and how its figures are told."""
    found: dict[str, None] = {}
    for exhibit in subject.used.values():
        found |= dict.fromkeys(publications(exhibit.publications))
    items = Found()
    items.items.append(
        Paragraph(
            f"Figures version {store.data_version()}. Every sentence and figure of this paper "
            "keeps, hidden in the file, by which recipe and from which version it was made, so "
            "that it can be checked later which figures have changed since."
        )
    )
    if not found:
        items.lacks("No publication is used in this paper")
        return items
    licence = (
        "Contains public sector information licensed under the Open Government Licence v3.0, "
        "unless a source names other terms."
    )
    table = pd.DataFrame({"Publication": sorted(found)})
    items.items.append(Grid("Publications behind this paper", table, (), licence))
    return items
