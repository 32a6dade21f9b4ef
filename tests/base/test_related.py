"""Related provisions: of a unit, of what holds units, and of a text from outside."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from comity.base import Base
from comity.errors import UnknownIdError, UsageError
from tests.base.sample import sample

ALL = [p for _, split in sample() for p in split.provisions]


@pytest.mark.parametrize("name", [p.id for p in ALL])
def test_nothing_of_the_own_work_is_related_and_the_best_comes_first(base: Base, name: str) -> None:
    answer = base.related(name)

    works = {match.provision.work_id for match in answer.matches}
    assert answer.provision is not None
    assert answer.provision.work_id not in works
    scores = [match.score for match in answer.matches]
    assert scores == sorted(scores, reverse=True)
    assert bool(answer.matches) != bool(answer.reason)


@pytest.mark.parametrize("name", [p.id for p in ALL])
def test_runs_show_the_same_words_in_both_texts(base: Base, name: str) -> None:
    for match in base.related(name).matches:
        query = base.provision(name).text
        for run in match.reasons.runs:
            ours = query[run.query_start : run.query_end]
            theirs = match.provision.text[run.other_start : run.other_end]
            assert ours.lower() == theirs.lower() != ""


def test_a_copied_clause_is_verbatim_both_ways(base: Base) -> None:
    there = base.related("lake-pact.en/art_1").matches[0]
    back = base.related("hill-code/sec_1").matches[0]

    assert (there.provision.id, there.relation) == ("hill-code/sec_1", "verbatim")
    assert (back.provision.id, back.relation) == ("lake-pact.en/art_1", "verbatim")
    assert there.part is None


def test_an_article_answers_with_the_links_of_its_paragraphs_and_names_them(base: Base) -> None:
    matches = base.related("lake-pact.en/chp_I").matches

    assert {m.provision.id: m.part for m in matches} == {
        "hill-code/sec_1": "lake-pact.en/art_1",
        "hill-code/sec_2": "lake-pact.en/art_1",
        "hill-code/sec_3": "lake-pact.en/art_2__para_1",
    }


def test_each_target_is_given_once_however_many_parts_lead_to_it(base: Base) -> None:
    targets = [m.provision.id for m in base.related("lake-pact.en/chp_I").matches]

    assert len(targets) == len(set(targets))


def test_a_note_has_no_related_provisions_and_says_why(base: Base) -> None:
    answer = base.related("lake-pact.en/fn_1")

    assert answer.matches == ()
    assert "authorialNote" in answer.reason


def test_limit_and_relation_choose_among_the_links(base: Base) -> None:
    everything = base.related("lake-pact.en/art_1").matches

    assert base.related("lake-pact.en/art_1", limit=1).matches == everything[:1]
    verbatim = base.related("lake-pact.en/art_1", relation="verbatim").matches
    assert verbatim == tuple(m for m in everything if m.relation == "verbatim")
    assert "'adapted'" in base.related("lake-pact.en/art_1", relation="adapted").reason


def test_a_text_from_outside_scores_as_it_would_inside(base: Base) -> None:
    unit = base.provision("lake-pact.en/art_1")

    outside = base.related_text(unit.text, language="en").matches
    inside = base.related(unit.id).matches

    assert outside[0].provision.id == unit.id
    assert [
        (m.provision.id, m.score, m.relation, m.reasons)
        for m in outside
        if m.provision.work_id != unit.work_id
    ] == [(m.provision.id, m.score, m.relation, m.reasons) for m in inside]


def test_a_text_in_a_language_that_the_base_lacks_is_answered_with_the_reason(base: Base) -> None:
    answer = base.related_text("Her üye bir sicil yayımlar.", language="tr")

    assert answer.matches == ()
    assert "'tr'" in answer.reason


def test_a_text_without_words_has_no_related_provisions(base: Base) -> None:
    assert base.related_text(" -- ", language="en").matches == ()


def test_several_threads_get_the_answers_that_one_gets(base: Base) -> None:
    fresh = Base.open(base.path)
    names = [p.id for p in ALL] * 8

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(fresh.related, names))

    assert answers == [base.related(name) for name in names]


def test_an_unknown_id_is_refused(base: Base) -> None:
    with pytest.raises(UnknownIdError):
        base.related("lake-pact.en/art_77")


def test_related_loads_no_numeric_library_beyond_need(base: Base) -> None:
    code = (
        "import sys; from comity.base import Base\n"
        f"Base.open({str(base.path)!r}).related('hill-code/sec_1')\n"
        "print([m for m in ('scipy', 'sklearn', 'pandas', 'pyarrow.dataset') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_a_blank_text_is_refused(base: Base, text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        base.related_text(text)


def test_a_detected_language_that_the_base_lacks_is_said_to_be_detected(base: Base) -> None:
    text = "日本語で書かれた短い文章です。"

    assert "detected" in base.related_text(text).reason
    assert "detected" not in base.related_text(text, language="ja").reason
