"""Read the registers of links, levers, costs, baselines and exclusions, and check them.

``python -m model.register_text`` writes ``docs/registers.md`` from the registers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from data import store
from model.life_course_schema import LastingEffect, Share, Stream
from model.register_schema import (
    OUTCOMES,
    BaselinePath,
    Closed,
    Cost,
    Distribution,
    Eligible,
    Exclusion,
    JudgementBounds,
    Lever,
    Link,
    Parameter,
)

__all__ = [
    "BaselinePath",
    "Cost",
    "Distribution",
    "Eligible",
    "Exclusion",
    "JudgementBounds",
    "LastingEffect",
    "Lever",
    "Link",
    "Parameter",
    "RegisterError",
    "Registers",
    "Share",
    "Stream",
    "check_evidence",
    "load_registers",
    "read_evidence_status",
]

REGISTERS_FOLDER = Path(__file__).parent / "registers"
#: published table -> the kind of evidence row it holds
EVIDENCE_TABLES = ("evidence", "costs_evidence", "gradients_evidence")
USABLE = ("yes", "computed")

_Entry = TypeVar("_Entry", bound=Closed)


class RegisterError(ValueError):
    """A register entry is wrong; the message names the file, the entry's id and the fault."""


@dataclass(frozen=True)
class Registers:
    """All registers, by id, in the order of their files."""

    links: Mapping[str, Link]
    levers: Mapping[str, Lever]
    costs: Mapping[str, Cost]
    eligible: Mapping[str, Eligible]  # who a lever can reach (levers.yaml)
    parameters: Mapping[str, Parameter]  # constants of the baseline (baselines.yaml)
    baselines: Mapping[str, BaselinePath]
    exclusions: Mapping[str, Exclusion]
    shares: Mapping[str, Share]  # causal shares and persistence (life_course.yaml)
    streams: Mapping[str, Stream]
    lasting: Mapping[str, LastingEffect]

    def lever_links(self, lever: str) -> list[Link]:
        """The links a lever acts through, in the register's order."""
        return [self.links[link] for link in self.levers[lever].effects]

    def lever_costs(self, lever: str) -> list[Cost]:
        """The plan costs of a lever (context costs left out)."""
        costs = (self.costs[cost] for cost in self.levers[lever].costs)
        return [cost for cost in costs if cost.kind == "plan cost"]

    def lever_savings(self, lever: str) -> list[Cost]:
        """What a study found saved per person the lever reaches."""
        costs = (self.costs[cost] for cost in self.levers[lever].costs)
        return [cost for cost in costs if cost.kind == "saving per person reached"]

    def lever_lasting(self, lever: str) -> list[LastingEffect]:
        """What a lever leaves in children's lasting states."""
        return [effect for effect in self.lasting.values() if effect.lever == lever]


class _UniqueKeyLoader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice (plain YAML keeps the last in silence)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise RegisterError(f"line {key_node.start_mark.line + 1}: '{key}' is given twice")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _sections(path: Path, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Read a register file as its named sections, each a mapping of id to entry."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
    except RegisterError as error:
        raise RegisterError(f"{path.name}: {error}") from error
    except (OSError, yaml.YAMLError) as error:
        raise RegisterError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(content, dict) or set(content) != set(names):
        found = sorted(content) if isinstance(content, dict) else type(content).__name__
        raise RegisterError(f"{path.name} must hold the sections {', '.join(names)}; found {found}")
    for name, section in content.items():
        if not isinstance(section, dict):
            raise RegisterError(f"{path.name}: section {name} must map an id to its entry")
    return content


def _entries(file: str, section: dict[str, Any], kind: type[_Entry]) -> dict[str, _Entry]:
    entries = {}
    for entry_id, fields in section.items():
        try:
            if not isinstance(fields, dict) or "id" in fields:
                raise RegisterError(
                    f"{file}, {entry_id}: give the entry as fields; its id is the key above it"
                )
            entries[str(entry_id)] = kind.model_validate({"id": entry_id, **fields})
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(str(part) for part in item['loc']) or 'entry'}: "
                f"{item['msg'].removeprefix('Value error, ')}"
                for item in error.errors()
            )
            raise RegisterError(f"{file}, {entry_id}: {faults}") from error
    return entries


def _evidence_used(registers: Registers) -> Iterator[tuple[str, str]]:
    """(entry named by register and id, evidence id) for every reference."""
    for name in (
        "links",
        "levers",
        "costs",
        "eligible",
        "parameters",
        "baselines",
        "exclusions",
        "shares",
        "streams",
        "lasting",
    ):
        for entry_id, entry in getattr(registers, name).items():
            for evidence_id in entry.evidence:
                yield f"{name}, {entry_id}", evidence_id


def check_evidence(registers: Registers, status: Mapping[str, str]) -> None:
    """Check that every evidence id exists and was read at its source or computed from one.

    ``status`` maps evidence id to "yes", "computed" or "no". Raises RegisterError naming the
    first entry that does not hold.
    """
    for entry, evidence_id in _evidence_used(registers):
        if evidence_id not in status:
            raise RegisterError(f"{entry}: evidence {evidence_id} is not in the evidence tables")
        if status[evidence_id] not in USABLE:
            raise RegisterError(
                f"{entry}: evidence {evidence_id} is marked verified={status[evidence_id]}; "
                "only figures read at their source or computed from one may be used"
            )


