"""Recipes of the evidence: the causal map, registers, checks, what is left out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.builders.registry import recipe
from components.charts import causal_map
from components.exhibits.charts import CausalMap, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import checks as checks_figures
from components.wording import evidence as words
from components.wording import evidence_tables
from data import store
from model.register import Link, load_registers
from model.register_schema import STRANDS

#: Rows a deck can bear; a search narrows longer registers.
MOST_ROWS = 60
_REGISTERS = ("effects", "levers", "costs", "sources")


def _common(ids: list[str]) -> dict[str, Any]:
    named = words.rows_of(sorted(set(ids)))
    listed = dict.fromkeys(f"{row.id} {row.citation}" for row in named)
    return {
        "source": "The model's registers, which name the studies by number (Evidence page)",
        "publisher": "Studies named on the Evidence page",
        "publications": "; ".join(listed) or "Studies named on the Evidence page",
        "licence": "Studies are quoted with their source; the registers are under the Open "
        "Government Licence v3.0",
        "place": "Where each study was made; not a West Midlands figure unless it says so",
        "period": "as each study says",
        "caveat": "A study measures one programme in one place; elsewhere the effect may differ. "
        "No entry means no measured effect was found, not that there is none.",
        "interval": "Each source's own interval unless a rule is named in the register's entry.",
    }


def _grades(links: list[Link]) -> str:
    kinds = (
        ("AB", "on causal studies"),
        ("C", "on associations"),
        ("D", "on how the outcome is counted"),
        ("J", "on judgement"),
    )
    counts = ((sum(link.grade in letters for link in links), word) for letters, word in kinds)
    return ", ".join(f"{number} {word}" for number, word in counts if number)


_GRADE_TEXT = "Grades: " + "; ".join(words.GRADE_WORDS.values()) + "."


@recipe("causal")
def causal(view: str) -> Exhibit:
    """The causal map and its table: in outline, of one strand, or whole."""
    if view not in causal_map.views():
        raise RecipeError("there is no such view of the causal map")
    registers = load_registers()
    drawn = causal_map.build(view, registers)
    links = [registers.links[name] for ids in drawn.members.values() for name in ids]
    if not links:
        raise RecipeError("no effect is drawn in this view")
    if view == causal_map.OUTLINE:
        cell = {arrow.id: (arrow.label, len(drawn.members[arrow.id])) for arrow in drawn.arrows}
        shown = pd.DataFrame(
            [
                {"Levers that": STRANDS[strand]}
                | {
                    drawn.titles[family]: "{} ({})".format(*cell[f"{strand}--{family}"])
                    if f"{strand}--{family}" in cell
                    else "–"
                    for family in drawn.columns[1]
                }
                for strand in drawn.columns[0]
            ]
        )
        measure = "Effects in the model: grades of their evidence (number of effects)"
    else:
        shown = evidence_tables.twin(links).drop(columns="When")
        measure = f"Effects in the model: {causal_map.views()[view].lower()}"
    title = f"What {len(links)} effects in the model rest on: {_grades(links)}"
    figures = evidence_tables.twin(links).rename(columns={"From": "label"})
    ids = [each for link in links for each in link.evidence]
    arrows = "; ".join(
        f"{drawn.titles[arrow.source]} to {drawn.titles[arrow.target]}: {arrow.label}"
        for arrow in drawn.arrows
        if arrow.id in drawn.members
    )
    said = causal_map.alt(drawn).partition(" The same arrows")[0]
    return Exhibit(
        title=title,
        measure=measure,
        unit="as each row says",
        alt=f"{title}. {said} Each arrow with its grade: {arrows}.",
        draft=f"{title}. An entry says that the model lets a lever act on an outcome, and how well "
        "that is known; it does not say how large the effect is.",
        definition=_GRADE_TEXT,
        chart=CausalMap(
            figures,
            view,
            table=Table(
                figures, shown, screen=("From", "To", "Grade", "Effect") if "From" in shown else ()
            ),
        ),
        recipe=Recipe("causal", {"view": view}),
        **_common(ids),
    )


@recipe("register")
def register(
    register: str,
    text: str = "",
    lever: str = "",
    outcome: str = "",
    grade: str = "",
    strand: str = "",
    kind: str = "",
) -> Exhibit:
    """Entries of a register of the model, narrowed down as on the Evidence page."""
    if register not in _REGISTERS:
        raise RecipeError(f"the registers are {', '.join(_REGISTERS)}")
    chosen = {"lever": lever, "outcome": outcome, "grade": grade, "strand": strand, "kind": kind}
    chosen = {name: value for name, value in chosen.items() if value}
    make = {
        "effects": evidence_tables.links,
        "levers": evidence_tables.levers,
        "costs": evidence_tables.costs,
        "sources": evidence_tables.evidence,
    }[register]
    every = make()
    unknown = [name for name in chosen if name not in every]
    if unknown:
        raise RecipeError(f"this register cannot be narrowed down by {unknown[0]}")
    kept = evidence_tables.found(every, text, **chosen)
    if kept.empty:
        raise RecipeError("no entry of the register fits")
    whole, kept = len(kept), kept.head(MOST_ROWS)
    noun = {
        "effects": "effects",
        "levers": "levers",
        "costs": "unit costs",
        "sources": "pieces of evidence",
    }[register]
    narrowed = "; ".join([*([f"“{text}”"] if text else []), *chosen.values()])
    title = f"{whole} {noun} of the model" + (f": {narrowed}" if narrowed else "")
    if register in ("effects", "levers"):
        count = kept["grade"].value_counts()
        title += ", by grade of evidence " + ", ".join(
            f"{count[each]} {each}" for each in words.GRADE_ORDER if each in count
        )
    if whole > len(kept):
        title += f" (the first {len(kept)} shown)"
    evidence = (
        kept["id"] if register == "sources" else kept["evidence"].str.split().explode().dropna()
    )
    shared = _common([each for each in evidence.tolist() if each])
    figures = kept.assign(label=kept["id"]).reset_index(drop=True)
    return Exhibit(
        title=title,
        measure=f"Register of {noun}" + (f": {narrowed}" if narrowed else ""),
        unit="as each row says",
        alt=f"Table: {title}.",
        draft=f"{title}. Every entry names its studies and the address where the figure was read; "
        "an effect of grade J rests on judgement and does nothing until a plan sets it.",
        definition=_GRADE_TEXT,
        chart=Table(figures, _shown(register, kept), screen=_SCREEN[register]),
        recipe=Recipe(
            "register", {"register": register} | ({"text": text} if text else {}) | chosen
        ),
        **shared,
    )


_SCREEN = {
    "effects": ("Lever", "Outcome", "Effect", "Grade"),
    "levers": ("Lever", "Unit", "Grade"),
    "costs": ("Cost", "Central (2024-25 £)", "Who pays or saves"),
    "sources": ("No.", "What was measured", "Figure"),
}


def _shown(register: str, kept: pd.DataFrame) -> pd.DataFrame:
    links = load_registers().links
    if register == "effects":
        return pd.DataFrame(
            {
                "Lever": kept["lever"],
                "Outcome": kept["outcome"],
                "Effect": [words.effect(links[name]) for name in kept["id"]],
                "Interval": [words.interval(links[name]) for name in kept["id"]],
                "Grade": kept["grade"],
                "Evidence": kept["evidence"],
            }
        ).reset_index(drop=True)
    if register == "levers":
        return pd.DataFrame(
            {
                "Lever": kept["lever"],
                "Strand": kept["strand"],
                "Unit": kept["unit"],
                "Who": kept["who"],
                "Grade": kept["grade"],
                "Evidence": kept["evidence"],
            }
        ).reset_index(drop=True)
    if register == "costs":
        return pd.DataFrame(
            {
                "Cost": kept["cost"],
                "Unit": kept["unit"],
                "Central (2024-25 £)": [
                    f"£{value:,.0f}"
                    for value in kept[next(name for name in kept if name.startswith("central in"))]
                ],
                "Who pays or saves": kept["who pays or saves"],
                "Evidence": kept["evidence"],
            }
        ).reset_index(drop=True)
    return pd.DataFrame(
        {
            "No.": kept["id"],
            "What was measured": kept["what was measured"],
            "Figure": kept["figure"],
            "Population, place, time": kept["population, place, time"],
            "Citation": kept["citation"],
        }
    ).reset_index(drop=True)


@recipe("left_out")
def left_out() -> Exhibit:
    """What was left out of the levers, with the reason."""
    table = evidence_tables.exclusions()
    title = f"{len(table)} approaches left out of the levers, and why"
    ids = [each for each in table["evidence"].str.split().explode().dropna() if each]
    return Exhibit(
        title=title,
        measure="Left out of the levers",
        unit="in words",
        alt=f"Table: {title}. {'; '.join(table['approach'])}.",
        draft=f"{title}: {'; '.join(table['approach'])}. Left out means that no effect was found "
        "that can be counted, not that the approach is worth nothing.",
        definition="Approaches that were looked at and have no lever, with what the evidence found "
        "and what would change this.",
        chart=Table(
            table.assign(label=table["approach"]),
            pd.DataFrame(
                {
                    "Approach": table["approach"],
                    "Finding": table["finding"],
                    "Reason": table["reason"],
                }
            ),
            screen=("Approach", "Reason"),
        ),
        recipe=Recipe("left_out", {}),
        **_common(ids),
    )


@recipe("checks")
def checks() -> Exhibit:
    """The model's checks: its figure beside the published one, and whether it holds."""
    if not checks_figures.REPORT.is_file():
        raise RecipeError("the report of the checks is not in this copy of the app")
    try:
        table, _, version = checks_figures.read_report(
            checks_figures.REPORT.read_text(encoding="utf-8")
        )
    except checks_figures.ReportError as error:
        raise RecipeError(f"the report of the checks cannot be shown: {error}") from error
    old = version and version != store.data_version()
    title = checks_figures.finding(table)
    return Exhibit(
        title=title,
        measure="Checks of the model",
        unit="as each row says",
        place="The West Midlands and what is published elsewhere",
        period=f"figures version {version}" if version else "as reported",
        source="The model's own report of its checks (docs/validation.md)",
        publisher="Adversity & Resilience Atlas model",
        publications="The report of the checks, which names what each is checked against",
        licence="Open Government Licence v3.0",
        alt=f"Table: {title}. "
        + "; ".join(f"{row['Check']}: {row['Verdict']}" for _, row in table.iterrows())
        + ".",
        draft=f"{title}. A model earns trust by being checked; its limits stand in the code and "
        "are not moved to let a check pass. A check that holds does not make the model a forecast."
        + (
            f" The checks were run on figures version {version}; the app now holds "
            f"{store.data_version()}. They should be run again."
            if old
            else ""
        ),
        definition="Each check sets the model's figure beside a published one, or beside what must "
        "hold.",
        interval="As each row says.",
        caveat="A learning aid, not a forecast.",
        chart=Table(table.assign(label=table["Check"]), table, screen=("Check", "Verdict")),
        recipe=Recipe("checks", {}),
        level="modelled",
    )
