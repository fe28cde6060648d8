"""Libraries that only some commands need; the app runs without them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from data.errors import PlainError

#: Name of an extra, which requirements-<name>.txt installs -> modules that must be there.
EXTRAS = {"sweep": ("dask", "distributed", "h5netcdf", "h5py")}


class ExtraMissingError(PlainError, RuntimeError):
    """Libraries of an extra are not installed; the message says how to install them."""


def need(extra: str, modules: Sequence[str] = ()) -> None:
    """Say at once, and not after minutes of work, that libraries are missing.

    Parameters
    ----------
    extra
        A key of `EXTRAS`.
    modules
        Those of its modules that are needed; all of them by default.

    Raises
    ------
    ExtraMissingError
        When one is not installed.
    KeyError
        For an extra that is not in `EXTRAS`.
    """
    gone = [name for name in modules or EXTRAS[extra] if find_spec(name) is None]
    if gone:
        raise ExtraMissingError(
            f"{' and '.join(gone)} must be installed for this; the app itself does without. "
            f"Run `make {extra}`, or `pip install -r requirements-{extra}.txt` in the "
            "environment of the app."
        )
