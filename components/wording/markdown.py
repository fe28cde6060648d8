"""Text of people put into Markdown letter by letter.

Titles, notes, captions, names, file names, what an address holds, and messages that quote them.
Backslashes are not enough: Streamlit looks for icons, emoji, arrows and bare addresses in the text
that its Markdown parser has already taken the backslashes from.
"""

from __future__ import annotations

import re

import pandas as pd

from data.plain_text import plain

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
