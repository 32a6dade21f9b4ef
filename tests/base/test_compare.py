"""Two documents side by side."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from comity.base import Base
from comity.errors import UsageError
from tests.base.sample import Part, document, write_sample


def test_what_both_say_is_paired_and_the_rest_told_apart(base: Base) -> None:
    answer = base.compare("lake-pact.en", "hill-code")

    assert {(p.a.eid, p.b.eid, p.relation) for p in answer.pairs} == {
        ("art_2__para_1", "sec_3", "verbatim"),
        ("art_1", "sec_1", "verbatim"),
    }
    scores = [p.score for p in answer.pairs]
    assert scores == sorted(scores, reverse=True)
    assert [p.eid for p in answer.only_a] == ["art_2__para_2"]
    assert [p.eid for p in answer.only_b] == ["sec_2"]
    assert 0.8 < answer.share_a < 1


def test_the_other_way_round_says_the_same(base: Base) -> None:
    one, other = (
        base.compare("lake-pact.en", "hill-code"),
        base.compare("hill-code", "lake-pact.en"),
    )

    assert {(p.a.id, p.b.id, p.score) for p in one.pairs} == {
        (p.b.id, p.a.id, p.score) for p in other.pairs
    }
    assert (one.share_a, one.only_a) == (other.share_b, other.only_b)


def test_a_pair_outside_the_first_links_of_both_is_not_lost(tmp_path: Path) -> None:
    clause = "Each office keeps a register of machines."
    crowd = [
        document(f"crowd-{n:02}", "en", [Part("art_1", f"{clause[:-1]} of kind {n}.")])
        for n in range(30)
    ]
    a = document("a", "en", [Part("art_1", "Offices keep registers of some machines.")])
    b = document("b", "en", [Part("art_1", "A register of those machines is kept by an office.")])
    write_sample(tmp_path / "base", [a, b, *crowd])
    base = Base.open(tmp_path / "base")

    assert "b/art_1" not in {link.target for link in base.links("a/art_1")}
    assert [(p.a.id, p.b.id) for p in base.compare("a", "b").pairs] == [("a/art_1", "b/art_1")]


def test_documents_of_one_work_can_be_compared(tmp_path: Path) -> None:
    old = document("pact-1", "en", [Part("art_1", "Keep a register of machines.")], work="pact")
    new = document("pact-2", "en", [Part("art_1", "Keep a register of machines.")], work="pact")
    write_sample(tmp_path / "base", [old, new])

    answer = Base.open(tmp_path / "base").compare("pact-1", "pact-2")

    assert (answer.share_a, answer.share_b, len(answer.pairs)) == (1, 1, 1)


def test_two_languages_share_no_pair_and_the_note_says_so(base: Base) -> None:
    answer = base.compare("lake-pact.en", "lake-pact.fr")

    assert answer.pairs == ()
    assert "different languages" in answer.note


def test_a_document_without_units_has_no_share(tmp_path: Path) -> None:
    note = document("note", "en", [Part("fn_1", "A note.", "authorialNote", linkable=False)])
    code = document("code", "en", [Part("art_1", "Keep a register.")])
    write_sample(tmp_path / "base", [note, code])

    answer = Base.open(tmp_path / "base").compare("note", "code")

    assert math.isnan(answer.share_a)
    assert answer.share_b == 0


def test_a_document_is_not_compared_with_itself(base: Base) -> None:
    with pytest.raises(UsageError, match="one document"):
        base.compare("hill-code", "hill-code")
