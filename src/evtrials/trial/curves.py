"""Survival data that somebody rebuilt from a published figure: named by a trial file, never among its figures."""

from typing import Literal

from pydantic import Field

from evtrials.trial.fields import CurveFile, Id, Record, Src, Text, Url


class Curve(Record):
    """One reconstructed Kaplan-Meier curve. `reconstructs` is the published figure, `made_by` who rebuilt it and how.

    The file holds a row for each patient: time (in `unit`), event (1 or 0), arm (the arm's id). Loading a trial does not
    open it.
    """

    endpoint: Id = Field(description="the key of the endpoint")
    cut: Text | None = Field(None, description="the id of the cut that the figure shows")
    file: CurveFile = Field(description="the data, one row for each patient: time, event (1 or 0), arm (its id)")
    unit: Literal["days", "weeks", "months", "years"] = Field(description="the unit of the times in the file")
    reconstructs: Src = Field(description="the published figure that was rebuilt")
    made_by: Text = Field(description="who rebuilt the data, and how")
    licence: Text = Field(description="licence of the data and its holder")
    url: Url | None = Field(None, description="where the data were taken from")
