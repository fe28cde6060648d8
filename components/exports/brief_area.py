"""What a brief of an area says: what, where, for whom, is it changing, how sure, sources."""

from __future__ import annotations

from functools import partial

from components.builders import area_map, groups, places
from components.builders.registry import build
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.exports.brief import Brief, Part, Section, Table, part, sources_of
from components.exports.slides import Progress, fault_words, silent
from components.figures.headlines import HEADLINES
from components.wording import names, numbers
from components.wording.findings import CANNOT_TELL
from data import store

#: Tried in this order for each question until one has figures for the place itself.
_MAPPED = ("children_low_income_ahc", "income_deprived_children_rate", "overcrowding")
_BY_DEPRIVATION = ("income_deprived_children_rate", "looked_after", "overcrowding")
_BY_ETHNIC_GROUP = ("looked_after", "suspensions", "children_in_need", "attainment_8")
_UNCLEAR = "we can't tell"
_OVER_TIME = ("looked_after", "children_low_income_bhc", "persistent_absence")


def _first(recipes: list) -> Exhibit | None:
    """The first exhibit that can be built; None when none can."""
    for make in recipes:
        try:
            return build(make())
        except RecipeError:
            continue
    return None


def _trend(indicator_id: str, scope: str) -> Recipe:
    period = places.newest_period(indicator_id, scope)
    return Recipe("trend", {"indicator": indicator_id, "area": scope, "until": period})


def _headlines(scope: str) -> tuple[list[Exhibit], list[str]]:
    found, missing = [], []
    for indicator_id in HEADLINES:
        try:
            period = places.newest_period(indicator_id, scope)
            params = {"indicator": indicator_id, "area": scope, "period": period}
            found.append(build(Recipe("headline", params)))
        except RecipeError:
            missing.append(store.indicator(indicator_id).short_title)
    return found, missing


def _row(exhibit: Exhibit) -> tuple[str, ...]:
    entry = store.indicator(str(exhibit.recipe.params["indicator"]))
    rows = exhibit.chart.figures
    own = rows.iloc[0]
    limits = numbers.interval(float(own["lower"]), float(own["upper"]), entry)
    other = (
        "no figure"
        if len(rows) < 2
        else (
            exhibit.number(float(rows["value"].iloc[1]))
            + ("" if rows["label"].iloc[1] == "England" else f" ({rows['label'].iloc[1]})")
        )
    )
    return (
        entry.title,
        exhibit.period,
        exhibit.number(float(own["value"])),
        limits.removeprefix("95% interval ") or "none",
        other,
        _said(exhibit),
    )


def _said(exhibit: Exhibit) -> str:
    """The outcome of the test in two words, from the paragraph's own rule."""
    if "no clear difference" in exhibit.title or CANNOT_TELL in exhibit.draft:
        return _UNCLEAR
    for word in ("worse", "better", "higher", "lower"):
        if f", {word} than" in exhibit.title:
            return word
    return "no comparison"


def area_brief(scope: str, progress: Progress = silent) -> Brief:
    """The brief of a place. A question without published figures says so; none is left out.

    Raises UnknownArea for a code that is not an area.
    """
    place = names.heading_name(scope)
    progress(0, 5, "What: headline figures")
    headlines, missing = _headlines(scope)
    counts = [_said(each) for each in headlines]
    summary = (
        f"{len(headlines)} headline figures of {names.place_name(scope)}, one for each domain. "
        f"Against England: {counts.count('worse')} worse, {counts.count('better')} better, "
        f"{counts.count('higher') + counts.count('lower')} higher or lower without that being "
        f"good or bad in itself; for {counts.count(_UNCLEAR)} we "
        "can't tell."
    )
    columns = ("Indicator", "Period", place, "95% interval", "England", "Against England")
    table = Table(
        f"Headline figures of {names.place_name(scope)}",
        columns,
        tuple(_row(each) for each in headlines),
    )
    what = Section(
        "What?",
        (f"No figure is published here for: {', '.join(missing)}.",) if missing else (),
        table if headlines else None,
    )
    used = list(headlines)
    sections = [what]
    questions = (
        (
            "Where does it fall, and is it changing?",
            "Nothing can be drawn for this place.",
            [
                [partial(area_map.usual_map, i, scope) for i in _MAPPED],
                [partial(_trend, i, scope) for i in _OVER_TIME],
            ],
        ),
        (
            "On whom does it fall?",
            "Nothing is published by group for this place.",
            [
                [partial(groups.usual_breakdown, i, scope, "deprivation") for i in _BY_DEPRIVATION],
                [partial(groups.usual_breakdown, i, scope, "ethnicity") for i in _BY_ETHNIC_GROUP],
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
    progress(3, 5, "How sure")
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
        summary=summary,
        sections=tuple(sections),
        sources=sources_of(used),
    )


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
        "England's figure out. A trend is named only with five or more points and a Mann-Kendall "
        "test at 5%. Everywhere else the brief says that we can't tell.",
        " ".join(kinds),
    ]
    if derived:
        text.append("Derived from published figures: " + "; ".join(dict.fromkeys(derived)) + ".")
    return tuple(text)
