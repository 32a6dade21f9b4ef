"""Which text of one version is which of the other, by the texts alone."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import UsageError
from comity.links import across as module
from comity.links.across import Across, Texts, across, plain_word, shared_numbers
from comity.links.counterparts import Answering, Counterparts
from comity.topics import LANGUAGES, Tagger, shipped_thesaurus

TAGGER = Tagger(shipped_thesaurus())
SENTENCES = tomllib.loads(
    (Path(__file__).parents[1] / "topics" / "parallel.toml").read_text("utf-8")
)["sentence"]

FRENCH = (
    "Chaque membre publie un registre des machines.",
    "Les machines consomment peu d’énergie électrique.",
    "La commission adopte un rapport sur la transparence.",
    "Un secrétariat tient les archives de la convention.",
)
ENGLISH = (
    "Every member publishes a register of machines.",
    "Machines consume little electrical energy.",
    "The commission adopts a report on transparency.",
    "A secretariat keeps the archives of the convention.",
)


def version(language: str) -> Texts:
    texts = [sentence[language] for sentence in SENTENCES]
    rows = TAGGER.rows_of(texts, language)
    return Texts(
        language=language,
        texts=texts,
        topics=[{topic: confidence for topic, confidence, _ in found} for found in rows],
    )


def first(found: Across) -> float:
    """The share of texts whose own place is believed in most."""
    return float((found.believed.argmax(axis=1) == np.arange(len(found.believed))).mean())


@pytest.mark.parametrize(("one", "other"), list(combinations(LANGUAGES, 2)))
def test_sentences_find_their_translations_in_any_two_languages(one: str, other: str) -> None:
    assert first(across(version(one), version(other))) >= 0.95


def test_related_languages_need_no_topics() -> None:
    a = Texts(language="fr", texts=FRENCH)
    b = Texts(language="en", texts=ENGLISH)

    found = across(a, b)

    assert "topics" not in found.signals
    assert first(found) == 1.0


def test_cyrillic_words_are_read_as_latin_ones() -> None:
    assert plain_word("информация") == "informaciia"
    assert plain_word("мониторинг") == "monitoring"
    sides = [Texts(language=la, texts=[s[la] for s in SENTENCES]) for la in ("ru", "en")]
    assert first(across(*sides)) > 0.5


def test_a_text_without_a_counterpart_is_paired_with_nothing() -> None:
    a = Texts(language="fr", texts=[*FRENCH, "Nul ne pêche la nuit sans lanterne."])
    b = Texts(language="en", texts=ENGLISH)

    found = across(a, b)

    assert found.believed[4].max() < 0.2
    assert first(across(Texts(language="fr", texts=FRENCH), b)) == 1.0


def test_versions_in_one_language_are_paired_by_their_words() -> None:
    new = (
        "Every member publishes a yearly register of machines and sensors.",
        "The commission adopts a report on transparency and on cost.",
        "A vessel without a pilot carries a lamp.",
    )

    found = across(Texts(language="en", texts=ENGLISH), Texts(language="en", texts=new))

    assert set(found.signals) == {"words", "length"}
    assert found.believed[0].argmax() == 0
    assert found.believed[2].argmax() == 1
    assert found.believed[:, 2].max() < 0.3


def test_numbers_and_labels_are_no_sign_of_anything() -> None:
    a = Texts(language="fr", texts=[f"{n}. {t}" for n, t in enumerate(FRENCH, 11)])
    plain = across(Texts(language="fr", texts=FRENCH), Texts(language="en", texts=ENGLISH))
    # Labels that would lead astray: the numbers of b run the other way.
    b = Texts(language="en", texts=[f"{14 - n}. {t}" for n, t in enumerate(ENGLISH)])

    found = across(a, b)

    assert first(found) == 1.0
    np.testing.assert_array_equal(found.signals["cognates"], plain.signals["cognates"])


def test_numbers_of_laws_and_years_can_be_compared_apart() -> None:
    value = shared_numbers(["Regulation 167/2013", "no number, point 3"], ["règlement 167/2013"])

    assert value[0, 0] == pytest.approx(1.0)
    assert value[1, 0] == 0.0


TEXTS = st.lists(
    st.lists(
        st.sampled_from(["registre", "machine", "énergie", "第三条", "رقابة", "12", "§", "IA"]),
        max_size=6,
    ).map(" ".join),
    max_size=5,
)


@settings(max_examples=60)
@given(TEXTS, TEXTS, st.sampled_from(["fr", "zh", "ar", "xx"]), st.sampled_from(["en", "fr"]))
def test_any_texts_give_sound_values_and_exchange_with_their_sides(
    one: list[str], other: list[str], language: str, other_language: str
) -> None:
    a, b = Texts(language=language, texts=one), Texts(language=other_language, texts=other)

    found, exchanged = across(a, b), across(b, a)

    for values in (*found.signals.values(), found.believed):
        assert values.shape == (len(one), len(other))
        assert ((values >= 0) & (values <= 1)).all()
    np.testing.assert_allclose(found.believed, exchanged.believed.T, atol=1e-5)


@settings(max_examples=25)
@given(st.permutations(range(len(SENTENCES))))
def test_the_order_of_the_texts_changes_nothing(order: list[int]) -> None:
    a, b = version("fr"), version("en")
    shuffled = replace(b, texts=[b.texts[n] for n in order], topics=[b.topics[n] for n in order])

    np.testing.assert_allclose(
        across(a, shuffled).believed, across(a, b).believed[:, order], atol=1e-6
    )


def test_nothing_beside_something_is_an_answer() -> None:
    for one, other in (((), ()), ((), ENGLISH), (("",), ENGLISH), (("", "  "), ("", "12"))):
        found = across(Texts(language="fr", texts=one), Texts(language="en", texts=other))
        assert found.believed.shape == (len(one), len(other))
        assert np.isfinite(found.believed).all()


def test_what_is_known_beside_the_texts_decides_between_equal_ones() -> None:
    a = Texts(language="fr", texts=[*FRENCH, FRENCH[0]])
    b = Texts(language="en", texts=[*ENGLISH, ENGLISH[0]])
    found = across(a, b)
    prior = np.zeros((5, 5))
    prior[0, 0] = prior[4, 4] = 0.3

    assert found.believed[0, 0] == pytest.approx(found.believed[0, 4], abs=1e-6)
    assert found.believed_with(prior)[0, 0] > 2 * found.believed_with(prior)[0, 4]


def test_too_many_pairs_are_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAIRS", 8)

    with pytest.raises(UsageError, match=r"16 pairs.*--level article"):
        across(Texts(language="fr", texts=FRENCH), Texts(language="en", texts=ENGLISH))


def test_a_pair_is_explained_by_words_that_answer_each_other() -> None:
    a, b = Texts(language="fr", texts=FRENCH), Texts(language="en", texts=ENGLISH)

    answering = Counterparts(a, b, {"tient": {"keep": 0.8}}).answering(3, 3)

    assert Answering("archives", "archives", "same") in answering
    assert Answering("secrétariat", "secretariat", "cognate") in answering
    assert Answering("tient", "keeps", "translation") in answering
    assert len({w.b for w in answering}) == len(answering)
