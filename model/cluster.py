"""Many processes for work that is cut in pieces: of this machine, or a Dask cluster's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from model.extras import need


@contextmanager
def processes(number: int | None = None, scheduler: str | None = None) -> Iterator[Any]:
    """A client of Dask, whose processes end with the block.

    Parameters
    ----------
    number
        Processes to start on this machine; one a processor by default.
    scheduler
        Address of a running scheduler in their place.

    Raises
    ------
    ExtraMissingError
        When Dask is not installed.
    """
    need("sweep", ("dask", "distributed"))
    from dask.distributed import Client, LocalCluster

    local = None
    if not scheduler:
        # One thread a worker: the compiled code would else start as many threads in each.
        local = LocalCluster(
            n_workers=number or os.cpu_count(),
            threads_per_worker=1,
            dashboard_address=None,
            env={"NUMBA_NUM_THREADS": "1"},
        )
    try:
        with Client(scheduler or local) as client:
            yield client
    finally:
        if local is not None:
            local.close()
