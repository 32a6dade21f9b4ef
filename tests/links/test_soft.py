"""Similarities become beliefs: rows and columns compete, and "none" is an answer."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as stnp

from comity.links.soft import soft_pairs

MATRICES = stnp.arrays(
    np.float64,
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
    elements=st.floats(0, 2, allow_nan=False),
)


@given(MATRICES)
def test_no_row_and_no_column_is_believed_in_more_than_once(similar: np.ndarray) -> None:
    believed = soft_pairs(similar, none=0.5, sharpness=16.0)

    assert believed.shape == similar.shape
    assert ((believed >= 0) & (believed <= 1)).all()
    assert (believed.sum(axis=0) <= 1 + 1e-6).all()
    assert (believed.sum(axis=1) <= 1 + 1e-6).all()


@given(MATRICES)
def test_exchanging_the_sides_exchanges_the_beliefs(similar: np.ndarray) -> None:
    one = soft_pairs(similar, none=0.5, sharpness=16.0)
    other = soft_pairs(similar.T, none=0.5, sharpness=16.0)

    np.testing.assert_allclose(one, other.T, atol=1e-6)


def test_a_column_that_resembles_every_row_wins_none_of_those_with_a_better_offer() -> None:
    # Column 0 is the most similar to every row; row 0 alone has no other.
    similar = np.array([[0.9, 0.1, 0.1], [0.9, 0.8, 0.1], [0.9, 0.1, 0.8]])

    believed = soft_pairs(similar, none=0.3, sharpness=20.0)

    assert believed.argmax(axis=1).tolist() == [0, 1, 2]


def test_what_resembles_nothing_is_paired_with_nothing() -> None:
    similar = np.array([[1.0, 0.1], [0.1, 0.1]])

    believed = soft_pairs(similar, none=0.5, sharpness=16.0)

    assert believed[0, 0] > 0.9
    assert believed[1].max() < 0.1


def test_extreme_similarities_stay_finite() -> None:
    similar = np.array([[1e6, -1e6], [0.0, 1e6]])

    assert np.isfinite(soft_pairs(similar, none=0.5, sharpness=1e3)).all()
