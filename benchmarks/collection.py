"""Makes a collection of any size out of the shipped trials, for measuring: the same trials for the same seed.

    python benchmarks/collection.py FOLDER TRIALS [--seed N] [--no-check]

Each file is a shipped one with an id, a name, registrations, PMIDs and DOIs of its own, and with its figures made smaller
by up to 15 %: intervals stay in order, shares stay below the whole, printed digits stay as many. The trials are invented;
nothing in them is evidence.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evtrials.collection.folders import SHARED_FILES, shipped_folder, trial_files
from evtrials.collection.store import open_store
from evtrials.errors import DataError
from evtrials.trial.reader import Document, read_text

FIGURES = ("hr", "odds_ratio", "risk_ratio", "difference", "p", "p_interaction")
BLOCKS = ("safety", "exposure", "baseline")
# A note that finds its figure by what it prints would find nothing after the change.
PRINTED = {"value", "text", "ci_low", "ci_high", "p", "p_text"}
# Digits of a number, and not those of "90 % CI" or of a whole after a stroke.
_NUMBER = re.compile(r"(?<![\d./A-Za-z])\d+(?:\.\d+)?(?![\d.]| %)")
_SHARE = re.compile(r"(\d+)/(\d+)(?: \((\d+(?:\.(\d+))?) %\))?")


def write_collection(folder: Path, size: int, seed: int = 1) -> list[str]:
    """Write a folder of so many trials, with the shared sources and curves they cite; their ids."""
    shipped = shipped_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHARED_FILES:
        if (shipped / name).is_file():
            shutil.copyfile(shipped / name, folder / name)
    if (shipped / "curves").is_dir():
        shutil.copytree(shipped / "curves", folder / "curves", dirs_exist_ok=True)
    texts = {id_: path.read_text(encoding="utf-8") for id_, path in trial_files(shipped).items()}
    bases = [(id_, text, read_text(text)) for id_, text in texts.items()]
    ids = []
    for number in range(size):
        base, text, document = bases[number % len(bases)]
        id_ = copied(base, number // len(bases))
        (folder / f"{id_}.yaml").write_text(varied(base, text, document, number, len(bases), seed), encoding="utf-8")
        ids.append(id_)
    return ids


def copied(id_: str, copy: int) -> str:
    """The id of a copy of a trial."""
    return f"{id_}-{copy:05d}"


def varied(base: str, text: str, document: Document, number: int, bases: int, seed: int) -> str:
    """The text of a trial file with names of its own and other figures; its form, comments and order stay."""
    chance = random.Random(f"{seed} {base} {number}")
    copy = number // bases
    lines = text.split("\n")
    # From the end, so that the places before a change stay what they are.
    for path, (line, column) in sorted(document.marks.items(), key=lambda item: item[1], reverse=True):
        old = _value(document.data, path)
        if not isinstance(old, str):
            continue
        new = _renamed(path, old, copy, number, document.data)
        if new is None and _is_figure(path, document.data):
            new = smaller(old, chance)
        if new is None or new == old:
            continue
        whole = lines[line - 1]
        start = column - 1 + (whole[column - 1] in "\"'")
        if whole.startswith(old, start):
            lines[line - 1] = whole[:start] + new + whole[start + len(old) :]
    return "\n".join(lines)


def smaller(figure: str, chance: random.Random) -> str:
    """A printed figure with its numbers made smaller by one factor, each with as many digits as before."""
    factor = chance.uniform(0.85, 1.0)
    if share := _SHARE.search(figure):
        count = round(int(share[1]) * factor)
        percent = f" ({100 * count / max(1, int(share[2])):.{len(share[4] or '')}f} %)" if share[3] else ""
        return figure[: share.start()] + f"{count}/{share[2]}{percent}" + figure[share.end() :]

    def scaled(match: re.Match[str]) -> str:
        decimals = len(match[0].partition(".")[2])
        made = f"{float(match[0]) * factor:.{decimals}f}"
        return made if float(made) else match[0]

    return _NUMBER.sub(scaled, figure)


def _renamed(path: tuple[str | int, ...], old: str, copy: int, number: int, data: Any) -> str | None:
    """Another name where a value names its trial; None for any other value."""
    match path:
        case ("id",) | ("pools", _) | ("arms", _, "external") if old != "true":
            return copied(old, copy)
        case ("name",) | ("aliases", _):
            return f"{old} copy {copy}"
        case ("registry", place):
            longest = max(re.finditer(r"\d+", old), key=lambda run: len(run[0]))
            digits = str(9 * 10 ** (len(longest[0]) - 1) + number * 4 + int(place))[-len(longest[0]) :]
            return old[: longest.start()] + digits + old[longest.end() :]
        case ("sources", key, "pmid"):
            return str(40_000_000 + number * 100 + list(data["sources"]).index(key))
        case ("sources", _, "doi"):
            return f"{old}.{copy}"
    return None


def _is_figure(path: tuple[str | int, ...], data: Any) -> bool:
    notes = [*data.get("notes", ()), *data.get("waivers", ())]
    if any(PRINTED & set(note.get("about", ())) for note in notes):
        return False
    match path:
        case ("endpoints", _, "results", _, name):
            return name in FIGURES or name in data.get("arms", {})
        case (block, _, "rows", _, _):
            return block in BLOCKS
    return False


def _value(data: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


def faults_of(folder: Path) -> Iterator[str]:
    """What keeps any file of a folder from loading."""
    for loaded in open_store([str(folder)]).load_each():
        if isinstance(loaded, DataError):
            yield str(loaded)


def main(arguments: Iterable[str] | None = None) -> int:
    """Write the folder; 1 where one of its files does not load."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder to write; made if it is missing")
    parser.add_argument("trials", type=int, help="number of trials")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other figures")
    parser.add_argument("--no-check", action="store_true", help="do not load what was written")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    write_collection(options.folder, options.trials, options.seed)
    faults = [] if options.no_check else list(faults_of(options.folder))
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    checked = "not checked" if options.no_check else f"{len(faults)} do not load"
    print(f"{options.trials} trials in {options.folder}; {checked}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
