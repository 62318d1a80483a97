"""What was read: one source, and how well it bears a figure."""

from pydantic import Field

from evtrials.notation.closed_words import Basis
from evtrials.trial.fields import Record, Text, Year

# A key is also the name of a text that the curator keeps; one with a path in it would lead to other files.
KEY = r"[A-Za-z0-9][A-Za-z0-9.-]{0,59}"
HOW_KEY = 'the key of a source is letters, digits, "." and "-" of the Latin alphabet, as Yardley2013; no spaces'


class Publication(Record):
    """One source that was read. `basis` says what was read of it; `reports` names the source which a second-hand page retells."""

    title: Text
    authors: tuple[Text, ...] = ()
    journal: Text | None = None
    publisher: Text | None = Field(None, description="of a web page, registry or label")
    meeting: Text | None = Field(None, description="conference of an abstract")
    number: Text | None = Field(None, description="abstract number")
    year: Year | None = None
    volume: Text | None = None
    issue: Text | None = None
    pages: Text | None = None
    pmid: Text | None = None
    doi: Text | None = None
    url: Text | None = None
    basis: Basis
    reports: Text | None = None
    not_seen: Text | None = Field(None, description="what was cut off or not shown")

    @property
    def mark(self) -> str:
        """The mark of a second-hand figure in a cell: dagger for a review, double dagger for press, else nothing."""
        return {"review": "†", "press": "‡"}.get(self.basis, "")
