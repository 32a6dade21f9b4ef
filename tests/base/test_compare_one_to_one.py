"""Crosswalks: each unit in one pair at most, the scores adding up to the most."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base import Base, Outline
from comity.base.answers import Comparison
from comity.base.json import compare_json
from comity.errors import UsageError
from comity.records import Document, Split
from tests.base.sample import Part, document, write_sample

_WORDS = (
    *("alder", "birch", "cedar", "dogwood", "elder", "fir", "ginkgo", "hazel", "ivy"),
    *("juniper", "kapok", "larch", "maple", "neem", "olive", "poplar", "quince", "rowan"),
)
_ANY = [_WORDS[n : n + 5] for n in range(len(_WORDS) - 5)]


def text(name: str, *units: str) -> tuple[Document, Split]:
    parts = [Part(f"art_{n}", words) for n, words in enumerate(units, start=1)]
    return document(name, "en", parts)


def outline(name: str, *units: str) -> Outline:
    return Outline.of(*text(name, *units))


def eids(comparison: Comparison) -> set[tuple[str, str]]:
    return {(pair.a.eid, pair.b.eid) for pair in comparison.pairs}


@pytest.fixture(scope="module")
def woods(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A base that knows every word, each as telling as the next."""
    path = tmp_path_factory.mktemp("woods") / "base"
    write_sample(path, [text(f"wood-{n:02}", " ".join(words)) for n, words in enumerate(_ANY)])
    return Base.open(path)


def test_the_best_whole_is_taken_though_a_better_pair_is_lost(woods: Base) -> None:
    a = outline("a", "alder birch cedar dogwood elder fir", "cedar dogwood elder ginkgo juniper")
    b = outline("b", "alder birch cedar dogwood elder ginkgo", "alder birch fir hazel kapok")

    free, crosswalk = woods.compare(a, b), woods.compare(a, b, one_to_one=True)

    best = free.pairs[0]
    assert (best.a.eid, best.b.eid) == ("art_1", "art_1")
    assert eids(crosswalk) == {("art_1", "art_2"), ("art_2", "art_1")}
    assert sum(p.score for p in crosswalk.pairs) > best.score


units = st.lists(
    st.lists(st.sampled_from(_WORDS), min_size=2, max_size=7).map(" ".join), min_size=1, max_size=4
)


@settings(max_examples=40)
@given(ours=units, theirs=units)
def test_no_other_assignment_scores_more(woods: Base, ours: list[str], theirs: list[str]) -> None:
    a, b = outline("a", *ours), outline("b", *theirs)
    crosswalk = woods.compare(a, b, one_to_one=True, min_score=0.1)
    scores: dict[tuple[str, str], float] = {}
    for one, other in itertools.product(ours, theirs):
        found = woods.compare(outline("a", one), outline("b", other), min_score=0.1).pairs
        scores[one, other] = found[0].score if found else 0.0

    most = max(
        sum(scores[one, other] for one, other in zip(chosen, others, strict=False))
        for chosen in itertools.permutations(ours)
        for others in itertools.permutations(theirs)
    )

    assert sum(p.score for p in crosswalk.pairs) == pytest.approx(most, abs=1e-5)
    assert len({p.a.id for p in crosswalk.pairs}) == len(crosswalk.pairs)
    assert len({p.b.id for p in crosswalk.pairs}) == len(crosswalk.pairs)
    assert all(p.score >= 0.1 for p in crosswalk.pairs)
    assert len(crosswalk.pairs) + len(crosswalk.only_a) == len(ours)
    assert len(crosswalk.pairs) + len(crosswalk.only_b) == len(theirs)


@settings(max_examples=40)
@given(ours=units, theirs=units, one_to_one=st.booleans())
def test_the_other_way_round_says_the_same(
    woods: Base, ours: list[str], theirs: list[str], one_to_one: bool
) -> None:
    a, b = outline("a", *ours), outline("b", *theirs)
    one, other = woods.compare(a, b), woods.compare(b, a)
    if one_to_one:
        one, other = woods.compare(a, b, one_to_one=True), woods.compare(b, a, one_to_one=True)

    assert sum(p.score for p in one.pairs) == pytest.approx(sum(p.score for p in other.pairs))
    if not one_to_one:  # of several best assignments either may be taken
        assert eids(one) == {(b, a) for a, b in eids(other)}
        assert (one.only_a, one.only_b) == (other.only_b, other.only_a)


