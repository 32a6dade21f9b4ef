"""Texts as numbers say the same as texts read one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.text import codes
from comity.text.codes import Known, Lists, code_texts
from comity.text.tokens import stems, words

TEXTS = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet="ab’“–é1 _.\u0301\u00a0人工智能のถ", max_size=30),
        st.sampled_from(
            ["", "The State’s duties — all of them", "第一条 人工智能, AI and law", "12 (b)"]
        ),
    ),
    max_size=6,
)


def named(lists: Lists) -> list[list[str]]:
    return [
        [lists.names[code] for code in lists.codes[a:b]]
        for a, b in zip(lists.starts[:-1], lists.starts[1:], strict=True)
    ]


@pytest.mark.parametrize("language", ["en", "fr", "zh", "ar", "xx"])
@given(TEXTS)
def test_every_text_has_its_words_and_stems(language: str, texts: list[str]) -> None:
    coded = code_texts(texts, language)

    assert named(coded.words) == [words(text) for text in texts]
    assert named(coded.stems) == [stems(text, language) for text in texts]
    assert len(set(coded.words.names)) == len(coded.words.names)
    assert len(set(coded.stems.names)) == len(coded.stems.names)


@pytest.mark.parametrize("language", ["en", "zh"])
@given(st.data())
def test_known_words_change_nothing(language: str, data: st.DataObject) -> None:
    texts = data.draw(TEXTS)
    before = code_texts(data.draw(TEXTS) + texts, language).words
    kept = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    first = len(before.lengths) - len(texts)
    at = np.array([first + n if k else -1 for n, k in enumerate(kept)], np.int64)

    fresh, again = code_texts(texts, language), code_texts(texts, language, Known(at, before))

    for one, other in ((fresh.words, again.words), (fresh.stems, again.stems)):
        assert one.names == other.names
        assert one.codes.tolist() == other.codes.tolist()
        assert one.starts.tolist() == other.starts.tolist()


def test_long_texts_are_read_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["one two", "", "Two three — four", "één", "a" * 30, "two"] * 3
    whole = code_texts(texts, "en")

    monkeypatch.setattr(codes, "_BATCH_CHARACTERS", 12)

    assert named(code_texts(texts, "en").words) == named(whole.words)


def test_some_lists_can_be_taken_in_any_order() -> None:
    lists = Lists.of([["a", "b"], [], ["b", "c", "a"]])

    assert named(lists.at(np.array([2, 0, 2]))) == [["b", "c", "a"], ["a", "b"], ["b", "c", "a"]]
    assert named(lists.at(np.array([], np.int64))) == []
