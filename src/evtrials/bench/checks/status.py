"""Where a trial stands, and since when: a status that its own results overtook, a year that is not that of publication."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials.bench.checks.base import Doubt, check
from evtrials.collection.judging import ONGOING, ONGOING_YEARS
from evtrials.collection.loading import Loaded
from evtrials.evidence.traits import first_publication, has_results
from evtrials.notation.dates import span, today
from evtrials.trial.sources import Publication

# What goes on being true of a trial when its results are out: they are, or why there were no more patients.
_LASTING = ("results published", "terminated")
# What tells years later of results, or of when its own page was last looked through.
_LATE = ("review", "registry")


@check("W251", mend="Tell the status anew, or correct one of the dates.")
def status_before_results(loaded: Loaded) -> Iterator[Doubt]:
    """The status is older than the results: it is told as of a day before one of the cuts, or says planned, under way, completed,
    withdrawn or nothing although results are stored.
    """
    status = loaded.trial.status
    days = span(status.as_of) if status.as_of else None
    for id_, cut in loaded.trial.cuts.items():
        cut_date = cut.stated("date")
        if days and cut_date and days[1] < span(cut_date)[0]:
            yield Doubt(("status", "as_of"), f"the status is as of {status.as_of}, before the cut {id_} of {cut_date}")
    if status.is_ not in _LASTING and has_results(loaded.trial):
        yield Doubt(("status", "is"), f'the status is "{status.is_}", and results are stored')


@check("N354", mend="Look the record up again; say by `as_of` when it was so.")
def ongoing_long_ago(loaded: Loaded) -> Iterator[Doubt]:
    """A status that can pass (planned, in progress, recruiting, active) is not dated, or was told more than three years ago."""
    status = loaded.trial.status
    if status.is_ not in ONGOING:
        return
    if not status.as_of:
        yield Doubt(("status",), f'"{status.is_}" is not dated, and may have passed')
    elif int(status.as_of[:4]) < today().year - ONGOING_YEARS:
        yield Doubt(("status", "as_of"), f'"{status.is_}" is as of {status.as_of}, and may have passed')


@check("N355", mend="Name the publication with its year among the sources; date the status by it, or leave `as_of` out.")
def published_when_retold(loaded: Loaded) -> Iterator[Doubt]:
    """The year in which results were published is that of a review that retells them or of a record in a registry: the trial is
    listed under it, or its status bears it though a publication is older.
    """
    trial = loaded.trial
    year, key = first_publication(trial)
    status, of_status = trial.status, trial.sources[trial.status.src.key]
    if key and _tells_late(trial.sources[key], year):
        message = f"the results count as of {year}, the year of {key} ({trial.sources[key].basis})"
        yield Doubt(("status", "as_of") if key == status.src.key else ("sources", key, "year"), message)
    elif status.is_ == "results published" and status.as_of and status.as_of[:4] > year and of_status.basis in _LATE:
        message = f"the results are said to be published in {status.as_of[:4]} by {status.src.key} ({of_status.basis})"
        yield Doubt(("status", "as_of"), f"{message}; the first publication is of {year}")


def _tells_late(source: Publication, year: str) -> bool:
    """Whether a year is the own one of a source that tells of results years later."""
    return source.basis in _LATE and source.year == year
