"""The set-up for many people: two workers behind haproxy with HTTPS, as deploy/ has it."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from model.plan import new_plan
from model.plan_code import encode_plan
from tests.browser.conftest import ROOT, Visit, _free_port, running_app
from tests.browser.test_sign_in import auth_section
from tests.browser.test_sign_in import provider as provider  # a fixture
from tests.browser.what_if_page import KEYWORKER, SANDWELL, changed, drawn, mark
from tests.waiting import wait_until

HAPROXY = shutil.which("haproxy") or "/usr/sbin/haproxy"
pytestmark = [
    pytest.mark.skipif(not Path(HAPROXY).exists(), reason="haproxy is not installed"),
    pytest.mark.xdist_group("served"),
]
WORKER = "ATLAS_WORKER"


@dataclass
class Served:
    """Addresses of the proxy, and what ends each worker."""

    https: str
    http_port: int
    https_port: int
    workers: dict[str, contextlib.ExitStack]

    def answer(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """What the proxy answers over HTTPS; the certificate is the test's own."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.https_port, context=trusting, timeout=30
        )
        line.request("GET", path, headers=headers)
        return line.getresponse()


def _certificate(folder: Path) -> Path:
    key, certificate, both = folder / "key.pem", folder / "cert.pem", folder / "tls.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key.name} "
        f"-out {certificate.name}".split(),
        cwd=folder,
        check=True,
        capture_output=True,
    )
    both.write_text(certificate.read_text() + key.read_text())
    return both


