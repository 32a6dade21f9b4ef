"""Plain text in any usual encoding: paragraphs by blank lines, page furniture taken out."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left

from comity.documents.content import Content, plain_lines, too_long
from comity.documents.encodings import decode
from comity.documents.limits import Limits
from comity.documents.lines import HyphenJoiner, find_furniture
from comity.documents.marks import find_marks
from comity.documents.page_notes import PageNote, find_page_notes
from comity.errors import NoTextError
from comity.records import Block, Removed, Span

_TAB = 8
_BLANK = " \t\f\v\u00a0\u3000"
# A text where one line in twenty is longer than this holds a paragraph on each line; narrower
# ones are wrapped by hand and parted by blank lines. Of the 947 AGORA texts, 690 are of the
# first sort.
_WRAP_COLUMNS = 160
_LONG_SHARE = 0.05
# A drawn line. "* * *" stays: in laws it stands for text that was left out.
_RULE = re.compile(r"^[ \t\f]{0,80}(?:-{3,}|_{3,}|={3,}|—{3,}|─{3,})[ \t\f]*$")


def read_text(data: bytes, limits: Limits) -> Content:
    """The text of a plain file, its lines as they stand.

    Lines that number or head a page are removed and words broken at line ends
    made whole; otherwise the characters are the file's. A block is a run of
    lines between blank ones, or a single line where the text is not wrapped.

    Raises:
        NoTextError: nothing but blanks.
        FormatError: no usual encoding fits.
        LimitError: longer than the limits allow.
    """
    decoded = decode(data)
    text = plain_lines(decoded.text)
    if len(text) > limits.max_chars:
        raise too_long(limits)
    if not text.strip():
        raise NoTextError(
            "The file holds only blanks.", hint="Fetch it again from where it was published."
        )
    lines = text.split("\n")
    furniture = find_furniture(lines)
    left = [n for n, line in enumerate(lines) if line.strip() and not (
        n in furniture.removed or _RULE.match(line)
    )]  # fmt: skip
    pages = _pages(furniture.page_starts, left)
    notes = find_page_notes(lines, left, pages)
    noted = {n for note in notes for n in note.lines}
    kept: list[str] = []
    starts: list[int] = []  # of the pages, as numbers of kept lines
    removed = []
    for number, line in enumerate(lines):
        page = _page_of(number, pages)
        if number in pages:
            starts.append(len(kept))
        reason = furniture.removed.get(number)
        if _RULE.match(line):
            removed.append(Removed(text=line.strip(), reason="rule", page=page))
            kept.append("")  # what a rule parts stays apart
        elif number in noted:
            continue
        elif reason:
            shown = " ".join(line.replace("\f", " ").split())
            removed.append(Removed(text=shown, reason=reason, page=page))
        else:
            kept.append(line.replace("\f", ""))
    text, page_starts = _joined(kept, starts)
    blocks = _blocks(text)
    if notes:
        text, blocks = _with_notes(text, blocks, page_starts, [
            (note, "\n".join(lines[n].replace("\f", "").strip() for n in note.lines))
            for note in notes
        ])  # fmt: skip
    if len(blocks) > limits.max_blocks:
        raise too_long(limits)
    return Content(
        text=text,
        blocks=blocks,
        page_starts=page_starts,
        removed=tuple(removed),
        notices=decoded.notices,
    )


def _pages(starts: tuple[int, ...], left: list[int]) -> tuple[int, ...]:
    """The lines that begin a page, the first line of all among them; () without pages."""
    if not starts:
        return ()
    blank = not left or left[0] >= starts[0]  # nothing stands before the first start
    return (0, *starts[1:]) if blank else (0, *starts)


def _with_notes(
    text: str,
    blocks: tuple[Block, ...],
    page_starts: tuple[int, ...],
    notes: list[tuple[PageNote, str]],
) -> tuple[str, tuple[Block, ...]]:
    """The text and its blocks with the footnotes of its pages behind them."""
    bounds = (*page_starts, len(text))
    hyphens = HyphenJoiner("\n".join([text, *(said for _, said in notes)]))
    parts, added = [text if text.endswith("\n") else text + "\n"], list(blocks)
    length = len(parts[0])
    for page, group in itertools.groupby(notes, key=lambda pair: pair[0].page):
        on_page = list(group)
        marks = [(note.mark, note.closed) for note, _ in on_page]
        places = find_marks(text, marks, bounds[page - 1], bounds[page])
        for (_, said), place in zip(on_page, places, strict=True):
            whole = hyphens.join(said)
            span = Span(length, length + len(whole))
            added.append(Block(span=span, kind="footnote", page=page, marked_at=place))
            parts += (whole, "\n")
            length += len(whole) + 1
    return "".join(parts), tuple(added)


def _page_of(number: int, pages: tuple[int, ...]) -> int | None:
    return max(1, bisect_left(pages, number + 1)) if pages else None


def _joined(kept: list[str], starts: list[int]) -> tuple[str, tuple[int, ...]]:
    """The kept lines as one text, broken words made whole, and where its pages begin.

    A word that a page break parts is left as it stands: pages are joined
    apart, so that their offsets stay exact.
    """
    whole = "\n".join(kept)
    hyphens = HyphenJoiner(whole)
    if not starts:
        return hyphens.join(whole), ()
    bounds = [*sorted({0, *starts}), len(kept)]
    parts, offsets, length = [], [], 0
    for first, last in itertools.pairwise(bounds):
        page = hyphens.join("\n".join(kept[first:last]) + "\n")
        offsets.append(length)
        parts.append(page)
        length += len(page)
    return "".join(parts), tuple(offsets)


def _is_long(line: str) -> bool:
    """True beyond the columns that wrapped lines take; East Asian wide characters take two."""
    if len(line) > _WRAP_COLUMNS or 2 * len(line) <= _WRAP_COLUMNS or line.isascii():
        return len(line) > _WRAP_COLUMNS
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    return len(line) + wide > _WRAP_COLUMNS


def _indent(line: str) -> int:
    """Columns before the first character, tabs to the next multiple of eight."""
    column = 0
    for character in line:
        if character == "\t":
            column += _TAB - column % _TAB
        elif character in "\u3000":
            column += 2
        elif character in _BLANK:
            column += 1
        else:
            break
    return column


def _blocks(text: str) -> tuple[Block, ...]:
    lines = [(m.start(), m[0]) for m in re.finditer(r"[^\n]+", text)]
    filled = [(at, line) for at, line in lines if line.strip()]
    long = sum(_is_long(line.strip()) for _, line in filled)
    by_line = long >= _LONG_SHARE * len(filled)
    blocks: list[Block] = []
    group: list[tuple[int, str]] = []
    end_of_last = -1
    for at, line in filled:
        follows = group and at == end_of_last + 1
        if group and (by_line or not follows):
            blocks.append(_block(group))
            group = []
        group.append((at, line))
        end_of_last = at + len(line)
    if group:
        blocks.append(_block(group))
    return tuple(blocks)


def _block(group: list[tuple[int, str]]) -> Block:
    (first, line), (last, tail) = group[0], group[-1]
    start = first + len(line) - len(line.lstrip())
    end = last + len(tail.rstrip())
    return Block(span=Span(start, end), indent=_indent(line))
