"""The doses of a drug: which of them were randomised, then what each trial saw within its own arms, by backbone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evtrials.collection.filters import Query
from evtrials.collection.library import Library
from evtrials.collection.selection import LeftOut, Selection
from evtrials.errors import UsageError, counted
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, tidy
from evtrials.evidence.dosing import DoseContrast, DosedArm, by_backbone, daily_doses, dose_contrasts, never_randomised
from evtrials.evidence.regimens import PLACEBO
from evtrials.evidence.rows import FigureRow
from evtrials.evidence.traits import dose_notes, is_suspect_dose
from evtrials.notation.spaces import unbroken
from evtrials.notation.spelling import folded, unknown
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Item, Line, Listing, Page
from evtrials.questions.asked_words import asked_in_words
from evtrials.questions.columns import ARM_LABEL, ARM_N, NAME, TRIAL, of
from evtrials.questions.figures import ARMS
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.harms import harm_endpoints
from evtrials.questions.harms_in_short import HARMS, Figures, figures_of, harm_words, stopped_words
from evtrials.questions.in_short import arms_in_short, effect_in_short
from evtrials.trial.model import Trial
from evtrials.trial.notes import PlacedNote
from evtrials.trial.terms import Terms

# Of each backbone the arms of each trial.
Groups = dict[tuple[str, ...], list[list[DosedArm]]]
OWN_ARMS = (
    "Doses are compared within a trial only: backbones, patients and time on treatment differ between trials, and no order of "
    "the doses is to be read down the page. What is missing was not seen in what was read; that is not zero."
)


@dataclass(frozen=True, slots=True)
class Dosed:
    """An arm with one of its figures of harm or of exposure; row None of an arm without any.

    what: the adverse event, the topic of exposure, or the endpoint of a contrast of doses. against: the arms that randomisation
    gave another dose or schedule.
    """

    of: DosedArm
    drug: str
    against: tuple[str, ...] = ()
    what: str = ""
    row: FigureRow | None = None


_OF_DOSE = {column.name: column for column in ARMS}
COLUMNS: tuple[Column, ...] = (
    _OF_DOSE["drug"].by(lambda one: one.drug),
    Column("backbone", lambda one: one.of.partners, "list", "the drugs that it is given with; empty where it is given alone"),
    *of(lambda one: one.of.trial, TRIAL, NAME),
    BY_NAME["arm"].by(lambda one: one.of.id),
    ARM_LABEL.by(lambda one: one.of.arm.label),
    ARM_N.by(lambda one: count_digits(one.of.arm.n or "")),
    _OF_DOSE["dose_text"].by(lambda one: _printed(one.of)),
    _OF_DOSE["dose_low"].by(lambda one: one.of.target.low),
    _OF_DOSE["dose_high"].by(lambda one: one.of.target.high),
    _OF_DOSE["dose_unit"].by(lambda one: one.of.target.unit),
    _OF_DOSE["schedule"].by(lambda one: one.of.target.schedule),
    Column("randomised_against", lambda one: one.against, "list",
           "arms of the trial that randomisation gave another dose or schedule of the drug"),
    Column("harm_or_topic", lambda one: one.what, "text",
           "adverse event, topic of exposure, or endpoint of a contrast of doses; empty where no figure was read"),
    *tidy(lambda one: one.row, "term", "grade", "n", "value", "text", "qualifier", "unit", "measure", "ci_low", "ci_high",
          "ci_level", "ci_text", "events"),
    BY_NAME["counts_text"].by(lambda one: counts_text(n=one.row.n if one.row else "", arm_n=one.of.arm.n or "")),
    *tidy(lambda one: one.row, "attribution", "period", "population", "cut", "cut_date", "followup", "default", "basis", "source",
          "locator", "flag", "note", "kind", "p", "p_qualifier", "p_text", "p_sides", "at"),
)  # fmt: skip


def drug_named(library: Library, name: str) -> str:
    """The drug that an arm of the collection has, by any of its names; UsageError with the nearest ones for any other."""
    terms = library.terms
    used = dict.fromkeys(drug for profile in library.profiles.values() for drug in profile.drugs if drug != PLACEBO)
    if (drug := terms.drug(name)) in used:
        return drug
    if of_class := [drug for drug in used if folded(terms.drug_class(drug)) == folded(name)]:
        raise UsageError(f'"{name}" is a class of drugs; name one of them: {", ".join(of_class)}')
    names = {spelling: meant for spelling, meant in terms.spellings("drugs").items() if meant in used}
    raise unknown("drug of an arm", name, {**{drug: drug for drug in used}, **names}, "see: evtrials arms --about all")


def _printed(one: DosedArm) -> str:
    """The drug with its dose as printed; "" of a comparator without it."""
    if one.dose is None:
        return ""
    return one.dose.text + ("!" if is_suspect_dose(one.trial, one.id, one.dose.drug) else "")


def doses_answer(library: Library, selection: Selection, query: Query, drug: str) -> Answer:
    """What was randomised is said of the whole collection, whatever the filters; the rest of the trials that they choose."""
    terms = library.terms
    every = [library.trial(id_) for id_, profile in library.profiles.items() if drug in profile.drugs]
    contrasts = dose_contrasts(every, drug, terms, library.rows_of)
    groups = by_backbone(selection.trials, drug, terms)
    having = {arms[0].trial.id for group in groups.values() for arms in group}
    said = never_randomised(daily_doses(every, drug, terms), contrasts)
    without = tuple(id_ for id_ in selection.ids if id_ not in having)
    return Answer(
        name="doses",
        columns=COLUMNS,
        rows=[
            *(row for one in contrasts for row in _of_contrast(one, drug, terms)),
            *(row for group in groups.values() for arms in group for one in arms for row in _rows(library, one, drug, contrasts)),
        ],
        page=lambda: _page(library, query, drug, groups, contrasts, said),
        query={**query.asked, "drug": drug},
        caveats=tuple(
            text for text in (said, *(f"{one.trial.id}: {contrast_words(one, drug)}" for one in contrasts), OWN_ARMS) if text
        ),
        left_out=(*selection.left_out, *([LeftOut(f"no arm with {drug}", without)] if without else [])),
        tally=f"{len(having)} of {counted(len(library), 'trial')}",
        out=selection.out,
    )


def _of_contrast(one: DoseContrast, drug: str, terms: Terms) -> Iterator[Dosed]:
    """The result of a contrast of doses: the figure of each arm, then the effect and its p value with the first."""
    if one.line is None:
        return
    what, line = phrases.endpoint_short(one.line.lead.endpoint, terms), one.line
    of_arm, of_other = (one.comparator.id,), (one.arm.id,)
    found = ((one.arm, of_arm, line.arm_row), (one.comparator, of_other, line.comparator_row), (one.arm, of_arm, line.effect))
    for arm, against, row in (*found, *((one.arm, of_arm, test) for test in line.tests)):
        if row is not None:
            yield Dosed(arm, drug, against, what, row)


def _rows(library: Library, one: DosedArm, drug: str, contrasts: Iterable[DoseContrast]) -> Iterator[Dosed]:
    pairs = [(of.arm.id, of.comparator.id) for of in contrasts if of.trial is one.trial]
    against = tuple(other for pair in pairs if one.id in pair for other in pair if other != one.id)
    figures = figures_of(library, one)
    yield from (Dosed(one, drug, against, what, row) for what, row in figures)
    if not figures:
        yield Dosed(one, drug, against)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every line of one page is made with. above: the trials whose contrast of doses stands at its head."""

    library: Library
    drug: str
    above: frozenset[str]
    notes: Footnotes


