"""Recipe of a map: one indicator at one level, as published or as a change."""

from __future__ import annotations

import pandas as pd

from components.builders.registry import recipe
from components.charts import map_key
from components.charts.map_classes import METHODS, Classes
from components.charts.map_layer import change_classes, classes_for, same_scale
from components.exhibits.charts import AreaMap
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures.areas import change_figures, drawn_levels, figures, standing
from components.figures.geometry import drawn_areas
from components.wording import findings, findings_places, names, periods
from components.wording import sources as words
from components.wording.names import LEVEL_NOUNS
from components.wording.numbers import change_signs, legend_unit, number_words
from data import store
from data.metadata import Indicator


def _most(
    table: pd.DataFrame, level: str, entry: Indicator
) -> tuple[tuple[str, int, int] | None, str]:
    """The authority with the most areas in the fifth that bears most, and which fifth it is."""
    lowest = entry.polarity == "high_is_good"
    place = standing(entry, table["value"].to_numpy(dtype=float))
    word = place.words[0 if lowest else 4].removesuffix(" fifth")
    authority = table["authority"].where(table["authority"] != "", table["label"])
    if level in ("utla", "ltla") or authority.nunique() < 2:
        return None, word
    inside = authority[place.fifths == (0 if lowest else 4)]
    if inside.empty:
        return None, word
    counts = inside.value_counts()
    if len(counts) > 1 and counts.iloc[0] == counts.iloc[1]:
        return None, word
    return (str(counts.index[0]), int(counts.iloc[0]), len(inside)), word


def classified(
    indicator: str,
    level: str,
    scope: str,
    period: str,
    since: str = "",
    method: str = "quantiles",
    beside: str = "",
    beside_period: str = "",
) -> tuple[AreaMap, Classes]:
    """The map of a recipe's parameters, as the live map and every picture draw it; its classes.

    Raises RecipeError where the map beside it is in another unit.
    """
    entry = store.indicator(indicator)
    if since:
        table = change_figures(indicator, level, scope, since, period)
        classes = change_classes(entry, table)
        note = classes.note
    else:
        table = figures(indicator, level, scope, period)
        pool, shared = [table], ""
        if beside:
            other, when = store.indicator(beside), store.current_period(beside, beside_period)
            if not same_scale(entry, other):
                raise RecipeError(f"{entry.title} and {other.title} are in different units")
            pool.append(figures(beside, level, scope, when))
            shared = f" Shared with {other.short_title}, {periods.label(when)}."
        classes = classes_for(entry, pool, method)
        note = classes.note + shared
    inside = table[table["inside"]]
    rows = pd.DataFrame(
        {
            "area_code": inside.index,
            "label": inside["area_name"].to_numpy(),
            "authority": inside["authority"].to_numpy(),
            "value": inside["value"].to_numpy(),
            "lower": inside["lower"].to_numpy(),
            "upper": inside["upper"].to_numpy(),
            "status": inside["status"].to_numpy(),
            "class": classes.of(inside["value"].to_numpy()),
        }
    )
    chart = AreaMap(
        rows.reset_index(drop=True),
        level=level,
        scope=scope,
        labels=classes.labels,
        note=note,
        signed=bool(since),
        # In a rank or decile from worst to best, 1 is the most deprived: dark stays "more". In a
        # change of what should be high, a fall is the change for the worse.
        reverse=entry.polarity == "high_is_good" and (bool(since) or entry.value_type == "rank"),
        change=bool(since),
    )
    return chart, classes


