"""Rows in columns on a terminal, whatever the script: wide characters take two places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_GAP = "  "


def columns_of(text: str) -> int:
    """How many places a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def cut(text: str, most: int) -> str:
    """The text in at most `most` places, with an ellipsis where it was cut."""
    if columns_of(text) <= most:
        return text
    kept, used = "", 1
    for character in text:
        used += columns_of(character)
        if used > most:
            break
        kept += character
    return f"{kept.rstrip()}…"


def rows_in_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, widest: int = 44
) -> Iterator[str]:
    """A header, a rule and rows; the first column on the left, numbers on the right.

    Args:
        header: names of the columns.
        rows: as many cells each.
        widest: places that the first column may take; the other columns are never cut.
    """
    cells = [[cut(" ".join(row[0].split("\n")), widest), *row[1:]] for row in (header, *rows)]
    widths = [max(columns_of(row[n]) for row in cells) for n in range(len(header))]
    for number, row in enumerate(cells):
        parts = [row[0] + " " * (widths[0] - columns_of(row[0]))]
        parts += [
            " " * (width - columns_of(cell)) + cell
            for cell, width in zip(row[1:], widths[1:], strict=True)
        ]
        yield _GAP.join(parts).rstrip()
        if number == 0:
            yield "─" * min(100, sum(widths) + len(_GAP) * (len(widths) - 1))
