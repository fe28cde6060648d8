"""Where adversities pile up: the count by hand, by published tables, and what never may change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis import pile_up as counting
from analysis.pile_up import IN, OUT, UNKNOWN
from components.figures import pile_up as figures
from data import store
from data.contract import ETHNIC_GROUPS
from data.metadata import DOMAIN_TITLES

SANDWELL = "E08000028"


def states(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int8)


def test_the_worst_fifth_is_the_end_that_is_bad() -> None:
    values = np.append(np.arange(1.0, 21.0), np.nan)
    low_is_good = counting.worst_fifth(values, "low_is_good")
    assert np.flatnonzero(low_is_good == IN).tolist() == [16, 17, 18, 19]
    high_is_good = counting.worst_fifth(values, "high_is_good")
    assert np.flatnonzero(high_is_good == IN).tolist() == [0, 1, 2, 3]
    assert low_is_good[-1] == high_is_good[-1] == UNKNOWN


def test_a_measure_without_a_worse_direction_has_no_worst_fifth() -> None:
    with pytest.raises(ValueError, match="worse direction"):
        counting.worst_fifth(np.arange(20.0), "no_judgement")


def test_a_domain_is_in_by_any_measure_and_out_by_all() -> None:
    first = states(IN, OUT, OUT, UNKNOWN, IN)
    second = states(OUT, OUT, UNKNOWN, UNKNOWN, UNKNOWN)
    assert counting.any_of([first, second]).tolist() == [IN, OUT, UNKNOWN, UNKNOWN, IN]


def test_the_count_by_hand() -> None:
    found = counting.pile_up(
        ["a", "b", "c"],
        {
            "poverty": [states(IN, OUT, UNKNOWN), states(IN, IN, UNKNOWN)],
            "school": [states(IN, OUT, IN)],
            "home": [states(OUT, UNKNOWN, IN)],
        },
    )
    assert found.count.tolist() == [2, 1, 2]
    assert found.known.tolist() == [3, 2, 2]
    assert found.most.tolist() == [2, 2, 3]
    assert found.which("b") == {"poverty": IN, "school": OUT, "home": UNKNOWN}
    assert counting.words(2, 3, 3) == "2 of 3"
    assert counting.words(1, 2, 3) == "at least 1 of 2 known"


def test_who_lives_there_by_hand() -> None:
    found = counting.pile_up(
        ["a", "b", "c", "d"],
        {"poverty": [states(IN, IN, OUT, OUT)], "school": [states(IN, UNKNOWN, UNKNOWN, OUT)]},
    )
    people = pd.DataFrame(
        {"children": [100, 50, 30, 20], "nobody": 0}, index=["a", "b", "c", "d"]
    ).iloc[::-1]
    table = counting.living_where(found, people, 2)
    assert table.loc["children", ["people", "there", "may"]].tolist() == [200, 100, 50]
    assert table.loc["children", "share"] == 50 and table.loc["children", "share_most"] == 75
    assert np.isnan(table.loc["nobody", "share"])
    assert counting.living_where(found, people, 1).loc["children", "there"] == 150
    with pytest.raises(ValueError, match="one domain or more"):
        counting.living_where(found, people, 0)
    with pytest.raises(ValueError, match="people in every group"):
        counting.living_where(found, people.drop(index="a"), 1)


def test_nothing_to_count_is_said() -> None:
    with pytest.raises(ValueError, match="at least one measure"):
        counting.pile_up(["a"], {})
    with pytest.raises(ValueError, match="one state for each area"):
        counting.pile_up(["a"], {"home": [states(IN, IN)]})


_MEASURES = arrays(np.int8, st.tuples(st.integers(1, 6), st.just(9)), elements=st.integers(-1, 1))


@given(first=_MEASURES, second=_MEASURES)
@settings(max_examples=60, deadline=None)
def test_bounds_hold_and_filling_a_gap_never_leaves_them(
    first: np.ndarray, second: np.ndarray
) -> None:
    codes = [str(number) for number in range(9)]
    found = counting.pile_up(codes, {"poverty": list(first), "school": list(second)})
    assert (found.count <= found.known).all() and (found.known <= 2).all()
    for filled in (IN, OUT):
        whole = counting.pile_up(
            codes,
            {
                name: list(np.where(part == UNKNOWN, filled, part))
                for name, part in (("poverty", first), ("school", second))
            },
        )
        assert (found.count <= whole.count).all() and (whole.count <= found.most).all()


@given(first=_MEASURES, extra=arrays(np.int8, 9, elements=st.integers(-1, 1)))
@settings(max_examples=60, deadline=None)
def test_one_more_measure_of_a_domain_never_lowers_the_count(
    first: np.ndarray, extra: np.ndarray
) -> None:
    codes = [str(number) for number in range(9)]
    before = counting.pile_up(codes, {"poverty": list(first)})
    after = counting.pile_up(codes, {"poverty": [*first, extra]})
    assert (after.count >= before.count).all() and after.count.max() <= 1


# --- on the figures -------------------------------------------------------------------------


def test_one_index_alone_gives_the_published_numbers_of_people() -> None:
    # The tables of children and residents by national tenth are built from another file.
    children = store.table("children_by_decile").query("index == 'idaci' and decile <= 2")
    children = children.groupby("area_code")["children"].sum()
    groups = store.table("ethnic_group_by_decile").query("index == 'idaci' and decile <= 2")
    groups = groups.groupby(["area_code", "group"])["residents"].sum()
    for code in (SANDWELL, "E08000025", "E06000019", store.REGION):
        found = figures.living_there(("idaci_decile",), code, 1)["there"]
        assert found["children"] == children[code]
        for group in ETHNIC_GROUPS:
            assert found[group] == groups[code, group]


def test_the_count_is_what_the_ranks_give() -> None:
    indices = ["idaci", "health", "children_and_young_people", "crime", "indoors"]
    ranks = store.table("iod_ranks")
    ranks = ranks[ranks["index"].isin(indices)]
    expected = ranks["rank"].le(33_755 / 5).groupby(ranks["area_code"]).sum()
    ids = tuple(figures.defaults("lsoa"))
    found = figures.counted("lsoa", tuple(each for each in ids if each != "no_qualifications"))
    assert found.count.tolist() == expected.reindex(list(found.codes)).tolist()


def test_defaults_have_one_measure_for_each_domain_that_has_any() -> None:
    for level in figures.LEVELS:
        known, chosen = figures.measures(level), figures.defaults(level)
        domains = [known[each].domain for each in chosen]
        assert len(set(domains)) == len(domains)
        assert set(domains) == {each.domain for each in known.values()}
        named = {DOMAIN_TITLES[domain] for domain in domains}
        assert named.isdisjoint(figures.without(level))
        assert len(named) + len(figures.without(level)) == len(DOMAIN_TITLES)
    assert figures.without("lsoa") == ["Family and care"]


def test_no_measure_without_a_direction_and_no_index_of_all_domains() -> None:
    for level in figures.LEVELS:
        for each in figures.measures(level):
            assert store.indicator(each).polarity != "no_judgement"
            assert each != "imd_decile"


def test_every_measure_names_its_year_and_whose_fifth_it_is() -> None:
    for level in figures.LEVELS:
        ids = tuple(figures.measures(level))
        for line, each in zip(figures.measure_notes(level, ids), ids, strict=True):
            measure = figures.measures(level)[each]
            assert measure.when in line and f"worst fifth of {measure.among}" in line
    assert figures.measures("lsoa")["overcrowding"].among == figures.REGION
    assert figures.measures("lsoa")["crime_decile"].among == figures.ENGLAND
    assert {each.among for each in figures.measures("utla").values()} == {figures.ENGLAND}


def test_a_fifth_of_england_is_a_fifth_of_england() -> None:
    for each in figures.measures("utla").values():
        rows = store.observations(each.id, level="utla", period=each.period, group_type="all")
        assert rows["value"].notna().sum() >= 120
        states_of = counting.worst_fifth(rows["value"], store.indicator(each.id).polarity)
        assert 0.1 < (states_of == IN).sum() / (states_of != UNKNOWN).sum() < 0.3


def test_a_neighbourhood_whose_figure_is_held_back_is_not_a_zero() -> None:
    found = figures.counted("lsoa", ("income_deprived_children_rate", "overcrowding"))
    table = figures.areas_table(
        "lsoa", ("income_deprived_children_rate", "overcrowding"), store.REGION
    )
    unknown = found.known < 2
    assert unknown.sum() == 48
    assert table.loc[unknown, "words"].str.match(r"at least [01] of 1 known").all()


def test_areas_table_counts_what_it_names() -> None:
    ids = tuple(figures.defaults("lsoa"))
    table = figures.areas_table("lsoa", ids, SANDWELL)
    named = table["which"].str.split(", ").map(lambda names: len([n for n in names if n]))
    assert (named == table["value"]).all()
    assert table["inside"].sum() == len(store.areas("lsoa", SANDWELL))


def test_children_of_larger_areas_add_up() -> None:
    ids = tuple(figures.defaults("lsoa"))
    whole = figures.living_there(ids, store.REGION).loc["children"]
    for level in ("ward", "msoa", "ltla", "utla"):
        table = figures.by_larger_area(ids, level)
        assert table["children"].sum() == whole["people"]
        assert table["there"].sum() == whole["there"]


def test_the_sentence_says_the_figures() -> None:
    ids = tuple(figures.defaults("lsoa"))
    found = figures.living_there(ids, SANDWELL).loc["children"]
    said = figures.sentence(ids, SANDWELL)
    assert f"{found['there']:,.0f} of {found['people']:,.0f} children" in said
    assert "3 or more of 6" in said


def test_a_measure_that_a_level_lacks_is_named() -> None:
    with pytest.raises(ValueError, match="crime_decile"):
        figures.counted("msoa", ("crime_decile",))
    with pytest.raises(ValueError, match="ward"):
        figures.measures("ward")
    assert figures.chosen("lsoa", ["no such"]) == figures.defaults("lsoa")
    assert figures.chosen("lsoa", ["overcrowding", "idaci_decile"]) == [
        "idaci_decile",
        "overcrowding",
    ]
