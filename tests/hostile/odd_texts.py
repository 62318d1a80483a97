"""Run by test_odd_texts.py in a process of its own: the audit of a trial against one odd text after another.

Arguments: a folder to work in, and a file for the answers, a line for each of the names that follow.
"""

import json
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from attack import measured

from evtrials.bench.quotations import quotations
from evtrials.cli import run
from evtrials.collection.folders import shipped_folder
from evtrials.collection.loading import Loaded
from evtrials.collection.store import open_store

SMALL, LARGE, LARGEST = 40_000, 990_000, 8_000_000
ROW = "7.8 (6.9 to 8.5) 3.2 (2.8 to 4.1) 0.45 (0.38 to 0.54) "


def filled(unit: str) -> Callable[[int], str]:
    """A text of so many characters of one thing over and over."""
    return lambda size: (unit * (size // len(unit) + 1))[:size]


SHAPES: dict[str, Callable[[int], str]] = {
    "ones": filled("1 "),
    "ones with dashes": filled("1-"),
    "intervals": filled("1.0 (1.0 to 1.0) "),
    "words of the trial between ones": filled("everolimus 1 placebo 1 progression-free survival 1 months 1 patients 1 "),
    "rows of the trial": filled("PFS everolimus " + ROW),
    "rows without words": filled(ROW),
    "cells": filled("Stomatitis 59 8 12 0 Rash 39 1 7 0 "),
    "one row of a table": lambda size: "Stomatitis " + filled("59 8 12 0 ")(size - 11),
    "captions": filled("Table 2 Stomatitis 59 8 12 0\n"),
    "headings": filled("Results\nSafety\nAbstract\nAdverse events\nBiomarkers\n1\n"),
    "mentions of a section": filled("results of safety in the abstract "),
    "grades": filled("grade 1-2, grade 3 or 4 "),
    "a grade without end": lambda size: "grade 1" + filled(",1")(size - 7),
    "levels": filled("95% CI "),
    "levels with numbers": filled("95% CI 1 "),
    "number words": filled("one hundred and one "),
    "hundreds": filled("hundred "),
    "number words apart": filled("one, "),
    "words for missing": filled("NR "),
    "one number": filled("1"),
    "one number with a letter": lambda size: "1" * (size - 1) + "x",
    "decimals with a letter": lambda size: "1." + "1" * (size - 3) + "x",
    "broken words": filled("a-\n"),
    "empty lines": lambda size: "95% CI 1" + "\n" * (size - 9) + "2",
    "spaces": lambda size: "95% CI 1" + " " * (size - 11) + "? 2",
    "blanks after a drug": lambda size: "PFS everolimus " + ROW + "everolimus" + " " * (size - 100) + "arm 1",
    "names of arms": filled("PFS everolimus " + ROW + "everolimus and exemestane, arm 1, " * 9),
    "thin spaces": filled("1\u2009111"),
    "one word": filled("a"),
    "header lines": lambda size: "key:\n" + filled("a: b\n")(size - 5),
    "pairs": filled("5% versus 2% "),
    "tildes": filled("1~"),
    "citations": filled("a.1,1,1"),
    "JSON, deep": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "JSON, deep and wide": lambda size: "[" * 900 + ",".join(["1"] * (size // 2)) + "]" * 900,
    "JSON, wide": lambda size: "[" + ",".join(['{"a":1}'] * (size // 8)) + "]",
    "JSON, one text": lambda size: '["' + "1 " * (size // 2) + '"]',
}
ATOMS = (
    "1", "0", "2", "59", "8", "12", "7.8", "6.9", "0.45", "0.38", "0.54", "485", "(", ")", "%", "-", " to ", "v ", "95% CI ", "NR",
    "grade 3", "one", "hundred", "\n", "\n\n", ", ", "; ", "~", " ", ".", "everolimus", "placebo", "exemestane", "median",
    "progression-free survival", "stomatitis", "Table 2", "patients", "months", "investigator", "Results", "Safety",
)  # fmt: skip


def of_chance(seed: int, size: int) -> str:
    """A text of the things that the audit looks for, in any order, some of them many times over."""
    chance, parts, length = random.Random(seed), [], 0
    while length < size:
        atom, times = chance.choice(ATOMS), chance.choice([1, 1, 1, 2, 5, 200])
        parts.append((atom + " ") * times if chance.random() < 0.5 else atom * times)
        length += len(parts[-1])
    return "".join(parts)[:size]


def text_of(name: str) -> tuple[str, str]:
    """The text of a case, `ones, 40000` or `chance 7, 40000`, and the ending of its file."""
    shape, _, size = name.rpartition(", ")
    made = of_chance(int(shape.split()[1]), int(size)) if shape.startswith("chance ") else SHAPES[shape](int(size))
    return made, "json" if shape.startswith("JSON") else "txt"


def audited(work: Path, loaded: Loaded, name: str) -> dict[str, object]:
    """What `check --texts` says where one text is that of every source of a trial, what it costs, and how many figures it has."""
    made, ending = text_of(name)
    texts = work / "texts"
    texts.mkdir(exist_ok=True)
    (texts / f"odd.{ending}").write_text(made, encoding="utf-8")
    mapping = work / "_texts.yaml"
    named = ", ".join(f"{key}: [odd.{ending}]" for key in loaded.trial.sources)
    mapping.write_text(f"{loaded.trial.id}: {{{named}}}\n", encoding="utf-8")
    answer = measured(["check", str(loaded.file), "--texts", str(texts), "--map", str(mapping)])
    figures = sum(len(quotation.printed) for quotation in quotations(loaded.trial, loaded.terms))
    return {**answer, "figures": figures}


def by_itself(work: Path, id_: str) -> Loaded:
    """A shipped trial in a folder of its own: what is measured is its audit, not the check of the collection around it."""
    folder = work / id_
    (folder / "curves").mkdir(parents=True)
    for name in (f"{id_}.yaml", "_sources.yaml", *(f"curves/{path.name}" for path in shipped_folder().glob(f"curves/{id_}*"))):
        shutil.copy(shipped_folder() / name, folder / name)
    return open_store([str(folder)]).load(id_)


def trial_of(name: str) -> str:
    """Which trial a case is tried with: a small text with the one that has most figures, a large one with the toy."""
    return "bolero-2" if name.endswith(f", {SMALL}") else "toy-1"


def main(work: str, results: str, *names: str) -> None:
    """Go through the cases."""
    run(["--version"])
    loaded = {"toy-1": open_store([work]).load("toy-1"), "bolero-2": by_itself(Path(work).with_name("richest"), "bolero-2")}
    with open(results, "w", encoding="utf-8") as stream:
        for name in names:
            stream.write(json.dumps([name, audited(Path(work), loaded[trial_of(name)], name)]) + "\n")
            stream.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
