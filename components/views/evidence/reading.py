"""The sections with what was left out, the region's case files, how to read, limits, challenge."""

from __future__ import annotations

import streamlit as st

from components.exhibits.exhibit import Recipe
from components.views.evidence import download, entries
from components.widgets import add_to_presentation
from components.wording import evidence as words
from components.wording import evidence_tables as tables
from components.wording.markdown import literal_line
from model.register import Exclusion, Link, load_registers

#: Finding -> (heading, what it means), worst first.
FINDINGS = {
    "harm": ("It did harm, or did not do what it is for", ""),
    "no effect": ("Tried, and no effect was found", ""),
    "no evidence": (
        "No sound study was found",
        "Absence of evidence is not evidence of no effect; the model has nothing to use.",
    ),
    "not robust": ("The finding does not hold up", ""),
    "not read": ("The size was not read", "These may come in when the result can be read."),
    "context only": ("Kept as context", "True, but not the effect of doing something."),
}
#: The trials of Birmingham's children's strategy, one paper (Little et al. 2012).
BIRMINGHAM = ("E078", "E079", "E080")
#: Headline shares of the case files; no other row of the study was read.
CASE_FILES = ("E052", "E053", "E054", "E055", "E056", "E057", "E058")


def left_out() -> None:
    """Approaches left out of the levers, by reason, and Birmingham's own trials."""
    registers = load_registers()
    table = tables.exclusions()
    st.subheader(f"{len(table)} things left out, and why", anchor=False)
    st.markdown(
        "A list of levers can mislead by what it leaves unsaid. These were looked at and kept "
        "out. Each says what would change this."
    )
    with st.container(border=True, key="birmingham"):
        st.markdown("**Birmingham's own trials.** Three programmes were tried there at once:")
        lines = [
            f"- {literal_line(row.says)}: **{literal_line(row.figure)}**. "
            f"{literal_line(row.where)}. ({row.id})"
            for row in words.rows_of(BIRMINGHAM)
        ]
        st.markdown("\n".join(lines))
        st.markdown(
            "So Incredible Years is a lever, and Triple P and PATHS are not. A local trial that "
            "finds nothing is worth as much as one that finds something."
        )
    add_to_presentation.button(Recipe("left_out", {}), "left_out")
    st.download_button(
        f"Download what was left out: {len(table)} (CSV)",
        data=lambda: download.as_csv(table, "Left out of the levers, with the reason"),
        file_name="left-out.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="csv_left_out",
    )
    for finding, (title, meaning) in FINDINGS.items():
        chosen = [each for each in registers.exclusions.values() if each.finding == finding]
        if not chosen:
            continue
        st.markdown(f"#### {title}")
        if meaning:
            st.markdown(meaning)
        for each in chosen:
            _exclusion(each)


def _exclusion(each: Exclusion) -> None:
    with st.container(border=True, key=f"left_out_{each.id}"):
        st.markdown(f"**{literal_line(each.title)}**")
        st.markdown(literal_line(each.reason))
        st.markdown(f"*What would change this:* {literal_line(each.would_change_our_mind)}")
        with st.expander(f"Evidence: {literal_line(each.title)}"):
            entries.sources(each.evidence)


def case_files() -> None:
    """The region's own case files: headline shares, and what they cannot show."""
    rows = words.rows_of(CASE_FILES)
    with st.container(border=True, key="case_files"):
        st.subheader(
            "In context: the case files of 80 children in youth justice here", anchor=False
        )
        st.markdown(
            "*Punishing Abuse* (Chard 2021) read the files of 80 children known to youth "
            "offending teams in the West Midlands. Of these children:"
        )
        lines = []
        for row in rows:
            what = row.says.partition(" → ")[2].removesuffix(": share of children")
            lines.append(f"- **{literal_line(row.figure)}**: {literal_line(what)} ({row.id})")
        st.markdown("\n".join(lines))
        st.markdown(
            "**What it shows:** how much harm had come to children before they offended, "
            "here, and that services met most of them after the harm.\n\n"
            "**What it cannot show:** how many children with the same history never offend, so "
            "not what causes offending and not what any service would prevent. There is no "
            "comparison group; 80 files are few; “known or suspected” is what was written down. "
            "Only the headline shares were read. The model takes no number from it."
        )
        entries.sources(CASE_FILES[:1])


