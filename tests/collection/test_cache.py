"""The cache never changes an answer: whatever happens to it or to the files, the trials are those of the files."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import evtrials.collection.cache
from evtrials.cli import run
from evtrials.collection import parts
from evtrials.collection.cache import Entry, code_digest
from evtrials.collection.cache_files import cache_path
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.parts import PARTS, packed
from evtrials.collection.store import Folder, Store
from evtrials.errors import DataError, printable

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


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the files that are loaded from now on, in this process."""
    ids: list[str] = []
    load = Store.load

    def told(store: Store, id_: str) -> Any:
        ids.append(id_)
        return load(store, id_)

    monkeypatch.setattr(Store, "load", told)
    return ids


def age(folder: Path, seconds: int = 3600) -> None:
    """Set the times of the files back; their change times stay, so that the first reading still counts as recent."""
    past = time.time() - seconds
    for path in folder.iterdir():
        os.utime(path, (past, past))


def opened(folder: Path) -> Library:
    """A collection as a new process would open it."""
    return Library(Store([Folder(folder)]), skip_invalid=True)


def answers(library: Library) -> object:
    """All that a collection says of its trials."""
    parts = {part.name: library._whole(part) for part in PARTS}
    return library.profiles, parts, [str(failure) for failure in library.skipped], library.terms, library.version


def plain(folder: Path) -> object:
    """The same, read from the files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVTRIALS_CACHE", "off")
        return answers(opened(folder))


def change(folder: Path, statement: str) -> None:
    """Change what the cache of a folder holds."""
    with sqlite3.connect(cache_path([folder])) as connection:
        connection.execute(statement)
    connection.close()


def put(path: Path, content: bytes) -> None:
    """Put a file of the user's own where the cache is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o600)


def test_cold_and_warm_answers_are_those_of_the_files(folder: Path) -> None:
    """The first answer makes the cache, the second reads it, and both are the files'."""
    assert plain(folder) == answers(opened(folder))
    assert cache_path([folder]).is_file()
    assert plain(folder) == answers(opened(folder))


