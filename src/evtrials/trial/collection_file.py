"""What `_collection.yaml` may say: what a collection is, and in which format its files are written."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from evtrials.trial.fields import Date, Record, Text

FORMAT = "2"


def other_format(stated: Any) -> str:
    """What is wrong with a stated format (None where none is stated, as in format 1); "" where it is ours."""
    return "" if stated == FORMAT else f"is of format {stated or '1'}; this evtrials reads format {FORMAT}"


def _ours(stated: Any) -> Any:
    if fault := other_format(stated):
        raise PydanticCustomError("format", "{fault}", {"fault": fault})
    return stated


class CollectionFile(Record):
    """The name, version and date of a collection; version and date stand in every JSON answer."""

    name: Text | None = Field(None, description="what the collection is, in one line")
    version: Text | None = Field(None, description="its version, as 0.1.0")
    date: Date | None = Field(None, description="when this version was made")
    format: Annotated[Text, BeforeValidator(_ours)] = Field(
        "1", validate_default=True, description=f"the format in which the trial files are written: {FORMAT}"
    )
