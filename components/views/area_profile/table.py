"""The area profile as HTML: one table per domain, a key, and the list of what is not there.

Pure functions: figures in, markup out; every text is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from components.charts.sparklines import Spine, legend_mark, spine_svg, trend_svg
from components.wording import profile as words
from components.wording.numbers import number
from components.wording.periods import with_age
from data.metadata import DOMAIN_TITLES, Indicator

REGION = "the West Midlands region"


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


def tables(profile: pd.DataFrame, catalogue: Mapping[str, Indicator], head: Heading) -> str:
    """One captioned table for each domain that has a row, in the catalogue's order of domains."""
    records = profile.to_dict("records")
    parts = []
    for domain, title in DOMAIN_TITLES.items():
        rows = [r for r in records if catalogue[r["indicator_id"]].domain == domain]
        if rows:
            body = "".join(_row(row, catalogue[row["indicator_id"]], head) for row in rows)
            parts.append(_table(title, body, len(rows), head))
    return "".join(parts)


def _table(title: str, body: str, count: int, head: Heading) -> str:
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
    cells = "".join(f'<th scope="col" class="ap-c-{c}">{escape(name)}</th>' for name, c in columns)
    name = f"{title}: {count} figures" if count > 1 else f"{title}: 1 figure"
    return (
        f'<div class="ap-scroll" role="region" tabindex="0" aria-label="{escape(title)} table">'
        f'<table class="ap-table"><caption><h2>{escape(name)}</h2></caption>'
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Mapping, entry: Indicator, head: Heading) -> str:
    cells = [
        _name(row, entry),
        f'<td class="ap-c-own"><strong>{words.cell(row["value"], entry)}</strong>'
        f"{_small(words.limits(row['lower'], row['upper'], entry))}</td>",
        _country(row, entry),
    ]
    if head.region:
        cells.append(_figure(row["region"], entry))
    if head.neighbours:
        cells.append(_neighbours(row, entry, head.neighbours))
    spine = ""
    if row["authorities_count"]:
        spine = spine_svg(
            Spine(
                row["value"],
                row["lower"],
                row["upper"],
                row["verdict"],
                row["benchmark"],
                row["authorities"],
            ),
            words.spine_message(row, entry, head.place, _against(row, head), head.authorities),
        )
    among = f"{row['authorities_count']} with a figure" if spine else ""
    cells.append(f'<td class="ap-c-spine">{spine or "too few figures"}{_small(among)}</td>')
    cells.append(_said(row, head))
    line = trend_svg(row["times"], row["series"], row["breaks"], words.trend_message(row, entry))
    cells.append(
        f'<td class="ap-c-trend">{line}{_small(words.direction(row))}'
        f"{_small(words.long_run(row))}</td>"
    )
    cells.append(_links(entry, head))
    return f"<tr>{''.join(cells)}</tr>"


def _said(row: Mapping, head: Heading) -> str:
    against = _against(row, head)
    why = words.why_not(row, against)
    because = f'<span class="ap-why">: {escape(why)}</span>' if why else ""
    return (
        f'<td class="ap-c-said">{legend_mark(row["verdict"])} '
        f"{escape(words.difference(row, against))}{because}{_small(words.doubt(row))}"
        f"{_small(words.among(row))}{_small(words.band(row))}</td>"
    )


def _small(text: str) -> str:
    return f"<small>{escape(text)}</small>" if text else ""


def _name(row: Mapping, entry: Indicator) -> str:
    title = entry.short_title if row["group"] == "all" else f"{entry.short_title}, {row['group']}"
    parts = [entry.unit, with_age(words.short_period(row["period"]), row["period"])]
    if row["status"] != "published":
        parts.append(row["status"])
    if entry.done_by_services:
        parts.append("done by services")
    if row["held_back"]:
        why = "held back" if row["held_back_status"] == "suppressed" else "missing"
        parts.append(f"{words.short_period(row['held_back'])} {why}")
    return f'<th scope="row" class="ap-c-name">{escape(title)}{_small(" · ".join(parts))}</th>'


def _figure(value: float, entry: Indicator, below: str = "", column: str = "num") -> str:
    text = words.cell(value, entry)
    if not text:
        return f'<td class="ap-c-{column}"><small>no figure</small></td>'
    return f'<td class="ap-c-{column}">{text}{_small(below)}</td>'