def test_a_warm_answer_reads_no_trial_file(folder: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the files have settled, a list opens none of them."""
    monkeypatch.setattr(evtrials.collection.cache, "RACY_NS", -(10**18))  # files and cache of one moment count as settled
    expected = answers(opened(folder))
    assert ["toy-1", "toy-2"] == loaded
    monkeypatch.setattr("evtrials.collection.parts_reader.digest_of", lambda _: pytest.fail("a file was hashed"))
    assert expected == answers(opened(folder))
    assert ["toy-1", "toy-2"] == loaded


@pytest.mark.parametrize(
    "changed",
    [
        lambda folder: (folder / "toy-2.yaml").unlink(),
        lambda folder: (folder / "toy-3.yaml").write_text((folder / "toy-1.yaml").read_text().replace("toy-1", "toy-3", 1)),
        lambda folder: (folder / "toy-2.yaml").rename(folder / "toy-9.yaml"),
        lambda folder: (folder / "toy-1.yaml").write_text((folder / "toy-1.yaml").read_text().replace("0.45 (0.34", "0.46 (0.34")),
        lambda folder: (folder / "toy-1.yaml").write_text("id: [\n"),
        lambda folder: (folder / "_terms.yaml").write_text("drugs:\n  everolimus: {class: invented, override: true}\n"),
        lambda folder: (folder / "_sources.yaml").write_text("Roe2014: {title: A review, basis: review}\n"),
        lambda folder: (folder / "_sources.yaml").mkdir(),
        lambda folder: age(folder, 7200),
    ],
    ids=["removed", "added", "renamed", "changed", "broken", "other terms", "other sources", "no plain file", "other times"],
)
def test_every_change_is_noticed(changed: Callable[[Path], object], folder: Path) -> None:
    """A changed, added, removed, renamed or broken file gives the answer of the files, at once and afterwards."""
    answers(opened(folder))
    changed(folder)
    assert plain(folder) == answers(opened(folder)) == answers(opened(folder))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("toy-1.yaml", "0.45 (0.34", "0.46 (0.34"), ("_terms.yaml", "invented", "contrived")],
)
def test_a_file_changed_to_and_fro_while_it_is_read(name: str, old: str, new: str, folder: Path) -> None:
    """What was made of another state of a file is not given out for the state before, once that is there again."""
    (folder / "_terms.yaml").write_text("drugs:\n  everolimus: {class: invented, override: true}\n")
    before = (folder / name).read_text()
    assert old in before
    library, load = opened(folder), Store.load
    assert library.cache

    def changed(store: Store, id_: str) -> Loaded:
        (folder / name).write_text(before.replace(old, new))
        return load(store, id_)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "load", changed)
        answers(library)
    (folder / name).write_text(before)
    assert plain(folder) == answers(opened(folder))


def test_what_is_gone_is_forgotten(folder: Path) -> None:
    """A trial whose file was removed is kept no longer."""
    answers(opened(folder))
    (folder / "toy-2.yaml").unlink()
    answers(opened(folder))
    with sqlite3.connect(cache_path([folder])) as connection:
        assert [("toy-1",)] == connection.execute("SELECT id FROM profile").fetchall()
    connection.close()


def test_an_edit_of_the_same_size_and_time_is_noticed(folder: Path) -> None:
    """A figure changed within the same second, the file's size and time as before, is read anew."""
    path = folder / "toy-1.yaml"
    answers(opened(folder))
    before = path.stat()
    path.write_text(path.read_text().replace("0.45 (0.34", "0.46 (0.34"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert before.st_size == path.stat().st_size
    assert plain(folder) == answers(opened(folder))


def test_files_dated_in_the_future_are_held_against_their_content(folder: Path) -> None:
    """With the clock set back the times prove nothing: the content decides."""
    age(folder, -86400)
    answers(opened(folder))
    path = folder / "toy-1.yaml"
    before = path.stat()
    path.write_text(path.read_text().replace("0.45 (0.34", "0.47 (0.34"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert plain(folder) == answers(opened(folder))


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4096], ids=["empty", "text", "damaged"])
def test_a_damaged_cache_is_made_anew(content: bytes, folder: Path, loaded: list[str]) -> None:
    """A cache file that is none is replaced, and serves again."""
    expected = plain(folder)
    put(cache_path([folder]), content)
    assert expected == answers(opened(folder))
    loaded.clear()
    assert expected == answers(opened(folder))
    assert [] == loaded


@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.9])
def test_a_cache_cut_short_is_made_anew(share: float, folder: Path) -> None:
    """A part of a cache is no cache."""
    answers(opened(folder))
    path = cache_path([folder])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert plain(folder) == answers(opened(folder)) == answers(opened(folder))


def test_a_foreign_database_is_left_alone(folder: Path) -> None:
    """A database under the cache's name that we did not make is neither read nor changed; the files answer."""
    path = cache_path([folder])
    put(path, b"")
    change(folder, "CREATE TABLE profile (id TEXT, content BLOB, sum BLOB)")
    before = path.read_bytes()
    assert plain(folder) == answers(opened(folder))
    assert before == path.read_bytes()


def test_only_a_plain_file_of_our_own_is_taken(folder: Path, tmp_path: Path) -> None:
    """A link, a second name of another file, and a file that others may read or write are left as they are."""
    path = cache_path([folder])
    other = tmp_path / "other.sqlite3"
    put(other, b"")
    path.parent.mkdir(parents=True)
    path.symlink_to(other)
    assert plain(folder) == answers(opened(folder))
    path.unlink()
    path.hardlink_to(other)
    assert plain(folder) == answers(opened(folder))
    assert b"" == other.read_bytes()
    path.unlink()
    put(path, b"")
    path.chmod(0o666)
    assert plain(folder) == answers(opened(folder))
    assert b"" == path.read_bytes()


def test_the_cache_is_for_its_owner_alone(folder: Path) -> None:
    """Nobody else may read or write it, whatever the umask."""
    answers(opened(folder))
    assert 0o600 == cache_path([folder]).stat().st_mode & 0o777


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {part} SET content = CAST(replace(CAST(content AS TEXT), '0.45', '0.54') AS BLOB) || x'20'",
        "UPDATE {part} SET content = (SELECT content FROM {part} WHERE id = 'toy-2'), sum = (SELECT sum FROM {part} WHERE id = 'toy-2')",
        "UPDATE {part} SET content = 'text'",
        "UPDATE {part} SET content = NULL, sum = NULL",
        "DELETE FROM {part} WHERE id = 'toy-1'",
        "DROP TABLE {part}",
        "UPDATE files SET digest = x'00'",
        "UPDATE files SET digest = 7, seen = 'never'",
        "UPDATE notes SET content = x'7b7d' WHERE id != 'tag'",
    ],
    ids=["changed", "exchanged", "other type", "emptied", "missing", "no table", "another file's", "nonsense", "other notes"],
)
@pytest.mark.parametrize("part", [pytest.param(part.name, marks=pytest.mark.slow if number else ()) for number, part in enumerate(PARTS)])
def test_an_entry_that_does_not_verify_is_made_anew(part: str, statement: str, folder: Path, loaded: list[str]) -> None:
    """Whatever a database that is sound in itself says, the answer is that of the files; and it is soon sound again."""
    answers(opened(folder))
    change(folder, statement.format(part=part))
    assert plain(folder) == answers(opened(folder)) == answers(opened(folder))
    loaded.clear()
    answers(opened(folder))
    assert [] == loaded


