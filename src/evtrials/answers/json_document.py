"""JSON: one object around the answer; jsonl: the records alone, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from textwrap import indent

from evtrials.questions.answer import Answer

SCHEMA_VERSION = 2


def document(
    answer: Answer, data_version: str | None, data_date: str | None, of_collection: Sequence[str] = ()
) -> Iterator[str]:
    """The answer as one JSON object, piece by piece. of_collection: caveats of whatever is answered from this collection."""
    frame = {
        "schema_version": SCHEMA_VERSION,
        "data_version": data_version,
        "data_date": data_date,
        "query": answer.query,
        "caveats": [*of_collection, *answer.caveats],
        "left_out": answer.left_out_by_reason,
    }
    yield json.dumps(frame, ensure_ascii=False, indent=2).removesuffix("\n}")
    yield f",\n  {json.dumps(answer.name)}: ["
    separator = "\n"
    for item in answer.items:
        yield separator + indent(json.dumps(item, ensure_ascii=False, indent=2), "    ")
        separator = ",\n"
    yield "]\n}\n" if separator == "\n" else "\n  ]\n}\n"


def lines(answer: Answer) -> Iterator[str]:
    """The rows alone, one JSON object a line."""
    for line in answer.lines:
        yield json.dumps(line, ensure_ascii=False) + "\n"
