"""Which area a cell means: by code of any year, by the Department for Education's number, by name.

Codes that changed go to today's. Areas that merged are added up by `understand` where all of them
are there; areas that were split or redrawn are refused with the reason. A name is never matched by
likeness: near ones are named in the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from data import store

_GSS = re.compile(r"(?<![A-Z0-9])([EKNSW]\d{8})(?!\d)")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}")
_EARLIER = store.PUBLISHED / "earlier_codes.csv"

#: Words for a place that stands in an area column and is none: the sum of the other rows.
_TOTALS = frozenset(
    """total|totals|grand total|all|all areas|all wards|overall|sum|subtotal|sub total|average|mean
    region total|other|others|unknown|not known|not stated|not recorded|no fixed abode|out of area
    outside area|blank""".replace("\n    ", "|").split("|")
)
_SUMS = ("total", "all ", "sum", "sub")
#: Kinds of body, as councils shorten them.
_SHORT = frozenset(("mbc", "bc", "dc", "cc", "ua", "unitary", "authority", "lbc", "local"))
#: Order in which levels are taken for a column whose names fit several equally.
_LEVELS = (
    "authority",
    "ward",
    "msoa",
    "lsoa",
    "icb",
    "police_force",
    "region",
    "country",
    "combined_authority",
)
LEVEL_WORDS = {
    "authority": "authorities",
    "ward": "wards",
    "msoa": "larger neighbourhoods (MSOA)",
    "lsoa": "neighbourhoods (LSOA)",
    "icb": "NHS integrated care boards",
    "police_force": "police forces",
    "region": "regions",
    "country": "countries",
    "combined_authority": "the combined authority",
}
_KINDS = {
    "E00": "an output area: add up to neighbourhoods (LSOA), the smallest on the maps",
    "E03": "a civil parish: parishes are not on the maps",
    "E04": "a civil parish: parishes are not on the maps",
    "E14": "a parliamentary constituency: constituencies are not on the maps",
    "E38": "a code of the NHS that is not on the maps",
    "E40": "an NHS region: not on the maps",
    "E54": "an integrated care board that is not among the six of the region",
    "E22": "a community safety partnership: not on the maps",
    "E13": "a part of London: not on the maps",
    "E11": "a metropolitan county: its boroughs are on the maps",
}


@dataclass(frozen=True)
class Placed:
    """An area of the areas table, and how it was found.

    ``parts`` are all codes that became this one, where the cell's own ``old`` is one of several.
    """

    code: str
    how: str = ""
    old: str = ""
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lost:
    """A cell that is no area here; the reason in words."""

    reason: str


Place = Placed | Lost


@lru_cache(maxsize=1)
def _recodings() -> dict[str, dict[Any, Any]]:
    text = (Path(__file__).parent / "recodings.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[Any, Any]] = yaml.safe_load(text)
    return found


@lru_cache(maxsize=1)
def _merged() -> dict[str, tuple[str, frozenset[str]]]:
    """Old code -> (new code, all codes that became it)."""
    found = {
        old: (new, frozenset(olds)) for new, olds in _recodings()["merged"].items() for old in olds
    }
    earlier = _earlier()
    for new, part in earlier[earlier["change"] == "merged"].groupby("new_codes"):
        olds = frozenset(part["old_code"])
        found |= dict.fromkeys(part["old_code"], (str(new), olds))
    return found


@lru_cache(maxsize=1)
def _earlier() -> pd.DataFrame:
    return pd.read_csv(_EARLIER, dtype=str)


@lru_cache(maxsize=1)
def _changed() -> dict[str, str]:
    """Old code -> why its figures cannot be taken to today's areas."""
    found = {
        code: f"{what}: its figures cannot be taken apart"
        for code, what in _recodings()["split"].items()
    }
    for row in _earlier().to_dict("records"):
        many = len(row["new_codes"].split())
        if row["change"] == "split":
            found[row["old_code"]] = (
                f"a neighbourhood of 2011 that was split into {many} in 2021: its figures cannot "
                "be taken apart"
            )
        elif row["change"] == "redrawn":
            found[row["old_code"]] = (
                f"the ward {row['old_name']} of before May 2025, redrawn then: its figures cannot "
                "be taken to the new wards"
            )
    return found


@lru_cache(maxsize=1)
def _current() -> frozenset[str]:
    """Codes that may be shown: areas of the table that still exist."""
    codes: set[str] = set()
    for level in store.LEVEL_TITLES:
        codes |= set(store.areas(level).index)
    return frozenset(codes)


