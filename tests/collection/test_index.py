"""The index never changes an answer: whatever happens to it or to the files, the trials are those of the files."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import evtrials.collection.index
from evtrials.cli import run
from evtrials.collection.catalogue import Catalogue
from evtrials.collection.indexed import IndexedCatalogue, index_path, open_catalogue
from evtrials.collection.store import Folder, Store

pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(write_toy: Callable[..., Path], toy_folder: Path) -> Path:
    """A collection of two toys, old enough for their times to be trusted."""
    write_toy()
    write_toy(("name: TOY-1", "name: TOY-2"), ("NCT00000001", "NCT00000002"), ("pmid: 10000001", "pmid: 10000002"), id="toy-2")
    age(toy_folder)
    return toy_folder


def age(folder: Path, seconds: int = 3600) -> None:
    """Set the times of the files back; their change times stay, so that the first reading still counts as recent."""
    past = time.time() - seconds
    for path in folder.iterdir():
        os.utime(path, (past, past))


def indexed(folder: Path) -> IndexedCatalogue:
    """A catalogue as a new process would open it."""
    return IndexedCatalogue([folder])


def answers(catalogue: IndexedCatalogue | Catalogue) -> object:
    """All that a catalogue says of its trials."""
    cards, failures = catalogue.cards()
    return (
        cards, [str(failure) for failure in failures], catalogue.terms, catalogue.version,
        [(catalogue.trial(card.id), catalogue.rows(card.id), catalogue.headline(card.id), catalogue.text(card.id)) for card in cards],
    )  # fmt: skip


def plain(folder: Path) -> object:
    """The same, read from the files."""
    return answers(Catalogue(Store([Folder(folder)])))


def test_cold_and_warm_answers_are_those_of_the_files(folder: Path) -> None:
    """The first answer makes the index, the second reads it, and both are the files'."""
    assert plain(folder) == answers(indexed(folder))
    assert index_path([folder]).is_file()
    assert plain(folder) == answers(indexed(folder))


