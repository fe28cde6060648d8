"""A running app and a real browser for the tests in this folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.postgresql_server import postgresql_server, postgresql_url  # noqa: F401  # fixtures

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser; say loudly when it is not there."""
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="chromium is not installed"))


def _free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running_app(folder: Path, port: int = 0, **environment: str) -> Iterator[str]:
    """The app on a port of this machine (0: a free one), started as `make run` starts it.

    ``environment`` is added to that of the tests.
    """
    port = port or _free_port()
    log = folder / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "serve.py"],
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "ATLAS_PORT": str(port), **environment},
        )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail(f"the app did not start:\n{log.read_text()[-2000:]}")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One app for all tests, with a library of plans of its own."""
    folder = tmp_path_factory.mktemp("server")
    with running_app(folder, PLANS_DATABASE_URL=f"sqlite:///{folder / 'plans.db'}") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield instance
        instance.close()


@dataclass
class Visit:
    """A page of the app, what it asked of the network, and what the browser kept it from.

    A test that means to be kept from something empties ``blocked``.
    """

    page: Page
    url: str
    strangers: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """Go to a path of the app and wait until it has drawn its heading and settled."""
        self.page.goto(self.url + path, wait_until="domcontentloaded")
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until a rerun has ended."""
        self.page.wait_for_selector("h1", timeout=60_000)
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=\"stStatusWidgetRunningIcon\"]')"
            " && document.querySelector('[data-testid=\"stApp\"]')"
            "?.getAttribute('data-test-script-state') !== 'running'",
            timeout=60_000,
        )
        self.page.wait_for_timeout(250)


@pytest.fixture
def visit(browser: Browser, app_url: str) -> Iterator[Visit]:
    """A fresh browser session; the test fails if it asks any host but this machine, or for
    anything that the app's own policy forbids."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    found = Visit(context.new_page(), app_url)

    def watch(request) -> None:
        host = urlparse(request.url).hostname
        if request.url.startswith(("data:", "blob:")) or host in ("127.0.0.1", "localhost"):
            return
        found.strangers.append(request.url)

    def listen(message) -> None:
        if "Content Security Policy" in message.text:
            found.blocked.append(message.text)

    context.on("request", watch)
    context.on("console", listen)
    yield found
    context.close()
    assert not found.strangers, f"asked other hosts: {found.strangers[:5]}"
    assert not found.blocked, f"kept from loading or running: {found.blocked[:3]}"
