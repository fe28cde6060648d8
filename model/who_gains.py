"""Who gains and who pays, by deprivation fifth and ethnic group, where the evidence allows.

What can be said: whom the levers reach (by cell), who receives what passes from the Exchequer to
families, and whose later earnings and health rise, which go with those reached by the levers that
move the state, or with the fall in the stock where one is published by group. What can't: who pays
the taxes behind public spending, and any difference in how well a lever works by group, which only
Incredible Years tested (no difference, E149). No distributional weight is used.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from data.contract import ETHNIC_GROUPS
from model.population import QUINTILES
from model.register_schema import PUBLIC_PAYERS
from model.results import Results, quantiles
from model.setting import AREAS

By = Literal["imd_quintile", "ethnicity"]
_GROUPS = {"imd_quintile": [str(each) for each in QUINTILES], "ethnicity": list(ETHNIC_GROUPS)}

#: What is not broken down, and why.
NOT_BROKEN_DOWN: tuple[str, ...] = (
    "Who pays: taxes by neighbourhood or ethnic group are not published, so the purse's cost and "
    "savings stand for everyone.",
    "Victims of crime: where those who would be harmed live is not modelled.",
    "How well a lever works by group: tested for Incredible Years only (no difference, E149); the "
    "same effect is taken for all.",
)


class WhoGainsError(ValueError):
    """A breakdown that is not known; the message names it."""


def _by_group(people: np.ndarray, by: By) -> np.ndarray:
    table = people.reshape(AREAS, 5, 5)
    return np.asarray(table.sum(axis=(0, 2)) if by == "imd_quintile" else table.sum(axis=(0, 1)))


def _inside(results: Results) -> np.ndarray:
    places = [results.state.people.position(code) for code in results.areas]
    return np.repeat(np.isin(np.arange(AREAS), places), 25)


def reach_shares(results: Results, by: By) -> pd.DataFrame:
    """Share of each lever's people in each group, and the children's own shares.

    One row a lever and one "children" row; columns are the groups; rows add up to 1.

    Raises
    ------
    WhoGainsError
        For an unknown breakdown.
    """
    if by not in _GROUPS:
        raise WhoGainsError(f"no breakdown '{by}': imd_quintile or ethnicity")
    inside = _inside(results)
    rows = {"children": _by_group(np.where(inside, results.state.people.cells, 0.0), by)}
    for got in results.runs.reach:
        rows[got.use.lever] = _by_group(np.where(inside, got.people, 0.0), by)
    table = pd.DataFrame(rows, index=_GROUPS[by]).T
    whole = table.sum(axis=1)
    return table.div(whole.where(whole > 0, 1.0), axis=0)


def _sources(results: Results) -> dict[str, list[str]]:
    """Lasting state -> the levers in use that move it."""
    registers = results.runs.setup.registers
    found: dict[str, list[str]] = {}
    poverty = ("poverty_infancy", "poverty_later")
    of_target = {"custody": "custody", "first_time_entrants": "first_entry"}
    need = ("recovered", "in_help", "untreated_need", "emotional_need", "conduct_problems")
    for got in results.runs.reach:
        lever = got.use.lever
        states: set[str] = {effect.state for effect in registers.lever_lasting(lever)}
        for link in registers.lever_links(lever):
            if link.target in of_target:
                states.add(of_target[link.target])
            if link.target in need:
                states.add("need")
        if got.lever.measure == "points" or got.lever.lifts:
            states |= {*poverty, "need"}
        for state in states:
            found.setdefault(state, []).append(lever)
    return found


def who_gains(results: Results, by: By) -> pd.DataFrame:
    """What children and families of each group gain, present value over life, and for a child.

    Columns group, children, children_share, transfers, earnings_and_health (after tax), total
    (medians), lower80, upper80, lower95, upper95, per_child (median total over children). Money is
    that of account C that falls to children and families, with transfers as they receive them.
    Where several levers move one state, the gain is shared as the mean of their reach.

    Raises
    ------
    WhoGainsError
        For an unknown breakdown.
    """
    shares = reach_shares(results, by)
    inside = _inside(results)
    children = _by_group(np.where(inside, results.state.people.cells, 0.0), by)
    money = results.plan_money
    size = len(_GROUPS[by])
    transfers = np.zeros((results.draws, size))
    later = np.zeros((results.draws, size))
    moved_by = _sources(results)
    for line in money.ledger.chosen(payers=["families"]):
        present = money.ledger.present([line], later=True)
        if line.source_kind == "state":
            levers = moved_by.get(line.source, [])
            # Of several levers that move one state, each counts as it reaches people.
            weight = shares.loc[levers].to_numpy().mean(axis=0) if levers else None
        else:
            weight = shares.loc[line.source].to_numpy() if line.source in shares.index else None
        if weight is None:
            weight = shares.loc["children"].to_numpy()
        target = transfers if line.source_kind == "lever" else later
        target += present[:, None] * weight[None, :]
    total = transfers + later
    lowest, low, middle, high, highest = quantiles(total)
    return pd.DataFrame(
        {
            "group": _GROUPS[by],
            "children": children,
            "children_share": children / children.sum(),
            "transfers": np.median(transfers, axis=0),
            "earnings_and_health": np.median(later, axis=0),
            "total": middle,
            "lower80": low,
            "upper80": high,
            "lower95": lowest,
            "upper95": highest,
            "per_child": middle / np.where(children > 0, children, 1),
        }
    )


def who_pays(results: Results) -> pd.DataFrame:
    """Net present value by public payer over life: below 0 pays, above 0 saves. Not by group."""
    ledger = results.plan_money.ledger
    rows = []
    for payer in PUBLIC_PAYERS:
        lines = ledger.chosen(payers=[payer])
        if not lines:
            continue
        spread = quantiles(ledger.present(lines, later=True)[:, None])[:, 0]
        rows.append((payer, *(float(spread[place]) for place in (2, 1, 3, 0, 4))))
    columns = ["payer", "median", "lower80", "upper80", "lower95", "upper95"]
    return pd.DataFrame(rows, columns=columns)
