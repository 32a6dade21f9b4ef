"""What became of one text in another, word by word: kept, moved, added, dropped, replaced."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, zip_longest
from typing import NamedTuple

from comity.links.align import matches
from comity.links.readable import Block, Islands, joined, slid
from comity.links.reuse import run_length
from comity.records import Edit, EditKind
from comity.text.tokens import stem_folded, word_spans, words

#: A stretch that stands elsewhere has moved when it weighs this much: five words of which three
#: are telling. "In accordance with the provisions" stands everywhere, and has not moved; nor
#: has a longer formula that recurs.
LEAST_MOVED = 8

# Comparisons that close alignment may take: of one gap, and of a pair of texts per word. Legal
# prose takes about 100 a word; a gap of 800 words against 800 others takes 4 million.
_ONE_GAP = 4_000_000
_PER_WORD = 3_000
_ROUNDS = 3  # of looking for moved stretches among what is left


class _Gap(NamedTuple):
    """What lies between two blocks: words of either text, ends excluded."""

    i: int
    i_end: int
    j: int
    j_end: int


@dataclass(slots=True)
class _Allowance:
    left: int


def edits(a: str, b: str, language: str) -> tuple[Edit, ...]:
    """How the words of one text became those of another.

    Words are compared folded (case, typography); signs between words are not
    compared. A short run that both have within a passage written anew is a part of what
    was replaced.

    Args:
        a, b: two texts, as they stand.
        language: BCP 47 tag of both. In scripts written without spaces, characters
            stand for words.

    Returns:
        In the order of `a`, what was added at its place. Every word of `a` lies in one
        stretch that is kept, moved, replaced or dropped, every word of `b` in one that is
        kept, moved, replaced or added. Kept stretches have the same order in both.
        `edits(b, a)` is the same with the roles exchanged.
    """
    ours, theirs = words(a), words(b)
    exchanged = (len(theirs), theirs) < (len(ours), ours)
    if exchanged:
        a, b, ours, theirs = b, a, theirs, ours
    kept, moved = _aligned(ours, theirs, (a, b), language)
    found = _named(ours, theirs, kept, moved)
    one, other = _Place(word_spans(a)), _Place(word_spans(b))
    result = [
        _edit(kind, one.stretch(gap.i, gap.i_end), other.stretch(gap.j, gap.j_end))
        for kind, gap in found
    ]
    if exchanged:
        result = [
            _edit(_OTHER_WAY.get(e.kind, e.kind), (e.b_start, e.b_end), (e.a_start, e.a_end))
            for e in result
        ]
    return tuple(sorted(result, key=lambda e: (e.a_start, e.a_end, e.b_start, e.b_end)))


_OTHER_WAY: dict[EditKind, EditKind] = {"added": "dropped", "dropped": "added"}


def _edit(kind: EditKind, a: tuple[int, int], b: tuple[int, int]) -> Edit:
    return Edit(kind=kind, a_start=a[0], a_end=a[1], b_start=b[0], b_end=b[1])


class _Place:
    """Stretches of words as code points of the text."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans

    def stretch(self, first: int, end: int) -> tuple[int, int]:
        """From the first word to the last; of no words, the place after the word before."""
        if first < end:
            return self._spans[first][0], self._spans[end - 1][1]
        at = self._spans[first - 1][1] if first else 0
        return at, at


def _aligned(
    a: Sequence[str], b: Sequence[str], texts: tuple[str, str], language: str
) -> tuple[list[Block], list[Block]]:
    """Blocks that are kept, in order, and blocks that moved; no word is in two."""
    if a == b:
        return ([Block(0, 0, len(a))] if a else []), []
    least = run_length(language)
    weights = list(accumulate(_weights(a, language), initial=0))
    rule = Islands(weights, least, (len(a), len(b)))
    kept = rule.absorbed(_in_order(a, b, least), [])
    moved = _telling(_moves(a, b, kept, least), a, b, least)
    moved = [m for m in moved if weights[m.i + m.size] - weights[m.i] >= LEAST_MOVED]
    if moved:
        found = sorted([*kept, *moved])
        kept = _chain(found)
        stays, long = set(kept), set(moved)
        moved = [block for block in found if block in long and block not in stays]
        kept = rule.absorbed(kept, moved)
    return slid(kept, moved, (a, b), texts), moved


def _weights(text: Sequence[str], language: str) -> list[int]:
    """2 for a telling word, 1 for a function word, a letter or digit, a character."""
    return [
        1 if len(word) == 1 or not stem else 2
        for word, stem in zip(text, stem_folded(text, language), strict=True)
    ]


# --- what is kept in order -------------------------------------------------------------------


