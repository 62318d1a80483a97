"""A folder adds words to the vocabulary; what is known already it changes only where it says so, and then every answer tells it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.cli import run
from evtrials.collection.library import Library
from evtrials.collection.store import Folder, Store, open_store
from evtrials.errors import DataError

# What redefines a word of the shipped vocabulary, by what it changes: the entry, what is told of it.
REDEFINITIONS = {
    "full name": ("endpoints:\n  pfs: {name: Overall survival}\n", 'the name of "pfs" is "Progression-free survival", not "Overall survival"'),
    "full name of another": ("endpoints:\n  pfs: {name: Overall survival}\n", '"Overall survival" means "os"'),
    "direction": ("endpoints:\n  PFS: {name: Progression-free survival, better: lower}\n", 'the better of "pfs" is "higher", not "lower"'),
    "class": ("drugs:\n  everolimus: {class: vitamin}\n", 'the class of "everolimus" is "rapalog", not "vitamin"'),
    "wider class": ("classes:\n  taxane: {of: [endocrine therapy]}\n", 'the of of "taxane" is "chemotherapy", not "endocrine therapy"'),
    "synonym": ("drugs:\n  letrozole: {class: aromatase inhibitor, synonyms: [rad-001]}\n", '"rad-001" means "everolimus"'),
    "synonym as a word of its own": ("drugs:\n  Afinitor: {class: vitamin}\n", '"Afinitor" means "everolimus"'),
    "synonym of an event": ("adverse_events:\n  Rash: {synonyms: [mucositis]}\n", '"mucositis" means "Stomatitis"'),
}  # fmt: skip


@pytest.fixture
def say(toy_folder: Path, write_toy: Callable[..., Path]) -> Callable[[str], Path]:
    """Write a toy with a vocabulary beside it."""

    def written(text: str) -> Path:
        write_toy()
        (toy_folder / "_terms.yaml").write_text(text, encoding="utf-8")
        return toy_folder

    return written


@pytest.mark.parametrize("kind", REDEFINITIONS)
@pytest.mark.parametrize("stack", [["shipped"], []], ids=["stacked", "alone"])
def test_a_shipped_word_is_not_redefined_in_silence(kind: str, stack: list[str], say: Callable[[str], Path]) -> None:
    """The error names the word, the place and the way out, and no trial is read with the other meaning."""
    text, told = REDEFINITIONS[kind]
    folder = say(text)
    store = open_store([*stack, str(folder)])
    with pytest.raises(DataError) as error:
        _ = Library(store).terms
    found = [problem for problem in error.value.problems if told in problem.message]
    assert 1 == len(found)
    assert (True, 2) == (found[0].file.endswith("toys/_terms.yaml"), found[0].line)
    assert found[0].message.endswith("or add override: true to this entry, which every answer then tells")
    assert {DataError} == {type(loaded) for loaded in store.load_each()}


@pytest.mark.parametrize("kind", REDEFINITIONS)
def test_an_override_stands_and_is_told(kind: str, say: Callable[[str], Path]) -> None:
    """With `override: true` at the entry the word is what the folder says, and the vocabulary tells it."""
    text, told = REDEFINITIONS[kind]
    terms = open_store([str(say(text.replace("}\n", ", override: true}\n")))]).terms
    assert 1 == len(terms.redefined)
    assert terms.redefined[0].startswith("toys/_terms.yaml redefines the ")
    assert told in terms.redefined[0]
    if kind.startswith("synonym"):
        word = told.split('"')[1]
        assert "everolimus" != terms.drug(word)
        assert "Stomatitis" != terms.adverse_event(word)


def test_no_override_gives_the_key_of_a_term_to_another(say: Callable[[str], Path]) -> None:
    """Everolimus cannot become another name of placebo."""
    folder = say("drugs:\n  placebo: {class: placebo, synonyms: [Everolimus], override: true}\n")
    with pytest.raises(DataError, match="no override can give it to another; write another name"):
        _ = open_store([str(folder)]).terms


def test_a_folder_adds_to_a_shipped_word(say: Callable[[str], Path]) -> None:
    """A further name joins those that are known, and the rest of the entry stays: nothing is told."""
    terms = open_store([str(say("drugs:\n  everolimus: {class: rapalog, synonyms: [Votubia]}\nendpoints:\n  pfs: {name: Progression-free survival, synonyms: [tumour-free life]}\n"))]).terms
    assert ["everolimus"] * 3 == [terms.drug(name) for name in ("Votubia", "Afinitor", "RAD001")]
    assert ("pfs", "higher", "yes") == (terms.endpoint("tumour-free life"), terms.endpoints["pfs"].better, terms.endpoints["pfs"].assessed)
    assert () == terms.redefined


def test_a_drug_is_of_every_class_above_its_own(say: Callable[[str], Path]) -> None:
    """A drug of a folder is found by what its class is part of, in the folder or in the shipped vocabulary."""
    terms = open_store([str(say("drugs:\n  cabazitaxel: {class: taxoid}\nclasses:\n  taxoid: {of: [taxane], synonyms: [taxoids of late]}\n"))]).terms
    assert ("taxoid", "taxane", "chemotherapy") == terms.classes_of("cabazitaxel")
    assert {"aromatase inhibitor", "non-steroidal aromatase inhibitor", "endocrine therapy"} == set(terms.classes_of("Femara"))
    assert ["CDK4/6 inhibitor"] * 4 == [terms.therapy(name) for name in ("cdk4/6", "CDK 4/6 inhibitors", "CDK4/6i", "cdk4/6-inhibitor")]
    assert [True, True, False] == [terms.is_of("cabazitaxel", name) for name in ("taxanes", "chemotherapy", "docetaxel")]
    assert ("",) + ((),) * 2 == (terms.therapy("xyz"), terms.classes_of("xyz"), terms.therapies_in("surgery"))


def test_classes_that_name_each_other_have_an_end(say: Callable[[str], Path]) -> None:
    """Two classes that are each part of the other are one of the other, once."""
    terms = open_store([str(say("classes:\n  a1: {of: [b1]}\n  b1: {of: [a1]}\n"))]).terms
    assert [("b1",), ("a1",)] == [terms.classes_of(name) for name in ("a1", "b1")]


@pytest.mark.parametrize(("event", "other"), [("pneumonitis", "Interstitial lung disease"), ("ILD", "Pneumonitis"), ("nausea/vomiting", "Vomiting"), ("ALT", "Transaminases increased")])
def test_harms_told_in_other_words_find_each_other(event: str, other: str) -> None:
    """They are counted apart, for a report may print both; whoever asks for one is told of the other."""
    terms = open_store(["shipped"]).terms
    assert other in terms.see_also(event)
    assert terms.adverse_event(event) != other


def test_the_shipped_vocabulary_beside_itself_redefines_nothing(say: Callable[[str], Path]) -> None:
    """A copy of the shipped words is no redefinition."""
    text = (open_store(["shipped"]).folders[0].path / "_terms.yaml").read_text(encoding="utf-8")
    assert open_store(["shipped"]).terms == open_store([str(say(text))]).terms


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("drugs:\n  a1: {class: x, synonyms: [Zz-9]}\n  b1: {class: x, synonyms: [zz9]}\n", '"zz9" names "a1" of this file too'),
        ("factors:\n  a1: {synonyms: [b1]}\n  b1: {}\n", '"b1" names "a1" of this file too'),
        ("factors:\n  a1: {synonyms: ['?']}\n", '"?" has no letter and no digit'),
        ("factors:\n  '+': {}\n", '"+" has no letter and no digit'),
        ("classes:\n  toxoid: {of: [chemotheraphy]}\n", '"chemotheraphy" is no class of drug of this vocabulary'),
        ("classes:\n  toxoid: {drugs: [docetaxol]}\n", '"docetaxol" is no drug of this vocabulary'),
        ("adverse_events:\n  a1: {see: [Rashes]}\n", '"Rashes" is no adverse event of this vocabulary'),
    ],
)
def test_a_name_means_one_thing(text: str, message: str, say: Callable[[str], Path]) -> None:
    """Two entries of one file that share a name, and a name that would fit anything, are faults with their place."""
    with pytest.raises(DataError) as error:
        _ = open_store([str(say(text))]).terms
    assert [message] == [problem.message.partition(";")[0].partition(", so that")[0] for problem in error.value.problems]


OVERRIDE = "endpoints:\n  pfs: {name: Overall survival, better: lower, override: true}\n"
TOLD = (
    'toys/_terms.yaml redefines the endpoint pfs: the name of "pfs" is "Progression-free survival", not "Overall survival"; '
    'the better of "pfs" is "higher", not "lower"; "Overall survival" means "os"'
)


@pytest.mark.parametrize(
    "command",
    [
        ("list",), ("show", "toy-1"), ("compare", "toy-1", "toy-2"), ("search", "everolimus"), ("map",),
        ("results", "--endpoint", "pfs"), ("safety",), ("exposure",), ("doses", "everolimus"), ("subgroups",), ("biomarkers",), ("trace", "toy-1"), ("conflicts",),
        ("sources", "toy-1"), ("figures", "toy-1"), ("arms", "toy-1"),
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_every_answer_tells_an_override(
    command: tuple[str, ...], say: Callable[[str], Path], write_toy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """On stderr beside any format, and among the caveats in JSON."""
    folder = str(say(OVERRIDE))
    write_toy(id="toy-2")
    assert 0 == run([*command, "--trials", folder, "--json"])
    captured = capsys.readouterr()
    assert TOLD in captured.err.splitlines()
    assert TOLD in json.loads(captured.out)["caveats"]


def test_an_override_is_told_of_the_shipped_trials_too(say: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Where an own folder lies on the shipped one, its words reach the trials of both."""
    assert 0 == run(["list", "--trials", "shipped", "--trials", str(say(OVERRIDE))])
    assert TOLD in capsys.readouterr().err.splitlines()


