"""Blocks as pieces: paragraphs with their possible labels, wrapped lines joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from comity.provisions.glued import glued_labels, labels_behind_title, run_on_labels
from comity.provisions.labels import Label, read_labels, read_printed
from comity.records import Block, Document, Span

# Below this share of the usual line width, a line ends its paragraph.
_SHORT_LINE = 0.72
# Texts whose longest lines pass this have one paragraph on each line.
_WRAP_LIMIT = 160

_CLOSED = re.compile(
    r"""(?:[.;:!?。；：！？؛؟…—]|--|[,،，](?:\s*(?:and|or|y|o|u|e|et|ou|und|oder|и|или|و|أو))?
    |[;,.]\s*(?:and|or|y|o|e|et|ou|and/or|und|oder|и|или|و|أو)|\band|\bor)[\s"'”’»)\]）］」』`]*\Z""",
    re.VERBOSE,
)
_ITEM_BEFORE = re.compile(r"(?:[.:;]|[;,]\s*(?:and|or|y|et|ou|e|o))\s*\Z")
# "in accordance with W.S." before "21-16-904." on the next line
_CITES = re.compile(r"(?:\b(?:[A-Z]\.\s?){2,}|§{1,2}|\b[Ss]ections?)\s*\Z")
_CAPITALS = re.compile(r"\s*[^\W\d_]{4,}")
_FULL_STOP = re.compile(r"""[.!?。！？؟:：;；][\s"'”’»)\]）］」』`]*\Z""")
# A title that has ended, and what it heads behind it on the same line.
_TITLE_THEN_TEXT = re.compile(r"[^\W\d_]{2}[.:](?:[-–—]+|\s+)[(“\"]?[^\W_]")


@dataclass(slots=True)
class Piece:
    """One paragraph, heading, item or row of a document, and the labels at its head."""

    start: int
    end: int
    block: int
    kind: str  # of the block
    level: int  # of a heading; 0 otherwise
    indent: int
    bold: bool
    first: bool  # begins its block
    labels: tuple[Label, ...]
    printed: str = ""  # the block's own label, which is not in the text
    out: str = ""  # reason for which the piece is left out
    above: str = ""  # the heading that stands before its label

    def text(self, document: str) -> str:
        """The piece's slice of the document's text."""
        return document[self.start : self.end]


def read_pieces(document: Document) -> list[Piece]:
    """The document's blocks, in order, cut where a line may begin a provision.

    Text that no block covers comes as paragraphs of its own, so that nothing is lost.
    """
    text = document.text
    width = _wrap_width(document)
    pieces: list[Piece] = []
    for index, block in _covering(document):
        if block.kind in ("unit", "footnote"):
            pieces.append(_whole(text, block, index))
        else:
            pieces.extend(_cut(text, block, index, width))
    return [piece for piece in pieces if piece.end > piece.start]


def _covering(document: Document) -> Iterator[tuple[int, Block]]:
    """Blocks in order of position, without overlap, and the gaps between them that hold text."""
    at = 0
    text = document.text
    ordered = sorted(enumerate(document.blocks), key=lambda pair: (pair[1].span, pair[0]))
    for index, block in ordered:
        start, end = max(block.span.start, at), min(block.span.end, len(text))
        if start > at and text[at:start].strip():
            yield -1, Block(span=Span(at, start))
        if end > start:
            whole = (start, end) == (block.span.start, block.span.end)
            yield index, block if whole else replace(block, span=Span(start, end))
            at = end
    if text[at:].strip():
        yield -1, Block(span=Span(at, len(text)))


