"""What is printed around the text of a page: running headers and footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from comity.documents.formats.pdf_lines import Line

_ZONE = 0.2  # share of the page's height, at its head and at its foot, in which furniture stands
_SAME_HEIGHT = 3.0  # points within which two lines stand at the same height
_LEADING = 1.4  # of the type size: lines of one paragraph stand no farther apart
_FARTHEST = 3  # pages from one occurrence of a running title to the next
_ENOUGH = 0.6  # share of a group's members that must agree on what a number does
_LONGEST = 250  # characters; no running header is longer
_NUMBER = re.compile(r"\d+|(?<![^\W_])[ivxlc]{1,7}(?![^\W_])")
_MOST_DIGITS = 12  # of a number that is counted with the pages
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one page, in the order in which they are painted."""

    number: int  # from 1
    height: float  # points
    lines: tuple[Line, ...]


def find_furniture(sheets: Sequence[Sheet]) -> dict[Line, str]:
    """Lines that are no text, each with the reason: "page header", "page footer", "page number".

    A line near the head or the foot of its page counts when the same line,
    its numbers aside, stands at the same height on other pages, and each of
    its numbers either stays as it is or counts with the pages. Between it and
    the edge of the page there is nothing but more of the kind.
    """
    repeated = _repeated(sheets)
    known = {(line.text, round(line.size)) for line in repeated}
    offsets = _offsets(repeated)
    found: dict[Line, str] = {}
    for sheet in sheets:
        for at_head in (True, False):
            for row in _rows(sheet, at_head=at_head):
                around = [
                    line
                    for line in row
                    if line in repeated
                    or _is_number(line, offsets)
                    or (line.text, round(line.size)) in known
                ]
                if not around:
                    break
                found.update((line, _reason(line, at_head=at_head)) for line in around)
        for line in _attached(sheet, found, repeated):
            del found[line]
    return found


def _attached(
    sheet: Sheet, found: Mapping[Line, str], repeated: Mapping[Line, int | None]
) -> list[Line]:
    """Words at the foot of a page that go on from the text above without a gap.

    Three notes that end alike may close their pages at the same height.
    """
    attached: list[Line] = []
    lines = sorted(sheet.lines, key=lambda line: line.y)
    for above, line in pairwise(lines):
        if (
            found.get(line) == "page footer"
            and repeated.get(line) is None
            and (above not in found or above in attached)
            and 0.5 * line.size < line.y - above.y < _LEADING * line.size
            and abs(above.size - line.size) < 0.3
            and above.x0 <= line.x1
            and line.x0 <= above.x1
        ):
            attached.append(line)
    return attached


def _reason(line: Line, *, at_head: bool) -> str:
    if not _has_words(line.text):
        return "page number"
    return "page header" if at_head else "page footer"


def _rows(sheet: Sheet, *, at_head: bool) -> Iterable[list[Line]]:
    """Lines near one edge of a page, gathered by height, the outermost first."""
    zone = _ZONE * sheet.height
    if at_head:
        near = sorted((line for line in sheet.lines if line.y <= zone), key=lambda n: n.y)
    else:
        near = sorted(
            (line for line in sheet.lines if line.y >= sheet.height - zone), key=lambda n: -n.y
        )
    row: list[Line] = []
    for line in near:
        if row and abs(line.y - row[0].y) > _SAME_HEIGHT:
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _skeleton(text: str) -> str:
    """The line with its numbers masked; lower-case roman numerals count as numbers."""
    return _NUMBER.sub("#", _plain(text))


def _numbers(text: str) -> list[int]:
    return [_value(match) for match in _NUMBER.findall(_plain(text))]


def _plain(text: str) -> str:
    """Blanks made single; a line that is nothing but a roman numeral in lower case."""
    text = " ".join(text.split())
    return text.lower() if re.fullmatch(r"[IVXLC]{1,7}", text) else text


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number[:_MOST_DIGITS])
    values = [_ROMAN[letter] for letter in number]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _repeated(sheets: Sequence[Sheet]) -> dict[Line, int | None]:
    """Lines that recur at their height; for those that count with the pages, number less page."""
    groups: dict[tuple[bool, str], list[Line]] = defaultdict(list)
    for sheet in sheets:
        for at_head in (True, False):
            for row in _rows(sheet, at_head=at_head):
                for line in row:
                    if len(line.text) <= _LONGEST and not line.raised:
                        groups[at_head, _skeleton(line.text)].append(line)
    needed = 2 if len(sheets) <= 8 else 3
    result: dict[Line, int | None] = {}
    for lines in groups.values():
        for level in _level(lines):
            for group in _near_in_pages(level):
                if len({line.page for line in group}) >= needed:
                    result.update(_agreeing(group, needed))
    return _without_labels(result, len(sheets))


def _without_labels(found: dict[Line, int | None], pages: int) -> dict[Line, int | None]:
    """Leave out words with a number that counts otherwise than the pages are numbered.

    "Article 102" to "Article 104" may each open a page at the same height.
    """
    counts = Counter(offset for offset in found.values() if offset is not None)
    usual = {offset for offset, count in counts.items() if count >= 0.3 * pages}
    return {
        line: offset
        for line, offset in found.items()
        if offset is None or offset in usual or not _has_words(line.text)
    }


def _has_words(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", _NUMBER.sub("", _plain(text))))


def _level(lines: list[Line]) -> Iterable[list[Line]]:
    """Groups of lines that stand at about the same height on their pages."""
    group: list[Line] = []
    for line in sorted(lines, key=lambda n: (n.y, n.page)):
        if group and line.y - group[-1].y > _SAME_HEIGHT:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _near_in_pages(level: list[Line]) -> Iterable[list[Line]]:
    """Runs of lines with at most two pages between them: running titles do not come and go.

    Chance does: in one report ten footnotes that say the same close their
    pages at the same height, dozens of pages apart.
    """
    group: list[Line] = []
    for line in sorted(level, key=lambda n: n.page):
        if group and line.page - group[-1].page > _FARTHEST:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _agreeing(group: list[Line], needed: int) -> Mapping[Line, int | None]:
    """The members whose numbers are those of most, or count with the pages as others do."""
    numbers = {line: _numbers(line.text) for line in group}
    columns = len(numbers[group[0]])
    members: dict[Line, int | None] = dict.fromkeys(group, None)
    for column in range(columns):
        values = Counter(numbers[line][column] for line in group)
        same, count = values.most_common(1)[0]
        if count >= max(2, _ENOUGH * len(group)):
            members = {n: offset for n, offset in members.items() if numbers[n][column] == same}
            continue
        # Front matter and body may count apart: each series counts for itself.
        ahead = Counter(numbers[line][column] - line.page for line in group)
        members = {
            line: numbers[line][column] - line.page
            for line in members
            if ahead[numbers[line][column] - line.page] >= needed
        }
    return members if len({line.page for line in members}) >= needed else {}


def _offsets(repeated: Mapping[Line, int | None]) -> set[int]:
    return {offset for offset in repeated.values() if offset is not None}


def _is_number(line: Line, offsets: set[int]) -> bool:
    """A lone number that counts like the page numbers of other pages."""
    numbers = _numbers(line.text)
    bare = _NUMBER.sub("", _plain(line.text)).strip(" -–—|/.")
    return bool(numbers) and not bare and numbers[0] - line.page in offsets
