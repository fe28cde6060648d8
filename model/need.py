"""The two stocks of need: yearly rates by draw and the stocks at which they balance.

*Trauma-related need* is built on the prevalence of PTSD and its course. *Emotional or behavioural
need* is the rest of the children with a probable mental disorder, with conduct problems at 3 to
10 inside it. Children referred, supported and waiting at the start are the national figures per
child (E181); what trauma-related need does not account for is the other's.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import stats

from data import store
from model.engine_layout import NEED_COLUMNS, QUARTERS
from model.population import population
from model.register import Registers
from model.uncertainty import draw

CHILDHOOD = 18  # years of age from 0 to 17
#: Ages at which conduct problems are counted.
CONDUCT_AGES = 8  # 3 to 10
#: Ages counted at each of the three published rates of probable disorder: 5 to 7 are taken as 8
#: to 10; none is counted under 5, where no rate was read.
_AGES = {"probable_disorder_8_10": 6, "probable_disorder_11_16": 6, "probable_disorder_17": 1}
_LOCAL = "children_mental_health"


def parameter(registers: Registers, name: str, draws: int, seed: int) -> np.ndarray:
    """Draws of a constant of the register, shape (draws,)."""
    return draw(f"parameter.{name}", registers.parameters[name].distribution, draws, seed)


def recovery_chance(effect: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Chance of recovery among those helped, from Hedges g and the chance without help.

    Symptoms are taken as normal in both groups with the same spread and threshold, so that the
    chance is Phi(Phi^-1(without) + g) (Kraemer HC and Kupfer DJ (2006), Biol Psychiatry
    59:990-996, use the same model for numbers needed to treat).
    """
    return np.asarray(stats.norm.cdf(stats.norm.ppf(without) + effect))


def place_recovery(registers: Registers, draws: int, seed: int) -> np.ndarray:
    """Chance that a child entering therapy leaves it recovered, by draw.

    Those who drop out recover as without help; those who finish recover as above, and no more
    often than routine clinics report.
    """
    link = registers.links["therapy_recovery"]
    effect = draw(link.id, link.distribution, draws, seed)
    without = parameter(registers, "recovery_without_help_during_therapy", draws, seed)
    dropout = parameter(registers, "therapy_dropout", draws, seed)
    ceiling = parameter(registers, "routine_response_ceiling", draws, seed)
    finished = np.minimum(recovery_chance(effect, without), ceiling)
    return np.asarray(dropout * without + (1 - dropout) * finished)


def _trauma(registers: Registers, draws: int, seed: int) -> dict[str, np.ndarray]:
    def of(name: str) -> np.ndarray:
        return parameter(registers, name, draws, seed)

    # Of those newly referred in a year; the published share is of all with an open referral.
    supported = of("referral_supported") / (1 - of("referral_waiting"))
    chance = place_recovery(registers, draws, seed)
    return {
        # Chance 7.8% over 18 years of childhood at an even yearly rate.
        "onset": -np.log1p(-of("ptsd_by_18")) / CHILDHOOD,
        "leave_early": np.full(draws, 2.0),  # the early course is six months (E171)
        "recover_early": of("recovery_first_six_months"),
        "recover_late": of("recovery_after_six_months"),
        "identify": of("specialist_reach") / supported,
        "supported": supported,
        # Help lasts as long as the trials of therapy measure, half a year.
        "finish": np.full(draws, 1 / registers.links["therapy_recovery"].delay_years),
        "recover_help": chance,
        "recover_place": chance,
        # Onset even over ages 0 to 17 leaves nine years of childhood on average.
        "age_out": np.full(draws, 2.0 / CHILDHOOD),
    }


def _balance_of_trauma(table: dict[str, np.ndarray]) -> np.ndarray:
    """Early, lasting, helped and recovered per child that the steps leave unchanged, (draws, 4)."""
    onset, leave, late, finish, age = (
        table[name] / QUARTERS
        for name in ("onset", "leave_early", "recover_late", "finish", "age_out")
    )
    rec_early, chance = table["recover_early"], table["recover_help"]
    leave, finish = np.minimum(leave, 1), np.minimum(finish, 1)
    served = table["identify"] * table["supported"] / QUARTERS
    stay = 1 - served
    early = onset / (1 - stay * (1 - leave) * (1 - age))
    in_help = served / (1 - (1 - finish) * (1 - age))
    back = finish * (1 - chance) * in_help
    lasting = (
        early * (leave * stay * (1 - rec_early) + back) / (1 - stay * (1 - late) * (1 - age) - back)
    )
    helped = in_help * (early + lasting)
    recovered = (
        leave * stay * rec_early * early + late * stay * lasting + finish * chance * helped
    ) / age
    return np.column_stack([early, lasting, helped, recovered])


