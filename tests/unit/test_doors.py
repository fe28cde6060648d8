"""Who gets past the server's doors, and the headers of every answer."""

from __future__ import annotations

import re
import types
from threading import Event
from typing import Any, cast

import pytest
import uvicorn
from cachetools import TTLCache
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.stats import StatsManager

import serve
from components.figures import runs
from server.doors import Doors, content_security_policy, host_allowed, same_origin
from server.metrics import Process
from server.ready import Ready
from server.sessions import forget_lost
from server.settings import LOCAL_NAMES, SettingError, Settings, from_environment
from server.uploads import OF_A_SESSION, OF_ALL, Uploads
from tests.narrowed import some

SIDE_DOORS = ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json"]


async def _page(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("in", headers={"X-Frame-Options": "ALLOWALL"})


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("in")
    await websocket.close()


def _client(settings: Settings | None = None) -> TestClient:
    app = Starlette(routes=[WebSocketRoute("/ws", _socket), Route("/{path:path}", _page)])
    return TestClient(Doors(app, settings or Settings()), base_url="http://localhost:8501")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil-localhost",
        "evil.example:8501",
        "",
        "a@b",
        "localhost@evil.example",
        "localhost/x",
        "localhost:port",
        "[::1",
        "127.0.0.1.nip.io",
    ],
)
def test_a_strange_name_is_refused_on_pages_and_on_the_websocket(host: str) -> None:
    client = _client()
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400 and "ATLAS_HOSTS" in answer.text
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/ws", headers={"Host": host}),
    ):
        pass
    assert refused.value.code == 1008


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_this_computer_is_let_in_without_any_setting(host: str) -> None:
    assert _client().get("/", headers={"Host": host}).text == "in"


def test_names_from_the_setting_are_let_in() -> None:
    settings = from_environment({"ATLAS_HOSTS": "atlas.example.gov.uk, *.council.example"})
    for host in ("atlas.example.gov.uk", "Atlas.example.gov.uk:443", "a.council.example"):
        assert _client(settings).get("/", headers={"Host": host}).text == "in"
    for host in ("council.example", "xatlas.example.gov.uk", "evilcouncil.example"):
        assert _client(settings).get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:3000", "https://localhost", "//x"]
)
def test_a_page_of_another_site_is_refused_on_pages_uploads_and_the_websocket(origin: str) -> None:
    client = _client()
    for method in ("GET", "PUT", "POST"):
        assert client.request(method, "/", headers={"Origin": origin}).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/ws", headers={"Origin": origin, "Host": "localhost:8501"}),
    ):
        pass


def test_the_apps_own_pages_are_let_in_also_behind_a_proxy_that_ends_https() -> None:
    client = _client(from_environment({"ATLAS_HOSTS": "atlas.example"}))
    headers = {"Host": "atlas.example", "Origin": "https://atlas.example"}
    assert client.get("/", headers=headers).text == "in"
    with client.websocket_connect("/ws", headers=headers) as socket:
        assert socket.receive_text() == "in"


@pytest.mark.parametrize("path", SIDE_DOORS)
@pytest.mark.parametrize("before", ["", "/base"])
def test_side_doors_are_closed(path: str, before: str) -> None:
    assert _client().get(before + path).status_code == 404
    assert _client().post(before + path + "/").status_code == 404


def test_metrics_can_be_asked_for() -> None:
    settings = from_environment({"ATLAS_METRICS": "on"})
    assert _client(settings).get("/_stcore/metrics").text == "in"


@pytest.mark.parametrize("path", ["/", "/_stcore/metrics"])
def test_every_answer_carries_the_headers(path: str) -> None:
    headers = _client().get(path).headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'self';" in headers["Content-Security-Policy"] + ";"


def test_refusals_carry_the_headers_too() -> None:
    headers = _client().get("/", headers={"Host": "evil.example"}).headers
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_from_elsewhere_may_be_loaded_or_run() -> None:
    policy = content_security_policy()
    assert "http" not in policy and "*" not in policy and "unsafe-eval" not in policy
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["img-src"] == "'self' data: blob:"
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'sha256-" in rules["script-src"]


