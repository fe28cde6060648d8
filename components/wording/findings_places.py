"""Draft titles and paragraphs of places beside each other: rule 3 of `findings`."""

from __future__ import annotations

import pandas as pd

from components.wording import numbers
from components.wording.findings import CANNOT_TELL, SIDES, Draft, Figure, in_words, tested
from data.metadata import Indicator


def span(low: str, high: str, after: str) -> str:
    """Two figures as "from a to b", the unit once."""
    return f"from {low.removesuffix(after) if after != '%' else low} to {high}"


def _spread(low: float, high: float, entry: Indicator) -> str:
    after = "" if entry.unit_short.startswith("£") else entry.unit_short
    return span(numbers.with_unit(low, entry), numbers.with_unit(high, entry), after)


def _extreme(rows: pd.DataFrame, highest: bool, entry: Indicator) -> str:
    """Rule 3 for one end of a list of places: columns label, value, lower, upper."""
    word = "highest" if highest else "lowest"
    order = rows.sort_values("value", ascending=not highest, kind="stable")
    top, rest = order.iloc[0], order.iloc[1:]
    figure = in_words(Figure(top["value"], top["lower"], top["upper"]), entry)
    overlap = rest["upper"] >= top["lower"] if highest else rest["lower"] <= top["upper"]
    count = int(overlap.sum())
    if not count:
        return f"{top['label']} is {word}: {figure}."
    whose = (
        "interval of 1 other place overlaps"
        if count == 1
        else (f"intervals of {count} other places overlap")
    )
    return (
        f"{top['label']} has the {word} figure, {figure}, but the {whose} its own: "
        f"we can't tell which is {word}."
    )


def among_places(
    entry: Indicator,
    scope: str,
    what: str,
    period: str,
    rows: pd.DataFrame,
    benchmark: float,
    nation: str,
    exact: float | None = None,
) -> Draft:
    """Places of one level beside each other.

    ``rows``: columns label, value, lower, upper, no missing value. ``what`` names the places,
    e.g. "counties and boroughs". ``exact``: the benchmark from its counts, for the test; None
    where it is as told.
    """
    low, high = rows["value"].min(), rows["value"].max()
    spread = _spread(low, high, entry)
    opening = f"{entry.title}, {period}: {spread} across {len(rows)} {what} of {scope}."
    plain = f"{entry.short_title}: {spread} across the {what} of {scope}"
    with_limits = rows.dropna(subset=["lower", "upper"])
    if len(with_limits) < len(rows) or len(rows) < 2:
        return Draft(
            plain,
            f"{opening} Not every figure has an interval. {CANNOT_TELL} which differences between "
            "these places are more than chance.",
        )
    ends = f"{_extreme(rows, True, entry)} {_extreme(rows, False, entry)}"
    said = [
        tested(Figure(v, lo, hi), benchmark if exact is None else exact, entry)
        for v, lo, hi in rows[["value", "lower", "upper"]].itertuples(index=False)
    ]
    counts = pd.Series(said).value_counts()
    sides = [word for word in ("worse", "better", "higher", "lower") if counts.get(word)]
    if "not tested" in counts.index:
        return Draft(plain, f"{opening} {ends}")
    parts = [f"{counts[word]} {SIDES[word].removesuffix(' than')}" for word in sides]
    unclear = int(counts.get("similar", 0))
    if not sides:
        return Draft(
            f"{entry.short_title}: we can't tell any of the {len(rows)} {what} from {nation}",
            f"{opening} {nation}: {numbers.with_unit(benchmark, entry)}. Every interval holds "
            f"{nation}'s figure. {ends}",
        )
    first = sides[0]
    lead = f"{counts[first]} of {len(rows)} {what} {_verb(int(counts[first]))} {SIDES[first]}"
    tail = f", {unclear} with no clear difference" if unclear else ""
    return Draft(
        f"{entry.short_title}: {lead} {nation}",
        f"{opening} Against {nation} ({numbers.with_unit(benchmark, entry)}): "
        f"{', '.join(parts)}{tail}. {ends}",
    )


def _verb(count: int) -> str:
    return "is" if count == 1 else "are"


def across_areas(
    entry: Indicator,
    scope: str,
    what: str,
    period: str,
    rows: pd.DataFrame,
    most: tuple[str, int, int] | None,
    fifth: str,
) -> Draft:
    """A map of many small areas.

    ``rows``: columns value, lower, upper of the areas with a figure. ``most``: the authority with
    the most areas in the ``fifth`` ("highest" or "lowest"), how many of them, and of how many.
    """
    low, high = rows["value"].min(), rows["value"].max()
    spread = _spread(low, high, entry)
    opening = f"{entry.title}, {period}: {spread} across {len(rows):,} {what} of {scope}."
    if rows[["lower", "upper"]].isna().any().any():
        sure = (
            f"No interval is published for every area. {CANNOT_TELL} whether two areas whose "
            "figures lie close differ by more than chance."
        )
    else:
        half = float(((rows["upper"] - rows["lower"]) / 2).median())
        sure = (
            f"A typical area's 95% interval reaches {numbers.with_unit(half, entry)} either way. "
            f"{CANNOT_TELL} areas apart whose intervals overlap."
        )
    if most is None:
        return Draft(
            f"{entry.short_title}: {spread} across the {what} of {scope}", f"{opening} {sure}"
        )
    name, count, total = most
    where = f"{count:,} of the {total:,} {what} in the {fifth} fifth are in {name}"
    return Draft(f"{entry.short_title}: {where}", f"{opening} {where}. {sure}")
