"""Aligned runs: exact, maximal, and linear whatever repeats."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.links import runs
from comity.links.align import _extended, _longest_from_each, _windows, matches
from comity.text.tokens import words

WORDS = st.lists(st.sampled_from("abc"), max_size=40)


def slow_cover(query: list[str], other: list[str], least: int) -> set[int]:
    """Words of the query in a window that the other text has."""
    held = {tuple(other[k : k + least]) for k in range(len(other) - least + 1)}
    return {
        i + j
        for i in range(len(query) - least + 1)
        if tuple(query[i : i + least]) in held
        for j in range(least)
    }


@settings(max_examples=300)
@given(WORDS, WORDS, st.integers(1, 6))
def test_runs_cover_exactly_the_words_that_stand_in_the_other(
    query: list[str], other: list[str], least: int
) -> None:
    found = matches(query, other, least)

    covered = [i + k for i, _, length in found for k in range(length)]
    assert set(covered) == slow_cover(query, other, least)
    assert len(set(covered)) == len(covered)
    assert found == sorted(found)
    assert all(query[i : i + n] == other[j : j + n] for i, j, n in found)


@settings(max_examples=300)
@given(WORDS, WORDS)
def test_each_longest_match_is_longest_and_first(query: list[str], other: list[str]) -> None:
    lengths, places = _longest_from_each(query, other)

    for i in range(len(query)):
        best = max(
            (n, -j)
            for j in range(len(other) + 1)
            for n in range(len(query) - i + 1)
            if query[i : i + n] == other[j : j + n] and len(other[j : j + n]) == n
        )
        assert lengths[i] == best[0]
        if best[0]:
            assert places[i] == -best[1]


@given(st.permutations("abcdefghijkl"), st.permutations("abcdefghijkl"), st.integers(1, 4))
def test_windows_that_stand_once_take_a_short_cut_to_the_same_matches(
    query: list[str], other: list[str], least: int
) -> None:
    where = {window: k for k, window in enumerate(_windows(other, least))}
    lengths, places = _extended([where.get(w) for w in _windows(query, least)], least)
    slow_lengths, slow_places = _longest_from_each(query, other)

    for i, length in enumerate(lengths):
        assert length == (slow_lengths[i] if slow_lengths[i] >= least else 0)
        assert not length or places[i] == slow_places[i]


def test_offsets_quote_the_same_words_in_both_texts() -> None:
    query = "1. The operator of a ferry\nshall keep “one person” on board."
    other = "Whereas the OPERATOR of a ferry shall keep one person, at least, on board."

    (run,) = runs(query, other, "en")

    assert query[run.query_start : run.query_end] == (
        "The operator of a ferry\nshall keep “one person"
    )
    assert other[run.other_start : run.other_end] == "the OPERATOR of a ferry shall keep one person"


def test_four_words_are_no_run_and_seven_characters_are_none() -> None:
    assert runs("one two three four", "one two three four", "en") == ()
    assert len(runs("one two three four five", "one two three four five", "en")) == 1
    assert runs("人工智能的发展", "人工智能的发展", "zh") == ()
    assert len(runs("人工智能的发展方", "人工智能的发展方", "zh")) == 1


def test_endless_repetition_is_linear() -> None:
    query, other = "no " * 40_000, "no " * 40_000 + "yes"
    started = time.process_time()

    (run,) = runs(query, other, "en")

    assert (run.query_start, run.query_end) == (0, len(query) - 1)
    assert time.process_time() - started < 5
    assert len(words(query)) == 40_000


def test_a_short_period_against_a_longer_one_is_linear() -> None:
    started = time.process_time()

    found = runs("a b c d e f " * 5_000, "a b c d e f g " * 5_000, "en")

    assert found
    assert time.process_time() - started < 5
