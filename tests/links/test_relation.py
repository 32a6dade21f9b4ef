"""Relations and scores: what is said of a pair, in order rather than in figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.links.score import factors, probability, score, strength
from comity.links.weights import MEANING, WORDS, shipped_weights
from tests.links.units import Unit, linked, rows

DUTY = (
    "Operators of ferries that steer themselves shall tell every passenger, before boarding, that"
    " no person is at the wheel, and shall say how to call a member of the crew."
)
EDITED = (
    "Operators of ferries that steer themselves shall tell every passenger, before boarding and at"
    " each stop, that no person is at the wheel; the port inspects their notices twice a year and"
    " may order other wording where passengers complain."
)
TOPIC = "Passengers of a ferry have a right to a seat, and operators publish the number of seats."
OTHER = "The museum opens at nine."
SAME_WORDS = (
    "Passengers are told before boarding that no crew member is at the wheel of a ferry that"
    " steers itself; operators tell every passenger how a member of the crew is called."
)
SHARES = st.floats(0, 1)
SURE = (("notice-of-ai-use", 0.9), ("transparency", 0.9))


def relation(
    query: str, other: str, topics: tuple[tuple[str, float], ...] = ()
) -> tuple[str, float]:
    noise = [Unit(f"n{n}.en/p_1", f"n{n}", f"Noise about subject {n} and more.") for n in range(9)]
    pair = [
        Unit("a.en/p_1", "a", query, "en", topics),
        Unit("b.en/p_1", "b", other, "en", topics),
    ]
    for row in rows(linked([*pair, *noise])):
        if row["source"] == "a.en/p_1" and row["target"] == "b.en/p_1":
            return str(row["relation"]), float(str(row["score"]))
    return "none", 0.0


def test_a_copy_scores_above_an_edit_above_a_subject_above_nothing() -> None:
    copy, edit, topic, none = (relation(DUTY, o) for o in (f"3. {DUTY}", EDITED, TOPIC, OTHER))

    assert [copy[0], edit[0], topic[0]] == ["verbatim", "adapted", "related"]
    assert copy[1] > edit[1] > topic[1] > none[1]


def test_topics_in_common_raise_a_score() -> None:
    assert relation(DUTY, TOPIC, SURE)[1] > relation(DUTY, TOPIC)[1]


def test_a_clause_within_a_longer_article_is_verbatim_both_ways() -> None:
    article = f"{TOPIC} {DUTY} {OTHER} Fines follow from the annex on fines."

    assert relation(DUTY, article)[0] == relation(article, DUTY)[0] == "verbatim"


def test_one_changed_name_leaves_a_text_verbatim() -> None:
    assert relation(DUTY, DUTY.replace("ferries", "trams"))[0] == "verbatim"


def test_a_title_is_not_verbatim_however_equal() -> None:
    title = "Transparency and explainability"

    assert relation(title, title)[0] == "related"
    assert relation("Use of artificial intelligence systems", DUTY + " " + OTHER)[0] != "verbatim"


def test_a_legal_formula_alone_is_not_reuse() -> None:
    first = "Member States shall ensure that the ports publish their seats and their tides yearly."
    second = (
        "Member States shall ensure that the children learn to swim before the school year ends."
    )

    assert relation(first, second)[0] == "related"


def test_a_long_formula_with_nothing_else_in_common_is_not_reuse() -> None:
    formula = "Not later than 180 days after the date of the entry into force of this code, the"
    first = f"{formula} harbour master lists every crane, barge, anchor, winch and lantern on quays"
    second = f"{formula} school board buys chalk, globes, atlases, benches and ink for its pupils"

    assert relation(first, second)[0] == "related"


def test_the_same_commitment_in_other_words_is_equivalent() -> None:
    assert relation(DUTY, SAME_WORDS, SURE)[0] == "equivalent"
    assert relation(DUTY, SAME_WORDS)[0] == "related"  # without a topic in common
    assert relation(DUTY, f"{SAME_WORDS} {TOPIC * 4}", SURE)[0] != "equivalent"  # far longer


def test_copied_words_make_no_equivalent() -> None:
    counsel = "(4) Legal Counsel to the Chair of the Joint Council of Lighthouse Keepers."
    chair = "(b) The Chair of the Joint Council of Lighthouse Keepers is elected for four years."

    found, value = relation(counsel, chair, (("supervisory-authorities", 0.8),))

    assert found == "related"
    assert value > 0.85  # for the name of an office that both hold


@given(SHARES, SHARES, SHARES, SHARES, st.floats(0, 300))
def test_no_signal_lowers_a_score(
    topics: float, lexical: float, reuse: float, more: float, words: float
) -> None:
    low, high = sorted((reuse, more))
    weights = shipped_weights()[WORDS]

    def value(added: float, cosine: float, share: float) -> float:
        held = strength(np.array([added]), np.array([cosine]), weights.lexical)
        likely = probability(held, weights)
        return float(score(likely, np.array([share]), np.array([words]), weights)[0])

    assert 0 <= value(topics, lexical, low) <= value(topics, lexical, high) <= 1
    assert value(topics / 2, lexical, low) <= value(topics, lexical, low)
    assert value(topics, lexical / 2, low) <= value(topics, lexical, low)


def test_a_pair_without_any_ground_scores_nothing_and_meaning_is_one() -> None:
    weights, none = shipped_weights()[MEANING], np.zeros(1)

    assert probability(strength(none, none, weights.lexical), weights) == 0
    assert probability(strength(none, none, weights.lexical, np.ones(1)), weights) > 0


def test_words_say_more_where_no_topics_were_found() -> None:
    weights = shipped_weights()[WORDS]
    both, one, none = (
        float(factors(np.array(pair), weights).prod())
        for pair in ((True, True), (True, False), (False, False))
    )

    assert weights.lexical == pytest.approx(both)
    assert both < one < none == pytest.approx(weights.alone)
