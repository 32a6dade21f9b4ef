"""Raised numbers in the lines of a PDF, by their offsets in the text: where notes are marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.documents.formats.pdf_lines import Line
from comity.documents.marks import find_marks

_MARKS = re.compile(r"\d{1,4}|[*†‡§+⃰]{1,4}|(?<![^\W_])[a-z](?![^\W_])")


class RaisedMarks:
    """The raised marks of a document's body: page, mark, offset."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, str], list[int]] = {}

    def add(self, line: Line, text: str, start: int) -> None:
        """Note the marks of one line, whose `text` begins at the offset `start`."""
        at = 0
        for raised in line.marks:
            for match in _MARKS.finditer(raised):
                place = _place(text, match[0], at)
                if place is None:
                    continue
                self._places.setdefault((line.page, match[0]), []).append(start + place)
                at = place + len(match[0])

    def of_notes(
        self, notes: Sequence[tuple[str, int]], text: str, page_starts: Sequence[int]
    ) -> list[int | None]:
        """The place of the mark of each note, given as mark and page; None where none is found.

        A note whose mark is not raised is looked for in the text of its page.
        """
        found: list[int | None] = []
        last = 0
        for mark, page in notes:
            places = self._after(mark, page, last) or self._after(mark, page - 1, last)
            place = places[0] if places else None
            if place is None and 0 < page <= len(page_starts):
                start = max(last, page_starts[page - 1])
                end = page_starts[page] if page < len(page_starts) else len(text)
                (place,) = find_marks(text, [(mark, False)], start, max(start, end))
            found.append(place)
            last = place if place is not None else last
        return found

    def _after(self, mark: str, page: int, last: int) -> list[int]:
        return [place for place in self._places.get((page, mark), ()) if place >= last]


def _place(text: str, mark: str, start: int) -> int | None:
    """Where a mark stands in its line, from `start` on.

    Behind a word if it can; behind another number ("2016/67912") only where
    nothing else is left.
    """
    behind: list[int] = []
    apart: list[int] = []
    glued: list[int] = []
    for match in re.finditer(re.escape(mark), text[start:]):
        at = start + match.start()
        end = at + len(mark)
        if mark.isdecimal() and text[end : end + 1].isdecimal():
            continue
        before = text[at - 1 : at]
        if mark.isdecimal() and before.isdecimal():
            glued.append(at)
        else:
            (behind if before.strip() else apart).append(at)
    found = behind or apart or glued
    return found[0] if found else None