def test_check_holds_the_cache_against_the_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An entry that proves itself and yet is false, as a fault of the tool might make it, is told by check, and gone."""
    library = opened(folder)
    expected = answers(library)
    plant(library, PARTS[0].name)
    run(["check", "--trials", str(folder)])
    assert "the cache said otherwise than the files of: toy-1; it was emptied" in capsys.readouterr().err
    assert expected == answers(opened(folder))
    run(["check", "--trials", str(folder)])
    assert "" == capsys.readouterr().err


def test_whatever_is_false_is_found_and_gone(folder: Path) -> None:
    """Of each part that is kept, of the collection as a whole, and of a file in another state; and where nothing is, nothing."""
    library = opened(folder)
    expected = answers(library)
    read = [library.store.load(id_) for id_ in library.ids]
    for false in (*(part.name for part in PARTS), "another state", "version"):
        library = opened(folder)
        assert (expected, []) == (answers(library), library.belied(read))
        plant(library, false)
        assert ["_collection.yaml" if false == "version" else "toy-1"] == opened(folder).belied(read), false


def plant(library: Library, false: str) -> None:
    """Keep an entry that proves itself, but whose part of this name is not what the file says, or whose file was another."""
    assert library.cache
    digests = {id_: library.store.load(id_).document.digest for id_ in library.ids}
    kept = {one.name: library.cache.get(one.name, digests)["toy-1"] for one in PARTS}
    stamp = library.store.stamps()["toy-1"]
    if false == "version":
        library.cache.set_note("version", b'["9", "2026-01-01"]')
    elif false == "another state":
        # The stamp of the file as it is now stands at what was made of it before.
        library.cache.put([Entry("toy-1", "0/toy-1.yaml", stamp, bytes(32), time.time_ns() + 10**10, kept)])
    else:
        kept[false] = kept[false].replace(b"e", b"o", 1)
        library.cache.put([Entry("toy-1", "0/toy-1.yaml", stamp, digests["toy-1"], time.time_ns(), kept)])


def test_entries_of_another_version_are_never_read(
    folder: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other code made is made again, though the files are the same."""
    answers(opened(folder))
    loaded.clear()
    monkeypatch.setattr(evtrials.collection.cache, "code_digest", lambda _: b"another version")
    answers(opened(folder))
    assert ["toy-1", "toy-2"] == loaded


def test_a_collection_may_be_asked_by_several_threads(folder: Path, loaded: list[str]) -> None:
    """As a server asks it: each gets the answer of the files, from the cache, whichever thread was first."""
    expected, library = answers(opened(folder)), opened(folder)
    assert library.profiles
    loaded.clear()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda number: answers(library if number % 2 else opened(folder)), range(12)))
    assert [expected] * 12 == found
    assert library.cache
    assert (["", []], [expected]) == ([library.cache.trouble, loaded], [answers(library)])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")