def test_an_intranet_may_frame_the_app_when_it_is_named() -> None:
    settings = from_environment({"ATLAS_FRAMED_BY": "https://intranet.example"})
    headers = _client(settings).get("/").headers
    assert "X-Frame-Options" not in headers
    assert "frame-ancestors 'self' https://intranet.example" in headers["Content-Security-Policy"]


def test_only_this_computer_is_served_unless_asked() -> None:
    assert from_environment({}) == Settings()
    assert Settings().address == "127.0.0.1" and Settings().hosts == LOCAL_NAMES
    wide = from_environment({"ATLAS_ADDRESS": "0.0.0.0"})
    assert wide.address == "0.0.0.0" and wide.hosts == LOCAL_NAMES
    assert "10.1.2.3" in from_environment({"ATLAS_ADDRESS": "10.1.2.3"}).hosts
    assert "[2001:db8::1]" in from_environment({"ATLAS_HOSTS": "2001:DB8:0::1"}).hosts


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ATLAS_HOSTS", "https://atlas.example"),
        ("ATLAS_HOSTS", "atlas.example:8501"),
        ("ATLAS_HOSTS", "a*.example"),
        ("ATLAS_FRAMED_BY", "intranet.example"),
        ("ATLAS_FRAMED_BY", "https://intranet.example/page"),
        ("ATLAS_FRAMED_BY", "https://a.example; script-src *"),
        ("ATLAS_PORT", "eighty"),
        ("ATLAS_PORT", "70000"),
        ("ATLAS_METRICS", "perhaps"),
        ("ATLAS_KEEP_SECONDS", "-1"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_nothing_starts(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingError, match=name):
        from_environment({name: value})
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=name):
        serve._settings()


_PIECES = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    ":8501",
    ":",
    ".",
    "@",
    "/",
    "?",
    "#",
    "\\",
    " ",
    "evil",
]
_HEADERS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=2), max_size=4).map("".join)


@given(_HEADERS)
@example("localhost:8501")
def test_no_text_but_a_known_name_is_a_known_host(text: str) -> None:
    own = re.fullmatch(r"(localhost|127\.0\.0\.1|\[::1\])\.*(:\d*)?", text.lower(), re.ASCII)
    assert not host_allowed(text, LOCAL_NAMES) or own


@given(_HEADERS)
def test_no_text_but_its_own_is_its_origin(text: str) -> None:
    assert not same_origin("http://" + text, "localhost:8501") or re.match(
        r"localhost:8501([/?#]|$)", text
    )


def test_the_server_has_no_banner_and_listens_as_set(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: asked.update(options))
    serve.run()
    assert asked["server_header"] is False and asked["host"] == "127.0.0.1"


# --- uploads and sessions that are over ------------------------------------------------------


def _uploading(held: dict[str, dict[str, object]]) -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", _page, methods=["GET", "PUT", "DELETE"])])
    return TestClient(Uploads(app, lambda: held))


def test_a_session_cannot_fill_the_memory_with_uploads() -> None:
    held: dict[str, dict[str, object]] = {"mine": {}}
    client = _uploading(held)
    for number in range(30):
        answer = client.put(f"/_stcore/upload_file/mine/{number}", content=b"x")
        if answer.status_code == 200:
            held["mine"][str(number)] = object()
    assert len(held["mine"]) == OF_A_SESSION
    assert client.put("/base/_stcore/upload_file/mine/new").status_code == 429
    assert client.put("/_stcore/upload_file/mine/0").status_code == 200  # in place of itself
    assert client.delete("/_stcore/upload_file/mine/0").status_code == 200
    assert client.put("/_stcore/upload_file/other/0").status_code == 200
    assert client.get("/_stcore/health").status_code == 200


