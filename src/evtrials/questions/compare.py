"""Trials side by side: first how they differ, then what each found, then what it cost. Never interleaved, never ranked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evtrials.errors import UsageError, joined
from evtrials.evidence.columns import FIGURES, as_json
from evtrials.evidence.comparability import Comparability, Feature, comparability
from evtrials.evidence.regimens import arm_regimen
from evtrials.evidence.traits import line_notes
from evtrials.notation.patterns import compiled
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Grid, Page
from evtrials.questions.card_head import MANY_ARMS, arm_notes, notes_of, own_arms
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.side_by_side import MOST_HARMS, MOST_IN_CELL, MOST_RESULTS, Side, SideBySide, sides_of
from evtrials.trial.identity import NOT_STATED

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial

LEAST, MOST = 2, 6
NOT_ACROSS = "Nothing is computed across trials: a control arm fares differently in each."
WHY_NOT_ACROSS = (
    "Nothing is computed across trials: the same chemotherapy arm had median survivals of 10.1, 10.3 and 17.7 months in three of "
    "them (Eur J Cancer 2010;46:541-8)."
)
# A screen of two trials takes at most so many lines at 80 columns.
MOST_LINES = 60
_FEW_HARMS, _FEW_RESULTS, _LEAST_HARMS = 5, 4, 3
# The most lines that a harm takes with what it alone points to: of many lines too many several go at once.
_LINES_OF_HARM = 3


def compare(library: Library, names: Sequence[str]) -> Comparability:
    """The comparison of the trials named, in the order named; UsageError unless two to six different ones."""
    trials: list[Trial] = []
    for name in names:
        trial = library.get(name)
        if trial not in trials:
            trials.append(trial)
    if not LEAST <= len(trials) <= MOST:
        raise UsageError(f"compare takes two to six different trials, not {len(trials)}: evtrials compare bolero-2 horizon")
    return comparability(trials, library.terms, [library.rows_of(trial) for trial in trials])


def comparison_answer(library: Library, names: Sequence[str]) -> Answer:
    """The page of a comparison of the trials named; the tidy rows of its trials stand behind it. UsageError as `compare`."""
    comparison = compare(library, names)
    trials = comparison.trials
    return Answer(
        name="trials",
        columns=FIGURES,
        rows=(row for trial in trials for row in library.rows_of(trial)),
        page=lambda: _page(library, comparison),
        objects=lambda: _trials(library, comparison),
        query={"trials": [trial.id for trial in trials]},
        caveats=(comparison.sentence, *comparison.warnings, WHY_NOT_ACROSS),
        is_page=True,
    )


@dataclass(frozen=True, slots=True)
class _Room:
    """How much a comparison tells: so many harms, endpoints, analyses in a cell, and footnotes; None for every footnote.

    Endpoints that are primary are told in any case.
    """

    harms: int = MOST_HARMS
    results: int = MOST_RESULTS
    in_cell: int = MOST_IN_CELL
    notes: int | None = None


def _page(
    library: Library,
    comparison: Comparability,
    room: _Room = _Room(),
    letters: dict[str, str] | None = None,
    found: Sequence[Side] = (),
) -> Page:
    """letters: of the footnotes of the longest form, which every shorter one keeps, as it does what was found of each trial."""
    letters = {} if letters is None else letters
    found = found or sides_of(library, comparison.trials)
    notes = Footnotes(letters)
    rows = list(_features(library, comparison, notes))
    sides = SideBySide(library, found, notes, room.in_cell)
    # To leave out what is not there, or is told in any case, would make the same page again.
    room = replace(room, harms=min(room.harms, len(sides.common)), results=min(room.results, len(sides.endpoints)))
    rows += sides.results(room.results)
    before = len(notes.lines)
    rows += sides.harms(room.harms)
    grid = Grid(tuple(trial.id for trial in comparison.trials), tuple(rows), lead=(comparison.sentence, *comparison.warnings))
    # Those of what is told last go first; what is suspect or in conflict stays.
    every = (note for trial in comparison.trials for note in trial.notes)
    serious = {note.short or note.text for note in every if note.kind in ("suspect", "conflict")}
    ranked = sorted(range(len(notes.lines)), key=lambda index: (notes.lines[index][1] not in serious, index >= before, index))
    kept = sorted(ranked[: room.notes])
    left = [letter for index, (letter, _) in enumerate(notes.lines) if index not in kept]
    told = (f"{', '.join(f'[{letter}]' for letter in left)}: the same with --format markdown",) if left else ()
    shown = tuple(notes.lines[index] for index in kept)

    def shorter(excess: int) -> Page | None:
        spare = sum(text not in serious for _, text in shown)
        smaller = _smaller(room, sides.firm, len(shown), spare, excess + (not left))
        return _page(library, comparison, smaller, letters, found) if smaller else None

    foot = (*told, NOT_ACROSS)
    if len(comparison.trials) > LEAST:
        return Page("", (grid,), notes=shown, foot=foot)
    return Page("", (grid,), notes=shown, foot=foot, shorter=shorter, most=MOST_LINES)


def _smaller(room: _Room, firm: int, notes: int, spare: int, excess: int) -> _Room | None:
    """The next smaller comparison, where one takes so many lines too many; None where nothing can be spared.

    firm: how many endpoints are told in any case; notes: how many footnotes it has, spare: of these, how many are neither
    suspicions nor conflicts.
    """
    if room.harms > _FEW_HARMS:
        return replace(room, harms=max(_FEW_HARMS, room.harms - max(1, excess // _LINES_OF_HARM)))
    if room.results > max(_FEW_RESULTS, firm):
        return replace(room, results=room.results - 1)
    if spare >= excess:
        return replace(room, notes=notes - excess)
    if room.harms > _LEAST_HARMS:
        return replace(room, harms=room.harms - 1)
    if room.results > firm:
        return replace(room, results=room.results - 1)
    if room.in_cell > 1:
        return replace(room, in_cell=room.in_cell - 1)
    return replace(room, notes=notes - min(excess, notes)) if notes else None


def _features(library: Library, comparison: Comparability, notes: Footnotes) -> Iterator[tuple[str, ...]]:
    """What differs, a row for each feature; then in a line what is the same, and what no source says."""
    trials = comparison.trials
    told = [one for one in comparison.features if one.name not in _TOLD_WITHIN and (one.stated or one.name not in _SELDOM)]
    rows = [_row(library, comparison, one, notes) for one in told if one.differs]
    yield from rows
    if any(_UNSTATED in row[1:] for row in rows):
        yield (f"{_UNSTATED} not stated in the sources read.",)
    alike = (one for one in told if len(one.stated) == 1 and not one.is_open)
    same = [f"{one.in_sentence} {_words(library, one, one.stated[0])}{_marks_of_line(one, trials, notes)}" for one in alike]
    unsaid = [one.in_sentence for one in told if not one.stated]
    parts = [f"Same: {', '.join(same)}." if same else "", f"Not stated: {', '.join(unsaid)}." if unsaid else ""]
    for ids, names in _open(library, told, trials).items():
        parts.append(f"Not stated of {joined(ids, 'and')}: {', '.join(names)}.")
    if any(parts):
        yield (" ".join(part for part in parts if part),)


def _open(library: Library, features: Sequence[Feature], trials: Sequence[Trial]) -> dict[tuple[str, ...], list[str]]:
    """What some trials do not say and the others agree in, by the trials that do not say it."""
    found: dict[tuple[str, ...], list[str]] = {}
    for one in features:
        if one.is_open:
            ids = tuple(trial.id for trial, value in zip(trials, one.values, strict=True) if value == NOT_STATED)
            found.setdefault(ids, []).append(f"{one.in_sentence} (else {_words(library, one, one.stated[0])})")
    return found


# What is told within another row: in the regimen every drug with its dose, beside the subtype the shares of a mixture, beside the
# cut its follow-up; of the patients, what they had had; above all of it, why a trial was stopped.
_TOLD_WITHIN = (
    "mTOR inhibitor", "Partner drugs", "Class of backbone", "Contrast isolates", "Early stop", "Mixture", "Follow-up", "Patients",
)  # fmt: skip
# What few sources tell: that none of them does is no news.
_SELDOM = ("Crossover",)
_LINE = "Line"
_UNSTATED = "-"
_RECEPTOR = compiled(r"\b(?:hr|her2|er|pr)\b")


def _row(library: Library, comparison: Comparability, feature: Feature, notes: Footnotes) -> tuple[str, ...]:
    beside = {"Subtype": "Mixture", "Cut": "Follow-up"}.get(feature.name, "")
    more = next((one.values for one in comparison.features if one.name == beside), ())
    cells = []
    for index, (trial, value) in enumerate(zip(comparison.trials, feature.values, strict=True)):
        words = _UNSTATED if value == NOT_STATED else _words(library, feature, value)
        if feature.name == "Regimen" and len(own := own_arms(trial)) >= MANY_ARMS:
            words = "\n".join(f"{id_}: {arm_regimen(trial, id_)}" for id_ in own)
        if more and more[index] != NOT_STATED:
            words += f"; {'follow-up ' if beside == 'Follow-up' else ''}{_receptors(more[index])}"
        cells.append(words + _marks(feature, trial, notes))
    return (feature.name, *cells)


def _receptors(text: str) -> str:
    return _RECEPTOR.sub(lambda found: found[0].upper(), text)


def _words(library: Library, feature: Feature, value: str) -> str:
    if feature.name == "Primary endpoint":
        return ", ".join(phrases.endpoint_short(name, library.terms) for name in value.split(", "))
    if feature.name == "Assessor":
        return {"central": "central review", "patient": "patient-reported"}.get(value, value)
    return value


def _marks(feature: Feature, trial: Trial, notes: Footnotes) -> str:
    """The notes on the part of the file that a row tells of."""
    if feature.name == "Regimen":
        return notes.of_notes(note for id_ in own_arms(trial) for note in arm_notes(trial, id_))
    if feature.name == _LINE:
        return notes.say(line_notes(trial))
    section = {"Subtype": "population", "Size": "design"}.get(feature.name, "")
    return notes.of_notes(notes_of(trial, section)) if section else ""


def _marks_of_line(feature: Feature, trials: Sequence[Trial], notes: Footnotes) -> str:
    """The notes on the line of therapy that several trials share, behind each trial that has any: ` (bolero-1 [a])`."""
    told = [f"{trial.id}{marks}" for trial in trials if feature.name == _LINE and (marks := _marks(feature, trial, notes))]
    return f" ({', '.join(told)})" if told else ""


def _trials(library: Library, comparison: Comparability) -> Iterator[dict[str, object]]:
    """Each trial with what is said of it in each respect, whether they differ in that, and its figures."""
    for index, trial in enumerate(comparison.trials):
        yield {
            "trial": trial.id,
            "name": trial.name,
            "features": [
                {"feature": feature.name, "value": feature.values[index], "differs": feature.differs}
                for feature in comparison.features
            ],
            "figures": [as_json(row) for row in library.rows_of(trial)],
        }
