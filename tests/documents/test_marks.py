"""The places of note marks: signs that travel with a text, and marks that are searched for."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents.content import ContentBuilder, footnotes_last
from comity.documents.formats.docx import read_docx
from comity.documents.formats.html import read_html
from comity.documents.formats.markdown import read_markdown
from comity.documents.formats.text import read_text
from comity.documents.limits import Limits
from comity.documents.marks import find_marks, sign, signed_parts, unsigned
from comity.records import Block

LIMITS = Limits()


def notes(content: object) -> list[Block]:
    return [b for b in content.blocks if b.kind == "footnote"]  # type: ignore[attr-defined]


@given(st.lists(st.text(st.characters(exclude_categories=["C"]), max_size=9), max_size=6))
def test_a_sign_tells_its_place_and_leaves_the_text_as_it_was(parts: list[str]) -> None:
    builder = ContentBuilder(LIMITS)
    builder.add("Before.")
    signed = "".join(part + sign(f"n{number}") for number, part in enumerate(parts))
    builder.add(signed + "end")
    for number in range(len(parts)):
        builder.add("A note.", "footnote", note=f"n{number}")
    content = builder.content()

    said = content.blocks[1].span.of(content.text)
    whole = "".join(parts) + "end"
    assert said == whole.strip()
    lead = len(whole) - len(whole.lstrip())
    at = 0
    for number, part in enumerate(parts):
        at += len(part)
        place = notes(content)[number].marked_at
        assert place == content.blocks[1].span.start + max(0, at - lead)


def test_text_that_holds_the_characters_of_signs_makes_no_sign() -> None:
    assert unsigned("a\x02b\x03c") == "abc"
    assert list(signed_parts("a\x02b")) == [("a\x02b", "")]
    page = f"<main><p>One\x02x\x03 two. {'More words of the page. ' * 9}</p></main>"
    assert read_html(page.encode(), LIMITS).text.startswith("Onex two. More")


def test_moved_footnotes_keep_pointing_at_their_marks() -> None:
    builder = ContentBuilder(LIMITS)
    builder.add("A note above its text.", "footnote", note="a")
    builder.add(f"First words{sign('a')} of the body.")
    builder.add("A second note, longer than the first.", "footnote", note="b")
    builder.add(f"More words{sign('b')}.")
    content = footnotes_last(builder.content())

    first, second = notes(content)
    assert content.text[: first.marked_at].endswith("First words")
    assert content.text[: second.marked_at].endswith("More words")


def test_a_note_without_a_mark_has_no_place() -> None:
    builder = ContentBuilder(LIMITS)
    builder.add("Body.")
    builder.add("A note.", "footnote", note="lost")

    assert notes(builder.content())[0].marked_at is None


def test_html_notes_stand_where_their_links_stand() -> None:
    page = """<main><h1>Rules for the lake</h1>
    <p>Boats keep left<sup><a href="#n1" id="r1">1</a></sup> of the buoy, and
    <a href="#n2" id="r2">[2]</a> slow down.</p>
    <table><tr><th>Boat</th><th>Speed</th></tr><tr><td>Ferry</td><td>five<a href="#n3"
    id="r3">3</a></td></tr></table>
    <ol><li id="n1">Seen from the shore. <a href="#r1">↩</a></li>
    <li id="n2">At night. <a href="#r2">↩</a></li>
    <li id="n3">In knots. <a href="#r3">↩</a></li></ol></main>"""
    content = read_html(page.encode(), LIMITS)

    assert [content.text[b.marked_at :][:3] for b in notes(content)] == [
        "1 o",
        "[2]",
        "3\nS",
    ]


def test_markdown_notes_stand_where_their_marks_stand() -> None:
    text = (
        "# Lake\n\nBoats keep left.[^a] Slowly[^b].[^c]\n\n[^a]: From the shore.\n[^b]: At night.\n"
    )
    content = read_markdown(text.encode(), LIMITS)

    assert [content.text[b.marked_at :][:4] for b in notes(content)] == ["[^a]", "[^b]"]
    assert "[^c]" in content.text


def test_docx_notes_stand_behind_the_words_they_are_set_to() -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    mark = "<w:r><w:footnoteReference w:id='{}'/></w:r>"
    cell = f"<w:tc><w:p>{run.format('Ferry')}{mark.format(3)}</w:p></w:tc>"
    other = f"<w:tc><w:p>{run.format('five')}</w:p></w:tc>"
    body = (
        f"<w:p>{run.format('Boats keep left')}{mark.format(2)}{run.format(' of the buoy.')}</w:p>"
        f"<w:tbl><w:tr>{cell}{other}</w:tr><w:tr>{other}{other}</w:tr></w:tbl>"
    )
    footnotes = "".join(
        f"<w:footnote w:id='{n}'><w:p>{run.format(f'Note {n}.')}</w:p></w:footnote>" for n in (2, 3)
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f"<w:document xmlns:w='{w}'><w:body>{body}</w:body></w:document>",
        )
        archive.writestr(
            "word/footnotes.xml", f"<w:footnotes xmlns:w='{w}'>{footnotes}</w:footnotes>"
        )
    content = read_docx(file.getvalue(), LIMITS)

    assert [b.label for b in notes(content)] == ["1", "2"]
    assert [content.text[: b.marked_at].rsplit("\n", 1)[-1] for b in notes(content)] == [
        "Boats keep left",
        "Ferry",
    ]


@pytest.mark.parametrize(
    ("text", "mark", "word"),
    [
        ("It learns from systems.12 They learn.", "12", "systems."),
        ("In 2.12 nothing; the list12, and more", "12", "list"),
        ("the models 12 have grown", "12", "models "),
        ("the year 2012 and the models12 of it", "12", "models"),
    ],
)
def test_a_mark_is_found_behind_a_word(text: str, mark: str, word: str) -> None:
    (at,) = find_marks(text, [(mark, False)], 0, len(text))

    assert at is not None
    assert text[:at].endswith(word)


@pytest.mark.parametrize(
    "text", ["in 12 cases and in 12 more", "see 2.12 and 12%", "the year 2012", "12 The list"]
)
def test_a_number_of_the_text_is_no_mark(text: str) -> None:
    assert find_marks(text, [("12", False)], 0, len(text)) == [None]


def test_marks_side_by_side_are_two() -> None:
    text = "as was shown.11, 12 Then"

    assert find_marks(text, [("11", False), ("12", False)], 0, len(text)) == [13, 17]


def page(number: int, body: str, *foot: str) -> str:
    filler = "\n".join(f"Line {k} of this page tells of boats and of rules." for k in "abcdefghij")
    return "\n".join([filler, body, *foot, f"                    {number}", "\f"])


def laid_out(*pages: str) -> str:
    return "".join(pages)


def test_notes_at_the_feet_of_pages_are_taken_out_of_the_text() -> None:
    text = laid_out(
        page(1, "boats keep left1 when they", "1 Seen from the", "shore of the lake."),
        page(2, "pass a buoy2 at night.3 The", "2 A red one.", "3 After sunset."),
        page(3, "harbour4 is closed in", "4 The old harbour."),
    )
    content = read_text(text.encode(), LIMITS)
    found = notes(content)

    assert [b.span.of(content.text).split(" ")[0] for b in found] == ["1", "2", "3", "4"]
    assert found[0].span.of(content.text) == "1 Seen from the\nshore of the lake."
    assert [b.page for b in found] == [1, 2, 2, 3]
    assert [content.text[b.marked_at - 4 : b.marked_at] for b in found if b.marked_at] == [
        "left",
        "buoy",
        "ght.",
        "bour",
    ]
    body = content.text[: found[0].span.start]
    assert "sunset" not in body
    assert "when they\nLine a" in body  # the sentence runs on over the page


def test_a_numbered_list_at_the_foot_of_a_page_stays_text() -> None:
    text = laid_out(
        page(1, "Boats shall:", "1 Keep left.", "2 Be slow."),
        page(2, "They also:", "3 Carry a light.", "4 Make no noise."),
        page(3, "Lastly they:", "5 Keep clear.", "6 Take care."),
    )

    assert notes(read_text(text.encode(), LIMITS)) == []


def test_text_of_many_numbers_is_read_in_proportion_to_its_length() -> None:
    text = laid_out(*(page(n, f"word{n} " * 50, f"{n} A note on it.") for n in range(1, 400)))

    assert len(notes(read_text(text.encode(), replace(LIMITS)))) == 399
