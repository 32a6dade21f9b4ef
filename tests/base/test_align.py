"""Languages and versions of one work: what is paired, by what, and what is left."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path

import pytest

from comity.base import Base
from comity.base.align import Alignment, units_of
from comity.base.align_json import align_json
from comity.errors import UnknownIdError, UsageError
from tests.base.sample import Part, document, write_sample

_REGISTER = "Every member keeps a public register of the learning machines that its offices use."
_TRAINING = "Members train officials of smaller members and share teaching material with them."
_ENERGY = "The energy that a machine consumes is measured each season and the figures are printed."
_APPEAL = "Whoever is refused a permit by a machine may appeal to a person within thirty days."
_PILOTS = "A harbour pilot may overrule the advice of any machine without giving reasons."
_TEXTS = (_REGISTER, _TRAINING, _ENERGY, _APPEAL, _PILOTS)


def articles(*texts: str, first: int = 1, word: str = "Article") -> list[Part]:
    return [
        Part(f"art_{n}", f"{word} {n}\n{text}", label=f"{word} {n}")
        for n, text in enumerate(texts, first)
    ]


def aligned(folder: Path, old: list[Part], new: list[Part], **options: object) -> Alignment:
    write_sample(
        folder / "base",
        [
            document("pact-1", "en", old, work="pact"),
            document("pact-2", "en", new, work="pact"),
        ],
    )
    return Base.open(folder / "base").align("pact-1", "pact-2", **options)


def eids(found: Alignment) -> list[tuple[str, str]]:
    return [(p.a.eid, p.b.eid) for p in found.pairs]


def test_a_version_with_the_same_numbers_is_paired_by_number_and_text(tmp_path: Path) -> None:
    found = aligned(tmp_path, articles(*_TEXTS), articles(*_TEXTS))

    assert eids(found) == [(f"art_{n}", f"art_{n}") for n in range(1, 6)]
    assert {p.by for p in found.pairs} == {"both"}
    assert {p.changed for p in found.pairs} == {False}
    assert (found.only_a, found.only_b, found.disagree) == ((), (), ())
    assert (found.share_a, found.share_b) == (1.0, 1.0)


def test_a_renumbered_version_is_paired_by_its_texts(tmp_path: Path) -> None:
    inserted = "No machine is left alone with the sea chart of another member."
    found = aligned(tmp_path, articles(*_TEXTS), articles(inserted, *_TEXTS))

    assert eids(found) == [(f"art_{n}", f"art_{n + 1}") for n in range(1, 6)]
    assert {p.by for p in found.pairs} == {"text"}
    assert {p.reasons.ids for p in found.pairs} == {"other"}
    assert [p.eid for p in found.only_b] == ["art_1"]
    assert [(a, b) for a, b in found.disagree] == [
        (f"pact-1/art_{n}", f"pact-2/art_{n}") for n in range(1, 6)
    ]
    assert found.id_trust is not None
    assert found.id_trust < 0.5


def test_an_equal_number_forces_no_pair_of_texts_that_have_nothing_in_common(
    tmp_path: Path,
) -> None:
    other = "Lanterns on the quay burn oil of rape from dusk until the last ferry has left."
    found = aligned(tmp_path, articles(*_TEXTS), articles(*_TEXTS[:4], other))

    assert eids(found) == [(f"art_{n}", f"art_{n}") for n in range(1, 5)]
    assert found.disagree == (("pact-1/art_5", "pact-2/art_5"),)
    assert [p.eid for p in found.only_a] == ["art_5"]
    assert [p.eid for p in found.only_b] == ["art_5"]


def test_what_changed_is_shown_word_by_word(tmp_path: Path) -> None:
    new = _APPEAL.replace("thirty days", "ninety days")
    found = aligned(tmp_path, articles(*_TEXTS), articles(*_TEXTS[:3], new, _PILOTS))

    (pair,) = (p for p in found.pairs if p.changed)
    assert pair.a.eid == pair.b.eid == "art_4"
    assert pair.edits is not None
    replaced = [e for e in pair.edits if e.kind == "replaced"]
    assert [
        (pair.a.text[e.a_start : e.a_end], pair.b.text[e.b_start : e.b_end]) for e in replaced
    ] == [("thirty", "ninety")]


def test_equal_texts_are_told_apart_by_number_and_place(tmp_path: Path) -> None:
    texts = (_REGISTER, "Reserved.", _TRAINING, "Reserved.", _ENERGY, "Reserved.")
    found = aligned(tmp_path, articles(*texts), articles(*texts))

    assert eids(found) == [(f"art_{n}", f"art_{n}") for n in range(1, 7)]


def test_equal_texts_without_common_numbers_are_told_apart_by_place(tmp_path: Path) -> None:
    texts = (_REGISTER, "Reserved.", _TRAINING, "Reserved.", _ENERGY, _APPEAL, _PILOTS)
    found = aligned(tmp_path, articles(*texts), articles(*texts, first=31))

    assert eids(found) == [(f"art_{n}", f"art_{n + 30}") for n in range(1, 8)]


def test_by_text_neither_numbers_nor_order_count(tmp_path: Path) -> None:
    shuffled = list(_TEXTS)
    random.Random(5).shuffle(shuffled)
    found = aligned(tmp_path, articles(*_TEXTS), articles(*shuffled), by_text=True)

    said = [tuple(p.text.partition("\n")[2] for p in (pair.a, pair.b)) for pair in found.pairs]
    assert said == [(text, text) for text in _TEXTS]
    assert found.id_trust is None
    assert {p.reasons.ids for p in found.pairs} == {"ignored"}
    assert not {"id", "order", "numbers"} & set(found.pairs[0].reasons.signals)


def test_the_other_way_round_says_the_same(tmp_path: Path) -> None:
    aligned(tmp_path, articles(*_TEXTS), articles(_PILOTS, *_TEXTS[:3]))
    base = Base.open(tmp_path / "base")

    one, other = base.align("pact-1", "pact-2"), base.align("pact-2", "pact-1")

    assert {(p.a.id, p.b.id, p.score) for p in one.pairs} == {
        (p.b.id, p.a.id, p.score) for p in other.pairs
    }
    assert (one.only_a, one.share_b, one.id_trust) == (other.only_b, other.share_a, other.id_trust)


def test_two_languages_have_no_edits_but_words_that_answer_each_other(base: Base) -> None:
    found = base.align("lake-pact.en", "lake-pact.fr", min_score=0.0)

    assert found.pairs
    assert all(p.edits is None and p.changed is None for p in found.pairs)
    assert {"cognates", "length", "translation"} <= set(found.pairs[0].reasons.signals)


def test_a_score_and_its_parts_have_their_range(tmp_path: Path) -> None:
    found = aligned(tmp_path, articles(*_TEXTS), articles(_PILOTS, *_TEXTS[:3]))

    for pair in found.pairs:
        assert found.min_score <= pair.score <= 1
        assert all(0 <= value <= 1 for value in pair.reasons.signals.values())
        assert sum(pair.reasons.parts.values()) == pytest.approx(1, abs=1e-3)


def test_every_unit_is_paired_once_or_left_once(tmp_path: Path) -> None:
    found = aligned(tmp_path, articles(*_TEXTS), articles(_PILOTS, *_TEXTS[:3]))
    base = Base.open(tmp_path / "base")

    for side, left in (("a", found.only_a), ("b", found.only_b)):
        name = getattr(found, side).id
        held = [getattr(pair, side).id for pair in found.pairs] + [p.id for p in left]
        assert sorted(held) == sorted(p.id for p in units_of(base.provisions(name), "unit"))


def test_two_works_are_refused_with_the_command_that_compares_them(base: Base) -> None:
    with pytest.raises(UsageError, match=r"two works.*comity compare lake-pact\.en hill-code"):
        base.align("lake-pact.en", "hill-code")


def test_one_document_twice_and_an_unknown_one_are_refused(base: Base) -> None:
    with pytest.raises(UsageError, match="one document"):
        base.align("lake-pact.en", "lake-pact.en")
    with pytest.raises(UnknownIdError):
        base.align("lake-pact.en", "sea-pact")


def test_a_document_without_units_is_an_answer(tmp_path: Path) -> None:
    note = [Part("fn_1", "A note.", "authorialNote", linkable=False)]
    found = aligned(tmp_path, note, articles(_REGISTER))

    assert found.pairs == ()
    assert math.isnan(found.share_a)
    assert found.share_b == 0
    assert "no unit" in found.note
    assert align_json(Base.open(tmp_path / "base"), found)["share_a"] is None


def test_whole_articles_are_aligned_with_their_paragraphs(tmp_path: Path) -> None:
    def law(*texts: str) -> list[Part]:
        return [
            Part(
                "chp_I",
                "Chapter I",
                "chapter",
                parts=tuple(
                    Part(
                        f"art_{n}",
                        f"Article {n}",
                        label=f"Article {n}",
                        parts=(
                            Part(f"art_{n}__para_1", text, "paragraph"),
                            Part(f"art_{n}__para_2", "It is printed.", "paragraph"),
                        ),
                    )
                    for n, text in enumerate(texts, 1)
                ),
            )
        ]

    found = aligned(tmp_path, law(*_TEXTS), law(_PILOTS, *_TEXTS[:4]), level="article")

    assert eids(found) == [
        *((f"art_{n}", f"art_{n + 1}") for n in range(1, 5)),
        ("art_5", "art_1"),
    ]


def test_a_line_too_short_to_link_is_aligned_and_a_note_is_not() -> None:
    parts = [
        Part("intro", _REGISTER),
        Part("list", "Kinds:", "list", parts=(Part("list__a", "(a) tugs", "point"),)),
        Part("fn_1", "A note.", "authorialNote", linkable=False),
    ]
    _, split = document("pact", "en", parts)
    short = [replace(p, linkable=p.linkable and p.eid != "list__a") for p in split.provisions]

    assert [p.eid for p in units_of(short, "unit")] == ["intro", "list__a"]


def test_what_was_taken_up_in_a_larger_provision_is_found_there(tmp_path: Path) -> None:
    new = articles(f"{_REGISTER} {_ENERGY}", _TRAINING, _APPEAL)
    found = aligned(tmp_path, articles(_REGISTER, _TRAINING, _ENERGY, _APPEAL), new)

    left = {p.eid for p in found.only_a}
    assert len(left) == 1
    assert {a.partition("/")[2]: b.partition("/")[2] for a, b in found.within.items()} == {
        left.pop(): "art_1"
    }


def test_a_line_of_function_words_alone_is_still_the_same_line(tmp_path: Path) -> None:
    parts = [*articles(*_TEXTS), Part("intro", "However:", "intro")]
    found = aligned(tmp_path, parts, parts)

    assert ("intro", "intro") in eids(found)


def test_where_the_texts_cannot_tell_equal_numbers_pair_and_are_marked(tmp_path: Path) -> None:
    # Thai and German: no common letters, and no thesaurus.
    german = ["Jedes Mitglied führt ein Register.", "Die Mitglieder bilden Beamte aus.", "Strom."]
    thai = ["สมาชิกทุกคนเก็บทะเบียน", "สมาชิกฝึกอบรมเจ้าหน้าที่", "ไฟฟ้า"]
    write_sample(
        tmp_path / "base",
        [
            document("pact.de", "de", articles(*german, word="Artikel"), work="pact"),
            document("pact.th", "th", articles(*thai, word="ข้อ"), work="pact"),
        ],
    )
    found = Base.open(tmp_path / "base").align("pact.de", "pact.th")

    assert eids(found) == [(f"art_{n}", f"art_{n}") for n in range(1, 4)]
    assert all(pair.doubtful for pair in found.pairs)
    assert max(pair.score for pair in found.pairs) < 0.9
