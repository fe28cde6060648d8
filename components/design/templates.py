"""HTML and SVG from templates: every text is escaped, and a name that is missing is an error."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup


@lru_cache(maxsize=16)
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(folder: Path, name: str, /, **values: object) -> Markup:
    """A template of a folder with values put in; text is escaped, `Markup` stands as it is.

    Raises jinja2.UndefinedError when the template asks for a value that was not given.
    """
    return Markup(_environment(folder).get_template(name).render(**values))
