"""Links that are damaged, made up or meant to do harm: a plain message, the usual page, no more."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.session.address import FIELDS
from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan

ROOT = Path(__file__).resolve().parents[2]
GOOD = encode_plan(preset_plan("layered", new_plan(areas=["E08000028"])))


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(content)).decode().rstrip("=")


TEXTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'; drop table plans; --",
    "../../etc/passwd",
    "file:///etc/passwd",
    "{{7*7}}",
    "${jndi:ldap://localhost/a}",
    "\x00\x01\x02",
    "\u202egnihton",
    "💥" * 30,
    "=cmd|'/c calc'!A0",
    "None",
    "NaN",
    "-1",
    "9" * 400,
    "x" * 30_000,
    "%00%0a%0d",
    "__import__('os').system('id')",
    "[](javascript:alert(1))",
    " ",
]
PLANS = [
    "p2.",
    "p2",
    "p0.AAAA",
    "p9.AAAA",
    "p-1.AAAA",
    "P2." + GOOD[3:],
    GOOD[:-1],
    GOOD[:-6],
    GOOD[1:],
    GOOD + "A",
    GOOD + GOOD,
    GOOD[:30] + GOOD[31:],
    GOOD[:30] + ("A" if GOOD[30] != "A" else "B") + GOOD[31:],
    GOOD.swapcase(),
    GOOD[::-1],
    GOOD.replace(".", ".."),
    "p2." + packed(b"{}"),
    "p2." + packed(b"[]" * 1000),
    "p2." + packed(b'{"levers": {"keyworker": {"level": 1e999}}}'),
    "p2." + packed(b"!!python/object/apply:os.system ['id']"),
    "p2." + packed(b"0" * 20_000_000),
]
FIELDS_TRIED = [
    name for name in FIELDS if name not in ("plan", "group", "reference", "view", "mode", "tray")
]
WORDS = (
    "second",
    "domain",
    "benchmark",
    "question",
    "split",
    "groups",
    "only",
    "outcome",
    "section",
    "entry",
    "slide",
    "look",
    "step",
    "aim",
)
LINKS = [
    *[("plan", text) for text in (*PLANS, *TEXTS)],
    *[(name, TEXTS[place % len(TEXTS)]) for place, name in enumerate(FIELDS_TRIED)],
    *[("tray", text) for text in TEXTS[:6]],
]


def test_there_are_enough() -> None:
    assert len(LINKS) >= 50 and len(set(LINKS)) == len(LINKS)


@pytest.mark.parametrize(("field", "text"), LINKS, ids=range(len(LINKS)))
def test_a_hostile_link_gives_a_message_and_the_usual_page(field: str, text: str) -> None:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    test.query_params[field] = text
    test.run()
    assert not test.exception and not test.error
    (title,) = test.title
    assert title.value.startswith("In the West Midlands region, ")
    told = " ".join(each.value for each in test.warning)
    usual = FIELDS[field].default
    # Only a plain word may stay, in a field whose page decides whether it is one of its choices;
    # and a list of plans, of which Compare tells each damaged one (tests/app/test_compare.py).
    word = text.replace("_", "").replace("-", "").isalnum()
    assert test.session_state[field] == usual or (word and field in (*WORDS, "plans"))
    if field in ("plan", "tray"):
        assert test.session_state[field] == usual
        assert "could not be used" in told
    assert "Traceback" not in told and len(told) < 900
    shown = " ".join(each.value for each in test.markdown)
    for sign in ("<script", "onerror", "root:x:"):
        assert sign not in shown
