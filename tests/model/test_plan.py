"""Plans: what is refused and how it says so, round trips, and codes for a link."""

from __future__ import annotations

import base64
import json
import string
import zlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data.contract import ETHNIC_GROUPS
from model.plan import (
    EDITION_NOTE,
    FIRST_YEAR,
    SIZE_LIMIT,
    Plan,
    PlanError,
    canonical,
    dump_plan,
    known_areas,
    load_plan,
    new_plan,
    plan_authorities,
    plan_from_document,
    plan_hash,
    results_key,
)
from model.plan_code import decode_plan, encode_plan
from model.plan_text import NODE_LIMIT
from model.register import load_registers
from tests.yaml_steps import LOOK_AHEAD, MOST_TOKENS, count_tokens

LEVERS = load_registers().levers
MINIMAL = "version: 2\n"


# --- plans made at random --------------------------------------------------------------------

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60)
_TITLES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60),
    st.sampled_from(["1e5", "1e-05", "null", "yes", "2026-11-23", "a: b", "# x", "0x1F", "1:30"]),
)
_AMOUNT = st.floats(0, 1e6, allow_nan=False)


@st.composite
def _setting(draw: st.DrawFn, lever_id: str, last: int) -> dict[str, Any]:
    lever = LEVERS[lever_id]
    start = draw(st.integers(FIRST_YEAR, last))
    setting: dict[str, Any] = {
        "level": draw(st.floats(lever.min, lever.max)),
        "targeting": draw(st.sampled_from(lever.targeting)),
        "start_year": start,
        "ramp_years": draw(st.floats(0, 20)),
        "end_year": draw(st.none() | st.integers(start, 2060)),
        "rationale": draw(_WORDS),
    }
    if lever.measure == "gap":
        setting["groups"] = draw(st.lists(st.sampled_from(ETHNIC_GROUPS), min_size=1, unique=True))
    bounds = lever.judgement_bounds
    if bounds and draw(st.booleans()):
        values = sorted(draw(st.floats(bounds.low, bounds.high)) for _ in range(3))
        setting["judgement"] = dict(zip(("low", "central", "high"), values, strict=True))
        setting["judgement"]["reason"] = "why " + draw(_WORDS)
    if draw(st.booleans()):
        values = sorted(draw(_AMOUNT) for _ in range(3))
        setting["own_cost"] = dict(zip(("low", "central", "high"), values, strict=True))
        setting["own_cost"] |= {"reason": "why " + draw(_WORDS), "payer": "schools"}
    return setting


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    horizon = draw(st.integers(1, 20))
    levers = draw(st.lists(st.sampled_from(sorted(LEVERS)), unique=True, max_size=6))
    title = draw(_TITLES)
    return new_plan(
        title=title,
        areas=draw(st.lists(st.sampled_from(sorted(known_areas())), min_size=1, max_size=5)),
        horizon_years=horizon,
        baseline=draw(st.sampled_from(["forecast", "hold", "national_strategy"])),
        discount_rate=draw(st.floats(0, 0.2)),
        seed=draw(st.integers(0, 2**32 - 1)),
        draws=draw(st.none() | st.integers(16, 20_000)),
        levers={item: draw(_setting(item, FIRST_YEAR + horizon - 1)) for item in levers},
        data_version=draw(st.text(string.hexdigits, max_size=12)),
    )


@settings(max_examples=80, deadline=None)
@given(plan=plans())
def test_round_trips(plan: Plan) -> None:
    assert load_plan(dump_plan(plan)) == plan
    assert load_plan(dump_plan(plan, "json")) == plan
    assert decode_plan(encode_plan(plan)) == plan
    assert plan_hash(load_plan(dump_plan(plan))) == plan_hash(plan)
    bare = decode_plan(encode_plan(plan, rationale=False))
    assert all(setting.rationale == "" for setting in bare.levers.values())
    assert results_key(bare) == results_key(plan)


