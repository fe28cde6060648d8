"""What is seen is what is added: on every page, in every view and choice that shows a chart.

Each page is run as a person sees it. For every button "Add to presentation" the chart that stands
beside it is read back from what was sent to the browser (or, for maps and cards, from what was
handed to their drawing), the recipe is what a press of the button would add, and the exhibit that
the recipe builds must hold the same chart: kind, series, values, limits, order and notes.
"""

from __future__ import annotations

import pytest

from components.builders.page_charts import CARD
from components.builders.registry import build
from components.charts import causal_map
from components.exhibits.charts import CausalMap, Fan, Groups, Steps, Table
from components.figures import plan_codes
from components.wording.markdown import literal
from data import store
from model.plan import new_plan
from model.plan_code import encode_plan
from tests.app.seen import Watched, beside, check, rows_of, same, same_map
from tests.app.test_add_to_presentation import BIRMINGHAM, PAIR, PLAN, SANDWELL, page
from tests.narrowed import of_kind

_WORDS = ("markdown", "subheader", "caption", "header")
_SEEN = ("plotly_chart", "table", "html", "arrow_data_frame")


WHO = {
    "deprivation": (
        {"question": "deprivation", "indicator": "overcrowding"},
        {"deprivation", "gap", "gap_places", "potential"},
    ),
    "deprivation over time": (
        {"question": "deprivation", "indicator": "self_harm_10_24", "scope": BIRMINGHAM},
        {"deprivation", "gap", "gap_time", "potential"},
    ),
    "two groups": (
        {"question": "deprivation", "indicator": "attainment_8", "split": "fsm"},
        {"deprivation", "groups_time"},
    ),
    "ethnicity": (
        {"question": "ethnicity", "indicator": "looked_after"},
        {"ethnicity", "groups_time", "place_part", "ratios", "residence"},
    ),
    "published ratios": (
        {"question": "ethnicity", "indicator": "stop_search"},
        {"ratios", "residence"},
    ),
    "both": ({"question": "both", "indicator": "persistent_absence"}, {"both"}),
    "gradient": ({"question": "both", "indicator": "looked_after"}, {"gradient"}),
    "services": ({"question": "services"}, {"services", "stages"}),
    "services of the region": (
        {"question": "services", "scope": store.REGION},
        {"services", "stages"},
    ),
}


@pytest.mark.parametrize("state", WHO)
def test_who_bears_it(state: str, watched: Watched) -> None:
    address, wanted = WHO[state]
    check(page("who_is_affected", **({"scope": SANDWELL} | address)), watched, wanted)


COMPARE = {
    "compare_headlines",
    "compare_outcome",
    "compare_chances",
    "compare_groups",
    "compare_money",
    "compare_plane",
    "compare_levers",
}


@pytest.mark.parametrize("net", ["Cost less savings", "Cost alone"])
def test_compare(net: str, watched: Watched) -> None:
    # Plans of which every lever can be judged: savings are taken off for no others.
    pair = plan_codes.write(
        [
            new_plan(areas=[SANDWELL], levers={name: {"level": level}}, title=name)
            for name, level in (("family_group_conference", 25), ("child_poverty", 1))
        ]
    )
    test = page("compare", plans=pair, scope=SANDWELL, outcome="looked_after")
    test.segmented_control(key="compare_net").set_value(net).run()
    test.number_input(key="compare_threshold").set_value(2000).run()
    check(test, watched, COMPARE)


def test_compare_where_not_every_lever_can_be_judged(watched: Watched) -> None:
    test = page("compare", plans=PAIR, scope=SANDWELL, outcome="looked_after")
    assert not [each for each in test.segmented_control if each.key == "compare_net"]
    check(test, watched, COMPARE)


@pytest.mark.parametrize(
    ("view", "more"),
    [("gains", {"compare_gains"}), ("after", {"compare_after"}), ("returns", {"returns"})],
)
def test_compare_closer(view: str, more: set[str], watched: Watched) -> None:
    test = page("compare", plans=PAIR, scope=SANDWELL, outcome="looked_after")
    test.segmented_control(key="compare_more").set_value(view).run()
    check(test, watched, more, "add_slide_compare_more_")


@pytest.mark.parametrize("view", list(causal_map.views()))
def test_the_causal_map(view: str, watched: Watched) -> None:
    test = page("evidence")
    test.segmented_control(key="causal_view").set_value(view).run()
    ((key, (seen, *_), titles),) = beside(test)
    (recipe,) = watched.recipes[key]
    exhibit = build(recipe)
    assert of_kind(CausalMap, exhibit.chart).view == view == recipe.params["view"]
    assert seen.type == "plotly_chart" and seen.proto.alt == exhibit.alt[:1500]
    assert literal(exhibit.title) in titles


