"""What the tools of `evtrials mcp` answer: the screens' own answers, whole, the same as text and as data, and no longer than a host takes.

How they are spoken over the protocol is shown in test_mcp_server.py, which needs the SDK.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_words import TEXTS
from parsed import Collection

from evtrials.answers.closing import texts
from evtrials.cli import run
from evtrials.collection.filters import FILTERS
from evtrials.collection.library import Library
from evtrials.collection.store import Folder, Store
from evtrials.errors import EvTrialsError, Refused, UsageError
from evtrials.exchange.mcp import reply
from evtrials.exchange.mcp.asked import Asked
from evtrials.exchange.mcp.calls import answered, error_text
from evtrials.exchange.mcp.hints import as_calls
from evtrials.exchange.mcp.parameters import read
from evtrials.exchange.mcp.records import Told, figure_record
from evtrials.exchange.mcp.reply import MOST, Reply
from evtrials.exchange.mcp.shown import size_of, spaced
from evtrials.exchange.mcp.tools import TOOLS
from evtrials.notation.spaces import NBSP

# Questions as clinicians ask them, with what must stand in the text.
QUESTIONS: dict[str, tuple[str, dict[str, object], list[str]]] = {
    "PFS in HER2-positive disease": ("results", {"endpoint": ["pfs"], "subtype": "her2+"}, ["HR 0.78 (0.65 to 0.95)", "p 0.0067", "Left out:", "add unstated=true"]),
    "survival in BOLERO-2": ("results", {"endpoint": "os", "trials": ["bolero-2"]}, ["31.0 v 26.6", "0.89 (0.73 to 1.10)", "looks one-sided"]),
    "one trial": ("show", {"trial": "horizon"}, ["Stopped early", "not reached", "Which arm had 8.9 months is not settled"]),
    "two trials": ("compare", {"trials": ["bolero-2", "horizon"]}, ["They differ in", "Nothing is computed across trials"]),
    "stomatitis of grade 3": ("harms", {"term": "stomatitis", "grade": "3+", "subtype": "her2+"}, ["that is not zero", "no harms in the sources read"]),
    "who stopped": ("harms", {"exposure": "stopped for adverse events", "trials": ["bolero-3"]}, ["28.9", "Different questions or cuts"]),
    "the most frequent harms": ("harms", {"subtype": "hr+/her2-", "setting": "advanced"}, ["stomatitis", "that is not zero"]),
    "second-line trials": ("find", {"setting": "advanced", "line": 2, "subtype": "hr+/her2-"}, ["bolero-2", "n 724"]),
    "where a rate comes from": ("trace", {"trial": "bolero-2", "of": "orr"}, ["conflict: The 2014 review prints 2.1 %", "Not seen: date of the version"]),
    "the papers": ("cite", {"trials": ["horizon"]}, ["J Clin Oncol 2013;31:195-202", "Read: abstract"]),
    "a pooled ratio": ("pool", {"endpoint": "pfs", "isolates": "everolimus", "subtype": "hr+/her2-", "setting": "advanced"}, ["could not enter", "random effects", "derived"]),
}  # fmt: skip


@pytest.fixture
def toys(write_toy: Callable[..., Path]) -> Library:
    """A collection of one toy."""
    return Library(Store([Folder(write_toy().parent)]))


def strings(data: object) -> Iterator[str]:
    """Every text of some data, keys of the notes and of what was left out among them."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name in ("notes", "left_out", "sources"):
                yield from value
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)
    elif isinstance(data, str):
        yield data


def hold(found: Reply) -> None:
    """The text says all that the data says, and neither is too long."""
    assert [] == [text for text in strings(found.data) if text not in found.text]
    assert size_of(found.text) <= MOST
    assert size_of(json.dumps(found.data, ensure_ascii=False)) <= MOST


def every_part(library: Library, tool: str, given: dict[str, object]) -> Iterator[Reply]:
    """A reply with all that follow it."""
    offset = 0
    while True:
        found = answered(tool, {**given, "limit": 100, "offset": offset}, library)
        yield found
        if not found.next:
            return
        offset = int(re.findall(r"offset=(\d+)", found.next[-1])[0])