@settings(max_examples=150, deadline=None)
@given(plan=plans(), data=st.data())
def test_a_changed_code_is_refused(plan: Plan, data: st.DataObject) -> None:
    """One character changed, lost or added anywhere in the code: never another plan."""
    code = encode_plan(plan)
    place = data.draw(st.integers(0, len(code) - 1))
    letter = data.draw(st.sampled_from(string.ascii_letters + string.digits + "-_. %"))
    changed = data.draw(
        st.sampled_from(
            [
                code[:place] + letter + code[place + 1 :],
                code[:place] + code[place + 1 :],
                code[:place] + letter + code[place:],
                code[:place],
            ]
        )
    )
    assume(changed.strip() != code)
    with pytest.raises(PlanError):
        decode_plan(changed)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_gives_a_plan_or_a_plan_error(text: str | bytes) -> None:
    try:
        assert isinstance(load_plan(text), Plan)
    except PlanError as error:
        assert 0 < len(str(error)) < 600


def _all_levers() -> Plan:
    levers = {}
    for lever in LEVERS.values():
        setting: dict[str, Any] = {
            "level": round(lever.min + (lever.max - lever.min) * 0.37, 2),
            "targeting": lever.targeting[-1],
            "start_year": 2026 + len(lever.id) % 7,
            "end_year": 2040 - len(lever.id) % 5,
            "ramp_years": 1 + len(lever.id) % 4,
            "own_cost": {"low": 100, "central": 217, "high": 459, "reason": "local quote"},
        }
        if lever.measure == "gap":
            setting["groups"] = list(ETHNIC_GROUPS)
        if lever.judgement_bounds:
            low, high = lever.judgement_bounds.low, lever.judgement_bounds.high
            setting["judgement"] = {
                "low": low,
                "central": (low + high) / 2,
                "high": high,
                "reason": "panel view",
            }
        levers[lever.id] = setting
    return new_plan(title="Everything at once", areas=sorted(known_areas()), levers=levers)


def test_a_code_with_every_lever_is_short() -> None:
    plan = _all_levers()
    assert len(plan.levers) == 21
    code = encode_plan(plan)
    assert len(code) < 2100
    assert set(code) <= set(string.ascii_letters + string.digits + "-_.")
    assert decode_plan(code) == plan


def test_the_code_of_a_plan_does_not_change() -> None:
    """A link in an old e-mail must open: this code was made when the format was fixed."""
    code = Path(__file__).with_name("plan_code_v2.txt").read_text(encoding="utf-8").strip()
    plan = decode_plan(code)
    assert plan.title == "A link from an old e-mail"
    assert plan.areas == ["E08000025"]
    assert plan.levers["diversion"].level == 40
    assert plan.levers["narrow_disparity"].groups == ["Black", "Mixed"]


@pytest.mark.parametrize("code", ["", "p2", "p2.", "hello", "q2.abc", "p2.!!!", "p2.AAAA", "p٢.A"])
def test_what_is_not_a_code_is_refused(code: str) -> None:
    with pytest.raises(PlanError):
        decode_plan(code)


def test_a_code_of_another_version_says_so() -> None:
    with pytest.raises(PlanError, match="version 9; this app reads version 3"):
        decode_plan("p9." + encode_plan(new_plan()).partition(".")[2])