def _check_references(registers: Registers) -> None:
    def need(entry: str, field: str, wanted: str, known: Mapping[str, object]) -> None:
        if wanted not in known:
            raise RegisterError(f"{entry}: {field} '{wanted}' is not in its register")

    drivers = {**OUTCOMES, **registers.levers}
    for link in registers.links.values():
        entry = f"links, {link.id}"
        need(entry, "source", link.source, drivers)
        need(entry, "applies_to", link.applies_to, registers.eligible)
        if link.renewal is not None:
            need(entry, "renewal", link.renewal, registers.costs)
        if isinstance(link.ceiling, str):
            need(entry, "ceiling", link.ceiling, registers.parameters)
    used = set()
    for lever in registers.levers.values():
        entry = f"levers, {lever.id}"
        need(entry, "eligible", lever.eligible, registers.eligible)
        for effect in lever.effects:
            need(entry, "effects", effect, registers.links)
            used.add(effect)
        for cost in lever.costs:
            need(entry, "costs", cost, registers.costs)
        if lever.costs and not registers.lever_costs(lever.id):
            raise RegisterError(f"{entry}: its costs hold no plan cost")
        bounds = lever.judgement_bounds
        bounded = set(bounds.links) if bounds else set()
        judged = {effect for effect in lever.effects if registers.links[effect].grade == "J"}
        if judged != bounded:
            raise RegisterError(
                f"{entry}: its judged effects are {sorted(judged)} but its judgement_bounds are "
                f"for {sorted(bounded)}"
            )
    for link in registers.links.values():
        if link.grade == "J" and not _has_no_effect(link):
            raise RegisterError(f"links, {link.id}: a judgement has no effect by default")
        if link.source in registers.levers and link.id not in used:
            raise RegisterError(f"links, {link.id}: its lever {link.source} does not list it")


def _check_life_course(registers: Registers) -> None:
    for cost in registers.costs.values():
        if cost.quantity is not None and cost.quantity not in registers.parameters:
            raise RegisterError(f"costs, {cost.id}: quantity '{cost.quantity}' is not a parameter")
        if cost.same_draws_as is not None and cost.same_draws_as not in registers.costs:
            raise RegisterError(f"costs, {cost.id}: no cost '{cost.same_draws_as}'")
    for stream in registers.streams.values():
        for field in ("causal", "persistence"):
            wanted = getattr(stream, field)
            if wanted is not None and wanted not in registers.shares:
                raise RegisterError(f"streams, {stream.id}: {field} '{wanted}' is not a share")
        top = registers.costs.get(stream.ceiling) if stream.ceiling else None
        if stream.ceiling and (top is None or top.kind != "context"):
            raise RegisterError(
                f"streams, {stream.id}: ceiling '{stream.ceiling}' is no context cost"
            )
    for effect in registers.lasting.values():
        if effect.lever not in registers.levers:
            raise RegisterError(f"lasting, {effect.id}: no lever '{effect.lever}'")
        if effect.link is not None and effect.link not in registers.links:
            raise RegisterError(f"lasting, {effect.id}: no link '{effect.link}'")


def _has_no_effect(link: Link) -> bool:
    neutral = 1.0 if link.form in ("rate ratio", "hazard ratio", "odds ratio") else 0.0
    return link.distribution.family == "fixed" and link.distribution.central == neutral


def read_evidence_status() -> dict[str, str]:
    """Evidence id -> "yes", "computed" or "no", from the published evidence tables.

    Raises data.store.StoreError when a table is missing: nothing can be checked without it.
    """
    status: dict[str, str] = {}
    for name in EVIDENCE_TABLES:
        table = store.table(name)
        status.update(zip(table["id"], table["verified"], strict=True))
    return status


def read_registers(folder: Path = REGISTERS_FOLDER) -> Registers:
    """The registers with every check that needs no published table. Raises RegisterError."""
    links = _sections(folder / "links.yaml", ("links",))
    levers = _sections(folder / "levers.yaml", ("eligible", "levers"))
    costs = _sections(folder / "costs.yaml", ("costs",))
    baselines = _sections(folder / "baselines.yaml", ("parameters", "paths"))
    exclusions = _sections(folder / "exclusions.yaml", ("exclusions",))
    life = _sections(folder / "life_course.yaml", ("shares", "streams", "lasting"))
    registers = Registers(
        links=_entries("links.yaml", links["links"], Link),
        levers=_entries("levers.yaml", levers["levers"], Lever),
        costs=_entries("costs.yaml", costs["costs"], Cost),
        eligible=_entries("levers.yaml", levers["eligible"], Eligible),
        parameters=_entries("baselines.yaml", baselines["parameters"], Parameter),
        baselines=_entries("baselines.yaml", baselines["paths"], BaselinePath),
        exclusions=_entries("exclusions.yaml", exclusions["exclusions"], Exclusion),
        shares=_entries("life_course.yaml", life["shares"], Share),
        streams=_entries("life_course.yaml", life["streams"], Stream),
        lasting=_entries("life_course.yaml", life["lasting"], LastingEffect),
    )
    _check_references(registers)
    _check_life_course(registers)
    return registers


@lru_cache(maxsize=4)
def load_registers(folder: Path = REGISTERS_FOLDER) -> Registers:
    """All registers, checked against each other and against the published evidence tables.

    Raises
    ------
    RegisterError
        Naming the file, the entry's id and what is wrong.
    """
    registers = read_registers(folder)
    check_evidence(registers, read_evidence_status())
    return registers
