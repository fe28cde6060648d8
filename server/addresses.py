"""Addresses of pages that have another name now, or never were: led on, with all they carry.

Streamlit answers every path with its own first page, and one it does not know with "Page not
found" over the first page of the app. Here a path that named a page of an earlier version leads to
the page that took its place, and any other to the first page, which says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import quote, urlencode

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

#: What the first page is told when a path names no page: the name that was asked for.
ASKED_FOR = "asked_for"
#: Paths that Streamlit answers itself, by their first part.
_STREAMLITS = {"app", "static", "media", "component", "components", "auth", "oauth2callback"}
_LONGEST_NAME = 60


class Addresses:
    """ASGI middleware: lead a browser that asks for a page to the name which that page has now.

    ``pages``: names of the pages there are, the first one shown at the bare address. ``moved``:
    earlier name -> name now. ``base``: path below which the app is served, "" for none.
    """

    def __init__(
        self, app: ASGIApp, pages: Collection[str], moved: Mapping[str, str], base: str = ""
    ) -> None:
        self.app = app
        self.pages = list(pages)
        self.moved = dict(moved)
        self.base = base.strip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with 307 and the address to ask for instead."""
        there = self._instead(scope)
        if there is None:
            await self.app(scope, receive, send)
        else:
            # Not for good (308): a browser would keep that for ever, whatever comes later.
            await RedirectResponse(there, status_code=307)(scope, receive, send)

    def _instead(self, scope: Scope) -> str | None:
        """The address to ask for instead, relative to the path asked for; None: this one is right.

        Relative, because a proxy may serve the app below a path that it takes off.
        """
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            return None  # a script, a font, a health check: not a person's page
        path = scope["path"].removeprefix(f"/{self.base}" if self.base else "")
        parts = [part for part in path.split("/") if part]
        if not parts or parts[0] in _STREAMLITS or parts[0].startswith("_") or "." in parts[-1]:
            return None
        name = self.moved.get(parts[-1], parts[-1])
        if name in self.pages[1:] and name == parts[-1] and len(parts) == 1:
            return None
        query = scope["query_string"].decode("latin-1")
        if name not in self.pages:
            said = urlencode({ASKED_FOR: parts[-1][:_LONGEST_NAME]})
            query = f"{query}&{said}" if query else said
        up = "../" * (len(parts) - 1 + path.endswith("/")) or "./"
        there = up + (quote(name) if name in self.pages[1:] else "")
        return f"{there}?{query}" if query else there
