"""Worked examples of plans in words: what each is, does, costs, and how it was chosen."""

from __future__ import annotations

from components.figures.examples import Example, Examples
from components.wording import outcomes, plans
from components.wording.names import list_in_words
from components.wording.numbers import as_set
from model.presets import presets, scales
from model.register import load_registers

#: More levers than these are counted, not named.
_NAMED = 4
WIDEST = "The widest gap to England here"


def lower_first(title: str) -> str:
    """An outcome's title within a sentence."""
    return title[:1].lower() + title[1:]


def aim_name(aim: str) -> str:
    """An entry of the list of aims."""
    return outcomes.title(aim) if aim else WIDEST


def told(example: Example, found: Examples, budget: int) -> str:
    """What the example is, in a sentence."""
    if example.kind == "every":
        count = sum(1 for each in example.plan.levers.values() if each.level)
        searched = len(found.shown) - 1
        said = (
            f"A little of {count} levers, in all five strands at once, not chosen for one outcome."
        )
        if searched:
            # One line for care would say that the strategy does less for more, which is not so.
            said += (
                f" The other{'s were' if searched > 1 else ' was'} searched for care or need, so "
                "the line below does not say which is better: see all outcomes further down."
            )
        return said
    if example.kind == "budget":
        return (
            f"The mix that does most against care and untreated need, both alike, with "
            f"£{budget:,} million a year."
        )
    answer, title = example.answer, lower_first(outcomes.title(found.outcome))
    if answer is None:
        return ""
    gap = (
        f"half of the gap to {answer.target.words.split(' to ', 1)[-1]}"
        if found.times
        else f"{answer.target.words}"
    )
    if answer.status == "nearest":
        return (
            f"The mix that comes nearest to closing {gap}, in {title}: "
            f"{answer.share_of_way:.0%} of the way."
        )
    return f"The cheapest mix that closes {gap}, in {title}."


def costs(example: Example) -> str:
    """What an example costs in a year, with its range and what is not in it."""
    low, _, middle, _, high = example.cost
    text = (
        f"{outcomes.pounds(middle)} a year (95% {outcomes.pounds(low)} to "
        f"{outcomes.pounds(high)}), before any saving"
    )
    if example.uncosted:
        text += f", without {example.uncosted} levers whose cost is not known"
    return text + "."


def made_of(example: Example) -> str:
    """The levers of an example: named with their level; "" where they are many."""
    registers = load_registers()
    used = {name: each for name, each in example.plan.levers.items() if each.level}
    if len(used) > _NAMED:
        return ""
    return (
        list_in_words(
            [
                f"{registers.levers[name].title}, {as_set(each.level)}"
                f"{plans.unit_words(registers.levers[name], each)}"
                for name, each in used.items()
            ]
        )
        + "."
    )


def limits(example: Example) -> str:
    """How far the example goes beyond its evidence; "" where it does not."""
    beyond = plans.outside_evidence(example.plan, scales(example.plan), load_registers())
    if not beyond:
        return ""
    places = "1 place" if len(beyond) == 1 else f"{len(beyond)} places"
    return f"It rests on thin evidence or goes beyond it in {places}, told when you open it."


def how_chosen(found: Examples, aim: str, budget: int) -> str:
    """The rules of all three examples."""
    every = presets()["layered"].description.split(" “Why?”")[0]
    if aim:
        gap = "It aims at the outcome that you chose"
    elif found.times:
        gap = (
            "It aims at the outcome whose rate here is most times England’s newest rate, of those "
            f"that the levers can lower: {lower_first(outcomes.title(found.outcome))}, "
            f"{found.times:.1f} times England’s. A higher rate of a service is not by itself worse"
        )
    else:
        gap = (
            "No outcome that the levers can lower lies above England’s rate here, so it aims at "
            "the gap between the most and least deprived fifths in children looked after"
        )
    return (
        f"Rules, not advice; all figures are modelled for this place. **Every strand:** {every} "
        f"**Half of a gap:** {gap}; the model searches for the cheapest mix. "
        f"**A budget:** £{budget:,} million a year; to begin with it is a quarter of what every "
        "strand costs. The model searches for the mix that does most, care and untreated need "
        "counted alike. Levers without a known cost are in neither search."
    )
