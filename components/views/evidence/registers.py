"""The section with every effect, lever and cost: search, filter, read, take away."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from components.exhibits.exhibit import Recipe
from components.session import address
from components.views.evidence import download, entries
from components.widgets import add_to_presentation, long_table
from components.wording import evidence as words
from components.wording import evidence_tables as tables
from components.wording.markdown import literal_line
from model.register import load_registers
from model.register_schema import STRANDS

KINDS = {
    "effects": "Effects",
    "levers": "Levers",
    "costs": "Costs and savings",
    "sources": "Every source",
}
#: The register of a download, as a recipe names it.
_RECIPE_OF = {"effects": "effects", "levers": "levers", "costs": "costs", "evidence": "sources"}
_COST_KINDS = {
    "plan cost": "What a lever costs",
    "saving per event": "Saved per event avoided",
    "saving per child-year": "Saved per child and year",
    "care price": "Price of care at the margin",
    "saving per person reached": "Saved per person reached",
    "late service": "What a late service costs today",
    "context": "Context, never added up",
}


def section() -> None:
    """Choose a register, narrow it down, read its entries, download it."""
    st.segmented_control(
        "Register",
        list(KINDS),
        format_func=KINDS.__getitem__,
        key="register_kind",
        default="effects",
        required=True,
    )
    kind = st.session_state["register_kind"]
    {"effects": _effects, "levers": _levers, "costs": _costs, "sources": _sources}[kind]()


def _search(kind: str) -> str:
    return st.text_input(
        "Search these entries",
        key=f"register_words_{kind}",
        placeholder="for example: custody, randomised, E043",
        max_chars=80,
        width=360,
    )


def _choice(label: str, options: list[str], key: str, say: Callable[[str], str] = str) -> str:
    return (
        st.selectbox(
            label, options, format_func=say, key=key, index=None, placeholder="All", width=260
        )
        or ""
    )


def _count(found: int, whole: int, what: str) -> None:
    if found:
        st.markdown(f"**{found}** of {whole} {what}")
    else:
        st.info(f"No entry fits. Try fewer words, or all of the {whole} {what}.")


def _download(table: pd.DataFrame, title: str, name: str, **narrowed: str) -> None:
    """The entries as CSV, and for the presentation by what they were narrowed down with."""
    if len(table):
        chosen = {word: value for word, value in narrowed.items() if value}
        add_to_presentation.button(
            Recipe("register", {"register": _RECIPE_OF[name], **chosen}), name
        )
        st.download_button(
            f"Download these {len(table)} (CSV)",
            data=lambda: download.as_csv(table, title),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"csv_{name}",
        )


def _effects() -> None:
    registers, every = load_registers(), tables.links()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = _search("effects")
        lever = _choice("Lever", list(dict.fromkeys(every["lever"])), "filter_lever")
        outcome = _choice("Outcome", sorted(set(every["outcome"])), "filter_outcome")
        grade = _choice(
            "Grade",
            [each for each in words.GRADE_ORDER if each in set(every["grade"])],
            "filter_grade",
            words.grade_title,
        )
    kept = tables.found(every, text, lever=lever, outcome=outcome, grade=grade)
    _count(len(kept), len(every), "effects")
    _download(
        kept,
        "Effects in the model",
        "effects",
        text=text,
        lever=lever,
        outcome=outcome,
        grade=grade,
    )
    wanted = address.get("entry")
    for name in kept["id"]:
        link = registers.links[name]
        with st.expander(
            literal_line(words.link_summary(link)), expanded=name == wanted or len(kept) == 1
        ):
            entries.link_entry(link)


def _levers() -> None:
    registers, every = load_registers(), tables.levers()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = _search("levers")
        strand = _choice("Strand", list(STRANDS.values()), "filter_strand")
        grade = _choice(
            "Grade",
            [each for each in words.GRADE_ORDER if each in set(every["grade"])],
            "filter_lever_grade",
            words.grade_title,
        )
    kept = tables.found(every, text, strand=strand, grade=grade)
    _count(len(kept), len(every), "levers")
    _download(kept, "Levers of the model", "levers", text=text, strand=strand, grade=grade)
    wanted = address.get("entry")
    for name in kept["id"]:
        lever = registers.levers[name]
        with st.expander(
            f"{lever.grade} · {literal_line(lever.title)}",
            expanded=name == wanted or len(kept) == 1,
        ):
            entries.lever_entry(lever)


def _costs() -> None:
    registers, every = load_registers(), tables.costs()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = _search("costs")
        kind = _choice(
            "Kind", list(_COST_KINDS), "filter_cost_kind", lambda name: _COST_KINDS[name]
        )
    kept = tables.found(every, text, kind=kind)
    _count(len(kept), len(every), "unit costs")
    _download(kept, "Unit costs of the model", "costs", text=text, kind=kind)
    for name in kept["id"]:
        cost = registers.costs[name]
        with st.expander(literal_line(words.cost_summary(cost)), expanded=len(kept) == 1):
            entries.cost_entry(cost)


def _sources() -> None:
    every = tables.evidence()
    text = _search("sources")
    kept = tables.found(every, text)
    _count(len(kept), len(every), "pieces of evidence named in the registers")
    _download(kept, "Evidence named in the model's registers", "evidence", text=text)
    st.markdown(
        "E are effects and findings, C costs, G patterns between groups. The address is where "
        "the figure was read, which is not always the paper itself."
    )
    if len(kept):
        long_table.show(
            kept,
            height=560,
            column_config={"address": st.column_config.LinkColumn("address", width="medium")},
            alt="Evidence rows with figure, population, citation and address",
        )
