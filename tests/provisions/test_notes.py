"""Notes are numbered by their marks and know which provision they stand in."""

from __future__ import annotations

from dataclasses import replace

from comity.provisions import split_provisions
from comity.provisions.notes import with_anchors
from comity.records import Block, Document, Provision, Span, provision_id
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


def test_a_cut_that_overlaps_a_smaller_provision_is_not_its_holder() -> None:
    spans = {"unit": (0, 100), "cut_1": (0, 50), "cut_2": (50, 100), "child": (20, 30)}

    assert anchored(spans, 25) == "child"


def test_where_two_provisions_touch_a_mark_stands_in_the_smaller() -> None:
    spans = {"unit": (0, 100), "first": (45, 50), "second": (50, 100)}

    assert anchored(spans, 50) == "first"
    assert anchored({**spans, "second": (50, 52)}, 50) == "second"


def anchored(spans: dict[str, tuple[int, int]], marked_at: int) -> str:
    """The eId of the provision that a note is anchored in; those after the unit are in it."""
    source = noted(["a" * 20 + " (i) of the list, and so on " + "b" * 52], [("1 Seen.", marked_at)])
    made = [
        Provision(
            id=provision_id(source.id, eid),
            document_id=source.id,
            work_id=source.work_id,
            eid=eid,
            parent=None if eid == "unit" else provision_id(source.id, "unit"),
            label="",
            heading="",
            kind="cut" if "cut" in eid else "paragraph",
            linkable=False,
            span=Span(*span),
            text=source.text[slice(*span)],
            language="en",
        )
        for eid, span in spans.items()
    ]
    note = replace(
        made[0],
        id=provision_id(source.id, "fn_1"),
        kind="authorialNote",
        span=source.blocks[1].span,
    )

    placed = with_anchors(source, [*made, note])[-1]

    return str(placed.anchor).rpartition("/")[2]