def _home(folder: Path, https: int, provider: str) -> dict[str, str]:
    """A home for the workers, whose secrets switch sign-in on, as those beside the app would."""
    (folder / ".streamlit").mkdir()
    back = f"https://127.0.0.1:{https}/oauth2callback"
    (folder / ".streamlit" / "secrets.toml").write_text(
        auth_section(https, provider, redirect_uri=back)
    )
    return {"HOME": str(folder), "MPLCONFIGDIR": str(folder)}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Served]:
    """Two workers with one library of plans and one sign-in, and haproxy before them with
    deploy/haproxy.cfg."""
    folder = tmp_path_factory.mktemp("served")
    https, plain = _free_port(), _free_port()
    settings = {
        "PLANS_DATABASE_URL": f"sqlite:///{folder / 'plans.db'}",
        "ATLAS_METRICS": "on",  # for its keepers: the proxy keeps it from everybody else
        "ATLAS_KEPT_MB": "700",
        **_home(folder, https, provider),
    }
    with contextlib.ExitStack() as everything:
        workers, addresses = {}, {}
        for number, name in enumerate(("one", "two"), start=1):
            own = everything.enter_context(contextlib.ExitStack())
            place = folder / name
            place.mkdir()
            url = own.enter_context(running_app(place, 0, **settings))
            workers[name], addresses[f"ATLAS_WORKER_{number}"] = own, url.removeprefix("http://")
        environment = {
            **os.environ,
            **addresses,
            "ATLAS_HTTPS": f"127.0.0.1:{https}",
            "ATLAS_HTTPS_PORT": str(https),
            "ATLAS_HTTP": f"127.0.0.1:{plain}",
            "ATLAS_TLS": str(_certificate(folder)),
        }
        configuration = ROOT / "deploy" / "haproxy.cfg"
        checked = subprocess.run(
            [HAPROXY, "-c", "-f", str(configuration)],
            env=environment,
            capture_output=True,
            text=True,
        )
        assert checked.returncode == 0, checked.stderr
        with (folder / "haproxy.txt").open("w") as out:
            proxy = subprocess.Popen(
                [HAPROXY, "-db", "-f", str(configuration)],
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        found = Served(f"https://127.0.0.1:{https}", plain, https, workers)
        said = folder / "haproxy.txt"
        try:
            wait_until(
                lambda: found.answer("/_stcore/health").status == 200,
                lambda: f"the proxy's first answer\n{said.read_text()[-2000:]}",
            )
            yield found
            # People's plans stand in addresses, and never in the proxy's log.
            assert "plan=" not in said.read_text()
        finally:
            proxy.terminate()
            proxy.wait(timeout=60)


@pytest.fixture
def person(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that trusts the test's certificate."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 720})
    yield context
    context.close()


def _worker(context: BrowserContext) -> str:
    (found,) = [each for each in context.cookies() if each["name"] == WORKER]
    return str(found["value"])


def test_http_leads_to_https_and_side_doors_are_closed(served: Served) -> None:
    line = http.client.HTTPConnection("127.0.0.1", served.http_port, timeout=30)
    line.request("GET", "/plan?scope=E08000028", headers={"Host": "localhost"})
    sent_on = line.getresponse()
    assert sent_on.status == 308
    assert sent_on.headers["Location"] == (
        f"https://localhost:{served.https_port}/plan?scope=E08000028"
    )
    for path in ("/_stcore/metrics", "/%5Fstcore/metrics", "/_stcore/%6Detrics?families=x"):
        assert served.answer(path).status == 404, path
    assert served.answer("/", Host="evil.example").status == 400
    page = served.answer("/", Host="localhost")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in page.headers
    cookies = page.headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("secure" in cookie.lower() for cookie in cookies), cookies


def test_two_people_have_two_workers_and_each_keeps_to_theirs(
    served: Served, browser: Browser, person: BrowserContext
) -> None:
    other = browser.new_context(ignore_https_errors=True)
    one, two = Visit(person.new_page(), served.https), Visit(other.new_page(), served.https)
    one.open("/?scope=E08000028")
    two.open("/?scope=E08000028")  # while the first one's websocket counts as a connection
    first, second = _worker(person), _worker(other)
    assert {first, second} == {"one", "two"}
    for visit, context, worker in ((one, person, first), (two, other, second)):
        visit.open("/map?scope=E08000028")
        assert _worker(context) == worker
    (cookie,) = [each for each in person.cookies() if each["name"] == WORKER]
    assert cookie["secure"]
    assert cookie["httpOnly"]
    other.close()


def test_who_signs_in_is_known_to_both_workers_until_they_sign_out(
    served: Served, person: BrowserContext
) -> None:
    visit = Visit(person.new_page(), served.https)
    page = visit.open("/plan?step=kept")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="alice", exact=True).click()
    page.wait_for_url(f"{served.https}/**")
    visit.settled()
    signed = [each for each in person.cookies() if each["name"].startswith("_streamlit_user")]
    assert signed
    assert all(each["secure"] and each["httpOnly"] for each in signed), signed
    other = {"one": "two", "two": "one"}[_worker(person)]
    person.add_cookies([{"name": WORKER, "value": other, "url": served.https}])
    visit.open("/plan?step=kept")
    assert _worker(person) == other
    expect(page.get_by_text("Alice <b>Example</b>")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/end_session?**")
    assert not [each for each in person.cookies() if each["name"].startswith("_streamlit_user")]
    visit.open("/plan?step=kept")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_a_plan_goes_on_when_its_worker_is_gone(served: Served, person: BrowserContext) -> None:
    plan = encode_plan(new_plan(areas=[SANDWELL], levers={"keyworker": {"level": 100}}))
    visit = Visit(person.new_page(), served.https)
    page = visit.open(f"/plan?scope={SANDWELL}&plan={plan}")
    drawn(page)
    before, gone = mark(page), _worker(person)
    served.workers[gone].close()
    page.get_by_text("The connection was lost for a while and is back.").wait_for(timeout=90_000)
    visit.settled()
    drawn(page)
    assert mark(page) == before  # the same plan, on the other worker
    page.get_by_role("slider", name=KEYWORKER).first.focus()
    page.keyboard.press("ArrowRight")
    changed(page, before)
    page.reload()
    visit.settled()
    assert _worker(person) != gone
    box = page.get_by_role("spinbutton", name=f"{KEYWORKER}: exact figure")
    expect(box).not_to_have_value("100")
