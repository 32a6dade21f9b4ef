"""The most alike texts of other works, in bounded memory: exactly, up to EXACT texts.

All pairs are compared then, which is quadratic. Of more texts, only those are candidates that
are among the ones in which a term, or a topic, weighs most (champion lists: Manning, Raghavan
& Schütze 2008, 7.1.3); what these candidates have in common is then compared exactly. The
lists have a fixed length, so time grows with the number of texts, and hardly faster.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from comity.links.groups import Groups, blocks, listed, one_per_work, others, ranges, shortlist
from comity.links.products import pair_products

if TYPE_CHECKING:
    # Loaded by the functions that need it: scipy would double the start of a command.
    from scipy.sparse import csr_matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
#: Says how much a value is worth where units are ranked; it never falls as values grow.
Worth = Callable[[FloatArray], FloatArray]

#: Scores are compared at this many decimals. Float32 sums of 300 products are good to
#: about seven, so ranks never hang on the order of a summation.
DECIMALS = 6

#: Texts of one language up to which all pairs are compared.
EXACT = 100_000
#: Beyond: texts listed for a term and for a topic, and candidates of each text. On 66,000
#: provisions, lists of 600 and 4,000 hold 99.6 % of the first 20 (60 candidates: 98.5 %).
TERM_LIST, TOPIC_LIST = 2_000, 20_000
CANDIDATES = 150

_BLOCK = 4096  # texts compared with all others at a time
_BLOCK_PAIRS = 4_000_000  # pairs spread out to units at a time
_SPARE = 20  # asked for beyond `top`, for what a unit's own work takes up


@dataclass(frozen=True, slots=True)
class Pairs:
    """Directed pairs of groups of identical texts, and one signal's value for each."""

    rows: IntArray
    columns: IntArray
    values: FloatArray  # 0 or more, rounded to DECIMALS

    def where(self, kept: NDArray[np.bool_]) -> Pairs:
        """Those of a mask."""
        return Pairs(self.rows[kept], self.columns[kept], self.values[kept])

    @classmethod
    def joined(cls, parts: list[Pairs]) -> Pairs:
        """All pairs of the parts, in order."""
        if not parts:
            empty = np.zeros(0, np.int64)
            return cls(empty, empty, np.zeros(0))
        return cls(
            np.concatenate([p.rows for p in parts]),
            np.concatenate([p.columns for p in parts]),
            np.concatenate([p.values for p in parts]),
        )


