"""Dates of unequal precision as whole numbers yyyymmdd, which sort and compare."""

from __future__ import annotations

import re
from calendar import monthrange

from comity.errors import UsageError

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _parts(date: str) -> tuple[int, int, int]:
    """Year, month and day, 0 where not given; all 0 for what is no ISO 8601 date."""
    match = _DATE.match(date)
    if not match:
        return 0, 0, 0
    year, month, day = (int(part or 0) for part in match.groups())
    if not 0 <= month <= 12 or (month and day > monthrange(max(year, 1), month)[1]):
        return 0, 0, 0
    return year, month, day


def first_day(date: str) -> int:
    """The first day that "2024", "2024-03" or "2024-03-21" may mean: 20240101."""
    year, month, day = _parts(date)
    return year * 10_000 + (month or 1) * 100 + (day or 1) if year else 0


def last_day(date: str) -> int:
    """The last day that "2024", "2024-03" or "2024-03-21" may mean: 20241231."""
    year, month, day = _parts(date)
    if not year:
        return 0
    month = month or 12
    return year * 10_000 + month * 100 + (day or monthrange(year, month)[1])


def asked_day(date: str, *, last: bool) -> int:
    """First or last day of a date that a user gave.

    Raises:
        UsageError: it is no ISO 8601 date.
    """
    day = last_day(date) if last else first_day(date)
    if not day or not _DATE.fullmatch(date):
        raise UsageError(
            f"{date!r} is not a date.", hint="Give a year, month or day: 2024, 2024-03, 2024-03-21."
        )
    return day