def test_a_code_that_unpacks_to_a_mountain_is_refused() -> None:
    """A valid checksum over 50 MB of spaces: stopped at the size of a plan, not unpacked."""
    import hashlib

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b" " * 5_000_000) + packer.flush()
    body = hashlib.sha256(packed).digest()[:6] + packed
    code = "p2." + base64.urlsafe_b64encode(body).decode().rstrip("=")
    with pytest.raises(PlanError, match="damaged"):
        decode_plan(code)


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("levers: {}", "version: missing"),
        ("version: 7", "version 7, newer than this app"),
        ("version: 0", "0 is not a version"),
        ("version: true", "version: missing"),
        (
            MINIMAL + "levers: {mentorring: {level: 3}}",
            "levers.mentorring: no such lever; did you mean mentoring?",
        ),
        (
            MINIMAL + "levers: {mentoring: {lvl: 3}}",
            "levers.mentoring.lvl: unknown field; did you mean level?",
        ),
        (MINIMAL + "tittle: x", "tittle: unknown field; did you mean title?"),
        (
            MINIMAL + "levers: {fewer_exclusions: {level: 140}}",
            "levers.fewer_exclusions.level: 140 is outside 0 to 100",
        ),
        (
            MINIMAL + "levers: {mentoring: {level: .nan}}",
            "levers.mentoring.level: must be a number, not NaN",
        ),
        (
            MINIMAL + "levers: {mentoring: {level: .inf}}",
            "levers.mentoring.level: must be a number, not NaN",
        ),
        (MINIMAL + "levers: {mentoring: {level: yes}}", "levers.mentoring.level"),
        (MINIMAL + "levers: {mentoring: {level: '5'}}", "levers.mentoring.level"),
        (MINIMAL + "levers: {mentoring: 5}", "levers.mentoring"),
        (MINIMAL + "levers: [mentoring]", "levers"),
        (
            MINIMAL + "levers: {mentoring: {level: 5, start_year: 2031, end_year: 2029}}",
            "levers.mentoring.end_year: the lever ends in 2029, before it starts in 2031",
        ),
        (
            MINIMAL + "horizon_years: 5\nlevers: {mentoring: {level: 5, start_year: 2031}}",
            "levers.mentoring.start_year: 2031 is outside the plan's years, 2025 to 2029",
        ),
        (
            MINIMAL + "levers: {mentoring: {level: 5, ramp_years: -1}}",
            "levers.mentoring.ramp_years",
        ),
        (
            MINIMAL + "levers: {mentoring: {level: 5, targeting: nobody}}",
            "levers.mentoring.targeting",
        ),
        (
            MINIMAL + "levers: {mentoring: {level: 5, groups: [Black]}}",
            "levers.mentoring.groups: this lever does not act by ethnic group",
        ),
        (
            MINIMAL + "levers: {narrow_disparity: {level: 5}}",
            "levers.narrow_disparity.groups: name the ethnic groups",
        ),
        (MINIMAL + "levers: {narrow_disparity: {level: 5, groups: [Blak]}}", "did you mean Black?"),
        (
            MINIMAL + "levers: {mentoring: {level: 5, judgement: "
            "{low: 0, central: 0.5, high: 1, reason: because}}}",
            "levers.mentoring.judgement: this lever has no effect that rests on judgement",
        ),
        (
            MINIMAL + "levers: {shorter_stays: {level: 5, judgement: "
            "{low: 1, central: 1.2, high: 1.5, reason: because}}}",
            "levers.shorter_stays.judgement: must lie between 1 and 1.297",
        ),
        (
            MINIMAL + "levers: {shorter_stays: {level: 5, judgement: "
            "{low: 1.2, central: 1.1, high: 1.25, reason: because}}}",
            "low, central and high must be in order",
        ),
        (
            MINIMAL + "levers: {shorter_stays: {level: 5, judgement: "
            "{low: 1, central: 1.1, high: 1.2, reson: because}}}",
            "levers.shorter_stays.judgement.reson: unknown field; did you mean reason?",
        ),
        (
            MINIMAL + "levers: {diversion: {level: 5, own_cost: "
            "{low: -1, central: 1, high: 2, reason: because}}}",
            "levers.diversion.own_cost.low",
        ),
        (MINIMAL + "areas: [E08000003]", "E08000003 (Manchester) is not an upper-tier authority"),
        (MINIMAL + "areas: [Dudley]", "Dudley (not an area code)"),
        (MINIMAL + "areas: []", "areas"),
        (MINIMAL + "baseline: hopeful", "baseline: no path 'hopeful'"),
        (MINIMAL + "horizon_years: 21", "horizon_years"),
        (MINIMAL + "horizon_years: 20.5", "horizon_years"),
        (MINIMAL + "discount_rate: 3.5", "discount_rate"),
        (MINIMAL + "seed: -1", "seed"),
        (MINIMAL + "draws: 1000000", "draws"),
        (MINIMAL + 'title: ""', "title"),
        (MINIMAL + 'title: "a\\nb"', "title"),
        ("just words", "must be a list of fields"),
        ("[1, 2]", "must be a list of fields"),
        ("", "must be a list of fields"),
        ("version: [", "not valid YAML or JSON near line"),
        ("version: 2\nversion: 2", "line 2: 'version' is given twice"),
        ("title: &a x\nareas: [*a]", "anchors or aliases"),
        ("? {a: 1}\n: 2", "a field name must be plain text"),
        ("version: 2\ntitle: 2026-13-45", "this is not a plan"),
    ],
)
def test_a_faulty_plan_is_refused_in_plain_words(text: str, says: str) -> None:
    with pytest.raises(PlanError) as caught:
        load_plan(text)
    assert says in str(caught.value)


