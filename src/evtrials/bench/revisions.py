"""A collection as it stood at a git revision: read from the repository into a temporary folder, nothing is checked out."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evtrials.collection.folders import ENDINGS
from evtrials.errors import EvTrialsError

DEFAULT_FOLDER = "trials"


@contextmanager
def folder_at(revision: str, folder: Path | None = None) -> Iterator[Path]:
    """The trial and shared files of a collection folder as a revision has them, in a folder that is gone afterwards.

    folder: a folder inside a git checkout; by default `trials` at the root of the checkout around the working folder.
    EvTrialsError where there is no git, no checkout, no such revision, or no such folder in it.
    """
    start = folder or Path.cwd()
    root = Path(_git(start, "rev-parse", "--show-toplevel").decode().strip())
    name = _git(start, "rev-parse", "--show-prefix").decode().strip().rstrip("/") if folder else DEFAULT_FOLDER
    tree = _tree(root, revision, name)
    with tempfile.TemporaryDirectory(prefix="evtrials-") as made:
        target = Path(made)
        with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "--format=tar", tree))) as archive:
            for member in archive:
                # Links, and what would lead out of the folder, stay where they are.
                is_yaml = member.isreg() and member.name.rpartition(".")[2].lower() in ENDINGS
                if not is_yaml or ".." in re.split(r"[/\\]", member.name):
                    continue
                content = archive.extractfile(member)
                if content is not None and (target / member.name).is_relative_to(target):
                    (target / member.name).parent.mkdir(parents=True, exist_ok=True)
                    (target / member.name).write_bytes(content.read())
        yield target


def _tree(root: Path, revision: str, name: str) -> str:
    """The git name of the folder at the revision."""
    if revision.startswith("-") or ":" in revision:
        raise EvTrialsError(f'"{revision}" is no revision; name a folder, or a commit, branch or tag')
    for wanted, message in (
        (f"{revision}^{{commit}}", f'"{revision}" is neither a folder nor a revision of this git checkout'),
        (f"{revision}:{name}", f'the revision "{revision}" has no folder {name or "of trials"}; name the folder with --trials'),
    ):
        found = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
        if found.returncode:
            raise EvTrialsError(message)
    return found.stdout.decode().split()[-1]


def _git(folder: Path, *arguments: str) -> bytes:
    found = _run(folder, *arguments)
    if found.returncode:
        reason = found.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise EvTrialsError(f"git could not read {folder}: {reason}")
    return found.stdout


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise EvTrialsError("git is not installed, so revisions cannot be compared; name two folders") from None
