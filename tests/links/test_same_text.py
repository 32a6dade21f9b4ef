"""Which documents hold nearly one text, and which of these are proposed as one work."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.links.same_text import MOST_PAIRS, same_text, standing_share
from comity.records import DocumentId, Identity, SameText, WorkId
from comity.text.codes import Lists
from comity.text.tokens import words

_VOCABULARY = [f"word{n}x" for n in range(400)]


def prose(seed: int, length: int = 300) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(_VOCABULARY) for _ in range(length))


def identity(
    name: str, *, language: str = "en", title: str = "", work_id: str = "", **known: str
) -> Identity:
    return Identity(
        id=DocumentId(name),
        work_id=WorkId(work_id or name),
        language=language,
        title=title,
        **known,
    )


def found(*documents: tuple[Identity, str]) -> tuple[SameText, ...]:
    texts = Lists.of([words(text) for _, text in documents])
    return same_text([of for of, _ in documents], texts).pairs


_TITLE = "Charter of Open Registers"
_OTHER = "Pact on Learning Machines"


def test_one_text_in_two_formats_is_proposed() -> None:
    text = prose(1)

    (pair,) = found(
        (identity("a", title=_TITLE), text), (identity("b", title=_TITLE), f"Page 1\n{text}")
    )

    assert (pair.kind, pair.proposed, pair.a, pair.b) == ("same", True, "a", "b")
    assert pair.share_a == 1.0 > pair.share_b > 0.98
    assert pair.order == 1.0


def test_quoted_passages_of_a_charter_are_an_excerpt_of_it_wherever_they_were_moved() -> None:
    text = prose(2, 2000).split()
    quoted = " ".join([*text[900:980], *text[100:180], *text[1500:1580]])

    (pair,) = found(
        (identity("a", title=_TITLE), " ".join(text)), (identity("b", title=_TITLE), quoted)
    )

    assert (pair.kind, pair.proposed) == ("excerpt", True)
    assert pair.share_b > 0.95
    assert pair.share_a < 0.2
    assert pair.order < 0.8


def test_bills_of_two_sessions_are_different_works_however_much_they_share() -> None:
    text = prose(3, 1000)
    (pair,) = found(
        (identity("a", title="Open Registers Charter Act of 2023"), text),
        (
            identity("b", title="Open Registers Charter Act of 2025"),
            text.replace("word7x", "word8x"),
        ),
    )

    assert pair.share_a > 0.95
    assert not pair.proposed
    assert "years-differ" in pair.objections


def test_companion_bills_of_one_register_are_different_works() -> None:
    text = prose(4)
    addresses = ("https://register.example/hb/12", "https://register.example/sb/12")
    (pair,) = found(*((identity(u[-5:], title=_TITLE, source_url=u), text) for u in addresses))

    assert (pair.kind, pair.objections) == ("same", ("listed-apart",))


def test_words_alone_are_no_proposal() -> None:
    text = prose(5)

    (pair,) = found((identity("a", title=_TITLE), text), (identity("b", title=_OTHER), text))
    (untitled,) = found((identity("a"), text), (identity("b"), text))

    assert pair.objections == untitled.objections == ("titles-differ",)


def test_a_draft_with_most_of_the_words_is_a_version() -> None:
    kept, gone, new = prose(6, 800), prose(7, 200), prose(8, 200)

    (pair,) = found(
        (identity("a", title=_TITLE), f"{kept} {gone}"),
        (identity("b", title=_TITLE), f"{kept} {new}"),
    )

    assert (pair.kind, pair.proposed) == ("version", True)
    assert 0.7 < pair.share_a < 0.9


def test_documents_that_share_boilerplate_only_are_no_pair() -> None:
    formula = prose(9, 40)

    assert not found(
        *(
            (identity(n, title=_TITLE), f"{formula} {prose(s)} {formula}")
            for n, s in (("a", 10), ("b", 11))
        )
    )


def test_a_translation_is_never_a_pair_nor_are_documents_of_one_work() -> None:
    text = prose(12)

    assert not found(
        (identity("a", title=_TITLE), text), (identity("b", language="fr", title=_TITLE), text)
    )
    assert not found(
        (identity("a", title=_TITLE, work_id="w"), text),
        (identity("b", title=_TITLE, work_id="w"), text),
    )


def test_a_regional_tag_does_not_hide_one_text() -> None:
    text = prose(13)

    (pair,) = found(
        (identity("a", language="en-GB", title=_TITLE), text), (identity("b", title=_TITLE), text)
    )

    assert pair.proposed


@pytest.mark.parametrize("text", ["", "one", "Registers shall be open to all."])
def test_tiny_documents_are_no_pair(text: str) -> None:
    assert not found((identity("a", title=_TITLE), text), (identity("b", title=_TITLE), text))


def test_a_chinese_text_and_its_excerpt() -> None:
    chance = random.Random(14)
    text = "".join(
        chance.choice("湖泊公共登记机关应当每年公布学习机器用途责任目录山区数据开放")
        for _ in range(600)
    )
    one = identity("a", language="zh", title="湖泊公共登记条例")
    other = identity("b", language="zh-Hans", title="湖泊公共登记条例（节选）")

    (pair,) = found((one, text), (other, text[200:420]))

    assert (pair.kind, pair.proposed) == ("excerpt", True)


def test_a_title_without_a_year_does_not_join_the_bills_of_two_years() -> None:
    text = prose(15)
    pairs = found(
        (identity("a", title="Open Registers Charter Act of 2023", date="2023-05-01"), text),
        (identity("b", title="Open Registers Charter Act of 2025"), text),
        (identity("c", title="Open Registers Charter Act", date="2023-05-01"), text),
    )

    assert {(p.a, p.b): p.objections for p in pairs} == {
        ("a", "b"): ("years-differ", "numbers-differ"),
        ("a", "c"): (),
        ("b", "c"): ("joins-apart",),
    }


@settings(max_examples=25)
@given(st.permutations(range(6)), st.integers(0, 5))
def test_the_order_of_documents_changes_nothing(order: Sequence[int], seed: int) -> None:
    text = prose(seed)
    made = [
        (identity("a", title=_TITLE), text),
        (identity("b", title=_TITLE), text[:900]),
        (identity("c", title=_OTHER), text),
        (identity("d", title=f"{_TITLE} 2024"), f"{text} {prose(seed + 1, 50)}"),
        (identity("e", title=f"{_TITLE} 2025"), text),
        (identity("f", language="zh", title=_TITLE), text),
    ]

    assert found(*(made[n] for n in order)) == found(*made)


def test_a_form_with_many_copies_is_measured_with_the_first_of_them_and_said_so() -> None:
    count = 2 * MOST_PAIRS
    documents = [identity(f"d{n:03}", title=_TITLE) for n in range(count)]
    text = words(prose(17, 60))

    result = same_text(documents, Lists.of([text] * count))

    assert result.beyond == count
    assert {s.b for s in result.pairs} == {d.id for d in documents[1:]}  # none is left alone
    assert len(result.pairs) < count * MOST_PAIRS


def test_nothing_is_found_among_nothing() -> None:
    assert found() == ()
    assert found((identity("a", title=_TITLE), prose(16))) == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_share_is_the_same_both_ways_and_whole_for_a_text_with_itself(a: str, b: str) -> None:
    assert standing_share(a, b, "en") == standing_share(b, a, "en")
    assert 0 <= standing_share(a, b, "en") <= 1
    assert standing_share(a, a, "en") == float(bool(words(a)))
