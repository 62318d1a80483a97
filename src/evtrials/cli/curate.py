"""The curator's commands beside check: reconcile two readings, diff two states, begin a file, print the schema."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evtrials.cli.options import Format, Json, SkipInvalid, Trials, asked_format, complete_trial, emit
from evtrials.cli.saying import say, skipped
from evtrials.cli.streams import put_json

if TYPE_CHECKING:
    from evtrials.collection.loading import Loaded
    from evtrials.errors import DataError, Problem

_OneFolder = Annotated[
    Path | None,
    typer.Option("--trials", metavar="DIR", help="The collection's folder in the git checkout; by default trials at its root."),
]


def reconcile(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="The first reading: a trial file.", readable=False)],
    second: Annotated[
        Path, typer.Argument(metavar="SECOND", help="The second reading of the same trial; its name is free.", readable=False)
    ],
    trials: Trials = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """Two readings of one trial, field by field.

    Rows are matched by what names them (endpoint, cut, population, assessor, source ...), never by their position.
    Exit code 0 where the readings agree and each says who read, 1 where not. Wording does not count, nor in which of two
    spellings a figure is written: 0.62 (0.41 to 0.94) is 0.62 (95 % CI 0.41 to 0.94), 12/40 (30%) is 12/40 (30 %), a p of .05
    is 0.05, once daily is daily. Digits count: 0.48 and 0.4800 are two figures, as 7 and 7.0 are. Who read, and when, is
    curation.extracted of each file; two readings by one person are refused, and where a file does not say it, nothing shows
    that two people read.
    """
    from evtrials.bench.changes import load_reading, refuse_one_reader, unsigned
    from evtrials.bench.changes import reconcile as compared
    from evtrials.bench.reports import reconciled
    from evtrials.collection.folders import root_of
    from evtrials.collection.store import Folder, open_store
    from evtrials.errors import DataError

    asked_format(format, json)
    store = open_store(trials or ())
    for told in store.terms.redefined:
        say(told)
    # A source cited by several trials stands in the collection of the first reading, wherever the second lies.
    shared = {**store.sources, **Folder(root_of(first)).sources}
    readings: list[Loaded] = []
    problems: list[Problem] = []
    for path in (first, second):
        try:
            readings.append(load_reading(path, store.terms, {**shared, **Folder(root_of(path)).sources}))
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    refuse_one_reader(*readings)
    comparison = compared(*readings)
    emit(reconciled(comparison), format, json)
    if nameless := unsigned(*readings):
        told = "so that nothing shows that two people read; sign each: curation: {extracted: {by: Doe J, date: 2026-01-02}}"
        say(f"{' and '.join(nameless)} {'do' if nameless[1:] else 'does'} not say who read the sources, {told}")
    if comparison.differences or nameless:
        raise typer.Exit(1)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A folder of trials, or a git revision.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A folder of trials, or a git revision.")],
    trials: _OneFolder = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """What changed in a collection.

    Trials added and removed, figures with old value, new value and source, other fields. A name that is a folder is
    one; any other is a revision of the git checkout here, which is read without being checked out. As Markdown, the
    answer is the body of a changelog's section on trials.
    """
    from contextlib import ExitStack

    from evtrials.bench.changes import diff as compared
    from evtrials.bench.reports import changed
    from evtrials.bench.revisions import folder_at

    asked_format(format, json)
    with ExitStack() as stack:
        before, after = (
            _loaded(Path(name), name, True, skip_invalid)
            if os.path.isdir(name)
            else _loaded(stack.enter_context(folder_at(name, trials)), name, False, skip_invalid)
            for name in (old, new)
        )
        emit(changed(compared(before, after, (old, new))), format, json)


def new(
    id: Annotated[str, typer.Argument(metavar="ID", help="The permanent id: two or more of a-z, 0-9 and -.")],
    minimal: Annotated[bool, typer.Option("--minimal", help="A dozen lines instead of every field.")] = False,
    skeleton: Annotated[
        str | None,
        typer.Option(
            "--skeleton", metavar="FROM", help="A trial file (or id) to copy without its figures.", autocompletion=complete_trial
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write the skeleton.")] = None,
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder to write into; by default this one.")] = Path(),
    trials: Trials = None,
) -> None:
    """A commented trial file to fill in.

    With --minimal, the dozen lines that a file must have, to which others are added. With --skeleton FROM, a copy of that trial's
    file for a second reader: ids, sources and what names each row stay, figures do not. It is written to ID.second.yaml. Every
    TODO has to be filled in or deleted before the file loads. Where the collection has no schema for editors, that is brought
    along, as by evtrials schema --into.
    """
    from evtrials.bench.editor_files import TEMPLATE_FILE, bring, made, schema_for
    from evtrials.collection.folders import shipped_folder
    from evtrials.errors import UsageError, counted
    from evtrials.trial.reader import read_text
    from evtrials.trial.skeleton import TODO, minimal_text, new_text, places_to_fill, skeleton_text
    from evtrials.trial.whole_files import write_new

    if output is not None and skeleton is None:
        raise UsageError("--output names the file of a --skeleton; a new trial is named by its id (see --into DIR)")
    if minimal and skeleton is not None:
        raise UsageError("--minimal and --skeleton ask for two files; give one")
    path = output or into / f"{id}{'.second' if skeleton else ''}.yaml"
    schema, missing_in = schema_for(path)
    if skeleton is not None:
        source = _reading(skeleton, trials)
        if source.trial.id != id:
            raise UsageError(f'{skeleton} is "{source.trial.id}", not "{id}"; a skeleton is of the same trial')
        text = skeleton_text(source.document, schema)
    elif minimal:
        text = minimal_text(id, schema)
    else:
        text = new_text(id, shipped_folder() / TEMPLATE_FILE, schema)
    made(path.parent)
    write_new(path, text)
    say(f"wrote {path}: {counted(len(places_to_fill(read_text(text).data)), TODO)} to fill in or delete")
    for line in bring(missing_in) if missing_in else ():
        say(line)


def schema(
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="Write _schema.json into this folder, and _template.yaml.")
    ] = None,
) -> None:
    """The JSON Schema of a trial file, for editors.

    Draft 7. With --into DIR it is brought to the folder of your trials (made where there is none), with the template that has
    an example of every field: the first line of each file that evtrials new begins names it, and an editor that knows YAML
    completes and explains the fields and marks what is wrong.
    """
    from evtrials.bench.editor_files import bring, made
    from evtrials.trial.schema import schema_text

    if into is None:
        put_json(schema_text())
        return
    for line in bring(made(into)):
        say(line)


def _loaded(folder: Path, name: str, is_folder: bool, skip_invalid: bool) -> dict[str, Loaded]:
    """The trials of one state by id, with the shipped vocabulary and the folder's own; faults are named by the state.

    A state may be of another time than the tool: its own words stand, and where they differ that is said.
    """
    from evtrials.collection.folders import no_trial_in
    from evtrials.collection.store import Folder, Store
    from evtrials.errors import DataError, EvTrialsError

    store = Store([Folder(folder)], may_redefine=True)
    if not store.names:
        raise no_trial_in(folder) if is_folder else EvTrialsError(f'the revision "{name}" has no trial file in that folder')
    try:
        _ = store.version, store.terms, store.sources  # a state of another format is refused by name
    except DataError as error:
        raise DataError(list(error.problems) if is_folder else _renamed(error, name, folder)) from None
    for told in store.terms.redefined:
        say(told if is_folder else told.replace(folder.name, name, 1))
    found: dict[str, Loaded] = {}
    problems: list[Problem] = []
    for loaded in store.load_each():
        if isinstance(loaded, DataError):
            problems += loaded.problems if is_folder else _renamed(loaded, name, folder)
        else:
            found[loaded.trial.id] = loaded
    if problems and not skip_invalid:
        raise DataError(problems)
    for line in skipped([DataError(problems)]):
        say(line)
    return found


def _renamed(error: DataError, name: str, folder: Path) -> list[Problem]:
    """Problems of a revision under its name: the temporary folder it was read from is gone."""
    from dataclasses import replace

    root = os.path.realpath(folder)
    return [
        replace(problem, file=f"{name}:{os.path.relpath(os.path.realpath(problem.file), root)}") for problem in error.problems
    ]


def _reading(name: str, trials: list[str] | None) -> Loaded:
    """A trial by the path of its file, or by its id."""
    from evtrials.bench.changes import load_reading
    from evtrials.collection.folders import root_of
    from evtrials.collection.store import Folder, open_store
    from evtrials.errors import NameNotFound
    from evtrials.notation.spelling import typed

    store = open_store(trials or ())
    path = Path(name) if os.path.isfile(name) else store.files.get(typed("--skeleton", name))
    if path is None:
        raise NameNotFound(f'"{name}" is neither a file here nor the id of a trial; evtrials list names the ids')
    return load_reading(path, store.terms, {**store.sources, **Folder(root_of(path)).sources})
