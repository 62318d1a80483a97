"""The results of a card: primary endpoints, survival, response, what is key secondary; each the default of the tidy table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evtrials.evidence.analyses import ROLE_ORDER
from evtrials.evidence.contrasts import ContrastLine, choose, cohorts_of, lines
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.trial.identity import ALL, AnalysisKey

if TYPE_CHECKING:
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

MOST = 8
# As many statements as a card tells of an endpoint of which there is no figure.
_MOST_STATED = 2
DOSE_LIMITING = "dose-limiting"
DOSE_LIMITING_TOXICITY = "dose-limiting toxicity"
_LEADING = ("pfs", "ttp", "ttf", "dfs", "idfs", "ddfs", "dmfs", "rfs")
_RESPONSES = ("pcr", "orr", "clinical response", "cns response", "cbr")
PRIMARY, DOSE, SURVIVAL, RESPONSE, KEY_SECONDARY, REST = range(6)


@dataclass(frozen=True, slots=True)
class Result:
    """What a card says of one analysis of an endpoint: its contrasts and arms, associations, or what is said in words.

    rank: what goes first on a card; planned: the endpoint was planned, and nothing of it was seen. unshown: of a primary
    endpoint a row for each contrast of which no effect stands: what is said of it in words, else a suspect effect.
    """

    rank: int
    key: str
    lines: tuple[ContrastLine, ...] = ()
    further: tuple[FigureRow, ...] = ()
    planned: bool = False
    unshown: tuple[FigureRow, ...] = ()

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        """Every figure and statement that is shown."""
        told = (row for line in self.lines for row in (line.effect, *line.tests, line.arm_row, line.comparator_row))
        said = (row for row in self.unshown if row.kind == "statement")
        return (*dict.fromkeys(row for row in told if row is not None), *self.further, *said)

    @property
    def is_primary(self) -> bool:
        """Whether it tells of a primary endpoint."""
        return self.rank == PRIMARY


def results_of(trial: Trial, rows: Sequence[FigureRow], terms: Terms) -> list[Result]:
    """What a card can say of each endpoint, most important first, in the order of the file where they are alike."""
    figures = [row for row in rows if row.kind in ("outcome", "effect")]
    cohorts = cohorts_of(rows, trial)
    chosen: list[ContrastLine | FigureRow] = [*_chosen(lines(figures, trial), cohorts)]
    chosen += (row for row in rows if _is_association(row))
    found = [_result(group) for group in grouped(chosen, _analysis).values()]
    # By whomever it was assessed, and at whatever rank a source names it: a primary endpoint is told in one place.
    # A cohort of the protocol is no subgroup: its endpoints have the role that the protocol gave them.
    primary = {one.key for one in found if one.is_primary and one.rows[0].population == ALL}
    primary |= {one.key for one in found if one.rows[0].population in cohorts and trial.endpoints[one.key].role in PRIMARY_ROLES}
    found = [replace(one, rank=PRIMARY) if one.key in primary else one for one in found]
    found = [replace(one, unshown=_unshown(one, rows)) if one.is_primary else one for one in found]
    told = {one.key for one in found}
    stated = [row for row in rows if row.kind == "statement" and row.key and row.key not in told and _is_main(row)]
    found += [
        Result(_rank(group[0], group[0].role), key, further=tuple(group[:_MOST_STATED]))
        for key, group in grouped(stated, lambda row: row.key).items()
    ]
    found += list(_dose_finding(rows))
    seen = {row.key for row in rows if row.key}
    if any(row.kind == "dose finding" or row.grade == DOSE_LIMITING for row in rows):
        # What limited a dose stands there, or among the harms.
        seen |= {key for key, one in trial.endpoints.items() if terms.endpoint(one.is_ or key) == DOSE_LIMITING_TOXICITY}
    found += [
        Result(PRIMARY, key, planned=True)
        for key, endpoint in trial.endpoints.items()
        if endpoint.role in PRIMARY_ROLES and key not in seen
    ]
    order = list(trial.endpoints)
    return sorted(_led(found), key=lambda one: (one.rank, order.index(one.key) if one.key else 0))


def _unshown(one: Result, rows: Iterable[FigureRow]) -> tuple[FigureRow, ...]:
    """A row for each contrast of the endpoint and population of a result of which it has no effect."""
    shown = {line.pair for line in one.lines if line.effect is not None}
    asked = one.key, one.rows[0].population
    mine = (row for row in rows if (row.key, row.population) == asked and row.kind in ("effect", "statement"))
    pairs = grouped((row for row in mine if row.contrast), lambda row: row.contrast and row.contrast.pair)
    return tuple(min(told, key=lambda row: row.kind != "statement") for pair, told in pairs.items() if pair not in shown)


def _is_main(row: FigureRow) -> bool:
    return row.population == ALL or row.role in PRIMARY_ROLES


def _chosen(every: Sequence[ContrastLine], cohorts: frozenset[str]) -> list[ContrastLine]:
    """The line that answers for each contrast by default, as `results` has it; of a primary endpoint the other assessor's too.

    Of groups of patients only those that are asked for: cohorts of the protocol, primary populations, or where nothing else was
    read of any endpoint.
    """
    standing = [line for line in every if not line.lead.is_suspect]
    # A number of events of all arms adds nothing to what is told of the arms.
    told = {line.lead.key for line in standing if not _only_counts(line)}
    standing = [line for line in standing if line.lead.key not in told or not _only_counts(line)]
    whole = [line for line in standing if line.lead.population == ALL]
    primary = [line for line in standing if line.lead.population != ALL and role_of(line) in PRIMARY_ROLES]
    with_whole = {line.lead.key for line in whole}
    apart = [
        line
        for line in standing
        if line.lead.population != ALL
        and line.lead.key not in with_whole
        and (line.lead.population in cohorts or not whole)
    ]
    chosen = choose([*whole, *primary, *(line for line in apart if line not in primary)])
    return [*chosen, *(other for line in chosen for other in _by_others(line, whole))]


def _by_others(line: ContrastLine, whole: Sequence[ContrastLine]) -> list[ContrastLine]:
    """Of a primary endpoint the same contrast by another assessor than the protocol's."""
    if role_of(line) not in PRIMARY_ROLES or line.lead.population != ALL:
        return []
    by = line.lead.analysis.assessor
    return choose(
        other
        for other in whole
        if (other.lead.key, other.pair) == (line.lead.key, line.pair)
        and other.lead.analysis.assessor not in ("", "not stated", by)
        and other.effect is not None
    )


