"""`evtrials report`: one HTML file, made of the same answers as the screens, in which every figure is the tidy table's."""

from __future__ import annotations

import builtins
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from page_reader import Element, read_page

from evtrials.answers.closing import closed
from evtrials.answers.left_out import left_out_line
from evtrials.collection.filters import Query, query_of
from evtrials.collection.library import Library
from evtrials.collection.selection import Selection
from evtrials.evidence.rows import FigureRow
from evtrials.exchange.report.ids import FigureIds, figure_id
from evtrials.exchange.report.texts import Texts, without_commands
from evtrials.questions import phrases
from evtrials.questions.answer import Grid, Listing
from evtrials.questions.card import Card
from evtrials.questions.contrasts_found import Scope, contrasts_asked
from evtrials.questions.quote import plain, quote_answer
from evtrials.questions.results import results_answer
from evtrials.questions.trials import list_answer

pytest.importorskip("jinja2")

Ask = Callable[..., tuple[int, str, str]]
MOST_BYTES = 1_500_000
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Report(NamedTuple):
    """A report of shipped trials, and what it was made of."""

    html: str
    root: Element
    library: Library
    query: Query
    selection: Selection

    @property
    def rows(self) -> Iterator[FigureRow]:
        """Every row of the tidy table of its trials."""
        return (row for trial in self.selection.trials for row in self.library.rows_of(trial))

    @property
    def by_id(self) -> dict[str, Element]:
        """The elements that have an id."""
        return {element.id: element for element in self.root.all() if element.id}


def made(library: Library, **filters: Any) -> Report:
    from evtrials.exchange.report.page import report_html

    query = query_of(**filters)
    selection = library.select(query)
    html = report_html(library, selection, query)
    return Report(html, read_page(html), library, query, selection)


@pytest.fixture(scope="session")
def some(library: Library) -> Report:
    """The report on the trials in HER2-positive disease."""
    return made(library, subtype="her2+")


@pytest.fixture(scope="session")
def whole(library: Library) -> Report:
    """The report on the whole collection."""
    return made(library, about=["all"])


@pytest.fixture(params=["some", pytest.param("whole", marks=pytest.mark.slow)])
def report(request: pytest.FixtureRequest) -> Report:
    """Each of the reports."""
    found: Report = request.getfixturevalue(request.param)
    return found


def spaced(text: str) -> str:
    return " ".join(text.split())


def test_every_stored_figure_stands_on_the_page_once_as_it_is_printed(report: Report) -> None:
    """A figure of the tidy table is an element with an id; its text is the cell as printed, with unit and mark as on screens."""
    by_id, ids = report.by_id, FigureIds(report.rows)
    for row in report.rows:
        text = by_id[ids.of(row)].text
        assert spaced(row.p.text if row.measure == "test" and row.p else row.figure.text) in text, row
        assert phrases.mark(row).strip() in text, row
        assert not row.p or row.kind == "statement" or row.p.text in text, row
    assert len({ids.of(row) for row in report.rows}) == sum(1 for _ in report.rows)


def test_ids_are_of_one_element_and_links_lead_to_them(report: Report) -> None:
    """An address may end in any id; no link within the page leads nowhere."""
    ids = [element.id for element in report.root.all() if element.id]
    assert len(ids) == len(set(ids))
    inside = {address[1:] for link in report.root.all("a") if (address := link.attributes["href"]).startswith("#")}
    assert set() == inside - set(ids)


def test_a_figure_in_a_text_leads_to_the_row_that_it_is_printed_from(report: Report) -> None:
    """Each number of a link stands in the row that it leads to."""
    rows = {FigureIds(report.rows).of(row): row for row in report.rows}
    links = [link for link in report.root.all("a") if link.attributes["href"].startswith("#f:")]
    assert len(links) > 200
    for link in links:
        row = rows[link.attributes["href"][1:]]
        printed = f"{row.figure.text} {row.n} {row.unit} {row.p.text if row.p else ''}"
        assert set(_NUMBER.findall(link.text)) <= set(_NUMBER.findall(printed)), (link.text, row)
        assert _NUMBER.search(link.text) or link.text == "in words" or link.text.removeprefix("p ") in printed, (link.text, row)


