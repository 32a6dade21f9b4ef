"""Headings that stand above the label: the marginal notes of Canada, the titles of Turkish laws.

"Definitions" on a line of its own and "ARTICLE 2 - For the purposes ..." below it. The titles of
chapters stand above labels as well, so one line proves nothing: the habit of the document does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.provisions.labels import Label
from comity.provisions.pieces import Piece
from comity.provisions.stack import COUNTED

_MAX_HEADING, _MAX_WORDS = 110, 14
_MIN_TEXT = 60  # characters behind a label that make a text rather than a title
_MIN_PROVISIONS = 4
_SHARE = 0.6  # of the provisions with a text must have a title above
_OPEN_END = re.compile(r"[.;:,。；：，、!?]\s*\Z")


def join_headings_above(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each title above a label joined to the piece of that label.

    Nothing changes unless most numbered provisions of the document have one.
    """
    seen: dict[str, int] = {}
    titled: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        style = _style(piece)
        if style and not piece.out and piece.end - piece.labels[0].end >= _MIN_TEXT:
            seen[style] = seen.get(style, 0) + 1
            titled[style] = titled.get(style, 0) + (index > 0 and _title(text, pieces[index - 1]))
    habits = {
        style
        for style, count in seen.items()
        if count >= _MIN_PROVISIONS and titled[style] >= _SHARE * count
    }
    if not habits:
        return list(pieces)
    if habits & {"x", "x."}:
        habits.add("(x)")  # subsections have notes of their own
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before and _style(piece) in habits and not piece.out and _title(text, before):
            piece.above = " ".join(before.text(text).split())
            piece.start = before.start
            joined.pop()
        joined.append(piece)
    return joined


def _style(piece: Piece) -> str:
    """How a provision is numbered, in a way that a title may stand above; else ""."""
    label: Label | None = piece.labels[0] if piece.labels else None
    if label is None or not label.numbers or label.quoted or piece.kind == "heading":
        return ""
    if label.kind in COUNTED and label.strong:
        return label.kind
    if not label.kind and label.numbers[0].style == "arabic" and label.mark in ("x", "x.", "(x)"):
        return label.mark
    return ""


def _title(text: str, piece: Piece) -> bool:
    if piece.labels or piece.out or piece.kind != "paragraph" or piece.above:
        return False
    if piece.end - piece.start > _MAX_HEADING:
        return False
    said = piece.text(text)
    return (
        "\n" not in said
        and len(said.split()) <= _MAX_WORDS
        and not said[:1].islower()
        and not _OPEN_END.search(said)
    )
