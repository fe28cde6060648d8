"""A running app and a real browser for the tests in this folder."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.postgresql_server import postgresql_server, postgresql_url  # noqa: F401  # fixtures
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    # Nothing but the map needs the graphics card that is not there. Debian's launcher has pages
    # painted on it as well, and imitating one for that was half of all the browser's work.
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


#: Frames of the screen for which a page must stay as it is; and frames after which it never will.
STILL, NEVER = 15, 5400
#: How long a busy machine may take until what is expected is there, in ms.
expect.set_options(timeout=60_000)
#: Whether the app has yet to answer what the page sent it last: between a press and the first
#: word of the rerun the page is still and says that no script runs.
_WATCH = """(() => {
  class Watched extends WebSocket {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", () => { window.unanswered = false; });
    }
    send(message) { window.unanswered = true; super.send(message); }
  }
  window.WebSocket = Watched;
})()"""
#: Wait until the script has ended and nothing in the page has changed for some frames.
_QUIET = """([still, never]) => new Promise((resolve, reject) => {
  let seen = "", same = 0, all = 0;
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const ended = app?.getAttribute("data-test-script-state") === "notRunning"
      && !window.unanswered;
    const page = document.documentElement;
    const now = ended && [page.scrollHeight, page.scrollWidth, page.textContent.length,
      document.querySelectorAll("*").length].join();
    same = now && now === seen ? same + 1 : 0;
    seen = now;
    if (same >= still) resolve();
    else if (++all > never) reject(new Error("the page did not come to rest"));
    else requestAnimationFrame(look);
  };
  look();
})"""
#: Wait until what a function gives has stayed the same for some frames, after it has changed.
_RESTED = """([before, still, never]) => new Promise((resolve, reject) => {
  const read = %s;
  let seen = "", same = 0, all = 0;
  const look = () => {
    const now = JSON.stringify(read());
    same = now === seen && now !== before ? same + 1 : 0;
    seen = now;
    if (same >= still) resolve(read());
    else if (++all > never) reject(new Error("it did not change and come to rest: " + now));
    else requestAnimationFrame(look);
  };
  look();
})"""


def quiet(page: Page) -> None:
    """Wait until a rerun has ended and the page has come to rest; no fixed time."""
    page.evaluate(_QUIET, [STILL, NEVER])


def rested(page: Page, read: str, before: object = None) -> Any:
    """What a function of the page gives once it is another than ``before`` and stays so."""
    known = json.dumps(before, separators=(",", ":"), ensure_ascii=False)
    return page.evaluate(_RESTED % read, [known, STILL, NEVER])


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
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, command: list[str], url: str, **environment: str) -> Iterator[str]:
    """A server of Streamlit's kind, from its first sound answer at ``url`` until the end.

    ``environment`` is added to that of the tests; what it says stands in log.txt of ``folder``.
    """
    log = folder / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        )

    def sound() -> bool:
        assert server.poll() is None, log.read_text()[-2000:]
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)

    try:
        wait_until(sound, lambda: f"the server's start\n{log.read_text()[-2000:]}")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=60)


@contextlib.contextmanager
def running_app(folder: Path, port: int = 0, **environment: str) -> Iterator[str]:
    """The app on a port of this machine (0: a free one), started as `make run` starts it."""
    port = port or _free_port()
    settings = {"ATLAS_PORT": str(port), **environment}
    with serving(folder, ["serve.py"], f"http://127.0.0.1:{port}", **settings) as url:
        yield url


@contextlib.contextmanager
def running_page(
    folder: Path, page: Path, *options: str, port: int = 0, **environment: str
) -> Iterator[str]:
    """A page made for a test, which is none of the product, served by Streamlit alone."""
    port = port or _free_port()
    command = ["-m", "streamlit", "run", str(page), *options, "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.address", "localhost"]
    settings = {"PYTHONPATH": str(ROOT), **environment}
    with serving(folder, command, f"http://localhost:{port}", **settings) as url:
        yield url


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


#: The themes that the tests look at.
Scheme = Literal["light", "dark"]


@dataclass
class Visit:
    """A page of the app, what it asked of the network, and what the browser kept it from.

    A test that means to be kept from something empties ``blocked``.
    """

    page: Page
    url: str
    strangers: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(_WATCH)

    def open(self, path: str = "/") -> Page:
        """Go to a path of the app and wait until it has drawn its heading and settled."""
        self.page.goto(self.url + path, wait_until="domcontentloaded")
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until a rerun has ended."""
        self.page.wait_for_selector("h1", timeout=60_000)
        quiet(self.page)


@pytest.fixture
def visit(browser: Browser, app_url: str) -> Iterator[Visit]:
    """A fresh browser session; the test fails if it asks any host but this machine, or for
    anything that the app's own policy forbids."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    found = Visit(context.new_page(), app_url)

    def watch(request: Request) -> None:
        host = urlparse(request.url).hostname
        if request.url.startswith(("data:", "blob:")) or host in ("127.0.0.1", "localhost"):
            return
        found.strangers.append(request.url)

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            found.blocked.append(message.text)

    context.on("request", watch)
    context.on("console", listen)
    yield found
    context.close()
    assert not found.strangers, f"asked other hosts: {found.strangers[:5]}"
    assert not found.blocked, f"kept from loading or running: {found.blocked[:3]}"
