"""Relations and scores: what is said of a pair, in order rather than in figures."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comity.links.relation import RELATIONS, score
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
SHARES = st.floats(0, 1)


def relation(query: str, other: str) -> tuple[str, float]:
    noise = [Unit(f"n{n}.en/p_1", f"n{n}", f"Noise about subject {n} and more.") for n in range(9)]
    found = rows(linked([Unit("a.en/p_1", "a", query), Unit("b.en/p_1", "b", other), *noise]))
    for row in found:
        if row["source"] == "a.en/p_1" and row["target"] == "b.en/p_1":
            return str(row["relation"]), float(str(row["score"]))
    return "none", 0.0


def test_a_copy_scores_above_an_edit_above_a_subject_above_nothing() -> None:
    copy, edit, topic, none = (relation(DUTY, o) for o in (f"3. {DUTY}", EDITED, TOPIC, OTHER))

    assert [copy[0], edit[0], topic[0]] == ["verbatim", "adapted", "related"]
    assert copy[1] > edit[1] > topic[1] > none[1]


def test_a_clause_within_a_longer_article_is_verbatim_both_ways() -> None:
    article = f"{TOPIC} {DUTY} {OTHER} Fines follow from the annex on fines."

    assert relation(DUTY, article)[0] == relation(article, DUTY)[0] == "verbatim"


def test_one_changed_name_leaves_a_text_verbatim() -> None:
    assert relation(DUTY, DUTY.replace("ferries", "trams"))[0] == "verbatim"


def test_a_title_is_not_verbatim_however_equal() -> None:
    assert relation("Transparency and explainability", "Transparency and explainability") == (
        "related",
        1.0,
    )
    assert relation("Use of artificial intelligence systems", DUTY + " " + OTHER)[0] != "verbatim"


def test_a_legal_formula_alone_is_not_reuse() -> None:
    first = "Member States shall ensure that the ports publish their seats and their tides yearly."
    second = (
        "Member States shall ensure that the children learn to swim before the school year ends."
    )

    assert relation(first, second)[0] == "related"


def test_this_version_never_claims_equivalence() -> None:
    assert "equivalent" in RELATIONS
    found = {relation(DUTY, o)[0] for o in (DUTY, EDITED, TOPIC)}
    assert "equivalent" not in found


@given(SHARES, SHARES, SHARES, st.floats(0, 300))
def test_no_signal_lowers_a_score(lexical: float, reuse: float, more: float, words: float) -> None:
    low, high = sorted((reuse, more))

    def value(share: float) -> float:
        signals = {"lexical": np.array([lexical]), "reuse": np.array([share])}
        return float(score(signals, np.array([words]))[0])

    assert 0 <= value(low) <= value(high) <= 1
    assert value(low) >= round(lexical, 6) - 1e-9


def test_a_further_signal_joins_by_its_name() -> None:
    two = {"lexical": np.array([0.4]), "reuse": np.array([0.0])}

    assert score({**two, "topics": np.array([0.5])}, np.array([30.0])) == 0.7
