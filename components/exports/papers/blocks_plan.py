"""Blocks of a plan: what it sets, exhibits of its results, its ledger. All modelled."""

from __future__ import annotations

import pandas as pd

from components.builders import registry
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports.papers.blocks import shown
from components.exports.papers.document import Grid, Paragraph
from components.exports.papers.subject import Found, Subject, block
from components.exports.papers.templates import Block
from components.exports.papers.told import Told, teller
from components.figures import plan_codes, runs
from components.wording import outcomes as outcome_words
from components.wording.numbers import as_set
from components.wording.plans import LEARNING_AID, place_of, publications
from model.accounts import source_title
from model.plan_code import decode_plan
from model.register import load_registers
from model.register_schema import GRADES, KINDS, PAYERS
from model.results import quantiles


def _code(subject: Subject) -> str:
    return plan_codes.code_for(decode_plan(subject.plan))


@block("plan")
def plan_exhibit(made: Block, subject: Subject) -> Found:
    """An exhibit of the plan by its recipe, with the outcome looked at where it needs one."""
    params: dict[str, str] = {"plan": _code(subject), **made.params}
    if registry.takes(made.recipe, "outcome"):
        params["outcome"] = subject.outcome
    try:
        return Found(shown(subject.build(Recipe(made.recipe, params))))
    except RecipeError as error:
        return Found(reasons=[str(error)])


@teller("plan_levers_told")
def levers_told(plan: str) -> Told:
    """What a plan sets by its code, with the grades of today."""
    made, levers = decode_plan(plan), load_registers().levers
    figures: dict[str, float] = {}
    texts: dict[str, str] = {}
    for name, setting in made.levers.items():
        if setting.level:
            title = levers[name].title
            figures[f"{title}, how far"] = float(setting.level)
            figures[f"{title}, from"] = float(setting.start_year)
            texts[f"{title}, grade of its evidence"] = levers[name].grade
            texts[f"{title}, unit"] = levers[name].unit
    return Told(f"What the plan “{made.title}” sets", figures, as_set, texts)


@block("plan_levers")
def plan_levers(made: Block, subject: Subject) -> Found:
    """What the plan sets, where and from when, with the grade of its evidence."""
    plan = decode_plan(subject.plan)
    registers = load_registers()
    rows = [
        (
            registers.levers[name].title,
            f"{as_set(setting.level)} {registers.levers[name].unit}",
            str(setting.start_year),
            setting.targeting,
            f"{registers.levers[name].grade}: {GRADES[registers.levers[name].grade]}",
        )
        for name, setting in plan.levers.items()
        if setting.level
    ]
    years = runs.results_of_code(_code(subject)).years
    about = Paragraph(
        f"The plan “{plan.title}” acts in {place_of(plan)}, {int(years[0])} to {int(years[-1])}, "
        f"and is compared with doing nothing. {LEARNING_AID}",
        use="lead",
    )
    if not rows:
        return Found([about], ["No lever of the plan is set"])
    recipe = subject.tell(Recipe("plan_levers_told", {"plan": _code(subject)}))
    columns = ["Lever", "How far", "From", "For whom first", "Grade of its evidence"]
    source = f"Evidence: {publications(plan)}"
    table = pd.DataFrame(rows, columns=columns)
    return Found([about, Grid("What the plan sets", table, (recipe,), source)])


def _present(plan: str) -> list[tuple[tuple[str, str, str, str], tuple[float, float, float]]]:
    """Entries of the ledger that are not nothing: what each is, and its range in pounds."""
    money, registers = runs.results_of_code(plan).plan_money.ledger, load_registers()
    rows = []
    for line in money.lines:
        spread = quantiles(money.present([line], later=True)[:, None])[:, 0]
        if spread.any():
            name = (
                source_title(line.source, registers),
                _entry(line.entry),
                PAYERS[line.payer],
                KINDS[line.kind],
            )
            rows.append((name, (float(spread[1]), float(spread[2]), float(spread[3]))))
    return rows


#: Short names of the register, as people say them.
_SPELT = {"cin": "child in need", "cpp": "child protection plan"}


def _entry(name: str) -> str:
    """An entry of the ledger in words: "cpp_start" is "child protection plan start"."""
    return " ".join(_SPELT.get(word, word) for word in name.split("_"))


@teller("ledger")
def ledger_told(plan: str) -> Told:
    """Every entry of a plan's money, as the model works it out now."""
    figures: dict[str, float] = {}
    for number, (name, spread) in enumerate(_present(plan), start=1):
        for column, value in zip(("10%", "median", "90%"), spread, strict=True):
            key = f"{', '.join(name)} | {column}"
            figures[key if key not in figures else f"{key} (line {number})"] = value
    title = f"Ledger of the plan “{decode_plan(plan).title}”"
    return Told(title, figures, outcome_words.pounds)


@block("ledger")
def ledger(made: Block, subject: Subject) -> Found:
    """Every entry of the plan's money: from what, for whom, of which kind, in present value."""
    code = _code(subject)
    rows = [
        (*name, outcome_words.pounds(middle), _from_to(low, high))
        for name, (low, middle, high) in _present(code)
    ]
    if not rows:
        return Found(reasons=["No lever of the plan is set, or none has money that is known"])
    columns = ["From", "Entry", "Who", "Kind", "Median", "80% of runs"]
    rate = runs.results_of_code(code).plan_money.ledger.rate
    note = (
        "Modelled. Above 0 the payer is better off than without the plan, below 0 worse off; in "
        f"present value at {rate:.1%} a year, 2024-25 pounds, with what falls after the "
        "plan's years. A transfer stands twice, once for each side. Lines overlap between "
        "accounts, so their sum is no balance: the three accounts say what each counts."
    )
    recipe = subject.tell(Recipe("ledger", {"plan": code}))
    return Found([Grid("Ledger of the plan", pd.DataFrame(rows, columns=columns), (recipe,), note)])


def _from_to(low: float, high: float) -> str:
    return f"{outcome_words.pounds(low)} to {outcome_words.pounds(high)}"
