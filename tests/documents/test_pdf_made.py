"""Tiny PDFs written here: what the reader makes of each trait, and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from comity.documents.content import Content
from comity.documents.formats.pdf import read_pdf
from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError, NoTextError

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A line of type on a page; y in points from the top."""

    text: str
    y: float
    x: float = 70
    size: float = 11
    font: str = "F1"  # F1 plain, F2 bold
    matrix: str = "1 0 0 1"


def made_pdf(*pages: list[Print], rotate: int = 0, info: str = "", trailer: str = "") -> bytes:
    """A PDF with the given pages, written by hand: no compression, built-in fonts."""
    count = len(pages)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids"
        f" [{' '.join(f'{6 + 2 * n} 0 R' for n in range(count))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>",
    ]
    for n, page in enumerate(pages):
        stream = "\n".join(
            f"BT /{p.font} {p.size} Tf {p.matrix} {p.x} {HEIGHT - p.y} Tm ({escaped(p.text)}) Tj ET"
            for p in page
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate}"
            f" /Contents {7 + 2 * n} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return out + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {size} /Root 1 0 R /Info 5 0 R {trailer} >>\n"
        f"startxref\n{len(out)}\n%%EOF\n"
    ).encode("cp1252")


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def column(lines: list[str], *, top: float, x: float = 70, size: float = 11) -> list[Print]:
    return [
        Print(text=line, y=top + 1.3 * size * n, x=x, size=size) for n, line in enumerate(lines)
    ]


def blocks(content: Content) -> list[str]:
    return [block.span.of(content.text) for block in content.blocks]


FULL = "Each member of the union shall keep a public list of the systems that it uses and"
ALSO = "shall tell every person who asks why a decision was taken about him or her, within"
LAST = "one month."


def test_lines_close_together_are_one_paragraph_and_a_gap_begins_another() -> None:
    page = [*column([FULL, ALSO, LAST], top=100), *column([FULL, LAST], top=170)]

    assert blocks(read_pdf(made_pdf(page), Limits())) == [
        f"{FULL}\n{ALSO}\n{LAST}",
        f"{FULL}\n{LAST}",
    ]


def test_a_label_after_a_sentence_begins_a_block_without_a_gap() -> None:
    page = column([FULL, LAST, "(a) " + FULL, ALSO, LAST, "(b) no fee is asked."], top=100)

    assert [text.split()[0] for text in blocks(read_pdf(made_pdf(page), Limits()))] == [
        "Each",
        "(a)",
        "(b)",
    ]


def test_a_short_line_ends_its_paragraph() -> None:
    page = column([FULL, ALSO, LAST, FULL, ALSO], top=100)

    assert blocks(read_pdf(made_pdf(page), Limits())) == [
        f"{FULL}\n{ALSO}\n{LAST}",
        f"{FULL}\n{ALSO}",
    ]


def test_a_word_broken_at_a_line_end_is_made_whole_and_a_compound_keeps_its_hyphen() -> None:
    page = column(
        [
            "A risk-based method is used for the evaluation of all of the systems that the govern-",
            "ment buys, and the method is always risk-based, so that each office knows which risk-",
            "based steps it takes.",
        ],
        top=100,
    )

    (text,) = blocks(read_pdf(made_pdf(page), Limits()))

    assert "the government buys" in text
    assert "which risk-based steps" in text


def test_a_paragraph_goes_on_over_the_page_break_past_footer_and_footnote() -> None:
    first = [
        *column([FULL], top=585.7),
        Print(text="1", y=582, x=461, size=6),
        *column([FULL, ALSO.replace("every", "each")], top=600),
        Print(text="1", y=740, size=6),
        Print(text="The list is published each year.", y=743, x=76, size=8),
        Print(text="Union of Examples 1", y=800, size=9),
    ]
    second = [
        *column(["the time that the law allows for an answer.", FULL, LAST], top=100),
        Print(text="Union of Examples 2", y=800, size=9),
    ]
    third = [*column([FULL, LAST], top=100), Print(text="Union of Examples 3", y=800, size=9)]

    content = read_pdf(made_pdf(first, second, third), Limits())

    assert blocks(content)[0].startswith(f"{FULL}1\nEach member")
    assert blocks(content)[0].endswith("within\nthe time that the law allows for an answer.")
    assert [b.kind for b in content.blocks][-1] == "footnote"
    assert blocks(content)[-1] == "1 The list is published each year."
    assert content.blocks[-1].page == 1
    assert [(r.text, r.page) for r in content.removed] == [
        (f"Union of Examples {n}", n) for n in (1, 2, 3)
    ]
    assert content.text[content.page_starts[1] :].startswith("the time that")


