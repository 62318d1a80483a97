"""Trials side by side: first how they differ, then what each found, then what it cost. Never interleaved, never ranked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evtrials.collection.library import Library
from evtrials.errors import UsageError
from evtrials.evidence.analyses import Analysis, analyses, is_main, latest
from evtrials.evidence.columns import FIGURES, as_json
from evtrials.evidence.comparability import Comparability, comparability
from evtrials.evidence.notes import marks
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Entries, Facts, Heading, Page, Paragraph, Table
from evtrials.questions.entries import analysis_head
from evtrials.questions.harms import harm_endpoints, limits_dose
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

LEAST, MOST = 2, 6
WHY_NOT_ACROSS = (
    "No number is computed between arms of different trials: the same chemotherapy arm in three first-line breast cancer "
    "trials had median survivals of 17.7, 10.3 and 10.1 months (Eur J Cancer 2010;46:541-8)."
)
_ENDPOINTS_FIRST = ("pfs", "ttp", "ttf", "idfs", "dfs", "pcr", "os", "orr", "cbr")


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


def _page(library: Library, comparison: Comparability) -> Page:
    trials = comparison.trials
    blocks: list[Block] = [Paragraph(comparison.sentence, strong=True)]
    blocks += [Paragraph(warning, strong=True) for warning in comparison.warnings]
    blocks.append(
        Table(
            (Heading("feature", "", folds=True), *(Heading(trial.id, trial.name, folds=True) for trial in trials)),
            tuple((f"{'≠' if feature.differs else ' '} {feature.name}", *feature.values) for feature in comparison.features),
            title="How they differ (≠)",
        )
    )
    blocks += [_results(library, trials), *_harms(library, trials)]
    if notes := _notes(library, trials):
        blocks.append(notes)
    blocks.append(Paragraph(WHY_NOT_ACROSS))
    return Page(" and ".join(trial.name for trial in trials), tuple(blocks))


def _lines(library: Library, trials: Sequence[Trial]) -> dict[tuple[str, str], dict[str, list[Analysis]]]:
    """The analyses that may share a line, by trial: of one endpoint, and of one definition where it is not the primary."""
    lines: dict[tuple[str, str], dict[str, list[Analysis]]] = {}
    for trial in trials:
        for key, found in _analyses_of(library, trial).items():
            lines.setdefault(key, {})[trial.id] = found
    return dict(sorted(lines.items(), key=lambda item: _endpoint_order(item[0], item[1])))


def _analyses_of(library: Library, trial: Trial) -> dict[tuple[str, str], list[Analysis]]:
    """The last analyses of each endpoint of a trial; counts of events, and words, alone only where there is nothing else."""
    rows = [row for row in library.rows_of(trial) if not row.is_suspect]
    found: dict[tuple[str, str], list[Analysis]] = {}
    for analysis in latest([analysis for analysis in analyses(rows, trial) if is_main(analysis)], trial)[0]:
        first = analysis.first
        told = analysis.is_default or analysis.role in ("primary", "co-primary", "supportive")
        if first.kind == "statement" or (first.kind in ("outcome", "effect") and told):
            definition = "" if analysis.role in PRIMARY_ROLES else first.definition
            found.setdefault((first.endpoint, definition), []).append(analysis)
    figures = {key: [one for one in these if one.first.kind != "statement"] for key, these in found.items()}
    with_figures = {endpoint for (endpoint, _), these in figures.items() if these}
    chosen = {key: figures[key] if key[0] in with_figures else these for key, these in found.items()}
    return {key: [one for one in these if not one.only_counts] or these for key, these in chosen.items() if these}


def _endpoint_order(key: tuple[str, str], found: dict[str, list[Analysis]]) -> tuple[object, ...]:
    known = _ENDPOINTS_FIRST.index(key[0]) if key[0] in _ENDPOINTS_FIRST else len(_ENDPOINTS_FIRST)
    return (known, -len(found), key)


def _results(library: Library, trials: Sequence[Trial]) -> Table:
    """A line for each endpoint that two of the trials have, and for every primary endpoint and overall survival."""
    rows = []
    apart: dict[str, dict[str, None]] = {}
    for (endpoint, definition), found in _lines(library, trials).items():
        name = phrases.endpoint_short(endpoint, library.terms)
        is_primary = any(one.role in PRIMARY_ROLES for these in found.values() for one in these)
        if len(found) == 1 and not is_primary and endpoint != "os":
            apart.setdefault(next(iter(found)), {})[name] = None
            continue
        cells = [
            "\n".join(line for analysis in found[trial.id] for line in _analysis_lines(analysis, trial))
            if trial.id in found
            else _absent(library, trial, endpoint)
            for trial in trials
        ]
        rows.append((f"{name}, {definition}" if definition else name, *cells))
    names = {trial.id: trial.name for trial in trials}
    return Table(
        (Heading("endpoint", "Endpoint", folds=True), *(Heading(trial.id, trial.name, folds=True) for trial in trials)),
        tuple(rows),
        title="Results",
        footnotes=tuple(f"Only in {names[id_]}: {', '.join(only)} (evtrials show {id_})." for id_, only in apart.items()),
    )


def _absent(library: Library, trial: Trial, endpoint: str) -> str:
    """What is said where a trial has no analysis for a line: nothing was seen, or something that does not belong in it."""
    stored = any(row.endpoint == endpoint for row in library.rows_of(trial))
    return f"otherwise defined, or of some patients only: evtrials show {trial.id}" if stored else "not in the sources read"


def _analysis_lines(analysis: Analysis, trial: Trial) -> list[str]:
    """An analysis in short lines, so that a narrow column holds it: what, the arms, the effect, p; or the words."""
    if analysis.first.kind == "statement":
        return [phrases.statement(row) for row in analysis.rows]
    lines = []
    units = {row.unit for row in analysis.outcomes if row.term != "analysed"} - {"percent", "participants", "events"}
    for row in analysis.outcomes:
        who = phrases.arm(row.arm)
        # A unit of time stands in the head, so that the figures keep to a narrow column.
        figure = phrases.figure_of(row, trial, unit=not units)
        lines.append(f"{who} n {row.figure.text}" if row.term == "analysed" else f"{who} {figure}")
    last = ""
    for row in analysis.effects:
        contrast = f"{row.arm} v {row.comparator}:"
        if len(trial.arms) > 2 and contrast != last:
            lines.append(contrast)
            last = contrast
        lines += [size for size in phrases.sizes(row) if size not in lines]
        lines += [text for text in (phrases.effect(row), phrases.p_value(row)) if text]
    head = analysis_head(analysis, trial, with_population=True, with_unit=bool(units))
    return [f"{head}:", *(phrases.unbroken(f"  {line}") for line in lines)]


def _harms(library: Library, trials: Sequence[Trial]) -> list[Block]:
    """Harms within each trial: its largest table by grade, the terms that two of the trials report."""
    terms = library.terms
    tables = {trial.id: _main_harms(library, trial) for trial in trials}
    cells: dict[tuple[str, str, str, str], FigureRow] = {}
    reported: dict[str, set[str]] = {}
    for id_, rows in tables.items():
        for row in rows:
            term = terms.adverse_event(row.term)
            cells[id_, term, row.arm, row.grade] = row
            reported.setdefault(term, set())
            if row.figure.qualifier != "not reported":
                reported[term].add(id_)
    shared = [term for term, ids in reported.items() if len(ids) > 1]
    lead = tuple(_harms_lead(library, trial, tables[trial.id]) for trial in trials)
    if not shared:
        return [
            Entries(
                "Harms",
                (),
                lead=(*lead, "No adverse event is in the tables of more than one of them."),
                footnotes=_elsewhere(trials),
            )
        ]
    columns = [Heading("term", "Term", folds=True)]
    keys: list[tuple[str, str, str]] = []
    for trial in trials:
        pairs = list(dict.fromkeys((row.arm, row.grade) for row in tables[trial.id]))
        for index, (arm, grade) in enumerate(pairs):
            # The first column of a trial bears its name: each trial keeps its own arms side by side.
            head = f"{trial.name}: {arm} {grade}" if not index else f"{arm} {grade}"
            columns.append(Heading(f"{trial.id} {arm} {grade}", head))
            keys.append((trial.id, arm, grade))
    table_rows = [
        (
            term,
            *(
                phrases.figure(cells[id_, term, arm, grade], unit=False) if (id_, term, arm, grade) in cells else "-"
                for id_, arm, grade in keys
            ),
        )
        for term in shared
    ]
    single = [term for term, ids in reported.items() if len(ids) == 1]
    alone = (f"In the table of one of them only: {', '.join(single)}.",) if single else ()
    title = "Harms within each trial, percent"
    return [Table(tuple(columns), tuple(table_rows), title=title, lead=lead, footnotes=(*alone, *_elsewhere(trials)))]


def _elsewhere(trials: Sequence[Trial]) -> tuple[str, ...]:
    """Where all harms of each trial stand: a comparison takes one report of each."""
    told = " or ".join(f"evtrials show {trial.id} --only safety" for trial in trials if trial.safety)
    return (f"All reports of harms: {told}.",) if told else ()


def _main_harms(library: Library, trial: Trial) -> list[FigureRow]:
    by_grade = [
        row
        for row in library.rows_of(trial)
        if row.kind == "safety" and row.population == ALL and row.grade in ("any", "3-4", ">=3", "3", "4")
    ]
    return max(grouped(by_grade, lambda row: row.path[:2]).values(), key=len, default=[])


def _harms_lead(library: Library, trial: Trial, rows: list[FigureRow]) -> str:
    if not rows:
        every = library.rows_of(trial)
        told = [row.term for row in every if row.kind == "statement" and row.analysis.section == "safety"]
        told += harm_endpoints(every, library.terms) + (["dose-limiting toxicities"] if limits_dose(every) else [])
        elsewhere = f"; told of: {', '.join(dict.fromkeys(told))} (evtrials show {trial.id})" if told else ""
        return f"{trial.name}: harms by grade not in the sources read{elsewhere}."
    first = rows[0]
    threshold = trial.safety[int(first.path[1])].threshold
    cut = trial.cuts[first.cut].shown if first.cut else "cut not stated"
    report = f"{phrases.attribution(first.attribution)}, {cut}"
    return f"{trial.name}: {report}, threshold {threshold or 'not stated'} [{phrases.place(first)}]"


def _notes(library: Library, trials: Sequence[Trial]) -> Facts | None:
    """Conflicts and suspicions on the primary results and the population, which a reader of the table must know."""
    found: list[tuple[str, str]] = []
    for trial in trials:
        shown = [
            row
            for row in library.rows_of(trial)
            if row.flag and row.default and row.role in PRIMARY_ROLES and row.kind in ("outcome", "effect")
        ]
        for note in trial.notes:
            if note.about.get("section") == "population" or any(marks(note, row) for row in shown):
                found.append((trial.name, note.text))
    return Facts(tuple(found), title="Notes") if found else None


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
