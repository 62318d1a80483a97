"""The tools: how each is called, what it takes, and what answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from evtrials.exchange.mcp import answering
from evtrials.exchange.mcp.answering import Made
from evtrials.exchange.mcp.asked import Asked
from evtrials.exchange.mcp.parameters import FILTERS_ASKED, FILTERS_OF_MANY, LIMIT, OFFSET, TRIALS, Parameter
from evtrials.notation.closed_words import ASSESSORS, GRADES, POOL_METHODS, POOL_MODELS, POOLED_ACROSS, SECTIONS


class Tool(NamedTuple):
    """A tool. text: what it is for, in a sentence or two; answer: makes what it answers."""

    name: str
    title: str
    text: str
    parameters: tuple[Parameter, ...]
    answer: Callable[[Asked], Made]


ENDPOINT = Parameter("endpoint", "words", "pfs, os, orr, pcr, idfs ...", most=6, is_needed=True)
ASSESSOR = Parameter("assessor", "word", "", ASSESSORS)
ALL_CUTS = Parameter("all_cuts", "switch", "earlier cuts too")
EVERYTHING = Parameter("everything", "switch", "every stored analysis, report and cut")
TRIAL = Parameter("trial", "word", "id, name, registration, PMID, DOI or author", is_needed=True)
_GRADES = ("3+", "2+", "any", *GRADES[1:])
_DETAIL = (LIMIT, OFFSET)
_AS_IN_FIND = "Filters as in find."
TOOLS: tuple[Tool, ...] = (
    Tool(
        "find",
        "Find trials",
        "Which trials fit, each with its arms and primary result. Those of which only some patients fit, or whose sources do not "
        "say, are left out and named.",
        (*FILTERS_OF_MANY, *_DETAIL),
        answering.find,
    ),
    Tool(
        "show",
        "Show a trial",
        "A trial on a card: patients, arms, results, harms, what was read. Sections give it whole.",
        (TRIAL, Parameter("sections", "words", "", SECTIONS), ALL_CUTS, *_DETAIL),
        answering.show,
    ),
    Tool(
        "compare",
        "Trials side by side",
        "First in what they differ, then the results and harms of each; nothing is computed across.",
        (TRIALS._replace(help="two to six", most=6, is_needed=True), *_DETAIL),
        answering.compare,
    ),
    Tool(
        "results",
        "Results of an endpoint",
        f"An endpoint across trials, a row a randomised contrast of one trial's own arms. {_AS_IN_FIND}",
        (
            ENDPOINT,
            TRIALS,
            Parameter("population", "word", "a subgroup by factor or level; all patients if not given"),
            ASSESSOR,
            ALL_CUTS,
            EVERYTHING,
            *FILTERS_ASKED,
            *_DETAIL,
        ),
        answering.results,
    ),
    Tool(
        "harms",
        "Harms and exposure",
        "Adverse events, each within its trial's own arms (the most frequent without a term); or, with exposure, who "
        f"stopped, who reduced the dose, how long it was taken. {_AS_IN_FIND}",
        (
            Parameter("term", "words", "adverse events", most=8),
            Parameter("grade", "word", "", _GRADES),
            Parameter("top", "number", "so many terms", least=1, most=100),
            Parameter("exposure", "words", "instead of terms", answering.TOPIC_NAMES),
            TRIALS,
            EVERYTHING,
            *FILTERS_ASKED,
            *_DETAIL,
        ),
        answering.harms,
    ),
    Tool(
        "trace",
        "Trace figures",
        "Each figure of an endpoint or adverse event of a trial: source, place, cut, why it stands by default or not, what "
        "disagrees with it.",
        (TRIAL, Parameter("of", "word", "endpoint or adverse event; all if not given"), *_DETAIL),
        answering.trace,
    ),
    Tool(
        "cite",
        "References",
        "The papers of trials as references, each with what was read of it.",
        (
            TRIALS._replace(is_needed=True),
            Parameter("format", "word", "", answering.REFERENCE_FORMATS),
            EVERYTHING._replace(help="every source, not papers alone"),
            *_DETAIL,
        ),
        answering.cite,
    ),
    Tool(
        "pool",
        "Pool one question",
        "A meta-analysis of the trials of one endpoint, disease, setting and drug; refused, with the reason, where they differ. "
        f"{_AS_IN_FIND}",
        (
            ENDPOINT._replace(kind="word", most=0),
            TRIALS,
            Parameter("without", "words", "trials to leave out", most=30),
            ASSESSOR,
            Parameter("across", "words", "may differ in", POOLED_ACROSS),
            Parameter("model", "word", "", POOL_MODELS),
            Parameter("method", "word", "", POOL_METHODS),
            *FILTERS_ASKED,
            *_DETAIL,
        ),
        answering.pool,
    ),
)
