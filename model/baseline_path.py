"""How the world moves without a plan, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.baseline import BASE_YEAR, FLOWS, LADDER, Baseline
from model.register import BaselinePath


@dataclass(frozen=True)
class Path:
    """The baseline by year after 31 March 2025, float32 but for ``poverty``.

    ``flows`` (draws, 14, years + 1, flows) multiplies a year's flows, 1 at the start; ``starts``
    (draws, 14, years + 1, 3) the starts of the ladder; ``exits`` the same shape, added to the
    yearly exit rates; ``level`` (draws, 14, years + 1) multiplies the reported share of children
    in low income. ``poverty`` (years + 1,): multiplier of that share which acts on other
    outcomes, what is decided already.
    """

    flows: np.ndarray
    starts: np.ndarray
    exits: np.ndarray
    level: np.ndarray
    poverty: np.ndarray


def path(
    choice: BaselinePath,
    state: Baseline,
    draws: int,
    seed: int,
    years: int = 20,
    central: bool = False,
) -> Path:
    """The baseline path a plan is compared with.

    Settings read from the register: ``poverty_relative_change``, reached in equal steps by
    ``reached_year``.

    Raises
    ------
    ValueError
        For a setting this engine does not know.
    """
    known = {"poverty_relative_change", "reached_year"}
    if set(choice.settings) - known:
        raise ValueError(f"baseline path {choice.id}: unknown settings in the register")
    settings = choice.settings
    shape = (draws, len(state.people.authorities), years + 1)
    time = np.arange(years + 1)
    poverty = np.ones(years + 1)
    if "poverty_relative_change" in settings:
        steps = np.clip(time / (settings["reached_year"] - BASE_YEAR), 0, 1)
        poverty = poverty * (1 + settings["poverty_relative_change"] * steps)
    flows = np.ones((*shape, len(FLOWS)), dtype=np.float32)
    starts = np.ones((*shape, len(LADDER)), dtype=np.float32)
    exits = np.zeros((*shape, len(LADDER)), dtype=np.float32)
    return Path(flows, starts, exits, np.ones(shape, dtype=np.float32), poverty)
