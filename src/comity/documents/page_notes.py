"""Footnotes that stand between the lines of a text laid out on pages.

A conversion of a PDF into plain text leaves each page's footnotes at its foot,
in the middle of the sentence that the page break parts. They are told by what
no list has: they end the page, they count on from the notes of the pages
before, and their marks stand in the page above them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from comity.documents.marks import find_marks

_OPENS = re.compile(
    r"[ \t]{0,8}(?P<mark>[1-9]\d{0,2})(?P<closed>\))?(?:[ \t\u00a0]+(?P<text>\S)|[ \t\u00a0]*$)"
)
_MAX_SKIP = 3  # notes that may be missing between one and the next that is found
_MAX_JUMP = 12  # the same, where every note of the page has its mark on it
_MAX_LINES = 15  # of one note
_MAX_SHARE = 0.75  # of a page's lines that may be notes
_MIN_NOTES = 3
_MIN_MARKED = 0.5  # of the notes of a page must have their mark on it


@dataclass(frozen=True, slots=True)
class PageNote:
    """A footnote of a page: its number, whether a bracket closes it, and its lines."""

    mark: str
    closed: bool
    page: int  # from 1
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Opening:
    """A line that may open a note, by its place among the lines of its page."""

    place: int
    number: int
    closed: bool


def find_page_notes(
    lines: Sequence[str], left: Sequence[int], page_starts: Sequence[int]
) -> list[PageNote]:
    """The footnotes at the feet of pages; none where it is not certain that they are notes.

    Args:
        lines: all lines of the text.
        left: numbers of the lines with text that are no page furniture, rising.
        page_starts: numbers of the lines that begin a page, rising.
    """
    notes: list[PageNote] = []
    last = 0
    for page, first in enumerate(page_starts, start=1):
        end = page_starts[page] if page < len(page_starts) else len(lines)
        rows = left[bisect_left(left, first) : bisect_left(left, end)]
        found = _notes_of(lines, rows, page, last)
        if found:
            notes += found
            last = int(found[-1].mark)
    return notes if len(notes) >= _MIN_NOTES else []


def _notes_of(lines: Sequence[str], rows: Sequence[int], page: int, last: int) -> list[PageNote]:
    """The notes at the foot of one page, the first of them counting on from `last`."""
    openings = [
        _Opening(place, int(match["mark"]), bool(match["closed"]))
        for place, row in enumerate(rows)
        if (match := _OPENS.match(lines[row])) and _opens(match, lines, rows, place)
    ]
    for at, first in enumerate(openings):
        if not last < first.number <= last + _MAX_JUMP or first.place == 0:
            continue
        chain = _chain(openings[at:], first)
        notes = _noted(rows, chain, page)
        least = _MIN_MARKED if first.number <= last + _MAX_SKIP else 1.0
        if notes and _marked(lines, rows[: first.place], notes, len(rows)) >= least:
            return notes
    return []


def _opens(match: re.Match[str], lines: Sequence[str], rows: Sequence[int], place: int) -> bool:
    """Whether a line may open a note: text follows, on the line or on the next."""
    if match["text"]:
        address = re.match(r"(?:https?:|www\.)", lines[rows[place]][match.start("text") :])
        return bool(address) or not (match["text"].isdecimal() or match["text"].islower())
    return place + 1 < len(rows) and rows[place + 1] == rows[place] + 1


def _chain(openings: Sequence[_Opening], first: _Opening) -> list[_Opening] | None:
    """The openings of a page's notes from the first on; None when a number stands out of turn."""
    chain = [first]
    for opening in openings[1:]:
        if opening.closed != first.closed:
            continue
        if opening.number != chain[-1].number + 1:
            return None
        chain.append(opening)
    return chain


def _noted(rows: Sequence[int], chain: list[_Opening] | None, page: int) -> list[PageNote]:
    """The notes with their lines, each up to the next and the last one to the page's end."""
    notes: list[PageNote] = []
    for number, opening in enumerate(chain or ()):
        following = chain[number + 1].place if chain and number + 1 < len(chain) else len(rows)
        own = tuple(rows[opening.place : following])
        if len(own) > _MAX_LINES:
            return []
        notes.append(PageNote(str(opening.number), opening.closed, page, own))
    return notes


def _marked(
    lines: Sequence[str], above: Sequence[int], notes: Sequence[PageNote], count: int
) -> float:
    """The share of the notes whose marks stand above them, in their order; 0 to 1."""
    if count - len(above) > _MAX_SHARE * count:
        return 0.0
    text = "\n".join(lines[row] for row in above)
    found = find_marks(text, [(note.mark, note.closed) for note in notes], 0, len(text))
    return sum(place is not None for place in found) / len(notes)