def test_a_reply_as_it_is_read(toys: Library) -> None:
    """The page of the screen first, then each figure with all that it is read by, then what was left out."""
    text = answered("results", {"endpoint": "pfs", "limit": 2}, toys).text
    assert """\
Progression-free survival (PFS), months; investigator, primary, 95 % intervals unless said; a ratio below 1 favours the drug added, or the arm before v

- **toy-1**: letrozole ± everolimus 10 mg daily (placebo); n 200 v 100 line 1+ 7.8 v 3.2; HR 0.45 (0.34 to 0.59), p <0.0001

1 contrast of 1 trial.

Also stored: 1 at other cuts (all_cuts=true), 1 by other assessors (assessor), 1 of subgroups (show sections=subgroups).

Note: Each row is one trial's own comparison, in order of setting, line and year; no number compares one row with another.

Cut: 1 figure more, not listed here.

Figures behind it, each as printed in its source, 1 to 2 of 3:
- toy-1, PFS (primary), hazard ratio, everolimus + letrozole v placebo + letrozole: 0.45 (0.34 to 0.59), p <0.0001 (below 1 favours everolimus + letrozole); all patients; analysis set not stated; investigator; final analysis, follow-up 18 months, 2019-06-30; Doe2020, Abstract [abstract]
- toy-1, PFS (primary), median, everolimus + letrozole: 7.8 (6.9 to 8.5) months; all patients; analysis set not stated; investigator; final analysis, follow-up 18 months, 2019-06-30; Doe2020, Abstract [abstract]

Next: results endpoint=["pfs"] limit=2 offset=2

data without a version. Evidence, not medical advice; the literature was not searched systematically.
""" == text


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_alike_in_both_channels(question: str, library: Library) -> None:
    """What a clinician must read stands in the text, and every text of the data stands there too."""
    tool, given, wanted = QUESTIONS[question]
    found = answered(tool, given, library)
    hold(found)
    assert [] == [text for text in wanted if text not in found.text]
    assert "not medical advice" in found.data["data"]


@pytest.mark.parametrize("question", [name for name, (tool, *_) in QUESTIONS.items() if tool != "cite"])
def test_every_figure_is_that_of_the_tidy_table(question: str, library: Library) -> None:
    """Value, p, source and place of each are those of one stored row; and it says of whom it is."""
    tool, given, _ = QUESTIONS[question]
    figures = answered(tool, {**given, "limit": 100}, library).data["figures"]
    stored = {
        (row.trial, " ".join(row.figure.text.replace(NBSP, " ").split()), row.p.text if row.p else None, *row.place): bool(row.arm)
        for trial in {figure["trial"] for figure in figures}
        for row in library.rows_of(trial)
    }
    assert figures != []
    for figure in figures:
        told = tuple(figure.get(name) for name in ("trial", "value", "p", "source", "place", "basis"))
        assert told in stored
        assert figure["population"] != ""
        assert stored[told] == ("arms" in figure)


