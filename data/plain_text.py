"""What text of people may hold: letters, signs and emoji that can be seen; nothing that misleads.

Left out are control characters (a database may refuse NUL), halves of characters, and the signs
that turn round the order of the words after them (Unicode Technical Report 36, section 2.5). Marks
that scripts and emoji need stay: joiners, left-to-right and right-to-left marks.
"""

from __future__ import annotations

import re
import unicodedata

#: Not printable to Python, and yet part of words and emoji.
_JOINERS = "\u200c\u200d\u200e\u200f\u061c"
#: A flag of a part of a country: the black flag and letters that are not seen.
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")
#: Signs that turn round the order of words, and two that no document in XML may hold.
_MISLEADING = re.compile("[\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
#: Take no room and mean nothing: they come with what was copied from a page.
_NO_ROOM = re.compile("[\u200b\u2060\ufeff]")


def without_gaps(text: str) -> str:
    """The text without signs that take no room and mean nothing."""
    return _NO_ROOM.sub("", text)


def plain(text: str) -> str:
    """The text without what misleads or is not there; ends of lines are all ``\\n``, tabs stay."""
    text = _MISLEADING.sub("", _LINE_ENDS.sub("\n", without_gaps(text)))
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def is_line(text: str) -> bool:
    """Whether a text is one line that can be read: not empty, nothing in it that is not seen."""
    rest = _FLAG.sub("", text)
    if not any(c.isprintable() and not c.isspace() for c in text):
        return False
    return all(c.isprintable() or c in _JOINERS for c in rest)


def whole(text: str) -> str:
    """The text with halves of characters joined, as JSON writes emoji: ``\\ud83d\\ude00``.

    Raises ValueError for a half without its other half.
    """
    if not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        raise ValueError("a character is cut in half (a lone surrogate)") from error
