"""Numbers of patients, sizes of arms, facts of cuts, mixtures, and what a dose escalation found, as rows of the tidy table."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials.evidence.maker import Maker, counted
from evtrials.evidence.rows import FigureRow
from evtrials.notation.closed_words import TOGETHER
from evtrials.notation.figures import Figure
from evtrials.trial.arms import Arm, Cut, CutFacts, Mixture, Population
from evtrials.trial.fields import Record
from evtrials.trial.identity import ALL, key_of_count
from evtrials.trial.model import COUNTS, Design, Participants
from evtrials.trial.tables import DoseFinding
from evtrials.trial.walk import Node, Stored

# Of which records which fields are counts: the term, the measure and the unit of the row.
_TOLD: dict[type[Record], dict[str, tuple[str, str, str]]] = {
    Participants: {name: (name, "count", "participants") for name in COUNTS},
    Design: {"sites": ("sites", "count", "sites"), "countries": ("countries", "count", "countries")},
    Arm: {"n": ("arm size", "count", "participants")},
    Population: {"n": ("population size", "count", "participants")},
    **{
        facts: {"events": ("events at the cut", "events", "events"), "followup": ("follow-up", "median", "")}
        for facts in (Cut, CutFacts)
    },
}


def counts(node: Node, make: Maker) -> Iterator[FigureRow]:
    """The counts that a record says of itself."""
    said = {stored.field: stored for stored in node.values("count", "follow-up")}
    for field, told in _TOLD.get(type(node.record), {}).items():
        if field in said:
            yield _count(said[field], *told, make)


def _count(stored: Stored, term: str, measure: str, unit: str, make: Maker) -> FigureRow:
    section, *within = map(str, stored.path)
    source = stored.source
    assert source is not None, "a count that no source bears does not load"
    # participants.0.planned and design.sites are named by the field, arms.eve.n by the id, cuts.final.events by both.
    subject = {"arms": within[0], "populations": within[0], "cuts": f"{within[0]}/{stored.field}"}.get(section, stored.field)
    population, cut = (within[0] if section == own else "" for own in ("populations", "cuts"))
    figure = counted(stored.value)
    if stored.notation == "follow-up":
        amount, _, unit = stored.value.partition(" (")[0].rpartition(" ")
        figure = Figure(stored.value, counted(amount).value, counted(amount).qualifier)
    key = key_of_count(section, subject, source, population=population or ALL, cut=cut)
    arm = within[0] if section == "arms" else ""
    return make.row("participants", key, source, stored.path, figure, term=term, measure=measure, unit=unit, outcome_of=arm)


def mixture(node: Node, record: Mixture, make: Maker) -> Iterator[FigureRow]:
    """How many patients of each kind a mixed trial had."""
    measure = "rate" if record.unit == "percent" else "count"
    for kind, figure in record.kinds.items():
        key, path = key_of_count("mix", kind, record.src), (*node.path, kind)
        yield from make.values(
            "baseline", key, record.src, path, figure, measure, term=kind, outcome_of=record.arm or TOGETHER, unit=record.unit
        )


def dose_finding(node: Node, record: DoseFinding, make: Maker) -> Iterator[FigureRow]:
    """Levels, maximum tolerated and recommended doses, dose-limiting toxicities, each as printed."""
    key = key_of_count("dose finding", "", record.src, part=record.part or "")
    said: list[tuple[tuple[str | int, ...], str, Figure, dict[str, str]]] = []
    if record.levels is not None:
        said.append((("levels",), "dose levels", counted(record.levels), {"measure": "count"}))
    if record.mtd is not None:
        missing = record.mtd in ("not reached", "not reported")
        said.append((("mtd",), "maximum tolerated dose", Figure(record.mtd, qualifier=record.mtd if missing else ""), {}))
    for position, dose in enumerate(record.rp2d):
        single = dose.target.low if dose.target.low == dose.target.high else ""
        unit = dose.target.unit if single else ""
        term = f"recommended phase 2 dose of {dose.drug}"
        said.append((("rp2d", position), term, Figure(dose.text, single), {"unit": unit}))
    for position, toxicity in enumerate(record.dlt):
        said.append((("dlt", position), f"dose-limiting toxicity (entry {position + 1})", Figure(toxicity), {}))
    for path, term, figure, columns in said:
        yield make.row("dose finding", key, record.src, (*node.path, *path), figure, term=term, **columns)
