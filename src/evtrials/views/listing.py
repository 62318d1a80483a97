"""Which trials fit, and what they found: one row a trial, the primary endpoint with its effect and interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evtrials.errors import UsageError
from evtrials.library import (
    Entry,
    Fit,
    Library,
    Query,
    Selection,
    about_of,
    best_basis,
    has_results,
    size_of,
    sort_key,
    subtype_words,
    year_of,
)
from evtrials.models import Trial
from evtrials.rows import ALL, FigureRow, as_json
from evtrials.views import words
from evtrials.views.analyses import Look, latest, looks
from evtrials.views.table import Answer, Column, Page, Table

COLUMNS = {
    "name": Column("name", "Trial", folds=True),
    "phase": Column("phase", "Phase", drop=2),
    "subtype": Column("subtype", "Subtype", folds=True),
    "setting": Column("setting", "Setting, line", folds=True),
    "regimen": Column("regimen", "Regimen v control", folds=True),
    "n": Column("n", "n", drop=3),
    "result": Column("result", "Primary endpoint", folds=True, firm=True),
    "status": Column("status", "Status", folds=True, drop=1),
    "year": Column("year", "Year"),
    "registry": Column("registry", "Registry", folds=True),
    "about": Column("about", "About", folds=True),
    "isolates": Column("isolates", "Isolates", folds=True),
    "figures": Column("figures", "Figures"),
    "basis": Column("basis", "Best basis", folds=True),
    "id": Column("id", "Id"),
}
DEFAULT_COLUMNS = ("name", "phase", "subtype", "setting", "regimen", "n", "result", "status")
RECORD_COLUMNS = (
    "trial",
    "name",
    "fit",
    "phase",
    "hr",
    "her2",
    "subtype",
    "setting",
    "line",
    "regimen",
    "n",
    "n_of",
    "endpoint",
    "population",
    "text",
    "measure",
    "value",
    "ci_low",
    "ci_high",
    "ci_level",
    "p",
    "p_text",
    "cut",
    "assessor",
    "basis",
    "source",
    "locator",
    "status",
    "as_of",
    "year",
    "registry",
)


def list_answer(
    library: Library,
    query: Query,
    selection: Selection,
    *,
    columns: Sequence[str] = (),
    sort: str | None = None,
    limit: int | None = None,
) -> Answer:
    """The list of a selection. Records hold one row for each primary result of a trial (two primary populations: two rows)."""
    entries = list(selection.entries)
    if sort:
        entries.sort(key=lambda entry: sort_key(sort)(entry.trial))
    total = len(entries)
    entries = entries[:limit] if limit is not None else entries
    chosen = tuple(COLUMNS[name] for name in parse_columns(columns))
    rows = tuple(tuple(_cell(column.name, entry, library) for column in chosen) for entry in entries)
    counted = f"{total} trial{'' if total == 1 else 's'}"
    title = counted if limit is None or total <= limit else f"{len(entries)} of {counted}"
    footnotes = [text for text in (_marks(rows), words.EVIDENCE_NOT_ADVICE if rows else "") if text]
    return Answer(
        page=Page("", (Table(chosen, rows, title=title, footnotes=tuple(footnotes)),)),
        columns=RECORD_COLUMNS,
        records=tuple(record for entry in entries for record in _records(entry, library)),
        name="trials",
        items=tuple(_item(entry, library) for entry in entries),
        query=query.asked,
        left_out={flag: list(ids) for flag, ids in selection.left_out.items()},
    )


def parse_columns(names: Sequence[str]) -> tuple[str, ...]:
    """The columns asked for; UsageError with the allowed ones."""
    for name in names:
        if name not in COLUMNS:
            raise UsageError(f'"{name}" is no column; columns are: {", ".join(COLUMNS)}')
    return tuple(names) or DEFAULT_COLUMNS


def left_out_lines(selection: Selection) -> list[str]:
    """One line for each flag that would add trials: how many, which, and the flag."""
    reasons = {
        "--mixed": "only some of the patients fit",
        "--unstated": "the sources do not say",
        "--about mtor": "trials of mTOR inhibitors",
        "--about comparator": "no mTOR inhibitor",
        "--about mtor-in-both-arms": "an mTOR inhibitor in every arm",
        "--about supportive-care": "supportive care",
        "--about pooled": "pooled analyses",
    }
    lines = []
    for flag, ids in selection.left_out.items():
        shown = ", ".join(ids[:6]) + (f" and {len(ids) - 6} more" if len(ids) > 6 else "")
        reason = reasons[flag]
        lines.append(f"left out: {len(ids)} ({reason}): {shown}; add with {flag}")
    return lines


def primary_looks(library: Library, trial: Trial) -> list[Look]:
    """The last looks at the primary endpoint(s) by the protocol's assessor: of all patients, or of a primary population."""
    rows = [row for row in library.figures(trial) if not row.is_suspect]
    found = [
        look
        for look in latest(looks(rows, trial), trial)[0]
        if look.role in ("primary", "co-primary") and look.first.kind in ("outcome", "effect")
    ]
    chosen: list[Look] = []
    for population in dict.fromkeys(look.first.population for look in found):
        here = [look for look in found if look.first.population == population]
        with_effect = [look for look in here if any(row.measure != "test" for row in look.effects)]
        # A look that only counts patients or events is no result of the endpoint.
        with_figures = [look for look in here if any(row.term != "analysed" and row.measure != "events" for row in look.outcomes)]
        chosen += (with_effect or with_figures)[:1]
    return chosen


