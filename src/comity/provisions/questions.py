"""Questions and answers: what is asked, in bold on a line of its own, heads the answer.

Word files and web pages often set the titles of such a text in bold and not as
headings. One bold line proves nothing; a text that asks at least three times does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from comity.provisions.pieces import Piece

_MIN_QUESTIONS = 3
_MAX_TITLE = 160  # characters
_QUESTION = re.compile(r"[?？؟]\s*\Z")
_OPEN_END = re.compile(r"[.;:,。；：，、!]\s*\Z")


def head_answers(text: str, pieces: Sequence[Piece]) -> None:
    """Make headings of the bold lines of a text that has the habit of asking in bold."""
    titles = [piece for piece, following in pairwise(pieces) if _is_title(text, piece, following)]
    asked = sum(bool(_QUESTION.search(piece.text(text))) for piece in titles)
    if asked >= _MIN_QUESTIONS:
        for piece in titles:
            piece.kind = "heading"


def _is_title(text: str, piece: Piece, following: Piece) -> bool:
    """Whether a piece is a short block of its own, bold, with plain text below it."""
    if piece.kind != "paragraph" or not (piece.bold and piece.first) or piece.labels or piece.out:
        return False
    if not following.first or following.out or following.bold or following.kind == "footnote":
        return False
    if piece.end - piece.start > _MAX_TITLE:
        return False
    said = piece.text(text)
    return "\n" not in said and not _OPEN_END.search(said)
