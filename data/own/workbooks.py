"""XLSX and ODS: measured first, then read by calamine.

calamine gives values. How a cell is shown (as %), what is merged in ODS, and formulas without a
stored result are found while measuring. Sheet XML is walked with lxml, entities left alone.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

import python_calamine
from lxml import etree

from data.own.shape import Refused

#: All parts of a workbook together, unpacked.
MOST_UNPACKED = 250 * 2**20
_MOST_SHEETS = 100
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DAMAGED = "The workbook is damaged and cannot be read: open it, and save it again as .xlsx."
#: Percent formats that every workbook has without listing them (ECMA-376, 18.8.30).
_PERCENT_FORMATS = frozenset((9, 10))


@dataclass
class Found:
    """A sheet of a workbook as read."""

    name: str
    rows: list[list[object]] = field(default_factory=list)
    hidden: bool = False
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    percent: set[tuple[int, int]] = field(default_factory=set)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)


@dataclass
class _Measured:
    rows: int = 0
    columns: int = 0
    text: int = 0
    percent: set[tuple[int, int]] = field(default_factory=set)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)


def read(
    content: bytes, check_size: Callable[[int, int], None], most_text: int
) -> tuple[str, list[Found]]:
    """The kind of a workbook ("XLSX" or "ODS") and its sheets.

    Parameters
    ----------
    content
        The whole file.
    check_size
        Called with rows and columns of each sheet before it is opened; raises when too large.
    most_text
        Characters that the texts of a sheet may have together.

    Raises
    ------
    Refused
        When it is damaged, protected, unpacks to too much, holds macros or is another kind.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kind = _kind(archive)
            if kind == "XLSX":
                measured = _measure_xlsx(archive, check_size, most_text)
            else:
                measured = _measure_ods(archive, check_size, most_text)
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        KeyError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise Refused(_DAMAGED) from error
    except RuntimeError as error:  # zipfile's word for an encrypted part
        raise Refused("The workbook has a password: save it without one.") from error
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        hidden = {
            each.name: each.visible != python_calamine.SheetVisibleEnum.Visible
            for each in book.sheets_metadata
            if each.typ == python_calamine.SheetTypeEnum.WorkSheet
        }
        found = []
        for name, one in measured.items():
            if name not in hidden:
                continue
            sheet = book.get_sheet_by_name(name)
            rows: list[list[object]] = [
                [None if cell == "" else cell for cell in row]
                for row in sheet.to_python(skip_empty_area=False, nrows=one.rows)
            ]
            merged = list(sheet.merged_cell_ranges or []) if kind == "XLSX" else []
            found.append(Found(name, rows, hidden[name], merged, one.percent, one.uncalculated))
    except python_calamine.PasswordError as error:
        raise Refused("The workbook has a password: save it without one.") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused(_DAMAGED) from error
    return kind, found


