"""The layout functions on synthetic runs and lines: nothing lost, and the evidence weighed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.documents.formats.pdf_furniture import Sheet, find_furniture
from comity.documents.formats.pdf_glyphs import Run
from comity.documents.formats.pdf_lines import Line, build_lines
from comity.documents.formats.pdf_notes import body_size, find_notes
from comity.documents.formats.pdf_paragraphs import group_lines
from comity.documents.formats.pdf_text import BrokenWords, Writer
from comity.documents.limits import Limits

WORDS = st.sampled_from(
    ["Article 5", "(a) the system", "is used", "AI-", "shall be kept.", "1", "•", "2.1. Scope", "-"]
)


def run(text: str, x: float, y: float, *, size: float = 10, upright: bool = True) -> Run:
    width = 0.5 * size * len(text)
    return Run(
        text=text,
        x0=x,
        x1=x + width,
        y=y,
        size=size,
        bold=False,
        upright=upright,
        word_x1=x + 0.5 * size * len(text.split(" ", maxsplit=1)[0]),
        next_x0=x,
        spaced=False,
    )


def line(text: str, *, page: int = 1, x: float = 70, y: float = 100, size: float = 10) -> Line:
    return Line(
        text=text, page=page, x0=x, x1=x + 0.5 * size * len(text), y=y, size=size, body_x=x,
        word_width=0.5 * size * len(text.split(maxsplit=1)[0]),
    )  # fmt: skip


@st.composite
def runs(draw: st.DrawFn) -> list[Run]:
    return [
        run(
            draw(WORDS),
            draw(st.floats(0, 500)),
            draw(st.floats(0, 800)),
            size=draw(st.sampled_from([6.0, 10.0, 14.0])),
        )
        for _ in range(draw(st.integers(0, 12)))
    ]


@st.composite
def sheets(draw: st.DrawFn) -> list[Sheet]:
    pages = draw(st.integers(1, 6))
    return [
        Sheet(
            page,
            842,
            tuple(
                line(
                    draw(WORDS),
                    page=page,
                    x=draw(st.sampled_from([70.0, 90.0, 300.0])),
                    y=draw(st.integers(20, 830)),
                    size=draw(st.sampled_from([8.0, 10.0, 14.0])),
                )
                for _ in range(draw(st.integers(0, 10)))
            ),
        )
        for page in range(1, pages + 1)
    ]


def letters(texts: list[str]) -> str:
    return "".join(sorted(c for text in texts for c in text if not c.isspace()))


@given(runs())
def test_every_run_ends_in_exactly_one_line(page: list[Run]) -> None:
    lines = build_lines(page, 1)

    assert letters([n.text for n in lines]) == letters([r.text for r in page])


@given(sheets())
def test_every_line_ends_in_exactly_one_block_in_its_order(document: list[Sheet]) -> None:
    pages = [sheet.lines for sheet in document]

    groups = group_lines(pages, 10.0)

    assert [n for group in groups for n in group.lines] == [n for page in pages for n in page]


@given(sheets())
def test_only_lines_near_the_edges_of_a_page_are_furniture(document: list[Sheet]) -> None:
    found = find_furniture(document)

    assert all(n.y <= 0.2 * 842 or n.y >= 0.8 * 842 for n in found)


@given(sheets())
def test_a_line_belongs_to_one_footnote_at_most(document: list[Sheet]) -> None:
    lines = [n for note in find_notes(document, body_size(document)) for n in note.lines]

    assert len(lines) == len({id(n) for n in lines})


@given(sheets())
def test_the_text_holds_what_the_lines_hold(document: list[Sheet]) -> None:
    pages = [sheet.lines for sheet in document]
    flat = [n for page in pages for n in page]
    writer = Writer(Limits(), flat)
    for group in group_lines(pages, 10.0):
        writer.add(group)

    bare = letters([writer.text().replace("-", "")])
    starts = writer.page_starts(len(pages))
    assert bare == letters([n.text.replace("-", "") for n in flat])
    assert list(starts) == sorted(starts)
    assert all(b.span.of(writer.text()).strip() for b in writer.blocks)


def test_a_raised_number_goes_back_into_its_line() -> None:
    page = [
        run("of the Council (", 70, 100),
        run("12", 150, 96, size=6),
        run(") applies", 157, 100),
    ]

    (only,) = build_lines(page, 1)

    assert only.text == "of the Council (12) applies"
    assert only.marks == ("12",)


def test_a_label_and_its_text_far_apart_are_one_line_and_cells_are_two() -> None:
    label = build_lines([run("(a)", 70, 100), run("each provider", 110, 100)], 1)
    cells = build_lines([run("Risk", 70, 100), run("each provider", 250, 100)], 1)

    assert [(n.text, n.body_x) for n in label] == [("(a) each provider", 110)]
    assert [n.text for n in cells] == ["Risk", "each provider"]


def test_a_number_that_counts_with_the_pages_is_one_and_an_article_is_none() -> None:
    document = [
        Sheet(
            page,
            842,
            (
                line(f"Article {page + 20}", page=page, y=60),
                line("Each office keeps a list of its systems.", page=page, y=300),
                line(str(page), page=page, y=810),
            ),
        )
        for page in range(1, 13)
        for _ in range(1)
    ]
    # Were each article to open a page by rule, it could not be told from a
    # running header; three of twelve is what chance does.
    document[5:] = [
        Sheet(s.number, s.height, tuple(n for n in s.lines if not n.text.startswith("Article")))
        for s in document[5:]
    ]
    document[:2] = [
        Sheet(s.number, s.height, tuple(n for n in s.lines if not n.text.startswith("Article")))
        for s in document[:2]
    ]

    found = find_furniture(document)

    assert {n.text for n in found} == {str(page) for page in range(1, 13)}


def test_words_that_the_document_writes_whole_are_joined() -> None:
    words = BrokenWords(["the government acts", "a well-known risk", "human and centred", "of and"])

    assert words.is_one("govern", "ment")
    assert not words.is_one("well", "known")
    assert words.is_one("or", "ganization")  # unknown: a word is likelier than a compound
    assert not words.is_one("human", "centred")  # both stand alone in the text
    assert not words.is_one("AI", "based")
    assert not words.is_one("non", "EU")


def test_broken_halves_are_no_evidence_for_themselves() -> None:
    words = BrokenWords(["to pre-", "vention of harm and pre-", "vention of loss"])

    assert words.is_one("pre", "vention")
