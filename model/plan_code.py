"""A plan as a short code for a web address, and back.

``p<version>.<letters>``: the canonical plan as `model.link_code` packs it.
"""

from __future__ import annotations

import json

from model.link_code import Damaged, pack, unpack
from model.plan import SIZE_LIMIT, Plan, PlanError, canonical, plan_from_document
from model.plan_migrations import CURRENT_VERSION

CODE_LIMIT = 16 * 1024  # characters
#: Codes of every version since the first packed so, all with the same dictionary.
_READ = tuple(f"p{version}" for version in range(2, CURRENT_VERSION + 1))
_DAMAGED = "the plan code is damaged: a part is missing or changed; copy the whole link again"
#: Long words of a plan -> the compressor's head start (zlib preset dictionary). Part of the
#: format: change it only with a new version.
_DICTIONARY = (
    b'"reason":"","low":,"central":,"high":,"payer":"council","groups":["Asian","Black","Mixed",'
    b'"White","Other"],"most deprived first","in proportion to need","everyone",'
    b"narrow_disparity care_instead_of_custody shorter_stays diversion fewer_exclusions "
    b"family_group_conference identification therapy_places community_coalition mentoring "
    b"youth_clubs keyworker incredible_years early_years_centres child_poverty "
    b'"national_strategy","recent_trend","hold","E12000005","E47000007","E0800002","E0600",'
    b'"own_cost":null,"rationale":""},"level":0.0,"targeting":"everyone","start_year":2027,'
    b'"ramp_years":2.0,"end_year":null,"groups":[],"judgement":null,"own_cost":null,"rationale":""'
    b'"app_version":"","data_version":"","version":2,"title":"Untitled plan","areas":["E12000005"],'
    b'"horizon_years":20,"baseline":"hold","discount_rate":0.035,"seed":2025,"draws":null,"levers":'
)


def encode_plan(plan: Plan, rationale: bool = True) -> str:
    """The plan as a code of letters, digits, ``-``, ``_`` and one dot.

    ``rationale=False`` leaves the lever rationales out, which keeps the code short.
    Raises PlanError when the code would be too long for a link.
    """
    data = canonical(plan)
    if not rationale:
        for setting in data["levers"].values():
            setting["rationale"] = ""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    code = f"p{CURRENT_VERSION}.{pack(text, _DICTIONARY)}"
    if len(code) > CODE_LIMIT:
        raise PlanError(
            "the plan is too long for a link: shorten the reasons, or save it as a file"
        )
    return code


def decode_plan(code: str) -> Plan:
    """The plan a code stands for.

    Raises
    ------
    PlanError
        When the code is damaged, of an unknown version, or does not hold a valid plan.
    """
    head, dot, letters = code.strip().partition(".")
    if len(code) > CODE_LIMIT or not dot or not head.startswith("p") or not head[1:].isdigit():
        raise PlanError("this is not a plan code: it must look like p3.followed-by-letters")
    if head not in _READ:
        raise PlanError(
            f"the plan code is of version {head[1:][:6]}; this app reads version {CURRENT_VERSION}"
        )
    try:
        document = unpack(letters, _DICTIONARY, SIZE_LIMIT)
    except Damaged as error:
        raise PlanError(_DAMAGED) from error
    return plan_from_document(document)
