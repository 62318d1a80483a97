"""What names an analysis: the one key by which two rows are the same, and of which every other notion of "same" is a part.

A key is resolved: what a row leaves out because it is implied (the only cut, what its endpoint says, the assessor that no
source names, the one contrast that there is) reads in the key as if it were written, though the row shows what its source
prints. What it repeats of its endpoint is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from evtrials.trial.fields import Source
    from evtrials.trial.model import Trial
    from evtrials.trial.results import Endpoint, Row
    from evtrials.trial.tables import Block
    from evtrials.trial.terms import Terms

ALL = "all"  # the population of every patient
NOT_STATED = "not stated"


class AnalysisKey(NamedTuple):
    """What names one analysis of a trial from one source; "" where a thing does not apply or no source says it.

    section, subject: `endpoints` and the key of the endpoint, `safety` and the term, `participants` and what was counted.
    definition, of: only where they are not the endpoint's own definition and the trial's one contrast.
    """

    section: str
    subject: str
    source: str
    measure: str = ""
    at: str = ""
    period: str = ""
    of: str = ""
    per: str = ""
    population: str = ALL
    analysis_set: str = ""
    assessor: str = ""
    method: str = ""
    cut: str = ""
    definition: str = ""
    factor: str = ""
    attribution: str = ""
    part: str = ""

    def __str__(self) -> str:
        """The id of the analysis: `pfs/measure=median/assessor=investigator/cut=final/src=Doe2020`."""
        head = self.subject if self.section == "endpoints" else f"{self.section}/{self.subject}".rstrip("/")
        said = _SAID.get(self.section, _SAID_OF_COUNTS)
        parts = [f"{label}={getattr(self, name)}" for name, label in said if getattr(self, name) not in ("", _UNSAID.get(name))]
        return "/".join([head, *parts])

    @property
    def shared(self) -> AnalysisKey:
        """One analysis of one endpoint: what the arms' figures, the ratios and the tests of one analysis share."""
        return self._replace(source="", measure="", of="", per="", definition="", factor="")

    @property
    def of_any_source(self) -> AnalysisKey:
        """What all prints of one analysis share, whatever their source."""
        return self._replace(source="")

    @property
    def as_read(self) -> AnalysisKey:
        """The same, where to say that no source names the assessor is to say nothing, as of an endpoint that nobody assesses."""
        return self._replace(assessor=self.assessor or NOT_STATED)


# What an id says beside its subject, in this order; in counts of patients, arms and cuts the subject says it all.
_SOURCE = (("source", "src"),)
_OF_A_TABLE = tuple((name, name) for name in ("cut", "population", "attribution", "measure", "period"))
_SAID: dict[str, tuple[tuple[str, str], ...]] = {
    "endpoints": (
        *((name, name) for name in ("measure", "at", "period", "of", "per", "population")),
        ("analysis_set", "set"),
        *((name, name) for name in ("assessor", "method", "cut", "definition", "factor")),
        *_SOURCE,
    ),
    **dict.fromkeys(("safety", "exposure", "baseline"), (*_OF_A_TABLE, *_SOURCE)),
    "dose finding": (("part", "part"), *_SOURCE),
}
_SAID_OF_COUNTS = _SOURCE
# What a row of an endpoint says to be another analysis than the row beside it.
NAMING = tuple(name for name, _ in _SAID["endpoints"] if name != "source")
_UNSAID = {"population": ALL}


def key_of_row(trial: Trial, key: str, row: Row, terms: Terms) -> AnalysisKey:
    """The key of a row of an endpoint of a trial, by the endpoint's key in the file."""
    endpoint = trial.endpoints[key]
    return AnalysisKey(
        section="endpoints",
        subject=key,
        source=row.src.key,
        measure=row.measure or endpoint.measure or "",
        at=row.at or endpoint.at or "",
        period=row.period or "",
        of=row.of if row.of and row.of != " v ".join(trial.implied_contrast() or ()) else "",
        per=row.per or "",
        population=row.population or ALL,
        analysis_set=row.analysis_set or endpoint.analysis_set or "",
        assessor=row.assessor or endpoint.assessor or unstated_assessor(key, endpoint, terms),
        method=row.method or endpoint.method or "",
        cut=row.cut or only_cut(trial),
        definition=row.definition if row.definition and row.definition != endpoint.definition else "",
        factor=row.factor or "",
    )


def key_of_term(section: str, term: str, block: Block) -> AnalysisKey:
    """The key of a term of a table of harms, exposure or baseline."""
    return AnalysisKey(
        section=section,
        subject=term,
        source=block.src.key,
        measure=block.measure or "",
        period=block.period or "",
        population=block.population or ALL,
        cut=block.cut or "",
        attribution=block.attribution if section == "safety" else "",
    )


def key_of_count(
    section: str, subject: str, source: Source, *, population: str = ALL, cut: str = "", part: str = ""
) -> AnalysisKey:
    """The key of a number of patients, of events at a cut, of a dose escalation."""
    return AnalysisKey(section, subject, source.key, population=population, cut=cut, part=part)


def unstated_assessor(key: str, endpoint: Endpoint, terms: Terms) -> str:
    """ "not stated" of an endpoint that somebody assesses (progression), "" of one that nobody does (death)."""
    term = terms.endpoints.get(terms.endpoint(endpoint.is_ or key))
    return "not stated" if term and term.assessed == "yes" else ""


def only_cut(trial: Trial) -> str:
    """The cut of a row that names none: the one that the trial has; "" where it has none."""
    return next(iter(trial.cuts)) if len(trial.cuts) == 1 else ""
