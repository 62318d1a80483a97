"""A command is made ready with the options that its arguments name; nobody can tell."""

import inspect

import pytest

from evtrials.cli import run
from evtrials.cli.browse import list_trials, show
from evtrials.cli.options import with_asked_options


def names(arguments: list[str]) -> list[str]:
    """The parameters of `list` that are made ready for some arguments."""
    return list(inspect.signature(with_asked_options(list_trials, arguments)).parameters)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], []),
        (["--subtype", "her2+"], ["subtype"]),
        (["--limit=2", "--without-results"], ["with_results", "limit"]),
        (["--search", "-"], ["search"]),
    ],
)
def test_only_what_is_named_is_made_ready(arguments: list[str], expected: list[str]) -> None:
    """An option that is not named has no place in the command; either spelling of a switch names it."""
    assert expected == names(arguments)


@pytest.mark.parametrize("word", ["--help", "-h", "--subtpye", "-5", "--", "--no-cache"])
def test_any_other_word_needs_the_whole_command(word: str) -> None:
    """Help and errors of usage know every option."""
    assert "everolimus_dose" in names(["--limit", word])


def test_arguments_are_always_there() -> None:
    """What is no option is kept, whatever is named."""
    assert ["trial"] == list(inspect.signature(with_asked_options(show, ["bolero-2"])).parameters)


def test_a_misspelt_option_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest option is offered, though no other one was made ready."""
    assert 2 == run(["list", "--subtpe", "her2+"])
    assert "--subtype" in capsys.readouterr().err
