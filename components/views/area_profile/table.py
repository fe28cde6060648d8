"""The area profile as HTML: one table per domain, a key, and the list of what is not there.

Pure functions: figures in, markup out, by the templates beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from components.charts import paint_svg
from components.charts.layouts import profile_marks
from components.design import templates
from components.exhibits.small_charts import Sparkline, Spine
from components.wording import profile as words
from components.wording.numbers import number
from components.wording.periods import with_age
from data.metadata import DOMAIN_TITLES, Indicator

_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Heading:
    """Names that the tables use."""

    place: str
    benchmark: str  # e.g. "England", "the region", "the neighbours' mean"
    authorities: str  # e.g. "upper-tier authorities"
    region: bool  # whether there is a region to set the place against
    neighbours: int  # how many statistical neighbours the place has
    map_query: Mapping[str, str]  # what a link to the map carries besides the indicator
    group_query: Mapping[str, str]  # the same for Who bears it
    map_ids: frozenset[str] = frozenset()  # indicators that have a map
    questions: Mapping[str, str] = field(default_factory=dict)  # answered by group, by indicator
    large_part: bool = False  # whether the place is a large part of England


def render(name: str, **values: object) -> Markup:
    """A template of the area profile with values put in."""
    return templates.render(_FOLDER, f"{name}.html", **values)


def tables(profile: pd.DataFrame, catalogue: Mapping[str, Indicator], head: Heading) -> Markup:
    """One captioned table for each domain that has a row, in the catalogue's order of domains."""
    records = profile.to_dict("records")
    domains = []
    for domain, title in DOMAIN_TITLES.items():
        rows = [r for r in records if catalogue[r["indicator_id"]].domain == domain]
        if rows:
            count = f"{len(rows)} figures" if len(rows) > 1 else "1 figure"
            cells = [_row(row, catalogue[row["indicator_id"]], head) for row in rows]
            domains.append({"title": title, "caption": f"{title}: {count}", "rows": cells})
    columns = [
        ("Indicator", "name"),
        (head.place, "own"),
        ("England", "num"),
        *([("Region", "num")] if head.region else []),
        *([("Neighbours' mean", "near")] if head.neighbours else []),
        ("Lowest to highest authority", "spine"),
        (f"Against {head.benchmark}", "said"),
        ("Own direction", "trend"),
        ("See more", "more"),
    ]
    return render("tables", domains=domains, columns=columns) if domains else Markup()


@dataclass(frozen=True)
class _Cell:
    """A comparator's figure with a small line below it; no text: no figure."""

    text: str
    below: str = ""
    column: str = "num"


def _row(row: Mapping[str, Any], entry: Indicator, head: Heading) -> dict[str, object]:
    """What the template says of one figure."""
    others = [_country(row, entry)]
    if head.region:
        others.append(_Cell(words.cell(row["region"], entry)))
    if head.neighbours:
        others.append(_neighbours(row, entry, head.neighbours))
    against = _against(row, head)
    spine = Markup()
    if row["authorities_count"]:
        spine = paint_svg.paint(
            profile_marks.spine(
                Spine(
                    row["value"],
                    row["lower"],
                    row["upper"],
                    row["verdict"],
                    row["benchmark"],
                    row["authorities"],
                )
            ),
            words.spine_message(row, entry, head.place, against, head.authorities),
        )
    return {
        "name": _title(row, entry),
        "about": _about(row, entry),
        "own": words.cell(row["value"], entry),
        "limits": words.limits(row["lower"], row["upper"], entry),
        "others": others,
        "spine": spine,
        "among": f"{row['authorities_count']} with a figure" if spine else "",
        "mark": paint_svg.shape(row["verdict"]),
        "said": words.difference(row, against),
        "why": words.why_not(row, against),
        "asides": (words.doubt(row), words.among(row), words.band(row)),
        "trend": paint_svg.paint(
            profile_marks.sparkline(
                Sparkline(row["times"], row["series"], row["breaks"], entry.decimals)
            ),
            words.trend_message(row, entry),
        ),
        "directions": (words.direction(row), words.long_run(row)),
        "links": _links(row, entry, head),
    }


def _title(row: Mapping[str, Any], entry: Indicator) -> str:
    return entry.short_title if row["group"] == "all" else f"{entry.short_title}, {row['group']}"


