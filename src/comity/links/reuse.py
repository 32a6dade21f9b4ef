"""The reuse signal: how much of the shorter text stands, word for word, in the other.

A text's shingles are its windows of five words (eight characters in scripts
written without spaces). A word counts as reused when it lies in a window that
the other text has too, that is, in a run of at least that length (shingling:
Broder 1997, "On the resemblance and containment of documents").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from comity.links.candidates import DECIMALS
from comity.links.groups import blocks, ranges
from comity.text.codes import Lists
from comity.text.tokens import is_unspaced

if TYPE_CHECKING:
    # Loaded by the functions that need it: scipy would double the start of a command.
    from scipy.sparse import csr_matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: Shortest run of equal words that counts, in words and in characters. Four words recur by
#: chance all through legal prose ("in accordance with the").
RUN_WORDS = 5
RUN_CHARACTERS = 8

#: A shingle that stands in more distinct texts than this proposes no pair, since pairs grow
#: with its square. None of the 1.2 million shingles of AGORA does (the commonest: 504 texts).
COMMONEST = 1000

#: A pair is measured when it shares this many shingles (a run of ten words) or this part of
#: the shorter text's; with less, its reuse is 0.
LEAST_SHINGLES = 6
LEAST_SHARE = 0.2

_MOST_CODES = 2**62  # numbers of windows, before they are counted anew
_BLOCK = 4_000_000  # pairs, or windows of pairs, at a time: about 200 MB


def run_length(language: str) -> int:
    """Shortest run that counts, in entries of `text.tokens.words`."""
    return RUN_CHARACTERS if is_unspaced(language) else RUN_WORDS


@dataclass(frozen=True, slots=True)
class Reused:
    """Pairs of texts that share runs; each once, a text with itself for its copies."""

    rows: IntArray  # <= columns
    columns: IntArray
    share: FloatArray  # 0 to 1: words of the shorter text that stand in runs, rounded
    words: IntArray  # entries of the shorter text
    stretch: IntArray  # longest stretch of reused words in it
    skipped: int  # shingles too common to propose pairs


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of distinct texts, numbered, in the order of the texts' words."""

    codes: IntArray  # (windows,) equal for equal windows
    starts: IntArray  # (texts + 1,) where each text begins in `codes`
    lengths: IntArray  # (texts,) entries of each text
    size: int

    @property
    def windows(self) -> IntArray:
        """(texts,) windows of each text."""
        return np.diff(self.starts)


def shingle(words: Lists, size: int) -> Shingles:
    """Number the windows of `size` words of every text.

    Equal windows get equal numbers exactly: they are numbered by refining the
    numbers of shorter windows, not by a hash that could collide.
    """
    lengths = words.lengths
    counts = np.maximum(lengths - size + 1, 0)
    first = ranges(words.starts[:-1], counts)
    names = max(1, len(words.names))
    codes, span = words.codes[first], names
    for step in range(1, size):
        if span > _MOST_CODES // names:  # the product would not fit
            found, codes = np.unique(codes, return_inverse=True)
            span = len(found)
        codes = codes * names + words.codes[first + step]
        span *= names
    codes = np.unique(codes, return_inverse=True)[1]
    return Shingles(codes, np.concatenate(([0], np.cumsum(counts))), lengths, size)


@dataclass(frozen=True, slots=True)
class _Incidence:
    """Which text has which shingle, and where; shingles of one text only are left out."""

    entries: csr_matrix  # (texts, shingles): number of the entry, from 1
    starts: IntArray  # (entries + 1,) where each entry begins in `places`
    places: IntArray  # window within its text, ascending within an entry
    frequency: IntArray  # (shingles,) texts that have it


