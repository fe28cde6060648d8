"""A page on paper: its PDF, and the words that lie within the sheets."""

from __future__ import annotations

import pypdfium2
from playwright.sync_api import Page

A4 = {"portrait": (595, 842), "landscape": (842, 595)}


def printed(page: Page, *, landscape: bool) -> pypdfium2.PdfDocument:
    """The page as a printer would get it, on A4."""
    return pypdfium2.PdfDocument(page.pdf(format="A4", landscape=landscape, print_background=True))


def bare(text: str) -> str:
    """Letters and digits only: paper breaks lines, and drops hyphens, where it will."""
    return "".join(each for each in text if each.isalnum())


def inside(document: pypdfium2.PdfDocument) -> str:
    """All words that lie within the sheets."""
    return "".join(
        bare(sheet.get_textpage().get_text_bounded(errors="ignore")) for sheet in document
    )
