from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.text.sentences import sentence_spans, word_count


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Keep records. Publish them!", ["Keep records.", "Publish them!"]),
        ("See Art. 5 and no. 7 below. Then stop.", ["See Art. 5 and no. 7 below.", "Then stop."]),
        ("The U.S. agency acts. It reports.", ["The U.S. agency acts.", "It reports."]),
        ("Tools, e.g. Registers, help. Good.", ["Tools, e.g. Registers, help.", "Good."]),
        ("应当备案。不得滥用！", ["应当备案。", "不得滥用！"]),
        ("Does it apply? Yes. «Done.» Next.", ["Does it apply?", "Yes.", "«Done.»", "Next."]),
        ("First part\n\nsecond part", ["First part", "second part"]),
        ("a line\nthat wraps. Next one.", ["a line\nthat wraps.", "Next one."]),
        ("records;\n(b) audits.", ["records;", "(b) audits."]),
        ("هل ينطبق؟ نعم.", ["هل ينطبق؟", "نعم."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert [span.of(text) for span in sentence_spans(text, "en")] == sentences


@given(st.text(max_size=400))
def test_sentences_hold_every_character_that_is_not_blank(text: str) -> None:
    spans = sentence_spans(text, "en")

    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert "".join("".join(s.of(text).split()) for s in spans) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The law applies.", 3),
        ("a — b", 2),
        ("应当备案管理", 3),
        ("AI系统应当备案", 4),
        ("", 0),
        ("十" * 600, 300),
    ],
)
def test_two_chinese_characters_count_as_one_word(text: str, words: int) -> None:
    assert word_count(text, "zh") == words
