"""Quoted amendments: the provisions of another text, between quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.provisions.pieces import Piece

_OPENERS = {"“": "”", "‘": "’", "«": "»", "„": "“", "「": "」", "『": "』", "‟": "”"}
_STRAIGHT = '"'  # opens only before a section or article: it closes as well
_REACH = 60  # pieces that one quotation may run through without opening anew
_REACH_OF_SECTION = 400  # pieces that a quoted section or article may have
_LABELLED_QUOTE = re.compile(r"(?:[^\s“‘«„「『]{1,12}\s+){0,1}[“‘«„「『‟]")


class Quotation:
    """Which pieces stand inside a quotation that an earlier piece has opened.

    United States bills open every quoted paragraph anew, so their labels say
    themselves that they are quoted. Elsewhere a quotation opens once and
    closes at the end; the labels in between belong to the quoted text.
    """

    def __init__(self, text: str, pieces: Sequence[Piece]) -> None:
        self._held: set[int] = set()
        index = 0
        while index < len(pieces):
            end = self._closing(text, pieces, index)
            self._held.update(range(index + 1, end + 1))
            index = max(end, index) + 1

    def holds(self, index: int) -> bool:
        """Whether this piece continues a quotation opened by an earlier one."""
        return index in self._held

    def _closing(self, text: str, pieces: Sequence[Piece], index: int) -> int:
        """Index of the piece that closes the quotation opened by this one; the index without."""
        piece = pieces[index]
        opener = text[piece.start]
        section = bool(piece.labels) and piece.labels[0].rank > 0
        if piece.out or not (opener in _OPENERS or (opener == _STRAIGHT and section)):
            return index
        closer = _OPENERS.get(opener, _STRAIGHT)
        if _open_count(text, piece, opener, closer) <= 0:
            return index
        reach = _REACH_OF_SECTION if section else _REACH
        for ahead in range(index + 1, min(index + reach, len(pieces))):
            other = pieces[ahead]
            if text[other.start] == opener or text.startswith("``", other.start):
                return index
            if other.labels and other.labels[0].rank and other.kind == "heading":
                return index
            if re.search(
                re.escape(closer) + r"[.;,]*\s*\Z",
                text[max(other.start, other.end - 4) : other.end],
            ) and (opener != _STRAIGHT or _open_count(text, other, opener, closer) > 0):
                return ahead
        return index


def _open_count(text: str, piece: Piece, opener: str, closer: str) -> int:
    slice_ = text[piece.start : piece.end]
    if opener == closer:
        return slice_.count(opener) % 2
    if closer == "’":  # also the apostrophe: only those before a space or a stop close
        return slice_.count(opener) - len(re.findall(r"’(?=[\s.;,:)]|\Z)", slice_))
    return slice_.count(opener) - slice_.count(closer)
