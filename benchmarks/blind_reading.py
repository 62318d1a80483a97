"""Draw figures for a blind second reading of their words: a sheet for the reader, a key for who compares.

    python benchmarks/blind_reading.py TEXTS_DIR [TEXTS_DIR ...] --figures 100 --seed HASH --into DIR [--readers N]

The reader gets the texts of a source and the bare figure (`7.8`), and writes down what it is: endpoint, arm, population,
assessor, cut, time, set, role, direction, unit, denominator. The key has the row of the tidy table. Both are made by the
seed alone: from one commit and one seed come the same figures, whoever draws.

Stratified by kind: of each kind an equal number first, as many as it has; then what is left over by the sizes of the kinds.
Figures without a number or without a text at hand are not drawn.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

import evtrials
from evtrials.bench.corpus import mapping_of, open_texts
from evtrials.collection.store import open_store
from evtrials.evidence.columns import FIGURES
from evtrials.evidence.rows import FigureRow

EQUAL_SHARE = 0.5  # of the figures drawn: a kind of few figures is read as well as one of many


def drawn(rows: Sequence[FigureRow], figures: int, chance: Random) -> list[FigureRow]:
    """So many of the rows, by kind, in the order of the collection."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        kinds[row.kind].append(place)
    taken: set[int] = set()
    for places in kinds.values():
        taken.update(chance.sample(places, min(len(places), round(figures * EQUAL_SHARE / len(kinds)))))
    rest = [place for place in range(len(rows)) if place not in taken]
    taken.update(chance.sample(rest, max(0, min(len(rest), figures - len(taken)))))
    return [rows[place] for place in sorted(taken)]


def bare(row: FigureRow) -> str:
    """The figure without interval, spread or sign of a unit: what a reader looks for in the text."""
    return row.figure.text.split(" (")[0]


def sheets(rows: Sequence[FigureRow], readers: int) -> list[list[tuple[int, FigureRow]]]:
    """The rows with their numbers, shared out among the readers, a trial to one reader."""
    shares: list[list[tuple[int, FigureRow]]] = [[] for _ in range(readers)]
    trials: dict[str, list[tuple[int, FigureRow]]] = defaultdict(list)
    for number, row in enumerate(rows, 1):
        trials[row.trial].append((number, row))
    for share in sorted(trials.values(), key=len, reverse=True):
        min(shares, key=len).extend(share)
    return shares


def main() -> None:
    """Draw, and write the sheets and the key."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("texts", nargs="+", metavar="TEXTS_DIR")
    parser.add_argument("--figures", type=int, default=100)
    parser.add_argument("--seed", required=True, help="any text, as the hash of a commit")
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--readers", type=int, default=1)
    given = parser.parse_args()
    texts = open_texts(given.texts, mapping_of(open_store().folders[-1].path))
    figures = [row for row in evtrials.load().figures(about="all") if row.figure.number is not None]
    rows = drawn([row for row in figures if texts.of(row.trial, row.place.source)], given.figures, Random(given.seed))
    given.into.mkdir(parents=True, exist_ok=True)
    for reader, share in enumerate(sheets(rows, given.readers), 1):
        with (given.into / f"sheet-{reader}.tsv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, delimiter="\t", lineterminator="\n")
            out.writerow(("no", "trial", "texts", "figure"))
            out.writerows((no, row.trial, " ".join(texts.names(row.trial, row.place.source)), bare(row)) for no, row in share)
    with (given.into / "key.tsv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(("no", *(column.name for column in FIGURES)))
        out.writerows((no, *(column.get(row) for column in FIGURES)) for no, row in enumerate(rows, 1))


if __name__ == "__main__":
    main()
