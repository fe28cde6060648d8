"""Numbers and findings in words a councillor would use; text of others shown as it stands."""

from __future__ import annotations

import math
import re

import pandas as pd

from data.contract import parse_period
from data.metadata import Indicator
from data.plain_text import plain

NO_FIGURE = {
    "suppressed": "held back to protect people",
    "missing": "no figure",
    "not comparable": "not comparable",
}

GROUP_TYPE_WORDS = {
    "ethnicity": "by ethnic group",
    "ethnicity_detail": "by detailed ethnic group",
    "imd_decile": "by neighbourhood deprivation (tenths)",
    "imd_quintile": "by neighbourhood deprivation (fifths)",
    "idaci_decile": "by child poverty of the neighbourhood (tenths)",
    "sex": "by sex",
    "age": "by age",
    "fsm": "by free school meals",
    "first_language": "by first language",
    "term_of_birth": "by term of birth",
    "disadvantage": "by disadvantage",
    "sen": "by special educational need",
    "vulnerable_group": "by vulnerable group",
    "person_concerned": "by person concerned",
    "fsm_x_sen": "by free school meals and special educational need",
    "ethnicity_x_imd_quintile": "by ethnic group and deprivation",
    "ethnicity_x_deprivation_level": "by ethnic group and deprivation",
}


def number(value: float, decimals: int) -> str:
    """A plain number with thousands separators; "no figure" for NaN."""
    if value is None or math.isnan(value):
        return "no figure"
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "\u2212") if float(text.replace(",", "")) != 0 else text.lstrip("-")


#: How a box or slider writes the number a person set: as it is, without a binary tail
#: (3.5, not 3.5000000000000004).
NUMBER_BOX = "%.10g"


def as_set(value: float) -> str:
    """A number that a person or a register set, as it is: "3.5", "12,000", "0.035"."""
    return f"{value:,.10g}".replace("-", "\u2212")


def with_unit(value: float, entry: Indicator) -> str:
    """A figure with its short unit, e.g. "35.2%", "93.5 per 10,000", "£1,402"."""
    text = number(value, entry.decimals)
    if text == "no figure":
        return text
    if entry.unit_short.startswith("£"):
        sign = "\u2212" if text.startswith("\u2212") else ""
        return f"{sign}£{text.lstrip(chr(0x2212))}{entry.unit_short[1:]}"
    return f"{text}{entry.unit_short}"


def interval(lower: float, upper: float, entry: Indicator) -> str:
    """The 95% interval in words, "" where there is none."""
    if math.isnan(lower) or math.isnan(upper):
        return ""
    low, high = number(lower, entry.decimals), number(upper, entry.decimals)
    return f"95% interval {low} to {high}"


def times(ratio: float) -> str:
    """A ratio as "2.1 times" or, close to 1, as a percentage more or less."""
    if ratio >= 1.5:
        return f"{ratio:.1f} times"
    if ratio >= 1:
        return f"{(ratio - 1) * 100:.0f}% above"
    if ratio > 2 / 3:
        return f"{(1 - ratio) * 100:.0f}% below"
    return f"{ratio:.2f} times"


def period_words(period: str) -> str:
    """The period's label within a sentence."""
    return parse_period(period).label


def group_words(group_type: str, group: str) -> str:
    """A group as it reads in a sentence."""
    if group_type in ("imd_decile", "idaci_decile", "imd_quintile"):
        size = "fifth" if group_type == "imd_quintile" else "tenth"
        last = "5" if size == "fifth" else "10"
        what = "child-poverty" if group_type == "idaci_decile" else "deprived"
        if group == "1":
            return f"the most deprived {size} of England's neighbourhoods"
        if group == last:
            return f"the least deprived {size} of England's neighbourhoods"
        return f"{what} {size} {group} of {last} (1 is most deprived)"
    return group


# --- text of others ------------------------------------------------------------------------------
#
# Titles, notes, captions, names, file names, what an address holds, and messages that quote them
# are shown letter by letter. Backslashes are not enough: Streamlit looks for icons, emoji, arrows
# and bare addresses in the text that its Markdown parser has already taken the backslashes from.

#: Parts what would be read as one: takes no room, breaks no line, is in no pattern of Streamlit's.
_APART = "\u2060"
_SIGNS = re.compile(r"[\\`*_\[\]<>$~|]|&(?=#?\w+;)|:(?=\S)")
_AT_START = re.compile(r"^(?:([-+#=])|(\d+)([.)]))")
_READ_AS_ONE = re.compile(
    r":(?=[\w+-][\w+/-]*:)|:(?=//)|www(?=\.)|(?<=[\w.+-])@(?=[\w-])"
    r"|(?<!\S)(?:<-(?=>(?!\S))|[-<>~](?=[-=>](?!\S)))",
    re.IGNORECASE,
)


def visible(text: object) -> str:
    """Text without signs that cannot be seen or mislead; a tab becomes a blank."""
    return plain(str(text)).replace("\t", " ")


def literal(text: object) -> str:
    """Text of others for whatever Streamlit reads as Markdown: labels, help and tables too.

    Shown are the letters and nothing else: no picture, link, formatting, colour, icon, emoji,
    formula, heading, list or table. Lines stay lines.
    """
    lines = [_escaped(line.strip()) for line in visible(text).split("\n")]
    paragraphs = re.split(r"\n{2,}", "\n".join(lines).strip("\n"))
    return "\n\n".join(each.replace("\n", "  \n") for each in paragraphs)


def literal_line(text: object) -> str:
    """`literal` on one line, whatever lines the text has."""
    return _escaped(" ".join(visible(text).split()))


def _escaped(line: str) -> str:
    line = _READ_AS_ONE.sub(lambda found: found.group() + _APART, line)
    line = _SIGNS.sub(r"\\\g<0>", line)
    return _AT_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def literal_table(table: pd.DataFrame) -> pd.DataFrame:
    """A table for `st.table`, which reads its cells and headings as Markdown: shown literally."""
    return table.map(lambda cell: literal(cell) if isinstance(cell, str) else cell).rename(
        columns=literal
    )


def as_written(shown: str) -> str:
    """A sentence made for the screen without its marks of style: `literal` undone, no bold."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown.replace("**", "")).replace(_APART, "")


def shortened(text: object, longest: int = 40) -> str:
    """Text of others within a message: one line, at most ``longest`` letters."""
    line = " ".join(visible(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
