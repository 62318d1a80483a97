"""What was asked in a line, as the heading of its answer: `Trials: subtype her2+, phase 3`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evtrials.collection.filters import FILTERS, MTOR

if TYPE_CHECKING:
    from evtrials.collection.filters import Query


def as_typed(query: Query) -> list[str]:
    """The filters of a query as options, for a command that asks of the same trials: `--subtype hr+/her2-`."""
    words: list[str] = []
    for name, values in query.asked.items():
        one = FILTERS[name]
        yes, _, no = one.flag.partition("/--")
        if one.takes == "switch":
            words.append(yes)
        elif one.takes == "either":
            words.append(yes if values else f"--{no}")
        elif (name, values) != ("about", [MTOR]):
            said = [str(value) for value in (values if isinstance(values, list) else [values])]
            words += [f'{yes} "{value}"' if " " in value else f"{yes} {value}" for value in said]
    return words


def asked_in_words(query: Query, noun: str = "Trials") -> str:
    """The filters of a query behind what is listed; those that only widen an answer are not told."""
    said = []
    for name, values in query.asked.items():
        one = FILTERS[name]
        if one.takes == "switch" or (name == "about" and values == [MTOR]):
            continue
        yes, _, no = one.flag.removeprefix("--").partition("/--")
        if one.takes == "either":
            said.append((yes if values else no).replace("-", " "))
        else:
            # A comma between values is or.
            words = " or ".join(map(str, values)) if isinstance(values, list) else str(values)
            said.append(f"{yes.replace('-', ' ')} {words}")
    return f"{noun}: {'; '.join(said)}" if said else noun
