"""Whether a worker has all in memory that its first visitor would else wait for."""

from __future__ import annotations

from threading import Event

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

#: Asked by whoever starts workers one after the other (docs/operations.md).
PATH = "/_atlas/ready"


class Ready:
    """ASGI middleware: answer `PATH` with 200 once ``done`` is set, with 503 before.

    ``base``: path below which the app is served, "" for none.
    """

    def __init__(self, app: ASGIApp, done: Event, base: str = "") -> None:
        self.app = app
        self.done = done
        self.path = (f"/{base.strip('/')}" if base.strip("/") else "") + PATH

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the one path; let every other request through."""
        if scope["type"] != "http" or scope["path"] != self.path:
            await self.app(scope, receive, send)
        elif self.done.is_set():
            await PlainTextResponse("ready\n")(scope, receive, send)
        else:
            await PlainTextResponse("The model is being made ready.\n", 503)(scope, receive, send)
