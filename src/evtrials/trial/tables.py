"""Blocks: the tables of harms, exposure and baseline as a report prints them."""

from typing import Any

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from evtrials.notation.closed_words import GRADES, Attribution, Measure, Unit
from evtrials.notation.figures import MISSING
from evtrials.trial.fields import Count, Dose, Figure, Text
from evtrials.trial.notes import Notes, Sourced
from evtrials.trial.results import Statement


class Block(Sourced):
    """One table of one report: columns are arms (in harms: arm and grade band), rows are terms, cells are figures.

    n is the denominator of each arm as the report states it: treated is not randomised. period: the time the table
    covers, where that is not the whole of it ("first 8 weeks"). A column `p` (in harms `p` and a band) holds the p values
    of the rows.
    """

    cut: Text | None = Field(None, description="the id of the cut at which one looked")
    population: Text | None = Field(None, description="the id of a subgroup or biomarker group; left out for all patients")
    attribution: Attribution = Field(
        "not stated", description="adverse events of any cause, or those that were called related to treatment"
    )
    threshold: Text | None = Field(None, description="the report's threshold for listing a term")
    period: Text | None = Field(None, description="the time the table covers, where that is a part of it: first 8 weeks")
    measure: Measure | None = Field(None, description="what the figures are")
    unit: Unit | None = Field(None, description="the unit of the figures")
    n: dict[str, Count] = Field({}, description="the denominator of each arm: treated is not randomised")
    columns: tuple[Text, ...] = Field((), description="the columns of the table: arm ids")
    rows: dict[str, tuple[Figure, ...]] = Field(
        {}, description="each term with a cell for each column, or one word for the whole row"
    )
    stated: dict[str, Statement] = Field({}, description="each term of which the report says something in words alone")
    note: Notes = Field((), description="remarks on the table, or with term: and only: on cells of it")

    @model_validator(mode="before")
    @classmethod
    def _spread_missing(cls, data: Any) -> Any:
        """One word for a whole row (`not reported`) stands for each of its cells; a short row is named with its term."""
        if (
            not isinstance(data, dict)
            or not isinstance(data.get("rows"), dict)
            or not isinstance(data.get("columns", []), (list, tuple))
        ):
            return data
        width = len(data.get("columns", []))
        if data["rows"] and not width:
            # Its cells would be of no arm, and in no answer.
            raise PydanticCustomError(
                "row", "name the columns of the table, which are its arms: columns: [eve any, pbo any]", {"key": ("rows",)}
            )
        rows: dict[str, Any] = {}
        for term, cells in data["rows"].items():
            if isinstance(cells, str) and cells in MISSING:
                cells = [cells] * width
            if not isinstance(cells, (list, tuple)):
                raise PydanticCustomError(
                    "row",
                    'the row "{term}" is a list of cells, or one of the words: {words}',
                    {"term": term, "words": ", ".join(MISSING), "key": ("rows", term)},
                )
            if len(cells) != width:
                comma = "; a comma separates cells, the decimal point is typed as \".\"" if len(cells) > width else ""
                raise PydanticCustomError(
                    "row",
                    'the row "{term}" has {cells} cells for {width} columns{comma}',
                    {"term": term, "cells": len(cells), "width": width, "comma": comma, "key": ("rows", term)},
                )
            rows[term] = cells
        return {**data, "rows": rows}

    def measured(self, cell: Figure) -> tuple[Measure, Unit]:
        """Measure and unit of a cell: a percentage beside a count is one whatever the unit of the table."""
        unit: Unit = "percent" if cell.is_percent else self.unit or "participants"
        return self.measure or ("rate" if unit == "percent" else "count"), unit


class Harms(Block):
    """A block of adverse events: each column is `arm grade`."""

    columns: tuple[Text, ...] = Field(
        (), description=f"the columns of the table: an arm's id and a grade band ({', '.join(GRADES)}); any where none is printed"
    )

    @field_validator("columns")
    @classmethod
    def _arm_and_grade(cls, columns: tuple[str, ...]) -> tuple[str, ...]:
        for column in columns:
            _, _, grade = column.partition(" ")
            if grade not in GRADES:
                raise PydanticCustomError(
                    "column",
                    'write a column as an arm and a grade band, "eve 3-4"; "{column}" has none of: {grades}',
                    {"column": column, "grades": ", ".join(GRADES)},
                )
        return columns


class DoseFinding(Sourced):
    """What a dose escalation found. `mtd: not reached` is a result."""

    part: Text | None = Field(None, description="the part of the protocol, declared under parts")
    levels: Count | None = Field(None, description="number of dose levels")
    mtd: Text | None = Field(None, description="maximum tolerated dose; not reached is a result")
    rp2d: tuple[Dose, ...] = Field((), description="recommended phase 2 dose, drug by drug")
    dlt: tuple[Text, ...] = Field((), description="dose-limiting toxicities as printed")


    @property
    def cells(self) -> tuple[str, ...]:
        """What it says in figures or in words, by field."""
        return tuple(name for name in ("levels", "mtd", "rp2d", "dlt") if getattr(self, name))


P_COLUMN = "p"


def arm_and_grade(column: str) -> tuple[str, str]:
    """The arm and the grade band of a column; the grade is "" in blocks that have none."""
    arm, _, grade = column.partition(" ")
    return arm, grade
