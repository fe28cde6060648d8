"""Recipes of the gap by deprivation: its size, its course, and by place."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import breaks
from analysis.deprivation_profile import Profile, direction
from components.builders.registry import recipe
from components.exhibits.charts import Headline, Lines, Rows
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import gap as gap_figures
from components.figures import groups
from components.figures.groups import Shown
from components.wording import findings_groups, names, periods
from components.wording import groups as groups_words
from components.wording import sources as words
from components.wording.findings import Figure
from components.wording.findings_groups import places_draft
from data import store
from data.metadata import Indicator

_MEASURES = {"sii": "Absolute gap (SII)", "rii": "Relative gap (RII)"}
_DEFINITION = (
    "Groups are lined up from the most to the least deprived, each as wide as the people in it, "
    "and a straight line is fitted (population-weighted least squares). Slope index (SII): the "
    "line at the least deprived end less the line at the most deprived end; minus means higher "
    "among the most deprived. Relative index (RII): the least deprived end divided by the most "
    "deprived end; below 1 means higher among the most deprived."
)
_CAVEAT = (
    "The straight line is a summary: its ends can lie above or below what any group has. The "
    "absolute and the relative gap can move in opposite directions; look at both."
)


def found_gap(entry: Indicator, kind: str, area: str) -> Shown:
    """Figures of an area by deprivation. Raises RecipeError when there are none."""
    if kind not in groups.AREA_DEPRIVATION:
        raise RecipeError("a gap needs groups of neighbourhoods by deprivation")
    found = groups.shown(entry, kind, area, area)
    if found is None or found.code != area:
        raise RecipeError(f"{entry.title} is not published this way for {names.place_name(area)}")
    return found


def profile_of(entry: Indicator, found: Shown, period: str) -> Profile:
    """The groups of a period with their slope. Raises RecipeError when none can be drawn."""
    if period not in found.periods:
        raise RecipeError(f"{entry.title} has no figures by deprivation for this period")
    made = groups.profile_of(entry.id, found.code, found.kind, period, store.data_version())
    if made.slope is None:
        raise RecipeError(f"no slope can be drawn: {made.reason}")
    return made


def _points(entry: Indicator) -> dict[str, object]:
    """How a difference of two figures is written: per cent become percentage points."""
    if entry.unit_short.strip() == "%":
        return {"before": "", "after": " percentage points", "decimals": entry.decimals}
    return words.signs(entry)


def common(entry: Indicator, rows: pd.DataFrame, interval: str) -> dict[str, Any]:
    """Fields of an exhibit that every recipe of the gap fills alike."""
    shared = words.common(entry, rows)
    return shared | {
        "definition": f"{_DEFINITION} {entry.definition}",
        "interval": interval,
        "caveat": f"{_CAVEAT} {shared['caveat']}",
        "level": "derived",
    }


def _limits(limits: tuple[float, float] | None) -> tuple[float, float]:
    return limits or (float("nan"), float("nan"))


@recipe("gap")
def gap(indicator: str, area: str, kind: str, period: str) -> Exhibit:
    """The absolute and the relative gap by deprivation of one area and period."""
    entry = store.indicator(indicator)
    found = found_gap(entry, kind, area)
    made = profile_of(entry, found, period)
    slope = made.slope
    assert slope is not None
    side = direction(slope) if slope.sii_interval is not None else ""
    limits = groups_words.interval(slope.sii_interval, entry)
    draft = findings_groups.gap(
        entry.short_title,
        names.place_name(area),
        groups_words.points(abs(slope.sii), entry),
        side,
        limits,
    )
    relative = "not given: the fitted line falls below zero at one end"
    if slope.rii == slope.rii:
        relative = (
            f"{slope.rii:.2f} ({groups_words.interval(slope.rii_interval, entry, of_ratio=True)})"
        )
    low, high = _limits(slope.sii_interval)
    ratio_low, ratio_high = _limits(slope.rii_interval)
    figures = pd.DataFrame(
        [
            (
                _MEASURES["sii"],
                slope.sii,
                low,
                high,
                f"{groups_words.points(slope.sii, entry)} ({limits})",
            ),
            (_MEASURES["rii"], slope.rii, ratio_low, ratio_high, relative),
        ],
        columns=["label", "value", "lower", "upper", "words"],
    )
    return Exhibit(
        title=draft.title,
        place=names.heading_name(area),
        period=periods.aged(period),
        alt=f"{draft.title}. {_MEASURES['sii']} {figures['words'].iloc[0]}; {_MEASURES['rii']} "
        f"{relative}.",
        draft=f"{draft.text} Relative gap: {relative}.",
        chart=Headline(figures),
        recipe=Recipe(
            "gap", {"indicator": indicator, "area": area, "kind": kind, "period": period}
        ),
        **(
            common(
                entry,
                found.of(period),
                f"{groups_words.interval_source(made)} {groups_words.two_slopes(made, entry)}",
            )
            | _points(entry)
            | {"measure": f"Gap by deprivation: {words.measure(entry)}"}
        ),
    )


@recipe("gap_time")
def gap_over_time(indicator: str, area: str, kind: str, measure: str) -> Exhibit:
    """The absolute ("sii") or relative ("rii") gap by deprivation over time."""
    if measure not in _MEASURES:
        raise RecipeError("a gap is absolute (sii) or relative (rii)")
    entry = store.indicator(indicator)
    found = found_gap(entry, kind, area)
    slopes = gap_figures.slopes(entry, found).dropna(subset=[measure])
    if len(slopes) < 2:
        raise RecipeError(f"{entry.title} has fewer than two gaps to set beside each other")
    absolute = measure == "sii"
    none = 0.0 if absolute else 1.0

    def say(value: float) -> str:
        return groups_words.points(value, entry) if absolute else groups_words.ratio(value)

    def told(row: pd.Series) -> str:
        low, high = row[f"{measure}_lower"], row[f"{measure}_upper"]
        limits = groups_words.interval(
            None if pd.isna(low) else (low, high), entry, of_ratio=not absolute
        )
        return f"{say(row[measure])} ({limits})"

    place = names.place_name(area)
    figures = pd.DataFrame(
        {
            "label": [periods.short_period(text) for text in slopes["period"]],
            "series": names.heading_name(area),
            "value": slopes[measure].to_numpy(),
            "lower": slopes[f"{measure}_lower"].to_numpy(),
            "upper": slopes[f"{measure}_upper"].to_numpy(),
            "period": slopes["period"].to_numpy(),
            "words": [told(row) for _, row in slopes.iterrows()],
        }
    )
    ends = []
    for at in (0, -1):
        row = slopes.iloc[at]
        limits = (row[f"{measure}_lower"], row[f"{measure}_upper"])
        ends.append(
            (periods.label(row["period"]), say(row[measure]), Figure(row[measure], *limits))
        )
    draft = findings_groups.gap_over_time(
        f"{_MEASURES[measure]} of {entry.short_title}",
        place,
        ends[0],
        ends[1],
        none,
        broken=breaks.broken(entry, slopes["period"].iloc[0], slopes["period"].iloc[-1]),
    )
    rows = found.rows[found.rows["period"].isin(slopes["period"])]
    kinds = set(slopes["interval_from"])
    interval = (
        "No interval can be given."
        if kinds == {"none"}
        else "95% intervals, simulated (10,000 draws) from the standard errors of the groups' "
        "figures."
    )
    shared = common(entry, rows, interval) | {
        "measure": f"{_MEASURES[measure]} of {entry.title}, by deprivation"
    }
    if absolute:
        shared |= {**_points(entry), "unit": f"SII, {entry.unit}"}
    else:
        shared |= {
            "before": "",
            "after": "",
            "decimals": 2,
            "unit": "RII: least over most deprived",
        }
    return Exhibit(
        title=draft.title,
        place=names.heading_name(area),
        period=periods.with_age(
            periods.span(slopes["period"].iloc[0], slopes["period"].iloc[-1]),
            slopes["period"].iloc[-1],
        ),
        alt="Line over time. "
        + "; ".join(f"{row['label']}: {row['words']}" for _, row in figures.iterrows())
        + ".",
        draft=draft.text,
        chart=Lines(figures, reference=("no gap", none)),
        recipe=Recipe(
            "gap_time", {"indicator": indicator, "area": area, "kind": kind, "measure": measure}
        ),
        **shared,
    )


@recipe("gap_places")
def gap_by_place(indicator: str, kind: str, period: str, scope: str) -> Exhibit:
    """The absolute gap within every upper-tier authority of the region, in order of name."""
    entry = store.indicator(indicator)
    if kind not in groups.AREA_DEPRIVATION:
        raise RecipeError("a gap needs groups of neighbourhoods by deprivation")
    table = gap_figures.slopes_by_place(entry, kind, period)
    known = table.dropna(subset=["value"]) if len(table) else table
    if known.empty:
        raise RecipeError(f"{entry.title} has no gap within the authorities for this period")
    figures = pd.DataFrame(
        {
            "area_code": known["code"].to_numpy(),
            "label": known["group"].to_numpy(),
            "value": known["value"].to_numpy(),
            "lower": known["lower"].to_numpy(),
            "upper": known["upper"].to_numpy(),
            "mark": ["place" if code == scope else "other" for code in known["code"]],
            "words": [
                f"{groups_words.points(row['value'], entry)} ("
                + groups_words.interval(
                    None if pd.isna(row["lower"]) else (row["lower"], row["upper"]), entry
                )
                + ")"
                for _, row in known.iterrows()
            ],
        }
    )
    draft = places_draft(entry, periods.label(period), known)
    missing = table.loc[table["value"].isna(), "group"].tolist()
    text = draft.text + (f" No slope for {names.list_in_words(missing)}." if missing else "")
    rows = store.observations(indicator, level="utla", group_type="all")
    rows = rows[(rows["period"] == period) & rows["area_code"].isin(known["code"])]
    interval = (
        "95% intervals, simulated (10,000 draws) from the standard errors of the groups' figures."
        if known["lower"].notna().any()
        else "No interval can be given."
    )
    shared = common(entry, rows, interval)
    return Exhibit(
        title=draft.title,
        place="Upper-tier authorities of the West Midlands region",
        period=periods.aged(period),
        alt="Dots, one row per authority, in order of name. "
        + "; ".join(f"{row['label']}: {row['words']}" for _, row in figures.iterrows())
        + ".",
        draft=text,
        chart=Rows(figures, "dots", reference=("no gap", 0.0)),
        recipe=Recipe(
            "gap_places", {"indicator": indicator, "kind": kind, "period": period, "scope": scope}
        ),
        **(
            shared
            | _points(entry)
            | {
                "measure": f"{_MEASURES['sii']} of {entry.title} within each authority",
                "unit": f"SII, {entry.unit}",
                "caveat": "An authority whose neighbourhoods lie close together in deprivation "
                f"gives a slope drawn beyond what it has. {shared['caveat']}",
            }
        ),
    )
