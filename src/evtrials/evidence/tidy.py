"""Every figure of a trial as one flat row: the tidy table, and which row answers a question by default.

The rows are made from one trial and the vocabulary; nothing is computed from figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from evtrials.evidence.defaults import defaults
from evtrials.evidence.notes import marked
from evtrials.evidence.rows import Contrast, FigureRow, Path, Place
from evtrials.evidence.traits import isolates
from evtrials.notation.closed_words import ALL_ARMS, FigureKind
from evtrials.notation.figures import MISSING, Figure
from evtrials.notation.p_values import parse_p
from evtrials.trial.arms import CutFacts
from evtrials.trial.fields import Source
from evtrials.trial.identity import ALL, AnalysisKey, key_of_count, key_of_row, key_of_term
from evtrials.trial.model import Trial
from evtrials.trial.notes import PlacedNote
from evtrials.trial.results import EFFECTS, Endpoint, Row, arms_of
from evtrials.trial.tables import P_COLUMN, Block, arm_and_grade
from evtrials.trial.terms import Terms

_BAD_COUNTS = ("deaths", "events")  # fewer is better, whatever the endpoint they belong to


def figures(trial: Trial, terms: Terms) -> list[FigureRow]:
    """Every stored figure of a trial, in the order of the file, with notes and default marks."""
    rows = list(_Flattener(trial, terms).rows())
    _note(rows, trial.notes)
    for index in defaults(rows, trial, terms):
        _complete(rows[index], default=True)
    return rows


class _Flattener:
    """Walks one trial and yields its rows; holds what every row needs."""

    def __init__(self, trial: Trial, terms: Terms) -> None:
        self.trial, self.terms = trial, terms

    def rows(self) -> Iterator[FigureRow]:
        yield from self._participants()
        for name in ("baseline", "exposure", "safety"):
            for index, block in enumerate(getattr(self.trial, name)):
                yield from self._block(name, index, block)
        yield from self._dose_finding()
        for key, endpoint in self.trial.endpoints.items():
            for index, row in enumerate(endpoint.results):
                yield from self._analysis(key, endpoint, row, ("endpoints", key, "results", index))

    def _row(self, kind: FigureKind, analysis: AnalysisKey, source: Source, path: Path, **columns: Any) -> FigureRow:
        publication = self.trial.sources[source.key]
        return FigureRow(
            trial=self.trial.id,
            analysis=analysis,
            kind=kind,
            place=Place(source.key, source.place, publication.basis),
            path=path,
            **columns,
        )

    def _participants(self) -> Iterator[FigureRow]:
        trial = self.trial
        for index, participants in enumerate(trial.participants):
            for name, count in participants.counts.items():
                yield self._count(("participants", name), participants.src, ("participants", index, name), name, count)
        for name in ("sites", "countries"):
            if count := getattr(trial.design, name):
                yield self._count(("design", name), trial.design.src, ("design", name), name, count, unit=name)
        for id_, arm in trial.arms.items():
            if arm.n is not None:
                yield self._count(("arms", id_), arm.n_src or arm.src, ("arms", id_, "n"), "arm size", arm.n, outcome_of=id_)
        for id_, population in trial.populations.items():
            if population.n is not None:
                yield self._count(
                    ("populations", id_),
                    population.src,
                    ("populations", id_, "n"),
                    "population size",
                    population.n,
                    population=id_,
                )
        for id_, cut in trial.cuts.items():
            yield from self._cut_facts(id_, cut, ("cuts", id_))
            for index, facts in enumerate(cut.also):
                yield from self._cut_facts(id_, facts, ("cuts", id_, "also", index))
        for index, mixture in enumerate(trial.population.mix):
            for kind, figure in mixture.kinds.items():
                yield from self._values(
                    "baseline",
                    key_of_count("mix", kind, mixture.src),
                    mixture.src,
                    ("population", "mix", index, kind),
                    figure,
                    "rate" if mixture.unit == "percent" else "count",
                    term=kind,
                    outcome_of=mixture.arm or ALL_ARMS,
                    unit=mixture.unit,
                )

    def _cut_facts(self, id_: str, facts: CutFacts, path: Path) -> Iterator[FigureRow]:
        if facts.events is not None:
            yield self._count(
                ("cuts", f"{id_}/events"),
                facts.src,
                (*path, "events"),
                "events at the cut",
                facts.events,
                unit="events",
                measure="events",
                cut=id_,
            )
        if facts.followup is not None:
            amount, _, unit = facts.followup.partition(" (")[0].rpartition(" ")
            digits = amount.lstrip("<>=about ")
            yield self._row(
                "participants",
                key_of_count("cuts", f"{id_}/followup", facts.src, cut=id_),
                facts.src,
                (*path, "followup"),
                term="follow-up",
                measure="median",
                figure=Figure(facts.followup, digits, amount[: len(amount) - len(digits)].strip()),
                unit=unit,
                **self._cut(id_),
            )

    def _count(
        self,
        named: tuple[str, str],
        source: Source,
        path: Path,
        term: str,
        count: str,
        population: str = ALL,
        cut: str = "",
        **columns: Any,
    ) -> FigureRow:
        return self._row(
            "participants",
            key_of_count(*named, source, population=population, cut=cut),
            source,
            path,
            term=term,
            figure=_counted(count),
            **{"measure": "count", "unit": "participants", **columns, **self._cut(cut)},
        )

    def _block(self, name: str, index: int, block: Block) -> Iterator[FigureRow]:
        kind: FigureKind = "safety" if name == "safety" else "exposure" if name == "exposure" else "baseline"
        for term, stated in block.stated.items():
            analysis, at = key_of_term(name, term, block), (name, index, "stated", term)
            words = Figure(stated.text)
            yield self._row("statement", analysis, block.src, at, figure=words, term=term, **self._cut(analysis.cut))
        for term, cells in block.rows.items():
            analysis = key_of_term(name, term, block)
            common: dict[str, Any] = {
                "term": term,
                "better": "lower" if kind == "safety" else "",
                **self._cut(analysis.cut),
            }
            for position, (column, cell) in enumerate(zip(block.columns, cells, strict=True)):
                arm, grade = arm_and_grade(column)
                path: Path = (name, index, "rows", term, position)
                if arm == P_COLUMN:
                    yield self._p_cell(kind, analysis, block, path, cell, grade=grade, **common)
                    continue
                unit = "percent" if cell.is_percent else block.unit or "participants"
                measure = block.measure or ("rate" if unit == "percent" else "count")
                yield from self._values(
                    kind, analysis, block.src, path, cell, measure, grade=grade, outcome_of=arm, unit=unit,
                    n=cell.n or block.n.get(arm, ""), **common,
                )  # fmt: skip

    def _p_cell(
        self, kind: FigureKind, analysis: AnalysisKey, block: Block, path: Path, cell: Figure, **columns: Any
    ) -> FigureRow:
        """A p value printed in a table: a test between the trial's two arms where both are columns of it, else of the row."""
        arms = {arm_and_grade(column)[0] for column in block.columns}
        implied = self.trial.implied_contrast()
        contrast = Contrast(*implied, "") if implied and set(implied) <= arms else None
        p = None if cell.is_missing else parse_p(cell.text)
        columns = {**columns, "better": ""}
        return self._row(kind, analysis, block.src, path, measure="test", contrast=contrast, figure=_of_test(cell.text), p=p,
                         **columns)  # fmt: skip

    def _dose_finding(self) -> Iterator[FigureRow]:
        for index, finding in enumerate(self.trial.dose_finding):
            base: Path = ("dose_finding", index)
            analysis = key_of_count("dose finding", "", finding.src, part=finding.part or "")
            if finding.levels is not None:
                yield self._row(
                    "dose finding",
                    analysis,
                    finding.src,
                    (*base, "levels"),
                    term="dose levels",
                    measure="count",
                    figure=_counted(finding.levels),
                )
            if finding.mtd is not None:
                missing = finding.mtd in ("not reached", "not reported")
                yield self._row(
                    "dose finding",
                    analysis,
                    finding.src,
                    (*base, "mtd"),
                    term="maximum tolerated dose",
                    figure=Figure(finding.mtd, qualifier=finding.mtd if missing else ""),
                )
            for position, dose in enumerate(finding.rp2d):
                target = dose.target
                single = target.low if target.low == target.high else ""
                yield self._row(
                    "dose finding",
                    analysis,
                    finding.src,
                    (*base, "rp2d", position),
                    term=f"recommended phase 2 dose of {dose.drug}",
                    figure=Figure(dose.text, single),
                    unit=target.unit if single else "",
                )
            for position, toxicity in enumerate(finding.dlt):
                yield self._row(
                    "dose finding",
                    analysis,
                    finding.src,
                    (*base, "dlt", position),
                    term=f"dose-limiting toxicity (entry {position + 1})",
                    figure=Figure(toxicity),
                )

    def _analysis(self, key: str, endpoint: Endpoint, row: Row, path: Path) -> Iterator[FigureRow]:
        trial = self.trial
        term_id = self.terms.endpoint(endpoint.is_ or key)
        term = self.terms.endpoints.get(term_id)
        analysis = key_of_row(trial, key, row, self.terms)
        measure, unit = analysis.measure, row.unit or endpoint.unit or ""
        definition = "; ".join(
            part for part in (endpoint.instrument, endpoint.threshold, row.definition or endpoint.definition) if part
        )
        common: dict[str, Any] = {
            # A subgroup of the primary endpoint is not primary unless its row says so.
            "role": row.role or (endpoint.role if row.population is None else "not stated"),
            "endpoint": term_id,
            "definition": definition,
            "base": (endpoint.measure or "") if measure in EFFECTS.values() else measure,
            **self._cut(analysis.cut),
        }
        better = "lower" if measure in _BAD_COUNTS else (term.better if term else None) or ""
        n, events = _by_arm(row.n), _by_arm(row.events)
        for arm, figure in row.values.items():
            arm_unit = "percent" if figure.is_percent else unit
            yield from self._values(
                "outcome",
                analysis,
                row.src,
                (*path, arm),
                figure,
                measure,
                outcome_of=arm,
                unit=arm_unit,
                better=better,
                n=figure.n or n.get(arm, ""),
                events=figure.events or events.get(arm, ""),
                **common,
            )
        for arm in [arm for arm in {**n, **events} if arm and arm not in row.values]:
            yield from self._arm_counts(analysis, row, path, arm, n, events, common)
        yield from self._comparisons(row, analysis, path, common, n.get("", ""), events.get("", ""))

    def _arm_counts(
        self,
        analysis: AnalysisKey,
        row: Row,
        path: Path,
        arm: str,
        n: dict[str, str],
        events: dict[str, str],
        common: dict[str, Any],
    ) -> Iterator[FigureRow]:
        """Counts of an arm for which the row prints no figure of its own."""
        if arm in events:
            yield self._row(
                "outcome",
                analysis,
                row.src,
                (*path, "events", arm),
                measure="events",
                outcome_of=arm,
                unit="events",
                figure=_counted(events[arm]),
                n=n.get(arm, ""),
                **common,
            )
        else:
            yield self._row(
                "outcome",
                analysis,
                row.src,
                (*path, "n", arm),
                measure="count",
                outcome_of=arm,
                unit="participants",
                figure=_counted(n[arm]),
                term="analysed",
                **common,
            )

    def _comparisons(
        self, row: Row, analysis: AnalysisKey, path: Path, common: dict[str, Any], n: str, events: str
    ) -> Iterator[FigureRow]:
        """The ratios, differences and tests of a row. The p value stands with the first of them, as it is printed once."""
        contrast = arms_of(row.of) if row.of else self.trial.implied_contrast() if row.per is None else None
        sides: dict[str, Any] = {}
        kind: FigureKind = "association"
        if contrast and row.is_undirected:
            # Which arm a ratio favours cannot be told: it is listed under both labels, and is no effect of either.
            sides = {"term": " with ".join(self.trial.arms[arm].label for arm in contrast)}
        elif contrast:
            arm, comparator = contrast
            # A ratio per something else than an arm is not one of the arms, whatever their order.
            is_turned = row.per is None and self.trial.arms[arm].control and not self.trial.arms[comparator].control
            sides = {"contrast": Contrast(arm, comparator, isolates(self.trial, arm, comparator), is_turned)}
            if row.per is None and self.trial.is_randomised_between(arm, comparator):
                kind = "effect"
            else:
                sides["term"] = row.per or f"{self.trial.arms[arm].label} v {self.trial.arms[comparator].label}"
        elif row.per:
            sides = {"term": row.per}
        if row.stated is not None:
            yield self._row("statement", analysis, row.src, (*path, "stated"), figure=Figure(row.stated.text), **sides, **common)
        p = row.p
        common_measure = row.measure or self.trial.endpoints[analysis.subject].measure
        for name, measure in EFFECTS.items():
            estimate: Figure | None = getattr(row, name)
            if estimate is None:
                continue
            counted = common_measure in _BAD_COUNTS and measure != "hazard ratio"
            better = "lower" if counted else self._better_effect(measure, common["endpoint"])
            unit = (row.unit or self.trial.endpoints[analysis.subject].unit or "") if measure == "difference" else "ratio"
            for made in self._values(
                kind,
                analysis,
                row.src,
                (*path, name),
                estimate,
                measure,
                unit=unit,
                better=better,
                n=n,
                events=events,
                **sides,
                **common,
            ):
                _complete(made, p=p)
                yield made
                p = None
        if p is not None:
            yield self._row(
                kind,
                analysis,
                row.src,
                (*path, "p"),
                measure="test",
                figure=Figure(p.text),
                p=p,
                n=n,
                events=events,
                **sides,
                **common,
            )
        elif not row.effects and (n or events):
            yield self._row(
                "outcome",
                analysis,
                row.src,
                (*path, "events" if events else "n"),
                outcome_of=ALL_ARMS,
                measure="events" if events else "count",
                unit="events" if events else "participants",
                figure=_counted(events or n),
                n=n,
                term="" if events else "analysed",
                **common,
            )
        if row.p_interaction is not None:
            sides["term"] = row.factor or ""
            yield self._row(
                "interaction",
                analysis,
                row.src,
                (*path, "p_interaction"),
                measure="test",
                figure=Figure(row.p_interaction.text),
                p=row.p_interaction,
                **sides,
                **common,
            )

    def _better_effect(self, measure: str, endpoint: str) -> str:
        """Which side of a comparison favours the first arm: a hazard ratio of a survival time does so when it is low."""
        term = self.terms.endpoints.get(endpoint)
        if term is None or term.better is None:
            return ""
        if measure == "hazard ratio" and term.group in ("time to event", "patient-reported"):
            return "lower" if term.better == "higher" else "higher"
        return term.better

    def _values(
        self, kind: FigureKind, analysis: AnalysisKey, source: Source, path: Path, figure: Figure, measure: str, **columns: Any
    ) -> Iterator[FigureRow]:
        """The row of a figure, and rows of their own for a printed range, quartiles or standard deviation."""
        if figure.events and not columns.get("events"):
            columns["events"] = figure.events
        if figure.n:
            columns["n"] = figure.n
        yield self._row(
            kind,
            analysis,
            source,
            path,
            measure=measure,
            figure=figure,
            **columns,
        )
        for spread, digits in figure.spread:
            yield self._row(kind, analysis, source, path, measure=spread, figure=Figure(digits, digits), **columns)

    def _cut(self, id_: str) -> dict[str, Any]:
        """What is said of a cut by the first source that says it."""
        if not id_:
            return {}
        cut = self.trial.cuts[id_]
        return {"cut_date": cut.stated("date"), "followup": cut.stated("followup")}


