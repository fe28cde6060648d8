"""Words for ratios between groups."""

from __future__ import annotations

import math

import pandas as pd

from analysis.disproportionality import AVERAGE
from components.wording.names import list_in_words
from data.contract import ETHNIC_GROUPS

WORDS_OF_CARE = (
    "Groups stand in the order in which official tables list them, never by size of figure. A "
    "difference between groups shows what is done to people and where they are placed to live; "
    "ethnicity is not its cause. Groups are named as the source names them and are never added "
    "up into one minority figure: that would hide that they differ in both directions."
)


def group_notes(rows: pd.DataFrame, whole: pd.Series | None) -> list[str]:
    """Notes under the chart of groups."""
    notes = []
    if rows["lower"].isna().all():
        notes.append(
            "No intervals: the source gives neither exact counts nor limits. Small differences "
            "may be chance."
        )
    if rows["status"].eq("suppressed").any():
        notes.append("Some figures are held back by rule to protect people; they are not zero.")
    own = [note for note in dict.fromkeys(rows.loc[rows["value"].notna(), "note"]) if note]
    if own:
        notes.append(own[0].rstrip(".") + ".")
    if whole is not None and whole["note"]:
        notes.append(f"The line for everybody: {whole['note'].rstrip('.')}.")
    return notes


def ratio_words(value: float, lower: float, upper: float) -> str:
    """A ratio with its interval in words."""
    if math.isnan(value):
        return "no ratio"
    limits = "" if math.isnan(lower) else f" (95% interval {lower:.2f} to {upper:.2f})"
    return f"{value:.2f} times{limits}"


#: The second of the two marks of a group.
ALONE = "If it followed neighbourhood deprivation alone"
FORMULA = (
    "With *s* the share of the group living in tenth *i* of deprivation, *s′* the reference's, "
    "and *R* the rate of everybody living there: **part that goes with place = Σ (s − s′) × R**, "
    "and **the rest = gap − that part**. The rates R are scaled by one number so that, over all "
    "residents, they give the place's own average."
)
CAN_SAY = (
    "**What it can say:** how large the gap would be if each group simply had the rate of the "
    "neighbourhoods it lives in. **What it cannot say:** that place causes the rate, or that the "
    "rest is caused by anything in particular. It is silent on differences between groups within "
    "a neighbourhood, where racialised treatment also happens, and where people live is itself "
    "shaped by it."
)


def reference_words(reference: str) -> str:
    """What the ratios are set against, in words."""
    return "the average" if reference == AVERAGE else f"the {reference} group"


def average_words(known: bool) -> str:
    """Whom the average is of, in a sentence."""
    if known:
        return (
            "The average is that of the groups told, from their counts: people of unknown ethnic "
            "group are in neither side. It is taken as known."
        )
    return (
        "The average is everybody in the place, people of unknown ethnic group included, and is "
        "taken as known."
    )


def apart_words(reasons: dict[str, str]) -> str:
    """Groups shown apart and not tested, with the reason; "" when there are none."""
    if not reasons:
        return ""
    parts = [
        (group, *reason.partition(" and the place ")[::2]) for group, reason in reasons.items()
    ]
    who = list_in_words([f"{group} ({count.rstrip(',')})" for group, count, _ in parts])
    verb = "is" if len(parts) == 1 else "are"
    return f"{who} {verb} shown apart and not tested: the place {parts[0][2]}."


def services_finding(data: pd.DataFrame, reference: str, what: str = "Services") -> str:
    """For each group, at how many services its interval lies above the reference."""
    counts = []
    alike = data[data["basis"] == data["basis"].mode().iloc[0]]
    for group in ETHNIC_GROUPS:
        part = alike[(alike["group"] == group) & alike["lower"].notna()]
        if group != reference and not part.empty:
            counts.append(f"{group} {int((part['lower'] > 1).sum())} of {len(part)}")
    if not counts:
        return f"Ratios to {reference_words(reference)}, without intervals"
    return f"{what} whose rate is clearly above {reference_words(reference)}: {', '.join(counts)}"
