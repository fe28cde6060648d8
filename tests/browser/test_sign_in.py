"""Sign-in with a real OpenID Connect provider on this machine: private plans stay private."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import oidc_provider_mock
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.browser.conftest import _free_port, quiet, running_page

PAGE = Path(__file__).parent / "pages" / "kept_plans.py"
TITLE = "Close the Tipton centre"


@contextmanager
def running(folder: Path, port: int, secrets_text: str | None) -> Iterator[str]:
    """The test page, with its own library and, where given, its own secrets."""
    options = []
    if secrets_text is not None:
        (folder / "secrets.toml").write_text(secrets_text)
        options = ["--secrets.files", str(folder / "secrets.toml")]
    library = {"PLANS_DATABASE_URL": f"sqlite:///{folder / 'plans.sqlite3'}"}
    with running_page(folder, PAGE, *options, port=port, **library) as url:
        yield url


def auth_section(port: int, provider: str, **changes: str | None) -> str:
    settings = {
        "redirect_uri": f"http://localhost:{port}/oauth2callback",
        "cookie_secret": secrets.token_hex(32),
        "client_id": "atlas",
        "client_secret": "any",
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
        **changes,
    }
    lines = [f'{key} = "{value}"' for key, value in settings.items() if value is not None]
    return "\n".join(["[auth]", *lines]) + "\n"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A provider of OpenID Connect that knows two people."""
    people = [
        oidc_provider_mock.User(sub="alice", claims={"name": "Alice <b>Example</b>"}),
        oidc_provider_mock.User(sub="bob", claims={"name": "Bob Example"}),
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def signed_app(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[str]:
    port = _free_port()
    folder = tmp_path_factory.mktemp("signed")
    with running(folder, port, auth_section(port, provider)) as url:
        yield url


@pytest.fixture
def people(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """Three browsers that know nothing of each other."""
    contexts = {name: browser.new_context() for name in ("alice", "bob", "stranger")}
    yield contexts
    for context in contexts.values():
        context.close()


def at(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_text("End of page")).to_be_visible(timeout=30_000)
    return page


def sign_in(context: BrowserContext, url: str, person: str) -> Page:
    page = at(context, url)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=person, exact=True).click(timeout=20_000)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=30_000)
    return page


def keep(page: Page, title: str) -> str:
    """Save a plan on the page; gives back its id."""
    page.get_by_label("Title").fill(title)
    page.get_by_label("Title").press("Enter")
    page.get_by_role("button", name="Save").click()
    line = page.get_by_text(re.compile(r"^Saved as "))
    expect(line).to_be_visible(timeout=20_000)
    return line.inner_text().removeprefix("Saved as ").strip()


def test_a_private_plan_is_seen_by_its_owner_only(
    signed_app: str, provider: str, people: dict[str, BrowserContext]
) -> None:
    alice = sign_in(people["alice"], signed_app, "alice")
    expect(alice.get_by_text(f"Owner: '{provider} alice'")).to_be_visible()
    expect(alice.get_by_text("Alice <b>Example</b>")).to_be_visible()  # text, not markup
    plan_id = keep(alice, TITLE)
    expect(alice.get_by_text(f"Plan: {TITLE} / {plan_id} / yours: True")).to_be_visible()

    bob = sign_in(people["bob"], signed_app, "bob")
    expect(bob.get_by_text(f"Owner: '{provider} bob'")).to_be_visible()
    assert "Tipton" not in bob.content()
    by_id = at(people["bob"], f"{signed_app}/?plan={plan_id}")
    expect(by_id.get_by_text("There is no such plan in your library")).to_be_visible()
    assert "Tipton" not in by_id.content()

    stranger = at(people["stranger"], f"{signed_app}/?plan={plan_id}")
    expect(stranger.get_by_text("Owner: None")).to_be_visible()
    expect(stranger.get_by_text("Sign in to use the library of plans.")).to_be_visible()
    assert "Tipton" not in stranger.content()

    # In another tab of her own browser Alice is signed in and finds her plan.
    tab = at(people["alice"], f"{signed_app}/?plan={plan_id}")
    expect(tab.get_by_text(f"Opened: {TITLE} / {TITLE} / yours: True")).to_be_visible()
    # Shared, Bob can read it and not change it; the stranger still sees nothing.
    tab.get_by_role("button", name="Share").click()
    expect(tab.get_by_text("End of page")).to_be_visible()
    quiet(tab)
    by_id = at(people["bob"], f"{signed_app}/?plan={plan_id}")
    expect(by_id.get_by_text(f"Opened: {TITLE} / {TITLE} / yours: False")).to_be_visible()
    by_id.get_by_role("button", name="Take over").click()
    expect(by_id.get_by_text("This plan is shared with you to read")).to_be_visible()
    stranger = at(people["stranger"], f"{signed_app}/?plan={plan_id}")
    expect(stranger.get_by_text("Sign in to use the library of plans.")).to_be_visible()

    tab.get_by_role("button", name="Sign out").click()
    tab.wait_for_url("**/end_session?**")
    left = at(people["alice"], f"{signed_app}/?plan={plan_id}")
    expect(left.get_by_text("Owner: None")).to_be_visible()
    assert "Tipton" not in left.content()


def test_a_forged_cookie_signs_nobody_in(
    signed_app: str, people: dict[str, BrowserContext]
) -> None:
    sign_in(people["alice"], signed_app, "alice")
    real = [c for c in people["alice"].cookies() if c["name"].startswith("_streamlit_user")]
    assert real

    def forge(value: str) -> str:
        """The same cookie with one letter of its content changed."""
        middle = len(value) // 2
        other = "A" if value[middle] != "A" else "B"
        return value[:middle] + other + value[middle + 1 :]

    forged = [{"name": c["name"], "value": forge(c["value"]), "url": signed_app} for c in real]
    people["stranger"].add_cookies(forged)  # type: ignore[arg-type]
    page = at(people["stranger"], signed_app)
    expect(page.get_by_text("Owner: None")).to_be_visible()
    # The true cookie does sign in: the refusal above is the signature's doing.
    people["bob"].add_cookies(
        [{"name": c["name"], "value": c["value"], "url": signed_app} for c in real]
    )
    page = at(people["bob"], signed_app)
    expect(page.get_by_text(re.compile("Owner: '.* alice'"))).to_be_visible()


def test_a_cookie_forged_with_a_guessed_secret_signs_nobody_in(
    tmp_path: Path, provider: str, people: dict[str, BrowserContext]
) -> None:
    """The secret that an earlier manual printed is known to everybody."""
    port = _free_port()
    claims = {"origin": f"http://localhost:{port}", "is_logged_in": True}
    claims |= {"iss": provider, "sub": "alice"}
    for person, known in (("stranger", "..."), ("bob", "0123456789abcdef" * 4)):
        forged = create_signed_value(known, "_streamlit_user", json.dumps(claims)).decode()
        folder = tmp_path / person
        folder.mkdir()
        with running(folder, port, auth_section(port, provider, cookie_secret=known)) as url:
            people[person].add_cookies([{"name": "_streamlit_user", "value": forged, "url": url}])
            page = at(people[person], url)
            if person == "bob":  # the forgery is a good one: only the secret's length stops it
                expect(page.get_by_text(f"Owner: '{provider} alice'")).to_be_visible()
                continue
            expect(page.get_by_text("Owner: None")).to_be_visible()
            expect(page.get_by_text("cookie_secret has 3 characters")).to_be_visible()
            expect(page.get_by_role("button", name="Sign in")).to_have_count(0)
    assert "token_hex(32)" in (tmp_path / "stranger" / "log.txt").read_text()


def test_without_sign_in_there_is_one_common_library(
    browser: Browser, tmp_path: Path, people: dict[str, BrowserContext]
) -> None:
    with running(tmp_path, _free_port(), None) as url:
        first = at(people["alice"], url)
        expect(first.get_by_text("Owner: ''")).to_be_visible()
        expect(first.get_by_role("button", name="Sign in")).to_have_count(0)
        plan_id = keep(first, TITLE)
        second = at(people["bob"], f"{url}/?plan={plan_id}")
        expect(second.get_by_text(f"Opened: {TITLE} / {TITLE} / yours: True")).to_be_visible()


def test_unfinished_settings_are_told_plainly_and_open_nothing(
    tmp_path: Path, provider: str, people: dict[str, BrowserContext]
) -> None:
    port = _free_port()
    with running(tmp_path, port, auth_section(port, provider, client_secret=None)) as url:
        page = at(people["alice"], url)
        expect(page.get_by_text("Owner: None")).to_be_visible()
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("its settings are not complete")).to_be_visible(timeout=20_000)
        expect(page.get_by_text("End of page")).to_be_visible()
        assert "client_secret" not in page.content()
        assert "client_secret" in (tmp_path / "log.txt").read_text()
