"""Files as people bring them, made by the tests: workbooks, ODS and texts in all their ways."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

#: A sheet, row by row.
Rows = list[list[Any]]
WARDS = {"Aston": 120, "Ladywood": 45, "Nechells": 60, "Alum Rock": 75, "Handsworth": 33}


def text(rows: Rows, sign: str = ",") -> str:
    """Rows as CSV; a cell with the sign in it stands in quotes."""
    lines = []
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in row]
        lines.append(sign.join(f'"{c}"' if sign in c or "\n" in c else c for c in cells))
    return "\r\n".join(lines) + "\r\n"


def csv(rows: Rows, sign: str = ",", encoding: str = "utf-8") -> bytes:
    return text(rows, sign).encode(encoding)


def cases(*more: Sequence[object], period: str = "2024/25") -> Rows:
    """Wards of Birmingham with a count and a denominator."""
    rows = [[name, period, count, count * 50] for name, count in WARDS.items()]
    return [["Ward", "Period", "Early help cases", "Children"], *rows, *map(list, more)]


def xlsx(sheets: dict[str, Rows], **after: object) -> bytes:
    """A workbook; ``after`` is a function of the workbook, called before it is saved."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for change in after.values():
        change(book)  # type: ignore[operator]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Rows, more: str = "") -> bytes:
    """An OpenDocument spreadsheet with one sheet; ``more`` is XML of further rows."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            if cell is None:
                cells.append("<table:table-cell/>")
            elif isinstance(cell, int | float):
                cells.append(
                    f'<table:table-cell office:value-type="float" office:value="{cell}">'
                    f"<text:p>{cell}</text:p></table:table-cell>"
                )
            else:
                cells.append(
                    '<table:table-cell office:value-type="string">'
                    f"<text:p>{escape(str(cell))}</text:p></table:table-cell>"
                )
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="Sheet1">'
        f"{''.join(lines)}{more}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(workbook: bytes, parts: dict[str, str | bytes]) -> bytes:
    """A workbook with parts put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        held: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(held | parts)