def result_lines(library: Library, trial: Trial) -> list[str]:
    """The primary result in short lines: `PFS HR 0.45 (0.38 to 0.54)`; without a ratio, the arms' figures.

    A line may break between an estimate and its interval, nowhere else.
    """
    found = primary_looks(library, trial)
    if not found and has_results(trial):
        others = [
            look
            for look in latest(looks(library.figures(trial), trial), trial)[0]
            if look.first.population == ALL and look.is_default and look.outcomes and not look.only_counts
        ]
        return ["primary not stated:", *(line for look in others[:1] for line in _look_lines(library, look))]
    return [line for look in found for line in _look_lines(library, look)] or ["no results seen"]


def _look_lines(library: Library, look: Look) -> list[str]:
    first = look.first
    name = words.endpoint_short(first.endpoint, library.terms)
    if first.population != ALL:
        name = f"{name}, {first.population}:"
    effects = [row for row in look.effects if row.measure != "test"]
    if effects:
        foremost = [row for row in effects if row.role in ("primary", "co-primary")] or effects
        texts = [words.effect(row) for row in foremost if row.measure == foremost[0].measure]
    else:
        several = len({row.arm for row in look.outcomes}) > 1
        texts = [(f"{row.arm} " if several else "") + words.figure(row) for row in look.outcomes if row.term != "analysed"]
    return [words.unbroken(f"{name} {text}").replace(f"{words.NBSP}(", " (", 1) for text in texts]


def _cell(name: str, entry: Entry, library: Library) -> str:
    trial = entry.trial
    if name == "subtype":
        fit = f" [{entry.fit.value}: {entry.why}]" if entry.fit is not Fit.IN else ""
        return subtype_words(trial) + fit
    if name == "setting":
        line = {"not stated": "", "not applicable": "", "any": ", any line"}.get(
            trial.population.line, f", line {trial.population.line}"
        )
        return ("setting not stated" if trial.setting == "not stated" else trial.setting) + line
    if name == "n":
        n, what = size_of(trial)
        return f"{n} ({what})" if what == "planned" else n
    if name == "result":
        return "\n".join(result_lines(library, trial))
    if name == "status":
        return trial.status.is_ + (f" ({trial.status.as_of[:4]})" if trial.status.as_of else "")
    simple: dict[str, Callable[[], str]] = {
        "id": lambda: trial.id,
        "name": lambda: trial.name,
        "phase": lambda: "-" if trial.phase in ("not stated", "not applicable") else trial.phase,
        "regimen": lambda: regimen(trial),
        "year": lambda: year_of(trial),
        "registry": lambda: " ".join(trial.registry),
        "about": lambda: about_of(trial, library.terms),
        "isolates": lambda: "; ".join(dict.fromkeys(row.isolates for row in library.figures(trial) if row.isolates)),
        "figures": lambda: str(len(library.figures(trial))),
        "basis": lambda: best_basis(library.figures(trial)),
    }
    return simple[name]()


def regimen(trial: Trial) -> str:
    """The arms against each other: experimental first, control last; a label where there is one, else the drugs."""
    own = [arm for arm in trial.arms.values() if not arm.external]
    ordered = [arm for arm in own if not arm.control] + [arm for arm in own if arm.control]
    return " v ".join(arm.label for arm in ordered) or "not stated"


def _records(entry: Entry, library: Library) -> list[tuple[object, ...]]:
    trial = entry.trial
    n, n_of = size_of(trial)
    population = trial.population
    head = (
        trial.id,
        trial.name,
        entry.fit.value,
        trial.phase,
        " ".join(population.hr),
        " ".join(population.her2),
        subtype_words(trial),
        trial.setting,
        population.line,
        regimen(trial),
        n,
        n_of,
    )
    tail = (trial.status.is_, trial.status.as_of or "", year_of(trial), " ".join(trial.registry))
    found = [_primary_row(look) for look in primary_looks(library, trial)]
    middle: list[tuple[object, ...]] = [
        (
            row.endpoint,
            row.population,
            row.text,
            row.measure,
            row.value,
            row.ci_low,
            row.ci_high,
            row.ci_level,
            row.p,
            row.p_text,
            row.cut,
            row.assessor,
            row.basis,
            row.source,
            row.locator,
        )
        for row in found
    ] or [("",) * 15]
    return [(*head, *part, *tail) for part in middle]


def _primary_row(look: Look) -> FigureRow:
    effects = [row for row in look.effects if row.measure != "test"] or list(look.rows)
    primary = [row for row in effects if row.role in ("primary", "co-primary")]
    return (primary or effects)[0]


def _item(entry: Entry, library: Library) -> dict[str, object]:
    trial = entry.trial
    n, n_of = size_of(trial)
    population = trial.population
    return {
        "id": trial.id,
        "name": trial.name,
        "title": trial.title,
        "registry": list(trial.registry),
        "kind": trial.kind,
        "about": about_of(trial, library.terms),
        "fit": entry.fit.value,
        "why": entry.why,
        "phase": trial.phase,
        "setting": trial.setting,
        "line": population.line,
        "subtype": subtype_words(trial),
        "hr": list(population.hr),
        "her2": list(population.her2),
        "menopause": list(population.menopause),
        "prior": list(population.prior),
        "regimen": regimen(trial),
        "n": int(n) if n.isdigit() else None,
        "n_of": n_of,
        "status": trial.status.is_,
        "as_of": trial.status.as_of,
        "year": int(year) if (year := year_of(trial)) else None,
        "figures": len(library.figures(trial)),
        "primary": [as_json(row) for look in primary_looks(library, trial) for row in look.rows],
    }


def _marks(rows: tuple[tuple[str, ...], ...]) -> str:
    text = " ".join(cell for row in rows for cell in row)
    return words.MARKS_EXPLAINED if any(sign in text for sign in "†‡!") else ""
