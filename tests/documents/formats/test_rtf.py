from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.documents.content import Content
from comity.documents.formats.rtf import read_rtf
from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError, NoTextError, SourceError
from tests.documents.formats.soundness import assert_sound, shown

STYLES = rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel1 Part;}{\s2 heading 3;}{\*\cs9 Char;}}"


def read(body: bytes, limits: Limits | None = None) -> Content:
    data = rb"{\rtf1\ansi\ansicpg1252\deff0" + STYLES + body + b"}"
    content = read_rtf(data, limits or Limits())
    assert_sound(content)
    return content


def test_paragraphs_headings_and_bold_are_read() -> None:
    content = read(
        rb"\pard\s1 Aims\par\pard\s2 Terms\par\pard\plain\b All bold\b0\par Plain\line"
        rb" line.\par\pard\outlinelevel0 Top\par"
    )

    assert shown(content) == [
        ("heading", "Aims"),
        ("heading", "Terms"),
        ("paragraph", "All bold"),
        ("paragraph", "Plain\nline."),
        ("heading", "Top"),
    ]
    assert [b.level for b in content.blocks] == [2, 3, 0, 0, 1]
    assert [b.bold for b in content.blocks][2:4] == [True, False]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"caf\'e9 \u8220?x\u8221? \emdash\~y", "café “x” —\u00a0y"),
        (rb"{\fonttbl{\f1\fcharset204 A;}}{\f1\'cf\'f0\'e8\'e2\'e5\'f2} x", "Привет x"),
        (rb"{\fonttbl{\f2\fcharset134 S;}}{\f2\'d6\'d0\'ce\'c4}", "中文"),
        (rb"\uc2\u1593\'3f\'3f\uc1\u1604?", "عل"),
        (rb"\u-10179?\u-8704?", "\U0001f600"),
        (rb"a\-b\_c \{d\}\\", "ab\u2011c {d}\\"),
        (b"two\r\nlines of\r\n the file", "twolines of the file"),
    ],
)
def test_characters_of_every_kind_are_read(body: bytes, text: str) -> None:
    assert read(body + rb"\par").text == text + "\n"


def test_numbers_of_lists_are_labels() -> None:
    content = read(
        rb"{\listtext\tab 1.\tab}First\par{\pntext\f1 (a)\tab}Second\par{\listtext\'b7\tab}Dot\par"
    )

    assert [(b.kind, b.label) for b in content.blocks] == [
        *(("item", "1."), ("item", "(a)"), ("item", "•")),
    ]


def test_tables_give_rows_and_a_numbering_cell_goes_before_its_text() -> None:
    content = read(
        rb"\trowd\pard\intbl Office\cell Machines\cell\row\pard\intbl (1)\cell Keep one.\cell\row"
        rb"\pard\intbl alone\cell\row\pard After.\par"
    )

    assert shown(content) == [
        ("row", "Office\tMachines"),
        ("paragraph", "(1)\tKeep one."),
        ("paragraph", "alone"),
        ("paragraph", "After."),
    ]


def test_notes_come_last_and_furniture_and_hidden_words_are_removed() -> None:
    content = read(
        rb"{\header Lake office\par}{\footer page}Open{\super\chftn{\footnote\pard\chftn In"
        rb" writing.}} to all{\v secret}.\par{\deleted old}{\revised new}{\*\annotation Why?}\par"
    )

    assert shown(content) == [
        *(("paragraph", "Open to all."), ("paragraph", "new"), ("footnote", "In writing.")),
    ]
    assert sorted((r.reason, r.text) for r in content.removed) == [
        ("comment", "Why?"),
        ("hidden or deleted", "old"),
        ("hidden or deleted", "secret"),
        ("page footer", "page"),
        ("page header", "Lake office"),
    ]
    assert [n.code for n in content.notices] == ["tracked-changes"]


def test_what_is_no_text_is_passed_over_and_text_boxes_are_not() -> None:
    content = read(
        rb"{\info{\title Lake rules}{\author me}}{\*\unknown{x}words}{\pict\bin4 }}}}ffd8}"
        rb'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}{\shp{\*\shpinst\sp1{\sp{\sn a}}'
        rb"{\shptxt\pard Boxed.\par}}}\par"
    )

    assert sorted(text for _, text in shown(content)) == ["Boxed.", "link"]
    assert content.title == "Lake rules"


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", FormatError, "no RTF"),
        (b"words", FormatError, "no RTF"),
        (rb"{\rtf1 words", FormatError, "ends in the middle"),
        (rb"{\rtf1 \bin99999999 words}", FormatError, "ends in the middle"),
        (rb"{\rtf1 {\pict ffd8}}", NoTextError, "no text"),
        (rb"{\rtf1 " + b"{" * 100_000, LimitError, "nested more than 200"),
    ],
)
def test_damaged_and_hostile_files_end_in_one_error(
    data: bytes, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_rtf(data, Limits())


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(LimitError, match="longer than 10 characters"):
        read(b"more than ten characters", Limits(max_chars=10))


PIECES = st.sampled_from(
    [
        *(rb"{", rb"}", rb"\par ", rb"\u233?", rb"\'e9", rb"\cell ", rb"\row ", rb"\intbl "),
        *(rb"{\footnote x}", rb"{\*\q x}", rb"{\shptxt ", rb"\pard ", rb"{\listtext 1.}", rb"\s1 "),
        *(rb"{\header ", rb"\bin2 ", rb"\uc0 ", rb"\*", rb"\\", rb"a b", rb"\v ", rb"\u-10179?"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_whatever_the_words_a_file_is_read_or_refused(pieces: list[bytes]) -> None:
    try:
        content = read_rtf(rb"{\rtf1" + STYLES + b"".join(pieces) + b"}", Limits())
    except SourceError:
        return
    assert_sound(content)