def _in_order(a: Sequence[str], b: Sequence[str], least: int) -> list[Block]:
    """Equal stretches in the same order in both, in linear time.

    First the heaviest chain of stretches that either text has once (patience
    sorting, on windows instead of lines), then what lies between them: word by
    word where that is small, else by further windows.
    """
    allowance = _Allowance(_ONE_GAP + _PER_WORD * (len(a) + len(b)))
    whole = _Gap(0, len(a), 0, len(b))
    blocks: list[Block] = []
    open_gaps = [whole]
    for number, (size, most) in enumerate(
        ((least, 1), (least, 1), (least, 0), (3, 1), (3, 0), (1, 1), (1, 0))
    ):
        gaps, open_gaps = open_gaps, []
        for gap in gaps:
            if number and (close := _closely(a, b, gap, allowance)) is not None:
                blocks += close
                continue
            found = _chain(_anchors(a, b, gap, size, most))
            blocks += found
            open_gaps += _between(gap, found)
    for gap in open_gaps:
        close = _closely(a, b, gap, allowance)
        blocks += _ends(a, b, gap) if close is None else close
    return joined(sorted(blocks))


def _anchors(a: Sequence[str], b: Sequence[str], gap: _Gap, size: int, most: int) -> list[Block]:
    """Runs of windows that stand equally often in both, the first with the first.

    `most` is how often they may stand, 0 for any number.
    """
    places = _places(a, gap.i, gap.i_end, size), _places(b, gap.j, gap.j_end, size)
    pairs: list[tuple[int, int]] = []
    for window, ours in places[0].items():
        theirs = places[1].get(window)
        if theirs and len(ours) == len(theirs) and (not most or len(ours) <= most):
            pairs += zip(ours, theirs, strict=True)
    runs: list[Block] = []
    for i, j in sorted(pairs):
        if runs and (last := runs[-1]).i + last.size - size + 1 == i and j - i == last.j - last.i:
            runs[-1] = Block(last.i, last.j, last.size + 1)
        else:
            runs.append(Block(i, j, size))
    return runs


def _places(
    text: Sequence[str], start: int, end: int, size: int
) -> dict[tuple[str, ...], list[int]]:
    places: dict[tuple[str, ...], list[int]] = {}
    part = text[start:end]
    for place, window in enumerate(zip(*(part[k:] for k in range(size)), strict=False), start):
        places.setdefault(window, []).append(place)
    return places


