"""Forecasts of the baseline: the methods, the test of them, and their shocks in the draws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.holtwinters import ExponentialSmoothing, SimpleExpSmoothing

from model import forecast_methods as methods
from model import rolling_origin
from model.baseline import baseline
from model.baseline_path import exits_for
from model.forecast_series import TESTED, breaks, fingerprint, series, unscaled
from model.forecasts import multipliers, stored
from model.setting import setting
from model.simulation import simulate_uses

CODES = baseline().people.authorities


@settings(max_examples=20, deadline=None)
@given(
    level=st.sampled_from([0.2, 0.5, 0.8]),
    trend=st.sampled_from([0.1, 0.4]),
    damping=st.sampled_from([0.8, 0.9]),
    seed=st.integers(0, 99),
)
def test_smoothing_is_that_of_statsmodels(
    level: float, trend: float, damping: float, seed: int
) -> None:
    values = np.random.default_rng(seed).normal(size=(12, 1)).cumsum(axis=0) + 10
    levels, _ = methods._smoothed(values, level)
    simple = SimpleExpSmoothing(
        values[:, 0], initialization_method="known", initial_level=values[0, 0]
    ).fit(smoothing_level=level, optimized=False)
    assert levels[-1, 0] == pytest.approx(simple.forecast(1)[0], rel=1e-9)
    levels, trends = methods._smoothed(values, level, trend, damping)
    # statsmodels corrects towards the first value too; ours begins at it.
    holt = ExponentialSmoothing(
        values[1:, 0],
        trend="add",
        damped_trend=True,
        initialization_method="known",
        initial_level=values[0, 0],
        initial_trend=0.0,
    ).fit(smoothing_level=level, smoothing_trend=trend, damping_trend=damping, optimized=False)
    ahead = levels[-1, 0] + trends[-1, 0] * np.cumsum(damping ** np.arange(1, 4))
    np.testing.assert_allclose(ahead, holt.forecast(3), rtol=1e-9)


def test_the_panel_brings_back_what_strayed() -> None:
    random = np.random.default_rng(3)
    own = np.zeros((16, 400))
    for year in range(1, 16):
        own[year] = 0.5 * own[year - 1] + random.normal(0, 0.1, 400)
    table = own + random.normal(0, 0.3, 400) + 2.0
    ahead = methods.pooled_panel(table)
    usual = table.mean(axis=0) - table.mean() + table[-1].mean()
    left = (ahead[0] - usual) @ (table[-1] - usual) / ((table[-1] - usual) ** 2).sum()
    assert left == pytest.approx(0.5, abs=0.15)
    np.testing.assert_allclose(ahead[29], usual, atol=0.05)


def test_the_spread_is_what_the_errors_were() -> None:
    random = np.random.default_rng(5)
    codes = [f"E{i}" for i in range(150)]
    errors = []
    for _ in range(200):
        for ahead in (1, 2, 3, 4, 5):
            shared = random.normal(0, 0.05 * np.sqrt(ahead))
            own = random.normal(0, np.sqrt(0.01 + 0.004 * ahead), 150)
            errors.append((ahead, pd.Series(shared + own, index=codes)))
    spread = methods.learn_spread(errors)
    years = np.array([1.0, 5.0])
    np.testing.assert_allclose(spread.national_at(years), 0.0025 * years, rtol=0.25)
    np.testing.assert_allclose(spread.local_at(years), 0.01 + 0.004 * years, rtol=0.05)
    assert spread.size.between(0.7, 1.4).all()


@pytest.mark.parametrize("outcome", ["looked_after", "persistent_absence"])
def test_a_forecast_sees_nothing_of_later_years(outcome: str) -> None:
    table = series(outcome)
    later = table.copy()
    later.loc[2019:] += 5.0
    one = methods.training(table, breaks(outcome), 2018)
    other = methods.training(later, breaks(outcome), 2018)
    for forecast in methods.METHODS.values():
        np.testing.assert_array_equal(
            forecast(one.to_numpy(float)), forecast(other.to_numpy(float))
        )


def test_a_break_is_neither_trend_nor_noise() -> None:
    years = range(2014, 2026)
    one = [1.0] * 7 + [3.0, 9.0] + [2.0] * 3
    other = [0.0] * 7 + [9.0, 3.0] + [1.0] * 3
    flat = pd.DataFrame({"a": one, "b": other}, index=years)
    known = methods.training(flat, (2021, 2022), 2025)
    assert (known["a"] == 2.0).all() and (known["b"] == 1.0).all()
    for forecast in (methods.last_value, methods.local_level, methods.damped_trend):
        np.testing.assert_allclose(forecast(known.to_numpy(float))[:, 0], 2.0, atol=1e-9)


def test_what_is_stored_is_of_the_published_series() -> None:
    assert stored()["series"] == fingerprint(), "run python -m model forecasts"
    assert tuple(stored()["outcomes"]) == TESTED


def test_the_stored_table_is_what_the_rolling_origin_finds() -> None:
    each = rolling_origin.trials("looked_after")
    tables = {name: rolling_origin.summary(rolling_origin.score(t)) for name, t in each.items()}
    entry = stored()["outcomes"]["looked_after"]
    assert rolling_origin.choose(tables) == (entry["method"], entry["intervals_hold"])
    for name, table in tables.items():
        kept = pd.DataFrame(entry["table"][name]).set_index("ahead")
        for column in ("error", "cover80", "origins"):
            np.testing.assert_allclose(table[column], kept[column], atol=6e-5)


def test_a_method_whose_intervals_hold_is_preferred_and_none_worse_than_the_last_value() -> None:
    def table(error: float, cover: float) -> pd.DataFrame:
        return pd.DataFrame({"error": [error] * 5, "cover80": [cover] * 5})

    tables = {
        "last_value": table(0.2, 0.6),
        "local_level": table(0.19, 0.8),
        "damped_trend": table(0.1, 0.5),
        "pooled_panel": table(0.3, 0.8),
    }
    assert rolling_origin.choose(tables) == ("local_level", True)
    tables["local_level"] = table(0.25, 0.8)
    assert rolling_origin.choose(tables) == ("damped_trend", False)


def test_looking_back_says_only_what_could_have_been_said() -> None:
    back = stored()["outcomes"]["looked_after"]["looking_back"]
    assert back["origin"] == 2018 and set(back["areas"]) == set(CODES)
    birmingham = back["areas"]["E08000025"]
    said = pd.DataFrame(
        birmingham["said"], columns=["year", "low95", "low80", "middle", "high80", "high95"]
    )
    assert list(said["year"]) == list(range(2019, 2026))
    ordered = said.drop(columns="year").to_numpy()
    assert (np.diff(ordered, axis=1) > 0).all()
    published = dict(map(tuple, birmingham["published"]))
    assert published[2018] == pytest.approx(
        float(unscaled("looked_after", series("looked_after").loc[2018, "E08000025"])) * 1e4,
        rel=1e-4,
    )


@settings(max_examples=40, deadline=None)
@given(
    grow=st.lists(st.floats(0.9, 1.1), min_size=20, max_size=20),
    come=st.lists(st.floats(0.85, 1.15), min_size=20, max_size=20),
    rate=st.floats(0.25, 1.2),
)
def test_exits_take_a_stock_along_its_forecast(
    grow: list[float], come: list[float], rate: float
) -> None:
    stock = np.concatenate([[1.0], np.cumprod(grow)])[None, None]
    starts = np.concatenate([[1.0], come])[None, None] * stock
    exits = exits_for(stock, starts, np.array([rate]))[0, 0]
    here, bounded = 1.0, False
    for year in range(1, 21):
        for _ in range(4):
            here += starts[0, 0, year] * rate / 4 - here * exits[year] / 4
        bounded |= exits[year] <= 0.2501 * rate or exits[year] >= min(3.999 * rate, 3.999)
        if not bounded:
            assert here == pytest.approx(stock[0, 0, year], rel=1e-3)


def test_own_shocks_leave_the_sum_and_shared_ones_do_not_cancel() -> None:
    draws = 4096
    found = multipliers("care_entries", CODES, 20, draws, 3, 0, tested=False)
    apart = np.log(found[:, :, 10])
    together = np.corrcoef(apart.T)[np.triu_indices(14, 1)].mean()
    assert 0.02 < together < 0.9
    # The sum over authorities strays as the shared shock does, about its middle of 1.
    assert np.median(found[:, :, 10].mean(axis=1)) == pytest.approx(1.0, abs=0.03)


def test_shares_never_pass_all() -> None:
    found = multipliers("persistent_absence", CODES, 20, 2048, 3, 0, tested=True)
    last = stored()["outcomes"]["persistent_absence"]["ahead"]["pooled_panel"]["last"]
    rates = np.array([unscaled("persistent_absence", last[code]) for code in CODES])
    assert (found * rates[None, :, None]).max() < 100


def test_plan_and_baseline_share_their_shocks() -> None:
    from model import levers

    use = levers.Use("fewer_exclusions", 20, "everyone", 2027, 1)
    runs = simulate_uses([use], CODES, draws=64, path_id="forecast")
    alone = simulate_uses([], CODES, draws=64, path_id="forecast")
    np.testing.assert_array_equal(runs.baseline, alone.baseline)
    place = list(baseline().latest).index("suspensions")
    assert place >= 0
    change = (runs.plan - runs.baseline)[:, :14, :2]
    assert (change == 0).all()  # nothing moves before the lever starts
    assert setting("forecast", 64, 1).route is setting("forecast", 64, 1).route
