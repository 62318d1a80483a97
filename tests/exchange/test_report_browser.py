"""The report in a real browser: it loads nothing, reads without JavaScript, filters, leads to each figure's source, prints.

The extra `browser` has playwright and axe; Chromium is the system's own. Where either is missing these tests say so and skip.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from evtrials.collection.filters import query_of
from evtrials.collection.library import Library

pytestmark = pytest.mark.slow
pytest.importorskip("jinja2")
playwright = pytest.importorskip("playwright.sync_api", reason="the extra browser is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
NARROW, WIDE = 320, 1200
Opened = Callable[..., Any]


@pytest.fixture(scope="session")
def file(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the trials in HER2-positive disease, as a file."""
    from evtrials.exchange.report.page import report_html

    query = query_of(subtype="her2+")
    path = tmp_path_factory.mktemp("report") / "her2.html"
    path.write_text(report_html(library, library.select(query), query), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a network."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as started:
        yield started.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))


@pytest.fixture
def opened(browser: Any, file: Path) -> Iterator[Opened]:
    """Open the report: `opened("?setting=advanced", width=320)`. What it asks for, and what goes wrong in it, fails the test."""
    asked: list[str] = []
    wrong: list[str] = []

    @contextmanager
    def context(**options: Any) -> Iterator[Any]:
        made = browser.new_context(offline=True, **options)
        yield made
        made.close()

    stack: list[Any] = []

    def open_page(rest: str = "", *, width: int = WIDE, **options: Any) -> Any:
        entered = context(viewport={"width": width, "height": 900}, **options)
        stack.append(entered)
        page = entered.__enter__().new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{file.as_uri()}{rest}")
        return page

    yield open_page
    for one in stack:
        one.__exit__(None, None, None)
    assert [] == [url for url in asked if re.split(r"[?#]", url)[0] != file.as_uri()]
    assert [] == wrong


def shown(page: Any) -> list[str]:
    """The trials that the list shows, in its order."""
    found: list[str] = page.eval_on_selector_all("#trials tbody tr", "rows => rows.filter(row => !row.hidden).map(row => row.dataset.t)")
    return found


