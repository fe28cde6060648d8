"""Sessions whose connection is lost: forgotten when their time is over, with all that they hold.

Streamlit sets a time (``server.disconnectedSessionTTL``) but lets a session go only when somebody
else connects or leaves, so that on a quiet server uploads, files made for download and figures of
the last visitors stay in memory and can be fetched for hours.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from typing import Any

from streamlit.runtime import Runtime

_LOG = logging.getLogger("atlas.server")


def forget_lost(runtime: Runtime) -> int:
    """Shut down the sessions whose time is over; returns their number.

    To be called on the server's event loop, as Streamlit's own handling of sessions is.
    """
    lost: list[tuple[str, Any]] = runtime._session_mgr._session_storage._cache.expire()  # type: ignore[attr-defined]
    for _, info in lost:
        info.session.shutdown()
    if lost:
        # A file made for download is marked when its session ends, and removed when asked again.
        runtime.media_file_mgr.remove_orphaned_files()
        gc.collect()  # a session holds itself in circles; its figures go only with them
    return len(lost)


async def watch(runtime: Runtime, keep_seconds: int) -> None:
    """Forget lost sessions again and again, until cancelled; an error is logged, not the end."""
    while True:
        await asyncio.sleep(min(max(keep_seconds, 1), 30))
        try:
            forget_lost(runtime)
        except Exception:
            _LOG.exception("Lost sessions could not be forgotten")
