"""What was read: one source, and how well it bears a figure."""

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from evtrials.notation.closed_words import Basis
from evtrials.trial.fields import Doi, Pmid, Record, Text, Url, Year

# A key is also the name of a text that the curator keeps; one with a path in it would lead to other files.
KEY = r"[A-Za-z0-9][A-Za-z0-9.-]{0,59}"
# The last of a list of authors that goes on, in the text read or in the file.
AND_OTHERS = "et al"
HOW_KEY = 'the key of a source is letters, digits, "." and "-" of the Latin alphabet, as Yardley2013; no spaces'


class Publication(Record):
    """One source that was read. `basis` says what was read of it; `reports` names the source which a second-hand page retells."""

    title: Text = Field(
        description="title as printed; what no text shows is described in brackets: [News of it; title not in the text read]"
    )
    authors: tuple[Text, ...] = Field((), description="authors as printed: Surname AB; `et al` last, where the list goes on")
    journal: Text | None = Field(None, description="journal, abbreviated")
    publisher: Text | None = Field(None, description="publisher of a web page, registry or label")
    meeting: Text | None = Field(None, description="conference of an abstract")
    number: Text | None = Field(None, description="abstract number")
    year: Year | None = Field(None, description="year of publication")
    volume: Text | None = Field(None, description="volume")
    issue: Text | None = Field(None, description="issue of the volume")
    pages: Text | None = Field(None, description="pages")
    pmid: Pmid | None = Field(None, description="PubMed number")
    doi: Doi | None = Field(None, description="digital object identifier")
    url: Url | None = Field(None, description="where it was read")
    basis: Basis = Field(description="what was read of this source, best first: full text, label, registry, abstract, ... press")
    reports: Text | None = Field(None, description="the source that a second-hand page retells")
    not_seen: Text | None = Field(None, description="what of this source was cut off or not shown")

    @field_validator("authors")
    @classmethod
    def _others_come_last(cls, authors: tuple[str, ...]) -> tuple[str, ...]:
        for place, author in enumerate(authors):
            is_others = author.casefold().rstrip(".") in (AND_OTHERS, "and others")
            if is_others and (author != AND_OTHERS or place == 0 or place < len(authors) - 1):
                raise PydanticCustomError(
                    "authors", '"{author}": a list of authors that goes on ends in et al, after a name', {"author": author}
                )
        return authors

    @property
    def named(self) -> tuple[str, ...]:
        """The authors that are named."""
        return self.authors[:-1] if self.goes_on else self.authors

    @property
    def goes_on(self) -> bool:
        """Whether the list of authors goes on behind those that are named."""
        return self.authors[-1:] == (AND_OTHERS,)

    @property
    def mark(self) -> str:
        """The mark of a second-hand figure in a cell: dagger for a review, double dagger for press, else nothing."""
        return {"review": "†", "press": "‡"}.get(self.basis, "")