@recipe("map")
def indicator_map(
    indicator: str,
    level: str,
    scope: str,
    period: str,
    since: str = "",
    method: str = "quantiles",
    beside: str = "",
    beside_period: str = "",
) -> Exhibit:
    """A choropleth of one indicator in a place; with ``since``, of its change from that period.

    ``beside`` and ``beside_period``: the map beside it, with which it shares its classes.
    """
    entry = store.indicator(indicator)
    if method not in METHODS:
        raise RecipeError(f"classes are made by {', '.join(METHODS.values())}")
    if level not in drawn_levels(indicator, scope):
        raise RecipeError(
            f"{entry.title} cannot be drawn for {names.place_name(scope)} at this level"
        )
    chart, _ = classified(indicator, level, scope, period, since, method, beside, beside_period)
    rows = chart.figures
    known = rows[rows["value"].notna()]
    if known.empty:
        raise RecipeError(
            f"{entry.title} has no figure in {names.place_name(scope)} for {periods.label(period)}"
        )
    what = LEVEL_NOUNS[level]
    when = periods.span(since, period) if since else periods.label(period)
    before, after = change_signs(entry)
    if since:
        draft = _change_draft(entry, scope, what, when, known, before, after)
    else:
        most, fifth = _most(known, level, entry)
        draft = findings_places.across_areas(
            entry, names.place_name(scope), what, when, known, most, fifth
        )
    absent = int(rows["value"].isna().sum())
    text = draft.text + (f" {absent:,} {what} have no figure." if absent else "")
    observed = store.observations(indicator, level=level, group_type="all")
    observed = observed[
        (observed["period"] == period) & observed["area_code"].isin(rows["area_code"])
    ]
    shared = words.common(entry, observed, maps=True)
    if since:
        shared |= {
            "before": before,
            "after": after,
            "unit": legend_unit(entry, change=True),
            "level": "derived",
            "interval": "No interval: those of the two periods cannot be joined without their "
            "covariance.",
        }
    params = {
        "indicator": indicator,
        "level": level,
        "scope": scope,
        "period": period,
        "since": since,
        "method": method,
        "beside": beside,
        "beside_period": beside_period,
    }
    usual = {"since": "", "method": "quantiles", "beside": "", "beside_period": ""}
    kept = {name: value for name, value in params.items() if usual.get(name) != value}
    legend = "; ".join(f"{row.text}: {row.count:,}" for row in map_key.key(chart))
    return Exhibit(
        title=draft.title,
        place=f"{what.capitalize()} of {names.place_name(scope)}",
        period=when if since else periods.aged(period),
        alt=f"Map of {entry.title}, {when}. {what.capitalize()} in each class: {legend}. "
        f"{draft.title}.",
        draft=text,
        chart=chart,
        recipe=Recipe("map", kept),
        **shared,
    )


def _change_draft(
    entry: Indicator, scope: str, what: str, when: str, known: pd.DataFrame, before: str, after: str
) -> findings.Draft:
    up, down = int((known["value"] > 0).sum()), int((known["value"] < 0).sum())
    low, high = (
        number_words(float(v), entry.decimals, before, signed=True) + after
        for v in (known["value"].min(), known["value"].max())
    )
    spread = findings_places.span(low, high, after)
    same = len(known) - up - down
    title = f"{entry.short_title}: up in {up:,} and down in {down:,} of {len(known):,} {what}"
    return findings.Draft(
        title,
        f"{entry.title}, change from {when}: {spread} across {len(known):,} {what} of "
        f"{names.place_name(scope)}; up in {up:,}, down in {down:,}"
        + (f", the same in {same:,}" if same else "")
        + f". No interval can be given for a change. {findings.CANNOT_TELL} how much of it is "
        "chance.",
    )


def usual_map(indicator: str, scope: str) -> Recipe:
    """The recipe of the map that a place and an indicator are first shown by.

    The smallest areas published. Raises RecipeError when there are not several to draw.
    """
    from components.figures.areas import periods_at

    levels = [each for each in drawn_levels(indicator, scope) if len(drawn_areas(each, scope)) > 1]
    if not levels:
        title = store.indicator(indicator).title
        raise RecipeError(f"{title} cannot be drawn for parts of {names.place_name(scope)}")
    period = periods_at(indicator, levels[0])[0]
    return Recipe(
        "map", {"indicator": indicator, "level": levels[0], "scope": scope, "period": period}
    )
