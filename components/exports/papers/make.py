"""From a template and a place (and a plan) to a paper."""

from __future__ import annotations

from pathlib import Path

from components.exports.papers import (  # noqa: F401  # each registers its blocks
    blocks,
    blocks_care,
    blocks_known,
    blocks_plan,
    blocks_target,
    blocks_ward,
    word,
)
from components.exports.papers.document import Item, Paper, Paragraph, Section
from components.exports.papers.subject import MAKERS, Found, Subject
from components.exports.papers.templates import SectionTemplate, Template, TemplateError, template
from components.exports.slides import Progress, fault_words, silent
from components.wording import names
from components.wording.plans import place_of
from data import store
from model.plan import Plan, plan_authorities
from model.plan_code import decode_plan

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def fits(made: Template, scope: str) -> bool:
    """Whether a template is for places of this kind. Raises UnknownArea."""
    level = store.area(scope).level
    tiers = {level}
    for tier in ("utla", "ltla"):
        if scope in store.areas(tier, store.REGION).index:
            tiers.add(tier)
    return bool(tiers & set(made.levels))


def paper(
    name: str,
    scope: str,
    *,
    plan: str = "",
    outcome: str = "looked_after",
    progress: Progress = silent,
) -> Paper:
    """A template's paper of a place. No section of it is empty: one without figures says why.

    Parameters
    ----------
    plan, outcome
        Code of a plan and the outcome looked at, for templates that need one.

    Raises
    ------
    TemplateError
        For a template that is not there, not for such a place, or lacks its plan.
    data.store.UnknownArea, model.plan.PlanError
    """
    made = template(name)
    if not fits(made, scope):
        raise TemplateError(f"“{made.name}” is not made for places like {names.place_name(scope)}")
    if made.needs_plan and not plan:
        raise TemplateError(f"“{made.name}” needs a plan: make one on the page Plan")
    title = made.title
    if plan:
        _acts_here(decode_plan(plan), scope)
        title = title.replace("{plan}", decode_plan(plan).title)
    subject = Subject(scope, plan, outcome)
    sections = []
    for number, each in enumerate(made.sections):
        progress(number, 2 * len(made.sections), each.heading)
        sections.append(_section(each, subject))
    return Paper(
        template=made.id,
        title=subject.words(title),
        subtitle=f"{made.name}. Drafted from published statistics by rules, for officers to edit. "
        f"Figures version {store.data_version()}.",
        scope=scope,
        sections=tuple(sections),
        kept=subject.kept,
        contents=made.contents,
        one_page=made.one_page,
    )


def _acts_here(plan: Plan, scope: str) -> None:
    """Raise TemplateError where a plan acts in other places than the one the paper is about."""
    here = set(store.areas("utla", scope).index)
    if set(plan_authorities(plan)) != here:
        raise TemplateError(
            f"the plan acts in {place_of(plan)}, and the paper is about {names.place_name(scope)}"
        )


def _section(wanted: SectionTemplate, subject: Subject) -> Section:
    items: list[Item] = []
    lacking: list[str] = []
    for block in wanted.blocks:
        maker = MAKERS.get(block.kind)
        if maker is None:
            raise TemplateError(
                f"the section “{wanted.heading}” has the unknown block {block.kind}"
            )
        try:
            found = maker(block, subject)
        except Exception as error:  # the rest of the paper is not lost; the fault is logged whole
            found = Found(reasons=[fault_words(error)])
        items += found.items
        lacking += [each for each in found.reasons if each not in lacking]
    told = any(not isinstance(each, Paragraph) or each.recipes for each in items)
    if lacking and not told:
        nothing = subject.words(wanted.nothing) or "There is nothing to show here."
        items.append(Paragraph(f"{nothing} {_because(lacking)}"))
    elif lacking:
        items.append(Paragraph(f"Left out: {_because(lacking)}", use="note"))
    if not items:
        nothing = subject.words(wanted.nothing) or "There is nothing to show here."
        items.append(Paragraph(nothing))
    return Section(subject.words(wanted.heading), tuple(items), wanted.level)


def _because(reasons: list[str]) -> str:
    return "; ".join(each.rstrip(".") for each in reasons) + "."


def docx(
    name: str,
    scope: str,
    *,
    plan: str = "",
    outcome: str = "looked_after",
    style: Path | None = None,
    progress: Progress = silent,
) -> bytes:
    """A template's paper of a place as a Word document; raises as `paper` and `word.build` do."""
    made = paper(name, scope, plan=plan, outcome=outcome, progress=progress)
    return word.build(made, style=style, progress=progress)
