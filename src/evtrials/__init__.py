"""Trials of everolimus and the other mTOR inhibitors in breast cancer, with the source of every figure.

    import evtrials
    lib = evtrials.load()
    lib["bolero-2"]                               # a trial by any of its names
    lib.select(subtype="her2+", line=2)           # filters as on the command line
    lib.figures(endpoint="pfs").to_pandas()       # the tidy table, a row a figure

What is named here is resolved when it is first used, so that `import evtrials` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["EvTrialsError", "Library", "Query", "Trial", "__version__", "load"]

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import Library
    from evtrials.errors import EvTrialsError
    from evtrials.trial.model import Trial


def load(*places: str, skip_invalid: bool = False) -> Library:
    """The shipped collection, or that of the folders named, a later one overriding trials of an earlier one by id; `shipped`
    among them stands for the collection that comes with the tool.

    No trial is read yet. EvTrialsError where a place is no folder, or has no trial in it or below it; a file that does not load
    raises DataError, with every fault, when it is asked for, or is passed over with skip_invalid and told in `Library.skipped`.
    """
    from evtrials.collection.library import Library
    from evtrials.collection.store import open_store

    return Library(open_store(places), skip_invalid=skip_invalid)


_HOMES = {
    "EvTrialsError": "evtrials.errors",
    "Library": "evtrials.collection.library",
    "Query": "evtrials.collection.filters",
    "Trial": "evtrials.trial.model",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'evtrials' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