@pytest.mark.parametrize(
    ("section", "wanted"),
    [
        ("forecasts", {"forecast_test", "forecast_back"}),
        ("checks", {"checks", "returns"}),
        ("cost", {"adversity_avoidable", "adversity_checks", "adversity_cost", "adversity_places"}),
        ("left-out", {"left_out"}),
    ],
)
def test_evidence(section: str, wanted: set[str], watched: Watched) -> None:
    check(page("evidence", section=section), watched, wanted)


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        ("outcomes", {"plan_outcomes"}),
        ("when", {"plan_levels"}),
        ("whom", {"plan_groups"}),
        ("money", {"plan_accounts", "plan_money", "plan_money_years", "returns"}),
        ("gains", {"plan_gains", "plan_payers"}),
        ("after", {"plan_after"}),
        ("why", {"plan_why", "plan_assumptions"}),
    ],
)
def test_look_closer(view: str, wanted: set[str], watched: Watched) -> None:
    test = page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    test.segmented_control(key="wi_closer").set_value(view).run()
    assert not test.exception
    check(test, watched, wanted, "add_slide_wi_")


# --- maps and cards ------------------------------------------------------------------------------


MAPS = {
    "authorities": {"indicator": "looked_after", "level": "utla"},
    "neighbourhoods": {"indicator": "overcrowding", "level": "msoa", "scope": store.REGION},
    "a chosen area": {"indicator": "looked_after", "level": "utla", "area": SANDWELL},
    "a change": {
        "indicator": "looked_after",
        "level": "utla",
        "second": "change",
        "period2": "2021-03-31/P1D",
    },
}


@pytest.mark.parametrize("state", MAPS)
def test_the_map(state: str, watched: Watched) -> None:
    address = {"scope": SANDWELL} | MAPS[state]
    test = page("map", **address)
    keys = sorted(key for key in watched.recipes if key.startswith("add_slide_map_"))
    assert len(keys) == len(watched.layers) > 0
    for layer, key in zip(watched.layers, keys, strict=True):
        (recipe,) = watched.recipes[key]
        same_map(layer, build(recipe))
    if "area" in address:
        ((key, chart),) = [(key, each[0]) for key, each, _ in beside(test) if "card_trend" in key]
        same(chart, build(watched.recipes[key][0]), CARD)


@pytest.mark.parametrize("level", ["utla", "lsoa"])
def test_the_map_of_a_plan(level: str, watched: Watched) -> None:
    test = page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    test.segmented_control(key="whatif_level").set_value(level).run()
    (recipe,) = watched.recipes["add_slide_card_where"]
    assert recipe.params["level"] == level
    same_map(watched.layers[0], build(recipe))


def test_the_cards_of_a_plan(watched: Watched) -> None:
    page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    fan, groups, steps, what = (
        [build(each) for each in watched.recipes[f"add_slide_card_{name}"]]
        for name in ("when", "whom", "why", "what")
    )
    (placed, *_) = watched.marks["fan"][-1]
    years, found = placed.years, placed.quantiles
    (shown,) = fan
    assert isinstance(shown.chart, Fan)
    rows = shown.chart.figures
    assert rows["label"].tolist() == [str(year) for year in years]
    limits = ("lower", "lower80", "value", "upper80", "upper")
    for column, quantile in zip(limits, found, strict=True):
        assert rows[column].tolist() == pytest.approx(list(quantile))
    for exhibit, (cards, *_) in zip(groups, watched.marks["groups"][-2:], strict=True):
        assert isinstance(exhibit.chart, Groups)
        assert exhibit.chart.names == [row.label for row in cards]
        parts = [part for _, part in exhibit.chart.figures.groupby("series", sort=False)]
        wanted = [[row.now for row in cards], [row.without for row in cards]]
        wanted.append([row.quantiles[2] for row in cards])
        for part, values in zip(parts, wanted, strict=True):
            assert part["value"].tolist() == pytest.approx(values)
        for column, place in zip(limits, range(5), strict=True):
            told = [row.quantiles[place] for row in cards]
            assert parts[-1][column].tolist() == pytest.approx(told), column
    (cards, *_) = watched.marks["steps"][-1]
    (shown,) = steps
    assert isinstance(shown.chart, Steps)
    names = shown.chart.figures["label"].tolist()
    for step, name in zip(cards, names, strict=True):  # a card has room for the beginning only
        assert step.label == name or name.startswith(step.label.removesuffix("…").strip())
    sizes = [step.end - step.start for step in cards]
    assert shown.chart.figures["value"].tolist() == pytest.approx(sizes)
    cells = of_kind(Table, what[0].chart).cells.set_index("Outcome")
    told = rows_of(watched.cards["what"])[1:]
    assert told
    for outcome, middle, _, span, chance in told:
        row = cells.loc[outcome]
        assert [middle, span, chance] == [row["Change"], row["95% of runs"], row["Chance better"]]
