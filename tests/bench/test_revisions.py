"""A revision costs no more than a folder: objects are read one by one, nothing of the repository is applied or followed."""

from __future__ import annotations

import os
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench import revisions
from evtrials.bench.revisions import folder_at
from evtrials.cli import run
from evtrials.errors import DataError, EvTrialsError

MIB = 1 << 20


def git(*arguments: str, given: bytes = b"", **environment: str) -> str:
    """Run git in the working folder, apart from the user's settings; what it printed."""
    apart = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **environment}
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    return subprocess.run(["git", *author, *arguments], check=True, capture_output=True, env=apart, input=given).stdout.decode().strip()


def commit(tag: str) -> None:
    """Commit all that is there, under a tag."""
    git("add", "--all")
    git("commit", "--quiet", "--message", tag)
    git("tag", tag)


@pytest.fixture
def checkout(tmp_path: Path, write_toy: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one toy in `trials`, tagged `one`."""
    text = write_toy().read_text(encoding="utf-8")
    root = tmp_path / "checkout"
    (root / "trials").mkdir(parents=True)
    (root / "trials" / "toy-1.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    git("init", "--quiet")
    commit("one")
    return root


def names_at(revision: str) -> list[str]:
    """The files that are read of a revision."""
    with folder_at(revision) as folder:
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def refused_at(revision: str) -> list[str]:
    """What is said of a revision that is not read."""
    with pytest.raises(DataError) as caught:
        names_at(revision)
    return [str(problem) for problem in caught.value.problems]


def test_what_a_folder_has_is_read_and_nothing_else(checkout: Path) -> None:
    """Trials in the folder and below it, `.yml` too, and what they share; no template, no curve, nothing hidden."""
    for name in ("2020/b.yml", "_terms.yaml", "_template.yaml", "curves/c.yaml", ".d/e.yaml", "_f/g.yaml", "README.md", ".yaml"):
        (checkout / "trials" / name).parent.mkdir(exist_ok=True)
        (checkout / "trials" / name).write_text("a: b\n")
    commit("two")
    assert ["2020/b.yml", "_terms.yaml", "toy-1.yaml"] == names_at("two")


def test_a_large_file_is_refused_by_name_and_never_held(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """100 MB under a trial's name are refused unread, with their size; without them it goes on; memory stays small."""
    with (checkout / "trials" / "big.yaml").open("wb") as file:
        file.truncate(100 * MIB)
    commit("two")
    tracemalloc.start()
    assert 1 == run(["diff", "one", "two"])
    assert tracemalloc.get_traced_memory()[1] < 20 * MIB
    tracemalloc.stop()
    said = "two:big.yaml  is larger than 1 MiB (104857600 bytes) and was not read; a trial file is small text"
    assert f"evtrials: {said}\n" == capsys.readouterr().err
    assert 0 == run(["diff", "one", "two", "--skip-invalid"])
    captured = capsys.readouterr()
    assert ("Nothing changed from one to two.\n", f"skipped, because it does not load: {said}\n") == (captured.out, captured.err)


def test_attributes_and_filters_are_not_applied(checkout: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A trial is what was committed: not left out by export-ignore, its text not replaced, no command of the repository run."""
    (checkout / ".gitattributes").write_text("*.yaml export-ignore export-subst ident text eol=crlf filter=evil diff=evil\n")
    commit("two")
    git("config", "filter.evil.smudge", f"touch {tmp_path}/ran; cat")
    git("config", "diff.evil.textconv", f"touch {tmp_path}/ran; cat")
    assert 0 == run(["diff", "one", "two"])
    assert "Nothing changed from one to two.\n" == capsys.readouterr().out
    with folder_at("two") as folder:
        assert (folder / "toy-1.yaml").read_bytes() == (checkout / "trials" / "toy-1.yaml").read_bytes()
    assert not (tmp_path / "ran").exists()


def test_links_and_submodules_are_named_and_not_followed(checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link under a trial's name is a fault of that name, a submodule among the folders stops all; others play no part."""
    (tmp_path / "secret.yaml").write_text("secret: 1\n")
    (checkout / "trials" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (checkout / "trials" / "notes").symlink_to(tmp_path)
    commit("links")
    assert 1 == run(["diff", "one", "links"])
    assert "evtrials: links:link.yaml  is not a plain file; a trial is one plain text file\n" == capsys.readouterr().err
    assert 0 == run(["diff", "one", "links", "--skip-invalid"])
    assert "Nothing changed from one to links.\n" == capsys.readouterr().out
    for name in ("_sub", "curves"):
        git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'one')},trials/{name}")
    git("commit", "--quiet", "--message", "elsewhere")
    assert ["toy-1.yaml"] == names_at("HEAD")
    git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'one')},trials/sub")
    git("commit", "--quiet", "--message", "two")
    assert ["HEAD:sub  is a submodule, which is not followed; name its own checkout"] == refused_at("HEAD")


