"""Cookies that could be forged sign nobody in; the manual's command makes a safe secret."""

from __future__ import annotations

import logging
import re
import secrets
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.session import sign_in as sign_in_session

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("...", "has 3 characters; at least 32"),
        ("x" * 31, "has 31 characters"),
        ("", "is not set"),
        (None, "is not set"),
        (12345678901234567890123456789012345, "is not set"),
        ("x" * 64, "can be guessed"),
        ("changeme" * 8, "can be guessed"),
    ],
)
def test_a_secret_that_can_be_guessed_is_refused(secret: object, words: str) -> None:
    assert words in sign_in_session.fault_of_secret(secret)


def test_random_secrets_are_taken() -> None:
    for _ in range(200):
        assert sign_in_session.fault_of_secret(secrets.token_hex(16)) == ""
        assert sign_in_session.fault_of_secret(secrets.token_urlsafe(24)) == ""


def test_the_manual_prints_no_secret_and_its_command_makes_a_safe_one() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    assert 'cookie_secret = "' not in manual  # what is printed would be copied
    [code] = re.findall(r"python -c '(import secrets.*?)'", manual)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    section = tomllib.loads("[auth]\n" + run.stdout)["auth"]
    assert sign_in_session.fault_of_secret(section["cookie_secret"]) == ""


def _page() -> None:
    import streamlit as st

    from components.session import sign_in

    sign_in.controls()
    st.text(f"Owner: {sign_in.owner()!r}")


@pytest.mark.parametrize(("secret", "owner"), [("...", "None"), ("0123456789abcdef" * 4, "'i s'")])
def test_with_a_bad_secret_nobody_counts_as_signed_in(
    secret: str, owner: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in_session._tell_operator.cache_clear()
    claims = {"is_logged_in": True, "iss": "i", "sub": "s", "name": "Alice"}
    monkeypatch.setattr("streamlit.user_info.UserInfoProxy.to_dict", lambda self: claims)
    test = AppTest.from_function(_page)
    test.secrets["auth"] = {"cookie_secret": secret}
    with caplog.at_level(logging.ERROR, "components.session.sign_in"):
        test.run()
        test.run()
    assert not test.exception
    assert test.text[-1].value == f"Owner: {owner}"
    refused = owner == "None"
    assert bool(test.error) == refused
    told = [each for each in caplog.records if each.name == "components.session.sign_in"]
    assert len(told) == refused  # once, not at each run
    if refused:
        assert "at least 32" in test.error[0].value
        assert not test.button
        assert "token_hex(32)" in caplog.text
