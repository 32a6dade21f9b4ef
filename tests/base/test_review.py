"""The review queue: what is asked first, and why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base import Base
from comity.base.diverse import choose
from comity.base.review import Offer, review
from tests.base.judging import WHEN, say, texts, write_linked
from tests.base.sample import write_sample

WORDS = [
    "Each office publishes a register of the machines that it uses.",
    "Officials are trained without charge by larger members.",
    "No machine decides alone on the liberty of a person.",
    "Costs are shared according to the means of each member.",
    "Whoever is harmed by a machine may ask for a review by a person.",
    "Records of decisions are kept for seven years.",
]


def pairs(offers: tuple[Offer, ...]) -> list[tuple[str, str]]:
    return [(offer.a.id, offer.b.id) for offer in offers]


@pytest.fixture
def base(tmp_path: Path) -> Base:
    """Six works of one text; scores differ, signals agree."""
    read = texts(**{name: [text] for name, text in zip("abcdef", WORDS, strict=True)})
    links = [
        ("a/sec_1", "b/sec_1", "related", 0.95, 0.95, 0.95),
        ("c/sec_1", "d/sec_1", "related", 0.5, 0.5, 0.5),
        ("e/sec_1", "f/sec_1", "related", 0.2, 0.2, 0.2),
        ("d/sec_1", "c/sec_1", "related", 0.5, 0.5, 0.5),
    ]
    return write_linked(tmp_path / "base", read, links)


def test_the_score_nearest_to_one_half_is_asked_first_and_a_pair_once(base: Base) -> None:
    offers = review(base)

    assert pairs(offers)[0] == ("c/sec_1", "d/sec_1")
    assert sorted(pairs(offers)) == [
        ("a/sec_1", "b/sec_1"),
        ("c/sec_1", "d/sec_1"),
        ("e/sec_1", "f/sec_1"),
    ]
    assert offers[0].parts["uncertainty"] == 1.0
    assert offers[0].signals == {"lexical": 0.5, "reuse": 0.5}
    assert review(base, limit=1) == offers[:1]
    assert review(base) == offers


def test_signals_that_contradict_each_other_come_before_signals_that_agree(tmp_path: Path) -> None:
    read = texts(**{name: [text] for name, text in zip("abcdef", WORDS, strict=True)})
    links = [
        ("a/sec_1", "b/sec_1", "related", 0.5, 0.5, 0.5),
        ("c/sec_1", "d/sec_1", "related", 0.5, 0.1, 0.9),
        ("e/sec_1", "f/sec_1", "related", 0.6, 0.6, 0.6),
    ]
    base = write_linked(tmp_path / "base", read, links)

    assert pairs(review(base))[0] == ("c/sec_1", "d/sec_1")


def test_what_a_person_judged_is_not_asked_of_them_again_but_of_others(base: Base) -> None:
    say(base, {"A": [("d/sec_1", "c/sec_1", "equal"), ("a/sec_1", "b/sec_1", "undecided")]})

    assert pairs(review(base, by=" A ")) == [("e/sec_1", "f/sec_1")]
    assert len(review(base, by="B")) == 3
    # Without a name: what nobody decided, or what is disputed.
    assert ("c/sec_1", "d/sec_1") not in pairs(review(base))
    say(base, {"B": [("c/sec_1", "d/sec_1", "none")]})
    first = review(base)[0]
    assert (pairs((first,)), first.judges) == ([("c/sec_1", "d/sec_1")], 2)
    assert first.parts["judges"] == 1.0


def test_what_others_agree_on_is_asked_later_than_what_nobody_judged(base: Base) -> None:
    said = [("c/sec_1", "d/sec_1", "equal")]
    say(base, {"A": said, "B": said})

    offers = review(base, by="C")

    assert pairs(offers)[0] == ("e/sec_1", "f/sec_1")
    assert {o.a.id: o.judges for o in offers}["c/sec_1"] == 2


def test_copies_of_two_texts_are_asked_about_once_and_sooner(tmp_path: Path) -> None:
    read = texts(a=WORDS[:1], b=WORDS[1:2], a2=WORDS[:1], b2=WORDS[1:2], c=WORDS[2:3], d=WORDS[3:4])
    links = [
        ("c/sec_1", "d/sec_1", "related", 0.5, 0.5, 0.5),
        *(
            (f"a{x}/sec_1", f"b{y}/sec_1", "related", 0.5, 0.5, 0.5)
            for x in ("", "2")
            for y in ("", "2")
        ),
    ]
    base = write_linked(tmp_path / "base", read, links)

    offers = review(base)

    assert pairs(offers) == [("a/sec_1", "b/sec_1"), ("c/sec_1", "d/sec_1")]
    assert (offers[0].same_texts, offers[0].parts["copies"]) == (4, 0.75)
    say(base, {"A": [("a2/sec_1", "b/sec_1", "none")]})
    assert pairs(review(base, by="A")) == [("c/sec_1", "d/sec_1")]


def test_near_copies_documents_and_languages_take_turns(tmp_path: Path) -> None:
    near = [f"{WORDS[0]} This is point {n}." for n in ("one", "two", "three")]
    read = texts(
        a=near, b=WORDS[1:2], c=WORDS[2:3], d=WORDS[3:4], e=WORDS[4:5],
        x_fr=["Un registre est tenu."], y_fr=["Le registre est publié."],
    )  # fmt: skip
    links = [
        *((f"a/sec_{n}", "b/sec_1", "related", 0.5, 0.5, 0.5) for n in (1, 2, 3)),
        ("c/sec_1", "d/sec_1", "related", 0.42, 0.42, 0.42),
        ("x.fr/sec_1", "y.fr/sec_1", "related", 0.4, 0.4, 0.4),
        ("c/sec_1", "e/sec_1", "adapted", 0.4, 0.4, 0.4),
    ]
    base = write_linked(tmp_path / "base", read, links)

    offers = review(base)

    assert len(offers) == 6
    assert pairs(offers)[0] == ("a/sec_1", "b/sec_1")
    first = {offer.a.document_id for offer in offers[:3]}
    assert first == {"a", "c", "x.fr"}
    assert [offer.a.document_id for offer in offers[-2:]] == ["a", "a"]
    coverage = [offer.coverage for offer in offers]
    assert coverage[0] == 1.0
    assert all(0 < share <= 1 for share in coverage)


def test_a_base_without_links_asks_nothing(tmp_path: Path) -> None:
    base = write_linked(tmp_path / "base", texts(a=WORDS[:1]), [])

    assert review(base) == ()


def test_judgements_on_what_is_no_link_do_not_disturb_the_queue(base: Base) -> None:
    before = review(base)
    base.judge("a/sec_1", "f/sec_1", "none", by="A", reason="", when=WHEN)

    assert review(base, by="A") == before


def test_a_real_base_is_asked_about_in_full(tmp_path: Path) -> None:
    write_sample(tmp_path / "base")
    base = Base.open(tmp_path / "base")
    table = base.arrow("links")
    ends = zip(table["source"].to_pylist(), table["target"].to_pylist(), strict=True)

    assert {frozenset(p) for p in pairs(review(base, limit=1000))} == {frozenset(p) for p in ends}


_THINGS = st.lists(
    st.tuples(
        st.integers(0, 4).map(lambda n: n / 4),
        st.integers(0, 3),
        st.integers(4, 7),
        st.integers(0, 1),
        st.integers(0, 2),
    ),
    max_size=12,
)


@given(_THINGS, st.integers(1, 12))
def test_the_choice_is_that_of_weighing_everything_each_time(
    things: list[tuple[float, int, int, int, int]], limit: int
) -> None:
    value = np.array([t[0] for t in things], np.float64)
    own = np.array([t[1:3] for t in things], np.int64).reshape(-1, 2)
    common = np.array([t[3:] for t in things], np.int64).reshape(-1, 2)

    chosen = choose(value, own, common, limit)

    assert [place for place, _ in chosen] == naive(things, limit)


def naive(things: list[tuple[float, int, int, int, int]], limit: int) -> list[int]:
    taken: list[int] = []

    def worth(place: int) -> tuple[float, int]:
        value, *traits = things[place]
        same = [sum(things[t][n + 1] == trait for t in taken) for n, trait in enumerate(traits)]
        gain = value / (1 + same[0]) / (1 + same[1])
        return -round(round(gain, 6) / (1 + same[2]) ** 0.5 / (1 + same[3]) ** 0.5, 6), place

    while len(taken) < min(limit, len(things)):
        taken.append(min((p for p in range(len(things)) if p not in taken), key=worth))
    return taken