def need_state(registers: Registers, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Yearly rates and the stocks per child at which they balance, by draw.

    Returns
    -------
    (rates, stocks)
        rates (draws, 19) as `engine_layout.NEED_COLUMNS`; stocks (draws, 8) as `NEED_START`:
        the closed form of the steps in `engine_steps` with help at its starting size.

    Raises
    ------
    ValueError
        When a draw leaves no emotional or behavioural need: the register's figures do not agree.
    """

    def of(name: str) -> np.ndarray:
        return parameter(registers, name, draws, seed)

    table = _trauma(registers, draws, seed)
    trauma = _balance_of_trauma(table)
    untreated = trauma[:, 0] + trauma[:, 1]
    referred, waiting = of("referred_in_year"), of("referral_waiting")
    new = (1 - waiting) * referred - table["identify"] * untreated
    helped = of("referral_supported") * referred - (
        table["identify"] * table["supported"] * untreated
    )
    recover = of("emotional_recovery")
    finish, age = table["finish"], table["age_out"]
    done, gone = np.minimum(finish / QUARTERS, 1), age / QUARTERS
    into = helped / QUARTERS
    in_help = into / (1 - (1 - done) * (1 - gone))
    disorder = sum(years * of(name) for name, years in _AGES.items()) / CHILDHOOD
    here = disorder - untreated - trauma[:, 2] - in_help
    if min(here.min(), new.min(), helped.min()) <= 0:
        raise ValueError("the figures on need and access leave no emotional or behavioural need")
    half_year = 1 - (1 - recover) ** (1 / finish)
    chance = recovery_chance(of("emotional_help_effect"), half_year)
    kept = here - into
    natural = recover / QUARTERS * kept
    left = gone * (kept - natural)
    better = done * in_help * chance
    arriving = into + natural + left - done * in_help * (1 - chance)
    conduct = of("conduct_share_3_10") * CONDUCT_AGES / CHILDHOOD
    # Children leave the ages at which conduct problems are counted as well as recover.
    conduct_out = 1 / CONDUCT_AGES + recover
    table |= {
        "e_onset": arriving * QUARTERS,
        "e_recover": recover,
        "e_identify": new / here,
        "e_supported": helped / new,
        "e_finish": finish,
        "e_recover_help": chance,
        "c_onset": conduct * conduct_out,
        "c_out": conduct_out,
        "close": (1 - waiting - of("referral_supported")) / waiting,
    }
    rates = np.column_stack([table[name] for name in NEED_COLUMNS])
    recovered = (natural + better) / gone
    return rates, np.column_stack([trauma, here, in_help, recovered, conduct])


@lru_cache(maxsize=1)
def local_spread() -> np.ndarray:
    """Emotional or behavioural need of each authority's children over the region's, shape (14,).

    From the share of pupils whose special need is social, emotional and mental health, the latest
    year measured; a county takes the mean of its districts, weighted by their children. The
    spread meets the region's total, so its mean over children is 1.
    """
    people = population()
    table = store.observations(_LOCAL, group_type="all").dropna(subset=["value"])
    latest = table.sort_values("period").groupby("area_code").tail(1).set_index("area_code")
    places = store.table("areas").set_index("area_code")
    rates = []
    for code in people.authorities:
        parts = [code]
        if code not in latest.index:
            inside = places.index[places["utla_code"].eq(code) & places["level"].eq("ltla")]
            parts = [part for part in inside if part in latest.index]
        if not parts:
            raise ValueError(f"{_LOCAL}: nothing is published for {code} or its districts")
        weights = places.loc[parts, "children_0_15"].to_numpy(float)
        rates.append(np.average(latest.loc[parts, "value"].to_numpy(float), weights=weights))
    children = people.children.sum(axis=(1, 2))
    spread = np.array(rates) / np.average(rates, weights=children)
    spread.setflags(write=False)
    return np.asarray(spread)
