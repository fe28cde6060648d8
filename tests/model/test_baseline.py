"""The starting state: published totals met, published patterns kept, gaps said."""

import numpy as np
import pytest

from data import store
from data.contract import ETHNIC_GROUPS
from model.baseline import NEED, OUTCOME_IDS, PLACE, baseline
from model.baseline_path import path
from model.register import BaselinePath, load_registers


def _by(outcome: str) -> np.ndarray:
    return np.asarray(baseline().counts[PLACE[outcome]]).reshape(14, 5, 5)


def test_every_outcome_meets_each_authoritys_latest_total() -> None:
    totals = store.table("model_totals")
    for outcome in OUTCOME_IDS:
        if outcome in NEED:
            continue
        part = totals[totals["outcome"] == outcome].sort_values("year")
        last = part.groupby("area_code").tail(1).set_index("area_code")["count"]
        target = last.reindex(list(baseline().people.authorities)).to_numpy()
        np.testing.assert_allclose(_by(outcome).sum(axis=(1, 2)), target, rtol=1e-9)


def test_known_figures_of_the_region() -> None:
    # DfE, 31 March 2025, sum of the 14 authorities' counts as read in LAIT.
    assert _by("looked_after").sum() == pytest.approx(11_564, abs=0.5)
    birmingham = baseline().people.position("E08000025")
    assert _by("looked_after")[birmingham].sum() == pytest.approx(2_317, abs=1e-6)
    assert _by("child_protection_plans")[birmingham].sum() == pytest.approx(1_677, abs=1e-6)


def test_the_published_gradient_of_the_region_is_kept() -> None:
    state = baseline()
    rates = _by("looked_after").sum(axis=(0, 2)) / state.people.children.sum(axis=(0, 2))
    published = store.table("model_relative")
    published = published[
        (published["outcome"] == "looked_after") & (published["dimension"] == "imd_quintile")
    ].set_index("group")["value"]
    ratio = rates / rates[4]
    expected = np.array([published[str(q)] / published["5"] for q in range(1, 6)])
    np.testing.assert_allclose(ratio, expected, rtol=1e-6)


def test_local_ethnic_counts_are_kept_where_published() -> None:
    state = baseline()
    counts = store.table("model_relative")
    local = counts[
        (counts["outcome"] == "looked_after")
        & (counts["dimension"] == "ethnicity")
        & (counts["area_code"] == "E08000025")
    ].set_index("group")["value"]
    ours = _by("looked_after")[state.people.position("E08000025")].sum(axis=0)
    shares = np.array([local[group] for group in ETHNIC_GROUPS]) / local.sum()
    np.testing.assert_allclose(ours / ours.sum(), shares, rtol=1e-6)


def test_an_outcome_without_a_published_pattern_says_so() -> None:
    state = baseline()
    assert "not broken down" in state.why_not("persistent_absence", "ethnicity")
    assert "no split" in state.why_not("untreated_need", "imd_quintile")
    assert state.why_not("looked_after", "ethnicity") == ""
    # Between-authority gradients of need are not gradients between neighbourhoods.
    assert "imd_quintile" not in state.broken_down["children_in_need"]


def test_modelled_totals_are_marked() -> None:
    status = baseline().status
    assert set(status["custody"].values()) == {"modelled"}
    assert status["serious_violence"]["E08000025"] == "published"
    assert status["serious_violence"]["E06000051"] == "modelled"
    assert set(status["looked_after"].values()) == {"published"}


def test_holding_keeps_the_middle_where_it_is() -> None:
    route = path(load_registers().baselines["hold"], baseline(), 1, 1, central=True)
    np.testing.assert_allclose(route.flows, 1, rtol=1e-6)
    np.testing.assert_allclose(route.starts, 1, rtol=1e-6)
    np.testing.assert_allclose(route.exits, 0, atol=1e-5)
    np.testing.assert_allclose(route.level, 1, rtol=1e-6)
    assert (route.poverty == 1).all()


def test_the_start_is_the_same_in_every_draw_and_the_years_after_are_not() -> None:
    route = path(load_registers().baselines["forecast"], baseline(), 64, 1)
    for array in (route.flows, route.starts):
        assert (array[:, :, 0] == 1).all()
        assert (array[:, :, 1].std(axis=0) > 0).all()
    assert (route.level[:, :, 0] == 1).all()
    # Further ahead is less sure.
    assert (route.flows[:, :, 20].std(axis=0) > route.flows[:, :, 1].std(axis=0)).all()


def test_the_national_strategy_lowers_poverty_by_what_the_register_says() -> None:
    entry = load_registers().baselines["national_strategy"]
    route = path(entry, baseline(), 2, 1)
    when = int(entry.settings["reached_year"]) - 2025
    assert route.poverty[when] == pytest.approx(1 + entry.settings["poverty_relative_change"])
    assert route.poverty[-1] == route.poverty[when]


def test_an_unknown_setting_of_a_path_is_refused() -> None:
    odd = BaselinePath(
        id="odd",
        title="An odd path",
        description="A path with a setting the engine does not know of.",
        settings={"wobble": 1.0},
        not_known="everything",
    )
    with pytest.raises(ValueError, match="odd"):
        path(odd, baseline(), 2, 1)
