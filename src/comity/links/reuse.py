"""The reuse signal: how much of the shorter text stands, word for word, in the other.

A text's shingles are its windows of five words (eight characters in scripts
written without spaces). A word counts as reused when it lies in a window that
the other text has too, that is, in a run of at least that length (shingling:
Broder 1997, "On the resemblance and containment of documents").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from comity.links.candidates import DECIMALS
from comity.links.groups import ranges
from comity.text.tokens import is_unspaced

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

_BLOCK_PAIRS = 4_000_000  # shingle lookups at a time: about 200 MB


def run_length(language: str) -> int:
    """Shortest run that counts, in entries of `text.tokens.words`."""
    return RUN_CHARACTERS if is_unspaced(language) else RUN_WORDS


@dataclass(frozen=True, slots=True)
class Reused:
    """Pairs of texts that share runs; rows < columns, or equal for a text and its copies."""

    rows: IntArray
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

    def held(self) -> IntArray:
        """text * (largest code + 1) + code of every distinct window, ascending."""
        distinct = int(self.codes.max(initial=0)) + 1
        texts = np.repeat(np.arange(len(self.lengths)), self.windows)
        keys = np.sort(texts * distinct + self.codes)  # np.unique would hash, five times slower
        return keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys


def shingle(word_lists: Sequence[Sequence[str]], size: int) -> Shingles:
    """Number the windows of `size` words of every text.

    Equal windows get equal numbers exactly: they are numbered by refining the
    numbers of shorter windows, not by a hash that could collide.
    """
    number: dict[str, int] = {}
    words = np.fromiter(
        (number.setdefault(w, len(number)) for w in chain.from_iterable(word_lists)), np.int64
    )
    lengths = np.fromiter(map(len, word_lists), np.int64, len(word_lists))
    counts = np.maximum(lengths - size + 1, 0)
    ends = np.cumsum(lengths)
    first = ranges(ends - lengths, counts)
    codes = words[first]
    for step in range(1, size):
        # Fewer than 2**31 windows and words, so the product fits.
        codes = np.unique(codes * len(number) + words[first + step], return_inverse=True)[1]
    return Shingles(codes, np.concatenate(([0], np.cumsum(counts))), lengths, size)


def reused(shingles: Shingles, *, commonest: int = COMMONEST) -> Reused:
    """Every pair of texts that share enough shingles, measured; the result is symmetric."""
    texts = len(shingles.lengths)
    matrix, skipped = _incidence(shingles, commonest)
    transposed = matrix.T.tocsr()
    windows = np.maximum(shingles.windows, 1)
    rows, columns = [], []
    step = 2000
    for start in range(0, texts, step):
        shared = (matrix[start : start + step] @ transposed).tocoo()
        a, b = shared.row.astype(np.int64) + start, shared.col.astype(np.int64)
        shorter = np.minimum(windows[a], windows[b])
        enough = (shared.data >= LEAST_SHINGLES) | (shared.data >= LEAST_SHARE * shorter)
        enough &= a <= b
        rows.append(a[enough])
        columns.append(b[enough])
    a = np.concatenate(rows) if rows else np.zeros(0, np.int64)
    b = np.concatenate(columns) if columns else np.zeros(0, np.int64)
    order = np.lexsort((b, a))
    a, b = a[order], b[order]
    return _measure(shingles, a, b, skipped)


def _incidence(shingles: Shingles, commonest: int) -> tuple[csr_matrix, int]:
    """(texts, shingles) of ones, for shingles of two texts or more but not too many."""
    texts = len(shingles.lengths)
    distinct = int(shingles.codes.max(initial=0)) + 1
    rows, codes = np.divmod(shingles.held(), distinct)
    frequency = np.bincount(codes, minlength=distinct)
    kept = frequency[codes] <= commonest
    matrix = csr_matrix(
        (np.ones(int(kept.sum()), np.int32), (rows[kept], codes[kept])), shape=(texts, distinct)
    )
    return matrix, int((frequency > commonest).sum())


def _measure(shingles: Shingles, a: IntArray, b: IntArray, skipped: int) -> Reused:
    """Share and stretch of each pair, seen from its shorter text; from both when equal."""
    length_a, length_b = shingles.lengths[a], shingles.lengths[b]
    share = np.zeros(len(a))
    stretch = np.zeros(len(a), np.int64)
    for which, left, right in ((length_a <= length_b, a, b), (length_b <= length_a, b, a)):
        at = np.flatnonzero(which)
        covered, longest = _covered(shingles, left[at], right[at])
        part = np.round(covered / np.maximum(shingles.lengths[left[at]], 1), DECIMALS)
        share[at] = np.maximum(share[at], part)
        stretch[at] = np.maximum(stretch[at], longest)
    return Reused(a, b, share, np.minimum(length_a, length_b), stretch, skipped)


def _covered(shingles: Shingles, left: IntArray, right: IntArray) -> tuple[IntArray, IntArray]:
    """Words of `left` in windows that `right` has too, and the longest stretch of them."""
    covered = np.zeros(len(left), np.int64)
    longest = np.zeros(len(left), np.int64)
    distinct = int(shingles.codes.max(initial=0)) + 1
    held = shingles.held()
    load = np.cumsum(shingles.windows[left])
    start = 0
    while start < len(left):
        before = int(load[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(load, before + _BLOCK_PAIRS, "right")))
        part = slice(start, end)
        windows = shingles.windows[left[part]]
        codes = shingles.codes[ranges(shingles.starts[left[part]], windows)]
        wanted = np.repeat(right[part], windows) * distinct + codes
        at = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
        hit = held[at] == wanted
        covered[part], longest[part] = _stretches(hit, windows, shingles.size)
        start = end
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
