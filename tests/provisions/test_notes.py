"""Notes are numbered by their marks and know which provision they stand in."""

from __future__ import annotations

from dataclasses import replace

from comity.provisions import split_provisions
from comity.records import Block, Document, Span
from tests.provisions.make import LONG, document


def noted(body: list[str], notes: list[tuple[str, int | None]]) -> Document:
    """A document of paragraphs, and of notes given with the places of their marks."""
    text, blocks = "", []
    for said in body:
        blocks.append(Block(span=Span(len(text), len(text) + len(said))))
        text += said + "\n"
    for said, at in notes:
        span = Span(len(text), len(text) + len(said))
        blocks.append(Block(span=span, kind="footnote", marked_at=at, page=7))
        text += said + "\n"
    return document(text, blocks)


def test_a_note_is_anchored_in_the_smallest_provision_that_holds_its_mark() -> None:
    body = ["Article 1", f"1. {LONG}", f"2. {LONG}", "Article 2", LONG]
    second = len("\n".join(body[:2])) + 1
    source = noted(
        body,
        [
            ("1 On the first.", 14),
            ("2 On the last word.", second + len(body[2])),
            ("* On the title.", len("\n".join(body[:3])) + 5),
            ("3 On nothing known.", None),
        ],
    )
    found = {p.eid: p for p in split_provisions(source).provisions if p.kind == "authorialNote"}

    assert [str(p.anchor).split("/")[-1] for p in found.values()] == [
        "art_1__para_1",
        "art_1__para_2",
        "art_2",
        "None",
    ]
    assert list(found) == ["fn_1", "fn_2", "fn_star", "fn_3"]
    assert [p.label for p in found.values()] == ["1", "2", "*", "3"]
    assert found["fn_3"].marked_at is None
    assert {p.page for p in found.values()} == {7}


def test_a_mark_in_what_is_left_out_has_a_place_but_no_anchor() -> None:
    contents = ["Contents", *(f"Section {n} ................ {n}" for n in range(1, 6))]
    source = noted([*contents, LONG], [("1 On a title.", 12)])
    (note,) = (p for p in split_provisions(source).provisions if p.kind == "authorialNote")

    assert (note.marked_at, note.anchor) == (12, None)


def test_notes_that_count_anew_keep_ids_of_their_own() -> None:
    source = noted([LONG], [("1 One.", None), ("1 Another.", None)])
    found = [p.eid for p in split_provisions(source).provisions if p.kind == "authorialNote"]

    assert found == ["fn_1", "fn_1_2"]


def test_what_holds_no_note_is_not_touched() -> None:
    source = noted([LONG], [])
    split = split_provisions(source)

    assert all(p.anchor is None and p.marked_at is None for p in split.provisions)
    assert split == split_provisions(replace(source))
