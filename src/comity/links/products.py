"""Products of pairs of sparse rows, the same whichever way a pair was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    # Loaded by the functions that need it: scipy would double the start of a command.
    from scipy.sparse import csr_matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


def pair_products(vectors: csr_matrix, rows: IntArray, columns: IntArray) -> FloatArray:
    """Product of each pair of rows (rows[k], columns[k]); (pairs,), 0 or more.

    Summed term by term in float32, as the sparse product sums, so that a pair has
    one value whichever of the two found it.
    """
    result = np.zeros(len(rows), np.float64)
    step = 50_000  # about 100 MB for texts of 100 terms
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        product = vectors[rows[part]].multiply(vectors[columns[part]]).tocsr()
        product.sort_indices()
        lengths = np.diff(product.indptr)
        order = np.argsort(-lengths, kind="stable")
        sums = np.zeros(len(lengths), np.float32)
        longer = len(lengths) - np.searchsorted(lengths[order][::-1], np.arange(lengths.max() + 1))
        for place in range(int(lengths.max())):
            at = order[: longer[place + 1]]
            sums[at] += product.data[product.indptr[at] + place]
        result[part] = sums
    return result