def code_in(cell: object) -> str:
    """The nine-character code in a cell, alone or with a name beside it; "" where there is none."""
    found = _GSS.search(str(cell).upper()) if cell is not None else None
    return found[1] if found else ""


def dfe_number(cell: object) -> int | None:
    """A three-digit number of the Department for Education, or None."""
    if isinstance(cell, bool) or cell is None:
        return None
    text = str(cell).strip()
    text = text.removesuffix(".0")
    return (
        int(text) if re.fullmatch(r"[2-9]\d\d", text) and int(text) in _recodings()["dfe"] else None
    )


def by_code(cell: object) -> Place:
    """Where a cell of codes belongs.

    Parameters
    ----------
    cell
        A code of the Office for National Statistics, of any year, or the Department for
        Education's three digits.
    """
    text = "" if cell is None else str(cell).strip().upper()
    if text in ("", "X", "Z", ":", "-"):
        return Lost("the area is empty")
    code = code_in(text)
    if not code:
        number = dfe_number(cell)
        if number is not None:
            return _of_code(_recodings()["dfe"][number], "the Department for Education's number")
        if re.fullmatch(r"[EKNSW]\d{7}", text):
            likely = f"{text[0]}0{text[1:]}"
            hint = f" (perhaps {likely})" if likely in _current() else ""
            return Lost(f"{text} has one digit too few for a code: a zero may be lost{hint}")
        if re.fullmatch(r"\d{2}[A-Z]{2}([A-Z]{2})?", text):
            return Lost(f"{text} is a code from before 2011: use the codes that begin with E")
        return Lost(f"“{_short(cell)}” is no code of an area")
    return _of_code(code)


def _of_code(code: str, how: str = "") -> Place:
    same = _recodings()["same"]
    if code in same:
        return Placed(same[code], how or f"recoded from {code}", code)
    if code in _changed():
        return Lost(
            f"{code} is {_changed()[code]}" if code[:3] in ("E01", "E05") else _changed()[code]
        )
    if code in _current():
        return Placed(code, how)
    if code in _merged():
        new, parts = _merged()[code]
        return Placed(new, f"merged from {len(parts)} areas", code, parts)
    return Lost(f"{code} is {_stranger(code)}")


def _stranger(code: str) -> str:
    if code[0] in "WSN":
        return "a place outside England"
    kind = _KINDS.get(code[:3])
    if kind:
        return kind
    if code[:3] == "E05":
        return "no ward of the West Midlands of 2024 or 2025: elsewhere, or of an older year"
    if code[:3] in ("E01", "E02"):
        return "no neighbourhood of the West Midlands of 2011 or 2021"
    if code[:3] == "E07":
        return "a district outside the West Midlands"
    return "a code that the atlas does not have"


def is_total(name: object) -> bool:
    """Whether a cell of an area column says that the row sums up others, or is nowhere."""
    words = store.search_words(str(name)) if name is not None else ""
    return words in _TOTALS or words.startswith(_SUMS) or words.endswith(" total")


def _short(cell: object) -> str:
    text = " ".join(str(cell).split())
    return text if len(text) <= 60 else text[:57] + "..."


def _authority_key(words: str) -> str:
    kept = [word for word in words.split() if word not in store.BODY_WORDS | _SHORT]
    return " ".join(kept) or words


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, tuple[str, ...]]]:
    """Level -> searchable name -> codes."""
    found: dict[str, dict[str, set[str]]] = {level: {} for level in _LEVELS}
    for level in store.LEVEL_TITLES:
        kind = "authority" if level in ("ltla", "utla") else level
        for row in store.areas(level).to_dict("records"):
            for name in {row["area_name"], row["area_name"].split(" (")[0], row["official_name"]}:
                words = store.search_words(name)
                keys = {words, _authority_key(words)} if kind == "authority" else {words}
                if kind == "ward":
                    keys.add(words.removesuffix(" ward"))
                if kind == "icb":
                    keys.add(re.sub(r"^nhs | integrated care board$", "", words))
                for key in keys:
                    found[kind].setdefault(key, set()).add(row["area_code"])
    return {
        kind: {key: tuple(sorted(codes)) for key, codes in names.items()}
        for kind, names in found.items()
    }


def _candidates(name: str, level: str) -> tuple[str, ...]:
    words = store.search_words(name)
    names = _names()[level]
    if words in names:
        return names[words]
    if level == "authority":
        return names.get(_authority_key(words), ())
    if level == "ward":
        return names.get(words.removesuffix(" ward"), ())
    if level == "icb":
        return names.get(re.sub(r"^nhs | icb$| integrated care board$", "", words), ())
    return ()


