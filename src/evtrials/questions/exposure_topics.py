"""What a term of exposure is about: stopped, dose reduced, time on treatment ... each printed term under one topic.

Terms of exposure are sentences of the report ("Discontinued both study drugs for adverse events"), not names: no vocabulary
lists them, so that they are told by their words. What no topic knows is `Other` and shown as printed; nothing falls out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from evtrials.notation.capitals import begun_small
from evtrials.notation.patterns import compiled
from evtrials.notation.spelling import folded, unknown
from evtrials.trial.terms import Terms


class Topic(NamedTuple):
    """A topic of exposure. names: how else it may be typed; one that two topics have asks for both.

    knows: whether a printed term, in small letters, is about it. plain: the terms that say no more than its name.
    """

    name: str
    names: tuple[str, ...]
    knows: Callable[[str, Terms], bool]
    plain: tuple[str, ...] = ()

    def says_all_of(self, term: str) -> bool:
        """Whether a printed term says no more than the name of the topic."""
        return folded(term) in {folded(self.name), *map(folded, self.plain)}


def _words(pattern: str) -> Callable[[str, Terms], bool]:
    found = compiled(pattern)
    return lambda term, _: bool(found.search(term))


_STOPPED = compiled(r"discontinu|\bstopp|\bwithdr")
_HARM = compiled(r"adverse|toxic|side effect|intoleran")
# Reasons that the vocabulary of adverse events knows too.
_NO_HARM = compiled(r"progression|consent|compliance|decision")
_REASON = compiled(r"\b(?:for|with|due to|because of|after|by)\b")


def names_in_short(topics: Iterable[Topic]) -> str:
    """Topics as a sentence names them."""
    return "; ".join(begun_small(topic.name) for topic in topics)


def names_a_reason(term: str) -> bool:
    """Whether a printed term says why: `Discontinued for disease progression`, not `Discontinued treatment`."""
    return bool(_REASON.search(term.casefold()))


def tells_of_any_harm(term: str) -> bool:
    """Whether a printed term is of adverse events as such: `Discontinued for toxicity`, not `Discontinued with pneumonitis`."""
    return bool(_HARM.search(term.casefold()))


def _is_stopped_for_harm(term: str, terms: Terms) -> bool:
    if not _STOPPED.search(term) or _NO_HARM.search(term):
        return False
    reason = _REASON.split(term, maxsplit=1)[-1].strip()
    return tells_of_any_harm(term) or terms.adverse_event(reason) in terms.adverse_events


def _is_stopped_otherwise(term: str, terms: Terms) -> bool:
    return bool(_STOPPED.search(term)) and not _is_stopped_for_harm(term, terms)


_STOPS = ("discontinuation", "discontinuations", "discontinued", "stopped", "stopping", "stop")
STOPPED_FOR_HARM = Topic(
    "Stopped for adverse events",
    (*_STOPS, "stopped for toxicity", "discontinuation for adverse events", "discontinued for adverse events",
     "discontinuation due to adverse events", "led to discontinuation", "adverse events", "toxicity", "tolerability"),
    _is_stopped_for_harm,
    ("discontinued for adverse events",),
)  # fmt: skip
STOPPED_OTHERWISE = Topic(
    "Stopped, other or unstated reason",
    (*_STOPS, "stopped for another reason", "withdrawal", "withdrawn", "progression", "drop-out", "dropout"),
    _is_stopped_otherwise,
)
DOSE_CHANGED = Topic(
    "Dose reduced, delayed or interrupted",
    ("dose reduction", "dose reductions", "dose reduced", "reduction", "reductions", "reduced", "interruption", "interruptions",
     "dose interruption", "dose interruptions", "interrupted", "delay", "delays", "dose delay", "delayed", "dose modification",
     "dose modifications", "dose adjustment", "dose adjustments"),
    _words(r"\b(?:reduc|lower|delay|interrupt|adjust|modif|withh[eo]ld)"),
)  # fmt: skip
DOSE_INTENSITY = Topic("Dose intensity", ("relative dose intensity", "RDI", "intensity"), _words(r"dose.intensity|relative dose"))
TIME_ON_TREATMENT = Topic(
    "Time on treatment",
    ("duration of treatment", "duration", "treatment duration", "median exposure", "exposure", "cycles", "time"),
    _words(r"duration of (?:treatment|therapy|exposure)|time on|\bexposure\b|\bcycles\b"),
    ("duration of treatment",),
)
DEATHS = Topic(
    "Deaths on treatment",
    ("deaths", "death", "died", "fatal", "deaths during treatment"),
    _words(r"\bdeaths?\b|\bdied\b"),
    ("deaths during treatment",),
)
COMPLETED = Topic(
    "Completed, or still on treatment",
    ("completed", "completion", "still on treatment", "ongoing", "adherence"),
    _words(r"^(?:not )?completed|^still\b|\bongoing\b"),
)
STARTING_DOSE = Topic("Starting dose", ("initial dose", "starting doses", "start"), _words(r"^start(?:ed|ing)\b|\binitial dose"))
TREATED = Topic("Treated, or never", ("treated", "never treated", "safety population"), _words(r"^(?:never\b|treated\b)"))
AFTERWARDS = Topic(
    "After the study treatment",
    ("after the study", "subsequent therapy", "post-study therapy", "crossover", "crossed over"),
    _words(r"after the study|post.study|subsequent|\bcross(?:ed)?.?over"),
)
OTHER = Topic("Other", (), lambda *_: True)

# In the order of a page.
TOPICS = (
    STOPPED_FOR_HARM, STOPPED_OTHERWISE, DOSE_CHANGED, DOSE_INTENSITY, TIME_ON_TREATMENT, DEATHS, COMPLETED, STARTING_DOSE,
    TREATED, AFTERWARDS, OTHER,
)  # fmt: skip
# What is shown where nothing is asked for.
MAIN = (STOPPED_FOR_HARM, DOSE_CHANGED, DOSE_INTENSITY, TIME_ON_TREATMENT, DEATHS)
# The order in which a term looks for its topic: what is about a dose goes before what stops.
_HOMES = (
    DEATHS, AFTERWARDS, STARTING_DOSE, DOSE_INTENSITY, TIME_ON_TREATMENT, DOSE_CHANGED, STOPPED_FOR_HARM, STOPPED_OTHERWISE,
    COMPLETED, TREATED, OTHER,
)  # fmt: skip


def topic_of(term: str, terms: Terms, asked: Sequence[Topic] = TOPICS) -> Topic | None:
    """The topic under which a printed term stands; of some that are asked for, the first that knows it, or None.

    "Dose adjustments or discontinuations" is of the doses, and of what was stopped where that alone is asked for.
    """
    home = next(topic for topic in _HOMES if topic.knows(term.casefold(), terms))
    if home in asked:
        return home
    return next((topic for topic in _HOMES[:-1] if topic in asked and topic.knows(term.casefold(), terms)), None)


def topics_named(words: Iterable[str], trials: Iterable[str] = ()) -> tuple[Topic, ...]:
    """The topics that typed words ask for, each once in the order of a page; UsageError with the nearest topics or trials.

    A topic of several words need not be quoted; a comma separates as a space does: `dose reduction, deaths`.
    """
    asked: list[Topic] = []
    rest = " ".join(words).replace(",", " ").split()
    while rest:
        heads = (rest[:end] for end in range(len(rest), 0, -1))
        head = next((head for head in heads if means(" ".join(head))), [])
        if not head:
            known = {**spellings(), **{id_: id_ for id_ in trials}}
            raise unknown("topic of exposure or trial", " ".join(rest), known, "topics are: " + "; ".join(names()))
        asked += means(" ".join(head))
        rest = rest[len(head) :]
    return tuple(topic for topic in TOPICS if topic in asked)


def means(typed: str) -> tuple[Topic, ...]:
    """The topics that a typed name asks for; () where it is none's."""
    key = folded(typed)
    return tuple(topic for topic in TOPICS if key in map(folded, (topic.name, *topic.names)))


def is_of_a_name(word: str) -> bool:
    """Whether a word stands in the name of a topic: `dose`, `reduction`."""
    return folded(word) in {folded(part) for spelling in spellings() for part in spelling.split()} or "," in word


def names() -> tuple[str, ...]:
    """The topics as they are typed."""
    return tuple(topic.name.lower() for topic in TOPICS)


def spellings() -> dict[str, str]:
    """Every spelling of a topic, with the topic that it means."""
    return {spelling: topic.name.lower() for topic in reversed(TOPICS) for spelling in (*topic.names, topic.name)}
