"""A guard over the sources: what people wrote never reaches Streamlit's Markdown as it is.

It reads every call of Streamlit that shows text and follows what is shown back through the names of
the same function. Errors, titles of plans, captions, notes, addresses and exhibits must go through
`literal`, `literal_line` or `literal_table` of the wording. It knows names, not values: the browser
test of hostile text looks at what comes out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *(ROOT / "components").rglob("*.py"),
    *(ROOT / "pages").glob("*.py"),
    ROOT / "dashboard.py",
]
#: Calls that read Markdown, and which of their arguments do; 0 is the first.
SHOWN: dict[str, tuple[int | str, ...]] = {
    **dict.fromkeys(
        (
            "markdown",
            "caption",
            "title",
            "header",
            "subheader",
            "write",
            "error",
            "warning",
            "info",
            "success",
            "toast",
            "badge",
        ),
        (0, "body", "help"),
    ),
    **dict.fromkeys(
        (
            "button",
            "download_button",
            "link_button",
            "page_link",
            "checkbox",
            "toggle",
            "radio",
            "selectbox",
            "multiselect",
            "slider",
            "select_slider",
            "number_input",
            "text_input",
            "text_area",
            "file_uploader",
            "expander",
            "popover",
            "pills",
            "segmented_control",
            "metric",
            "status",
            "spinner",
            "tabs",
            "table",
        ),
        (0, "label", "help", "captions"),
    ),
    "progress": ("text",),
}
#: What stands for text of people, by the way it is named in this code.
OF_PEOPLE = re.compile(
    r"(^|\.)plan\.title$|^(kept|version|gone|made|one)(\.(title|note|words)|\[\d\])$"
    r"|^exhibit\.|^framing\."
    r"|(^|\.)(note|notes|caption|fault|rationale|reason|trouble|message|file\.name)$"
    r"|^(error|exception|message|trouble|fault)$|query_params|^st\.session_state|^entry\.note$"
    r"|^comparison\.notes"
)
CALLS_OF_PEOPLE = re.compile(
    r"^(address(_session)?\.get|sign_in\.name|fault_words|st\.query_params\..*)$"
)
LITERAL = {"literal", "literal_line", "literal_table"}
#: Words of our own that are named like those of people.
OURS = {
    "framing.notes",
    "framing.notes[0]",
    "note",
    "lever.cost_note",
    "cost.note",
    "entry.reason",
    "lever.judgement_bounds.reason",
    "lever.cost_bounds.reason",
    "profile.reason",
}


def function_names(tree: ast.Module) -> Iterator[tuple[ast.AST, dict[str, list[ast.expr]]]]:
    """Every function (and the module) with what its names are set to."""
    for scope in [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))]:
        names: dict[str, list[ast.expr]] = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        names.setdefault(target.id, []).append(node.value)
            elif isinstance(node, ast.NamedExpr | ast.AnnAssign | ast.AugAssign):
                if isinstance(node.target, ast.Name) and node.value is not None:
                    names.setdefault(node.target.id, []).append(node.value)
            elif isinstance(node, ast.For | ast.comprehension) and isinstance(
                node.target, ast.Name
            ):
                names.setdefault(node.target.id, []).append(node.iter)
        yield scope, names


def of_people(part: ast.expr, names: dict[str, list[ast.expr]], deep: int = 0) -> Iterator[str]:
    """Expressions in what is shown that stand for text of people."""
    if deep > 6 or isinstance(part, ast.Constant):
        return
    inner: list[ast.expr] = []
    if isinstance(part, ast.JoinedStr):
        inner = [each.value for each in part.values if isinstance(each, ast.FormattedValue)]
    elif isinstance(part, ast.BinOp):
        inner = [part.left, part.right]
    elif isinstance(part, ast.BoolOp):
        inner = part.values
    elif isinstance(part, ast.IfExp):
        inner = [part.body, part.orelse]
    elif isinstance(part, ast.List | ast.Tuple):
        inner = part.elts
    elif isinstance(part, ast.ListComp | ast.GeneratorExp):
        inner = [part.elt]
    elif isinstance(part, ast.Call):
        called = ast.unparse(part.func)
        if called in LITERAL:
            return
        if CALLS_OF_PEOPLE.match(called):
            yield ast.unparse(part)
        elif isinstance(part.func, ast.Attribute) and part.func.attr in (
            "strip",
            "rstrip",
            "lstrip",
            "replace",
            "removeprefix",
            "removesuffix",
            "lower",
            "upper",
            "capitalize",
            "map",
            "head",
            "rename",
            "format",
        ):
            inner = [part.func.value]
        elif called == "str" or called.endswith(".join"):
            inner = part.args
    elif isinstance(part, ast.Name | ast.Attribute | ast.Subscript):
        written = ast.unparse(part)
        if written in OURS:
            return
        if OF_PEOPLE.search(written):
            yield written
            return
        if isinstance(part, ast.Subscript):
            inner = [part.value]
        elif isinstance(part, ast.Name):
            inner = names.get(part.id, [])
    for each in inner:
        yield from of_people(each, names, deep + 1)


def found(source: str) -> list[str]:
    """Places where text of people is shown as Markdown, as ``line: expression``."""
    places = []
    for scope, names in function_names(ast.parse(source)):
        if isinstance(scope, ast.Module):
            own = [n for n in scope.body if not isinstance(n, ast.FunctionDef | ast.ClassDef)]
            calls = [n for each in own for n in ast.walk(each)]
        else:
            calls = list(ast.walk(scope))
        for call in calls:
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            if ast.unparse(call.func) in (
                "outcomes.title",
                "outcomes_words.title",
                "words.title",
                "model_words.title",
            ):  # not of Streamlit
                continue
            for which in SHOWN.get(call.func.attr, ()):
                if isinstance(which, int):
                    shown = call.args[which : which + 1]
                else:
                    shown = [each.value for each in call.keywords if each.arg == which]
                for part in shown:
                    places += [f"{call.lineno}: {each}" for each in of_people(part, names)]
    return sorted(set(places))


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown(f'**{plan.title}**')",
        "st.warning(str(error))",
        "st.button('x', help=f'Open: {kept.title}')",
        "said = f'“{plan.title}”'; st.success(said)",
        "left.subheader(one.title)",
        "st.markdown(address.get('view'))",
        "st.table(exhibit.shown)",
        "[st.markdown(f'- {each}') for each in comparison.notes]",
    ],
)
def test_the_guard_finds_text_of_people(line: str) -> None:
    assert found(f"def page(plan, error, kept, one, exhibit, comparison):\n    {line}\n")


def test_the_guard_lets_pass_what_is_literal_or_ours() -> None:
    shown = "st.markdown(f'**{literal(plan.title)}** {lever.title} {count:,}', help=literal(error))"
    assert not found(f"def page(plan, error):\n    {shown}\n")


def test_nothing_that_people_wrote_is_shown_as_markdown() -> None:
    wrong = {}
    for path in SOURCES:
        places = found(path.read_text(encoding="utf-8"))
        if places:
            wrong[path.relative_to(ROOT).as_posix()] = places
    assert not wrong, (
        "Show these with `literal` (or `literal_line`, `literal_table`) of the wording; if the "
        f"words are our own, name them otherwise or add them to OURS: {wrong}"
    )