def test_a_warm_answer_reads_no_trial_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the files have settled, a list opens none of them."""
    monkeypatch.setattr(evtrials.collection.index, "RACY_NS", -(10**18))  # files and index of one moment count as settled
    expected = answers(indexed(folder))
    monkeypatch.setattr(Store, "load", lambda *_: pytest.fail("a file was read"))
    monkeypatch.setattr("evtrials.collection.indexed._digest", lambda _: pytest.fail("a file was hashed"))
    assert expected == answers(indexed(folder))


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "toy-2.yaml").unlink(),
        lambda folder: (folder / "toy-3.yaml").write_text((folder / "toy-1.yaml").read_text().replace("toy-1", "toy-3", 1)),
        lambda folder: (folder / "toy-2.yaml").rename(folder / "toy-9.yaml"),
        lambda folder: (folder / "toy-1.yaml").write_text((folder / "toy-1.yaml").read_text().replace("0.45 (0.34", "0.46 (0.34")),
        lambda folder: (folder / "toy-1.yaml").write_text("id: [\n"),
        lambda folder: (folder / "_terms.yaml").write_text("drugs:\n  everolimus: {class: invented}\n"),
        lambda folder: (folder / "_sources.yaml").write_text("Roe2014: {title: A review, basis: review}\n"),
        lambda folder: age(folder, 7200),
    ],
    ids=["removed", "added", "renamed", "changed", "broken", "other terms", "other sources", "other times"],
)
def test_every_change_is_noticed(change: Callable[[Path], object], folder: Path) -> None:
    """A changed, added, removed, renamed or broken file gives the answer of the files, at once and afterwards."""
    answers(indexed(folder))
    change(folder)
    assert plain(folder) == answers(indexed(folder)) == answers(indexed(folder))


def test_an_edit_of_the_same_size_and_time_is_noticed(folder: Path) -> None:
    """A figure changed within the same second, the file's size and time as before, is read anew."""
    path = folder / "toy-1.yaml"
    answers(indexed(folder))
    before = path.stat()
    path.write_text(path.read_text().replace("0.45 (0.34", "0.46 (0.34"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert before.st_size == path.stat().st_size
    assert plain(folder) == answers(indexed(folder))


def test_files_dated_in_the_future_are_held_against_their_content(folder: Path) -> None:
    """With the clock set back the times prove nothing: the content decides."""
    age(folder, -86400)
    answers(indexed(folder))
    path = folder / "toy-1.yaml"
    before = path.stat()
    path.write_text(path.read_text().replace("0.45 (0.34", "0.47 (0.34"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert plain(folder) == answers(indexed(folder))


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4096], ids=["empty", "text", "damaged"])
def test_a_damaged_index_is_made_anew(content: bytes, folder: Path) -> None:
    """An index file that is none is replaced."""
    path = index_path([folder])
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert plain(folder) == answers(indexed(folder)) == answers(indexed(folder))


def test_an_index_cut_short_is_made_anew(folder: Path) -> None:
    """Half an index is no index."""
    answers(indexed(folder))
    path = index_path([folder])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert plain(folder) == answers(indexed(folder)) == answers(indexed(folder))


def test_a_foreign_database_is_made_anew(folder: Path) -> None:
    """Tables of another program under the index's name are replaced."""
    path = index_path([folder])
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE trials (something TEXT)")
    connection.close()
    assert plain(folder) == answers(indexed(folder))


def test_rows_of_another_version_are_never_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other code made is made again, though the files are the same."""
    answers(indexed(folder))
    with sqlite3.connect(index_path([folder])) as connection:
        connection.execute("UPDATE trials SET card = '[]'")
        connection.execute("UPDATE contents SET rows = '[]', body = '{}'")
    connection.close()
    monkeypatch.setattr(evtrials.collection.index, "_code_digest", lambda: b"another version")
    assert plain(folder) == answers(indexed(folder))


def test_no_place_for_a_cache_is_no_hindrance(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder that cannot be made costs time, not the answer."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path / "file" / "cache"))
    assert plain(folder) == answers(indexed(folder))


def test_a_full_disk_is_no_hindrance(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written the files answer."""

    def full(*_: object) -> None:
        raise evtrials.collection.index.IndexUnusable("database or disk is full")

    monkeypatch.setattr(evtrials.collection.index.Index, "put", full)
    assert plain(folder) == answers(indexed(folder))


def test_a_locked_index_is_no_hindrance(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process holds the index the files answer."""
    monkeypatch.setattr(evtrials.collection.index, "_LOCK_SECONDS", 0.05)
    answers(indexed(folder))
    other = sqlite3.connect(index_path([folder]), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert plain(folder) == answers(indexed(folder))
    other.close()


def many(folder: Path, count: int) -> None:
    """A collection large enough to be read by several processes."""
    text = (folder / "toy-1.yaml").read_text()
    for number in range(count):
        id_ = f"copy-{number:04}"
        changed = text.replace("id: toy-1", f"id: {id_}", 1).replace("NCT00000001", f"NCT1{number:07}").replace("10000001", f"2{number:07}")
        (folder / f"{id_}.yaml").write_text(changed)


def test_a_large_collection_is_read_by_several_processes(folder: Path) -> None:
    """The trials of many files, read side by side, are those of the files; progress is told to the end."""
    many(folder, 230)
    told: list[tuple[int, int]] = []
    cards, failures = IndexedCatalogue([folder], lambda done, total: told.append((done, total))).cards()
    assert (232, [], (232, 232)) == (len(cards), failures, told[-1])
    assert cards == indexed(folder).cards()[0]


def test_a_kill_in_the_middle_of_building_leaves_a_right_answer(folder: Path) -> None:
    """After kill -9 the next command answers, and goes on from what was written."""
    many(folder, 300)
    command = [sys.executable, "-m", "evtrials", "list", "--about", "all", "--trials", str(folder)]
    builder = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    path = index_path([folder])
    for _ in range(400):
        if path.exists() and path.stat().st_size > 100_000:
            break
        time.sleep(0.01)
    os.killpg(builder.pid, signal.SIGKILL)
    builder.wait()
    assert 302 == len(indexed(folder).cards()[0])


def test_two_builders_at_once_do_not_disturb_each_other(folder: Path) -> None:
    """Both give the whole answer, and the index serves afterwards."""
    many(folder, 60)
    command = [sys.executable, "-m", "evtrials", "list", "--about", "all", "--format", "jsonl", "--trials", str(folder)]
    builders = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(2)]
    outputs = [builder.communicate()[0] for builder in builders]
    assert outputs[0] == outputs[1]
    assert 62 == len(outputs[0].splitlines()) == len(indexed(folder).cards()[0])


def test_switched_off_nothing_is_written(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """EVTRIALS_CACHE=off reads the files and leaves no trace."""
    monkeypatch.setenv("EVTRIALS_CACHE", "off")
    assert isinstance(open_catalogue([str(folder)]), Catalogue)
    assert not cache.exists()


def test_the_cache_command(folder: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says where the indexes are, makes them anew, and deletes them."""
    assert 0 == run(["cache", "--path"])
    assert 0 == run(["cache", "--rebuild", "--trials", str(folder)])
    assert 0 == run(["cache", "--clear"])
    expected = [str(cache), f"indexed 2 trials in {index_path([folder])}", f"deleted 1 files in {cache}"]
    assert expected == capsys.readouterr().out.splitlines()


def test_the_same_screens_with_and_without_the_index(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped collection answers alike from index and files."""
    for command in (["list"], ["show", "bolero-2"], ["figures", "horizon"], ["compare", "bolero-2", "horizon"]):
        assert 0 == run([*command, "--json"])
        warm = capsys.readouterr().out
        os.environ["EVTRIALS_CACHE"] = "off"
        assert 0 == run([*command, "--json"])
        os.environ["EVTRIALS_CACHE"] = str(cache)
        assert capsys.readouterr().out == warm
