"""Which trials fit, and what they found: one row a trial, the primary endpoint with its effect and interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evtrials.collection.filters import Fit, Query
from evtrials.collection.library import Judged, Library, Selection
from evtrials.errors import UsageError
from evtrials.evidence.analyses import Look
from evtrials.evidence.columns import BY_NAME, as_json
from evtrials.evidence.profile import Headline, Profile, sort_key
from evtrials.evidence.rows import FigureRow
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Heading, Page, Table
from evtrials.questions.left_out import some
from evtrials.trial.identity import ALL
from evtrials.trial.terms import Terms

COLUMNS = {
    "name": Heading("name", "Trial", folds=True),
    "phase": Heading("phase", "Phase", drop=2),
    "subtype": Heading("subtype", "Subtype", folds=True),
    "setting": Heading("setting", "Setting, line", folds=True),
    "regimen": Heading("regimen", "Regimen v control", folds=True),
    "n": Heading("n", "n", drop=3),
    "result": Heading("result", "Primary endpoint", folds=True, firm=True),
    "status": Heading("status", "Status", folds=True, drop=1),
    "year": Heading("year", "Year"),
    "registry": Heading("registry", "Registry", folds=True),
    "about": Heading("about", "About", folds=True),
    "isolates": Heading("isolates", "Isolates", folds=True),
    "figures": Heading("figures", "Figures"),
    "basis": Heading("basis", "Best basis", folds=True),
    "id": Heading("id", "Id"),
}
DEFAULT_COLUMNS = ("name", "phase", "subtype", "setting", "regimen", "n", "result", "status")
_ROW_COLUMNS = (
    "endpoint", "role", "arm", "comparator", "isolates", "population", "text", "unit", "measure", "value", "ci_low", "ci_high",
    "ci_level", "p", "p_text", "cut", "assessor", "basis", "source", "locator",
)  # fmt: skip
RECORD_COLUMNS = (
    "trial", "name", "fit", "phase", "hr", "her2", "subtype", "setting", "line", "regimen", "n", "n_of", *_ROW_COLUMNS,
    "n_analysed", "status", "as_of", "year", "registry", "about", "figures",
)  # fmt: skip
# How a column of the table is called among the records, where otherwise.
_RECORD_NAMES = {"id": "trial", "result": "text"}


def list_answer(
    library: Library,
    query: Query,
    selection: Selection,
    *,
    columns: Sequence[str] = (),
    sort: str | None = None,
    limit: int | None = None,
) -> Answer:
    """The list of a selection. Records hold a row for each effect that the list shows, or for each arm."""
    entries = list(selection.entries)
    if sort:
        entries.sort(key=lambda entry: sort_key(sort)(entry.profile))
    total = len(entries)
    entries = entries[:limit] if limit is not None else entries
    chosen = tuple(COLUMNS[name] for name in parse_columns(columns))
    names = tuple(_RECORD_NAMES.get(name, name) for name in columns) or RECORD_COLUMNS
    counted = f"{total} trial{'' if total == 1 else 's'}"
    title = counted if limit is None or total <= limit else f"{len(entries)} of {counted}"
    return Answer(
        page=lambda: _page(library, entries, chosen, title),
        columns=names,
        records=(record for entry in entries for record in _chosen(_records(entry, library.headline(entry.profile.id)), names)),
        name="trials",
        items=(_item(entry, library.headline(entry.profile.id)) for entry in entries),
        query=query.asked,
        left_out={flag: list(ids) for flag, ids in selection.left_out.items()},
    )


def _page(library: Library, entries: Sequence[Judged], columns: tuple[Heading, ...], title: str) -> Page:
    rows = tuple(tuple(_cell(column.name, entry, library) for column in columns) for entry in entries)
    footnotes = (_marks(rows), phrases.EVIDENCE_NOT_ADVICE if rows else "")
    return Page("", (Table(columns, rows, title=title, footnotes=tuple(text for text in footnotes if text)),))


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
        reason = reasons[flag]
        lines.append(f"left out: {len(ids)} ({reason}): {some(ids)}; add with {flag}")
    return lines


def result_lines(profile: Profile, headline: Headline, terms: Terms) -> list[str]:
    """The primary result in short lines: `PFS HR 0.45 (0.38 to 0.54)`; without a ratio, the arms' figures.

    A contrast is named where a trial has more than two arms, what it isolates where that is no mTOR inhibitor. A line may
    break between the name, an estimate and its interval, nowhere else.
    """
    if headline.primary:
        return [line for look in headline.primary for line in _look_lines(look, profile, terms)]
    if not profile.has_results:
        return ["no results seen"]
    planned = ", ".join(phrases.endpoint_short(name, terms) for name in profile.primary)
    lead = f"primary ({planned}): no figure seen" if planned else "primary not stated"
    others = [line for look in headline.other for line in _look_lines(look, profile, terms)]
    return [f"{lead};" if others else lead, *others]


def _look_lines(look: Look, profile: Profile, terms: Terms) -> list[str]:
    first = look.first
    name = phrases.endpoint_short(first.endpoint, terms)
    if first.population != ALL:
        name = f"{name}, {first.population}:"
    if effects := shown_effects(look):
        return [line for row in effects for line in _effect_lines(row, name, profile, terms)]
    shown = [row for row in look.outcomes if row.term != "analysed"]
    several = len({row.arm for row in shown}) > 1
    return [f"{name} {f'{row.arm} ' if several else ''}{phrases.flowing(phrases.figure(row))}" for row in shown]


def _effect_lines(row: FigureRow, name: str, profile: Profile, terms: Terms) -> list[str]:
    contrast = f"{row.arm} v {row.comparator}" if profile.arms > 2 else ""
    meaning = f"(isolates {row.isolates})" if row.isolates and not terms.isolates_mtor(row.isolates) else ""
    said = " ".join(part for part in (contrast, meaning) if part)
    effect = phrases.flowing(phrases.effect(row))
    return [f"{name} {said}:", effect] if said else [f"{name} {effect}"]


def shown_effects(look: Look) -> list[FigureRow]:
    """The effects of a look that a list shows: those with the primary role if any has it, all of one measure."""
    effects = [row for row in look.effects if row.measure != "test"]
    foremost = [row for row in effects if row.role in ("primary", "co-primary")] or effects
    return [row for row in foremost if row.measure == foremost[0].measure]


def _cell(name: str, entry: Judged, library: Library) -> str:
    profile = entry.profile
    if name == "subtype":
        return profile.subtype + (f" [{entry.fit.value}: {entry.why}]" if entry.fit is not Fit.IN else "")
    if name == "setting":
        line = {"not stated": "", "not applicable": "", "any": ", any line"}.get(profile.line, f", line {profile.line}")
        return ("setting not stated" if profile.setting == "not stated" else profile.setting) + line
    if name == "n":
        return f"{profile.n} ({profile.n_of})" if profile.n_of == "planned" else profile.n
    if name == "result":
        return "\n".join(result_lines(profile, library.headline(profile.id), library.terms))
    if name == "status":
        return profile.status + (f" ({profile.as_of[:4]})" if profile.as_of else "")
    if name == "phase":
        return "-" if profile.phase in ("not stated", "not applicable") else profile.phase
    if name == "registry":
        return " ".join(profile.registry)
    if name == "isolates":
        return "; ".join(profile.isolates)
    return str({"basis": profile.best_basis}.get(name) or getattr(profile, name, ""))


def _records(entry: Judged, headline: Headline) -> list[tuple[object, ...]]:
    profile = entry.profile
    head = (
        profile.id, profile.name, entry.fit.value, profile.phase, " ".join(profile.hr), " ".join(profile.her2),
        profile.subtype, profile.setting, profile.line, profile.regimen, profile.n, profile.n_of,
    )  # fmt: skip
    tail = (profile.status, profile.as_of, profile.year, " ".join(profile.registry), profile.about, profile.figures)
    found = [row for look in headline.primary or headline.other for row in _shown_rows(look)]
    # The number of the trial stands under n already.
    parts: list[tuple[object, ...]] = [(*(BY_NAME[name].get(row) for name in _ROW_COLUMNS), row.n) for row in found]
    return [(*head, *part, *tail) for part in parts or [("",) * (len(_ROW_COLUMNS) + 1)]]


def _chosen(records: Sequence[tuple[object, ...]], names: Sequence[str]) -> Iterable[tuple[object, ...]]:
    """The columns asked for; a record that they make the same as another is told once."""
    places = [RECORD_COLUMNS.index(name) for name in names]
    return dict.fromkeys(tuple(record[place] for place in places) for record in records)


def _shown_rows(look: Look) -> list[FigureRow]:
    """The rows a list shows of a look: its effects, or without one the figure of each arm."""
    return shown_effects(look) or [row for row in look.outcomes if row.term != "analysed"] or list(look.rows[:1])


def _item(entry: Judged, headline: Headline) -> dict[str, object]:
    profile = entry.profile
    return {
        "id": profile.id, "name": profile.name, "title": profile.title, "registry": list(profile.registry), "kind": profile.kind,
        "about": profile.about, "fit": entry.fit.value, "why": entry.why, "phase": profile.phase, "setting": profile.setting,
        "line": profile.line, "subtype": profile.subtype, "hr": list(profile.hr), "her2": list(profile.her2),
        "menopause": list(profile.menopause), "prior": list(profile.prior), "regimen": profile.regimen,
        "n": int(profile.n) if profile.n.isdigit() else None, "n_of": profile.n_of, "status": profile.status,
        "as_of": profile.as_of or None, "year": int(profile.year) if profile.year else None, "figures": profile.figures,
        "primary_endpoints": list(profile.primary),
        "primary": [as_json(row) for look in headline.primary for row in look.rows],
        "other": [as_json(row) for look in headline.other for row in look.rows],
    }  # fmt: skip


def _marks(rows: tuple[tuple[str, ...], ...]) -> str:
    text = " ".join(cell for row in rows for cell in row)
    return phrases.MARKS_EXPLAINED if any(sign in text for sign in "†‡!") else ""
