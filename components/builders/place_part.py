"""Recipe of place's part in groups' ratios: what goes with where each group lives."""

from __future__ import annotations

import pandas as pd

from components.builders.ratios import CARE, SAME, against_words, found_groups, with_care
from components.builders.registry import recipe
from components.exhibits.charts import Groups
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import decomposition, groups
from components.figures import ratios as ratios_figures
from components.wording import names
from components.wording import periods as periods_words
from components.wording import ratios as ratios_words
from components.wording.findings import CANNOT_TELL
from data import store


def _spread(figures: pd.DataFrame, series: str) -> str:
    values = figures.loc[figures["series"] == series, "value"]
    return f"{values.min():.2f} to {values.max():.2f}"


@recipe("place_part")
def place_part(indicator: str, area: str, period: str, reference: str) -> Exhibit:
    """Each group's ratio as it is, and as it would be if each had its neighbourhoods' rates."""
    ratios_figures.check_reference(reference)
    entry = store.indicator(indicator)
    found = found_groups(entry, "ethnicity", area, ("ethnicity",))
    rows = ratios_figures.in_order(found.of(period), "ethnicity")
    whole = groups.total(indicator, area, period)
    split = decomposition.split(entry, found, rows, whole, reference)
    if isinstance(split, str):
        raise RecipeError(f"this cannot be worked out here: {split}")
    table, by_level, pattern_period = split
    against, nan = against_words(reference), float("nan")
    out = []
    for row in table.to_dict("records"):
        for series, top, bottom in (
            ("As it is", "figure", "reference"),
            (ratios_words.ALONE, "expected", "expected_reference"),
        ):
            ratio = row[top] / row[bottom]
            out.append(
                (
                    row["group"],
                    series,
                    ratio,
                    nan,
                    nan,
                    f"{ratio:.2f} times {against}",
                    row["gap"],
                    row["place"],
                    row["rest"],
                )
            )
    figures = pd.DataFrame(
        out, columns=["label", "series", "value", "lower", "upper", "words", "gap", "place", "rest"]
    )
    told = [
        f"{row['group']} {row['figure'] / row['reference']:.2f} "
        f"({row['expected'] / row['expected_reference']:.2f} from place alone)"
        for row in table.to_dict("records")
    ]
    title = (
        f"{entry.short_title} in {names.place_name(area)}: {_spread(figures, 'As it is')} times "
        f"{against} as it is, {_spread(figures, ratios_words.ALONE)} if it followed "
        "neighbourhood deprivation alone"
    )
    borrowed = (
        f"The pattern by deprivation is that of {names.place_name(by_level.code)}, "
        f"{periods_words.label(pattern_period)}; where groups live is from the Census of 2021."
    )
    return Exhibit(
        title=title,
        place=names.heading_name(area),
        period=periods_words.aged(period),
        alt=f"Two marks per ethnic group on a scale of ratios. {'; '.join(told)}.",
        draft=f"Times {against}: {'; '.join(told)}. {borrowed} No interval can be given: read "
        f"the split as rough. {CANNOT_TELL} how exact it is, and it does not say that place causes "
        "the rate.",
        chart=Groups(figures, reference=SAME, log=True),
        recipe=Recipe(
            "place_part",
            {"indicator": indicator, "area": area, "period": period, "reference": reference},
        ),
        **(
            with_care(entry, rows)
            | {
                "measure": f"{entry.title}: how much of each group's ratio goes with where it "
                "lives",
                "unit": f"Times {against}",
                "before": "",
                "after": "",
                "decimals": 2,
                "level": "derived",
                "interval": "None: the pattern by deprivation comes without one that would carry "
                "over.",
                "definition": "As it is: the group's figure over the reference. If it "
                "followed deprivation alone: the same with every group given the rate of the "
                f"neighbourhoods it lives in, by tenth of deprivation. {entry.definition}",
                "caveat": f"{borrowed} {ratios_words.CAN_SAY.replace('*', '')} {CARE}",
            }
        ),
    )
