"""Later life: what changes in children's lasting states are worth, to whom and when.

value = change of state x value of a unit x adult gap x causal share x persistence, in the years in
which it falls (`model/registers/life_course.yaml`). The layer is linear in the changes, which come
from the simulation (need, custody, first entries, poverty) or from what a lever leaves in those it
reaches (`lasting`), so it is a few matrix products after the simulation.

Against double counting:

* care, plans, exclusion, absence and self-harm are markers: they have a service cost in childhood
  and no later value of their own;
* earnings are counted by one route a child: where routes overlap, taken as independent, the
  largest counts (``one_route``), so that ``1 - product(1 - share)`` of children gain;
* no unit is worth more than its ceiling times the causal share, in any draw (``unit_values``);
* conduct streams hold services and victims, need streams earnings, health and benefits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.ledger import Line, discount_factors, rate_of, transfer
from model.life_course_schema import LastingEffect, Stream
from model.prices import PriceIndex
from model.register import Distribution, Registers
from model.uncertainty import draw

#: Children reached in the plan's years change state up to this many years after them.
RUN_ON = 20
#: Years after a change of state that any stream reaches.
LONGEST = 70
STANDARD_RATE = 0.035


@dataclass(frozen=True)
class Change:
    """How far a lasting state moves, better above 0.

    ``units`` (draws or 1, years + RUN_ON) in the units of `register_schema.STATES`; ``children``
    (the same shape) how many children are moved, and ``cohort`` how many there are in a year of
    age, for the overlap of routes.
    """

    units: np.ndarray
    children: np.ndarray
    cohort: float


def lagged(series: np.ndarray, lag_from: int, lag_to: int) -> np.ndarray:
    """A yearly series moved on, evenly, by ``lag_from`` to ``lag_to`` years; longer by RUN_ON."""
    years = series.shape[-1]
    out = np.zeros((series.shape[0], years + RUN_ON))
    part = 1.0 / (lag_to - lag_from + 1)
    for lag in range(lag_from, lag_to + 1):
        out[:, lag : lag + years] += part * series
    return out


def aged_out(stock: np.ndarray, leave: float) -> np.ndarray:
    """Young people a year who turn 18 in a state, from child-years in it, (draws, years).

    After the plan's years those still in it go on to leave at the same rate: what the plan did to
    them is counted and nothing is added to it.
    """
    years = stock.shape[1]
    out = np.zeros((stock.shape[0], years + RUN_ON))
    out[:, :years] = leave * stock
    last = stock[:, -1]
    for year in range(RUN_ON):
        out[:, years + year] = leave * last * (1 - leave) ** (year + 1)
    return out


def lasting_change(
    effect: LastingEffect, reached: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Units and children moved by one lever, (draws, years + RUN_ON) and (1, years + RUN_ON).

    reached (1, years) people; size (draws,) units per person reached throughout.
    """
    people = reached / effect.cohort_ages if effect.cohort_ages else reached
    children = lagged(people, effect.lag_from, effect.lag_to)
    return size[:, None] * children, children


def unit_values(
    registers: Registers, draws: int, seed: int, prices: PriceIndex
) -> dict[str, np.ndarray]:
    """Stream id -> pounds of 2024-25 for one unit, by draw, in all the years of the stream.

    Not discounted, except that a "present value" is one at its first year. Streams that share a
    state and a ceiling are held to it together.
    """
    found, causal = {}, {}
    for stream in registers.streams.values():

        def part(name: str, distribution: Distribution | None) -> np.ndarray | float:
            return 1.0 if distribution is None else draw(name, distribution, draws, seed)

        value = part(f"stream.{stream.id}", stream.value) * prices.factor(stream.price_year)
        value = value * part(f"stream.{stream.id}.gap", stream.gap)
        value = value * part(f"stream.{stream.id}.carried", stream.carried)
        share = registers.shares[stream.causal]
        causal[stream.id] = draw(f"share.{share.id}", share.distribution, draws, seed)
        value = value * causal[stream.id]
        if stream.persistence is not None:
            kept = registers.shares[stream.persistence]
            value = value * draw(f"share.{kept.id}", kept.distribution, draws, seed)
        if stream.basis == "a year":
            value = value * (stream.lag_to - stream.lag_from + 1)
        found[stream.id] = np.asarray(value, dtype=float)
    for stream in registers.streams.values():
        if stream.ceiling is None:
            continue
        top = registers.costs[stream.ceiling]
        most = top.distribution.central * prices.factor(top.price_year) * causal[stream.id]
        together = [
            each.id
            for each in registers.streams.values()
            if (each.state, each.ceiling) == (stream.state, stream.ceiling)
        ]
        total = sum(found[each] for each in together)
        over = np.where(total > most, most / np.where(total > 0, total, 1), 1.0)
        if (over < 1).any():
            for each in together:
                found[each] = found[each] * over
    return found


