"""How many one-digit errors the checks and the audit against the texts catch.

    python benchmarks/one_digit.py TEXTS_DIR [TEXTS_DIR ...] [--trials DIR] [--map FILE] [--seed N] [--of-each N] [--list]

Figures are drawn evenly from three kinds: cells of a review's tables, the prose of a review, and short sources
(abstracts, labels, registry pages, press). In each, one at a time and in memory, one digit is changed. A mutation is
caught where the file no longer loads, or the checks or the audit find something that they do not find in the file as
it is.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from evtrials.bench.audit import audit
from evtrials.bench.checks import examine
from evtrials.bench.corpus import Texts, mapping_of, open_texts
from evtrials.collection.loading import Loaded, validate
from evtrials.collection.store import Store, open_store
from evtrials.errors import DataError
from evtrials.evidence.rows import FigureRow
from evtrials.trial.reader import Document

KINDS = ("table cells", "prose of a review", "short sources")


def kind_of(row: FigureRow) -> str:
    """The kind of print from which a figure was taken."""
    if row.place.basis != "review":
        return KINDS[2]
    return KINDS[0] if row.place.locator.startswith("Table") else KINDS[1]


def readable(store: Store) -> list[Loaded]:
    """The trials that load; the others are named on stderr."""
    trials = []
    for loaded in store.load_each():
        if isinstance(loaded, DataError):
            print(f"left out: {loaded}", file=sys.stderr)
        else:
            trials.append(loaded)
    return trials


def drawn(trials: Sequence[Loaded], texts: Texts, of_each: int, seed: int) -> list[tuple[Loaded, FigureRow, str]]:
    """As many figures of each kind, drawn at random: the trial, the figure, its kind. One figure, one cell of the file.

    Only figures of a source whose text is at hand are drawn.
    """
    cells: dict[str, list[tuple[Loaded, FigureRow]]] = {kind: [] for kind in KINDS}
    for loaded in trials:
        seen = set()
        for row in loaded.figures:
            path = row.path
            if not texts.of(loaded.trial.id, row.place.source):
                continue
            if path not in seen and isinstance(_value(loaded, path), str) and any(map(str.isdigit, _value(loaded, path))):
                seen.add(path)
                cells[kind_of(row)].append((loaded, row))
    chance = random.Random(seed)
    return [(loaded, row, kind) for kind in KINDS for loaded, row in chance.sample(cells[kind], min(of_each, len(cells[kind])))]


def _value(loaded: Loaded, path: tuple[str | int, ...]) -> Any:
    value: Any = loaded.document.data
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def mutated(loaded: Loaded, row: FigureRow, store: Store, chance: random.Random) -> tuple[str, str, Loaded | None]:
    """One digit of a figure changed: the figure before and after, and the trial; None where it no longer loads."""
    before = str(_value(loaded, row.path))
    at = chance.choice([index for index, char in enumerate(before) if char.isdigit()])
    after = before[:at] + chance.choice([digit for digit in "0123456789" if digit != before[at]]) + before[at + 1 :]
    data = copy.deepcopy(loaded.document.data)
    holder: Any = data
    for part in row.path[:-1]:
        holder = holder[part]
    holder[row.path[-1]] = after
    try:
        return before, after, validate(Document(data, loaded.document.marks), loaded.file, store.terms, store.sources)
    except DataError:
        return before, after, None


def findings(loaded: Loaded, others: Sequence[Loaded], texts: Texts) -> set[tuple[str, str]]:
    """What the audit and the checks find wrong or doubtful in one trial among the others."""
    found = {(row.field, row.result) for row in audit(loaded, texts) if row.result == "not found"}
    return found | {(finding.field, finding.message) for finding in examine([loaded, *others])}


def main(arguments: Iterable[str] | None = None) -> int:
    """Draw, change, check, and print the rate for each kind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("texts", nargs="+", help="folders of the texts of the sources")
    parser.add_argument("--trials", default="shipped", help="folder of the trials")
    parser.add_argument("--map", type=Path, help="mapping file (default: _texts.yaml of the trials)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of-each", type=int, default=20, help="figures of each kind")
    parser.add_argument("--list", action="store_true", help="name each mutation that is missed")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    store = open_store([options.trials])
    texts = open_texts(options.texts, options.map or mapping_of(store.folders[-1].path))
    chance = random.Random(options.seed)
    usual: dict[str, set[tuple[str, str]]] = {}
    caught: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    trials = readable(store)
    for loaded, row, kind in drawn(trials, texts, options.of_each, options.seed):
        id_ = loaded.trial.id
        if id_ not in usual:
            usual[id_] = findings(loaded, [other for other in trials if other is not loaded], texts)
        before, after, changed = mutated(loaded, row, store, chance)
        others = [other for other in trials if other is not loaded]
        hit = changed is None or bool(findings(changed, others, texts) - usual[id_])
        caught[kind].append(hit)
        if options.list and not hit:
            print(f"missed: {loaded.file.name} {'.'.join(map(str, row.path))}: {before} -> {after} [{' '.join(row.place[:2])}]")
    for kind in KINDS:
        print(f"{kind}: {sum(caught[kind])} of {len(caught[kind])}")
    every = [hit for hits in caught.values() for hit in hits]
    print(f"all: {sum(every)} of {len(every)} ({100 * sum(every) / max(1, len(every)):.0f} %)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