def _country(row: Mapping, entry: Indicator) -> str:
    return _figure(row["country"], entry, words.STANDING_IN.get(row["country_code"], ("",))[0])


def _against(row: Mapping, head: Heading) -> str:
    """The benchmark's name for this row: another country where it stands in for England."""
    if head.benchmark == "England":
        country = words.STANDING_IN.get(row["country_code"], ("", "England"))[1]
        if row["rest"]:
            return f"the rest of {country}"
        return f"{country} with the place in it" if head.large_part else country
    if head.benchmark == REGION:
        return "the rest of the region" if row["rest"] else "the region with the place in it"
    return head.benchmark


def _neighbours(row: Mapping, entry: Indicator, of: int) -> str:
    if not row["neighbours_count"]:
        return _figure(np.nan, entry, column="near")
    low, high = (number(row[f"neighbours_{end}"], entry.decimals) for end in ("lowest", "highest"))
    count = row["neighbours_count"]
    only = "" if count == of else f" ({count} of {of})"
    return _figure(row["neighbours_mean"], entry, f"{low} to {high}{only}", "near")


def _links(entry: Indicator, head: Heading) -> str:
    links = []
    for page, label, ids, query in (
        ("map", "Map", head.map_ids, head.map_query),
        ("who_bears_it", "Who is affected", head.questions, head.group_query),
    ):
        if entry.id in ids:
            if page == "who_bears_it":
                query = {**query, "question": head.questions[entry.id]}
            address = f"{page}?{urlencode({'indicator': entry.id, **query})}"
            links.append(
                f'<a href="{escape(address)}" data-page="{page}" data-indicator="{entry.id}" '
                f'aria-label="{label}: {escape(entry.short_title)}">{label}</a>'
            )
    return f'<td class="ap-c-more">{"<br>".join(links)}</td>'


def key(head: Heading, verdicts: Sequence[str]) -> str:
    """One legend for the two questions; only the verdicts that occur."""
    said = {
        "better": f"better than {head.benchmark}",
        "worse": f"worse than {head.benchmark}",
        "similar": "no clear difference",
        "higher": "higher, neither good nor bad in itself",
        "lower": "lower, neither good nor bad in itself",
        "not tested": "not tested: no interval, or no figure to test against",
    }
    items = [f"<li>{legend_mark(v)} {escape(said[v])}</li>" for v in said if v in verdicts]
    first = f"Different from {head.benchmark} by more than its own chance?"
    return (
        '<div class="ap-key-box" role="group" aria-label="Key">'
        f'<p><strong>{escape(first)}</strong></p><ul class="ap-legend">{"".join(items)}</ul>'
        "<p><strong>Unusual among authorities?</strong> Authorities vary far more than chance; "
        "this asks who lies outside the usual spread: <em>unusually high</em>, <em>unusually "
        "low</em>, <em>within the usual range</em> or <em>not tested</em>. "
        f"{escape(words.WHY_NOT_AMONG)}</p></div>"
    )


def reading(head: Heading) -> str:
    """How to read a spine, in one sentence."""
    return (
        f"On the line each thin stroke is one of the {head.authorities} with a figure, the pale "
        f"block is their middle half, the tall bar {head.benchmark}, the thick stroke the 95% "
        "interval. Right is higher. A far-off authority is drawn at the end of the line. Under the "
        "neighbours' mean stands the range, and how many have a figure when not all."
    )


def without_figure(items: Sequence[tuple[str, str]]) -> str:
    """The list of indicators without a figure, by reason, from (title, reason) pairs."""
    return _by_reason("Without a figure here", items)


def not_tested(items: Sequence[tuple[str, str]]) -> str:
    """The list of figures that are not tested, by reason, from (title, reason) pairs."""
    return _by_reason("Not tested, and why", items)


def _by_reason(heading: str, items: Sequence[tuple[str, str]]) -> str:
    if not items:
        return ""
    titles: dict[str, list[str]] = {}
    for title, reason in items:
        titles.setdefault(reason, []).append(title)
    lines = "".join(
        f"<li><strong>{escape('; '.join(names))}:</strong> {escape(reason)}.</li>"
        if heading.startswith("Not")
        else f"<li><strong>{escape(reason[:1].upper() + reason[1:])}:</strong> "
        f"{escape('; '.join(names))}.</li>"
        for reason, names in titles.items()
    )
    return f'<div class="ap-absent"><h2>{heading}: {len(items)}</h2><ul>{lines}</ul></div>'
