"""What each column of a table is: by the form of a publisher, or proposed for a sheet of one's own.

A publisher's form is told by its column names alone, never by a mark. What is proposed can be
corrected: `propose` takes the roles that a person gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data.own import marks, periods, places
from data.own.forms import EES_AREAS, EES_PLACES, Form, form_of
from data.own.header import Table, text_of
from data.own.shape import Column, Refused
from data.store import search_words

#: What a column can be.
ROLES = {
    "area": "area (code or name)",
    "area name": "name of the area",
    "authority": "authority the area lies in",
    "period": "period",
    "period kind": "kind of period",
    "measure": "what is measured",
    "group": "group of people",
    "value": "value",
    "count": "count",
    "denominator": "denominator",
    "lower": "lower limit (95%)",
    "upper": "upper limit (95%)",
    "note": "note on the value",
    "left out": "left out",
}
_FIGURES = ("value", "count", "denominator", "lower", "upper")
_SAMPLE = 2_000


_AREA_HINT = re.compile(
    r"\b(?:area|ward|wards|authority|authorities|district|borough|council|lsoa|msoa|locality|place|"
    r"geography|neighbourhood|lad|utla|ltla|la|gss|ons)\b"
)
_PERIOD_HINT = re.compile(r"\b(?:year|period|date|month|quarter|time|fy|snapshot)\b")
_MEASURE_HINT = re.compile(
    r"(?:measure|indicator|metric|statistic|variable|series|kpi|data type)(?: name)?"
)
_GROUP_HINT = re.compile(
    r"\b(?:sex|gender|ethnic\w*|age|group|category|characteristic|breakdown|sen|fsm|disab\w*|"
    r"religion|language)\b"
)
_VALUE_HINT = re.compile(
    r"%|\b(?:rate|rates|percent|percentage|pct|proportion|share|ratio|score|average|mean|median|"
    r"index|value)\b|\bper (?:cent|\d)",
    re.IGNORECASE,
)
_DENOMINATOR_HINT = re.compile(
    r"\b(?:denominator|population|pop|base|cohort|all children|total children|children aged|under "
    r"1[5-8]|0 (?:to )?1[5-9]|households|residents|out of|all pupils|eligible)\b"
)
_LOWER_HINT = re.compile(r"\b(?:lower|lci|low(?:er)? ci|ci lower|ll)\b")
_UPPER_HINT = re.compile(r"\b(?:upper|uci|upp(?:er)? ci|ci upper|ul)\b")
_NOTE_HINT = re.compile(r"(?:value )?notes?|comments?|status|flag|symbol|marker?")
_NO_FIGURE = re.compile(
    r"(?:row|rank|order|sort|objectid|fid|index no|id|.* id|urn|lat|latitude|long?|longitude|"
    r"easting|eastings|northing|northings|x|y|decile|quintile|imd.*|.* (?:no|ref|reference))"
)


@dataclass
class _Facts:
    """What is known of a column from its cells."""

    filled: list[object]
    codes: float
    numbers: float  # share that is a number or a number with a mark
    any_number: bool
    level: str
    places: float
    periods: float
    plain_years: bool
    whole: bool
    different: int


def _facts(cells: Sequence[object]) -> _Facts:
    filled = [cell for cell in cells[:_SAMPLE] if text_of(cell)]
    count = max(len(filled), 1)
    decimal, _ = marks.decimals_of([cell for cell in filled if isinstance(cell, str)])
    figures = [marks.read(cell, decimal) for cell in filled]
    numbers = [each.number for each in figures if each.number == each.number]
    marked = [
        each
        for each in figures
        if each.number == each.number
        or (len(each.mark) <= 12 and not re.search(r"[a-z]{4}", each.mark))
    ]
    texts = [text_of(cell) for cell in filled]
    level, share = ("", 0.0)
    if len(numbers) < 0.5 * count:
        level, share = places.level_of(texts)
    read = [periods.readings(cell) for cell in filled]
    return _Facts(
        filled=filled,
        codes=sum(bool(places.code_in(cell)) for cell in filled) / count,
        numbers=len(marked) / count if numbers else 0.0,
        any_number=bool(numbers),
        level=level,
        places=share,
        periods=sum(bool(each) for each in read) / count,
        plain_years=all(
            isinstance(cell, int | float) or text_of(cell).isdigit() for cell in filled
        ),
        whole=all(number.is_integer() for number in numbers),
        different=len(set(texts)),
    )


@dataclass(frozen=True)
class Figures:
    """Columns that together give the figures of one measure (and period, where names hold it)."""

    label: str
    period: str = ""
    value: str = ""
    count: str = ""
    denominator: str = ""
    lower: str = ""
    upper: str = ""
    note: str = ""


@dataclass
class Layout:
    """Which column is what, ready to be read row by row."""

    form: Form | None
    columns: list[Column]
    roles: dict[str, str]
    figures: list[Figures] = field(default_factory=list)
    by_name: bool = False  # the area column holds names

    def named(self, role: str) -> list[str]:
        """Columns of a role, in the order of the file."""
        return [name for name, its in self.roles.items() if its == role]

    def one(self, role: str) -> str:
        """The first column of a role; "" where there is none."""
        return next(iter(self.named(role)), "")


def propose(table: Table, given: Mapping[str, str]) -> Layout:
    """What each column of a table is.

    Parameters
    ----------
    table
        As `header.find` gives it.
    given
        Column name -> role, as the person says.

    Raises
    ------
    Refused
        For a column or role that does not exist.
    """
    unknown = [name for name in given if name not in table.names]
    if unknown:
        raise Refused(
            f"There is no column “{unknown[0]}”; there are: {', '.join(table.names[:12])}."
        )
    wrong = [role for role in given.values() if role not in ROLES]
    if wrong:
        raise Refused(f"A column cannot be “{wrong[0]}”; it can be: {', '.join(ROLES)}.")
    form = form_of({name.lower() for name in table.names})
    facts = {name: _facts(table.column(name)) for name in table.names}
    found = _of_form(form, facts) if form else _of_own(facts)
    for name, role in given.items():
        if role in ("area", "period", "period kind", "note"):
            for other, (its, _) in list(found.items()):
                if its == role and other != name:
                    found[other] = ("left out", "another column was chosen")
        found[name] = (role, "chosen by you")
    columns = [
        Column(name, *found[name], tuple(text_of(cell)[:60] for cell in facts[name].filled[:3]))
        for name in table.names
    ]
    layout = Layout(form, columns, {name: found[name][0] for name in table.names})
    area = layout.one("area")
    if area:
        layout.by_name = facts[area].codes < 0.5 and not _dfe_column(area, facts[area])
    layout.figures = _figures(layout)
    return layout


def _of_form(form: Form, facts: Mapping[str, _Facts]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, its in facts.items():
        lower = name.lower()
        role = form.roles.get(lower)
        if role:
            found[name] = (role, f"by its name, {form.title}")
        elif form.key == "ees":
            if EES_PLACES.fullmatch(lower):
                found[name] = ("left out", "says the area")
            elif its.numbers >= 0.9:
                found[name] = ("value", "an indicator: numbers and marks")
            else:
                found[name] = ("group", "a filter: words")
        elif form.key == "nomis":
            found[name] = ("value", "numbers") if its.numbers >= 0.5 else ("left out", "no figures")
        elif form.key == "nomis api" and lower.endswith("_name") and its.different > 1:
            found[name] = ("group", "divides the rows")
        else:
            found[name] = ("left out", "not needed")
    if form.key == "nomis":
        names = list(facts)
        before = names[: [name.lower() for name in names].index("mnemonic")]
        if before:
            found[before[-1]] = ("area name", "stands before the codes")
    if form.key == "els":
        values = [name for name, (role, _) in found.items() if role == "value"]
        best = max(values, key=lambda name: facts[name].numbers, default="")
        for name in values:
            if name != best:
                found[name] = ("left out", "no numbers")
    return found


def _dfe_column(name: str, its: _Facts) -> bool:
    hint = re.search(r"\b(?:la|lea|dfe|authority)\b", search_words(name.replace("_", " ")))
    if not hint or not its.filled:
        return False
    return sum(places.dfe_number(cell) is not None for cell in its.filled) >= 0.8 * len(its.filled)


def _of_own(facts: Mapping[str, _Facts]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {
        name: ("left out", "empty") for name, its in facts.items() if not its.filled
    }
    words = {name: search_words(name.replace("_", " ")) for name in facts}
    _find_areas(found, facts, words)
    for name, its in facts.items():
        if name in found:
            continue
        hint = _PERIOD_HINT.search(words[name]) and not _NO_FIGURE.fullmatch(words[name])
        has_one = any(role == "period" for role, _ in found.values())
        if not has_one and (
            (hint and its.periods >= 0.5) or (its.periods >= 0.8 and not its.plain_years)
        ):
            found[name] = ("period", "its name and cells" if hint else "its cells")
        elif _MEASURE_HINT.fullmatch(words[name]) and its.numbers < 0.5:
            found[name] = ("measure", "its name")
        elif _GROUP_HINT.search(words[name]) and (
            its.numbers < 0.5 or words[name].startswith("age")
        ):
            found[name] = ("group", "its name")
        elif _NO_FIGURE.fullmatch(words[name]):
            found[name] = ("left out", "its name says that it is no figure")
        elif _NOTE_HINT.fullmatch(words[name]) and its.numbers < 0.5:
            found[name] = ("note", "its name")
        elif its.numbers >= 0.5 or (its.any_number and _VALUE_HINT.search(name)):
            plain = search_words(_label(name, _period_in(name)).replace("_", " "))
            found[name] = (_figure_role(name, plain, its), "numbers, and its name")
        else:
            found[name] = ("left out", "no figures")
    _one_denominator(found, facts)
    return {name: found[name] for name in facts}


def _find_areas(
    found: dict[str, tuple[str, str]], facts: Mapping[str, _Facts], words: Mapping[str, str]
) -> None:
    coded = [name for name, its in facts.items() if its.codes >= 0.5]
    if coded:
        # The finest: the column with most different codes, the first of equals.
        area = max(coded, key=lambda name: facts[name].different)
        for name in coded:
            found[name] = (
                ("area", "codes of areas") if name == area else ("left out", "other codes")
            )
    else:
        area = next((name for name, its in facts.items() if _dfe_column(name, its)), "")
        if area:
            found[area] = ("area", "numbers of the Department for Education")
    named = [
        name
        for name, its in facts.items()
        if name not in found and its.places >= 0.4 and its.periods < 0.5
    ]
    if area:
        if named:
            best = max(named, key=lambda name: facts[name].different)
            found[best] = ("area name", "names of areas")
        return
    small = [name for name in named if facts[name].level in ("ward", "msoa", "lsoa")]
    large = [name for name in named if facts[name].level == "authority"]
    if small:
        best = max(small, key=lambda name: facts[name].different)
        found[best] = ("area", f"names of {places.LEVEL_WORDS[facts[best].level]}")
        if large:
            found[large[0]] = ("authority", "names of authorities")
    elif named:
        best = max(named, key=lambda name: (facts[name].places, facts[name].different))
        found[best] = ("area", f"names of {places.LEVEL_WORDS[facts[best].level]}")
    else:
        hinted = [
            name
            for name, its in facts.items()
            if name not in found and _AREA_HINT.search(words[name]) and its.numbers < 0.5
        ]
        if hinted:
            found[hinted[0]] = ("area", "its name; most cells are no area that the atlas knows")


def _figure_role(name: str, words: str, its: _Facts) -> str:
    if _LOWER_HINT.search(words):
        return "lower"
    if _UPPER_HINT.search(words):
        return "upper"
    if _VALUE_HINT.search(name):
        return "value"
    if _DENOMINATOR_HINT.search(words) or words in ("children", "pupils", "people", "young people"):
        return "denominator"
    return "count" if its.whole else "value"


def _one_denominator(found: dict[str, tuple[str, str]], facts: Mapping[str, _Facts]) -> None:
    """Without a count there is nothing to divide; a second denominator is a count of its own."""
    pieces = {name: _period_in(name) for name in found}
    for period in set(pieces.values()):
        mine = [name for name in found if pieces[name] == period]
        bases = [name for name in mine if found[name][0] == "denominator"]
        counts = [name for name in mine if found[name][0] in ("count", "value")]
        for name in bases if not counts else bases[1:]:
            found[name] = ("count", "whole numbers")


def _period_in(name: str) -> str:
    """The part of a column's name that is a period; "" where there is none."""
    for piece in name.split(" | "):
        if periods.readings(piece):
            return piece
    pattern = (
        r"\d{4}\s?[/–-]\s?\d{2,4}|\d{2}/\d{2}|(?:[A-Z][a-z]{2,8})[ -]\d{2,4}|\b(?:19|20)\d{2}\b"
    )
    found = re.search(pattern, name)
    return found[0] if found and periods.readings(found[0]) else ""


