"""Footnotes: their marks, and the provisions in which these stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from comity.provisions.numerals import Number
from comity.provisions.pieces import Piece
from comity.provisions.tree import Node
from comity.records import Block, Document, Provision

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
    """The provisions, each note with its page, and the place of its mark where it is known."""
    blocks = {
        _start(document.text, block.span.start, block.span.end): block
        for block in document.blocks
        if block.kind == "footnote"
    }
    if not blocks:
        return tuple(provisions)
    holders = _Holders(provisions)
    return tuple(
        _placed(provision, blocks[provision.span.start], holders)
        if provision.kind == NOTE and provision.span.start in blocks
        else provision
        for provision in provisions
    )


def _placed(note: Provision, block: Block, holders: _Holders) -> Provision:
    at = block.marked_at
    holder = holders.at(at) if at is not None else None
    page = note.page if block.page is None else block.page
    return replace(note, page=page, marked_at=at, anchor=holder.id if holder else None)


class _Holders:
    """Finds the smallest provision that holds a place, in logarithmic time."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        # In reading order starts never fall, but cuts of a unit overlap what stands in it.
        self._bodies = [p for p in provisions if p.kind not in (NOTE, "cut")]
        self._cuts = [p for p in provisions if p.kind == "cut"]
        self._starts = [[p.span.start for p in held] for held in (self._bodies, self._cuts)]
        self._by_id = {p.id: p for p in self._bodies}

    def at(self, offset: int) -> Provision | None:
        """The smallest that holds a place, its ends included; of equals the first."""
        found = []
        for before in (offset - 1, offset):  # what ends at the place, too, where two touch
            body = self._last(self._bodies, self._starts[0], before)
            while body is not None and body.span.end < offset:
                body = self._by_id[body.parent] if body.parent else None
            cut = self._last(self._cuts, self._starts[1], before)
            found += [body, cut if cut is not None and cut.span.end >= offset else None]
        return min((p for p in found if p is not None), key=lambda p: len(p.span), default=None)

    @staticmethod
    def _last(held: Sequence[Provision], starts: Sequence[int], offset: int) -> Provision | None:
        place = bisect_right(starts, offset) - 1
        return held[place] if place >= 0 else None


def _start(text: str, start: int, end: int) -> int:
    """Where a block's text begins, after blanks."""
    said = text[start:end]
    return start + len(said) - len(said.lstrip())
