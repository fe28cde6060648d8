"""Papers on many processes of this machine, or on a Dask cluster whose workers have this project.

A paper is one call of its place's code, so a worker that dies loses nothing: the scheduler gives
its places to another. The papers are the same as in one process.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence

from components.exports.papers.batch import Many, Ready
from model.cluster import processes
from model.extras import need

_LOG = logging.getLogger("atlas")

#: Fewer places than this for each process cost more to start than they gain.
_LEAST_EACH = 2
_RETRIES = 2


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
    ExtraMissingError
        When Dask is not installed.
    """
    need("sweep", ("dask", "distributed"))

    def many(
        scopes: Sequence[str], make_one: Callable[[str], tuple[bytes, str]]
    ) -> Iterator[Ready]:
        if not scopes:
            return
        from dask.distributed import as_completed

        most = max(1, len(scopes) // _LEAST_EACH)
        number = min(workers or os.cpu_count() or 1, most)
        with processes(number, scheduler or None) as client:
            futures = {
                client.submit(make_one, scope, pure=False, retries=_RETRIES): scope
                for scope in scopes
            }
            for future in as_completed(futures):
                scope = futures[future]
                try:
                    yield scope, *future.result()
                except Exception:  # a worker that died again and again
                    _LOG.exception("The paper of %s was not made", scope)
                    yield scope, b"", "its process ended before the paper was made"
                future.release()

    return many