def test_a_copy_of_a_process_opens_the_cache_anew(folder: Path) -> None:
    """A copy that inherited an open cache answers, and leaves the one it came from unharmed."""
    expected, library = answers(opened(folder)), opened(folder)
    assert library.profiles
    child = os.fork()
    if not child:
        os._exit(0 if answers(library) == expected and library.cache and not library.cache.trouble else 1)
    assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert expected == answers(library)
    assert library.cache
    assert "" == library.cache.trouble


def test_two_versions_at_once_read_nothing_of_each_other(folder: Path) -> None:
    """Of two that have one cache open each answers by itself, whichever was first and wrote last."""
    expected = plain(folder)
    first = opened(folder)
    assert first.profiles
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evtrials.collection.cache, "code_digest", lambda _: b"another version")
        patch.setattr(parts, "packed", lambda data: packed(data).replace(b"0.45", b"0.54"))
        second = opened(folder)
        assert "0.54 (0.34" in str([second.rows_of(id_) for id_ in second.ids])
    assert expected == answers(first)
    assert "0.54 (0.34" in str([second.rows_of(id_) for id_ in second.ids])
    assert expected == answers(opened(folder)) == answers(first)


def test_a_change_of_any_module_is_another_version(tmp_path: Path) -> None:
    """In whatever folder it lies: a changed module, a renamed one; what is no module does not matter."""
    package, copied = Path(evtrials.collection.cache.__file__).parent.parent, tmp_path / "evtrials"
    modules = sorted(path.relative_to(package) for path in package.rglob("*.py"))
    for name in modules:
        (copied / name).parent.mkdir(parents=True, exist_ok=True)
        (copied / name).write_bytes((package / name).read_bytes())
    whole = code_digest.__wrapped__(copied)
    # One of each folder: they are read by folder.
    some = {name.parent: name for name in modules}
    assert {1, 2, 3} == {len(name.parts) for name in some.values()}
    for name in some.values():
        text = (copied / name).read_bytes()
        (copied / name).write_bytes(text + b"#")
        before, whole = whole, code_digest.__wrapped__(copied)
        assert before != whole, name
    (copied / "notes.txt").write_text("no module")
    assert whole == code_digest.__wrapped__(copied)
    (copied / "trial" / "reader.py").rename(copied / "trial" / "reading.py")
    assert whole != code_digest.__wrapped__(copied)


