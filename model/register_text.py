"""The registers as a readable document: ``python -m model.register_text`` writes docs/registers.md.

A test compares the file with the registers, so that the document cannot fall behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from data import store
from model.prices import BASE_YEAR, PriceIndex, load_price_index
from model.register import EVIDENCE_TABLES, Distribution, Link, Registers, load_registers
from model.register_schema import GRADES, OUTCOMES, PAYERS, STATES, STRANDS

DOCUMENT = Path(__file__).parent.parent / "docs" / "registers.md"

_INTRODUCTION = """# Registers of the model

Written from `model/registers/*.yaml` by `python -m model.register_text`; change the registers, not
this page. How gaps in the evidence were handled, and the rules W1 to W6, F1, C1 and C2 that set a
width where the source gives none, are in `docs/model_parameters.md`.

Every number rests on the evidence rows named beside it (E effects, C costs, G gradients), listed
at the end. A row that was not read at its source is refused when the registers are loaded.
"""


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "/")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _entry(title: str, entry_id: str, pairs: Iterable[tuple[str, object]]) -> str:
    """One entry as a heading and a list; empty values are left out."""
    lines = [f"#### {title}", "", f"`{entry_id}`", ""]
    lines += [f"- **{name}**: {' '.join(str(value).split())}" for name, value in pairs if value]
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    if value != 0 and abs(value) < 0.001:
        return f"{value * 100_000:.3g} per 100,000"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def _range(distribution: Distribution) -> str:
    """Central value with its interval and family, in words."""
    if distribution.family == "fixed":
        return f"{_number(distribution.central)} (fixed)"
    low, high = float(distribution.low or 0), float(distribution.high or 0)
    cover = "least to greatest" if distribution.level == 1 else f"{distribution.level:.0%}"
    return (
        f"{_number(distribution.central)} ({_number(low)} to {_number(high)}; "
        f"{distribution.family}, {cover})"
    )


def _timing(link: Link) -> str:
    parts = [f"after {link.delay_years:g} years" if link.delay_years else "same year"]
    if link.build_years:
        parts.append(f"builds over {link.build_years:g}")
    if link.baseline_risk is not None:
        parts.append(f"counted for {link.window_years:g}")
    if link.half_life_years:
        parts.append(f"halves every {link.half_life_years:g}")
    return ", ".join(parts) + f" ({link.fade_basis})"


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(ids)


def _levers(registers: Registers) -> str:
    out = ["## Levers\n"]
    for strand, title in STRANDS.items():
        out.append(f"### {title}\n")
        for lever in registers.levers.values():
            if lever.strand != strand:
                continue
            bounds = lever.judgement_bounds
            unit = lever.unit if lever.unit.startswith("%") else f" {lever.unit}"
            pairs = (
                ("What", lever.description),
                ("Range", f"{lever.min:g} to {lever.max:g}{unit}"),
                ("Who", registers.eligible[lever.eligible].title),
                ("Usual start", f"{lever.start_year}, in full over {lever.ramp_years:g} years"),
                ("Effects", _ids([f"`{effect}`" for effect in lever.effects])),
                ("Cost", _ids([f"`{cost}`" for cost in lever.costs]) or lever.cost_note),
                (
                    "Cost asked of the user",
                    lever.cost_bounds
                    and f"{lever.cost_bounds.low:,.0f} to {lever.cost_bounds.high:,.0f}, "
                    f"{lever.cost_bounds.unit}. {lever.cost_bounds.reason}",
                ),
                ("No chance or ratio is shown", lever.no_verdict),
                (
                    "Lasting effects",
                    _ids([f"`{effect.id}`" for effect in registers.lever_lasting(lever.id)]),
                ),
                ("Grade", f"{lever.grade}, {GRADES[lever.grade].lower()}"),
                (
                    "Judged by the user",
                    bounds and f"{bounds.low:g} to {bounds.high:g}, {bounds.unit}. {bounds.reason}",
                ),
                ("Not known", lever.not_known),
                ("Evidence", _ids(lever.evidence)),
            )
            out.append(_entry(lever.title, lever.id, pairs))
    return "\n".join(out)


def _links(registers: Registers) -> str:
    out = ["## Effects\n"]
    for link in registers.links.values():
        risk, share = link.baseline_risk, link.event_share
        pairs = (
            ("From and to", f"`{link.source}` to {OUTCOMES[link.target][1].lower()}"),
            ("Size", f"{link.form}: {_range(link.distribution)}, per {link.per}"),
            ("Width from", link.distribution.interval_basis),
            ("Risk without it", risk and f"{_range(risk)}; {risk.interval_basis}"),
            ("Share of events among them", share and f"{_range(share)}; {share.interval_basis}"),
            ("Ceiling", link.ceiling and f"`{link.ceiling}`"),
            ("Timing", _timing(link)),
            ("Who", registers.eligible[link.applies_to].title),
            ("Grade", f"{link.grade}, {GRADES[link.grade].lower()}"),
            ("Design", f"{link.design}; {link.population}"),
            ("Carried beyond the study", link.extrapolation),
            ("Not known", link.not_known),
            ("Evidence", _ids(link.evidence)),
        )
        out.append(_entry(link.title, link.id, pairs))
    return "\n".join(out)


def _costs(registers: Registers, prices: PriceIndex) -> str:
    rows = []
    for cost in registers.costs.values():
        payers = ", ".join(
            PAYERS[payer] + ("" if share == 1 else f" {share:.0%}")
            for payer, share in cost.payers.items()
        )
        today = cost.distribution.central * prices.factor(cost.price_year)
        year = cost.price_year
        if cost.price_year_basis != "published":
            year += f" ({cost.price_year_basis})"
        rows.append(
            (
                f"**{cost.title}** (`{cost.id}`)",
                cost.kind,
                f"£{_range(cost.distribution)} {cost.unit.removeprefix('GBP ')}; width: "
                f"{cost.distribution.interval_basis}",
                year,
                f"£{today:,.3g}" if today < 1000 else f"£{today:,.0f}",
                payers,
                f"{cost.cashable:.0%}",
                cost.note or "-",
                _ids(cost.evidence),
            )
        )
    head = (
        "Cost",
        "Kind",
        "Value",
        "Price year",
        f"Central in {BASE_YEAR}",
        "Who pays or saves",
        "Cashable",
        "Note",
        "Evidence",
    )
    return "## Unit costs\n\n" + _table(head, rows)


_NEED_OF_EITHER_KIND = "Need without help, of either kind"


def _baselines(registers: Registers) -> str:
    groups = [
        (
            f"**{group.title}** (`{group.id}`)",
            f"ages {group.age_from} to {group.age_to}"
            if group.basis == "children"
            else _NEED_OF_EITHER_KIND
            if group.basis == "need"
            else OUTCOMES[group.basis][1],
            _range(group.share),
            group.share.interval_basis,
            group.note or "-",
            _ids(group.evidence) or "-",
        )
        for group in registers.eligible.values()
    ]
    constants = [
        (
            f"**{item.title}** (`{item.id}`)",
            f"{_range(item.distribution)}, {item.unit}",
            item.distribution.interval_basis,
            item.not_known,
            _ids(item.evidence),
        )
        for item in registers.parameters.values()
    ]
    paths = [
        (
            f"**{path.title}** (`{path.id}`)",
            path.description,
            ", ".join(f"{key} {value:g}" for key, value in path.settings.items()) or "-",
            path.not_known,
            _ids(path.evidence) or "-",
        )
        for path in registers.baselines.values()
    ]
    return "\n".join(
        (
            "## Who can be reached\n",
            _table(("Group", "Counted in", "Share", "Width from", "Note", "Evidence"), groups),
            "## Constants of the baseline\n",
            _table(("Constant", "Value", "Width from", "What is not known", "Evidence"), constants),
            "## Baseline paths\n",
            _table(("Path", "What it says", "Settings", "What is not known", "Evidence"), paths),
        )
    )


def _life_course(registers: Registers, prices: PriceIndex) -> str:
    shares = [
        (
            f"**{item.title}** (`{item.id}`)",
            _range(item.distribution),
            item.distribution.interval_basis,
            "yes" if item.already_causal else "no",
            item.not_known,
            _ids(item.evidence),
        )
        for item in registers.shares.values()
    ]
    streams = []
    for item in registers.streams.values():
        payers = ", ".join(
            PAYERS[payer] + ("" if share == 1 else f" {share:.0%}")
            for payer, share in item.payers.items()
        )
        factors = [f"`{name}`" for name in (item.causal, item.persistence) if name]
        for name, part in (("gap", item.gap), ("carried", item.carried)):
            if part is not None:
                factors.append(f"{name} {_range(part)}")
        streams.append(
            (
                f"**{item.title}** (`{item.id}`)",
                STATES[item.state][1],
                f"£{_range(item.value)} {item.basis}; width: {item.value.interval_basis}",
                f"{item.price_year}; x {prices.factor(item.price_year):.3f}",
                " x ".join(factors),
                f"{item.kind}; {payers}; {item.lag_from} to {item.lag_to} years on",
                f"`{item.ceiling}`" if item.ceiling else "-",
                item.not_known,
                _ids(item.evidence),
            )
        )
    effects = [
        (
            f"**{item.title}** (`{item.id}`)",
            STATES[item.state][1],
            f"{_range(item.distribution)}; {item.distribution.interval_basis}"
            if item.distribution
            else f"chance from `{item.link}`",
            f"{item.lag_from} to {item.lag_to} years on",
            item.grade,
            item.not_known,
            _ids(item.evidence),
        )
        for item in registers.lasting.values()
    ]
    return "\n".join(
        (
            "## Later life\n",
            "### Causal shares and persistence\n",
            _table(
                ("Share", "Value", "Width from", "Already an effect", "Not known", "Evidence"),
                shares,
            ),
            "### What a unit of a lasting state is worth\n",
            _table(
                (
                    "Stream",
                    "Unit",
                    "Value",
                    "Prices",
                    "Times",
                    "What, who, when",
                    "Ceiling",
                    "Not known",
                    "Evidence",
                ),
                streams,
            ),
            "### What levers leave in lasting states, per person reached\n",
            _table(("Effect", "Unit", "Size", "When", "Grade", "Not known", "Evidence"), effects),
        )
    )


def _exclusions(registers: Registers) -> str:
    rows = [
        (item.title, item.finding, item.reason, item.would_change_our_mind, _ids(item.evidence))
        for item in registers.exclusions.values()
    ]
    head = ("Left out", "Finding", "Why", "What would change our mind", "Evidence")
    return "## Left out, and why\n\n" + _table(head, rows)


def used_evidence(registers: Registers) -> list[str]:
    """Ids of every evidence row a register names, in order."""
    sections = (
        registers.links,
        registers.levers,
        registers.costs,
        registers.eligible,
        registers.parameters,
        registers.baselines,
        registers.exclusions,
        registers.shares,
        registers.streams,
        registers.lasting,
    )
    return sorted(
        {item for section in sections for entry in section.values() for item in entry.evidence},
        key=lambda item: ("ECG".index(item[0]), item),
    )


def _evidence(registers: Registers) -> str:
    rows = {}
    for name in EVIDENCE_TABLES:
        for row in store.table(name).to_dict("records"):
            what = (
                f"{row['cause']} to {row['outcome']}: {row['measure']}"
                if name == "evidence"
                else f"{row['item']}, {row['unit']}, {row['price_year']} prices"
                if name == "costs_evidence"
                else f"{row['indicator']}, {row['group']}, {row['unit']}, {row['year']}"
            )
            limits = ""
            if name == "evidence" and row["lower"] == row["lower"]:
                limits = f" ({row['lower']:g} to {row['upper']:g})"
            value = f"{row['estimate']}{limits}"
            rows[row["id"]] = (row["id"], what, value, row["verified"], row["citation"])
    used = used_evidence(registers)
    head = ("Id", "What", "Figure", "Read", "Source")
    return "## Evidence named above\n\n" + _table(head, [rows[item] for item in used])


def render(registers: Registers | None = None) -> str:
    """The whole document as Markdown."""
    registers = registers or load_registers()
    grades = "\n".join(f"- **{grade}**: {title}" for grade, title in GRADES.items())
    return "\n".join(
        (
            _INTRODUCTION,
            "Grades:\n\n" + grades + "\n",
            _levers(registers),
            _links(registers),
            _costs(registers, load_price_index()),
            _life_course(registers, load_price_index()),
            _baselines(registers),
            _exclusions(registers),
            _evidence(registers),
        )
    )


if __name__ == "__main__":
    DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
    DOCUMENT.write_text(render(), encoding="utf-8")
    print(f"written: docs/{DOCUMENT.name}")