def test_clauses_that_are_the_same_pair_up_in_reading_order(woods: Base) -> None:
    clause = "alder birch cedar dogwood elder fir"
    a, b = outline("a", clause, clause, clause), outline("b", clause, clause, clause)

    crosswalk = woods.compare(a, b, one_to_one=True)

    assert eids(crosswalk) == {(f"art_{n}", f"art_{n}") for n in (1, 2, 3)}


def test_what_has_no_counterpart_is_told_with_what_comes_closest(woods: Base) -> None:
    a = outline("a", "alder birch cedar dogwood elder", "alder birch cedar ivy", "neem olive")
    b = outline("b", "alder birch cedar dogwood elder", "quince rowan")

    crosswalk = woods.compare(a, b, one_to_one=True)
    shape = compare_json(woods, crosswalk)

    assert [p.eid for p in crosswalk.only_a] == ["art_2", "art_3"]
    taken = crosswalk.nearest[crosswalk.only_a[0].id]
    assert (taken.provision.id, taken.paired_with) == ("b/art_1", "a/art_1")
    assert 0 < taken.score < 1
    assert [unit["nearest"] and unit["nearest"]["paired_with"] for unit in shape["only_a"]] == [
        "a/art_1",
        None,
    ]
    assert crosswalk.only_a[1].id not in crosswalk.nearest  # nothing is shared
    json.dumps(shape)


def test_a_higher_least_score_leaves_the_pair_as_the_nearest(woods: Base) -> None:
    a = outline("a", "alder birch cedar dogwood")
    b = outline("b", "alder birch kapok larch")
    score = woods.compare(a, b, min_score=0).pairs[0].score

    strict = woods.compare(a, b, min_score=score + 0.01)

    assert (strict.pairs, len(strict.only_a)) == ((), 1)
    assert strict.nearest[strict.only_a[0].id].score == score
    assert strict.nearest[strict.only_a[0].id].paired_with is None


def test_shared_wording_comes_with_its_edits(tmp_path: Path) -> None:
    old = "Every member shall publish, once a year, a register of the machines that it uses."
    new = "Every member shall publish, twice a year, a register of the machines that it uses."
    write_sample(tmp_path / "base", [text("old", old), text("new", new)])
    base = Base.open(tmp_path / "base")

    (pair,) = base.compare("old", "new").pairs

    assert pair.relation in ("verbatim", "adapted")
    replaced = [(e.a_start, e.a_end, e.b_start, e.b_end) for e in pair.edits if e.kind != "kept"]
    assert [(old[a:b], new[c:d]) for a, b, c, d in replaced] == [("once", "twice")]


def test_merely_related_pairs_have_no_edits(woods: Base) -> None:
    answer = woods.compare(outline("a", "alder birch kapok"), outline("b", "alder birch larch"))

    assert [(p.relation, p.edits) for p in answer.pairs] == [("related", ())]


def test_more_than_an_assignment_can_hold_is_refused(
    woods: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = outline("a", *_WORDS), outline("b", *_WORDS)
    monkeypatch.setattr("comity.base.compare._MOST_CELLS", 100)

    assert len(woods.compare(a, b).pairs) == len(_WORDS)
    with pytest.raises(UsageError, match=r"18 units on one side and 18 on the other.*--min-score"):
        woods.compare(a, b, one_to_one=True)


def test_pairs_that_do_not_fit_are_told(woods: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = outline("a", *["alder birch cedar"] * 6), outline("b", *["alder birch cedar"] * 6)
    for name, value in (("_TOP_ASSIGNED", 2), ("_MOST_ROWS", 12)):
        monkeypatch.setattr(f"comity.base.compare.{name}", value)

    answer = woods.compare(a, b, one_to_one=True)

    assert "only the 2 best pairs" in answer.note
