"""Word by word: what of one text stands in another, where, and what changed."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comity.links import edits
from comity.records import Edit
from comity.text.tokens import stem_folded, word_spans, words

# A few words only, so that they recur, cross and form runs.
LETTERS = st.lists(st.sampled_from("abcde"), max_size=60)
PROSE = st.lists(
    st.sampled_from(
        [
            "the",
            "provider",
            "of",
            "a",
            "system",
            "shall",
            "keep",
            "records",
            "and",
            "inform",
            "the",
            "public",
        ]
    ),
    max_size=60,
)
PAIRS = st.one_of(
    st.tuples(LETTERS, LETTERS),
    st.tuples(PROSE, PROSE),
    st.tuples(LETTERS, st.lists(st.sampled_from("xyz"), max_size=5), LETTERS).map(
        lambda t: (t[0] + t[1] + t[2], t[2] + t[0])  # two parts that change places
    ),
)
Words = list[str]

_A_SIDE = ("kept", "moved", "replaced", "dropped")
_B_SIDE = ("kept", "moved", "replaced", "added")


def words_at(text: str, start: int, end: int) -> list[int]:
    """Numbers of the words of a text that lie whole in a stretch."""
    return [n for n, (s, e) in enumerate(word_spans(text)) if start <= s and e <= end]


def text_of(pair: tuple[Words, Words]) -> tuple[str, str]:
    return ", ".join(pair[0]), " ".join(pair[1])


def kinds(a: str, b: str, language: str = "en") -> list[tuple[str, str, str]]:
    return [(e.kind, a[e.a_start : e.a_end], b[e.b_start : e.b_end]) for e in edits(a, b, language)]


def changes(a: str, b: str, language: str = "en") -> list[tuple[str, str, str]]:
    return [edit for edit in kinds(a, b, language) if edit[0] != "kept"]


@settings(max_examples=400)
@given(PAIRS)
def test_every_word_is_in_exactly_one_stretch(pair: tuple[Words, Words]) -> None:
    a, b = text_of(pair)

    found = edits(a, b, "en")

    ours = [n for e in found if e.kind in _A_SIDE for n in words_at(a, e.a_start, e.a_end)]
    theirs = [n for e in found if e.kind in _B_SIDE for n in words_at(b, e.b_start, e.b_end)]
    assert sorted(ours) == list(range(len(pair[0])))
    assert sorted(theirs) == list(range(len(pair[1])))
    assert ours == sorted(ours)  # in the order of `a`
    for e in found:
        assert (e.a_start == e.a_end) == (e.kind == "added")
        assert (e.b_start == e.b_end) == (e.kind == "dropped")


@settings(max_examples=400)
@given(PAIRS)
def test_what_is_kept_or_moved_has_equal_words_and_what_is_replaced_other_ones(
    pair: tuple[Words, Words],
) -> None:
    a, b = text_of(pair)

    for e in edits(a, b, "en"):
        same = words(a[e.a_start : e.a_end]) == words(b[e.b_start : e.b_end])
        assert same == (e.kind in ("kept", "moved"))


@settings(max_examples=400)
@given(PAIRS)
def test_what_is_kept_has_one_order_and_what_moved_crosses_it(pair: tuple[Words, Words]) -> None:
    a, b = text_of(pair)
    found = edits(a, b, "en")

    kept = [e for e in found if e.kind == "kept"]
    assert [e.b_start for e in kept] == sorted(e.b_start for e in kept)
    others = [e for e in found if e.kind in ("kept", "moved")]
    for e in found:
        if e.kind == "moved":
            assert len(words_at(a, e.a_start, e.a_end)) >= 5
            assert any((e.a_start < o.a_start) != (e.b_start < o.b_start) for o in others if o != e)


@settings(max_examples=400)
@given(PAIRS)
def test_the_other_text_can_be_made_from_the_first_and_the_edits(pair: tuple[Words, Words]) -> None:
    a, b = text_of(pair)

    made: Words = []
    for e in sorted(edits(a, b, "en"), key=lambda e: e.b_start):
        if e.kind in ("kept", "moved"):
            made += words(a[e.a_start : e.a_end])
        elif e.kind in ("added", "replaced"):
            made += words(b[e.b_start : e.b_end])

    assert made == words(b)


@settings(max_examples=400)
@given(PAIRS)
def test_the_other_way_round_the_roles_are_exchanged(pair: tuple[Words, Words]) -> None:
    a, b = text_of(pair)
    roles = {"added": "dropped", "dropped": "added"}

    forth = {(e.kind, e.a_start, e.a_end, e.b_start, e.b_end) for e in edits(a, b, "en")}
    back = {
        (roles.get(e.kind, e.kind), e.b_start, e.b_end, e.a_start, e.a_end)
        for e in edits(b, a, "en")
    }

    assert forth == back


@given(st.one_of(LETTERS, PROSE))
def test_a_text_keeps_itself_whole(text: Words) -> None:
    a = " ".join(text)

    found = edits(a, a.upper(), "en")

    assert found == (
        (Edit(kind="kept", a_start=0, a_end=len(a), b_start=0, b_end=len(a)),) if a else ()
    )


@settings(max_examples=400)
@given(st.tuples(PROSE, PROSE))
@example((["provider", "of", "public"], ["system", "of", "records"]))
def test_no_function_word_stands_alone_between_two_rewritten_stretches(
    pair: tuple[Words, Words],
) -> None:
    a, b = text_of(pair)
    found = edits(a, b, "en")

    for before, island, after in zip(found, found[1:], found[2:], strict=False):
        if before.kind == after.kind == "replaced" and island.kind == "kept":
            own = words(a[island.a_start : island.a_end])
            assert len(own) > 1 or stem_folded(own, "en") != [""]


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["en", "ar", "zh", "th", ""]))
def test_any_text_in_any_language_is_told_whole(a: str, b: str, language: str) -> None:
    found = edits(a, b, language)

    ours = [n for e in found if e.kind in _A_SIDE for n in words_at(a, e.a_start, e.a_end)]
    theirs = [n for e in found if e.kind in _B_SIDE for n in words_at(b, e.b_start, e.b_end)]
    assert sorted(ours) == list(range(len(words(a))))
    assert sorted(theirs) == list(range(len(words(b))))


def test_small_edits_are_told_as_they_were_made() -> None:
    a = "The keeper of a bridge shall record every ship that passes, for six months."
    b = "The owner of a bridge shall record every large ship that passes for at least six months."

    assert kinds(a, b) == [
        ("kept", "The", "The"),
        ("replaced", "keeper", "owner"),
        ("kept", "of a bridge shall record every", "of a bridge shall record every"),
        ("added", "", "large"),
        ("kept", "ship that passes, for", "ship that passes for"),
        ("added", "", "at least"),
        ("kept", "six months", "six months"),
    ]


def test_typography_and_case_are_no_change() -> None:
    assert changes("The owner’s “log”—kept daily", 'the OWNER\'s "log" - kept daily') == []


def test_a_clause_put_elsewhere_has_moved() -> None:
    first = "Harbours share their tide tables with every island that asks for them."
    second = "Pilots are paid by the town."

    assert kinds(f"{first} {second}", f"{second} {first}") == [
        ("kept", first[:-1], first[:-1]),
        ("moved", second[:-1], second[:-1]),
    ]


def test_an_edited_clause_put_elsewhere_keeps_its_longest_part() -> None:
    stays = "Every harbour publishes the height of the water each morning before the boats go out."
    a = f"Pilots are trained, examined and paid by the town council. {stays}"
    b = f"{stays} Pilots are trained, examined and paid by the county."

    assert changes(a, b) == [
        (
            "moved",
            "Pilots are trained, examined and paid by the",
            "Pilots are trained, examined and paid by the",
        ),
        ("dropped", "town council", ""),
        ("added", "", "county"),
    ]


def test_a_formula_of_function_words_has_not_moved() -> None:
    a = "with it as to the boats shall be painted green and white by their owners in spring"
    b = "shall be painted green and white by their owners in spring the boats with it as to the"

    assert all(kind != "moved" for kind, _, _ in changes(a, b))


def test_a_formula_that_recurs_has_not_moved() -> None:
    formula = "by order of the harbour council and the assembly of pilots"
    a = f"Boats are painted {formula}. Nets are dried on the wall. Lamps are lit {formula}. Ropes."
    b = f"Nets are dried on the wall. Ropes. Sails are mended {formula}. Bells are rung {formula}."

    assert all(kind != "moved" for kind, _, _ in changes(a, b))


def test_a_passage_written_anew_is_one_change_with_no_crumbs_left() -> None:
    a = "Towns agree. The mayor of the town opens a hall for the old. Towns pay."
    b = "Towns agree. Each year some village or the county gives bread to children. Towns pay."

    assert changes(a, b) == [
        (
            "replaced",
            "The mayor of the town opens a hall for the old",
            "Each year some village or the county gives bread to children",
        )
    ]


def test_a_telling_word_between_two_changed_words_stays() -> None:
    assert changes("Every lighthouse must shine", "Each lighthouse may shine") == [
        ("replaced", "Every", "Each"),
        ("replaced", "must", "may"),
    ]


def test_what_was_added_to_a_list_begins_where_its_item_does() -> None:
    a = "they publish (a) the name of the ship; (b) the name of the port"
    b = "they publish (a) the name of the ship; (b) the name of the owner; (c) the name of the port"

    assert changes(a, b) == [("added", "", "the name of the owner; (c")]
    assert changes("safety, care and trust", "safety, privacy, care and trust") == [
        ("added", "", "privacy")
    ]
    plain = "The port is open. The port is safe."
    assert changes(plain, "The port is open. The port is free. The port is safe.") == [
        ("added", "", "The port is free")
    ]


def test_characters_stand_for_words_where_a_script_has_no_spaces() -> None:
    assert changes("各港应记录每日的水位。", "各港口应记录每周的水位。", "zh") == [
        ("added", "", "口"),
        ("replaced", "日", "周"),
    ]


def test_an_excerpt_only_drops() -> None:
    whole = " ".join(f"word{n} of the {n % 7}" for n in range(200))
    part = whole[len(whole) // 3 : len(whole) // 2].partition(" ")[2].rpartition(" ")[0]

    assert {edit[0] for edit in changes(whole, part)} == {"dropped"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("no " * 40_000, "no " * 40_000 + "yes"),
        ("no " * 40_000, "no " * 39_000 + "yes"),
        ("a b c d e f " * 5_000, "a b c d e f g " * 5_000),
        ("a b " * 20_000, "b c " * 20_000),
        ("a " * 20_000 + "b " * 20_000, "b " * 20_000 + "a " * 20_000),
    ],
)
def test_endless_repetition_takes_bounded_time(a: str, b: str) -> None:
    started = time.process_time()

    assert edits(a, b, "en")

    assert time.process_time() - started < 10


@pytest.mark.parametrize("different", [2, 6, 60, 3000])
def test_texts_of_chance_take_bounded_time(different: int) -> None:
    chance = random.Random(different)
    a, b = (" ".join(f"w{chance.randrange(different)}" for _ in range(30_000)) for _ in "ab")
    started = time.process_time()

    assert edits(a, b, "en")

    assert time.process_time() - started < 10
