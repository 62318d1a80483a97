"""The attacks on the cache, on what builds it, and on the place where it lies. See attack.py."""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from asked import ask
from attack_kind import Kind, always

from evtrials.collection.cache_files import cache_path
from evtrials.collection.folders import SHARED_FILES, shipped_folder
from evtrials.collection.library import Library
from evtrials.collection.parts import PARTS
from evtrials.collection.store import open_store

TRIALS = ("bolero-2", "swish")
QUESTIONS = (
    ("list", "--about", "all"), ("show", "bolero-2"), ("figures",), ("trace", "bolero-2", "pfs"),
    ("safety", "stomatitis", "--json"),
)  # fmt: skip
NOBODY = 65534
# A build by several processes takes this many files; see collection/parts.py.
MANY = 240
# The version of the header of Linux' capset(2).
_CAPABILITIES = 0x20080522
_SECRET = b"what somebody else keeps here\n"

Answers = list[tuple[int, str, str]]


class Bench:
    """A small collection out of shipped trials, what is answered of it without a cache, and its cache as it is when whole."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.trials, self.place = folder, folder / "trials", folder / "cache"
        folder.chmod(0o755)
        self.trials.mkdir()
        for name in (*SHARED_FILES, *(f"{id_}.yaml" for id_ in TRIALS)):
            shutil.copyfile(shipped_folder() / name, self.trials / name)
        shutil.copytree(shipped_folder() / "curves", self.trials / "curves")
        for path in self.trials.rglob("*"):
            os.utime(path, (1_500_000_000, 1_500_000_000))
        os.environ.update(EVTRIALS_TRIALS=str(self.trials), EVTRIALS_CACHE="off", COLUMNS="100")
        os.environ.pop("FORCE_COLOR", None)
        self.expected = answers()
        assert [0] * len(QUESTIONS) == [code for code, _, _ in self.expected], self.expected
        os.environ["EVTRIALS_CACHE"] = str(self.place)
        self.path = cache_path([self.trials])
        # The files were just written: their change times count as settled after two seconds, and no file is hashed any more.
        time.sleep(2.1)
        answers()
        self.whole = self.path.read_bytes()
        self.many = folder / "many"

    def fresh(self) -> None:
        """The cache folder as after a question: one whole cache, nothing else."""
        if self.place.is_symlink() or self.place.is_file():
            self.place.unlink()
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(mode=0o700)
        self.write(self.whole)

    def write(self, content: bytes) -> None:
        """Another content of the cache file."""
        self.path.write_bytes(content)
        self.path.chmod(0o600)

    def told(self, done: str, turns: Sequence[str] = ("first",)) -> str:
        """Why the answers are not those of the files; "" where they are."""
        for turn in turns:
            for question, expected, found in zip(QUESTIONS, self.expected, answers(), strict=True):
                if expected != found:
                    what = "code" if expected[0] != found[0] else "answer" if expected[1] != found[1] else "messages"
                    return f"{done}: {turn} {' '.join(question)}: other {what} ({found[0]}, {found[2].strip()[:200]!r})"
        return ""

    def made_anew(self, done: str) -> str:
        """As `told`, twice; and why the cache does not serve again afterwards."""
        if why := self.told(done, ("first", "second")):
            return why
        asking = Library(open_store())
        for part in PARTS:  # what no question here has asked for is made when it is
            asking._whole(part)
        library = Library(open_store())
        if library.cache is None:
            return f"{done}: no cache"
        asked = {id_: (f"0/{id_}.yaml", stamp) for id_, stamp in library.store.stamps().items()}
        digests = library.cache.current(asked, lambda _: b"")
        kept = {part.name: len(library.cache.get(part.name, digests)) for part in PARTS}
        library.cache.close()
        is_whole = set(kept.values()) == {len(TRIALS)}
        return "" if is_whole else f"{done}: the cache was not made anew ({kept}, {library.cache.trouble})"


def answers() -> Answers:
    """Code, output and messages of each question, asked in this process."""
    found: Answers = []
    for question in QUESTIONS:
        try:
            found.append(tuple(ask(*question)))
        except BaseException as error:
            found.append((-1, "", f"{type(error).__name__}: {error}"))
    return found


def flips(bench: Bench, chance: random.Random) -> str:
    """One to eight bytes of the cache file are changed, in half of the inputs among its first pages, which say what is where."""
    content = bytearray(bench.whole)
    end = len(content) if chance.random() < 0.5 else 2 * 4096
    changed = {chance.randrange(end): chance.randrange(1, 256) for _ in range(chance.randint(1, 8))}
    for at, by in changed.items():
        content[at] ^= by
    bench.write(bytes(content))
    # A cache whose mark is damaged is taken for one of another program, and left alone.
    return (bench.told if any(68 <= at < 72 for at in changed) else bench.made_anew)(f"bytes {changed}")


def head(bench: Bench, chance: random.Random) -> str:
    """One byte of the head of the cache file is changed."""
    content = bytearray(bench.whole)
    at, by = chance.randrange(100), chance.randrange(1, 256)
    content[at] ^= by
    bench.write(bytes(content))
    is_mark = 68 <= at < 72
    return (bench.told if is_mark else bench.made_anew)(f"byte {at} ^ {by}")


def rows(bench: Bench, chance: random.Random) -> str:
    """Rows of the cache are changed by SQL, the checksums left or exchanged: other figures, parts, types, tables, views."""
    part, other = (chance.choice(PARTS).name for _ in range(2))
    one, two = chance.sample(TRIALS, 2)
    digit, new = chance.sample("0123456789", 2)
    statement = chance.choice(
        (
            f"UPDATE {part} SET content = CAST(replace(CAST(content AS TEXT), '0.45', '0.{new}5') AS BLOB)",
            f"UPDATE {part} SET content = CAST(replace(CAST(content AS TEXT), '{digit}', '{new}') AS BLOB) WHERE id = '{one}'",
            f"UPDATE {part} SET content = (SELECT content FROM {part} WHERE id = '{two}') WHERE id = '{one}'",
            f"UPDATE {part} SET (content, sum) = (SELECT content, sum FROM {part} WHERE id = '{two}') WHERE id = '{one}'",
            f"UPDATE {part} SET (content, sum) = (SELECT content, sum FROM {other} o WHERE o.id = {part}.id)",
            f"UPDATE {part} SET content = {chance.choice(('NULL', '7', chr(39) * 2, '0.5', 'zeroblob(1000000)'))}",
            f"UPDATE {part} SET id = id || 'x'; INSERT INTO {part} SELECT '{one}', content, sum FROM {part} WHERE id = '{two}x'",
            f"UPDATE files SET digest = {chance.choice(('NULL', '7', 'zeroblob(32)', 'randomblob(32)'))}, seen = -1",
            f"UPDATE files SET file = '0/{two}.yaml' WHERE id = '{one}'",
            "UPDATE files SET size = size + 1, inode = 0, mtime = 'x'",
            f"DELETE FROM {part} WHERE id = '{one}'", f"DROP TABLE {part}", f"DELETE FROM files WHERE id = '{one}'",
            f"DROP TABLE {part}; CREATE VIEW {part} AS SELECT id, content, sum FROM {other}",
            f"DROP TABLE {part}; CREATE VIEW {part} AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            "SELECT 'bolero-2' AS id, x AS content, x AS sum FROM n",
            f"CREATE TRIGGER t AFTER INSERT ON {part} BEGIN DELETE FROM files; END",
            f"ALTER TABLE {part} ADD COLUMN more TEXT", f"ALTER TABLE {part} RENAME TO more_{part}",
            "UPDATE notes SET content = x'7b7d' WHERE id != 'tag'",
            f"UPDATE notes SET content = 'x' WHERE id = '{chance.choice(('tag', 'terms'))}'",
            "UPDATE notes SET (content, sum) = (SELECT content, sum FROM notes WHERE id = 'version') WHERE id = 'terms'",
            "DELETE FROM notes", "PRAGMA user_version = 7", "PRAGMA journal_mode = WAL", "PRAGMA auto_vacuum = FULL; VACUUM",
            "PRAGMA encoding = 'UTF-16'; VACUUM",
        )
    )  # fmt: skip
    with contextlib.closing(sqlite3.connect(bench.path)) as connection:
        connection.executescript(statement)
    return bench.made_anew(statement)


def pieces(bench: Bench, chance: random.Random) -> str:
    """The cache file is cut, emptied in part, doubled, or its pages exchanged."""
    whole, size = bench.whole, len(bench.whole)
    at, length = chance.randrange(size), chance.randrange(1, 20_000)
    first, second = (4096 * chance.randrange(size // 4096) for _ in range(2))
    swapped = bytearray(whole)
    swapped[first : first + 4096], swapped[second : second + 4096] = whole[second : second + 4096], whole[first : first + 4096]
    done, content = chance.choice(
        (
            (f"cut at {at}", whole[:at]),
            (f"{length} zeros at {at}", whole[:at] + bytes(length) + whole[at + length :]),
            (f"noise of {length} at {at}", whole[:at] + chance.randbytes(length) + whole[at + length :]),
            (f"noise of {length} put in at {at}", whole[:at] + chance.randbytes(length) + whole[at:]),
            ("twice", whole + whole), (f"pages {first} and {second}", bytes(swapped)), ("empty", b""),
            ("noise", chance.randbytes(length)),
        )
    )  # fmt: skip
    bench.write(content)
    return bench.told(done, ("first", "second"))


def foreign(bench: Bench, chance: random.Random) -> str:
    """The database of another program lies at the place of the cache."""
    bench.path.unlink()
    with contextlib.closing(sqlite3.connect(bench.path)) as connection:
        name = chance.choice(("files", "notes", "profile", "mine"))
        connection.execute(f"CREATE TABLE {name} (id TEXT, content BLOB, sum BLOB)")
        connection.executescript(f"PRAGMA application_id = {chance.choice((0, 1, 0x65767473))}; PRAGMA user_version = 3;")
        if chance.random() < 0.3:
            connection.execute("PRAGMA journal_mode = WAL")
    bench.path.chmod(0o600)
    before = bench.path.read_bytes()
    why = bench.told("a foreign database")
    code = quiet("cache", "--clear")
    changed = not bench.path.exists() or bench.path.read_bytes() != before
    return why or ("a foreign database was changed" if changed else "") or ("" if code == 1 else f"--clear gave {code}")


def links(bench: Bench, chance: random.Random) -> str:
    """At the place of the cache, of its journal or of its folder lies a link, a second name, a folder, a pipe or a socket."""
    other = bench.folder / "other"
    content = chance.choice((_SECRET, bench.whole, b""))
    other.write_bytes(content)
    other.chmod(0o600)
    at = chance.choice((bench.path, *(Path(f"{bench.path}-{end}") for end in ("journal", "wal", "shm"))))
    at.unlink(missing_ok=True)
    kind = chance.choice(("link", "dangling", "loop", "second name", "folder", "pipe", "socket", "device"))
    missing = bench.folder / "missing"
    if kind == "link":
        at.symlink_to(other)
    elif kind == "dangling":
        at.symlink_to(missing)
    elif kind == "loop":
        at.symlink_to(at)
    elif kind == "second name":
        at.hardlink_to(other)
    elif kind == "folder":
        at.mkdir()
    elif kind == "pipe":
        os.mkfifo(at)
    elif kind == "socket":
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.relpath(at))
    else:
        at.symlink_to("/dev/full")
    done = f"{kind} at {at.suffix}"
    why = bench.told(done)
    quiet("cache", "--clear")
    quiet("cache", "--rebuild")
    if not why and (other.read_bytes() != content or missing.exists()):
        why = f"{done}: a foreign file was changed"
    other.unlink()
    return why


def modes(bench: Bench, chance: random.Random) -> str:
    """The cache or its folder may be read or written by others, belongs to another user, or holds false figures of theirs."""
    false = bench.whole.replace(b"0.45", b"0.54")
    bench.write(false if chance.random() < 0.5 else bench.whole)
    done = []
    if chance.random() < 0.7:
        mode = chance.randrange(0o1000)
        bench.path.chmod(mode)
        done.append(f"file {mode:o}")
    if chance.random() < 0.3:
        mode = chance.randrange(0o1000)
        bench.place.chmod(mode)
        done.append(f"folder {mode:o}")
    if os.getuid() == 0 and chance.random() < 0.5:
        os.chown(chance.choice((bench.path, bench.place)), NOBODY, NOBODY)
        done.append("another owner")
    return bench.told(", ".join(done))


def planted(bench: Bench, chance: random.Random) -> str:
    """An index with false figures lies in the folder of the trials, under a name that a tool may look for."""
    names = ("_index.sqlite3", "index.sqlite3", ".evtrials", "_cache.sqlite3", bench.path.name, "evtrials.db", ".cache")
    at = bench.trials / chance.choice(names)
    content = bench.whole.replace(b"0.45", b"0.54")
    at.write_bytes(content)
    if chance.random() < 0.5:
        bench.path.unlink()
    why = bench.told(f"{at.name} in the folder")
    quiet("cache", "--rebuild")
    why = why or bench.told(f"{at.name} in the folder, rebuilt")
    changed = at.read_bytes() != content
    at.unlink()
    return why or (f"{at.name} was changed" if changed else "")


def full(bench: Bench, chance: random.Random) -> str:
    """No file may grow beyond some size, as on a full disk."""
    import resource

    size = chance.choice((0, 1, 512, 4096, chance.randrange(len(bench.whole)), chance.randrange(len(bench.whole))))
    if chance.random() < 0.7:
        bench.path.unlink()

    def limited() -> str:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return bench.told(f"files of {size} bytes at most")

    return in_child(limited)


def read_only(bench: Bench, chance: random.Random) -> str:
    """The cache, its folder or both may not be written, or not even be read."""
    file, folder = chance.choice(((0o400, 0o700), (0o600, 0o500), (0o400, 0o500), (0o000, 0o700), (0o600, 0o000)))
    if chance.random() < 0.3:
        bench.path.unlink()
    else:
        bench.path.chmod(file)
    bench.place.chmod(folder)

    def bound() -> str:
        give_up_rights()
        return bench.told(f"file {file:o} in folder {folder:o}")

    why = in_child(bound)
    bench.place.chmod(0o700)
    return why


def give_up_rights() -> None:
    """Modes count for this process from now on. Root stays root: another user may not be able to read the package itself."""
    if os.getuid() == 0:
        header, nothing = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
        if ctypes.CDLL(None, use_errno=True).capset(header, nothing):
            raise OSError(ctypes.get_errno(), "capset")


def small_disk(bench: Bench, chance: random.Random) -> str:
    """The cache folder is a disk of a few pages, full or read-only."""
    disk = bench.folder / "disk"
    disk.mkdir(exist_ok=True)
    size = 4096 * chance.randint(1, 60)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "evtrials-attack", str(disk)], check=True)
    try:
        with switched("EVTRIALS_CACHE", str(disk)):
            if chance.random() < 0.5:
                with contextlib.suppress(OSError):
                    cache_path([bench.trials]).write_bytes(bench.whole)
                    cache_path([bench.trials]).chmod(0o600)
            if chance.random() < 0.3:
                subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            why = bench.told(f"a disk of {size} bytes")
            return why or ("" if quiet("cache", "--rebuild") in (0, 1) else "--rebuild gave neither 0 nor 1")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def races(bench: Bench, chance: random.Random) -> str:
    """Two to five processes ask, build and clear at once."""
    bench.path.unlink()
    children = []
    for number in range(chance.randint(2, 5)):
        does, waits = chance.choice(("ask", "ask", "rebuild", "clear")), chance.random() / 20

        def act(does: str = does, waits: float = waits, number: int = number) -> str:
            time.sleep(waits)
            if does == "ask" or number == 0:
                return bench.told("asked beside others")
            return "" if quiet("cache", f"--{does}") in (0, 1) else f"--{does} failed"

        children.append(started(act))
    why = [ended(child) for child in children]
    return next(filter(None, why), "") or bench.told("asked after a race")


def killed(bench: Bench, chance: random.Random) -> str:
    """A process that builds the cache is ended by kill -9 at a random moment."""
    if chance.random() < 0.7:
        bench.path.unlink()
    child, _ = started(lambda: bench.told("asked") if chance.random() < 0.5 else str(quiet("cache", "--rebuild")))
    time.sleep(chance.random() / 8)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return bench.told("asked after a kill")


def orphans(bench: Bench, chance: random.Random) -> str:
    """A build by several processes loses its parent at a random moment: none of them is there a second later."""
    if not bench.many.exists():
        bench.many.mkdir()
        text = (bench.trials / "bolero-2.yaml").read_text(encoding="utf-8")
        for number in range(MANY):
            id_ = f"copy-{number:04}"
            (bench.many / f"{id_}.yaml").write_text(text.replace("id: bolero-2", f"id: {id_}", 1), encoding="utf-8")
        shutil.copyfile(bench.trials / "_sources.yaml", bench.many / "_sources.yaml")
    shutil.rmtree(bench.place)
    # What this process was started to ignore (by nohup, or behind &) its children ignore, too.
    signs = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    sign = chance.choice([one for one in signs if signal.getsignal(one) != signal.SIG_IGN])
    builder = subprocess.Popen(
        [sys.executable, "-m", "evtrials", "list", "--trials", str(bench.many), "--skip-invalid"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    time.sleep(0.3 + chance.random())
    builder.send_signal(sign)
    builder.wait()
    until = time.monotonic() + 1
    while left := of_session(builder.pid):
        if time.monotonic() > until:
            for process in left:
                os.kill(process, signal.SIGKILL)
            return f"{len(left)} processes outlived their parent by {sign.name}"
        time.sleep(0.02)
    return ""


def of_session(leader: int) -> list[int]:
    """The processes of a session that have not ended (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and os.getsid(int(entry.name)) == leader:
                state = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
                found += [int(entry.name)] if state != "Z" else []
    return found


def quiet(*arguments: str) -> int:
    """The exit code of a command; -1 for a fault."""
    try:
        said = ask(*arguments)
    except BaseException:
        return -1
    return -1 if "a fault of evtrials itself" in said.err else said.code


@contextlib.contextmanager
def switched(name: str, value: str) -> Iterator[None]:
    """Another value of an environment variable for a while."""
    before = os.environ[name]
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ[name] = before


def started(act: Callable[[], str]) -> tuple[int, int]:
    """A copy of this process that acts: its id, and where it tells what failed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    try:
        said = act()
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
    os.write(writer, said[:4000].encode())
    os._exit(0)


def ended(child: tuple[int, int]) -> str:
    """What a copy said, once it has ended."""
    with os.fdopen(child[1], "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child[0], 0)
    return said


def in_child(act: Callable[[], str]) -> str:
    """What an act in a copy of this process says, whose limits and user are its own."""
    return ended(started(act))


def no_fork() -> str:
    """Why processes cannot be copied, nor signals sent."""
    return "" if hasattr(os, "fork") else "this system cannot copy a process"


def unbound() -> str:
    """Why modes do not bind this user, and root cannot give up its rights over them."""
    return no_fork() or ("" if os.getuid() != 0 or sys.platform == "linux" else "root has its rights here always")


def no_mount() -> str:
    """Why no disk can be mounted."""
    if no_fork() or os.getuid() != 0 or not shutil.which("unshare"):
        return "root alone, on Linux, mounts disks"
    probe = ["unshare", "--mount", "mount", "-t", "tmpfs", "probe", "/mnt"]
    return "" if subprocess.run(probe, capture_output=True, check=False).returncode == 0 else "no disk can be mounted here"


def no_proc() -> str:
    """Why the processes of a session cannot be found."""
    return "" if Path("/proc/self/stat").exists() else "this system has no /proc"


def _on_cache(attack: Callable[[Bench, random.Random], str], share: int, hindrance: Callable[[], str] = always) -> Kind:
    return Kind(attack, share, True, hindrance)


KINDS = {
    "flips": _on_cache(flips, 10), "head": _on_cache(head, 4), "rows": _on_cache(rows, 14), "pieces": _on_cache(pieces, 8),
    "foreign": _on_cache(foreign, 3), "links": _on_cache(links, 6), "modes": _on_cache(modes, 5),
    "planted": _on_cache(planted, 3), "full": _on_cache(full, 6, no_fork), "read-only": _on_cache(read_only, 5, unbound),
    "small-disk": _on_cache(small_disk, 2, no_mount), "races": _on_cache(races, 4, no_fork),
    "killed": _on_cache(killed, 34, no_fork), "orphans": _on_cache(orphans, 6, no_proc),
}  # fmt: skip
