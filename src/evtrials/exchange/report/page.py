"""The page as a whole: what was asked and found of some trials, rendered into one file that loads nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from evtrials import __version__
from evtrials.answers.closing import MARKS
from evtrials.collection.filters import ABOUT, ALL, MTOR
from evtrials.errors import NotInstalled
from evtrials.questions import phrases
from evtrials.questions.asked_words import asked_in_words
from evtrials.questions.results import OWN_COMPARISON

if TYPE_CHECKING:
    from jinja2 import Environment

    from evtrials.collection.filters import Query
    from evtrials.collection.library import Library
    from evtrials.collection.selection import Selection

GENERATOR = "evtrials report"
_TEMPLATES = "templates"


def report_html(library: Library, selection: Selection, query: Query, skipped: Sequence[str] = ()) -> str:
    """The report on the trials of a selection as HTML. skipped: what is said of files that were passed over.

    NotInstalled where Jinja2 is not installed.
    """
    templates = _environment()
    from evtrials.exchange.report.bibliography import Bibliography
    from evtrials.exchange.report.cards import card_of
    from evtrials.exchange.report.choices import filters_of, ranks_of
    from evtrials.exchange.report.ids import FigureIds
    from evtrials.exchange.report.sections import ABOUT_HARMS, dose_section, endpoint_sections, harm_sections, list_section
    from evtrials.exchange.report.texts import Texts

    trials = selection.trials
    texts = Texts(FigureIds(row for trial in trials for row in library.rows_of(trial)))
    version, day = library.version
    style, script = _asset("page.css"), _asset("page.js")
    html = templates.get_template("page.html.j2").render(
        generator=f"{GENERATOR} {__version__}",
        title=_title(query),
        filters=filters_of(library, selection),
        ranks=ranks_of([one.profile for one in selection.shown]),
        data=f"data {version} of {day}" if version else "data without a version",
        version=__version__,
        not_advice=phrases.EVIDENCE_NOT_ADVICE,
        own_comparison=OWN_COMPARISON,
        marks=MARKS,
        caveats=[*library.caveats, *skipped, *selection.caveats],
        list=list_section(library, query, selection, texts),
        endpoints=endpoint_sections(library, query, selection, texts),
        doses=dose_section(library, selection, texts),
        harms=harm_sections(library, query, selection, texts),
        about_harms=ABOUT_HARMS,
        cards=[card_of(library, trial, texts, number) for number, trial in enumerate(trials, 1)],
        sources=Bibliography(library, trials),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    # What the tags of the templates leave empty.
    return re.sub(r"\n{2,}", "\n", html.lstrip())


def _title(query: Query) -> str:
    """The question in words."""
    asked = {name: values for name, values in query.asked.items() if name != "about"}
    if asked or len(query.about) > 1:
        return asked_in_words(query)
    (about,) = query.about
    return "All trials of the collection" if about == ALL else f"All {ABOUT[about]}" if about == MTOR else asked_in_words(query)


def is_report(beginning: str) -> bool:
    """Whether a file that begins so is a report."""
    return beginning.startswith("<!doctype html>") and f'<meta name="generator" content="{GENERATOR} ' in beginning


def _environment() -> Environment:
    """What renders the templates: every text is escaped, and a name that there is not is an error."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise NotInstalled("Jinja2", "report") from None
    from evtrials.exchange.report.ids import anchor

    made = Environment(
        loader=PackageLoader(__package__, _TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined, auto_reload=False,
    )  # fmt: skip
    made.globals |= {"anchor": anchor}
    made.tests["table"] = lambda part: hasattr(part, "rows")
    return made


def _asset(name: str) -> str:
    """The style or the script without indents, and without what is said to who works on it."""
    text = files(__package__).joinpath(_TEMPLATES, name).read_text(encoding="utf-8")
    return "\n".join(line for line in map(str.strip, text.splitlines()) if line and not line.startswith("//"))


def _hash(text: str) -> str:
    """How a policy of contents names the one style or script that it allows."""
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
