"""The sections of a trial printed whole: every result, report of harms, table, note and source, each figure with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from evtrials.evidence.analyses import Analysis, analyses, is_main, latest
from evtrials.evidence.harm_reports import HarmReport, harm_reports
from evtrials.evidence.isolates import isolates
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.evidence.traits import mixture_words, subtype_words
from evtrials.notation.capitals import begun_large, begun_small
from evtrials.notation.closed_words import SECOND_HAND
from evtrials.notation.spaces import unbroken
from evtrials.questions import card_head, phrases
from evtrials.questions.answer import Block, Entries, Entry, Facts, Paragraph
from evtrials.questions.card_end import read_words
from evtrials.questions.card_harms import bands_words, grid_of
from evtrials.questions.entries import analysis_head, entry, one_cut
from evtrials.questions.harms import harm_endpoints, limits_dose
from evtrials.questions.subgroups import MARKERS, NOT_BY_ITSELF, OTHERS, GroupsAsked, group_blocks
from evtrials.trial.identity import ALL
from evtrials.trial.tables import Block as Report

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.questions.footnotes import Footnotes
    from evtrials.trial.model import Trial

NOT_SEEN = "Not in the sources read."
OF_GROUPS = "Of groups of patients alone: subgroups."
BY_BIOMARKER = "By biomarker alone: biomarkers."
_MAIN_ROLES = ("primary", "co-primary", "key secondary")
# What stands before the text of a note that marks nothing on the page.
_NO_LETTER = "·"


class Sections:
    """What makes the sections of a trial; the footnotes of all of them are one list. foot: what those made so far end with."""

    def __init__(self, library: Library, trial: Trial, notes: Footnotes, *, all_cuts: bool) -> None:
        self.library, self.trial, self.notes, self.all_cuts = library, trial, notes, all_cuts
        self.terms, self.rows = library.terms, library.rows_of(trial)
        self.every = analyses(self.rows, trial)
        self.foot: tuple[str, ...] = ()

    @property
    def makers(self) -> dict[str, Callable[[], Iterable[Block]]]:
        """The sections by name, in the order in which they stand."""
        return {
            "about": self._about,
            "results": self._results,
            "harms": self._harms,
            "exposure": lambda: self._table("exposure", "Exposure"),
            "subgroups": lambda: self._groups("Subgroups", biomarkers=False),
            "biomarkers": lambda: self._groups("Biomarkers", biomarkers=True),
            "baseline": lambda: self._table("baseline", "Baseline"),
            "dose-finding": self._dose_finding,
            "notes": self._notes,
            "sources": self._sources,
        }

    @property
    def arms_named(self) -> tuple[Block, ...]:
        """What the ids mean by which figures name their arms: `eve = everolimus + exemestane`."""
        told = [f"{id_} = {begun_small(arm.label)}" for id_, arm in self.trial.arms.items()]
        return (Paragraph(f"Arms: {'; '.join(told)}."),) if told else ()

    def _about(self) -> Iterator[Block]:
        trial, notes = self.trial, self.notes
        design = trial.design
        said = [
            f"phase {trial.phase}",
            phrases.or_unstated(trial.setting, "setting"),
            f"{phrases.or_unstated(design.allocation, 'allocation')} {design.ratio or ''}".rstrip(),
            phrases.or_unstated(design.masking, "masking"),
        ]
        if design.control == "no added treatment":
            said.append("control without added treatment")
        elif design.control not in ("not stated", "none"):
            said.append(f"{design.control} control")
        if trial.kind != "trial":
            said.insert(0, trial.kind)
        status = trial.status.is_ + (f" ({trial.status.as_of[:4]})" if trial.status.as_of else "")
        facts = [
            ("Design", "; ".join(said) + self._of("design")),
            ("Status", f"{status}; {', '.join(trial.registry) or 'no registration seen'}{self._of('status')}"),
        ]
        if counted := self._numbers():
            facts.append(("Numbers", counted))
        facts.append(("Read", read_words(trial).removeprefix("Read: ")))
        if trial.strata:
            facts.append(("Stratified by", ", ".join(trial.strata.by) + self._of("strata")))
        population = trial.population
        who = (phrases.or_unstated(subtype_words(trial), "subtype"), phrases.line(population.line), population.summary)
        facts.append(("Patients", "; ".join(part for part in who if part) + self._of("population")))
        if mixture := mixture_words(trial):
            facts.append(("Mixture", mixture))
        for id_, arm in trial.arms.items():
            n = f", n {arm.n}" if arm.n else ""
            regimen = "; ".join(dose.text for dose in arm.given) or "drugs not stated"
            outside = " (external control)" if arm.external else ""
            marks = notes.of_notes(card_head.arm_notes(trial, id_))
            facts.append((id_, f"{arm.label}{outside}{n}: {regimen}{marks}"))
        yield Facts(tuple(facts))
        yield from card_head.must_be_known(trial, self.terms, notes)

    def _of(self, section: str) -> str:
        return self.notes.of_notes(card_head.notes_of(self.trial, section))

    def _numbers(self) -> str:
        """Patients planned, enrolled, randomised, treated, as the sources print them; each count once with its sources.

        What a review or a press page repeats of a source that was read adds nothing here; `figures` has it.
        """
        counts = [row for row in self.rows if row.path[:1] == ("participants",)]
        first_hand = {(row.figure.text, row.term) for row in counts if row.place.basis not in SECOND_HAND}
        found: dict[str, list[FigureRow]] = {}
        for row in counts:
            if row.place.basis not in SECOND_HAND or (row.figure.text, row.term) not in first_hand:
                found.setdefault(f"{row.figure.text}{phrases.mark(row)} {row.term}", []).append(row)
        return "; ".join(
            f"{said} [{', '.join(dict.fromkeys(row.place.source for row in rows))}]{self.notes.of(*rows)}"
            for said, rows in found.items()
        )

    def _results(self) -> Iterator[Block]:
        """The main endpoints (primary, key secondary, survival), then all the others, then the curves."""
        shown = [one for one in self.every if is_main(one) and one.first.kind != "interaction"]
        main = _main(shown)
        if not main:
            yield Entries("Results", (), lead=(OF_GROUPS if self.every else _without_results(self.trial),))
        else:
            yield self._analyses("Results" + _contrast_words(self.trial), main)
        if further := [analysis for analysis in shown if analysis not in main]:
            yield self._analyses("Further results", further)
        yield from self._curves()

    def _analyses(self, title: str, found: list[Analysis]) -> Entries:
        chosen, passed = (found, []) if self.all_cuts else latest(found, self.trial)
        if not self.all_cuts:
            chosen = [_without_repeated_differences(analysis) for analysis in chosen]
        cut = one_cut(chosen, self.trial)
        return Entries(
            title,
            tuple(self._entries(chosen)),
            lead=(f"All at one cut: {cut}.",) if cut else (),
            footnotes=self._passed_over(chosen, passed),
        )

    def _entries(self, chosen: list[Analysis]) -> Iterator[Entry]:
        """Analyses under a line for each endpoint; the footnotes of an analysis stand in its head."""
        last = ""
        with_cut = not one_cut(chosen, self.trial)
        for analysis in chosen:
            if (key := analysis.first.key) != last:
                last = key
                yield Entry(phrases.endpoint_title(self.trial, key, self.terms, role=True))
            head = "· " + analysis_head(analysis, self.trial, with_population=True, with_cut=with_cut)
            yield entry(analysis, self.trial, self.notes, head=head)

    def _passed_over(self, chosen: list[Analysis], passed: list[Analysis]) -> tuple[str, ...]:
        shown = {row.analysis for analysis in chosen for row in analysis.rows}
        keys = {(analysis.first.key, analysis.first.population) for analysis in chosen}
        figures = (row for row in self.rows if row.kind in ("outcome", "effect", "association"))
        further = {row.analysis for row in figures if (row.key, row.population) in keys} - shown
        earlier = {row.analysis for analysis in passed for row in analysis.rows} & further
        parts = [f"{len(earlier)} at other cuts"] if earlier else []
        parts += [f"{others} in further sources"] if (others := len(further - earlier)) else []
        way = f"evtrials figures {self.trial.id}" if self.all_cuts else "--all-cuts"
        return (f"Passed over: {', '.join(parts)} ({way}).",) if parts else ()

    def _curves(self) -> Iterator[Paragraph]:
        """That there is a reconstructed curve, and how to see it; its data are no figures of the trial."""
        for curve in self.trial.curves:
            name = phrases.endpoint_name(self.trial.endpoints[curve.endpoint].is_ or curve.endpoint, self.terms)
            yield Paragraph(
                f"Reconstructed curve, no trial records: {begun_small(name)}, from {curve.reconstructs} by "
                f"{curve.made_by}. See it with: evtrials curve {self.trial.id} {curve.endpoint}"
            )

    def _harms(self) -> Iterator[Block]:
        """Each report of harms, the one that tells most first, its grades beside each other; then what is said in words."""
        reports = harm_reports(self.rows, self.trial)
        stated = [row for row in self.rows if row.kind == "statement" and row.analysis.section == "safety"]
        labels = phrases.labels(self.trial)
        if not reports and not stated:
            yield Entries("Harms", (), lead=(self._without_harms(),))
        for report in reports:
            yield from self._report(report)
        for rows in grouped(stated, lambda row: (row.attribution, row.cut, row.period, row.population)).values():
            entries = (Entry(f"· {phrases.harm_statement(row, labels)}{self.notes.of(row)}") for row in rows)
            yield Entries(f"Harms in words: {self._of_report(rows[0])}", tuple(entries))

    def _report(self, report: HarmReport) -> Iterator[Block]:
        first = report.first
        block = self.trial.safety[int(first.path[1])]
        title = f"Harms: {self._of_report(first)} [{phrases.place(first)}]"
        threshold = f"threshold {block.threshold or 'not stated'}"
        lead = f"Median exposure {self._exposure(first.population)}; {threshold}; {_denominators(block)}."
        label = bands_words(report.bands)
        grid = grid_of(self.trial, report, report.bands, report.cells, self.notes, label=begun_large(label))
        tested = [
            f"{term}: {phrases.p_value(row)}{self.notes.of(row)}" for term, rows in report.tests.items() for row in rows if row.p
        ]
        yield grid._replace(title=title, lead=(lead,))
        if tested:
            yield Paragraph("; ".join(tested) + ".", follows=True)

    def _of_report(self, row: FigureRow) -> str:
        """What a report of harms is of: attribution, cut, time and group of patients."""
        cut = self.trial.cuts[row.cut].shown if row.cut else "cut not stated"
        of = (phrases.attribution(row.attribution), cut, row.period, phrases.group(row.population, self.trial))
        return ", ".join(part for part in of if part)

    def _exposure(self, population: str) -> str:
        """The median exposure of the arms in the population of a table; "not seen" where no source says."""
        found = [row for row in self.rows if row.population == population and phrases.is_time_on_treatment(row)]
        # With several drugs the term says which one the time is of.
        several = len({row.term for row in found}) > 1
        said = (f"{row.arm} {phrases.figure(row)}" + (f" ({row.term})" if several else "") for row in found)
        return "; ".join(said) or "not seen"

    def _without_harms(self) -> str:
        """What is said where no table of harms was seen: where else harms are told."""
        told = [phrases.endpoint_title(self.trial, key, self.terms) for key in harm_endpoints(self.rows, self.terms)]
        told += ["dose-limiting toxicities (dose-finding)"] if limits_dose(self.rows) else []
        return f"In no table of the sources read, but as: {'; '.join(told)}." if told else NOT_SEEN

    def _groups(self, title: str, *, biomarkers: bool) -> Iterator[Block]:
        """Groups under the effect in all patients, as `subgroups` and `biomarkers` have them."""
        asked = GroupsAsked(self.library, which=MARKERS if biomarkers else OTHERS, all_cuts=self.all_cuts)
        if blocks := group_blocks(asked, self.trial, self.notes, named=False):
            yield Paragraph(title, strong=True)
            yield from map(_capital, blocks)
            self.foot = (NOT_BY_ITSELF,)
            return
        assayed = any(one.first.population != ALL and self.trial.populations[one.first.population].assay for one in self.every)
        yield Entries(title, (), lead=(BY_BIOMARKER if assayed and not biomarkers else NOT_SEEN,))

    def _table(self, section: str, title: str) -> Iterator[Block]:
        blocks: tuple[Report, ...] = getattr(self.trial, section)
        if not blocks:
            yield Entries(title, (), lead=(NOT_SEEN,))
            return
        entries = []
        for index, block in enumerate(blocks):
            mine = _cells(self.rows, section, index)
            for term in block.rows:
                cells = [mine[(term, position)] for position in range(len(block.columns))]
                pieces = [unbroken(_arm_cell(cell)) for cell in cells]
                what = f"{term}, {block.measure}" if block.measure not in (None, "rate", "count") else term
                cut = self.trial.cuts[block.cut].shown if block.cut else ""
                where = (cut, block.period, phrases.group(block.population, self.trial))
                head = ", ".join([what, *(part for part in where if part)])
                entries.append(Entry(f"· {head}{self.notes.of(*cells)}", (*pieces, f"[{block.src}]")))
            for row in (row for row in mine.values() if row.kind == "statement"):
                words = ", ".join(part for part in (row.term, row.period, phrases.group(row.population, self.trial)) if part)
                said = phrases.statement(row, phrases.labels(self.trial))
                entries.append(Entry(f"· {words}{self.notes.of(row)}", marks=(said,)))
        yield Entries(title, tuple(entries))

    def _dose_finding(self) -> Iterator[Facts]:
        """What the escalation of each part of the protocol found, a list for each: two parts are two combinations."""
        mine = [row for row in self.rows if row.kind == "dose finding"]
        for part, found in grouped(mine, lambda row: row.analysis.part).items():
            facts = (
                (begun_large(row.term), f"{row.figure.text} [{phrases.place(row)}]{self.notes.of(row)}")
                for row in found
            )
            yield Facts(tuple(facts), title="Dose finding" + (f": {self.trial.parts[part].label}" if part else ""))

    def _notes(self) -> Iterator[Facts]:
        """Every note with what it is of; first, by their letters, those that something above, or the card, points to."""
        letters = {text: letter for letter, text in self.notes.lines}
        rows = []
        order = [note.short or note.text for note in self.trial.notes]
        ranked = {text: place for place, (_, text) in enumerate(self.notes.lines)}
        by_letter = sorted(range(len(order)), key=lambda index: ranked.get(order[index], len(ranked)))
        for note in (self.trial.notes[index] for index in by_letter):
            letter = letters.get(note.short or note.text, "")
            where = f" [{note.src}]" if note.src else ""
            rows.append((f"[{letter}]" if letter else _NO_LETTER, f"{note.kind} ({note.subject}): {note.text}{where}"))
        if rows:
            yield Facts(tuple(rows), title="Notes")

    def _sources(self) -> Iterator[Block]:
        from evtrials.questions.citation import citation

        rows = []
        for key, source in self.trial.sources.items():
            missing = f" Not seen: {source.not_seen}." if source.not_seen else ""
            retells = f", retells {source.reports}" if source.reports else ""
            rows.append((key, f"{citation(source)} Read: {source.basis}{retells}.{missing}"))
        yield Facts(tuple(rows), title="Sources")
        curation = self.trial.curation
        readings = [
            f"{name} by {reading.by} on {reading.date}"
            for name, reading in (("extracted", curation.extracted), ("verified", curation.verified))
            if reading
        ]
        yield Paragraph("Curation: " + ("; ".join(readings) or "not stated") + ".")


def _capital(block: Block) -> Block:
    """A block of one trial, whose title no name begins."""
    if isinstance(block, Paragraph) or not block.title:
        return block
    return block._replace(title=begun_large(block.title))


def _main(found: list[Analysis]) -> list[Analysis]:
    """The analyses of the main endpoints, or of every endpoint where no source says which is a main one."""
    main_keys = {one.first.key for one in found if one.role in _MAIN_ROLES or one.first.endpoint == "os"}
    if not any(analysis.role in _MAIN_ROLES for analysis in found):
        main_keys = {analysis.first.key for analysis in found}
    figures_of = {analysis.first.key for analysis in found if not analysis.only_counts}
    # Counts of events and deaths follow later where the endpoint has figures of its own.
    return [one for one in found if one.first.key in main_keys and not (one.only_counts and one.first.key in figures_of)]


def _without_repeated_differences(analysis: Analysis) -> Analysis:
    """Without the differences of medians that a review or a press page made, where the trial printed a ratio."""
    kept = tuple(row for row in analysis.rows if row.measure != "difference" or row.place.basis not in SECOND_HAND)
    return Analysis(kept) if analysis.has_ratio else analysis


def _without_results(trial: Trial) -> str:
    """What is said where no figure of an endpoint was seen: the endpoints that were planned."""
    planned = [f"{key} ({endpoint.role})" for key, endpoint in trial.endpoints.items()]
    return NOT_SEEN + (f" Endpoints: {', '.join(planned)}." if planned else "")


def _contrast_words(trial: Trial) -> str:
    contrast = trial.implied_contrast()
    if not contrast:
        return ""
    if not trial.is_randomised_between(*contrast):
        how = "allocation not stated" if trial.design.allocation == "not stated" else "not randomised"
        return f" ({contrast[0]} v {contrast[1]}, {how})"
    isolated = isolates(trial, *contrast)
    return f" ({contrast[0]} v {contrast[1]}" + (f"; isolates {isolated})" if isolated else ")")


def _cells(rows: Sequence[FigureRow], section: str, index: int) -> dict[tuple[str | int, ...], FigureRow]:
    """The cells of one block by term and column; the rows of a printed range follow their cell and add none."""
    found: dict[tuple[str | int, ...], FigureRow] = {}
    for row in rows:
        if row.path[:2] == (section, index):
            found.setdefault(row.path[3:5], row)
    return found


def _denominators(block: Report) -> str:
    if block.n:
        return "n " + ", ".join(f"{arm} {n}" for arm, n in block.n.items())
    return "n in the cells" if any(cell.n for cells in block.rows.values() for cell in cells) else "n not stated"


def _arm_cell(cell: FigureRow) -> str:
    if cell.measure == "test":
        return phrases.figure(cell)
    return f"{phrases.arm(cell.arm)} {phrases.figure(cell)}"
