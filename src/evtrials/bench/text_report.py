"""The report of a collection held against the texts of its sources, for a person: the verdict, the words, then by gravity.

The bulk is counted, and what it counts is listed on demand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from evtrials.bench.audit import Confirmation, figures_by_result
from evtrials.bench.checks.base import Finding, Rule
from evtrials.bench.corpus import ONE_SOURCE
from evtrials.bench.grouping import grouped
from evtrials.bench.text_rules import (
    AGAINST,
    INHERITED_AGAINST,
    INHERITED_NOWHERE,
    NOT_TOLD,
    NOWHERE,
    TEXT_RULES,
    in_words,
    text_findings,
)
from evtrials.bench.wording import Judgement, Standing
from evtrials.errors import counted, joined

EVERYTHING = "--texts-all"
_MOST = 5  # findings of a rule, and places of a kind of word, unless all are asked for
_COLUMNS: tuple[tuple[Standing, str, str], ...] = (
    ("near", "near", "figures"), ("elsewhere", "elsewhere", "in source"), ("borrowed", "in source", "that lends"),
    ("another", "another", "beside"), ("nowhere", "", "nowhere"),
)  # fmt: skip
_NO_TEXT: Literal["not checkable"] = "not checkable"


def text_report(figures: Sequence[Confirmation], words: Sequence[Judgement], *, everything: bool = False) -> list[str]:
    """The report in lines, of which those that begin with a blank are of the line before, or of a table.

    everything: each finding, also figures whose arms no word tells apart; else a few of each rule and how many there are.
    """
    findings = text_findings(figures, words)
    by_rule = grouped(findings, lambda finding: finding.check)
    lines = [_of_figures(figures, everything=everything), *map(_of_words, [words] if words else [])]
    lines += _table(words, everything=everything)
    for rule in TEXT_RULES:
        if rule in by_rule and (everything or rule is not NOT_TOLD):
            lines += ["", *_of_rule(rule, by_rule[rule], figures, words, everything=everything)]
    return [*lines, *_not_checkable(figures, words, everything=everything), ""]


def text_summary(figures: Sequence[Confirmation], words: Sequence[Judgement]) -> str:
    """The end of the last line of all: what the texts do not bear out; that they speak against nothing where it is so."""
    found = Counter(finding.code for finding in text_findings(figures, words))
    of_rows, inherited = (
        sum(found[rule.code] for rule in rules) for rules in ((AGAINST, NOWHERE), (INHERITED_AGAINST, INHERITED_NOWHERE))
    )
    counts = figures_by_result(figures)
    told = [
        counted(number, noun) + of
        for number, noun, of in (
            (counts["not found"], "figure", ""), (of_rows, "word", " of rows"), (inherited, "inherited word", ""),
        )
        if number
    ]  # fmt: skip
    unread = f"; {counted(counts['not checkable'], 'figure')} cannot be checked" if counts["not checkable"] else ""
    return (f"; the texts do not bear out {joined(told, word='and')}" if told else "; the texts speak against nothing") + unread


def _of_figures(rows: Sequence[Confirmation], *, everything: bool) -> str:
    counts = figures_by_result(rows)
    listed = "" if everything else f" ({EVERYTHING} lists them)"
    other_arms = sum(row.figures for row in rows if row.is_of_other_arms)
    told = _told(
        (other_arms, "stands there with other arms", "stand there with other arms"),
        (counts["not found"] - other_arms, "not found", "not found"),
        (
            counts["confirmed, arms not told apart"],
            f"stands there, but no word says whose it is{listed}",
            f"stand there, but no word says whose they are{listed}",
        ),
        (counts[_NO_TEXT], "cannot be checked", "cannot be checked"),
    )
    return f"Figures: the texts confirm {counts['confirmed']} of {sum(counts.values())}{told}."


def _of_words(rows: Sequence[Judgement]) -> str:
    counts = Counter(row.result for row in rows)
    said = counts["near"] + counts["elsewhere"] + counts["borrowed"]
    told = _told(
        (counts["another"], "has another word beside its figures", "have another word beside their figures"),
        (counts["nowhere"], "stands nowhere in its source", "stand nowhere in their source"),
        (counts[_NO_TEXT], "cannot be checked", "cannot be checked"),
    )
    return f"Words that say what they are: the texts say {said} of {len(rows)}{told}{':' if told else '.'}"


def _told(*parts: tuple[int, str, str]) -> str:
    """What is said of how many, `; 1 stands nowhere`; of none nothing."""
    return "".join(f"; {number} {one if number == 1 else several}" for number, one, several in parts if number)


def _table(rows: Sequence[Judgement], *, everything: bool) -> Iterator[str]:
    """How the words of each kind stand; only the kinds that a text does not bear out, unless everything is asked for."""
    counts = Counter((row.name, row.result) for row in rows)

    def against(name: str) -> int:
        return counts[name, "nowhere"] + counts[name, "another"]

    names = dict.fromkeys(row.name for row in rows)
    shown = sorted((name for name in names if everything or against(name)), key=lambda name: (-against(name), in_words(name)))
    if not shown:
        return
    width = max(map(len, map(in_words, shown)))
    for line in (0, 1):
        yield f"  {'':{width}}" + "".join(f"  {heads[line]:>{max(map(len, heads))}}" for _, *heads in _COLUMNS)
    for name in shown:
        cells = (f"  {counts[name, result] or '-':>{max(map(len, heads))}}" for result, *heads in _COLUMNS)
        yield f"  {in_words(name):{width}}" + "".join(cells)
    if len(shown) < len(names):
        yield f"  {counted(len(names) - len(shown), 'other kind')} of words: all said ({EVERYTHING} shows them)"


def _of_rule(
    rule: Rule, findings: Sequence[Finding], figures: Sequence[Confirmation], words: Sequence[Judgement], *, everything: bool
) -> Iterator[str]:
    yield f"{rule.code} {rule.name}, {counted(len(findings), rule.severity)}. {rule.mend}"
    if rule is INHERITED_NOWHERE and not everything:
        yield from _by_kind(findings, words)
        return
    near = {(row.file, row.field): row.candidates for row in figures if row.result == "not found"}
    for finding in findings[: None if everything else _MOST]:
        yield f"{finding.file}:{finding.line}:{finding.column}  {finding.field}: {finding.message}"
        for candidate in near.get((finding.file, finding.field), ())[: None if everything else 1]:
            yield f"    near: {candidate}"
    if not everything and (more := findings[_MOST:]):
        several = len({row.file for row in figures}) > 1
        yield f"... and {len(more)} more{f': {_in_files(more)}' if several else ''} ({EVERYTHING} lists them)"


def _in_files(findings: Sequence[Finding]) -> str:
    """In which files they are, the most of them first: `bolero-2 8, j2101 5, 12 other files`."""
    files = Counter(finding.file for finding in findings).most_common()
    more = len(files) - _MOST
    named = [f"{file} {count}" for file, count in files[:_MOST]]
    return ", ".join([*named, *([counted(more, "other file")] if more > 0 else [])])


def _by_kind(findings: Sequence[Finding], words: Sequence[Judgement]) -> Iterator[str]:
    """A line for each kind of word, the commonest first: how many, and where they are written."""
    names = {(row.file, row.written): row.name for row in words}
    kinds = grouped(findings, lambda finding: names[finding.file, finding.field])
    for name, same in sorted(kinds.items(), key=lambda entry: -len(entry[1])):
        files = grouped(same, lambda finding: finding.file)
        places = [f"{file}:{', '.join(str(one.line) for one in there)}" for file, there in files.items()]
        more = sum(map(len, list(files.values())[_MOST:]))
        yield f"  {in_words(name)}, {len(same)}: " + "; ".join(places[:_MOST]) + (f"; and {more} more" if more else "")


def _not_checkable(figures: Sequence[Confirmation], words: Sequence[Judgement], *, everything: bool) -> Iterator[str]:
    """Why figures and words could not be checked, a line for each reason."""
    reasons: Counter[str] = Counter()
    for row in figures:
        if row.result == _NO_TEXT:
            reasons[row.reason] += row.figures
    told = [f"  {counted(count, 'figure')}: {reason}" for reason, count in reasons.most_common()]
    sources = Counter(word.source for word in words if word.result == _NO_TEXT)
    told += [
        f"  {counted(count, 'word')}: the texts of {source} are too long to look through; {ONE_SOURCE}"
        for source, count in sources.items()
    ]
    if told:
        yield from ("", "Not checkable:", *told[: None if everything else _MOST])
    if not everything and len(told) > _MOST:
        yield f"... and {len(told) - _MOST} more reasons ({EVERYTHING} lists them)"