def test_an_override_is_told_from_the_cache_too(say: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the cache keeps of the vocabulary says what was redefined."""
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path / "cache"))
    folder = say(OVERRIDE)
    assert [(TOLD,)] * 2 == [Library(open_store([str(folder)])).caveats for _ in range(2)]


@pytest.mark.parametrize("command", [("check",), ("diff", "toys")], ids=["check", "diff"])
def test_the_curator_is_told_of_an_override(
    command: tuple[str, ...], say: Callable[[str], Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check and diff tell it on stderr."""
    folder = say(OVERRIDE)
    monkeypatch.chdir(folder.parent)
    run([*command, "toys"])
    assert TOLD in capsys.readouterr().err.splitlines()


def test_states_of_another_time_are_compared_by_their_own_words(say: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    """A revision whose vocabulary differs from that of the tool can be compared; in what it differs is told."""
    folder = str(say(REDEFINITIONS["class"][0]))
    assert 0 == run(["diff", folder, folder])
    assert 'toys/_terms.yaml redefines the drug everolimus: the class of "everolimus" is "rapalog"' in capsys.readouterr().err


def test_a_folder_changes_no_source_of_another(write_toy: Callable[..., Path], toy_folder: Path, tmp_path: Path) -> None:
    """Of two folders with a source of one key, the trials of each have their own."""
    other = tmp_path / "other"
    other.mkdir()
    (toy_folder / "_sources.yaml").write_text("Roe2014: {title: The first, basis: review}\n", encoding="utf-8")
    (other / "_sources.yaml").write_text("Roe2014: {title: The second, basis: press}\n", encoding="utf-8")
    path = write_toy(("src: News2020 News", "src: Roe2014 Text"))
    text = path.read_text(encoding="utf-8")
    (other / "toy-2.yaml").write_text(text.replace("id: toy-1", "id: toy-2").replace("TOY-1", "TOY-2"), encoding="utf-8")
    for stack in ([toy_folder, other], [other, toy_folder]):
        store = Store([Folder(folder) for folder in stack])
        assert ["The first", "The second"] == [store.load(id_).trial.sources["Roe2014"].title for id_ in ("toy-1", "toy-2")]