def test_object_tags_are_refused_and_nothing_runs(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    for tag in ("!!python/object/apply:os.system", "!!python/name:os.system", "!custom"):
        with pytest.raises(PlanError, match="object tags"):
            load_plan(f'version: 2\ntitle: {tag} ["touch {trace}"]\n')
    assert not trace.exists()


def test_ten_megabytes_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens_read = count_tokens(monkeypatch)
    text = "version: 2\ntitle: " + "x" * 10_000_000
    for source in (text, text.encode()):
        with pytest.raises(PlanError, match="too large"):
            load_plan(source)
    assert tokens_read == [0]


def test_a_large_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    with path.open("wb") as file:
        file.truncate(2**40)  # sparse: reading it whole would exhaust the memory
    with pytest.raises(PlanError, match="too large"):
        load_plan(path)
    with pytest.raises(PlanError, match="cannot be read"):
        load_plan(tmp_path / "absent.yaml")


def test_size_is_counted_in_bytes() -> None:
    with pytest.raises(PlanError, match="too large"):
        load_plan("version: 2\ntitle: " + "é" * (SIZE_LIMIT // 2))


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)


@pytest.mark.parametrize(
    ("text", "words", "most"),
    [
        (BOMB, "anchors or aliases", 20),
        ("[" * 60_000, "nested more than", LOOK_AHEAD),
        ("{a: " * 15_000, "nested more than", LOOK_AHEAD),
        ("- " * 30_000, "nested more than", LOOK_AHEAD),
        ("\n".join(f"k{i}: 1" for i in range(7200)), "more than 4,000 values", MOST_TOKENS),
        ("\n".join(["a: 1"] * 13_000), "more than 4,000 values", MOST_TOKENS),
        ("- 1\n" * 16_000, "more than 4,000 values", MOST_TOKENS),
        ("[" + "1," * 32_000 + "]", "more than 4,000 values", MOST_TOKENS),
        ("{" + ",".join(f"a{i}" for i in range(9000)) + "}", "more than 4,000", MOST_TOKENS),
    ],
    ids=["aliases", "lists", "maps", "dashes", "fields", "one field", "items", "flow", "names"],
)
def test_what_is_made_to_cost_much_is_refused_after_few_steps(
    text: str, words: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens_read = count_tokens(monkeypatch)
    assert len(text) <= SIZE_LIMIT
    with pytest.raises(PlanError, match=words):
        load_plan(text)
    assert 0 < tokens_read[0] <= most


def test_a_document_of_too_many_parts_is_refused_before_it_is_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Plan, "model_validate", lambda _: pytest.fail("it was checked"))
    many = NODE_LIMIT
    parts: tuple[object, ...] = (
        [0] * many,
        {str(n): 0 for n in range(many)},
        [[0]] * many,
        {"a": [{}] * many},
    )
    for part in parts:
        with pytest.raises(PlanError, match="more than 4,000 values"):
            plan_from_document({"version": 2, "title": "T", "levers": part})


def test_a_plan_that_uses_everything_is_far_from_the_limit_of_parts() -> None:
    costs = {"low": 1, "central": 2, "high": 3, "payer": "council", "reason": "because"}
    levers = {}
    for name, lever in LEVERS.items():
        levers[name] = {"level": lever.min, "rationale": "why", "own_cost": costs, "end_year": 2040}
        if lever.measure == "gap":
            levers[name]["groups"] = list(ETHNIC_GROUPS)
        if lever.judgement_bounds:
            low = lever.judgement_bounds.low
            judged = {"low": low, "central": low, "high": low, "reason": "because"}
            levers[name]["judgement"] = judged
    plan = new_plan(title="T", levers=levers, areas=list(known_areas())[:16])
    nodes = sum(
        isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
        for event in yaml.parse(dump_plan(plan))
    )
    assert nodes < NODE_LIMIT / 2
    assert load_plan(dump_plan(plan)) == plan


def test_bytes_that_are_not_text_are_refused() -> None:
    with pytest.raises(PlanError, match="UTF-8"):
        load_plan(b"\xff\xfe\x00")


# --- meaning ---------------------------------------------------------------------------------


def test_what_is_left_out_takes_the_registers_values() -> None:
    plan = load_plan(MINIMAL + "levers: {child_poverty: {level: 2}}")
    setting = plan.levers["child_poverty"]
    lever = LEVERS["child_poverty"]
    assert (setting.start_year, setting.ramp_years) == (lever.start_year, lever.ramp_years)
    assert setting.targeting == "everyone"
    # Written out in full, so that a new default cannot change an old plan.
    assert "ramp_years: 5.0" in dump_plan(plan)


def test_canonical_form_does_not_depend_on_order() -> None:
    one = load_plan(
        MINIMAL + "areas: [E08000026, E08000025, E08000026]\n"
        "levers: {mentoring: {level: 5}, diversion: {level: 10}}"
    )
    two = load_plan(
        "levers: {diversion: {level: 10.0}, mentoring: {level: 5.0}}\n"
        "areas: [E08000025, E08000026]\nversion: 2"
    )
    assert canonical(one) == canonical(two)
    assert dump_plan(one) == dump_plan(two)
    assert plan_hash(one) == plan_hash(two)


def test_results_key_ignores_words_and_idle_levers_only() -> None:
    base = new_plan(levers={"mentoring": {"level": 5}})
    worded = new_plan(
        title="Other",
        levers={"mentoring": {"level": 5, "rationale": "x"}, "diversion": {"level": 0}},
    )
    assert results_key(base) == results_key(worded)
    assert plan_hash(base) != plan_hash(worded)
    for other in (
        new_plan(levers={"mentoring": {"level": 6}}),
        new_plan(levers={"mentoring": {"level": 5, "start_year": 2028}}),
        new_plan(levers={"mentoring": {"level": 5}}, discount_rate=0.03),
        new_plan(levers={"mentoring": {"level": 5}}, seed=1),
        new_plan(levers={"mentoring": {"level": 5}}, baseline="hold"),
        new_plan(levers={"mentoring": {"level": 5}}, data_version="abc"),
    ):
        assert results_key(other) != results_key(base)


def test_areas_stand_for_their_authorities() -> None:
    assert len(plan_authorities(new_plan())) == 14
    assert len(plan_authorities(new_plan(areas=["E47000007"]))) == 7
    both = new_plan(areas=["E47000007", "E08000025"])  # Birmingham is in the combined authority
    assert len(plan_authorities(both)) == 7
    assert plan_authorities(new_plan(areas=["E06000051"])) == ("E06000051",)


def test_a_plan_of_version_1_is_brought_up_to_date() -> None:
    old = """
version: 1
name: An older plan
horizon: 10
discount_rate: 3.5
areas: [E08000025]
levers:
  mentoring: 200
  diversion: {value: 40, target: poorest, from: 2027, ramp: 3, until: 2033, why: board paper}
"""
    plan = load_plan(old)
    assert (plan.version, plan.title, plan.horizon_years) == (3, "An older plan", 10)
    assert plan.discount_rate == pytest.approx(0.035)
    assert plan.levers["mentoring"].level == 200
    diversion = plan.levers["diversion"]
    assert (diversion.level, diversion.targeting) == (40, "most deprived first")
    assert (diversion.start_year, diversion.ramp_years, diversion.end_year) == (2027, 3, 2033)
    assert diversion.rationale == "board paper"
    assert load_plan(dump_plan(plan)) == plan


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: 1\nname: a\ntitle: b", "title: is given twice"),
        ("version: 1\nlevers: {mentoring: lots}", "levers.mentoring.value: must be a number"),
        ("version: 1\ndiscount_rate: high", "discount_rate: must be a number"),
        ("version: 1\nlevers: 3", "levers: must map"),
        ("version: 1\nlevers: {mentoring: {value: 999999}}", "999999 is outside 0 to 10000"),
    ],
)
def test_a_faulty_old_plan_is_refused_too(text: str, says: str) -> None:
    with pytest.raises(PlanError) as caught:
        load_plan(text)
    assert says in str(caught.value)


