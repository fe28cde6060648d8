"""What adversity costs today: parts add up, nothing twice, a size that is no effect."""

from __future__ import annotations

import numpy as np
import pytest

from data import store
from model.adversity_cost import PREVENTION, AdversityCostError, adversity_cost
from model.baseline import PLACE, baseline
from model.register import load_registers

REGION = tuple(baseline().people.authorities)
BIRMINGHAM = ("E08000025",)


def test_breakdowns_add_to_the_same_total() -> None:
    found = adversity_cost(REGION)
    means = {
        by: sum(
            item.amount.mean() if by != "payer" else sum(item.payers.values()) * item.amount.mean()
            for item in found.items
        )
        for by in ("item", "domain", "payer")
    }
    assert np.allclose(list(means.values()), found.total.mean())
    for item in found.items:
        assert sum(item.payers.values()) == pytest.approx(1)
    assert found.table("domain")["median"].sum() == pytest.approx(
        found.table("item")["median"].sum(), rel=0.02
    )


def test_authorities_add_to_the_region() -> None:
    whole = adversity_cost(REGION)
    parts = [adversity_cost((code,)) for code in REGION]
    for number, item in enumerate(whole.items):
        together = sum(part.items[number].amount.mean() for part in parts)
        assert together == pytest.approx(item.amount.mean(), rel=1e-9), item.title


def test_council_spending_is_what_was_published_and_counted_once() -> None:
    spent = store.table("council_spend").set_index(["area_code", "measure", "line"])["value"]
    found = {item.id: item for item in adversity_cost(BIRMINGHAM).items}
    for line in ("looked_after", "safeguarding", "youth_justice"):
        published = spent["E08000025", "gross spending", line]
        assert found[line].amount[0] == pytest.approx(published)
    # No unit cost below holds councils' children's services again.
    for item in found.values():
        if item.count is not None:
            assert "council" not in item.payers, item.title
    assert not set(PREVENTION) & set(found)


def test_an_item_worked_by_hand() -> None:
    """Permanent exclusions of Birmingham x the unit cost without children's services."""
    cost = load_registers().costs["permanent_exclusion"]
    item = next(i for i in adversity_cost(BIRMINGHAM).items if i.id == cost.id)
    place = baseline().people.position("E08000025")
    count = baseline().counts[PLACE["permanent_exclusions"]].reshape(14, 25)[place].sum()
    assert item.count == pytest.approx(count)
    kept = 1 - cost.payers["council"]
    mean = cost.distribution.central * 1.62979 * kept  # 2005-06 to 2024-25
    assert item.amount.mean() == pytest.approx(count * mean, rel=0.01)


def test_the_total_lies_by_the_published_cross_checks() -> None:
    """Within a factor of two of two independent counts of late intervention, a child."""
    checks = adversity_cost(REGION).cross_checks()
    assert (checks["found"] / checks["published"]).between(0.5, 2).all()


def test_avoidable_is_never_below_nothing_nor_above_the_item() -> None:
    found = adversity_cost(REGION)
    for reference in ("England", "least deprived", "White"):
        table = found.avoidable(reference).set_index("title")
        for item in found.items:
            row = table.loc[item.title]
            if row["why_not"]:
                assert np.isnan(row["median"])
            else:
                assert 0 <= row["median"] <= np.median(item.amount) * (1 + 1e-9)
    assert found.avoidable("England")["median"].notna().sum() >= 6
    with pytest.raises(AdversityCostError, match="no reference 'London'"):
        found.avoidable("London")


def test_bad_questions_are_refused() -> None:
    with pytest.raises(AdversityCostError, match="not authorities of the region: E09000001"):
        adversity_cost(("E09000001",))
    with pytest.raises(AdversityCostError, match="no breakdown 'year'"):
        adversity_cost(BIRMINGHAM).table("year")
