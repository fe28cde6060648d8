"""Signing in, where an installation has switched it on: a thin layer over Streamlit's own.

Off by default. It is on when the app's secrets hold an ``[auth]`` section (docs/operations.md).
The library of plans asks `owner` for whom it works; nothing else of the app needs to know.
"""

from __future__ import annotations

import logging
from functools import lru_cache

import streamlit as st
from streamlit.errors import StreamlitAuthError

from components.wording.markdown import literal, visible

log = logging.getLogger(__name__)

#: Standard claims that say how to address somebody, the friendliest first.
_NAMES = ("name", "preferred_username", "email")
#: A cookie is signed with the secret: whoever guesses it can be anybody.
MIN_SECRET = 32  # characters
_MIN_LETTERS = 8  # different ones; a secret made by the command in docs/operations.md has more


def configured() -> bool:
    """Whether sign-in is switched on in this installation."""
    # Streamlit gives the key, True or False, exactly when there is an [auth] section.
    return "is_logged_in" in st.user.to_dict()


def fault_of_secret(secret: object) -> str:
    """Why cookies signed with this secret cannot be trusted, in words; "" when they can."""
    if not isinstance(secret, str) or not secret:
        return "cookie_secret is not set"
    if len(secret) < MIN_SECRET:
        return f"cookie_secret has {len(secret)} characters; at least {MIN_SECRET} are needed"
    if len(set(secret)) < _MIN_LETTERS:
        return "cookie_secret repeats a few characters and can be guessed"
    return ""


@lru_cache(maxsize=1)
def _tell_operator(fault: str) -> None:
    """Say it in the log, once for each fault."""
    log.error(
        "sign-in is refused to everybody: %s. Make one with "
        'python -c "import secrets; print(secrets.token_hex(32))", put it under [auth] in '
        ".streamlit/secrets.toml and start the app again.",
        fault,
    )


def refusal() -> str:
    """Why sign-in, though switched on, is refused to everybody; "" when it is not.

    With a secret that can be guessed a visitor could forge anybody's cookie. So nobody counts as
    signed in until the secret is a safe one.
    """
    if not configured():
        return ""
    # As Streamlit looks for it; without either it makes a random one for each process.
    fault = fault_of_secret(
        st.secrets["auth"].get("cookie_secret", st.get_option("server.cookieSecret"))
    )
    if fault:
        _tell_operator(fault)
    return fault


def owner() -> str | None:
    """For whom plans are kept: what `plans.library` takes as ``owner``.

    Returns
    -------
    str or None
        "" without sign-in (the common library); the issuer and the subject of whoever signed
        in, the only two claims that together name one person for good (OpenID Connect Core,
        section 5.7); None while nobody has signed in, when the provider names nobody, or when
        cookies can be forged (`refusal`). The library refuses None, so a visitor never falls
        into the common library by accident.
    """
    claims = st.user.to_dict()
    if "is_logged_in" not in claims:
        return ""
    if refusal():
        return None
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
    fault = refusal()
    if fault:
        st.error(
            f"Nobody can sign in, because cookies could be forged: {literal(fault)}. Whoever runs "
            "the app finds in docs/operations.md, under Sign-in, the command that makes a safe "
            "one. Everything but the library of plans works without.",
            icon=":material/error:",
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", key="sign_in"):
        if owner() is None:
            if st.button("Sign in", key="sign_in_button"):
                _to_provider()
            st.text("Plans are kept for people who sign in.")
        else:
            st.text(visible(name()))
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
