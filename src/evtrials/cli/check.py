"""The curator's command: check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from evtrials.cli.completing import among
from evtrials.cli.explain import complete_check, echo_json, print_checks, terminal_width
from evtrials.cli.options import Trials, asked_format
from evtrials.cli.reading import show_lines
from evtrials.cli.saying import say

if TYPE_CHECKING:
    from evtrials.bench.audit import Confirmation
    from evtrials.bench.checks import Finding, Report
    from evtrials.bench.corpus import Texts
    from evtrials.bench.wording import Judgement
    from evtrials.collection.loading import Loaded
    from evtrials.collection.store import Store

FORMATS = ("text", "json", "sarif")
Paths = Annotated[
    list[Path] | None,
    # Whether it can be read is found out when it is, and told like any other fault of a file.
    typer.Argument(metavar="[PATH ...]", help="Trial files or folders; the collection if none is named.", readable=False),
]
Explain = Annotated[
    list[str] | None,
    typer.Option(
        "--explain",
        metavar="CODE",
        help="What checks catch, what they let pass, how to mend and waive: W211 E110.",
        autocompletion=complete_check,
    ),
]
TextFolders = Annotated[
    list[str] | None,
    typer.Option("--texts", metavar="DIR", help="Look figures and words up in the texts of their sources; repeat for more."),
]


def check(
    paths: Paths = None,
    format: Annotated[
        str | None, typer.Option("--format", metavar="|".join(FORMATS), help="How to print.", autocompletion=among(FORMATS))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 on warnings too, and on waivers to read again.")] = False,
    skip_foreign: Annotated[
        bool, typer.Option("--skip-foreign", help="Pass over named files that do not say that they are trials; for hooks.")
    ] = False,
    waived: Annotated[bool, typer.Option("--waived", help="Show waived findings, with their reasons.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="Every check, a line each, with items of INSPECT-SR.")] = False,
    explain: Explain = None,
    texts: TextFolders = None,
    texts_all: Annotated[bool, typer.Option("--texts-all", help="List all that they do not bear out or tell apart.")] = False,
    map_: Annotated[Path | None, typer.Option("--map", metavar="FILE", help="Which text belongs to which source.")] = None,
    trials: Trials = None,
) -> None:
    """What a curator should look at again."""
    if list_ or explain:
        # The arguments after --explain are more codes.
        print_checks([*explain, *map(str, paths or ())] if explain else [], asked_format(format, json, FORMATS) or "text")
        return
    from evtrials.bench.checks import check_paths, check_store
    from evtrials.collection.store import open_store
    from evtrials.errors import UsageError

    chosen = asked_format(format, json, FORMATS) or "text"
    if paths and trials:
        raise UsageError("name files and folders, or a collection with --trials, not both")
    if (map_ or texts_all) and not texts:
        raise UsageError(f"{'--map' if map_ else '--texts-all'} goes with --texts DIR")
    if paths:
        report = check_paths(paths, skip_foreign)
    else:
        report = check_store(store := open_store(trials or ()))
        _hold_cache(store, report.trials)
    against = _audit(report, texts, map_) if texts else None
    for told in report.redefined:
        say(told)
    unanswered = report.to_read_again if strict else ()
    shown = report.findings if waived else tuple(sorted((*report.open, *unanswered)))
    if chosen == "sarif":
        _print_sarif(shown, against)
    elif chosen == "json":
        _print_json(report, shown, against)
    else:
        show_lines(_folded(_text(report, shown, against, texts_all)))
    if report.count("error") or (strict and (report.count("warning") or unanswered or (against and against.is_wanting))):
        raise typer.Exit(1)


def _hold_cache(store: Store, trials: Sequence[Loaded]) -> None:
    """Say of which trials the cache gave out something else than their files say."""
    from evtrials.collection.library import Library
    from evtrials.errors import listed, printable

    library = Library(store)
    if belied := library.belied(trials):
        trouble = library.cache.trouble if library.cache else ""
        failed = f"it could not be emptied ({printable(trouble)}); delete it: evtrials cache --clear"
        done = failed if trouble else "it was emptied, and is made anew of the files"
        say(f"the cache said otherwise than the files of: {listed(belied)}; {done}")


class _Against(NamedTuple):
    """The figures of every trial, and the words that say what they are, held against the texts of their sources."""

    figures: list[Confirmation]
    words: list[Judgement]

    def findings(self) -> list[Finding]:
        """What the texts do not bear out, the gravest first."""
        from evtrials.bench.text_rules import text_findings

        return text_findings(self.figures, self.words)

    @property
    def is_wanting(self) -> bool:
        """Whether a figure was not found, or a word of the row itself. What a row inherits, it alone cannot mend."""
        return any(finding.severity == "warning" for finding in self.findings())


def _audit(report: Report, folders: list[str], mapping: Path | None) -> _Against:
    """Every trial against the texts; the mapping is that of the collection unless another is named."""
    from evtrials.bench.audit import audit
    from evtrials.bench.corpus import mapping_of, open_texts
    from evtrials.bench.wording import held
    from evtrials.collection.folders import root_of

    of_collection = (mapping_of(folder) for folder in dict.fromkeys(root_of(loaded.file) for loaded in report.trials))
    texts = open_texts(folders, mapping or next((found for found in of_collection if found), None))
    _name_folders_without(texts, [(loaded.trial.id, key) for loaded in report.trials for key in loaded.trial.sources])
    return _Against(
        [row for loaded in report.trials for row in audit(loaded, texts)],
        [word for loaded in report.trials for word in held(loaded, texts)],
    )


def _name_folders_without(texts: Texts, sources: list[tuple[str, str]]) -> None:
    """Name each folder without a text of these sources on stderr; EvTrialsError where no folder has one."""
    from evtrials.bench.corpus import MAPPING
    from evtrials.errors import EvTrialsError, listed

    without = texts.folders_without(sources) if sources else {}
    told = [
        f"{folder} holds no text of these trials"
        + (f", but {listed(there, most=3)}; {MAPPING} says which text is which source" if there else ": it is empty")
        for folder, there in without.items()
    ]
    if told and len(told) == len(texts.folders):
        raise EvTrialsError("\n".join(told))
    for line in told:
        say(line)


def _text(report: Report, findings: tuple[Finding, ...], against: _Against | None, everything: bool) -> Iterator[str]:
    """The lines that tell the findings, and what the texts do not bear out."""
    for finding, after in zip(findings, (*findings[1:], None), strict=False):
        place = f"{finding.file}:{finding.line}:{finding.column}" if finding.line else finding.file
        field = f"{finding.field}: " if finding.field else ""
        yield f"{place}  {finding.severity} {finding.code} {finding.check.name}  {field}{finding.message}"
        if finding.waived:
            yield f"  waived: {finding.waived}"
        elif after is None or after.waived or after.check is not finding.check:
            # What is to be done about several of one kind is said once, below the last of them.
            yield f"  mend: {finding.check.mend}"
    if against is None:
        yield report.summary
        return
    from evtrials.bench.text_report import text_report, text_summary

    yield from text_report(against.figures, against.words, everything=everything)
    yield report.summary + text_summary(against.figures, against.words)


def _folded(lines: Iterable[str]) -> Iterable[str]:
    """Lines, on a terminal broken between words, for a file, a pipe or another program each as one."""
    width = terminal_width()
    if not width:
        return lines
    from evtrials.plots.characters import wrapped

    return (part for line in lines for part in wrapped(line, width, "    "))


def _print_json(report: Report, findings: tuple[Finding, ...], against: _Against | None) -> None:
    answer: dict[str, Any] = {
        "trials": report.files,
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "notes": report.count("note"),
        "waived": report.waived,
        "to_read_again": len(report.to_read_again),
        "passed_over": report.passed_over,
        "second_readings": report.readings,
        "findings": [_record(finding) for finding in findings],
    }
    if against is not None:
        from evtrials.bench.audit import audit_json
        from evtrials.bench.wording import held_json

        answer["texts"] = {**audit_json(against.figures), "words": held_json(against.words)}
    echo_json(answer)


def _record(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.check.name,
        "severity": finding.severity,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "field": finding.field,
        "message": finding.message,
        "mend": finding.check.mend,
        "waived": finding.waived or None,
    }


def _print_sarif(findings: tuple[Finding, ...], against: _Against | None) -> None:
    from evtrials import __version__
    from evtrials.bench.checks import CHECKS
    from evtrials.bench.sarif import sarif
    from evtrials.bench.text_rules import TEXT_RULES

    of_texts = against.findings() if against else []
    echo_json(sarif([*findings, *of_texts], (*CHECKS, *TEXT_RULES), __version__))
