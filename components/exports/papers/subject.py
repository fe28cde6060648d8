"""What a paper is about, and what a block of it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from components.builders.registry import build
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.exports.papers import told, trace
from components.exports.papers.document import Item
from components.exports.papers.templates import Block
from components.exports.papers.trace import Kept
from components.wording import names


@dataclass
class Subject:
    """A place, a plan where there is one, and the exhibits used so far."""

    scope: str
    plan: str = ""  # its code
    outcome: str = "looked_after"
    used: dict[str, Exhibit] = field(default_factory=dict)
    rows: dict[str, Kept] = field(default_factory=dict)  # told without an exhibit

    @property
    def place(self) -> str:
        """The place within a sentence."""
        return names.place_name(self.scope)

    def build(self, recipe: Recipe) -> Exhibit:
        """Build an exhibit and keep it among those of the paper. Raises RecipeError."""
        exhibit = build(recipe)
        self.used[exhibit.recipe.key] = exhibit
        return exhibit

    def tell(self, recipe: Recipe) -> Recipe:
        """Keep what a recipe tells without an exhibit among what the paper tells.

        Raises RecipeError.
        """
        self.rows[recipe.key] = told.kept(recipe)
        return recipe

    @property
    def kept(self) -> tuple[Kept, ...]:
        """Where everything told so far is from."""
        return (*(trace.kept(each) for each in self.used.values()), *self.rows.values())

    def words(self, text: str) -> str:
        """A template's text with the place's name in it."""
        own = names.possessive(self.scope)
        text = text.replace("{place}", self.place).replace(
            "{Place}", names.heading_name(self.scope)
        )
        return text.replace("{place's}", own)


@dataclass
class Found:
    """What a block has to say, and why it lacks what it lacks."""

    items: list[Item] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def lacks(self, error: Exception | str) -> None:
        """Keep a reason, as the beginning of a sentence, once."""
        reason = str(error).strip().rstrip(".")
        reason = reason[:1].upper() + reason[1:]
        if reason and reason not in self.reasons:
            self.reasons.append(reason)


Maker = Callable[[Block, Subject], Found]
MAKERS: dict[str, Maker] = {}


def block(kind: str) -> Callable[[Maker], Maker]:
    """Register what makes a kind of block."""

    def register(maker: Maker) -> Maker:
        if kind in MAKERS:
            raise ValueError(f"two makers for the block '{kind}'")
        MAKERS[kind] = maker
        return maker

    return register


__all__ = ["MAKERS", "Found", "RecipeError", "Subject", "block"]