# --- text of people ----------------------------------------------------------------------------


def test_an_emoji_that_json_writes_in_two_halves_is_one_character() -> None:
    text = json.dumps({"version": 2, "title": "Families 👨‍👩‍👧 first 🏴󠁧󠁢󠁥󠁮󠁧󠁿"})
    assert "\\ud83d" in text
    plan = load_plan(text)
    assert plan.title == "Families 👨‍👩‍👧 first 🏴󠁧󠁢󠁥󠁮󠁧󠁿"
    assert decode_plan(encode_plan(plan)) == plan == load_plan(dump_plan(plan))


def test_half_a_character_is_refused_in_plain_words() -> None:
    with pytest.raises(PlanError, match="cut in half"):
        load_plan('{"version": 2, "title": "x \\ud83d"}')


@pytest.mark.parametrize("title", ["\u202eevil", "a\u0000b", " ", "\u200d"])
def test_a_title_that_cannot_be_read_is_refused(title: str) -> None:
    with pytest.raises(PlanError, match="title"):
        new_plan(title=title)


def test_reasons_lose_what_is_not_seen_and_keep_what_scripts_need() -> None:
    setting = {
        "level": 10.0,
        "rationale": "a\u0000b\u202ec\r\nد\u200cه",
        "own_cost": {"low": 1.0, "central": 2.0, "high": 3.0, "reason": "\u2066bill\u0007s"},
    }
    plan = new_plan(levers={"keyworker": setting})
    assert plan.levers["keyworker"].rationale == "abc\nد\u200cه"
    cost = plan.levers["keyworker"].own_cost
    assert cost is not None and cost.reason == "bills"


def test_a_title_copied_from_a_page_is_the_title() -> None:
    # What keeps "12:30:" from being read as an emoji on a page is copied with it.
    assert new_plan(title="Help at 12:\u206030: and http:\u2060//x").title == (
        "Help at 12:30: and http://x"
    )


def test_plans_of_version_2_open_and_say_what_changed() -> None:
    kept = load_plan("version: 2\nbaseline: recent_trend\nlevers: {keyworker: {level: 5}}\n")
    assert (kept.version, kept.baseline) == (3, "forecast")
    # A plan that named no path held every rate, and still does.
    assert load_plan("version: 2\n").baseline == "hold"
    assert "Tested forecast" in EDITION_NOTE
    code = Path(__file__).with_name("plan_code_v2.txt").read_text(encoding="utf-8").strip()
    assert code.startswith("p2.") and decode_plan(code).version == 3
    assert encode_plan(kept).startswith("p3.")
