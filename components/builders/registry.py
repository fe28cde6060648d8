"""Recipes: from a name and a few parameters to an exhibit, out of the store.

A builder is a function of plain parameters that returns an `Exhibit`. It is registered under a
name, and that name with its parameters is what presentations, links and saved plans keep. Figures
are read from the store each time, so an exhibit carries no figure that the store does not have.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures.caches import kept
from data import store
from data.errors import PlainError

Builder = Callable[..., Exhibit]
_BUILDERS: dict[str, Builder] = {}
#: What a recipe's parameters must be: those of its builder, none missing, none besides.
_PARAMETERS: dict[str, type[BaseModel]] = {}


def recipe(name: str) -> Callable[[Builder], Builder]:
    """Register a builder under a name. Its parameters must all be plain values."""

    def register(builder: Builder) -> Builder:
        if name in _BUILDERS:
            raise ValueError(f"two builders are called '{name}'")
        _BUILDERS[name] = builder
        _PARAMETERS[name] = _model(name, builder)
        return builder

    return register


def _model(name: str, builder: Builder) -> type[BaseModel]:
    """The builder's parameters as a model: a number is no text, and a truth no number."""
    types = get_type_hints(builder)
    fields: dict[str, Any] = {  # known by aliases: a model has names of its own, as "register"
        f"{word}_": (
            types[word],
            Field(... if each.default is each.empty else each.default, alias=word),
        )
        for word, each in inspect.signature(builder).parameters.items()
    }
    return create_model(name, __config__=ConfigDict(extra="forbid", strict=True), **fields)


def names() -> list[str]:
    """Names of all recipes."""
    return sorted(_BUILDERS)


def takes(name: str, parameter: str) -> bool:
    """Whether a recipe has a parameter. Raises KeyError for a name that is not one of ours."""
    return parameter in inspect.signature(_BUILDERS[name]).parameters


def check(wanted: Recipe) -> None:
    """Raise RecipeError when the name or a parameter is not one of ours; builds nothing."""
    builder = _BUILDERS.get(wanted.name)
    if builder is None:
        raise RecipeError(f"there is no recipe '{wanted.name[:40]}'")
    try:
        _PARAMETERS[wanted.name].model_validate(dict(wanted.params))
    except ValidationError as error:
        wrong = [
            each for each in error.errors() if each["type"] not in ("missing", "extra_forbidden")
        ]
        if wrong:
            word = wrong[0]["loc"][0]
            raise RecipeError(f"'{word}' of the recipe '{wanted.name}' cannot be used") from error
        raise RecipeError(f"the parameters of '{wanted.name}' are not complete") from error


def build(wanted: Recipe) -> Exhibit:
    """The exhibit of a recipe. Kept: do not change its frames.

    Raises
    ------
    RecipeError
        When the recipe is not one of ours, or the store has nothing for its parameters. Any
        other error is a fault of ours and passes through, for the caller to log whole.
    """
    return _build(wanted.key, store.data_version())


@kept
def _build(key: str, version: str) -> Exhibit:
    import json

    wanted = Recipe.read(json.loads(key))
    check(wanted)
    try:
        return _BUILDERS[wanted.name](**_dated_now(wanted.params))
    except RecipeError:
        raise
    except PlainError as error:
        reason = str(error.args[0] if error.args else error).strip()
        raise RecipeError(reason[:300] or "the figures for this are not there") from error


def _dated_now(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Parameters with periods of an older version replaced by those that took their place."""
    indicator_id = params.get("indicator")
    if not isinstance(indicator_id, str):
        return params
    return {
        name: store.current_period(indicator_id, value) if name in ("period", "until") else value
        for name, value in params.items()
    }
