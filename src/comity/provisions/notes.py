"""Footnotes: their marks, and the provisions in which these stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from comity.provisions.numerals import Number
from comity.provisions.pieces import Piece
from comity.provisions.tree import Node
from comity.records import Document, Provision

NOTE = "authorialNote"

_MARK = re.compile(
    r"[(\[]?(?P<mark>\d{1,4}|[*†‡§⃰]{1,4}|[a-z](?=[)\]]))[)\]]?(?=[.\s:\u00a0]|[^\W\d_]|[(«“\"']|$)"
)
_SIGNS = {"*": "star", "⃰": "star", "†": "dagger", "‡": "ddagger", "§": "section"}


def note_node(text: str, piece: Piece) -> Node:
    """The provision of a footnote: whole, numbered by its mark.

    The mark is the block's label, or stands at the head of its text.
    """
    node = Node(NOTE, piece.start, piece.end, label=piece.printed.strip(), whole=True)
    match = _MARK.match(node.label or text[piece.start : min(piece.end, piece.start + 12)])
    if match is None:
        return node
    node.label = node.label or match[0]
    mark = match["mark"]
    if mark.isdecimal():
        value = int(mark)
        node.number = Number("arabic", "", value, str(value))
    else:
        name = mark if mark.isalpha() else "".join(_SIGNS[sign] for sign in mark)
        node.number = Number("word", "", 0, name)
    return node


def with_anchors(document: Document, provisions: Sequence[Provision]) -> tuple[Provision, ...]:
    """The provisions, each note with the place of its mark where the reader knew it."""
    places = {
        _start(document.text, block.span.start, block.span.end): block.marked_at
        for block in document.blocks
        if block.kind == "footnote" and block.marked_at is not None
    }
    if not places:
        return tuple(provisions)
    holders = [p for p in provisions if p.kind != NOTE]
    starts = [p.span.start for p in holders]  # in reading order, so they never fall
    by_id = {p.id: p for p in holders}
    placed = []
    for provision in provisions:
        at = places.get(provision.span.start) if provision.kind == NOTE else None
        if at is not None:
            place = bisect_right(starts, at) - 1
            holder = holders[place] if place >= 0 else None
            while holder is not None and holder.span.end < at:
                holder = by_id[holder.parent] if holder.parent else None
            provision = replace(  # noqa: PLW2901 - the same provision, placed
                provision, marked_at=at, anchor=holder.id if holder is not None else None
            )
        placed.append(provision)
    return tuple(placed)


def _start(text: str, start: int, end: int) -> int:
    """Where a block's text begins, after blanks."""
    said = text[start:end]
    return start + len(said) - len(said.lstrip())
