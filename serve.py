"""What `make run` starts: the app of dashboard.py, with its first visitor's waiting done before.

Who may reach it, and under which name, is set by environment variables (docs/operations.md).

Streamlit runs no script before somebody comes. Here the libraries and tables that every page needs
are read while the server starts, and the model is made ready in the background soon after.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit import config
from streamlit.runtime import get_instance

from components.design import page_names as names
from server import sessions
from server.addresses import Addresses
from server.doors import Doors
from server.metrics import Process
from server.ready import Ready
from server.settings import SettingError, Settings, from_environment
from server.uploads import Uploads

_HERE = Path(__file__).parent
_LOG = logging.getLogger("atlas")
_READY = threading.Event()
#: Seconds after the start at which the model is made ready: the first visitor's page goes first.
_MODEL_AFTER = 8.0
#: Bytes of one message from a browser: a page's widgets are some kilobytes.
_LARGEST_MESSAGE = 4_000_000


def _read_tables() -> None:
    """Libraries, areas, catalogue and the map's files: what every page begins with."""
    from components.charts.served_files import VendorError, ensure_vendor_files
    from components.views.overview import page as overview_view  # noqa: F401  # their libraries
    from data import store

    try:
        store.indicators()
        store.data_version()
        for level in ("utla", "ltla", "lsoa"):
            store.areas(level)
        ensure_vendor_files(_HERE / "static")
    except (store.StoreError, VendorError) as error:
        _LOG.error("Something the pages need is not there, and they will say so: %s", error)
    _keep_apart()


def _ready_model() -> None:
    time.sleep(_MODEL_AFTER)
    from components.figures import runs as whatif_runs

    whatif_runs.warm()
    _keep_apart()
    _READY.set()


def _keep_apart() -> None:
    """Take what is loaded for good out of the search for garbage.

    Everybody's run stands still during it, and libraries and tables are most of what there is.
    """
    gc.collect()
    gc.freeze()


def _tell(error: Exception) -> bool:
    """An error that no page foresaw: whole in the log, in plain words on the screen."""
    _LOG.error("A page failed: %s", error, exc_info=error)
    st.error(
        "Something went wrong while this page was made. Your choices are in the address and are "
        "not lost: reload the page, or go back one step. Whoever runs this app finds the cause "
        "in its log.",
        icon=":material/error:",
    )
    return True


@asynccontextmanager
async def _started(_: st.App) -> AsyncIterator[None]:
    # Addresses hold people's plans. Streamlit gives uvicorn's access log a handler of its own.
    logging.getLogger("uvicorn.access").disabled = True
    get_instance().stats_mgr.register_provider(Process(_kept))
    _read_tables()
    threading.Thread(target=_ready_model, name="ready the model", daemon=True).start()
    watch = asyncio.create_task(sessions.watch(get_instance(), SETTINGS.keep_seconds))
    yield
    watch.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watch


def _settings() -> Settings:
    try:
        return from_environment(os.environ)
    except SettingError as error:
        sys.exit(f"The app was not started. {error}")


def _uploads() -> Mapping[str, Mapping[str, object]]:
    # Streamlit says only that there is a manager of files; its own has this store.
    manager: Any = get_instance().uploaded_file_mgr
    kept: Mapping[str, Mapping[str, object]] = manager.file_storage
    return kept


def _kept() -> Mapping[str, int]:
    """Bytes of results kept for whoever asks next, by the name of what is kept."""
    from components.figures import caches
    from model import kept

    held = {name: int(cache.currsize) for name, cache in list(kept.KEPT.items())}
    return held | caches.bytes_kept()


SETTINGS = _settings()
config.set_option("server.disconnectedSessionTTL", SETTINGS.keep_seconds)
app = st.App(
    "dashboard.py",
    lifespan=_started,
    middleware=[
        Middleware(Doors, settings=SETTINGS),
        Middleware(Ready, done=_READY, base=str(st.get_option("server.baseUrlPath") or "")),
        Middleware(
            Addresses,
            pages=names.PAGES,
            moved=names.MOVED,
            base=str(st.get_option("server.baseUrlPath") or ""),
        ),
        Middleware(Uploads, held=_uploads),
    ],
    on_script_error=_tell,
)


def run() -> None:
    """Serve until stopped. Not by ``streamlit run``, which has no setting for the banner."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    uvicorn.run(
        app,
        host=SETTINGS.address,
        port=SETTINGS.port,
        server_header=False,
        access_log=False,
        log_config=None,  # Streamlit has set the loggers up; uvicorn would leave its own silent
        ws="websockets-sansio",
        ws_max_size=_LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # as Streamlit does: it costs more than it saves
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    run()
