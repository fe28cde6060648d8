"""What a plan's results say, in words: headlines, why nothing changes, limits of the evidence.

Pure functions of results and plans; every figure comes from them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from components.whatif_horizon import Horizon
from components.wording import as_set
from model.plan import Plan
from model.presets import Scale
from model.register import Lever, Registers
from model.register_schema import GRADES, OUTCOMES
from model.results import MORE_IS_BETTER, NO_JUDGEMENT, Results, quantiles

LEARNING_AID = "This is a learning aid, not a forecast."
MINUS = "\u2212"
#: Outcomes in the order a reader meets them; the first is where the page begins.
ORDER = (
    "looked_after", "children_in_need", "child_protection_plans", "care_entries", "care_exits",
    "untreated_need", "emotional_need", "conduct_problems", "in_help", "recorded_demand",
    "waiting", "supported", "recovered", "suspensions", "permanent_exclusions",
    "persistent_absence", "first_time_entrants", "custody", "serious_violence",
    "self_harm_admissions", "child_poverty", "cin_starts", "cpp_starts",
)  # fmt: skip
#: Kept in the table of headlines whatever changes.
HEADLINES = ("looked_after", "children_in_need", "untreated_need", "first_time_entrants")
_ROWS = 5
#: How a slope and a relative index read, as on the page Who bears it.
GAP_SIGN = "Below 0, and below 1: higher where deprivation is greater."


def title(outcome: str) -> str:
    """An outcome's plain title."""
    return OUTCOMES[outcome][1]


def noun(outcome: str) -> str:
    """What one unit of an outcome is, in the plural: "children", "suspensions"."""
    return OUTCOMES[outcome][2].split(" on ")[0].removesuffix(" a year")


def decimals(value: float) -> int:
    """Decimals that leave about three figures of a number."""
    size = abs(value)
    return 0 if size >= 20 or size == 0 else 1 if size >= 2 else 2


def count(value: float) -> str:
    """A number of children or events, about three figures of it."""
    text = f"{abs(value):,.{decimals(value)}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def signed(value: float) -> str:
    """A change with its sign; "0" for none."""
    text = count(value)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def pounds(value: float) -> str:
    """Money in the unit a reader expects: £1.2bn, £34.5m, £120k, £85."""
    size = abs(value)
    for limit, unit in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if size >= limit * 0.9995:
            number = size / limit
            text = f"{number:,.{0 if number >= 100 else 1}f}{unit}"
            break
    else:
        text = f"{size:,.0f}"
    return f"{MINUS if value < 0 and text != '0' else ''}£{text}"


def share(value: float) -> str:
    """A chance in words, never quite certain."""
    if math.isnan(value):
        return "not judged"
    if value >= 0.995:
        return "over 99%"
    if value <= 0.005:
        return "under 1%"
    return f"{value:.0%}"


def ratio(value: float) -> str:
    """A ratio with two decimals; "none" where it has no meaning."""
    return "none" if math.isnan(value) else f"{value:.2f}"


def more_or_fewer(value: float) -> str:
    """A change in words: "1,012 fewer", "34 more", "no change"."""
    if count(value).strip("0.,") == "":
        return "no change"
    return f"{count(abs(value))} {'fewer' if value < 0 else 'more'}"


CANNOT_TELL = "we can't tell"


def clear(low95: float, high95: float) -> bool:
    """Whether a 95% range of a change leaves out no change: only then is a side named."""
    return low95 > 0 or high95 < 0


def told_change(found: Sequence[float]) -> str:
    """A change as far as its draws let one say it: "43 fewer", "no change", "we can't tell".

    ``found``: its quantiles 2.5, 10, 50, 90 and 97.5%. Every page, slide and paper says a change
    of the model by this rule.
    """
    low95, _, median, _, high95 = (float(each) for each in found)
    if not low95 and not median and not high95:
        return "no change"
    return more_or_fewer(median) if clear(low95, high95) else CANNOT_TELL


def overlap(outcome: str, interaction: float, low95: float, high95: float, total: float) -> str:
    """What levers do together against the sum of each alone, in a sentence.

    ``interaction`` is the change together less the sum of the changes alone, ``low95`` and
    ``high95`` its range, ``total`` the change together. More help is fewer children or events, or
    more where more is better; where neither is better, a larger change counts as more.
    """
    why = "Levers that act on the same children overlap"
    span = f"95% {signed(low95)} to {signed(high95)}"
    if count(interaction).strip("0.,") == "" or not clear(low95, high95):
        return (
            f"{why}: {CANNOT_TELL} whether together they do more or less than their sum ({span})."
        )
    word = better_word(outcome)
    sign = {"fewer": -1.0, "more": 1.0}.get(word, math.copysign(1.0, total - interaction))
    more = "more" if interaction * sign > 0 else "less"
    what = "help" if word else "change it"
    low, high = sorted((abs(low95), abs(high95)))
    return (
        f"{why}: together they {what} by {count(abs(interaction))} {more} (95% {count(low)} to "
        f"{count(high)}) than each alone added up."
    )


