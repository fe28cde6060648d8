"""A page of texts made at random, shown with `literal` in every way that Streamlit reads Markdown.

Run by tests/browser/test_literal_text.py; it is no page of the product.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from components.wording.markdown import literal, literal_line, literal_table

PIECES = (
    "![a](http://evil.invalid/i.png)",
    "[a](b)",
    "[a]: http://evil.invalid",
    "[a]",
    "<b>a</b>",
    "<!-- a -->",
    "<http://evil.invalid>",
    "http://evil.invalid/a",
    "www.evil.invalid",
    "a@b.invalid",
    "mailto:a@b.invalid",
    ":red[a]",
    ":red-background[a]",
    ":small[a]",
    ":blue-badge[a]",
    "::a[b]",
    ":::a",
    ":help[a]",
    ":color[a]{foreground='red'}",
    ":material/delete:",
    ":smile:",
    ":+1:",
    ":streamlit:",
    ":shimmer[a]",
    "$a$",
    "$$a$$",
    "$",
    "\\",
    "\\(a\\)",
    "`",
    "```",
    "~~~",
    "~",
    "~~a~~",
    "*",
    "**a**",
    "_a_",
    "__a__",
    "#",
    "##",
    "-",
    "+",
    "1.",
    "2)",
    ">",
    "|",
    "|-|-|",
    "---",
    "===",
    "->",
    "<-",
    "<->",
    "--",
    ">=",
    "<=",
    "~=",
    "&amp;",
    "&#36;",
    "&",
    "=",
    ":",
    ";",
    "!",
    "(",
    ")",
    "{",
    "}",
    "[^1]",
    "[x]",
    "a",
    "b",
    "2",
    " ",
    "\t",
    "    ",
    "\n",
    "\n\n",
    "£",
    "“a”",
    "👨‍👩‍👧",
)


def texts(count: int, seed: int = 7) -> list[str]:
    """Texts of up to nine pieces, the same each time; every piece comes alone too."""
    chance = random.Random(seed)
    made = ["".join(chance.choices(PIECES, k=chance.randint(2, 9))) for _ in range(count)]
    return [*(each for each in PIECES if each.strip()), *(each for each in made if each.strip())]


if __name__ == "__main__":
    for number, text in enumerate(texts(150)):
        with st.container(key=f"text_{number}"):
            st.markdown(f"x {literal(text)} y")
    for number, text in enumerate(texts(30, seed=8)):
        with st.container(key=f"alone_{number}"):
            st.markdown(literal(text))
        with st.container(key=f"label_{number}"):
            st.checkbox(literal_line(text), key=f"box_{number}")
    import pandas as pd

    with st.container(key="table"):
        st.table(literal_table(pd.DataFrame({"text": texts(30, seed=9)})), hide_index=True)
