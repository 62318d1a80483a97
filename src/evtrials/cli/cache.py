"""The command that looks after the index: evtrials cache."""

from __future__ import annotations

from typing import Annotated

import typer

from evtrials.cli.options import Trials, open_library


def cache(
    path: Annotated[bool, typer.Option("--path", help="Print where the indexes are kept.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Delete the indexes; nothing is lost, the files are read anew.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index of the collection anew.")] = False,
    trials: Trials = None,
) -> None:
    """Where the index is kept; clear or rebuild it.

    The index only makes answers faster. EVTRIALS_CACHE names another folder for it, or is "off".
    """
    from evtrials.collection.indexed import IndexedCatalogue, cache_folder, index_path, is_switched_off
    from evtrials.errors import EvTrialsError

    if is_switched_off():
        raise EvTrialsError("the index is switched off (EVTRIALS_CACHE=off or --no-cache); there is none to look after")
    folder = cache_folder()
    if clear:
        found = sorted(folder.glob("index-*.sqlite3*"))
        for file in found:
            file.unlink(missing_ok=True)
        typer.echo(f"deleted {len(found)} files in {folder}")
    if rebuild:
        catalogue = open_library(trials).catalogue
        assert isinstance(catalogue, IndexedCatalogue)
        catalogue.rebuild()
        typer.echo(f"indexed {len(catalogue.ids)} trials in {index_path(catalogue.folders)}")
    if path or not (clear or rebuild):
        typer.echo(str(folder))