def _only_counts(line: ContrastLine) -> bool:
    """Whether a line holds a number of events or deaths and no comparison."""
    return line.effect is None and line.lead.base in ("events", "deaths")


def role_of(line: ContrastLine) -> str:
    """The role of a comparison: where its own print does not say it, that of its arms' figures, if they stand in no other."""
    if line.role != "not stated" or len(line.trial.declared_contrasts) > 1:
        return line.role
    told = [row.role for row in (line.arm_row, line.comparator_row) if row is not None]
    return min(told, key=ROLE_ORDER.index, default=line.role)


def _rank(row: FigureRow, role: str) -> int:
    if PRIMARY_ROLES[0] in (role, row.role) or PRIMARY_ROLES[1] in (role, row.role):
        return PRIMARY
    if row.endpoint in ("os", *_RESPONSES):
        return SURVIVAL if row.endpoint == "os" else RESPONSE
    return KEY_SECONDARY if role == "key secondary" else REST


def _led(found: Sequence[Result]) -> list[Result]:
    """The same, where no source says what is primary with times to an event in its place: progression, disease-free survival."""
    if any(one.is_primary for one in found):
        return list(found)

    return [replace(one, rank=PRIMARY) if one.rows and one.rows[0].endpoint in _LEADING else one for one in found]


def _is_association(row: FigureRow) -> bool:
    """Whether a row compares two arms that nobody randomised, and answers by default."""
    return bool(row.kind == "association" and row.key and row.comparator and row.default and _is_main(row))


def _analysis(one: ContrastLine | FigureRow) -> AnalysisKey:
    return (one if isinstance(one, FigureRow) else one.lead).analysis.shared


def _result(group: Sequence[ContrastLine | FigureRow]) -> Result:
    mine = tuple(one for one in group if isinstance(one, ContrastLine))
    further = tuple(one for one in group if isinstance(one, FigureRow))
    leads = [(line.lead, role_of(line)) for line in mine] + [(row, row.role) for row in further]
    return Result(min(_rank(*lead) for lead in leads), leads[0][0].key, mine, further)


def _dose_finding(rows: Iterable[FigureRow]) -> Iterator[Result]:
    found = [row for row in rows if row.kind == "dose finding" and row.term != "dose levels"]
    for group in grouped(found, lambda row: row.analysis.part).values():
        yield Result(DOSE, "", further=tuple(group))

