"""Dates as catalogues and attributions write them, as ISO 8601."""

from __future__ import annotations

import datetime
import re

_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?$")
_MISSING = frozenset(
    ("", "unspecified", "unknown", "n/a", "na", "none", "null", "undated", "n.d.", "nd", "-", "?")
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan janvier enero января",
            "february feb février fevrier febrero февраля",
            "march mar mars marzo марта",
            "april apr avril abril апреля",
            "may mai mayo мая",
            "june jun juin junio июня",
            "july jul juillet julio июля",
            "august aug août aout agosto августа",
            "september sept sep septembre septiembre сентября",
            "october oct octobre octubre октября",
            "november nov novembre noviembre ноября",
            "december dec décembre decembre diciembre декабря",
        ],
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=lambda m: (-len(m), m)))
_WRITTEN = (
    # June 14, 2024 · Jun 09, 2019
    re.compile(
        rf"\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I
    ),
    # 14 June 2024 · 1er juin 2024 · 14 de junio de 2024 · 14 июня 2024
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?(?P<m>{_MONTH})\.?,?"
        rf"\s+(?:del?\s+)?(?P<y>\d{{4}})\b",
        re.I,
    ),
    re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(rf"(?<!\d\s)\b(?P<m>{_MONTH})\.?,?\s+(?:de\s+)?(?P<y>\d{{4}})\b", re.I),
    re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月"),
)
_EARLIEST, _LATEST = 1500, 2200


def is_missing(value: str) -> bool:
    """True for the words by which tables say that they have no value."""
    return value.strip().casefold() in _MISSING


def iso_date(value: str) -> str:
    """The value as "YYYY", "YYYY-MM" or "YYYY-MM-DD"; "" when it is no such date.

    A time of day is dropped; nothing is guessed: "03/04/2024" is no date here.
    """
    match = _ISO.match(value.strip())
    if not match:
        return ""
    return _checked(match[1], match[2], match[3])


def written_date(text: str) -> tuple[str, tuple[int, int]]:
    """The first date written out in a text ("14 June 2024", "2024年6月14日"), and where it stands.

    Returns ("", (0, 0)) when there is none. Day-first and month-first numbers
    with slashes are left alone, since they cannot be told apart.
    """
    found = []
    for rank, pattern in enumerate(_WRITTEN):
        match = pattern.search(text)
        if match:
            parts = match.groupdict()
            month = parts["m"]
            # A search without case takes the dotless i of Turkish for an i; it names no month here.
            number = month if month.isdigit() else str(_MONTHS.get(month.casefold(), 99))
            date = _checked(parts["y"], number.zfill(2), (parts.get("d") or "").zfill(2))
            if date:
                found.append((match.start(), rank, date, match.span()))
    if not found:
        return "", (0, 0)
    _, _, date, span = min(found)
    return date, span


def _checked(year: str, month: str | None, day: str | None) -> str:
    if not _EARLIEST <= int(year) <= _LATEST:
        return ""
    day = None if day in (None, "", "00") else day
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return "-".join(part for part in (year, month, day) if part)
