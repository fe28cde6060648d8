"""Addresses of earlier versions, and of nothing, as the server answers them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from components.design.page_names import MOVED, PAGES
from components.widgets import navigation
from server.addresses import ASKED_FOR, Addresses

PERSON = {"accept": "text/html,application/xhtml+xml"}
PARAMETERS = "scope=E08000028&plan=p2.a~b-c_d&groups=ethnicity&entry=a%26b%20c&tray=t1.x%2By"


def client(base: str = "") -> TestClient:
    """A server that says what it was asked for, behind the addresses."""

    async def said(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.url.path)

    app = Starlette(
        routes=[Route("/{path:path}", said)],
        middleware=[Middleware(Addresses, pages=PAGES, moved=MOVED, base=base)],
    )
    return TestClient(app, follow_redirects=False)


def led_to(path: str, base: str = "", **headers: str) -> str:
    """Where a browser that asks for a path ends; the path itself when nothing is said."""
    answer = client(base).get(path, headers=headers or PERSON)
    if answer.status_code == 200:
        return path
    assert answer.status_code == 307
    reached: str = urljoin(f"http://testserver{path}", answer.headers["location"])[
        len("http://testserver") :
    ]
    return reached


@pytest.mark.parametrize("old", MOVED)
@pytest.mark.parametrize("base", ["", "/atlas"])
@pytest.mark.parametrize("end", ["", "/"])
def test_an_old_address_leads_to_the_page_of_now_with_every_parameter(
    old: str, base: str, end: str
) -> None:
    there = urlsplit(led_to(f"{base}/{old}{end}?{PARAMETERS}", base))
    new = MOVED[old]
    assert there.path == (f"{base}/" if new == next(iter(PAGES)) else f"{base}/{new}")
    assert parse_qsl(there.query) == parse_qsl(PARAMETERS)


def test_an_old_name_is_no_page_of_now_and_leads_to_one() -> None:
    assert not set(MOVED) & set(PAGES)
    assert set(MOVED.values()) <= set(PAGES)
    assert navigation.ASKED_FOR == ASKED_FOR


@pytest.mark.parametrize("name", list(PAGES)[1:])
def test_a_page_of_now_is_answered_where_it_stands(name: str) -> None:
    assert led_to(f"/{name}?{PARAMETERS}") == f"/{name}?{PARAMETERS}"


@pytest.mark.parametrize("path", ["/nonsense", "/what_if/nonsense", "/nonsense/", "/Plan"])
def test_any_other_path_leads_to_the_first_page_that_says_so(path: str) -> None:
    there = urlsplit(led_to(f"{path}?scope=E08000028"))
    assert there.path == "/"
    asked = dict(parse_qsl(there.query))
    assert asked == {"scope": "E08000028", ASKED_FOR: path.strip("/").split("/")[-1]}


@pytest.mark.parametrize("path", ["/other/what_if", "/atlas/atlas/what_if/"])
def test_an_old_name_below_another_path_is_found(path: str) -> None:
    assert urlsplit(led_to(path)).path == "/plan"


@pytest.mark.parametrize(
    "path", ["/", "/_stcore/health", "/static/js/a", "/auth/login", "/favicon.ico", "/app/static/x"]
)
def test_what_is_no_page_is_left_alone(path: str) -> None:
    assert led_to(path) == path


def test_a_script_that_asks_is_left_alone() -> None:
    assert led_to("/what_if", accept="*/*") == "/what_if"


@pytest.mark.parametrize(
    "path", ["//evil.invalid", "/%2F%2Fevil.invalid", "/https:%2F%2Fevil.invalid"]
)
def test_nobody_is_led_to_another_site(path: str) -> None:
    answer = client().get(f"http://testserver{path}/x", headers=PERSON)
    assert answer.headers["location"].startswith(("./", "../"))
    assert "evil" not in answer.headers["location"]
