"""The files the browser needs for the map, laid where Streamlit serves them.

MapLibre GL JS is not committed: it is copied from the installed ``maplibre`` package. Our own
modules and the areas' names go beside it, in a folder named after their content, so a browser
never mixes an old file with a new one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import shutil
import tempfile
from importlib.metadata import files as files_of
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from components.figures.caches import kept
from components.figures.geometry import OUTLINES, drawn_areas
from data import store

STATIC = Path(__file__).parents[2] / "static"


_below = [""]


def serve_below(path: str) -> None:
    """Say below which path the app is served (Streamlit's option ``server.baseUrlPath``)."""
    _below[0] = path.strip("/")


def _base() -> str:
    return f"/{_below[0]}" if _below[0] else ""


def _static(name: str) -> str:
    return f"{_base()}/app/static/{name}"


@kept
def _geometry_version(level: str) -> str:
    path = STATIC / "geometry" / f"{level}.geojson"
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def geometry_address(level: str) -> str:
    """Address of a level's shapes; it changes with the file, so a browser may keep its copy."""
    return f"{_static(f'geometry/{level}.geojson')}?v={_geometry_version(level)}"


def vendor_address() -> str:
    """Address of the folder with the map's modules and Plotly's empty base map, ending in /."""
    return f"{_static(f'vendor/{folder_name()}')}/"


FRONTEND = Path(__file__).parents[1] / "widgets" / "choropleth" / "frontend"
LIBRARY_FILES = ("maplibre-gl.js", "maplibre-gl.css")
_FOLDERS_KEPT = 5
_LOG = logging.getLogger("atlas.map")
#: Lists the files of a folder with their digests.
_MANIFEST = "files.json"
#: Folders found whole in this process, each with sizes and times of its files as they were then.
_WHOLE: dict[Path, dict[str, tuple[int, int]]] = {}


class VendorError(RuntimeError):
    """The browser's files cannot be laid out; the message says what to do."""


def _library_folder() -> Path:
    spec = find_spec("maplibre")
    if spec is None or spec.origin is None:
        raise VendorError(
            "The map needs the package 'maplibre', which is not installed. Run `make setup`."
        )
    folder = Path(spec.origin).parent / "srcjs"
    missing = [name for name in LIBRARY_FILES if not (folder / name).is_file()]
    if missing:
        raise VendorError(
            f"The installed 'maplibre' package has no {', '.join(missing)}. "
            "Install the version pinned in requirements.txt: run `make setup`."
        )
    return folder


def _library_files() -> dict[str, bytes]:
    """MapLibre's own files, each checked against the digest its package was installed with."""
    folder = _library_folder()
    wanted = {Path(str(each)).name: each.hash for each in files_of("maplibre") or []}
    found = {}
    for name in LIBRARY_FILES:
        content = (folder / name).read_bytes()
        digest = wanted.get(name)
        if digest is not None and digest.mode == "sha256":
            own = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            if own != digest.value:
                raise VendorError(
                    f"The file {name} of the installed package 'maplibre' is damaged. Install it "
                    "again: run `make clean` and `make setup`."
                )
        found[name] = content
    return found


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
    files = _library_files()
    for path in sorted(FRONTEND.iterdir()):
        if path.suffix in (".js", ".css"):
            files[path.name] = path.read_bytes()
    files["world_110m.json"] = _empty_base_map()
    for level in OUTLINES:
        files[f"names-{level}.json"] = _names(level)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return files | {_MANIFEST: json.dumps(digests, sort_keys=True).encode()}


def _is_whole(folder: Path) -> bool:
    """Whether a folder holds every file as it was laid there.

    Files that have not been touched since they were last compared are not read again.
    """
    try:
        stamps = {
            path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir()
        }
        if stamps and _WHOLE.get(folder) == stamps:
            return True
        digests = json.loads((folder / _MANIFEST).read_bytes())
        whole = set(digests) | {_MANIFEST} == set(stamps) and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            for name, digest in digests.items()
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return False
    if whole:
        _WHOLE[folder] = stamps
    return whole


@kept
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

    Does nothing when they are there and whole; a file that is missing, cut off or changed is laid
    anew with the others. Safe when several processes start at once: the folder is written under
    another name and moved into place.

    Raises
    ------
    VendorError
        When MapLibre is not installed or damaged, or the folder cannot be written.
    MissingFigures
        When the table of areas cannot be read.
    """
    vendor = Path(static_folder) / "vendor"
    wanted = vendor / folder_name()
    if _is_whole(wanted):
        return wanted
    contents = _contents()
    try:
        vendor.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".map-", dir=vendor))
    except OSError as error:
        raise VendorError(
            f"The map's files cannot be written below {vendor}: {_reason(error)}. "
            "Make the folder writable, or lay the files out when the image is built."
        ) from error
    try:
        for name, content in contents.items():
            (draft / name).write_bytes(content)
        draft.chmod(0o755)
        if wanted.exists():
            _LOG.warning("The map's files in %s were damaged and are laid anew", wanted)
            os.rename(wanted, Path(tempfile.mkdtemp(prefix=".old-", dir=vendor)) / "map")
        os.rename(draft, wanted)
    except OSError as error:
        if not _is_whole(wanted):  # unless another process was first
            raise VendorError(f"The map's files cannot be written: {_reason(error)}.") from error
    finally:
        for scrap in (draft, *vendor.glob(".old-*")):
            shutil.rmtree(scrap, ignore_errors=True)
    # An older copy of the app may still be running beside this one: a few folders stay.
    laid = sorted(vendor.glob("map-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in laid[_FOLDERS_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return wanted


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