def span(low: float, high: float) -> str:
    """An interval of a change in words: "421 to 1,586 fewer", "12 fewer to 40 more"."""
    if low >= 0:
        return f"{count(low)} to {count(high)} more"
    if high <= 0:
        return f"{count(-high)} to {count(-low)} fewer"
    return f"{count(-low)} fewer to {count(high)} more"


def when(outcome: str, year: int) -> str:
    """The time a figure is of: a day for a stock, a year for a flow."""
    if OUTCOMES[outcome][0] == "stock":
        return f"on 31 March {year}"
    return f"in the year to March {year}"


def better_word(outcome: str) -> str:
    """Which way is better: "fewer", "more", or "" where neither is."""
    if outcome in NO_JUDGEMENT:
        return ""
    return "more" if outcome in MORE_IS_BETTER else "fewer"


def changed(results: Results, outcome: str, year: int | None = None) -> bool:
    """Whether the plan moves an outcome at all, in any draw."""
    values = results.values(outcome)
    values = values.sel(year=year) if year else values
    return bool((np.abs(values.to_numpy()) > 1e-6).any())


def headline_rows(end: Horizon, chosen: str) -> list[str]:
    """Outcomes for the table of headlines: the chosen, then those that move most for their size."""
    size = {}
    for outcome in ORDER:
        base = end.count(outcome, "baseline")
        size[outcome] = abs(float(np.median(end.change(outcome)))) / base if base else 0.0
    moved = [each for each in ORDER if size[each] > 1e-5 and each != chosen]
    moved.sort(key=lambda each: -size[each])
    fill = [each for each in HEADLINES if each not in moved and each != chosen]
    wanted = [chosen, *moved, *fill][:_ROWS]
    return [chosen, *sorted(wanted[1:], key=ORDER.index)]


def early_rise(results: Results, outcome: str) -> str:
    """A sentence when the plan first moves an outcome the other way than it ends; "" if not."""
    found = quantiles(results.values(outcome).to_numpy())
    medians = found[2]
    years, end = results.years, medians[-1]
    biggest = float(np.abs(medians).max())
    if biggest == 0:
        return ""
    up, down = int(medians.argmax()), int(medians.argmin())
    if end < 0 and medians[up] > 0.03 * biggest and up < len(years) - 1:
        return _first(found[:, up], "rises", outcome, int(years[up]), "then it falls")
    if end > 0 and medians[down] < -0.03 * biggest and down < len(years) - 1:
        return _first(found[:, down], "falls", outcome, int(years[down]), "then it rises")
    if outcome == "recorded_demand" and end > 0:
        return "More is recorded because more need is found; that is not more need."
    return ""


def _first(found: np.ndarray, way: str, outcome: str, year: int, after: str) -> str:
    said = told_change(found)
    if said != CANNOT_TELL:
        return f"First it {way}: {said} {when(outcome, year)}, {after}."
    return (
        f"First it {way} in the middle run ({more_or_fewer(float(found[2]))} "
        f"{when(outcome, year)}), {after}; no change lies within the 95% range of that year."
    )


def nothing_changes(
    plan: Plan, results: Results, outcome: str, scales: dict[str, Scale], registers: Registers
) -> str:
    """Why the chosen outcome does not change; "" when it does.

    The reasons: no lever moved; a judgement without a range; the levers set do not act on the
    outcome; they start after the horizon or take longer than it; reach times effect too small.
    """
    moved = {k: s for k, s in plan.levers.items() if s.level != 0}
    name = title(outcome).lower()
    if not moved:
        return "Nothing changes because no lever has been moved. This is the baseline."
    median = float(np.median(results.values(outcome).isel(year=-1)))
    if changed(results, outcome) and count(median).strip("0.,"):
        return ""
    if changed(results, outcome):
        base = float(np.median(results.values(outcome, scenario="baseline").isel(year=-1)))
        return (
            f"The change in {name} is too small to show: the levers reach few of those counted, "
            f"or their effect is slight (about {count(median)} against {count(base)} without "
            "the plan)."
        )
    waiting = [
        registers.levers[k].title for k in moved if waits_for_range(registers.levers[k], plan)
    ]
    if len(waiting) == len(moved):
        return (
            f"Nothing changes yet: {_list(waiting)} rests on judgement and has no effect until you "
            "give your own range and reason."
        )
    horizon = int(results.years[-1])
    acting = [k for k in moved if acts_on(registers, k, outcome)]
    late = [registers.levers[k].title for k in acting if moved[k].start_year + 1 > horizon]
    if acting and len(late) == len(acting):
        return (
            f"Nothing changes by {horizon}: {_list(late)} starts too late for its effect to show "
            "within the years looked at."
        )
    slow = [
        k for k in acting if _first_effect(registers, k, outcome, moved[k].start_year) > horizon
    ]
    if acting and len(slow) == len(acting):
        titles = [registers.levers[k].title for k in slow]
        return (
            f"Nothing changes by {horizon}: the effect of {_list(titles)} takes longer than that."
        )
    if acting and all(scales.get(k) is None or scales[k].people == 0 for k in acting):
        return f"Nothing changes: nobody in {name} can be reached by these levers here."
    return (
        f"Nothing changes in {name}: no lever in this plan has an effect on it that the evidence "
        "gives. Other outcomes may change; choose one above, or move another lever."
    )


