"""Text of others is shown letter by letter: nothing of it is read as markup or as a formula."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from components.wording.markdown import (
    as_written,
    literal,
    literal_line,
    literal_table,
    shortened,
    visible,
)

#: What Streamlit's browser side looks for in the text that its parser has already unescaped
#: (Streamlit 1.67, StreamlitMarkdown), so that a backslash does not keep it away.
AFTERWARDS = {
    "icon": re.compile(r":material[/_]\w+:"),
    "logo": re.compile(":streamlit:"),
    "emoji": re.compile(r":\+1:|:-1:|:[\w-]+:"),
    "address": re.compile(r"(?:https?://|www(?=\.))[-.\w]+", re.IGNORECASE),
    "e-mail": re.compile(r"[-.\w+]+@[-\w]+(?:\.[-\w]+)+"),
    "arrow": re.compile(r"(?:^|\s)(?:<->|->|<-|--|>=|<=|~=)(?:\s|$)"),
}
READER = MarkdownIt("gfm-like", {"linkify": False})
HOSTILE = [
    "![.](http://tracker.invalid/p.png)",
    "[Sign in again](http://evil.invalid)",
    "<img src=http://evil.invalid/a.png>",
    "<http://evil.invalid>",
    "http://evil.invalid/a www.evil.invalid a@evil.invalid mailto:a@evil.invalid",
    "HTTPS://EVIL.INVALID",
    ":red[x] :small[x] :blue-badge[x] ::note[x] :::x :color[x]{foreground='red'}",
    "$x$ $$y$$ Save $5m to $6m",
    ":material/delete: :smile: :+1: :streamlit: :a:b:c:",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "**b** *i* _i_ `c` ~~s~~ [^1] | a | b |",
    "# h",
    "- l",
    "+ l",
    "1. l",
    "2) l",
    "> q",
    "===",
    "---",
    "```",
    "~~~",
    "    code",
    "\\*not\\*",
    "&amp; &#33; &copy; AT&T",
    "a\n---\nb\n===\n\n    c\n- d",
]
words = st.text(
    st.sampled_from("ab1 :/[](){}<>!*_`~#$&;|\\+-=.@^\"'\nw\t") | st.characters(), max_size=40
)


def pieces(markdown: str) -> tuple[set[str], str]:
    """Kinds of what Markdown reads in a text, and the letters it shows."""
    kinds: set[str] = set()
    shown = []
    for token in READER.parse(markdown):
        if token.type == "paragraph_close":
            shown.append("\n\n")
        for each in token.children or [token]:
            kinds.add(each.type)
            shown.append("\n" if each.type in ("softbreak", "hardbreak") else each.content)
    return kinds - {"paragraph_open", "paragraph_close", "inline"}, "".join(shown).rstrip("\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_read_as_markup(text: str) -> None:
    kinds, shown = pieces(literal(text))
    assert kinds <= {"text", "text_special", "hardbreak"}
    for name, pattern in AFTERWARDS.items():
        assert not pattern.search(shown), name


@given(words)
@example("a\n    b")
def test_any_text_is_shown_letter_by_letter(text: str) -> None:
    kinds, shown = pieces(literal(text))
    assert kinds <= {"text", "text_special", "hardbreak"}
    for name, pattern in AFTERWARDS.items():
        assert not pattern.search(shown), name
    kept = shown.replace("\u2060", "")
    assert kept.split() == visible(text).split()


@given(words)
def test_it_can_be_undone_for_renderers_that_take_plain_text(text: str) -> None:
    assert as_written(f"**{literal_line(text)}**") == " ".join(visible(text).split())


def test_ordinary_names_stay_as_they_are() -> None:
    for name in (
        "Stoke-on-Trent",
        "Layered help, 2026 (draft)",
        "Kings & Norton: 12%",
        "£5m – £6m",
    ):
        assert literal(name) == name


@given(st.text(max_size=80))
def test_what_cannot_be_seen_is_left_out(text: str) -> None:
    seen = visible(text + "\x00\u202e\u200b\x1b")
    assert not set(seen) & set("\x00\u202e\u200b\x1b\u2066")
    seen.encode("utf-8")


def test_families_and_flags_of_emoji_stay_whole() -> None:
    assert visible("👨\u200d👩\u200d👧 ❤\ufe0f") == "👨\u200d👩\u200d👧 ❤\ufe0f"


def test_a_table_is_literal_in_cells_and_headings() -> None:
    shown = literal_table(pd.DataFrame({"$a$": ["**b**", 1.5]}))
    assert list(shown.columns) == ["\\$a\\$"] and shown.iloc[0, 0] == "\\*\\*b\\*\\*"
    assert shown.iloc[1, 0] == 1.5


@given(st.text(max_size=200), st.integers(2, 60))
def test_a_message_quotes_one_short_line(text: str, longest: int) -> None:
    found = shortened(text, longest)
    assert len(found) <= longest and "\n" not in found
