"""The causal map as a picture: levers, outcomes, and each arrow with its grade."""

from __future__ import annotations

from dataclasses import dataclass

from components.charts.causal_layout import Arrow
from components.figures.caches import kept
from components.wording import evidence as words
from model.register import Registers, load_registers
from model.register_schema import OUTCOMES, STRANDS

#: What is drawn: "outline", the id of a strand, or "whole".
OUTLINE, WHOLE = "outline", "whole"
STYLE_WORDS = {
    "A": "thick line",
    "B": "thin line",
    "C": "dashed line",
    "D": "dash and dot",
    "J": "dotted line",
    "=": "hairline",
}
#: What each letter rests on, as the key of a picture has it.
KEY_WORDS = {
    "A": "strong causal study",
    "B": "causal study",
    "C": "association",
    "D": "how the outcome is counted",
    "J": "judgement",
    "=": "hairline: only adding up",
}
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "family_care": (
        "Social care and children looked after",
        (
            "cin_starts",
            "children_in_need",
            "cpp_starts",
            "child_protection_plans",
            "care_entries",
            "care_exits",
            "looked_after",
        ),
    ),
    "family_need": (
        "Need and help",
        (
            "recorded_demand",
            "waiting",
            "supported",
            "untreated_need",
            "emotional_need",
            "conduct_problems",
            "in_help",
            "recovered",
            "self_harm_admissions",
        ),
    ),
    "family_school": ("School", ("suspensions", "permanent_exclusions", "persistent_absence")),
    "family_justice": (
        "Youth justice and violence",
        ("first_time_entrants", "custody", "serious_violence"),
    ),
}
#: What the model adds up by counting, whatever the levers: no study is needed for these.
STRUCTURE = (
    ("cin_starts", "children_in_need"),
    ("cpp_starts", "child_protection_plans"),
    ("care_entries", "looked_after"),
    ("care_exits", "looked_after"),
    ("untreated_need", "recorded_demand"),
    ("emotional_need", "recorded_demand"),
    ("conduct_problems", "emotional_need"),
    ("recorded_demand", "waiting"),
    ("recorded_demand", "supported"),
    ("supported", "in_help"),
    ("in_help", "recovered"),
)
_BOX = {"lever": 0.3, "outcome": 0.25}


@dataclass(frozen=True)
class Map:
    """What is to be drawn: boxes by column with their words, and the arrows."""

    view: str
    columns: list[list[str]]
    titles: dict[str, str]
    arrows: list[Arrow]
    members: dict[str, list[str]]  # arrow id -> ids of the register's links behind it


def family_of(outcome: str) -> str:
    """The family an outcome belongs to. Raises KeyError for one that has none."""
    for family, (_, members) in FAMILIES.items():
        if outcome in members:
            return family
    raise KeyError(outcome)


def grades_words(grades: list[str]) -> str:
    """ "A, B" for the grades on an arrow, best first, each once."""
    return ", ".join(each for each in words.GRADE_ORDER if each in grades)


def views() -> dict[str, str]:
    """What may be drawn, with its title."""
    return {OUTLINE: "In outline", **STRANDS, WHOLE: "The whole map"}


@kept
def of_view(view: str) -> Map:
    """The map of a view of the registers in use. Raises KeyError for a view that is not one."""
    if view not in views():
        raise KeyError(view)
    return build(view, load_registers())


def build(view: str, registers: Registers) -> Map:
    """The map of a view: strands to families in outline, else levers to outcomes."""
    return _outline(registers) if view == OUTLINE else _detail(view, registers)


def _outline(registers: Registers) -> Map:
    members: dict[str, list[str]] = {}
    for link in registers.links.values():
        strand = registers.levers[link.source].strand
        members.setdefault(f"{strand}--{family_of(link.target)}", []).append(link.id)
    arrows = []
    for name, ids in members.items():
        source, family = name.split("--")
        label = grades_words([registers.links[each].grade for each in ids])
        arrows.append(Arrow(name, source, family, label))
    return Map(
        OUTLINE,
        [list(STRANDS), list(FAMILIES)],
        STRANDS | {family: title for family, (title, _) in FAMILIES.items()},
        arrows,
        members,
    )


def _detail(view: str, registers: Registers) -> Map:
    levers = [
        lever.id
        for strand in STRANDS
        for lever in registers.levers.values()
        if lever.strand == strand and view in (WHOLE, strand)
    ]
    links = [link for link in registers.links.values() if link.source in levers]
    arrows = [Arrow(link.id, link.source, link.target, link.grade) for link in links]
    outcomes = {link.target for link in links}
    joined = [(a, b) for a, b in STRUCTURE if view == WHOLE or a in outcomes]
    outcomes |= {each for pair in joined for each in pair}
    # A stock that only adds up stands in a column of its own, behind what flows into it.
    last = [b for _, b in joined if b not in {link.target for link in links}]
    last = list(dict.fromkeys(last))
    middle = [name for _, names in FAMILIES.values() for name in names if name in outcomes]
    middle = [name for name in middle if name not in last]
    arrows += [Arrow(f"{a}--{b}", a, b, "=") for a, b in joined]
    # The lever on poverty and poverty itself are one box: the lever moves it point for point.
    titles = {name: registers.levers[name].title for name in levers}
    if "child_poverty" in titles:
        titles["child_poverty"] = "Child poverty (lever and driver)"
    titles |= {name: OUTCOMES[name][1] for name in (*middle, *last)}
    columns = [levers, middle, last] if last else [levers, middle]
    return Map(view, columns, titles, arrows, {link.id: [link.id] for link in links})


def style(label: str) -> str:
    """The kind of arrow that a grade is drawn with."""
    return label.split(",")[0]


def alt(drawn: Map) -> str:
    """The map in a sentence or two, with figures; the table beside it holds every arrow."""
    real = [arrow for arrow in drawn.arrows if arrow.id in drawn.members]
    count = dict.fromkeys(words.GRADE_ORDER, 0)
    for arrow in real:
        count[style(arrow.label)] += 1
    parts = [f"{number} of grade {grade}" for grade, number in count.items() if number]
    best = " (best grade)" if drawn.view == OUTLINE else ""
    return (
        f"Causal map: {len(drawn.columns[0])} boxes on the left, "
        f"{sum(len(each) for each in drawn.columns[1:])} on the right, {len(real)} arrows: "
        f"{', '.join(parts)}{best}. The same arrows stand in the table below."
    )
