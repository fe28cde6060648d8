"""Recipe of what a gap amounts to in people: how many fewer if rates matched."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.avoidable import if_least_deprived, if_rates_matched
from components.builders.registry import recipe
from components.exhibits.charts import Rows
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import groups, headlines
from components.wording import avoidable as avoidable_words
from components.wording import groups as groups_words
from components.wording import names, numbers, periods
from components.wording import sources as words
from components.wording.avoidable import Matched
from components.wording.counted import counted
from data import store
from data.metadata import Indicator

_FIFTHS = "imd_quintile"


def at_the_nations_rate(entry: Indicator, area: str, period: str) -> Matched:
    """The gap to England's rate in people. Raises RecipeError where it has no size in people."""
    here = names.place_name(area)
    if entry.value_type not in ("proportion", "rate"):
        raise RecipeError("the size of a gap in people needs a share or a rate")
    nation = headlines.nation_of(entry.id, period)
    rows = store.observations(entry.id, area_codes=list({area, *store.NATIONS}), group_type="all")
    rows = rows[(rows["period"].astype(str) == period) & rows["value"].notna()]
    rows = rows.set_index(rows["area_code"].astype(str))
    if area not in rows.index:
        raise RecipeError(f"{entry.title} has no figure for {here} in {periods.label(period)}")
    own = rows.loc[area]
    if own["status"] == "not comparable":
        raise RecipeError("this figure cannot be set against another")
    if nation in ("", area):
        raise RecipeError(f"there is no figure to match for {periods.label(period)}")
    if np.isnan(own["denominator"]):
        raise RecipeError(
            f"{entry.title} comes without the number of people it is of, so the gap has no size "
            "in people"
        )
    # England's own rate, with the place in it: that is what is matched.
    whole = headlines.benchmark_of(rows.drop(index=area), "", nation, entry.multiplier)
    size = if_rates_matched(
        float(own["value"]),
        float(own["lower"]),
        float(own["upper"]),
        whole.exact,
        float(own["denominator"]),
        entry.multiplier,
    )
    figure = numbers.with_unit(whole.exact, entry)
    return Matched(f"{names.nation_name(nation)}'s rate", figure, period, size)


def at_the_least_deprived(entry: Indicator, area: str) -> Matched | None:
    """The gap to the place's least deprived fifth in people; None without figures by fifth."""
    if entry.value_type not in ("proportion", "rate"):
        return None
    if _FIFTHS not in groups.kinds(entry, groups.AREA_DEPRIVATION):
        return None
    found = groups.shown(entry, _FIFTHS, area, area)
    if found is None or found.code != area or not found.periods:
        return None
    period = found.periods[-1]
    made = groups.profile_of(entry.id, area, _FIFTHS, period, store.data_version())
    table = made.table[(made.table["people"] > 0) & made.table["value"].notna()]
    if len(table) < 2 or made.table["value"].isna().any():
        return None
    size = if_least_deprived(
        table["value"], table["people"], table["standard_error"], entry.multiplier
    )
    last = table.iloc[-1]
    name = "the least deprived fifth's rate"
    if str(last["group"]) != "5":
        name = f"the rate of {groups_words.short_level(_FIFTHS, str(last['group']))}"
    return Matched(name, numbers.with_unit(float(last["value"]), entry), period, size)


@recipe("avoidable")
def avoidable(indicator: str, area: str, period: str) -> Exhibit:
    """How many fewer a place would have at England's rate, and at its least deprived fifth's."""
    entry = store.indicator(indicator)
    told, refused = [], ""
    try:
        told.append(at_the_nations_rate(entry, area, period))
    except RecipeError as error:
        refused = str(error)
    fifths = at_the_least_deprived(entry, area)
    if fifths is not None:
        told.append(fifths)
    if not told:
        raise RecipeError(refused)
    here = names.place_name(area)
    draft = avoidable_words.draft(entry, here, told)
    figures = pd.DataFrame(
        {
            "label": [
                f"At {each.rate} ({each.figure}, {periods.label(each.period)})" for each in told
            ],
            # As a change: fewer is below nothing. Adding 0 makes no minus of a nought.
            "value": [-each.size.count + 0.0 for each in told],
            "lower": [-each.size.upper for each in told],
            "upper": [-each.size.lower for each in told],
            "mark": "other",
            "words": [avoidable_words.words(each.size) for each in told],
        }
    )
    rows = store.observations(indicator, area_codes=area, group_type="all")
    rows = rows[(rows["period"].astype(str) == period) & rows["value"].notna()]
    spoken = "; ".join(f"{r['label']}: {r['words']}" for _, r in figures.iterrows())
    common = words.common(entry, rows)
    return Exhibit(
        title=draft.title,
        place=names.heading_name(area),
        period=" and ".join(dict.fromkeys(periods.aged(each.period) for each in told)),
        alt=f"{draft.title}. {spoken}.",
        draft=draft.text + (f" Not told against England: {refused}." if refused else ""),
        chart=Rows(figures),
        recipe=Recipe("avoidable", {"indicator": indicator, "area": area, "period": period}),
        **common
        | {
            "measure": f"Size of a gap, not an effect: {entry.title}",
            "unit": f"difference in {counted(entry)} if rates matched",
            "definition": "The place's number less the number at the rate named, given the people "
            f"in the place (and in each fifth). {avoidable_words.NOT_AN_EFFECT} "
            f"{entry.definition}",
            "interval": "England's rate is taken as known, and the interval is that of the place's "
            "own figure. Against the least deprived fifth the chance in every fifth counts. "
            f"{common['interval']}",
            "before": "",
            "after": "",
            "decimals": 0,
            "level": "derived",
        },
    )
