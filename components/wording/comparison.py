"""What a comparison says, in sentences made by rules; never stronger than the interval allows."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.figures import plan as plan_figures
from components.figures.comparison import NOTHING, Comparison, five
from components.wording import outcomes as words
from components.wording.markdown import literal_line
from components.wording.numbers import as_set
from model.plan import LeverSetting, Plan
from model.register import load_registers
from model.register_schema import OUTCOMES

NO_PLAN = "no plan"
NOT_LESS_SAVINGS = (
    "Savings are not taken off, because the gains of some levers are not counted: what was left "
    "would read as a loss."
)
#: Levels of what an interval lets one say.
SAME, SURE, LIKELY, OPEN = "same", "sure", "likely", "open"
_NEED = (
    "untreated_need",
    "emotional_need",
    "conduct_problems",
    "in_help",
    "recovered",
    "waiting",
    "supported",
    "recorded_demand",
)


def strength(values: np.ndarray) -> str:
    """What draws of a difference let one say.

    SAME: no draw differs. SURE: the 95% interval lies on one side of 0. LIKELY: only the 80%
    interval does. OPEN: neither.
    """
    if np.abs(values).max() <= NOTHING:
        return SAME
    low95, low80, _, high80, high95 = five(values)
    if low95 > 0 or high95 < 0:
        return SURE
    if low80 > 0 or high80 < 0:
        return LIKELY
    return OPEN


def name(comparison: Comparison, letter: str) -> str:
    """A plan in a sentence: its letter and title."""
    return f"{letter} (“{literal_line(comparison.side(letter).plan.title)}”)" if letter else NO_PLAN


def outcome_sentence(comparison: Comparison, one: str, other: str, outcome: str) -> str:
    """How two plans differ on an outcome."""
    gap = comparison.difference(one, other, outcome)
    first, second = name(comparison, one), name(comparison, other)
    what = words.title(outcome)[0].lower() + words.title(outcome)[1:]
    when = words.when(outcome, comparison.horizon)
    kind = strength(gap)
    if kind == SAME:
        return f"{first} and {second} do the same for {what}."
    low95, low80, median, high80, high95 = five(gap)
    wide = f"95% interval {words.span(low95, high95)}"
    if kind == SURE:
        return (
            f"{first} has **{words.more_or_fewer(median)}** than {second}: {what} {when} ({wide})."
        )
    if kind == LIKELY:
        return (
            f"{first} **probably** has {words.more_or_fewer(median)} than {second}: {what} {when} "
            f"(80% interval {words.span(low80, high80)}). The 95% interval includes no "
            f"difference ({words.span(low95, high95)})."
        )
    return (
        f"The model **cannot tell** {first} from {second} on {what} {when}: {wide}, so either "
        "may be lower."
    )


def money_sentence(comparison: Comparison, one: str, other: str) -> str:
    """How two plans differ in net present value."""
    value = {
        each: -comparison.cost(each, net=True) if each else np.zeros(comparison.draws)
        for each in (one, other)
    }
    gap = value[one] - value[other]
    first, second = name(comparison, one), name(comparison, other)
    kind = strength(gap)
    reasons = []
    for each in (one, other):
        totals = comparison.money(each) if each else None
        if totals is not None and totals.missing:
            reasons.append(f"{each}: {' '.join(totals.missing)}")
    if reasons:
        return (
            f"The model **cannot tell** which of {first} and {second} has the better balance of "
            f"public money, because something is missing. {' '.join(reasons)}"
        )
    if kind == SAME:
        return f"{first} and {second} have the same balance of public costs and savings."
    low95, low80, median, high80, high95 = five(gap)
    side = "better" if median > 0 else "worse"
    size = words.pounds(abs(median))
    wide = f"95% interval {words.pounds(low95)} to {words.pounds(high95)}"
    before = _uncosted(comparison, one, other)
    ahead = one if median > 0 else other
    if kind in (SURE, LIKELY) and ahead and comparison.uncosted(ahead):
        return (
            f"The model **cannot tell** which has the better balance of savings less costs. It is "
            f"{size} {side} in {first} than in {second} ({wide}), but that leaves out costs in "
            f"{ahead} that are not known.{before}"
        )
    if kind == SURE:
        text = f"The balance of public savings less costs is **{size} {side}** in {first}"
        return f"{text} than in {second} ({wide}).{before}"
    if kind == LIKELY:
        near = f"80% interval {words.pounds(low80)} to {words.pounds(high80)}"
        return (
            f"The balance of public savings less costs is **probably** {side} in {first} "
            f"than in {second}, by {size} ({near}; {wide}, which includes no difference).{before}"
        )
    return (
        f"The model **cannot tell** which of {first} and {second} has the better balance of "
        f"public savings less costs ({wide}).{before}"
    )


def _uncosted(comparison: Comparison, one: str, other: str) -> str:
    parts = []
    for letter in (one, other):
        if letter and comparison.uncosted(letter):
            titles = [_title(each) for each in comparison.uncosted(letter)]
            parts.append(f"{letter}: {', '.join(titles)}")
    return f" This is before the cost of levers whose cost is not known ({'; '.join(parts)})." * (
        bool(parts)
    )


def judged(comparison: Comparison, letter: str, chance: float | None, *, net: bool = True) -> str:
    """A chance that rests on cost, in words; held back where a cost is not known.

    With ``net`` (savings are taken off) it is held back too where savings are not counted.
    """
    if comparison.uncosted(letter):
        return "not judged: cost not known"
    totals = comparison.money(letter)
    if chance is None or (net and totals is not None and totals.missing):
        return "not judged: gains not counted"
    return words.share(chance)


def _title(lever_id: str) -> str:
    return load_registers().levers[lever_id].title


def why(comparison: Comparison, one: str, other: str, outcome: str) -> str:
    """Which levers that act on the outcome are set differently; they may make the difference."""
    registers = load_registers()
    plans = [comparison.side(each).plan if each else None for each in (one, other)]
    different, shared = [], []
    for lever_id in registers.levers:
        settings = [setting_of(plan, lever_id) for plan in plans]
        if settings == [None, None] or not acts_on(lever_id, outcome):
            continue
        mine, theirs = settings
        if mine is not None and theirs is not None and same(mine, theirs):
            shared.append(_title(lever_id))
            continue
        first, second = (setting_words(lever_id, each) if each else "not used" for each in settings)
        different.append(
            f"- {_title(lever_id)} ({one or NO_PLAN}: {first}; {other or NO_PLAN}: {second})"
        )
    what = words.title(outcome)[0].lower() + words.title(outcome)[1:]
    areas = [sorted(plan.areas) if plan else [] for plan in plans]
    elsewhere = " They act in different places." if all(areas) and areas[0] != areas[1] else ""
    if not different:
        return f"No lever that acts on {what} is set differently.{elsewhere}"
    idle = strength(comparison.difference(one, other, outcome)) == SAME
    text = (
        f"Levers that act on {what} and are set differently"
        + (", though as they are set it makes no difference" if idle else "")
        + ":\n\n"
        + "\n".join(different)
        + "\n\n"
    )
    if shared:
        text += f" Set alike: {', '.join(shared)}."
    return text + elsewhere


def acts_on(lever_id: str, outcome: str) -> bool:
    """Whether a lever acts on an outcome in the model, directly or through another."""
    registers = load_registers()
    if lever_id == outcome:  # the lever on poverty moves poverty itself
        return True
    # Children move between these states, so what moves one moves the others.
    together = _NEED if outcome in _NEED else (outcome,)
    return any(plan_figures.acts_on(registers, lever_id, each) for each in together)


def setting_of(plan: Plan | None, lever_id: str) -> LeverSetting | None:
    """A lever's setting in a plan; None where it is not used."""
    setting = plan.levers.get(lever_id) if plan else None
    return setting if setting is not None and setting.level != 0 else None


