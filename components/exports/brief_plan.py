"""What a brief of a plan says: what, where, for whom, what would change, cost, how sure."""

from __future__ import annotations

import numpy as np

from components.builders import adversity
from components.builders.registry import build
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports.brief import Brief, Part, Section, Table, part
from components.exports.slides import Progress, fault_words, silent
from components.figures import accounts, runs
from components.wording import accounts as account_words
from components.wording import outcomes as model_words
from components.wording import plans
from components.wording.numbers import as_set
from data import store
from model.plan import Plan, plan_authorities
from model.register import load_registers
from model.register_schema import GRADES, OUTCOMES
from model.results import Results, ResultsError, quantiles

_OUTCOMES = 6
_GROUPS = {"imd_quintile": "Neighbourhoods by deprivation, fifths", "ethnicity": "Ethnic group"}


def _change(values: np.ndarray) -> tuple[str, str]:
    """A change in words and the range of 95% of the runs."""
    found = quantiles(np.array(values, dtype=float)[:, None])[:, 0]
    return model_words.told_change(found), model_words.span(float(found[0]), float(found[4]))


def _levers(plan: Plan) -> Table:
    registers = load_registers()
    rows = []
    for name, setting in plan.levers.items():
        if not setting.level:
            continue
        lever = registers.levers[name]
        rows.append(
            (
                lever.title,
                f"{as_set(setting.level)} {lever.unit}",
                f"{setting.start_year}",
                setting.targeting,
                f"{lever.grade}: {GRADES[lever.grade]}",
            )
        )
    return Table(
        "Levers of the plan",
        ("Lever", "How far", "From", "For whom first", "Grade of its evidence"),
        tuple(rows),
    )


def _moved(results: Results, chosen: str) -> list[str]:
    """The chosen outcome, then those that the plan moves most for their size."""
    size = {}
    for outcome in OUTCOMES:
        change = float(np.median(results.values(outcome).isel(year=-1)))
        base = float(np.median(results.values(outcome, scenario="baseline").isel(year=-1)))
        size[outcome] = abs(change) / base if base else 0.0
    others = [each for each in OUTCOMES if size[each] > 1e-5 and each != chosen]
    return [chosen, *sorted(others, key=lambda each: -size[each])[: _OUTCOMES - 1]]


def _outcomes(results: Results, chosen: str) -> Table:
    rows = []
    for outcome in _moved(results, chosen):
        values = results.values(outcome).isel(year=-1).to_numpy()
        change, span = _change(values)
        chance = model_words.share(results.chance_better(outcome))
        rows.append((model_words.title(outcome), change, span, chance))
    return Table(
        f"With the plan against without it, {int(results.years[-1])}",
        ("Outcome", "Change", "95% of runs", "Chance that it is better"),
        tuple(rows),
    )


def _for_whom(results: Results, outcome: str) -> list[Table]:
    found = []
    for by, title in _GROUPS.items():
        try:
            values = results.values(outcome, by=by).isel(year=-1)  # type: ignore[arg-type]
        except ResultsError:
            continue
        rows = []
        for place, name in enumerate(values[by].values):
            label = str(name)
            if by == "imd_quintile":
                label += {"1": " (most deprived)", "5": " (least deprived)"}.get(str(name), "")
            rows.append((label, *_change(values.to_numpy()[:, place])))
        found.append(
            Table(
                f"{model_words.title(outcome)}: {title.lower()}",
                (title, "Change", "95% of runs"),
                tuple(rows),
            )
        )
    return found


def _money(code: str, plan: Plan) -> Section:
    """The three accounts in a table; what is not judged, who gains, what follows, in sentences."""
    told = accounts.told(plan)
    heading = "Who gains, and at what cost?"
    if not told.levers:
        return Section(heading, ("No lever of the plan is set, so nothing is spent or gained.",))
    shown = account_words.table(told).drop(columns=["Levers", "Break-even share"])
    counts = account_words.counts(told)
    table = Table(
        f"{counts[:1].upper()}{counts[1:]}. Median (80% of runs), present value, 2024-25 pounds",
        tuple(shown.columns),
        tuple(tuple(row) for row in shown.astype(str).to_numpy()),
    )
    said = [f"{account_words.FAMILIES} {account_words.rest_words(told)}".rstrip()]
    for name, more in (("plan_gains", {"by": "imd_quintile"}), ("plan_after", {}), ("returns", {})):
        params = {"plan": code, **more}
        if name == "returns":
            params = {"levers": ",".join(sorted((*told.split.judged, *told.split.rest)))}
        try:
            said.append(f"{build(Recipe(name, params)).title}.")
        except RecipeError as error:
            said.append(f"{str(error)[:1].upper()}{str(error)[1:]}.")
    return Section(heading, tuple(said), table=table)


def _part(recipe: Recipe) -> Part:
    try:
        return part(build(recipe), width=1000, height=300, size=12)
    except RecipeError as error:
        return Part("Not shown", str(error))
    except Exception as error:
        return Part("This picture could not be made", fault_words(error))


def plan_brief(code: str, outcome: str = "looked_after", progress: Progress = silent) -> Brief:
    """The brief of a plan by its code. Raises PlanError for a code that is damaged."""
    progress(0, 4, "Running the model")
    results = runs.results_of_code(code)
    plan, where = results.plan, plans.place_of(results.plan)
    progress(1, 4, "What would change")
    fan = _part(Recipe("plan_outcome", {"plan": code, "outcome": outcome}))
    progress(2, 4, "What it costs")
    money = _money(code, plan)
    whom = _for_whom(results, outcome)
    names = [store.area(each).name for each in plan_authorities(plan)]
    judged = [
        load_registers().levers[name].title
        for name, setting in plan.levers.items()
        if setting.level and setting.judgement is not None
    ]
    sure = [
        "Every figure here is modelled. The range holds 95% of the model's runs, each with its own "
        "draw of every uncertain number. Where no change lies within the range we can't tell "
        "whether the plan changes anything.",
        plans.LEARNING_AID + " Effects come from the studies on the Evidence page, measured "
        "elsewhere; places differ.",
    ]
    if judged:
        sure.append(f"Resting on the author's own judgement: {'; '.join(judged)}.")
    whom_sections = [
        Section("For whom?" if number == 0 else "", table=table)
        for number, table in enumerate(whom)
    ] or [Section("For whom?", ("This outcome is not published by group, so neither is this.",))]
    progress(3, 4, "Sources")
    return Brief(
        title=f"{plan.title}: what the plan would change",
        summary=f"A plan for {where}, {int(results.years[0])} to {int(results.years[-1])}, "
        f"compared with no plan. Modelled with {results.draws} runs. {fan.title}.",
        sections=(
            Section("What?", table=_levers(plan)),
            Section("Where?", (f"{', '.join(names)}.",)),
            Section(
                "What does adversity cost today?",
                adversity.today_in_words(plan_authorities(plan), where),
            ),
            Section("What would change?", table=_outcomes(results, outcome)),
            Section("Over the years", parts=(fan,)),
            money,
            *whom_sections,
            Section("How sure are we?", tuple(sure)),
        ),
        sources=(plans.publications(plan),),
    )
