"""Two wordings side by side: what stayed, what went, what came."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from comity.text.normalise import clean
from comity.text.tokens import word_spans

#: Comparisons of single words that one call, or a row of calls, may take: some seconds.
BUDGET = 40_000_000
#: The same for one pair of texts: 1,500 words against 1,500 others.
_ONE = 2_250_000

_SIGNS = re.compile(r"\s+|\S")


class Piece(NamedTuple):
    """A stretch of the two readable texts."""

    kind: Literal["kept", "removed", "added"]
    text: str


def differences(
    old: str, new: str, *, budget: int | None = None, spent: int = 0
) -> tuple[tuple[Piece, ...], int]:
    """The readable texts as stretches, and what the comparison cost.

    Kept and removed pieces together are `clean(old)`, kept and added ones
    `clean(new)`. Words are whole, characters where a script has no spaces.
    Nothing when the readable texts are equal.

    Args:
        budget: comparisons of single words that may be spent in all; a pair that
            would go beyond is given as one removed and one added piece between
            the words that both begin and end with.
        spent: what earlier calls cost.
    """
    one, other = _parts(clean(old)), _parts(clean(new))
    if one == other:
        return (), 0
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
    if cost > _ONE or spent + cost > (BUDGET if budget is None else budget):
        _add(pieces, "removed", a)
        _add(pieces, "added", b)
        cost = 0
    else:
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if tag == "equal":
                _add(pieces, "kept", a[i:j])
            else:
                _add(pieces, "removed", a[i:j])
                _add(pieces, "added", b[k:m])
    _add(pieces, "kept", one[len(one) - last :])
    return tuple(pieces), cost


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
