"""Text of people in Plotly, which reads a few tags and formulas in every text."""

from __future__ import annotations


def literal(text: str) -> str:
    """A text that Plotly shows as it is: no tags, no formulas; line breaks are kept."""
    for sign, code in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("$", "&#36;")):
        text = text.replace(sign, code)
    return text.replace("\n", "<br>")