def test_all_sessions_together_cannot_fill_the_memory_with_uploads() -> None:
    held = {str(session): {"a": object()} for session in range(OF_ALL)}
    assert _uploading(held).put("/_stcore/upload_file/new/a").status_code == 429


def test_the_app_that_is_served_counts_its_uploads(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"mine": dict.fromkeys("abc", object())}
    manager = types.SimpleNamespace(file_storage=files)
    monkeypatch.setattr(
        serve, "get_instance", lambda: types.SimpleNamespace(uploaded_file_mgr=manager)
    )
    inside = Starlette(
        routes=[Route("/{path:path}", _page, methods=["PUT"])],
        middleware=serve.app._user_middleware,
    )
    client = TestClient(inside, base_url="http://localhost:8501")
    assert client.put("/_stcore/upload_file/mine/new", content=b"x").status_code == 429
    assert client.put("/_stcore/upload_file/mine/a", content=b"x").status_code == 200


def test_an_upload_is_no_larger_than_a_plans_file_needs() -> None:
    from streamlit import config

    from plans.plan_file import MAX_FILE

    assert MAX_FILE <= config.get_option("server.maxUploadSize") * 1024 * 1024 <= 4 * MAX_FILE


class _Session:
    over = 0

    def shutdown(self) -> None:
        self.over += 1


def test_a_worker_is_ready_once_the_model_is() -> None:
    done = Event()
    app = Starlette(routes=[Route("/{path:path}", _page)])
    for base, path in (("", "/_atlas/ready"), ("/atlas/", "/atlas/_atlas/ready")):
        done.clear()
        client = TestClient(Ready(app, done, base))
        assert client.get(path).status_code == 503
        done.set()
        assert (client.get(path).status_code, client.get(path).text) == (200, "ready\n")
        assert client.get("/map").text != "ready\n"


def test_the_figures_of_the_process_are_text_for_prometheus() -> None:
    manager = StatsManager()
    manager.register_provider(Process(lambda: {"model.setting.setting": 7}))
    found = {
        name: [each.to_metric_str() for each in all_] for name, all_ in manager.get_stats().items()
    }
    assert found["atlas_kept_bytes"] == ['atlas_kept_bytes{cache="model.setting.setting"} 7']
    assert int(found["process_resident_memory_bytes"][0].split()[1]) > 10_000_000
    assert int(found["process_open_fds"][0].split()[1]) > 2
    assert found["process_cpu_seconds"][0].startswith("process_cpu_seconds_total ")
    assert set(manager.get_stats(["process_open_fds"])) == {"process_open_fds"}


def test_the_app_that_is_served_tells_what_each_cache_holds() -> None:
    assert runs.__name__ == "components.figures.runs"  # their modules are read
    kept = serve._kept()
    assert {"model.setting.setting", "figures.runs._simulated"} <= set(kept)
    assert all(isinstance(held, int) and held >= 0 for held in kept.values())


def test_lost_sessions_are_shut_down_when_their_time_is_over() -> None:
    time = [0.0]
    runtime, session = types.SimpleNamespace(), _Session()
    removed: list[int] = []
    runtime.media_file_mgr = types.SimpleNamespace(
        remove_orphaned_files=lambda: removed.append(session.over)
    )
    storage = MemorySessionStorage()
    storage._cache = TTLCache(maxsize=9, ttl=120, timer=lambda: time[0])
    runtime._session_mgr = types.SimpleNamespace(_session_storage=storage)
    storage.save(
        SessionInfo(
            client=None, session=cast(AppSession, types.SimpleNamespace(id="a")), script_run_count=0
        )
    )
    some(storage.get("a")).session = cast(AppSession, session)
    time[0] = 119.0
    assert forget_lost(runtime) == 0 and storage.get("a")  # type: ignore[arg-type]
    time[0] = 121.0
    assert forget_lost(runtime) == 1 and session.over == 1  # type: ignore[arg-type]
    assert storage.list() == []
    assert removed == [1]
