"""`literal` against Streamlit's own Markdown, in the browser: texts made at random stay as written.

What Streamlit reads in a text changes with its version; this fails when it reads something new.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from components.wording.markdown import visible
from tests.browser.conftest import running_page
from tests.browser.literal_page import texts

PAGE = Path(__file__).with_name("literal_page.py")
#: Whatever is neither a paragraph nor text was read as markup.
SHOWN = """() => Object.fromEntries([...document.querySelectorAll('[class*="st-key-"]')]
  .map((e) => [[...e.classList].find((c) => c.startsWith('st-key-')).slice(7), e])
  .filter(([key]) => /^(text|alone|label)_|^table$/.test(key))
  .map(([key, e]) => [key, {
    cells: [...e.querySelectorAll(key === 'table' ? 'td' : '[data-testid="stMarkdownContainer"]')]
      .map((c) => c.innerText),
    tags: [...new Set([...e.querySelectorAll('[data-testid="stMarkdownContainer"] *')]
      .map((c) => c.tagName))].filter((t) => !['P', 'BR', 'DIV'].includes(t)),
  }]))"""


@pytest.fixture(scope="module")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_page(tmp_path_factory.mktemp("literal"), PAGE) as url:
        yield url


def words(text: str) -> list[str]:
    return text.replace("\u2060", "").split()


def test_texts_made_at_random_are_shown_as_written(browser: Browser, page_url: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_url)
    page.locator(".st-key-table td").last.wait_for(timeout=60_000)
    shown = page.evaluate(SHOWN)
    page.close()
    wrong = {}
    for kind, made, frame in (
        ("text", texts(150), "x {} y"),
        ("alone", texts(30, seed=8), "{}"),
        ("label", texts(30, seed=8), "{}"),
    ):
        for number, text in enumerate(made):
            found = shown[f"{kind}_{number}"]
            said = [word for cell in found["cells"] for word in words(cell)]
            if found["tags"] or said != words(frame.format(visible(text))):
                wrong[text] = found
    cells = shown["table"]["cells"]
    assert len(cells) == len(texts(30, seed=9))
    for cell, text in zip(cells, texts(30, seed=9), strict=True):
        if words(cell) != words(visible(text)):
            wrong[text] = cell
    assert not wrong, dict(list(wrong.items())[:5])
    assert not [url for url in asked if not url.startswith((page_url, "data:", "blob:"))]
