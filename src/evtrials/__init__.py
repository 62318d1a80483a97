"""Trials of everolimus and the other mTOR inhibitors in breast cancer, with the source of every figure.

    import evtrials
    library = evtrials.load()
    library.get("bolero-2").endpoints["pfs"]

What is named here is resolved when it is first used, so that `import evtrials` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["EvTrialsError", "Library", "Trial", "__version__", "load"]

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.errors import EvTrialsError
    from evtrials.trial.model import Trial


def load(*places: str) -> Library:
    """The shipped collection, or the folders named (`shipped` among them stands for the collection that comes with the tool)."""
    from evtrials.collection.library import Library
    from evtrials.collection.store import open_store

    return Library(open_store(places))


def __getattr__(name: str) -> Any:
    homes = {"EvTrialsError": "evtrials.errors", "Library": "evtrials.collection.library", "Trial": "evtrials.trial.model"}
    if name not in homes:
        raise AttributeError(f"module 'evtrials' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(homes[name]), name)
