"""Terms are found by stem and phrase, traps are avoided, and every span says what it should."""

from __future__ import annotations

import time

import pytest
from benchmarks.topics import calibration, measure, read_statements
from benchmarks.topics_languages import agreement
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.documents import find_sources, read_source
from comity.provisions import split_provisions
from comity.records import ProvisionId, TopicId
from comity.topics import LANGUAGES, Tagger, parse_thesaurus, shipped_thesaurus
from comity.topics.thesaurus import Thesaurus
from tests.conftest import SHARED
from tests.topics.test_thesaurus import PREFIXES, concept

TAGGER = Tagger(shipped_thesaurus())
COOPERATION = TopicId("international-cooperation")


def topics(text: str, language: str = "en") -> set[str]:
    return {tag.topic for tag in TAGGER.tag(ProvisionId("d/1"), text, language)}


def said(text: str, topic: str, language: str = "en") -> list[str]:
    for tag in TAGGER.tag(ProvisionId("d/1"), text, language):
        if tag.topic == topic:
            return [text[s.start : s.end] for s in tag.spans]
    return []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Ministries shall respect the privacy of every person.", "privacy"),
        ("Algorithms must not be opaque to those they concern.", "transparency"),
        ("Systems that discriminate on grounds of sex are not bought.", "non-discrimination"),
        ("The rights of the child come first.", "children"),
        ("We shall bridge the digital divide.", "development-gap"),
        ("States exchange information and share best practices.", "information-exchange"),
    ],
)
def test_a_plain_statement_bears_its_topic(text: str, topic: str) -> None:
    assert topic in topics(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Minor changes of the annex need no vote.", "children"),
        ("Benefits of social security are paid monthly.", "cybersecurity"),
        ("Nothing here is without prejudice to the treaty.", "non-discrimination"),
        ("The securities were sold at fair market value.", "cybersecurity"),
        ("The trade fair opens in May.", "fairness"),
        ("The fine arts are taught.", "penalties"),
        ("New ideas drive growth.", "transport"),
    ],
)
def test_a_word_that_means_another_thing_is_no_evidence(text: str, topic: str) -> None:
    assert topic not in topics(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We support international cooperation and capacity building."),
        ("fr", "Nous soutenons la coopération internationale et le renforcement des capacités."),
        ("es", "Apoyamos la cooperación internacional y el desarrollo de capacidades."),
        ("ru", "Мы поддерживаем международное сотрудничество и наращивание потенциала."),
        ("zh", "我们支持国际合作和能力建设。"),
        ("ar", "نحن ندعم التعاون الدولي وبناء القدرات."),
    ],
)
def test_one_sentence_in_six_languages_bears_the_same_topics(language: str, text: str) -> None:
    assert {"international-cooperation", "international-capacity-building"} <= topics(
        text, language
    )


def test_a_russian_preposition_is_no_loan() -> None:
    assert "finance" not in topics("Государство отвечает за решения и за надзор.", "ru")


def test_spans_are_the_words_that_speak_for_a_topic() -> None:
    text = "Whoever is harmed has the right to privacy; private life is protected."

    assert said(text, "privacy") == ["right to privacy", "private life", "protected"]
    assert said(text.replace("protected", "green"), "privacy") == [
        "right to privacy",
        "private life",
    ]


def test_arabic_words_are_found_behind_conjunction_and_article() -> None:
    assert said("تعمل الدول معا، وبالتعاون الدولي تتقدم.", "international-cooperation", "ar")


def own(*facts: str) -> Tagger:
    return Tagger(Thesaurus(parse_thesaurus(PREFIXES + "".join(facts), "own.ttl", {})))


def found(tagger: Tagger, text: str) -> dict[str, float]:
    return {one.topic: one.confidence for one in tagger.evidence(text, "en")}


def test_a_weak_term_counts_only_in_company() -> None:
    tagger = own(
        concept("zlakes", 'terms:weakTerm "boat"@en , "oar"@en ; skos:altLabel "lake shore"@en'),
        concept("zponds", "skos:broader :zlakes"),
    )

    assert found(tagger, "A boat left.") == {}
    assert found(tagger, "A boat left the lake shore.").keys() == {"zlakes"}
    assert found(tagger, "A boat has an oar.").keys() == {"zlakes"}


def test_the_longer_term_wins_and_a_barred_phrase_stays_silent() -> None:
    tagger = own(
        concept("zlakes", 'skos:altLabel "water"@en ; terms:notWithin "water colour"@en'),
        concept("zponds", 'skos:altLabel "still water"@en'),
    )

    assert found(tagger, "Still waters are deep.").keys() == {"zponds"}
    assert found(tagger, "Still water and other water.").keys() == {"zlakes", "zponds"}
    assert found(tagger, "Painted in water colours.") == {}


