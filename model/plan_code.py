"""A plan as a short code for a web address, and back.

``p<version>.<letters>``: URL-safe base64 of a checksum and the compressed canonical plan. The
checksum finds damage (a character lost or changed on the way); it is no secret.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from typing import Any

from model.plan import SIZE_LIMIT, Plan, PlanError, canonical, plan_from_document
from model.plan_migrations import CURRENT_VERSION

CODE_LIMIT = 16 * 1024  # characters
_CHECK_BYTES = 6
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
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=_DICTIONARY)
    packed = packer.compress(text) + packer.flush()
    body = hashlib.sha256(packed).digest()[:_CHECK_BYTES] + packed
    code = f"p{CURRENT_VERSION}." + base64.urlsafe_b64encode(body).decode("ascii").rstrip("=")
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
        raise PlanError("this is not a plan code: it must look like p2.followed-by-letters")
    if head != f"p{CURRENT_VERSION}":
        raise PlanError(
            f"the plan code is of version {head[1:][:6]}; this app reads version {CURRENT_VERSION}"
        )
    return plan_from_document(_unpack(letters))


def _unpack(letters: str) -> Any:
    try:
        padded = letters.encode("ascii") + b"=" * (-len(letters) % 4)
        body = base64.b64decode(padded, altchars=b"-_", validate=True)
        # A changed last character can decode to the same bytes: only one spelling is right.
        if base64.urlsafe_b64encode(body).rstrip(b"=") != letters.encode("ascii"):
            raise PlanError(_DAMAGED)
        check, packed = body[:_CHECK_BYTES], body[_CHECK_BYTES:]
        if hashlib.sha256(packed).digest()[:_CHECK_BYTES] != check:
            raise PlanError(_DAMAGED)
        unpacker = zlib.decompressobj(-15, zdict=_DICTIONARY)
        text = unpacker.decompress(packed, SIZE_LIMIT)
        if not unpacker.eof:  # cut short, or larger than any plan
            raise PlanError(_DAMAGED)
        return json.loads(text)
    except (binascii.Error, UnicodeError, zlib.error, json.JSONDecodeError) as error:
        raise PlanError(_DAMAGED) from error
    except RecursionError as error:
        raise PlanError(_DAMAGED) from error
