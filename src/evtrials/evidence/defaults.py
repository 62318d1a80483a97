"""Which row stands for a question: the one place where that is decided, in two steps.

A question is one cell: an arm's value, or one measure of one contrast, of an endpoint or a term. First the analysis is
chosen, by criteria that look at what names it and not at its numbers, so that the arms and the effect of one analysis are
chosen together; then, cell by cell, the print of it that says most. `trace` reads the criteria aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evtrials.notation.closed_words import BASES, SECOND_HAND
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow
    from evtrials.trial.model import Trial
    from evtrials.trial.results import Endpoint
    from evtrials.trial.terms import Terms


class Question(NamedTuple):
    """What a cell answers, apart from population, analysis set, method, assessor, cut and source."""

    trial: str
    kind: str
    key: str
    measure: str
    at: str
    period: str
    term: str
    grade: str
    attribution: str
    arm: str
    comparator: str


class Criterion(NamedTuple):
    """One thing that decides between two rows. rank: least goes first. won, lost: how trace says so; lost is told beside
    the row that stands."""

    name: str
    rank: Callable[[FigureRow, Trial], float]
    won: Callable[[FigureRow, Trial], str]
    lost: Callable[[FigureRow, FigureRow, Trial], str]


def question(row: FigureRow, terms: Terms) -> Question:
    """The question that a row answers; an adverse event under any of its names is one question, what was found of a part of
    the protocol is another than of the next.
    """
    term = terms.adverse_event(row.term) if row.kind == "safety" else f"{row.term} {row.analysis.part}".rstrip()
    time, sides = (row.analysis.at, row.period), (row.arm, row.comparator)
    return Question(row.trial, row.kind, row.key, row.measure, *time, term, row.grade, row.attribution, *sides)


def defaults(rows: Sequence[FigureRow], trial: Trial, terms: Terms) -> set[int]:
    """The places of the rows that answer their question by default: exactly one of each, and none that is suspect.

    A question that only subgroups answer is asked of each of them: none stands for the others.
    """
    questions: dict[Question, list[int]] = {}
    for index, row in enumerate(rows):
        if not row.is_suspect and may_answer(row, trial):
            questions.setdefault(question(row, terms), []).append(index)
    chosen: set[int] = set()
    for candidates in questions.values():
        whole = [index for index in candidates if rows[index].population == ALL]
        for group in [whole] if whole else _by_population(rows, candidates):
            standing = in_order([rows[index] for index in group], trial)[0]
            chosen.add(next(index for index in group if rows[index] is standing))
    return chosen


def may_answer(row: FigureRow, trial: Trial) -> bool:
    """Whether a row may stand for a question: one in words may not, nor a ratio of which nobody can say whom it favours."""
    if row.kind == "association" and row.key:
        return not trial.endpoints[row.key].results[int(row.path[3])].is_undirected
    return row.kind != "statement"


def in_order(rows: Sequence[FigureRow], trial: Trial) -> list[FigureRow]:
    """Rows of one question, the one that stands for it first: by the analysis, then by what each print of it says."""
    if len(rows) == 1:
        return list(rows)  # so are most, and to weigh one costs as much as to weigh two
    by_analysis = sorted(rows, key=lambda row: preference(row, trial))
    first = by_analysis[0]
    prints = [row for row in by_analysis if _is_print_of(row, first)]
    best = min(prints, key=_basis)
    ranked = sorted(prints, key=lambda row: [rank(row, best) for rank in _OF_PRINTS.values()])
    return ranked + [row for row in by_analysis if not _is_print_of(row, first)]


def preference(row: FigureRow, trial: Trial) -> tuple[float, ...]:
    """How well the analysis of a row stands for its question, least first; then the basis."""
    return (*(criterion.rank(row, trial) for criterion in OF_ANALYSES), _basis(row))


def reason(row: FigureRow, others: Iterable[FigureRow], trial: Trial) -> str:
    """Why a row answers its question by default, or does not, in words; others: the rest of the rows of its question."""
    others = list(others)
    if row.default:
        rivals = [other for other in others if row.population in (ALL, other.population)]
        if not rivals:
            return "default: the only figure"
        decided = {name: words for rival in rivals for name, words in [_decision(row, rival, trial, won=True)]}
        order = [*(criterion.name for criterion in OF_ANALYSES), "basis", "interval", "digits", "p", "file"]
        return "default: " + ", ".join(dict.fromkeys(decided[name] for name in order if name in decided))
    if not may_answer(row, trial):
        return "not default: " + ("said in words" if row.kind == "statement" else "its direction is not printed")
    standing = next((other for other in others if other.default and other.population in (ALL, row.population)), None)
    if row.is_suspect or standing is None:
        return "not default: suspect"
    return "not default: " + _decision(standing, row, trial, won=False)[1]


def _decision(standing: FigureRow, other: FigureRow, trial: Trial, *, won: bool) -> tuple[str, str]:
    """The first criterion by which one row goes before another, and what is said of it."""
    for criterion in OF_ANALYSES:
        if criterion.rank(standing, trial) != criterion.rank(other, trial):
            said = criterion.won(standing, trial) if won else criterion.lost(other, standing, trial)
            return criterion.name, said
    if _basis(standing) < _basis(other):
        return "basis", f"best basis ({standing.place.basis})" if won else _basis_lost(standing, other)
    for name in ("interval", "digits", "p"):
        rank = _OF_PRINTS[name]
        if rank(standing, standing) != rank(other, standing):
            return name, (_WON if won else _LOST)[name]
    return "file", "first in the file" if won else "of equal standing, and later in the file"


def _is_print_of(row: FigureRow, first: FigureRow) -> bool:
    """Whether a row is a print of the same analysis as another; a suspect print stands for none."""
    return row.analysis.shared == first.analysis.shared and row.is_suspect == first.is_suspect


# The analysis


def _endpoint(row: FigureRow, trial: Trial) -> Endpoint | None:
    return trial.endpoints.get(row.key)


def _primary_set(row: FigureRow, trial: Trial) -> float:
    """An unlabelled set counts as the primary one, and so does that of all patients as they were assigned."""
    endpoint = _endpoint(row, trial)
    return row.analysis_set not in ("", "intention to treat", (endpoint.analysis_set if endpoint else None) or "")


def _primary_method(row: FigureRow, trial: Trial) -> float:
    endpoint = _endpoint(row, trial)
    return row.method != ((endpoint.method if endpoint else None) or "")


def is_recalled(row: FigureRow, trial: Trial) -> bool:
    """Whether a later report repeats the figure from an earlier one."""
    endpoint = _endpoint(row, trial)
    return endpoint is not None and endpoint.results[int(row.path[3])].recalled


def _protocol(row: FigureRow, trial: Trial) -> str:
    """The assessor that the protocol names; "" where none is."""
    endpoint = _endpoint(row, trial)
    return (endpoint.assessor if endpoint else None) or ""


def _other_assessor(row: FigureRow, trial: Trial) -> float:
    """The protocol's assessor, stated or assumed, goes before any other."""
    return row.assessor not in ("", "not stated", _protocol(row, trial)) and _protocol(row, trial) != ""


