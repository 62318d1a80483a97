"""A question asked on the command line: opened, answered, printed or drawn, and what the answer lacks said beside it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from typer.models import ArgumentInfo

from evtrials.cli.options import (
    Columns,
    Format,
    Json,
    LeftOutToo,
    Limit,
    SkipInvalid,
    SomeTrials,
    Sort,
    TrialInWords,
    TrialName,
    Trials,
    asked_format,
    asked_order,
    emit,
    format_of,
    open_library,
    option_of,
)
from evtrials.cli.pictures import Output, Plot, draw, is_picture
from evtrials.cli.saying import say, skipped
from evtrials.cli.written import Forms, HandedOn, Written, form_of, write
from evtrials.collection.filters import FILTERS, query_of
from evtrials.errors import NothingToDraw, Refused
from evtrials.notation.patterns import compiled
from evtrials.notation.spelling import typed, typed_together

if TYPE_CHECKING:
    from evtrials.collection.filters import Filter, Query
    from evtrials.collection.library import Library
    from evtrials.collection.selection import LeftOut, Selection
    from evtrials.plots.files import Picture
    from evtrials.questions.answer import Answer
    from evtrials.trial.model import Trial


_COMMA = compiled(r",(?!\s)")
# What `search` takes is a text: what it is made of is its own matter.
_TEXT = "TEXT"
_COLUMNS_HINT = "See them with: evtrials columns"


class Asked:
    """What a command is asked: the collection, and the trials that it is about: those named, else those of the filters.

    beside: lines to say on stderr after the answer.
    """

    def __init__(self, library: Library, query: Query, names: Sequence[str]) -> None:
        self.library, self.query, self.names = library, query, names
        self.beside: list[str] = []
        # The ids among the words of the question itself.
        self.narrowed: tuple[str, ...] = ()
        self.sort = ""
        # What chooses the trials: a question about an endpoint tells of those without it, and does not lose them.
        self.choosing = query

    @cached_property
    def selection(self) -> Selection:
        """The trials of the filters; none where trials are named."""
        from evtrials.collection.selection import Selection

        selected = Selection() if self.names else self.library.select(self.choosing)
        return selected.sorted(self.sort) if self.sort else selected

    def narrow(self, ids: Sequence[str]) -> None:
        """Ask of some trials alone, whatever they are about: who names a trial wants it."""
        if ids:
            self.narrowed = tuple(dict.fromkeys(ids))
            self.__dict__["selection"] = self.library.selection_of(ids)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the trials, each once, in the order as typed or that of all lists."""
        return tuple(dict.fromkeys(map(self.library.id_of, self.library.together(self.names)))) or self.selection.ids

    @property
    def trials(self) -> Sequence[Trial]:
        """The trials, each read whole."""
        return [self.library.trial(id_) for id_ in self.ids] if self.names else self.selection.trials

    @property
    def endpoints(self) -> list[str]:
        """The ids of the endpoints asked for, each once; UsageError for one that nothing bears."""
        from evtrials.questions.named import endpoint_named

        return list(dict.fromkeys(endpoint_named(self.library, name) for name in self.query.endpoint))

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What the filters left out."""
        return self.selection.left_out

    @property
    def caveats(self) -> tuple[str, ...]:
        """What a reader must know of how names were read, and the filters, where they were asked."""
        of_filters = self.selection.caveats if "selection" in vars(self) else ()
        return (*self.library.caveats_of_names, *of_filters)

    @property
    def words(self) -> dict[str, object]:
        """What was asked, as JSON tells it."""
        endpoint = {"endpoint": list(self.query.endpoint)} if self.query.endpoint else {}
        return {"trials": list(self.ids), **endpoint} if self.names else self.query.asked


# What was asked last, with all that was read for it: the program leaves without freeing it, which takes a fortieth of an answer.
_LAST: list[Asked] = []


class Pictured(NamedTuple):
    """An answer that can be drawn. picture: makes the drawing. on_screen: a terminal gets it rather than the table."""

    answer: Answer
    picture: Callable[[], Picture]
    on_screen: bool = False


Answered: TypeAlias = "Answer | Pictured | Written | HandedOn"


def asks(
    *,
    filters: bool = False,
    whole: bool = False,
    names: bool = False,
    draws: bool = False,
    about: Sequence[str] = (),
    writes: Forms | None = None,
) -> Callable[[Callable[..., Answered]], Callable[..., None]]:
    """Make a command of a function that answers; its first argument is what was asked.

    The command has the options of place and format after the function's own. filters: those of every filter before them;
    names: trials may be named instead. about: --about where it is not given. whole: the whole collection is read, as it is
    for filters, and files that do not load may be passed over. draws: it may answer with a picture. writes: it answers with
    text or files in these forms, not in the formats of a table.
    """
    printing: dict[str, tuple[Any, Any]] = {"format": (Format, None), "json": (Json, False)}
    printing |= {"columns": (Columns, None), "limit": (Limit, None)}
    printing |= {"sort": (Sort, None), "left_out": (LeftOutToo, False)} if filters else {}
    if writes:
        printing = {"format": (writes.option, None)}

    def made(answering: Callable[..., Answered]) -> Callable[..., None]:
        own = list(inspect.signature(answering, eval_str=True).parameters.values())[1:]
        arguments = [place for place, parameter in enumerate(own) if _is_argument(parameter)]
        if [TrialName] == [own[place].annotation for place in arguments]:
            own[arguments[0]] = own[arguments[0]].replace(annotation=TrialInWords)
        every = FILTERS if filters else {}
        skipping = {"skip_invalid": (SkipInvalid, False)} if filters or whole else {}
        naming = [_parameter("names", SomeTrials, None)] if names else []
        drawing = {"plot": (Plot, False), "output": (Output, None)} if draws else {}
        words = {parameter.name: parameter for parameter in (*naming, *own)}
        shared = {**drawing, "trials": (Trials, None), **skipping, **printing}

        @functools.wraps(answering)
        def run(**given: Any) -> None:
            wanted = {name: value for name in every if (value := given.pop(name)) != []}
            options = {name: given.pop(name) for name in shared}
            if about and not wanted.get("about"):
                wanted["about"] = list(about)
            given = {name: _words(parameter, given[name]) for name, parameter in words.items()}
            named = given.pop("names") if names else None
            _tell(answering, query_of(**wanted), named or (), given, forms=writes, **options)

        parameters = [
            *(_parameter(name, option_of(one), False if one.takes == "switch" else None) for name, one in every.items()),
            *naming,
            *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own),
            *(_parameter(name, *option) for name, option in shared.items()),
        ]
        # What must be given stands first in a signature.
        parameters.sort(key=lambda parameter: parameter.default is not inspect.Parameter.empty)
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        del run.__wrapped__
        return run

    return made


def _parameter(name: str, annotation: Any, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _is_argument(parameter: inspect.Parameter) -> bool:
    """Whether it is given by its place, not by a name."""
    return isinstance(parameter.annotation.__metadata__[0], ArgumentInfo)


def _words(parameter: inspect.Parameter, value: Any) -> Any:
    """What was given for an option or argument; UsageError for words that ask for nothing (see `typed`)."""
    if not isinstance(value, (str, list)) or value == []:
        return value
    hint = parameter.annotation.__metadata__[0]
    # In an annotation the first name of an option stands where the default does; an argument has none.
    option = hint.default if isinstance(hint.default, str) else hint.metavar.strip("[]. ")
    if isinstance(value, str):
        return typed(option, value, hint.help)
    words = typed_together(option, value, hint.help)
    if parameter.annotation is TrialInWords:
        return " ".join(words)
    if not _is_argument(parameter) or hint.metavar == _TEXT:
        return words
    # As in every filter a comma is "or": `results pfs,os` asks for both.
    return [part for word in words for part in _COMMA.split(word) if part]


def _tell(
    answering: Callable[..., Answered],
    query: Query,
    names: Sequence[str],
    given: dict[str, Any],
    *,
    trials: list[str] | None,
    format: str | None,
    forms: Forms | None = None,
    json: bool = False,
    skip_invalid: bool = False,
    plot: bool = False,
    output: str | None = None,
    columns: str | None = None,
    limit: int | None = None,
    sort: str | None = None,
    left_out: bool = False,
) -> None:
    """Answer, print or draw the answer, and say on stderr what it lacks."""
    if forms:
        format = form_of(forms, format, given.get("output"))
    else:
        asked_format(format, json)
    chosen = [typed("--columns", name, _COLUMNS_HINT) for name in columns.split(",")] if columns is not None else []
    is_drawn = is_picture(plot, output, format, json)
    asked = Asked(open_library(trials, skip_invalid), query, names)
    _LAST[:] = [asked]
    asked.sort = asked_order(sort)
    try:
        answered = answering(asked, **given)
    except Refused as refusal:
        if not forms and asked_format(format, json) == "json":
            from evtrials.questions.refusal import refusal_answer

            words = asked.words | {name: value for name, value in given.items() if value}
            emit(refusal_answer(refusal, words), "json", json, library=asked.library)
        raise
    is_on_page = False
    if isinstance(answered, (Written, HandedOn)):
        assert forms, "a command that answers with text or files has forms"
        write(answered, forms, format)
        told = (asked.left_out, "", 0, "evtrials list --left-out")
    else:
        answer, picture, on_screen = answered if isinstance(answered, Pictured) else (answered, None, False)
        answer = _shaped(answer, chosen, limit, left_out=left_out)
        told = (answer.left_out, answer.tally, answer.out, "--left-out")
        is_table = format_of(answer, format, json) == "table" and not chosen and limit is None
        wants_picture = picture and not left_out and (is_drawn or (on_screen and is_table))
        drawn = _drawn(picture, asked, output) if picture and wants_picture else None
        if drawn is not None:
            draw(drawn, plot, output, asked.library)
        else:
            format = "table" if wants_picture else format
            emit(answer, format, json, library=asked.library, caveats=asked.caveats)
            is_on_page = format_of(answer, format, json) in ("table", "markdown")
    left = [] if is_on_page else _left_out(*told)
    for line in (*asked.caveats, *skipped(asked.library.skipped), *left, *asked.beside, *_hints(asked)):
        say(line)


def _drawn(picture: Callable[[], Picture], asked: Asked, output: str | None) -> Picture | None:
    """The picture of an answer; None where it has nothing to draw, unless a file of it is wanted."""
    try:
        return picture()
    except NothingToDraw as error:
        if output is not None:
            raise
        asked.beside.append(f"{error}: the answer stands as a table")
        return None


def _shaped(answer: Answer, columns: Sequence[str], limit: int | None, *, left_out: bool) -> Answer:
    """The answer as the options of its table want it: fewer columns, fewer rows, or what it left out in its place."""
    if limit is not None:
        answer = answer.limited(limit)
    if left_out:
        from evtrials.answers.left_out import left_out_answer

        answer = left_out_answer(answer)
    return answer.narrowed(columns) if columns else answer


def _left_out(left_out: Sequence[LeftOut], tally: str, out: int, named_by: str) -> Iterator[str]:
    """How much is shown of how much, where the format itself does not say it."""
    from evtrials.answers.left_out import left_out_line

    if left_out:
        yield left_out_line(left_out, tally, out, named_by)


def _hints(asked: Asked) -> Iterator[str]:
    """Where no trial fits the filters: which one to loosen."""
    if "selection" in vars(asked) and not asked.names and not asked.selection:
        query = asked.query
        hints = [f"without {_typed(FILTERS[name], query)} {count}" for name, count in asked.library.loosened(query).items()]
        yield "no trial fits; " + (f"trials found {', '.join(hints)}" if hints else "try fewer filters")


def _typed(one: Filter, query: Query) -> str:
    """The option of a filter as it was typed: of a pair, the one of the two."""
    yes, _, no = one.flag.partition("/")
    return no if no and getattr(query, one.name) == (False,) else yes
