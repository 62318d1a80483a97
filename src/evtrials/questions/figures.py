"""The two fixed tables: every figure as a tidy row, and every drug of every arm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from evtrials.collection.figures import Figures
from evtrials.errors import counted
from evtrials.evidence.columns import BY_NAME, FIGURES, Column, count_digits, counts_text
from evtrials.evidence.rows import FigureRow
from evtrials.evidence.traits import dose_notes
from evtrials.notation.capitals import begun_large
from evtrials.notation.spaces import unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Grid, Item, Line, Listing, Page
from evtrials.questions.columns import TRIAL
from evtrials.questions.footnotes import Footnotes
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.collection.selection import LeftOut
    from evtrials.notation.doses import Dose
    from evtrials.trial.arms import Arm
    from evtrials.trial.model import Trial
    from evtrials.trial.notes import PlacedNote


@dataclass(frozen=True, slots=True)
class ArmDrug:
    """A drug of an arm with its dose. drug: its id in the vocabulary. notes: on the arm, or on this dose of it."""

    trial: Trial
    id: str
    arm: Arm
    dose: Dose
    drug: str
    drug_class: str
    notes: tuple[PlacedNote, ...]

    @property
    def dose_text(self) -> str:
        """The dose as printed, with a mark where a note suspects it."""
        return self.dose.text + ("!" if any(note.kind == "suspect" for note in self.notes) else "")


ARMS: tuple[Column, ...] = (
    TRIAL.of(lambda row: row.trial),
    BY_NAME["arm"].by(lambda row: row.id),
    Column("label", lambda row: row.arm.label, "text", "the arm as a reader understands it"),
    Column("control", lambda row: row.arm.control, "flag", "whether the others are compared with this arm"),
    BY_NAME["n"].by(lambda row: count_digits(row.arm.n or "")),
    Column("drug", lambda row: row.drug, "text", "id of the drug in the vocabulary"),
    Column("class", lambda row: row.drug_class, "text", "class of the drug in the vocabulary"),
    Column("dose_low", lambda row: row.dose.target.low, "number", "lower end of the target dose", "dose_unit"),
    Column("dose_high", lambda row: row.dose.target.high, "number", "upper end of the target dose", "dose_unit"),
    Column("dose_unit", lambda row: row.dose.target.unit, "text", "unit of the dose"),
    Column("schedule", lambda row: row.dose.target.schedule, "text", "when the target dose is given"),
    Column("dose_text", lambda row: row.dose_text, "text", "drug and dose as printed; ! where a note suspects it"),
    BY_NAME["source"].by(lambda row: row.arm.src.key),
    BY_NAME["locator"].by(lambda row: row.arm.src.place),
    BY_NAME["flag"].by(lambda row: ", ".join(dict.fromkeys(note.kind for note in row.notes))),
    BY_NAME["note"].by(lambda row: " ".join(note.text for note in row.notes)),
    BY_NAME["counts_text"].by(lambda row: counts_text(n=row.arm.n or "")),
    Column("options", lambda row: _choice(row.arm), "text", "the regimens of which each patient had one"),
)


# The columns of the tidy table, of records.
CELLS = tuple(column.by(itemgetter(place)) for place, column in enumerate(FIGURES))


def figures_answer(
    figures: Figures, library: Library, query: dict[str, object], left_out: tuple[LeftOut, ...] = (), out: int = 0
) -> Answer:
    """Every figure asked for, one row each."""
    return Answer(
        name="figures",
        columns=CELLS,
        rows=figures.records,
        page=lambda: _figures_page(figures, library),
        query=query,
        left_out=left_out,
        tally=counted(len(figures), "figure"),
        out=out,
    )


def _figures_page(rows: Sequence[FigureRow], library: Library) -> Page:
    notes = Footnotes()
    items = tuple(_figure_item(row, library.trial(row.trial), library.terms, notes) for row in rows)
    return Page("", (Listing(items),) if items else (), notes=notes.lines)


def _figure_item(row: FigureRow, trial: Trial, terms: Terms, notes: Footnotes) -> Item:
    """A figure under its trial: what it is of and what it is, then where it stands."""
    has_cut = row.cut or row.key
    told = (
        phrases.group(row.population, trial),
        phrases.cut_words(row, trial) if has_cut else "",
        phrases.assessor_words(row),
        phrases.set_words(row),
        row.method,
    )
    where = ", ".join(part for part in told if part)
    return Item(
        row.trial,
        (
            Line(text=f"{_what(row, trial, terms)}: {_figure(row, trial)}{notes.of(row)}"),
            Line(text=f"{where} [{phrases.place(row)}]".lstrip(), joins=True),
        ),
    )


def _what(row: FigureRow, trial: Trial, terms: Terms) -> str:
    """`PFS, hazard ratio, everolimus + exemestane v placebo + exemestane`; a statement is of what it says."""
    name = phrases.endpoint_short(row.endpoint, terms) if row.endpoint else row.term
    arms = phrases.arms_labels(row, trial)
    grade = f"grade {row.grade}" if row.grade[:1].isdigit() or row.grade[:1] == ">" else row.grade
    parts = [name, row.endpoint and row.term, row.measure, row.at and f"at {row.at}", row.period, grade, row.attribution, arms]
    told = ", ".join(part for part in parts if part and part != "not stated")
    return begun_large(told)


def _figure(row: FigureRow, trial: Trial) -> str:
    if row.kind == "dose finding":
        return phrases.figure(row)  # a recommended dose is a phrase
    if row.kind == "statement":
        return phrases.in_words(row, phrases.labels(trial))
    p = phrases.p_value(row) if row.measure != "test" else ""
    return ", ".join(phrases.marked_once(phrases.flowing(phrases.figure(row)), unbroken(p)))


def arms_answer(
    trials: Iterable[Trial], terms: Terms, query: dict[str, object], left_out: tuple[LeftOut, ...] = (), out: int = 0
) -> Answer:
    """Every drug of every arm, one row each; the dose is the target where a schedule has steps."""
    rows = tuple(row for trial in trials for row in arm_drugs(trial, terms))
    return Answer(
        name="arms",
        columns=ARMS,
        rows=rows,
        page=lambda: _arms_page(rows),
        query=query,
        left_out=left_out,
        tally=f"{counted(len(rows), 'drug')} of {counted(len({(row.trial.id, row.id) for row in rows}), 'arm')}",
        out=out,
    )


def arm_drugs(trial: Trial, terms: Terms) -> Iterable[ArmDrug]:
    """The rows of the arms table for one trial."""
    for id_, arm in trial.arms.items():
        for dose in arm.drugs:
            notes = tuple(dose_notes(trial, id_, dose.drug))
            yield ArmDrug(trial, id_, arm, dose, terms.drug(dose.drug), terms.drug_class(dose.drug), notes)


def _choice(arm: Arm) -> str:
    return arm.given[0].text if arm.options else ""


def _dose_cell(row: ArmDrug) -> str:
    """A drug with its dose as printed; of one that only some of the options hold, that it is so."""
    is_of_all = all(row.dose.drug in option for option in row.arm.options)
    return row.dose.text if is_of_all else f"{row.dose.text} (one option)"


def _arms_page(rows: Sequence[ArmDrug]) -> Page:
    notes = Footnotes()
    heads = ("arm", "n", "drug with dose as printed", "class")
    told = tuple(
        (row.trial.id, row.id, row.arm.n or "", _dose_cell(row) + notes.of_dose(row.trial, row.id, row.dose.drug), row.drug_class)
        for row in rows
    )
    return Page("", (Grid(heads, told, close=True),) if told else (), notes=notes.lines)
