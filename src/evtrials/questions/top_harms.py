"""The most frequent harms: a row an adverse event, with the trial that prints its highest percentage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evtrials.errors import counted
from evtrials.evidence.harms import CLASS_EFFECTS
from evtrials.evidence.regimens import regimen
from evtrials.notation.spaces import NBSP
from evtrials.questions.absences import unseen_harms
from evtrials.questions.answer import Answer, Page, Paragraph
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.harms import FEW, Harms, Leading, grades_named
from evtrials.questions.safety import COLUMNS, OWN_ARMS, command, harm_rows, tally, without_harms
from evtrials.questions.safety_asked import SafetyAsked
from evtrials.questions.safety_page import leading_listing

TOP = 10
ORDER = (
    "In order of the highest percentage that a report which stands for its trial prints for an arm with an mTOR inhibitor; "
    f"all patients before groups of them, arms of fewer than {FEW} patients after all others, then what has no percentage."
)
_ALWAYS = "lass effects (stomatitis, pneumonitis, hyperglycaemia) are always among them."
ALWAYS = f"C{_ALWAYS}"
HOW = f"{ORDER} Unless --top says how many, c{_ALWAYS}"


def top_answer(asked: SafetyAsked, top: int | None) -> Answer:
    """The adverse events with the highest percentages in the trials chosen: so many, by default TOP of them and class effects."""
    every = _leading(asked)
    shown = _first(every, top)
    told = [one for leading in shown for one in leading.found]
    beyond = {one.trial.id for leading in every for one in leading.found} - {one.trial.id for one in told}
    return Answer(
        name="harms",
        columns=COLUMNS,
        rows=harm_rows(told, asked.library),
        page=lambda: _page(asked, shown, len(every)),
        query=asked.words,
        caveats=(HOW, OWN_ARMS),
        left_out=(*asked.selection.left_out, *without_harms(asked, told, beyond)),
        tally=f"{len(shown)} of {counted(len(every), 'term')}, {tally(asked.selection, told)}",
        out=asked.selection.out,
    )


def leading_events(asked: SafetyAsked, top: int | None) -> tuple[str, ...]:
    """The adverse events of the answer, in its order."""
    return tuple(leading.event for leading in _first(_leading(asked), top))


def _first(every: Sequence[Leading], top: int | None) -> list[Leading]:
    """So many as are asked for; else the first TOP of them and the class effects."""
    most = TOP if top is None else top
    return [
        leading for index, leading in enumerate(every) if index < most or (top is None and leading.event in CLASS_EFFECTS)
    ]


def _leading(asked: SafetyAsked) -> list[Leading]:
    harms = Harms(asked.library, asked.selection.ids)
    return harms.by_frequency(grades_named(asked.grade), everything=asked.everything)


def _page(asked: SafetyAsked, shown: Sequence[Leading], of: int) -> Page:
    told = {leading.event: {one.trial.id for one in leading.found} for leading in shown}
    absent = [*map(Paragraph, unseen_harms(asked, (), told))]
    if not shown:
        nothing = Paragraph("Harms: none in the trials chosen; what they lack, trial by trial: --left-out")
        return Page("", tuple(absent or [nothing]))
    notes = Footnotes()
    has_one = len(asked.selection) == 1
    listing = leading_listing(
        shown, asked.library, notes, title=_title(asked), has_one=has_one, everything=asked.everything
    )
    return Page("", (listing, *absent), notes=notes.lines, foot=tuple(_foot(shown, of)))


def _title(asked: SafetyAsked) -> str:
    """What is shown: of one trial its regimen too, which then stands in no row."""
    if len(asked.selection) == 1:
        (trial,) = asked.selection.trials
        return f"Harms of {trial.id}, {regimen(trial)}"
    return "The most frequent harms, each with the trial that prints the highest percentage"


def _foot(shown: Sequence[Leading], of: int) -> Iterator[str]:
    yield HOW
    more = f"; {counted(of - len(shown), 'more term')}: --top{NBSP}{of}" if of > len(shown) else ""
    yield f"A term in all trials: {command(shown[0].event)}{more}."
    yield OWN_ARMS
