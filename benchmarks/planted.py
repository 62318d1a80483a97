"""How many planted mistakes the audit against the texts and the checks find, each kind by itself.

    python benchmarks/planted.py TEXTS_DIR [TEXTS_DIR ...] [--trials DIR] [--map FILE] [--seed N] [--of-each N] [--list]

One mistake at a time is made in memory (`mistakes.py`), and the trial is read, audited and checked as a curator's file
would be. Found is what was not there before: the file no longer loads, a check has one open finding more, the audit one
figure more that it does not find, or one word more that the source does not say. Arms are swapped in the rows of
`arms_told_apart.yaml`, read by hand, and in every row of two arms whose figures differ; the other kinds are drawn at
random from what the texts at hand can tell.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from mistakes import KINDS, Line, Opening, arms_swapped, lines
from startup import table

from evtrials.bench.audit import audit
from evtrials.bench.checks import examine
from evtrials.bench.corpus import Texts, mapping_of, open_texts
from evtrials.bench.wording import held
from evtrials.collection.loading import Loaded, validate
from evtrials.collection.store import Store, open_store
from evtrials.errors import DataError
from evtrials.trial.reader import Document, read_file

TOLD_APART = Path(__file__).with_name("arms_told_apart.yaml")
NOT_TOLD = "not told"
FOUND = ("by the figures", "by the words", "by the checks", "found")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the bench says of a trial: the result of the audit for each row by its field, and how often it finds what.

    figures: not found in the texts; words: not said there, by the column that they stand in; checks: open findings by code.
    """

    results: dict[str, str]
    figures: Counter[str]
    words: Counter[str]
    checks: Counter[str]

    def more_than(self, before: Seen) -> tuple[bool, bool, bool]:
        """Whether it has findings that there were not before: of figures, of words, of the checks."""
        return bool(self.figures - before.figures), bool(self.words - before.words), bool(self.checks - before.checks)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mistake.

    found: whether it was found by the audit of the figures, by that of the words, by the checks. before, after: what the audit
    of the figures said of its row.
    """

    opening: Opening
    said: str
    found: tuple[bool, bool, bool]
    before: str = ""
    after: str = ""

    @property
    def is_found(self) -> bool:
        """Whether any of them finds it."""
        return any(self.found)

    def __str__(self) -> str:
        field = ".".join(map(str, self.opening.path))
        return f"{self.opening.loaded.file.name} {field}: {self.said} [{self.opening.source}]"


class Judge:
    """Holds a trial with a mistake against the trial as it is, which is looked at once."""

    def __init__(self, store: Store, texts: Texts) -> None:
        self.store, self.texts = store, texts
        self._as_it_is: dict[str, Seen] = {}

    def judge(self, opening: Opening, chance: Random) -> Verdict | None:
        """Make a mistake and look; None where chance found nothing to change, or a note of the file named what was changed."""
        made = opening.make(chance)
        if made is None:
            return None
        said, data = made
        loaded, field = opening.loaded, ".".join(map(str, opening.path))
        before = self._seen_as_it_is(loaded)
        try:
            wrong = validate(Document(data, loaded.document.marks), loaded.file, self.store.terms, self.store.sources)
        except DataError as error:
            if all(_is_of_a_note(problem.field) for problem in error.problems):
                return None
            return Verdict(opening, said, (False, False, True), before.results.get(field, ""), "does not load")
        after = self._look(wrong)
        return Verdict(opening, said, after.more_than(before), before.results.get(field, ""), after.results.get(field, ""))

    def _seen_as_it_is(self, loaded: Loaded) -> Seen:
        id_ = loaded.trial.id
        if id_ not in self._as_it_is:
            self._as_it_is[id_] = self._look(loaded)
        return self._as_it_is[id_]

    def _look(self, loaded: Loaded) -> Seen:
        rows = audit(loaded, self.texts)
        # Findings are counted, not named: a mistake in a word moves what stands beside it to another field. The other
        # trials are left out: no mistake here touches what is held against them.
        return Seen(
            {row.field: row.result for row in rows},
            Counter(row.result for row in rows if row.result == "not found"),
            Counter(word.name for word in held(loaded, self.texts) if word.is_finding),
            Counter(finding.code for finding in examine([loaded]) if not finding.waived),
        )


def _is_of_a_note(field: str) -> bool:
    """Whether a fault is that a note or a waiver names what is no longer there: no finding, but an accident of the file."""
    return field.startswith(("notes.", "waivers.")) or ".note" in field


def drawn(openings: Iterable[Opening], texts: Texts) -> Iterator[Opening]:
    """The places of sources whose text is at hand."""
    return (opening for opening in openings if texts.of(opening.loaded.trial.id, opening.source))


def readable(store: Store) -> list[Loaded]:
    """The trials that load; the others are named on stderr."""
    trials = []
    for id_ in store.names:
        try:
            trials.append(store.load(id_))
        except DataError as error:
            print(f"left out: {error}", file=sys.stderr)
    return trials


def listed(path: Path, trials: Sequence[Loaded]) -> Iterator[tuple[str, tuple[str, str]]]:
    """How each row of the list by hand tells its arms apart, and where it is now: (told, (trial, field)).

    A row is known by its figures, and found again where it has moved; one that is gone is named on stderr.
    """
    places: dict[str, list[Line]] = {loaded.trial.id: list(lines(loaded)) for loaded in trials}
    for entry in _entries(path):
        wanted, section = entry["figures"], entry["field"].partition(".")[0]
        alike = {
            ".".join(map(str, line.path)): line for line in places.get(entry["trial"], ())
            if line.path[0] == section and wanted.items() <= {key: figure.text for key, figure in line.figures.items()}.items()
        }  # fmt: skip
        if entry["field"] in alike or len(alike) == 1:
            yield entry["told"], (entry["trial"], entry["field"] if entry["field"] in alike else next(iter(alike)))
        else:
            print(f"no longer as listed: {entry['trial']} {entry['field']} {wanted}", file=sys.stderr)


def _entries(path: Path) -> list[dict[str, Any]]:
    entries: Any = read_file(path).data
    return list(entries)


def main(arguments: Iterable[str] | None = None) -> int:
    """Plant, look, and print the rates."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("texts", nargs="+", help="folders of the texts of the sources")
    parser.add_argument("--trials", default="shipped", help="folder of the trials")
    parser.add_argument("--map", type=Path, help="mapping file (default: _texts.yaml of the trials)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of-each", type=int, default=60, help="mistakes of each kind; a third of it in each kind of print")
    parser.add_argument("--list", action="store_true", help="name each mistake that is missed")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    store = open_store([options.trials])
    texts = open_texts(options.texts, options.map or mapping_of(store.folders[-1].path))
    trials, judge = readable(store), Judge(store, texts)
    by_kind = {
        kind: _planted(kind, (opening for loaded in trials for opening in find(loaded)), judge, options)
        for kind, find in KINDS.items()
    }
    swaps = [opening for loaded in trials for opening in drawn(arms_swapped(loaded), texts)]
    swapped = {
        (verdict.opening.loaded.trial.id, ".".join(map(str, verdict.opening.path))): verdict
        for opening in swaps
        if (verdict := judge.judge(opening, Random(options.seed)))
    }
    told = [(told, swapped[place]) for told, place in listed(TOLD_APART, trials) if place in swapped]
    by_list = {
        "whose text tells the arms apart": [verdict for told, verdict in told if told != NOT_TOLD],
        "whose text does not": [verdict for told, verdict in told if told == NOT_TOLD],
        "all of two arms or more": list(swapped.values()),
    }
    print(_rates(by_kind), _arms(by_list), sep="\n\n")
    if options.list:
        for kind, verdicts in {**by_kind, **{f"arms swapped, rows {rows}": found for rows, found in by_list.items()}}.items():
            for verdict in verdicts:
                if not verdict.is_found:
                    print(f"missed ({kind}): {verdict}")
    return 0