def _example(link: Link) -> str:
    d = link.distribution
    return (
        f"*{literal_line(link.title)}*: {words.effect(link)}, "
        f"{words.number(d.low or 0)} to {words.number(d.high or 0)}."
    )


def reading() -> None:
    """How to read an interval, with two effects of the registers as examples."""
    links = load_registers().links
    sure, unsure = links["conference_care_entries"], links["keyworker_care_entries"]
    st.subheader("How to read an interval", anchor=False)
    st.markdown(
        "Every result has a middle and a range. The model is run many times; each time it draws "
        "every effect and every cost anew from its own range. The **middle** (median) has half "
        "of the runs on each side. The **80% interval** leaves out a tenth at each end, the "
        "**95% interval** one in forty at each end.\n\n"
        "- A wide interval is not a fault. It says how little is known.\n"
        "- If the interval holds *no change*, the evidence does not settle whether it helps.\n"
        "- Two intervals may overlap and the plans still differ: both are run on the same "
        "draws, so look at the interval of the *difference* (Compare shows it).\n"
        "- **Chance of doing better** is the share of runs in which the plan beats the "
        "baseline. It is a chance within the model, if its form is right.\n"
        "- The interval covers what the studies leave open. It does not cover what the model "
        "leaves out."
    )
    st.markdown("Two effects on children starting to be looked after, as ratios (1 is no effect):")
    st.markdown(
        f"- {_example(sure)} {words.certainty(sure)}\n"
        f"- {_example(unsure)} {words.certainty(unsure)}"
    )
    st.markdown(
        "Many papers were read as summaries without their interval. One rule then sets a wide "
        "one: as wide as a finding can be and still be called one (W1), or wider where it is "
        "contested or carried far (W2). Each entry names its rule; `docs/model_parameters.md` "
        "explains them."
    )


def limits() -> None:
    """What the model cannot say."""
    registers = load_registers()
    judged = [each for each in registers.levers.values() if each.judgement]
    uncosted = [each for each in registers.levers.values() if not each.costs]
    st.subheader("What the model cannot say", anchor=False)
    st.markdown(
        "It is a learning aid for strategy, not a forecast.\n\n"
        "- **What will happen.** It says what would differ with a plan, if all else went as in "
        "the baseline.\n"
        "- **What happens to one child or family.** It counts groups of children.\n"
        "- **Which neighbourhood gains most**, beyond what its poverty and people imply: "
        "neighbourhood figures are modelled, without an interval.\n"
        "- **That a place with less poverty would have the care rate of a richer place.** "
        "Differences between places are never used as effects.\n"
        "- **How effects differ between ethnic groups.** Only one programme tested this; for "
        "the rest the same relative effect is used for all, which is an assumption. Ethnicity "
        "causes no harm; what is done to racialised children does.\n"
        "- **What a recovered child is spared elsewhere** (care, exclusion, violence): no "
        "measured effect was found.\n"
        "- **What a council can do about child poverty by itself**: the points are the plan's "
        "own claim.\n"
        "- **Anything after the horizon.** Programmes for small children look worse over 20 "
        "years than over a life."
    )
    st.markdown(
        "Levers that rest on judgement alone: "
        + ", ".join(literal_line(each.title) for each in judged)
        + ". Levers without a known cost: "
        + ", ".join(literal_line(each.title) for each in uncosted)
        + ". A plan that uses them shows a balance before their cost until it gives one."
    )


def challenge() -> None:
    """How to challenge a number."""
    st.subheader("How to challenge it", anchor=False)
    st.markdown(
        "1. **Find the entry** under *Effects, levers and costs* and read its last line, *Not "
        "known*.\n"
        "2. **Follow the evidence** to the address given. If the source says something else, or "
        "a better study exists, the entry is wrong.\n"
        "3. **See if it matters.** Plan shows which assumption moves a plan's result most. "
        "Try your own value: judged effects and costs can be set in the plan, with your reason, "
        "and travel with it.\n"
        "4. **Change it for everybody.** Every number stands in a text file in "
        "`model/registers/`, with its evidence beside it. Send the change with its source to "
        "whoever runs this app; the checks are then run again, and a number without evidence is "
        "refused.\n"
        "5. **Check the arithmetic.** The code is open, the checks can be run with "
        "`python -m model check`, and one plan can be run without the app with "
        "`python -m model run`."
    )
