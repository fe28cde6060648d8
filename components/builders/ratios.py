"""Recipes of groups set against a reference: their ratios and their course."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from analysis import breaks
from analysis.disproportionality import AVERAGE
from components.builders.registry import recipe
from components.exhibits.charts import Lines, Rows
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import groups
from components.figures import ratios as ratios_figures
from components.figures.groups import Shown
from components.wording import findings_groups, names, numbers
from components.wording import groups as groups_words
from components.wording import periods as periods_words
from components.wording import ratios as ratios_words
from components.wording import sources as words
from components.wording.findings import Draft, Figure
from data import store
from data.contract import parse_period
from data.metadata import Indicator

CARE = (
    "A difference between groups says what is done to or borne by them; it does not say that "
    "ethnicity causes it. Groups are named and listed as the source does, never ranked."
)
SAME = ("same", 1.0)
RATIO_UNIT = "Ratio (half and twice are equally far from 1)"


def found_groups(entry: Indicator, kind: str, area: str, wanted: tuple[str, ...]) -> Shown:
    """Figures by group of the area itself. Raises RecipeError when nobody publishes them."""
    if kind not in wanted:
        raise RecipeError("this grouping is not one of those that can be shown so")
    found = groups.shown(entry, kind, area, area)
    if found is None or found.code != area:
        raise RecipeError(f"{entry.title} is not published this way for {names.place_name(area)}")
    return found


def against_words(reference: str) -> str:
    """The reference in a sentence."""
    return "the average" if reference == AVERAGE else f"the {reference} group"


def interval_of(lower: pd.Series, reference: str) -> str:
    """What the intervals of ratios to a reference are."""
    if lower.isna().all():
        return "No intervals: the source gives neither exact counts nor limits."
    if reference == AVERAGE:
        return (
            "Each group's own 95% limits, divided by the average, which is taken as known. A large "
            "group pulls the average towards itself."
        )
    return "95% log-normal limits, from the counts or from both figures' own limits."


def with_care(entry: Indicator, rows: pd.DataFrame) -> dict[str, Any]:
    """Fields every exhibit has, with the care that differences between groups need."""
    shared = words.common(entry, rows)
    return shared | {"caveat": f"{shared['caveat']} {CARE}"}


@recipe("ratios")
def ratios(indicator: str, area: str, kind: str, period: str, reference: str) -> Exhibit:
    """Each ethnic group's figure over a reference: the area's average, or one group.

    A source that publishes ratios only has a reference of its own ("published").
    """
    entry = store.indicator(indicator)
    found = found_groups(entry, kind, area, groups.ETHNIC)
    rows = ratios_figures.in_order(found.of(period), kind)
    aside: dict[str, str] = {}
    basis = ""
    if entry.value_type == "ratio":
        rows = rows[(rows["status"] != "not comparable") & (rows["group"] != "Unknown")]
        table = rows.assign(
            ratio=rows["value"], ratio_lower=rows["lower"], ratio_upper=rows["upper"]
        )
        named = re.search(r"against ([^(]+)", entry.unit)
        against, reference = named[1].strip() if named else "the source's reference", "published"
    else:
        whole = groups.total(indicator, area, period)
        own = rows[rows["group"] != "Unknown"]
        table = ratios_figures.ratios(entry, own, reference, whole)
        against = against_words(reference)
        aside = ratios_figures.apart(entry, area, period, own)
        if reference == AVERAGE:
            basis = ratios_words.average_words(ratios_figures.average_of(entry, own, whole).known)
    table = table[table["group"] != reference]
    figures = _ratio_figures(table)
    known = figures[figures["value"].notna() & ~figures["label"].isin(aside)]
    if known.empty:
        raise RecipeError(
            f"{entry.title} has no ratio of any group for {periods_words.label(period)}"
        )
    draft = findings_groups.against_one(
        entry.short_title,
        names.place_name(area),
        against,
        known["label"].tolist(),
        [Figure(*row) for row in known[["value", "lower", "upper"]].itertuples(index=False)],
        findings_groups.few(
            *(
                rows.loc[rows["group"].isin(known["label"]), name].tolist()
                for name in ("group", "numerator")
            )
        ),
        list(aside),
    )
    gone = figures.loc[figures["value"].isna(), "label"].tolist()
    text = draft.text + (
        f" No figure is published for {names.list_in_words(gone)}." if gone else ""
    )
    text = " ".join(filter(None, (text, ratios_words.apart_words(aside), basis)))
    figures["label"] = [f"{g}, apart" if g in aside else g for g in figures["label"]]
    published = reference == "published"
    changed = {"before": "", "after": "", "decimals": 2, "unit": RATIO_UNIT}
    if not published:
        changed |= {
            "measure": f"{entry.title}: each ethnic group against {against}",
            "interval": interval_of(table["ratio_lower"], reference),
            "level": "derived",
        }
    return Exhibit(
        title=draft.title,
        place=names.heading_name(area),
        period=periods_words.aged(period),
        alt=f"Dots on a scale of ratios, one row per ethnic group, against {against}. "
        + "; ".join(f"{row['label']}: {row['words']}" for _, row in figures.iterrows())
        + ".",
        draft=text,
        chart=Rows(figures, "dots", reference=SAME, log=True),
        recipe=Recipe(
            "ratios",
            {
                "indicator": indicator,
                "area": area,
                "kind": kind,
                "period": period,
                "reference": reference,
            },
        ),
        **(with_care(entry, rows) | changed),
    )


def _ratio_figures(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": table["group"].to_numpy(),
            "value": table["ratio"].to_numpy(),
            "lower": table["ratio_lower"].to_numpy(),
            "upper": table["ratio_upper"].to_numpy(),
            "figure": table["value"].to_numpy(),
            "status": table["status"].fillna("missing").to_numpy(),
            "mark": "place",
            "words": [
                numbers.NO_FIGURE.get(str(row["status"]), "no figure")
                if pd.isna(row["value"])
                else ratios_words.ratio_words(row["ratio"], row["ratio_lower"], row["ratio_upper"])
                for _, row in table.iterrows()
            ],
        }
    )


@recipe("groups_time")
def groups_over_time(indicator: str, area: str, kind: str) -> Exhibit:
    """Figures over time, a line for each ethnic group or each of two groups of pupils."""
    entry = store.indicator(indicator)
    found = found_groups(entry, kind, area, (*groups.FAMILY_POVERTY, "ethnicity"))
    rows = found.rows[found.rows["value"].notna() & (found.rows["group"] != "Unknown")].copy()
    rows["end"] = [parse_period(text).end for text in rows["period"]]
    order = {name: n for n, name in enumerate(groups.order_of(kind, rows))}
    rows["order"] = rows["group"].map(order)
    rows = rows.sort_values(["order", "end"], kind="stable", ignore_index=True)
    if rows["end"].nunique() < 2:
        raise RecipeError(f"{entry.title} has fewer than two periods by group: no lines")
    ends = sorted(rows["end"].unique())
    periods = rows.drop_duplicates("end").set_index("end")["period"]
    labels = {end: periods_words.short_period(periods[end]) for end in ends}
    rows["label"] = rows["end"].map(labels)
    # The first line sets the order of the labels: it must not skip one that others have.
    rows["place"] = rows["end"].map({end: n for n, end in enumerate(ends)})
    figures = pd.DataFrame(
        {
            "label": rows["label"],
            "series": rows["group"],
            "value": rows["value"],
            "lower": rows["lower"],
            "upper": rows["upper"],
            "period": rows["period"],
            "words": [numbers.figure_words(row, entry) for _, row in rows.iterrows()],
        }
    )
    draft = _course(entry, names.place_name(area), rows)
    begun = breaks.new_series(entry, [periods[end] for end in ends])
    text = draft.text
    return Exhibit(
        title=draft.title,
        place=names.heading_name(area),
        period=periods_words.with_age(
            periods_words.span(periods[ends[0]], periods[ends[-1]]), periods[ends[-1]]
        ),
        alt=f"Lines over time, one per group. {text}",
        draft=text,
        chart=Lines(
            figures,
            breaks=tuple(labels[end] for end in ends if periods[end] in begun),
            order=tuple(labels[end] for end in ends),
            equal=True,
        ),
        recipe=Recipe("groups_time", {"indicator": indicator, "area": area, "kind": kind}),
        **(
            with_care(entry, rows)
            | {"measure": f"{words.measure(entry)}, {groups_words.GROUP_TYPE_WORDS[kind]}"}
        ),
    )


def _course(entry: Indicator, place: str, rows: pd.DataFrame) -> Draft:
    """First and last figure of each group; a change only where the two intervals do not overlap."""
    told, moved, unclear, untested = [], [], [], []
    for name, part in rows.groupby("group", sort=False):
        if len(part) < 2:
            continue
        first, last = part.iloc[0], part.iloc[-1]
        told.append(
            f"{name} {numbers.with_unit(first['value'], entry)} "
            f"({periods_words.label(first['period'])}), then "
            f"{numbers.with_unit(last['value'], entry)} "
            f"({periods_words.label(last['period'])})"
        )
        ends = [Figure(each["value"], each["lower"], each["upper"]) for each in (first, last)]
        apart = findings_groups.overlap(*ends)
        if apart is None or breaks.broken(entry, first["period"], last["period"]):
            untested.append(
                f"{name} {numbers.with_unit(first['value'], entry)} to "
                f"{numbers.with_unit(last['value'], entry)}"
            )
        elif not apart:
            up = last["value"] > first["value"]
            moved.append(f"{name} {'higher' if up else 'lower'}")
        else:
            unclear.append(str(name))
    text = f"{entry.title} in {place}: {'; '.join(told)}."
    if moved:
        text += (
            " By intervals that do not overlap, the last figure is, against the first: "
            f"{names.list_in_words(moved)}."
        )
    if unclear:
        text += f" For {names.list_in_words(unclear)} we can't tell a change from chance."
    if untested:
        text += (
            " Where no interval is published, or the source changed how it counts in between, we "
            "can't tell how much of a change is chance."
        )
    short = f"{entry.short_title} in {place}, first to last figure"
    if untested and not (moved or unclear):
        return Draft(f"{short}: {'; '.join(untested)}", text)
    if moved:
        return Draft(f"{short}: {names.list_in_words(moved)}", text)
    return Draft(f"{short}: no change that can be told from chance", text)
