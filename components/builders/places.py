"""Recipes about places as a whole: headline, comparison of places, trend."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.breaks import new_series
from analysis.direction import Direction, direction
from analysis.trend import MOST_POINTS, Trend, trend
from components.builders.registry import recipe
from components.exhibits.charts import Headline, Lines, Rows
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import headlines
from components.wording import findings, findings_places, names, numbers
from components.wording import periods as periods_words
from components.wording import sources as words
from components.wording.findings import Figure
from components.wording.names import LEVEL_NOUNS, list_in_words
from data import store
from data.contract import parse_period
from data.metadata import Indicator


def _whole(indicator_id: str, codes: list[str]) -> pd.DataFrame:
    rows = store.observations(indicator_id, area_codes=codes, group_type="all")
    return rows.astype({"area_code": str, "period": str, "status": str, "note": str})


def _value(rows: pd.DataFrame, code: str, period: str) -> float:
    found = rows[(rows["area_code"] == code) & (rows["period"] == period)]["value"]
    return float(found.iloc[0]) if len(found) else float("nan")


def newest_period(indicator_id: str, area: str) -> str:
    """Newest ISO period with a figure for an area. Raises RecipeError when there is none."""
    rows = _whole(indicator_id, [area])
    found = rows.loc[rows["value"].notna(), "period"].unique()
    if not len(found):
        entry = store.indicator(indicator_id)
        raise RecipeError(f"{entry.title} has no figure for {names.place_name(area)}")
    newest: str = max(found, key=lambda text: (parse_period(text).end, text))
    return newest


@recipe("headline")
def headline(indicator: str, area: str, period: str) -> Exhibit:
    """One figure of one area, set against England (or the nation that stands in for it)."""
    entry = store.indicator(indicator)
    nation = headlines.nation_of(indicator, period)
    codes = [area, nation] if nation and nation != area else [area]
    rows = _whole(indicator, codes)
    rows = rows[rows["period"] == period].set_index("area_code").reindex(codes)
    rows = rows.dropna(subset=["value"])
    if area not in rows.index:
        raise RecipeError(
            f"{entry.title} has no figure for {names.place_name(area)} in "
            f"{periods_words.label(period)}"
        )
    own = rows.loc[area]
    other = nation if nation in rows.index and nation != area else ""
    benchmark = headlines.benchmark_of(rows, area, other, entry.multiplier)
    nation_name = names.nation_name(other)
    draft = findings.against(
        entry,
        names.place_name(area),
        periods_words.label(period),
        Figure(own["value"], own["lower"], own["upper"]),
        benchmark.value,
        f"the rest of {nation_name}" if benchmark.rest else nation_name,
        benchmark.exact,
    )
    figures = pd.DataFrame(
        {
            "label": [names.heading_name(code) for code in rows.index],
            "value": rows["value"].to_numpy(),
            "lower": rows["lower"].to_numpy(),
            "upper": rows["upper"].to_numpy(),
            "words": [numbers.figure_words(row, entry) for _, row in rows.iterrows()],
        }
    )
    return Exhibit(
        title=draft.title,
        place=names.heading_name(area),
        period=periods_words.aged(period),
        alt=f"{draft.title}. {own_words(figures)}.",
        draft=draft.text,
        chart=Headline(figures),
        recipe=Recipe("headline", {"indicator": indicator, "area": area, "period": period}),
        **words.common(entry, rows),
    )


def own_words(figures: pd.DataFrame) -> str:
    """Every row of an exhibit's figures in words, for alt text."""
    return "; ".join(f"{row['label']} {row['words']}" for _, row in figures.iterrows())


@recipe("places")
def places(indicator: str, scope: str, level: str, period: str) -> Exhibit:
    """Authorities beside each other as bars, by name, with intervals and England's figure.

    ``scope`` is the place in question: an authority is marked among those of the region; the
    region or the combined authority shows its own.
    """
    entry = store.indicator(indicator)
    if level not in ("utla", "ltla"):
        raise RecipeError("a comparison of places is of authorities; smaller areas need a map")
    within = scope if scope in (store.REGION, store.WMCA) else store.REGION
    codes = list(store.areas(level, within).index)
    if scope != within and scope not in codes:
        raise RecipeError(f"{names.place_name(scope)} is not among the {LEVEL_NOUNS[level]}")
    nation = headlines.nation_of(indicator, period)
    rows = _whole(indicator, [*codes, nation] if nation else codes)
    rows = rows[rows["period"] == period].set_index("area_code")
    own = rows.reindex(codes)
    gaps = own[own["value"].isna()]
    known = own.dropna(subset=["value"])
    # By name: an order by figure would be a league table, whatever the intervals say.
    known = known.loc[sorted(known.index, key=lambda code: store.area(code).name)]
    if known.empty:
        raise RecipeError(
            f"{entry.title} has no figures for {periods_words.label(period)} at this level"
        )
    # Authorities are small parts of the nation, and tested against the whole of it.
    found = headlines.benchmark_of(rows, "", nation, entry.multiplier)
    benchmark, nation_name = found.value, names.nation_name(nation)
    figures = pd.DataFrame(
        {
            "area_code": known.index,
            "label": [names.place_name(code) for code in known.index],
            "value": known["value"].to_numpy(),
            "lower": known["lower"].to_numpy(),
            "upper": known["upper"].to_numpy(),
            "mark": ["place" if code == scope else "other" for code in known.index],
            "words": [numbers.figure_words(row, entry) for _, row in known.iterrows()],
        }
    )
    draft = findings_places.among_places(
        entry,
        names.place_name(within),
        LEVEL_NOUNS[level],
        periods_words.label(period),
        figures,
        benchmark,
        nation_name,
        found.exact,
    )
    text = draft.text
    title = draft.title
    if scope != within and scope in known.index:
        one = known.loc[scope]
        single = findings.against(
            entry,
            names.place_name(scope),
            periods_words.label(period),
            Figure(one["value"], one["lower"], one["upper"]),
            benchmark,
            nation_name,
            found.exact,
        )
        among = text.split(f" of {names.place_name(within)}. ", 1)[-1]
        title, text = single.title, f"{single.text} {among}"
    if len(gaps):
        held = [names.place_name(code) for code in gaps.index]
        text += f" No figure is published for {list_in_words(held)}."
    reference = (
        None
        if np.isnan(benchmark)
        else (f"{names.heading_name(nation)} {numbers.with_unit(benchmark, entry)}", benchmark)
    )
    return Exhibit(
        title=title,
        place=f"{LEVEL_NOUNS[level].capitalize()} of {names.place_name(within)}",
        period=periods_words.aged(period),
        alt=f"Bars, in order of name. {own_words(figures)}"
        + (f"; {reference[0]}." if reference else "."),
        draft=text,
        chart=Rows(figures, reference=reference),
        recipe=Recipe(
            "places", {"indicator": indicator, "scope": scope, "level": level, "period": period}
        ),
        **words.common(entry, known),
    )


