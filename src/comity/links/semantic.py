"""Likeness of meaning: vectors that an encoder made, less what they all have in common.

Sentence encoders give every text of one field a large common part, so that all cosines are
high and say little. What the texts of a corpus share, their mean and the direction in which
they differ most, is taken out first; measured on the test half of Worldwide AI Ethics this
lifts nDCG@10 from 0.448 to 0.478.

Source:
    Mu & Viswanath 2018, "All-but-the-Top: Simple and Effective Postprocessing for Word
    Representations", ICLR; here with one component.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.links.candidates import DECIMALS, Pairs
from comity.links.groups import Groups, blocks, listed, one_per_work, shortlist

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Vectors = NDArray[np.float32]

# Fewer texts do not say what a field has in common. Random subsets of the development half of
# Worldwide AI Ethics, nDCG@10 as they are, less the mean, less both: 10 texts 0.742, 0.774,
# 0.603; 20: 0.527, 0.571, 0.498; 50: 0.420, 0.458, 0.473; 200: 0.398, 0.412, 0.458.
_LEAST_FOR_MEAN, _LEAST_FOR_COMPONENT = 20, 50

_KEPT_DECIMALS = 6  # of a centring: sums of another order differ far below
_ROWS = 8192  # taken to double precision at a time
_SLACK = 1e-5  # more than a product in single precision is off
_CELLS = 24_000_000  # cosines held at a time, in single precision
_PICKED = 4_000_000  # pairs looked at exactly at a time
_CHUNK = 32  # cosines of which one maximum is taken
_SPARE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Centring:
    """What the vectors of a corpus have in common; kept, so that a new text is treated alike."""

    mean: FloatArray  # (dimensions,)
    component: FloatArray  # (dimensions,) of length 1; zeros when nothing is taken out

    def apply(self, vectors: NDArray[Any]) -> Vectors:
        """(texts, dimensions) without the common part, rows of length 1.

        A row of zeros (a text without a vector) stays one, and so does a row of which
        nothing is left.
        """
        out = np.zeros(vectors.shape, np.float32)
        for start in range(0, len(vectors), _ROWS):
            part = vectors[start : start + _ROWS].astype(np.float64)
            there = part.any(axis=1)
            part -= self.mean
            # einsum sums in one order, whatever number of threads a product may use.
            part -= np.einsum("ij,j->i", part, self.component)[:, None] * self.component
            length = np.sqrt(np.einsum("ij,ij->i", part, part))
            there &= length > 1e-6
            part[~there] = 0
            out[start : start + _ROWS] = part / np.where(there, length, 1)[:, None]
        return out


def centring(vectors: NDArray[Any]) -> Centring:
    """The mean and the first principal component of vectors, both to six decimals.

    Args:
        vectors: (texts, dimensions); rows of zeros are texts without a vector.
    """
    dimensions = vectors.shape[1]
    there = np.flatnonzero(vectors.any(axis=1))
    if len(there) < _LEAST_FOR_MEAN:
        return Centring(mean=np.zeros(dimensions), component=np.zeros(dimensions))
    parts = [there[start : start + _ROWS] for start in range(0, len(there), _ROWS)]
    total = np.zeros(dimensions)
    for part in parts:
        total += vectors[part].astype(np.float64).sum(axis=0)
    mean = np.round(total / len(there), _KEPT_DECIMALS)
    if len(there) < _LEAST_FOR_COMPONENT:
        return Centring(mean=mean, component=np.zeros(dimensions))
    spread = np.zeros((dimensions, dimensions))
    for part in parts:
        rest = vectors[part].astype(np.float64) - mean
        spread += rest.T @ rest
    component = np.round(np.linalg.eigh(spread)[1][:, -1], _KEPT_DECIMALS)
    # A direction has two signs; the solver may give either.
    component *= np.sign(component[np.abs(component).argmax()])
    return Centring(mean=mean, component=component + 0.0)


#: Part of the signal that is likeness of the texts themselves; the rest is likeness of what
#: they speak of. Chosen on the development half of Worldwide AI Ethics with MiniLM: with
#: weights as good as can be, nDCG@10 0.698 with 1, 0.718 with 0.4, 0.720 with 0.2, 0.719 with 0.
DIRECT = 0.2


def with_topics(vectors: Vectors, topics: Vectors) -> Vectors:
    """Vectors that compare what texts speak of beside the texts: (texts, dimensions + topics).

    How much a text is like the description of each topic, as a share among all topics, is a
    second vector beside the first; products of rows are DIRECT parts the cosine of the texts
    and for the rest that of these shares.

    Args:
        vectors: (texts, dimensions), from `Centring.apply`.
        topics: (topics, dimensions), descriptions treated alike; without any, `vectors`.
    """
    if not len(topics) or not len(vectors):
        return vectors
    there = vectors.any(axis=1)
    like = vectors.astype(np.float64) @ topics.astype(np.float64).T
    mean = np.round(like[there].mean(axis=0), _KEPT_DECIMALS) if there.any() else 0.0
    spread = np.round(like[there].std(axis=0), _KEPT_DECIMALS) if there.any() else 1.0
    # Softmax of standard scores: topics that everything is like say nothing.
    shares = np.exp((like - mean) / np.where(spread > 0, spread, 1.0))
    shares /= np.sqrt((shares**2).sum(axis=1, keepdims=True))
    shares[~there] = 0
    parts = (np.sqrt(DIRECT) * vectors, np.sqrt(1 - DIRECT) * np.round(shares, _KEPT_DECIMALS))
    return np.hstack(parts).astype(np.float32)


def semantic(rows: IntArray, columns: IntArray, vectors: Vectors) -> FloatArray:
    """(pairs,) the cosine of each pair, from 0 (unrelated or opposite) to 1, rounded.

    Args:
        rows, columns: (pairs,) places among the vectors.
        vectors: (texts, dimensions), rows of length 1 or of zeros, from `Centring.apply`.
    """
    found = np.zeros(len(rows))
    for start in range(0, len(rows), _ROWS):
        part = slice(start, start + _ROWS)
        one = vectors[rows[part]].astype(np.float64)
        found[part] = np.einsum("ij,ij->i", one, vectors[columns[part]].astype(np.float64))
    rounded: FloatArray = found.clip(0.0, 1.0).round(DECIMALS)
    return rounded


def top_semantic(
    vectors: Vectors,
    groups: Groups,
    *,
    top: int,
    kinds: IntArray | None = None,
    only: IntArray | None = None,
) -> Pairs:
    """The `top` texts of other works that are most alike in meaning, for every unit, exactly.

    All pairs are compared, which is quadratic, in blocks of bounded memory.

    Args:
        vectors: (groups, dimensions), from `Centring.apply`; a row of zeros has no pairs.
        groups: which units share a text, and their works.
        top: how many targets each unit needs.
        kinds: (groups,) pairs are sought within each kind alone: the languages, for an
            encoder that is not multilingual. All together when None.
        only: groups that are asked for, ascending; all when None.

    Returns:
        Pairs of groups by row and column, each needed by some unit: its target is among the
        first `top` of other works, equal values by unit. Pairs of value 0 are left out. The
        number of threads does not change the result.
    """
    there = np.flatnonzero(vectors.any(axis=1))
    kinds = np.zeros(len(vectors), np.int64) if kinds is None else kinds
    asked = there if only is None else np.intersect1d(there, only)
    search = _Search(vectors, groups, top)
    parts = []
    for kind in np.unique(kinds[asked]).tolist():
        of_kind = there[kinds[there] == kind]
        parts += search.within(asked[kinds[asked] == kind], of_kind)
    pairs = Pairs.joined(parts)
    order = np.lexsort((pairs.columns, pairs.rows))
    return Pairs(pairs.rows[order], pairs.columns[order], pairs.values[order])


class _Search:
    """The search among one set of vectors."""

    def __init__(self, vectors: Vectors, groups: Groups, top: int) -> None:
        self.vectors, self.groups, self.top = vectors, groups, top
        self.short, self.holders = shortlist(groups, top), one_per_work(groups)
        works = groups.works[groups.members]
        low = np.minimum.reduceat(works, groups.starts[:-1])
        high = np.maximum.reduceat(works, groups.starts[:-1])
        # Groups of one work alone lie together, so that a row can pass over its own work.
        self.work = np.where(low == high, low, -1)

    def within(self, rows: IntArray, columns: IntArray) -> list[Pairs]:
        """The pairs that the units of `rows` need among `columns`."""
        columns = columns[np.lexsort((columns, self.work[columns]))]
        matrix = np.ascontiguousarray(self.vectors[columns])
        works = self.work[columns]
        own = np.stack([np.searchsorted(works, self.work[rows], s) for s in ("left", "right")])
        own[:, self.work[rows] < 0] = 0
        found, ask = [], self.top + _SPARE
        todo = np.arange(len(rows))
        while len(todo):
            size = max(1, min(_CELLS // len(columns), _PICKED // min(ask, len(columns))))
            again = []
            for start in range(0, len(todo), size):
                at = todo[start : start + size]
                pairs, lacking = self._block(rows[at], columns, matrix, own[:, at], ask)
                found.append(pairs)
                again.append(at[lacking])
            todo = np.concatenate(again)
            ask *= 4
        return found

    def _block(
        self, rows: IntArray, columns: IntArray, matrix: Vectors, own: IntArray, ask: int
    ) -> tuple[Pairs, NDArray[np.bool_]]:
        """The needed pairs of some rows, and the rows for which more must be asked."""
        cosines = self.vectors[rows] @ matrix.T
        for row, (start, end) in enumerate(own.T.tolist()):
            cosines[row, start:end] = -1
        bound = _bound(cosines, ask)
        number, column = np.nonzero(cosines >= bound[:, None])
        values = semantic(rows[number], columns[column], self.vectors)
        order = np.lexsort((number, rows[number]))
        pairs = Pairs(rows[number][order], columns[column][order], values[order])
        # Every text that is at least this much alike is among them; all are, at the least bound.
        level = np.where(bound <= _SLACK, 0.0, bound + 2 * _SLACK)
        lacking, used = np.zeros(len(rows), bool), np.zeros(len(pairs.rows), bool)
        units = self.holders[np.isin(self.groups.of[self.holders], rows)]
        units = np.sort(units)
        mine = self.groups.of[units]
        at = np.argsort(rows)[np.searchsorted(np.sort(rows), mine)]
        loads = np.searchsorted(pairs.rows, mine, "right") - np.searchsorted(pairs.rows, mine)
        for start, end in blocks(loads, _PICKED):
            part = units[start:end]
            told = listed(self.groups, self.short, pairs.rows, pairs.columns, pairs.values, part)
            used[told.pair[told.rank < self.top]] = True
            last = np.zeros(len(part))
            ends = told.rank == self.top - 1
            last[np.searchsorted(part, told.source[ends])] = pairs.values[told.pair[ends]]
            lacking[at[start:end][last < level[at[start:end]]]] = True
        kept = used & ~np.isin(pairs.rows, rows[lacking])
        return pairs.where(kept), lacking


def _bound(cosines: NDArray[np.float32], ask: int) -> NDArray[np.float64]:
    """(rows,) a value that at least `ask` cosines of the row reach, less the slack; never below it.

    The lowest of the `ask` highest maxima of stretches: a pass over the row and a small sort.
    """
    count = cosines.shape[1]
    whole = count - count % _CHUNK
    if whole // _CHUNK > 2 * ask:
        stretches = cosines[:, :whole].reshape(len(cosines), -1, _CHUNK).max(axis=2)
    else:
        stretches = cosines
    place = stretches.shape[1] - ask
    if place <= 0:
        return np.full(len(cosines), _SLACK)
    found = np.partition(stretches, place, axis=1)[:, place].astype(np.float64)
    return np.maximum(found - _SLACK, _SLACK)