def test_it_reads_without_javascript(opened: Opened) -> None:
    """What stands on the page is there; what would not work is not: no filter, no button."""
    page = opened(java_script_enabled=False)
    assert page.locator("#filters").is_hidden()
    assert 0 == page.locator("th button").count()
    assert page.get_by_text("HR 0.78 (0.65 to 0.95)").first.is_visible()
    # A link to a figure opens what holds it, as HTML has it.
    page.locator("table.rows a[href^='#f:']").first.click()
    assert page.locator(":target").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_finds_no_violation(opened: Opened, width: int, scheme: str) -> None:
    """At both widths, in both schemes, with everything opened that can be."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(width=width, color_scheme=scheme)
    page.eval_on_selector_all("details", "all => all.slice(0, 12).forEach(one => { one.open = true; })")
    page.locator("table.rows a[href^='#f:']").first.click()
    results = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    assert [] == [(one["id"], one["nodes"][0]["html"][:200], len(one["nodes"])) for one in results.response["violations"]]


def test_nothing_runs_out_of_a_narrow_screen(opened: Opened) -> None:
    """At 320 px, which is 1,280 at 400 %, the page itself is not scrolled sideways."""
    page = opened(width=NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW


def test_a_filter_shows_what_fits_and_names_what_may(opened: Opened) -> None:
    """As the filters of every command judge it; what is not stated is counted and named, and can be added."""
    page = opened()
    every = shown(page)
    page.select_option("select[name=line]", "1")
    fitting = shown(page)
    assert 0 < len(fitting) < len(every)
    said = page.locator("#shown").inner_text()
    assert f"{len(fitting)} of {len(every)} trials are shown." in said
    unstated = re.search(r"Not stated \d+: ([^.]*)\.", said)
    assert unstated
    page.check("input[name=also]")
    assert set(shown(page)) >= {*fitting, *unstated[1].split(", ")}
    assert shown(page) == [id_ for id_ in every if id_ in shown(page)]
    hidden = [id_ for id_ in every if id_ not in shown(page)]
    assert all(page.locator(f"article#{id_}").is_hidden() for id_ in hidden)


def test_a_drug_or_a_dose_is_one_choice(opened: Opened) -> None:
    """Everolimus at 5 mg daily: bolero-3, not bolero-1."""
    page = opened()
    page.select_option("select[name=everolimus_dose]", "5")
    assert "bolero-3" in shown(page)
    assert "bolero-1" not in shown(page)
    # The picture shows the rows that are left.
    rows = page.locator("svg").first.locator("g[data-t]")
    assert ["bolero-3"] == [row.get_attribute("data-t") for row in rows.all() if row.is_visible()]


def test_what_was_chosen_stands_in_the_address(opened: Opened) -> None:
    """The address can be sent: it brings back filters and order."""
    page = opened()
    page.select_option("select[name=line]", "1")
    page.locator("th[data-sort=n] button").click()
    query = page.url.partition("?")[2]
    assert query == "line=1&sort=n"
    again = opened(f"?{query}")
    assert shown(again) == shown(page)
    assert "descending" == again.locator("th[data-sort=n]").get_attribute("aria-sort")
    page.get_by_text("Show all").click()
    page.wait_for_function("!location.search")
    assert len(shown(page)) > len(shown(again))


def test_the_list_is_sorted_by_a_button_in_its_head_and_never_by_a_result(opened: Opened) -> None:
    """By keyboard too; a second time the other way round; only the head that it is sorted by says so."""
    page = opened()
    first = shown(page)
    assert 0 == page.locator("[aria-sort]").count()
    page.locator("th[data-sort=name] button").focus()
    page.keyboard.press("Enter")
    up = shown(page)
    page.keyboard.press("Enter")
    assert shown(page) == up[::-1] != first
    assert ["descending"] == [head.get_attribute("aria-sort") for head in page.locator("[aria-sort]").all()]
    assert 0 == page.locator("th:has-text('Primary result') button").count()


def test_a_figure_tells_its_source_on_focus_and_leads_to_it(opened: Opened) -> None:
    """What it is, source, place, cut and notes; Escape closes it; the address has the id of the figure."""
    page = opened()
    link = page.locator("table.rows a", has_text="HR 0.78 (0.65 to 0.95)").first
    link.focus()
    panel = page.locator("#panel")
    assert panel.is_visible()
    said = panel.inner_text()
    for part in ("HR 0.78 (0.65 to 0.95), p 0.0067", "bolero-3", "final PFS analysis, follow-up 20.2 months", "Place: Abstract", "Lancet Oncol 2014", "Sides of P are not printed"):
        assert part in said
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    link.click()
    assert page.url.endswith(link.get_attribute("href"))
    page.get_by_text("Show it among all stored figures").click()
    assert panel.is_hidden()
    target = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
    assert target.is_visible()


def test_an_address_leads_to_a_figure_whatever_holds_it(opened: Opened) -> None:
    """A permanent link opens the list of stored figures, and the card that a filter hides."""
    first = opened()
    href = first.locator("article#bolero-1 table.grid a").first.get_attribute("href")
    page = opened(f"?everolimus_dose=5{href}")
    target = page.locator(f"[id='{href[1:]}']")
    assert target.is_visible()
    assert target.evaluate("one => { const at = one.getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight; }")


def test_an_address_of_a_figure_tells_of_which_trial_and_arm_it_is(opened: Opened) -> None:
    """As where it is clicked, the figure in sight above it; a figure that only its list of stored figures has, too."""
    first = opened()
    addresses = first.eval_on_selector_all("article .stored b[id^='f:']", "all => all.map(one => one.id)")
    linked = first.eval_on_selector_all("main a[href^='#f:']", "all => all.map(one => one.hash.slice(1))")
    for id_ in (linked[0], next(one for one in addresses if one not in linked)):
        page = opened(f"#{id_}")
        figure, panel = page.locator(f"[id='{id_}']"), page.locator("#panel")
        assert figure.inner_text() in panel.inner_text()
        trial = figure.evaluate("one => one.closest('article').dataset.t")
        assert trial in panel.inner_text()
        assert figure.bounding_box()["y"] + figure.bounding_box()["height"] <= panel.bounding_box()["y"]
        panel.get_by_role("button", name="Close").click()
        assert panel.is_hidden()


def test_it_prints_on_paper(opened: Opened, tmp_path: Path) -> None:
    """White, without what only a screen can use; the heads of tables stand on every page, a sorted one too."""
    page = opened(color_scheme="dark")
    page.locator("th[data-sort=n] button").click()
    page.emulate_media(media="print")
    assert page.locator("#filters").is_hidden()
    assert "rgb(255, 255, 255)" == page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert "contents" == page.evaluate("getComputedStyle(document.querySelector('th button')).display")
    assert "table-header-group" == page.evaluate("getComputedStyle(document.querySelector('thead')).display")
    path = tmp_path / "printed.pdf"
    page.pdf(path=path, format="A4", tagged=True, outline=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))
    assert 5 < pages < 60
