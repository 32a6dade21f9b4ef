"""Long texts are cut so that nothing is passed over."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from comity.encoding.encoder import _batches
from comity.encoding.pieces import cut


def tokens(texts: Sequence[str]) -> list[int]:
    """A token per two letters of a word, and two at the ends."""
    return [2 + sum((len(word) + 1) // 2 for word in text.split()) for text in texts]


TEXTS = st.text(st.sampled_from("abc .。A;\n中"), max_size=200)


@given(texts=st.lists(TEXTS, max_size=4), most=st.integers(3, 30))
def test_every_character_is_in_a_piece_that_fits(texts: list[str], most: int) -> None:
    found = cut(texts, tokens, most)

    for text, pieces in zip(texts, found, strict=True):
        assert "".join("".join(p for p, _ in pieces).split()) == "".join(text.split())
        assert [count for _, count in pieces] == tokens([p for p, _ in pieces])
        assert all(count <= most or len(piece) == 1 for piece, count in pieces)
        if tokens([text])[0] <= most:
            assert [p for p, _ in pieces] == [text]


def test_pieces_end_with_sentences() -> None:
    text = "Keep records of tests. Protect the data. Tell people."

    assert [piece for piece, _ in cut([text], tokens, 14)[0]] == [
        "Keep records of tests.",
        "Protect the data.",
        "Tell people.",
    ]


def test_without_a_limit_nothing_is_cut() -> None:
    assert cut(["a. B. " * 99], tokens, None)[0][0][0] == "a. B. " * 99


@given(lengths=st.lists(st.integers(1, 9), max_size=60), most=st.integers(0, 40))
def test_batches_hold_every_text_once_and_one_length_each(lengths: list[int], most: int) -> None:
    batches = _batches(lengths, most)

    assert sorted(place for places, _ in batches for place in places) == list(range(len(lengths)))
    for places, size in batches:
        assert len({lengths[n] for n in places}) == 1
        assert len(places) <= size == max(1, most // lengths[places[0]])