def same(one: LeverSetting, other: LeverSetting) -> bool:
    """Whether two settings do the same (their reasons aside)."""
    return _bare(one) == _bare(other)


def _bare(setting: LeverSetting) -> dict[str, Any]:
    kept = setting.model_dump(exclude={"rationale"})
    for part in ("judgement", "own_cost"):
        if kept[part]:
            kept[part].pop("reason")
    return kept


def setting_words(lever_id: str, setting: LeverSetting) -> str:
    """How a lever is set, in words."""
    lever = load_registers().levers[lever_id]
    unit = lever.unit if lever.unit.startswith("%") else f" {lever.unit}"
    if setting.level == 1:
        unit = unit.replace(" points", " point")
    parts = [f"{as_set(setting.level)}{unit}"]
    if len(lever.targeting) > 1:
        parts.append(setting.targeting)
    end = f" to {setting.end_year}" if setting.end_year else ""
    parts.append(f"from {setting.start_year}{end}, in full over {_years(setting.ramp_years)}")
    if setting.groups:
        parts.append("for " + ", ".join(setting.groups))
    bounds = lever.judgement_bounds
    if setting.judgement is not None:
        j = setting.judgement
        parts.append(
            f"own judgement {as_set(j.low)} to {as_set(j.high)}, centre {as_set(j.central)}"
        )
    elif lever.judgement and bounds is not None:
        parts.append("no effect: no range given")
    if setting.own_cost is not None:
        parts.append(f"own cost £{setting.own_cost.central:,.0f}")
    return ", ".join(parts)


def lever_difference(settings: dict[str, LeverSetting | None]) -> str:
    """How a lever differs among the plans, in words."""
    used = {letter: each for letter, each in settings.items() if each is not None}
    missing = [letter for letter in settings if letter not in used]
    if len(settings) == 1:
        return ""
    only = f"only in {' and '.join(used)}" if missing else ""
    if len(used) == 1:
        return only
    bare = [_bare(each) for each in used.values()]
    names = {
        "level": "how much",
        "targeting": "who gets it",
        "start_year": "start",
        "ramp_years": "time to full",
        "end_year": "end",
        "groups": "groups",
        "judgement": "own judgement",
        "own_cost": "own cost",
    }
    differs = [
        text for key, text in names.items() if any(each[key] != bare[0][key] for each in bare)
    ]
    if only:
        return f"{only}; there {'differs: ' + ', '.join(differs) if differs else 'the same'}"
    return "differs: " + ", ".join(differs) if differs else "the same in all"


def _years(value: float) -> str:
    return f"{as_set(value)} year" if value == 1 else f"{as_set(value)} years"


def unit_gained(outcome: str) -> str:
    """What one unit of `Comparison.gain` is."""
    title = words.title(outcome)
    plain_title = title[0].lower() + title[1:]
    better = words.better_word(outcome)
    if OUTCOMES[outcome][0] == "stock":
        return f"child-year {'gained' if better == 'more' else 'avoided'}: {plain_title}"
    return f"one {'more' if better == 'more' else 'fewer'}: {plain_title}"


def moved_words(lower: int, higher: int, still: int, count: int) -> str:
    """In how many groups the 95% interval lies on one side of no change, in words."""
    kinds = (
        ("lower", lower),
        ("higher", higher),
        ("no change", still),
        ("unclear", count - lower - higher - still),
    )
    return ", ".join(
        f"{word} in {'all' if number == count else f'{number} of'} {count}"
        for word, number in kinds
        if number
    )
