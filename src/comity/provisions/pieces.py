"""Blocks as pieces: paragraphs with their possible labels, wrapped lines joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
_FULL_STOP = re.compile(r"""[.!?。！？؟:：;；][\s"'”’»)\]）］」』`]*\Z""")


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
            if (start, end) != (block.span.start, block.span.end):
                block = Block(span=Span(start, end), kind=block.kind, level=block.level)
            yield index, block
            at = end
    if text[at:].strip():
        yield -1, Block(span=Span(at, len(text)))


def _wrap_width(document: Document) -> int:
    """The usual length of a full line, in characters; 0 when paragraphs are not wrapped."""
    lengths = []
    for block in document.blocks:
        if block.kind in ("paragraph", "item"):
            lines = block.span.of(document.text).split("\n")
            lengths.extend(len(line.rstrip()) for line in lines[:-1])
    lengths = sorted(length for length in lengths if length)
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


def _cut(text: str, block: Block, index: int, width: int) -> Iterator[Piece]:
    start, end = _trim(text, block.span.start, block.span.end)
    starts: list[tuple[int, tuple[Label, ...], int]] = []
    heading = block.kind == "heading"
    printed = read_printed(block.label) if block.label else None
    at, previous, previous_start, previous_end = start, "", -1, start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line_start, line_end = _trim(text, at, stop)
        if line_end > line_start:
            indent = line_start - at if starts or at > start else 0
            blank = at > start and not text[previous_end:at].strip("\n \t") and text.count(
                "\n", previous_end, at) > 1  # fmt: skip
            if not starts:
                labels = read_labels(text, line_start, end, heading=heading)
                starts.append((line_start, labels, block.indent))
            elif not heading and block.kind != "row":
                titled = starts[-1][0] == previous_start and _names_provision(starts[-1][1])
                labels = _inner_start(text, line_start, end, previous, width, blank or titled)
                if titled and not labels and text[line_start].islower():
                    labels = None  # the second line of a title
                if labels is not None:
                    starts.append((line_start, labels, block.indent or indent))
            previous = text[max(line_start, line_end - 200) : line_end]
            if line_end - line_start > 200:
                previous = "." * (line_end - line_start - 200) + previous if width else previous
            previous_start, previous_end = line_start, line_end
        at = stop + 1
    for number, (begin, labels, indent) in enumerate(starts):
        close = starts[number + 1][0] if number + 1 < len(starts) else end
        begin, close = _trim(text, begin, close)
        labels = _within(labels, close)
        own = ""
        if number == 0 and block.label:
            own = block.label
            if printed is not None:
                shifted = printed._replace(start=begin, end=begin)
                labels = (shifted, *(labels if _opens(labels) else ()))
        yield Piece(begin, close, index, block.kind, block.level if number == 0 else 0, indent,
                    block.bold, number == 0, labels, own)  # fmt: skip


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
    text: str, start: int, end: int, previous: str, width: int, blank: bool
) -> tuple[Label, ...] | None:
    """Labels, possibly none, when a line inside a block begins a paragraph; None when it runs on."""
    closed = bool(_CLOSED.search(previous))
    short = width == 0 or len(previous) < width * _SHORT_LINE
    labels = read_labels(text, start, end)
    if labels and labels[0].mark == "x" and labels[0].numbers[0].style != "arabic":
        return labels if _FULL_STOP.search(previous) or re.search(r"[;:]", previous[-6:]) else None
    if labels:
        strong = labels[0].kind not in ("", "bullet") and labels[0].strong
        bullet = labels[0].kind == "bullet"
        if closed or blank or (short and (strong or width == 0)) or (strong and labels[0].rank):
            return labels
        if bullet and labels[0].text not in "-–—−*":
            return labels
        return None if width else ()
    if blank or width == 0:
        return ()
    if short and _FULL_STOP.search(previous):
        return ()
    return None
