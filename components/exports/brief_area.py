"""What a brief of an area says: what, where, for whom, is it changing, how sure, sources."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

from analysis.place_findings import Finding
from components.builders import area_map, groups, places
from components.builders.place_findings import recipe_of
from components.builders.registry import build
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.exports.brief import Brief, Part, Section, Table, part, sources_of
from components.exports.slides import Progress, fault_words, silent
from components.figures.headlines import findings_of
from components.wording import names, numbers
from components.wording.findings import TOO_FEW
from components.wording.place_findings import CHOSEN, said, tally
from data import store

#: Tried in this order for each question until one has figures for the place itself.
_MAPPED = ("children_low_income_ahc", "income_deprived_children_rate", "overcrowding")
_DEPRIVED = ("income_deprived_children_rate", "looked_after", "overcrowding")
_ETHNIC = ("looked_after", "suspensions", "children_in_need", "attainment_8")
_OVER_TIME = ("looked_after", "children_low_income_bhc", "persistent_absence")


def _first(recipes: Sequence[Callable[[], Recipe]]) -> Exhibit | None:
    """The first exhibit that can be built; None when none can."""
    for make in recipes:
        try:
            return build(make())
        except RecipeError:
            continue
    return None


def _trend(indicator_id: str, scope: str, tested: bool = False) -> Recipe:
    """The course of a figure. ``tested``: RecipeError where its points are too few for a test."""
    period = places.newest_period(indicator_id, scope)
    recipe = Recipe("trend", {"indicator": indicator_id, "area": scope, "until": period})
    if tested and TOO_FEW in build(recipe).title:
        raise RecipeError(TOO_FEW)
    return recipe


def _row(found: Finding, exhibit: Exhibit) -> tuple[str, ...]:
    """A finding as a row: the same figures as its exhibit, the verdict with its tag."""
    entry = store.indicator(found.indicator_id)
    limits = numbers.interval(found.lower, found.upper, entry)
    other = numbers.with_unit(found.benchmark, entry)
    if found.benchmark_code != store.ENGLAND:
        other += f" ({store.area(found.benchmark_code).name})"
    if not math.isnan(found.rest):
        other += f"; the rest of it {numbers.with_unit(found.rest, entry)}"
    return (
        entry.title,
        exhibit.period,
        numbers.with_unit(found.value, entry),
        limits.removeprefix("95% interval ") or "none",
        other,
        said(found),
    )


def _found(
    findings: Sequence[tuple[Finding, Exhibit]], scope: str, name: str
) -> list[Callable[[], Recipe]]:
    """The findings of groups that are shown by the recipe of a name."""
    return [
        partial(recipe_of, each, scope)
        for each, exhibit in findings
        if each.groups and exhibit.recipe.name == name
    ]


def area_brief(scope: str, progress: Progress = silent) -> Brief:
    """The brief of a place. A question without published figures says so; none is left out.

    Raises UnknownArea for a code that is not an area.
    """
    place = names.heading_name(scope)
    progress(0, 5, "What: findings")
    findings = [(each, build(recipe_of(each, scope))) for each in findings_of(scope)]
    plain = [(each, exhibit) for each, exhibit in findings if not each.groups]
    columns = ("Indicator", "Period", place, "95% interval", "England", "Against England")
    table = Table(
        f"What stands out in {names.place_name(scope)}",
        columns,
        tuple(_row(each, exhibit) for each, exhibit in plain),
    )
    what = Section(
        "What?",
        (CHOSEN,) if findings else ("Nothing can be set against England for this place.",),
        table if plain else None,
    )
    used = [exhibit for _, exhibit in findings]
    sections = [what]
    told = [each.indicator_id for each, _ in plain]
    questions: Sequence[tuple[str, str, list[list[Callable[[], Recipe]]]]] = (
        (
            "Where does it fall, and is it changing?",
            "Nothing can be drawn for this place.",
            [
                [partial(area_map.usual_map, i, scope) for i in _MAPPED],
                [
                    *(partial(_trend, i, scope, tested=True) for i in told),
                    *(partial(_trend, i, scope) for i in _OVER_TIME),
                ],
            ],
        ),
        (
            "On whom does it fall?",
            "Nothing is published by group for this place.",
            [
                [
                    *_found(findings, scope, "deprivation"),
                    *(partial(groups.usual_breakdown, i, scope, "deprivation") for i in _DEPRIVED),
                ],
                [
                    *_found(findings, scope, "ethnicity"),
                    *(partial(groups.usual_breakdown, i, scope, "ethnicity") for i in _ETHNIC),
                ],
            ],
        ),
    )
    for number, (heading, nothing, tries) in enumerate(questions, start=1):
        progress(number, 5, heading)
        parts: list[Part] = []
        for options in tries:
            try:
                exhibit = _first(options)
                if exhibit is None:
                    continue
                parts.append(part(exhibit, width=600, height=430, size=15))
                used.append(exhibit)
            except Exception as error:
                parts.append(Part("This picture could not be made", fault_words(error)))
        sections.append(
            Section(heading, () if parts else (nothing,), parts=tuple(parts), layout="two")
        )
    progress(3, 5, "What it costs")
    sections.insert(2, _cost_today(scope, used))  # where the first page has room
    sections.append(
        Section(
            "What would change it, and at what cost?",
            (
                "This brief holds no plan. A plan made on the page Plan has a brief of its own, "
                "with what would change, for whom, at what cost and how sure.",
            ),
        )
    )
    sections.append(Section("How sure are we?", _how_sure(used)))
    progress(4, 5, "Sources")
    return Brief(
        title=f"{place}: adversity and resilience among children and families",
        summary=tally(names.place_name(scope), [each for each, _ in findings]),
        sections=tuple(sections),
        sources=sources_of(used),
    )


def _cost_today(scope: str, used: list[Exhibit]) -> Section:
    """What acute and late services cost, by domain of life: the exhibit of the screen."""
    heading = "What does adversity cost today?"
    try:
        exhibit = build(Recipe("adversity_cost", {"scope": scope, "by": "domain"}))
        # The services' own figures are in the picture and its alt text.
        made = part(exhibit, words=exhibit.caveat, width=1000, height=160, size=12)
    except RecipeError as error:
        return Section(heading, (str(error),))
    except Exception as error:
        return Section(heading, parts=(Part("This picture could not be made", fault_words(error)),))
    used.append(exhibit)
    return Section(heading, parts=(made,))


def _how_sure(used: list[Exhibit]) -> tuple[str, ...]:
    kinds = dict.fromkeys(
        f"{sentence.rstrip('.')}."
        for each in used
        for sentence in each.interval.replace("). ", ").|").split("|")
        if "figures have none" not in sentence
    )
    derived = [each.measure for each in used if each.level != "as published"]
    text = [
        "A figure is called better, worse, higher or lower only when its 95% interval leaves "
        "England's figure out, and clear only when that stands among all the tests of the place "
        "(false discovery held at 5%). A direction is that of the last five years, tested; the "
        "long run is told apart. Everywhere else the brief says that we can't tell.",
        " ".join(kinds),
    ]
    if derived:
        text.append("Derived from published figures: " + "; ".join(dict.fromkeys(derived)) + ".")
    return tuple(text)
