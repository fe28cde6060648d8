"""What is said of a plan: where it acts, what it costs, what it cannot say."""

from __future__ import annotations

import re

import numpy as np

from components.figures.plan import acts_on, changed, waits_for_range
from components.wording import names as names_words
from components.wording import outcomes
from components.wording.findings import CANNOT_TELL
from components.wording.names import list_in_words
from components.wording.numbers import as_set
from components.wording.outcomes import count
from data import store
from model.plan import LeverSetting, Plan, plan_authorities
from model.presets import Scale, eligible_people, unit_cost
from model.register import Lever, Registers, load_registers
from model.register_schema import GRADES
from model.results import Results, quantiles

#: What levers are counted in, many -> one.
_ONE = {
    "points": "point",
    "families": "family",
    "children": "child",
    "places": "place",
    "cases": "case",
}
LEARNING_AID = "This is a learning aid, not a forecast."


def nothing_changes(
    plan: Plan, results: Results, outcome: str, scales: dict[str, Scale], registers: Registers
) -> str:
    """Why the chosen outcome does not change; "" when it does.

    The reasons: no lever moved; a judgement without a range; the levers set do not act on the
    outcome; they start after the horizon or take longer than it; reach times effect too small.
    """
    moved = {k: s for k, s in plan.levers.items() if s.level != 0}
    name = outcomes.title(outcome).lower()
    if not moved:
        return "Nothing changes because no lever has been moved. This is the baseline."
    median = float(np.median(results.values(outcome).isel(year=-1)))
    if changed(results, outcome) and count(median).strip("0.,"):
        return ""
    if changed(results, outcome):
        base = float(np.median(results.values(outcome, scenario="baseline").isel(year=-1)))
        return (
            f"The change in {name} is too small to show: the levers reach few of those counted, "
            f"or their effect is slight (about {count(median)} against {count(base)} without "
            "the plan)."
        )
    waiting = [
        registers.levers[k].title for k in moved if waits_for_range(registers.levers[k], plan)
    ]
    if len(waiting) == len(moved):
        return (
            f"Nothing changes yet: {_list(waiting)} rests on judgement and has no effect until you "
            "give your own range and reason."
        )
    horizon = int(results.years[-1])
    acting = [k for k in moved if acts_on(registers, k, outcome)]
    late = [registers.levers[k].title for k in acting if moved[k].start_year + 1 > horizon]
    if acting and len(late) == len(acting):
        return (
            f"Nothing changes by {horizon}: {_list(late)} starts too late for its effect to show "
            "within the years looked at."
        )
    slow = [
        k for k in acting if _first_effect(registers, k, outcome, moved[k].start_year) > horizon
    ]
    if acting and len(slow) == len(acting):
        titles = [registers.levers[k].title for k in slow]
        return (
            f"Nothing changes by {horizon}: the effect of {_list(titles)} takes longer than that."
        )
    if acting and all(scales.get(k) is None or scales[k].people == 0 for k in acting):
        return f"Nothing changes: nobody in {name} can be reached by these levers here."
    return (
        f"Nothing changes in {name}: no lever in this plan has an effect on it that the evidence "
        "gives. Other outcomes may change; choose one above, or move another lever."
    )


def _list(names: list[str]) -> str:
    quoted = [f"“{name}”" for name in dict.fromkeys(names)]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def _first_effect(registers: Registers, lever_id: str, outcome: str, start: int) -> float:
    links = [
        link
        for link in registers.lever_links(lever_id)
        if link.target == outcome or acts_on(registers, link.target, outcome)
    ]
    return start + min((link.delay_years for link in links), default=0.0)


def waiting_words(plan: Plan, registers: Registers) -> str:
    """Levers set that still wait for the user's range, in a sentence; "" for none."""
    names = [lever.title for lever in registers.levers.values() if waits_for_range(lever, plan)]
    if not names:
        return ""
    verb = "has" if len(names) == 1 else "have"
    return f"{_list(names)} {verb} no effect yet: give your range and reason on the lever."


def outside_evidence(plan: Plan, scales: dict[str, Scale], registers: Registers) -> list[str]:
    """Where the plan goes further than the evidence it rests on; one sentence each."""
    found = []
    for lever_id, setting in plan.levers.items():
        if setting.level == 0:
            continue
        lever = registers.levers[lever_id]
        scale = scales.get(lever_id)
        if scale is not None and lever.measure == "people a year":
            wanted = setting.level * lever.people_per_unit
            if wanted > scale.eligible * 1.0001:
                found.append(
                    f"“{lever.title}” is set to {setting.level:,.0f}, but only "
                    f"{scale.eligible:,.0f} could be reached here; more does nothing."
                )
            elif scale.coverage > 0.5:
                found.append(
                    f"“{lever.title}” reaches {scale.coverage:.0%} of those eligible each year. "
                    "The studies measured far smaller programmes; at this scale the effect per "
                    "person may be less."
                )
        if lever.measure == "points" and setting.level > 3:
            found.append(
                f"“{lever.title}”: {as_set(setting.level)} points is beyond the changes in the "
                "study years; the slope was estimated on rises, and its cause is not proven."
            )
        if lever.grade == "C":
            found.append(f"“{lever.title}” rests on association (grade C), which may not be cause.")
        if setting.judgement is not None:
            found.append(f"“{lever.title}” uses your own judgement, not a study.")
    return found


