"""Recipes of breakdowns within a place: by deprivation and by ethnic group."""

from __future__ import annotations

import math

import pandas as pd

from analysis.deprivation_profile import direction
from components.builders.registry import recipe
from components.exhibits.charts import Rows
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import groups as groups_figures
from components.figures import ratios as ratios_figures
from components.wording import findings_groups, groups, numbers, periods
from components.wording import names as names_words
from components.wording import ratios as ratios_words
from components.wording import sources as words
from components.wording.findings import Draft, Figure
from data import store
from data.contract import GROUP_TYPES
from data.metadata import Indicator

_KINDS = {**groups.SPLIT_TITLES, **groups.ETHNIC_TITLES}


def _found(entry: Indicator, kind: str, area: str, period: str) -> pd.DataFrame:
    if kind not in _KINDS:
        raise RecipeError("there is no such grouping")
    found = groups_figures.shown(entry, kind, area, area)
    if found is None or found.code != area:
        raise RecipeError(
            f"{entry.title} is not published {groups.GROUP_TYPE_WORDS[kind]} for "
            f"{names_words.place_name(area)}"
        )
    rows = found.of(period)
    if rows["value"].notna().sum() == 0:
        raise RecipeError(f"{entry.title} has no figures by group for this period")
    return rows


def _reference(entry: Indicator, area: str, period: str) -> tuple[str, float] | None:
    whole = groups_figures.total(entry.id, area, period)
    if whole is None:
        return None
    value = float(whole["value"])
    return f"{names_words.heading_name(area)}, all: {numbers.with_unit(value, entry)}", value


def _figures(table: pd.DataFrame, entry: Indicator, labels: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": labels,
            "group": table["group"].to_numpy(),
            "value": table["value"].to_numpy(),
            "lower": table["lower"].to_numpy(),
            "upper": table["upper"].to_numpy(),
            "numerator": table["numerator"].to_numpy(),
            "denominator": table["denominator"].to_numpy(),
            "status": table["status"].fillna("missing").to_numpy(),
            "mark": "place",
            "words": [numbers.figure_words(row, entry) for _, row in table.iterrows()],
        }
    )


def _alt(figures: pd.DataFrame, kind: str) -> str:
    listed = "; ".join(f"{row['label']}: {row['words']}" for _, row in figures.iterrows())
    return f"Dots with intervals, {groups.GROUP_TYPE_WORDS.get(kind, 'by group')}. {listed}."


@recipe("deprivation")
def by_deprivation(indicator: str, area: str, kind: str, period: str) -> Exhibit:
    """An indicator by deprivation of the neighbourhood (or of the family) within an area."""
    entry = store.indicator(indicator)
    if kind not in groups_figures.DEPRIVATION:
        raise RecipeError("this grouping is not by deprivation")
    rows = _found(entry, kind, area, period)
    order = groups_figures.order_of(kind, rows)
    table = rows.set_index("group").reindex(order).reset_index()
    known = table[table["value"].notna()]
    side = gap = ""
    fitted: tuple[tuple[int, float], ...] = ()
    if kind in groups_figures.AREA_DEPRIVATION:
        found = groups_figures.profile_of(indicator, area, kind, period, store.data_version())
        if found.slope is not None:
            fitted = groups_figures.fitted_line(found, order)
            gap = groups.points(abs(found.slope.sii), entry)
            if found.slope.sii_interval is not None:
                side = direction(found.slope)
                low, high = sorted(found.slope.sii_interval)
                if side == "most deprived":
                    low, high = -high, -low
                gap += (
                    " "
                    + f"(95% interval {numbers.number(low, entry.decimals)} to "
                    + (f"{numbers.number(high, entry.decimals)})")
                )
        names = [groups.short_level(kind, str(group)) for group in known["group"]]
    else:
        names = [f"“{group.lower()}”" for group in known["group"]]
    ends = [
        (name, Figure(row["value"], row["lower"], row["upper"]))
        for name, (_, row) in ((names[i], list(known.iterrows())[i]) for i in (0, -1))
    ]
    place = names_words.place_name(area)
    draft = findings_groups.by_deprivation(
        entry, place, periods.label(period), (ends[0], ends[1]), side, gap
    )
    last = GROUP_TYPES[kind][-1]
    labels = (
        [
            f"{group} most deprived"
            if group == "1"
            else f"{group} least deprived"
            if group == last
            else str(group)
            for group in order
        ]
        if kind in groups_figures.AREA_DEPRIVATION
        else [str(group) for group in order]
    )
    measure = f"{words.measure(entry)}, {_KINDS[kind].lower()}"
    if kind in groups_figures.AREA_DEPRIVATION:
        measure += " (1 = most deprived)"
    return _exhibit(
        "deprivation",
        entry,
        area,
        kind,
        period,
        rows,
        draft,
        _figures(table, entry, labels),
        fitted=fitted,
        measure=measure,
    )