def top_pairs(
    vectors: csr_matrix,
    groups: Groups,
    *,
    top: int,
    threads: int = 1,
    only: IntArray | None = None,
    worth: Worth = lambda values: values,
    longest: IntArray | None = None,
) -> Pairs:
    """At least the `top` most alike texts of other works for every unit.

    Args:
        vectors: (groups, terms), columns sorted; two texts are as alike as the product
            of their rows is great.
        groups: which units share a text, and their works.
        top: how many targets each unit needs.
        threads: of the sparse product; they never change the result.
        only: groups that are asked for, ascending; all when None.
        worth: what a product is worth; different ones may be worth the same.
        longest: (terms,) texts that are candidates by a term, those in which it weighs
            most; all when None. The lists may then miss some.

    Returns:
        Pairs of groups; a group's own pair may be among them or not. For every unit
        they hold all its targets in other groups that rank among the first `top` by
        worth, equally good ones by unit. A text that shares terms with fewer gets what
        there is.
    """
    transposed = vectors.T.tocsr()
    transposed.sort_indices()
    if longest is not None:
        transposed = champions(transposed, longest)
    todo = np.flatnonzero(np.diff(vectors.indptr))
    if only is not None:
        todo = np.intersect1d(todo, only, assume_unique=True)
    short, holders = shortlist(groups, top), one_per_work(groups)
    parts: list[Pairs] = []
    first = ask = top + _SPARE if longest is None else max(CANDIDATES, top + _SPARE)
    while len(todo):
        # Bounded memory, whatever number is asked for.
        block = max(64, min(_BLOCK, 8_000_000 // ask))
        again = []
        for start in range(0, len(todo), block):
            rows = todo[start : start + block]
            pairs = best_pairs(vectors, transposed, rows, ask, threads)
            if longest is not None:
                values = pair_products(vectors, pairs.rows, pairs.columns)
                pairs = Pairs(pairs.rows, pairs.columns, np.round(values, DECIMALS))
            lacking = _lacking(pairs, worth(pairs.values), groups, rows, holders, (top, ask))
            pairs = pairs.where(~np.isin(pairs.rows, lacking))
            if ask > first:
                # Thousands of texts may tie ("Section 12. Reserved."); keeping all their
                # pairs would take memory with the square of their number.
                pairs = _needed(pairs, worth(pairs.values), groups, short, holders, top)
            parts.append(pairs)
            again.append(lacking)
        todo = np.concatenate(again)
        ask *= 4
    return Pairs.joined(parts)


def champions(transposed: csr_matrix, longest: IntArray) -> csr_matrix:
    """The entries of each row that weigh most, equal ones by column.

    Args:
        transposed: (terms, texts).
        longest: (terms,) how many entries a row keeps.
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    kept = np.ones(transposed.nnz, bool)
    for row in np.flatnonzero(np.diff(transposed.indptr) > longest).tolist():
        start, end = transposed.indptr[row], transposed.indptr[row + 1]
        order = np.argsort(-transposed.data[start:end], kind="stable")
        kept[start + order[longest[row] :]] = False
    starts = np.concatenate(([0], np.cumsum(kept)))[transposed.indptr]
    return csr_matrix(
        (transposed.data[kept], transposed.indices[kept], starts), shape=transposed.shape
    )


def best_pairs(
    vectors: csr_matrix, transposed: csr_matrix, rows: IntArray, ask: int, threads: int
) -> Pairs:
    """The `ask` columns of `transposed` that are most alike to each of some rows."""
    from sparse_dot_topn import sp_matmul_topn  # noqa: PLC0415

    product = sp_matmul_topn(
        vectors[rows], transposed, top_n=ask, threshold=0.0, n_threads=max(1, threads)
    )
    counts = np.diff(product.indptr)
    values = np.round(product.data.astype(np.float64), DECIMALS)
    return Pairs(np.repeat(rows, counts), product.indices.astype(np.int64), values)


def _needed(
    pairs: Pairs,
    worth: FloatArray,
    groups: Groups,
    short: tuple[IntArray, IntArray],
    holders: IntArray,
    top: int,
) -> Pairs:
    """The pairs that some unit's first `top` targets come from."""
    units = np.sort(holders[np.isin(groups.of[holders], pairs.rows)])
    begin = np.searchsorted(pairs.rows, groups.of[units], "left")
    lengths = np.searchsorted(pairs.rows, groups.of[units], "right") - begin
    used = np.zeros(len(pairs.rows), bool)
    for start, end in blocks(lengths, _BLOCK_PAIRS):
        found = listed(groups, short, pairs.rows, pairs.columns, worth, units[start:end])
        used[found.pair[found.rank < top]] = True
    return pairs.where(used)


def _lacking(
    pairs: Pairs,
    worth: FloatArray,
    groups: Groups,
    rows: IntArray,
    holders: IntArray,
    how: tuple[int, int],
) -> IntArray:
    """Rows of which some unit may miss a target: too many were of its own work, or tied."""
    top, asked = how
    if asked >= len(groups.first):
        return rows[:0]
    bounds = np.searchsorted(pairs.rows, np.arange(len(groups.first) + 1))
    full = rows[np.diff(bounds)[rows] >= asked]
    if not len(full):
        return full
    lowest = np.zeros(len(groups.first))
    for row in full.tolist():
        lowest[row] = worth[bounds[row] : bounds[row + 1]].min()
    above = worth > lowest[pairs.rows]
    rows_above, columns_above = pairs.rows[above], pairs.columns[above]
    # Every work of a full group against the pairs that are certain.
    units = holders[np.isin(groups.of[holders], full)]
    begin = np.searchsorted(rows_above, groups.of[units], "left")
    lengths = np.searchsorted(rows_above, groups.of[units], "right") - begin
    found = np.zeros(len(units), np.int64)
    for start, end in blocks(lengths, _BLOCK_PAIRS):
        part = slice(start, end)
        reached = columns_above[ranges(begin[part], lengths[part])]
        number = np.repeat(np.arange(end - start), lengths[part])
        reach = others(groups, units[part][number], reached)
        found[part] = np.bincount(number, reach, minlength=end - start)
    return np.unique(groups.of[units[found < top]])
