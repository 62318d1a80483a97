"""Where the trials are: disease and setting by line of therapy, each trial once under each subtype that its patients could be of.

The gaps are the answer as much as what fills the rest: the four usual subtypes stand there where no trial is, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from evtrials.collection.filters import Query, judges_of
from evtrials.collection.judging import Context, Fit, judged
from evtrials.collection.library import Library
from evtrials.collection.selection import Selection
from evtrials.errors import counted
from evtrials.evidence.columns import Column
from evtrials.evidence.isolates import isolates
from evtrials.evidence.profile import SETTINGS, Profile, digits
from evtrials.notation.spaces import NBSP
from evtrials.questions import trials
from evtrials.questions.answer import Answer, Heading, Page, Table
from evtrials.questions.columns import NAME, TRIAL, of
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms, told_apart

NOT_STATED = "not stated"
# Each trial stands under one of them: who was not in the first line alone may have been in any later one.
LINES = {"1": "line 1", "1+": "line 1 or later", "2+": "line 2 or later"}
SUBTYPES = {
    "HR+/HER2-": ("positive", "negative"), "HR+/HER2+": ("positive", "positive"), "HR-/HER2+": ("negative", "positive"),
    "TNBC": ("negative", "negative"),
}  # fmt: skip
EMPTY, ISOLATING, RANDOMISED, OTHER = "·", "■", "◆", "□"
EXPLAINED = (
    f"{ISOLATING}{NBSP}randomised, and the arms of some contrast differ in an mTOR inhibitor alone; {RANDOMISED}{NBSP}"
    f"randomised, and those of none do; {OTHER}{NBSP}not randomised, or not stated; {EMPTY}{NBSP}no such trial. Contrasts: those "
    f"of {ISOLATING}, where they are more than the trials.",
    "n: patients of the whole trials, together (derived); + where some trial's were not read or are planned.",
)
SEVERAL = (
    "A trial of several subtypes stands under each that its patients could be of, as some of all its patients: rows do not add "
    "up."
)
_NO_LINE = "not applicable"
_EITHER = {"unknown": ("positive", "negative")}
_SIGNS = {"positive": "+", "negative": "-", "low": "-", "mutated": "-mutated"}


class Place(NamedTuple):
    """A column of the map: a setting, and of advanced disease a line of therapy ("" where lines mean nothing)."""

    setting: str
    line: str = ""

    @property
    def words(self) -> str:
        """What stands above it: `line 1`, `adjuvant`, `line not stated`."""
        setting = f"setting {NOT_STATED}" if self.setting == NOT_STATED else self.setting if self.setting != "advanced" else ""
        line = LINES.get(self.line, f"line {self.line}") if self.line else ""
        return ", ".join(filter(None, (setting, line))) or self.setting


# The columns that stand where no trial is, too.
_STANDING = (*(Place("advanced", line) for line in LINES), Place("neoadjuvant"), Place("adjuvant"))


class Placed(NamedTuple):
    """A trial in one cell. contrasts: its randomised ones whose arms differ in an mTOR inhibitor alone. is_part: whether its
    patients could be of other subtypes too."""

    trial: Trial
    profile: Profile
    subtype: str
    place: Place
    contrasts: tuple[str, ...]
    is_part: bool = False

    @property
    def sign(self) -> str:
        """Whether it was randomised, and has such a contrast."""
        return ISOLATING if self.contrasts else RANDOMISED if self.trial.design.allocation == "randomised" else OTHER

    @property
    def words(self) -> str:
        """`■ bolero-2 724`, `■ horizon some of 1112`: its sign, its id, its patients as printed."""
        n = f"{self.profile.n}{' planned' if self.profile.n_of == 'planned' else ''}"
        return f"{self.sign} {self.trial.id} {f'some of{NBSP}' if self.is_part and n else ''}{n}".rstrip()


@dataclass(frozen=True)
class Cell:
    """The trials of a cell: those with a randomised contrast of an mTOR inhibitor first, then those randomised otherwise; those
    of its subtype alone before others, the larger before the smaller."""

    placed: tuple[Placed, ...] = ()

    @property
    def contrasts(self) -> int:
        """How many randomised contrasts isolate an mTOR inhibitor."""
        return sum(len(one.contrasts) for one in self.placed)

    @property
    def counts(self) -> tuple[str, ...]:
        """`31 trials`, `14 ■ 3 ◆`, `16 contrasts` and `n 5402`; `n 5402+` where the patients of some trial were not read, or are
        only planned.

        Patients of a pooled analysis are counted in its trials.
        """
        signs = Counter(one.sign for one in self.placed)
        told = " ".join(f"{signs[sign]} {sign}" for sign in (ISOLATING, RANDOMISED) if signs[sign])
        contrasts = counted(self.contrasts, "contrast") if self.contrasts > signs[ISOLATING] else ""
        own = [one.profile for one in self.placed if one.profile.kind != "pooled analysis"]
        known = [digits(profile.n) for profile in own if profile.n and profile.n_of != "planned"]
        patients = f"n {sum(known)}{'' if len(known) == len(own) else '+'}" if known else f"n {NOT_STATED}"
        return (*filter(None, (counted(len(self.placed), "trial"), told, contrasts)), *([patients] if own else []))


@dataclass(frozen=True)
class Grid:
    """The map: rows of subtypes, columns of settings and lines, and the cells by both; one that is missing is empty."""

    subtypes: tuple[str, ...]
    places: tuple[Place, ...]
    cells: dict[tuple[str, Place], Cell]
    count: int

    def cell(self, subtype: str, place: Place) -> Cell:
        """One cell, empty where no trial is in it."""
        return self.cells.get((subtype, place), Cell())


COLUMNS: tuple[Column, ...] = (
    *of(lambda placed: placed.trial, TRIAL, NAME),
    Column("cell_subtype", lambda placed: placed.subtype, "text", "subtype of the cell: one that patients of the trial had"),
    Column("cell_setting", lambda placed: placed.place.setting, "text", "setting of the cell"),
    Column("cell_line", lambda placed: placed.place.line, "text",
           "line of therapy of the cell, of advanced disease: 1 alone, 1+ and 2+ with later ones"),
    Column("mtor_contrasts", lambda placed: placed.contrasts, "list",
           "the randomised contrasts of the trial whose arms differ in an mTOR inhibitor alone, each with what it isolates"),
    *(column for column in trials.COLUMNS if column.name in ("trial_n", "trial_n_of", "subtype", "line", "year")),
)  # fmt: skip


def map_answer(library: Library, selection: Selection, query: Query, grid: Grid) -> Answer:
    """The map of a choice of trials, a row for each trial and cell."""
    return Answer(
        name="cells",
        columns=COLUMNS,
        rows=[placed for cell in grid.cells.values() for placed in cell.placed],
        page=lambda: Page("", (_table(grid),)),
        query=query.asked,
        caveats=(SEVERAL,),
        left_out=selection.left_out,
        tally=f"{len(selection)} of {counted(len(library), 'trial')}",
        out=selection.out,
    )


def grid_of(library: Library, selection: Selection, query: Query) -> Grid:
    """The map of a choice of trials; of a subtype, setting or line that was asked for, only what patients of it could be in."""
    judges = judges_of(_narrowing(query), Context(library.terms, lambda _: "", library.profiles.values))

    def fits(pair: _Receptors, place: Place) -> bool:
        return judged(_profile(pair, place), judges)[0] is not Fit.OUT

    def places(profile: Profile) -> tuple[Iterable[tuple[str, Place]], bool]:
        """The cells of a trial, and whether its patients could be of several subtypes."""
        pairs = [(hr, her2) for hr, her2 in profile.receptors]
        # A status that is unknown in some patients is either; it stands for itself where neither was asked for.
        either = [
            (hr, her2) for pair in pairs for hr, her2 in product(*(_EITHER.get(status, (status,)) for status in pair))
        ]
        own = _place(profile)
        tried = ([pair for pair in some if fits(pair, own)] for some in (either, pairs))
        return dict.fromkeys((_subtype(pair), own) for pair in next(filter(None, tried), ())), len({*map(_subtype, either)}) > 1

    found: dict[tuple[str, Place], list[Placed]] = {}
    for trial, one in zip(selection.trials, selection.shown, strict=True):
        contrasts = tuple(_mtor_contrasts(trial, library.terms))
        keys, is_part = places(one.profile)
        for key in keys:
            found.setdefault(key, []).append(Placed(trial, one.profile, *key, contrasts, is_part))
    standing = [(subtype, place) for subtype, pair in SUBTYPES.items() for place in _STANDING if fits(pair, place)]
    every = (*standing, *found)
    return Grid(
        tuple(sorted({subtype for subtype, _ in every}, key=_subtype_order)),
        tuple(sorted({place for _, place in every}, key=_place_order)),
        {key: Cell(tuple(sorted(found[key], key=_weight))) for key in sorted(found, key=_cell_order)},
        len(selection),
    )


def title(grid: Grid) -> str:
    """What stands above the map."""
    return f"{counted(grid.count, 'trial')} by subtype and setting; lines are of therapy for advanced disease"


_Receptors = tuple[str, str]


def _narrowing(query: Query) -> Query:
    """The filters of a query that ask for some cells rather than others."""
    return Query({name: values for name, values in query.values.items() if name in ("subtype", "setting", "line")})


def _profile(pair: _Receptors, place: Place) -> Profile:
    """A profile of patients of one cell and no others, for the filters to judge."""
    blank = Profile._make(() for _ in Profile._fields)
    return blank._replace(receptors=[pair], setting=place.setting, line=place.line or _NO_LINE)


def _subtype(pair: _Receptors) -> str:
    hr, her2 = (_SIGNS.get(status, "") for status in pair)
    if hr and her2:
        return "TNBC" if (hr, her2) == ("-", "-") else f"HR{hr}{'/' if len(her2) == 1 else ', '}HER2{her2}"
    if hr or her2:
        return f"HR{hr}, HER2 {NOT_STATED}" if hr else f"HER2{her2}, HR {NOT_STATED}"
    return f"subtype {NOT_STATED}"


def _place(profile: Profile) -> Place:
    """The column that a trial stands in."""
    line = profile.line
    if line in (NOT_STATED, _NO_LINE):
        return Place(profile.setting, line.removeprefix(_NO_LINE))
    first = "1" if line == "any" else line[0]
    return Place(profile.setting, line if line == "1" else "1+" if first == "1" else "2+")


def _mtor_contrasts(trial: Trial, terms: Terms) -> Iterable[str]:
    """The randomised contrasts of a trial whose arms differ in an mTOR inhibitor alone, each with what it isolates.

    Those of a pooled analysis are its trials'.
    """
    for arm, comparator in trial.declared_contrasts if trial.kind != "pooled analysis" else ():
        isolated = isolates(trial, arm, comparator)
        if all(terms.is_mtor_inhibitor(drug) for _, drug in told_apart(isolated)):
            yield f"{arm} v {comparator}: {isolated}"


def _weight(placed: Placed) -> tuple[object, ...]:
    signs = (ISOLATING, RANDOMISED, OTHER)
    return signs.index(placed.sign), placed.is_part, -digits(placed.profile.n), placed.profile.id


def _subtype_order(subtype: str) -> tuple[object, ...]:
    """The usual ones, then others, then what is not stated."""
    return list(SUBTYPES).index(subtype) if subtype in SUBTYPES else len(SUBTYPES), NOT_STATED in subtype, -len(subtype), subtype


def _place_order(place: Place) -> tuple[object, ...]:
    return SETTINGS.index(place.setting), place.line


def _cell_order(key: tuple[str, Place]) -> tuple[object, ...]:
    return _subtype_order(key[0]), _place_order(key[1])


def _table(grid: Grid) -> Table:
    """The map as a table, each trial of a cell named."""
    headings = (Heading("subtype", "Subtype", folds=True), *(Heading("", place.words, folds=True) for place in grid.places))
    rows = tuple((subtype, *(_words(grid.cell(subtype, place)) for place in grid.places)) for subtype in grid.subtypes)
    return Table(headings, rows, title=title(grid), footnotes=(*EXPLAINED, SEVERAL))


def _words(cell: Cell) -> str:
    if not cell.placed:
        return EMPTY
    return "\n".join((*cell.counts, *(placed.words for placed in cell.placed)))
