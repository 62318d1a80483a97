"""docs/format.md and the template tell the whole format: every field of every model, as the models describe it.

UPDATE_DOCUMENTS=1 writes the tables of fields anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from evtrials.collection.folders import shipped_folder
from evtrials.collection.loading import load_file
from evtrials.collection.store import open_store
from evtrials.trial import fields
from evtrials.trial.arms import Arm, Cut, CutFacts, Eligibility, Isolates, Mixture, Part, Population, Therapies, Therapy
from evtrials.trial.collection_file import CollectionFile
from evtrials.trial.curves import Curve
from evtrials.trial.fields import Record
from evtrials.trial.model import (
    Crossover,
    Curation,
    Design,
    Participants,
    Reading,
    Status,
    Stopped,
    Strata,
    Trial,
    Waiver,
)
from evtrials.trial.notes import Note, NoteAbout, Notes, Remark, Sourced, Words
from evtrials.trial.results import Endpoint, Row, Statement
from evtrials.trial.sources import Publication
from evtrials.trial.tables import Block, DoseFinding, Harms
from evtrials.trial.terms_file import ClassEntry, DrugEntry, EndpointEntry, EventEntry, FactorEntry, TermEntry, TermsFile
from evtrials.trial.walk import records

GUIDE = Path(__file__).parents[2] / "docs" / "format.md"
TEMPLATE = shipped_folder() / "_template.yaml"
# The models in the order of the document; what has no title of its own is shown with the one that holds it.
TITLES: tuple[tuple[type[Record], str], ...] = (
    (Trial, "A trial"), (Status, "`status`"), (Participants, "`participants`"), (Design, "`design`"), (Strata, "`strata`"),
    (Stopped, "`stopped`"), (Crossover, "`crossover`"), (Eligibility, "`population`"), (Therapy, "an entry of `prior`, `naive`"),
    (Mixture, "`mix`"), (Part, "an entry of `parts`"), (Arm, "an entry of `arms`"), (Isolates, "`isolates`"),
    (Population, "an entry of `populations`"), (Cut, "an entry of `cuts`"), (CutFacts, "`also` of a cut"),
    (Endpoint, "an entry of `endpoints`"), (Row, "a row of `results`"), (Statement, "`stated`"), (DoseFinding, "`dose_finding`"),
    (Block, "a table of `exposure` or `baseline`"), (Harms, "a table of `safety`"), (Curve, "`curves`"), (Note, "`note`"),
    (NoteAbout, "an entry of the list `notes`"), (Waiver, "`waivers`"), (Curation, "`curation`"), (Reading, "a reading"),
    (Publication, "an entry of `sources`"),
)  # fmt: skip
BESIDE: tuple[tuple[type[Record], str], ...] = (
    (CollectionFile, "`_collection.yaml`"), (TermsFile, "`_terms.yaml`"), (DrugEntry, "a drug"), (ClassEntry, "a class of drugs"),
    (EndpointEntry, "an endpoint"), (EventEntry, "an adverse event"), (FactorEntry, "a factor"),
)  # fmt: skip
# What the file spreads over keys of its own: told in the text, no field there.
GATHERED = {(Row, "values"), (Mixture, "kinds")}
_NAMES = {
    "Figure": "figure", "Estimate": "figure", "PValue": "p value", "Dose": "dose", "Src": "source and place", "Date": "date", "Year": "year",
    "Id": "id", "Registration": "registration", "Line": "[line](#line-of-therapy)", "Count": "count", "Contrast": "`A v B`, `A with B`",
    "Followup": "`18 months`", "Doi": "`10.1056/NEJMoa1109653`", "Pmid": "digits", "Url": "address", "Ratio": "`2:1`", "CurveFile": "file", "ShortText": "text of at most 76 characters", "Text": "text",
    "Disease": "`hr+/her2-`", "Finding": "`no difference`, `favours ARM`, `not significant`, `consistent`, `as frequent`, `more frequent`, `other`",
}  # fmt: skip


def written(hint: Any) -> str:
    """How the values of a type are written: its notation, its closed words, a list or mapping of these."""
    for name, words in _NAMES.items():
        if hint == getattr(fields, name):
            return words
    if hint in (Notes, Words, Therapies):
        return {Notes: "text, mapping, or list of these", Words: "word or list", Therapies: "list: text or mapping"}[hint]
    if isinstance(hint, type) and issubclass(hint, Record):
        return "mapping"
    if hint is bool:
        return "`true`, `false`"
    arguments = [part for part in get_args(hint) if part not in (type(None), Ellipsis)]
    if all(isinstance(part, str) for part in arguments) and arguments:
        return ", ".join(f"`{word}`" for word in arguments)
    origin = getattr(hint, "__origin__", None)
    if hasattr(hint, "__metadata__"):
        return written(origin)
    if origin is tuple:
        return f"list: {written(arguments[0])}"
    if origin is dict:
        inner = written(arguments[1])
        return "entries by name" if inner == "mapping" else f"by name: {inner}"
    return " or ".join(dict.fromkeys(map(written, arguments))) if arguments else "text"


def table(model: type[Record], title: str) -> str:
    """The fields of a model: name (bold where it must be there), how it is written, what it means."""
    from typing import get_type_hints

    hints = get_type_hints(model, include_extras=True)
    lines = [f"### {title}", "", "| field | written | means |", "| --- | --- | --- |"]
    # What a source bears begins with what is its own.
    for name, field in sorted(model.model_fields.items(), key=lambda field: issubclass(model, Sourced) and field[0] in Sourced.model_fields):
        if (model, name) not in GATHERED:
            named = field.alias or name
            shown = f"**`{named}`**" if field.is_required() else f"`{named}`"
            lines.append(f"| {shown} | {written(hints[name])} | {field.description} |".replace("<arm>", "ARM"))
    return "\n".join(lines)


def tables(models: tuple[tuple[type[Record], str], ...]) -> str:
    return "\n\n".join(table(model, title) for model, title in models)


def test_the_tables_of_fields_are_current() -> None:
    """docs/format.md has every field as the models describe it."""
    old = GUIDE.read_text(encoding="utf-8")
    new = old
    for marker, models in (("fields", TITLES), ("fields of the files beside", BESIDE)):
        begin, end = f"<!-- {marker} -->\n", f"<!-- end of {marker} -->"
        assert 1 == new.count(begin) == new.count(end)
        head, _, rest = new.partition(begin)
        new = f"{head}{begin}\n{tables(models)}\n\n{end}{rest.partition(end)[2]}"
    if os.environ.get("UPDATE_DOCUMENTS"):
        GUIDE.write_text(new, encoding="utf-8")
    assert new == GUIDE.read_text(encoding="utf-8")


def models(kind: type[Record] = Record) -> Iterator[type[Record]]:
    """Every model of a mapping in a file."""
    for child in kind.__subclasses__():
        yield child
        yield from models(child)


def test_no_model_is_forgotten() -> None:
    """Every model of the files has its table in the document."""
    shown = {model for model, _ in (*TITLES, *BESIDE)}
    assert set() == set(models()) - shown - {Remark, Sourced, TermEntry}


def test_the_links_of_the_document_lead_somewhere() -> None:
    """Each heading that the document links to is there."""
    text = GUIDE.read_text(encoding="utf-8")
    headings = {re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-") for line in text.split("\n") if line.startswith("#")}
    assert set() == set(re.findall(r"\]\(#([^)]+)\)", text)) - headings
    for target in re.findall(r"\]\((\.\./[^)#]+)\)", text):
        assert (GUIDE.parent / target).is_file(), target


@pytest.mark.parametrize("model", [model for model, _ in TITLES], ids=lambda model: model.__name__)
def test_every_field_stands_in_the_template(model: type[Record]) -> None:
    """The template shows each field of each model at least once; a note, which may stand at all of them, at some."""
    store = open_store()
    trial = load_file(TEMPLATE, store.terms, store.sources).trial
    # All tables are written alike.
    kinds = (Block, Harms) if issubclass(model, Block) else (model,)
    said = {name for node in records(trial) if type(node.record) in kinds for name in node.record.model_fields_set}
    assert said <= set(model.model_fields) <= {*said, "note"}


def test_no_line_of_the_template_is_longer_than_160_columns() -> None:
    """The template keeps to the width that it asks of others."""
    assert [] == [line for line in TEMPLATE.read_text(encoding="utf-8").split("\n") if len(line) > 160]
