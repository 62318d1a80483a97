"""The trial that a word names; for a word that names something else, what to ask instead."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms


def trial_named(library: Library, name: str) -> Trial:
    """The trial of a name, as `Library.get`; a drug, endpoint, harm or marker is told with the commands that answer for it."""
    from evtrials.errors import NameNotFound

    try:
        return library.get(name)
    except NameNotFound as error:
        # A name that fits several trials is one of trials.
        if "fits" not in str(error) and (told := _instead(library.terms, name)):
            raise NameNotFound(f'there is no trial "{name}", {told}', error.candidates) from None
        raise


def _instead(terms: Terms, name: str) -> str:
    """What a word of the vocabulary is, and the commands that take it; "" for any other."""
    word = shlex.quote(name)
    if terms.drug(name) in terms.drugs:
        return f"but a drug: evtrials list --drug {word}, or evtrials doses {word}"
    if terms.adverse_event(name) in terms.adverse_events:
        return f"but an adverse event: evtrials safety {word}"
    if terms.endpoint(name) in terms.endpoints:
        return f"but an endpoint: evtrials results {word}"
    if terms.factor(name) in terms.factors:
        return f"but a factor or marker: evtrials subgroups {word}"
    return ""
