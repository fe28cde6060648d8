"""Papers in Word: whole, accessible, true to the store, and looked at again later."""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from components.exhibits.charts import Numbers
from components.exports.papers import batch, house_style, make, refresh, told, trace, word
from components.exports.papers.document import Grid, Paper, Paragraph, Picture, Section
from components.exports.papers.subject import MAKERS
from components.exports.papers.templates import Template, TemplateError, templates
from components.wording import numbers
from data import store
from reports.__main__ import main
from tests.narrowed import of_kind, some
from tests.snapshots.recipes import BIRMINGHAM, HEREFORDSHIRE, LAYERED, REGION, SANDWELL, TAMWORTH
from tests.unit.opened import betrayals

#: A paper, the same as bytes, and as python-docx opens it.
Made = tuple[Paper, bytes, Any]

PLACES = (SANDWELL, BIRMINGHAM, HEREFORDSHIRE, store.REGION)
#: A plan acts in one place; a paper of it is about that place.
PLANNED = {SANDWELL: LAYERED, store.REGION: REGION}
#: Sheets are about a ward or a neighbourhood: of a borough, of a county, of a district.
NEAR = {
    "ward": ("E05001222", "E05009438", "E05007039"),
    "neighbourhood": ("E01008881", "E01013986"),
}
CASES = [
    (name, scope)
    for name, each in templates().items()
    for scope in (PLANNED if each.needs_plan else NEAR.get(name, PLACES))
]


@pytest.fixture(scope="module", params=CASES, ids=[f"{name}-{scope}" for name, scope in CASES])
def made(request: pytest.FixtureRequest) -> Made:
    name, scope = request.param
    plan = PLANNED[scope] if templates()[name].needs_plan else ""
    paper = make.paper(name, scope, plan=plan)
    data = word.build(paper)
    return paper, data, Document(io.BytesIO(data))


def _texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_headings_are_in_order_and_none_is_empty(made: Made) -> None:
    paper, _, document = made
    levels = [
        int(each.style.name[-1])
        for each in document.paragraphs
        if each.style.name.startswith("Heading ")
    ]
    assert levels and levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    body = [
        each
        for each in document.element.body
        if each.tag in (qn("w:p"), qn("w:tbl")) and (each.tag == qn("w:tbl") or _words(each))
    ]
    for this, after in zip(body, [*body[1:], None], strict=True):
        if _is_heading(this):
            assert after is not None and not _is_heading(after), _words(this)
    assert document.core_properties.title == paper.title
    assert document.core_properties.language == "en-GB"
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"


