"""Two wordings side by side: what stayed, what went, what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from comity.text.normalise import clean
from comity.text.tokens import word_spans

#: Comparisons of single words that one report may take in all: some seconds.
BUDGET = 100_000_000
_ONE = 2_250_000  # the same for one pair of texts: 1,500 words against 1,500 others

_SIGNS = re.compile(r"\s+|\S")


class Piece(NamedTuple):
    """A stretch of the two readable texts."""

    kind: Literal["kept", "removed", "added"]
    text: str


@dataclass(slots=True)
class Allowance:
    """How many comparisons of single words may still be made."""

    left: int = BUDGET


def differences(old: str, new: str, allowance: Allowance | None = None) -> tuple[Piece, ...]:
    """The readable texts as stretches.

    Kept and removed pieces together are `clean(old)`, kept and added ones
    `clean(new)`. Words are whole, characters where a script has no spaces.
    Nothing when the readable texts are equal.

    Args:
        allowance: what may be spent; taken from. A pair that would go beyond it, or
            that is very long, is given as one removed and one added piece
            between the words that both begin and end with.
    """
    allowance = allowance or Allowance()
    one, other = _parts(clean(old)), _parts(clean(new))
    if one == other:
        return ()
    first = 0
    shorter = min(len(one), len(other))
    while first < shorter and one[first] == other[first]:
        first += 1
    last = 0
    while last < shorter - first and one[-1 - last] == other[-1 - last]:
        last += 1
    a, b = one[first : len(one) - last], other[first : len(other) - last]
    cost = len(a) * len(b)
    pieces: list[Piece] = []
    _add(pieces, "kept", one[:first])
    if cost > min(_ONE, allowance.left):
        _add(pieces, "removed", a)
        _add(pieces, "added", b)
    else:
        allowance.left -= cost
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if tag == "equal":
                _add(pieces, "kept", a[i:j])
            else:
                _add(pieces, "removed", a[i:j])
                _add(pieces, "added", b[k:m])
    _add(pieces, "kept", one[len(one) - last :])
    return tuple(pieces)


def _add(pieces: list[Piece], kind: Literal["kept", "removed", "added"], parts: list[str]) -> None:
    if parts:
        pieces.append(Piece(kind, "".join(parts)))


def _parts(text: str) -> list[str]:
    """Words, and what stands between them sign by sign; together they are the text."""
    parts: list[str] = []
    at = 0
    for start, end in word_spans(text):
        parts += _SIGNS.findall(text[at:start])
        parts.append(text[start:end])
        at = end
    return parts + _SIGNS.findall(text[at:])