def _tested(series: pd.DataFrame, entry: Indicator) -> tuple[Direction, Trend]:
    """Recent direction and long run of an area's rows, in order of time, all with a figure."""
    limits = (series[name].to_numpy(float) for name in ("value", "lower", "upper"))
    now = direction(
        [parse_period(text) for text in series["period"]],
        *limits,
        value_type=entry.value_type,
        polarity=entry.polarity,
        breaks=entry.breaks_in_series,
    )
    long_run = trend(
        series["end"].to_numpy(float),
        series["value"].to_numpy(float),
        polarity=entry.polarity,
        breaks=[float(day.toordinal()) for day in entry.breaks_in_series],
    )
    return now, long_run


@recipe("trend")
def over_time(indicator: str, area: str, until: str) -> Exhibit:
    """An area's figures over time with intervals, beside England's where it has them."""
    entry = store.indicator(indicator)
    last = parse_period(until)
    nation = headlines.nation_of(indicator, until)
    codes = list(dict.fromkeys(code for code in (area, nation) if code))
    rows = _whole(indicator, codes)
    rows["end"] = [parse_period(text).end.toordinal() for text in rows["period"]]
    rows = rows[rows["end"] <= last.end.toordinal()].sort_values("end", kind="stable")
    rows = rows.drop_duplicates(["area_code", "end"], keep="last")
    own = rows[rows["area_code"] == area]
    if own["value"].notna().sum() < 2:
        raise RecipeError(
            f"{entry.title} has fewer than two figures for {names.place_name(area)}: no line"
        )
    known = own[own["value"].notna()]
    now, long_run = _tested(known, entry)
    ends = sorted(own["end"].unique())[-max(MOST_POINTS, 12) :]
    periods = own.drop_duplicates("end").set_index("end").loc[ends, "period"].tolist()
    labels = {
        end: periods_words.short_label(p, periods) for end, p in zip(ends, periods, strict=True)
    }
    kept = rows[rows["end"].isin(ends)]
    figures = pd.DataFrame(
        {
            "label": kept["end"].map(labels).to_numpy(),
            "series": [names.heading_name(code) for code in kept["area_code"]],
            "value": kept["value"].to_numpy(),
            "lower": kept["lower"].to_numpy(),
            "upper": kept["upper"].to_numpy(),
            "period": kept["period"].to_numpy(),
            "words": [numbers.figure_words(row, entry) for _, row in kept.iterrows()],
        }
    )
    order = {names.heading_name(code): n for n, code in enumerate(codes)}
    figures = figures.sort_values("series", key=lambda s: s.map(order), kind="stable")
    ends_said = [
        (periods_words.label(known["period"].iloc[n]), float(known["value"].iloc[n]))
        for n in (max(now.since, 0), -1)
    ]
    draft = findings.over_time(
        entry,
        names.place_name(area),
        ends_said[0],
        ends_said[1],
        now,
        (periods_words.label(known["period"].iloc[-long_run.points]), long_run),
    )
    begun = [labels[parse_period(each).end.toordinal()] for each in new_series(entry, periods)]
    text = draft.text + (" The source changed how it counts within the line." if begun else "")
    place = names.heading_name(area)
    spoken = own_words(figures[figures["series"] == place])
    return Exhibit(
        title=draft.title,
        place=place if len(order) == 1 else f"{place} and {list(order)[1]}",
        period=periods_words.with_age(periods_words.span(periods[0], periods[-1]), periods[-1]),
        alt=f"Line of {place} over time. {spoken}.",
        draft=text,
        chart=Lines(figures.reset_index(drop=True), breaks=tuple(begun)),
        recipe=Recipe("trend", {"indicator": indicator, "area": area, "until": until}),
        **words.common(entry, kept),
    )
