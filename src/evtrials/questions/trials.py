"""Which trials fit, and what they found: one row a trial, the primary endpoint with its effect and interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from evtrials.collection.filters import Query
from evtrials.collection.judging import Fit
from evtrials.collection.library import Library
from evtrials.collection.selection import Judged, Selection
from evtrials.errors import counted, joined
from evtrials.evidence.analyses import Analysis
from evtrials.evidence.columns import BY_NAME, Column, as_json, count_digits, counts_text, tidy
from evtrials.evidence.profile import Headline, Profile
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.notation.spaces import NBSP
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Item, Line, Listing, Page
from evtrials.questions.asked_words import asked_in_words
from evtrials.questions.columns import AS_OF, LINE, NAME, SETTING, STATUS, STORED, TRIAL, YEAR, of
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.in_short import arms_in_short, short_figure
from evtrials.trial.identity import ALL, NOT_STATED
from evtrials.trial.terms import Terms

# From here on a trial has two lines.
_WIDE = 120
_SUPPORTIVE = "supportive-care"
# A result in words that is longer is quoted by `show` alone.
_LONGEST_WORDS = 70


class Listed(NamedTuple):
    """A trial of the list with one figure of its primary result, or with none. result: the figure, or why none, in words."""

    entry: Judged
    row: FigureRow | None
    result: str

    @property
    def profile(self) -> Profile:
        """The profile of the trial."""
        return self.entry.profile


# What is of a figure of the primary result, not of the trial.
_OF_FIGURE = (
    "endpoint", "role", "arm", "comparator", "isolates", "population", "text", "unit", "measure", "value", "qualifier", "ci_low",
    "ci_high", "ci_level", "ci_kind", "ci_text", "p", "p_qualifier", "p_text", "n", "cut", "assessor", "assessor_assumed",
    "basis", "source", "locator", "flag",
)  # fmt: skip


def _of_row(*names: str) -> tuple[Column, ...]:
    return tidy(lambda listed: listed.row, *names)


COLUMNS: tuple[Column, ...] = (
    *of(lambda listed: listed.profile, TRIAL, NAME),
    Column("fit", lambda listed: listed.entry.fit.value, "text", "how the trial fits the filters: in, mixed, unstated"),
    Column("fit_why", lambda listed: listed.entry.why, "text", "why so: which patients fit, what is not stated, by which class"),
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
    Column("result", lambda listed: listed.result, "text", "the primary result in words; list has a row for each figure of it"),
    *_of_row(*_OF_FIGURE),
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
# The columns that are of the trial: of `trial_rows`.
OF_TRIAL: tuple[Column, ...] = tuple(
    column.by(lambda listed: counts_text(trial_n=listed.profile.n)) if column.name == "counts_text" else column
    for column in COLUMNS
    if column.name not in _OF_FIGURE
)


def trial_rows(library: Library, selection: Selection) -> Iterator[Listed]:
    """Each trial of a selection once, with what it found in words."""
    for entry, headline in _read(selection.shown, library):
        yield Listed(entry, None, _plainly(result_words(entry.profile, headline, library.terms)))


def list_answer(library: Library, query: Query, selection: Selection) -> Answer:
    """The list of a selection; a trial has a row for each figure of its primary result that the list shows, or one."""
    entries = selection.shown
    return Answer(
        name="trials",
        columns=COLUMNS,
        rows=(row for pair in _read(entries, library) for row in listed(*pair, library.terms)),
        page=lambda: _page(library, query, selection),
        objects=lambda: (_object(listed(*pair, library.terms)) for pair in _read(entries, library)),
        query=query.asked,
        left_out=selection.left_out,
        tally=f"{len(entries)} of {counted(len(library), 'trial')}",
        out=selection.out,
        by_trial=True,
    )


def _object(rows: Sequence[Listed]) -> dict[str, object]:
    """A trial as JSON: what is of the trial, then each figure of its primary result."""
    told = [as_json(row, COLUMNS) for row in rows]
    own = {name: value for name, value in told[0].items() if name not in _OF_FIGURE}
    return {**own, "results": [{name: one[name] for name in _OF_FIGURE} for one in told]}


def _page(library: Library, query: Query, selection: Selection) -> Page:
    notes = Footnotes()
    items = tuple(_item(entry, headline, library.terms, notes) for entry, headline in _read(selection.shown, library))
    foot = (
        *(_may_be(library, selection) if query.status else ()),
        *(_preventing_too(library, selection) if _SUPPORTIVE in query.about else ()),
    )
    return Page(asked_in_words(query), (Listing(items, wide=_WIDE),) if items else (), notes=notes.lines, foot=foot)


def _preventing_too(library: Library, selection: Selection) -> Iterator[str]:
    """The trials about a drug itself of which a harm is a primary endpoint: which way of giving it prevents that."""
    from evtrials.questions.harms import primary_harms

    for event, ids in primary_harms(library, about=_SUPPORTIVE).items():
        if others := [id_ for id_ in ids if id_ not in selection.ids]:
            commands = ", ".join(f"evtrials show {id_}" for id_ in others)
            yield f"{event} as the primary endpoint of {joined(others, 'and')}, too: {commands}."


def _may_be(library: Library, selection: Selection) -> Iterator[str]:
    """Which trials may have the status asked for, though what was read of them is older, undated or less: as it was said."""
    ids = [id_ for one in selection.left_out if "unstated" in one.reason for id_ in one.ids]
    said = grouped((profile for id_ in ids if (profile := library.profiles[id_]).status != NOT_STATED), said_to_be)
    if said:
        told = "; ".join(f"{status}: {', '.join(one.id for one in mine)}" for status, mine in said.items())
        yield f"May be so today; last said {told} (--unstated)."


def _item(entry: Judged, headline: Headline, terms: Terms, notes: Footnotes) -> Item:
    profile = entry.profile
    fit = notes.say([f"{entry.fit.value}: {entry.why}"]) if entry.fit is not Fit.IN else ""
    phase = "" if profile.phase in ("not stated", "not applicable") else f"phase {profile.phase}"
    size = f"n {profile.n}" + (" planned" if profile.n_of == "planned" else "") if profile.n else ""
    setting = _setting(profile, notes)
    doses = notes.say(profile.regimen_notes)
    result, *shorter = _result_forms(profile, headline, terms, notes)
    return Item(
        profile.id,
        (
            Line(columns=(phase, profile.subtype + fit, setting), cells=(size,)),
            Line(text=profile.regimen + doses, shorter=tuple(profile.regimen_shorter)),
            Line(text=result, joins=True, shorter=tuple(shorter)),
        ),
    )


def _read(entries: Sequence[Judged], library: Library) -> Iterator[tuple[Judged, Headline]]:
    """Each trial of the list with what it found."""
    return zip(entries, library.headlines([entry.profile.id for entry in entries]), strict=True)


def result_words(profile: Profile, headline: Headline, terms: Terms) -> str:
    """The primary result in a line: `PFS 7.8 v 3.2 months, HR 0.45 (0.34 to 0.59)`; without a ratio the arms' figures."""
    lead = _no_primary(profile, headline, terms)
    shown = ["; ".join(_analysis_words(one, profile, terms)) for one in headline.primary or headline.other]
    shown += _outside_words(headline)
    return "; ".join([lead, *shown] if lead else shown)