def test_every_figure_of_a_contrast_is_a_link(report: Report) -> None:
    """In the tables of the endpoints nothing is printed whose source is not one step away."""
    ids = FigureIds(report.rows)
    links = {link.attributes["href"][1:] for table in report.root.all("table") if table.attributes.get("class") == "rows" for link in table.all("a")}
    names = {name for profile in (one.profile for one in report.selection.shown) for name in profile.endpoints}
    for one in contrasts_asked(report.library, report.selection, report.query, Scope(), sorted(names)):
        shown = [row for line in one.lines for row in (line.effect, *line.tests, line.arm_row, line.comparator_row) if row is not None]
        shown += [row for _, row in one.stated]
        assert [] == [row for row in shown if ids.of(row) not in links]


def test_the_page_says_what_the_screens_say(some: Report) -> None:
    """The list, a sentence an endpoint, the card of each trial and its quotes: the words of the answers, and no others."""
    page = closed(list_answer(some.library, some.query, some.selection), is_evidence=False)
    said = [line.text for block in page.blocks if isinstance(block, Listing) for item in block.items for line in item.lines]
    found = contrasts_asked(some.library, some.selection, some.query, Scope(), ["pfs", "os"])
    answers = [results_answer(some.library, some.selection, some.query, Scope(), [one]) for one in found]
    said += [answer.tally for answer in answers]
    said += [block.lead[0] for answer in answers for block in answer.made_page.blocks if isinstance(block, Listing)]
    for trial in some.selection.trials:
        card = Card(some.library, trial).whole
        said += [cell for block in card.blocks if isinstance(block, Grid) for row in block.rows for cell in row]
        said += [plain(quoted.whole) for quoted in quote_answer(some.library, trial).rows]
    shown = re.sub(r"\s", "", some.root.text)
    told = [re.sub(r"\u00a0\[[a-z,]+\]|\s", "", text.replace("   ", "·")) for text in said]
    assert len(told) > 250
    assert [] == [text for text in told if text not in shown]


def test_what_was_left_out_is_counted_and_named(some: Report) -> None:
    """The line below the list is that of the screen, and each trial stands below it with why."""
    answer = list_answer(some.library, some.query, some.selection)
    assert left_out_line(answer.left_out, answer.tally, answer.out, "named under Left out") in some.root.text
    left = next(element for element in some.root.all("section") if element.attributes["aria-labelledby"] == "left")
    assert {id_ for one in answer.left_out for id_ in one.ids} <= set(re.findall(r"[\w-]+", left.text))
    assert "only some of the patients fit:" in left.text


