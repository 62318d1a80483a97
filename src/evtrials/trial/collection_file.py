"""What `_collection.yaml` may say: what a collection is, and in which format its files are written."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from evtrials.trial.fields import MAX_SHORT, Date, Record, ShortText, Text

FORMAT = "2"


def _ours(stated: Any) -> Any:
    """The format, where it is ours; a fault where it is another (a file that states none is of format 1), or no word at all."""
    if stated == FORMAT:
        return stated
    other = stated if isinstance(stated, str) and len(stated) <= MAX_SHORT else "unknown"
    raise PydanticCustomError("format", "{fault}", {"fault": f"is of format {other}; this evtrials reads format {FORMAT}"})


class CollectionFile(Record):
    """The name, version and date of a collection; version and date stand in every JSON answer."""

    name: Text | None = Field(None, description="what the collection is, in one line")
    version: ShortText | None = Field(None, description="its version, as 0.1.0")
    date: Date | None = Field(None, description="when this version was made")
    format: Annotated[Text, BeforeValidator(_ours)] = Field(
        "1", validate_default=True, description=f"the format in which the trial files are written: {FORMAT}"
    )
