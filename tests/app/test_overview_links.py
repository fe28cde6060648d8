"""Every link of the overview opens the view that shows the figure its sentence tells."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.figures import areas, groups, profile
from components.views.area_profile import page
from components.views.overview import findings as page_overview
from components.widgets import area_card
from data import store

ROOT = Path(__file__).resolve().parents[2]


def _group_is_shown(sentence: page_overview.Sentence, scope: str) -> bool:
    query, told = sentence.query, sentence.recipe.params
    entry = store.indicator(query["indicator"])
    question = query["question"]
    among = groups.ETHNIC if question == "ethnicity" else groups.DEPRIVATION
    kind = query["groups" if question == "ethnicity" else "split"]
    found = groups.shown(entry, kind, scope)
    return (
        kind == told["kind"]
        and kind in groups.kinds(entry, among)
        and found is not None
        and found.code == scope
        and found.periods[-1] == told["period"]
    )


def _area_is_shown(sentence: page_overview.Sentence, scope: str) -> bool:
    query, told = sentence.query, sentence.recipe.params
    period = str(told.get("period") or told["until"])
    if "level" not in query:
        # The map draws neighbourhoods only: the card, which the address opens, tells the figure.
        return query["area"] == scope and _value(sentence, scope) == _newest_on_card(query)
    table = areas.figures(query["indicator"], query["level"], scope, period)
    return query["period"] == period and bool(table.loc[scope, "value"] == _value(sentence, scope))


def _newest_on_card(query: Mapping[str, str]) -> float:
    level = areas.drawn_levels(query["indicator"], query["scope"])[0]
    period = areas.periods_at(query["indicator"], level)[0]
    rows = area_card.comparison_rows(query["indicator"], query["area"], period)
    return float(rows.loc[rows["area_code"] == query["area"], "value"].iloc[0])


def _value(sentence: page_overview.Sentence, scope: str) -> float:
    told = sentence.recipe.params
    rows = store.observations(str(told["indicator"]), area_codes=scope, group_type="all")
    period = told.get("period") or told["until"]
    return float(rows.loc[rows["period"] == period, "value"].iloc[0])


def _row_is_shown(sentence: page_overview.Sentence, scope: str) -> bool:
    table = profile.chosen(
        page._profile(scope, "england", store.data_version()), sentence.query["domain"], ""
    )
    rows = table[table["indicator_id"] == sentence.recipe.params["indicator"]]
    return bool((rows["value"] == _value(sentence, scope)).any())


@pytest.mark.parametrize("scope", areas.scope_codes())
def test_every_sentence_leads_to_its_figure(scope: str) -> None:
    shown = {
        "pages/who_is_affected.py": _group_is_shown,
        "pages/map.py": _area_is_shown,
        "pages/all_indicators.py": _row_is_shown,
    }
    wrong = [
        sentence.text
        for sentence in page_overview.standing_out(scope)
        if not shown[sentence.page](sentence, scope)
    ]
    assert wrong == []


def test_the_link_of_a_group_opens_its_question() -> None:
    scope = store.REGION
    links = [
        each
        for each in page_overview.standing_out(scope)
        if each.page.endswith("who_is_affected.py") and each.query["question"] == "ethnicity"
    ]
    assert links
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for name, value in links[0].query.items():
        test.query_params[name] = value
    test.run()
    test.switch_page(links[0].page).run()
    assert not test.exception
    headers = [each.value for each in test.header]
    assert any("By ethnic group" in each for each in headers)


def test_every_link_of_a_profile_asks_what_the_indicator_can_answer() -> None:
    wanted = {"deprivation": groups.DEPRIVATION, "ethnicity": groups.ETHNIC, "both": groups.BOTH}
    asked = page._heading("E08000028", "england").questions
    assert set(asked) == set(groups.choosable())
    for name, question in asked.items():
        assert groups.kinds(store.indicator(name), wanted[question])
    assert "ethnicity" in asked.values()
