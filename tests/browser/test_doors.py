"""The server's doors, tried on the running app and in a browser."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.browser.conftest import Visit, running_app


@contextlib.contextmanager
def other_site() -> Iterator[tuple[str, list[str]]]:
    """Another site, whose page shows the address after the question mark in a frame.

    Gives its address and the paths it has been asked for.
    """
    asked: list[str] = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            url = self.path.partition("?")[2]
            body = f'<!doctype html><title>other</title><iframe src="{url}"></iframe>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def _answer(url: str, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlparse(url).netloc, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_the_running_server_has_its_doors_closed(app_url: str) -> None:
    start = _answer(app_url, "/")
    assert start.status == 200
    assert start.getheader("Server") is None
    assert "frame-ancestors 'self'" in start.getheader("Content-Security-Policy", "")
    assert start.getheader("X-Frame-Options") == "SAMEORIGIN"
    assert _answer(app_url, "/_stcore/health").status == 200
    assert _answer(app_url, "/_stcore/metrics").status == 404
    assert _answer(app_url, "/_stcore/agent/openapi.json").status == 404
    assert _answer(app_url, "/", Host="evil.example").status == 400
    assert _answer(app_url, "/_stcore/health", Origin="http://evil.example").status == 403


def _stream(url: str, host: str, origin: str) -> ClientConnection:
    """The app's websocket, asked for by these names."""
    place = urlparse(url)
    return connect(
        f"ws://{host}/_stcore/stream",
        sock=socket.create_connection((place.hostname, place.port), timeout=30),
        origin=Origin(origin),
        subprotocols=[Subprotocol("streamlit")],
    )


def test_the_websocket_refuses_strange_hosts_and_origins(app_url: str) -> None:
    own = urlparse(app_url).netloc
    with _stream(app_url, own, app_url) as stream:
        assert stream.subprotocol == "streamlit"
    for host, origin in [
        ("evil.example", "http://evil.example"),
        ("evil.example", app_url),
        (own, "http://evil.example"),
        (own, "null"),
    ]:
        with pytest.raises(InvalidStatus) as refused:
            _stream(app_url, host, origin)
        assert refused.value.response.status_code == 403


def test_a_picture_from_elsewhere_is_never_asked_for(visit: Visit) -> None:
    page = visit.open("/data")
    with other_site() as (other, asked):
        page.evaluate(
            """(address) => new Promise((done) => {
                 const picture = new Image();
                 picture.onload = picture.onerror = done;
                 picture.src = address;
                 document.body.append(picture);
               })""",
            f"{other}/p.png",
        )
        assert not asked
    assert any("p.png" in text for text in visit.blocked)
    visit.blocked.clear()


def test_a_page_of_another_site_cannot_frame_the_app(visit: Visit) -> None:
    with other_site() as (other, _):
        with visit.page.context.expect_console_message(lambda said: "frame-ancestors" in said.text):
            visit.page.goto(f"{other}/?{visit.url}")
        visit.page.frames[1].wait_for_url("chrome-error://chromewebdata/")
    visit.blocked.clear()


def test_an_intranet_that_is_named_can_frame_the_app(browser: Browser, tmp_path: Path) -> None:
    with other_site() as (other, _):
        settings = {"ATLAS_FRAMED_BY": other, "PLANS_DATABASE_URL": f"sqlite:///{tmp_path}/p.db"}
        with (
            running_app(tmp_path, 0, **settings) as url,
            contextlib.closing(browser.new_context()) as context,
        ):
            page = context.new_page()
            page.goto(f"{other}/?{url}")
            page.frame_locator("iframe").locator("h1").wait_for(timeout=60_000)