def behind(row: FigureRow, trial: Trial) -> float:
    """How far the cut of a row is behind the last one: of named cuts in the order of the file, dated or not, then of reports.

    Of reports the latest goes first, but for those that retell: a press page of today looks at no later data.
    """
    behind = _place_of_cut(row, trial)
    return behind + (len(trial.cuts) + 1) * (1 + _retold(row, trial)) if _names_no_cut(row, trial) else behind


def _place_of_cut(row: FigureRow, trial: Trial) -> int:
    """How many cuts and reports of the file stand behind that of a row; a row without any is behind them all."""
    cuts = list(trial.cuts)
    return len(cuts) - cuts.index(row.cut) if row.cut else len(cuts) + 1


def _names_no_cut(row: FigureRow, trial: Trial) -> bool:
    return not row.cut or trial.cuts[row.cut].report


def _retold(row: FigureRow, trial: Trial) -> int:
    """How far the source of a row that names no cut is from the trial: 0, or the place of its basis among the second-hand."""
    basis = row.place.basis
    return SECOND_HAND.index(basis) + 1 if _names_no_cut(row, trial) and basis in SECOND_HAND else 0


def _assessor_lost(row: FigureRow, standing: FigureRow, trial: Trial) -> str:
    said = {"central": "central review", "patient": "patient-reported"}.get(row.assessor, row.assessor)
    return f"{said}, not the protocol's assessor ({_protocol(standing, trial)})"


