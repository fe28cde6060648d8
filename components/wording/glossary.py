"""The technical words of the product in plain ones: one term for one thing, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Where the glossary stands, seen from any page.
ADDRESS = "evidence?section=words"


@dataclass(frozen=True)
class Term:
    """A word of the screen and what it means."""

    title: str
    meaning: str  # one to three plain sentences


#: Name -> term; shown in the order of titles.
TERMS = {
    "interval": Term(
        "95% interval",
        "A figure from a count moves a little by chance. A range made this way holds the true "
        "figure 95 times in 100. Where there is no range, we say so.",
    ),
    "interval_80": Term(
        "80% interval", "A narrower range from the model. 8 runs in 10 end inside it."
    ),
    "median": Term("Median", "The middle result. Half of the runs are above it and half below."),
    "draw": Term(
        "Draw",
        "One run of the model. Each run takes a value for every effect and cost from its own "
        "range. A plan uses 256 runs unless it asks for more.",
    ),
    "clear": Term(
        "Clearly worse, clearly better",
        "The gap is wider than chance alone would make it. “Can't tell” means chance could "
        "explain the gap. It does not mean that there is no gap.",
    ),
    "margin": Term(
        "Margin unknown",
        "The publisher gives no range for this figure and none can be worked out. We show the "
        "gap but can't test it.",
    ),
    "modelled": Term(
        "Modelled", "A result of our model, not a count. It says what could change, not what will."
    ),
    "derived": Term("Derived", "Worked out by us from published figures."),
    "suppressed": Term(
        "Held back",
        "The publisher hides a small count, so that nobody can be known from it. It is not zero.",
    ),
    "deprivation": Term(
        "Neighbourhood deprivation",
        "How poor an area is on the official index. It is about the area. Not every "
        "child who lives there is poor.",
    ),
    "fifth": Term(
        "Most deprived fifth, most deprived tenth",
        "All areas of England in order of deprivation, cut into five or ten equal parts. The "
        "most deprived part is one of them.",
    ),
    "domain": Term(
        "Domain", "A side of life, such as Poverty, School or Home. Each has its own figures."
    ),
    "pile_up": Term(
        "Pile up",
        "An area is among the worst fifth in more than one domain. We count the domains. The "
        "count is of areas: one child need not have them all.",
    ),
    "cluster": Term(
        "Neighbours alike",
        "A group of areas with high counts that lie side by side more than chance would have it.",
    ),
    "lsoa": Term("LSOA", "A small neighbourhood of about 1,700 people."),
    "msoa": Term("MSOA", "A larger neighbourhood of about 8,000 people, made of LSOAs."),
    "neighbours": Term(
        "Statistical neighbours", "Ten councils elsewhere whose families are most like those here."
    ),
    "looked_after": Term(
        "Looked after", "A child in the care of the council, for instance with foster carers."
    ),
    "unaccompanied": Term(
        "Unaccompanied children",
        "Children who came to the UK alone and asked for asylum. Some councils look after many, "
        "so we take care when we compare groups.",
    ),
    "slope": Term(
        "Gap slope (slope index of inequality)",
        "How much the rate differs between the most and the least deprived end, with every part "
        "in between taken into account. Below zero, the rate is higher where people are poorer.",
    ),
    "ratio": Term(
        "Times the average (ratio)",
        "How many times the average a group's rate is. 1 is the same; 2 is twice as high.",
    ),
    "lever": Term(
        "Lever", "Something a council can do more or less of, such as places in a service."
    ),
    "baseline": Term(
        "No plan",
        "What the model expects if services stay as they are. Every plan is set against it.",
    ),
    "grade": Term(
        "Grade",
        "How good the evidence is. A and B rest on studies of cause. C rests on links that may "
        "have other causes. D is how things are counted. J is our judgement.",
    ),
    "present_value": Term(
        "Present value",
        "Money of later years, counted a little less each year, as the Treasury does. Costs now "
        "and gains later can then be set side by side.",
    ),
    "avoidable": Term(
        "If every area matched the least deprived",
        "How many fewer cases there would be at the rate of the least deprived areas. It shows "
        "the size of the gap, not what a service could prevent.",
    ),
    "low_income": Term(
        "Relative low income",
        "A family with less than 60% of the middle income in the UK that year. After housing "
        "costs, rent or mortgage is taken off first.",
    ),
}


def in_order() -> list[Term]:
    """All terms by title."""
    return sorted(TERMS.values(), key=lambda term: term.title.casefold())


#: Term -> how it stands in a sentence: words that are a term wherever they stand.
FOUND = {
    "interval": r"95% intervals?",
    "interval_80": r"80% intervals?",
    "modelled": r"modelled",
    "derived": r"derived",
    "neighbours": r"statistical neighbours",
    "slope": r"slope index of inequality|gap slope",
    "unaccompanied": r"unaccompanied children",
    "fifth": r"most deprived (?:fifth|tenth)",
    "deprivation": r"neighbourhood deprivation",
    "low_income": r"relative low income",
    "present_value": r"present value",
    "lsoa": r"LSOAs?",
    "msoa": r"MSOAs?",
}


def anchor(name: str) -> str:
    """Where a term stands in the glossary."""
    return f"word-{name.replace('_', '-')}"


def with_links(text: str, names: Iterable[str]) -> tuple[str, list[str]]:
    """Markdown with a link to the glossary where each of some terms first stands, and which do.

    Text that has links of its own is left as it is: a link within a link is none.
    """
    if "](" in text or "<" in text:
        return text, []
    found = []
    for name in names:
        # Not within a longer word, nor within a link made for another term just now.
        pattern = rf"(?<![\w\[])(?:{FOUND[name]})(?![\w\]])(?![^\[]*\]\()(?![^(]*#word-)"
        if hit := re.search(pattern, text, re.I):
            text = text[: hit.start()] + link(name, hit.group()) + text[hit.end() :]
            found.append(name)
    return text, found


def link(name: str, words: str = "") -> str:
    """A term as a Markdown link to its place in the glossary; ``words``: how the sentence has it.

    Raises KeyError for a term that is not there.
    """
    return f"[{words or TERMS[name].title}]({ADDRESS}#{anchor(name)})"


#: The way to the glossary, for the foot of every page.
WAY = f"[What the words on this page mean]({ADDRESS})"