def _result_forms(profile: Profile, headline: Headline, terms: Terms, notes: Footnotes) -> list[str]:
    """The primary result as a screen says it: whole, then without the figures of the arms, then of its first contrast alone.

    Notes and further primary endpoints and populations stand in the footnotes.
    """
    lead = _no_primary(profile, headline, terms)
    found = headline.primary or headline.other
    further = ["; ".join((*_analysis_words(one, profile, terms), *_verdict(one))) for one in found[1:]]
    if not found:
        return [lead]
    told = [*_verdict(found[0]), *(text for row in told_rows(found[0]) for text in row.shorts)]
    isolated = dict.fromkeys(_isolated(row, terms) for row in shown_effects(found[0]))
    told += [f"{text[1:-1]}, not an mTOR inhibitor" for text in isolated if text]
    letters = notes.say([*told, *(f"also primary: {text}" for text in further)])
    forms = [f"{lead}{letters}"] if lead else []
    lead = f"{lead}; " if lead else ""
    for arms in (True, False):
        said = _analysis_words(found[0], profile, terms, arms=arms, isolated=False)
        said[0] = "; ".join((said[0], *_outside_words(headline)))
        forms += [f"{lead}{'; '.join(said)}{letters}", f"{lead}{said[0]}{_and_more(len(said) - 1)}{letters}"]
    return sorted(dict.fromkeys(forms), key=len, reverse=True)


