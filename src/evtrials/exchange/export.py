"""An export of some trials: its tables, and what is said of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evtrials import __version__
from evtrials.exchange.datapackage import Told
from evtrials.exchange.effects import Effects, effects_of
from evtrials.exchange.folder import write_export
from evtrials.exchange.tables import Sheet, effects_sheet, sheets_of
from evtrials.questions.phrases import EVIDENCE_NOT_ADVICE
from evtrials.questions.results import OWN_COMPARISON

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import Library
    from evtrials.collection.selection import Selection


@dataclass(frozen=True, slots=True)
class Export:
    """The tables of some trials, made and not yet written."""

    sheets: Sequence[Sheet]
    effects: Effects
    told: Told

    @property
    def said(self) -> Sequence[str]:
        """What must be said beside them."""
        return (OWN_COMPARISON, *self.effects.told)

    def write(self, place: Path, format: str) -> str:
        """Write them into a folder (see `write_export`); what was written, in a line."""
        write_export(place, format, self.sheets, effects_sheet(self.effects), self.told)
        counts = ", ".join(f"{sheet.name} {len(sheet.records)}" for sheet in self.sheets)
        return f"rows of {counts}; effects.csv with effects.R, codebook.csv, datapackage.json"


def export_of(library: Library, selection: Selection, query: Query, skipped: Sequence[str] = ()) -> Export:
    """The export of the trials of a selection. skipped: what is said of files that were passed over."""
    effects = effects_of(library, selection.trials, query)
    version, day = library.version
    left_out = {one.reason: list(one.ids) for one in selection.left_out} | effects.left_out
    caveats = (EVIDENCE_NOT_ADVICE, OWN_COMPARISON, *library.caveats, *skipped, *selection.caveats, *effects.told)
    data = f"data {version} of {day}" if version else "data without a version"
    told = Told(f"Made by evtrials {__version__}, {data}.", version, day, query.asked, caveats, left_out)
    return Export(sheets_of(library, selection, query), effects, told)
