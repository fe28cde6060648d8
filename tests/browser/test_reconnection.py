"""A line that is cut, and a server that is started again: nothing of a person's work is lost."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Browser, Page, expect

from components.design.page_names import PAGES, tabs_of
from components.exhibits import presentation
from components.exhibits.exhibit import Recipe
from model.plan import new_plan
from model.plan_code import decode_plan, encode_plan
from plans.plan_file import write_file
from tests.browser.conftest import Visit, _free_port, running_app
from tests.browser.what_if_page import KEYWORKER, SANDWELL, changed, drawn, look_at_kept, mark
from tests.waiting import wait_until

LEVER = "keyworker"
BACK = "The connection was lost for a while and is back."


class Line:
    """A network line to the app that can be cut and made whole again."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._whole = threading.Event()
        self._whole.set()
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if not self._whole.is_set():
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            self._ends += [near, far]
            threading.Thread(target=_join, args=(near, far), daemon=True).start()

    def cut(self) -> None:
        self._whole.clear()
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def restore(self) -> None:
        self._whole.set()

    def close(self) -> None:
        self.cut()
        self._listener.close()


def _join(near: socket.socket, far: socket.socket) -> None:
    with near, far, selectors.DefaultSelector() as waiting, contextlib.suppress(OSError):
        waiting.register(near, selectors.EVENT_READ, far)
        waiting.register(far, selectors.EVENT_READ, near)
        while True:
            for key, _ in waiting.select():
                some = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if not some:
                    return
                key.data.sendall(some)


def session(page: Page) -> dict[str, Any]:
    """Which session of the server the page belongs to, and what is chosen in it."""
    page.wait_for_function("() => window.atlasSession", timeout=60_000)
    found: dict[str, Any] = page.evaluate("() => window.atlasSession")
    return found


