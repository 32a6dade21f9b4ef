"""The weights are for topics that exist, and what they add is confidence, with places."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest
from benchmarks.topics import read_statements
from benchmarks.topics_fit import as_table, calibrate, fit, read_cases, scores_of
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.records import ProvisionId, TopicId
from comity.topics import Tagger, shipped_thesaurus
from comity.topics.weights import (
    EVERY_LANGUAGE,
    Judge,
    Sum,
    logistic,
    principles_of,
    read_weights,
    shipped_weights,
    signs_of,
)
from tests.conftest import SHARED

TAGGER = Tagger(shipped_thesaurus())
MAPPED = principles_of(shipped_thesaurus())


def test_every_weight_is_for_a_topic_and_a_principle_that_exist() -> None:
    named = {name for names in MAPPED.values() for name in names}
    for weights in shipped_weights().values():
        assert set(weights.principles) == named
        for kind, name in weights.signs:
            assert name in (shipped_thesaurus().concepts if kind == "topic" else named)


def test_only_english_has_words_and_no_word_is_a_passage() -> None:
    assert set(shipped_weights()) == {EVERY_LANGUAGE, "en"}
    assert not shipped_weights()[EVERY_LANGUAGE].words
    assert all(" " not in stem for stem in shipped_weights()["en"].words)


def test_the_table_is_written_as_it_was_read() -> None:
    text = files("comity").joinpath("data", "topic-weights.csv").read_text("utf-8")

    assert as_table(read_weights(text.splitlines())) == text
    names = [tuple(row[:3]) for row in csv.reader(text.splitlines()[1:])]
    assert len(set(names)) == len(names)


@given(
    st.lists(st.sampled_from(sorted(MAPPED)), min_size=1, max_size=6, unique=True),
    st.floats(0.35, 20),
)
def test_signs_are_parts_of_one(topics: list[TopicId], weight: float) -> None:
    sums = [Sum(topic, weight, 0.1, n) for n, topic in enumerate(sorted(topics))]
    signs = signs_of(sums, MAPPED)

    parts = [value for (kind, _), value in signs.items() if kind == "part"]
    assert max(parts) == 1
    assert all(0 < part <= 1 for part in parts)
    assert signs_of(sums[::-1], MAPPED) == signs
    assert any(kind == "first" for kind, _ in signs)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_a_higher_score_is_never_a_lower_confidence(one: float, other: float) -> None:
    low, high = sorted([one, other])

    assert 0 < logistic(low) <= logistic(high) < 1


def test_company_makes_a_topic_surer_or_less_sure() -> None:
    """A word in passing counts for less beside much that is said of another principle."""
    found = {
        text: {one.topic: one.confidence for one in TAGGER.evidence(text, "en")}
        for text in (
            "Consent and privacy come first, and a report is published.",
            "Transparency, explainability and openness come first; privacy too.",
        )
    }
    by_itself, in_passing = (of["privacy"] for of in found.values())

    assert in_passing < by_itself


def test_words_may_speak_where_no_term_does_and_their_places_are_shown() -> None:
    weights = shipped_weights()["en"]
    number = weights.principles.index("Privacy")
    stems = sorted(weights.words, key=lambda s: -weights.words[s].get(number, 0.0))[:12]
    bare = [one for s in stems for one in TAGGER.evidence(f"{s} {s}", "en") if not one.words]

    assert any(one.topic == "privacy" for one in bare)
    assert all(one.cues and one.weight == 0 and one.share == 0 for one in bare)


_TEXTS = st.lists(
    st.sampled_from(
        [*sorted(shipped_weights()["en"].words)[::9], "privacy", "audits", "other than", "."]
    ),
    max_size=30,
).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(_TEXTS)
def test_no_tag_is_without_its_words(text: str) -> None:
    tags = TAGGER.tag(ProvisionId("d/1"), text, "en")

    assert [t.topic for t in tags] == sorted({t.topic for t in tags})
    for tag in tags:
        assert tag.spans
        assert 0 < tag.confidence < 1
        assert all(0 <= s.start < s.end <= len(text) for s in tag.spans)


def test_threads_and_order_change_nothing() -> None:
    texts = [
        f"Article {n}: {a} and {b} for everyone."
        for n, (a, b) in enumerate(
            zip(
                ["privacy", "audits", "fairness", "workers"] * 20,
                ["trust", "open data"] * 40,
                strict=True,
            )
        )
    ]
    alone = [TAGGER.tag(ProvisionId("d/1"), text, "en") for text in texts]
    fresh = Tagger(shipped_thesaurus())
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda t: fresh.tag(ProvisionId("d/1"), t, "en"), texts[::-1]))

    assert together[::-1] == alone


@pytest.mark.shared
@pytest.mark.slow
def test_the_shipped_weights_are_those_that_the_statements_give() -> None:
    """Made again they are the same but for the last digits, which machines may differ in."""
    cases = read_cases(
        read_statements(SHARED / "corpus" / "worldwide-ai-ethics" / "definitions.csv")
    )
    for language, shipped in shipped_weights().items():
        made = fit(cases, with_words=language == "en")
        scores, again = scores_of(shipped, cases), scores_of(made, cases)
        assert (
            max(
                abs(a - b)
                for x, y in zip(scores, again, strict=True)
                for a, b in zip(x, y, strict=True)
            )
            < 0.2
        )
        assert calibrate(cases, scores, shipped).score > 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(shipped_thesaurus().concepts)),
            st.floats(0.35, 6),
            st.floats(0, 1),
            st.integers(0, 40),
        ),
        max_size=8,
        unique_by=lambda row: row[0],
    )
)
def test_scores_are_the_weights_of_the_signs(rows: list[tuple[TopicId, float, float, int]]) -> None:
    weights = shipped_weights()["en"]
    judge = Judge(shipped_thesaurus(), weights)
    sums = [Sum(*row) for row in rows]
    wanted = list(weights.constants)
    for sign, value in signs_of(sums, principles_of(shipped_thesaurus())).items():
        for n, gain in weights.signs.get(sign, {}).items():
            wanted[n] += value * gain

    assert judge.scores(sums) == pytest.approx(wanted)
