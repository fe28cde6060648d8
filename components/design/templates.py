"""HTML and SVG from templates: every text is escaped, and a name that is missing is an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup


@lru_cache(maxsize=16)
def _environment(folder: Path, finalize: Callable[[object], object] | None) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    folder: Path, name: str, finalize: Callable[[object], object] | None = None, /, **values: object
) -> Markup:
    """A template of a folder with values put in; text is escaped, `Markup` stands as it is.

    ``finalize`` is done to each value before it is put in.

    Raises jinja2.UndefinedError when the template asks for a value that was not given.
    """
    return Markup(_environment(folder, finalize).get_template(name).render(**values))
