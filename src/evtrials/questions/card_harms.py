"""Harms as a report prints them, each grade beside the next, `59 / 8 %`; on a card those of the fullest report that weigh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from evtrials.evidence.harm_reports import APART, SEVERE, HarmReport, harm_reports
from evtrials.evidence.harms import CLASS_EFFECTS
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.capitals import begun_small
from evtrials.notation.figures import MISSING
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Block, Grid, Paragraph
from evtrials.questions.card_head import column_names, own_arms
from evtrials.questions.exposure_topics import STOPPED_FOR_HARM, tells_of_any_harm, topic_of
from evtrials.questions.harms import harm_endpoints, limits_dose
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.questions.footnotes import Footnotes
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

MOST = 8
# As many terms as a list of serious events has on a card.
MOST_SERIOUS = 4


class HarmRows:
    """The harms of a trial on a card: the terms that weigh most in the fullest report, then how many stopped for them."""

    def __init__(self, trial: Trial, rows: Sequence[FigureRow], terms: Terms) -> None:
        self.trial, self.rows, self.terms = trial, rows, terms
        reports = harm_reports(rows, trial)
        self.report = reports[0] if reports else None
        self.bands = card_bands(self.report) if self.report else ()
        self.weighed = weighed(self.report, self.bands, terms) if self.report else []
        self.stated = [row for row in rows if row.kind == "statement" and row.analysis.section == "safety"]

    @property
    def firm(self) -> int:
        """How many terms are class effects, which a card tells however little room it has."""
        return sum(self.terms.adverse_event(term) in CLASS_EFFECTS for term in self.weighed)

    @property
    def most(self) -> int:
        """How many terms a card tells at most."""
        if self.report is None:
            return min(len(self.stated), MOST)
        return min(len(self.weighed), MOST if self.report.is_of_grades else MOST_SERIOUS)

    def told(self, most: int) -> list[str]:
        """The terms that a card tells where it has room for so many."""
        return self.weighed[:most] if self.report is not None else [row.term for row in self.stated[:most]]

    def block(self, most: int, notes: Footnotes) -> Block | None:
        """The harms as a grid; where none were read what is said in their place; None where there is no room for any."""
        if self.report is not None:
            words = ", ".join(report_words(self.trial, self.report))
            label = f"Harms{f' {words}' if words else ''}, {bands_words(self.bands)}"
            order = list(self.report.cells)
            terms = sorted(self.weighed[:most], key=order.index)
            grid = grid_of(self.trial, self.report, self.bands, terms, notes, label=label)
        else:
            labels = phrases.labels(self.trial)
            said = grouped(self.stated[:most], lambda row: _said(row, labels)).items()
            told = tuple((_together(rows), f"{words}{notes.of(*rows)}") for words, rows in said)
            grid = Grid(("",), told, label="Harms")
        stopped = self._stopped(notes)
        if grid.rows or stopped:
            return grid._replace(rows=(*grid.rows, *([stopped] if stopped else [])))
        if self.report is None and not self.stated:
            return Paragraph(f"Harms: {self._unread()}.")
        return Paragraph("Harms: those of the report have no figure.") if self.report is not None and not self.weighed else None

    @property
    def stopped(self) -> list[FigureRow]:
        """How many stopped for harms, by the print that tells it of the most arms of the harms above."""
        exposure = (row for row in self.rows if row.kind == "exposure" and row.measure != "test" and row.population == ALL)
        stopped = (row for row in exposure if tells_of_any_harm(row.term) and topic_of(row.term, self.terms) is STOPPED_FOR_HARM)
        prints = grouped(stopped, lambda row: (row.term, *row.place, row.cut)).values()
        arms = set(arms_of(self.report, self.trial)) if self.report else set()
        says_all = STOPPED_FOR_HARM.says_all_of
        return max(prints, key=lambda rows: (len({row.arm for row in rows} & arms), says_all(rows[0].term)), default=[])

    def _stopped(self, notes: Footnotes) -> tuple[str, ...] | None:
        """`Stopped for them`, of each arm of the harms above; what the term of the source says more is a footnote."""
        best = self.stopped
        if not best:
            return None
        arms = arms_of(self.report, self.trial) if self.report else ()
        cells = {row.arm: row for row in best}
        said = [] if STOPPED_FOR_HARM.says_all_of(best[0].term) else [begun_small(best[0].term)]
        if not set(cells) & set(arms):
            told = [f"{phrases.arm(row.arm)} {harm_cell([row], notes)}" for row in best]
            return ("Stopped for them", notes.joined("; ".join(told) + notes.say(said)))
        shown = [harm_cell([cells.get(arm)], notes) for arm in arms]
        return ("Stopped for them", *shown[:-1], notes.joined(shown[-1] + notes.say(said)))

    def _unread(self) -> str:
        """What is said where no table of harms was seen: where else harms are told."""
        keys = harm_endpoints(self.rows, self.terms)
        names = dict.fromkeys(self.terms.endpoint(self.trial.endpoints[key].is_ or key) for key in keys)
        told = [f"{' and '.join(names)} as an endpoint"] if names else []
        told += ["what limited the dose"] if limits_dose(self.rows) else []
        return f"in no table of the sources read, but {', '.join(told)}" if told else "not in the sources read"


def _said(row: FigureRow, labels: Mapping[str, str]) -> str:
    """What is said of a harm in words, with what it is of where that deviates."""
    related = "related to treatment, " if row.attribution == "related" else ""
    return f"{related}{phrases.in_words(row, labels)}"


def _together(rows: Sequence[FigureRow]) -> str:
    """The terms of which the same is said."""
    first, *rest = dict.fromkeys(row.term for row in rows)
    return ", ".join([first, *map(begun_small, rest)])


def heads_of(trial: Trial, arms: Sequence[str]) -> tuple[str, ...]:
    """The arms of a report as heads of its columns: in a word where they are the two of the trial, else by their ids."""
    own = own_arms(trial)
    names = dict(zip(own, column_names(trial, own), strict=True))
    return tuple("" if [arm] == own else names.get(arm) or phrases.arm(arm) for arm in arms)


def arms_of(report: HarmReport, trial: Trial) -> list[str]:
    """The arms of a report in the order of a card, then what stands in the place of one."""
    order = [*own_arms(trial), *trial.arms, *report.arms]
    return sorted(report.arms, key=order.index)


def bands_words(bands: Sequence[str]) -> str:
    """`any / grade 3-4`, `grade 3 / 4`, `serious`."""
    graded = [band for band in bands if band not in ("any", *APART)]
    said = [f"grade {band}" if graded and band == graded[0] else band for band in bands]
    return " / ".join(band.replace(">=", "≥") for band in said)


def report_words(trial: Trial, report: HarmReport) -> list[str]:
    """What a report is of where that deviates: related harms, groups, a part of the time, an interim look."""
    first = report.first
    cut = trial.cuts[first.cut].label if first.cut else ""
    words = (
        "related to treatment" if first.attribution == "related" else "",
        phrases.group(first.population, trial),
        first.period,
        "interim" if "interim" in cut.casefold() else "",
    )
    return [word for word in words if word]


def card_bands(report: HarmReport) -> tuple[str, ...]:
    """The bands that a card shows of a report: any grade and the severe ones; else the first two that it has."""
    severe = next((band for band in SEVERE if band in report.bands), "")
    if severe in ("3", "4") and {"3", "4"} <= set(report.bands):
        return (*(["any"] if "any" in report.bands else []), "3", "4")
    chosen = [band for band in ("any", severe) if band in report.bands]
    return tuple(chosen or report.bands[:2])


def weighed(report: HarmReport, bands: Sequence[str], terms: Terms) -> list[str]:
    """The terms of a report: class effects first, then those that are most frequent in any of the bands shown; no band weighs
    more than another."""
    ranks: dict[str, int] = {}
    for band in bands:
        found = {term: _share(cells, band) for term, cells in report.cells.items()}
        shares = {term: share for term, share in found.items() if share is not None}
        for rank, term in enumerate(sorted(shares, key=lambda term: -shares[term])):
            ranks[term] = min(rank, ranks.get(term, rank))
    order = list(report.cells)
    return sorted(ranks, key=lambda term: (terms.adverse_event(term) not in CLASS_EFFECTS, ranks[term], order.index(term)))


def _share(cells: dict[tuple[str, str], FigureRow], band: str) -> float | None:
    """The highest figure of a term in a band, 0 of one that is no single number; None where it has none."""
    figures = (row.figure for (_, grade), row in cells.items() if grade == band and row.figure.qualifier not in MISSING)
    return max((float(figure.value or 0) for figure in figures), default=None)


def grid_of(
    trial: Trial, report: HarmReport, bands: Sequence[str], terms: Iterable[str], notes: Footnotes, *, label: str
) -> Grid:
    """Some terms of a report with each arm in a column and the bands beside each other in a cell."""
    arms = arms_of(report, trial)
    rows = []
    for term in terms:
        cells = report.cells[term]
        shown = [cells.get((arm, band)) for arm in arms for band in bands]
        common = _common([row for row in shown if row is not None])
        told = [harm_cell([cells.get((arm, band)) for band in bands], notes, common) for arm in arms]
        if any(told):
            told[-1] = notes.joined(told[-1] + notes.say(common))
            rows.append((term, *told))
    return Grid(heads_of(trial, arms), tuple(rows), label=label)


def _common(rows: Sequence[FigureRow]) -> list[str]:
    """The footnotes that every cell of a term bears."""
    if len(rows) < 2:
        return []
    return [text for text in rows[0].shorts if all(text in row.shorts for row in rows)]


def harm_cell(rows: Sequence[FigureRow | None], notes: Footnotes, common: Sequence[str] = ()) -> str:
    """The bands of a term in an arm: `59 / 8 % †`, `12 / - %`; a word that stands for all of them once."""
    told = [row for row in rows if row is not None]
    if not told:
        return ""
    words = {row.figure.qualifier for row in told}
    marks = notes.say(text for row in told for text in row.shorts if text not in common)
    if len(words) == 1 and words <= set(MISSING):
        return f"{phrases.figure(told[0])}{marks}"
    figures = [row for row in told if row.figure.qualifier not in MISSING]
    # Beside each other figures are short: `41.5 / 2.3 %`, of which the file has the numbers of patients too.
    percent = all(row.unit == "percent" for row in figures) and (len(rows) > 1 or "/" not in figures[0].figure.text)
    texts = [_number(row, percent) if row is not None else "-" for row in rows]
    suspect = f"{NBSP}(suspect)" if any(row.is_suspect for row in told) else ""
    return unbroken(" / ".join(texts) + (" %" if percent else "")) + phrases.mark(told[0]) + suspect + marks


def _number(row: FigureRow, percent: bool) -> str:
    if row.figure.qualifier in MISSING:
        return row.figure.text
    if percent:
        return row.figure.value if "/" in row.figure.text else row.figure.text
    return phrases.figure(row).removesuffix(phrases.mark(row))