def _page(library: Library, query: Query, drug: str, groups: Groups, contrasts: Sequence[DoseContrast], said: str) -> Page:
    sheet = _sheet(library, drug, contrasts)
    opening = _opening(contrasts, said, sheet)
    every = [arms for group in groups.values() for arms in group]
    items = tuple(item for arms in every for item in _items(arms, sheet))
    trials = Listing(
        items,
        title="By backbone, each trial within its own arms",
        lead=("Stomatitis and pneumonitis of any grade / of grade 3-4; stopped: for adverse events",),
    )
    bare = {arms[0].trial.id for arms in every} - {item.name for item in items}
    foot = (
        f"None of these figures was read of {counted(len(bare), 'trial')}: evtrials arms --drug {drug}." if bare else "",
        f"Doses reduced, doses at the start: evtrials exposure dose reduction, starting dose. {OWN_ARMS}",
    )
    blocks = (opening, trials) if items else (opening,)
    return Page(asked_in_words(query, f"Doses of {drug}"), blocks, notes=sheet.notes.lines, foot=tuple(filter(None, foot)))


def _sheet(library: Library, drug: str, contrasts: Iterable[DoseContrast]) -> _Sheet:
    return _Sheet(library, drug, frozenset(one.trial.id for one in contrasts), Footnotes())


def _opening(contrasts: Sequence[DoseContrast], said: str, sheet: _Sheet) -> Listing:
    """The contrasts of doses, under what was never randomised."""
    return Listing(
        tuple(_randomised(one, sheet) for one in contrasts),
        title=f"Doses and schedules of {sheet.drug} that were randomised",
        lead=() if contrasts and not said else (said or "None of this collection.",),
    )


def randomised_doses(library: Library, drug: str) -> tuple[Page, list[FigureRow]]:
    """What an answer on the doses of a drug opens with, and the rows whose figures it shows."""
    every = [library.trial(id_) for id_, profile in library.profiles.items() if drug in profile.drugs]
    contrasts = dose_contrasts(every, drug, library.terms, library.rows_of)
    sheet = _sheet(library, drug, contrasts)
    said = never_randomised(daily_doses(every, drug, library.terms), contrasts)
    page = Page("", (_opening(contrasts, said, sheet),), notes=sheet.notes.lines)
    return page, [one.row for of in contrasts for one in _of_contrast(of, drug, library.terms) if one.row]


