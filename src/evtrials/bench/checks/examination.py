"""Checking files, folders and collections: every check run, every waiver held against what was found, one report."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evtrials.bench.checks.base import Check, Doubt, Finding, Severity
from evtrials.bench.checks.loading import TEMPLATE, does_not_load
from evtrials.bench.checks.register import CHECKS
from evtrials.bench.checks.waivers import TO_READ_AGAIN, answers, waiver_answers_nothing, waiver_of_every_figure
from evtrials.bench.grouping import grouped
from evtrials.collection.folders import ENDINGS, has_shared_file, is_second_reading, no_trial_in, root_of, shipped_folder
from evtrials.collection.loading import Loaded, load_file, shown
from evtrials.collection.store import Folder, Store
from evtrials.errors import DataError, EvTrialsError, printable
from evtrials.trial.reader import ReadError, plain_bytes
from evtrials.trial.schema import SCHEMA_FILE


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: the findings in order of file and line (waived ones too), and the trials that could be read; `files`
    counts those which could not be read too, `passed_over` those which are of another purpose, `readings` the second readings
    of trials that lie beside them and were not looked at; `redefined`: the words of the shipped vocabulary that a folder
    changed."""

    findings: tuple[Finding, ...]
    trials: tuple[Loaded, ...]
    files: int
    passed_over: int = 0
    redefined: tuple[str, ...] = ()
    readings: int = 0

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that no waiver answers."""
        return tuple(finding for finding in self.findings if not finding.waived)

    def count(self, severity: Severity) -> int:
        """How many findings of a severity are open."""
        return sum(finding.severity == severity for finding in self.open)

    @property
    def waived(self) -> int:
        """How many findings a waiver answers."""
        return len(self.findings) - len(self.open)

    @property
    def to_read_again(self) -> tuple[Finding, ...]:
        """The waived findings that are answered for now: their reason says that the source is to be read again."""
        return tuple(finding for finding in self.findings if TO_READ_AGAIN in finding.waived)

    @property
    def summary(self) -> str:
        """The report in one line: `7 trials: no error, 3 warnings, 1 note; 4 waived, 2 of them to read again`."""
        parts = ", ".join(_counted(self.count(severity), severity) for severity in ("error", "warning", "note"))
        waived = f"; {self.waived} waived" if self.waived else ""
        again = f", {len(self.to_read_again)} of them {TO_READ_AGAIN}" if self.to_read_again else ""
        over = f"; {_counted(self.passed_over, 'file')} passed over, not said to be trials" if self.passed_over else ""
        beside = f"; {_counted(self.readings, 'second reading')} passed over, name one to check it" if self.readings else ""
        return f"{_counted(self.files, 'trial')}: {parts}{waived}{again}{over}{beside}"


def check_store(store: Store, only: Collection[Path] | None = None) -> Report:
    """Check a collection, or some files of it (which are still held against the other trials). A second reading is held against
    all but the first one of its trial; it may cite what the shipped trials share."""
    try:
        terms, sources, _ = store.terms, store.sources, store.version
    except DataError as error:
        return Report(tuple(_unreadable(error)), (), 0)
    trials: list[Loaded] = []
    readings: list[Loaded] = []
    findings: list[Finding] = []
    named = {_place(path): path for path in only or ()}
    files = {id_: named.pop(_place(path), path) if named else path for id_, path in store.files.items()}
    for id_, path in [*files.items(), *(("", path) for path in named.values())]:
        try:
            if id_ and (clash := store.clash(id_)):
                raise clash
            if is_second_reading(path):
                shared = {**Folder(shipped_folder()).sources, **sources}
                readings.append(load_file(path, terms, shared, any_name=True))
            else:
                trials.append(load_file(path, terms, store.sources_for(id_) if id_ else sources))
        except DataError as error:
            findings += _unreadable(error)
    findings += examine(trials, [loaded for loaded in trials if only is None or loaded.file in only])
    for reading in readings:
        beside = [loaded for loaded in trials if loaded.trial.id != reading.trial.id]
        findings += examine([*beside, reading], [reading])
    if only is not None:
        names = {shown(path) for path in only}
        findings = [finding for finding in findings if finding.file in names]
        trials = [loaded for loaded in (*trials, *readings) if loaded.file in only]
    number, passed_over = (len(files), len(store.readings)) if only is None else (len(only), 0)
    return Report(tuple(sorted(findings)), tuple(trials), number, redefined=terms.redefined, readings=passed_over)


def check_paths(paths: Sequence[Path], skip_foreign: bool = False) -> Report:
    """Check files and folders named one by one; EvTrialsError where one is not there or is no YAML file.

    Files whose name begins with "_" are no trials; naming one reads the shared files of its folder.
    skip_foreign: pass over files that do not say that they are trials, as a hook does that is given every YAML file.
    """
    folders = [Folder(path) for path in paths if os.path.isdir(path)]
    # Of a folder with nothing but second readings, these are meant.
    within = {folder.path / name for folder in folders if not folder.names for name in folder.found.readings}
    reports = [check_store(Store([_with_trials(folder)])) for folder in folders if folder.names or not folder.found.readings]
    every = sorted(within | {_plain_file(path) for path in paths if not os.path.isdir(path)})
    files = [path for path in every if not (skip_foreign and _is_foreign(path))]
    for root, inside in grouped(files, root_of).items():
        trials = [path for path in inside if not path.name.startswith("_") or path.name == TEMPLATE]
        # Without a shared file nothing says that what lies below is of one collection with these files.
        reports.append(check_store(Store([Folder(root, below=has_shared_file(root))]), trials))
    return Report(
        tuple(sorted({finding for report in reports for finding in report.findings})),
        tuple(loaded for report in reports for loaded in report.trials),
        sum(report.files for report in reports),
        len(every) - len(files),
        tuple(dict.fromkeys(told for report in reports for told in report.redefined)),
        sum(report.readings for report in reports),
    )


def examine(trials: Sequence[Loaded], about: Sequence[Loaded] | None = None) -> list[Finding]:
    """Run every check on trials that load, one by one and together; what a waiver answers bears its reason.

    about: those that are asked for; the others are only what they are held against.
    """
    about = trials if about is None else about
    own = set(map(id, about))
    answered: dict[int, list[Doubt]] = {}
    findings = []
    for check in CHECKS:
        of_own = ((loaded, doubt) for loaded, doubt in check.run(about if check.is_of_each else trials) if id(loaded) in own)
        for loaded, doubt in of_own:
            given = [waiver for waiver in loaded.trial.waivers if answers(waiver, check.code, doubt)]
            for waiver in given:
                answered.setdefault(id(waiver), []).append(doubt)
            findings.append(_finding(loaded, check, doubt, "; ".join(waiver.why for waiver in given)))
    for loaded in about:
        for index, waiver in enumerate(loaded.trial.waivers):
            doubts = answered.get(id(waiver), [])
            if not doubts:
                doubt = Doubt(("waivers", index), f"the waiver of {waiver.check} answers no finding")
                findings.append(_finding(loaded, waiver_answers_nothing, doubt))
            elif not waiver.about and any(doubt.rows for doubt in doubts):
                told = f"the waiver of {waiver.check} names no figure and hides every finding of that code, now {len(doubts)}"
                findings.append(_finding(loaded, waiver_of_every_figure, Doubt(("waivers", index), told)))
    return sorted(findings)


def _finding(loaded: Loaded, check: Check, doubt: Doubt, waived: str = "") -> Finding:
    line, column = loaded.place(doubt.path)
    field = ".".join(str(part) for part in doubt.path)
    return Finding(shown(loaded.file), line, column, check.code, field, doubt.message, waived, check=check)


def _unreadable(error: DataError) -> Iterator[Finding]:
    for fault in error.problems:
        yield Finding(fault.file, fault.line, fault.column, does_not_load.code, fault.field, fault.message, check=does_not_load)


def _plain_file(path: Path) -> Path:
    if not os.path.lexists(path):
        raise EvTrialsError(f"{printable(str(path))} is not there; name a trial file or a folder of trials")
    if path.suffix[1:].lower() not in ENDINGS:
        raise EvTrialsError(f"{printable(str(path))} is no trial file; trial files end in .yaml or .yml")
    return path


# What a trial file says of itself: the field that it must have, or the schema that editors are told of.
_SAYS_SO = re.compile(rf"^(?:id:|#.*\$schema=\S*{re.escape(SCHEMA_FILE)}\s*$)", re.MULTILINE)


def _is_foreign(path: Path) -> bool:
    """Whether a file is of another purpose: outside a collection, and without a word that it is a trial."""
    if has_shared_file(root_of(path)):
        return False
    try:
        return not _SAYS_SO.search(plain_bytes(path).decode("utf-8-sig", errors="replace").replace("\r\n", "\n"))
    except ReadError:
        return False


def _place(path: Path) -> Path:
    """A file by one name, however it was typed; a link by its own."""
    return Path(os.path.realpath(path.parent), path.name)


def _with_trials(folder: Folder) -> Folder:
    if not folder.names:
        raise no_trial_in(folder.path)
    return folder


def _counted(number: int, noun: str) -> str:
    """No error, 1 error, 2 errors; no trials, 1 trial."""
    return f"{number or 'no'} {noun}{'s' if number > 1 or (not number and noun == 'trial') else ''}"
