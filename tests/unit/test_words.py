"""The words of the product: no jargon, one term for one thing, sentences that are easily read."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import pytest
import yaml

from components.figures import at_a_glance as figures
from components.figures.areas import scope_codes
from components.wording import at_a_glance, glossary
from data import store

with warnings.catch_warnings():  # it still asks setuptools for the place of its word list
    warnings.simplefilter("ignore")
    import textstat

ROOT = Path(__file__).resolve().parents[2]
#: What nobody would say aloud in a meeting -> what is said.
JARGON = {
    r"counterfactual": "without the plan",
    r"stochastic|monte carlo": "runs of the model",
    r"statistically significant|significantly|p-value": "clearly",
    r"heteroscedastic|posterior|quantiles?\b": "range",
    r"stakeholders?": "name them",
    r"utili[sz]\w+": "use",
    r"granular\w*": "by neighbourhood",
    r"unmet trauma\w*": "children not getting trauma help",
    r"everyone alike": "all families",
    r"\bKPIs?\b": "figure",
    r"low-hanging|deep dive|going forward|best-in-class": "nothing",
    r"learnings": "what was learnt",
    r"vulnerable families": "who they are",
    r"deprived people": "people in deprived neighbourhoods",
    r"BAME": "the groups' own names",
    r"choropleth": "map",
    r"\bexhibits?\b|\btray\b": "slide, presentation",
    r"\bimd_|_quintile|_decile": "fifth, tenth",
}
#: One term for one thing: the other name -> ours.
ONE_TERM = {
    r"confidence intervals?|uncertainty intervals?|credible intervals?": "95% interval",
    r"\bpresets?\b(?! (scale|plans?\b))": "example plan",
    r"\bquintiles?\b": "fifth",
    r"\blooked-after child(ren)?\b.*\bchildren in care\b": "looked after",
    r"slide ?decks?\b.*\bslideshows?\b": "slides",
    r"local authority areas\b": "authorities",
}
#: Words for ourselves, in messages that no person is meant to see.
_OURS = (
    "components/exhibits/",
    "components/builders/registry.py",
    "components/charts/",
    "components/session/presentation.py",
)


def _strings(tree: ast.AST) -> Iterator[str]:
    """Texts of a module that have more than a word; values put in are left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
            )
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        else:
            yield from _strings(node)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)


def _code() -> Iterator[tuple[str, str]]:
    for room in ("components", "pages"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(_OURS):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                yield from ((name, text) for text in _strings(tree) if " " in text)


def _templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "components").rglob("*.html")):
        text = re.sub(r"<[^>]*>|\{[{%#].*?[}%#]\}", " ", path.read_text("utf-8"), flags=re.S)
        yield path.name, text


def _catalogue() -> Iterator[tuple[str, str]]:
    for name, entry in store.indicators().items():
        for text in (entry.title, entry.short_title, entry.definition, entry.unit):
            yield name, text


def _registers() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "model" / "registers").glob("*.yaml")):
        for name, entry in _entries(yaml.safe_load(path.read_text("utf-8"))):
            for field in ("title", "description", "unit"):
                text = entry.get(field)
                if isinstance(text, str):
                    yield f"{path.name}: {name}", text


def _entries(value: object) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, dict):
                yield str(name), each
                yield from _entries(each)


def _drafted() -> Iterator[tuple[str, str]]:
    """Sentences made from figures: those of every recipe, and of every place's findings."""
    for path in sorted((ROOT / "tests" / "snapshots").rglob("*.json")):
        for text in _leaves(json.loads(path.read_text("utf-8"))):
            if " " in text:
                yield path.stem, text


SOURCES = {
    "code": _code,
    "templates": _templates,
    "catalogue": _catalogue,
    "registers": _registers,
    "drafted": _drafted,
}


@pytest.mark.parametrize("source", SOURCES)
def test_no_jargon_and_one_term_for_one_thing(source: str) -> None:
    texts = list(SOURCES[source]())
    assert len(texts) >= 8
    found = [
        f"{where}: “{text[:80]}” has “{hit.group()}”: say {instead}"
        for where, text in texts
        for pattern, instead in {**JARGON, **ONE_TERM}.items()
        if (hit := re.search(pattern, text, re.I))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "Significantly worse than England",
        "95% confidence intervals, from the counts",
        "Choose a preset to begin",
        "The most deprived quintile",
        "Utilising stakeholder input",
    ],
)
def test_jargon_would_be_found(text: str) -> None:
    assert any(re.search(pattern, text, re.I) for pattern in {**JARGON, **ONE_TERM})


def _read_by_all() -> dict[str, list[str]]:
    """Sentences that every user sees, by where they stand."""
    first = []
    for scope in scope_codes():
        row = figures.child_poverty(scope)
        first.append(at_a_glance.headline(scope, row) + ".")
    return {
        "headlines": [each for each in first if each.startswith("In ")],
        "glossary": [term.meaning for term in glossary.in_order()],
        "first page and strip": [
            text
            for name, text in _code()
            if name.startswith(
                ("components/views/overview/", "pages/", "components/widgets/layout")
            )
            and text.rstrip().endswith(".")
            and "Licence" not in text  # the words that the licence asks for
            and len(text.split()) > 5
        ],
    }


@pytest.mark.parametrize("where", ["headlines", "glossary", "first page and strip"])
def test_what_everybody_reads_is_easily_read(where: str) -> None:
    """Flesch and Kincaid's grade: 4 to 6 are the ages 9 to 11."""
    texts = _read_by_all()[where]
    assert len(texts) >= 3, texts
    grades = {text: textstat.flesch_kincaid_grade(text) for text in texts}
    assert fmean(grades.values()) <= 7.0, grades
    assert not {text: grade for text, grade in grades.items() if grade > 11.0}


def test_the_glossary_is_plain_and_has_each_term_once() -> None:
    titles = [term.title for term in glossary.in_order()]
    assert len({each.casefold() for each in titles}) == len(titles) >= 20
    for term in glossary.in_order():
        assert term.meaning.endswith(".") and len(term.meaning) < 300
    assert glossary.link("derived", "derived") == "[derived](evidence?section=words#word-derived)"
    with pytest.raises(KeyError):
        glossary.link("no such term")


def test_a_term_is_a_link_where_it_first_stands_and_nowhere_else() -> None:
    told, found = glossary.with_links(
        "Rates with 95% intervals · derived, by neighbourhood deprivation; 95% intervals again",
        ["interval", "derived", "deprivation", "slope"],
    )
    assert found == ["interval", "derived", "deprivation"]
    assert told == (
        "Rates with [95% intervals](evidence?section=words#word-interval) · "
        "[derived](evidence?section=words#word-derived), by "
        "[neighbourhood deprivation](evidence?section=words#word-deprivation); 95% intervals again"
    )
    assert glossary.with_links("[derived](elsewhere)", ["derived"]) == ("[derived](elsewhere)", [])
    assert glossary.with_links("underived", ["derived"])[1] == []


@pytest.mark.parametrize("name", glossary.FOUND)
def test_every_word_that_is_looked_for_is_a_term_of_the_glossary(name: str) -> None:
    assert name in glossary.TERMS
    assert glossary.with_links(glossary.TERMS[name].title, [name])[1] == [name]
