"""One-to-one pairs: exact, and the same whatever the order."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comity.links.assign import one_to_one

SCORES = st.lists(
    st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9]), min_size=4, max_size=4),
    min_size=1,
    max_size=4,
)


def chosen(matrix: list[list[float]]) -> list[tuple[int, int]]:
    rows, columns = np.divmod(np.arange(len(matrix) * 4), 4)
    kept = one_to_one(rows, columns, np.array(matrix).ravel())
    return [(int(rows[k]), int(columns[k])) for k in kept]


@given(SCORES)
def test_no_other_choice_has_a_greater_sum(matrix: list[list[float]]) -> None:
    pairs = chosen(matrix)
    best = max(
        sum(matrix[row][column] for row, column in enumerate(columns))
        for columns in permutations(range(4), len(matrix))
    )
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert abs(sum(matrix[row][column] for row, column in pairs) - best) < 1e-9


def test_a_row_gives_up_its_best_where_both_rows_gain_by_it() -> None:
    rows, columns = np.array([0, 0, 1]), np.array([0, 1, 0])

    assert one_to_one(rows, columns, np.array([0.9, 0.8, 0.7])).tolist() == [1, 2]


def test_nothing_is_kept_that_scores_nothing() -> None:
    nothing = np.zeros(0, np.int64)

    assert not len(one_to_one(nothing, nothing, np.zeros(0)))
    assert not len(one_to_one(np.array([1]), np.array([2]), np.array([0.0])))