def _wrap_width(document: Document) -> int:
    """The usual length of a full line, in characters; 0 when paragraphs are not wrapped."""
    lengths: list[int] = []
    for block in document.blocks:
        if block.kind in ("paragraph", "item"):
            lines = block.span.of(document.text).split("\n")
            lengths.extend(len(line.rstrip()) for line in lines[:-1])
    lengths = sorted(filter(None, lengths))
    if not lengths:
        return 0
    usual = lengths[min(len(lengths) - 1, len(lengths) * 9 // 10)]
    longest = lengths[min(len(lengths) - 1, len(lengths) * 98 // 100)]
    return 0 if longest > _WRAP_LIMIT else usual


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return start + lead, start + lead + len(piece.strip())


def _whole(text: str, block: Block, index: int) -> Piece:
    start, end = _trim(text, block.span.start, block.span.end)
    return Piece(start, end, index, block.kind, block.level, block.indent, block.bold, True, (),
                 block.label)  # fmt: skip


class _Start(NamedTuple):
    """Where a piece begins within its block."""

    at: int
    labels: tuple[Label, ...]
    indent: int


def _cut(text: str, block: Block, index: int, width: int) -> Iterator[Piece]:
    """The pieces of one block, each up to the start of the next."""
    _, end = _trim(text, block.span.start, block.span.end)
    starts = list(_with_run_on(text, _starts(text, block, width), end))
    printed = read_printed(block.label) if block.label else None
    for number, start in enumerate(starts):
        close = starts[number + 1].at if number + 1 < len(starts) else end
        first = number == 0
        begin, close = _trim(text, start.at, close)
        labels = _within(start.labels, close)
        if first and printed is not None:
            shifted = printed._replace(start=begin, end=begin)
            labels = (shifted, *(labels if _opens(labels) else ()))
        yield Piece(
            begin,
            close,
            index,
            block.kind,
            block.level if first else 0,
            start.indent,
            block.bold,
            first,
            labels,
            block.label if first else "",
        )


def _with_run_on(text: str, starts: list[_Start], end: int) -> Iterator[_Start]:
    """The starts, and those of list items that stand in the middle of another item."""
    for number, start in enumerate(starts):
        yield start
        if start.labels:
            close = starts[number + 1].at if number + 1 < len(starts) else end
            label = start.labels[-1]
            found = run_on_labels if not label.rank else labels_behind_title
            for labels in found(text, label, label.end, close):
                yield _Start(labels[0].start, labels, start.indent)


def _starts(text: str, block: Block, width: int) -> list[_Start]:
    """The lines of a block that may begin a piece; the first one always does."""
    start, end = _trim(text, block.span.start, block.span.end)
    heading = block.kind == "heading"
    first = read_labels(text, start, end, heading=heading)
    starts = [_Start(start, first, block.indent)]
    if heading or block.kind == "row":
        return starts
    before = _Line(start, start, start)
    for line in _lines(text, start, end):
        if line.start > start:
            titled = starts[-1].at == before.start and _names_provision(starts[-1].labels)
            titled = titled and not _wrapped(text, starts[-1].labels[0], before, line, width)
            blank = text.count("\n", before.end, line.at) > 1 or titled
            labels = _inner_start(text, line.start, end, before, width, blank)
            if titled and not labels and text[line.start].islower():
                labels = None  # the second line of a title
            if labels is not None:
                starts.append(_Start(line.start, labels, block.indent or line.start - line.at))
        starts.extend(
            _Start(label.start, labels, 0)
            for labels in glued_labels(text, line.start, line.end)
            for label in labels[:1]
        )
        before = line
    return starts


def _wrapped(text: str, label: Label, first: _Line, second: _Line, width: int) -> bool:
    """Whether "Sec. 2. Policy. It is the" runs on: its title ends in the line, or in the next.

    A title that fills its line otherwise ends there.
    """
    if width == 0:
        return False
    if _TITLE_THEN_TEXT.search(text, label.end, first.end):
        return not _FULL_STOP.search(text, max(label.end, first.end - 4), first.end)
    full = first.end - first.start >= width * _SHORT_LINE
    return full and bool(_TITLE_THEN_TEXT.search(text, label.end, second.end))


class _Line(NamedTuple):
    """A line that is not blank: where it begins, and its text within the blanks around it."""

    at: int
    start: int
    end: int


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line_start, line_end = _trim(text, at, stop)
        if line_end > line_start:
            yield _Line(at, line_start, line_end)
        at = stop + 1


def _within(labels: tuple[Label, ...], close: int) -> tuple[Label, ...]:
    """The labels of one piece, none that begins or ends beyond it."""
    return tuple(
        label._replace(end=min(label.end, close)) for label in labels if label.start < close
    )


def _names_provision(labels: tuple[Label, ...]) -> bool:
    """Whether a line is the head of an article, section or the like, with its text below."""
    return bool(labels) and labels[0].rank > 0 and labels[0].strong


def _opens(labels: tuple[Label, ...]) -> bool:
    return bool(labels) and not labels[0].kind and any(n.value == 1 for n in labels[0].numbers)


def _inner_start(
    text: str, start: int, end: int, before: _Line, width: int, blank: bool
) -> tuple[Label, ...] | None:
    """Labels, perhaps none, when a line inside a block begins a piece; None when it runs on."""
    previous = text[max(before.start, before.end - 200) : before.end]
    short = width == 0 or before.end - before.start < width * _SHORT_LINE
    labels = read_labels(text, start, end)
    if not labels:
        begins = blank or width == 0 or (short and _FULL_STOP.search(previous))
        return () if begins else None
    label = labels[0]
    if label.mark == "x" and label.numbers[0].style != "arabic":
        # "a" and "y" are words as well: only after what may introduce a list.
        return labels if _ITEM_BEFORE.search(previous) else None
    named = label.rank > 0 and label.strong
    if label.kind == "statute" and not blank and _CITES.search(previous):
        return None
    if label.mark == "decimal" and _set_in_capitals(text, label.end, end, previous):
        return labels
    bullet = label.kind == "bullet" and label.text not in "-–—−*"
    named = named or (label.rank > 0 and short)
    if blank or named or bullet or width == 0 or _CLOSED.search(previous):
        return labels
    return None


def _set_in_capitals(text: str, start: int, end: int, previous: str) -> bool:
    """Whether a number heads a line of capitals, below a line that is not: "2.3 OPEN DATA"."""
    stop = text.find("\n", start, end)
    line = text[start : end if stop < 0 else stop]
    return line.isupper() and bool(_CAPITALS.match(line)) and not previous.isupper()
