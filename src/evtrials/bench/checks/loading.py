"""What cannot be read, so that nothing else can be said of it."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials.bench.checks.base import Doubt, check
from evtrials.collection.loading import Loaded
from evtrials.trial.curve_data import curve_faults

TEMPLATE = "_template.yaml"


@check(
    "E100",
    mend="Correct it as the message says; _template.yaml shows every field. Nothing else of the file is checked before it loads.",
)
def does_not_load(loaded: Loaded) -> Iterator[Doubt]:
    """The file cannot be read as a trial: a field is missing, misspelt or not in its notation, or a name is not declared; or
    a survival curve that it names cannot be read.
    """
    # A file that is no trial is told where it is read; what is left are the files beside it.
    if loaded.file.name != TEMPLATE:
        for path, message in curve_faults(loaded.trial, loaded.file.parent):
            yield Doubt(path, message)
