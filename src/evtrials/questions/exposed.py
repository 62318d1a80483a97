"""A figure of exposure under its topic, with the trial and the arm that it is of."""

from __future__ import annotations

from dataclasses import dataclass

from evtrials.evidence.rows import FigureRow
from evtrials.questions.exposure_topics import Topic
from evtrials.trial.arms import Arm
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial


@dataclass(frozen=True, slots=True)
class Exposed:
    """One figure of exposure, or what is said of it in words, under its topic. mtor_dose: of the arm, as printed."""

    trial: Trial
    topic: Topic
    row: FigureRow
    mtor_dose: str

    @property
    def arm(self) -> Arm | None:
        """The arm; None of what stands in place of an arm, or of a test."""
        return self.trial.arms.get(self.row.arm)

    @property
    def is_plain(self) -> bool:
        """Whether the printed term says no more than the topic."""
        return self.topic.says_all_of(self.row.term)

    @property
    def arm_n(self) -> str:
        """The size of the arm as printed; "" of a subset."""
        return (self.arm.n if self.arm and self.row.population == ALL else None) or ""
