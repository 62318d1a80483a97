"""The command that looks after the cache: evtrials cache."""

from __future__ import annotations

from typing import Annotated

import typer

from evtrials.cli.options import Trials, open_library


def cache(
    path: Annotated[bool, typer.Option("--path", help="Print where the caches are kept.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Delete the caches; nothing is lost, the files are read anew.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the cache of the collection anew.")] = False,
    trials: Trials = None,
) -> None:
    """Where the cache is kept; clear or rebuild it.

    The cache only makes answers faster. EVTRIALS_CACHE names another folder for it, or is "off".
    """
    from evtrials.collection.cache import NAMED, cache_folder, is_switched_off
    from evtrials.errors import EvTrialsError

    if is_switched_off():
        raise EvTrialsError("the cache is switched off (EVTRIALS_CACHE=off or --no-cache); there is none to look after")
    folder = cache_folder()
    if clear:
        found = sorted(folder.glob(f"{NAMED}*"))
        for file in found:
            file.unlink(missing_ok=True)
        typer.echo(f"deleted {len(found)} files in {folder}")
    if rebuild:
        library = open_library(trials)
        assert library.cache is not None
        library.cache.clear()
        typer.echo(f"read {len(library.profiles)} trials into {library.cache.path}")
    if path or not (clear or rebuild):
        typer.echo(str(folder))