def backbone_words(partners: Sequence[str], drug: str) -> str:
    """The backbone in words: `everolimus alone`, `with exemestane`, `with trastuzumab + vinorelbine`."""
    return f"with {' + '.join(partners)}" if partners else f"{drug} alone"


def dose_words(one: DosedArm) -> str:
    """The dose with its schedule: `10 mg daily`, `stepwise to 10 mg daily`; of a comparator what it has in its place."""
    if one.dose is None:
        return PLACEBO if any(dose.drug == PLACEBO for dose in one.arm.drugs) else "without it"
    return one.dose.in_short if one.target.low else ", ".join(filter(None, (one.dose.regimen, "dose not stated")))


def _randomised(one: DoseContrast, sheet: _Sheet) -> Item:
    """A contrast of doses: what was given, whether the arms were compared, the result."""
    design = (note for note in one.trial.notes if note.about.get("section") == "design")
    lines = [Line(contrast_words(one, sheet.drug) + sheet.notes.of_notes(design))]
    if one.line:
        rows = (one.line.arm_row, one.line.comparator_row, one.line.effect)
        lead = one.line.lead
        name = lead.definition or phrases.endpoint_short(lead.endpoint, sheet.library.terms)
        effect = effect_in_short(one.line.effect, *one.line.tests) if one.line.effect else "no comparison printed"
        at = f" at {lead.at}" if lead.at else ""
        figures = ", ".join(part for part in (arms_in_short(*rows[:2]), effect) if part)
        lines.append(Line(f"{name}{at}: {figures}{sheet.notes.of(*rows)}"))
    return Item(one.trial.id, tuple(lines))


def contrast_words(one: DoseContrast, drug: str) -> str:
    """`stepwise to 10 mg daily v 10 mg daily, with exemestane, n 80 v 76`."""
    shared = [name for name in one.arm.partners if name in one.comparator.partners]
    sizes = [of.arm.n or "?" for of in (one.arm, one.comparator)]
    parts = (
        f"{dose_words(one.arm)} v {dose_words(one.comparator)}",
        backbone_words(shared, drug),
        f"the arms differ in {' and '.join(one.others)} too" if one.others else "",
        "" if one.is_comparative else "not comparative",
        unbroken(f"n {' v '.join(sizes)}") if set(sizes) != {"?"} else "",
    )
    return ", ".join(part for part in parts if part)


def _items(arms: Sequence[DosedArm], sheet: _Sheet) -> list[Item]:
    """The arms of a trial with one backbone: those that randomisation compares side by side, any other by itself.

    None where nothing was read of those with the drug.
    """
    are_compared = arms[0].trial.are_randomised([one.id for one in arms])
    sets = [list(arms)] if are_compared else [[one] for one in arms]
    return [item for some in sets if (item := _item(some, sheet))]


def _item(arms: Sequence[DosedArm], sheet: _Sheet) -> Item | None:
    """Dose and patients of each arm, then their figures; where a harm is an endpoint, it is said to be one."""
    told = [figures_of(sheet.library, one) for one in arms]
    endpoints = _endpoints_of(arms[0].trial, sheet) if len(arms) > 1 else {}
    has_figures = any(figures for one, figures in zip(arms, told, strict=True) if one.dose)
    if not (endpoints or has_figures) or not any(_pieces(arms[0].trial, told, endpoints, Footnotes())):
        return None
    doses = [dose_words(one) + sheet.notes.of_notes(_of_dose(one)) for one in arms]
    sizes = [one.arm.n or "?" for one in arms]
    n = unbroken(f", n {' v '.join(sizes)}") if set(sizes) != {"?"} else ""
    head = f"{backbone_words(arms[0].partners, sheet.drug)}: {' v '.join(doses)}{n}"
    pieces = _pieces(arms[0].trial, told, endpoints, sheet.notes)
    return Item(arms[0].trial.id, (Line(head), Line("; ".join(filter(None, pieces)))))


def _pieces(trial: Trial, told: Sequence[Figures], endpoints: dict[str, str], notes: Footnotes) -> list[str]:
    """What is said of each harm and of those who stopped, "" where nothing was read of it."""
    harms = [harm_words(trial, told, event, notes) or endpoints.get(event, "") for event in HARMS]
    return [*harms, stopped_words(told, notes)]


def _endpoints_of(trial: Trial, sheet: _Sheet) -> dict[str, str]:
    """Where the figures of a harm stand that a trial has as an endpoint."""
    terms, rows = sheet.library.terms, sheet.library.rows_of(trial)
    names = {terms.adverse_event(row.endpoint): row.endpoint for row in rows if row.key in harm_endpoints(rows, terms)}
    where = "above" if trial.id in sheet.above else "evtrials results --endpoint {}"
    return {event: f"{event.lower()} as an endpoint: {where.format(name)}" for event, name in names.items() if event in HARMS}


def _of_dose(one: DosedArm) -> Iterator[PlacedNote]:
    """The notes on the dose of the drug in an arm, which change how it is read."""
    noted = dose_notes(one.trial, one.id, one.dose.drug) if one.dose else ()
    return (note for note in noted if "drug" in note.about and note.remark.marks is not False)
