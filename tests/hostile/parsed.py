"""Two trials full of payloads, and what is printed of them read back by a parser of its format: text stayed text.

Every text is there as text, and nothing else is. What reads the formats comes with the extra `dev`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

import bibtexparser
import jsonschema
import rispy
from asked import ask
from bibtexparser.middlewares import LatexDecodingMiddleware
from hostile_words import TEXTS, filled
from markdown_reader import read, told
from page_reader import read_page

from evtrials.answers.delimited import write_delimited
from evtrials.answers.markdown import markdown
from evtrials.answers.terminal import print_page
from evtrials.collection.library import Library
from evtrials.collection.store import open_store
from evtrials.questions.answer import Line
from evtrials.trial.reader import read_file, read_text
from evtrials.trial.skeleton import skeleton_text

CURVE = "time,event,arm\n1,1,eve-10\n2,0,eve-10\n1,1,let\n3,0,let\n"
ASKED = {
    "list": "list --about all --mixed --unstated",
    "show": "show template-1 --all-cuts",
    "compare": "compare template-1 template-2",
    "search": "search everolimus",
    "map": "map --about all --mixed --unstated",
    "results": "results --endpoint pfs --all --about all",
    "quote": "quote template-1 pfs",
    "safety": "safety --all --about all",
    "exposure": "exposure --all --about all",
    "doses": "doses everolimus --about all",
    "subgroups": "subgroups template-1 --all-cuts",
    "biomarkers": "biomarkers --about all",
    "curve": "curve template-1",
    "trace": "trace template-1",
    "absolute": "absolute template-1 pfs --baseline 38",
    "conflicts": "conflicts",
    "sources": "sources",
    "figures": "figures",
    "arms": "arms",
}
HELD_TOGETHER = {"reconcile": "reconcile DIR/template-1.yaml OTHER/template-1.yaml", "diff": "diff OTHER DIR"}
DRAWN = ("map", "results", "safety", "curve")
FORMATS = ("markdown", "table", "csv", "tsv", "json", "jsonl")
# What a mistake would be seen in soonest.
SEED = (("show", "markdown"), ("compare", "markdown"), ("trace", "markdown"), ("sources", "markdown"), ("show", "table"),
        ("list", "table"), ("figures", "csv"), ("sources", "tsv"), ("figures", "jsonl"))  # fmt: skip
REPORTED = {
    "html", "head", "meta", "title", "style", "script", "body", "header", "main", "footer", "nav", "section", "article", "details", "summary",
    "h1", "h2", "h3", "p", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "b", "i", "sup", "span", "div",
    "aside", "form", "label", "select", "option", "input", "button", "svg", "desc", "g", "text", "path", "rect",
}  # fmt: skip
REPORTED_NAMES = {
    "lang", "charset", "http-equiv", "content", "name", "id", "class", "href", "rel", "scope", "colspan", "rowspan", "role", "tabindex",
    "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden", "aria-live", "hidden", "type", "value", "data-t", "data-k", "data-sort",
    "data-in", "data-mixed", "data-unstated", "viewbox", "x", "y", "width", "height", "d", "transform", "text-anchor",
}  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


class Collection:
    """Two trials full of payloads, the same two at another turn, and what their commands print."""

    def __init__(self, turn: int, folder: Path) -> None:
        self.folder = folder / "own"
        self.counted = []
        for each, of in ((self.folder, turn), (folder / "other", turn + 17)):
            (each / "curves").mkdir(parents=True)
            (each / "curves" / "template-1-pfs.csv").write_text(CURVE, encoding="utf-8")
            self.counted += [filled(of, number, each) for number in (1, 2)]
        self.other = folder / "other"

    def say(self, command: str, *more: str) -> str:
        """What a command prints."""
        words = [word.replace("DIR", str(self.folder)).replace("OTHER", str(self.other)) for word in command.split()]
        place = [] if command in HELD_TOGETHER.values() else ["--trials", str(self.folder)]
        said = ask(*words, *place, *more)
        # Readings that differ are told with 1.
        assert int(command.startswith("reconcile")) == said.code, said.err
        assert all(char.isprintable() or char in "\n\t\r\u00a0" for char in said.out + said.err)
        return said.out


@contextmanager
def given() -> Iterator[dict[str, Any]]:
    """What the printers of Markdown, tables and CSV were given last meanwhile: a page, or columns and cells."""
    kept: dict[str, Any] = {}

    def keep_page(printer: Callable[..., Any]) -> Callable[..., Any]:
        def kept_page(page: Any, *more: Any) -> Any:
            kept["page"] = page
            return printer(page, *more)

        return kept_page

    def keep_cells(columns: Any, records: Any, stream: Any, delimiter: str) -> None:
        kept["cells"] = [tuple(columns), *map(tuple, records)]
        write_delimited(columns, kept["cells"][1:], stream, delimiter)

    with (
        patch("evtrials.answers.markdown.markdown", keep_page(markdown)),
        patch("evtrials.answers.terminal.print_page", keep_page(print_page)),
        patch("evtrials.answers.delimited.write_delimited", keep_cells),
    ):
        yield kept


def spaced(text: str) -> str:
    """A text with single spaces, as every format may give it."""
    return " ".join(text.split())


def texts_in(data: Any) -> Iterator[str]:
    """Every text of a page, line by line; the head of a column word by word, as it is folded."""
    if isinstance(data, str):
        yield from filter(None, map(spaced, data.split("\n")))
    elif hasattr(data, "head") and hasattr(data, "drop"):
        yield from data.head.split()
    elif isinstance(data, Line) and data.shorter:
        # One of its forms is printed, the longest that fits: that it is text is asked of what has one form.
        yield from texts_in((data.columns, data.cells))
    elif isinstance(data, tuple):
        for part in data:
            yield from texts_in(part)


def hold_delimited(printed: str, cells: list[tuple[Any, ...]], delimiter: str) -> None:
    """Each cell reads back as it was, alone in its place, and none is a formula."""
    rows = list(csv.reader(io.StringIO(printed), delimiter=delimiter, strict=True))
    assert len(cells) == len(rows)
    for expected, row in zip(cells, rows, strict=True):
        assert len(expected) == len(row)
        for value, cell in zip(expected, row, strict=True):
            text = "; ".join(value) if isinstance(value, (tuple, list)) else value
            if isinstance(text, str):
                assert spaced(text) == spaced(cell) or f"'{spaced(text)}" == spaced(cell)
                assert not cell.lstrip().startswith(_FORMULA) or re.fullmatch(r"-\d+(\.\d+)?( .*)?", cell)


def hold(chosen: str, printed: str, given: dict[str, Any]) -> None:
    """What was printed in a format says what was given to be printed, and no more."""
    if chosen == "markdown":
        assert told(given.pop("page")) == read(printed)
    elif chosen == "table":
        # Of a picture, which some commands draw there, it is asked elsewhere.
        shown = spaced(printed)
        assert [] == [text for text in texts_in(given.pop("page", ())) if text not in shown]
    elif chosen in ("csv", "tsv"):
        hold_delimited(printed, given["cells"], "," if chosen == "csv" else "\t")
    elif chosen == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in printed.split("\n")[:-1])
    else:
        assert 2 == json.loads(printed)["schema_version"]


def hold_printed(collection: Collection, command: str, chosen: str) -> None:
    """What a command prints in a format is read back as what it was given to print."""
    with given() as kept:
        hold(chosen, collection.say(command, "--format", chosen), kept)


def hold_references(collection: Collection) -> None:
    """The references come back from each manager's format, field by field."""
    items = json.loads(collection.say("cite template-1 template-2 --all --format csl-json"))
    records = rispy.loads(collection.say("cite template-1 template-2 --all --format ris"))
    text = collection.say("cite template-1 template-2 --all --format bibtex")
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware(keep_math_mode=False)])
    assert [] == library.failed_blocks
    assert [] == [*library.comments, *library.strings, *library.preambles]
    # Depth by the count of the classic program, to which a backslash takes nothing away.
    assert 0 == list(accumulate({"{": 1, "}": -1}.get(char, 0) for char in text))[-1]
    keys = [item["id"] for item in items]
    assert len(keys) >= 4
    assert keys == [record["id"] for record in records] == [entry.key for entry in library.entries]
    for item, record, entry in zip(items, records, library.entries, strict=True):
        assert spaced(item["title"]) == spaced(record["title"])
        assert typed(item["title"]) == typed(entry["title"])
        assert [spaced(item["annote"])] == [spaced(note) for note in record["notes"][-1:]]
        assert typed(item["annote"]) == typed(entry["annote"])
        assert {"id", "type_of_reference", "title", "notes"} <= set(record)
        assert set(record) <= {
            "id", "type_of_reference", "title", "notes", "authors", "secondary_title", "year", "volume", "number", "start_page",
            "end_page", "publisher", "doi", "urls", "accession_number", "name_of_database",
        }  # fmt: skip