def _figures(layout: Layout) -> list[Figures]:
    wanted = [name for name, role in layout.roles.items() if role in _FIGURES]
    in_names = {name: _period_in(name) for name in wanted}
    by_name = not layout.one("period") and layout.form is None and any(in_names.values())
    note = layout.one("note")
    result = []
    for period in dict.fromkeys(in_names[name] if by_name else "" for name in wanted):
        mine = [name for name in wanted if not by_name or in_names[name] == period]
        by_role = {role: [n for n in mine if layout.roles[n] == role] for role in _FIGURES}
        values, counts = by_role["value"], by_role["count"]
        one_value = len(values) == 1 and len(counts) <= 1
        base = by_role["denominator"][0] if by_role["denominator"] else ""
        lower, upper = (by_role[role][0] if by_role[role] else "" for role in ("lower", "upper"))
        if one_value or (len(counts) == 1 and not values):
            value, count = (values[0] if values else ""), (counts[0] if counts else "")
            label = _label(value or count, period)
            result.append(Figures(label, period, value, count, base, lower, upper, note))
        else:
            result += [Figures(_label(n, period), period, value=n, note=note) for n in values]
            result += [
                Figures(_label(n, period), period, count=n, denominator=base, note=note)
                for n in counts
            ]
    return result


def _label(name: str, period: str) -> str:
    if not period:
        return name
    rest = " ".join(piece for piece in name.split(" | ") if piece != period)
    return rest.replace(period, " ").strip(" -–:|,()") or "Figures"


