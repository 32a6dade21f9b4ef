"""One-to-one pairs of two sides, so that the sum of their scores is as high as it can be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


def one_to_one(rows: IntArray, columns: IntArray, values: FloatArray) -> IntArray:
    """Which scored pairs to keep so that every row and every column is in one at most.

    The linear assignment problem, solved exactly (Crouse 2016, IEEE Trans. Aerosp.
    Electron. Syst. 52:1679-1696, as scipy has it), within each set of rows and columns
    that pairs connect.

    Args:
        rows, columns: (pairs,) numbers of a row and a column; each pair once.
        values: (pairs,) their scores, above 0. A pair that scores 0 or less is never kept.

    Returns:
        Places among the pairs, ascending. The sum of their values is the greatest
        possible; of several such choices always the same one is given.
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - loads slowly
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    good = np.flatnonzero(values > 0)
    if not len(good):
        return good
    row_names, row = np.unique(rows[good], return_inverse=True)
    column_names, column = np.unique(columns[good], return_inverse=True)
    size = len(row_names) + len(column_names)
    joined = csr_matrix((np.ones(len(good)), (row, column + len(row_names))), shape=(size, size))
    part = connected_components(joined, directed=False)[1][row]
    kept = []
    order = np.argsort(part, kind="stable")
    for pairs in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
        ours, at_row = np.unique(row[pairs], return_inverse=True)
        theirs, at_column = np.unique(column[pairs], return_inverse=True)
        scores = np.zeros((len(ours), len(theirs)))
        scores[at_row, at_column] = values[good[pairs]]
        place = np.full(scores.shape, -1)
        place[at_row, at_column] = good[pairs]
        chosen = place[linear_sum_assignment(scores, maximize=True)]
        kept.append(chosen[chosen >= 0])
    return np.sort(np.concatenate(kept))
