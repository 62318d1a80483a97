"""A file that is written for the user is there as a whole, or what was there before is."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evtrials.bench.editor_files import bring
from evtrials.errors import EvTrialsError
from evtrials.trial.whole_files import folder_in_place_of, in_place_of, write_new


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file grows beyond so many bytes, as on a disk that fills up."""
    before, heard = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A file that exists stays as it is, and so does what a link points to."""
    path, link = tmp_path / "radar.yaml", tmp_path / "link.yaml"
    write_new(path, "one\n")
    with pytest.raises(EvTrialsError, match="exists and is not overwritten"):
        write_new(path, "two\n")
    link.symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(EvTrialsError, match="exists and is not overwritten"):
        write_new(link, "two\n")
    assert "one\n" == path.read_text(encoding="utf-8")
    assert not (tmp_path / "elsewhere.yaml").exists()
    with pytest.raises(EvTrialsError, match="cannot be written"):
        write_new(tmp_path / "nowhere" / "radar.yaml", "two\n")


@pytest.mark.parametrize("size", [0, 5000])
def test_a_full_disk_leaves_no_beginning_of_a_file(size: int, tmp_path: Path) -> None:
    """What was begun is gone, so that it is not taken for the whole and is not in the way; what was there before is there."""
    with full_after(size), pytest.raises(EvTrialsError, match=r"cannot be written \(File too large\)"):
        write_new(tmp_path / "new.yaml", "x" * 10_000)
    (tmp_path / "_schema.json").write_text(old := '{"title": "A trial file of evtrials"}', encoding="utf-8")
    with full_after(size), pytest.raises(EvTrialsError, match=r"cannot be written \(File too large\)"):
        bring(tmp_path)
    assert ([Path("_schema.json")], old) == ([path.relative_to(tmp_path) for path in tmp_path.iterdir()], (tmp_path / "_schema.json").read_text())


@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_is_there_as_a_whole_or_as_it_was(is_there: bool, tmp_path: Path) -> None:
    """What ends the filling leaves the folder that was there, or none; what is filled takes its place, with nothing of before."""
    place = tmp_path / "tables"
    if is_there:
        place.mkdir()
        (place / "old").write_text("old")
    with pytest.raises(KeyboardInterrupt), folder_in_place_of(place) as folder:
        (folder / "new").write_text("a beginning")
        raise KeyboardInterrupt
    assert (["tables", "tables/old"] if is_there else []) == sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    with folder_in_place_of(place) as folder:
        (folder / "new").write_text("whole")
    assert ["tables", "tables/new"] == sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))


def test_a_text_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """Half of a surrogate pair is no text of a file."""
    with pytest.raises(UnicodeEncodeError):
        write_new(tmp_path / "new.yaml", "a\udcff")
    assert [] == list(tmp_path.iterdir())


def test_what_takes_the_place_of_a_link_follows_none(tmp_path: Path) -> None:
    """A picture is written so: what the link pointed to stays as it is."""
    (tmp_path / "other").write_text("mine", encoding="utf-8")
    (tmp_path / "one.svg").symlink_to(tmp_path / "other")
    with in_place_of(tmp_path / "one.svg") as file:
        file.write_text("drawn", encoding="utf-8")
    assert ("mine", "drawn") == ((tmp_path / "other").read_text(), (tmp_path / "one.svg").read_text())
    assert not (tmp_path / "one.svg").is_symlink()


def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    """A pipe in the place of the schema has no end, and a file of a gigabyte is none of ours."""
    os.mkfifo(tmp_path / "_schema.json")
    with pytest.raises(EvTrialsError, match="is no schema of evtrials and is not overwritten"):
        bring(tmp_path)
    (tmp_path / "_schema.json").unlink()
    with (tmp_path / "_schema.json").open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(EvTrialsError, match="is no schema of evtrials and is not overwritten"):
        bring(tmp_path)