def _kind(archive: zipfile.ZipFile) -> str:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(
            "The workbook unpacks to more than can be read: it is damaged or made to do harm."
        )
    lower = [name.lower() for name in names]
    macros = any(name.endswith("vbaproject.bin") or name.endswith("vbadata.xml") for name in lower)
    macros |= any(name.startswith(("basic/", "scripts/")) for name in lower)
    if "xl/workbook.xml" in lower or "xl/workbook.bin" in lower:
        macros |= b"macroEnabled" in _read(archive, "[Content_Types].xml")
    if macros:
        raise Refused("The workbook holds macros: save it as .xlsx (without macros) or as CSV.")
    if "xl/workbook.bin" in lower:
        raise Refused("This is a binary workbook (.xlsb): save it as .xlsx.")
    if "xl/workbook.xml" in lower:
        return "XLSX"
    if "content.xml" in names and b"spreadsheet" in _read(archive, "mimetype"):
        return "ODS"
    raise Refused("This is an archive and no workbook: take the table out of it and give that.")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part of the archive, no more of it than it says it has."""
    with archive.open(name) as part:
        content = part.read(archive.getinfo(name).file_size + 1)
    if len(content) > MOST_UNPACKED:
        raise Refused(_DAMAGED)
    return content


def _walk(content: bytes, tags: tuple[str, ...], events: tuple[str, ...]) -> etree.iterparse:
    return etree.iterparse(
        io.BytesIO(content),
        events=events,
        tag=tags,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    return etree.fromstring(content, parser)


def _tagged(*names: str) -> tuple[str, ...]:
    return tuple(space + name for name in names for space in (_MAIN, _STRICT))


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _measure_xlsx(
    archive: zipfile.ZipFile, check_size: Callable[[int, int], None], most_text: int
) -> dict[str, _Measured]:
    names = set(archive.namelist())
    book = _parse(_read(archive, "xl/workbook.xml"))
    targets = {}
    for each in _parse(_read(archive, "xl/_rels/workbook.xml.rels")):
        target = each.get("Target") or ""
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        targets[each.get("Id")] = path
    percent = _percent_styles(archive) if "xl/styles.xml" in names else set()
    lengths = _text_lengths(archive) if "xl/sharedStrings.xml" in names else []
    measured: dict[str, _Measured] = {}
    for each in book.iter(*_tagged("sheet")):
        relation = each.get(_RELATION) or next(
            (value for key, value in each.attrib.items() if key.endswith("}id")), ""
        )
        path = targets.get(relation, "")
        if path not in names or "worksheets/" not in path:
            continue
        if len(measured) >= _MOST_SHEETS:
            raise Refused(f"The workbook has more than {_MOST_SHEETS} sheets.")
        one = _measure_sheet(_read(archive, path), percent, lengths)
        check_size(one.rows, one.columns)
        if one.text > most_text:
            raise Refused("The texts of this workbook are too long to be a table of figures.")
        measured[each.get("name") or ""] = one
    return measured


def _percent_styles(archive: zipfile.ZipFile) -> set[int]:
    styles = _parse(_read(archive, "xl/styles.xml"))
    formats = set(_PERCENT_FORMATS)
    for each in styles.iter(*_tagged("numFmt")):
        if "%" in (each.get("formatCode") or ""):
            formats.add(int(each.get("numFmtId") or -1))
    found = set()
    for group in styles.iter(*_tagged("cellXfs")):
        for number, each in enumerate(group):
            if int(each.get("numFmtId") or 0) in formats:
                found.add(number)
    return found


def _text_lengths(archive: zipfile.ZipFile) -> list[int]:
    lengths = []
    for _, item in _walk(_read(archive, "xl/sharedStrings.xml"), _tagged("si"), ("end",)):
        lengths.append(sum(len(text) for text in item.itertext()))
        item.clear()
    return lengths


def _place(reference: str) -> tuple[int, int]:
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference)
    if found is None:
        raise Refused(_DAMAGED)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _measure_sheet(content: bytes, percent: set[int], lengths: list[int]) -> _Measured:
    one = _Measured()
    row, column = -1, -1
    for event, item in _walk(content, _tagged("row", "c"), ("start", "end")):
        if _local(item) == "row":
            if event == "start":
                row = int(item.get("r")) - 1 if item.get("r") else row + 1
                column = -1
            else:
                item.clear()
                while item.getprevious() is not None:
                    del item.getparent()[0]
            continue
        if event == "start":
            continue
        row, column = _place(item.get("r")) if item.get("r") else (row, column + 1)
        parts = {_local(child): child for child in item if isinstance(child.tag, str)}
        value = parts["v"].text if "v" in parts else None
        if value is None and "is" not in parts and "f" not in parts:
            continue
        one.rows, one.columns = max(one.rows, row + 1), max(one.columns, column + 1)
        if item.get("t") == "s" and value and value.isdigit() and int(value) < len(lengths):
            one.text += lengths[int(value)]
        if "f" in parts and not value:
            one.uncalculated.add((row, column))
        if item.get("s") and int(item.get("s")) in percent:
            one.percent.add((row, column))
    return one


def _measure_ods(
    archive: zipfile.ZipFile, check_size: Callable[[int, int], None], most_text: int
) -> dict[str, _Measured]:
    content = _read(archive, "content.xml")
    measured: dict[str, _Measured] = {}
    tags = (
        f"{_TABLE}table",
        f"{_TABLE}table-row",
        f"{_TABLE}table-cell",
        f"{_TABLE}covered-table-cell",
    )
    one, row, column, height = _Measured(), 0, 0, 1
    for event, item in _walk(content, tags, ("start", "end")):
        what = _local(item)
        if what == "table":
            if event == "start":
                one, row = _Measured(), 0
                measured[item.get(f"{_TABLE}name") or ""] = one
            else:
                check_size(one.rows, one.columns)
                if one.text > most_text:
                    raise Refused("The texts of this workbook are too long for a table of figures.")
        elif what == "table-row":
            if event == "start":
                column = 0
                height = int(item.get(f"{_TABLE}number-rows-repeated") or 1)
            else:
                row += height
                item.clear()
        elif event == "end":
            width = int(item.get(f"{_TABLE}number-columns-repeated") or 1)
            kind = item.get(f"{_OFFICE}value-type")
            length = sum(len(text) for text in item.itertext())
            if kind or length:
                one.rows, one.columns = (
                    max(one.rows, row + height),
                    max(one.columns, column + width),
                )
                check_size(one.rows, one.columns)
                one.text += length * width * height
                cells = {(row + y, column + x) for y in range(height) for x in range(width)}
                if kind == "percentage":
                    one.percent |= cells
            elif item.get(f"{_TABLE}formula"):
                one.rows, one.columns = (
                    max(one.rows, row + height),
                    max(one.columns, column + width),
                )
                check_size(one.rows, one.columns)
                one.uncalculated.add((row, column))
            column += width
    return measured