OF_ANALYSES = (
    Criterion("suspect", lambda row, _: row.is_suspect, lambda *_: "not suspect", lambda *_: "suspect"),
    Criterion(
        "population",
        lambda row, _: row.population != ALL,
        lambda *_: "all patients",
        lambda row, _, trial: f"one subgroup ({trial.populations[row.population].label})",
    ),
    Criterion(
        "analysis set",
        _primary_set,
        lambda row, _: f"analysis set {row.analysis_set}" if row.analysis_set else "no narrower analysis set",
        lambda row, *_: f"analysis set {row.analysis_set}",
    ),
    Criterion(
        "method",
        _primary_method,
        lambda row, _: f"method {row.method}" if row.method else "no other method named",
        lambda row, *_: f"method {row.method or 'not stated'}",
    ),
    Criterion("recalled", is_recalled, lambda *_: "not recalled from an earlier report", lambda *_: "recalled by a later report"),
    Criterion("assessor", _other_assessor, lambda *_: "protocol's assessor", _assessor_lost),
    Criterion(
        "named cut",
        _names_no_cut,
        lambda *_: "a named cut",
        lambda row, *_: "a report without a named cut" if row.cut else "cut not stated",
    ),
    Criterion(
        "retold", _retold, lambda row, _: f"best basis ({row.place.basis})", lambda row, standing, _: _basis_lost(standing, row)
    ),
    Criterion(
        "cut",
        _place_of_cut,
        lambda row, trial: "latest report, as no cut is named" if _names_no_cut(row, trial) else "last cut",
        lambda row, _, trial: (
            "cut not stated" if not row.cut else "earlier report" if _names_no_cut(row, trial) else "earlier cut"
        ),
    ),
)


# Its prints


def _basis(row: FigureRow) -> int:
    return BASES.index(row.place.basis)


def _contradicts(row: FigureRow, best: FigureRow) -> bool:
    """Whether a print may not go before the best one, however many its digits: it differs beyond rounding, or the sources
    are known to conflict about one of the two, so that to agree with one cell of a source says nothing of the others."""
    if row is best:
        return False
    is_same = row.unit == best.unit and row.figure.agrees(best.figure, row.unit) and row.figure.interval_agrees(best.figure)
    return not is_same or row.is_in_conflict or best.is_in_conflict


def _digits(row: FigureRow) -> int:
    """How many decimals a print has, of the value and of both limits."""
    figure = row.figure
    return sum(len(digits.partition(".")[2]) for digits in (figure.value, *figure.limit_digits))


_OF_PRINTS: dict[str, Callable[[FigureRow, FigureRow], float]] = {
    "agreement": _contradicts,
    "interval": lambda row, _: not row.figure.has_interval,
    "digits": lambda row, _: -_digits(row),
    "p": lambda row, _: row.measure == "test" and not (row.p and row.p.value),
    "basis": lambda row, _: _basis(row),
}


def _from(row: FigureRow) -> str:
    basis = row.place.basis
    return f"an {basis}" if basis[0] == "a" else f"a {basis}"


def _basis_lost(standing: FigureRow, row: FigureRow) -> str:
    how = "second-hand" if row.place.basis in SECOND_HAND else "weaker basis"
    return f"{how} ({row.place.basis}; the default is from {_from(standing)})"


_WON = {
    "interval": "printed with its interval",
    "digits": "printed with more digits, which better sources do not contradict",
    "p": "p printed as a number",
}
_LOST = {
    "interval": "printed without an interval",
    "digits": "printed with fewer digits than the default, which it does not contradict",
    "p": "p in words, where another print has the number",
}


def _by_population(rows: Sequence[FigureRow], candidates: list[int]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for index in candidates:
        groups.setdefault(rows[index].population, []).append(index)
    return list(groups.values())
