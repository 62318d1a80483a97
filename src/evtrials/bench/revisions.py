"""A collection as it stood at a git revision: read object by object into a temporary folder, nothing is checked out.

What a repository of a stranger says costs no more than a folder of a stranger: sizes are known before anything is read, links
and submodules are named and not followed, and what would change a file on its way out (attributes, filters, a fetch of what is
missing) is not applied.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from evtrials.collection.folders import MAX_DEPTH, is_read, may_be_entered
from evtrials.errors import DataError, EvTrialsError, Problem, printable
from evtrials.trial.reader import MAX_BYTES

DEFAULT_FOLDER = "trials"
# Many times what a collection has. A tree of a few hundred objects can name ten thousand million files.
MAX_FILES = 200_000
MAX_TOTAL_BYTES = 512 << 20
_DAMAGED = b"contents are missing or damaged; fetch them, or see: git fsck"
_LINK, _SUBMODULE = "120000", "160000"


class _Entry(NamedTuple):
    """A file of a tree: its mode, the git name of its content, its size in bytes (0 of a submodule), its path in the tree."""

    mode: str
    object: str
    size: int
    path: str


@contextmanager
def folder_at(revision: str, folder: Path | None = None) -> Iterator[Path]:
    """The trial and shared files of a collection folder as a revision has them, in a folder that is gone afterwards. There a
    link, and a file that is too large, stand as what the reader refuses by name.

    folder: a folder inside a git checkout; by default `trials` at the root of the checkout around the working folder.
    EvTrialsError where there is no git, no checkout, no such revision, no such folder in it, or more than a collection has;
    DataError for a submodule in it.
    """
    start = folder or Path.cwd()
    root = Path(_line(_git(start, "rev-parse", "--show-toplevel")))
    name = _line(_git(start, "rev-parse", "--show-prefix")).rstrip("/") if folder else DEFAULT_FOLDER
    entries: list[_Entry] = []
    refused: list[Problem] = []
    for entry in _entries(root, _tree(root, revision, name), revision):
        if why := _refused(entry):
            refused.append(Problem(printable(f"{revision}:{entry.path}"), 0, 0, "", why))
        elif entry.mode != _SUBMODULE and is_read(entry.path):
            entries.append(entry)
    if refused:
        raise DataError(refused)
    if sum(entry.size for entry in entries if entry.size <= MAX_BYTES) > MAX_TOTAL_BYTES:
        raise EvTrialsError(f'the trial files of the revision "{revision}" are larger than {MAX_TOTAL_BYTES >> 20} MiB together')
    with tempfile.TemporaryDirectory(prefix="evtrials-") as made:
        target = Path(made)
        _write(root, entries, target)
        yield target


def _refused(entry: _Entry) -> str:
    """Why a tree with this entry is not read: in a folder there would be more; "" where it is."""
    if entry.mode == _SUBMODULE:
        return "is a submodule, which is not followed; name its own checkout" if may_be_entered(f"{entry.path}/") else ""
    # No git makes such names; somebody made them by hand.
    if is_read(entry.path) and ("\\" in entry.path or "" in entry.path.split("/")):
        return "would lie outside the folder and was not read"
    return ""


def _tree(root: Path, revision: str, name: str) -> str:
    """The git name of the folder at the revision."""
    if revision.startswith("-") or ":" in revision:
        raise EvTrialsError(f'"{printable(revision)}" is no revision; name a folder, or a commit, branch or tag')
    told = printable(revision)
    found = ""
    for wanted, message in (
        (f"{revision}^{{commit}}", f'"{told}" is neither a folder nor a revision of this git checkout'),
        (f"{revision}:{name}", f'the revision "{told}" has no folder {name or "of trials"}; name the folder with --trials'),
    ):
        done = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
        if done.returncode:
            raise EvTrialsError(message)
        found = _line(done.stdout).split("\n")[-1]
    if _line(_git(root, "cat-file", "-t", found)) != "tree":
        raise EvTrialsError(message)
    return found


def _entries(root: Path, tree: str, revision: str) -> Iterator[_Entry]:
    """What a tree holds, in it and below it; EvTrialsError where that is more, or deeper, than a collection is."""
    with _started(root, "ls-tree", "-r", "-l", "-z", "--full-tree", tree) as listing:
        assert listing.stdout is not None
        rest, count = b"", 0
        try:
            while part := os.read(listing.stdout.fileno(), 1 << 16):
                *whole, rest = (rest + part).split(b"\0")
                for line in whole:
                    about, _, path = line.partition(b"\t")
                    mode, _, object_, size = about.decode("ascii").split()
                    entry = _Entry(mode, object_, int(size) if size.isdecimal() else 0, os.fsdecode(path))
                    count += 1
                    if count > MAX_FILES or (entry.path.count("/") > MAX_DEPTH + 1 and is_read(entry.path)):
                        raise EvTrialsError(
                            f'the revision "{printable(revision)}" has more than {MAX_FILES} files in that folder, or some more '
                            f"than {MAX_DEPTH} folders deep; name the folder that holds the trial files with --trials"
                        )
                    yield entry
        except BaseException:
            listing.kill()
            raise
        if listing.wait():
            raise _unread(root, _DAMAGED)


def _write(root: Path, entries: Sequence[_Entry], target: Path) -> None:
    """Write files below a folder, one after another: what is too large as a hole of its size, a link as an empty folder."""
    with _started(root, "cat-file", "--batch") as reader:
        assert reader.stdin is not None and reader.stdout is not None
        try:
            for entry in entries:
                path = target / entry.path
                path.parent.mkdir(parents=True, exist_ok=True)
                if entry.mode == _LINK:
                    path.mkdir()
                    continue
                if entry.size > MAX_BYTES:
                    path.touch()
                    os.truncate(path, entry.size)
                    continue
                reader.stdin.write(entry.object.encode("ascii") + b"\n")
                reader.stdin.flush()
                if reader.stdout.readline().split()[1:] != [b"blob", str(entry.size).encode("ascii")]:
                    raise _unread(root, _DAMAGED)
                path.write_bytes(reader.stdout.read(entry.size))
                reader.stdout.read(1)
        except BaseException:
            reader.kill()
            raise


def _git(folder: Path, *arguments: str) -> bytes:
    found = _run(folder, *arguments)
    if found.returncode:
        raise _unread(folder, found.stderr)
    return found.stdout


def _unread(folder: Path, said: bytes) -> EvTrialsError:
    reason = printable(said.decode(errors="replace").strip().removeprefix("fatal: "))
    return EvTrialsError(f"git could not read {printable(str(folder))}: {reason}")


def _started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        _command(folder, *arguments), stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment()
    )


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(_command(folder, *arguments), capture_output=True, check=False, env=_environment())
    except FileNotFoundError:
        raise EvTrialsError("git is not installed, so revisions cannot be compared; name two folders") from None


def _command(folder: Path, *arguments: str) -> list[str]:
    return ["git", "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    """What git is told: to fetch nothing, though objects that a partial clone left behind are asked for."""
    return {**os.environ, "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}


def _line(output: bytes) -> str:
    return os.fsdecode(output.removesuffix(b"\n"))