@dataclass
class NamedPlaces:
    """The places of a column of names, read together.

    ``level`` is what the column mostly names; ``authority`` the one authority that all of its
    wards or neighbourhoods with a name of their own lie in, "" where there are several.
    """

    level: str
    share: float
    authority: str = ""
    found: dict[tuple[str, str], Place] = field(default_factory=dict)


def level_of(names: Iterable[str]) -> tuple[str, float]:
    """The level that most of the different names are of, and the share of the names that fit it."""
    different = {name for name in names if name and not is_total(name)}
    if not different:
        return "", 0.0
    hits = Counter(
        {level: sum(bool(_candidates(name, level)) for name in different) for level in _LEVELS}
    )
    level = max(_LEVELS, key=lambda each: hits[each])
    return level, hits[level] / len(different)


def by_names(pairs: Sequence[tuple[str, str]], wards_of: str = "2025") -> NamedPlaces:
    """Where names belong.

    Parameters
    ----------
    pairs
        (name, code of the authority that the row gives, or "") of every row.
    wards_of
        "2025", "2024" or "earlier": the year of the wards that names of wards mean.
    """
    level, share = level_of(name for name, _ in pairs)
    result = NamedPlaces(level, share)
    if not level:
        return result
    known = [_candidates(name, level) for name in {name for name, _ in pairs}]
    authorities = {
        store.area(codes[0]).ltla_code or store.area(codes[0]).utla_code
        for codes in known
        if len(codes) == 1
    }
    if level in ("ward", "msoa", "lsoa") and len(authorities) == 1:
        result.authority = authorities.pop()
    for name, within in set(pairs):
        result.found[name, within] = _by_name(name, within or result.authority, level, wards_of)
    return result


def _by_name(name: str, within: str, level: str, wards_of: str) -> Place:
    if not name:
        return Lost("the area is empty")
    if is_total(name):
        return Lost(f"“{_short(name)}” sums up other rows or is nowhere on the map")
    codes = _candidates(name, level)
    if within and level in ("ward", "msoa", "lsoa") and len(codes) > 1:
        inside = [code for code in codes if within in _parents(code)]
        codes = tuple(inside) or codes
    if len(codes) == 1:
        return (
            _ward_of_year(codes[0], name, wards_of) if level == "ward" else Placed(codes[0], "name")
        )
    if codes:
        shown = ", ".join(store.area(code).name for code in codes[:4])
        return Lost(f"“{_short(name)}” could be {shown}: give the code or the authority")
    wider = [
        (each, code)
        for each in ("authority", "region", "country", "combined_authority", "police_force", "icb")
        if each != level
        for code in _candidates(name, each)
    ]
    if len({code for _, code in wider}) == 1:
        return Placed(wider[0][1], "name")
    if wider:
        shown = ", ".join(store.area(code).name for _, code in wider[:4])
        return Lost(f"“{_short(name)}” could be {shown}: give the code")
    if _POSTCODE.fullmatch(name.strip().upper()):
        return Lost("a postcode: figures are read by area, and the atlas holds no postcodes")
    levels = ("ltla", "utla") if level == "authority" else (level,)
    near = store.nearest_areas(name, levels, limit=2)
    hint = f" (nearest: {', '.join(near['area_name'])})" if len(near) else ""
    return Lost(f"no area is called “{_short(name)}”{hint}")


def _parents(code: str) -> tuple[str, ...]:
    area = store.area(code)
    return (area.ltla_code, area.utla_code, area.msoa_code)


@lru_cache(maxsize=1)
def _redrawn_names() -> frozenset[str]:
    """Names of today's wards in authorities whose wards were redrawn in 2025."""
    earlier = _earlier()
    new = " ".join(earlier.loc[earlier["kind"] == "ward24", "new_codes"]).split()
    authorities = {store.area(code).ltla_code for code in new}
    found: set[str] = set()
    for each in authorities:
        found |= set(store.areas("ward", each).index)
    return frozenset(found)


def _ward_of_year(code: str, name: str, wards_of: str) -> Place:
    if wards_of == "earlier":
        return Lost(
            f"a ward “{_short(name)}” of before 2024: its boundary may have been another, and the "
            "atlas holds those of 2025"
        )
    if wards_of == "2024" and code in _redrawn_names():
        return Lost(
            f"the ward “{_short(name)}” of before May 2025, redrawn then: its figures cannot be "
            "taken to the new wards"
        )
    return Placed(code, "name")
