"""The command that looks after the cache: evtrials cache."""

from __future__ import annotations

from typing import Annotated

import typer

from evtrials.cli.options import Trials, open_library
from evtrials.cli.streams import put


def cache(
    path: Annotated[bool, typer.Option("--path", help="Print where the caches are kept.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Delete the caches; nothing is lost, the files are read anew.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the cache of the collection anew.")] = False,
    trials: Trials = None,
) -> None:
    """Where the cache is kept; clear or rebuild it.

    The cache only makes answers faster. EVTRIALS_CACHE names another folder for it, or is "off".
    """
    from evtrials.collection.cache_files import cache_folder, is_switched_off
    from evtrials.collection.cache_files import clear as cleared
    from evtrials.errors import EvTrialsError, counted, listed, printable

    if is_switched_off():
        raise EvTrialsError("the cache is switched off (EVTRIALS_CACHE=off or --no-cache); there is none to look after")
    folder = cache_folder()
    told = printable(str(folder))
    if clear:
        count, left = cleared(folder)
        put(f"deleted {counted(count, 'file')} in {told}\n")
        if left:
            names = listed(printable(path.name) for path in left)
            raise EvTrialsError(f"not deleted, for evtrials did not make them or they are not yours alone: {names}")
    if rebuild:
        library = open_library(trials)
        assert library.cache is not None
        library.cache.clear()
        read = counted(len(library.profiles), "trial")
        if library.cache.trouble:
            raise EvTrialsError(
                f"{read} read, but no cache made in {told}: {printable(library.cache.trouble)}; answers are the same without, "
                "only slower"
            )
        put(f"read {read} into {printable(str(library.cache.path))}\n")
    if path or not (clear or rebuild):
        put(f"{told}\n")