def typed(text: str) -> str:
    """Letters and signs alone: quotes, dashes and braces that keep capitals are set otherwise by LaTeX."""
    plain = unicodedata.normalize("NFKC", text).replace("``", '"').replace("''", '"')
    return re.sub(r"[\s{}\"'`“”‘’–—…^ˆ-]|\.\.\.", "", plain)


SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "ruleIndex": {"type": "integer", "minimum": -1},
                                "message": {
                                    "additionalProperties": False,
                                    "required": ["text"],
                                    # No link, and no placeholder: every bracket, backslash and brace is escaped.
                                    "properties": {"text": {"type": "string", "pattern": r"^(?:[^\\\[\]{}]|\\[\\\[\]]|\{\{|\}\})*$"}},
                                },
                            },
                        },
                    }
                },
            },
        },
    },
}


def hold_findings(collection: Collection) -> None:
    """The findings of the check are the same in SARIF, escaped, as in JSON."""
    findings = json.loads(printed_by_check(collection, "json"))["findings"]
    document = json.loads(printed_by_check(collection, "sarif"))
    jsonschema.validate(document, SARIF)
    messages = [result["message"]["text"] for result in document["runs"][0]["results"]]
    plain = [re.sub(r"\\([\\\[\]])|(\{)\{|(\})\}", lambda sign: "".join(filter(None, sign.groups())), text) for text in messages]
    assert len(findings) > 3
    assert [": ".join(filter(None, (found["field"], found["message"]))) for found in findings] == plain