def _verdict(one: Analysis) -> tuple[str, ...]:
    """That a source calls not significant what a reader of the interval would not: the p value itself is not on this screen."""
    rows = [row for row in shown_effects(one) if row.p and row.p.stated == "not significant"]
    limits = [row.figure.limit_digits for row in rows]
    excludes = any(low and high and (float(low) > 1 or float(high) < 1) for low, high in limits)
    return ("stated as not significant",) if excludes else ()


def _and_more(count: int) -> str:
    return f" and {count} more" if count else ""


def _no_primary(profile: Profile, headline: Headline, terms: Terms) -> str:
    """Why no primary result is told; "" where one is."""
    if headline.primary:
        return ""
    if not profile.has_results:
        return _standing(profile)
    planned = ", ".join(phrases.endpoint_short(name, terms) for name in profile.primary)
    return f"primary ({planned}): no figure seen" if planned else "primary not stated"


def shown_rows(headline: Headline) -> list[FigureRow]:
    """The rows whose figures the line of a trial may tell: of its primary endpoints, then of its historical control."""
    found = [row for one in headline.primary or headline.other for row in told_rows(one)]
    return [*found, *(one.first for one in headline.outside)]


def _standing(profile: Profile) -> str:
    """What is known of a trial of which no result was seen: where it stood, and when that was said."""
    if profile.status == "results published":
        return f"{said_to_be(profile)}, not in what was read"
    return f"no result in any source read; {said_to_be(profile) if profile.status != NOT_STATED else 'status not stated'}"


def said_to_be(profile: Profile) -> str:
    """The status of a trial with its date: `in progress (2025)`."""
    return f"{profile.status} ({profile.as_of})" if profile.as_of else f"{profile.status} (no date)"


def told_rows(analysis: Analysis) -> list[FigureRow]:
    """The rows that a list tells of an analysis: its effect with the arms' figures, else those alone."""
    outcomes = [row for row in analysis.outcomes if row.term != "analysed" and not row.is_spread]
    return [*outcomes, *shown_effects(analysis)] or list(analysis.rows)


def _analysis_words(
    analysis: Analysis, profile: Profile, terms: Terms, *, arms: bool = True, isolated: bool = True
) -> list[str]:
    """What an analysis came to, a text for each contrast, or for each arm where nothing is compared.

    arms: with their figures; isolated: what a contrast isolates, if no mTOR inhibitor.
    """
    first = analysis.first
    name = _name(first, terms)
    name += f" in {profile.groups[first.population]};" if first.population != ALL else ""
    if first.kind == "statement":
        says = phrases.in_words(first, profile.labels)
        return [f"{name} {says if len(says) <= _LONGEST_WORDS else says.partition(': ')[0]}"]
    own = {row.arm: row for row in reversed(told_rows(analysis)) if row.kind == "outcome"}
    several = profile.arms > 2
    effects = shown_effects(analysis)
    said = [_effect_words(row, own if arms else {}, profile, several=several) for row in effects]
    if isolated:
        said = [f"{text} {_isolated(row, terms)}".rstrip() for text, row in zip(said, effects, strict=True)]
    said = said or _without_effect(own, profile)
    return [f"{name} {said[0]}", *said[1:]]


