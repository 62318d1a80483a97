"""Survival data that somebody rebuilt from a published figure: named by a trial file, never among its figures."""

from typing import Literal

from evtrials.trial.fields import CurveFile, Id, Record, Src, Text


class Curve(Record):
    """One reconstructed Kaplan-Meier curve. `reconstructs` is the published figure, `made_by` who rebuilt it and how.

    The file holds a row for each patient: time (in `unit`), event (1 or 0), arm (the arm's id). Loading a trial does not
    open it.
    """

    endpoint: Id
    cut: Text | None = None
    file: CurveFile
    unit: Literal["days", "weeks", "months", "years"]
    reconstructs: Src
    made_by: Text
    licence: Text
    url: Text | None = None