@recipe("ethnicity")
def by_ethnic_group(indicator: str, area: str, kind: str, period: str) -> Exhibit:
    """An indicator by ethnic group within an area, each group against the area's average."""
    entry = store.indicator(indicator)
    if kind not in groups_figures.ETHNIC:
        raise RecipeError("this grouping is not by ethnic group")
    rows = _found(entry, kind, area, period)
    order = [group for group in groups_figures.order_of(kind, rows) if group != "Unknown"]
    table = rows.set_index("group").reindex(order).reset_index()
    figures = _figures(table, entry, order)
    average = ratios_figures.average_of(entry, rows, groups_figures.total(entry.id, area, period))
    aside = ratios_figures.apart(entry, area, period, table)
    draft = findings_groups.by_group(
        entry,
        names_words.place_name(area),
        periods.label(period),
        figures[~figures["label"].isin(aside)],
        average.value,
        list(aside),
    )
    more = [ratios_words.apart_words(aside)]
    line = None
    if not math.isnan(average.value):
        more.append(ratios_words.average_words(average.known))
        who = "groups told" if average.known else "all"
        said = f"{names_words.heading_name(area)}, {who}"
        line = (f"{said}: {numbers.with_unit(average.value, entry)}", average.value)
    draft = Draft(draft.title, " ".join(filter(None, (draft.text, *more))))
    figures["label"] = [f"{g}, apart" if g in aside else g for g in figures["label"]]
    caveat = words.caveat(entry, rows)
    return _exhibit(
        "ethnicity",
        entry,
        area,
        kind,
        period,
        rows,
        draft,
        figures,
        line=line,
        measure=f"{words.measure(entry)}, by ethnic group as the source names them",
        caveat=f"{caveat} A difference between groups says what is done to or borne by them; it "
        "does not say that ethnicity causes it.",
    )


def _exhibit(
    name: str,
    entry: Indicator,
    area: str,
    kind: str,
    period: str,
    rows: pd.DataFrame,
    draft: Draft,
    figures: pd.DataFrame,
    fitted: tuple[tuple[int, float], ...] = (),
    line: tuple[str, float] | None = None,
    **changed: str,
) -> Exhibit:
    return Exhibit(
        title=draft.title,
        place=names_words.heading_name(area),
        period=periods.aged(period),
        alt=_alt(figures, kind),
        draft=draft.text,
        chart=Rows(
            figures,
            "dots",
            reference=line if name == "ethnicity" else _reference(entry, area, period),
            fitted=fitted,
        ),
        recipe=Recipe(name, {"indicator": entry.id, "area": area, "kind": kind, "period": period}),
        **(words.common(entry, rows) | changed),
    )


def usual_breakdown(indicator: str, scope: str, name: str) -> Recipe:
    """The recipe by which a place's "deprivation" or "ethnicity" breakdown is first shown.

    Raises RecipeError when nothing is published for the place itself.
    """
    entry = store.indicator(indicator)
    wanted = groups_figures.AREA_DEPRIVATION if name == "deprivation" else groups_figures.ETHNIC
    for kind in groups_figures.kinds(entry, wanted):
        found = groups_figures.shown(entry, kind, scope)
        if found is not None and found.local and found.periods:
            return Recipe(
                name,
                {"indicator": indicator, "area": scope, "kind": kind, "period": found.periods[-1]},
            )
    raise RecipeError(
        f"{entry.title} is not published this way for {names_words.place_name(scope)}"
    )
