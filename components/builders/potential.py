"""Recipe of what a gap by deprivation amounts to: the potential for improvement."""

from __future__ import annotations

import pandas as pd

from components.builders.gap import common, found_gap, profile_of
from components.builders.registry import recipe
from components.exhibits.charts import Headline
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.wording import findings, names, numbers, periods
from components.wording import groups as groups_words
from components.wording import sources as words
from data import store


@recipe("potential")
def potential(indicator: str, area: str, kind: str, period: str) -> Exhibit:
    """What an area's figure would be if every group had that of the least deprived."""
    entry = store.indicator(indicator)
    found = found_gap(entry, kind, area)
    made = profile_of(entry, found, period)
    size = made.potential
    if size is None:
        raise RecipeError("the least deprived group has no figure to measure against")
    less = size.difference > 0
    side = "lower" if less else "higher"
    reference = groups_words.short_level(kind, made.reference)
    share = abs(size.fraction) * 100
    low, high, limits, clear = float("nan"), float("nan"), "no interval", None
    if size.fraction_interval is not None:
        one, other = size.fraction_interval
        clear = one * other > 0
        low, high = sorted((one * 100, other * 100)) if less else sorted((-one * 100, -other * 100))
        limits = f"95% interval {low:.0f}% to {high:.0f}%".replace("-", "−")
    here = names.place_name(area)
    told = f"{share:.0f}% {side}"
    figures = pd.DataFrame(
        [
            (
                f"If every group had the figure of {reference}: {side} by",
                share,
                low,
                high,
                f"{share:.0f}% ({limits})",
            ),
            (
                "Now, over all groups",
                size.overall,
                float("nan"),
                float("nan"),
                numbers.with_unit(size.overall, entry),
            ),
            (
                f"In {reference}",
                size.reference,
                float("nan"),
                float("nan"),
                numbers.with_unit(size.reference, entry),
            ),
        ],
        columns=["label", "value", "lower", "upper", "words"],
    )
    if clear:
        title = f"{entry.short_title}: if all of {here} had the figure of {reference}, {told}"
        doubt = ""
    else:
        title = (
            f"{entry.short_title} in {here}: no clear change if all had the figure of {reference}"
        )
        why = "Its interval holds 0%" if clear is False else "It has no interval"
        doubt = f" {why}. {findings.CANNOT_TELL} whether there is any difference."
    return Exhibit(
        title=title,
        place=names.heading_name(area),
        period=periods.aged(period),
        alt=f"{title}. "
        + "; ".join(f"{row['label']} {row['words']}" for _, row in figures.iterrows())
        + ".",
        draft=f"{entry.title} in {here}: {figures['words'].iloc[1]} now. If every group had the "
        f"figure of {reference} ({figures['words'].iloc[2]}) it would be {told} ({limits}).{doubt} "
        "This is arithmetic on today's figures: it says how much goes with deprivation, not that "
        "it can be removed, nor by what.",
        chart=Headline(figures),
        recipe=Recipe(
            "potential", {"indicator": indicator, "area": area, "kind": kind, "period": period}
        ),
        **(
            common(
                entry,
                found.of(period),
                f"{groups_words.interval_source(made)} {groups_words.two_slopes(made, entry)}",
            )
            | {
                "measure": f"Potential for improvement: {words.measure(entry)}",
                "definition": "Population attributable difference: the figure over all groups less "
                f"that of {reference}, as a share of the former. {entry.definition}",
                "before": "",
                "after": "%",
                "decimals": 0,
            }
        ),
    )
