"""The files the browser needs for the map, laid where Streamlit serves them.

MapLibre GL JS is not committed: it is copied from the installed ``maplibre`` package. Our own
modules and the areas' names go beside it, in a folder named after their content, so a browser
never mixes an old file with a new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from data import store

FRONTEND = Path(__file__).parent / "frontend"
LIBRARY_FILES = ("maplibre-gl.js", "maplibre-gl.css")
_FOLDERS_KEPT = 5
#: Levels that can be drawn, each with the authorities whose outlines and names lie on top.
OUTLINES = {"lsoa": "ltla", "msoa": "ltla", "ward": "ltla", "ltla": "ltla", "utla": "utla"}


class VendorError(RuntimeError):
    """The browser's files cannot be laid out; the message says what to do."""


def _library_folder() -> Path:
    spec = find_spec("maplibre")
    if spec is None or spec.origin is None:
        raise VendorError(
            "The map needs the package 'maplibre', which is not installed. Run `make install`."
        )
    folder = Path(spec.origin).parent / "srcjs"
    missing = [name for name in LIBRARY_FILES if not (folder / name).is_file()]
    if missing:
        raise VendorError(
            f"The installed 'maplibre' package has no {', '.join(missing)}. "
            "Install the version pinned in requirements.txt."
        )
    return folder


@lru_cache(maxsize=256)
def _drawn_areas(level: str, within: str) -> pd.DataFrame:
    table = store.areas(level, within)
    table = table[~table["retired"]].sort_index()
    names = pd.concat([store.areas("ltla", store.REGION), store.areas("utla", store.REGION)])
    names = names.loc[~names.index.duplicated(), "area_name"]
    parent = table["ltla_code"].where(table["ltla_code"].fillna("").ne(""), table["utla_code"])
    own = parent.eq(table["area_code"]).fillna(False)
    return table.assign(authority=parent.map(names).where(~own).fillna("").astype(str))


def drawn_areas(level: str, within: str = store.REGION) -> pd.DataFrame:
    """Areas of a level that have a shape, in the order of their file: by code.

    Columns of the areas table and ``authority``, the name of the authority an area lies in
    ("" for an authority itself). Do not change the frame: it is kept for the next caller.
    Raises UnknownLevel or UnknownArea as `store.areas` does.
    """
    return _drawn_areas(level, within)


def _names(level: str) -> bytes:
    """Code, name, authority and residents of a level's areas, in the order of their shapes.

    The names are those of `data.store`, where one that several areas have carries its authority.
    """
    table = drawn_areas(level)
    people = table["residents"].astype(float).fillna(0).astype(int)
    columns = (table.index, table["area_name"], table["authority"], people)
    rows = [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    return json.dumps({"areas": rows}, ensure_ascii=False, separators=(",", ":")).encode()


def _empty_base_map() -> bytes:
    """A world without coasts: Plotly asks for one by this name and would ask a host abroad."""
    kinds = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
    nothing = {"type": "GeometryCollection", "geometries": []}
    world = {"type": "Topology", "arcs": [], "objects": dict.fromkeys(kinds, nothing)}
    return json.dumps(world).encode()


def _contents() -> dict[str, bytes]:
    library = _library_folder()
    files = {name: (library / name).read_bytes() for name in LIBRARY_FILES}
    for path in sorted(FRONTEND.iterdir()):
        if path.suffix in (".js", ".css"):
            files[path.name] = path.read_bytes()
    files["world_110m.json"] = _empty_base_map()
    for level in OUTLINES:
        files[f"names-{level}.json"] = _names(level)
    return files


@lru_cache(maxsize=1)
def folder_name() -> str:
    """Name of the served folder below ``static/vendor``: ``map-`` and a digest.

    The digest is of all that its files are made from, not of the files: making them for every
    start of the app would keep the first visitor waiting.

    Raises
    ------
    VendorError
        When the MapLibre files are not installed.
    """
    library = _library_folder()
    sizes = [(library / name).stat().st_size for name in LIBRARY_FILES]
    made_from = f"{version('maplibre')} {sizes} {store.data_version()}"
    digest = hashlib.sha256(made_from.encode())
    for path in [Path(__file__), *sorted(FRONTEND.iterdir())]:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"map-{digest.hexdigest()[:12]}"


def ensure_vendor_files(static_folder: Path) -> Path:
    """Lay the map's files into ``static_folder/vendor`` and return their folder.

    Does nothing when they are there. Safe when several processes start at once: the folder is
    written under another name and moved into place.

    Raises
    ------
    VendorError
        When MapLibre is not installed or the folder cannot be written.
    """
    vendor = Path(static_folder) / "vendor"
    wanted = vendor / folder_name()
    if wanted.is_dir():
        return wanted
    try:
        vendor.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".map-", dir=vendor))
    except OSError as error:
        raise VendorError(
            f"The map's files cannot be written below {vendor}: {error.strerror}. "
            "Make the folder writable, or lay the files out when the image is built."
        ) from error
    try:
        for name, content in _contents().items():
            (draft / name).write_bytes(content)
        draft.chmod(0o755)
        os.rename(draft, wanted)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        if not wanted.is_dir():  # unless another process was first
            raise VendorError(f"The map's files cannot be written: {error.strerror}.") from error
    # An older copy of the app may still be running beside this one: a few folders stay.
    laid = sorted(vendor.glob("map-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in laid[_FOLDERS_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return wanted
