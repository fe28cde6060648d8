"""The Evidence page against the registers' own files and the evidence tables."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from components.builders.registry import build
from components.charts import causal_layout, causal_map, layouts, paint_plotly
from components.charts.layouts import causal
from components.charts.plot import Box, Line, Plot, Points
from components.design.page_names import PAGES
from components.design.palette import DARK, LIGHT, Palette
from components.exhibits.charts import CausalMap, Numbers
from components.exhibits.exhibit import Recipe
from components.figures import checks as checks_figures
from components.views.evidence import download, reading
from components.views.evidence import page as page_evidence
from components.views.evidence.causal import ROOM
from components.wording import evidence as words
from components.wording import evidence_tables
from components.wording.markdown import literal_line
from data import store
from model.register import load_registers
from model.register_schema import OUTCOMES
from tests.narrowed import of_kind

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "model" / "registers"


@lru_cache(maxsize=8)
def written(name: str) -> dict[str, Any]:
    """A register as it stands in its file, read without the app's own reader."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((FILES / f"{name}.yaml").read_text("utf-8"))
    return found[name]


def page(section: str = "", **address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    if section:
        test.query_params["section"] = section
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    test.switch_page("pages/evidence.py")
    return test.run()


def said(test: AppTest) -> str:
    kinds = (test.title, test.subheader, test.markdown, test.warning, test.info, test.expander)
    return "\n".join(str(getattr(i, "value", "") or i.label) for k in kinds for i in k)


def test_the_page_is_in_the_navigation() -> None:
    assert "evidence" in PAGES


@pytest.mark.parametrize("section", page_evidence.SECTIONS)
def test_every_section_runs(section: str) -> None:
    test = page(section)
    assert not test.exception and not test.error and not test.warning
    assert test.title[0].value == "How do you know?"


def test_a_damaged_link_gives_a_message_and_the_map() -> None:
    test = AppTest.from_file(str(ROOT / "pages" / "evidence.py"), default_timeout=60)
    test.query_params["section"] = "nonsense"
    test.query_params["entry"] = "<b>"
    test.run()
    assert not test.exception
    assert len(test.warning) == 2
    assert test.session_state["section"] == "map" and test.session_state["entry"] == ""


def test_the_whole_map_has_every_link_of_the_file_once_with_its_grade() -> None:
    drawn = causal_map.build(causal_map.WHOLE, load_registers())
    arrows = {arrow.id: arrow for arrow in drawn.arrows if arrow.id in drawn.members}
    links = written("links")
    assert set(arrows) == set(links)
    for name, entry in links.items():
        arrow = arrows[name]
        assert (arrow.source, arrow.target, arrow.label) == (
            entry["source"],
            entry["target"],
            entry["grade"],
        )


def test_the_outline_holds_every_link_once() -> None:
    drawn = causal_map.build(causal_map.OUTLINE, load_registers())
    held = [name for ids in drawn.members.values() for name in ids]
    assert sorted(held) == sorted(written("links"))
    for arrow in drawn.arrows:
        grades = {written("links")[name]["grade"] for name in drawn.members[arrow.id]}
        assert set(arrow.label.split(", ")) == grades
        # The line shows the best grade: the first of the letters.
        best = min(grades, key=words.GRADE_ORDER.index)
        assert arrow.label.split(", ")[0] == best


def test_every_outcome_has_a_family_but_poverty() -> None:
    inside = [name for _, names in causal_map.FAMILIES.values() for name in names]
    assert sorted(inside) == sorted(set(OUTCOMES) - {"child_poverty"})


def _placed(view: str) -> Plot:
    (plot,) = layouts.place(build(Recipe("causal", {"view": view})), ROOM)
    return plot


@pytest.mark.parametrize("view", causal_map.views())
@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_no_grade_is_told_by_colour_alone(view: str, palette: Palette) -> None:
    drawn = causal_map.build(view, load_registers())
    picture = paint_plotly.paint(_placed(view), palette)
    lines = [each["line"] for each in picture.data if each["mode"] == "lines"]
    size = _placed(view).size
    styles = [(each["dash"], round(each["width"] / size, 3)) for each in lines]
    expected = [causal.STYLES[arrow.label.split(",")[0]] for arrow in drawn.arrows]
    assert sorted(styles) == sorted(expected)
    assert len(set(causal.STYLES.values())) == len(causal.STYLES)
    shown: dict[str, Any] = {}
    for each in picture.data:
        if each["name"] == "grades":
            shown |= dict(zip(each["customdata"], each["text"], strict=True))
    assert shown == {
        arrow.id: arrow.label.replace(", ", "")
        for arrow in drawn.arrows
        if arrow.id in drawn.members
    }


@pytest.mark.parametrize("view", causal_map.views())
def test_boxes_do_not_overlap_and_letters_keep_apart(view: str) -> None:
    placed = _placed(view)
    boxes = placed.of(Box)
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 or b.y1 <= a.y0
    letters = [mark for mark in placed.of(Points) if mark.name == "grades"]
    spots = np.array([each for mark in letters for each in zip(mark.x, mark.y, strict=True)])
    gaps = [np.hypot(*(a - b)) for i, a in enumerate(spots) for b in spots[i + 1 :]]
    assert not gaps or min(gaps) >= 20  # pixels: no letter hides another


def test_the_chosen_arrow_is_brought_out() -> None:
    view = causal_map.OUTLINE
    arrow = causal_map.of_view(view).arrows[3].id
    chart = of_kind(CausalMap, build(Recipe("causal", {"view": view})).chart)
    (plot,) = causal.layout(chart, Numbers(0), "", ROOM, chosen=arrow)
    (mark,) = [each for each in plot.of(Points) if each.edge == "highlight"]
    assert mark.ids == (arrow,)
    assert [line.ink for line in plot.of(Line)].count("highlight") == 1
    assert not [line for line in _placed(view).of(Line) if line.ink == "highlight"]


def test_the_order_of_boxes_saves_crossings() -> None:
    arrows = [causal_layout.Arrow(f"{a}{b}", a, b, "A") for a, b in ("az", "by", "cx")]
    assert causal_layout.ordered([["a", "b", "c"], ["x", "y", "z"]], arrows)[1] == ["z", "y", "x"]


def test_the_table_twin_says_what_the_files_say() -> None:
    table = evidence_tables.links().set_index("id")
    for name, entry in written("links").items():
        row, d = table.loc[name], entry["distribution"]
        assert row["central"] == d["central"]
        assert row["grade"] == entry["grade"] and row["outcome_id"] == entry["target"]
        if "low" in d:
            assert (row["low"], row["high"]) == (d["low"], d["high"])
        else:
            assert np.isnan(row["low"])
        assert row["evidence"].split() == entry["evidence"]
        assert row["not known"] == " ".join(entry["not_known"].split())


@pytest.mark.parametrize(
    ("link", "text", "between"),
    [
        (
            "poverty_care_entries",
            "5 more per 100,000 for each percentage point more",
            "−0.05 to 10.2 per 100,000 (95% interval)",
        ),
        (
            "centres_custody",
            "10% lower (rate ratio 0.9)",
            "0.8 to 1 (least to greatest thought possible)",
        ),
        (
            "conference_care_entries",
            "19.2% lower (rate ratio 0.808)",
            "0.714 to 0.914 (95% interval)",
        ),
        ("poverty_need", "odds ratio 3.17", "2.4 to 4.19 (95% interval)"),
        ("exclusions_avoided", "all of them, by definition", "none: fixed"),
        ("disparity_custody", "none, until a plan sets one", "set by a plan"),
        (
            "therapy_recovery",
            "standardised effect 0.62",
            "0.41 to 0.83 (least to greatest thought possible)",
        ),
    ],
)
def test_effects_in_words(link: str, text: str, between: str) -> None:
    entry = load_registers().links[link]
    assert words.effect(entry) == text
    assert words.interval(entry) == between


def test_an_interval_is_never_said_to_settle_more_than_it_does() -> None:
    for link in load_registers().links.values():
        d = written("links")[link.id]["distribution"]
        if "low" not in d:
            continue
        none = 1.0 if "ratio" in link.form else 0.0
        inside = d["low"] <= none <= d["high"]
        one_side = "one side" in words.certainty(link)
        assert one_side == (not inside), link.id


def test_every_effect_lever_and_cost_can_be_read() -> None:
    test = page("registers")
    labels = " ".join(item.label for item in test.expander)
    for link in load_registers().links.values():
        assert literal_line(words.link_summary(link)) in labels
    for link in written("links").values():
        for ids in link["evidence"]:
            assert f"**{ids}**" in said(test)
    test.button_group(key="register_kind").set_value("levers").run()
    levers = [item.label for item in test.expander]
    assert len(levers) == len(written("levers"))
    for lever in written("levers").values():
        assert any(lever["title"] in label for label in levers)
        assert literal_line(lever["not_known"]) in said(test)
    test.button_group(key="register_kind").set_value("costs").run()
    assert len(test.expander) == len(written("costs"))
    assert not test.exception


def test_search_and_filters_narrow_and_say_when_nothing_fits() -> None:
    test = page("registers")
    test.selectbox(key="filter_grade").set_value("A").run()
    kept = [name for name, each in written("links").items() if each["grade"] == "A"]
    assert f"**{len(kept)}** of {len(written('links'))} effects" in said(test)
    assert len(test.expander) == len(kept)
    test.text_input(key="register_words_effects").set_value("zebra").run()
    assert "No entry fits" in said(test) and not test.exception


def test_links_open_at_their_entry_in_both_sections() -> None:
    test = page("registers", entry="keyworker_custody")
    opened = [item.label for item in test.expander if item.proto.expanded]
    assert len(opened) == 1 and "Custodial" in opened[0]
    test = page("map", entry="keyworker_custody")
    assert any("Custodial" in item.label and item.proto.expanded for item in test.expander)


def test_costs_in_todays_pounds_agree_with_the_deflator_table() -> None:
    table = evidence_tables.costs().set_index("id")
    row = table.loc["incredible_years_per_child"]  # 1,869 in 2013-14 prices
    prices = store.table("deflator")
    prices = prices[prices["basis"] == "financial year"]
    years = prices.set_index("label")["index"]
    factor = years["2024-25"] / years["2013-14"]
    assert row["central in 2024-25 pounds"] == pytest.approx(1869 * factor, rel=1e-9)


def test_files_to_take_away_read_back() -> None:
    for make in (
        evidence_tables.links,
        evidence_tables.levers,
        evidence_tables.costs,
        evidence_tables.exclusions,
        evidence_tables.evidence,
    ):
        table = make()
        raw = download.as_csv(table, "Title").decode("utf-8-sig")
        head = [line for line in raw.splitlines() if line.startswith("# ")]
        assert f'# Figures version:,"{store.data_version()}"' in head
        back = pd.read_csv(io.StringIO(raw), skiprows=len(head))
        assert list(back["id"]) == list(table["id"])


def test_everything_left_out_is_shown_with_its_reason_and_birminghams_trials() -> None:
    test = page("left-out")
    text = said(test)
    for entry in written("exclusions").values():
        assert literal_line(entry["title"]) in text
        assert literal_line(entry["reason"]) in text
        assert literal_line(entry["would_change_our_mind"]) in text
    assert set(reading.FINDINGS) >= {e["finding"] for e in written("exclusions").values()}
    local = store.table("evidence")
    local = local[local["population"].str.startswith("BIRMINGHAM RCT")]
    assert set(local["id"]) == set(reading.BIRMINGHAM)
    for name in reading.BIRMINGHAM:
        assert f"({name})" in text


def test_the_case_files_are_headline_shares_and_say_what_they_cannot_show() -> None:
    text = said(page("left-out"))
    rows = store.table("evidence").set_index("id").loc[list(reading.CASE_FILES)]
    assert rows["population"].str.contains("80 children").all()
    for name, row in rows.iterrows():
        assert f"**{row['estimate']}**" in text and f"({name})" in text
    assert "What it cannot show" in text and "no comparison group" in text.lower()


def test_the_report_of_the_checks_is_read_as_the_model_writes_it() -> None:
    checks = pytest.importorskip("model.checks")
    found = [
        checks.Check("One", "must hold", "it does", True, "Because. And more."),
        checks.Check("Two", "19p (E033)", "4.1p", None, "Reason why."),
        checks.Check("Three", "within 5%", "7%", False),
    ]
    table, notes, version = checks_figures.read_report(json.dumps(checks.as_records(found)))
    assert list(table["Check"]) == ["One", "Two", "Three"]
    assert list(table[checks_figures.COLUMNS[1]]) == ["must hold", "19p (E033)", "within 5%"]
    assert list(table["Verdict"]) == ["✓ holds", "shown for comparison", "✗ does not hold"]
    assert notes["One"] == ["Because. And more."]
    assert version == store.data_version()
    with pytest.raises(checks_figures.ReportError):
        checks_figures.read_report("# Nothing here")
    with pytest.raises(checks_figures.ReportError):
        checks_figures.read_report(json.dumps(checks.as_records([])))


def test_areas_in_the_report_are_named_and_what_fails_stands_open() -> None:
    one = {"check": "One", "asked": "within 5%", "found": "worst in E08000030", "verdict": "FAILS"}
    one |= {"detail": "", "why_not": "Because E08000030."}
    text = json.dumps({"data_version": "abc", "checks": [one]})
    table, notes, version = checks_figures.read_report(text)
    assert table.iloc[0, 2] == "worst in Walsall" and notes["One"] == ["Because Walsall."]
    assert version == "abc"


@pytest.mark.skipif(not checks_figures.REPORT.is_file(), reason="the report is not written yet")
def test_the_checks_on_the_page_are_those_of_the_report() -> None:
    written = json.loads(checks_figures.REPORT.read_text(encoding="utf-8"))["checks"]
    failed = [each["check"] for each in written if each["verdict"] == "FAILS"]
    test = page("checks")
    shown = test.table[0].value
    assert len(shown) == len(written)
    assert (shown["Verdict"] == "✗ does not hold").sum() == len(failed)
    assert len([item.label for item in test.expander if item.proto.expanded]) == len(failed)
    # The paper says the same as the page.
    paper = checks_figures.REPORT.with_suffix(".md").read_text(encoding="utf-8")
    assert paper.count("| FAILS |") == len(failed)


def test_text_from_the_tables_cannot_become_markup() -> None:
    assert literal_line("<b>a*b_c [x](y)") == r"\<b\>a\*b\_c \[x\](y)"
