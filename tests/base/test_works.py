"""Works: what is proposed, what people confirm, undo or dispute, and what `related` shows then."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from comity.base import Base
from comity.base.json import related_json
from comity.base.record import record_of
from comity.base.same_text_table import same_text_records, same_text_table
from comity.base.work_json import works_json
from comity.base.work_record import (
    add_work_judgements,
    judge_works,
    standing_works,
    work_judgements,
)
from comity.base.works import works_of
from comity.errors import UnknownIdError, UsageError
from comity.records import Document, DocumentId, SameText, Split
from tests.base.sample import Part, document, write_sample

_WHEN = "2026-11-25T09:00:00+00:00"
_DUTIES = (
    "Every office keeps a public list of the learning machines that it uses and says what for.",
    "Whoever is judged by a learning machine may ask an official to look at the case again.",
    "Larger members train the officials of smaller members without charge and share their tools.",
)
_ECHO = "A ministry keeps a public list of all learning machines that it uses, and says what for."


def _held(name: str, *, work: str = "", label: str = "Article") -> tuple[Document, Split]:
    parts = [Part(f"art_{n}", text, label=f"{label} {n}") for n, text in enumerate(_DUTIES, 1)]
    return document(name, "en", parts, work=work, title="Charter of Open Registers")


def _echo() -> tuple[Document, Split]:
    return document("echo", "en", [Part("sec_1", _ECHO, "section", "1.")], title="Ministry Rules")


def _pair(a: str, b: str, **more: object) -> SameText:
    facts = {"kind": "same", "share_a": 1.0, "share_b": 1.0, "order": 1.0, "titles": 1.0, **more}
    return SameText(a=DocumentId(a), b=DocumentId(b), **facts)  # type: ignore[arg-type] - facts of any kind


def _written(path: Path, read: Sequence[tuple[Document, Split]], pairs: Sequence[SameText]) -> Base:
    write_sample(path, read, same_text=same_text_table(pairs))
    return Base.open(path)


@pytest.fixture
def base(tmp_path: Path) -> Base:
    """Two holdings that are proposed as one work, a third that is not, and one that echoes."""
    return _written(
        tmp_path / "base",
        [_held("a"), _held("b"), _held("c"), _echo()],
        [
            _pair("a", "b", grounds=("titles-alike",)),
            _pair("a", "c", objections=("years-differ",)),
            _pair("b", "c", objections=("years-differ",)),
        ],
    )


def say(
    base: Base, a: str, b: str, relation: str, by: str = "A. Reader", when: str = _WHEN
) -> None:
    made = judge_works(base, a, b, relation, by=by, reason="read both", when=when)
    add_work_judgements(base.path, [made])


def statuses(base: Base) -> dict[tuple[str, str], str]:
    return {(str(p.a.id), str(p.b.id)): p.status for p in base.works().pairs}


def documents(base: Base, name: str, **options: int) -> list[str]:
    """The documents whose first article is related: other articles share a word or two."""
    found = (m.provision for m in base.related(name, **options).matches)
    return [str(p.document_id) for p in found if p.eid in ("art_1", "sec_1")]


def test_the_table_comes_back_as_it_was_written(base: Base) -> None:
    first, *_ = same_text_records(base.tables["same_text"].all())

    assert first == _pair("a", "b", grounds=("titles-alike",))


def test_a_passage_in_proposed_holdings_is_shown_once_and_said_to_be_proposed(base: Base) -> None:
    answer = base.related("echo/sec_1")

    assert documents(base, "echo/sec_1") == ["a", "c"]
    assert str(answer.matches[0].provision.id) == "a/art_1"
    assert [(str(h.provision.id), h.tie) for h in answer.matches[0].holdings] == [
        ("b/art_1", "proposed")
    ]
    shape = related_json(base, answer)["related"][0]["holdings"]
    assert [(h["tie"], h["provision"]["id"]) for h in shape] == [("proposed", "b/art_1")]


def test_the_limit_counts_what_is_left_after_folding(base: Base) -> None:
    assert documents(base, "echo/sec_1", limit=2) == ["a", "c"]
    assert documents(base, "echo/sec_1", limit=1) == ["a"]
    assert base.related("echo/sec_1", limit=1).matches[0].holdings
    text = base.related_text(_ECHO, language="en", limit=3)
    assert [str(m.provision.document_id) for m in text.matches] == ["echo", "a", "c"]
    assert [len(m.holdings) for m in text.matches] == [0, 1, 0]


def test_a_proposed_holding_of_the_query_itself_stays_related(base: Base) -> None:
    assert documents(base, "a/art_1")[:2] == ["b", "c"]
    assert base.related("a/art_1").holdings == ()


def test_the_query_is_no_holding_of_what_it_is_related_to(base: Base) -> None:
    best = base.related("a/art_1").matches[0]

    assert (str(best.provision.id), best.holdings) == ("b/art_1", ())


def test_a_confirmed_pair_is_one_work_and_no_longer_related(base: Base) -> None:
    say(base, "b", "a", "one")

    assert statuses(base)["a", "b"] == "confirmed"
    assert works_of(base) == {"a": "a", "b": "a", "c": "c", "echo": "echo"}
    assert documents(base, "a/art_1")[0] == "c"
    assert "b" not in documents(base, "a/art_1")
    assert [(str(h.provision.id), h.tie) for h in base.related("a/art_1").holdings] == [
        ("b/art_1", "confirmed")
    ]
    assert base.links("a/art_1")[0].target.startswith("b/")  # nothing is deleted


def test_an_undone_proposal_is_shown_twice_again(base: Base) -> None:
    say(base, "a", "b", "apart")

    assert statuses(base)["a", "b"] == "apart"
    assert documents(base, "echo/sec_1") == ["a", "b", "c"]
    assert works_of(base)["b"] == "b"


def test_people_can_confirm_what_is_not_proposed(base: Base) -> None:
    say(base, "a", "c", "one")
    say(base, "c", "echo", "one")

    assert statuses(base)["c", "echo"] == "confirmed"
    assert works_of(base) == {"a": "a", "b": "b", "c": "a", "echo": "a"}
    (named,) = (p for p in base.works().pairs if p.text is None)
    assert works_json(base.works())["pairs"][-1]["share_a"] is None
    assert named.joined


def test_a_dispute_is_said_and_leaves_the_proposal_open(base: Base) -> None:
    say(base, "a", "b", "one", by="A. Reader")
    say(base, "a", "b", "apart", by="B. Reader")

    assert statuses(base)["a", "b"] == "disputed"
    assert works_of(base)["b"] == "b"
    answer = base.related("echo/sec_1")
    assert [h.tie for h in answer.matches[0].holdings] == ["disputed"]
    said = next(p for p in base.works().pairs if p.status == "disputed").judgements
    assert [s.judgement.by for s in said] == ["A. Reader", "B. Reader"]


def test_a_dispute_about_what_nothing_proposes_joins_nothing(base: Base) -> None:
    say(base, "a", "c", "one", by="A. Reader")
    say(base, "a", "c", "apart", by="B. Reader")

    assert documents(base, "echo/sec_1") == ["a", "c"]


def test_the_last_word_of_each_person_counts_and_can_be_taken_back(base: Base) -> None:
    say(base, "a", "b", "apart")
    say(base, "a", "b", "one")
    assert statuses(base)["a", "b"] == "confirmed"

    say(base, "b", "a", "undecided")

    assert statuses(base)["a", "b"] == "proposed"
    assert len(work_judgements(base.path)[0]) == 3  # all that was said stays


def test_what_people_hold_apart_is_not_joined_by_a_third(base: Base) -> None:
    say(base, "a", "c", "one", when="2026-11-25T09:00:00+00:00")
    say(base, "b", "c", "one", when="2026-11-25T10:00:00+00:00")
    say(base, "a", "b", "apart")

    assert works_of(base) == {"a": "a", "b": "b", "c": "a", "echo": "echo"}
    joined = {(str(p.a.id), str(p.b.id)): p.joined for p in base.works().pairs}
    assert joined == {("a", "b"): False, ("a", "c"): True, ("b", "c"): False}


def test_decisions_in_any_order_make_the_same_works(tmp_path: Path) -> None:
    said = [
        ("a", "c", "one", "A", "2026-01-01T00:00:00Z"),
        ("b", "c", "one", "A", "2026-01-02T00:00:00Z"),
        ("a", "b", "apart", "B", "2026-01-03T00:00:00Z"),
        ("c", "echo", "one", "C", "2026-01-04T00:00:00Z"),
    ]
    outcomes = []
    for seed in range(4):
        random.Random(seed).shuffle(said)
        made = _written(tmp_path / str(seed), [_held("a"), _held("b"), _held("c"), _echo()], [])
        for a, b, relation, by, when in said:
            say(made, a, b, relation, by, when)
        outcomes.append((works_of(made), statuses(made)))

    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_documents_of_one_work_by_the_catalogue_are_folded_and_cannot_be_parted(
    tmp_path: Path,
) -> None:
    base = _written(tmp_path / "base", [_held("a", work="w"), _held("b", work="w"), _echo()], [])

    answer = base.related("echo/sec_1")

    assert documents(base, "echo/sec_1") == ["a"]
    assert {tuple(h.tie for h in m.holdings) for m in answer.matches} == {("catalogue",)}
    assert [str(h.provision.id) for h in base.related("a/art_2").holdings] == ["b/art_2"]
    with pytest.raises(UsageError, match="one work by the catalogue"):
        say(base, "a", "b", "apart")


def test_a_decision_follows_a_document_that_was_renamed(tmp_path: Path) -> None:
    base = _written(tmp_path / "base", [_held("a"), _held("b"), _echo()], [_pair("a", "b")])
    say(base, "a", "b", "one")

    again = _written(tmp_path / "base", [_held("z"), _held("b"), _echo()], [_pair("b", "z")])

    assert statuses(again) == {("b", "z"): "confirmed"}
    assert works_of(again)["z"] == "b"


def test_a_decision_about_a_document_that_is_gone_or_changed_says_so(base: Base) -> None:
    say(base, "a", "b", "one")
    say(base, "a", "c", "one")
    changed = document("b", "en", [Part("art_1", f"{_DUTIES[0]} Yearly.", label="Article 1")])

    again = _written(base.path, [_held("a"), changed, _echo()], [])

    gone, there = sorted(standing_works(again), key=lambda s: s.pair is not None)
    assert (gone.b, gone.pair) == (None, None)
    assert (there.pair, there.changed) == (("a", "b"), True)


def test_a_decision_needs_two_documents_a_word_and_a_name(base: Base) -> None:
    for a, b, relation, by in (
        ("a", "a", "one", "A"),
        ("a", "b", "same", "A"),
        ("a", "b", "one", " "),
    ):
        with pytest.raises(UsageError):
            say(base, a, b, relation, by)
    with pytest.raises(UnknownIdError):
        say(base, "a", "nowhere", "one")
    assert not record_of(base.path).exists()


def test_a_damaged_line_is_told_and_the_others_count(base: Base) -> None:
    say(base, "a", "b", "one")
    with (record_of(base.path) / "works.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"a": "a"}\n')

    assert [d.line for d in work_judgements(base.path)[1]] == [2]
    assert statuses(base)["a", "b"] == "confirmed"


def test_a_group_by_proposals_alone_is_not_called_confirmed(base: Base) -> None:
    assert works_json(base.works())["works"] == [
        {"work": "a", "confirmed": False, "documents": ["a", "b"]}
    ]
    say(base, "a", "b", "one")
    assert works_json(base.works())["works"][0]["confirmed"]


def test_pairs_held_to_be_two_works_come_when_all_are_asked_for(base: Base) -> None:
    shape = works_json(base.works())

    assert [p["status"] for p in shape["pairs"]] == ["proposed"]
    assert shape["left_off"] == 2
    assert [len(works_json(base.works(), every=True)[k]) for k in ("pairs",)] == [3]
