"""One template for many places: a file each, one that fails named and the rest kept.

What was made stays in the folder. Asked again, only what is not there yet, or was made from other
figures, another template or another style, is made.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from components.exports.data_files import safe_file_name
from components.exports.papers import make
from components.exports.papers.house_style import FOLDER, HOUSE
from components.exports.papers.templates import template
from components.exports.slides import Progress, fault_words, silent
from components.wording import names
from data import store
from data.errors import PlainError

_STATE = "made.json"
#: A place, its paper, and "" or what failed.
Ready = tuple[str, bytes, str]


@dataclass
class Made:
    """What became of each place: its file, or what failed."""

    files: dict[str, Path] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)  # codes whose file was there already
    failed: dict[str, str] = field(default_factory=dict)


def places(name: str, areas: Sequence[str], within: str = store.REGION) -> list[str]:
    """Codes of areas: "all" for every one the template is for, else as given.

    "all" is every upper-tier authority of the region, or every ward or neighbourhood where it is
    for these only; ``within`` keeps those of one place. Raises UnknownArea.
    """
    wanted = template(name)
    if list(areas) != ["all"]:
        return [store.area(code).code for code in areas]
    level = "utla" if "utla" in wanted.levels else wanted.levels[0]
    return list(store.areas(level, within).index)


def file_name(name: str, scope: str) -> str:
    """Place first, then what it is; the code tells apart places of one name."""
    stem = safe_file_name(names.heading_name(scope), template(name).name, scope)
    return f"{stem}.docx"


def stem(name: str, scopes: Sequence[str]) -> str:
    """Name of a zip without its ending: the place that all lie in, what they are, how many."""
    counties = {store.area(code).utla_code for code in scopes}
    where = counties.pop() if len(counties) == 1 else store.REGION
    return safe_file_name(names.heading_name(where), template(name).name, f"{len(scopes)} papers")


def _made_of(name: str, scope: str, plan: str, outcome: str, style: Path | None) -> str:
    """What a file is made of; the same text for the same file."""
    digest = hashlib.sha256((FOLDER / f"{name}.yaml").read_bytes())
    digest.update((style or HOUSE).read_bytes())
    digest.update(f"{scope} {plan} {outcome} {store.data_version()}".encode())
    return digest.hexdigest()[:16]


def made(
    name: str,
    scope: str,
    *,
    plan: str = "",
    outcome: str = "looked_after",
    style: Path | None = None,
    make_one: Callable[..., bytes] = make.docx,
) -> tuple[bytes, str]:
    """One paper and "", or nothing and what failed in plain words."""
    try:
        return make_one(name, scope, plan=plan, outcome=outcome, style=style), ""
    except PlainError as error:
        return b"", str(error)
    except Exception as error:
        return b"", fault_words(error)


#: Makes papers of some places by a call for each, and gives them back as they are ready.
Many = Callable[[Sequence[str], Callable[[str], tuple[bytes, str]]], Iterator[Ready]]


def one_by_one(
    scopes: Sequence[str], make_one: Callable[[str], tuple[bytes, str]]
) -> Iterator[Ready]:
    """In this process, in order."""
    for scope in scopes:
        yield scope, *make_one(scope)


def write_all(
    name: str,
    scopes: Sequence[str],
    folder: Path,
    *,
    plan: str = "",
    outcome: str = "looked_after",
    style: Path | None = None,
    progress: Progress = silent,
    make_one: Callable[..., bytes] = make.docx,
    many: Many = one_by_one,
) -> Made:
    """Write a template for some places into a folder, going on where it was left off.

    ``progress`` is called with each place that is done. A place that fails is named, in plain
    words, and loses nothing of the others. ``many``: in which way (`processes.on_processes`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = _state(folder)
    found = Made()
    sources = {scope: _made_of(name, scope, plan, outcome, style) for scope in scopes}
    paths = {scope: folder / file_name(name, scope) for scope in scopes}
    for scope, path in paths.items():
        if path.is_file() and state.get(path.name) == sources[scope]:
            found.files[scope] = path
            found.kept.append(scope)
    waiting = [scope for scope in scopes if scope not in found.files]
    done = len(scopes) - len(waiting)
    progress(done, len(scopes), "Beginning")
    call = partial(_made, name, plan, outcome, style, make_one)
    for scope, data, why in many(waiting, call):
        done += 1
        if why:
            found.failed[scope] = why
        else:
            path = paths[scope]
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(data)
            unfinished.replace(path)  # a run that is stopped leaves no half a file
            state[path.name] = sources[scope]
            (folder / _STATE).write_text(json.dumps(state, indent=1), encoding="utf-8")
            found.files[scope] = path
        progress(done, len(scopes), names.heading_name(scope))
    return found


def _made(
    name: str,
    plan: str,
    outcome: str,
    style: Path | None,
    make_one: Callable[..., bytes],
    scope: str,
) -> tuple[bytes, str]:
    """See `made`; in an order that can be sent to another process as one call."""
    return made(name, scope, plan=plan, outcome=outcome, style=style, make_one=make_one)


def _state(folder: Path) -> dict[str, str]:
    try:
        told = json.loads((folder / _STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # nothing made yet, or not ours: everything is made again
    return {str(key): str(value) for key, value in told.items()} if isinstance(told, dict) else {}


def zipped(files: dict[str, bytes], failed: dict[str, str]) -> bytes:
    """Files as one zip; what failed is named in a text of its own. ``failed``: by code."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
        if failed:
            lines = [f"{names.heading_name(code)}: {why}" for code, why in failed.items()]
            made.writestr("not-made.txt", "\n".join(["Not made:", *lines, ""]))
    return out.getvalue()


def make_each(
    name: str,
    scopes: Sequence[str],
    files: MutableMapping[str, bytes],
    *,
    plan: str = "",
    outcome: str = "looked_after",
    progress: Progress = silent,
    make_one: Callable[..., bytes] = make.docx,
) -> dict[str, str]:
    """Make a template for some places into memory: for a page's download.

    ``files`` (by area code) is filled one by one, and what is in it already is not made again: a
    page that is left half-way goes on where it was. Returns what failed, by code.
    """
    failed: dict[str, str] = {}
    for number, scope in enumerate(scopes):
        progress(number, len(scopes), names.heading_name(scope))
        if scope in files:
            continue
        data, why = made(name, scope, plan=plan, outcome=outcome, make_one=make_one)
        if why:
            failed[scope] = why
        else:
            files[scope] = data
    progress(len(scopes), len(scopes), "Done")
    return failed


def zip_of(name: str, scopes: Sequence[str], progress: Progress = silent) -> bytes:
    """A template for some places as a zip, without a folder."""
    files: dict[str, bytes] = {}
    failed = make_each(name, scopes, files, progress=progress)
    return zipped({file_name(name, scope): data for scope, data in files.items()}, failed)
