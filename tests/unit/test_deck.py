"""The deck: read again by python-pptx, and opened by LibreOffice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pypdfium2
import pytest
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from components.builders.registry import build
from components.charts import powerpoint
from components.design.palette import LIGHT
from components.design.product import PRODUCT
from components.exhibits.charts import Table
from components.exhibits.exhibit import Exhibit, Recipe
from components.exports import deck, deck_charts, image
from components.exports.slides import BuiltSlide
from data import store
from tests.narrowed import of_kind, some
from tests.unit import exhibits as made
from tests.unit.opened import betrayals, parts

SOFFICE = shutil.which("soffice")
CAPTION = "=SUM(A1:A9) <b>for cabinet</b> & others"


@pytest.fixture(scope="module")
def slides() -> list[BuiltSlide]:
    shown = [*made.slides(*made.REAL, caption=CAPTION), *made.slides(*made.FURTHER)]
    return [
        *shown,
        made.shown(made.fan()),
        made.shown(made.fan(-20.0)),
        made.shown(made.waterfall()),
    ]


@pytest.fixture(scope="module")
def data(slides: list[BuiltSlide]) -> bytes:
    return deck.build(slides, title="What children carry", place="Sandwell")


@pytest.fixture(scope="module")
def read(data: bytes) -> Any:
    return Presentation(io.BytesIO(data))


def _charts(read: Any) -> list[Any]:
    return [s.chart for slide in read.slides for s in slide.shapes if s.has_chart]


def test_one_finding_a_slide_in_order_and_the_size_is_16_to_9(
    read: Any, slides: list[BuiltSlide]
) -> None:
    titles = [re.sub(r" \(\d+ of \d+\)$", "", s.shapes.title.text_frame.text) for s in read.slides]
    assert titles[0] == "What children carry"
    assert list(dict.fromkeys(titles[1:])) == list(dict.fromkeys(one.title for one in slides))
    assert read.slide_width / read.slide_height == pytest.approx(16 / 9, abs=0.01)


def test_charts_hold_the_stores_figures_to_the_digit(read: Any) -> None:
    rows = store.observations(
        "looked_after", level="utla", within=store.REGION, group_type="all", period="2025"
    )
    england = store.observations(
        "looked_after", area_codes=store.ENGLAND, group_type="all", period="2025"
    )
    chart = _charts(read)[0]
    assert sorted(chart.plots[0].series[0].values) == sorted([*rows["value"], *england["value"]])
    assert "Herefordshire" in list(chart.plots[0].categories)
    trend = store.observations("looked_after", area_codes=made.SANDWELL, group_type="all")
    trend = trend.dropna(subset=["value"]).sort_values("period")["value"].tolist()
    lines = next(
        c
        for c in _charts(read)
        if len(c.plots[0].series) == 2 and "2016" in list(c.plots[0].categories)
    )
    assert list(lines.plots[0].series[0].values) == trend[-len(lines.plots[0].series[0].values) :]


def test_every_chart_can_be_edited_and_its_workbook_holds_the_same(read: Any) -> None:
    charts = _charts(read)
    assert len(charts) == 18  # one of them, of 31 districts, on two slides
    for chart in charts:
        book = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        cells = [c.value for row in book.active.iter_rows(min_row=2, min_col=2) for c in row]
        drawn = [v for plot in chart.plots for series in plot.series for v in series.values]
        assert sorted(v for v in cells if v is not None) == pytest.approx(
            sorted(v for v in drawn if v is not None)
        )


def _slide(read: Any, slides: Sequence[BuiltSlide], recipe: Recipe) -> tuple[Any, Exhibit | None]:
    """The slide of a recipe, and its exhibit."""
    one = next(each for each in slides if each.slide.recipe.key == recipe.key)
    for slide in read.slides:
        if slide.shapes.title.text_frame.text.startswith(one.title):
            return slide, one.exhibit
    raise AssertionError(one.title)


@pytest.mark.parametrize("recipe", [made.PLACE_PART, made.PLAN_GROUPS, made.PLANS_GROUPS])
def test_groups_are_a_series_each_with_the_exhibits_figures(
    read: Any, slides: list[BuiltSlide], recipe: Recipe
) -> None:
    slide, exhibit = _slide(read, slides, recipe)
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    rows = some(exhibit).chart.figures
    assert [s.name for s in chart.plots[0].series] == list(dict.fromkeys(rows["series"]))
    for series in chart.plots[0].series:
        assert list(series.values) == rows[rows["series"] == series.name]["value"].tolist()


def test_ratios_stand_on_a_scale_of_halves_and_doubles(read: Any, slides: list[BuiltSlide]) -> None:
    for recipe in (made.RATIOS, made.PLACE_PART):
        slide, _ = _slide(read, slides, recipe)
        chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
        assert chart._chartSpace.xpath(".//c:valAx/c:scaling/c:logBase/@val") == ["2"]
        at = chart._chartSpace.xpath(".//c:catAx/c:crossesAt/@val")
        assert [float(each) for each in at] == [1]
        assert chart.value_axis.minimum_scale > 0


def _cells(slides: Iterable[Any]) -> list[list[str]]:
    tables = [s.table for slide in slides for s in slide.shapes if s.has_table]
    return [[cell.text for cell in row.cells] for table in tables for row in list(table.rows)[1:]]


@pytest.mark.parametrize(
    "recipe",
    [made.GRADIENT, made.CHECKS, made.LEVERS, made.PLAN_TABLE, made.PLANS],
    ids=lambda each: each.name,
)
def test_tables_hold_every_cell_on_as_many_slides_as_they_need(
    read: Any, slides: list[BuiltSlide], recipe: Recipe
) -> None:
    _, exhibit = _slide(read, slides, recipe)
    own = [s for s in read.slides if s.shapes.title.text_frame.text.startswith(some(exhibit).title)]
    assert _cells(own) == of_kind(Table, some(exhibit).chart).cells.astype(str).to_numpy().tolist()


def test_shades_are_the_palettes(read: Any, slides: list[BuiltSlide]) -> None:
    slide, exhibit = _slide(read, slides, made.GRADIENT)
    table = next(s.table for s in slide.shapes if s.has_table)
    for row in range(len(some(of_kind(Table, some(exhibit).chart).shades))):
        for column in range(some(of_kind(Table, some(exhibit).chart).shades).shape[1]):
            shade = int(some(of_kind(Table, some(exhibit).chart).shades).iloc[row, column])
            colour = str(table.cell(row + 1, column).fill.fore_color.rgb)
            expected = LIGHT.sequential[shade] if shade >= 0 else LIGHT.background
            assert f"#{colour.lower()}" == expected


def test_intervals_are_error_bars_with_the_stores_limits(read: Any) -> None:
    chart = _charts(read)[0]
    space = chart._chartSpace
    plus = [float(e.text) for e in space.xpath(".//c:errBars/c:plus//c:v")]
    rows = store.observations(
        "looked_after", level="utla", within=store.REGION, group_type="all", period="2025"
    )
    expected = sorted([*(rows["upper"] - rows["value"]).tolist(), 0.0])
    assert sorted(plus) == pytest.approx(expected)


def test_alt_text_notes_numbers_and_reading_order(read: Any, slides: list[BuiltSlide]) -> None:
    for slide in list(read.slides)[1:]:
        names = [shape.name for shape in slide.shapes]
        assert names[0].startswith("Title") and names[-1] == "Slide number"
        assert names[1] == "Measure, place and period" and "Source and licence" in names
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.name == "Map":
                described = shape._element.xpath(".//p:cNvPr")[0].get("descr")
                assert described and len(described) > 40 and not described.endswith(".png")
        assert slide.shapes[-1]._element.xpath(".//a:fld[@type='slidenum']")
        notes = slide.notes_slide.notes_text_frame.text
        for word in ("Definition.", "Interval.", "Caveat.", "Sources.", store.data_version()):
            assert word in notes
    titles = [s.shapes.title.text_frame.text for s in read.slides]
    first = read.slides[titles.index(slides[0].title)]
    assert CAPTION in first.notes_slide.notes_text_frame.text


def test_theme_has_the_palette_and_no_leftover_of_the_library(data: bytes, read: Any) -> None:
    theme = next(v for k, v in parts(data).items() if k.endswith("theme1.xml")).decode()
    for colour in (LIGHT.primary, LIGHT.text, LIGHT.surface):
        assert colour[1:] in theme
    assert read.core_properties.author == PRODUCT
    assert read.core_properties.last_modified_by == PRODUCT
    assert read.core_properties.language == "en-GB"
    assert len(read.slide_layouts) == 2


def test_no_part_holds_a_path_or_a_name(data: bytes) -> None:
    for name, content in parts(data).items():
        assert not betrayals(content), name


def test_captions_are_text(data: bytes, read: Any) -> None:
    texts = [shape.text_frame.text for shape in read.slides[1].shapes if shape.has_text_frame]
    assert any(CAPTION in text for text in texts)
    assert b"<b>for cabinet</b>" not in parts(data)["ppt/slides/slide2.xml"]


def test_shapes_lie_on_the_slide_and_do_not_overlap(read: Any) -> None:
    for number, slide in enumerate(read.slides, start=1):
        boxes = [(s.name, s.left, s.top, s.left + s.width, s.top + s.height) for s in slide.shapes]
        for name, left, top, right, low in boxes:
            assert left >= 0 and top >= 0, (number, name)
            assert right <= read.slide_width and low <= read.slide_height, (number, name)
        for n, (name, left, top, right, low) in enumerate(boxes):
            for other, left2, top2, right2, low2 in boxes[n + 1 :]:
                across = min(right, right2) - max(left, left2)
                down = min(low, low2) - max(top, top2)
                assert across <= Pt(1) or down <= Pt(1), (number, name, other)


def test_a_failed_slide_says_what_failed_and_loses_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = Recipe(
        "headline", {"indicator": "looked_after", "area": made.SANDWELL, "period": "1999-03-31/P1D"}
    )

    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("cannot open /home/somebody/secret.png")

    monkeypatch.setattr(image, "plot_png", broken)
    shown = made.slides(made.HEADLINE, gone, made.MAP, made.TREND)
    data = deck.build(shown, title="x", place="y")
    read = Presentation(io.BytesIO(data))
    texts = [
        "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        for slide in read.slides
    ]
    assert len(texts) == 5
    assert "no figure" in texts[2] and "could not be made" in texts[3]
    assert "RuntimeError" in texts[3] and "secret" not in "".join(texts)
    assert "Children looked after in Sandwell" in texts[4]
    assert not any(betrayals(content) for content in parts(data).values())


def test_progress_counts_every_slide() -> None:
    seen = []
    deck.build(
        made.slides(made.HEADLINE, made.TREND),
        title="x",
        place="y",
        progress=lambda done, of, what: seen.append((done, of)),
    )
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_map_has_a_picture_and_a_table_no_plot() -> None:
    (plot,) = deck_charts.plots(build(made.MAP), Inches(8), Inches(4))
    assert plot.kind == "map" and not powerpoint.can_write(plot)
    with pytest.raises(ValueError, match="no marks"):
        deck_charts.plots(build(made.LEVERS), Inches(8), Inches(4))


def test_31_districts_are_on_two_slides_and_none_is_dropped(
    read: Any, slides: list[BuiltSlide]
) -> None:
    one = next(each for each in slides if each.slide.recipe.key == made.ALL_DISTRICTS.key)
    charts = [
        shape.chart
        for slide in read.slides
        for shape in slide.shapes
        if shape.has_chart and slide.shapes.title.text_frame.text.startswith(one.title)
    ]
    named = [str(name).replace("\n", " ") for chart in charts for name in chart.plots[0].categories]
    assert [name for name in named if name != "England"] == list(
        some(one.exhibit).chart.figures["label"]
    )
    for chart in charts:
        size = chart.category_axis.tick_labels.font.size.pt
        assert size >= 9
        # Left to itself, LibreOffice writes every second name only.
        (skip,) = chart.category_axis._element.iter(qn("c:tickLblSkip"))
        assert skip.get("val") == "1"


@pytest.fixture(scope="module")
def pages(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("deck")
    (folder / "deck.pptx").write_bytes(data)
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "deck.pptx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    document = pypdfium2.PdfDocument(folder / "deck.pdf")
    return [page.render(scale=1.2).to_pil().convert("RGB") for page in document]


def test_libreoffice_opens_it_and_draws_every_slide(pages: list[Image.Image], read: Any) -> None:
    assert len(pages) == len(read.slides)
    for page in pages:
        assert page.width / page.height == pytest.approx(16 / 9, abs=0.01)


def test_nothing_is_drawn_at_the_edges_and_every_chart_has_ink(
    pages: list[Image.Image], read: Any
) -> None:
    """Text that runs over its box ends at the slide's edge, or in the strips kept free."""
    for slide, page in zip(read.slides, pages, strict=True):
        grey = np.asarray(page.convert("L"), dtype=int)
        unit = page.height / read.slide_height
        margin = int(Inches(0.15) * unit)
        for edge in (grey[:margin], grey[-margin:], grey[:, :margin], grey[:, -margin:]):
            assert edge.min() > 200
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.name == "Map":
                left, top = int(shape.left * unit), int(shape.top * unit)
                right, low = (
                    int((shape.left + shape.width) * unit),
                    int((shape.top + shape.height) * unit),
                )
                assert (grey[top:low, left:right] < 200).mean() > 0.004
        words = [s for s in slide.shapes if s.name == "Words"]
        if words:  # the strip between words and source stays empty: nothing runs over
            box = words[0]
            low = int((box.top + box.height) * unit) + 1
            strip = grey[
                low : low + int(Inches(0.06) * unit),
                int(box.left * unit) : int((box.left + box.width) * unit),
            ]
            assert strip.min() > 200, slide.shapes.title.text_frame.text


def test_titles_stay_in_their_room(pages: list[Image.Image], read: Any) -> None:
    """Between title and subtitle of each slide there is a line without ink."""
    for slide, page in zip(list(read.slides)[1:], pages[1:], strict=True):
        unit = page.height / read.slide_height
        title = slide.shapes.title
        low = int(Emu(title.top + title.height) * unit)
        strip = np.asarray(page.convert("L"), dtype=int)[low - 1 : low + 2]
        assert (strip.min(axis=1) > 200).any(), title.text_frame.text
