"""One plan, one set of figures: card, slide, comparison, paper and command line, to the digit."""

import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.builders import plan as plan_builder
from components.builders.registry import build
from components.exhibits.charts import Table
from components.exhibits.exhibit import Recipe
from components.exports import brief_plan
from components.exports.brief import Brief
from components.figures import accounts, plan_codes, runs
from components.figures import comparison as comparison_figures
from components.figures import plan as plan_figures
from components.figures.comparison import Comparison
from components.views.what_if import cards
from components.wording import comparison_tables
from components.wording import outcomes as words
from model.__main__ import main
from model.plan import Plan, dump_plan, new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from model.results import REPORT_DRAWS, SCREEN_DRAWS, quantiles
from tests.narrowed import of_kind

ROOT = Path(__file__).resolve().parents[2]
SANDWELL = "E08000028"
OUTCOME = "looked_after"


def _plan(draws: int | None) -> Plan:
    return preset_plan("layered", new_plan(areas=[SANDWELL])).model_copy(update={"draws": draws})


def test_a_long_run_of_one_person_changes_no_figure_of_another() -> None:
    plan = _plan(None)
    job = runs.start_long(plan.model_copy(update={"draws": REPORT_DRAWS}))
    while not job.finished:
        job.stop.wait(0.05)  # until the thread is done
    assert not job.error
    assert runs.results_of(plan).draws == SCREEN_DRAWS
    assert runs.results_of_code(encode_plan(plan)).draws == SCREEN_DRAWS


@pytest.mark.parametrize("draws", [None, 640])
def test_card_slide_comparison_paper_and_command_line_agree(
    draws: int | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = _plan(draws)
    number = f"{draws or SCREEN_DRAWS:,}"
    results = runs.results_of(plan)
    assert results.draws == (draws or SCREEN_DRAWS)
    found = plan_figures.Horizon.of(results).interval(OUTCOME)
    said = words.told_change(found)
    card = cards.what(results, OUTCOME, [])
    assert f"{words.title(OUTCOME)}: {said} on" in card

    slide = plan_builder.plan_outcome(plan_codes.code_for(plan), OUTCOME)
    last = slide.chart.figures.iloc[-1]
    assert (last["lower"], last["value"], last["upper"]) == (found[0], found[2], found[4])
    assert f"{number} runs" in slide.interval

    comparison = comparison_figures.compare([plan, _plan(None)], SANDWELL)
    beside = comparison_figures.five(comparison.change("A", OUTCOME))
    assert list(beside) == list(found)
    assert comparison.draws == results.draws

    paper = brief_plan.plan_brief(encode_plan(plan), OUTCOME)
    assert f"{number} runs" in paper.summary
    rows = [row for section in paper.sections if section.table for row in section.table.rows]
    assert any(said in row for row in rows)

    file = tmp_path / "plan.yaml"
    file.write_text(dump_plan(plan), encoding="utf-8")
    assert main(["run", str(file), "--out", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    table = pd.read_csv(tmp_path / "out" / "summary.csv", comment="#")
    row = table[
        (table["outcome"] == OUTCOME)
        & (table["measure"] == "difference count")
        & (table["quintile"] == "all")
        & (table["ethnic_group"] == "all")
        & (table["year"] == table["year"].max())
    ].iloc[0]
    limits = row[["lower95", "lower80", "median", "upper80", "upper95"]]
    assert list(limits) == pytest.approx(list(found), rel=1e-6)
    assert row["draws"] == results.draws
    _accounts_agree(
        plan, comparison, paper, pd.read_csv(tmp_path / "out" / "money.csv", comment="#")
    )


def _accounts_agree(plan: Plan, comparison: Comparison, paper: Brief, table: pd.DataFrame) -> None:
    """The three accounts of the levers that can be judged: card, slide, comparison, paper, file."""
    told = accounts.told(plan)
    assert told.partial and told.part is not None
    card = re.sub(r"<[^>]+>", " ", cards.money(told))
    made = build(Recipe("plan_accounts", {"plan": plan_codes.code_for(plan)}))
    slide = of_kind(Table, made.chart)
    shown = comparison_tables.money(comparison).set_index("Money")["A"]
    (cells,) = [
        section.table.rows
        for section in paper.sections
        if section.table and section.table.columns[0] == "Account"
    ]
    for number, account in enumerate(told.part.accounts.values()):
        spread = quantiles(account.net[:, None])[:, 0]
        middle = words.pounds(float(spread[2]))
        assert f"{middle} " in card
        title = f"{account.spec.letter}. {account.spec.title}"
        assert slide.cells["Balance"].iloc[number].startswith(middle)
        own = slide.figures
        own = own[
            (own["label"] == account.spec.title)
            & (own["levers"] == "judged")
            & (own["what"] == "balance")
        ].iloc[0]
        five = ("lower", "lower80", "value", "upper80", "upper")
        assert [own[name] for name in five] == list(spread)
        assert shown[f"{title}: gains less costs"].startswith(middle)
        assert cells[number][0] == title and cells[number][4].startswith(middle)
        row = table[
            (table["payer"] == f"{account.id}, levers judged")
            & (table["measure"] == "net present value")
        ].iloc[0]
        limits = row[["lower95", "lower80", "median", "upper80", "upper95"]].astype(float)
        assert list(limits) == pytest.approx(list(spread), rel=1e-6)
        # Of the whole plan no balance is given anywhere.
        whole = table[(table["payer"] == account.id)]
        assert "net present value" not in set(whole["measure"])
        assert "missing" in set(whole["measure"])


def test_a_link_says_how_many_draws_and_a_moved_lever_goes_back_to_the_screens() -> None:
    plan = _plan(640)
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=240)
    test.query_params["scope"] = SANDWELL
    test.query_params["plan"] = encode_plan(plan)
    test.run()
    test.switch_page("pages/plan.py")
    test.run()
    assert not test.exception
    assert any(re.fullmatch("Quick estimate: 640 runs", str(each.value)) for each in test.markdown)
    lever = next(name for name in plan.levers if f"wi_slide_{name}" in test.session_state)
    test.slider(key=f"wi_slide_{lever}").set_value(0.0).run()
    assert not test.exception
    assert test.session_state["_whatif_plan"].draws is None
    assert any(str(each.value) == f"Quick estimate: {SCREEN_DRAWS} runs" for each in test.markdown)
