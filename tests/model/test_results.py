"""What is asked of results: sums, rates, breakdowns, levers one by one, neighbourhoods, money."""

import numpy as np
import pytest

from analysis.inequality import slope_index
from data import store
from model.plan import new_plan
from model.results import QUANTILES, Results, ResultsError, quantiles, simulate

AREAS = ["E08000025", "E08000027", "E06000051"]


@pytest.fixture(scope="module")
def results() -> Results:
    plan = new_plan(
        title="Test",
        areas=AREAS,
        levers={
            "child_poverty": {"level": 3},
            "family_group_conference": {"level": 60},
            "fewer_exclusions": {"level": 40},
        },
    )
    return simulate(plan, draws=256)


def test_areas_add_up(results: Results) -> None:
    whole = results.values("looked_after", scenario="plan")
    parts = sum(results.values("looked_after", scenario="plan", areas=[code]) for code in AREAS)
    np.testing.assert_allclose(whole, parts, rtol=1e-6)


def test_a_breakdown_of_one_area_adds_to_its_total(results: Results) -> None:
    total = results.values("looked_after", areas=["E08000025"]).sel(year=2045).mean("draw")
    groups = results.values("looked_after", by="ethnicity", areas=["E08000025"])
    assert float(groups.sel(year=2045).mean("draw").sum()) == pytest.approx(float(total), rel=1e-4)


def test_a_rate_is_its_count_over_those_at_risk(results: Results) -> None:
    count = results.values("suspensions", scenario="plan").sel(year=2030)
    rate = results.values("suspensions", scenario="plan", measure="rate").sel(year=2030)
    np.testing.assert_allclose(rate, count / results.at_risk("suspensions") * 100)
    assert rate.attrs["unit"] == "per 100 pupils"


def test_quantiles_are_those_of_numpy() -> None:
    values = np.random.default_rng(1).normal(size=(333, 4))
    np.testing.assert_allclose(quantiles(values), np.quantile(values, QUANTILES, axis=0))


def test_what_is_not_published_is_refused_in_words(results: Results) -> None:
    with pytest.raises(ResultsError, match="no rate by ethnic group is published"):
        results.values("persistent_absence", by="ethnicity")
    with pytest.raises(ResultsError, match="E08000026"):
        results.values("looked_after", areas=["E08000026"])
    with pytest.raises(ResultsError, match="unknown outcome"):
        results.values("happiness")
    with pytest.raises(ResultsError, match="not covered"):
        simulate(results.plan, areas=["E08000026"])


def test_levers_alone_and_together(results: Results) -> None:
    table = results.contributions("looked_after").set_index("lever")
    assert set(table.index) == {
        "child_poverty",
        "family_group_conference",
        "fewer_exclusions",
        "together",
        "interaction",
    }
    assert table.loc["fewer_exclusions", "median"] == 0
    # Effects on one flow multiply, so together is less than the sum: the interaction is positive.
    assert table.loc["interaction", "median"] > 0
    assert table.loc["together", "lower95"] < table.loc["together", "upper95"]


def test_contributions_share_their_draws(results: Results) -> None:
    alone = simulate(results.plan, 256, AREAS, only=["fewer_exclusions"])
    np.testing.assert_array_equal(
        alone.values("permanent_exclusions"), results.values("permanent_exclusions")
    )


def test_the_slope_is_that_of_the_analysis_package(results: Results) -> None:
    slope, relative = results.slope("looked_after", "baseline")
    rates = results.values("looked_after", "imd_quintile", "baseline", "rate").isel(year=-1)
    people = results.at_risk("looked_after", "imd_quintile")
    for draw in (0, results.draws - 1):
        one = slope_index(rates.isel(draw=draw).to_numpy(), people)
        assert slope[draw] == pytest.approx(one.sii)
        assert relative[draw] == pytest.approx(one.rii, nan_ok=True)
    # Children looked after are more where deprivation is greater: below 0, and below 1.
    assert (slope < 0).all()
    assert np.nanmax(relative) < 1


def test_ratios_are_against_the_named_group(results: Results) -> None:
    ratios = results.rate_ratios("looked_after", "White", "baseline")
    assert float(ratios.sel(quantile=0.5, ethnicity="White")) == 1
    assert float(ratios.sel(quantile=0.5, ethnicity="Mixed")) > 1


def test_chance_of_doing_better(results: Results) -> None:
    assert 0.9 < results.chance_better("looked_after") <= 1
    assert results.chance_better("permanent_exclusions") == 1
    assert results.chance_better("self_harm_admissions") == 0
    assert np.isnan(results.chance_better("recorded_demand"))


def test_neighbourhoods_add_up_and_are_marked_modelled(results: Results) -> None:
    table = results.neighbourhoods("looked_after", "baseline")
    total = results.values("looked_after", scenario="baseline").sel(year=2045).mean("draw")
    assert table["value"].sum() == pytest.approx(float(total), rel=1e-5)
    assert set(table["status"]) == {"modelled"}
    lookup = store.table("model_lsoa").set_index("lsoa21_code")["utla_code"]
    assert set(lookup[table["area_code"]]) == set(AREAS)
    with pytest.raises(ResultsError, match="not broken down"):
        results.neighbourhoods("persistent_absence")


def test_the_dataset_is_labelled(results: Results) -> None:
    data = results.dataset()
    assert data["total"].dims == ("scenario", "quantile", "area", "year", "outcome")
    assert data["unit"].sel(outcome="looked_after").item() == "children on 31 March"
    hidden = data["by_ethnic_group"].sel(outcome="persistent_absence")
    assert bool(hidden.isnull().all())
    shown = data["total"].sel(scenario="plan", quantile=0.5, outcome="looked_after", year=2045)
    expected = results.summary("looked_after", scenario="plan", areas=["E08000025"])
    assert float(shown.sel(area="E08000025")) == pytest.approx(
        float(expected.sel(quantile=0.5, year=2045)), rel=1e-5
    )


def test_money_is_paid_by_someone_and_a_plan_of_nothing_costs_nothing(results: Results) -> None:
    totals = results.money.totals()
    assert (totals.present_cost > 0).all()
    assert results.money.cost.shape == (9, 256, 20)
    assert set(results.money.uncosted) == {"fewer_exclusions"}
    nothing = simulate(new_plan(areas=AREAS), draws=64).money.totals()
    assert (nothing.present_cost == 0).all()
    assert (nothing.present_saving == 0).all()


def test_results_kept_for_one_plan_serve_another_under_its_own_title() -> None:
    mine = new_plan(title="Mine", levers={"diversion": {"level": 10}})
    theirs = mine.model_copy(update={"title": "Not for others"})
    kept = simulate(theirs, 16)
    money = kept.money
    found = kept.under(mine)
    assert found.plan.title == "Mine" and kept.plan.title == "Not for others"
    assert found.money is money and found.runs is kept.runs
    assert found.under(mine) is found
    with pytest.raises(ValueError, match="other results"):
        kept.under(new_plan(levers={"diversion": {"level": 11}}))
