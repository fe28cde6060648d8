"""Templates of papers: lists of sections as data, in ``docs_templates`` as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.exports.papers.house_style import FOLDER
from components.figures.caches import kept
from data.errors import PlainError

Level = Literal["region", "combined_authority", "utla", "ltla", "ward", "msoa", "lsoa"]


class TemplateError(PlainError, ValueError):
    """A template cannot be read or used; the message names the file and what is wrong."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Block(_Closed):
    """A part of a section; what each kind needs is said where it is made (`blocks`)."""

    kind: str
    text: str = ""
    recipe: str = ""
    indicators: list[str] = []
    params: dict[str, str] = {}
    by: list[str] = []
    outcomes: list[str] = []
    most: int = Field(default=1, ge=1, le=30)
    target: float | None = None
    year: int = 0
    source: str = ""


class SectionTemplate(_Closed):
    """A heading and its blocks; ``nothing`` is said where no block has anything to show."""

    heading: str = Field(min_length=3, max_length=90)
    level: Literal[1, 2] = 1
    blocks: list[Block] = Field(min_length=1)
    nothing: str = ""


class Template(_Closed):
    """A paper: its name, for which places it is, and its sections in order."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    name: str = Field(min_length=5, max_length=80)
    about: str = Field(min_length=10, max_length=200)
    title: str = Field(min_length=5)
    needs_plan: bool = False
    levels: list[Level] = Field(min_length=1)
    contents: bool = True
    one_page: bool = False
    sections: list[SectionTemplate] = Field(min_length=1)


@kept
def templates(folder: Path = FOLDER) -> dict[str, Template]:
    """All templates of a folder by id. Raises TemplateError naming the file and the field."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            template = Template.model_validate(content)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise TemplateError(f"{path.name} is not valid YAML") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the file"
            raise TemplateError(f"{path.name}: {where}: {first['msg']}") from error
        if template.id != path.stem:
            raise TemplateError(f"{path.name}: its id must be the file's name ({path.stem})")
        found[template.id] = template
    return found


def template(name: str) -> Template:
    """One template. Raises TemplateError naming those that there are."""
    known = templates()
    if name not in known:
        raise TemplateError(f"there is no template '{name[:40]}'; there are {', '.join(known)}")
    return known[name]