def _incidence(shingles: Shingles) -> _Incidence:
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    texts = len(shingles.lengths)
    distinct = int(shingles.codes.max(initial=0)) + 1
    text = np.repeat(np.arange(texts), shingles.windows)
    place = ranges(np.zeros(texts, np.int64), shingles.windows)
    keys = text * distinct + shingles.codes
    order = np.argsort(keys, kind="stable")
    keys, place = keys[order], place[order]
    opens = np.flatnonzero(np.diff(keys, prepend=-1))  # np.unique would hash: five times slower
    frequency = np.bincount(keys[opens] % distinct, minlength=distinct)
    sizes = np.diff(np.append(opens, len(keys)))
    kept = frequency[keys[opens] % distinct] > 1
    place = place[np.repeat(kept, sizes)]
    keys, sizes = keys[opens][kept], sizes[kept]
    rows, columns = keys // distinct, keys % distinct
    starts = np.searchsorted(rows, np.arange(texts + 1))
    entries = csr_matrix((np.arange(1, len(keys) + 1), columns, starts), shape=(texts, distinct))
    return _Incidence(entries, np.concatenate(([0], np.cumsum(sizes))), place, frequency)


def reused(
    shingles: Shingles, *, commonest: int = COMMONEST, only: IntArray | None = None
) -> Reused:
    """Every pair of texts that share enough shingles, measured.

    A text and its own copies are a pair too, wherever it has a shingle. With
    `only`, the pairs of which at least one text is among these.
    """
    return Reuse(shingles, commonest=commonest).pairs(only)


class Reuse:
    """Texts whose shingles are indexed, to be asked for pairs."""

    def __init__(self, shingles: Shingles, *, commonest: int = COMMONEST) -> None:
        self._shingles = shingles
        self._incidence = _incidence(shingles)
        self._commonest = commonest

    @property
    def skipped(self) -> int:
        """Shingles too common to propose pairs."""
        return int((self._incidence.frequency > self._commonest).sum())

    def overlapping(self, min_share: float) -> tuple[IntArray, IntArray]:
        """Pairs of texts that share this part of the shorter one's windows, lower first.

        A window that a text has twice counts once, and those too common to propose pairs
        not at all.
        """
        asked = np.arange(len(self._shingles.lengths))
        whole = len(self._shingles.codes) + 1  # more windows than any two texts share
        return _candidates(
            self._shingles, self._incidence, self._commonest, asked, (whole, min_share)
        )

    def covered(self, left: IntArray, right: IntArray) -> tuple[IntArray, IntArray]:
        """Words of each left text in runs that its right one has too; the longest stretch."""
        return _covered(self._shingles, self._incidence, left, right)

    def pairs(self, only: IntArray | None = None) -> Reused:
        """What `reused` gives; `only` holds numbers of texts, ascending."""
        shingles = self._shingles
        asked = np.arange(len(shingles.lengths)) if only is None else only
        left, right = _candidates(shingles, self._incidence, self._commonest, asked)
        share, stretch = _measure(shingles, self._incidence, left, right)
        own = asked[shingles.windows[asked] > 0]
        rows, columns = np.concatenate((left, own)), np.concatenate((right, own))
        return Reused(
            rows,
            columns,
            np.concatenate((share, np.ones(len(own)))),
            np.minimum(shingles.lengths[rows], shingles.lengths[columns]),
            np.concatenate((stretch, shingles.lengths[own])),
            self.skipped,
        )