def test_larger_and_bold_type_are_headings_of_descending_level() -> None:
    page = [
        Print(text="Part One", y=80, size=18),
        *column([FULL, LAST], top=120),
        Print(text="Transparency", y=180, font="F2"),
        *column([FULL, LAST], top=200),
        Print(text="Part Two", y=300, size=18),
        *column([FULL, ALSO, LAST], top=340),
    ]

    content = read_pdf(made_pdf(page), Limits())

    heads = [(b.span.of(content.text), b.level) for b in content.blocks if b.kind == "heading"]
    assert heads == [("Part One", 1), ("Transparency", 2), ("Part Two", 1)]


def test_type_along_the_margin_is_removed() -> None:
    page = [
        *column([FULL, ALSO, LAST], top=100),
        Print(text="CODE 2026/7", y=600, x=20, size=7, matrix="0 1 -1 0"),
    ]

    content = read_pdf(made_pdf(page), Limits())

    assert "CODE" not in content.text
    assert [(r.text, r.reason) for r in content.removed] == [("CODE 2026/7", "margin text")]


@pytest.mark.parametrize(
    ("rotate", "matrix"), [(90, "0 1 -1 0"), (180, "-1 0 0 -1"), (270, "0 -1 1 0")]
)
def test_a_rotated_page_reads_as_it_is_shown(rotate: int, matrix: str) -> None:
    lines = ["The first line of a page turned by hand,", "the second one."]
    down = {90: (1, 0), 180: (0, 1), 270: (-1, 0)}[rotate]  # where "below" lies before the turn
    page = [
        Print(text=text, x=400 + 14 * n * down[0], y=HEIGHT - 400 - 14 * n * down[1], matrix=matrix)
        for n, text in enumerate(lines)
    ]

    content = read_pdf(made_pdf(page, rotate=rotate), Limits())

    assert content.text == "\n".join(lines) + "\n"


def test_a_table_that_lies_on_its_side_is_read_not_removed() -> None:
    side = [
        Print(text=text, x=100 + 14 * n, y=700, matrix="0 1 -1 0")
        for n, text in enumerate([FULL, ALSO, LAST])
    ]
    page = [*side, Print(text="Annex", y=40)]

    content = read_pdf(made_pdf(page), Limits())

    assert f"{FULL}\n{ALSO}\n{LAST}" in content.text


def test_two_columns_painted_one_after_the_other_stay_apart() -> None:
    left = ["The left column speaks of", "systems that the state buys", "for its own offices."]
    right = ["The right column speaks of", "systems that are sold to", "anyone who asks."]
    page = [*column(left, top=100), *column(right, top=100, x=320)]

    assert blocks(read_pdf(made_pdf(page), Limits())) == ["\n".join(left), "\n".join(right)]


def test_the_title_of_the_file_counts_when_it_reads_like_one() -> None:
    page = column([FULL, ALSO, LAST], top=100)

    good = made_pdf(page, info="/Title (Charter on Automated Decisions)")
    bad = made_pdf(page, info="/Title (draft_v3_final.docx)")

    assert read_pdf(good, Limits()).title == "Charter on Automated Decisions"
    assert read_pdf(bad, Limits()).title == ""


def test_a_pdf_without_text_is_refused_with_its_pages_and_the_cure() -> None:
    with pytest.raises(NoTextError, match=r"3 pages .*OCR"):
        read_pdf(made_pdf([], [], []), Limits())


def test_pages_without_text_among_others_are_named() -> None:
    page = column([FULL, ALSO, LAST], top=100)

    content = read_pdf(made_pdf(page, [], [], page, []), Limits())

    (notice,) = content.notices
    assert notice.code == "pages-without-text"
    assert "2-3, 5" in notice.message


def test_more_pages_or_characters_than_allowed_are_refused() -> None:
    page = column([FULL, ALSO, LAST], top=100)

    with pytest.raises(LimitError, match="2 pages; the limit is 1"):
        read_pdf(made_pdf(page, page), replace(Limits(), max_pages=1))
    with pytest.raises(LimitError, match="longer than 100 characters"):
        read_pdf(made_pdf(page), replace(Limits(), max_chars=100))


def test_bytes_that_are_no_pdf_or_break_off_are_refused() -> None:
    whole = made_pdf(column([FULL, ALSO, LAST], top=100))

    with pytest.raises(FormatError, match="does not begin as a PDF"):
        read_pdf(b"<html>not found</html>", Limits())
    with pytest.raises(FormatError, match="damaged or cut short"):
        read_pdf(whole[:40], Limits())
    with pytest.raises(FormatError):
        read_pdf(b"", Limits())


def test_a_locked_pdf_is_refused_with_the_cure() -> None:
    locked = made_pdf(
        column([FULL], top=100),
        trailer="/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
        f" /O <{'11' * 32}> /U <{'22' * 32}> >>",
    )

    with pytest.raises(FormatError, match=r"locked by a password\. .*unlocked"):
        read_pdf(locked, Limits())
