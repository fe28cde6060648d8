"""For whom plans are kept, from what the sign-in says of a visitor."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components import sign_in


class Visitor:
    """Stands for `st.user`: what Streamlit read from the signed cookie."""

    def __init__(self, **claims: object) -> None:
        self.claims = claims

    def to_dict(self) -> dict[str, object]:
        return self.claims


@pytest.mark.parametrize(
    ("claims", "owner", "name"),
    [
        ({}, "", ""),
        ({"email": "someone@example.org"}, "", ""),  # a host that adds an address of its own
        ({"is_logged_in": False}, None, ""),
        ({"is_logged_in": False, "iss": "https://a", "sub": "1"}, None, ""),
        ({"is_logged_in": True, "iss": "https://a", "sub": "1"}, "https://a 1", "Signed in"),
        ({"is_logged_in": True, "iss": "https://b", "sub": "1"}, "https://b 1", "Signed in"),
        ({"is_logged_in": True, "iss": "https://a", "sub": "1", "name": "A"}, "https://a 1", "A"),
        ({"is_logged_in": True, "iss": "https://a", "email": "a@b"}, None, "a@b"),
        ({"is_logged_in": True, "sub": "1"}, None, "Signed in"),
        ({"is_logged_in": "yes", "iss": "https://a", "sub": "1"}, None, ""),
    ],
)
def test_owner_and_name(
    monkeypatch: pytest.MonkeyPatch, claims: dict, owner: str | None, name: str
) -> None:
    monkeypatch.setattr(sign_in.st, "user", Visitor(**claims))
    assert sign_in.owner() == owner
    assert sign_in.name() == name
    assert sign_in.configured() == ("is_logged_in" in claims)


def test_without_the_setting_nothing_is_drawn() -> None:
    def page() -> None:
        import streamlit as st

        from components import sign_in

        sign_in.controls()
        st.text(repr(sign_in.owner()))

    app = AppTest.from_function(page).run(timeout=30)
    assert not app.exception
    assert [text.value for text in app.text] == ["''"]
    assert not app.button
