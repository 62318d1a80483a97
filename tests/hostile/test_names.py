"""Names from outside: of files, of folders, of trials on the command line. None leads out of a folder, none steers a terminal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cases import reads_all

from evtrials.cli import run

POSIX = pytest.mark.skipif(os.name != "posix", reason="the file system forbids such names")


@dataclass(frozen=True)
class Said:
    """What one command gave back."""

    code: int
    out: str
    err: str

    @property
    def is_clean(self) -> bool:
        """Whether a terminal can be given it."""
        text = self.out + self.err
        clean = all(char.isprintable() or char in "\n\t\u00a0" for char in text)
        return clean and "Traceback" not in text and "a fault of evtrials itself" not in text


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Said]:
    """Run one command in an empty working folder."""
    monkeypatch.setenv("EVTRIALS_CACHE", "off")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


def below(folder: Path) -> list[str]:
    """The names of all files below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@POSIX
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\x1b[31mred.yaml", r"\x1b[31mred.yaml"),
        ("two\nlines.yaml", r"two\nlines.yaml"),
        ("\u202elmay.yaml", r"\u202elmay.yaml"),
        ("\udcff.yaml", r"\udcff.yaml"),
        ("t\u043ey-1.yaml", "t\u043ey-1.yaml"),
        ("--help.yaml", "--help.yaml"),
        ("a b.yaml", "a b.yaml"),
        ("TOY-1.YAML.yaml", "TOY-1.YAML.yaml"),
    ],
)
def test_a_hostile_name_of_a_file_is_shown_harmless(
    name: str, shown: str, write_toy: Callable[..., Path], say: Callable[..., Said]
) -> None:
    """The file is refused, because its name is not its id, and its name is printed with codes for what is invisible."""
    path = write_toy()
    try:
        shutil.copyfile(path, path.parent / name)
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system forbids the name")
    checked, listed = say("check", path.parent), say("list", "--trials", path.parent, "--skip-invalid")
    assert (1, 0) == (checked.code, listed.code)
    assert checked.is_clean
    assert listed.is_clean
    assert f"/{shown}:1:5  " in listed.err
    assert f'the file is named "{shown}"' in listed.err
    assert "toy-1\tTOY-1" in listed.out


@pytest.mark.parametrize("name", ["../x", "../../etc/passwd", "/etc/passwd", "x/../../y", "..", "a/b", "a\\b", "-x", "x.", "X", "t\u043ey", ""])
def test_new_writes_no_file_of_a_name_that_is_no_id(name: str, say: Callable[..., Said], tmp_path: Path) -> None:
    """The name is wrong usage, told with what an id is, and nothing is written anywhere."""
    answer = say("new", "--", name)
    assert 2 == answer.code
    assert "cannot be an id: an id is two or more of a-z" in answer.err
    assert ["work"] == below(tmp_path)


def test_new_writes_where_it_says(say: Callable[..., Said], tmp_path: Path) -> None:
    """An id that is one gives one file, in the folder, with what an editor needs beside it."""
    assert 0 == say("new", "good-1").code
    assert ["work", "work/_schema.json", "work/_template.yaml", "work/good-1.yaml"] == below(tmp_path)


@POSIX
def test_new_follows_no_link(say: Callable[..., Said], tmp_path: Path) -> None:
    """A link that bears the name of the new file is not written through."""
    Path("good-1.yaml").symlink_to(tmp_path / "outside.yaml")
    answer = say("new", "good-1")
    assert 1 == answer.code
    assert "exists and is not overwritten" in answer.err
    assert not (tmp_path / "outside.yaml").exists()


def test_a_skeleton_is_written_under_the_id_alone(say: Callable[..., Said], write_toy: Callable[..., Path], tmp_path: Path) -> None:
    """A skeleton of another id, as `../toy-1`, is wrong usage."""
    path = write_toy()
    before = below(tmp_path)
    answer = say("new", "../toy-1", "--skeleton", path)
    assert 2 == answer.code
    assert before == below(tmp_path)