def _planted(kind: str, openings: Iterable[Opening], judge: Judge, options: argparse.Namespace) -> list[Verdict]:
    """As many mistakes of a kind as were asked for, in places drawn at random, the same for the same seed."""
    chance = Random(f"{options.seed} {kind}")
    places = list(drawn(openings, judge.texts))
    chance.shuffle(places)
    many = options.of_each // 3 if kind.startswith("one digit") else options.of_each
    return list(islice(filter(None, (judge.judge(place, chance) for place in places)), many))


def _rates(by_kind: dict[str, list[Verdict]]) -> str:
    rows = []
    digits = [verdict for kind, verdicts in by_kind.items() if kind.startswith("one digit") for verdict in verdicts]
    for kind, verdicts in {**by_kind, "one digit, all": digits}.items():
        found = sum(verdict.is_found for verdict in verdicts)
        rows.append((kind, str(len(verdicts)), *_found(verdicts), f"{100 * found / max(1, len(verdicts)):.0f} %"))
    return table(("mistake", "planted", *FOUND, "rate"), sorted(rows))


def _found(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """How many each part of the bench finds, and how many any of them."""
    by_part = (sum(verdict.found[part] for verdict in verdicts) for part in range(3))
    return *map(str, by_part), str(sum(verdict.is_found for verdict in verdicts))


def _arms(by_list: dict[str, list[Verdict]]) -> str:
    rows = []
    for name, verdicts in by_list.items():
        before, after = (Counter(getattr(verdict, when) for verdict in verdicts) for when in ("before", "after"))
        rows.append((name, str(len(verdicts)), _told(before), _told(after), *_found(verdicts)))
    return table(("rows", "number", "the audit of the rows as they are", "with the arms swapped", *FOUND), rows)


def _told(results: Counter[str]) -> str:
    return "; ".join(f"{result or 'no such row'} {number}" for result, number in sorted(results.items()))


if __name__ == "__main__":
    raise SystemExit(main())
