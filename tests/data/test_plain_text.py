"""What text of people may hold."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from data.plain_text import is_line, plain, whole


@given(st.text(max_size=60))
def test_plain_text_can_be_kept_and_written_anywhere(text: str) -> None:
    kept = plain(text)
    kept.encode("utf-8")
    etree.Element("a").text = kept  # raises for what XML cannot hold
    assert not {unicodedata.category(c) for c in kept if c not in "\n\t"} & {"Cc", "Cs", "Zl", "Zp"}
    assert plain(kept) == kept


@pytest.mark.parametrize(
    "text", ["a\u202eb", "a\u2066b", "a\x00b", "a\ufffeb", "a\u200bb", "\ufeffab"]
)
def test_what_misleads_or_is_not_there_is_left_out(text: str) -> None:
    assert plain(text) == "ab"


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\u2028b", "a\u2029b"])
def test_all_ends_of_lines_are_one(text: str) -> None:
    assert plain(text) == "a\nb"


@pytest.mark.parametrize("text", ["👨‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 England", "می‌خواهم", "שלום\u200f!"])
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert plain(text) == text and is_line(text)


@given(st.text(max_size=30))
def test_halves_of_characters_are_joined(text: str) -> None:
    halves = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert whole(halves) == text
    split = "".join(
        c
        if ord(c) < 0x10000
        else chr(0xD800 + ((ord(c) - 0x10000) >> 10)) + chr(0xDC00 + ((ord(c) - 0x10000) & 0x3FF))
        for c in text
    )
    assert whole(split) == text