def test_an_exact_term_is_matched_in_just_its_form() -> None:
    tagger = own(concept("zlakes", 'terms:exactTerm "by the lakes"@en'))

    assert found(tagger, "They live by the LAKES.").keys() == {"zlakes"}
    assert found(tagger, "They live by a lake.") == {}
    assert found(tagger, "The lakes are deep.") == {}


def test_more_terms_make_a_topic_surer_and_none_is_sure() -> None:
    once = found(TAGGER, "Privacy matters, as do many other things of which we speak here.")
    more = found(TAGGER, "Privacy, private life and confidentiality.")

    assert 0 < once["privacy"] < more["privacy"] < 1


@pytest.mark.parametrize("language", ["de", "xx", ""])
def test_a_language_that_the_thesaurus_lacks_has_no_tags(language: str) -> None:
    assert TAGGER.tag(ProvisionId("d/1"), "Privacy and Datenschutz", language) == []


@pytest.mark.parametrize("unit", ["fine arts, fine. ", "privacy and privacy rights ", "minor "])
def test_a_long_text_takes_time_in_proportion(unit: str) -> None:
    started = time.process_time()
    TAGGER.evidence(unit * (1_000_000 // len(unit)), "en")

    assert time.process_time() - started < 20  # by the square: minutes


_WORDS = [
    t
    for c in list(shipped_thesaurus().concepts.values())[::7]
    for language in LANGUAGES
    for t in (c.labels[language], *c.terms[language].strong[:2], *c.terms[language].weak[:2])
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(LANGUAGES),
    st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=12)), max_size=12).map(" ".join),
)
def test_every_tag_of_any_text_is_in_order_and_within_it(language: str, text: str) -> None:
    tags = TAGGER.tag(ProvisionId("d/1"), text, language)

    assert [t.topic for t in tags] == sorted({t.topic for t in tags})
    assert tags == Tagger(shipped_thesaurus()).tag(ProvisionId("d/1"), text, language)
    for tag in tags:
        assert 0 < tag.confidence < 1
        assert tag.spans == tuple(sorted(tag.spans))
        assert all(0 <= s.start < s.end <= len(text) for s in tag.spans)
        assert all(a.end <= b.start for a, b in zip(tag.spans, tag.spans[1:], strict=False))


@pytest.mark.shared
def test_the_passages_of_the_seed_bear_their_topics() -> None:
    (source,) = find_sources([SHARED / "corpus" / "seed"]).sources
    passages = [
        p
        for document in read_source(source).documents
        for p in split_provisions(document).provisions
        if p.linkable
    ]
    whole = shipped_thesaurus()
    family = {COOPERATION, *whole.below(COOPERATION)}

    assert len(passages) == 6
    of = {p.id: topics(p.text) for p in passages}
    assert all(family & named for named in of.values())
    voiced = [n for n in of.values() if "equal-rights-of-countries" in n]
    assert any(
        {
            "voice-of-developing-countries",
            "international-capacity-building",
            "international-institutions",
        }
        <= named
        for named in voiced
    )
    measured = [n for n in of.values() if {"interoperable-standards", "comparable-metrics"} <= n]
    assert len(measured) == 2  # the OECD's and the G20's


@pytest.mark.shared
def test_the_labels_of_two_hundred_documents_are_found() -> None:
    table = SHARED / "corpus" / "worldwide-ai-ethics" / "definitions.csv"
    statements = read_statements(table)

    report = measure(statements)

    assert report["statements"] == 743
    assert report["micro_f1"] >= 0.64
    assert report["macro_f1"] >= 0.55
    assert report["rank_correlation"] >= 0.9
    assert report["top1"] >= 0.72
    for confidence, right, cases in calibration(statements):
        assert cases < 50 or abs(confidence - right) < 0.12


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eu-ai-act-2024.en.html", "eu-ai-act-2024.fr.html"),
        (
            "coe-framework-convention-ai-2024.en.pdf",
            "coe-framework-convention-ai-2024.es.pdf",
        ),
        ("unga-res-78-265-2024.en.pdf", "unga-res-78-265-2024.es.pdf"),
    ],
)
def test_a_translation_bears_the_topics_of_its_original(one: str, other: str) -> None:
    folder = SHARED / "corpus" / "instruments"

    units, mean = agreement(folder / one, folder / other)

    assert units >= 40
    assert mean >= 0.6