def another_session(page: Page, before: dict[str, Any]) -> None:
    page.wait_for_function(
        "(before) => window.atlasSession.session !== before", arg=before["session"], timeout=120_000
    )


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line to an app that forgets a session as soon as its connection is lost."""
    folder = tmp_path_factory.mktemp("forgetful")
    forgetful = {
        "ATLAS_KEEP_SECONDS": "0",
        "ATLAS_METRICS": "on",
        "PLANS_DATABASE_URL": f"sqlite:///{folder / 'plans.db'}",
    }
    with (
        running_app(folder, 0, **forgetful) as url,
        contextlib.closing(Line(urlparse(url).port or 0)) as found,
    ):
        yield found


def test_a_plan_outlives_a_cut_line_and_goes_on_being_changed(browser: Browser, line: Line) -> None:
    code = encode_plan(new_plan(areas=[SANDWELL], levers={LEVER: {"level": 100}}))
    with contextlib.closing(browser.new_context(viewport={"width": 1440, "height": 900})) as tab:
        visit = Visit(tab.new_page(), line.url)
        page = visit.open(f"/plan?scope={SANDWELL}&plan={code}")
        drawn(page)
        before, shown = session(page), mark(page)

        line.cut()
        box = page.get_by_role("spinbutton", name=f"{KEYWORKER}: exact figure")
        expect(box).to_be_disabled(timeout=60_000)
        note = page.get_by_text("The connection to the server is lost.")
        note.wait_for()
        line.restore()
        another_session(page, before)
        page.get_by_text(BACK).wait_for()
        note.wait_for(state="detached")
        drawn(page)
        assert mark(page) == shown
        assert session(page)["fields"] == before["fields"]

        for level in (400.0, 500.0):
            shown = mark(page)
            box.fill(f"{level:g}")
            box.press("Enter")
            changed(page, shown)
            visit.settled()
            plan = decode_plan(parse_qs(urlparse(page.url).query)["plan"][0])
            assert {name: set_to.level for name, set_to in plan.levers.items()} == {LEVER: level}
            assert box.input_value() == f"{level:g}"


def test_files_made_for_a_person_go_with_their_session(browser: Browser, line: Line) -> None:
    made: list[str] = []
    with contextlib.closing(browser.new_context()) as tab:
        tab.on("request", lambda asked: made.append(asked.url) if "/media/" in asked.url else None)
        visit = Visit(tab.new_page(), line.url)
        page = visit.open(f"/all_indicators?scope={SANDWELL}")
        with page.expect_download():
            page.get_by_role("button", name="Download these figures (CSV)").click()
        assert made
        assert visit.page.request.get(made[-1]).status == 200
    stranger = browser.new_context()
    with contextlib.closing(stranger):
        wait_until(
            lambda: stranger.request.get(made[-1]).status == 404, "the file's end with its session"
        )


def test_an_uploaded_file_is_let_go_once_it_is_read(browser: Browser, line: Line) -> None:
    def held() -> bool:
        return "UploadedFileManager" in stranger.request.get(f"{line.url}/_stcore/metrics").text()

    plan = write_file(new_plan(title="From a file", areas=[SANDWELL]), "")
    with contextlib.closing(browser.new_context()) as stranger:
        visit = Visit(stranger.new_page(), line.url)
        page = visit.open("/plan?step=adjust")
        drawn(page)
        look_at_kept(page)
        with page.expect_response(lambda answer: "/upload_file/" in answer.url) as uploaded:
            page.locator('input[type="file"]').set_input_files(
                {"name": "plan.json", "mimeType": "application/json", "buffer": plan}
            )
        assert uploaded.value.ok
        page.get_by_text("Opened from the file").wait_for()
        wait_until(lambda: not held(), "the uploaded file's end")


def test_every_page_outlives_a_server_that_is_started_again(
    browser: Browser, tmp_path: Path
) -> None:
    library = {"PLANS_DATABASE_URL": f"sqlite:///{tmp_path / 'plans.db'}"}
    plan = encode_plan(new_plan(areas=[SANDWELL], levers={LEVER: {"level": 100}}))
    held = presentation.encode(
        presentation.add(presentation.Presentation(), Recipe("trend", {"area": SANDWELL}))
    )
    port = _free_port()
    with contextlib.closing(
        browser.new_context(viewport={"width": 1440, "height": 900})
    ) as context:
        visits = {name: Visit(context.new_page(), f"http://127.0.0.1:{port}") for name in PAGES}
        before = {}
        with running_app(tmp_path, port, **library):
            for name, visit in visits.items():
                # The plan is in the session of every page, but in the address of a few only.
                visit.page.bring_to_front()  # a page behind others hardly draws
                page = visit.open(f"/present?scope={SANDWELL}&plan={plan}&tray={held}")
                if name != "present":
                    tabs = tabs_of(name)
                    for words in dict.fromkeys((PAGES[next(iter(tabs), name)], tabs.get(name, ""))):
                        if words:
                            page.get_by_role("link", name=words, exact=True).or_(
                                page.get_by_role("button", name=words, exact=True)
                            ).first.click()
                            visit.settled()
                    page.wait_for_function(
                        "(path) => location.pathname === path",
                        arg="/" if name == next(iter(PAGES)) else f"/{name}",
                    )
                    visit.settled()
                before[name] = (session(page), page.url, page.locator("h1").first.inner_text())
                assert before[name][0]["fields"]["plan"] == plan
        with running_app(tmp_path, port, **library):
            for name, visit in visits.items():
                page = visit.page
                page.bring_to_front()
                kept, address, heading = before[name]
                another_session(page, kept)
                page.get_by_text(BACK).wait_for(timeout=60_000)
                visit.settled()
                assert page.url == address
                expect(page.locator("h1").first).to_have_text(heading)
                assert session(page)["fields"] == kept["fields"], name
    assert "GET /" not in (tmp_path / "log.txt").read_text(), "addresses hold plans"
