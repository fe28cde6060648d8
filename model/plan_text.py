"""The text of a plan, read and written without risk: size first, then plain data only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from data.errors import PlainError
from data.plain_text import whole

SIZE_LIMIT = 64 * 1024  # bytes; a plan with every lever and long rationales is about 10 kB
DEPTH_LIMIT = 12
NODE_LIMIT = 4000  # values and field names; a plan that uses everything has about 800


class PlanError(PlainError, ValueError):
    """A plan cannot be used; the message names the field and what is wrong with it."""


class _PlanLoader(yaml.SafeLoader):
    """Safe YAML without aliases, repeated keys or deep nesting, and of so many parts only.

    The text is read part by part, so that what is refused costs no more than what is allowed.
    """

    depth = 0
    nodes = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = yaml.SafeLoader.peek_event(self)
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise PlanError(f"line {line}: a plan cannot use YAML anchors or aliases (& and *)")
        tag = getattr(event, "tag", None)
        if tag:
            raise PlanError(f"line {line}: a plan cannot hold object tags such as {tag[:60]}")
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            raise PlanError(f"line {line}: {_TOO_MANY}")
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise PlanError(f"line {line}: the plan is nested more than {DEPTH_LIMIT} levels deep")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise PlanError(f"line {line}: a field name must be plain text")
            if key_node.value in seen:
                raise PlanError(f"line {line}: '{key_node.value[:60]}' is given twice")
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


_TOO_MANY = f"this is not a plan: it has more than {NODE_LIMIT:,} values and field names"


def check_count(document: object) -> None:
    """Raise PlanError when plain data has more parts than a plan can have; stops there."""
    parts, waiting = 1, [document]
    while waiting:
        part = waiting.pop()
        inside = part if isinstance(part, list) else []
        if isinstance(part, dict):
            inside = list(part.values())
            parts += len(inside)  # their names
        parts += len(inside)
        if parts > NODE_LIMIT:
            raise PlanError(_TOO_MANY)
        waiting += inside


class _PlanDumper(yaml.SafeDumper):
    """Writes what :class:`_PlanLoader` reads back unchanged."""


# YAML 1.1 takes 1e-05 for a word; JSON, and the numbers Python writes, mean a number by it. The
# dumper must know too, so that it puts quotes round a title that looks like one.
for _side in (_PlanLoader, _PlanDumper):
    _side.add_implicit_resolver(
        "tag:yaml.org,2002:float",
        re.compile(r"^[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+$"),
        list("-+0123456789"),
    )


def write_document(data: dict[str, Any]) -> str:
    """Plain data as YAML that :func:`read_document` gives back unchanged."""
    return yaml.dump(data, Dumper=_PlanDumper, sort_keys=False, allow_unicode=True, width=88)


def read_document(source: str | bytes | Path) -> object:
    """The plain data in a text (YAML or JSON) or in a file (as ``Path``).

    Raises PlanError for text too large (before it is parsed), damaged, or using object tags,
    aliases, a key twice or deep nesting.
    """
    text = _text(source)
    try:
        return _whole(yaml.load(text, Loader=_PlanLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark else ""
        raise PlanError(f"this is not a plan: the text is not valid YAML or JSON{where}") from error
    except (ValueError, RecursionError) as error:  # a date or number YAML cannot make
        if isinstance(error, PlanError):
            raise
        raise PlanError(f"this is not a plan: {error}") from error


def _whole(part: Any) -> Any:
    """Plain data in which no character is cut in half: JSON may write an emoji as two halves."""
    if isinstance(part, str):
        return whole(part)
    if isinstance(part, dict):
        return {_whole(name): _whole(each) for name, each in part.items()}
    return [_whole(each) for each in part] if isinstance(part, list) else part


def _text(source: str | bytes | Path) -> str:
    if isinstance(source, Path):
        try:
            size = source.stat().st_size
            content: str | bytes = source.read_bytes() if size <= SIZE_LIMIT else b""
        except OSError as error:
            raise PlanError(f"the plan {source.name} cannot be read: {error.strerror}") from error
    else:
        size, content = len(source), source
    if size > SIZE_LIMIT:
        raise PlanError(
            f"the plan is too large: {size / 1024:,.0f} kB, at most {SIZE_LIMIT // 1024} kB"
        )
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise PlanError("the plan is not text in UTF-8") from error
    if len(content.encode("utf-8", errors="replace")) > SIZE_LIMIT:
        raise PlanError(f"the plan is too large: at most {SIZE_LIMIT // 1024} kB")
    return content