def _counted(count: str) -> Figure:
    """A count as a figure: `about 60` is 60 with its qualifier."""
    digits = count.lstrip("<>=about ")
    return Figure(count, digits, count[: len(count) - len(digits)].strip())


def _of_test(text: str) -> Figure:
    """The cell of a test: its p value in words, which is no value of an arm; or the word that stands there instead."""
    return Figure(text, qualifier=text if text in MISSING else "")


def _by_arm(counts: str | dict[str, str] | None) -> dict[str, str]:
    """Counts by arm; the count of the whole analysis under ""."""
    if counts is None:
        return {}
    return counts if isinstance(counts, dict) else {"": counts}


def _note(rows: list[FigureRow], notes: Iterable[PlacedNote]) -> None:
    """Give each row the kinds and texts of the notes that mark it."""
    mine: dict[int, list[PlacedNote]] = {}
    for note, found in marked(notes, rows):
        for index in found:
            mine.setdefault(index, []).append(note)
    for index, told in mine.items():
        kinds = dict.fromkeys(note.kind for note in told)
        _complete(rows[index], flag=", ".join(kinds), note=" ".join(note.text for note in told))


def _complete(row: FigureRow, **columns: Any) -> None:
    """Fill columns of a row that nobody has seen yet: to copy it, as it is frozen, takes longer than to make it."""
    for name, value in columns.items():
        object.__setattr__(row, name, value)