def test_nothing_is_loaded_and_one_style_and_script_is_let(some: Report) -> None:
    """No address but those of the sources, which a reader may follow; what else were put into the page would not run."""
    policy = next(one for one in some.root.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy")
    content = policy.attributes["content"]
    assert content.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (element,) = some.root.all(tag)
        (text,) = element.parts
        assert isinstance(text, str)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in content
        assert text.isascii()
        assert "url(" not in text and "@import" not in text
    addressed = {name for element in some.root.all() for name in element.attributes if name in ("src", "href", "srcset", "action", "style", "onclick")}
    assert addressed == {"href"}
    assert all(element.tag == "a" for element in some.root.all() if "href" in element.attributes)


@pytest.mark.slow
def test_the_whole_collection_is_a_file_that_can_be_sent(whole: Report) -> None:
    """It is as small as it was promised to be."""
    assert len(whole.html.encode()) < MOST_BYTES


def test_an_id_stays_when_a_figure_is_corrected(some: Report) -> None:
    """What was linked to is found again: neither its digits nor its place in the file or source are of the id."""
    from dataclasses import replace

    for row in list(some.rows)[:50]:
        moved = replace(row, path=(*row.path, 0), place=row.place._replace(locator="elsewhere"), figure=replace(row.figure, text="1"))
        assert figure_id(row) == figure_id(moved)


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("PFS 7.0 v 3.2 months, at 7 months", ["7.0"]),
        ("17.0 and 7.05 and 7.0%", ["7.0"]),
        ("7.0 \u2020", []),
        ("7.0 (6.9 to 8.5) months and 7.0", ["7.0 (6.9 to 8.5) months"]),
    ],
)
def test_no_part_of_a_number_is_a_link_nor_what_another_source_prints(text: str, linked: list[str], library: Library) -> None:
    """A figure is found as it is printed, whole, and only under its own mark."""
    from dataclasses import replace

    row = next(row for row in library.rows_of("bolero-2") if row.figure.text == "7.8 (6.9 to 8.5)")
    row = replace(row, figure=replace(row.figure, text="7.0 (6.9 to 8.5)", value="7.0"))
    html = Texts(FigureIds([row])).html(text, [row])
    assert linked == re.findall(r"<a[^>]*>([^<]*)</a>", html)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("5 by other assessors (--assessor), 8 of subgroups (evtrials subgroups).", "5 by other assessors, 8 of subgroups."),
        ("Not merged with it: time to progression tamrad (results ttp).", "Not merged with it: time to progression tamrad."),
        ("Prevention: swish (dexamethasone rinse), 4 more: evtrials safety stomatitis --about supportive-care.", "Prevention: swish (dexamethasone rinse), 4 more."),
    ],
)
def test_a_reader_without_a_shell_is_told_no_command(text: str, left: str) -> None:
    """What would be typed to see more is left out: it stands further down."""
    assert left == without_commands(text)


def test_no_text_of_the_page_is_to_be_typed_in_a_shell(report: Report) -> None:
    """Neither a command nor an option; the footer has the version of the program alone."""
    assert [] == re.findall(r".{0,30}(?:(?<![\w-])--[a-z]|\bevtrials [a-z]).{0,20}", report.root.text)


def test_the_trials_that_tell_of_a_harm_are_counted_among_those_of_the_page(some: Report) -> None:
    """With those of which none was read, and those whose harms have not this term, they are all trials of the page."""
    tallies = re.findall(r"(\d+) of (\d+) trials of this page\.(?: No harms in the sources read (\d+))?(?:[^.]*not this term (\d+))?", some.root.text)
    assert len(tallies) > 5
    for told, of, *rest in tallies:
        assert len(some.selection.ids) == int(of) == int(told) + sum(int(count) for count in rest if count)


def test_a_report_is_written_into_a_new_file_or_over_an_earlier_one(ask: Ask) -> None:
    """A file of anybody else stays as it is."""
    code, out, err = ask("report", "-o", "evidence.html")
    assert (0, "") == (code, out)
    assert "written: evidence.html" in err
    first = Path("evidence.html").read_text(encoding="utf-8")
    assert 0 == ask("report", "--about", "all", "-o", "evidence.html")[0]
    assert first != Path("evidence.html").read_text(encoding="utf-8")
    Path("mine.html").write_text("<!doctype html><title>Mine</title>", encoding="utf-8")
    code, _, err = ask("report", "-o", "mine.html")
    assert (1, "evtrials: mine.html exists and is not overwritten; take another name, or move it away\n") == (code, err)
    assert ["evidence.html", "mine.html"] == sorted(path.name for path in Path().iterdir())


def test_a_pipe_gets_the_page_and_a_terminal_is_told_to_name_a_file(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads HTML on a screen."""
    code, out, _ = ask("report")
    assert (0, "<!doctype html>") == (code, out.partition("\n")[0])
    monkeypatch.setattr("evtrials.cli.hand_on.out_is_terminal", lambda: True)
    assert (2, "", "evtrials: name the file that is to hold the page: evtrials report -o evidence.html\n") == ask("report")


def test_without_jinja_the_extra_is_named(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but this command needs it."""
    real = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.partition(".")[0] in ("jinja2", "markupsafe"):
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    assert (1, "evtrials: Jinja2 is not installed; install it with: pip install 'evtrials[report]'\n") == ask("report")[::2]