def _words(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t"))).strip()


def _is_heading(element: Any) -> bool:
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and str(style.get(qn("w:val"))).startswith("Heading")


def test_pictures_have_alt_text_and_tables_a_heading_row(made: Made) -> None:
    _, _, document = made
    for picture in document.element.body.iter(qn("wp:docPr")):
        assert len(picture.get("descr")) > 40 and picture.get("title")
    for table in document.element.body.iter(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert len(rows) > 1 and all(_words(cell) for cell in rows[0].iter(qn("w:tc")))
        about = table.find(qn("w:tblPr"))
        assert about.find(qn("w:tblCaption")).get(qn("w:val"))
        assert about.find(qn("w:tblDescription")).get(qn("w:val"))


def test_captions_are_numbered_and_every_reference_has_its_target(made: Made) -> None:
    _, data, document = made
    for kind in ("Figure", "Table"):
        found = [t for t in _texts(document) if re.match(rf"{kind} \d+\. ", t)]
        assert [int(some(re.match(rf"{kind} (\d+)", t))[1]) for t in found] == [
            number + 1 for number in range(len(found))
        ]
    names = set(trace.bookmarks_in(data))
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    targets = re.findall(r" REF (\w+) ", xml) + re.findall(r'w:anchor="(\w+)"', xml)
    assert set(targets) <= names
    assert xml.count('"begin"') == xml.count('"separate"') == xml.count('"end"')
    assert all(len(name) <= 40 for name in names)


def test_no_section_is_empty_and_nothing_of_the_machine_is_told(made: Made) -> None:
    paper, data, document = made
    for section in paper.sections:
        assert section.items
    text = "\n".join(_texts(document))
    assert "unexpected fault" not in text.lower() and "nan" not in text.split()
    assert not re.search(r"\b1 figures\b", text)
    assert "{" not in text and "**" not in text
    assert not betrayals(data)


def test_figures_are_the_stores_own_to_the_digit(made: Made) -> None:
    paper, data, document = made
    record = trace.read(data)
    # A finding about groups leaves out those it cannot tell; their chart shows them apart.
    pictures = {each.exhibit.recipe.key for each in paper.items() if isinstance(each, Picture)}
    whole = "\n".join(_words(each) for each in document.element.body)
    looked = 0
    for kept in record.kept.values():
        params: Mapping[str, Any] = kept.recipe.params
        if kept.recipe.name not in ("headline", "ethnicity", told.GROUP_ROWS):
            continue
        if kept.recipe.name == "ethnicity" and kept.recipe.key not in pictures:
            continue
        entry = store.indicator(params["indicator"])
        rows = store.observations(
            entry.id,
            area_codes=params["area"],
            period=params["period"],
            group_type=params.get("kind", "all"),
        )
        for row in rows[rows["value"].notna()].to_dict("records"):
            if row["group"] == "Unknown":
                continue
            assert numbers.with_unit(row["value"], entry) in whole, (kept.recipe, row["group"])
            looked += 1
    assert looked or not any(k.recipe.name == "headline" for k in record.kept.values())


def test_everything_traced_is_in_the_record_and_unchanged_now(made: Made) -> None:
    paper, data, _ = made
    record = trace.read(data)
    there = trace.bookmarks_in(data)
    assert set(record.bookmarks) <= set(there)
    assert record.version == store.data_version()
    for item in paper.items():
        for recipe in getattr(item, "recipes", ()):
            assert recipe.key in record.kept
    found = refresh.refresh(data)
    assert not found.changed and not found.gone


def test_a_changed_figure_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = make.docx("needs", SANDWELL)
    changed = _rewritten(data, lambda told: _raise_first_headline(told))
    found = refresh.refresh(changed)
    ((title, lines),) = found.changed.items()
    assert len(lines) == 1 and " in the document, " in lines[0] and title
    path = tmp_path / "paper.docx"
    path.write_bytes(changed)
    assert main(["refresh", str(path)]) == 0
    assert lines[0] in capsys.readouterr().out


def _raise_first_headline(told: dict[str, Any]) -> None:
    for each in told["recipes"]:
        if each["recipe"][0] == "headline":
            name = next(name for name in each["figures"] if name.endswith("| value"))
            each["figures"][name] += 10
            return


def _rewritten(data: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            blob = old.read(item)
            if trace.NAMESPACE.encode() in blob:
                from lxml import etree

                root = etree.fromstring(blob)
                told = json.loads(root.text)
                change(told)
                root.text = json.dumps(told)
                blob = etree.tostring(root)
            new.writestr(item, blob)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a document"])
def test_a_file_that_is_no_paper_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(trace.NotOurs, match="document"):
        trace.read(data)


def test_a_damaged_record_is_refused_in_words() -> None:
    paper = _paper("Words.")
    data = _rewritten(word.build(paper), lambda told: told.pop("recipes"))
    with pytest.raises(trace.NotOurs, match="damaged"):
        trace.read(data)


def _paper(words: str) -> Paper:
    section = Section("What", (Paragraph(words),))
    return Paper("needs", "A title", "A subtitle", SANDWELL, (section,), ())


@given(st.text(max_size=200))
def test_any_text_gives_a_document_that_opens(words: str) -> None:
    document = Document(io.BytesIO(word.build(_paper(words))))
    assert document.core_properties.title == "A title"


@given(
    st.dictionaries(st.text("ab", max_size=2), st.floats(-1e6, 1e6), max_size=4),
    st.dictionaries(st.text("ab", max_size=2), st.floats(-1e6, 1e6), max_size=4),
)
def test_only_figures_that_are_printed_otherwise_are_changed(
    before: dict[str, Any], after: dict[str, float]
) -> None:
    said = refresh.compare(before, after, Numbers(1, "", "%").words)
    write = Numbers(1, "", "%").words
    expected = sum(
        (write(before[k]) if k in before else "no figure")
        != (write(after[k]) if k in after else "no figure")
        for k in {*before, *after}
    )
    assert len(said) == expected
    assert not refresh.compare(before, before, write)


def test_the_house_style_has_every_style() -> None:
    document = Document(str(house_style.HOUSE))
    known = {style.name for style in document.styles}
    assert {*house_style.STYLES, house_style.TABLE_STYLE} <= known


def test_a_councils_own_style_is_kept(tmp_path: Path) -> None:
    own = Document()
    own.styles["Heading 1"].font.name = "Georgia"
    own.sections[0].footer.paragraphs[0].text = "Sandwell Council"
    path = tmp_path / "own.docx"
    own.save(str(path))
    made = Document(io.BytesIO(word.build(_paper("Words."), style=path)))
    assert made.styles["Heading 1"].font.name == "Georgia"
    assert made.sections[0].footer.paragraphs[0].text == "Sandwell Council"
    assert "Atlas Cell" in {style.name for style in made.styles}
    path.write_bytes(b"no document")
    with pytest.raises(house_style.StyleFileError, match=r"own\.docx"):
        word.build(_paper("Words."), style=path)


def test_templates_name_only_blocks_indicators_and_recipes_that_there_are() -> None:
    from components.builders import registry
    from model.register_schema import OUTCOMES

    for each in templates().values():
        for section in each.sections:
            for block in section.blocks:
                assert block.kind in MAKERS, block
                assert not set(block.indicators) - set(store.indicators()), block
                assert not set(block.outcomes) - set(OUTCOMES), block
                assert not block.recipe or block.recipe in registry.names(), block


def test_a_template_with_a_mistake_is_named(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("id: wrong\nname: A name\n", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"wrong\.yaml: about"):
        templates(tmp_path)


def test_placements_are_the_stores_counts_and_what_is_held_back_says_so() -> None:
    table = store.table("care_placements").set_index(["area_code", "placement"])["children"]
    paper = make.paper("sufficiency", SANDWELL)
    (grid,) = [
        each for each in paper.items() if isinstance(each, Grid) and "by kind" in each.caption
    ]
    told = dict(grid.cells.itertuples(index=False))
    assert told["Foster care"] == f"{table[SANDWELL, 'foster']:,.0f}"
    assert told["Residential schools"] == "held back to protect people"
    (section,) = [
        each
        for each in make.paper("sufficiency", store.REGION).sections
        if each.heading == "Placements"
    ]
    if (store.REGION, "all") not in table.index:
        assert "held for single authorities" in of_kind(Paragraph, section.items[0]).text


def test_a_place_without_figures_gives_a_paper_that_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("components.exports.papers.blocks.findings_of", lambda scope: ())
    paper = make.paper("needs", TAMWORTH)
    (only,) = paper.sections[0].items
    assert "No figure of Tamworth can be set against England's" in of_kind(Paragraph, only).text


def test_a_wrong_place_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(TemplateError, match="not made for places like"):
        make.paper("needs", "E01009950")
    with pytest.raises(TemplateError, match="the plan acts in Sandwell"):
        make.paper("options", HEREFORDSHIRE, plan=LAYERED)
    with pytest.raises(TemplateError, match="needs a plan"):
        make.paper("equality", SANDWELL)
    assert main(["needs", "--areas", "X1"]) == 2
    assert main(["nothing"]) == 2
    assert "there is no template 'nothing'" in capsys.readouterr().err


def test_one_that_fails_is_named_the_rest_kept_and_the_next_run_makes_only_it(
    tmp_path: Path,
) -> None:
    asked: list[str] = []

    def make_one(name: str, scope: str, **more: object) -> bytes:
        asked.append(scope)
        if scope == HEREFORDSHIRE and len(asked) < 3:
            raise TemplateError("a picture was not there")
        return b"a document"

    scopes = [SANDWELL, HEREFORDSHIRE]
    first = batch.write_all("needs", scopes, tmp_path, make_one=make_one)
    assert first.failed == {HEREFORDSHIRE: "a picture was not there"}
    assert list(first.files) == [SANDWELL] and first.files[SANDWELL].read_bytes() == b"a document"
    again = batch.write_all("needs", scopes, tmp_path, make_one=make_one)
    assert asked == [SANDWELL, HEREFORDSHIRE, HEREFORDSHIRE]
    assert again.kept == [SANDWELL] and not again.failed
    names = {path.name for path in again.files.values()}
    assert len(names) == 2 and not list(tmp_path.glob("*.part"))
    with zipfile.ZipFile(io.BytesIO(batch.zipped({"a.docx": b"x"}, first.failed))) as file:
        assert "picture was not there" in file.read("not-made.txt").decode()


def test_all_means_every_authority(tmp_path: Path) -> None:
    assert batch.places("needs", ["all"]) == list(store.areas("utla", store.REGION).index)
    names = {batch.file_name("needs", scope) for scope in batch.places("needs", ["all"])}
    assert len(names) == 14


def test_the_command_names_the_templates(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    out = capsys.readouterr().out
    assert all(f"{name}: " in out for name in templates())
    assert isinstance(next(iter(templates().values())), Template)