def profile(stream: Stream) -> np.ndarray:
    """Part of a unit's value that falls in each year after the change, shape (LONGEST,)."""
    out = np.zeros(LONGEST)
    lags = np.arange(stream.lag_from, stream.lag_to + 1)
    if stream.basis == "present value":
        # An even payment whose value at ``present_at``, at the rate of the source, is the unit's.
        out[lags] = 1.0 / ((1 + STANDARD_RATE) ** -(lags - float(stream.present_at))).sum()
    else:
        out[lags] = 1.0 / lags.size
    return out


def one_route(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Part of the sum over routes that is left when each child counts by its largest route.

    Parameters
    ----------
    values
        Value of a route to a child who gains by it, (routes, ...), not below 0.
    shares
        Share of children who gain by it, (routes, ...), 0 to 1.

    Returns
    -------
    Expected largest over the expected sum with independent routes, (...); 1 where nothing is
    gained.
    """
    order = np.argsort(-values, axis=0, kind="stable")
    value = np.take_along_axis(values, order, axis=0)
    share = np.take_along_axis(shares, order, axis=0)
    left = np.cumprod(np.concatenate([np.ones_like(share[:1]), 1 - share[:-1]]), axis=0)
    whole = (value * share).sum(axis=0)
    largest = (value * share * left).sum(axis=0)
    return np.asarray(np.divide(largest, whole, out=np.ones_like(whole), where=whole > 0))


def _overlap(
    registers: Registers, changes: Mapping[str, Change], units: Mapping[str, np.ndarray], draws: int
) -> dict[str, np.ndarray]:
    """Earnings stream id -> part that is left once each child counts by one route."""
    routes = [
        stream
        for stream in registers.streams.values()
        if stream.kind == "earnings" and stream.state in changes
    ]
    if len(routes) < 2:
        return {}
    values, shares = [], []
    for stream in routes:
        change = changes[stream.state]
        gain = np.maximum(units[stream.id][:, None] * change.units, 0.0)
        children = np.minimum(np.abs(change.children), change.cohort)
        children = np.broadcast_to(children, gain.shape)
        values.append(np.divide(gain, children, out=np.zeros_like(gain), where=children > 1e-9))
        shares.append(children / change.cohort if change.cohort > 0 else np.zeros_like(gain))
    left = one_route(np.array(values), np.array(shares))
    return {stream.id: left for stream in routes}


def life_lines(
    registers: Registers,
    changes: Mapping[str, Change],
    draws: int,
    seed: int,
    years: int,
    rate: float,
    prices: PriceIndex,
) -> list[Line]:
    """Lines of the life course for changes of state, by draw.

    Earnings stand gross with children and families; the part taken in tax, and benefits no longer
    paid, are transfers from them to the Exchequer.
    """
    moved = {
        state: change for state, change in changes.items() if np.any(np.abs(change.units) > 1e-12)
    }
    if not moved:
        return []
    units = unit_values(registers, draws, seed, prices)
    left = _overlap(registers, moved, units, draws)
    tax = draw(
        "parameter.tax_and_benefits",
        registers.parameters["tax_and_benefits"].distribution,
        draws,
        seed,
    )
    lines = []
    for stream in registers.streams.values():
        if stream.state not in moved:
            continue
        series = units[stream.id][:, None] * moved[stream.state].units
        if stream.id in left:
            series = np.where(series > 0, series * left[stream.id], series)
        now, later = _in_years(series, profile(stream), years, rate_of(stream.kind, rate))
        for payer, share in stream.payers.items():
            lines.append(
                Line(
                    stream.state, "state", stream.id, payer, stream.kind, share * now, share * later
                )
            )
        if stream.kind == "earnings":
            paid = Line(
                stream.state,
                "state",
                stream.id,
                "families",
                "transfer",
                -tax[:, None] * now,
                -tax * later,
            )
            lines += transfer(paid, "exchequer")
    return lines


def _in_years(
    series: np.ndarray, shape: np.ndarray, years: int, rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """Changes (draws, years + RUN_ON) as money in the plan's years, and the rest discounted."""
    length = series.shape[1]
    factors = discount_factors(length + LONGEST, rate)
    kernel = np.zeros((length, length + LONGEST))
    for year in range(length):
        kernel[year, year : year + LONGEST] = shape
    return series @ kernel[:, :years], series @ (kernel[:, years:] @ factors[years:])
