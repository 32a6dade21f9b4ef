"""Footnotes: smaller type at the foot of a page, opening with the mark that the body carries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from comity.documents.formats.pdf_furniture import Sheet
from comity.documents.formats.pdf_lines import Line

_OPENS = re.compile(
    r"^[(\[]?(?P<mark>\d{1,3}|[*†‡§+⃰]{1,4}|[a-z])[)\]]?(?=[.\s:]|[^\W\d_]|[(«“\"']|$)"
)
_MARKS = re.compile(r"[^\W_]+|[*†‡§+⃰]+")
_SMALLER = 0.95  # of the body's type size, below which type counts as small
_BELOW = 0.12  # share of the page's height in which something else may stand below footnotes
_STEP = 1.9  # of the type size: the widest distance between two lines of one footnote


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its mark and its lines, which may run over pages."""

    mark: str
    lines: list[Line]


def body_size(sheets: Sequence[Sheet]) -> float:
    """The largest type size in which at least a quarter of the characters are set.

    Not simply the most common one: tables, set smaller, may outweigh the text.
    """
    counts: dict[float, int] = {}
    for sheet in sheets:
        for line in sheet.lines:
            size = round(line.size * 2) / 2
            counts[size] = counts.get(size, 0) + len(line.text)
    total = sum(counts.values())
    large = [size for size, count in counts.items() if count >= 0.25 * total]
    if large:
        return max(large)
    return max(counts, key=lambda size: (counts[size], size)) if counts else 10.0


def find_notes(sheets: Sequence[Sheet], size: float) -> list[Note]:
    """The footnotes of a document whose body is set in type of `size` points, in their order.

    The foot of a page counts as footnotes from the first line that opens with
    a mark, if everything below is set in small type or opens with a raised
    mark, and if the mark stands raised in the body of that page or continues
    the count of the notes before. Small type above it, next to it, carries on
    the last note of the page before.
    """
    notes: list[Note] = []
    for sheet in sheets:
        zone, carried = _zone(sheet, size, notes)
        for line in carried:
            notes[-1].lines.append(line)
        for line in zone:
            mark = _mark(line)
            if mark and (not notes or line is zone[0] or _follows(mark, line, notes)):
                notes.append(Note(mark, [line]))
            elif notes:  # else it is painted before the first note, and stays in the body
                notes[-1].lines.append(line)
    return notes


def _zone(sheet: Sheet, size: float, notes: list[Note]) -> tuple[list[Line], list[Line]]:
    """The lines of a page's footnotes, and those that carry on the last note before."""
    lines = sorted(sheet.lines, key=lambda line: line.y)
    apart = _set_apart(lines)
    if apart is not None and lines[apart].size >= _SMALLER * size:
        return _in_order(sheet, lines[apart:]), []
    while lines and lines[-1].y > (1 - _BELOW) * sheet.height and not _small(lines[-1], size):
        lines.pop()
    start = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        if not _small(lines[index], size):
            break
        start = index
    referred = {found for n in lines[:start] for m in n.marks for found in _MARKS.findall(m)}
    opens = None
    for index in range(max(start, 1), len(lines)):
        if _is_first(lines[index], notes, size, referred):
            opens = index
            break
        referred.update(found for m in lines[index].marks for found in _MARKS.findall(m))
    if opens is None:
        return [], []
    carried: list[Line] = []
    last = lines[opens]
    for line in reversed(lines[start:opens]):
        near = last.y - line.y <= _STEP * max(line.size, last.size)
        if not (notes and near and line.size < _SMALLER * size):
            break
        carried.insert(0, line)
        last = line
    if carried and not _carries(notes[-1], carried[0], sheet):
        carried = []
    return _in_order(sheet, lines[opens:]), carried


def _set_apart(lines: list[Line]) -> int | None:
    """Where footnotes begin that are set as large as the body: after a gap, with a raised mark.

    The mark must stand raised in the lines above; the gap must be wider than
    any between the lines below.
    """
    steps = [below.y - line.y for line, below in pairwise(lines)]
    widest = [*reversed([*accumulate(reversed(steps), max)]), 0.0]  # from each line down
    referred: set[str] = set()
    for index, line in enumerate(lines):
        mark = _mark(line) if line.raised else ""
        if mark in referred and index:
            below = widest[index] or _STEP * line.size / 1.3
            if line.y - lines[index - 1].y > 1.3 * below:
                return index
        inside = line.marks[1:] if line.raised else line.marks
        referred.update(found for m in inside for found in _MARKS.findall(m))
    return None


def _in_order(sheet: Sheet, lines: list[Line]) -> list[Line]:
    members = set(lines)
    return [line for line in sheet.lines if line in members]


def _small(line: Line, size: float) -> bool:
    return line.raised or line.size < _SMALLER * size


def _mark(line: Line) -> str:
    match = _OPENS.match(line.text)
    return match["mark"] if match else ""


def _is_first(line: Line, notes: list[Note], size: float, referred: set[str]) -> bool:
    """True when a line opens a page's footnotes, the marks in `referred` standing above it."""
    mark = _mark(line)
    if not mark:
        return False
    small = line.size < _SMALLER * size
    if line.raised and small:
        return True
    if notes and notes[-1].lines[0].raised and not line.raised:
        return False
    return mark in referred or (small and bool(notes) and _next(notes[-1].mark, mark))


def _follows(mark: str, line: Line, notes: list[Note]) -> bool:
    """True when a line within the notes opens the next of them."""
    if notes[-1].lines[0].raised:
        return line.raised
    return line.raised or _next(notes[-1].mark, mark)


def _next(before: str, mark: str) -> bool:
    if before.isdecimal() and mark.isdecimal() and len(before) < 20 and len(mark) < 20:
        return int(mark) == int(before) + 1
    return bool(re.fullmatch(r"[*†‡§+⃰]+", mark))


def _carries(note: Note, line: Line, sheet: Sheet) -> bool:
    last = note.lines[-1]
    return last.page == sheet.number - 1 and abs(line.size - last.size) < 0.6
