"""Text reuse over many texts agrees with the same measure taken one pair at a time."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.links.explain import overlap
from comity.links.reuse import reused, shingle
from comity.text.codes import Lists

TEXTS = st.lists(st.lists(st.sampled_from("abcd"), max_size=30).map(tuple), max_size=8, unique=True)


@settings(max_examples=200)
@given(TEXTS, st.sampled_from(["en", "zh"]))
def test_all_pairs_at_once_and_one_at_a_time_agree(
    texts: list[tuple[str, ...]], language: str
) -> None:
    size, unit = (8, 2) if language == "zh" else (5, 1)
    found = reused(shingle(Lists.of(texts), size))
    many = {
        (int(a), int(b)): (s, w / unit, n // unit)
        for a, b, s, w, n in zip(
            found.rows, found.columns, found.share, found.words, found.stretch, strict=True
        )
    }

    for a, first in enumerate(texts):
        for b in range(a, len(texts)):
            alone = overlap(first, texts[b], language)
            assert overlap(texts[b], first, language) == alone
            if (a, b) in many:
                assert many[a, b] == pytest.approx((alone.share, alone.words, alone.stretch))
            else:
                assert alone.share == 0


def test_windows_are_numbered_exactly() -> None:
    texts = [tuple("abcabc"), tuple("bcabca")]

    shingles = shingle(Lists.of(texts), 3)

    named = {}
    for text, start, end in zip(texts, shingles.starts, shingles.starts[1:], strict=False):
        for k, code in enumerate(shingles.codes[start:end].tolist()):
            assert named.setdefault(code, text[k : k + 3]) == text[k : k + 3]
    assert len(named) == len(set(named.values())) == 3


def test_a_sequence_in_too_many_texts_proposes_nothing_and_is_counted() -> None:
    texts = [("in", "accordance", "with", "the", "law", str(n)) for n in range(30)]

    assert reused(shingle(Lists.of(texts), 5), commonest=30).skipped == 0
    skipped = reused(shingle(Lists.of(texts), 5), commonest=29)

    assert skipped.skipped == 1
    assert (skipped.rows == skipped.columns).all()


def test_texts_shorter_than_a_run_have_no_reuse() -> None:
    found = reused(shingle(Lists.of([("a", "b"), (), ("a", "b", "c")]), 5))

    assert len(found.rows) == 0
    assert len(reused(shingle(Lists.of([]), 5)).rows) == 0


def test_a_shared_formula_in_every_text_stays_affordable() -> None:
    rng = np.random.default_rng(1)
    formula = tuple(f"f{k}" for k in range(12))
    texts = [formula + tuple(map(str, rng.integers(0, 10_000, 40))) for _ in range(3000)]
    started = time.process_time()

    found = reused(shingle(Lists.of(texts), 5))

    assert found.skipped == 8
    assert time.process_time() - started < 10
