"""Which trials fit, and what they found: one row a trial, the primary endpoint with its effect and interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from evtrials.collection.filters import Query
from evtrials.collection.judging import Fit
from evtrials.collection.library import Judged, Library, Selection, beyond_limit
from evtrials.errors import UsageError, counted
from evtrials.evidence.analyses import Analysis
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, record, tidy
from evtrials.evidence.profile import SORTS, Headline, Profile, sort_key
from evtrials.evidence.rows import FigureRow
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Heading, Page, Table
from evtrials.questions.columns import AS_OF, LINE, NAME, SETTING, STATUS, STORED, TRIAL, YEAR, of
from evtrials.trial.identity import ALL
from evtrials.trial.terms import Terms

HEADINGS = {
    "name": Heading("name", "Trial", folds=True),
    "phase": Heading("phase", "Phase", drop=2),
    "subtype": Heading("subtype", "Subtype", folds=True),
    "setting": Heading("setting", "Setting, line", folds=True),
    "regimen": Heading("regimen", "Regimen v control", folds=True),
    "trial_n": Heading("trial_n", "n", drop=3),
    "result": Heading("result", "Primary endpoint", folds=True, firm=True),
    "status": Heading("status", "Status", folds=True, drop=1),
    "year": Heading("year", "Year"),
    "registry": Heading("registry", "Registry", folds=True),
    "about": Heading("about", "About", folds=True),
    "trial_isolates": Heading("trial_isolates", "Isolates", folds=True),
    "figures": Heading("figures", "Figures"),
    "best_basis": Heading("best_basis", "Best basis", folds=True),
    "trial": Heading("trial", "Id"),
}
DEFAULT_HEADINGS = ("name", "phase", "subtype", "setting", "regimen", "trial_n", "result", "status")


class Listed(NamedTuple):
    """A trial of the list with one figure of its primary result, or with none. result: the figure, or why none, in words."""

    entry: Judged
    row: FigureRow | None
    result: str

    @property
    def profile(self) -> Profile:
        """The profile of the trial."""
        return self.entry.profile


def _of_row(*names: str) -> tuple[Column, ...]:
    return tidy(lambda listed: listed.row, *names)


COLUMNS: tuple[Column, ...] = (
    *of(lambda listed: listed.profile, TRIAL, NAME),
    Column("fit", lambda listed: listed.entry.fit.value, "text", "how the trial fits the filters: in, mixed, unstated"),
    Column("fit_why", lambda listed: listed.entry.why, "text", "of what is mixed, which patients fit"),
    *of(
        lambda listed: listed.profile,
        Column("title", lambda profile: profile.title, "text", "what the trial is, in one line"),
        Column("study", lambda profile: profile.kind, "text", "trial, pooled analysis or cohort"),
        Column("phase", lambda profile: profile.phase, "text", "phase of the trial"),
        Column("hr", lambda profile: profile.hr, "list", "every hormone receptor status that could enter"),
        Column("her2", lambda profile: profile.her2, "list", "every HER2 status that could enter"),
        Column("menopause", lambda profile: profile.menopause, "list", "every menopausal status that could enter"),
        Column("prior", lambda profile: profile.prior, "list", "therapy that every patient had had"),
        Column("subtype", lambda profile: profile.subtype, "text", "the receptor status in short"),
        SETTING,
        LINE.by(lambda profile: profile.line),
        Column("regimen", lambda profile: profile.regimen, "text", "the arms by their labels, experimental first"),
        Column("trial_n", lambda profile: count_digits(profile.n), "number", "patients of the trial", "participants"),
        Column("trial_n_of", lambda profile: profile.n_of, "text", "which patients: randomised, enrolled, treated, planned"),
        Column("primary_endpoints", lambda profile: profile.primary, "list", "the primary endpoints, with a figure or without"),
    ),
    Column("result", lambda listed: listed.result, "text", "the primary result in words, a row for each figure of it"),
    *_of_row("endpoint", "role", "arm", "comparator", "isolates", "population", "text", "unit", "measure", "value", "qualifier",
             "ci_low", "ci_high", "ci_level", "ci_kind", "ci_text", "p", "p_qualifier", "p_text", "n", "cut", "assessor",
             "assessor_assumed", "basis", "source", "locator", "flag"),
    BY_NAME["counts_text"].by(
        lambda listed: counts_text(trial_n=listed.profile.n, n=listed.row.n if listed.row else "")
    ),
    *of(
        lambda listed: listed.profile,
        STATUS.by(lambda profile: profile.status),
        AS_OF.by(lambda profile: profile.as_of),
        YEAR.by(lambda profile: profile.year),
        Column("registry", lambda profile: profile.registry, "list", "registrations"),
        Column("about", lambda profile: profile.about, "text", "what the trial is evidence about, in the words of --about"),
        Column("trial_isolates", lambda profile: profile.isolates, "list", "what the randomised contrasts of the trial isolate"),
        STORED,
        Column("best_basis", lambda profile: profile.best_basis, "text", "the best basis among the figures of outcome"),
    ),
)  # fmt: skip
_BY_NAME = {column.name: column for column in COLUMNS}


def list_answer(
    library: Library,
    query: Query,
    selection: Selection,
    *,
    columns: Sequence[str] = (),
    sort: str | None = None,
    limit: int | None = None,
) -> Answer:
    """The list of a selection; a trial has a row for each figure of its primary result that the list shows, or one.

    UsageError for a column or an order that there is not.
    """
    told = tuple(_column(name) for name in columns) or COLUMNS
    if sort is not None and sort not in SORTS:
        raise UsageError(f'--sort: "{sort}" is not one of: {", ".join(SORTS)}')
    entries = list(selection.shown)
    if sort:
        entries.sort(key=lambda entry: sort_key(sort)(entry.profile))
    total = len(entries)
    beyond = () if limit is None else tuple(entry.profile.id for entry in entries[limit:])
    entries = entries[:limit] if limit is not None else entries
    title = counted(total, "trial") if limit is None or total <= limit else f"{len(entries)} of {counted(total, 'trial')}"
    return Answer(
        name="trials",
        columns=told,
        rows=(row for pair in _read(entries, library) for row in _distinct(listed(*pair, library.terms), told)),
        page=lambda: _page(library, entries, tuple(columns) or DEFAULT_HEADINGS, title),
        query=query.asked,
        left_out=(*selection.left_out, *beyond_limit(beyond)),
    )


def _page(library: Library, entries: Sequence[Judged], columns: tuple[str, ...], title: str) -> Page:
    read = _read(entries, library)
    rows = tuple(tuple(_cell(name, entry, headline, library.terms) for name in columns) for entry, headline in read)
    footnotes = (_marks(rows), phrases.EVIDENCE_NOT_ADVICE if rows else "")
    headings = tuple(HEADINGS.get(name, Heading(name, name, folds=True)) for name in columns)
    return Page("", (Table(headings, rows, title=title, footnotes=tuple(text for text in footnotes if text)),))


def _read(entries: Sequence[Judged], library: Library) -> Iterator[tuple[Judged, Headline]]:
    """Each trial of the list with what it found."""
    return zip(entries, library.headlines([entry.profile.id for entry in entries]), strict=True)


def _column(name: str) -> Column:
    if name not in _BY_NAME:
        raise UsageError(f'"{name}" is no column; columns are: {", ".join(_BY_NAME)}')
    return _BY_NAME[name]


def result_lines(profile: Profile, headline: Headline, terms: Terms) -> list[str]:
    """The primary result in short lines: `PFS HR 0.45 (0.34 to 0.59)`; without a ratio, the arms' figures.

    A contrast is named where a trial has more than two arms, what it isolates where that is no mTOR inhibitor. A line may
    break between the name, an estimate and its interval, nowhere else.
    """
    shown = [line for one in headline.primary or headline.other for _, lines in _shown(one, profile, terms) for line in lines]
    lead = _no_primary(profile, headline, terms)
    if not lead:
        return shown
    return [f"{lead};" if shown else lead, *shown]


def _no_primary(profile: Profile, headline: Headline, terms: Terms) -> str:
    """Why no primary result is told; "" where one is."""
    if headline.primary:
        return ""
    if not profile.has_results:
        return "no results seen"
    planned = ", ".join(phrases.endpoint_short(name, terms) for name in profile.primary)
    return f"primary ({planned}): no figure seen" if planned else "primary not stated"


def _shown(analysis: Analysis, profile: Profile, terms: Terms) -> list[tuple[FigureRow, list[str]]]:
    """What a list shows of an analysis: its effects, or without one the figure of each arm; each with its lines."""
    first = analysis.first
    name = phrases.endpoint_short(first.endpoint, terms)
    if first.population != ALL:
        name = f"{name}, {first.population}:"
    if first.kind == "statement":
        says = "" if first.stated == "other" else f", {first.stated}"
        return [(first, [f'{name} in words{says}: "{first.figure.text}"'])]
    if effects := shown_effects(analysis):
        return [(row, _effect_lines(row, name, profile, terms)) for row in effects]
    shown = [row for row in analysis.outcomes if row.term != "analysed"]
    several = len({row.arm for row in shown}) > 1
    return [(row, [f"{name} {f'{row.arm} ' if several else ''}{phrases.flowing(phrases.figure(row))}"]) for row in shown]


def listed(entry: Judged, headline: Headline, terms: Terms) -> list[Listed]:
    """A trial of the list with each figure of its primary result, or once without any."""
    profile = entry.profile
    lead = _no_primary(profile, headline, terms)
    found: list[tuple[FigureRow | None, list[str]]] = [
        shown for analysis in headline.primary or headline.other for shown in _shown(analysis, profile, terms)
    ]
    lead = f"{lead};" if lead and found else lead
    return [
        Listed(entry, row, " ".join([lead, *lines]).strip().replace(phrases.NBSP, " ")) for row, lines in found or [(None, [])]
    ]


def _effect_lines(row: FigureRow, name: str, profile: Profile, terms: Terms) -> list[str]:
    contrast = f"{row.arm} v {row.comparator}" if profile.arms > 2 else ""
    meaning = f"(isolates {row.isolates})" if row.isolates and not terms.isolates_mtor(row.isolates) else ""
    said = " ".join(part for part in (contrast, meaning) if part)
    effect = phrases.flowing(phrases.effect(row))
    return [f"{name} {said}:", effect] if said else [f"{name} {effect}"]


def shown_effects(analysis: Analysis) -> list[FigureRow]:
    """The effects of an analysis that a list shows: those with the primary role if any has it, all of one measure."""
    effects = [row for row in analysis.effects if row.measure != "test"]
    foremost = [row for row in effects if row.role in PRIMARY_ROLES] or effects
    return [row for row in foremost if row.measure == foremost[0].measure]


def _cell(name: str, entry: Judged, headline: Headline, terms: Terms) -> str:
    if name == "result":
        return "\n".join(result_lines(entry.profile, headline, terms))
    if name in _ON_SCREEN:
        return _ON_SCREEN[name](entry, entry.profile)
    cells = (_BY_NAME[name].get(row) for row in listed(entry, headline, terms))
    return "\n".join(dict.fromkeys("; ".join(cell) if isinstance(cell, (tuple, list)) else str(cell) for cell in cells))


def _setting(profile: Profile) -> str:
    line = phrases.line(profile.line) if profile.line != "not stated" else ""
    return ", ".join(filter(None, (phrases.or_unstated(profile.setting, "setting"), line)))


# The cells that say more, or less, on a screen than their columns do.
_ON_SCREEN: dict[str, Callable[[Judged, Profile], str]] = {
    "subtype": lambda entry, of: of.subtype + (f" [{entry.fit.value}: {entry.why}]" if entry.fit is not Fit.IN else ""),
    "setting": lambda _, of: _setting(of),
    "trial_n": lambda _, of: f"{of.n} ({of.n_of})" if of.n_of == "planned" else of.n,
    "status": lambda _, of: of.status + (f" ({of.as_of[:4]})" if of.as_of else ""),
    "phase": lambda _, of: "-" if of.phase in ("not stated", "not applicable") else of.phase,
    "registry": lambda _, of: " ".join(of.registry),
}


def _distinct(rows: Sequence[Listed], columns: tuple[Column, ...]) -> Iterable[Listed]:
    """The rows of a trial; one that the columns make the same as another is told once."""
    if columns is COLUMNS:
        return rows
    told: dict[tuple[str, ...], Listed] = {}
    for row in rows:
        told.setdefault(tuple(map(str, record(row, columns))), row)
    return told.values()


def _marks(rows: tuple[tuple[str, ...], ...]) -> str:
    text = " ".join(cell for row in rows for cell in row)
    return phrases.MARKS_EXPLAINED if any(sign in text for sign in "†‡!") else ""
