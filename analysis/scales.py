"""The scale on which a figure is compared: logit for proportions, log for rates and scores.

On it, a step up and a step down of equal ratio are equally long, and the spread of authorities is
closer to even. Standard errors come from the 95% limits, so that published, counted and implied
intervals are used alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit
from scipy.stats import norm

Z95 = float(norm.ppf(0.975))
#: Kinds of figures that can be compared at all; ranks and years have no such scale.
TRANSFORMS = {"proportion": "logit", "rate": "log", "score": "log", "money": "log", "ratio": "log"}


def transformed(values: ArrayLike, value_type: str) -> np.ndarray:
    """Figures on the scale of comparison; NaN for 0, for 100% and for kinds without one.

    Proportions are in per cent.
    """
    numbers = np.asarray(values, dtype=float)
    how = TRANSFORMS.get(value_type)
    with np.errstate(divide="ignore", invalid="ignore"):
        if how == "logit":
            made = logit(numbers / 100)
        elif how == "log":
            made = np.log(numbers)
        else:
            made = np.full(numbers.shape, np.nan)
    return np.where(np.isfinite(made), made, np.nan)


def standard_errors(
    values: ArrayLike, lower: ArrayLike, upper: ArrayLike, value_type: str
) -> np.ndarray:
    """Standard errors on the scale of comparison, from 95% limits; NaN where there are none.

    A lower limit of 0 has no place on the scale: the upper side then stands for both.
    """
    middle = transformed(values, value_type)
    low, high = transformed(lower, value_type), transformed(upper, value_type)
    both, up = (high - low) / (2 * Z95), (high - middle) / Z95
    return np.asarray(np.where(np.isnan(both), up, both))
