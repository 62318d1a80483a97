"""What holding a trial against the texts of its sources may find, as findings with codes like those of the checks.

T210 ff. are of figures, T220 ff. of the words that say what a figure is. A word that a row only inherits, of its endpoint,
its cut or its group of patients, is a note: the row alone cannot mend it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from evtrials.bench.audit import Confirmation
from evtrials.bench.checks.base import Finding, Rule
from evtrials.bench.grouping import grouped
from evtrials.bench.wording import Judgement
from evtrials.errors import counted, listed

_LOST = "A figure of a picture, or of a table that the text has lost, is right though it is not found."

OTHER_ARMS = Rule(
    "T211", "figure-of-another-arm", "Where the text says whose the numbers of a row are, they are those of the row's arms.",
    "Look whose each number is in the source, and write it under that arm.",
    needs="check --texts DIR; a word of an arm by the numbers, arms in their order, the head of a column, the title of a group.",
)  # fmt: skip
NOT_FOUND = Rule(
    "T210", "figure-not-in-text",
    "The numbers of a row stand in one place of its source, in order and beside a word of the row.",
    "Look the row up at its place in the source; mend the figure, its unit or its source, or name the text in _texts.yaml.",
    needs="check --texts DIR, and all texts of the source.", limits=_LOST,
)  # fmt: skip
NOT_TOLD = Rule(
    "T310", "arms-not-told-apart", "Where the numbers of a row stand in the text, a word says whose they are.",
    "Look by eye whose each number is; nothing is to be written where it is right.", needs="check --texts DIR --texts-all.",
)  # fmt: skip
AGAINST = Rule(
    "T220", "word-against-row", "No other assessor, grade or group of patients than the row says stands beside its figures.",
    "Write what the source says of these figures.", needs="check --texts DIR.",
)  # fmt: skip
NOWHERE = Rule(
    "T221", "word-not-in-text", "Each word that a row or table says of its figures stands in their source.",
    "Write what the source prints, or leave the word out.", needs="check --texts DIR, and all texts of the source.",
    limits="The source may say it in words that are not known here, or in a part that was not kept.",
)  # fmt: skip
INHERITED_AGAINST = Rule(
    "T320", "inherited-word-against-row",
    "No other word of its kind stands beside the figures of a row than the row inherits.",
    "Say in the row what its source says.", needs="check --texts DIR.",
)  # fmt: skip
INHERITED_NOWHERE = Rule(
    "T321", "inherited-word-not-in-text",
    "Each word that a row has of its endpoint, its cut or its group of patients stands in the source of the row.",
    "Say in the row what its own source says, or leave it: what a row inherits is said of the trial, not by this source.",
    needs="check --texts DIR, and all texts of the source.", limits=NOWHERE.limits,
)  # fmt: skip

# In order of gravity: a figure weighs more than a word, what speaks against more than what is silent.
TEXT_RULES = (OTHER_ARMS, NOT_FOUND, AGAINST, INHERITED_AGAINST, NOWHERE, INHERITED_NOWHERE, NOT_TOLD)

_RESULTS = ("endpoints.", "safety.", "exposure.")

# The columns of words as a reader would say them, where their names do not.
_IN_WORDS = {
    "at": "time point", "cut_date": "date of the cut", "followup": "median follow-up", "p_sides": "sides of p",
    "analysis_set": "analysis set", "planning": "planning of the group", "per": "step of a ratio",
    "population": "group of patients", "factor": "factor of the interaction",
}  # fmt: skip


def in_words(name: str) -> str:
    """A column of the tidy table as a reader would say it."""
    return _IN_WORDS.get(name, name)


def text_findings(figures: Iterable[Confirmation], words: Iterable[Judgement]) -> list[Finding]:
    """What the texts do not bear out, the gravest first: by rule, results before what else is counted, by file and line.

    A word that reaches several rows from one place is one finding. Figures whose arms no word tells apart are found too.
    """
    found = sorted([*_of_figures(figures), *_of_words(words)])
    return sorted(found, key=lambda finding: (TEXT_RULES.index(finding.check), not finding.field.startswith(_RESULTS)))


def _of_figures(rows: Iterable[Confirmation]) -> Iterator[Finding]:
    for row in rows:
        if row.result == "not found":
            rule, told = OTHER_ARMS if row.is_of_other_arms else NOT_FOUND, row.reason
        elif row.result == "confirmed, arms not told apart":
            rule, told = NOT_TOLD, f"no word at {row.where} says whose {'it is' if row.figures == 1 else 'they are'}"
        else:
            continue
        message = f"{row.printed} [{row.source} {row.locator}]: {told}"
        yield Finding(row.file, row.line, row.column, rule.code, row.field, message, check=rule)


def _of_words(rows: Iterable[Judgement]) -> Iterator[Finding]:
    found = (row for row in rows if row.is_finding)
    for same in grouped(found, lambda row: (row.file, row.written, row.value, row.result, row.beside, row.arm)).values():
        first = same[0]
        if first.result == "another":
            rule = AGAINST if first.is_own_finding else INHERITED_AGAINST
        else:
            rule = NOWHERE if first.is_own_finding else INHERITED_NOWHERE
        yield Finding(first.file, first.line, first.column, rule.code, first.written, _told(same), check=rule)


def _told(rows: Sequence[Judgement]) -> str:
    """What is wrong with one word: which sources do not say it, in how many rows, and which others do."""
    first = rows[0]
    sources = Counter(row.source for row in rows)
    told = ", ".join(f"{source} ({counted(count, 'row')})" for source, count in sources.items())
    what = f'the {in_words(first.name)} "{first.value}"'
    if first.result == "another":
        return f'{what}: "{first.beside}" stands beside the figures in {told}'
    others = dict.fromkeys(other for row in rows for other in row.others if other not in sources)
    beside = f" beside the figure of {first.arm}" if first.arm else ""
    return f"{what} stands nowhere{beside} in {told}" + (f"; it stands in {listed(others, most=3)}" if others else "")
