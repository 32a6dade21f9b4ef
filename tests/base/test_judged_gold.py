"""Judgements as gold: the machine against people, and people against each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base import Base
from comity.base.judged_gold import evaluate_judgements, gold_of
from comity.base.reliability import cohen_kappa, krippendorff_alpha
from comity.errors import UsageError
from tests.base.judging import say, texts, write_linked

WORDS = [
    "Each office publishes a register of the learning machines that it uses every year.",
    "Every year a register of the learning machines in use is published by each office.",
    "Officials of smaller members are trained without charge by larger members.",
    "No machine decides alone on the liberty of a person in any court of law.",
    "Each office publishes a yearly budget for the training of its officials.",
]
Q = "q/sec_1"


@pytest.fixture
def base(tmp_path: Path) -> Base:
    """q is near to a, far from b, c and d; two links are stored."""
    read = texts(**{name: [text] for name, text in zip("qabcd", WORDS, strict=True)})
    links = [
        (Q, "a/sec_1", "adapted", 0.9, 0.9, 0.0),
        (Q, "d/sec_1", "related", 0.4, 0.4, 0.0),
    ]
    return write_linked(tmp_path / "base", read, links)


def test_links_are_measured_on_judged_pairs_alone(base: Base) -> None:
    say(base, {"A": [(Q, "a/sec_1", "equal"), (Q, "d/sec_1", "none")]})

    found = evaluate_judgements(base)

    assert (found.pairs, found.related, found.queries, found.unranked) == (2, 1, 1, 2)
    assert found.measures == {"ndcg@10": 1.0, "map": 1.0, "p@5": None, "recall@20": None}
    assert found.auc == 1.0
    assert found.brier == pytest.approx(((0.9 - 1) ** 2 + 0.4**2) / 2, abs=1e-6)
    assert found.brier_constant == 0.25
    assert found.relations == {"adapted": {"equal": 1}, "related": {"none": 1}}


def test_people_who_contradict_the_machine_show_in_its_measures(base: Base) -> None:
    say(base, {"A": [(Q, "a/sec_1", "none"), (Q, "d/sec_1", "intersects")]})

    found = evaluate_judgements(base)

    assert found.auc == 0.0
    assert found.measures["ndcg@10"] == pytest.approx(1 / np.log2(3))
    assert found.measures["map"] == 0.5


def test_a_pair_without_a_stored_link_is_scored_as_links_are(base: Base) -> None:
    say(base, {"A": [("b/sec_1", Q, "none"), ("c/sec_1", "a/sec_1", "none")]})

    found = evaluate_judgements(base)

    assert found.brier is not None
    assert 0 < found.brier < 0.05
    assert found.auc is None


def test_what_people_differ_about_is_left_out_and_told(base: Base) -> None:
    say(base, {"A": [(Q, "a/sec_1", "equal"), (Q, "d/sec_1", "none"), (Q, "b/sec_1", "undecided")]})
    say(base, {"B": [("a/sec_1", Q, "none"), (Q, "d/sec_1", "none")]})

    found = evaluate_judgements(base)

    assert (found.pairs, found.left_out["disputed"], found.left_out["undecided"]) == (1, 1, 1)
    assert found.people == {"A": 2, "B": 2}
    (kappa,) = found.kappas
    assert (kappa["a"], kappa["b"], kappa["pairs"]) == ("A", "B", 2)
    alone = evaluate_judgements(base, ["A"])
    assert (alone.pairs, alone.left_out["disputed"], alone.kappas) == (2, 0, ())
    with pytest.raises(UsageError, match=r"'C'.*There are: A, B"):
        evaluate_judgements(base, ["C"])


def test_equal_and_intersects_are_no_dispute_about_being_related(base: Base) -> None:
    say(base, {"A": [(Q, "a/sec_1", "superset")], "B": [("a/sec_1", Q, "equal")]})
    say(base, {"C": [("a/sec_1", Q, "subset")]})

    found = evaluate_judgements(base)

    assert (found.pairs, found.related, found.left_out["disputed"]) == (1, 1, 0)
    kappas = {(k["a"], k["b"]): k["kappa_relation"] for k in found.kappas}
    assert kappas["A", "C"] is None  # superset from the other side: all the same
    assert kappas["A", "B"] == 0.0


def test_copies_are_one_pair_and_pairs_that_no_link_can_tie_are_left_out(tmp_path: Path) -> None:
    read = texts(q=WORDS[:1], q2=WORDS[:1], a=[*WORDS[1:3]], a2=WORDS[1:2])
    base = write_linked(tmp_path / "base", read, [])
    say(base, {"A": [(Q, "a/sec_1", "equal")]}, when="2026-01-01")
    say(base, {"A": [("a2/sec_1", "q2/sec_1", "subset"), (Q, "q2/sec_1", "equal")]})
    say(base, {"A": [("a/sec_1", "a/sec_2", "none")]})

    gold = gold_of(base)

    assert [list(said.items()) for said in gold.said.values()] == [[("A", "subset")]]
    assert (gold.left_out["identical"], gold.left_out["same_work"]) == (1, 1)
    first = gold.gold.entries[0]
    assert (first.id, first.works) == ("a/sec_1", {"a", "a2"})
    assert gold.gold.relevant == {0: frozenset({1}), 1: frozenset({0})}


def test_without_a_judgement_that_counts_the_reason_is_told(base: Base) -> None:
    with pytest.raises(UsageError, match="no judgement that links can be measured by"):
        evaluate_judgements(base)
    say(base, {"A": [(Q, "a/sec_1", "undecided")]})
    with pytest.raises(UsageError, match="undecided 1"):
        evaluate_judgements(base)


def test_krippendorffs_alpha_of_his_own_example() -> None:
    # Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C: 0.743.
    rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = [[row[n] for row in rows if row[n] != "."] for n in range(12)]

    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.0005)


def test_cohens_kappa_by_hand() -> None:
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15

    assert cohen_kappa(pairs) == pytest.approx(0.4)  # 0.7 observed, 0.5 by chance
    assert cohen_kappa([]) is None
    assert cohen_kappa([("y", "y")]) is None


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=8))
def test_alpha_is_one_exactly_when_nobody_differs(units: list[list[str]]) -> None:
    alpha = krippendorff_alpha(units)
    told = [unit for unit in units if len(unit) > 1]

    if len({value for unit in told for value in unit}) < 2:
        assert alpha is None
    else:
        assert alpha is not None
        assert alpha <= 1
        assert (alpha == 1) == all(len(set(unit)) == 1 for unit in told)
