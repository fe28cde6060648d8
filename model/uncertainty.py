"""Draws of every uncertain number: one random stream per parameter id.

A stream depends on the seed, the parameter's id and the number of draws, and on nothing else:
two plans compared share their draws, and adding or moving a lever does not reshuffle the
others. Draws are stratified (one in each of n equal slices of probability, in random order:
McKay MD, Beckman RJ and Conover WJ (1979), Technometrics 21:239-245), so that medians are steady
with the 256 draws used on screen.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from scipy import optimize, stats

from model.register import Distribution


class DrawError(ValueError):
    """A distribution cannot be drawn from; the message names the parameter."""


def uniforms(parameter_id: str, draws: int, seed: int) -> np.ndarray:
    """Stratified uniforms in (0, 1) of one parameter's own stream, shape (draws,)."""
    digest = hashlib.sha256(f"{seed}|{parameter_id}".encode()).digest()
    # Philox is counter-based with a fixed published algorithm: the same on every machine.
    generator = np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))
    order = np.argsort(generator.random(draws), kind="stable")
    return (order + np.clip(generator.random(draws), 1e-9, 1 - 1e-9)) / draws


@lru_cache(maxsize=512)
def _beta_shape(central: float, low: float, high: float, level: float) -> tuple[float, float]:
    """Beta with mean ``central`` whose chance of lying in [low, high] is ``level``."""

    def excess(log_size: float) -> float:
        size = np.exp(log_size)
        shape = (central * size, (1 - central) * size)
        return float(stats.beta.cdf(high, *shape) - stats.beta.cdf(low, *shape) - level)

    size = np.exp(optimize.brentq(excess, np.log(0.1), np.log(1e7)))
    return central * size, (1 - central) * size


def inverse(distribution: Distribution, uniform: np.ndarray) -> np.ndarray:
    """Values of a register distribution at given cumulative probabilities.

    Follows the definitions of `model.register_schema.Distribution`. Raises DrawError when a beta
    cannot match its interval.
    """
    central, family = distribution.central, distribution.family
    if family == "fixed":
        return np.full(np.shape(uniform), float(central))
    low, high = float(distribution.low), float(distribution.high)  # type: ignore[arg-type]
    if family == "uniform":
        return low + (high - low) * uniform
    if family == "triangular":
        return np.asarray(
            stats.triang.ppf(uniform, (central - low) / (high - low), low, high - low)
        )
    z = stats.norm.ppf(0.5 + min(distribution.level, 1 - 1e-9) / 2)
    if family == "normal":
        return np.asarray(central + stats.norm.ppf(uniform) * (high - low) / (2 * z))
    if family == "lognormal":
        spread = (np.log(high) - np.log(low)) / (2 * z)
        return np.asarray(central * np.exp(stats.norm.ppf(uniform) * spread))
    try:
        shape = _beta_shape(central, low, high, distribution.level)
    except ValueError as error:
        raise DrawError(
            f"no beta with mean {central} has {distribution.level:.0%} of its weight between "
            f"{low} and {high}"
        ) from error
    return np.asarray(stats.beta.ppf(uniform, *shape))


def draw(parameter_id: str, distribution: Distribution, draws: int, seed: int) -> np.ndarray:
    """Draws of one parameter, shape (draws,), read-only.

    Raises
    ------
    DrawError
        Naming the parameter, when its distribution cannot be drawn from.
    """
    make = _few if draws <= _FEW else _many
    return make(parameter_id, distribution, draws, seed)


def _made(parameter_id: str, distribution: Distribution, draws: int, seed: int) -> np.ndarray:
    try:
        values = inverse(distribution, uniforms(parameter_id, draws, seed))
    except DrawError as error:
        raise DrawError(f"{parameter_id}: {error}") from error
    values.setflags(write=False)
    return values


#: A plan has some 300 uncertain numbers. Draws of the screen's size take 2 kB each, so that those
#: of many seeds are kept; a report's take 32 kB.
_FEW = 512
_few = lru_cache(maxsize=24_000)(_made)
_many = lru_cache(maxsize=1024)(_made)


def central(distribution: Distribution) -> float:
    """The single best value, used for central (one-draw) runs."""
    return float(distribution.central)
