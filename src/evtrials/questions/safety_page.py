"""The screen of a harm: what the rows share said once, a trial a row with its whole regimen, figures under their arms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from evtrials.collection.library import Library
from evtrials.errors import counted
from evtrials.evidence.harms import Report
from evtrials.evidence.regimens import arm_regimen, arms_apart, contrast_regimen, regimen
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.evidence.traits import arm_size, subtype_words
from evtrials.notation.capitals import begun_small
from evtrials.notation.closed_words import ARM_GROUPS, PRIMARY_ROLES
from evtrials.notation.figures import MISSING
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Block, Item, Line, Listing, Paragraph
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.harms import DEATH, FEW, Leading, TrialHarm, band_said, grades_named, size_of, threshold_of
from evtrials.questions.in_short import effect_in_short
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

# A cell of a table that its report does not have: never a zero.
NOT_PRINTED = "–"
FIRST_ARM = "first arm: with the drug after ±, or before v"
# Under the most frequent terms every trial is told where these are so few together; else that which leads.
_FEW_LINES = 20
# Tables of one trial that differ in more sizes than these tell no size of another.
_FEW_SIZES = 2
_OF_OTHERS = "no n beside these figures; that of the trial's other tables of harms"
_HEADS = ("first arm", "second")
_LISTED = f"in lists of serious events, or in arms of fewer than {FEW} patients"
_ELSEWHERE = "as an endpoint, or among what became of the treatment; each row says its grade"


class Usual(NamedTuple):
    """What most reports of a listing share, said once above it: a row that deviates says so.

    has_many: whether its trials are of several subtypes, so that each says its own.
    """

    bands: tuple[str, ...] = ()
    attribution: str = ""
    sizes: str = ""
    has_many: bool = False


class Laid(NamedTuple):
    """How the arms of a trial are laid out: a randomised contrast of two, side by side; else a line for each.

    pair: both arms, () where they stand below each other. only: the one arm of a trial of one, "".
    """

    pair: tuple[str, ...] = ()
    only: str = ""


def usual_of(reports: Sequence[Report]) -> Usual:
    """The bands and the attribution of most reports; where some are lists, the band of these."""
    if not reports:
        return Usual()
    lists = [one.bands for one in reports if one.is_list]
    found, attributions = Counter(one.bands for one in reports), Counter(one.first.attribution for one in reports)
    # A report that tells of two bands counts twice.
    most = max(found, key=lambda bands: (found[bands] * min(len(bands), 2), found[bands]))
    return Usual(lists[0] if lists else most, attributions.most_common(1)[0][0])


def band_words(bands: Sequence[str]) -> str:
    """`any / grade 3-4`, `grade ≥3`, `serious events`: the bands of a cell, in its order."""
    graded = next((band for band in bands if band[:1].isdigit() or band.startswith(">=")), None)
    words = [("grade " if band is graded else "") + band.replace(">=", "≥") for band in bands]
    if len(words) == 1:
        return {"any": "any grade", "serious": "serious events", "not serious": "events not serious"}.get(words[0], words[0])
    return " / ".join(words)


def harm_blocks(
    event: str, found: Sequence[TrialHarm], library: Library, notes: Footnotes, *, grade: str, everything: bool
) -> Iterator[Block]:
    """One adverse event: the trials that band it by grade, apart from them what counts it elsewhere, then lists of serious events
    and small arms. grade: the word of --grade, "" without one."""
    has_many = len({subtype_words(one.trial) for one in found}) > 1
    with_reports = [one for one in found if one.reports]
    weighty = [one for one in with_reports if one.is_weighty]
    rest = [one for one in with_reports if not one.is_weighty]
    elsewhere = [one for one in found if one.endpoints or one.exposure]
    in_words = [one for one in found if not one.has_figures]
    for some, title, are_reports in (
        (weighty, event, True),
        (elsewhere, f"{event} {_ELSEWHERE}", False),
        (rest, f"{event} {_LISTED}" if weighty else event, True),
    ):
        if some:
            usual = usual_of([report for one in some for report in one.reports]) if are_reports else Usual()
            usual = usual._replace(has_many=has_many)
            items = tuple(
                _Told(one, library, usual, notes, grade=grade, everything=everything, are_reports=are_reports).item()
                for one in some
            )
            has_two = any(len(line.cells) > 1 for item in items for line in item.lines)
            yield Listing(items, lead=(_heading(title, usual, has_two=has_two),), heads=_HEADS if has_two else ())
    if in_words:
        told = (_Told(one, library, Usual(), notes, everything=everything) for one in in_words)
        items = tuple(Item(one.trial.id, tuple(map(Line, one.in_words()))) for one in told)
        yield Listing(items, lead=(f"{event}, in words alone",))
    if not found:
        yield Paragraph(f"{event}: no figure in the trials chosen; what they lack, trial by trial: --left-out")


def leading_listing(
    shown: Sequence[Leading], library: Library, notes: Footnotes, *, title: str, has_one: bool, everything: bool
) -> Listing:
    """A row an adverse event: the trial that leads it, or each of a few. has_one: of one trial, which the title names."""
    # What a death is counted in gives no band to other harms.
    usual = usual_of([report for leading in shown if leading.event != DEATH for report in leading.of.reports])
    usual = usual._replace(has_many=len({subtype_words(one.trial) for leading in shown for one in leading.found}) > 1)
    if has_one:
        usual = usual._replace(sizes=_usual_sizes(shown, library))
    few = everything or sum(len(leading.found) for leading in shown) <= _FEW_LINES
    items: list[Item] = []
    for leading in shown:
        lines: list[Line] = []
        for one in leading.found if few else [leading.of]:
            told = _Told(one, library, usual, notes, everything=everything, whole=False, are_reports=bool(one.reports))
            first = one.trial.id if few else f"{one.trial.id}, 1 of {counted(len(leading.found), 'trial')}"
            head = ": ".join(part for part in (first, told.regimen()) if part)
            reports = [report for report in one.reports if few or leading.row is None or leading.row in report.rows]
            # By a percentage of nobody knows how many no term should lead unsaid.
            unknown = any(size_of(one.trial, row) is None for report in reports for row in report.figures)
            beside = ["n not stated"] if unknown else []
            mine = told.reported(reports, beside) if reports else list(told.item().lines)[1:]
            lines += told.headed("" if has_one else head, mine)
        items.append(Item(leading.event.lower(), tuple(lines)))
    has_two = any(len(line.cells) > 1 for item in items for line in item.lines)
    return Listing(tuple(items), lead=(_heading(title, usual, has_two=has_two),), heads=_HEADS if has_two else ())


def _usual_sizes(shown: Sequence[Leading], library: Library) -> str:
    """The patients of most reports of one trial."""
    treated = treated_sizes(library.rows_of(shown[0].of.trial)) if shown else {}
    told = [
        n_words(report, leading.of.trial, layout(leading.of.trial, report.arms), treated)[0]
        for leading in shown
        for report in leading.of.reports
    ]
    return Counter(told).most_common(1)[0][0] if told else ""


def _heading(event: str, usual: Usual, *, has_two: bool) -> str:
    if not usual.bands:
        return event + (f"; {FIRST_ARM}" if has_two else "")
    shared = [band_words(usual.bands), "% of patients", usual.sizes, phrases.attribution(usual.attribution)]
    return f"{event}, {', '.join(filter(None, shared))}, unless said" + (f"; {FIRST_ARM}" if has_two else "")


class _Told:
    """One trial of a listing on its way to lines. are_reports: of its tables of harms; else what counts the event elsewhere."""

    def __init__(
        self,
        one: TrialHarm,
        library: Library,
        usual: Usual,
        notes: Footnotes,
        *,
        everything: bool,
        grade: str = "",
        whole: bool = True,
        are_reports: bool = True,
    ) -> None:
        self.one, self.library, self.usual, self.notes = one, library, usual, notes
        self.everything, self.grade, self.whole, self.are_reports = everything, grade, whole, are_reports
        self.trial = one.trial
        self.told = one.reports if are_reports else (*one.endpoints, *one.exposure)
        arms = dict.fromkeys(arm for report in self.told for arm in report.arms if not self._is_outside(arm))
        self.laid = layout(self.trial, arms)
        own = [arm for arm in arms if arm in self.trial.arms]
        self.shared, self.apart = arms_apart(self.trial, own) if own and self.laid == Laid() else ("", {})
        self.treated = treated_sizes(library.rows_of(self.trial))
        self.silent = silent_arms(self.trial, self.laid.pair or own)

    def item(self) -> Item:
        """The trial with its regimen, a line or two for each report, and what is said in words."""
        if self.are_reports:
            beside = time_on_treatment(self.library.rows_of(self.trial), self.laid)
            lines = self.reported(self.one.reports, beside)
        else:
            told = [(report, [*self._endpoint_words(report)]) for report in self.one.endpoints]
            told += [(report, [*self._exposure_words(report)]) for report in self.one.exposure]
            once = iter([self.disease()])
            lines = [line for report, words in told for line in self._lines(report, [*next(once, ()), *words])]
        # Words stand once: with the tables where there are any.
        words = self.in_words() if self.are_reports or not self.one.reports else ()
        return Item(self.trial.id, (*self.headed(self.regimen(), lines), *map(Line, words)))

    def disease(self) -> tuple[str, ...]:
        """In whom, where trials of several subtypes are told of."""
        return (phrases.or_unstated(subtype_words(self.trial), "subtype"),) if self.usual.has_many else ()

    def reported(self, reports: Sequence[Report], beside: Sequence[str] = ()) -> list[Line]:
        """The lines of some reports; beside: what is said of the trial with the first of them."""
        lines: list[Line] = []
        for index, report in enumerate(reports):
            disease = () if index else self.disease()
            once = () if index else (*beside, f"no figure of {', '.join(self.silent)}" if self.silent else "")
            lines += self._lines(report, [*disease, *self._report_words(report), *once], [*self._as_printed(report)])
        return lines

    def headed(self, head: str, lines: list[Line]) -> list[Line]:
        """Lines under a head, "" for none."""
        if head and lines and lines[0].text.startswith("["):
            # Letters alone are no line.
            head, lines[0] = _text([head], f"{NBSP}{lines[0].text}"), lines[0]._replace(text="")
        told = [Line(head), *lines] if head else lines
        return [line for line in told if line.text or line.cells]

    def regimen(self) -> str:
        """The whole regimen of a pair or of one arm; of arms that stand below each other what all of them give."""
        trial, laid = self.trial, self.laid
        if laid.pair:
            return contrast_regimen(trial, laid.pair[0], laid.pair[1], whole=self.whole) + self._doses(laid.pair)
        if laid.only:
            return arm_regimen(trial, laid.only) + self._doses((laid.only,))
        if not any(arm in trial.arms for report in self.told for arm in report.arms):
            return regimen(trial)
        return f"{self.shared}, with" if self.shared else ""

    def _doses(self, arms: Iterable[str]) -> str:
        """The letters of doses that are suspect."""
        return "".join(self.notes.of_dose(self.trial, arm, dose.drug) for arm in arms for dose in self.trial.arms[arm].drugs)

    def _lines(self, report: Report, words: Iterable[str], said: Sequence[str] = ()) -> Iterator[Line]:
        """The words on a report and its figures: side by side of a pair, else a line for each arm. said: its own footnotes."""
        common = frozenset.intersection(*(frozenset(row.shorts) for row in report.rows))
        sizes, sizes_noted = n_words(report, self.trial, self.laid, self.treated)
        sizes = sizes if sizes != self.usual.sizes else ""
        told = [*words, sizes, f"[{phrases.place(report.first)}]" if self.everything else ""]
        letters = self.notes.say([*said, *(short for short in report.first.shorts if short in common), *sizes_noted])
        cells = {arm: self._cell(report, arm, common) for arm in report.arms}
        pair, groups = self.laid.pair or (self.laid.only,), [arm for arm in cells if arm in ARM_GROUPS]
        if self.laid == Laid() or not cells:
            yield from (Line(text) for text in (_text(told, letters),) if text)
            for arm, cell in cells.items():
                size, noted = ("", []) if arm in ARM_GROUPS else n_words(report, self.trial, Laid(only=arm), self.treated)
                yield Line(", ".join(filter(None, (self._arm(arm), size))) + self.notes.say(noted), cells=(cell,))
            return
        outside = [arm for arm in cells if self._is_outside(arm)]
        if len(groups) + len(outside) < len(cells):
            figures = tuple(cells.get(arm, NOT_PRINTED) for arm in pair)
            yield Line(_text(told, letters), cells=figures, joins=True)
        yield from (Line(_text([phrases.arm(arm), *told], letters), cells=(cells[arm],), joins=True) for arm in groups)
        for arm in outside:
            size, noted = n_words(report, self.trial, Laid(only=arm), self.treated)
            what = "historical control: " * ("historical" not in self.trial.arms[arm].label) + self.trial.arms[arm].label
            place = f"[{phrases.place(report.first)}]" if self.everything else ""
            yield Line(_text([what, size, place], self.notes.say(noted) or letters), cells=(cells[arm],))

    def _is_outside(self, arm: str) -> bool:
        """Whether an arm is of patients of another study."""
        return arm in self.trial.arms and bool(self.trial.arms[arm].external)

    def _arm(self, arm: str) -> str:
        """An arm that has a line of its own: what it gives beside what all of them do."""
        if arm in ARM_GROUPS:
            return phrases.arm(arm)
        mine = self.trial.arms[arm]
        said = f"{mine.label} ({arm_regimen(self.trial, arm)})" if mine.external else self.apart[arm]
        return said + self._doses((arm,))

    def _cell(self, report: Report, arm: str, common: frozenset[str]) -> str:
        """The figures of an arm, `59 / 8 †`, with the letters of the notes that not all of the report share."""
        rows = [report.of(arm, band) for band in report.bands]
        texts = [figure_in_cell(prints, is_said=self.are_reports) if prints else NOT_PRINTED for prints in rows]
        if len(set(texts)) == 1 and any(word in texts[0] for word in MISSING):
            texts = texts[:1]
        own = dict.fromkeys(short for prints in rows for row in prints for short in row.shorts if short not in common)
        return " / ".join(phrases.marked_once(*texts)).replace(" ", NBSP) + self.notes.say(own)

    def _report_words(self, report: Report) -> Iterator[str]:
        """What is said of a report because it is not what the heading says; an interim look always."""
        first, trial = report.first, self.trial
        if report.bands != self.usual.bands:
            yield band_words(report.bands)
        if first.attribution != self.usual.attribution:
            yield phrases.attribution(first.attribution)
        if any(row.unit == "not stated" for row in report.figures):
            yield "unit not stated"
        yield from self._group_words(report)
        yield from (phrases.p_value(row) for row in report.compared)
        cut = phrases.cut_words(first, trial)
        if self.everything or len(self.one.reports) > 1 or "interim" in cut.casefold():
            yield cut

    def _as_printed(self, report: Report) -> Iterator[str]:
        """What the report calls the event, and which events it lists, where it says so."""
        if report.first.term != self.one.event:
            yield f"printed as {report.first.term}"
        if threshold := threshold_of(self.trial, report.first):
            yield f"the report lists events of this frequency: {threshold}"

    def _endpoint_words(self, report: Report) -> Iterator[str]:
        """An endpoint that is the event: what it counts, when, its role, and the effect that the trial tested."""
        first = report.first
        counted = first.definition or self.one.event.lower()
        when = (unbroken(f"at {first.at}") if first.at else "", unbroken(first.period))
        yield self._band(report) + " ".join(filter(None, (counted, *when)))
        yield f"{first.role} endpoint" if first.role in PRIMARY_ROLES else "an endpoint"
        yield from self._group_words(report)
        effects = [row for row in report.compared if row.measure != "test"]
        tests = [row for row in report.compared if row.measure == "test"]
        if report.compared:
            kind = "association " if report.compared[0].kind == "association" else ""
            yield kind + effect_in_short(*(effects or tests)[:1], *(tests if effects else tests[1:]))
        if self.everything:
            yield phrases.cut_words(first, self.trial)

    def _exposure_words(self, report: Report) -> Iterator[str]:
        """A term of exposure that names the event: `discontinued treatment with pneumonitis`."""
        first = report.first
        yield self._band(report) + begun_small(first.term)
        yield from self._group_words(report)

    def _band(self, report: Report) -> str:
        """`grade ≥2, not 3+: `: the band that an endpoint or a term of exposure names, and where that is none of those asked for;
        a death has none beside itself."""
        if self.one.event == DEATH:
            return ""
        band = band_said(report)
        said = band_words([band]) if band else "grade not stated" if self.grade else ""
        is_another = self.grade and band and band not in grades_named(self.grade)
        return said + (f", not {self.grade}" if is_another else "") + (": " if said else "")

    def _group_words(self, report: Report) -> Iterator[str]:
        """Of whom the figures are: the group, the set, the time."""
        first, trial = report.first, self.trial
        yield from filter(None, (phrases.group(first.population, trial), phrases.set_words(first)))
        yield first.period if not first.key else ""
        total = trial.populations[first.population].n if first.population != ALL else None
        if total and not any(row.n for row in report.figures):
            yield unbroken(f"n {total}{' of all arms' if len(trial.arms) > 1 else ''}")

    def in_words(self) -> Iterator[str]:
        """What limited a dose, and what is said in words alone."""
        limits = [row for row in self.one.limits if row.kind == "dose finding"]
        if limits:
            said = "; ".join(f"{row.figure.text}{phrases.mark(row)}" for row in limits)
            yield f"dose-limiting: {said}{self.notes.of(*limits)}"
        labels = phrases.labels(self.trial)
        for row in (*(row for row in self.one.limits if row not in limits), *self.one.stated):
            of = row.definition if row.key else row.term if row.term != self.one.event else ""
            group = phrases.group(row.population, self.trial)
            words = phrases.in_words(row, labels) if self.one.has_figures else _said(row, labels)
            said = ", ".join(part for part in (of, group, words) if part)
            yield f"{said}{self.notes.of(row)}" + (f" [{phrases.place(row)}]" if self.everything else "")


def figure_in_cell(prints: Sequence[FigureRow], *, is_said: bool = True) -> str:
    """One figure of a cell: `59`, `35 of 55`, `7/64 (10.94 %)`; a percentage with the number of patients printed beside it.

    is_said: that a percentage is one is said above, and not behind it.
    """
    rated = next((row for row in prints if row.unit == "percent" and "/" in row.figure.text), None)
    percent = rated or next((row for row in prints if row.unit == "percent"), None)
    number = next((row for row in prints if row.unit == "participants" and row.figure.text.isdigit()), None)
    if percent is not None and percent is not rated and number is not None:
        return f"{number.figure.text} ({percent.figure.text} %){phrases.mark(percent)}"
    shown = percent or prints[0]
    return phrases.figure(shown, unit=not (is_said and shown.unit == "percent") and "/" not in shown.figure.text)


def _said(row: FigureRow, labels: Mapping[str, str]) -> str:
    """What is said under a heading that says that words alone are."""
    says = f"{phrases.finding(row, labels)}: ".removeprefix(": ")
    return f"{says}{row.figure.text}{phrases.mark(row)}"


def _text(words: Iterable[str], letters: str) -> str:
    """Words on a report with its letters."""
    return Footnotes.joined((", ".join(word for word in words if word) + letters).strip(NBSP))


def layout(trial: Trial, arms: Iterable[str]) -> Laid:
    """How the arms of which there are figures are laid out."""
    own = [id_ for id_, arm in trial.arms.items() if not arm.external]
    shown = {arm for arm in arms if arm not in ARM_GROUPS and arm}
    for pair in (*trial.declared_contrasts, *([tuple(own)] if len(own) == 2 and trial.is_randomised_between(*own) else [])):
        if shown == set(pair) or (len(own) == 2 and shown <= set(pair)):
            return Laid(pair=pair)
    only = own if len(own) == 1 and not shown else [arm for arm in own if shown == {arm}]
    return Laid(only=only[0]) if only else Laid()


def silent_arms(trial: Trial, arms: Sequence[str]) -> list[str]:
    """The arms, by their labels, that were randomised with some of which there are figures, and have none."""
    others = (id_ for id_, arm in trial.arms.items() if id_ not in arms and not arm.external)
    return [trial.arms[other].label for other in others if any(trial.is_randomised_between(other, arm) for arm in arms)]


def treated_sizes(rows: Iterable[FigureRow]) -> dict[str, str]:
    """Of how many patients the tables of harms of a trial say that they are, by arm: `482`; two numbers where tables differ, and
    none where more of them do."""
    printed: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.kind == "safety" and row.population == ALL and row.n:
            printed.setdefault(row.arm, {})[row.n] = None
    return {arm: " or ".join(sizes) for arm, sizes in printed.items() if len(sizes) <= _FEW_SIZES}


def n_words(report: Report, trial: Trial, laid: Laid, treated: Mapping[str, str]) -> tuple[str, list[str]]:
    """`n 64 v 65`: the patients as the source of the report prints them, else as other tables of harms do, else those of the
    arms, and said to be; and the notes on these.

    "" where the figures say of how many they are, where arms stand below each other, and of a group that is not counted by arm.
    """
    arms = [arm for arm in (*laid.pair, laid.only) if arm in report.arms]
    if not arms or all("/" in row.figure.text or row.figure.text in MISSING for row in report.figures):
        return "", []
    printed = [next((row.n for row in report.figures if row.arm == arm and row.n), "") for arm in arms]
    if all(printed):
        is_said = any(row.unit == "participants" for row in report.figures)
        return "" if is_said else unbroken(f"n {' v '.join(printed)}"), []
    if report.first.population != ALL:
        return "", []
    if all(others := [treated.get(arm, "") for arm in arms]):
        return unbroken(f"safety set {' v '.join(others)}"), [_OF_OTHERS]
    sizes = [arm_size(trial, arm) for arm in arms]
    if not all(size.n for size in sizes):
        return "", []
    of = sizes[0].of if len(arms) > 1 else sizes[0].of.replace("arms", "arm")
    said = unbroken(f"{' v '.join(size.n for size in sizes)} {of}")
    return said, list(dict.fromkeys(note.short or note.text for size in sizes for note in size.notes))


def time_on_treatment(rows: Iterable[FigureRow], laid: Laid) -> list[str]:
    """Median times on treatment of all patients as printed: `duration of treatment 341 v 377 days`."""
    times = [row for row in rows if phrases.is_time_on_treatment(row) and row.population == ALL and row.default]
    said = []
    for term, mine in grouped(times, lambda row: row.term).items():
        by_arm = {row.arm: row for row in mine}
        arms = [arm for arm in (*laid.pair, laid.only, *by_arm) if arm in by_arm]
        texts = [phrases.without_interval(by_arm[arm]).figure.text for arm in dict.fromkeys(arms)]
        unit = "" if mine[0].unit in term.casefold() else f" {mine[0].unit}"
        sides = ("first arm", "second") if laid.pair else ()
        named = [side for side, arm in zip(sides, laid.pair, strict=False) if arm in by_arm]
        which = f" ({named[0]})" if len(named) == 1 else ""
        figures = unbroken(" v ".join(texts) + unit) + phrases.mark(mine[0])
        said.append(f"{begun_small(term)}{which} {figures}")
    return said