def _chain(blocks: Sequence[Block]) -> list[Block]:
    """The heaviest blocks that have the same order in both texts; overlaps are trimmed.

    Args:
        blocks: ascending by their place in the first text, no two at one place.
    """
    ranks = {j: rank for rank, j in enumerate(sorted({block.j for block in blocks}), 1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)  # heaviest chain up to a rank
    before = [-1] * len(blocks)
    for number, block in enumerate(blocks):
        best, rank = (0, -1), ranks[block.j] - 1
        while rank > 0:
            best = max(best, tree[rank], key=lambda known: known[0])
            rank -= rank & -rank
        before[number] = best[1]
        weight, rank = best[0] + block.size, ranks[block.j]
        while rank < len(tree):
            if tree[rank][0] < weight:
                tree[rank] = (weight, number)
            rank += rank & -rank
    chain: list[Block] = []
    at = max(tree, key=lambda known: known[0])[1]
    while at >= 0:
        chain.append(blocks[at])
        at = before[at]
    return list(_trimmed(reversed(chain)))


def _trimmed(chain: Iterable[Block]) -> Iterator[Block]:
    """Blocks in order, each less the words that the one before has taken."""
    i = j = 0
    for block in chain:
        cut = max(0, i - block.i, j - block.j)
        if cut < block.size:
            yield Block(block.i + cut, block.j + cut, block.size - cut)
            i, j = block.i + block.size, block.j + block.size


def _between(gap: _Gap, blocks: Iterable[Block]) -> list[_Gap]:
    """What is left of a gap around blocks in order, where both texts have words."""
    i, j = gap.i, gap.j
    gaps = []
    for block in (*blocks, Block(gap.i_end, gap.j_end, 0)):
        if i < block.i and j < block.j:
            gaps.append(_Gap(i, block.i, j, block.j))
        i, j = block.i + block.size, block.j + block.size
    return gaps


def _closely(
    a: Sequence[str], b: Sequence[str], gap: _Gap, allowance: _Allowance
) -> list[Block] | None:
    """Equal stretches of a gap, the longest first (difflib); None when that may take too long."""
    ours, theirs = a[gap.i : gap.i_end], b[gap.j : gap.j_end]
    often = Counter(theirs)
    pairs = sum(often[word] for word in ours)
    if not pairs:
        return []
    # Each block found takes at most a pass over the pairs of equal words.
    cost = (pairs + len(ours) + len(theirs)) * min(len(ours), len(theirs), pairs)
    if cost > min(_ONE_GAP, allowance.left):
        return None
    allowance.left -= cost
    found = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return [Block(gap.i + i, gap.j + j, size) for i, j, size in found if size]


def _ends(a: Sequence[str], b: Sequence[str], gap: _Gap) -> list[Block]:
    """The words that both sides of a gap begin and end with."""
    most = min(gap.i_end - gap.i, gap.j_end - gap.j)
    first = last = 0
    while first < most and a[gap.i + first] == b[gap.j + first]:
        first += 1
    while last < most - first and a[gap.i_end - 1 - last] == b[gap.j_end - 1 - last]:
        last += 1
    found = (Block(gap.i, gap.j, first), Block(gap.i_end - last, gap.j_end - last, last))
    return [block for block in found if block.size]


# --- what moved ------------------------------------------------------------------------------


def _moves(a: Sequence[str], b: Sequence[str], kept: Sequence[Block], least: int) -> list[Block]:
    """Stretches of at least `least` words that both texts have outside what is kept."""
    ours, theirs = [True] * len(a), [True] * len(b)
    for block in kept:
        ours[block.i : block.i + block.size] = [False] * block.size
        theirs[block.j : block.j + block.size] = [False] * block.size
    found: list[Block] = []
    for _ in range(_ROUNDS):
        (one, at), (other, to) = _left(a, ours, "<"), _left(b, theirs, ">")
        new = []
        # A run is told at the first of its places only, so two may claim one: the longer gets it.
        for i, j, size in sorted(matches(one, other, least), key=lambda m: (-m[2], m[0])):
            first, count = _free(ours, theirs, at[i], to[j], size)
            if count >= least:
                block = Block(at[i] + first, to[j] + first, count)
                ours[block.i : block.i + count] = [False] * count
                theirs[block.j : block.j + count] = [False] * count
                new.append(block)
        if not new:
            break
        found += new
    return sorted(found)


def _telling(moved: list[Block], a: Sequence[str], b: Sequence[str], least: int) -> list[Block]:
    """Those with a sequence of words that either text has once: what recurs has not moved."""
    if not moved:
        return []
    texts = [list(zip(*(text[k:] for k in range(least)), strict=False)) for text in (a, b)]
    often, other = map(Counter, texts)
    return [
        block
        for block in moved
        if any(
            often[window] == 1 == other[window]
            for window in texts[0][block.i : block.i + block.size + 1 - least]
        )
    ]


def _left(text: Sequence[str], is_left: Sequence[bool], sign: str) -> tuple[list[str], list[int]]:
    """The words left, with where each stands; a sign that is no word parts stretches."""
    found: list[str] = []
    places: list[int] = []
    for place, word in enumerate(text):
        if is_left[place]:
            found.append(word)
            places.append(place)
        elif found and found[-1][0] != sign:
            found.append(f"{sign}{place}")  # each another, so that none begins a run
            places.append(place)
    return found, places


def _free(
    ours: Sequence[bool], theirs: Sequence[bool], i: int, j: int, size: int
) -> tuple[int, int]:
    """Where the longest part of a run begins that neither text has given away, and its length."""
    best = (0, 0)
    start = 0
    for k in range(size + 1):
        if k == size or not (ours[i + k] and theirs[j + k]):
            if k - start > best[1]:
                best = (start, k - start)
            start = k + 1
    return best


# --- what it is called -----------------------------------------------------------------------


def _named(
    a: Sequence[str], b: Sequence[str], kept: Sequence[Block], moved: Sequence[Block]
) -> Iterator[tuple[EditKind, _Gap]]:
    """Every stretch of words once, with what became of it."""
    by_i = sorted((m.i, m.size) for m in moved)
    by_j = sorted((m.j, m.size) for m in moved)
    for block in moved:
        yield "moved", _Gap(block.i, block.i + block.size, block.j, block.j + block.size)
    i = j = 0
    for block in (*kept, Block(len(a), len(b), 0)):
        ours = _cut(i, block.i, by_i)
        theirs = _cut(j, block.j, by_j)
        for one, other in zip_longest(ours, theirs):
            if one is None:
                yield "added", _Gap(block.i, block.i, other[0], other[1])
            elif other is None:
                yield "dropped", _Gap(one[0], one[1], block.j, block.j)
            else:
                same = a[slice(*one)] == b[slice(*other)]
                yield "kept" if same else "replaced", _Gap(one[0], one[1], other[0], other[1])
        i, j = block.i + block.size, block.j + block.size
        if block.size:
            yield "kept", _Gap(block.i, i, block.j, j)


def _cut(start: int, end: int, moved: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a stretch without what moved, each as first word and end."""
    parts = []
    for first, size in moved[bisect_left(moved, (start, 0)) : bisect_left(moved, (end, 0))]:
        parts.append((start, first))
        start = first + size
    return [part for part in (*parts, (start, end)) if part[0] < part[1]]
