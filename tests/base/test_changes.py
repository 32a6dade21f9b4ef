"""What became of provisions and documents between two states."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.changes import Changes, compare_tables
from comity.base.provision_changes import ProvisionChange, compare_provisions, text_sha256
from comity.base.tables import documents_table, provisions_table
from comity.base.worddiff import differences
from comity.records import Document, Provision, Split
from comity.text.normalise import clean
from tests.base.sample import Part, document, sample

REGISTER = "Members shall publish a register of learning machines each year."
SCHOOL = "Officials are trained without charge by the larger members."
COSTS = "Costs are shared in equal parts by all who signed."
FUND = "A lake office keeps the money for roads, boats and bridges."

Read = Sequence[tuple[Document, Split]]


def provisions(*parts: Part, name: str = "pact") -> tuple[Provision, ...]:
    return document(name, "en", parts)[1].provisions


def tables(read: Read):  # type: ignore[no-untyped-def]  # pyarrow has no types
    read = sorted(read, key=lambda r: r[0].id)
    flat = [(p, n) for _, s in read for n, p in enumerate(s.provisions)]
    return (
        documents_table([d for d, _ in read], [s for _, s in read]),
        provisions_table([p for p, _ in flat], [n for _, n in flat]),
    )


def compared(old: Read, new: Read) -> Changes:
    return compare_tables(tables(old), tables(new))


def by_old(changes: Sequence[ProvisionChange]) -> dict[str, ProvisionChange]:
    return {c.old.split("/")[1]: c for c in changes if c.old is not None}


def test_a_reworded_provision_keeps_its_id_and_shows_what_changed() -> None:
    changes, kept = compare_provisions(
        provisions(Part("art_1", REGISTER), Part("art_2", COSTS)),
        provisions(Part("art_1", REGISTER.replace("register", "list")), Part("art_2", COSTS)),
    )

    (change,) = changes
    assert (change.kind, change.old, change.new) == ("reworded", "pact/art_1", "pact/art_1")
    assert [p for p in change.differences if p.kind != "kept"] == [
        ("removed", "register"),
        ("added", "list"),
    ]
    assert kept == (("pact/art_2", text_sha256(COSTS)),)


def test_provisions_after_one_that_was_put_in_are_followed_to_their_new_numbers() -> None:
    changes, _ = compare_provisions(
        provisions(
            Part("art_1", f"Article 1 {REGISTER}"),
            Part("art_2", f"Article 2 {SCHOOL}"),
            Part("art_3", f"Article 3 {COSTS}"),
        ),
        provisions(
            Part("art_1", f"Article 1 {REGISTER}"),
            Part("art_2", f"Article 2 {FUND}"),
            Part("art_3", f"Article 3 {SCHOOL}"),
            Part("art_4", f"Article 4 {COSTS}"),
        ),
    )

    followed = by_old(changes)
    assert followed["art_2"].new == "pact/art_3"
    assert followed["art_3"].new == "pact/art_4"
    assert [c.new for c in changes if c.kind == "added"] == ["pact/art_2"]
    assert not [c for c in changes if c.kind == "removed"]


def test_words_that_a_splitter_moves_into_a_larger_provision_are_found_within_it() -> None:
    split = Part("art_1", "Article 1", parts=(Part("para_1", REGISTER), Part("para_2", COSTS)))
    whole = Part("art_1", f"Article 1\n{REGISTER}\n{COSTS}")

    changes, kept = compare_provisions(provisions(split), provisions(whole))

    followed = by_old(changes)
    assert {e: (c.new, c.reason) for e, c in followed.items()} == {
        "para_1": ("pact/art_1", "within"),
        "para_2": ("pact/art_1", "within"),
    }
    assert [k[0] for k in kept] == ["pact/art_1"]


def test_a_provision_whose_words_are_gone_leads_nowhere() -> None:
    changes, _ = compare_provisions(
        provisions(Part("art_1", REGISTER), Part("art_2", COSTS)), provisions(Part("art_1", FUND))
    )

    assert {(c.old, c.new, c.reason) for c in changes} == {
        ("pact/art_1", None, "gone"),
        ("pact/art_2", None, "gone"),
        (None, "pact/art_1", "new"),
    }


def test_a_container_is_not_counted_for_what_changed_inside_of_it() -> None:
    def chapter(words: str) -> Part:
        return Part("chp_1", "Chapter 1 Openness", parts=(Part("art_1", words),))

    changes, _ = compare_provisions(
        provisions(chapter(REGISTER)), provisions(chapter(REGISTER.replace("year", "month")))
    )

    assert {c.old: c.own for c in changes} == {"pact/chp_1": False, "pact/art_1": True}
    assert all(bool(c.differences) == c.own for c in changes)


def test_documents_are_added_removed_renamed_and_changed() -> None:
    old = [
        document("a", "en", [Part("art_1", REGISTER), Part("art_2", COSTS)]),
        document("b", "en", [Part("art_1", SCHOOL)]),
        document("c", "en", [Part("art_1", FUND)], title="Before"),
        document("d", "en", [Part("art_1", "Boats keep to the right.")]),
    ]
    new = [
        document("a-second", "en", [Part("art_1", REGISTER), Part("art_2", COSTS)]),
        document("c", "en", [Part("art_1", FUND)], title="After"),
        document("d", "en", [Part("art_1", "Boats keep to the right.")]),
        document("e", "en", [Part("art_1", "Nets are mended in winter only.")]),
    ]

    changes = compared(old, new)

    assert [(d.kind, d.old, d.new) for d in changes.documents] == [
        ("renamed", "a", "a-second"),
        ("changed", "c", "c"),
        ("added", None, "e"),
        ("removed", "b", None),
    ]
    assert changes.documents[1].fields == ("title",)
    assert changes.unchanged == 1
    assert [k[0] for k in changes.documents[0].kept] == ["a/art_1", "a/art_2"]


def test_a_document_renamed_and_edited_at_once_is_found_by_its_words() -> None:
    old = [document("a", "en", [Part("art_1", REGISTER), Part("art_2", COSTS)])]
    edited = COSTS.replace("equal", "fair")
    new = [
        document("b", "en", [Part("art_1", REGISTER), Part("art_2", edited)]),
        document("c", "en", [Part("art_1", FUND)]),
    ]

    changes = compared(old, new)

    assert [(d.kind, d.old, d.new) for d in changes.documents] == [
        ("renamed", "a", "b"),
        ("added", None, "c"),
    ]


def test_two_equal_states_have_no_changes() -> None:
    changes = compared(sample(), sample())

    assert changes.documents == ()
    assert changes.unchanged == 4


_SOME = (
    "members",
    "shall",
    "publish",
    "register,",
    "of",
    "MACHINES\n.",
    "each",
    "",
    "机器",
    "登记",
)
WORDS = st.lists(st.sampled_from(_SOME), max_size=30).map(" ".join)


@given(WORDS, WORDS)
def test_pieces_put_together_are_the_two_texts(old: str, new: str) -> None:
    pieces = differences(old, new)

    if clean(old) == clean(new):
        assert pieces == ()
    else:
        assert "".join(p.text for p in pieces if p.kind != "added") == clean(old)
        assert "".join(p.text for p in pieces if p.kind != "removed") == clean(new)


@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_every_provision_of_both_states_is_accounted_for_once(seed: int) -> None:
    chance = random.Random(seed)
    texts = [REGISTER, SCHOOL, COSTS, FUND, "Deleted.", "1.", ""]

    def state() -> tuple[Provision, ...]:
        names = chance.sample(range(9), chance.randint(0, 6))
        return provisions(
            *(
                Part(
                    f"art_{n}",
                    chance.choice(texts),
                    parts=tuple(
                        Part(f"art_{n}__para_{k}", chance.choice(texts))
                        for k in range(chance.randint(0, 2))
                    ),
                )
                for n in names
            )
        )

    old, new = state(), state()
    changes, kept = compare_provisions(old, new)

    olds = [c.old for c in changes if c.old is not None] + [k[0] for k in kept]
    news = [c.new for c in changes if c.new is not None and c.reason != "within"]
    assert sorted(olds) == sorted(p.id for p in old)
    assert sorted(news + [k[0] for k in kept]) == sorted(p.id for p in new)


def test_long_texts_without_a_word_in_common_are_compared_within_seconds() -> None:
    chance = random.Random(4)

    def long(stem: str) -> str:
        return " ".join(f"{stem}{chance.randint(0, 9)}" for _ in range(60_000))

    started = time.process_time()
    pieces = differences(f"We say {long('a')}.", f"We say {long('b')}.")

    assert [p.kind for p in pieces] == ["kept", "removed", "added", "kept"]
    assert time.process_time() - started < 5
