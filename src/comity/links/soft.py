"""Similarities become beliefs: each row has one counterpart among the columns, or none.

Rows and columns compete. A column that resembles every row a little (a long article, a list
of definitions) is then nobody's first choice, and a pair stands out when neither side has a
better offer. "No counterpart" has a similarity of its own, so that a text which the other
version lacks is not forced upon what is left over.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# Beliefs hardly move after thirty; in chains of texts that are alike it takes thousands until
# none does, and which pairs are right stays as it was.
_ROUNDS = 100
_MOST = 200.0  # logarithm of a weight: far from overflow, and beyond any doubt


def soft_pairs(similar: FloatArray, *, none: float, sharpness: float) -> FloatArray:
    """How far each pair is believed to be one of counterparts.

    A pair weighs exp(sharpness * (similarity - none)), having none weighs 1, and every row
    and column is scaled so that its beliefs and that in "none" sum to 1: matrix scaling
    (Sinkhorn & Knopp 1967, Pacific J. Math. 21:343-348; as soft assignment Cuturi 2013,
    NIPS 26), by the iteration that treats rows and columns alike (Knight, Ruiz & Uçar 2014,
    SIAM J. Matrix Anal. Appl. 35:931-955).

    Args:
        similar: (rows, columns), any finite values.
        none: the similarity that is as good as having no counterpart.
        sharpness: by how much, in natural logarithms, one unit of similarity weighs.

    Returns:
        (rows, columns), 0 to 1. Each row and each column sums to at most 1; what is
        missing is the belief in "none". The order of rows or columns changes nothing,
        and the transposed input gives the transposed output, up to rounding.
    """
    rows, columns = similar.shape
    if not rows or not columns:
        return np.zeros((rows, columns))
    weight = np.exp(np.clip((similar - none) * sharpness, -_MOST, _MOST))
    row, column = np.ones(rows), np.ones(columns)  # at the end: the beliefs in "none"
    for _ in range(_ROUNDS):
        # einsum adds in one order whatever the number of threads; `@` does not.
        for_row = np.sqrt(row * (np.einsum("ij,j->i", weight, column) + 1.0))
        for_column = np.sqrt(column * (np.einsum("ij,i->j", weight, row) + 1.0))
        row, column = row / for_row, column / for_column
    believed = weight * row[:, None] * column[None, :]
    whole = np.maximum(believed.sum(axis=1)[:, None], believed.sum(axis=0)[None, :])
    result: FloatArray = believed / np.maximum(whole, 1.0)
    return result