def _name(row: FigureRow, terms: Terms) -> str:
    """An endpoint in short; a harm as a primary one with what counts and by when: `stomatitis, grade 2 or worse, at 8 weeks:`."""
    if terms.adverse_event(row.endpoint) not in terms.adverse_events:
        return phrases.endpoint_short(row.endpoint, terms)
    name = phrases.endpoint_short(row.endpoint, terms).removesuffix(" (as an endpoint)")
    if row.role not in PRIMARY_ROLES:
        return f"{name}:"
    what = (row.definition,) if name in row.definition.casefold() else (name, row.definition)
    return ", ".join(part for part in (*what, row.at and f"at {row.at}") if part) + ":"


def _outside_words(headline: Headline) -> list[str]:
    """What patients of another study had, to whom a trial was held."""
    return [f"historical control {short_figure(one.first)}" for one in headline.outside]


def _effect_words(row: FigureRow, own: Mapping[str, FigureRow], profile: Profile, *, several: bool) -> str:
    """An effect, behind its contrast where a trial has several."""
    pair = (own.get(row.arm), own.get(row.comparator))
    arms = arms_in_short(*pair) if all(pair) else ""
    is_named = several or (row.contrast and row.contrast.is_turned)
    contrast = f"{profile.contrasts[f'{row.arm} v {row.comparator}']}: " if is_named else ""
    return contrast + ", ".join(part for part in (arms, phrases.flowing(phrases.effect(row))) if part)


def _isolated(row: FigureRow, terms: Terms) -> str:
    """What a contrast isolates where that is no mTOR inhibitor; else ""."""
    return "" if not row.isolates or terms.isolates_mtor(row.isolates) else f"(isolates {row.isolates})"


def _without_effect(own: Mapping[str, FigureRow], profile: Profile) -> list[str]:
    """The figures of arms without an effect: `61 % v 42 %` of two that randomisation made, `61 % and 42 %, not compared` of two
    that it did not make; of more each behind its arm."""
    rows = list(own.values())[::-1]
    if len(rows) == 2 and profile.arms == 2:
        return [arms_in_short(*rows) if profile.is_randomised else f"{arms_in_short(*rows, between='and')}, not compared"]
    if len(rows) == 1:
        return [arms_in_short(rows[0], None)]
    return [f"{profile.labels.get(row.arm, phrases.arm(row.arm))} {short_figure(row)}" for row in rows]


def listed(entry: Judged, headline: Headline, terms: Terms) -> list[Listed]:
    """A trial of the list with each figure of its primary result, or once without any."""
    words = _plainly(result_words(entry.profile, headline, terms))
    rows = [row for one in headline.primary or headline.other for row in shown_effects(one) or told_rows(one)]
    return [Listed(entry, row, words) for row in rows] or [Listed(entry, None, words)]


def _plainly(words: str) -> str:
    return words.replace(NBSP, " ")


def shown_effects(analysis: Analysis) -> list[FigureRow]:
    """The effects of an analysis that a list shows: those with the primary role if any has it, all of one measure."""
    effects = [row for row in analysis.effects if row.measure != "test"]
    foremost = [row for row in effects if row.role in PRIMARY_ROLES] or effects
    return [row for row in foremost if row.measure == foremost[0].measure]


def _setting(profile: Profile, notes: Footnotes) -> str:
    line = phrases.line(profile.line) if profile.line != "not stated" else ""
    line += notes.say(profile.line_notes) if line else ""
    return ", ".join(filter(None, (phrases.or_unstated(profile.setting, "setting"), line)))
