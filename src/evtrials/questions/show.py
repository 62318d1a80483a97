"""The evidence card of one trial: what was read, whom it treated with what, what it found, what it cost, in that order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from evtrials.collection.library import Library
from evtrials.errors import counted
from evtrials.evidence.analyses import Analysis, analyses, is_main, latest
from evtrials.evidence.columns import FIGURES, as_json
from evtrials.evidence.isolates import isolates
from evtrials.evidence.notes import touching
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.evidence.traits import about_of, is_suspect_dose, mixture_words, other_than_mtor, subtype_words
from evtrials.notation.closed_words import BASES, SECOND_HAND
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Entries, Entry, Facts, Heading, Page, Paragraph, Table
from evtrials.questions.entries import analysis_head, entry, one_cut
from evtrials.questions.harms import harm_endpoints, limits_dose
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial
from evtrials.trial.notes import PlacedNote
from evtrials.trial.tables import Block as Report
from evtrials.trial.tables import arm_and_grade
from evtrials.trial.terms import Terms

NOT_SEEN = "Not in the sources read."
OF_GROUPS = "Of groups of patients alone, below."
BY_BIOMARKER = "By biomarker alone, below."
_MAIN_ROLES = ("primary", "co-primary", "key secondary")


def show(library: Library, trial: Trial, only: tuple[str, ...] = (), all_cuts: bool = False) -> Answer:
    """The card of a trial; `only` keeps some sections by name, `all_cuts` shows earlier cuts and further reports."""
    terms, rows = library.terms, library.rows_of(trial)
    every = analyses(rows, trial)
    makers: dict[str, Callable[[], Iterable[Block]]] = {
        "about": lambda: _about(trial, terms, rows),
        "results": lambda: _results(trial, terms, rows, every, all_cuts, further=False),
        "subgroups": lambda: _subgroups(
            trial, terms, rows, every, all_cuts, biomarkers=False, below=not only or "results" in only
        ),
        "biomarkers": lambda: _subgroups(trial, terms, rows, every, all_cuts, biomarkers=True),
        "further": lambda: _results(trial, terms, rows, every, all_cuts, further=True),
        "curves": lambda: _curves(trial, terms),
        "safety": lambda: _safety(trial, rows, terms),
        "exposure": lambda: _plain_tables(trial, rows, "exposure", "Exposure"),
        "baseline": lambda: _plain_tables(trial, rows, "baseline", "Baseline"),
        "dose-finding": lambda: _dose_finding(trial, rows),
        "notes": lambda: _notes(trial),
        "sources": lambda: _sources(trial),
    }
    # Results stand in parts, so that the subgroups of the main endpoints follow them.
    parts = ("further", "curves") if "results" in only else ()
    chosen = [name for name in makers if not only or name in only or name in parts]
    blocks = [block for name in chosen for block in makers[name]()]
    return Answer(
        name="trials",
        columns=FIGURES,
        rows=rows,
        page=Page(f"{trial.name}  {trial.title}", tuple(blocks)),
        objects=lambda: [card(trial, terms, rows)],
        query={"trial": trial.id},
        is_page=True,
    )


def card(trial: Trial, terms: Terms, rows: list[FigureRow]) -> dict[str, object]:
    """The trial as JSON: its file, what is derived from it (marked so), and its figures as tidy rows."""
    body = trial.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={"endpoints", "safety", "exposure", "baseline"}
    )
    contrast = trial.implied_contrast()
    derived = {
        "subtype": subtype_words(trial),
        "about": about_of(trial, terms),
        "isolates": isolates(trial, *contrast) if contrast else None,
    }
    return {**body, "derived": derived, "figures": [as_json(row) for row in rows]}


def _about(trial: Trial, terms: Terms, rows: list[FigureRow]) -> Iterable[Block]:
    design = trial.design
    said = [
        f"phase {trial.phase}",
        phrases.or_unstated(trial.setting, "setting"),
        f"{phrases.or_unstated(design.allocation, 'allocation')} {design.ratio or ''}".rstrip(),
        phrases.or_unstated(design.masking, "masking"),
    ]
    if design.control not in ("not stated", "none"):
        said.append(f"{design.control} control" if design.control != "no added treatment" else "control without added treatment")
    if trial.kind != "trial":
        said.insert(0, trial.kind)
    status = trial.status.is_ + (f" ({trial.status.as_of[:4]})" if trial.status.as_of else "")
    facts = [
        ("Design", "; ".join(said)),
        ("Status", f"{status}; {', '.join(trial.registry) or 'no registration seen'}"),
    ]
    if counted := _numbers(rows):
        facts.append(("Numbers", counted))
    facts.append(("Read", _read(trial)))
    population = trial.population
    who = (phrases.or_unstated(subtype_words(trial), "subtype"), phrases.line(population.line), population.summary)
    noted = _numbers_of((index, note) for index, note in enumerate(trial.notes, 1) if note.about.get("section") == "population")
    facts.append(("Patients", "; ".join(part for part in who if part) + noted))
    if mixture := mixture_words(trial):
        facts.append(("Mixture", mixture))
    for id_, arm in trial.arms.items():
        n = f", n {arm.n}" if arm.n else ""
        doses = (dose.text + (" (as printed, suspect!)" if is_suspect_dose(trial, id_, dose.drug) else "") for dose in arm.drugs)
        regimen = "; ".join(doses) or "drugs not stated"
        outside = " (external control)" if arm.external else ""
        facts.append((id_, f"{arm.label}{outside}{n}: {regimen}"))
    yield Facts(tuple(facts))
    if about_of(trial, terms) == "mtor-in-both-arms":
        drugs = sorted({dose.drug for arm in trial.arms.values() for dose in arm.drugs if terms.is_mtor_inhibitor(dose.drug)})
        yield Paragraph(
            f"{' and '.join(drugs).capitalize()} in every arm: no effect below is one of an mTOR inhibitor.", strong=True
        )
    elif about_of(trial, terms) == "comparator":
        yield Paragraph("No mTOR inhibitor in any arm.", strong=True)
    elif other := other_than_mtor(trial, terms):
        yield Paragraph(f"{other}.", strong=True)
    if trial.stopped:
        yield Paragraph(f"Stopped early: {trial.stopped.why} [{trial.stopped.src}].", strong=True)
    if trial.crossover:
        yield Paragraph(f"Cross-over: {trial.crossover.text} [{trial.crossover.src}].")


def _numbers(rows: list[FigureRow]) -> str:
    """Patients planned, enrolled, randomised, treated, as the sources print them; each count once with its sources.

    What a review or a press page repeats of a source that was read adds nothing here; `figures` has it.
    """
    counts = [row for row in rows if row.path[:1] == ("participants",)]
    first_hand = {(row.figure.text, row.term) for row in counts if row.place.basis not in SECOND_HAND}
    found: dict[str, list[str]] = {}
    for row in counts:
        if row.place.basis not in SECOND_HAND or (row.figure.text, row.term) not in first_hand:
            found.setdefault(f"{row.figure.text}{phrases.mark(row)} {row.term}", []).append(row.place.source)
    return "; ".join(f"{said} [{', '.join(dict.fromkeys(keys))}]" for said, keys in found.items())


def _read(trial: Trial) -> str:
    counts = Counter(source.basis for source in trial.sources.values())
    nouns = {"press": "press page", "registry": "registry record"}
    shown = [counted(counts[basis], nouns.get(basis, basis)) for basis in BASES if counts[basis]]
    text = ", ".join(shown) + ("" if counts["full text"] else "; no full text")
    missing = sorted({source.not_seen for source in trial.sources.values() if source.not_seen})
    return f"{text}. {len(missing)} of them cut off (see Sources)." if missing else f"{text}."


def _results(
    trial: Trial, terms: Terms, rows: list[FigureRow], every: list[Analysis], all_cuts: bool, *, further: bool
) -> Iterable[Block]:
    """The main endpoints (primary, key secondary, survival), and in a part of their own all the others."""
    shown = [one for one in every if is_main(one) and one.first.kind != "interaction"]
    main = _main(shown)
    found = [analysis for analysis in shown if analysis not in main] if further else main
    if not found:
        if not further:
            yield Entries("Results", (), lead=(OF_GROUPS if every else _without_results(trial),))
        return
    chosen, passed = (found, []) if all_cuts else latest(found, trial)
    if not all_cuts:
        chosen = [_without_repeated_differences(analysis) for analysis in chosen]
    yield Entries(
        "Further results" if further else "Results" + _contrast_words(trial),
        tuple(_entries(chosen, trial, terms)),
        lead=_cut_lead(chosen, trial),
        footnotes=_passed_over(chosen, passed, rows, trial, all_cuts),
    )


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


def _curves(trial: Trial, terms: Terms) -> Iterable[Block]:
    """That there is a reconstructed curve, and how to see it; its data are no figures of the trial."""
    for curve in trial.curves:
        name = phrases.endpoint_name(trial.endpoints[curve.endpoint].is_ or curve.endpoint, terms)
        yield Paragraph(
            f"Reconstructed curve, no trial records: {name[:1].lower()}{name[1:]}, from {curve.reconstructs} by {curve.made_by}. "
            f"See it with: evtrials curve {trial.id} {curve.endpoint}"
        )


def _without_results(trial: Trial) -> str:
    """What is said where no figure of an endpoint was seen: the endpoints that were planned."""
    planned = [f"{key} ({endpoint.role})" for key, endpoint in trial.endpoints.items()]
    return NOT_SEEN + (f" Endpoints: {', '.join(planned)}." if planned else "")


def _cut_lead(chosen: list[Analysis], trial: Trial) -> tuple[str, ...]:
    """The cut said once above a list whose analyses are all of it."""
    cut = one_cut(chosen, trial)
    return (f"All at one cut: {cut}.",) if cut else ()


def _entries(chosen: list[Analysis], trial: Trial, terms: Terms) -> Iterable[Entry]:
    """Analyses under a line for each endpoint; the note numbers that touch an analysis stand in its head."""
    last = ""
    with_cut = not one_cut(chosen, trial)
    for analysis in chosen:
        key = analysis.first.key
        if key != last:
            last = key
            yield Entry(phrases.endpoint_title(trial, key, terms, role=True))
        head = "· " + analysis_head(analysis, trial, with_population=True, with_cut=with_cut)
        yield entry(analysis, trial, head=head + _noted(trial, analysis.rows))


def _noted(trial: Trial, rows: Iterable[FigureRow]) -> str:
    """The numbers of the notes that touch some rows, after what they touch: ` (note 3, 5)`."""
    return _numbers_of(touching(trial, rows))


def _numbers_of(notes: Iterable[tuple[int, PlacedNote]]) -> str:
    numbers = ", ".join(str(index) for index, _ in notes)
    return f" (note {numbers})" if numbers else ""


def _contrast_words(trial: Trial) -> str:
    contrast = trial.implied_contrast()
    if not contrast:
        return ""
    if not trial.is_randomised_between(*contrast):
        how = "allocation not stated" if trial.design.allocation == "not stated" else "not randomised"
        return f" ({contrast[0]} v {contrast[1]}, {how})"
    isolated = isolates(trial, *contrast)
    return f" ({contrast[0]} v {contrast[1]}" + (f"; isolates {isolated})" if isolated else ")")


def _passed_over(
    chosen: list[Analysis], passed: list[Analysis], rows: list[FigureRow], trial: Trial, all_cuts: bool
) -> tuple[str, ...]:
    shown = {row.analysis for analysis in chosen for row in analysis.rows}
    keys = {(analysis.first.key, analysis.first.population) for analysis in chosen}
    further = {
        row.analysis for row in rows
        if row.kind in ("outcome", "effect", "association") and (row.key, row.population) in keys and row.analysis not in shown
    }  # fmt: skip
    earlier = {row.analysis for analysis in passed for row in analysis.rows} & further
    parts = []
    if earlier:
        parts.append(f"{len(earlier)} at other cuts")
    if others := len(further - earlier):
        parts.append(f"{others} in further sources")
    if not parts:
        return ()
    return (f"Passed over: {', '.join(parts)} ({'evtrials figures ' + trial.id if all_cuts else '--all-cuts'}).",)


def _subgroups(
    trial: Trial,
    terms: Terms,
    rows: list[FigureRow],
    every: list[Analysis],
    all_cuts: bool,
    *,
    biomarkers: bool,
    below: bool = False,
) -> Iterable[Block]:
    """Subgroups, each endpoint under its overall effect; biomarkers are the groups that an assay made.

    Groups by receptor come first, whatever the endpoint: who reads on asks for them before any other. `below`: right
    below the main results, where an overall effect that has just been shown is not shown again.
    """
    found = [analysis for analysis in every if _is_subgroup(analysis, trial, biomarkers)]
    title = "Biomarkers" if biomarkers else "Subgroups"
    if not found:
        if not biomarkers:
            by_biomarker = any(_is_subgroup(analysis, trial, biomarkers=True) for analysis in every)
            yield Entries(title, (), lead=(BY_BIOMARKER if by_biomarker else NOT_SEEN,))
        return
    chosen, passed = (found, []) if all_cuts else latest(found, trial)
    chosen.sort(key=lambda analysis: not _by_receptor(analysis, trial, terms))
    entries: list[Entry] = []
    overall = _overall(every)
    main = latest(_main([analysis for analysis in every if is_main(analysis)]), trial)[0]
    above = {row.analysis for analysis in main for row in analysis.rows}
    last = ""
    whole: Analysis | None = None
    interactions = {row.term: row for row in rows if row.kind == "interaction"}
    factors: set[str] = set()
    for analysis in chosen:
        first = analysis.first
        if first.key != last:
            last = first.key
            entries.append(Entry(phrases.endpoint_title(trial, first.key, terms)))
            whole = overall.get((first.key, first.cut)) or overall.get((first.key, None))
            if whole and not (below and whole.first.analysis in above):
                estimates = tuple(row for row in whole.comparisons if row.measure != "test")
                shown = Analysis(estimates[:1] or whole.rows)
                entries.append(entry(shown, trial, head="· all patients, " + analysis_head(shown, trial)))
        whole_cut = whole.first.cut if whole else None
        head = "· " + ", ".join(
            part
            for part in (_group_words(trial, first.population), analysis_head(analysis, trial, with_cut=first.cut != whole_cut))
            if part
        )
        entries.append(entry(analysis, trial, head=head + _noted(trial, analysis.rows)))
        if first.population != ALL:
            factors.add(trial.populations[first.population].factor)
    told: list[str] = []
    if any(trial.populations[one.first.population].planning == "not stated" for one in chosen if one.first.population != ALL):
        told.append("Where nothing is said of it, the sources do not say whether a group was planned.")
    if untested := sorted(factors - set(interactions)):
        told.append(f"No test of interaction seen for: {', '.join(untested)}.")
    yield Entries(title, tuple(entries), footnotes=(*told, *_passed_over(chosen, passed, rows, trial, all_cuts)))


def _overall(every: list[Analysis]) -> dict[tuple[str, str | None], Analysis]:
    """The analysis of all patients that stands for an endpoint at a cut, or (None) at whatever cut answers by default.

    One with a ratio before one with another effect, before the arms' figures.
    """
    found: dict[tuple[str, str | None], Analysis] = {}
    whole = [one for one in every if one.first.population == ALL and one.first.kind in ("outcome", "effect")]
    for analysis in sorted(whole, key=lambda one: (one.only_counts, not one.has_ratio, not one.effects, not one.is_default)):
        found.setdefault((analysis.first.key, analysis.first.cut), analysis)
        if analysis.is_default:
            found.setdefault((analysis.first.key, None), analysis)
    return found


def _by_receptor(analysis: Analysis, trial: Trial, terms: Terms) -> bool:
    """Whether an analysis is of patients by hormone receptor or HER2 status."""
    population = analysis.first.population
    return population != ALL and terms.factor(trial.populations[population].factor) in ("hormone receptor", "HER2")


def _is_subgroup(analysis: Analysis, trial: Trial, biomarkers: bool) -> bool:
    first = analysis.first
    if first.kind == "interaction":
        return not biomarkers
    if first.population == ALL:
        return False
    return bool(trial.populations[first.population].assay) is biomarkers


def _group_words(trial: Trial, population: str) -> str:
    if population == ALL:
        return ""
    group = trial.populations[population]
    told = [text for text in (group.planning if group.planning != "not stated" else "", group.assay) if text]
    return group.label + (f" ({', '.join(told)})" if told else "")


def _safety(trial: Trial, rows: list[FigureRow], terms: Terms) -> Iterable[Block]:
    if not trial.safety:
        yield Entries("Harms", (), lead=(_without_harms(trial, rows, terms),))
        return
    # The largest report first; each is a table of its own, since two reports are never mixed.
    for index, block in sorted(enumerate(trial.safety), key=lambda numbered: -len(numbered[1].rows) * len(numbered[1].columns)):
        mine = _cells(rows, "safety", index)
        seen = _exposure_seen(rows, block.population or ALL)
        lead = f"Median exposure {seen}; reporting threshold {block.threshold or 'not stated'}; {_denominators(block)}."
        title = f"Harms: {_report_words(trial, block)}{_noted(trial, mine.values())}"
        said = tuple(phrases.harm_statement(row) for row in mine.values() if row.kind == "statement")
        if block.rows:
            yield _report_table(block, mine, title, lead)._replace(footnotes=said)
        else:
            yield Entries(title, tuple(Entry(f"· {text}") for text in said))


def _without_harms(trial: Trial, rows: list[FigureRow], terms: Terms) -> str:
    """What is said where no table of harms was seen: where else harms are told."""
    told = [phrases.endpoint_title(trial, key, terms) for key in harm_endpoints(rows, terms)]
    if limits_dose(rows):
        told.append("dose-limiting toxicities (below)")
    return f"In no table of the sources read, but as: {'; '.join(told)}." if told else NOT_SEEN


def _exposure_seen(rows: list[FigureRow], population: str) -> str:
    """The median exposure of the arms in the population of a table; "not seen" where no source says."""
    found = [row for row in rows if row.population == population and phrases.is_time_on_treatment(row)]
    # With several drugs the term says which one the time is of.
    several = len({row.term for row in found}) > 1
    return "; ".join(f"{row.arm} {phrases.figure(row)}" + (f" ({row.term})" if several else "") for row in found) or "not seen"


def _cells(rows: list[FigureRow], section: str, index: int) -> dict[tuple[str | int, ...], FigureRow]:
    """The cells of one block by term and column; the rows of a printed range follow their cell and add none."""
    found: dict[tuple[str | int, ...], FigureRow] = {}
    for row in rows:
        if row.path[:2] == (section, index):
            found.setdefault(row.path[3:5], row)
    return found


def _report_table(block: Report, cells: dict[tuple[str | int, ...], FigureRow], title: str, lead: str = "") -> Table:
    columns = [Heading("term", "Term", folds=True)]
    for column in block.columns:
        arm, grade = arm_and_grade(column)
        columns.append(Heading(column, f"{arm} {grade}".strip()))
    made = []
    for term in block.rows:
        row = [cells[(term, position)] for position in range(len(block.columns))]
        made.append((term, *(phrases.figure(cell) for cell in row)))
    return Table(tuple(columns), tuple(made), title=title, lead=(lead,) if lead else ())


def _denominators(block: Report) -> str:
    if block.n:
        return "n " + ", ".join(f"{arm} {n}" for arm, n in block.n.items())
    return "n in the cells" if any(cell.n for cells in block.rows.values() for cell in cells) else "n not stated"


def _report_words(trial: Trial, block: Report) -> str:
    cut = trial.cuts[block.cut].shown if block.cut else "cut not stated"
    parts = [phrases.attribution(block.attribution), cut, block.period, phrases.group(block.population, trial)]
    return ", ".join(part for part in parts if part) + f" [{block.src}]"


def _plain_tables(trial: Trial, rows: list[FigureRow], section: str, title: str) -> Iterable[Block]:
    blocks: tuple[Report, ...] = getattr(trial, section)
    if not blocks:
        yield Entries(title, (), lead=(NOT_SEEN,))
        return
    entries = []
    for index, block in enumerate(blocks):
        mine = _cells(rows, section, index)
        for term in block.rows:
            cells = [mine[(term, position)] for position in range(len(block.columns))]
            pieces = [phrases.unbroken(_arm_cell(cell)) for cell in cells]
            what = f"{term}, {block.measure}" if block.measure not in (None, "rate", "count") else term
            where = [
                block.cut and trial.cuts[block.cut].shown,
                block.period,
                phrases.group(block.population, trial),
            ]
            head = ", ".join([what, *(part for part in where if part)])
            entries.append(Entry(f"· {head}{_noted(trial, cells)}", (*pieces, f"[{block.src}]")))
        for row in (row for row in mine.values() if row.kind == "statement"):
            entries.append(Entry(f"· {_term_words(trial, row)}{_noted(trial, (row,))}", marks=(phrases.statement(row),)))
    yield Entries(title, tuple(entries))


def _term_words(trial: Trial, row: FigureRow) -> str:
    """A term in words, with the group of patients of which it is said."""
    return ", ".join(part for part in (row.term, row.period, phrases.group(row.population, trial)) if part)


def _arm_cell(cell: FigureRow) -> str:
    if cell.measure == "test":
        return phrases.figure(cell)
    return f"{phrases.arm(cell.arm)} {phrases.figure(cell)}"


def _dose_finding(trial: Trial, rows: list[FigureRow]) -> Iterable[Block]:
    """What the escalation of each part of the protocol found, a list for each: the doses of two parts are two combinations."""
    mine = [row for row in rows if row.kind == "dose finding"]
    for part, found in grouped(mine, lambda row: row.analysis.part).items():
        facts = (
            (
                row.term[:1].upper() + row.term[1:],
                f"{row.figure.text}{' (suspect!)' if row.is_suspect else ''} [{phrases.place(row)}]{_noted(trial, (row,))}",
            )
            for row in found
        )
        yield Facts(tuple(facts), title="Dose finding" + (f": {trial.parts[part].label}" if part else ""))


def _notes(trial: Trial) -> Iterable[Block]:
    if trial.notes:
        yield Facts(
            tuple((f"{index}", f"{note.kind} ({note.subject}): {note.text}") for index, note in enumerate(trial.notes, 1)),
            title="Notes",
        )


def _sources(trial: Trial) -> Iterable[Block]:
    from evtrials.questions.citation import citation

    rows = []
    for key, source in trial.sources.items():
        missing = f" Not seen: {source.not_seen}." if source.not_seen else ""
        retells = f", retells {source.reports}" if source.reports else ""
        rows.append((key, f"{citation(source)} Read: {source.basis}{retells}.{missing}"))
    yield Facts(tuple(rows), title="Sources")
    curation = trial.curation
    readings = [
        f"{name} by {reading.by} on {reading.date}"
        for name, reading in (("extracted", curation.extracted), ("verified", curation.verified))
        if reading
    ]
    yield Paragraph("Curation: " + ("; ".join(readings) or "not stated") + ".")
