"""What a trial file may say."""

from evtrials.models.results import Endpoint, Row
from evtrials.models.rules import faults
from evtrials.models.sources import Publication
from evtrials.models.trial import Trial

__all__ = ["Endpoint", "Publication", "Row", "Trial", "faults"]
