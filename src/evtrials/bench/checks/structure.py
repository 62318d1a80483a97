"""The file as a whole: dates in order, nothing declared that is not used, one answer to one question."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import pairwise

from evtrials.bench.checks.base import Doubt, check
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.evidence.defaults import question
from evtrials.evidence.rows import FigureRow, Path
from evtrials.notation.dates import span, today
from evtrials.trial.walk import stored


def _dated(path: Path) -> str:
    """What a date at a path is of."""
    section, *rest = path
    plain = {"status": "the status", "curation": "the reading"}
    return plain.get(str(section)) or f"the {str(section).removesuffix('s')} {rest[0]}"


@check("E151", mend="Correct the date.")
def date_in_the_future(loaded: Loaded) -> Iterator[Doubt]:
    """A cut, a status, a reading or a source is dated after today, wherever on earth that is latest."""
    for dated in stored(loaded.trial, "date"):
        if span(dated.value)[0] > today():
            yield Doubt(dated.path, f"{dated.value} of {_dated(dated.path)} is in the future")


@check("E150", mend="Put the cuts in order, the oldest first, or mend the date.")
def cuts_out_of_order(loaded: Loaded) -> Iterator[Doubt]:
    """A cut stands below one that is later; the last declared cut answers by default."""
    dates = ((id_, cut.stated("date")) for id_, cut in loaded.trial.cuts.items())
    dated = [(id_, written, span(written)) for id_, written in dates if written]
    for (above, first, earlier), (below, second, later) in pairwise(dated):
        if earlier[0] > later[1]:
            yield Doubt(("cuts", below), f"the cut {below} of {second} stands below {above} of {first}; the oldest comes first")


@check("W252", mend="Correct the year of the source, the date of the cut, or the cut of the row.")
def source_before_cut(loaded: Loaded) -> Iterator[Doubt]:
    """A source is older than the cut which it is said to report."""
    first = {(row.place.source, row.cut): row for row in reversed(loaded.figures) if row.cut}
    for (key, cut), row in first.items():
        # Whichever source dates the cut: that of the row may print no date.
        year, date = loaded.trial.sources[key].year, loaded.trial.cuts[cut].stated("date")
        if year and date and int(year) < span(date)[0].year:
            yield Doubt(row.path, f"{key} is of {year} and cannot report the cut {cut} of {date}", (row,))


@check("N350", mend="Delete it, or cite it where it was read.")
def source_unused(loaded: Loaded) -> Iterator[Doubt]:
    """A source is declared but no line of the file cites it."""
    trial, data = loaded.trial, loaded.document.data
    own = data.get("sources", {}) if isinstance(data, dict) else {}
    cited = {source.value.key for source in stored(trial, "source")}
    used = cited | {publication.reports for publication in trial.sources.values()}
    yield from _unused("sources", own, used, "nothing in this file cites")


@check("N351", mend="Delete it, or give the results that are of it.")
def cut_unused(loaded: Loaded) -> Iterator[Doubt]:
    """A cut is declared but no result is of it."""
    used = {row.cut for row in loaded.figures if row.kind != "participants"}
    yield from _unused("cuts", loaded.trial.cuts, used, "no result is of the cut")


@check("N352", mend="Delete it, or give the results that are of it.")
def population_unused(loaded: Loaded) -> Iterator[Doubt]:
    """A subgroup is declared but no result is of it."""
    used = {row.population for row in loaded.figures if row.term != "population size"}
    yield from _unused("populations", loaded.trial.populations, used, "no result is of the population")


def _unused(section: str, declared: Iterable[str], used: Container[str | None], told: str) -> Iterator[Doubt]:
    for id_ in declared:
        if id_ not in used:
            yield Doubt((section, id_), f"{told} {id_}")


@check("N353", mend="Delete it, or write the contrast in the printed direction (A v B).")
def contrast_unused(loaded: Loaded) -> Iterator[Doubt]:
    """What a contrast isolates is told for a contrast that no result makes."""
    used = {f"{row.arm} v {row.comparator}" for row in loaded.figures if row.comparator}
    for index, override in enumerate(loaded.trial.isolates):
        if override.of not in used:
            yield Doubt(("isolates", index, "of"), f"no result compares {override.of}")


@check(
    "W253",
    mend="Make them one endpoint whose rows differ (assessor, analysis_set, method), or say the definition that sets them apart.",
)
def two_defaults(loaded: Loaded) -> Iterator[Doubt]:
    """Two endpoints of a file answer one question by default, because they are one term and say no difference."""
    chosen = (row for row in loaded.figures if row.default and row.key)
    for first, *others in grouped(chosen, lambda row: _question_in_terms(row, loaded)).values():
        for row in others:
            message = f'the endpoints "{first.key}" and "{row.key}" both answer by default for {row.endpoint}'
            yield Doubt.at(row, f"{message} ({row.measure}, {row.arm})", first)


def _question_in_terms(row: FigureRow, loaded: Loaded) -> tuple[object, ...]:
    """The question that a row answers, whatever the key of its endpoint."""
    return (question(row, loaded.terms)._replace(key=row.endpoint), row.definition, row.population, row.unit)