@pytest.mark.parametrize("name", ["../secret", "../secret.yaml", "toys/../../secret", "/etc/passwd", "..", ".", "%2e%2e/secret"])
@pytest.mark.parametrize("command", ["show", "figures", "arms", "compare"])
def test_a_path_is_no_name_of_a_trial(
    command: str, name: str, say: Callable[..., Said], write_toy: Callable[..., Path], tmp_path: Path
) -> None:
    """`show ../secret` finds nothing, though there is such a file beside the folder."""
    folder = write_toy().parent
    shutil.copyfile(folder / "toy-1.yaml", tmp_path / "secret.yaml")
    answer = say(command, name, *(["toy-1"] if command == "compare" else []), "--trials", folder)
    asks_for_nothing = not name.strip(".")
    assert (2 if asks_for_nothing else 1, "") == (answer.code, answer.out)
    assert ("TRIAL: an empty word asks for nothing" if asks_for_nothing else f'there is no trial "{name}"') in answer.err
    assert answer.is_clean


@pytest.mark.parametrize("folder", ["../nowhere", "../../nowhere", "\x1b[31m", "x" * 300, "x/" * 3000, "toy-1.yaml"])
@pytest.mark.parametrize("arguments", [("list", "--trials"), ("check", "--trials"), ("diff", "."), ("check",)])
def test_a_folder_that_is_none_is_told(arguments: tuple[str, ...], folder: str, say: Callable[..., Said]) -> None:
    """It ends in a message and exit code 1, however the name is written and however long it is."""
    answer = say(*arguments, folder)
    assert 1 == answer.code
    assert answer.is_clean
    assert answer.err.startswith("evtrials: ")


def test_an_empty_folder_is_an_error(say: Callable[..., Said], tmp_path: Path) -> None:
    """It is no answer that there are no trials, or no faults, where there is nothing: each command says so."""
    empty = tmp_path / "empty"
    empty.mkdir()
    for command in (("check", empty), ("check", "--trials", empty), ("list", "--trials", empty)):
        found = say(*command)
        assert (1, "", True) == (found.code, found.out, "has no trial file in it or below it" in found.err)


def test_a_deep_folder_is_a_folder(say: Callable[..., Said], write_toy: Callable[..., Path], tmp_path: Path) -> None:
    """A hundred folders deep a trial is read and checked as anywhere."""
    deep = tmp_path.joinpath(*["d"] * 100)
    deep.mkdir(parents=True)
    shutil.copyfile(write_toy(), deep / "toy-1.yaml")
    assert "toy-1\tTOY-1" in say("list", "--trials", deep).out
    assert 0 == say("check", deep / "toy-1.yaml").code


@POSIX
@pytest.mark.skipif(reads_all(), reason="nothing is unreadable to root")
def test_an_unreadable_folder_is_told(say: Callable[..., Said], write_toy: Callable[..., Path]) -> None:
    """A folder that cannot be listed is named, and so is one below a folder that cannot be entered."""
    folder = write_toy().parent
    try:
        for mode in (0o300, 0o000):
            folder.chmod(mode)
            for place in (folder, folder / "below"):
                answer = say("list", "--trials", place)
                assert 1 == answer.code
                assert answer.is_clean
    finally:
        folder.chmod(0o700)


def test_a_linked_collection_file_is_not_read(say: Callable[..., Said], write_toy: Callable[..., Path], tmp_path: Path) -> None:
    """The version of a collection does not come from a file outside it; JSON, which states it, says so."""
    folder = write_toy().parent
    (tmp_path / "secret.yaml").write_text("version: secret\n", encoding="utf-8")
    try:
        (folder / "_collection.yaml").symlink_to(tmp_path / "secret.yaml")
    except OSError:
        pytest.skip("this system has no links")
    for arguments in (("list", "--json", "--trials", folder), ("check", folder)):
        answer = say(*arguments)
        assert 1 == answer.code
        assert "_collection.yaml" in answer.out + answer.err
        assert "is a link out of the folder" in answer.out + answer.err
        assert "secret" not in answer.out


def test_a_source_leads_to_no_text_outside(say: Callable[..., Said], write_toy: Callable[..., Path], tmp_path: Path) -> None:
    """`check --texts DIR` reads DIR/<key>.txt; a key with a path in it does not load."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "secret.txt").write_text("median 7.8 secret words", encoding="utf-8")
    path = write_toy(("  News2020: {", "  ../secret: {"), ("src: News2020 News", "src: ../secret News"))
    answer = say("check", path, "--texts", tmp_path / "texts")
    assert 1 == answer.code
    assert "sources.../secret: the key of a source is letters" in answer.out
    assert "secret words" not in answer.out
