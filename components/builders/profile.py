"""Recipe of the area profile: how a place stands on every indicator, as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import profile
from components.builders.registry import recipe
from components.exhibits.charts import Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError, Value
from components.figures import profile as profile_figures
from components.wording import names, numbers
from components.wording import periods as periods_words
from components.wording import profile as profile_words
from components.wording import sources as words
from data import store
from data.metadata import DOMAIN_TITLES, Indicator

_VERDICTS = {
    "better": "better",
    "worse": "worse",
    "higher": "higher",
    "lower": "lower",
    "similar": "no clear difference",
    "not tested": "not tested",
}


def _against(row: dict[str, Any], entry: Indicator) -> str:
    """The test's outcome; where England or the region without the place was tested against, its
    figure too."""
    word = _VERDICTS[row["verdict"]]
    if not row["rest"] or word == "not tested":
        return word
    than = "from" if row["verdict"] == "similar" else "than"
    return f"{word} {than} the rest ({numbers.with_unit(row['benchmark'], entry)})"


def recipe_of(scope: str, domain: str, only: str, benchmark: str) -> Recipe:
    """What is seen with these choices; against England as first kept, without a benchmark."""
    params: dict[str, Value] = {"scope": scope, "domain": domain, "only": only}
    return Recipe("profile", params | ({"benchmark": benchmark} if benchmark != "england" else {}))


def _compared(
    table: pd.DataFrame, entries: list[Indicator], benchmark: str
) -> dict[str, list[str]]:
    """The benchmark's figures beside England's, by the head of their column."""
    column = {"region": "region", "neighbours": "neighbours_mean"}.get(benchmark)
    if column is None:
        return {}
    figures = [
        numbers.with_unit(value, entry) if value == value else "no figure"
        for value, entry in zip(table[column], entries, strict=True)
    ]
    return {"Region" if benchmark == "region" else "Neighbours' mean": figures}


@recipe("profile")
def profile_table(
    scope: str, domain: str = "", only: str = "", benchmark: str = "england"
) -> Exhibit:
    """How a place stands on every indicator (of a domain) against a benchmark, as a table."""
    if domain and domain not in DOMAIN_TITLES:
        raise RecipeError(f"there is no domain '{domain}'")
    if only not in profile_figures.ONLY:
        raise RecipeError("there is no such filter of the profile")
    if benchmark not in profile_figures.benchmarks_of(scope):
        raise RecipeError(f"{names.place_name(scope)} cannot be compared with '{benchmark}'")
    against = profile_words.BENCHMARKS[benchmark]
    catalogue = store.indicators()
    who = profile_figures.comparators(scope)
    whole = profile.build(profile_figures.rows_of(who), catalogue, who, benchmark)
    table = profile_figures.chosen(whole, domain, only)
    if table.empty:
        raise RecipeError(f"no figure of {names.place_name(scope)} passes this filter")
    entries = [catalogue[name] for name in table["indicator_id"]]
    titles = [
        entry.short_title + (f", {group.lower()}" if group != "all" else "")
        for entry, group in zip(entries, table["group"], strict=True)
    ]
    figures = pd.DataFrame(
        {
            "label": titles,
            "indicator_id": table["indicator_id"].to_numpy(),
            "unit": [entry.unit for entry in entries],
            "period": [periods_words.label(period) for period in table["period"]],
            "value": table["value"].to_numpy(),
            "lower": table["lower"].to_numpy(),
            "upper": table["upper"].to_numpy(),
            "country": [store.area(code).name for code in table["country_code"]],
            "country_value": table["country"].to_numpy(),
            "test": [_VERDICTS[word] for word in table["verdict"]],
            "stands_among_all_tests": table["clear"].astype(bool).to_numpy(),
            "among_authorities": table["unusual"].to_numpy(),
            "among_why": [profile_words.why_not_among(row) for row in table.to_dict("records")],
            "direction": [profile_words.direction(row) for row in table.to_dict("records")],
            "long_run": [profile_words.long_run(row) for row in table.to_dict("records")],
            "status": table["status"].to_numpy(),
        }
    )
    shown = pd.DataFrame(
        {
            "Indicator": titles,
            names.heading_name(scope): [
                numbers.figure_words(row, entry).replace("95% interval ", "")
                for (_, row), entry in zip(table.iterrows(), entries, strict=True)
            ],
            "Period": [
                periods_words.with_age(profile_words.short_period(period), period)
                for period in table["period"]
            ],
            "England": [
                numbers.with_unit(value, entry) + ("" if name == "England" else f" ({name})")
                for value, entry, name in zip(
                    table["country"], entries, figures["country"], strict=True
                )
            ],
            **_compared(table, entries, benchmark),
            f"Against {against}": [
                _against(row, entry)
                for row, entry in zip(table.to_dict("records"), entries, strict=True)
            ],
            "Among authorities": [
                word if word != "not tested" else f"not tested: {why}"
                for word, why in zip(
                    figures["among_authorities"], figures["among_why"], strict=True
                )
            ],
            "Own direction": figures["direction"],
        }
    )
    place = names.heading_name(scope)
    counts = table["verdict"].value_counts()
    tested = len(table) - int(counts.get("not tested", 0))
    title = (
        f"{place}: of {tested} figures tested against {against}, "
        f"{counts.get('worse', 0)} are worse and {counts.get('better', 0)} better"
        if tested
        else f"{place}: none of these {len(table)} figures can be tested against {against}"
    )
    ids = [entry.id for entry in entries]
    summary = profile_words.summary(table, place, against)
    own = "England's" if benchmark == "england" else against
    return Exhibit(
        title=title,
        measure=DOMAIN_TITLES.get(domain, "All domains")
        + (f": {profile_figures.ONLY[only].lower()}" if only else ""),
        unit="as each row says",
        place=place,
        period="the newest period of each figure",
        source=words.source(*ids),
        licence=words.licence(*ids),
        publications=words.full_sources(*ids),
        publisher=words.publisher(*ids),
        alt=f"Table of {len(table)} figures of {place} with England's figure and the test "
        f"against {against}.",
        draft=summary
        + " Where there is no interval we can't tell a difference from chance. Whether a place is "
        "unusual among authorities, which vary far more than chance, is another question.",
        definition="Each indicator's own definition stands on the Data page.",
        interval="95% intervals where one is published or can be worked out from exact "
        f"counts. A figure differs from {own} only when its interval leaves it out. Unusual: "
        "outside the 95% spread of authorities, own chance and spread together.",
        caveat="Figures are of different years. England and Wales or the United Kingdom stand in "
        "where England has no figure, and are named.",
        chart=Table(figures, shown),
        recipe=recipe_of(scope, domain, only, benchmark),
        level="as published" if set(table["status"]) == {"published"} else "published and derived",
    )
