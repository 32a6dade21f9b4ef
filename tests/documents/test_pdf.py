"""Real PDFs: what the reader must find in them, and that it loses nothing.

Facts from the README of the shared instruments and from the printed pages.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pypdfium2 as pdfium
import pytest

from comity.documents.content import Content
from comity.documents.formats.pdf import read_pdf
from comity.documents.limits import Limits
from comity.errors import FormatError
from tests.conftest import SHARED

pytestmark = pytest.mark.shared
INSTRUMENTS = SHARED / "corpus" / "instruments"
MISLABELLED = SHARED / "corpus" / "mislabelled"
SHORT = [
    "coe-framework-convention-ai-2024.en",
    "coe-framework-convention-ai-2024.es",
    "ec-guidelines-ai-system-definition-2025.en",
    "oecd-recommendation-ai-2024.en",
    "spain-cgpj-instruction-2-2026-ai.es",
    "switzerland-finma-guidance-08-2024.en",
    "unesco-recommendation-ethics-ai-2021.en",
    "unga-res-78-265-2024.en",
    "unga-res-78-265-2024.es",
    "us-eo-14110-2023.en",
    "us-nist-ai-rmf-1.0-2023.en",
]
LONG = [
    "ec-guidelines-prohibited-ai-practices-2025.en",
    "eu-ai-act-2024-03-ep-position.en",
    "eu-ai-act-2024-oj.en",
    "us-nist-ai-600-1-2024.en",
    "who-ethics-governance-ai-health-2021.en",
]


@cache
def read(name: str) -> Content:
    return read_pdf((INSTRUMENTS / f"{name}.pdf").read_bytes(), Limits())


def texts(name: str) -> list[str]:
    content = read(name)
    return [b.span.of(content.text) for b in content.blocks if b.kind != "footnote"]


def longest_count(name: str, label: str) -> int:
    """How far the blocks count up from 1 in order, each opening with the label."""
    reached = 0
    for text in texts(name):
        match = re.match(label, text)
        if match and int(match[1]) == reached + 1:
            reached += 1
    return reached


@pytest.mark.parametrize("name", [*SHORT, *(pytest.param(n, marks=pytest.mark.slow) for n in LONG)])
def test_no_letter_is_lost_or_doubled(name: str) -> None:
    content = read(name)
    raw = "".join(
        page.get_textpage().get_text_range()
        for page in pdfium.PdfDocument(INSTRUMENTS / f"{name}.pdf")
    )

    kept = content.text + "".join(removed.text for removed in content.removed)

    assert letters(kept) == letters(raw)


def letters(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalnum())


@pytest.mark.parametrize("name", SHORT)
def test_words_are_those_of_the_page(name: str) -> None:
    content = read(name)
    raw = "\n".join(
        page.get_textpage().get_text_range()
        for page in pdfium.PdfDocument(INSTRUMENTS / f"{name}.pdf")
    )
    printed = words(re.sub("\ufffe\\s*", "", raw))

    kept = words("\n".join([content.text, *(removed.text for removed in content.removed)]))

    # What differs: compounds whose hyphen stays, and blanks that were none.
    assert (printed & kept).total() >= 0.99 * printed.total()
    assert (kept - printed).total() <= 0.01 * printed.total()


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text.casefold()))


@pytest.mark.parametrize("name", SHORT)
def test_blocks_are_slices_in_order_and_pages_begin_in_order(name: str) -> None:
    content = read(name)

    ends = [0, *(block.span.end for block in content.blocks)]
    assert all(end <= b.span.start for end, b in zip(ends, content.blocks, strict=False))
    covered = "\n".join(b.span.of(content.text) for b in content.blocks) + "\n"
    assert covered == content.text
    assert all(b.span.of(content.text) == b.span.of(content.text).strip() for b in content.blocks)
    assert list(content.page_starts) == sorted(content.page_starts)
    kinds = [block.kind for block in content.blocks]
    assert "footnote" not in kinds[: len(kinds) - kinds.count("footnote")]


@pytest.mark.parametrize(
    ("name", "label", "count"),
    [
        ("coe-framework-convention-ai-2024.en", r"Article (\d+) –", 36),
        ("coe-framework-convention-ai-2024.es", r"Artículo (\d+) -", 36),
        ("unga-res-78-265-2024.en", r"(\d+)\. [A-Z]", 13),
        ("unga-res-78-265-2024.es", r"(\d+)\. [A-Z]", 13),
        ("us-eo-14110-2023.en", r"Sec(?:tion|\.) (\d+)\. [A-Z]", 13),
        ("oecd-recommendation-ai-2024.en", r"1\.(\d)\. [A-Z]", 5),
        ("oecd-recommendation-ai-2024.en", r"2\.(\d)\. [A-Z]", 5),
        ("ec-guidelines-ai-system-definition-2025.en", r"\((\d+)\) ", 64),
        pytest.param("eu-ai-act-2024-oj.en", r"\((\d+)\) ", 180, marks=pytest.mark.slow),
        pytest.param("eu-ai-act-2024-oj.en", r"Article (\d+)$", 113, marks=pytest.mark.slow),
    ],
)
def test_every_numbered_unit_opens_a_block(name: str, label: str, count: int) -> None:
    assert longest_count(name, label) == count


def test_the_unesco_recommendation_has_141_paragraphs() -> None:
    # Three operative paragraphs of the adoption come first and are numbered too.
    found = [t for t in texts("unesco-recommendation-ethics-ai-2021.en") if re.match(r"\d+\. ", t)]

    assert [int(t.split(".")[0]) for t in found] == [1, 2, 3, *range(1, 142)]


@pytest.mark.slow
def test_the_annexes_of_the_ai_act_open_blocks() -> None:
    found = [t for t in texts("eu-ai-act-2024-oj.en") if re.match(r"ANNEX [IVX]+$", t)]

    assert found == [
        f"ANNEX {n}"
        for n in ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII"]
    ]


def test_cells_of_the_nist_tables_stay_whole() -> None:
    label = r"(GOVERN|MAP|MEASURE|MANAGE) \d\.\d{1,2}: "
    cells = [t for t in texts("us-nist-ai-rmf-1.0-2023.en") if re.match(label, t)]

    assert len(cells) == 72
    assert all(cell.endswith((".", ")")) for cell in cells)
    assert all(len(re.findall(label, cell)) == 1 for cell in cells)


def test_a_paragraph_over_a_page_break_is_one_block() -> None:
    content = read("unga-res-78-265-2024.en")

    (block,) = [
        b for b in content.blocks if b.span.of(content.text).startswith("Recalling its resolutions")
    ]
    text = block.span.of(content.text)

    assert text.endswith("75/1 of 21 September 2020,")
    assert block.span.start < content.page_starts[1] < block.span.end
    assert content.text[content.page_starts[1] :].startswith("the Tunis Commitment")


def test_footnotes_stand_last_in_their_order_with_their_page() -> None:
    content = read("unga-res-78-265-2024.en")
    notes = [b for b in content.blocks if b.kind == "footnote"]

    assert [b.span.of(content.text).split()[0] for b in notes] == [str(n) for n in range(1, 11)]
    assert [b.page for b in notes] == [1, 1, 1, 2, 2, 2, 2, 2, 2, 3]


def test_the_letterhead_lines_of_a_gazette_are_removed_with_reason_and_page() -> None:
    removed = read("spain-cgpj-instruction-2-2026-ai.es").removed

    heads = [r for r in removed if r.text == "BOLETÍN OFICIAL DEL ESTADO"]
    assert [r.page for r in heads] == list(range(1, 9))
    assert {r.reason for r in heads} == {"page header"}
    assert sum(r.reason == "margin text" for r in removed) == 8


@pytest.mark.slow
def test_articles_that_open_pages_are_no_running_headers() -> None:
    removed = read("eu-ai-act-2024-oj.en").removed

    assert not [r for r in removed if r.text.startswith("Article")]


def test_a_web_page_named_pdf_is_refused_with_the_cure() -> None:
    with pytest.raises(FormatError, match="web page"):
        read_pdf((MISLABELLED / "asean-guide-page-not-found.pdf").read_bytes(), Limits())