def _candidates(
    shingles: Shingles,
    incidence: _Incidence,
    commonest: int,
    asked: IntArray,
    least: tuple[int, float] = (LEAST_SHINGLES, LEAST_SHARE),
) -> tuple[IntArray, IntArray]:
    """Pairs of different texts, lower first, with enough shingles that are not too common.

    `least` is so many shingles, or this part of the shorter text's.
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    entries = incidence.entries
    kept = incidence.frequency[entries.indices] <= commonest
    counts = np.concatenate(([0], np.cumsum(kept)))
    matrix = csr_matrix(
        (np.ones(int(kept.sum()), np.int32), entries.indices[kept], counts[entries.indptr]),
        shape=entries.shape,
    )
    transposed = matrix.T.tocsr()
    windows = np.maximum(shingles.windows, 1)
    rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    is_asked = np.zeros(matrix.shape[0], bool)
    is_asked[asked] = True
    reach = np.minimum(matrix @ incidence.frequency, matrix.shape[0])  # at most so many pairs
    for start, end in blocks(reach[asked], _BLOCK):
        part = asked[start:end]
        shared = (matrix[part] @ transposed).tocoo()
        a, b = part[shared.row], shared.col.astype(np.int64)
        shorter = np.minimum(windows[a], windows[b])
        enough = (shared.data >= least[0]) | (shared.data >= least[1] * shorter)
        enough &= (a < b) | ((a > b) & ~is_asked[b])  # each pair once
        rows.append(np.minimum(a, b)[enough])
        columns.append(np.maximum(a, b)[enough])
    left, right = np.concatenate(rows), np.concatenate(columns)
    order = np.lexsort((right, left))
    return left[order], right[order]


def _measure(
    shingles: Shingles, incidence: _Incidence, a: IntArray, b: IntArray
) -> tuple[FloatArray, IntArray]:
    """Share and stretch of each pair, seen from its shorter text; from both when equal."""
    length_a, length_b = shingles.lengths[a], shingles.lengths[b]
    share = np.zeros(len(a))
    stretch = np.zeros(len(a), np.int64)
    for which, left, right in ((length_a <= length_b, a, b), (length_b <= length_a, b, a)):
        at = np.flatnonzero(which)
        covered, longest = _covered(shingles, incidence, left[at], right[at])
        part = np.round(covered / shingles.lengths[left[at]], DECIMALS)
        share[at] = np.maximum(share[at], part)
        stretch[at] = np.maximum(stretch[at], longest)
    return share, stretch


def _covered(
    shingles: Shingles, incidence: _Incidence, left: IntArray, right: IntArray
) -> tuple[IntArray, IntArray]:
    """Words of `left` in windows that `right` has too, and the longest stretch of them."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    covered = np.zeros(len(left), np.int64)
    longest = np.zeros(len(left), np.int64)
    entries = incidence.entries
    present = csr_matrix(
        (np.ones(entries.nnz, np.int64), entries.indices, entries.indptr), shape=entries.shape
    )
    for start, end in blocks(shingles.windows[left] + shingles.windows[right], _BLOCK):
        part = slice(start, end)
        both = entries[left[part]].multiply(present[right[part]]).tocsr()
        entry = both.data - 1
        counts = incidence.starts[entry + 1] - incidence.starts[entry]
        place = incidence.places[ranges(incidence.starts[entry], counts)]
        windows = shingles.windows[left[part]]
        begins = np.cumsum(windows) - windows
        pair = np.repeat(np.arange(end - start), np.diff(both.indptr))
        hit = np.zeros(int(windows.sum()), bool)
        hit[np.repeat(begins[pair], counts) + place] = True
        covered[part], longest[part] = _stretches(hit, windows, shingles.size)
    return covered, longest


def _stretches(hit: BoolArray, windows: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Words covered by hit windows, and the longest unbroken stretch, per text.

    A window that is hit covers `size` words; one after another adds one word.
    Stretches that touch without sharing a window are two.
    """
    text = np.repeat(np.arange(len(windows)), windows)
    position = ranges(np.zeros(len(windows), np.int64), windows)[hit]
    text = text[hit]
    if not len(text):
        zero = np.zeros(len(windows), np.int64)
        return zero, zero
    new_text = np.concatenate(([True], text[1:] != text[:-1]))
    step = np.concatenate(([size], np.diff(position)))
    gain = np.where(new_text, size, np.minimum(step, size))
    covered = np.bincount(text, gain, minlength=len(windows)).astype(np.int64)
    opens = new_text | (step != 1)
    begin = np.flatnonzero(opens)
    run = np.diff(np.concatenate((begin, [len(text)]))) + size - 1
    longest = np.zeros(len(windows), np.int64)
    np.maximum.at(longest, text[begin], run)
    return covered, longest
