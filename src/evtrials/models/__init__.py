"""What a trial file may say.

These modules have no `from __future__ import annotations`: pydantic would compile each annotation at every start.
"""

from evtrials.models.results import Endpoint, Row
from evtrials.models.rules import faults
from evtrials.models.sources import Publication
from evtrials.models.trial import Trial

__all__ = ["Endpoint", "Publication", "Row", "Trial", "faults"]