def _about(row: Mapping[str, Any], entry: Indicator) -> str:
    parts = [entry.unit, with_age(words.short_period(row["period"]), row["period"])]
    if row["status"] != "published":
        parts.append(row["status"])
    if entry.done_by_services:
        parts.append("done by services")
    if row["held_back"]:
        why = "held back" if row["held_back_status"] == "suppressed" else "missing"
        parts.append(f"{words.short_period(row['held_back'])} {why}")
    return " · ".join(parts)


def _country(row: Mapping[str, Any], entry: Indicator) -> _Cell:
    below = words.STANDING_IN.get(row["country_code"], ("",))[0]
    return _Cell(words.cell(row["country"], entry), below)


def _against(row: Mapping[str, Any], head: Heading) -> str:
    """The benchmark's name for this row: another country where it stands in for England."""
    if head.benchmark == "England":
        country = words.STANDING_IN.get(row["country_code"], ("", "England"))[1]
        if row["rest"]:
            return f"the rest of {country}"
        return f"{country} with the place in it" if head.large_part else country
    if head.benchmark == words.BENCHMARKS["region"]:
        return "the rest of the region" if row["rest"] else "the region with the place in it"
    return head.benchmark


def _neighbours(row: Mapping[str, Any], entry: Indicator, of: int) -> _Cell:
    count = row["neighbours_count"]
    if not count:
        return _Cell("", column="near")
    low, high = (number(row[f"neighbours_{end}"], entry.decimals) for end in ("lowest", "highest"))
    only = "" if count == of else f" ({count} of {of})"
    return _Cell(words.cell(row["neighbours_mean"], entry), f"{low} to {high}{only}", "near")


def _links(row: Mapping[str, Any], entry: Indicator, head: Heading) -> list[dict[str, str]]:
    links = []
    for page, label, ids, query in (
        ("map", "Map", head.map_ids, head.map_query),
        ("who_bears_it", "Who is affected", head.questions, head.group_query),
    ):
        if entry.id in ids:
            if page == "who_bears_it":
                query = {**query, "question": head.questions[entry.id]}
            links.append(
                {
                    "address": f"{page}?{urlencode({'indicator': entry.id, **query})}",
                    "page": page,
                    "indicator": entry.id,
                    "label": label,
                    "title": _title(row, entry),
                }
            )
    return links


def key(head: Heading, verdicts: Sequence[str]) -> Markup:
    """One legend for the two questions; only the verdicts that occur."""
    said = {
        "better": f"better than {head.benchmark}",
        "worse": f"worse than {head.benchmark}",
        "similar": "no clear difference",
        "higher": "higher, neither good nor bad in itself",
        "lower": "lower, neither good nor bad in itself",
        "not tested": "not tested: no margin of error, or no figure to test against",
    }
    return render(
        "key",
        benchmark=head.benchmark,
        verdicts=[(paint_svg.shape(name), said[name]) for name in said if name in verdicts],
        why_not_among=words.WHY_NOT_AMONG,
    )


def reading(head: Heading) -> str:
    """How to read a spine, in one sentence."""
    return (
        f"On the line each thin stroke is one of the {head.authorities} with a figure, the pale "
        f"block is their middle half, the tall bar {head.benchmark}, the thick stroke the 95% "
        "interval. Right is higher. A far-off authority is drawn at the end of the line. Under the "
        "neighbours' mean stands the range, and how many have a figure when not all."
    )


def without_figure(items: Sequence[tuple[str, str]]) -> Markup:
    """The list of indicators without a figure, by reason, from (title, reason) pairs."""
    lines = [(reason[:1].upper() + reason[1:], names) for reason, names in _by_reason(items)]
    return _list("Without a figure here", len(items), lines)


def not_tested(items: Sequence[tuple[str, str]]) -> Markup:
    """The list of figures that are not tested, by reason, from (title, reason) pairs."""
    lines = [(names, reason) for reason, names in _by_reason(items)]
    return _list("Not tested, and why", len(items), lines)


def _by_reason(items: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    titles: dict[str, list[str]] = {}
    for title, reason in items:
        titles.setdefault(reason, []).append(title)
    return [(reason, "; ".join(names)) for reason, names in titles.items()]


def _list(heading: str, count: int, lines: Sequence[tuple[str, str]]) -> Markup:
    if not count:
        return Markup()
    return render("by_reason", heading=heading, count=count, lines=lines)
