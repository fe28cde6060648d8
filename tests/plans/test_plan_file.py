"""A plan as a file: what goes out comes back; what is no plan is refused in plain words."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.plain_text import plain
from model.plan import FIRST_YEAR, SIZE_LIMIT, Plan, dump_plan, known_areas, new_plan
from model.register import load_registers
from plans.errors import PlanRefused
from plans.plan_file import (
    MAX_FILE,
    MAX_NOTE,
    checked_note,
    file_name,
    plan_text,
    read_file,
    write_file,
)
from tests.yaml_steps import MOST_TOKENS, count_tokens

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
TITLES = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=120)
    .filter(str.isprintable)
    .filter(str.strip)
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan the model accepts: areas, years, levers in their bounds, words."""
    registers = load_registers()
    horizon = draw(st.integers(1, 20))
    levers = {}
    for lever_id in draw(st.sets(st.sampled_from(sorted(registers.levers)), max_size=6)):
        lever = registers.levers[lever_id]
        levers[lever_id] = {
            "level": lever.min if lever.measure == "gap" else draw(st.floats(lever.min, lever.max)),
            "targeting": draw(st.sampled_from(list(lever.targeting))),
            "start_year": draw(st.integers(FIRST_YEAR, FIRST_YEAR + horizon - 1)),
            "ramp_years": draw(st.floats(0, 20)),
            "rationale": draw(st.text(LETTERS, max_size=60)),
        }
    return new_plan(
        title=draw(TITLES),
        areas=draw(st.lists(st.sampled_from(list(known_areas())), min_size=1, max_size=4)),
        horizon_years=horizon,
        baseline=draw(st.sampled_from(sorted(registers.baselines))),
        discount_rate=draw(st.floats(0, 0.2)),
        seed=draw(st.integers(0, 2**32 - 1)),
        levers=levers,
    )


@settings(max_examples=120, deadline=None)
@given(plans(), st.text(LETTERS, max_size=MAX_NOTE))
def test_every_plan_comes_back_from_its_file(plan: Plan, note: str) -> None:
    again, words, _ = read_file(write_file(plan, note))
    assert again == plan
    assert words == plain(note).strip()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
def test_any_bytes_are_a_plan_or_refused_plainly(content: bytes) -> None:
    try:
        plan = read_file(content).plan
        assert isinstance(plan, Plan)
    except PlanRefused as error:
        assert str(error).endswith(".")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_a_plan_or_refused_plainly(data: st.DataObject) -> None:
    whole = write_file(new_plan(title="Whole"), "a note")
    cut = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255))
    for content in (whole[:cut], whole[:cut] + bytes([byte]) + whole[cut + 1 :]):
        try:
            plan = read_file(content).plan
            assert isinstance(plan, Plan)
        except PlanRefused as error:
            assert len(str(error)) < 600


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_bare_plan_can_be_read(form: Literal["yaml", "json"]) -> None:
    plan = new_plan(title="By hand")
    assert read_file(dump_plan(plan, form).encode()) == (plan, "", "")


def test_a_presentation_comes_back_and_a_file_of_before_has_none() -> None:
    plan = new_plan(title="T")
    assert read_file(write_file(plan, "n", "t1.abc-_")) == (plan, "n", "t1.abc-_")
    assert read_file(write_file(plan, "n")).tray == ""
    assert b"presentation" not in write_file(plan, "n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"x" * 10_000_000, "too large to be a plan: 10.0 MB"),
        (b'{"kind": "' + b"x" * 10_000_000 + b'"}', "too large to be a plan: 10.0 MB"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "cannot be used"),
        (b"[" * 60_000, "cannot be used"),
        (b'{"kind":' * 20_000, "cannot be used"),
        (b"PK\x03\x04" + b"\0" * 500, "cannot be used"),
        (b'{"kind": "something else"}', "not a plan of this app"),
        (b'{"kind": ["x"]}', "not a plan of this app"),
        (b"&a [*a, *a]", "cannot be used"),
        (b"!!python/object/apply:os.system ['true']", "cannot be used"),
        (b"null", "cannot be used"),
        (b"1" * 5000, "cannot be used"),
        (b"- 1\n" * 16_000, "more than 4,000 values"),
        (b"[" + b"1," * 100_000 + b"1]", "too large"),
        (
            b'{"kind": "adversity-resilience-atlas plan", "format": 1, "plan": {"levers": ['
            + b"1," * 60_000
            + b"1]}}",
            "more than 4,000 values",
        ),
    ],
)
def test_what_is_no_plan_is_refused_plainly_and_with_little_work(
    content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens_read = count_tokens(monkeypatch)
    if len(content) > MAX_FILE:
        monkeypatch.setattr(json, "loads", lambda _: pytest.fail("it was read"))
    with pytest.raises(PlanRefused, match=words) as refused:
        read_file(content)
    assert tokens_read[0] <= (0 if len(content) > MAX_FILE else MOST_TOKENS)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "newer"),
        ({"format": None}, "newer"),
        ({"note": 7}, "note is not text"),
        ({"presentation": 7}, "presentation is not text"),
        ({"presentation": "t1.<b>"}, "presentation kept with the plan is damaged"),
        ({"presentation": "x" * 20_000}, "too long to keep"),
        ({"note": "n" * (MAX_NOTE + 1)}, "at most 2,000"),
        ({"plan": None}, "not a plan"),
        ({"plan": []}, "not a plan"),
        ({"plan": {"version": 2, "title": "T", "colour": "red"}}, "colour"),
        ({"plan": {"version": 99}}, "newer than this app"),
        ({"plan": {"version": 2, "title": "T", "seed": float("nan")}}, "seed"),
    ],
)
def test_a_file_of_ours_with_a_fault_says_which(change: dict[str, Any], words: str) -> None:
    document = json.loads(write_file(new_plan(title="T"))) | change
    with pytest.raises(PlanRefused, match=words):
        read_file(json.dumps(document).encode())


def test_the_largest_plan_that_can_be_kept_fits_in_a_file() -> None:
    lever_ids = load_registers().levers
    # Three bytes for each of these letters, and some hundred for the rest of a lever.
    words = SIZE_LIMIT // len(lever_ids) // 3 - 150
    plan = new_plan(
        title="日" * 120,
        levers={
            lever_id: {"level": lever.min, "rationale": "日" * words}
            for lever_id, lever in lever_ids.items()
        },
    )
    assert len(plan_text(plan).encode()) > 0.85 * SIZE_LIMIT
    content = write_file(plan, "日" * MAX_NOTE)
    assert len(content) < MAX_FILE
    assert read_file(content)[0] == plan


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Family help for Sandwell", "plan-family-help-for-sandwell.json"),
        ("../../etc/passwd\\con:", "plan-etc-passwd-con.json"),
        ("日本", "plan.json"),
        ("a" * 120, f"plan-{'a' * 60}.json"),
    ],
)
def test_the_file_name_is_safe(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_note_cannot_turn_round_the_words_after_it() -> None:
    assert checked_note("a \u202eb\u2066 c") == "a b c"
    with pytest.raises(PlanRefused, match="not text"):
        checked_note("a\x00b")
    with pytest.raises(PlanRefused, match="not text"):
        checked_note("a\x85b")