def area_cells(table: Table, layout: Layout) -> list[tuple[str, str, str]]:
    """Code, name and authority of every row as texts; "" where a row or the file has none."""
    count = len(table.rows)
    lower = {name.lower(): name for name in table.names}
    if layout.form is not None and layout.form.key == "ees":
        levels = [text_of(cell).lower() for cell in table.column(lower["geographic_level"])]
        held = {
            name: [text_of(cell) for cell in table.column(lower[name])]
            for codes, title in EES_AREAS.values()
            for name in (*codes, title)
            if name in lower
        }
        found: list[tuple[str, str, str]] = []
        for row, level in enumerate(levels):
            codes, title = EES_AREAS.get(level, ((), ""))
            said = [held[name][row] for name in codes if name in held]
            code = next((text for text in said if text.lower() not in ("", "x", "z", ":")), "")
            found.append(
                (code, held[title][row] if title in held else "", level if not codes else "")
            )
        return found

    def texts(role: str) -> list[str]:
        name = layout.one(role)
        return [text_of(cell) for cell in table.column(name)] if name else [""] * count

    area, name, authority = texts("area"), texts("area name"), texts("authority")
    if layout.by_name:
        return list(zip([""] * count, area, authority, strict=True))
    return list(zip(area, name, authority, strict=True))
