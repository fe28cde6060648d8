"""The Compare page against the model itself: same draws, fair words, links that survive damage."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.design.page_names import PAGES
from components.exhibits.exhibit import Recipe
from components.exports import data_files
from components.figures import plan as plan_figures
from components.figures import plan_codes
from components.figures.comparison import Comparison, alike, compare, five
from components.figures.plan import acting_area
from components.session import compared_plans
from components.views.compare import page as compare_page
from components.wording import comparison, comparison_tables, names
from components.wording import outcomes as words
from data import store
from model.plan import Plan, PlanError, new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from model.results import SCREEN_DRAWS, Results, quantiles, simulate
from tests.narrowed import some

ROOT = Path(__file__).resolve().parents[2]
SANDWELL, COVENTRY = "E08000028", "E08000026"
KEYWORKERS = new_plan(title="Keyworkers only", levers={"keyworker": {"level": 4000}})
CONFERENCES = new_plan(
    title="Conferences in Sandwell",
    areas=[SANDWELL],
    levers={"family_group_conference": {"level": 100}},
)
DIVERSION = new_plan(title="Diversion", levers={"diversion": {"level": 40}})


@lru_cache(maxsize=4)
def built(scope: str = store.REGION) -> Comparison:
    layered = preset_plan("layered", new_plan())
    return compare([layered, KEYWORKERS, CONFERENCES], scope)


@lru_cache(maxsize=4)
def direct(plan_text: str) -> Results:
    """A plan run by the model alone."""
    from model.plan import load_plan

    return simulate(load_plan(plan_text), SCREEN_DRAWS)


def run(plan: Plan) -> Results:
    from model.plan import dump_plan

    return direct(dump_plan(plan, "json"))


def page(plans: str = "", **address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / "compare.py"), default_timeout=120)
    if plans:
        test.query_params["plans"] = plans
    for name, value in address.items():
        test.query_params[name] = value
    return test.run()


def code(*plans: Plan) -> str:
    return "~".join(encode_plan(plan, rationale=False) for plan in plans)


def said(test: AppTest) -> str:
    kinds = (test.title, test.subheader, test.markdown, test.warning, test.info)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


def test_the_page_is_in_the_navigation() -> None:
    assert "compare" in PAGES


# --- figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["looked_after", "first_time_entrants", "custody"])
def test_changes_and_pairs_are_the_models_own_draw_by_draw(outcome: str) -> None:
    found = built()
    one, other = found.sides[0].plan, KEYWORKERS
    changes = [
        run(plan).values(outcome).isel(year=-1).to_numpy() for plan in (one, other, CONFERENCES)
    ]
    for letter, change in zip("ABC", changes, strict=True):
        np.testing.assert_allclose(found.change(letter, outcome), change, atol=1e-3)
    np.testing.assert_allclose(
        found.difference("A", "B", outcome), changes[0] - changes[1], atol=2e-3
    )
    assert found.chance_better("A", "B", outcome) == pytest.approx(
        np.mean(changes[0] < changes[1]), abs=1e-9
    )
    assert found.chance_better("B", "", outcome) == pytest.approx(
        run(KEYWORKERS).chance_better(outcome), abs=1e-9
    )


def test_the_pair_is_surer_than_two_intervals_taken_apart() -> None:
    """Shared draws cancel: two levels of one lever differ by a steady share."""
    fewer = KEYWORKERS.model_copy(
        update={
            "levers": {
                "keyworker": KEYWORKERS.levers["keyworker"].model_copy(update={"level": 2000.0})
            }
        }
    )
    found = compare([KEYWORKERS, fewer], store.REGION)
    half = found.change("B", "looked_after") / found.change("A", "looked_after")
    assert half.std() < 0.01 and half.mean() == pytest.approx(0.5, abs=0.01)


def test_a_plan_beside_itself_is_the_same() -> None:
    found = compare([KEYWORKERS, KEYWORKERS], store.REGION)
    for outcome in plan_figures.ORDER:
        assert np.abs(found.difference("A", "B", outcome)).max() == 0
    text = comparison.outcome_sentence(found, "A", "B", "looked_after")
    assert "do the same" in text


def test_groups_add_up_and_rates_are_changes_over_those_at_risk() -> None:
    found = built()
    for by in ("imd_quintile", "ethnicity"):
        parts = found.change("A", "looked_after", by)
        np.testing.assert_allclose(
            parts.sum(axis=1), found.change("A", "looked_after"), rtol=2e-3, atol=0.5
        )
        per, _ = found.base.base_of("looked_after")
        at_risk = np.asarray(found.base.at_risk("looked_after", by))
        np.testing.assert_allclose(
            found.rate_change("A", "looked_after", by), parts / at_risk * per
        )


def test_a_plan_that_acts_elsewhere_changes_nothing_and_the_page_says_so() -> None:
    found = compare([CONFERENCES, KEYWORKERS], COVENTRY)
    assert np.abs(found.change("A", "looked_after")).max() == 0
    assert np.abs(found.change("B", "looked_after")).max() > 0
    assert any("A does not act here" in note for note in found.notes)
    assert found.money("A") is None
    test = page(code(CONFERENCES, KEYWORKERS), scope=COVENTRY)
    assert not test.exception and "does not act here" in said(test)


def test_part_of_a_place_counts_in_the_whole() -> None:
    whole, part = built(), compare([CONFERENCES], SANDWELL)
    np.testing.assert_allclose(
        whole.change("C", "care_entries"), part.change("A", "care_entries"), atol=1e-6
    )
    assert any("C acts in a part" in note for note in whole.notes)


def test_a_district_is_compared_by_its_upper_tier_authority() -> None:
    assert acting_area("E07000192") == "E10000028"


def test_plans_are_put_on_one_footing_and_it_is_said() -> None:
    short = KEYWORKERS.model_copy(update={"horizon_years": 8, "seed": 7, "discount_rate": 0.05})
    late = new_plan(levers={"diversion": {"level": 10, "start_year": 2040}})
    plans, notes = alike([short, late])
    assert {plan.horizon_years for plan in plans} == {8}
    assert {plan.seed for plan in plans} == {7}
    assert {plan.discount_rate for plan in plans} == {0.05}
    assert "diversion" not in plans[1].levers
    text = " ".join(notes)
    for part in ("8 years", "random draws", "discount rate", "Plan B has levers that start after"):
        assert part in text
    assert compare([short, late], store.REGION).horizon == 2033
    assert alike([KEYWORKERS, DIVERSION])[1] == []


def test_money_is_the_models_own() -> None:
    found = built()
    ours, theirs = found.money("B"), run(KEYWORKERS).money.totals()
    np.testing.assert_allclose(some(ours).net_present_value, theirs.net_present_value, rtol=1e-6)
    np.testing.assert_allclose(found.cost("B", net=False), theirs.present_cost, rtol=1e-6)
    np.testing.assert_allclose(found.cost("B", net=True), -theirs.net_present_value, rtol=1e-6)


def test_gain_is_discounted_child_years_or_events() -> None:
    found = built()
    stock = run(KEYWORKERS).values("looked_after").to_numpy()
    flow = run(KEYWORKERS).values("custody").to_numpy()
    exits = run(KEYWORKERS).values("care_exits").to_numpy()
    weight = np.array([1.035**-year for year in range(20)])
    years = np.array([(stock[:, y] + stock[:, y + 1]) / 2 for y in range(20)]).T
    np.testing.assert_allclose(found.gain("B", "looked_after"), -(years @ weight), atol=0.05)
    np.testing.assert_allclose(found.gain("B", "custody"), -(flow[:, 1:] @ weight), atol=0.01)
    np.testing.assert_allclose(found.gain("B", "care_exits"), exits[:, 1:] @ weight, atol=0.05)


@pytest.mark.parametrize("threshold", [0.0, 20_000.0, 100_000.0])
def test_chance_below_the_threshold(threshold: float) -> None:
    found = built()
    gain, cost = found.gain("B", "looked_after"), found.cost("B", net=True)
    assert found.chance_worth("B", "looked_after", threshold, net=True) == pytest.approx(
        np.mean(threshold * gain > cost)
    )
    if threshold == 0:
        # The lever's published return is mostly of adults, whom nothing here counts.
        assert some(found.money("B")).chance_of_net_benefit is None


def test_summaries_leave_the_draws_as_they_are() -> None:
    values = np.array([3.0, 1.0, 2.0])
    five(values)
    assert values.tolist() == [3.0, 1.0, 2.0]
    np.testing.assert_allclose(five(values), quantiles(np.array([[3.0], [1.0], [2.0]]))[:, 0])


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [(-20, -10, "sure"), (10, 20, "sure"), (-20, 1.2, "likely"), (-20, 10, "open"), (0, 0, "same")],
)
def test_strength_follows_the_intervals(low: int, high: float, kind: str) -> None:
    values = np.linspace(low, high, 401)
    assert comparison.strength(values) == kind


def test_no_sentence_is_stronger_than_its_interval() -> None:
    found = built()
    for outcome in plan_figures.ORDER:
        for one, other in (("A", "B"), ("A", "C"), ("B", "C"), ("B", "")):
            gap = found.difference(one, other, outcome)
            low95, low80, _, high80, high95 = np.quantile(gap, [0.025, 0.1, 0.5, 0.9, 0.975])
            text = comparison.outcome_sentence(found, one, other, outcome)
            if np.abs(gap).max() <= 1e-6:
                assert "do the same" in text
            elif low95 > 0 or high95 < 0:
                assert "** than" in text and "probably" not in text
            elif low80 > 0 or high80 < 0:
                assert "probably" in text and "includes no difference" in text
            else:
                assert "cannot tell" in text
                assert " fewer**" not in text and " more**" not in text


def test_a_plan_with_something_missing_is_never_said_to_have_the_better_balance() -> None:
    found = built()
    assert found.uncosted("A") and not found.uncosted("B") and not found.uncosted("C")
    for one, other in (("A", ""), ("A", "C"), ("B", "C"), ("C", "B")):
        text = comparison.money_sentence(found, one, other)
        assert "cannot tell" in text and "something is missing" in text
    assert "Fewer permanent exclusions" in comparison.money_sentence(found, "A", "C")
    # Conferences are costed and counted: their balance against no plan is judged.
    assert "something is missing" not in comparison.money_sentence(found, "C", "")
    assert comparison.judged(found, "A", 1.0) == "not judged: cost not known"
    assert comparison.judged(found, "B", 0.07) == "not judged: gains not counted"
    assert comparison.judged(found, "B", 0.07, net=False) == "7%"
    assert comparison.judged(found, "C", 0.93) == "93%"


def test_why_names_the_levers_that_act_and_are_set_differently() -> None:
    found = built()
    text = comparison.why(found, "B", "C", "looked_after")
    assert "Keyworker" in text and "Family group conferences" in text
    assert "different places" in text
    assert "4,000 families a year" in text
    found = compare([KEYWORKERS, DIVERSION], store.REGION)
    assert "Diversion" not in comparison.why(found, "A", "B", "looked_after")
    assert "Diversion" in comparison.why(found, "A", "B", "first_time_entrants")
    assert "No lever" in comparison.why(found, "A", "B", "suspensions")


def test_differences_between_levers_in_words() -> None:
    one = KEYWORKERS.levers["keyworker"]
    more = one.model_copy(update={"level": 5000.0, "start_year": 2030})
    reasoned = one.model_copy(update={"rationale": "because"})
    say = comparison.lever_difference
    assert say({"A": one, "B": reasoned}) == "the same in all"
    assert say({"A": one, "B": more}) == "differs: how much, start"
    assert say({"A": one, "B": None}) == "only in A"
    assert (
        say({"A": one, "B": more, "C": None}) == "only in A and B; there differs: how much, start"
    )


def test_titles_cannot_become_markup() -> None:
    plan = KEYWORKERS.model_copy(update={"title": "<b>bold</b> [x](http://example.org) *it*"})
    test = page(code(plan, DIVERSION))
    assert not test.exception
    for item in test.markdown:
        assert "<b>bold" not in item.value.replace("\\<b\\>bold", "")
        assert "[x](" not in item.value.replace("\\[x\\](", "")


# --- links ---------------------------------------------------------------------------------------


def test_a_link_restores_the_plans() -> None:
    plans, wrong = plan_codes.read(code(KEYWORKERS, CONFERENCES))
    assert plans == [KEYWORKERS, CONFERENCES] and wrong == []
    assert plan_codes.write(plans) == code(KEYWORKERS, CONFERENCES)
    test = page(code(KEYWORKERS, CONFERENCES))
    assert "A. Keyworkers only" in said(test) and "B. Conferences in Sandwell" in said(test)
    assert not test.warning


def test_four_plans_with_every_lever_fit_the_address() -> None:
    full = preset_plan("layered", new_plan())
    plans = [full.model_copy(update={"title": f"Plan {n} " + "x" * 100}) for n in range(4)]
    assert 0 < len(plan_codes.write(plans)) < 2500


def test_a_damaged_part_gives_a_message_and_keeps_the_others() -> None:
    good = code(KEYWORKERS, DIVERSION).split("~")
    broken = good[0][:-3] + "AAA"
    test = page("~".join([good[1], broken, good[0]]))
    assert not test.exception
    text = " ".join(item.value for item in test.warning)
    assert "Plan 2 of the link could not be used" in text and "others are kept" in text
    assert "A. Diversion" in said(test) and "B. Keyworkers only" in said(test)


HOSTILE = [
    "~~~~",
    "p2.",
    "p9.AAAA",
    "<script>alert(1)</script>",
    "'; drop table plans; --",
    "p2." + "A" * 500,
    "~".join(["p2.AAAA"] * 50),
    "\x00",
    "p2.AAAA\u202e",
    "x" * 20000,
    "%7E%00",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_links_give_messages_never_errors(text: str) -> None:
    test = page(text)
    assert not test.exception and not test.error
    assert len(test.title) == 1
    assert "No plan is chosen yet" in said(test)


def test_more_than_four_are_told() -> None:
    plans, wrong = plan_codes.read("~".join([code(KEYWORKERS)] * 6))
    assert len(plans) == 4 and "Only 4" in wrong[0]


def test_pasted_links_and_codes() -> None:
    one = encode_plan(KEYWORKERS)
    assert compared_plans.from_text(f"  {one} ") == KEYWORKERS
    link = f"https://atlas.example.org/plan?scope=E08000028&plan={one}"
    assert compared_plans.from_text(link) == KEYWORKERS
    for text, part in (
        (f"https://atlas.example.org/compare?plans={one}", "comparison"),
        ("https://atlas.example.org/plan?scope=E08000028", "no plan in this link"),
        ("hello", "not a plan code"),
        ("x" * 50_000, "far too long"),
    ):
        with pytest.raises(PlanError, match=part):
            compared_plans.from_text(text)


# --- the page ------------------------------------------------------------------------------------


def test_without_plans_the_page_explains_and_the_example_works() -> None:
    test = page()
    assert "No plan is chosen yet" in said(test)
    test.button(key="compare_example").click().run()
    assert not test.exception
    assert "Multi-layered" in said(test) and "One strand: Prevent" in said(test)
    assert test.session_state["plans"].count("~") == 1


def test_the_headline_table_shows_the_models_figures() -> None:
    test = page(code(KEYWORKERS, DIVERSION))
    table = test.table[0].value
    row = table[table["Outcome"] == "Children looked after"].iloc[0]
    change = run(KEYWORKERS).values("looked_after").isel(year=-1).to_numpy()
    low, median, high = np.quantile(change, [0.025, 0.5, 0.975])
    assert row["A"] == f"{words.signed(median)} ({words.signed(low)} to {words.signed(high)})"
    assert row["B"] == "no change"
    base = run(KEYWORKERS).values("looked_after", scenario="baseline").isel(year=-1).median()
    assert row["No plan"] == words.count(float(base))
    assert not test.exception


@pytest.mark.parametrize("outcome", plan_figures.ORDER)
def test_every_outcome_can_be_compared(outcome: str) -> None:
    test = page(code(preset_plan("layered", new_plan()), KEYWORKERS), outcome=outcome)
    assert not test.exception and not test.error


def test_one_plan_is_compared_with_none() -> None:
    test = page(code(KEYWORKERS))
    assert not test.exception
    assert "no plan" in said(test)


def test_presets_links_and_the_plan_from_what_if_can_be_added_and_taken_out() -> None:
    test = page(plan=encode_plan(DIVERSION))
    test.button(key="compare_add_on_hand").click().run()
    assert "A. Diversion" in said(test)
    test.selectbox(key="compare_preset").set_value("prevent")
    test.button(key="compare_add_preset").click().run()
    test.text_input(key="compare_text").set_value(encode_plan(KEYWORKERS))
    test.button(key="compare_add_text").click().run()
    assert "C. Keyworkers only" in said(test)
    test.text_input(key="compare_text").set_value("nonsense")
    test.button(key="compare_add_text").click().run()
    assert "could not be used" in said(test) and not test.exception
    test.button(key="compare_remove_0").click().run()
    assert "A. One strand: Prevent" in said(test) and "B. Keyworkers only" in said(test)
    test.button(key="compare_clear").click().run()
    assert "No plan is chosen yet" in said(test)


def test_plans_of_the_library_can_be_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from plans.library import open_library

    monkeypatch.setenv("PLANS_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")
    kept = open_library().save("", KEYWORKERS, "a note")
    test = page()
    test.selectbox(key="compare_kept").set_value(kept.id)
    test.button(key="compare_add_kept").click().run()
    assert not test.exception and "A. Keyworkers only" in said(test)


def test_files_to_take_away_name_the_plans_and_what_was_shared() -> None:
    about = comparison_tables.about(built())
    assert about["Plan B"] == "Keyworkers only"
    assert "256" in str(about["Draws"]) and about["Figures version"] == store.data_version()


def test_the_headlines_file_has_numbers_and_limits_in_columns_and_names_place_and_plans() -> None:
    comparison_of = built()
    codes = plan_codes.write([each.plan for each in comparison_of.sides])
    recipe = Recipe(
        "compare_headlines", {"plans": codes, "place": store.REGION, "outcome": "looked_after"}
    )
    shown = comparison_tables.headlines(comparison_of, ["looked_after"])
    raw = compare_page._csv("Headlines", shown, comparison_of, "", recipe)
    table = pd.read_csv(io.BytesIO(raw), comment="#")
    for name in ("value", "lower", "upper"):
        assert pd.api.types.is_numeric_dtype(table[name]), name
    assert table["plan"].nunique() == 3
    name = data_files.safe_file_name(
        names.scope_name(store.REGION), "compare headlines", "2045", "Keyworkers only"
    )
    assert name == "west-midlands-region-compare-headlines-2045-keyworkers-only"