def printed_by_check(collection: Collection, chosen: str) -> str:
    """What `check` says of the collection, whose payloads are no faults that keep it from loading."""
    said = ask("check", str(collection.folder), "--waived", "--format", chosen).out
    assert "does-not-load" not in said.replace('"name": "does-not-load"', "") or chosen == "sarif"
    return said


def hold_picture(collection: Collection, command: str) -> None:
    """A picture is XML of drawing alone: no script, link, image or style of a label, and no name but the drawer's own."""
    path = collection.folder.parent / "one.svg"
    collection.say(ASKED[command], "--output", str(path))
    root = ElementTree.parse(path).getroot()
    names = {element.tag.removeprefix(SVG) for element in root.iter() if element.tag.startswith(SVG)}
    assert names <= {"svg", "metadata", "defs", "style", "g", "path", "use", "text", "tspan", "clipPath", "rect"}, names
    ids = [element.get("id", "") for element in root.iter()]
    assert [] == [name for name in ids if not re.fullmatch(r"[\w.]*", name, re.ASCII)]
    shown = spaced(" ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text")))
    # Where two trials have one name, their ids tell them apart.
    assert any(spaced(text)[:12] in shown for text in (*TEXTS, "template-1"))


def hold_notebook(collection: Collection) -> None:
    """What a notebook shows of trials and figures is a table of HTML, whose cells are text."""
    library = Library(open_store([str(collection.folder)]))
    figures = library.figures()
    for shown in (library, library.select(), figures, *library.trials()):
        root = ElementTree.fromstring(shown._repr_html_())
        assert {"table", "caption", "thead", "tbody", "tr", "th", "td", "pre"} >= {element.tag for element in root.iter()}
        cells = ["".join(cell.itertext()) for cell in root.iter("td")]
        assert not cells or len(list(root.iter("th"))) * (len(list(root.iter("tr"))) - 1) == len(cells)
    assert all(f"{trial.name}" in "".join(ElementTree.fromstring(trial._repr_html_()).itertext()) for trial in library.trials())


def hold_report(collection: Collection) -> None:
    """A report has the elements of its templates alone, whose addresses are those of the sources, and says every text as text."""
    page = read_page(collection.say("report --about all --mixed --unstated"))
    elements = list(page.all())
    assert {element.tag for element in elements} <= REPORTED, {element.tag for element in elements} - REPORTED
    names = {name for element in elements for name in element.attributes}
    assert names <= REPORTED_NAMES, names - REPORTED_NAMES
    outside = [address for element in elements if (address := element.attributes.get("href", "#"))[0] != "#"]
    assert all(address.startswith(("https://", "http://")) for address in outside)
    ids = [element.id for element in elements if element.id]
    assert len(ids) == len(set(ids))
    library = Library(open_store([str(collection.folder)]))
    shown = page.text
    notes = [note.text for trial in library.trials() for note in trial.notes]
    assert [] == [text for text in notes if spaced(text) not in shown]


def hold_skeleton(collection: Collection) -> None:
    """A file that is written for a second reader is read back with every source as it was."""
    file = collection.folder / "template-1.yaml"
    document = read_file(file)
    again = read_text(skeleton_text(document)).data
    assert isinstance(again, dict)
    assert isinstance(document.data, dict)
    assert document.data["sources"] == again["sources"]
