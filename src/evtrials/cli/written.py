"""Answers that are text or files in forms of their own, as references are: which form is asked for, and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from evtrials.cli.reading import show_page
from evtrials.cli.saying import say
from evtrials.cli.streams import out_is_terminal, put, put_html, put_json

if TYPE_CHECKING:
    from evtrials.questions.answer import Page


class Forms(NamedTuple):
    """The forms that a command writes. endings: each with that of its files; option: how they are asked for.

    on_screen, in_pipe: the form that a terminal and a pipe get where none is asked for.
    """

    option: Any
    endings: Mapping[str, str]
    on_screen: str
    in_pipe: str


class Written(NamedTuple):
    """Text in one of the forms of its command. page: how a terminal shows the form of the screen; path: the file that gets it.

    is_earlier: whether a file that begins so is an earlier answer, which gives way to this one; none does where that is None.
    """

    text: Callable[[str], str]
    page: Page
    path: str | None = None
    is_earlier: Callable[[str], bool] | None = None


class HandedOn(NamedTuple):
    """Files in one of the forms of their command. write: writes them and tells what; path: the folder that has them."""

    write: Callable[[str], str]
    path: str


def form_of(forms: Forms, asked: str | None, path: str | None) -> str | None:
    """The form that is asked for, by its name or by the ending of the file; None where neither is given.

    UsageError for a form that there is not, and for a file whose ending is of none.
    """
    from pathlib import Path

    from evtrials.cli.options import asked_format
    from evtrials.errors import UsageError, joined

    form = asked_format(asked, False, forms.endings)
    if form or path is None:
        return form
    ending = Path(path).suffix.casefold()
    found = next((form for form, own in forms.endings.items() if own == ending), None)
    if found is None:
        endings = joined(list(forms.endings.values()))
        raise UsageError(f'--output: "{path}" ends in none of {endings}; name the file so, or give --format')
    return found


def write(written: Written | HandedOn, forms: Forms, form: str | None) -> None:
    """Put the text where it is asked for: into a new file, else on the terminal or into the pipe; files into their folder."""
    from pathlib import Path

    if isinstance(written, HandedOn):
        told = written.write(form or forms.in_pipe)
        say(f"written: {written.path}: {told}")
        return

    if written.path is not None:
        from evtrials.trial.whole_files import write_new

        write_new(Path(written.path), written.text(form or forms.in_pipe), written.is_earlier)
        say(f"written: {written.path}")
        return
    form = form or (forms.on_screen if out_is_terminal() else forms.in_pipe)
    if out_is_terminal() and form == forms.on_screen:
        show_page(written.page)
    elif forms.endings[form] == ".json":
        put_json(written.text(form))
    elif forms.endings[form] == ".html":
        put_html(written.text(form))
    else:
        put(written.text(form))
