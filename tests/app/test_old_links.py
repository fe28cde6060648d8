"""Links of the first version open: same page, place and choices, same figures."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.design.page_names import MOVED
from model.plan import brought_up
from model.plan_code import decode_plan

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "tests" / "fixtures" / "first_version"
CODES = {
    name: each["code"]
    for file in ("plans.json", "presentations.json")
    for name, each in json.loads((KEPT / file).read_text("utf-8")).items()
}
LINKS = json.loads((KEPT / "links.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANS_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")


def _with_codes(text: str) -> str:
    return re.sub(r"@(\w+)", lambda found: CODES[found[1]], text)


def _texts(test: AppTest) -> str:
    kinds = (
        test.warning,
        test.title,
        test.header,
        test.subheader,
        test.markdown,
        test.caption,
        test.metric,
    )
    words = [str(each.value) for kind in kinds for each in kind]
    words += [str(each.proto) for each in test.get("bidi_component")]
    words += [" ".join(each.proto.body.split()) for each in test.get("html")]
    # A chart says its figures to who does not see it: "Black: 102 per 10,000".
    words += [each.proto.alt.replace(": ", " ") for each in test.get("plotly_chart")]
    return "\n".join(words).replace("\\", "")


@pytest.mark.parametrize("link", LINKS, ids=[f"{n}-{each['page']}" for n, each in enumerate(LINKS)])
def test_a_link_opens_with_the_same_choices_and_figures(link: dict[str, Any]) -> None:
    address = {name: _with_codes(value) for name, value in link["address"].items()}
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    test.switch_page(f"pages/{MOVED.get(link['page'], link['page'])}.py")
    test.run()
    assert not test.exception, test.exception
    said = [each.value for each in (*test.warning, *test.error)]
    changed = [each for each in said if "first edition of the model" in each]
    assert said == changed
    assert len(changed) <= 1, "what changed is said once"
    assert bool(changed) == any(name in address for name in ("plan", "plans")) or "tray" in address
    for name, value in address.items():
        found = test.session_state[name]
        if name in ("plan", "plans"):
            # The same plans, written anew by the edition of the model that reads them.
            for new, old in zip(found.split("~"), value.split("~"), strict=True):
                assert decode_plan(new) == brought_up(decode_plan(old))[0], name
            continue
        assert found == value, name
        # A usual value need not stand in the address.
        assert test.query_params.get(name, [value]) in (value, [value]), name
    text = _texts(test)
    for figure in link["shows"]:
        # Figures are the same, or the page says once why they are not.
        assert figure in text or changed, figure


def _open(page: str, **address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=240)
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    test.switch_page(f"pages/{page}.py")
    test.run()
    assert not test.exception, test.exception
    return test


def _said(test: AppTest) -> int:
    return sum("first edition of the model" in str(each.value) for each in test.warning)


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("compare", {"plans": f"{CODES['layered']}~{CODES['prevent']}"}),
        ("present", {"tray": CODES["plans"]}),
    ],
)
def test_old_plans_on_compare_and_present_say_once_what_changed(
    page: str, address: dict[str, str]
) -> None:
    """Two old plans, or a presentation full of them: one message, and none on the next run."""
    test = _open(page, **address)
    assert _said(test) == 1
    test.run()
    assert not test.exception and _said(test) == 0
    # The figures are the present model's: levers that can be judged are named.
    assert "levers can be judged" in _texts(test) or "Levers judged" in "".join(
        each.value.to_string() for each in test.table
    )


def test_an_old_plan_of_the_library_or_a_pasted_link_says_what_changed_on_compare() -> None:
    test = _open("compare", plans=CODES["prevent"])
    test.run()
    assert _said(test) == 0
    test.text_input(key="compare_text").set_value(CODES["layered"])
    test.button(key="compare_add_text").click().run()
    assert not test.exception and _said(test) == 1
    test.run()
    assert _said(test) == 0