def test_no_place_for_a_cache_is_no_hindrance(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder that cannot be made costs time, not the answer."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path / "file" / "cache"))
    assert plain(folder) == answers(opened(folder))


def test_a_full_disk_is_no_hindrance(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no more can be written the files answer."""
    connect = sqlite3.connect

    def small(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.execute("PRAGMA max_page_count = 40")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    many(folder, 20)
    assert plain(folder) == answers(opened(folder)) == answers(opened(folder))


def test_a_locked_cache_is_no_hindrance(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process holds the cache the files answer."""
    monkeypatch.setattr(evtrials.collection.cache, "_LOCK_SECONDS", 0.05)
    answers(opened(folder))
    other = sqlite3.connect(cache_path([folder]), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert plain(folder) == answers(opened(folder))
    other.close()


def test_files_below_the_folder_are_seen_as_those_in_it(folder: Path, loaded: list[str]) -> None:
    """A new, changed, moved or gone file in a folder below is noticed; what is unchanged is not read again."""
    below = folder / "2020" / "old"
    below.mkdir(parents=True)
    (folder / "toy-2.yaml").rename(below / "toy-2.yml")
    age(folder)
    age(below)
    assert plain(folder) == answers(opened(folder))
    loaded.clear()
    answers(opened(folder))
    assert [] == loaded
    path = below / "toy-2.yml"
    path.write_text(path.read_text().replace("name: TOY-2", "name: TOY-9"))
    assert "TOY-9" == opened(folder).profiles["toy-2"].name
    path.rename(folder / "2020" / "toy-2.yaml")
    assert "TOY-9" == opened(folder).profiles["toy-2"].name
    (folder / "2020" / "toy-2.yaml").unlink()
    assert ["toy-1"] == list(opened(folder).profiles)


def test_a_second_file_of_an_id_is_told_though_the_first_is_kept(folder: Path) -> None:
    """What is kept of a trial is not given out any more when another file claims its id, neither of all nor of that one."""
    answers(opened(folder))
    (folder / "below").mkdir()
    (folder / "below" / "toy-1.yml").write_text((folder / "toy-1.yaml").read_text())
    assert ["toy-2"] == list(opened(folder).profiles)
    with pytest.raises(DataError, match="two files of one id"):
        opened(folder).trial("toy-1")


def many(folder: Path, count: int) -> None:
    """A collection large enough to be read by several processes."""
    text = (folder / "toy-1.yaml").read_text()
    for number in range(count):
        id_ = f"copy-{number:04}"
        changed = text.replace("id: toy-1", f"id: {id_}", 1).replace("NCT00000001", f"NCT1{number:07}").replace("10000001", f"2{number:07}")
        (folder / f"{id_}.yaml").write_text(changed)


def test_what_does_not_load_is_told_alike_by_several_processes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are passed over are told in order, each with its faults, what all share once, whoever read them and when."""
    (folder / "bad.yaml").write_text("a: [", encoding="utf-8")
    (folder / "worse.yaml").write_text("id: worse\nname: [\n", encoding="utf-8")
    library = opened(folder)
    with pytest.raises(DataError):
        library.trial("worse")  # met first, told second all the same
    assert {"toy-1", "toy-2"} == {*library.names}
    told = [str(failure) for failure in library.skipped]
    assert ["bad.yaml", "worse.yaml"] == [Path(one.partition(":")[0]).name for one in told]
    monkeypatch.setattr(parts, "MANY", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setenv("EVTRIALS_CACHE", str(folder.parent / "another cache"))
    library = opened(folder)
    assert ({"toy-1", "toy-2"}, told) == ({*library.names}, [str(failure) for failure in library.skipped])
    (folder / "_terms.yaml").write_text("drugs: [", encoding="utf-8")
    library = opened(folder)
    assert {} == library.names
    (failure,) = library.skipped
    assert "_terms.yaml:2:1" in str(failure)


@pytest.mark.slow
def test_a_large_collection_is_read_by_several_processes(folder: Path) -> None:
    """The trials of many files, read side by side, are those of the files; progress is told to the end."""
    many(folder, 230)
    told: list[tuple[int, int]] = []
    library = Library(Store([Folder(folder)]), progress=lambda done, total: told.append((done, total)))
    assert (232, (232, 232)) == (len(library.profiles), told[-1])
    assert plain(folder) == answers(opened(folder))


@pytest.mark.slow
def test_a_kill_in_the_middle_of_building_leaves_a_right_answer(folder: Path) -> None:
    """After kill -9 the next command answers, and goes on from what was written."""
    many(folder, 300)
    command = [sys.executable, "-m", "evtrials", "list", "--about", "all", "--trials", str(folder)]
    builder = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    path = cache_path([folder])
    for _ in range(400):
        if path.exists() and path.stat().st_size > 100_000:
            break
        time.sleep(0.01)
    os.killpg(builder.pid, signal.SIGKILL)
    builder.wait()
    assert 302 == len(opened(folder).profiles)


@pytest.mark.slow
def test_two_builders_at_once_do_not_disturb_each_other(folder: Path) -> None:
    """Both give the whole answer, and the cache serves afterwards."""
    many(folder, 60)
    command = [sys.executable, "-m", "evtrials", "list", "--about", "all", "--format", "jsonl", "--trials", str(folder)]
    builders = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(2)]
    outputs = [builder.communicate()[0] for builder in builders]
    assert outputs[0] == outputs[1]
    assert 62 == len(outputs[0].splitlines()) == len(opened(folder).profiles)


def test_switched_off_nothing_is_written(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """EVTRIALS_CACHE=off reads the files and leaves no trace."""
    monkeypatch.setenv("EVTRIALS_CACHE", "off")
    assert 2 == len(opened(folder).profiles)
    assert not cache.exists()


def test_the_cache_command(folder: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says where the caches are, makes them anew, and deletes them."""
    assert 0 == run(["cache", "--path"])
    assert 0 == run(["cache", "--rebuild", "--trials", str(folder)])
    assert 0 == run(["cache", "--clear"])
    expected = [str(cache), f"read 2 trials into {cache_path([folder])}", f"deleted 1 file in {cache}"]
    assert expected == capsys.readouterr().out.splitlines()


@pytest.mark.slow
def test_the_same_screens_with_and_without_the_cache(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped collection answers alike from cache and files."""
    for command in (["list"], ["show", "bolero-2"], ["figures", "horizon"], ["compare", "bolero-2", "horizon"]):
        assert 0 == run([*command, "--json"])
        warm = capsys.readouterr().out
        os.environ["EVTRIALS_CACHE"] = "off"
        assert 0 == run([*command, "--json"])
        os.environ["EVTRIALS_CACHE"] = str(cache)
        assert capsys.readouterr().out == warm


def test_an_entry_of_another_part_trial_or_version_does_not_pass(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checksum is of a place: sound content of another part, of another trial of the same text, or of other code is none."""
    answers(opened(folder))
    change(folder, "UPDATE names SET (content, sum) = (SELECT content, sum FROM words w WHERE w.id = names.id)")
    assert plain(folder) == answers(opened(folder))
    change(folder, "UPDATE profile SET (content, sum) = (SELECT content, sum FROM headline w WHERE w.id = profile.id)")
    assert plain(folder) == answers(opened(folder))
    # Another version makes the file its own while this one has it open.
    library = opened(folder)
    assert library.cache is not None and library.cache.note("terms")
    monkeypatch.setattr(evtrials.collection.cache, "code_digest", lambda _: b"another version")
    answers(opened(folder))
    assert {} == library.cache.get("rows", library.cache.current({}, lambda _: b"") or dict.fromkeys(library.ids, b""))
    assert plain(folder) == answers(library)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE profile; CREATE VIEW profile AS SELECT id, content, sum FROM names",
        "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM files; END",
        "ALTER TABLE rows ADD COLUMN more TEXT",
        "PRAGMA journal_mode = WAL",
        "PRAGMA encoding = 'UTF-16'; VACUUM",
    ],
)
def test_a_database_of_another_form_is_made_anew(statement: str, folder: Path, loaded: list[str]) -> None:
    """Views, triggers, other columns: what we did not make so is not asked; then the cache serves again."""
    answers(opened(folder))
    with sqlite3.connect(cache_path([folder])) as connection:
        connection.executescript(statement)
    connection.close()
    assert plain(folder) == answers(opened(folder)) == answers(opened(folder))
    loaded.clear()
    answers(opened(folder))
    assert [] == loaded


@pytest.mark.parametrize("name", ["_index.sqlite3", "index.sqlite3", ".evtrials", None])
def test_an_index_in_a_folder_of_trials_is_never_looked_at(name: str | None, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever put one there that is false and proves itself, under whatever name: neither an answer nor a rebuild is made of it."""
    library = opened(folder)
    answers(library)
    plant(library, "records")
    assert plain(folder) != answers(opened(folder))  # in its place it would be believed
    planted = folder / (name or cache_path([folder]).name)
    planted.write_bytes(false := cache_path([folder]).read_bytes())
    cache_path([folder]).unlink()
    assert plain(folder) == answers(opened(folder))
    assert 0 == run(["cache", "--rebuild", "--trials", str(folder)])
    assert (plain(folder), false) == (answers(opened(folder)), planted.read_bytes())
    assert "2 trials" in capsys.readouterr().out


@pytest.mark.parametrize("beside", ["-journal", "-wal", "-shm"])
def test_a_link_beside_the_cache_is_not_followed(beside: str, folder: Path, tmp_path: Path) -> None:
    """SQLite would write its journal through a link, into a file of somebody else."""
    answers(opened(folder))
    other = tmp_path / "other"
    other.write_bytes(b"mine")
    Path(f"{cache_path([folder])}{beside}").symlink_to(other)
    (folder / "toy-2.yaml").unlink()
    assert plain(folder) == answers(opened(folder))
    assert b"mine" == other.read_bytes()


def test_a_folder_that_others_may_write_holds_no_cache(folder: Path, cache: Path) -> None:
    """Who may put files beside the cache could undo what was written to it."""
    cache.mkdir()
    cache.chmod(0o777)
    assert plain(folder) == answers(opened(folder))
    assert [] == list(cache.iterdir())


def test_off_is_off_in_any_case(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """EVTRIALS_CACHE=OFF makes no folder of that name, ~ is the home folder, and a word that is no folder is refused."""
    monkeypatch.chdir(folder)
    for word in ("OFF", "Off", " off "):
        monkeypatch.setenv("EVTRIALS_CACHE", word)
        assert opened(folder).cache is None
    for word in ("of", "0", "no", "\x1b[31m"):
        monkeypatch.setenv("EVTRIALS_CACHE", word)
        assert 2 == run(["list", "--trials", str(folder)])
        assert f'evtrials: EVTRIALS_CACHE is "{printable(word)}", neither a folder nor "off"' in capsys.readouterr().err
    monkeypatch.setenv("HOME", str(cache.parent))
    monkeypatch.setenv("EVTRIALS_CACHE", "~/cache")
    assert plain(folder) == answers(opened(folder))
    assert cache / cache_path([folder]).name == cache_path([folder])
    assert ["toy-1.yaml", "toy-2.yaml"] == sorted(path.name for path in folder.iterdir())


def test_clear_deletes_what_is_ours_alone(folder: Path, cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Links, other people's names and other programs' databases stay, and are named; a file in the place of the folder is told."""
    answers(opened(folder))
    for name in ("trials-of-mine.sqlite3", "notes.txt"):
        (cache / name).write_text("mine")
    foreign, link = cache / "trials-0123456789abcdef.sqlite3", cache / "trials-fedcba9876543210.sqlite3"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE mine (id TEXT)")
    connection.close()
    foreign.chmod(0o600)
    link.symlink_to(tmp_path / "elsewhere")
    assert 1 == run(["cache", "--clear"])
    captured = capsys.readouterr()
    assert f"deleted 1 file in {cache}\n" == captured.out
    assert f"they are not yours alone: {foreign.name}, {link.name}\n" in captured.err
    assert ["notes.txt", foreign.name, link.name, "trials-of-mine.sqlite3"] == sorted(path.name for path in cache.iterdir())


def test_clear_of_what_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A file there is told; a folder that is not there yet holds nothing, which is an answer."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path / "file"))
    assert 1 == run(["cache", "--clear"])
    assert "is no folder of caches (Not a directory)" in capsys.readouterr().err
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path / "missing"))
    assert 0 == run(["cache", "--clear"])
    assert "deleted 0 files" in capsys.readouterr().out


def test_a_rebuild_that_is_not_possible_is_told(
    folder: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Contested, full or out of reach: that there is no cache is said, with the reason, and not that it was made."""
    monkeypatch.setattr(evtrials.collection.cache, "_LOCK_SECONDS", 0.05)
    answers(opened(folder))
    other = sqlite3.connect(cache_path([folder]), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert 1 == run(["cache", "--rebuild", "--trials", str(folder)])
    captured = capsys.readouterr()
    assert ("", f"evtrials: 2 trials read, but no cache made in {cache}: database is locked") == (captured.out, captured.err[: 66 + len(str(cache))])
    other.close()
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path / "file" / "cache"))
    assert 1 == run(["cache", "--rebuild", "--trials", str(folder)])
    assert "2 trials read, but no cache made" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("sign", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_workers_end_with_their_parent(sign: signal.Signals, folder: Path) -> None:
    """A parent that is killed can tell nobody: the processes that read for it are gone within a second."""
    many(folder, 300)
    command = [sys.executable, "-m", "evtrials", "list", "--about", "all", "--trials", str(folder)]
    builder = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + 20
    while len(of_session(builder.pid)) < 2:
        assert time.monotonic() < until, "no worker was started"
        time.sleep(0.01)
    builder.send_signal(sign)
    builder.wait()
    until = time.monotonic() + 1
    while (left := of_session(builder.pid)) and time.monotonic() < until:
        time.sleep(0.02)
    for process in left:
        os.kill(process, signal.SIGKILL)
    assert [] == left


def of_session(leader: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and os.getsid(int(entry.name)) == leader:
                state = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
                found += [int(entry.name)] if state != "Z" else []
        except OSError:  # it has ended in between
            continue
    return found
