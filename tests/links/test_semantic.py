"""Vectors less their common part, and the exact search among them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.links.groups import Groups, gather, listed, shortlist
from comity.links.semantic import Centring, centring, semantic, top_semantic

RANDOM = np.random.default_rng(5)


def unit(vectors: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(length > 0, length, 1)).astype(np.float32)


def alike(count: int, dimensions: int = 24) -> np.ndarray:
    """Vectors with a large common part, as encoders give them."""
    common = RANDOM.normal(size=dimensions) * 3
    direction = np.outer(RANDOM.normal(size=count), RANDOM.normal(size=dimensions)) * 2
    return unit(common + direction + RANDOM.normal(size=(count, dimensions)))


def test_what_all_texts_have_in_common_is_gone() -> None:
    vectors = alike(300)

    found = centring(vectors).apply(vectors)

    assert (vectors @ vectors.T).mean() > 0.5
    assert abs((found @ found.T).mean()) < 0.02
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)


def test_the_component_is_the_direction_in_which_texts_differ_most() -> None:
    vectors = alike(300)
    rest = vectors - vectors.mean(axis=0)

    component = centring(vectors).component

    spread = np.linalg.svd(rest, compute_uv=False)[0] ** 2
    assert ((rest @ component) ** 2).sum() == pytest.approx(spread, rel=1e-4)


def test_a_centring_is_the_same_whatever_the_order_and_copies_of_a_negative_direction() -> None:
    vectors = alike(300)

    one, other = centring(vectors), centring(vectors[::-1].copy())

    assert np.array_equal(one.mean, other.mean)
    assert np.array_equal(one.component, other.component)


def test_a_text_without_a_vector_neither_counts_nor_gets_one() -> None:
    vectors = alike(100)
    with_gaps = np.concatenate([vectors, np.zeros((400, 24), np.float32)])

    found = centring(with_gaps)

    assert np.array_equal(found.mean, centring(vectors).mean)
    assert not found.apply(with_gaps)[100:].any()


@pytest.mark.parametrize(("count", "mean", "component"), [(19, 0, 0), (20, 1, 0), (50, 1, 1)])
def test_little_is_taken_out_of_few_texts(count: int, mean: int, component: int) -> None:
    found = centring(alike(count))

    assert found.mean.any() == bool(mean)
    assert found.component.any() == bool(component)


def test_a_new_text_is_treated_as_those_of_the_corpus() -> None:
    vectors = alike(200)
    kept = centring(vectors)

    again = Centring(mean=kept.mean.copy(), component=kept.component.copy())

    assert np.array_equal(again.apply(vectors[7:8])[0], kept.apply(vectors)[7])


def test_likeness_lies_between_0_and_1_and_is_1_for_the_same() -> None:
    vectors = unit(np.array([[1.0, 0], [1, 1], [-1, 0], [0, 0]]))

    found = semantic(np.array([0, 0, 0, 0]), np.array([0, 1, 2, 3]), vectors)

    assert found.tolist() == [1.0, 0.707107, 0.0, 0.0]


def by_hand(
    vectors: np.ndarray, groups: Groups, top: int, kinds: np.ndarray
) -> dict[int, list[tuple[int, float]]]:
    """Each unit's first targets, by comparing everything with everything."""
    found = {}
    for unit_, group in enumerate(groups.of.tolist()):
        targets = []
        for other, of in enumerate(groups.of.tolist()):
            value = float(semantic(np.array([group]), np.array([of]), vectors)[0])
            if groups.works[other] != groups.works[unit_] and kinds[of] == kinds[group] and value:
                targets.append((-value, other))
        found[unit_] = [(other, -value) for value, other in sorted(targets)[:top]]
    return found


def searched(
    vectors: np.ndarray, groups: Groups, top: int, kinds: np.ndarray | None
) -> dict[int, list[tuple[int, float]]]:
    pairs = top_semantic(vectors, groups, top=top, kinds=kinds)
    units = np.arange(len(groups.of))
    told = listed(groups, shortlist(groups, top), pairs.rows, pairs.columns, pairs.values, units)
    found: dict[int, list[tuple[int, float]]] = {n: [] for n in units.tolist()}
    for source, target, pair, rank in zip(
        told.source.tolist(),
        told.target.tolist(),
        told.pair.tolist(),
        told.rank.tolist(),
        strict=True,
    ):
        if rank < top:
            found[source].append((target, float(pairs.values[pair])))
    return found


@settings(max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    units=st.integers(2, 120),
    texts=st.integers(1, 120),
    works=st.integers(1, 6),
    top=st.integers(1, 5),
    kinds=st.integers(1, 2),
    steps=st.sampled_from([1, 2, 50]),
)
def test_the_search_finds_what_comparing_everything_finds(
    seed: int, units: int, texts: int, works: int, top: int, kinds: int, steps: int
) -> None:
    random = np.random.default_rng(seed)
    groups = gather(random.integers(0, texts, units).tolist(), random.integers(0, works, units))
    count = len(groups.first)
    # Few steps: many texts tie, and some have no vector.
    vectors = unit(random.integers(-steps, steps + 1, (count, 3)))
    of_kind = random.integers(0, kinds, count)

    assert searched(vectors, groups, top, of_kind) == by_hand(vectors, groups, top, of_kind)


def test_thousands_of_equal_vectors_give_each_its_first_and_no_more() -> None:
    count = 3000
    groups = gather(range(count), np.arange(count) % 7)
    vectors = np.tile(unit(np.ones((1, 8))), (count, 1))

    pairs = top_semantic(vectors, groups, top=5)

    assert len(pairs.rows) == 5 * count
    assert pairs.values.min() == 1


def test_a_long_document_whose_parts_are_alike_still_finds_other_works() -> None:
    own = unit(np.ones((500, 8)) + RANDOM.normal(size=(500, 8)) * 0.01)
    other = unit(np.ones((9, 8)) + RANDOM.normal(size=(9, 8)) * 0.5)
    groups = gather(range(509), np.array([0] * 500 + [1] * 9))

    pairs = top_semantic(np.concatenate([own, other]), groups, top=4)

    assert np.array_equal(np.bincount(pairs.rows[pairs.rows < 500]), np.full(500, 4))
    assert pairs.columns[pairs.rows < 500].min() == 500


def test_only_those_asked_for_are_searched_and_find_the_same() -> None:
    groups = gather(range(200), np.arange(200) % 11)
    vectors = centring(alike(200)).apply(alike(200))
    whole = top_semantic(vectors, groups, top=3)

    part = top_semantic(vectors, groups, top=3, only=np.array([3, 77, 150]))

    kept = whole.where(np.isin(whole.rows, [3, 77, 150]))
    assert np.array_equal(part.rows, kept.rows)
    assert np.array_equal(part.columns, kept.columns)
    assert np.array_equal(part.values, kept.values)


def test_nothing_comes_of_nothing() -> None:
    groups = gather([], np.zeros(0, np.int64))

    assert len(top_semantic(np.zeros((0, 8), np.float32), groups, top=3).rows) == 0
    assert centring(np.zeros((0, 8))).apply(np.zeros((0, 8))).shape == (0, 8)
