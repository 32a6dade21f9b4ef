"""Words, stems and tokens: what is folded, what is dropped, and where it stands."""

from __future__ import annotations

import time

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from comity.text import tokens as module
from comity.text.stopwords import STOPWORDS
from comity.text.tokens import _fold_signs, fold, stems, tokens, word_spans, words

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es", "de", "it", "pt", "id", "pl", "sw")
# Scripts, marks, joiners, full-width, ligatures, figures in several scripts, controls.
LETTERS = st.text(
    st.sampled_from("aZéß’-_ \n\t1٥²ﬁＡÅЁж人工智能的あア한글ไทยहि्دَـأ\u00ad\u200c\u0301½ﷺ𝒜🙂\x00")
)


def test_forms_of_a_word_share_a_stem_in_each_language() -> None:
    families = {
        "en": "regulate regulates regulated",
        "fr": "régulateur régulateurs",
        "es": "derechos derecho",
        "ru": "система системы системой",
        "de": "System Systeme Systems",
        "it": "diritto diritti",
        "pt": "direito direitos",
        "id": "aturan peraturan",
        "pl": "prawo prawa",
        "ar": "النظام نظام",
    }
    for language, family in families.items():
        assert len(set(stems(family, language))) == 1, language


def test_every_algorithm_of_the_stemmer_is_used_but_the_historical_doubles() -> None:
    assert set(module._ALGORITHMS.values()) == set(Stemmer.algorithms()) - {
        "porter",
        "dutch_porter",
    }


def test_every_listed_function_word_leaves_no_stem() -> None:
    left = {lang: [w for w in listed if stems(w, lang)] for lang, listed in STOPWORDS.items()}

    assert left == {language: [] for language in STOPWORDS}


def test_function_words_leave_no_stem() -> None:
    assert stems("It is the one which shall be of the", "en") == ["one"]
    assert stems("l’une des parties de l'État", "fr") == ["part", "état"]
    assert stems("应当 以及 可以", "zh") == []


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("ＯＥＣＤ", "OECD"),
        ("co\u00adoperation", "cooperation"),
        ("e\u0301tat", "état"),
        ("ﬁnal", "FINAL"),
        ("Straße", "STRASSE"),
        ("accountability²", "accountability"),
        ("يَجِبُ", "يجب"),
        ("الذكـــاء", "الذكاء"),
        ("أنظمة", "انظمة"),
        ("учёт", "учет"),
        ("٢٠٢٤", "2024"),
    ],
)
def test_ways_of_writing_one_word_fold_to_the_same(written: str, same: str) -> None:
    assert words(written) == words(same)


def test_chinese_comes_as_characters_and_as_pairs_that_skip_particles() -> None:
    assert words("人工智能的发展") == list("人工智能的发展")
    assert stems("人工智能的发展", "zh") == ["人工", "工智", "智能", "发展"]
    assert stems("目的", "zh") == ["目的"]


def test_chinese_within_an_english_text_is_paired_too() -> None:
    assert stems("the term 智能 means", "en") == ["term", "智能", "mean"]


def test_marks_stay_with_their_letters() -> None:
    assert words("हिन्दी में") == ["हिन्दी", "में"]


@given(LETTERS, st.sampled_from(LANGUAGES))
def test_tokens_are_stems_with_places_in_order(text: str, language: str) -> None:
    found = tokens(text, language)

    assert [t.stem for t in found] == stems(text, language)
    assert all(0 <= t.start < t.end <= len(text) for t in found)
    assert found == sorted(found, key=lambda t: t.start)
    assert all(t.stem for t in found)


@given(st.one_of(LETTERS, st.text()))
def test_words_and_their_places_are_parallel_and_hold_every_letter(text: str) -> None:
    spans = word_spans(text)

    assert [fold(text[s:e]) for s, e in spans] == words(text)
    held = {i for s, e in spans for i in range(s, e)}
    assert all(i in held for i, c in enumerate(text) if c.isalnum())


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_ascii_takes_a_short_cut_to_the_same_words(text: str) -> None:
    assert [m[0] for m in module._WORD.finditer(text)] == [
        m[0] for m in module._ASCII_WORD.finditer(text)
    ]


@given(LETTERS)
def test_folding_is_stable(text: str) -> None:
    for word in words(text):
        assert fold(word) == word


def test_what_was_read_before_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Providers of systems, and the providers’ duties"
    before = stems(text, "en")
    monkeypatch.setattr(module, "_REMEMBERED", 3)
    for _ in range(3):
        assert stems(text + " anew", "en")[:-1] == before


def test_a_word_of_a_million_letters_costs_no_time_and_is_not_remembered() -> None:
    started = time.process_time()

    assert len(stems("x" * 1_000_000, "en")) == 1
    assert time.process_time() - started < 10  # quadratic patterns take minutes
    assert all(len(word) <= module.LONGEST_WORD for word in module._stems_of("en"))


@given(st.text(st.characters(categories=["L", "M", "N"]), min_size=1, max_size=12))
def test_the_short_way_of_folding_gives_what_the_long_way_gives(word: str) -> None:
    if not word.isascii():
        assert fold(word) == _fold_signs(word)


@pytest.mark.parametrize(
    "word", ["ﬁne", "ＡＢ", "Straße", "İstanbul", "مـحمد", "ё", "é", "é", "ϐ", "ǅ"]
)
def test_letters_with_a_past_are_folded_the_same_both_ways(word: str) -> None:
    assert fold(word) == _fold_signs(word)
