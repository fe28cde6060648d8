"""Exhibits of plans, comparisons and evidence: the model's own figures, and doubt kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest

from components.builders.registry import build
from components.charts import causal_map
from components.exhibits import presentation
from components.exhibits.charts import AreaMap, CausalMap, Table
from components.exhibits.exhibit import Recipe, RecipeError
from components.exhibits.presentation import Presentation, Slide
from components.figures import checks, plan_codes
from components.figures import comparison as comparison_figures
from components.figures import plan as plan_figures
from components.figures.comparison import Comparison
from components.wording import evidence_tables
from components.wording import outcomes as words
from components.wording.findings import CANNOT_TELL
from data import store
from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from model.register import load_registers
from model.register_schema import OUTCOMES
from model.results import QUANTILES, Results, simulate
from tests.narrowed import of_kind, some

SANDWELL = "E08000028"
START = new_plan(areas=[SANDWELL])
PLAN, OTHER = preset_plan("layered", START), preset_plan("prevent", START)
CODE = plan_codes.code_for(PLAN)
REGION = plan_codes.code_for(preset_plan("layered", new_plan()))
IDLE = plan_codes.code_for(START)
PAIR = plan_codes.write([PLAN, OTHER])
OUTCOME = "looked_after"


@pytest.fixture(scope="module")
def results() -> Results:
    return simulate(PLAN, 256)


def _plan(name: str, plan: str = CODE, **params: str) -> Recipe:
    return Recipe(name, {"plan": plan, **params})


def _pair(name: str, **params: str | float) -> Recipe:
    return Recipe(name, {"plans": PAIR, "place": SANDWELL, **params})


# --- what a plan changes -----------------------------------------------------------------------


def test_every_outcome_has_the_models_quantiles(results: Results) -> None:
    found = build(_plan("plan_outcomes")).chart.figures.set_index("outcome")
    assert list(found.index) == list(plan_figures.ORDER) and set(found.index) == set(OUTCOMES)
    for outcome, row in found.iterrows():
        change = results.values(outcome).isel(year=-1).to_numpy()
        expected = np.quantile(change, [QUANTILES[0], 0.5, QUANTILES[-1]])
        assert np.allclose(row[["lower", "value", "upper"]].to_numpy(float), expected, atol=1e-4)
        if np.abs(change).max() > 1e-6 and outcome != "recorded_demand":
            assert row["chance_better"] == results.chance_better(outcome)


def test_a_change_is_only_called_one_where_the_range_lies_on_one_side() -> None:
    made = build(_plan("plan_outcomes"))
    for (_, figure), (_, cell) in zip(
        made.chart.figures.iterrows(), of_kind(Table, made.chart).cells.iterrows(), strict=True
    ):
        if cell["So"] in ("more", "fewer"):
            assert figure["lower"] * figure["upper"] > 0
        elif cell["So"] == "we can't tell":
            assert figure["lower"] <= 0 <= figure["upper"]
        else:
            assert cell["So"] == "no change" and figure["value"] == 0
    assert "we can't tell" in made.title and "(modelled)" in made.title
    assert "256 runs" in made.interval


def test_groups_are_the_models_rates(results: Results) -> None:
    made = build(_plan("plan_groups", outcome=OUTCOME, by="ethnicity"))
    rows = made.chart.figures
    with_plan = rows[rows["series"].str.startswith("With the")].set_index("label")
    rate = results.values(OUTCOME, "ethnicity", "plan", "rate").isel(year=-1)
    for group in ("Asian", "Black", "Mixed", "White", "Other"):
        own = np.quantile(rate.sel(ethnicity=group), [0.025, 0.5, 0.975])
        given = with_plan.loc[group, ["lower", "value", "upper"]].to_numpy(float)
        assert np.allclose(given, own, rtol=1e-5)
    assert made.level == "modelled" and "what is done to them" in made.caveat


def test_an_outcome_without_groups_says_so(results: Results) -> None:
    missing = [o for o in OUTCOMES if not results.state.broken_down[o]]
    if not missing:
        pytest.skip("every outcome is published by group")
    with pytest.raises(RecipeError, match="ublished"):
        build(_plan("plan_groups", outcome=missing[0], by="ethnicity"))
    with pytest.raises(RecipeError):
        build(_plan("plan_map", outcome=missing[0], level="lsoa"))


def test_what_each_lever_adds_makes_the_whole(results: Results) -> None:
    made = build(_plan("plan_why", outcome=OUTCOME))
    steps = made.chart.figures[made.chart.figures["mark"] != "total"]["value"].sum()
    total = made.chart.figures[made.chart.figures["mark"] == "total"]["value"].item()
    mean = float(results.values(OUTCOME).isel(year=-1).mean())
    assert steps == pytest.approx(total, rel=1e-6) and total == pytest.approx(mean, rel=1e-5)
    assert not any("…" in label for label in made.chart.figures["label"])


def test_the_map_holds_every_authority_with_its_range() -> None:
    made = build(_plan("plan_map", REGION, outcome=OUTCOME, level="utla"))
    whole = simulate(preset_plan("layered", new_plan()), 256)
    assert len(made.chart.figures) == 14
    for _, row in made.chart.figures.iterrows():
        per, _ = whole.base_of(OUTCOME)
        at_risk = float(whole.at_risk(OUTCOME, areas=[row["area_code"]]))
        change = whole.values(OUTCOME, areas=[row["area_code"]]).isel(year=-1).to_numpy()
        expected = np.quantile(change, [0.025, 0.5, 0.975]) * per / at_risk
        assert np.allclose([row["lower"], row["value"], row["upper"]], expected, rtol=1e-3)
    assert (made.chart.figures["class"] >= 0).all() and of_kind(
        AreaMap, made.chart
    ).scope == store.REGION


def test_the_map_of_neighbourhoods_has_means_and_says_they_are_no_measurement() -> None:
    made = build(_plan("plan_map", outcome=OUTCOME, level="lsoa"))
    table = simulate(PLAN, 16).neighbourhoods(OUTCOME, "difference").set_index("area_code")["rate"]
    own = made.chart.figures.set_index("area_code")["value"]
    assert np.allclose(own, table.reindex(own.index), rtol=1e-6)
    assert of_kind(AreaMap, made.chart).scope == SANDWELL and "not a measurement" in made.definition
    assert "can't tell" in made.draft and "None for a neighbourhood" in made.interval


def test_a_plan_that_does_nothing_claims_nothing() -> None:
    made = build(_plan("plan_outcomes", IDLE))
    assert "changes none of 23 outcomes" in made.title and set(
        of_kind(Table, made.chart).cells["So"]
    ) == {"no change"}
    assert "changes nothing" in build(_plan("plan_map", IDLE, outcome=OUTCOME, level="utla")).title
    groups = build(_plan("plan_groups", IDLE, outcome=OUTCOME, by="imd_quintile"))
    assert "does not move the gap" in groups.title
    with pytest.raises(RecipeError, match="no lever of this plan changes"):
        build(_plan("plan_why", IDLE, outcome=OUTCOME))


@pytest.mark.parametrize(
    "recipe",
    [
        _plan("plan_outcomes", CODE[:-3]),
        _plan("plan_map", outcome="wealth", level="utla"),
        _plan("plan_map", outcome=OUTCOME, level="msoa"),
        _plan("plan_why", outcome="wealth"),
        _plan("plan_groups", "nonsense", outcome=OUTCOME, by="ethnicity"),
        _plan("plan_groups", outcome=OUTCOME, by="age"),
        Recipe("compare_money", {"plans": PAIR[:-3], "place": SANDWELL}),
        Recipe("compare_money", {"plans": "", "place": SANDWELL}),
        Recipe("compare_money", {"plans": PAIR, "place": "E99"}),
        _pair("compare_groups", outcome=OUTCOME, by="age"),
        _pair("compare_plane", outcome="recorded_demand", threshold=0, net=True),
        _pair("compare_plane", outcome=OUTCOME, threshold="x", net=True),
        _pair("compare_chances", outcome="recorded_demand"),
        Recipe("causal", {"view": "other"}),
        Recipe("register", {"register": "other"}),
        Recipe("register", {"register": "costs", "grade": "A"}),
        Recipe("register", {"register": "levers", "text": "no such word anywhere"}),
    ],
    ids=lambda each: each.name,
)
def test_what_cannot_be_shown_is_refused(recipe: Recipe) -> None:
    with pytest.raises(RecipeError):
        build(recipe)


# --- plans side by side ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return comparison_figures.compare([PLAN, OTHER], SANDWELL)


def test_side_by_side_figures_are_the_comparisons(comparison: Comparison) -> None:
    made = build(_pair("compare_outcome", outcome=OUTCOME))
    for letter, (_, row) in zip("AB", made.chart.figures.iterrows(), strict=True):
        five = comparison_figures.five(comparison.change(letter, OUTCOME))
        assert [row["lower"], row["value"], row["upper"]] == [five[0], five[2], five[4]]
        assert row["label"].startswith(f"{letter}. ")
    rows = build(_pair("compare_headlines", outcome=OUTCOME)).chart.figures
    first = rows[(rows["label"] == words.title(OUTCOME)) & (rows["plan"] == "A")].iloc[0]
    assert first["value"] == comparison_figures.five(comparison.change("A", OUTCOME))[2]


@pytest.mark.parametrize("by", ["imd_quintile", "ethnicity"])
def test_groups_side_by_side_are_the_comparisons(
    comparison: Comparison, by: Literal["imd_quintile", "ethnicity"]
) -> None:
    made = build(_pair("compare_groups", outcome=OUTCOME, by=by))
    for letter in "AB":
        own = made.chart.figures[made.chart.figures["series"].str.startswith(letter)]
        five = comparison_figures.five(comparison.rate_change(letter, OUTCOME, by))
        assert own["value"].tolist() == five[2].tolist()
        assert own["upper"].tolist() == five[4].tolist()


def test_money_and_the_plane_are_the_comparisons(comparison: Comparison) -> None:
    rows = build(_pair("compare_money")).chart.figures
    own = some(some(some(comparison.side("B")).told).part).accounts["purse"]
    title = f"A. {own.spec.title}: costs"
    cost = rows[(rows["label"] == title) & (rows["plan"] == "B")].iloc[0]
    assert cost["value"] == comparison_figures.five(own.present_cost)[2]
    plane = build(_pair("compare_plane", outcome=OUTCOME, threshold=1000, net=True)).chart.figures
    gain = comparison_figures.five(comparison.gain("A", OUTCOME))
    assert plane["gain"].iloc[0] == gain[2] and plane["gain_upper"].iloc[0] == gain[4]
    assert plane["chance"].iloc[0].startswith("not judged")


def test_chances_and_levers_are_the_comparisons(comparison: Comparison) -> None:
    rows = build(_pair("compare_chances", outcome=OUTCOME)).chart.figures
    against = rows[(rows["label"] == "A") & (rows["than"] == "B")]["value"].item()
    assert against == comparison.chance_better("A", "B", OUTCOME)
    levers = build(_pair("compare_levers"))
    used = sum(bool(each.level) for each in PLAN.levers.values())
    assert (levers.chart.figures["plan"] == "A").sum() == used


def test_plans_that_cannot_be_told_apart_are_not() -> None:
    same = plan_codes.write([PLAN, PLAN.model_copy(update={"title": "Again"})])
    made = build(Recipe("compare_outcome", {"plans": same, "place": SANDWELL, "outcome": OUTCOME}))
    assert "do the same" in made.draft
    doubt = build(_pair("compare_outcome", outcome="recovered"))
    assert "we can't tell" in doubt.title or CANNOT_TELL in doubt.draft


# --- evidence ----------------------------------------------------------------------------------


def test_the_causal_map_counts_every_effect() -> None:
    registers = load_registers()
    for view in causal_map.views():
        made = build(Recipe("causal", {"view": view}))
        drawn = causal_map.build(view, registers)
        ids = [name for members in drawn.members.values() for name in members]
        assert f"What {len(ids)} effects" in made.title and len(made.chart.figures) == len(ids)
    whole = build(Recipe("causal", {"view": causal_map.WHOLE}))
    twin = evidence_tables.twin([registers.links[name] for name in registers.links])
    assert sorted(some(of_kind(CausalMap, whole.chart).table).cells["Effect"]) == sorted(
        twin["Effect"]
    )


def test_the_checks_are_the_reports() -> None:
    made = build(Recipe("checks", {}))
    table, _, _ = checks.read_report(checks.REPORT.read_text(encoding="utf-8"))
    assert of_kind(Table, made.chart).cells.equals(table) and made.title == checks.finding(table)


@pytest.mark.parametrize(
    ("register", "make"),
    [
        ("effects", evidence_tables.links),
        ("levers", evidence_tables.levers),
        ("costs", evidence_tables.costs),
        ("sources", evidence_tables.evidence),
    ],
)
def test_registers_are_the_models(register: str, make: Callable[..., Any]) -> None:
    made, every = build(Recipe("register", {"register": register})), make()
    assert made.chart.figures["id"].tolist() == every["id"].head(60).tolist()
    assert str(len(every)) in made.title
    if len(every) > 60:
        assert "the first 60 shown" in made.title


def test_the_evidence_of_a_strand_can_be_shown() -> None:
    strand = evidence_tables.levers()["strand"].iloc[0]
    made = build(Recipe("register", {"register": "levers", "strand": strand}))
    assert set(made.chart.figures["strand"]) == {strand} and strand in made.title
    assert all(
        name in made.publications
        for name in of_kind(Table, made.chart).cells["Evidence"].iloc[0].split()
    )


def test_what_was_left_out_is_named() -> None:
    made = build(Recipe("left_out", {}))
    assert (
        of_kind(Table, made.chart).cells["Approach"].tolist()
        == evidence_tables.exclusions()["approach"].tolist()
    )


# --- the code of a presentation ----------------------------------------------------------------


def test_a_long_plan_is_held_hardly_more_than_once() -> None:
    """Fifteen levers, each with years, groups and costs of its own: a code of many letters."""
    levers = {}
    for number, (name, lever) in enumerate(load_registers().levers.items()):
        if lever.measure == "gap":
            continue
        levers[name] = {
            "level": lever.min + number * 0.37,
            "start_year": 2027 + number % 7,
            "ramp_years": 1.5 + number * 0.13,
            "own_cost": {
                "low": 100 + number * 17,
                "central": 900 + number * 31,
                "high": 5000 + number * 71,
                "payer": "council",
                "reason": "x" * 40,
            },
            "rationale": f"Reason {number} " * 20,
        }
    plan = new_plan(areas=[SANDWELL], levers=levers, title="A plan of many settings")
    code = plan_codes.code_for(plan)
    assert len(code) < len(encode_plan(plan))  # no reasons: they change no figure
    recipes = [
        _plan("plan_outcomes", code),
        _plan("plan_money", code),
        *(
            _plan(name, code, outcome=outcome)
            for outcome in list(OUTCOMES)[:6]
            for name in ("plan_outcome", "plan_why")
        ),
    ]
    one = presentation.encode(Presentation((Slide(recipes[0]),)))
    all_of_them = presentation.encode(Presentation(tuple(Slide(each) for each in recipes)))
    assert len(code) > 500 and len(all_of_them) < len(one) + 60 * len(recipes)
    assert len(all_of_them) < presentation.CODE_LIMIT


def test_a_presentation_too_long_for_a_link_says_what_to_do() -> None:
    chance, held = np.random.default_rng(1), Presentation()
    for number, outcome in enumerate(list(OUTCOMES)[:12]):
        held = presentation.add(held, _plan("plan_outcome", outcome=outcome))
        held, _ = presentation.put_words(
            held, number, "".join(map(chr, chance.integers(97, 123, 1400)))
        )
    with pytest.raises(presentation.PresentationError, match="Remove a slide"):
        presentation.encode(held)
