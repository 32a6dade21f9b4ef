"""The most alike texts of other works, exactly, in bounded memory.

All pairs are compared, which is quadratic: 34,000 units take seconds, 100,000
about half a minute, 300,000 minutes. Beyond that, pairs must come from joins on
rare terms or vector cells; nothing here does that yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from comity.links.groups import Groups, others, ranges

if TYPE_CHECKING:
    # Loaded by the functions that need it: scipy would double the start of a command.
    from scipy.sparse import csr_matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

#: Scores are compared at this many decimals. Float32 sums of 300 products are good to
#: about seven, so ranks never hang on the order of a summation.
DECIMALS = 6

_BLOCK = 4096  # texts compared with all others at a time
_SPARE = 20  # asked for beyond `top`, for what a unit's own work takes up


@dataclass(frozen=True, slots=True)
class Pairs:
    """Directed pairs of groups of identical texts, and one signal's value for each."""

    rows: IntArray
    columns: IntArray
    values: FloatArray  # 0 to 1, rounded to DECIMALS

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


def top_pairs(vectors: csr_matrix, groups: Groups, *, top: int, threads: int = 1) -> Pairs:
    """At least the `top` most alike texts of other works for every unit.

    Args:
        vectors: (groups, terms), rows of length 1, columns sorted.
        groups: which units share a text, and their works.
        top: how many targets each unit needs.
        threads: of the sparse product; they never change the result.

    Returns:
        Pairs of groups, a group's own pair among them. For every unit they hold
        all its targets that rank among the first `top`, ties at the last place
        included. A text that shares terms with fewer gets what there is.
    """
    transposed = vectors.T.tocsr()
    transposed.sort_indices()
    todo = np.flatnonzero(np.diff(vectors.indptr))
    parts: list[Pairs] = []
    ask = top + _SPARE
    while len(todo):
        # Bounded memory, whatever number is asked for.
        block = max(64, min(_BLOCK, 8_000_000 // ask))
        again = []
        for start in range(0, len(todo), block):
            rows = todo[start : start + block]
            pairs = _best(vectors, transposed, rows, ask, threads)
            short = _too_short(pairs, groups, rows, top=top, asked=ask)
            keep = ~np.isin(pairs.rows, short)
            parts.append(Pairs(pairs.rows[keep], pairs.columns[keep], pairs.values[keep]))
            again.append(short)
        todo = np.concatenate(again)
        ask *= 4
    return Pairs.joined(parts)


def _best(
    vectors: csr_matrix, transposed: csr_matrix, rows: IntArray, ask: int, threads: int
) -> Pairs:
    from sparse_dot_topn import sp_matmul_topn  # noqa: PLC0415

    product = sp_matmul_topn(
        vectors[rows], transposed, top_n=ask, threshold=0.0, n_threads=max(1, threads)
    )
    counts = np.diff(product.indptr)
    values = np.minimum(np.round(product.data.astype(np.float64), DECIMALS), 1.0)
    return Pairs(np.repeat(rows, counts), product.indices.astype(np.int64), values)


def _too_short(pairs: Pairs, groups: Groups, rows: IntArray, *, top: int, asked: int) -> IntArray:
    """Rows of which some unit may miss a target: too many were of its own work, or tied."""
    if asked >= len(groups.first):
        return rows[:0]
    bounds = np.searchsorted(pairs.rows, rows, "left"), np.searchsorted(pairs.rows, rows, "right")
    full = bounds[1] - bounds[0] >= asked
    suspects, starts, ends = rows[full], bounds[0][full], bounds[1][full]
    if not len(suspects):
        return suspects
    lowest = np.array([pairs.values[s:e].min() for s, e in zip(starts, ends, strict=True)])
    # Every unit of a suspect group against every pair of the group.
    sizes = groups.sizes[suspects]
    units = groups.members[ranges(groups.starts[suspects], sizes)]
    of = np.repeat(np.arange(len(suspects)), sizes)
    lengths = (ends - starts)[of]
    entries = ranges(starts[of], lengths)
    unit_entries = np.repeat(np.arange(len(units)), lengths)
    above = pairs.values[entries] > lowest[of][unit_entries]
    reach = others(groups, units[unit_entries[above]], pairs.columns[entries[above]])
    found = np.bincount(unit_entries[above], reach, minlength=len(units))
    return np.unique(suspects[of[found < top]])
