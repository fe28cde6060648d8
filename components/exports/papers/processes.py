"""Papers on many processes of this machine, or on a Dask cluster whose workers have this project.

A paper is one call of its place's code, so a worker that dies loses nothing: the scheduler gives
its places to another. The papers are the same as in one process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from components.exports.papers.batch import Many, Ready
from data.errors import PlainError

#: Fewer places than this for each process cost more to start than they gain.
_LEAST_EACH = 2
_RETRIES = 2


class NoProcesses(PlainError, RuntimeError):
    """The libraries for many processes are not installed; the message says how to get them."""


def on_processes(workers: int | None = None, scheduler: str = "") -> Many:
    """A way to make many papers at once, for `batch.write_all`.

    Parameters
    ----------
    workers
        Processes to start on this machine, each of one thread; None for one a processor.
    scheduler
        Address of a running Dask scheduler in their place.

    Raises
    ------
    NoProcesses
        When Dask is not installed.
    """
    try:
        from dask.distributed import Client, LocalCluster, as_completed
    except ImportError as error:
        raise NoProcesses(
            "papers on many processes need Dask: pip install -r requirements-sweep.txt, or leave "
            "the number of processes at 1"
        ) from error

    def many(
        scopes: Sequence[str], make_one: Callable[[str], tuple[bytes, str]]
    ) -> Iterator[Ready]:
        if not scopes:
            return
        local = None
        if not scheduler:
            most = max(1, len(scopes) // _LEAST_EACH)
            local = LocalCluster(
                n_workers=min(workers or os.cpu_count() or 1, most),
                threads_per_worker=1,
                dashboard_address=None,
                env={"NUMBA_NUM_THREADS": "1"},
            )
        try:
            with Client(scheduler or local) as client:
                futures = {
                    client.submit(make_one, scope, pure=False, retries=_RETRIES): scope
                    for scope in scopes
                }
                for future in as_completed(futures):
                    scope = futures[future]
                    try:
                        yield scope, *future.result()
                    except Exception:  # a worker that died again and again
                        yield scope, b"", "its process ended before the paper was made"
                    future.release()
        finally:
            if local is not None:
                local.close()

    return many
