"""How many uploaded files the server holds: few for one session, and few for all of them.

Streamlit limits the size of one file, not their number. The app reads a plan's file once and lets
it go (`components`), so what stays is not ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

#: Files that one session, and all together, may have on the server at a time.
OF_A_SESSION, OF_ALL = 3, 60
_UPLOAD = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)")


class Uploads:
    """ASGI middleware: refuse an upload with 429 when the server holds enough of them.

    ``held`` gives the files that are held: file by name, by session.
    """

    def __init__(
        self, app: ASGIApp, held: Callable[[], Mapping[str, Mapping[str, object]]]
    ) -> None:
        self.app = app
        self.held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it before its body is read."""
        upload = _UPLOAD.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if upload is None or scope["method"] not in ("PUT", "POST"):
            await self.app(scope, receive, send)
            return
        held = self.held()
        own = held.get(upload["session"], {})
        if upload["file"] not in own and (
            len(own) >= OF_A_SESSION or sum(map(len, held.values())) >= OF_ALL
        ):
            refusal = PlainTextResponse("Too many files at once: try again later.\n", 429)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)
