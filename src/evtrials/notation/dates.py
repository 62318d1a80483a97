"""How a date is read: the days that it may mean, and which day it is today."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

# Where a day begins first: Kiribati's Line Islands.
_EARLIEST = timezone(timedelta(hours=14))


def span(written: str) -> tuple[date, date]:
    """The first and last day that a date may mean: `2013`, `2013-10` or `2013-10-03`."""
    if len(written) == len("2013-10-03"):
        return date.fromisoformat(written), date.fromisoformat(written)
    year, *rest = (int(part) for part in written.split("-"))
    first, last = (rest[0], rest[0]) if rest else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def today() -> date:
    """The latest date on earth: what somebody, wherever, may call today is in nobody's future."""
    return datetime.now(_EARLIEST).date()
