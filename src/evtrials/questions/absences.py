"""What was asked of a trial by name and not seen: said by name, with what was read of the trial and what is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evtrials.collection.library import Library
from evtrials.questions.card_end import read_words
from evtrials.questions.exposed import Exposed
from evtrials.questions.exposure_topics import DEATHS, Topic, names_in_short
from evtrials.questions.harms import Harms, grades_named, tells_of_harms
from evtrials.questions.safety_asked import SafetyAsked
from evtrials.questions.safety_page import band_words
from evtrials.trial.model import Trial

# So many topics are named, more are counted.
_NAMED = 3


def unseen_exposure(
    library: Library, trials: Iterable[Trial], asked: Sequence[Topic], shown: Sequence[Exposed], all_of: Sequence[Exposed]
) -> Iterator[str]:
    """Of trials that were named: which topics asked for were not seen in what was read of each, and what else was.

    shown: what stands on the page; all_of: what was read of the trials on any topic.
    """
    for trial in trials:
        seen = {one.topic for one in shown if one.trial.id == trial.id}
        missing = [topic for topic in asked if topic not in seen]
        if not missing:
            continue
        said = f"{trial.id}, not seen: {names_in_short(missing)}. {read_words(trial)}"
        yield f"{said}{_near(library, trial, missing, seen, all_of)}"


def _near(library: Library, trial: Trial, missing: Sequence[Topic], seen: set[Topic], all_of: Sequence[Exposed]) -> str:
    """What is told of a trial near to topics that were not seen, with the commands that show it."""
    others = dict.fromkeys(one.topic for one in all_of if one.trial.id == trial.id and one.topic not in seen)
    words = names_in_short(others) if len(others) <= _NAMED else f"{len(others)} other topics"
    said = [f"{words} (evtrials exposure {trial.id})"] if others else []
    rows = library.rows_of(trial)
    if DEATHS in missing and any(row.key and library.terms.endpoint(row.endpoint) == "os" for row in rows):
        said.append(f"overall survival (evtrials results os {trial.id})")
    if not (others or seen) and tells_of_harms(library, trial.id):
        said.append(f"its harms (evtrials safety {trial.id})")
    return f" Seen: {'; '.join(said)}." if said else ""


def unseen_harms(asked: SafetyAsked, events: Sequence[str], shown: dict[str, set[str]]) -> Iterator[str]:
    """Of trials that were named: which of some adverse events were not seen in what was read of each, in the grade asked for.

    shown: the trials of which each event is told. Without an event, whether any harm of that grade was seen.
    """
    library = asked.library
    bands = band_words([asked.grade]) if asked.grade else ""
    for trial in (library.trial(id_) for id_ in asked.named):
        missing = [event for event in events if trial.id not in shown[event]]
        if not missing and (events or trial.id in set().union(*shown.values())):
            continue
        what = ", ".join(event.lower() for event in missing) or "harms"
        said = f"{trial.id}, not seen: {', '.join(filter(None, (what, bands)))}. {read_words(trial)}"
        harms = Harms(library, [trial.id])
        other = [event.lower() for event in missing or harms.events if asked.grade and harms.of(event, ())]
        if other and grades_named(asked.grade):
            words = " ".join(f'"{event}"' if " " in event else event for event in other) if missing else ""
            said += f" Seen: other grades, or words ({' '.join(filter(None, ('evtrials safety', words, trial.id)))})."
        elif tells_of_harms(library, trial.id):
            said += f" Seen: other harms (evtrials safety {trial.id})."
        yield said
