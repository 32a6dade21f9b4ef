"""Words that documents share: exact, each counted once, common runs told apart."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.links import Counted, Runs, Shared, Units
from comity.links.shared import PART

SIZE, PASSAGE = 3, 4
# Documents, each with units, each with words: few different ones, so that runs recur.
TEXTS = st.lists(
    st.lists(st.lists(st.integers(0, 3), max_size=12), max_size=3), min_size=2, max_size=5
)


def units_of(texts: list[list[list[int]]], works: list[int] | None = None) -> Units:
    lengths = [len(unit) for document in texts for unit in document]
    return Units(
        codes=np.array([w for document in texts for unit in document for w in unit], np.int64),
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        documents=np.array([n for n, document in enumerate(texts) for _ in document], np.int64),
        works=np.array(works or range(len(texts)), np.int64),
    )


def of(units: Units, commonest: int, *also: int) -> Shared:
    """What document 0 shares, where runs of some more documents are held, too."""
    return Shared(Runs(units, [0, *also], size=SIZE, passage=PASSAGE, commonest=commonest), 0)


def runs_of(document: list[list[int]]) -> set[tuple[int, ...]]:
    return {tuple(u[k : k + SIZE]) for u in document for k in range(len(u) - SIZE + 1)}


def slowly(
    document: list[list[int]],
    wanted: set[tuple[int, ...]],
    also: set[tuple[int, ...]] | None = None,
) -> tuple[int, int]:
    """Words in wanted runs, and the longest stretch that such runs make, one by one.

    Only of units that have a long stretch of them, or are made of them to a good part. With
    `also`, the words of those that are among these, too.
    """
    words = longest = 0
    for unit in document:
        runs = [tuple(unit[k : k + SIZE]) for k in range(len(unit) - SIZE + 1)]
        own, stretch = covered([run in wanted for run in runs])
        if stretch >= PASSAGE or own >= max(PASSAGE, PART * len(unit)):
            both = [run in wanted and (also is None or run in also) for run in runs]
            words += covered(both)[0]
            longest = max(longest, stretch)
    return words, longest


def covered(hit: list[bool]) -> tuple[int, int]:
    words = {k + j for k, is_hit in enumerate(hit) if is_hit for j in range(SIZE)}
    count = longest = 0
    for is_hit in hit:
        count = count + 1 if is_hit else 0
        longest = max(longest, count + SIZE - 1 if count else 0)
    return len(words), longest


def loosely(document: list[list[int]], wanted: set[tuple[int, ...]]) -> int:
    """Words in wanted runs, of any unit."""
    return sum(
        covered([tuple(u[k : k + SIZE]) in wanted for k in range(len(u) - SIZE + 1)])[0]
        for u in document
    )


@settings(max_examples=300)
@given(TEXTS, st.integers(1, 4), st.booleans())
def test_what_is_counted_is_what_a_slow_count_gives(
    texts: list[list[list[int]]], commonest: int, all_asked: bool
) -> None:
    shared = of(units_of(texts), commonest, *(range(1, len(texts)) if all_asked else []))

    held = [runs_of(document) for document in texts]
    told = {run for run in held[0] if sum(run in other for other in held) <= commonest}
    others = [n for n in range(1, len(texts)) if told & held[n]]
    assert shared.others() == others
    for n in others:
        places = sum(
            tuple(unit[k : k + SIZE]) in told & held[n]
            for unit in texts[0]
            for k in range(len(unit) - SIZE + 1)
        )
        assert n in shared.others(places)
        assert n not in shared.others(places + 1)
        words, stretch = slowly(texts[0], told & held[n])
        assert shared.counted(n) == Counted(
            words=words,
            other_words=slowly(texts[n], told & held[n])[0],
            stretch=stretch,
            common=loosely(texts[0], held[0] & held[n]) - loosely(texts[0], told & held[n]),
        )
        for m in others:
            assert shared.both(n, m) == slowly(texts[0], told & held[n], held[m])[0]
    assert shared.common_words() == loosely(texts[0], held[0] - told)


@settings(max_examples=300)
@given(TEXTS)
def test_units_and_their_stretches_stand_where_they_are_said_to(
    texts: list[list[list[int]]],
) -> None:
    units = units_of(texts)
    shared = of(units, 99)
    flat = [unit for document in texts for unit in document]

    for n in shared.others():
        taken = shared.taken(n)
        assert sum(t.words for t in taken) == shared.counted(n).words
        assert max((t.stretch for t in taken), default=0) == shared.counted(n).stretch
        for t in taken:
            stretch = flat[t.unit][t.first : t.first + t.stretch]
            assert len(stretch) == t.stretch
            assert runs_of([stretch]) <= runs_of(texts[n])
            assert units.documents[t.other] == n
            assert runs_of([flat[t.unit]]) & runs_of([flat[t.other]])


def test_documents_of_one_work_share_nothing_with_each_other_and_count_as_one() -> None:
    clause = [[1, 2, 3, 4]]
    shared = of(units_of([clause, clause, clause], [0, 0, 1]), 2)

    assert shared.others() == [2]
    assert shared.common_words() == 0


def test_a_million_repeated_words_take_seconds() -> None:
    texts = [[[7] * 200_000] for _ in range(5)]
    started = time.process_time()
    shared = Shared(Runs(units_of(texts), [0], size=5, passage=10, commonest=20), 0)

    assert shared.counted(4).words == 200_000
    assert shared.taken(4)[0].stretch == 200_000
    assert time.process_time() - started < 10
