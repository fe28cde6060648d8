"""What a plan changes: simulated years as labelled arrays, summaries, money and neighbourhoods.

``simulate(plan)`` is the one call a page or a script needs. A `Results` holds both runs (plan and
baseline, same draws) and answers questions of them; nothing is simulated again unless a
breakdown or a lever alone is asked for.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, TypedDict, Unpack

import numpy as np
import pandas as pd
import xarray as xr

from analysis.inequality import slope_index_of_draws
from data import store
from data.contract import ETHNIC_GROUPS
from data.errors import PlainError
from model import levers
from model.accounts import Account
from model.appraisal import PlanMoney, money_of
from model.baseline import OUTCOME_IDS, PLACE, Baseline
from model.economics import Appraisal
from model.plan import Judgement, Plan, dump_plan, load_plan, plan_authorities, results_key
from model.population import QUINTILES, neighbourhoods
from model.register import Distribution
from model.register_schema import OUTCOMES
from model.setting import AREAS, CELLS, year_labels
from model.simulation import Runs, cell_means, simulate_uses

Scenario = Literal["plan", "baseline", "difference"]
By = Literal["all", "imd_quintile", "ethnicity"]
#: Quantiles kept: 95% and 80% intervals and the median.
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
#: More is better for these; for every other outcome fewer is better.
MORE_IS_BETTER = frozenset({"care_exits", "in_help", "recovered", "supported"})
#: Neither is better: recorded demand rises when more need is found.
NO_JUDGEMENT = frozenset({"recorded_demand"})
#: Draws on screen, and for a report.
SCREEN_DRAWS, REPORT_DRAWS = 256, 4096
#: Lines of a ledger with every lever on, for reckoning what results take.
_LEDGER_LINES = 64
_GROUPS = {"imd_quintile": QUINTILES, "ethnicity": ETHNIC_GROUPS}
_FIRST_ROW = {"imd_quintile": AREAS, "ethnicity": AREAS + 5}


class Question(TypedDict, total=False):
    """What may be asked of `Results.values` besides the outcome."""

    by: By
    scenario: Scenario
    measure: Literal["count", "rate"]
    areas: Sequence[str] | None


class ResultsError(PlainError, ValueError):
    """A question the results cannot answer; the message says why."""


def uses_of(plan: Plan, only: Sequence[str] | None = None) -> list[levers.Use]:
    """The plan's levers in the model's terms, those at 0 left out; ``only`` some of them."""
    found = []
    for lever_id, setting in plan.levers.items():
        if setting.level == 0 or (only is not None and lever_id not in only):
            continue
        found.append(
            levers.Use(
                lever=lever_id,
                units=setting.level,
                targeting=setting.targeting,
                start_year=setting.start_year,
                ramp_years=setting.ramp_years,
                # A plan names the last year in which the lever works.
                end_year=None if setting.end_year is None else setting.end_year + 1,
                groups=tuple(setting.groups),
                judgement=_own_range(setting.judgement),
            )
        )
    return found


def _own_range(judgement: Judgement | None) -> Distribution | None:
    if judgement is None:
        return None
    if judgement.low == judgement.high:
        return Distribution(
            family="fixed", central=judgement.central, interval_basis="set in the plan"
        )
    return Distribution(
        family="triangular",
        central=judgement.central,
        low=judgement.low,
        high=judgement.high,
        level=1,
        interval_basis="set in the plan",
    )


def simulate(
    plan: Plan,
    draws: int | None = None,
    areas: Sequence[str] | None = None,
    only: Sequence[str] | None = None,
    middle: bool = False,
) -> Results:
    """Run a plan against its baseline.

    Parameters
    ----------
    plan
        A checked plan (`model.plan.load_plan`).
    draws
        Draws; the plan's own number, or 256, when left out.
    areas
        Upper-tier authorities to report, among those of the plan; all of them by default. The
        plan acts in all its authorities whatever is reported.
    only
        Ids of levers to keep, the others at nothing.
    middle
        Keep every draw on the baseline's middle course: for searches, which compare mixes.

    Raises
    ------
    ResultsError
        For an area outside the plan.
    model.levers.LeverError
        For a lever setting the engine cannot use.
    """
    covered = plan_authorities(plan)
    reported = tuple(covered) if areas is None else tuple(sorted(set(areas)))
    outside = [code for code in reported if code not in covered]
    if outside or not reported:
        raise ResultsError(f"areas: {', '.join(outside) or 'none given'} not covered by the plan")
    runs = simulate_uses(
        uses_of(plan, only),
        covered,
        report=reported,
        path_id=plan.baseline,
        draws=draws or plan.draws or SCREEN_DRAWS,
        seed=plan.seed,
        years=plan.horizon_years,
        middle=middle,
    )
    return Results(plan, runs, reported)


def quantiles(values: np.ndarray) -> np.ndarray:
    """Quantiles over the first axis, linear between order statistics; shape (5, ...)."""
    # Sorting rows that lie together in memory is several times faster than np.quantile.
    # Always a copy: a single column is contiguous already, and sorting it in place would tear the
    # caller's draws from the draws they are paired with.
    ordered = np.array(np.moveaxis(values, 0, -1), order="C")
    ordered.sort(axis=-1)
    place = np.array(QUANTILES) * (ordered.shape[-1] - 1)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, ordered.shape[-1] - 1)
    part = place - low
    return np.moveaxis(ordered[..., low] * (1 - part) + ordered[..., high] * part, -1, 0)


@dataclass(frozen=True)
class Results:
    """Plan and baseline by draw, and what can be asked of them.

    Rates are per the number in ``base_of(outcome)`` of people at risk at the start; children by
    age, place and group are held at their latest numbers, because no projection by authority is
    in hand.
    """

    plan: Plan
    runs: Runs
    areas: tuple[str, ...]

    def under(self, plan: Plan) -> Results:
        """The same results under the title and words of another plan that gives them.

        Results are kept by what decides them (`model.plan.results_key`), so it may be somebody
        else's plan that was run: its title and reasons are not for others. What has been worked
        out is shared. Raises ValueError for a plan that would give other results.
        """
        if plan == self.plan:
            return self
        if results_key(plan) != results_key(self.plan):
            raise ValueError("this plan gives other results")
        _ = self.money  # worked out once for all
        twin = copy.copy(self)
        object.__setattr__(twin, "plan", plan)  # the copy is nobody else's yet
        return twin

    @property
    def nbytes(self) -> int:
        """Bytes of what only these results hold, their money and cells (once asked for) included.

        The baseline is shared by all plans of its draws, and not counted.
        """
        lines = self.draws * (self.runs.setup.years + 1) * 8
        cells = 2 * CELLS * (self.runs.setup.years + 1) * len(OUTCOME_IDS) * 8
        return self.runs.plan.nbytes + _LEDGER_LINES * lines + cells

    @property
    def state(self) -> Baseline:
        """The starting state shared by all plans."""
        return self.runs.setup.state

    @property
    def years(self) -> np.ndarray:
        """Years ending 31 March; the first is the start."""
        return year_labels(self.runs.setup.years)

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.runs.setup.draws

    def _array(self, scenario: Scenario, rows: list[int] | slice, place: int | slice) -> np.ndarray:
        """Some rows of one outcome, shape (draw, row, year), or of a slice of outcomes.

        Only these are read and subtracted.
        """
        plan, without = (a[..., place][:, rows] for a in (self.runs.plan, self.runs.baseline))
        if scenario == "plan":
            return plan
        if scenario == "baseline":
            return without
        if scenario == "difference":
            return np.asarray(plan - without)
        raise ResultsError(f"unknown scenario '{scenario}': plan, baseline or difference")

    def _check(self, outcome: str, by: By) -> None:
        if outcome not in PLACE:
            raise ResultsError(f"unknown outcome '{outcome}'")
        if by == "all":
            return
        if by not in _GROUPS:
            raise ResultsError(f"unknown breakdown '{by}': all, imd_quintile or ethnicity")
        reason = self.state.why_not(outcome, by)
        if reason:
            raise ResultsError(reason)

    def at_risk(
        self, outcome: str, by: By = "all", areas: Sequence[str] | None = None
    ) -> np.ndarray | np.float64:
        """People the rate is per: a number, or one for each group. Shape () or (5,)."""
        self._check(outcome, by)
        places = [self.state.people.position(code) for code in areas or self.areas]
        table = self.state.at_risk[PLACE[outcome]].reshape(AREAS, 5, 5)[places]
        if by == "all":
            return np.float64(table.sum())
        return np.asarray(table.sum(axis=(0, 2) if by == "imd_quintile" else (0, 1)))

    def base_of(self, outcome: str) -> tuple[float, str]:
        """What a rate is per: (10000.0, "children 0 to 17"), say."""
        return self.state.per[outcome], self.state.bases[outcome]

    def values(
        self,
        outcome: str,
        by: By = "all",
        scenario: Scenario = "difference",
        measure: Literal["count", "rate"] = "count",
        areas: Sequence[str] | None = None,
    ) -> xr.DataArray:
        """One outcome by draw and year (and group).

        Parameters
        ----------
        by
            "all", "imd_quintile" (1 most deprived) or "ethnicity".
        measure
            "count": children or events; "rate": per `base_of`.
        areas
            Authorities added up; those reported by default. A breakdown of fewer areas is
            simulated for them.

        Raises
        ------
        ResultsError
            For an outcome not published by the breakdown (the message says so), or an area not
            in the results.
        """
        self._check(outcome, by)
        chosen = tuple(areas) if areas is not None else self.areas
        missing = [code for code in chosen if code not in self.areas]
        if missing:
            raise ResultsError(f"areas not in these results: {', '.join(missing)}")
        place = PLACE[outcome]
        if by == "all":
            rows = [self.state.people.position(code) for code in chosen]
            array = self._array(scenario, rows, place).sum(axis=1, dtype=float)
            dims: tuple[str, ...] = ("draw", "year")
            coords: dict[str, object] = {"year": self.years}
        elif set(chosen) == set(self.areas):
            first = _FIRST_ROW[by]
            array = self._array(scenario, slice(first, first + 5), place).astype(float)
            array = np.swapaxes(array, 1, 2)
            dims, coords = ("draw", "year", by), {"year": self.years, by: list(_GROUPS[by])}
        else:
            return self.narrowed(chosen).values(outcome, by, scenario, measure)
        data = xr.DataArray(array, dims=dims, coords=coords, name=outcome)
        unit = OUTCOMES[outcome][2]
        if measure == "rate":
            per, base = self.base_of(outcome)
            data = data / self.at_risk(outcome, by, chosen) * per
            unit = f"per {per:,.0f} {base}"
        data.attrs = {"unit": unit, "title": OUTCOMES[outcome][1], "scenario": scenario}
        return data

    def group_rates(
        self, outcome: str, by: By, scenario: Scenario, year: int | None = None
    ) -> np.ndarray:
        """Rate of each group in one year, (draws, groups): `values`, without its labels.

        A page that moves with a slider asks for many of these, and labels take longer to make than
        the figures. The last year when ``year`` is left out. Raises ResultsError as `values`.
        """
        self._check(outcome, by)
        if by == "all":
            raise ResultsError("name a breakdown: imd_quintile or ethnicity")
        place, first = PLACE[outcome], _FIRST_ROW[by]
        when = list(self.years).index(year or self.years[-1])
        array = self._array(scenario, slice(first, first + 5), place)[..., when].astype(float)
        return array / self.at_risk(outcome, by) * self.base_of(outcome)[0]

    def narrowed(self, areas: Sequence[str]) -> Results:
        """The same plan and draws, reported for fewer areas."""
        return _narrowed(dump_plan(self.plan, "json"), self.draws, tuple(sorted(areas)))

    def summary(self, outcome: str, **question: Unpack[Question]) -> xr.DataArray:
        """`values` as quantiles over draws: dims (quantile, year[, group])."""
        values = self.values(outcome, **question)
        data = xr.DataArray(
            quantiles(values.to_numpy()),
            dims=("quantile", *values.dims[1:]),
            coords={"quantile": list(QUANTILES)} | dict(values.coords.items()),
            name=outcome,
            attrs=values.attrs,
        )
        return data

    def chance_better(self, outcome: str, year: int | None = None) -> float:
        """Share of draws in which the plan does better than the baseline (ties are not better).

        NaN for an outcome of which neither more nor fewer is better.
        """
        if outcome in NO_JUDGEMENT:
            return float("nan")
        change = self.values(outcome).sel(year=year or self.years[-1])
        better = change > 0 if outcome in MORE_IS_BETTER else change < 0
        return float(better.mean())

    def dataset(self, keep: Literal["draws", "quantiles"] = "quantiles") -> xr.Dataset:
        """Everything as an xarray Dataset, counts.

        Variables ``total`` (area), ``by_quintile`` and ``by_ethnic_group`` (all areas together),
        with dims scenario, draw or quantile, year and outcome; NaN where an outcome is not
        broken down. Coordinate ``unit`` goes with the outcome.
        """
        scenarios: tuple[Scenario, ...] = ("plan", "baseline", "difference")
        rows = [self.state.people.position(code) for code in self.areas]
        parts: dict[str, list[np.ndarray]] = {"total": [], "imd_quintile": [], "ethnicity": []}
        for scenario in scenarios:
            for name, index in (
                ("total", rows),
                ("imd_quintile", range(AREAS, AREAS + 5)),
                ("ethnicity", range(AREAS + 5, AREAS + 10)),
            ):
                part = np.array(self._array(scenario, list(index), slice(None)), dtype=np.float32)
                if name != "total":
                    for place, outcome in enumerate(OUTCOME_IDS):
                        if name not in self.state.broken_down[outcome]:
                            part[..., place] = np.nan
                if keep == "quantiles":
                    part = quantiles(part).astype(np.float32)
                parts[name].append(part)
        first = "quantile" if keep == "quantiles" else "draw"
        coords = {
            "scenario": list(scenarios),
            first: list(QUANTILES) if keep == "quantiles" else np.arange(self.draws),
            "area": list(self.areas),
            "quintile": list(QUINTILES),
            "ethnic_group": list(ETHNIC_GROUPS),
            "year": self.years,
            "outcome": list(OUTCOME_IDS),
            "unit": ("outcome", [OUTCOMES[outcome][2] for outcome in OUTCOME_IDS]),
        }
        names = (
            ("total", "total", "area"),
            ("by_quintile", "imd_quintile", "quintile"),
            ("by_ethnic_group", "ethnicity", "ethnic_group"),
        )
        return xr.Dataset(
            {
                name: (("scenario", first, dim, "year", "outcome"), np.stack(parts[key]))
                for name, key, dim in names
            },
            coords=coords,
            attrs={
                "title": self.plan.title,
                "baseline": self.plan.baseline,
                "seed": self.plan.seed,
                "draws": self.draws,
                "data_version": store.data_version(),
            },
        )

    # --- inequality -----------------------------------------------------------------------

    def slope(
        self, outcome: str, scenario: Scenario = "plan", year: int | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Slope and relative index of inequality of the rate over neighbourhood quintiles.

        By `analysis.inequality`, with its sign convention: a negative slope index means higher
        where deprivation is greater. Returns (SII (D,), RII (D,)), one figure a draw.
        """
        rate = self.group_rates(outcome, "imd_quintile", scenario, year)
        return slope_index_of_draws(rate, self.at_risk(outcome, "imd_quintile"))

    def rate_ratios(
        self, outcome: str, against: str, scenario: Scenario = "plan", year: int | None = None
    ) -> xr.DataArray:
        """Rate of each ethnic group over that of the group ``against``, quantiles over draws."""
        if against not in ETHNIC_GROUPS:
            raise ResultsError(f"no ethnic group '{against}': {', '.join(ETHNIC_GROUPS)}")
        rates = self.group_rates(outcome, "ethnicity", scenario, year)
        return xr.DataArray(
            quantiles(rates / rates[:, [ETHNIC_GROUPS.index(against)]]),
            dims=("quantile", "ethnicity"),
            coords={"quantile": list(QUANTILES), "ethnicity": list(ETHNIC_GROUPS)},
        )

    # --- levers one by one ------------------------------------------------------------------

    def contributions(self, outcome: str, year: int | None = None) -> pd.DataFrame:
        """Each lever alone, all together, and the interaction (together less the sum).

        Columns lever, median, lower80, upper80, lower95, upper95: difference from the baseline
        in children or events over the reported areas, same draws throughout.
        """
        when = year or self.years[-1]
        together = self.values(outcome).sel(year=when).to_numpy()
        rows, added = [], np.zeros(self.draws)
        for lever_id in (use.lever for use in uses_of(self.plan)):
            alone = simulate(self.plan, self.draws, self.areas, only=[lever_id])
            change = alone.values(outcome).sel(year=when).to_numpy()
            added += change
            rows.append((lever_id, change))
        rows += [("together", together), ("interaction", together - added)]
        return pd.DataFrame(
            [
                dict(
                    zip(
                        ("lower95", "lower80", "median", "upper80", "upper95"),
                        quantiles(change),
                        strict=True,
                    ),
                    lever=lever_id,
                )
                for lever_id, change in rows
            ]
        )[["lever", "median", "lower80", "upper80", "lower95", "upper95"]]

    # --- neighbourhoods ---------------------------------------------------------------------

    def neighbourhoods(
        self, outcome: str, scenario: Scenario = "baseline", year: int | None = None
    ) -> pd.DataFrame:
        """Modelled central estimate for each LSOA of the reported areas.

        Each neighbourhood takes the mean rate of its authority, quintile and ethnic groups.
        Columns area_code, value (count), rate, status ("modelled"). Central only: no interval.

        Raises
        ------
        ResultsError
            When the outcome has no published pattern by deprivation or ethnic group, because
            every neighbourhood would then only repeat its authority's rate.
        """
        if not self.state.broken_down[outcome]:
            raise ResultsError(self.state.why_not(outcome, "imd_quintile"))
        when = list(self.years).index(year or self.years[-1])
        counts = self.cell_means(outcome, scenario)[:, when].reshape(AREAS, 5, 5)
        children = self.state.people.children
        per_child = np.divide(counts, children, out=np.zeros_like(counts), where=children > 0)
        at_risk = self.state.at_risk[PLACE[outcome]].reshape(AREAS, 5, 5)
        exposed = np.divide(at_risk, children, out=np.zeros_like(counts), where=children > 0)
        table, by_group = neighbourhoods()
        keep = table["utla_code"].isin(self.areas).to_numpy()
        area = pd.Categorical(
            table["utla_code"], categories=list(self.state.people.authorities)
        ).codes[keep]
        quintile = table["quintile"].to_numpy()[keep] - 1
        value = (by_group[keep] * per_child[area, quintile]).sum(axis=1)
        people = (by_group[keep] * exposed[area, quintile]).sum(axis=1)
        return pd.DataFrame(
            {
                "area_code": table["lsoa21_code"].to_numpy()[keep],
                "value": value,
                "rate": np.divide(value, people, out=np.full_like(value, np.nan), where=people > 0)
                * self.state.per[outcome],
                "status": "modelled",
            }
        )

    @cached_property
    def _cells(self) -> tuple[np.ndarray, np.ndarray]:
        return cell_means(self.runs)

    def cell_means(self, outcome: str, scenario: Scenario = "baseline") -> np.ndarray:
        """Mean over draws in every cell, shape (350, years + 1); cells outside the areas are 0."""
        plan, without = self._cells
        array = {"plan": plan, "baseline": without, "difference": plan - without}[scenario]
        return np.asarray(array[:, :, PLACE[outcome]])

    # --- money ------------------------------------------------------------------------------

    @cached_property
    def plan_money(self) -> PlanMoney:
        """The ledger of the reported areas, its accounts, and the purse's view by payer."""
        return money_of(self)

    @property
    def accounts(self) -> Mapping[str, Account]:
        """The three accounts (`model.accounts.ACCOUNTS`): purse, purse_life, society."""
        return self.plan_money.accounts

    @property
    def money(self) -> Appraisal:
        """Costs and savings by payer, draw and year (the first after the start)."""
        return self.plan_money.purse


@lru_cache(maxsize=16)
def _narrowed(plan_text: str, draws: int, areas: tuple[str, ...]) -> Results:
    return simulate(load_plan(plan_text), draws, areas)