def _list(names: list[str]) -> str:
    quoted = [f"“{name}”" for name in dict.fromkeys(names)]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def acts_on(registers: Registers, lever_id: str, outcome: str) -> bool:
    """Whether a lever acts on an outcome, directly or through another outcome."""
    reached, seen = {lever_id}, set()
    while reached:
        source = reached.pop()
        seen.add(source)
        targets = {link.target for link in registers.links.values() if link.source == source}
        if outcome in targets:
            return True
        reached |= targets - seen
    stocks = {"care_entries": "looked_after", "care_exits": "looked_after",
              "cin_starts": "children_in_need", "cpp_starts": "child_protection_plans"}  # fmt: skip
    return any(stocks.get(each) == outcome for each in seen)


def _first_effect(registers: Registers, lever_id: str, outcome: str, start: int) -> float:
    links = [
        link
        for link in registers.lever_links(lever_id)
        if link.target == outcome or acts_on(registers, link.target, outcome)
    ]
    return start + min((link.delay_years for link in links), default=0.0)


def waits_for_range(lever: Lever, plan: Plan) -> bool:
    """Whether a judgement lever is set but has no effect, because the user gave no range."""
    setting = plan.levers.get(lever.id)
    return bool(lever.judgement and setting and setting.level and setting.judgement is None)


def waiting_words(plan: Plan, registers: Registers) -> str:
    """Levers set that still wait for the user's range, in a sentence; "" for none."""
    names = [lever.title for lever in registers.levers.values() if waits_for_range(lever, plan)]
    if not names:
        return ""
    verb = "has" if len(names) == 1 else "have"
    return f"{_list(names)} {verb} no effect yet: give your range and reason on the lever."


def assumption_words(table: pd.DataFrame, outcome: str) -> str:
    """The assumption with the largest swing, in a sentence; "" when none stands out of chance."""
    if table.empty or not np.isfinite(table["swing"].iloc[0]):
        return ""
    row = table.iloc[0]
    if abs(row["swing"]) <= 2 * row["noise"] or abs(row["swing"]) < 1e-9:
        return "No single assumption stands out: the spread is shared by many."
    return (
        f"The assumption that matters most: “{row['title']}”. In the tenth of draws where it is "
        f"lowest the change is {signed(row['at_low'])} on average, where it is highest "
        f"{signed(row['at_high'])} {noun(outcome)}."
    )


def outside_evidence(plan: Plan, scales: dict[str, Scale], registers: Registers) -> list[str]:
    """Where the plan goes further than the evidence it rests on; one sentence each."""
    found = []
    for lever_id, setting in plan.levers.items():
        if setting.level == 0:
            continue
        lever = registers.levers[lever_id]
        scale = scales.get(lever_id)
        if scale is not None and lever.measure == "people a year":
            wanted = setting.level * lever.people_per_unit
            if wanted > scale.eligible * 1.0001:
                found.append(
                    f"“{lever.title}” is set to {setting.level:,.0f}, but only "
                    f"{scale.eligible:,.0f} could be reached here; more does nothing."
                )
            elif scale.coverage > 0.5:
                found.append(
                    f"“{lever.title}” reaches {scale.coverage:.0%} of those eligible each year. "
                    "The studies measured far smaller programmes; at this scale the effect per "
                    "person may be less."
                )
        if lever.measure == "points" and setting.level > 3:
            found.append(
                f"“{lever.title}”: {as_set(setting.level)} points is beyond the changes in the "
                "study years; the slope was estimated on rises, and its cause is not proven."
            )
        if lever.grade == "C":
            found.append(f"“{lever.title}” rests on association (grade C), which may not be cause.")
        if setting.judgement is not None:
            found.append(f"“{lever.title}” uses your own judgement, not a study.")
    return found


def grade_words(grade: str) -> str:
    """A grade with its meaning."""
    return f"{grade}: {GRADES[grade]}"
