"""Reasons, and the links of a text that is in no base."""

from __future__ import annotations

import time

import pytest

from comity.links import Query, Statistics, related_to_text, runs
from tests.links.units import invented, linked, rows

STATISTICS = Statistics(
    units={"en": 1000, "zh": 1000, "fr": 1000},
    frequencies={"en": {"system": 800, "regist": 5, "audit": 20, "provid": 500}},
)


def test_terms_are_quoted_from_the_query_strongest_first() -> None:
    query = Query("Registers of Systems: providers audit and register.", "en", STATISTICS)

    terms = query.shared_terms("A provider registered its system; auditing follows.")

    assert terms == ("Registers", "audit", "providers", "Systems")


def test_overlapping_pairs_of_characters_are_shown_as_one_stretch() -> None:
    terms = Query("国家支持人工智能发展。", "zh", STATISTICS).shared_terms(
        "利用人工智能，应当公开。"
    )

    assert terms == ("人工智能",)


def test_numbers_are_no_reason() -> None:
    assert Query("12 (b) audit", "en", STATISTICS).shared_terms("12 (b) audits") == ("audit",)
    assert Query("", "en", STATISTICS).shared_terms("audit") == ()


def test_reasons_hold_terms_runs_and_the_signals_given() -> None:
    text = "The provider shall audit every system before its use."
    reasons = Query(text, "en", STATISTICS).explain(text.upper(), {"lexical": 1.0, "reuse": 1.0})

    assert reasons.runs == runs(text, text.upper(), "en")
    assert reasons.terms[0] == "use"
    assert reasons.signals == {"lexical": 1.0, "reuse": 1.0}


def test_a_text_outside_the_base_gets_the_links_it_would_have_inside() -> None:
    units = invented(80, works=8, seed=5)
    result = linked(units)
    query = units[17]
    others = [u for u in units if u.work != query.work]
    inside = [r for r in rows(result) if r["source"] == query.id]

    outside = related_to_text(
        Query(query.text, "en", Statistics.from_table(result.statistics), dict(query.topics)),
        ids=[u.id for u in others],
        languages=["en"] * len(others),
        texts=[u.text for u in others],
        topics=[dict(u.topics) for u in others],
        top=len(inside),
    )

    assert [link.score for link in outside] == pytest.approx([r["score"] for r in inside], abs=5e-6)


def test_candidates_of_another_language_are_passed_over() -> None:
    found = related_to_text(
        Query("audit", "en", STATISTICS),
        ids=["a", "b"],
        languages=["fr", "en-US"],
        texts=["audit"] * 2,
    )

    assert [link.target for link in found] == ["b"]


def test_reasons_for_twenty_links_take_little_time() -> None:
    units = invented(21, works=21, seed=2, length=110)
    query = Query(units[0].text, "en", STATISTICS)
    for unit in units:
        query.explain(unit.text, {})
    started = time.process_time()

    for unit in units[1:]:
        query.explain(unit.text, {})

    assert time.process_time() - started < 1  # measured: 0.01
