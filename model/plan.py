"""A plan: a small, versioned document of what is done, where, when and why.

Text in, :class:`Plan` out, or a :class:`PlanError` that names the field and says what to do.
Nothing in the text is ever executed: the size is checked before parsing, object tags and aliases
are refused, and every key must be known. ``model.plan_code`` packs a plan into a web address.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from data import store
from data.contract import ETHNIC_GROUPS
from data.plain_text import is_line, plain, without_gaps
from model.plan_migrations import CURRENT_VERSION, migrate
from model.plan_text import SIZE_LIMIT, PlanError, check_count, read_document, write_document
from model.register import Lever, Registers, load_registers
from model.register_schema import Payer

#: Edition of the model a plan was made with; plans of the first hold none.
EDITION = "2"
#: Said once when a plan of an earlier edition is opened.
EDITION_NOTE = (
    "This plan was kept with the first edition of the model. Its levers are as they were; its "
    "figures have changed. Levels have intervals, as wide as past forecasts were wrong by, "
    "and “Recent trend” has become “Tested forecast”; need is counted in two stocks, calibrated to "
    "the use of services. Money now stands in three accounts that count later lives as well; "
    "averted care is worth fewer days at a lower price; early-years centres use both editions of "
    "their study; a keyworker reaches all the children of a family; where a cost or a gain is "
    "missing, no chance is given."
)
FIRST_YEAR = 2025  # the base date of the model is 31 March of this year
MAX_HORIZON = 20

__all__ = [
    "EDITION",
    "FIRST_YEAR",
    "MAX_HORIZON",
    "SIZE_LIMIT",
    "Judgement",
    "LeverSetting",
    "OwnCost",
    "Plan",
    "PlanError",
    "brought_up",
    "canonical",
    "check_plan",
    "dump_plan",
    "known_areas",
    "load_plan",
    "new_plan",
    "plan_authorities",
    "plan_from_document",
    "plan_hash",
    "results_key",
]


def _seen(text: object) -> object:
    return plain(text) if isinstance(text, str) else text


def _copied(text: object) -> object:
    # Copied from a page, a title brings signs along that nobody sees or meant.
    return without_gaps(text) if isinstance(text, str) else text


Targeting = Literal["everyone", "in proportion to need", "most deprived first"]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Words = Annotated[str, BeforeValidator(_seen), Field(max_length=2000)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Judgement(_Closed):
    """The user's own low, central and high value for a lever's judged effect, and why."""

    low: Number
    central: Number
    high: Number
    reason: Words = Field(min_length=3)


class OwnCost(_Closed):
    """The user's own cost of a lever: pounds of 2024-25 per person (or family) reached in a year.

    "society" in a plan of the first edition is "wider" now.
    """

    low: Number = Field(ge=0)
    central: Number = Field(ge=0)
    high: Number = Field(ge=0)
    payer: Payer = "council"
    reason: Words = Field(min_length=3)

    @field_validator("payer", mode="before")
    @classmethod
    def _first_edition(cls, payer: object) -> object:
        return "wider" if payer == "society" else payer


class LeverSetting(_Closed):
    """How far one lever is pulled, for whom, when and why."""

    level: Number
    # Left out of a document, these three take the register's values for the lever.
    targeting: Targeting
    start_year: Whole
    ramp_years: Number
    # The last year in which the lever works. A year starts on 1 April: a lever of 2027 to 2033
    # works from 1 April 2027 to 31 March 2034.
    end_year: Whole | None = None
    groups: list[str] = []  # ethnic groups, for the levers that close a gap
    judgement: Judgement | None = None
    own_cost: OwnCost | None = None
    rationale: Words = ""


class Plan(_Closed):
    """One plan. Build it with :func:`load_plan` or :func:`new_plan`, which check it."""

    version: Literal[3] = CURRENT_VERSION
    title: Annotated[str, BeforeValidator(_copied)] = Field(
        default="Untitled plan", min_length=1, max_length=120
    )
    areas: list[str] = Field(default=[store.REGION], min_length=1, max_length=20)
    horizon_years: Whole = Field(default=MAX_HORIZON, ge=1, le=MAX_HORIZON)
    baseline: str = "forecast"
    discount_rate: Number = Field(default=0.035, ge=0, le=0.2)
    seed: Whole = Field(default=2025, ge=0, le=2**32 - 1)
    draws: Whole | None = Field(default=None, ge=16, le=20_000)
    levers: dict[str, LeverSetting] = {}
    # Empty in plans kept before the model had editions (the first one).
    app_version: str = Field(default=EDITION, max_length=40)
    data_version: str = Field(default="", max_length=40)

    @field_validator("title")
    @classmethod
    def _printable(cls, title: str) -> str:
        if not is_line(title):
            raise ValueError("must be one line of printable text")
        return title


# --- reading ---------------------------------------------------------------------------------


def load_plan(source: str | bytes | Path) -> Plan:
    """Read and check a plan.

    Parameters
    ----------
    source
        The text of a plan (YAML or JSON), or the path of a file that holds it (as ``Path``).

    Raises
    ------
    PlanError
        Naming the field and what is wrong; for text too large, before anything is parsed.
    """
    return plan_from_document(read_document(source))


def plan_from_document(document: object) -> Plan:
    """Check a plan already read as a mapping; older versions are brought up to date first.

    Raises PlanError naming the field and what is wrong.
    """
    if not isinstance(document, dict):
        raise PlanError("this is not a plan: it must be a list of fields such as title and levers")
    check_count(document)
    try:
        plan = Plan.model_validate(_with_lever_defaults(migrate(document)))
    except ValidationError as error:
        raise PlanError("; ".join(_plain(item) for item in error.errors()[:5])) from error
    except PlanError:
        raise
    except ValueError as error:  # of migrate
        raise PlanError(str(error)) from error
    return check_plan(plan)


def _with_lever_defaults(document: dict[str, Any]) -> dict[str, Any]:
    """The document with targeting, start and ramp of each lever filled in from the register."""
    levers = document.get("levers")
    if not isinstance(levers, dict):
        return document  # absent, or wrong and refused by the schema
    filled = {}
    known = load_registers().levers
    for lever_id, setting in levers.items():
        lever = known.get(lever_id)
        if lever is None:
            raise PlanError(_no_lever(lever_id, known))
        if isinstance(setting, dict):
            own = {
                "targeting": lever.targeting[0],
                "start_year": lever.start_year,
                "ramp_years": float(lever.ramp_years),
            }
            setting = own | setting
        filled[lever_id] = setting
    return document | {"levers": filled}


def _no_lever(lever_id: object, known: Iterable[str]) -> str:
    return f"levers.{str(lever_id)[:60]}: no such lever{_nearest(lever_id, known)}"


def _nearest(word: object, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else f"; known: {', '.join(known)}"


def _plain(item: Mapping[str, Any]) -> str:
    """One validation fault in plain English."""
    place = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        parent: type[BaseModel] = Plan
        if item["loc"][0] == "levers":
            parent = LeverSetting
            if len(item["loc"]) > 3:
                parent = Judgement if item["loc"][2] == "judgement" else OwnCost
        return f"{place[:120]}: unknown field{_nearest(item['loc'][-1], parent.model_fields)}"
    if item["type"] == "finite_number":
        return f"{place}: must be a number, not NaN or infinite"
    message = item["msg"].removeprefix("Value error, ")
    return f"{place[:120]}: {message[0].lower()}{message[1:]}"


# --- checking --------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def known_areas() -> dict[str, tuple[str, ...]]:
    """Area a plan may name -> its upper-tier authorities, in order of code."""
    region = tuple(store.areas("utla", within=store.REGION)["area_code"])
    combined = tuple(store.areas("utla", within=store.WMCA)["area_code"])
    return {store.REGION: region, store.WMCA: combined} | {code: (code,) for code in region}


def plan_authorities(plan: Plan) -> tuple[str, ...]:
    """Upper-tier authorities a plan covers, in order of code, none twice."""
    return tuple(sorted({code for area in plan.areas for code in known_areas()[area]}))


def check_plan(plan: Plan, registers: Registers | None = None) -> Plan:
    """Check a plan against the registers and the areas; return it in canonical form.

    Raises PlanError naming the field and what is wrong.
    """
    registers = registers or load_registers()
    if plan.baseline not in registers.baselines:
        raise PlanError(
            f"baseline: no path '{plan.baseline[:60]}'"
            f"{_nearest(plan.baseline, registers.baselines)}"
        )
    for code in plan.areas:
        if code not in known_areas():
            name = store.area_names().get(code, "not an area code")
            raise PlanError(
                f"areas: {code[:20]} ({name}) is not an upper-tier authority of the West Midlands, "
                f"the region ({store.REGION}) or the combined authority ({store.WMCA})"
            )
    for lever_id, setting in plan.levers.items():
        lever = registers.levers.get(lever_id)
        if lever is None:
            raise PlanError(_no_lever(lever_id, registers.levers))
        _check_setting(f"levers.{lever_id}", setting, lever, plan)
    return plan.model_copy(
        update={
            "areas": sorted(set(plan.areas)),
            "discount_rate": plan.discount_rate + 0.0,  # -0.0 and 0.0 are one rate
            "levers": {
                lever_id: _canonical_setting(setting)
                for lever_id, setting in sorted(plan.levers.items())
            },
        }
    )


def _canonical_setting(setting: LeverSetting) -> LeverSetting:
    return setting.model_copy(
        update={
            "level": setting.level + 0.0,
            "ramp_years": setting.ramp_years + 0.0,
            "groups": [group for group in ETHNIC_GROUPS if group in setting.groups],
        }
    )


def _check_setting(place: str, setting: LeverSetting, lever: Lever, plan: Plan) -> None:
    if not lever.min <= setting.level <= lever.max:
        raise PlanError(
            f"{place}.level: {setting.level:.10g} is outside {lever.min:.10g} to "
            f"{lever.max:.10g} ({lever.unit})"
        )
    if setting.targeting not in lever.targeting:
        raise PlanError(
            f"{place}.targeting: '{setting.targeting}' is not open to this lever; "
            f"choose from {', '.join(lever.targeting)}"
        )
    last = FIRST_YEAR + plan.horizon_years - 1
    if not FIRST_YEAR <= setting.start_year <= last:
        raise PlanError(
            f"{place}.start_year: {setting.start_year} is outside the plan's years, "
            f"{FIRST_YEAR} to {last}"
        )
    if not 0 <= setting.ramp_years <= MAX_HORIZON:
        raise PlanError(f"{place}.ramp_years: {setting.ramp_years:.10g} must be 0 to {MAX_HORIZON}")
    if setting.end_year is not None and setting.end_year < setting.start_year:
        raise PlanError(
            f"{place}.end_year: the lever ends in {setting.end_year}, before it starts in "
            f"{setting.start_year}"
        )
    unknown = [group for group in setting.groups if group not in ETHNIC_GROUPS]
    if unknown:
        raise PlanError(
            f"{place}.groups: no ethnic group '{unknown[0][:40]}'"
            f"{_nearest(unknown[0], ETHNIC_GROUPS)}"
        )
    if lever.measure == "gap" and setting.level > 0 and not setting.groups:
        raise PlanError(f"{place}.groups: name the ethnic groups whose gap is narrowed")
    if lever.measure != "gap" and setting.groups:
        raise PlanError(f"{place}.groups: this lever does not act by ethnic group")
    bounds = lever.judgement_bounds
    if setting.judgement is not None:
        if bounds is None:
            raise PlanError(f"{place}.judgement: this lever has no effect that rests on judgement")
        _ordered(f"{place}.judgement", setting.judgement)
        if not (bounds.low <= setting.judgement.low and setting.judgement.high <= bounds.high):
            raise PlanError(
                f"{place}.judgement: must lie between {bounds.low:.10g} and {bounds.high:.10g} "
                f"({bounds.unit})"
            )
    if setting.own_cost is not None:
        _ordered(f"{place}.own_cost", setting.own_cost)


def _ordered(place: str, values: Judgement | OwnCost) -> None:
    if not values.low <= values.central <= values.high:
        raise PlanError(
            f"{place}: low, central and high must be in order, got "
            f"{values.low:.10g}, {values.central:.10g}, {values.high:.10g}"
        )


def brought_up(plan: Plan) -> tuple[Plan, str]:
    """The plan marked with this edition, and what to say of it; "" for one of this edition."""
    if plan.app_version == EDITION:
        return plan, ""
    note = EDITION_NOTE if any(setting.level != 0 for setting in plan.levers.values()) else ""
    return plan.model_copy(update={"app_version": EDITION}), note


def new_plan(**fields: object) -> Plan:
    """A checked plan from fields, e.g. ``new_plan(title="...", levers={...})``."""
    return plan_from_document({"version": CURRENT_VERSION, **fields})


# --- writing ---------------------------------------------------------------------------------


def canonical(plan: Plan) -> dict[str, Any]:
    """The plan as plain data with every field given and everything in a fixed order.

    Defaults are written out, so that a later change of a default cannot change an old plan.
    """
    return check_plan(plan).model_dump(mode="json")


def dump_plan(plan: Plan, form: Literal["yaml", "json"] = "yaml") -> str:
    """The plan as text; ``load_plan(dump_plan(plan))`` gives the same plan."""
    if form == "json":
        return json.dumps(canonical(plan), ensure_ascii=False, indent=2) + "\n"
    return write_document(canonical(plan))


def _digest(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def plan_hash(plan: Plan) -> str:
    """Fingerprint of the whole plan, words included (16 hexadecimal digits)."""
    return _digest(canonical(plan))


def results_key(plan: Plan) -> str:
    """Fingerprint of what decides the results: equal keys, equal results.

    Leaves out title, reasons and the version of the app; levers at 0 do nothing and drop out.
    """
    data = canonical(plan)
    kept = {k: v for k, v in data.items() if k not in ("title", "app_version", "levers")}
    kept["levers"] = {}
    for lever_id, setting in data["levers"].items():
        if setting["level"] == 0:
            continue
        kept["levers"][lever_id] = {
            key: {k: v for k, v in value.items() if k != "reason"}
            if isinstance(value, dict)
            else value
            for key, value in setting.items()
            if key != "rationale"
        }
    return _digest(kept)
