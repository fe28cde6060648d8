"""Signing in, where an installation has switched it on: a thin layer over Streamlit's own.

Off by default. It is on when the app's secrets hold an ``[auth]`` section (docs/operations.md).
The library of plans asks `owner` for whom it works; nothing else of the app needs to know.
"""

from __future__ import annotations

import logging

import streamlit as st
from streamlit.errors import StreamlitAuthError

log = logging.getLogger(__name__)

#: Standard claims that say how to address somebody, the friendliest first.
_NAMES = ("name", "preferred_username", "email")


def configured() -> bool:
    """Whether sign-in is switched on in this installation."""
    # Streamlit gives the key, True or False, exactly when there is an [auth] section.
    return "is_logged_in" in st.user.to_dict()


def owner() -> str | None:
    """For whom plans are kept: what `plans.library` takes as ``owner``.

    Returns
    -------
    str or None
        "" without sign-in (the common library); the issuer and the subject of whoever signed
        in, the only two claims that together name one person for good (OpenID Connect Core,
        section 5.7); None while nobody has signed in, or when the provider names nobody. The
        library refuses None, so a visitor never falls into the common library by accident.
    """
    claims = st.user.to_dict()
    if "is_logged_in" not in claims:
        return ""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if claims["is_logged_in"] is not True or not issuer or not subject:
        return None
    return f"{issuer} {subject}"  # an issuer is a URL: it holds no blank


def name() -> str:
    """How to address whoever signed in; "" when nobody did. Text from outside: show it as text."""
    claims = st.user.to_dict()
    if claims.get("is_logged_in") is not True:
        return ""
    return next((str(claims[key])[:80] for key in _NAMES if claims.get(key)), "Signed in")


def controls() -> None:
    """The button to sign in or out, with the name; draws nothing where sign-in is off."""
    if not configured():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="sign_in"):
        if owner() is None:
            if st.button("Sign in", key="sign_in_button"):
                _to_provider()
            st.text("Plans are kept for people who sign in.")
        else:
            st.text(name())
            if st.button("Sign out", key="sign_out_button"):
                st.logout()


def _to_provider() -> None:
    try:
        st.login()
    except StreamlitAuthError as error:
        # Streamlit's own words name settings: they are for the operator, in the log.
        log.error("sign-in is not set up rightly: %s", error)
        st.error(
            "Sign-in is switched on, but its settings are not complete. Ask whoever runs the app "
            "to look at [auth] in its secrets. Everything but the library of plans works without.",
            icon=":material/error:",
        )
