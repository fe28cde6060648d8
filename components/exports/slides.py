"""What is in a presentation, built: each slide with its exhibit, or with what went wrong.

Every export is made from this list, so a thing that cannot be shown is named in all of them and
loses none of the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from components.builders.registry import build
from components.exhibits.charts import AreaMap
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.exhibits.presentation import Presentation, Slide
from components.figures.plan_codes import SEPARATOR
from components.figures.runs import draws_of
from model.plan import PlanError
from model.plan_code import decode_plan
from model.results import SCREEN_DRAWS

#: Called with the number done, the number of all, and what is being done.
Progress = Callable[[int, int, str], object]
_LOG = logging.getLogger(__name__)
#: Work that one run of a page may be asked for by a link (see `work`): some seconds of processor.
AT_ONCE = 12


def silent(_done: int, _all: int, _what: str) -> None:
    """No progress to show."""


@dataclass(frozen=True)
class BuiltSlide:
    """One slide of the presentation, ready to be shown."""

    slide: Slide
    exhibit: Exhibit | None
    fault: str = ""  # in plain words, when there is no exhibit

    @property
    def caption(self) -> str:
        """The person's own line, "" when there is none."""
        return self.slide.caption

    @property
    def words(self) -> str:
        """The paragraph: the person's own, or the draft."""
        if self.slide.words is not None:
            return self.slide.words
        return self.exhibit.draft if self.exhibit else ""

    @property
    def title(self) -> str:
        """The finding, or that it could not be built."""
        return self.exhibit.title if self.exhibit else "This slide could not be made"


def short_source(exhibit: Exhibit) -> str:
    """Publisher and licence, short, so that it can be large. A slide's notes have the rest."""
    text = f"Source: {exhibit.publisher}"
    text += ", Open Government Licence v3.0." if "Open Government" in exhibit.licence else "."
    if isinstance(exhibit.chart, AreaMap):
        text += " Contains OS data © Crown copyright and database right 2024."
    return text


def fault_words(error: Exception) -> str:
    """What went wrong, for a person: our own messages as they are, others by their kind alone.

    The text of an unexpected error may hold a path of the machine, so it goes to the log only.
    """
    if isinstance(error, RecipeError):
        return str(error).rstrip(".") + "."
    _LOG.error("an export's part failed", exc_info=error)
    return f"An unexpected fault ({type(error).__name__}). The rest is not affected."


def build_all(presentation: Presentation, progress: Progress = silent) -> list[BuiltSlide]:
    """Build everything in a presentation, in order. Never raises for a single thing."""
    found = []
    for number, slide in enumerate(presentation.slides):
        progress(number, len(presentation), "Reading the figures")
        try:
            found.append(BuiltSlide(slide, build(slide.recipe)))
        except Exception as error:
            found.append(BuiltSlide(slide, None, fault_words(error)))
    return found


def work(recipe: Recipe, seen: set[str]) -> int:
    """What a slide takes to make: 1, and for each plan not in ``seen`` its runs of the model.

    A run is counted as one for every `SCREEN_DRAWS` draws begun. The plans are added to ``seen``,
    as their results are kept for the slides that follow.
    """
    taken = 1
    params = recipe.params
    codes = [str(params.get("plan", "")), *str(params.get("plans", "")).split(SEPARATOR)]
    for code in codes:
        if not code or code in seen:
            continue
        seen.add(code)
        try:
            taken += -(-draws_of(decode_plan(code)) // SCREEN_DRAWS)
        except PlanError:
            continue  # said on the slide when it is made; costs nothing
    return taken


def within(presentation: Presentation, allowed: int) -> int:
    """How many of a presentation's slides, from the first on, take no more than ``allowed`` work.

    At least one, so that asking for more always shows more.
    """
    seen: set[str] = set()
    taken = 0
    for number, slide in enumerate(presentation.slides):
        taken += work(slide.recipe, seen)
        if taken > allowed:
            return max(number, 1)
    return len(presentation)
