"""Units of time, and how long each is."""

from __future__ import annotations

# Days in a unit; a month is the twelfth of a year.
DAYS: dict[str, float] = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
