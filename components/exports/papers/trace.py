"""Where a document's figures are from: kept in the document itself, for it to be looked at again.

Each sentence, picture and table has a hidden bookmark. A part of the file that no reader shows
says for each bookmark by which recipes it was made, and for each recipe its figures as they were.
Word and LibreOffice keep both when the document is saved.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from components.exhibits.exhibit import Exhibit, Recipe
from data import store
from data.errors import PlainError

NAMESPACE = "urn:adversity-resilience-atlas:document:1"
VERSION = 1
#: A document read again may hold this much and no more.
_MOST_BYTES = 8 * 2**20
_SIGNIFICANT = 10
#: Columns that are no figures: places of marks, and words made from the figures beside them.
_NO_FIGURES = frozenset({"class", "words", "mark", "name"})


class NotOurs(PlainError, ValueError):
    """A file holds no record of where its figures are from; the message says so."""


@dataclass(frozen=True)
class Kept:
    """A recipe as a document holds it: how to make it again, and what it gave then."""

    recipe: Recipe
    title: str
    figures: dict[str, float]  # "name | column" -> figure
    texts: dict[str, str] = field(default_factory=dict)  # what is told in words, such as a grade


@dataclass(frozen=True)
class Record:
    """What a document says of itself."""

    template: str
    scope: str
    version: str  # of the published figures
    kept: dict[str, Kept]  # by the recipe's key
    bookmarks: dict[str, tuple[str, ...]]  # bookmark -> keys of recipes


def figures_of(exhibit: Exhibit) -> dict[str, float]:
    """Every figure of an exhibit by its name: what its row is called, and its column."""
    table = exhibit.chart.figures
    columns = [name for name in table.columns if name not in _NO_FIGURES]
    numeric = [name for name in columns if pd.api.types.is_numeric_dtype(table[name])]
    numeric = [name for name in numeric if not pd.api.types.is_bool_dtype(table[name])]
    named = [name for name in columns if name not in numeric]
    found: dict[str, float] = {}
    for row in table.to_dict("records"):
        label = ", ".join(str(row[name]) for name in named if isinstance(row[name], str))
        for name in numeric:
            value = float(row[name])
            if np.isfinite(value):
                key = again = f"{label} | {name}"
                number = 1
                while key in found:
                    number += 1
                    key = f"{again} ({number})"
                found[key] = float(f"{value:.{_SIGNIFICANT}g}")
    return found


def kept(exhibit: Exhibit) -> Kept:
    """An exhibit as a document keeps it."""
    return Kept(exhibit.recipe, exhibit.title, figures_of(exhibit))


def write(
    document: Any,
    *,
    template: str,
    scope: str,
    kept: Sequence[Kept],
    bookmarks: Mapping[str, tuple[str, ...]],
) -> None:
    """Put the record of a document's figures into it."""
    places = {each.recipe.key: place for place, each in enumerate(kept)}
    told = {
        "template": template,
        "scope": scope,
        "version": store.data_version(),
        "recipes": [
            {"recipe": json.loads(each.recipe.key), "title": each.title, "figures": each.figures}
            | ({"texts": each.texts} if each.texts else {})
            for each in kept
        ],
        "bookmarks": {
            name: [places[key] for key in keys if key in places] for name, keys in bookmarks.items()
        },
    }
    root = etree.Element(f"{{{NAMESPACE}}}figures", nsmap={None: NAMESPACE}, version=str(VERSION))
    root.text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    uri = PackURI("/customXml/item1.xml")
    taken = {str(part.partname) for part in package.iter_parts()}
    number = 1
    while str(uri) in taken:
        number += 1
        uri = PackURI(f"/customXml/item{number}.xml")
    part = Part(uri, "application/xml", blob, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def read(data: bytes) -> Record:
    """The record of a document. Raises NotOurs, in plain words, where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            for item in file.infolist():
                path = PurePosixPath(item.filename)
                if path.parent.name != "customXml" or path.suffix != ".xml":
                    continue
                if item.file_size > _MOST_BYTES:
                    raise NotOurs("the document holds more than such a document can")
                blob = file.read(item)
                if NAMESPACE.encode() in blob:
                    return _record(blob)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise NotOurs("this is not a Word document (.docx)") from error
    raise NotOurs(
        "the document holds no record of its figures: it was not made here, or was saved by a "
        "program that leaves such records out"
    )


def _record(blob: bytes) -> Record:
    try:
        # Entities and outside documents are never followed.
        root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
        told = json.loads(root.text or "")
        held = [
            Kept(
                Recipe.read(each["recipe"]),
                str(each["title"]),
                {str(name): float(value) for name, value in each["figures"].items()},
                {str(name): str(value) for name, value in each.get("texts", {}).items()},
            )
            for each in told["recipes"]
        ]
        return Record(
            str(told["template"]),
            str(told["scope"]),
            str(told["version"]),
            {each.recipe.key: each for each in held},
            {
                str(name): tuple(held[int(place)].recipe.key for place in places)
                for name, places in told["bookmarks"].items()
            },
        )
    except (etree.XMLSyntaxError, ValueError, KeyError, TypeError, AttributeError, IndexError) as e:
        raise NotOurs("the document's record of its figures is damaged") from e


def bookmarks_in(data: bytes) -> dict[str, str]:
    """Hidden bookmarks that a document still has, each with the words in its paragraph."""
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        if file.getinfo("word/document.xml").file_size > 16 * _MOST_BYTES:
            raise NotOurs("the document is too large to be read")
        root = etree.fromstring(
            file.read("word/document.xml"),
            etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False),
        )
    for paragraph in root.iter(f"{word}p"):
        words = "".join(text.text or "" for text in paragraph.iter(f"{word}t"))
        for mark in paragraph.iter(f"{word}bookmarkStart"):
            found[mark.get(f"{word}name", "")] = words
    return found
