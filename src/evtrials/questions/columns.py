"""Columns that several answers have beside those of the tidy table, each declared once, so that a name means one thing.

They read a trial; `Column.of` leads them to the trial of a row, `Column.by` to whatever else bears the cell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evtrials.evidence.columns import BY_NAME, Column
from evtrials.evidence.traits import year_of
from evtrials.questions.citation import citation, link

TRIAL = BY_NAME["trial"].by(lambda trial: trial.id)
NAME = Column("name", lambda trial: trial.name, "text", "name of the trial")
SETTING = Column("setting", lambda trial: trial.setting, "text", "setting of the disease: advanced, neoadjuvant, adjuvant, ...")
LINE = Column("line", lambda trial: trial.population.line, "text", "line of therapy for advanced disease that could enter")
YEAR = Column("year", year_of, "number", "year in which the primary result was first published")
STATUS = Column("status", lambda trial: trial.status.is_, "text", "where the trial stood")
AS_OF = Column("as_of", lambda trial: trial.status.as_of or "", "text", "the day for which the status holds")

# Of a contrast: the cells of `results` and of `subgroups`.
ARM_LABEL = Column("arm_label", lambda arm: arm.label, "text", "label of the arm")
ARM_N = Column("arm_n", lambda arm: arm.n, "number", "patients of the arm", "participants")
ARM_TEXT = Column("arm_text", lambda row: row.figure.text, "text", "the arm's own figure as printed")
ARM_UNIT = Column("arm_unit", lambda row: row.unit, "text", "unit of the arms' own figures")
COMPARATOR_N = Column("comparator_n", lambda arm: arm.n, "number", "patients of the comparator", "participants")
COMPARATOR_TEXT = Column("comparator_text", lambda row: row.figure.text, "text", "the comparator's own figure as printed")
P_ELSEWHERE = Column(
    "p_elsewhere", lambda line: tuple(row.p.text for row in line.tests if row.p), "list",
    "p values that are printed elsewhere for the same analysis",
)  # fmt: skip
POPULATION_LABEL = Column("population_label", lambda group: group.label, "text", "factor and level of a subgroup, in words")

# Of a source.
CITATION = Column("citation", citation, "text", "the source as a reference")
LINK = Column("link", link, "text", "where the source is found")
REPORTS = Column("reports", lambda source: source.reports or "", "text", "key of the source whose report it retells")
NOT_SEEN = Column("not_seen", lambda source: source.not_seen or "", "text", "what was not seen of the source")
STORED = Column(
    "figures", lambda row: row.figures, "number", "how many figures are stored of the trial, or of the source", "figures"
)


def of(part: Callable[[Any], Any], *columns: Column) -> tuple[Column, ...]:
    """Columns for rows that bear what these columns read as a part; empty where the part is None."""
    return tuple(column.of(part) for column in columns)
