"""Who bears it, on the published figures: what it shows, says, and refuses to say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.builders import services
from components.design.page_names import PAGES
from components.figures import groups
from components.figures.ratios import in_order
from data import store
from data.contract import ETHNIC_GROUPS
from tests.narrowed import some

ROOT = Path(__file__).resolve().parents[2]
BIRMINGHAM, DUDLEY, CANNOCK = "E08000025", "E08000027", "E07000192"
QUESTIONS = ("deprivation", "ethnicity", "both")


def page(**address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    test.switch_page("pages/who_is_affected.py")
    test.run()
    assert not test.exception, test.exception
    return test


def words(test: AppTest) -> str:
    parts = [*test.markdown, *test.info, *test.warning, *test.subheader, *test.header]
    return "\n".join(str(each.value) for each in parts)


def charts(test: AppTest) -> list[Any]:
    return [each.proto for each in test.get("plotly_chart")]


def shaded(test: AppTest) -> list[str]:
    """Tables of two breakdowns at once, as HTML."""
    return [each.proto.body for each in test.get("html") if "placed-table" in each.proto.body]


def test_the_page_stands_between_map_and_data() -> None:
    names = list(PAGES)
    assert names.index("map") < names.index("who_is_affected") < names.index("data")


@pytest.mark.slow
@pytest.mark.parametrize("indicator_id", groups.choosable())
def test_every_indicator_answers_all_three_questions(indicator_id: str) -> None:
    for question in QUESTIONS:
        test = page(indicator=indicator_id, question=question)
        assert test.title[0].value == "On whom does it fall?"
        assert charts(test) or shaded(test) or test.info, (
            f"{question}: neither a chart nor a reason"
        )
        for chart in charts(test):
            assert re.search(r"\d", chart.alt) and len(chart.alt) > 40
            assert json.loads(chart.spec)["data"]


@pytest.mark.parametrize("scope", [store.WMCA, BIRMINGHAM, CANNOCK])
@pytest.mark.parametrize("question", [*QUESTIONS, "services"])
def test_every_kind_of_place(scope: str, question: str) -> None:
    test = page(scope=scope, question=question, indicator="looked_after")
    assert charts(test) or shaded(test)


def test_the_questions_come_in_order() -> None:
    test = page()
    options = test.button_group[0].options if test.button_group else []
    said = [getattr(each, "content", each) for each in options]
    assert [each[:2] for each in said][:3] == ["1.", "2.", "3."]


def test_an_indicator_without_a_breakdown_says_so_and_shows_another() -> None:
    known = groups.choosable()
    without = next(
        each
        for each in store.indicators()
        if each not in known and each != "children_low_income_ahc"  # the usual of other pages
    )
    test = page(indicator=without)
    assert any("not published by deprivation or ethnic group" in w.value for w in test.warning)
    assert test.session_state["indicator"] == groups.USUAL


@pytest.mark.parametrize(
    ("scope", "indicator_id", "question", "said"),
    [
        (store.REGION, "looked_after", "deprivation", "**England's**"),
        (DUDLEY, "self_harm_all_ages", "deprivation", "**Birmingham's**, not Dudley's"),
        (store.REGION, "self_harm_all_ages", "both", "**Birmingham's only**"),
        (DUDLEY, "child_protection_plans", "ethnicity", "**England's**"),
        (CANNOCK, "looked_after", "ethnicity", "**Staffordshire's**"),
    ],
)
def test_figures_of_another_place_are_never_passed_off_as_local(
    scope: str, indicator_id: str, question: str, said: str
) -> None:
    test = page(scope=scope, indicator=indicator_id, question=question)
    assert any(said in warning.value for warning in test.warning)


def test_local_figures_carry_no_such_warning() -> None:
    test = page(scope=BIRMINGHAM, indicator="looked_after", question="ethnicity")
    assert not test.warning


def test_gap_states_its_sign_and_warns_of_opposite_directions() -> None:
    said = words(page(indicator="households_deprived_2plus"))
    assert "minus means the figure is higher among the most deprived" in said
    assert "can move in opposite directions" in said
    assert "Absolute gap (SII): **−27.2 percentage points** (95% interval −27.3 to −27.0)" in said
    assert "10,000 draws" in said


def test_no_interval_is_said_and_not_invented() -> None:
    said = words(page(indicator="income_deprived_children_rate"))
    assert "No interval can be given" in said
    assert "**−78.1 percentage points** (no interval)" in said
    assert "some of the slope is built in" in said


def test_damaged_tenths_give_a_pattern_but_no_slope() -> None:
    test = page(indicator="mha_detentions")
    assert any("No slope is drawn" in info.value for info in test.info)
    assert len(charts(test)) == 1


def test_relative_gap_is_withheld_where_the_line_falls_below_zero() -> None:
    assert "where a ratio has no meaning" in words(page(indicator="overcrowding"))


def test_default_reference_is_the_average_and_a_person_may_choose_another() -> None:
    test = page(indicator="looked_after", question="ethnicity")
    reference = next(box for box in test.selectbox if box.key == "reference")
    assert reference.value == "average"
    assert "West Midlands region, against the average: Black, Mixed and White above" in words(test)
    assert any("Asian: 0.33 times" in each.proto.alt for each in test.get("plotly_chart"))
    reference.set_value("Black").run()
    assert not test.exception
    assert "against the Black group: Mixed above; Asian below" in words(test)
    told = " ".join(each.proto.alt for each in test.get("plotly_chart"))
    assert "Asian: 0.30 times" in told and "White: 0.96 times" in told
    assert "Black" in test.query_params["reference"]


def test_a_link_restores_question_reference_and_grouping() -> None:
    test = page(
        indicator="suspensions", question="ethnicity", groups="ethnicity_detail", reference="Indian"
    )
    assert test.session_state["reference"] == "Indian"
    assert "against the Indian group" in words(test)


def test_no_average_on_the_same_basis_means_no_default_ratio() -> None:
    test = page(indicator="self_harm_all_ages", question="ethnicity", scope=BIRMINGHAM)
    reference = next(box for box in test.selectbox if box.key == "reference")
    assert reference.value == "none"
    assert not any("ethnic_ratios" in str(each.key) for each in test.button)


def test_groups_keep_the_contract_order_and_are_never_pooled() -> None:
    rows = groups.shown(store.indicator("looked_after"), "ethnicity", store.REGION)
    found = in_order(some(rows).of(some(rows).periods[-1]), "ethnicity")["group"].tolist()
    assert found == list(ETHNIC_GROUPS)
    data, _ = services.table(store.REGION, "average")
    for _, part in data.groupby("indicator_id", sort=False):
        places = [ETHNIC_GROUPS.index(group) for group in part["group"]]
        assert places == sorted(places)
    assert set(data["group"]) <= set(ETHNIC_GROUPS)
    for name in ("minority", "BAME", "non-White", "global majority"):
        assert name not in set(data["group"])


def test_each_group_has_its_own_colour_and_its_own_shape() -> None:
    test = page(question="services")
    traces = [
        trace
        for trace in json.loads(charts(test)[0].spec)["data"]
        if trace.get("name") in ETHNIC_GROUPS and trace["showlegend"]
    ]
    assert [trace["name"] for trace in traces] == list(ETHNIC_GROUPS)
    assert len({trace["marker"]["color"] for trace in traces}) == 5
    assert len({trace["marker"]["symbol"] for trace in traces}) == 5
    assert json.loads(charts(test)[0].spec)["layout"]["xaxis"]["type"] == "log"


def test_stages_differ_in_sign() -> None:
    data = services.stage_table("average").set_index(["indicator_id", "code", "group"])["value"]
    assert data[("children_in_need", store.ENGLAND, "Black")] > 1
    assert data[("child_protection_plans", store.ENGLAND, "Black")] < 1
    assert data[("looked_after", store.ENGLAND, "Black")] > 1
    assert data[("looked_after", store.REGION, "Black")] < 1
    assert data[("looked_after", store.REGION, "Mixed")] > 1.9


def test_residents_of_all_ages_are_called_so() -> None:
    said = words(page(question="ethnicity", indicator="looked_after"))
    assert "Asian 37.6%, Black 43.7%, Mixed 25.2%, White 10.7%" in said
    assert "count **residents of all ages**" in said


def test_split_by_place_states_formula_and_limits() -> None:
    said = words(page(question="ethnicity", indicator="looked_after"))
    assert "part that goes with place = Σ (s − s′) × R" in said
    assert "What it cannot say" in said and "scaled to the average of West Midlands" in said


def test_held_back_cells_stay_held_back() -> None:
    test = page(question="both", indicator="self_harm_all_ages")
    held = re.findall(r">held back<", shaded(test)[0])
    rows = groups.shown(
        store.indicator("self_harm_all_ages"), "ethnicity_x_imd_quintile", store.REGION
    )
    newest = some(rows).of(some(rows).periods[-1])
    assert len(held) == newest["status"].eq("suppressed").sum() > 0


def test_where_no_table_exists_the_holder_is_named() -> None:
    test = page(question="both", indicator="suspensions")
    assert any("Department for Education" in info.value for info in test.info)


def test_damaged_link_values_give_the_usual_choice() -> None:
    test = alone(question="everything", reference="x" * 90, split="moon phase")
    assert test.session_state["question"] == "services"
    assert test.warning


def alone(**address: str) -> AppTest:
    """The page come to by its own address."""
    test = AppTest.from_file(str(ROOT / "pages" / "who_is_affected.py"), default_timeout=120)
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, test.exception
    return test


def test_it_opens_on_services_without_a_warning_and_lists_what_is_not_published() -> None:
    test = alone(scope=BIRMINGHAM)
    assert test.session_state["question"] == "services"
    assert not test.warning
    assert "What is not published" in [each.value for each in test.header]
    assert "services" in test.subheader[0].value.lower()


def test_an_earlier_link_to_an_indicator_alone_shows_it_by_deprivation() -> None:
    assert alone(indicator="looked_after").session_state["question"] == "deprivation"


def test_the_usual_indicator_of_other_pages_is_no_mistake_here() -> None:
    test = page(question="deprivation")
    assert not test.warning and "By deprivation" in test.header[0].value
