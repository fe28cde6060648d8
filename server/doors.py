"""The check of every request before the app sees it, and the headers of every answer.

Streamlit looks at the names it is called by for its websocket only, asks a host abroad for its own
address when a strange page calls, and sends none of the headers that keep a browser from framing,
sniffing or loading from elsewhere. So this stands before it: pure ASGI, for http and websocket.

Starlette's TrustedHostMiddleware is not used because its answer, "Invalid host header", tells a
person who opened the app by its other name nothing of what to do, and because the origin has to be
checked with the host.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.settings import Settings

_LOG = logging.getLogger("atlas.server")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"(?P<name>[a-z0-9_.-]+|\[[0-9a-f:.]+\])(:\d{0,5})?", re.ASCII | re.IGNORECASE)
#: Streamlit's doors for programs, which nobody needs to use the app.
_AGENT = "/_stcore/agent"
_METRICS = "/_stcore/metrics"

_STRANGE_HOST = (
    "This app does not answer to the name in the address bar. Whoever runs it can add the name "
    "to the setting ATLAS_HOSTS (docs/operations.md).\n"
)
_STRANGE_ORIGIN = (
    "This request came from a page of another site, and the app answers its own pages only. "
    "If a proxy stands before the app, it must pass on the Host header "
    "(docs/operations.md).\n"
)


def content_security_policy(framed_by: tuple[str, ...] = ()) -> str:
    """What the browser may load and run: the app's own files and nothing from elsewhere.

    ``blob:`` serves MapLibre's workers and Streamlit's components, both made by the page's own
    scripts; styles within the page are how Streamlit and Plotly lay out.
    """
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", "blob:", *_own_scripts()],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "data:", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'", *framed_by],
    }
    return "; ".join(f"{name} {' '.join(allowed)}" for name, allowed in rules.items())


def _own_scripts() -> list[str]:
    """Digests of the scripts written into Streamlit's own first page."""
    page = Path(st.__file__).parent / "static" / "index.html"
    scripts = _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8"))
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def _headers(settings: Settings) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": content_security_policy(settings.framed_by),
        "X-Content-Type-Options": "nosniff",
        # The address holds the plan: other sites never learn it.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if not settings.framed_by:  # the older header cannot name other sites
        headers["X-Frame-Options"] = "SAMEORIGIN"
    return headers


class Doors:
    """ASGI middleware: refuse strange hosts and origins, close side doors, add the headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.headers = _headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to the app, or answer it here with 400, 403 or 404."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                del found["X-Frame-Options"]
                for name, value in self.headers.items():
                    found[name] = value
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self.app(scope, receive, with_headers)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if len(headers.getlist("host")) != 1 or not host_allowed(host, self.settings.hosts):
            _LOG.warning("Refused a request for the host %r: not in ATLAS_HOSTS", host[:100])
            return PlainTextResponse(_STRANGE_HOST, 400)
        if origin is not None and not same_origin(origin, host):
            _LOG.warning("Refused a request from a page of %r for %r", origin[:100], host[:100])
            return PlainTextResponse(_STRANGE_ORIGIN, 403)
        path = scope["path"].rstrip("/")
        if path.endswith(_METRICS) and not self.settings.metrics:
            return PlainTextResponse("Not found\n", 404)
        if _AGENT in path:
            return PlainTextResponse("Not found\n", 404)
        return None


def host_allowed(header: str, allowed: tuple[str, ...]) -> bool:
    """Whether a ``Host`` header names one of ``allowed`` (see `settings.Settings`)."""
    if "*" in allowed:
        return True
    name = _host_name(header)
    return name != "" and any(
        name == known or (known.startswith("*.") and name.endswith(known[1:])) for known in allowed
    )


def _host_name(header: str) -> str:
    """The name in a ``Host`` header without its port, IPv6 in brackets; "" when there is none."""
    found = _HOST.fullmatch(header)
    return found["name"].lower().rstrip(".") if found else ""


def same_origin(origin: str, host: str) -> bool:
    """Whether an ``Origin`` header is that of the app's own pages.

    The scheme is not compared: behind a proxy the app does not know that of the browser.
    """
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
