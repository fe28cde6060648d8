"""Recipe of the first page's grid of domains, and the picture that goes with a finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis.place_findings import Finding
from components.builders.place_findings import recipe_of
from components.builders.registry import build, recipe
from components.builders.starter_set import places_of, trend_of
from components.design.palette import VERDICT_SHAPES
from components.exhibits.charts import Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import at_a_glance as figures_at_a_glance
from components.figures.headlines import comparisons
from components.wording import names, numbers, periods
from components.wording import sources as words
from data import store
from data.metadata import DOMAIN_TITLES

_HEADS = {
    "worse": f"{VERDICT_SHAPES['worse']} Clearly worse",
    "better": f"{VERDICT_SHAPES['better']} Clearly better",
    "differs": f"{VERDICT_SHAPES['higher']} Clearly differs, neither good nor bad",
    "cannot say": f"{VERDICT_SHAPES['similar']} Can't say",
}
UNREADABLE = "The figures cannot be read at the moment."


def picture_of(found: Finding, scope: str) -> Recipe | None:
    """The exhibit that shows a finding; None where there is nothing to draw.

    Groups beside each other; of poverty an upper-tier authority among others; else its course.
    """
    tries: list[Callable[[], Recipe]] = [lambda: trend_of(found.indicator_id, scope)]
    if found.groups:
        tries = [lambda: recipe_of(found, scope)]
    elif scope in store.areas("utla", store.REGION).index:  # districts would be too many rows
        tries.insert(
            0 if found.slot == "poverty" else 1, lambda: places_of(found.indicator_id, scope)
        )
    for make in tries:
        try:
            made = make()
            build(made)
        except RecipeError:
            continue
        return made
    return None


@recipe("domains")
def domains(scope: str) -> Exhibit:
    """How a place stands in each domain: one figure, and how many are clearly worse or better."""
    counts = figures_at_a_glance.domains(scope)
    if counts.empty:
        raise RecipeError(f"no figure of {names.place_name(scope)} can be set beside England's")
    compared = comparisons(scope).set_index("indicator_id")
    rows, cells, ids = [], [], []
    for domain, count in counts.iterrows():
        indicator = figures_at_a_glance.FIGURE_OF[str(domain)]
        row, told = _one_figure(indicator, compared)
        ids.append(indicator)
        rows.append({"label": DOMAIN_TITLES[str(domain)], **row, **count.to_dict()})
        cells.append(
            {
                "Domain": DOMAIN_TITLES[str(domain)],
                **told,
                **{_HEADS[name]: str(int(count[name])) for name in _HEADS},
            }
        )
    figures, place = pd.DataFrame(rows), names.heading_name(scope)
    total = int(counts.to_numpy().sum())
    worse, better, unsaid = (int(counts[name].sum()) for name in ("worse", "better", "cannot say"))
    title = (
        f"{place}: of {total} figures set against England, {worse} are clearly worse and {better} "
        f"clearly better; for {unsaid} we can't say"
    )
    known = [name for name in ids if name in store.indicators()]
    listed = "; ".join(
        f"{row['label']}: {row['worse']} worse, {row['better']} better, {row['differs']} differ, "
        f"{row['cannot say']} can't say"
        for row in rows
    )
    return Exhibit(
        title=title,
        measure="Newest figure of every indicator against England, by domain",
        unit="number of figures",
        place=place,
        period="the newest period of each figure",
        source=words.source(*known),
        licence=words.licence(*known),
        publications=words.full_sources(*known),
        publisher=words.publisher(*known),
        alt=f"Table of {len(rows)} domains. {listed}.",
        draft=f"{title}. Domains hold different numbers of figures, so the counts are not a score.",
        definition="A figure is clearly worse or better when its 95% interval leaves out "
        "England's and it stands with at most one in twenty of those that do being chance. Some "
        "differ but are neither good nor bad in themselves. For the rest we can't say: the "
        "difference may be chance, or no margin is published. Each indicator's own definition "
        "stands on the Data page.",
        interval="95% intervals where one is published or can be worked out.",
        caveat="Figures are of different years. The United Kingdom or England and Wales stand in "
        "where England has no figure.",
        chart=Table(figures, pd.DataFrame(cells)),
        recipe=Recipe("domains", {"scope": scope}),
        level="published and derived",
        decimals=0,
    )


def _one_figure(indicator: str, compared: pd.DataFrame) -> tuple[dict[str, Any], dict[str, str]]:
    """A domain's own figure as numbers and as words."""
    entry = store.indicator(indicator)
    empty = {"indicator_id": indicator, "value": float("nan"), "benchmark": float("nan")}
    if indicator not in store.indicators():
        return empty, {"One figure": f"{entry.short_title}. {UNREADABLE}", "England": ""}
    if indicator not in compared.index:
        return empty, {"One figure": f"{entry.short_title}: no figure here", "England": ""}
    row = compared.loc[indicator]
    how = figures_at_a_glance.standing(row["verdict"], bool(row["clear"]))
    shape = {"differs": row["verdict"], "cannot say": "similar"}.get(how, how)
    own = numbers.figure_words(row, entry).replace("95% interval ", "")
    nation = "no figure"
    if pd.notna(row["benchmark"]):
        name = store.area(row["benchmark_code"]).name
        figure = numbers.with_unit(row["benchmark"], entry)
        nation = figure if name == "England" else f"{figure} ({name})"
    said = f"{VERDICT_SHAPES[shape]} {entry.short_title}: {own}, {periods.label(row['period'])}"
    numbers_of = {name: float(row[name]) for name in ("value", "lower", "upper", "benchmark")}
    return {"indicator_id": indicator, **numbers_of, "period": row["period"]}, {
        "One figure": said,
        "England": nation,
    }
