"""Similarities become beliefs: each row has one counterpart among the columns, or none.

Rows and columns compete. A column that resembles every row a little (a long article, a list
of definitions) is then nobody's first choice, and a pair stands out when neither side has a
better offer. The alternative "no counterpart" has a similarity of its own, so that a text
which the other version lacks is not forced upon what is left over.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_ROUNDS = 200  # most; a hundred are enough unless many texts are alike
_CLOSE = 1e-9  # change of a factor, relative, below which the balance is found


def soft_pairs(similar: FloatArray, *, none: float, sharpness: float) -> FloatArray:
    """How far each pair is believed to be one of counterparts.

    Entropy-regularised optimal transport (Cuturi 2013, "Sinkhorn distances", NIPS 26),
    with one more row and column that take whatever has no counterpart (Sarlin, DeTone,
    Malisiewicz & Rabinovich 2020, "SuperGlue", CVPR, section 3.2).

    Args:
        similar: (rows, columns), any finite values.
        none: the similarity of having no counterpart.
        sharpness: by how much, in natural logarithms, one unit more of similarity is
            believed more.

    Returns:
        (rows, columns), 0 to 1. Each row and each column sums to at most 1; what is
        missing is the belief in "none". Nothing depends on the order of rows or columns,
        and the transposed input gives the transposed output, up to rounding.
    """
    rows, columns = similar.shape
    if not rows or not columns:
        return np.zeros((rows, columns))
    # Relative to `none`, so that both ends of the range stay far from overflow.
    weight = np.exp(np.clip((similar - none) * sharpness, -300.0, 300.0))
    row, column = np.ones(rows), np.ones(columns)  # factors; those of "none" are known
    spare_row = spare_column = 1.0
    for _ in range(_ROUNDS):
        before = row
        # einsum adds in one order whatever the number of threads; `@` does not.
        row = 1.0 / (np.einsum("ij,j->i", weight, column) + spare_column)
        spare_row = columns / (column.sum() + spare_column)
        column = 1.0 / (np.einsum("ij,i->j", weight, row) + spare_row)
        spare_column = rows / (row.sum() + spare_row)
        if np.abs(row / before - 1.0).max() < _CLOSE:
            break
    believed: FloatArray = weight * row[:, None] * column[None, :]
    return np.clip(believed, 0.0, 1.0)
