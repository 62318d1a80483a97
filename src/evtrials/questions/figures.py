"""The two fixed tables: every figure as a tidy row, and every drug of every arm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from evtrials.evidence.columns import NAMES, as_json, number, record
from evtrials.evidence.rows import FigureRow
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Heading, Page, Table
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.trial.model import Trial

ARM_COLUMNS = (
    "trial",
    "arm",
    "label",
    "control",
    "n",
    "drug",
    "class",
    "dose_low",
    "dose_high",
    "dose_unit",
    "schedule",
    "dose_text",
    "source",
    "locator",
)
ARM_NUMERIC = ("n", "dose_low", "dose_high")


def figures_answer(rows: Callable[[], Iterable[FigureRow]], query: dict[str, object]) -> Answer:
    """Every figure asked for, one row each; `rows` reads them anew each time."""
    return Answer(
        page=lambda: _figures_page(tuple(rows())),
        columns=NAMES,
        records=map(record, rows()),
        name="figures",
        items=(as_json(row) for row in rows()),
        query=query,
    )


def _figures_page(rows: Sequence[FigureRow]) -> Page:
    table = Table(
        (
            Heading("trial", "Trial", folds=True),
            Heading("what", "What", folds=True),
            Heading("arm", "Arm", folds=True),
            Heading("text", "Figure", folds=True, firm=True),
            Heading("when", "Cut, assessor, population [source]", folds=True),
        ),
        tuple(
            (
                row.trial,
                _what(row),
                row.arm + (f" v {row.comparator}" if row.comparator else ""),
                _figure(row),
                _when(row),
            )
            for row in rows
        ),
        title=f"{len(rows)} figures",
        footnotes=(phrases.MARKS_EXPLAINED, "All columns: --format csv, tsv, json or jsonl."),
    )
    return Page("", (table,))


def _what(row: FigureRow) -> str:
    parts = [row.endpoint or row.term, row.measure, row.at and f"at {row.at}", row.period, row.grade and f"grade {row.grade}"]
    if row.endpoint and row.term:
        parts.append(row.term)
    return ", ".join(part for part in parts if part)


def _figure(row: FigureRow) -> str:
    if row.kind == "dose finding":
        return phrases.figure(row)  # a recommended dose is a phrase
    p = phrases.p_value(row) if row.measure != "test" else ""
    return "\n".join(phrases.flowing(text) for text in (phrases.figure(row), p) if text)


def _when(row: FigureRow) -> str:
    population = "" if row.population == "all" else row.population
    told = ", ".join(part for part in (population, row.cut, row.assessor, row.analysis_set) if part)
    return f"{told} [{phrases.place(row)}]" if told else f"[{phrases.place(row)}]"


def arms_answer(trials: Iterable[Trial], terms: Terms, query: dict[str, object]) -> Answer:
    """Every drug of every arm, one row each; the dose is the target where a schedule has steps."""
    records = tuple(record for trial in trials for record in arm_records(trial, terms))
    screen = tuple(
        (str(r[0]), str(r[1]), str(r[2]), str(r[4]), str(r[5]), str(r[6]), str(r[11]), f"{r[12]}, {r[13]}") for r in records
    )
    table = Table(
        (
            Heading("trial", "Trial", folds=True),
            Heading("arm", "Arm"),
            Heading("label", "Label", folds=True, drop=2),
            Heading("n", "n"),
            Heading("drug", "Drug", folds=True),
            Heading("class", "Class", folds=True, drop=1),
            Heading("dose_text", "Dose as printed", folds=True),
            Heading("source", "Source", folds=True, drop=3),
        ),
        screen,
        title=f"{len(records)} drugs of arms",
        footnotes=("! a dose under a note of suspicion: printed so, probably wrong.",)
        if any(str(record[11]).endswith("!") for record in records)
        else (),
    )
    return Answer(
        page=Page("", (table,)),
        columns=ARM_COLUMNS,
        records=records,
        name="arms",
        items=tuple(
            {name: number(str(value)) if name in ARM_NUMERIC else value for name, value in zip(ARM_COLUMNS, record, strict=True)}
            for record in records
        ),
        query=query,
    )


def arm_records(trial: Trial, terms: Terms) -> Iterable[tuple[object, ...]]:
    """The rows of the arms table for one trial."""
    from evtrials.evidence.traits import is_suspect_dose

    for id_, arm in trial.arms.items():
        for dose in arm.drugs:
            target = dose.target
            suspect = is_suspect_dose(trial, id_, dose.drug)
            yield (
                trial.id,
                id_,
                arm.label,
                arm.control,
                arm.n or "",
                terms.drug(dose.drug),
                terms.drug_class(dose.drug),
                target.low,
                target.high,
                target.unit,
                target.schedule,
                dose.text + ("!" if suspect else ""),
                arm.src.key,
                arm.src.place,
            )
