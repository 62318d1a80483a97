"""The file as a whole: dates in order, nothing declared that is not used, one answer to one question."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from evtrials.bench.checks.base import Check, Doubt
from evtrials.collection.store import Loaded
from evtrials.evidence.rows import FigureRow, Path
from evtrials.trial.rules import cited
from evtrials.trial.terms import Terms


def _dates(loaded: Loaded) -> Iterator[tuple[Path, str, str]]:
    """Every date of a trial: path, what it is of, the date as written."""
    trial = loaded.trial
    if trial.status.as_of:
        yield ("status", "as_of"), "the status", trial.status.as_of
    for id_, cut in trial.cuts.items():
        if cut.date:
            yield ("cuts", id_, "date"), f"the cut {id_}", cut.date
    for name in ("extracted", "verified"):
        if reading := getattr(trial.curation, name):
            yield ("curation", name, "on"), "the reading", reading.on
    for key, publication in trial.sources.items():
        if publication.year:
            yield ("sources", key, "year"), f"the source {key}", publication.year


def _span(written: str) -> tuple[date, date]:
    """The first and last day that a date may mean."""
    if len(written) == len("2013-10-03"):
        return date.fromisoformat(written), date.fromisoformat(written)
    year, *rest = (int(part) for part in written.split("-"))
    first, last = (rest[0], rest[0]) if rest else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _future(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    for path, what, written in _dates(loaded):
        if _span(written)[0] > date.today():
            yield Doubt(path, f"{written} of {what} is in the future")


def _cuts_in_order(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    dated = [(id_, cut.date, _span(cut.date)) for id_, cut in loaded.trial.cuts.items() if cut.date]
    for (above, first, earlier), (below, second, later) in pairwise(dated):
        if earlier[0] > later[1]:
            yield Doubt(("cuts", below), f"the cut {below} of {second} stands below {above} of {first}; the oldest comes first")


def _status_before_cut(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    as_of = loaded.trial.status.as_of
    days = _span(as_of) if as_of else None
    for id_, cut in loaded.trial.cuts.items():
        of_cut = _span(cut.date) if cut.date else None
        if days and of_cut and days[1] < of_cut[0]:
            yield Doubt(("status", "as_of"), f"the status is as of {as_of}, before the cut {id_} of {cut.date}")


def _source_before_cut(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    first: dict[tuple[str, str], FigureRow] = {}
    for row in loaded.figures:
        if row.cut_date:
            first.setdefault((row.source, row.cut), row)
    for (key, cut), row in first.items():
        year, days = loaded.trial.sources[key].year, _span(row.cut_date)
        if year and int(year) < days[0].year:
            yield Doubt(row.path, f"{key} is of {year} and cannot report the cut {cut} of {row.cut_date}", (row,))


def _unused_sources(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    trial, data = loaded.trial, loaded.document.data
    own = data.get("sources", {}) if isinstance(data, dict) else {}
    used = {source.key for _, source in cited(trial)} | {publication.reports for publication in trial.sources.values()}
    for key in own:
        if key not in used:
            yield Doubt(("sources", key), f"nothing in this file cites {key}")


def _unused_cuts(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    used = {row.cut for row in loaded.figures if row.kind != "participants"}
    yield from _unused("cuts", "cut", loaded.trial.cuts, used)


def _unused_populations(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    used = {row.population for row in loaded.figures if row.term != "population size"}
    yield from _unused("populations", "population", loaded.trial.populations, used)


def _unused(section: str, what: str, declared: Iterable[str], used: set[str]) -> Iterator[Doubt]:
    for id_ in declared:
        if id_ not in used:
            yield Doubt((section, id_), f"no result is of the {what} {id_}")


def _unused_contrasts(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    used = {f"{row.arm} v {row.comparator}" for row in loaded.figures if row.comparator}
    for index, override in enumerate(loaded.trial.isolates):
        if override.of not in used:
            yield Doubt(("isolates", index, "of"), f"no result compares {override.of}")


def _defaults(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """Two endpoints of the file that are one term and say no difference answer one question twice."""
    chosen: dict[tuple[str, ...], FigureRow] = {}
    for row in loaded.figures:
        if not row.default or not row.key:
            continue
        question = (
            row.kind,
            row.endpoint,
            row.definition,
            row.measure,
            row.at,
            row.period,
            row.term,
            row.arm,
            row.comparator,
            row.population,
            row.unit,
        )
        first = chosen.setdefault(question, row)
        if first is not row:
            yield Doubt(
                row.path,
                f'the endpoints "{first.key}" and "{row.key}" both answer by default for {row.endpoint} '
                f"({row.measure}, {row.arm})",
                (row, first),
            )


_ROE = "\n  Roe2021: {title: A letter, year: 2021, basis: abstract}"
_REPORTS = "reports: Doe2020}"
_YEAR = "journal: J Toys, year: 2020"
_VISCERAL = "planned: prespecified, src: Doe2020 Abstract}"
_CENTRAL = (
    "assessor: central\n    measure: median\n    unit: months\n    results:\n"
    "      - {cut: final, eve: 11.0, pbo: 4.1, src: Doe2020 Abstract}\n"
)

CHECKS = (
    Check(
        "E150",
        "cuts-out-of-order",
        "A cut stands below one that is later; the last declared cut answers by default.",
        "Put the cuts in order, the oldest first, or mend the date.",
        (("date: 2018-01-31", "date: 2020-01-31"),),
        (("date: 2018-01-31", "date: 2019-06"),),
        _cuts_in_order,
    ),
    Check(
        "E151",
        "date-in-the-future",
        "A cut, a status, a reading or a source is dated after today.",
        "Correct the date.",
        (("as_of: 2020-06-30", "as_of: 2098-06-30"),),
        (("as_of: 2020-06-30", "as_of: 2024"),),
        _future,
    ),
    Check(
        "W251",
        "status-before-cut",
        "The status is told as of a day before one of the cuts.",
        "Correct one of the dates, or tell the status anew.",
        (("as_of: 2020-06-30", "as_of: 2019-05"),),
        (("as_of: 2020-06-30", "as_of: 2019"),),
        _status_before_cut,
    ),
    Check(
        "W252",
        "source-before-cut",
        "A source is older than the cut which it is said to report.",
        "Correct the year of the source, the date of the cut, or the cut of the row.",
        ((_YEAR, "journal: J Toys, year: 2018"),),
        ((_YEAR, "journal: J Toys, year: 2019"),),
        _source_before_cut,
    ),
    Check(
        "W253",
        "two-defaults",
        "Two endpoints of a file answer one question by default, because they are one term and say no difference.",
        "Make them one endpoint whose rows differ (assessor, analysis_set, method), or say the definition that sets them apart.",
        (("  os:\n", f"  pfs-central:\n    is: pfs\n    {_CENTRAL}  os:\n"),),
        (("  os:\n", f"  pfs-central:\n    is: pfs\n    definition: from the first dose\n    {_CENTRAL}  os:\n"),),
        _defaults,
    ),
    Check(
        "N350",
        "source-unused",
        "A source is declared but no line of the file cites it.",
        "Delete it, or cite it where it was read.",
        ((_REPORTS, _REPORTS + _ROE),),
        ((_REPORTS, "reports: Roe2021}" + _ROE),),
        _unused_sources,
    ),
    Check(
        "N351",
        "cut-unused",
        "A cut is declared but no result is of it.",
        "Delete it, or give the results that are of it.",
        (("cuts:\n", "cuts:\n  early: {label: A first look, src: Doe2020 Abstract}\n"),),
        (
            ("cuts:\n", "cuts:\n  early: {label: A first look, src: Doe2020 Abstract}\n"),
            ("{cut: interim,", "{cut: early,"),
            ("  interim: {label: Interim analysis, date: 2018-01-31, src: Doe2020 Abstract}\n", ""),
        ),
        _unused_cuts,
    ),
    Check(
        "N352",
        "population-unused",
        "A subgroup is declared but no result is of it.",
        "Delete it, or give the results that are of it.",
        ((_VISCERAL, _VISCERAL + "\n  elderly: {factor: age, level: 65 or more, src: Doe2020 Abstract}"),),
        (
            (_VISCERAL, _VISCERAL + "\n  elderly: {factor: age, level: 65 or more, src: Doe2020 Abstract}"),
            ("eve: not reached,", "population: elderly, eve: not reached,"),
        ),
        _unused_populations,
    ),
    Check(
        "N353",
        "contrast-unused",
        "What a contrast isolates is told for a contrast that no result makes.",
        "Delete it, or write the contrast in the printed direction (A v B).",
        (("populations:\n", "isolates: [{of: pbo v eve, is: placebo, why: as printed}]\npopulations:\n"),),
        (("populations:\n", "isolates: [{of: eve v pbo, is: everolimus, why: as printed}]\npopulations:\n"),),
        _unused_contrasts,
    ),
)