@pytest.mark.parametrize(
    ("tool", "given", "command"),
    [
        ("results", {"endpoint": "pfs", "subtype": "her2+"}, "results pfs --subtype her2+"),
        ("compare", {"trials": ["bolero-2", "horizon"]}, "compare bolero-2 horizon"),
        ("show", {"trial": "NCT00083993"}, "show horizon"),
        ("harms", {"exposure": "dose reduction", "subtype": "her2+"}, "exposure dose reduction --subtype her2+"),
    ],
)
def test_an_answer_has_the_words_of_the_screen(
    tool: str, given: dict[str, object], command: str, library: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the page that the command prints as Markdown, word for word, but for what to type next."""
    monkeypatch.setattr("evtrials.cli.asking.open_library", lambda *_: library)
    assert 0 == run([*command.split(), "--format", "markdown"])
    printed = re.findall(r"[\w.]+", as_calls(capsys.readouterr().out.replace("&lt;", "").partition("Evidence, not medical")[0]))
    assert printed == re.findall(r"[\w.]+", answered(tool, given, library).answer)


def test_a_long_answer_goes_on(library: Library) -> None:
    """What has no room is counted, and the next call has it: together the parts are the whole, each figure once."""
    whole = answered("trace", {"trial": "horizon", "limit": 1}, library).total
    parts = list(every_part(library, "trace", {"trial": "horizon"}))
    lines = [record.line for part in parts for record in part.figures]
    assert whole == len(lines) > len(parts) > 1
    assert all(f"{whole - sum(len(one.figures) for one in parts[:count])} figures more" in parts[count - 1].text for count in range(1, len(parts)))
    for part in parts:
        hold(part)


def test_an_answer_that_is_too_long_is_cut_at_whole_rows(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its footnotes stay, the rest is named, and no row is cut within."""
    whole = answered("find", {"subtype": "her2+"}, library).answer.split("\n")
    monkeypatch.setattr(reply, "ROOMS", (reply.Room(1500, 12, 60),))
    found = answered("find", {"subtype": "her2+"}, library)
    shown = found.answer.split("\n")
    rows = [line for line in shown if line.startswith("- ")]
    assert rows == [line for line in whole if line.startswith("- ")][: len(rows)]
    assert rows and size_of(found.answer) <= 1500
    assert all(f"[{letter}]" in found.answer for letter in re.findall(r"\[([a-z])\](?=\n|;|$)", "\n".join(rows)))
    named = re.findall(r"Cut: \d+ rows of the answer found no room, of (.+); ask for less at a time\.", found.text)[0]
    assert {*re.findall(r"\*\*(.+?)\*\*", "\n".join(whole))} <= {*re.findall(r"\*\*(.+?)\*\*", found.answer), *named.split(", ")}
    hold(found)


def test_what_a_page_has_no_room_for_has_its_call(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trials that are left, in calls of as many as a call takes; of a trial, each section by itself."""
    monkeypatch.setattr(reply, "ROOMS", (reply.Room(2000, 12, 60),))
    found = answered("results", {"endpoint": "pfs", "subtype": "hr+/her2-", "isolates": "everolimus"}, library)
    assert found.left_out.keys() > {"only some of the patients fit (add mixed=true)"}
    call = next(call for call in found.next if "trials=" in call)
    left = json.loads(call.partition("trials=")[2])
    assert call == f'results endpoint=["pfs"] isolates=["everolimus"] trials={json.dumps(left)}'
    shown = answered("results", {"endpoint": "pfs", "isolates": "everolimus", "trials": left}, library).answer
    assert all(f"**{id_}**" in shown for id_ in left)
    found = answered("show", {"trial": "horizon", "sections": ["results", "harms"]}, library)
    assert ('show trial=horizon sections=["results"]', 'show trial=horizon sections=["harms"]') == found.next[:2]


def test_a_figure_that_no_reply_holds_is_counted(write_toy: Callable[..., Path]) -> None:
    """It is passed over whole, as often as there is one, and what fits is told."""
    notes = ", ".join(f'{{kind: caveat, text: "{letter * 9500}"}}' for letter in "abcde")
    long = ("eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001, assessor: investigator, src: News2020 News", f"note: [{notes}], eve: 6.9, src: News2020 News")
    library = Library(Store([Folder(write_toy(long).parent)]))
    parts = list(every_part(library, "trace", {"trial": "toy-1", "of": "pfs"}))
    said = "\n".join(part.text for part in parts)
    assert 1 == said.count("1 figure from ") == said.count("on longer than a reply may be")
    assert "7.8 (6.9 to 8.5) months" in said
    assert "6.9 months" not in said
    assert parts[0].total == 1 + sum(len(part.figures) for part in parts)
    for part in parts:
        hold(part)


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("show", {"trial": "bollero-2"}, 'there is no trial "bollero-2"; did you mean bolero-2?'),
        ("show", {"trial": "everolimus"}, 'there is no trial "everolimus", but a drug: find drug=everolimus, or evtrials doses everolimus'),
        ("find", {"drug": "evrolimus"}, '"evrolimus" is no drug of this collection; did you mean everolimus?'),
        ("find", {"subtype": "her3"}, 'subtype: "her3" is no subtype; use her2+, her2-, her2-low, her2-mutated, hr+, hr-, tnbc, joined by "/" for and: hr+/her2-'),
        ("results", {"endpoint": "pfss"}, '"pfss" is no endpoint of this collection; did you mean pfs?'),
        ("results", {"endpoint": "pfs", "sybtype": "her2+"}, '"sybtype" is no parameter of results; did you mean subtype?'),
        ("results", {}, "results needs endpoint: pfs, os, orr, pcr, idfs ..."),
        ("results", {"endpoint": "pfs", "trials": ["bolero-2"], "line": 2}, "name trials, or choose them by filters, not both: leave out trials or line"),
        ("results", {"endpoint": "pfs", "limit": 1000}, "limit: takes a whole number from 1 to 100"),
        ("results", {"endpoint": {"is": "pfs"}}, "endpoint: takes a list of words. pfs, os, orr, pcr, idfs ..."),
        ("results", {"endpoint": "pfs", "mixed": "perhaps"}, "mixed: takes true or false"),
        ("find", {"subtype": ""}, "subtype: an empty word asks for nothing; give one, or leave it out"),
        ("harms", {"term": "stomatits"}, '"stomatits" is no adverse event of this collection; did you mean Stomatitis or Stomatitis of unknown grade?'),
        ("harms", {"term": "discontinuation"}, '"discontinuation" is no adverse event but what became of the treatment: harms exposure=discontinuation'),
        ("compare", {"trials": ["bolero-2"]}, "compare takes two to six different trials, not 1: compare bolero-2 horizon"),
        ("trace", {"trial": "bolero-2", "of": "pfx"}, '"pfx" is no endpoint or term of this collection; did you mean pfs?'),
        ("answer", {}, '"answer" is no tool; tools are: find, show, compare, results, harms, trace, cite, pool'),
    ],
)  # fmt: skip
def test_a_wrong_word_is_told_with_the_nearest(tool: str, given: dict[str, object], said: str, library: Library) -> None:
    """As on the command line, with tools and parameters in place of commands and options; none is passed over in silence."""
    with pytest.raises(EvTrialsError) as error:
        answered(tool, given, library)
    assert said == error_text(error.value)


def test_a_pool_is_refused_with_its_reason(library: Library) -> None:
    """No number over trials of different diseases, and which parameter chooses one."""
    with pytest.raises(Refused) as error:
        answered("pool", {"endpoint": "pfs"}, library)
    told = error_text(error.value)
    assert told.startswith("not pooled as asked, but so: pool pfs subtype=hr+/her2- isolates=everolimus (pools bolero-2, ")
    assert "the trials are of different diseases" in told
    assert "Choose one with subtype." in told


def test_no_trial_that_fits_is_no_silence(library: Library) -> None:
    """Which filter to loosen, and which trials may fit, is said."""
    found = answered("find", {"subtype": "her2-low"}, library)
    assert "No trial fits; trials found without subtype" in found.text
    assert any("the sources do not say (add unstated=true)" == reason for reason in found.left_out)


def test_a_file_that_does_not_load_is_told(write_toy: Callable[..., Path]) -> None:
    """Of a collection that passes it over in every answer, else in place of any."""
    folder = write_toy().parent
    write_toy(("phase: 3", "phase: nine"), id="toy-2")
    with pytest.raises(EvTrialsError) as error:
        answered("find", {}, Library(Store([Folder(folder)])))
    assert "toy-2.yaml" in error_text(error.value)
    assert "--skip-invalid" in error_text(error.value)
    found = answered("find", {}, Library(Store([Folder(folder)]), skip_invalid=True))
    assert "skipped, because it does not load: " in found.text
    assert any("toy-2.yaml" in caveat for caveat in found.data["caveats"])


def test_what_to_type_is_what_to_call() -> None:
    """Commands and options become tools and parameters; what no tool answers, and what a trial file says, stays."""
    said = {
        "evtrials show horizon --full, or --only results": "show horizon sections=results",
        "(evtrials exposure starting dose).": "(harms exposure=starting dose).",
        'evtrials safety "febrile neutropenia" --subtype hr+/her2- --grade 3+)': 'harms "febrile neutropenia" subtype=hr+/her2- grade=3+)',
        "3 at other cuts (--all-cuts), 2 more (--all)": "3 at other cuts (all_cuts=true), 2 more (everything=true)",
        f"2 more terms: --top{NBSP}20. Unless --top says": "2 more terms: top=20. Unless top says",
        "evtrials curve bolero-2 os, evtrials figures --format csv": "evtrials curve bolero-2 os, evtrials figures --format csv",
        "https://example.org/a--all/--drug or --else": "https://example.org/a--all/--drug or --else",
    }  # fmt: skip
    assert [*said.values()] == [as_calls(text) for text in said]


# A parameter with its value as a text says it, behind the tool where that is another.
SAID = re.compile(rf"(?:\b({'|'.join(tool.name for tool in TOOLS)}) (?:[^\s(),;=]+ )*)?(?<![\w.])([a-z_]+)=(?=[\w\[\"])")


def test_what_a_reply_says_to_call_can_be_called(library: Library) -> None:
    """Each parameter that a text names is one of its tool, or of the tool that is named before it."""
    named = {one.name: {parameter.name for parameter in one.parameters} for one in TOOLS}
    whole = {"trial": "bolero-2", "sections": ["results", "harms", "subgroups", "exposure"]}
    calls = [*((tool, given) for tool, given, _ in QUESTIONS.values()), ("show", whole), ("results", {"endpoint": ["pfs", "os"], "about": "all"})]
    found = {(of or tool, name) for tool, given in calls for of, name in SAID.findall(answered(tool, given, library).text)}
    assert len(found) > 10
    assert set() == {(tool, name) for tool, name in found if name not in named[tool]}


def test_the_tools_are_few_and_their_list_is_short() -> None:
    """At most eight; names of filters are those of the command line."""
    assert ["find", "show", "compare", "results", "harms", "trace", "cite", "pool"] == [tool.name for tool in TOOLS]
    for tool in TOOLS:
        assert {"limit", "offset"} < {one.name for one in tool.parameters}
        assert {one.name for one in tool.parameters if one.kind == "filter"} <= FILTERS.keys()


def told_alike(library: Library, trial: str) -> list[str]:
    """What an agent is told of figures that differ, in the same words for each."""
    found: dict[str, set[str]] = {}
    for row in library.rows_of(trial):
        if row.kind != "participants":
            data = figure_record(Told(library.trial(trial), row), library.terms).data
            said = str({name: text for name, text in data.items() if name not in ("value", "p", "n", "events", "notes")})
            found.setdefault(said, set()).add(data["value"])
    return [said for said, values in found.items() if len(values) > 1]


@pytest.mark.parametrize("trial", ["triniti-1", "jones-2019", "bolero-3"])
def test_no_two_figures_are_told_in_the_same_words(trial: str, library: Library) -> None:
    """Two recommended doses by their parts, two rates of stomatitis by their grades: what is beside a figure tells it apart."""
    assert [] == told_alike(library, trial)


@pytest.mark.slow
def test_no_two_figures_of_any_trial_are_told_in_the_same_words(library: Library) -> None:
    """Nor of any other trial."""
    assert [] == [said for trial in library.ids for said in told_alike(library, trial)]


def call_for(tool: str, trial: str) -> list[dict[str, Any]]:
    """The calls of a tool about a trial."""
    calls: dict[str, list[dict[str, Any]]] = {
        "show": [{"trial": trial}, *({"trial": trial, "sections": [name]} for name in ("about", "results", "harms", "exposure", "subgroups", "biomarkers", "baseline", "dose-finding", "notes", "sources"))],
        "compare": [{"trials": [trial, "horizon" if trial != "horizon" else "bolero-2"]}],
        "results": [{"endpoint": ["pfs", "os", "orr", "pcr"], "trials": [trial]}, {"endpoint": "pfs", "trials": [trial], "everything": True}],
        "harms": [{"trials": [trial]}, {"trials": [trial], "term": "stomatitis", "everything": True}, {"trials": [trial], "exposure": ["stopped for adverse events", "other"]}],
        "trace": [{"trial": trial}],
        "cite": [{"trials": [trial], "everything": True}, {"trials": [trial], "format": "bibtex"}],
    }  # fmt: skip
    return calls[tool]


def hold_calls(library: Library, trial: str) -> None:
    """Every part of every call about a trial says the same in both channels, and is no longer than a host takes."""
    for tool in ("show", "compare", "results", "harms", "trace", "cite"):
        for given in call_for(tool, trial):
            for part in every_part(library, tool, given):
                hold(part)
                assert (part.total > 0) == (len(part.figures) > 0)


def test_a_seed_of_all_calls_is_held_by_the_rules(library: Library) -> None:
    """The trial with the most figures: each part whole, alike in both channels, short enough."""
    hold_calls(library, "bolero-3")


@pytest.mark.slow
def test_every_call_about_every_trial_is_held_by_the_rules(library: Library) -> None:
    """So are all tools of all trials, and the questions over the whole collection."""
    for trial in library.ids:
        hold_calls(library, trial)
    for tool, given in (
        ("find", {"about": "all", "mixed": True, "unstated": True}), ("results", {"endpoint": ["pfs", "os"], "about": "all", "everything": True}),
        ("harms", {"top": 100, "about": "all"}), ("harms", {"exposure": ["other"], "about": "all", "everything": True}),
        ("compare", {"trials": ["bolero-1", "bolero-2", "bolero-3", "horizon", "tamrad", "radar"]}), ("cite", {"trials": list(library.ids)[:30], "everything": True}),
    ):  # fmt: skip
        for part in every_part(library, tool, given):
            hold(part)


def hold_texts(turn: int, folder: Path) -> None:
    """Every text of a page of hostile texts stands in the reply as it is, and every record says what is stored."""
    library = Library(Store([Folder(Collection(turn, folder).folder)]))
    for tool, given in (
        ("show", {"trial": "template-1"}), ("show", {"trial": "template-1", "sections": ["about", "results", "notes", "sources"]}),
        ("compare", {"trials": ["template-1", "template-2"]}), ("find", {"about": "all"}), ("results", {"endpoint": "pfs", "about": "all"}),
        ("harms", {"about": "all"}), ("trace", {"trial": "template-1", "of": "pfs"}), ("cite", {"trials": ["template-1"], "everything": True}),
    ):  # fmt: skip
        found = answered(tool, given, library)
        hold(found)
        called = next(one for one in TOOLS if one.name == tool)
        page = called.answer(Asked(library, read(tool, called.parameters, given))).answer.made_page
        # What ends a cell of a table is marked in it.
        shown = spaced(found.answer.replace("\\|", "|"))
        lines = [as_calls(spaced(line)) for text in texts(page) for line in text.split("\n")]
        assert [] == [line for line in lines if all(form not in shown for form in (line, line.replace("\\|", "|")))]
        assert [] == [text for text in (*found.data.get("notes", {}).values(), *(one.get("value", "") for one in found.data["figures"])) if text not in found.text]


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """What a format has a meaning for is said as it stands in the file; no renderer stands between a reply and its reader."""
    hold_texts(0, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(1, len(TEXTS)))
def test_every_hostile_text_stays_a_text(turn: int, tmp_path: Path) -> None:
    """Each payload in each field, over the turns."""
    hold_texts(turn, tmp_path)


def test_an_offset_beyond_the_end_is_no_answer(library: Library) -> None:
    """Nothing more is said to be nothing more."""
    found = answered("show", {"trial": "horizon", "offset": 5000}, library)
    assert () == found.figures
    with pytest.raises(UsageError):
        answered("show", {"trial": "horizon", "offset": -1}, library)


def test_what_to_paste_for_a_host(capsys: pytest.CaptureFixture[str]) -> None:
    """The command as it is typed, with the collection that was asked for, and no path of the machine."""
    assert 0 == run(["mcp", "--config", "--trials", "my-trials", "--skip-invalid"])
    printed = capsys.readouterr().out
    of_claude, of_code = (json.loads(found) for found in re.findall(r"^\{\n.*?^\}", printed, re.M | re.S))
    server = {"command": "evtrials", "args": ["mcp", "--trials", "my-trials", "--skip-invalid"]}
    assert {"mcpServers": {"evtrials": server}} == of_claude
    assert {"servers": {"evtrials": {"type": "stdio", **server}}} == of_code
    assert "\nclaude mcp add evtrials -- evtrials mcp --trials my-trials --skip-invalid\n" in printed
    assert str(Path.cwd()) not in printed