def test_a_shared_file_that_is_a_link_stops_all(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without its vocabulary no trial is half understood, whatever is skipped."""
    (checkout / "trials" / "_terms.yaml").symlink_to("../elsewhere.yaml")
    commit("two")
    assert 1 == run(["diff", "one", "two", "--skip-invalid"])
    assert "evtrials: two:_terms.yaml  is not a plain file" in capsys.readouterr().err


@pytest.mark.usefixtures("checkout")
def test_a_name_that_leads_out_is_not_written(tmp_path: Path) -> None:
    """Trees made by hand, with `..`, a whole path or a backslash for a name, write nothing outside the folder."""
    blob = git("hash-object", "-w", "--stdin", given=b"a: b\n")

    def tree(name: str, mode: str, object_: str) -> str:
        raw = f"{mode} {name}".encode() + b"\0" + bytes.fromhex(object_)
        return git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", given=raw)

    def hostile(inner: str) -> str:
        return git("commit-tree", tree("trials", "40000", inner), "-m", "hostile")

    assert [] == names_at(hostile(tree("..", "40000", tree("..", "40000", tree("escaped.yaml", "100644", blob)))))
    for name in (f"{tmp_path}/escaped.yaml", r"a\..\..\escaped.yaml", "a//escaped.yaml"):
        made = hostile(tree(name, "100644", blob))
        assert [f"{made}:{name}  would lie outside the folder and was not read"] == refused_at(made)
    assert not list(tmp_path.rglob("escaped*"))


@pytest.mark.parametrize(
    "revision",
    ["--upload-pack=touch ran", "-x", "--output=ran", "--help", "HEAD:..", "HEAD:trials", ":/one", ":trials", "", " ", "one two",
     "one^{tree}", "one..HEAD", "^one", "one\n--output=ran", "\x1b[31m", "$(touch ran)", "`touch ran`", "; touch ran", "x" * 500],
)  # fmt: skip
def test_what_is_no_revision_is_never_an_option(revision: str, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever stands for a revision is refused in one line, and nothing is run or written."""
    assert 1 == run(["diff", "--", revision, "one"])
    captured = capsys.readouterr()
    assert "" == captured.out
    assert "revision" in captured.err and "Traceback" not in captured.err and "\x1b" not in captured.err
    assert ["trials"] == [path.name for path in checkout.iterdir() if path.name != ".git"]


@pytest.mark.usefixtures("checkout")
def test_a_tree_that_names_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten objects that name a thousand million files, or files that are too much together, are told before any is read."""
    blob = git("hash-object", "-w", "--stdin", given=b"a: b\n")
    tree = git("mktree", given="".join(f"100644 blob {blob}\tf{n}.yaml\n" for n in range(8)).encode())
    for _ in range(9):
        tree = git("mktree", given="".join(f"040000 tree {tree}\tf{n}\n" for n in range(8)).encode())
    top = git("mktree", given=f"040000 tree {tree}\ttrials\n".encode())
    made = git("commit-tree", top, "-m", "bomb")
    monkeypatch.setattr(revisions, "MAX_FILES", 2_000)
    with pytest.raises(EvTrialsError, match="has more than 2000 files in that folder"):
        names_at(made)
    monkeypatch.setattr(revisions, "MAX_TOTAL_BYTES", 100)
    with pytest.raises(EvTrialsError, match='"one" are larger than 0 MiB together'):
        names_at("one")


def test_what_is_missing_is_not_fetched(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clone that left contents behind asks nobody for them: it is said that they are missing."""
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "--quiet", "--bare", "--filter=blob:none", f"file://{checkout}", str(tmp_path / "partial.git"))
    git("--git-dir", str(tmp_path / "partial.git"), "config", "core.bare", "false")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".git").write_text(f"gitdir: {tmp_path}/partial.git\n")
    monkeypatch.chdir(tmp_path / "work")
    with pytest.raises(EvTrialsError, match=r"git could not read .*: contents are missing or damaged"):
        names_at("one")