def longer_wait(results: Results) -> str:
    """Why more wait for help, when more need is found than there are places for; "" if not."""
    change = quantiles(results.values("waiting").isel(year=-1).to_numpy()[:, None])[:, 0]
    finds = any(use.lever == "identification" for use in results.runs.uses)
    if not finds or change[0] <= 0:
        return ""
    return "More wait because more need is found than there are places for: not more need."


def grade_words(grade: str) -> str:
    """A grade with its meaning."""
    return f"{grade}: {GRADES[grade]}"


def place_of(plan: Plan) -> str:
    """The areas of a plan in a sentence."""
    if len(plan.areas) <= 3:
        return list_in_words([names_words.place_name(code) for code in plan.areas])
    return f"{len(plan_authorities(plan))} authorities of the West Midlands"


def publications(plan: Plan) -> str:
    """The evidence behind the levers a plan uses, by its number on the Evidence page."""
    registers = load_registers()
    used = [name for name, setting in plan.levers.items() if setting.level]
    titles = [registers.levers[name].title for name in used]
    listed = "; ".join(titles) or "no lever is set"
    return f"Evidence of each lever on the Evidence page: {listed}. Starting figures: Data page"


def gap_words(results: Results, outcome: str) -> tuple[str, str]:
    """The gap by deprivation with the plan against without it, in a title and a sentence."""
    if results.state.why_not(outcome, "imd_quintile"):
        return "", results.state.why_not(outcome, "imd_quintile")
    title, horizon = outcomes.title(outcome), int(results.years[-1])
    slopes = [results.slope(outcome, each)[0] for each in ("plan", "baseline")]
    change = quantiles((np.abs(slopes[0]) - np.abs(slopes[1]))[:, None])[:, 0]
    with_plan, without = (outcomes.rate(float(np.median(each))) for each in slopes)
    text = (
        f"The gap by deprivation (slope index) is {without} without and {with_plan} with the plan "
        f"({outcomes.GAP_SIGN[0].lower()}{outcomes.GAP_SIGN[1:-1]})"
    )
    if not np.abs(change).max() > 0:
        return f"{title}: the plan does not move the gap by deprivation", f"{text}: no change."
    if change[0] <= 0 <= change[4]:
        return (
            f"{title}: we can't tell whether the plan moves the gap by deprivation",
            f"{text}; the 95% range of the difference holds none. {CANNOT_TELL} whether it moves.",
        )
    word = "narrower" if change[4] < 0 else "wider"
    return (
        f"{title}: a {word} gap by deprivation in {horizon}, slope index {without} to {with_plan}",
        f"{text}. The whole 95% range of the difference lies on one side of 0: it is {word}.",
    )


def place_words(plan: Plan) -> str:
    """Where the plan acts, as it follows "in": "Sandwell", "the West Midlands region"."""
    names = [names_words.scope_name(code) for code in plan.areas]
    names = [
        f"the {name}" if code in (store.REGION, store.WMCA) else name
        for name, code in zip(names, plan.areas, strict=True)
    ]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def number(value: float) -> str:
    """A level as the boxes show it."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def unit_words(lever: Lever, setting: LeverSetting | None = None) -> str:
    """The lever's unit as it follows a number: "% of ...", " families a year"."""
    one, many = spoken_units(lever)
    return one if setting is not None and setting.level == 1 else many


def spoken_units(lever: Lever) -> tuple[str, str]:
    """The lever's unit as it follows the number 1, and any other."""
    unit = lever.unit
    if unit.startswith("%"):
        return unit, unit
    one = re.sub("|".join(_ONE), lambda many: _ONE[many.group()], unit, count=1)
    return f" {one}", f" {unit}"


def equivalent(
    lever: Lever,
    setting: LeverSetting | None,
    scale: Scale | None,
    plan: Plan,
    registers: Registers,
) -> str:
    """What the level comes to in people: the other way of counting it."""
    group = registers.eligible[lever.eligible].title
    group = (group[:1].lower() + group[1:]).removeprefix("all ")  # "0 of 1,351 children"
    people = eligible_people(plan)[lever.id]
    if setting is None or not setting.level or scale is None:
        return f"0 of {people:,.0f} {group}"
    if lever.measure == "gap":
        return f"{number(setting.level)}% of the gap left after deprivation, for the groups named"
    if lever.measure == "points":
        return f"{scale.people:,.0f} fewer children in low income, of {people:,.0f}"
    yearly = " a year" if lever.measure == "people a year" else ""
    return f"{scale.people:,.0f}{yearly}, {scale.coverage:.0%} of {people:,.0f} {group}"


def cost_words(lever: Lever, scale: Scale | None, plan: Plan) -> str:
    """What a lever costs in a year when fully in place."""
    unit = unit_cost(lever.id, plan)
    if unit is None:
        return "no cost known"
    if scale is None or not scale.people:
        return f"{outcomes.pounds(unit)} a person"
    return f"{outcomes.pounds(scale.yearly_cost or 0.0)} a year"


def payback_words(years: np.ndarray, horizon: int) -> str:
    """When a plan pays back: the median year, draws that never do counted as later than any."""
    late = np.where(np.isfinite(years), years, np.inf)
    middle = float(np.median(late))
    if not np.isfinite(middle):
        return f"Most draws do not pay back by {horizon}"
    if middle < 1:
        return "Pays back in its first year (median)"
    return f"Pays back after {middle:.0f} year{'s' if middle >= 1.5 else ''} (median)"
