from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.documents.content import Content
from comity.documents.formats.text import read_text
from comity.documents.limits import Limits
from comity.errors import LimitError, NoTextError
from tests.conftest import SHARED
from tests.documents.formats.soundness import assert_sound, shown


def read(text: str) -> Content:
    return read_text(text.encode(), Limits())


WORDS = "Each State shall publish the values that it has measured and name their source"


def pages(header: str = "", feed: str = "", lines: int = 20, count: int = 12) -> str:
    parts = []
    for page in range(1, count + 1):
        body = "\n".join(
            f"{WORDS}, line {line} of part {page}." for line in "abcdefghijklmnopqrst"[:lines]
        )
        parts.append(f"{header}\n{body}\n{page}\n" if header else f"{body}\n{page}\n")
    return feed.join(parts)


def test_paragraphs_are_parted_by_blank_lines_and_keep_their_lines() -> None:
    content = read("Article 1\n\nEach State shall\nreport.\n \n\tEach body too.\n")

    assert shown(content) == [
        ("paragraph", "Article 1"),
        ("paragraph", "Each State shall\nreport."),
        ("paragraph", "Each body too."),
    ]
    assert [b.indent for b in content.blocks] == [0, 0, 8]


def test_text_that_is_not_wrapped_has_a_block_per_line() -> None:
    content = read("CHAPTER I\n" + "Each State shall report. " * 10 + "\n(a) one;\n(b) two.\n")

    assert len(content.blocks) == 4


def test_line_ends_of_every_system_are_one() -> None:
    assert read("a\r\nb\rc\n").text == "a\nb\nc\n"


def test_page_numbers_that_count_up_are_removed() -> None:
    content = read(pages())

    assert [r.text for r in content.removed] == [str(n) for n in range(1, 13)]
    assert {r.reason for r in content.removed} == {"page number"}
    assert len(content.page_starts) == 12


def test_a_running_header_is_removed_with_the_number_in_it() -> None:
    text = pages(header="Official Gazette – 7 – Item 23", feed="\f")
    content = read(text)

    assert [r.reason for r in content.removed].count("page header") == 12
    assert "Gazette" not in content.text


def test_form_feeds_begin_pages() -> None:
    content = read("One page.\n\fAnother page.\n\fA third.\n")
    starts = [content.text[s:].split("\n", 1)[0] for s in content.page_starts]

    assert "\f" not in content.text
    assert starts[-2:] == ["Another page.", "A third."]


def test_lone_numbers_of_a_short_list_stay() -> None:
    text = "\n".join(f"{n}\nEach State shall report on measure {n}.\n" for n in range(1, 12))

    assert read(text).removed == ()


def test_article_headings_on_page_edges_are_no_running_headers() -> None:
    text = "\f".join(f"Article {n}\n{WORDS}.\n" for n in range(1, 12))
    content = read(text)

    assert content.removed == ()
    assert "Article 7" in content.text


def test_a_word_broken_at_a_line_end_is_made_whole() -> None:
    content = read("the system does not inten-\ntionally deceive")

    assert "intentionally deceive" in content.text


def test_a_compound_keeps_its_hyphen() -> None:
    content = read(
        "A high-level body. It gives high-\nlevel advice on self-\nreliance and reliance."
    )

    assert "high-level advice" in content.text


def test_a_hyphen_before_a_capital_stays() -> None:
    assert "Asia-\nPacific" in read("the Asia-\nPacific region").text


def test_a_drawn_line_parts_blocks_and_stars_for_omitted_text_stay() -> None:
    content = read("Heading\n-------\nText.\n\n* * *\n")

    assert [t for _, t in shown(content)] == ["Heading", "Text.", "* * *"]
    assert [r.reason for r in content.removed] == ["rule"]


def test_blank_files_hold_no_text() -> None:
    with pytest.raises(NoTextError):
        read(" \n\t\n")


def test_longer_than_the_limit_is_refused_not_cut() -> None:
    with pytest.raises(LimitError):
        read_text(b"word " * 100, Limits(max_chars=100))


@pytest.mark.parametrize(
    "text", ["1" + " " * 300_000 + "x", "a" * 300_000 + "-\nb", "a-\n" * 50_000]
)
def test_long_stretches_cost_no_more_than_their_length(text: str) -> None:
    started = time.process_time()
    read(text)

    assert time.process_time() - started < 5  # quadratic patterns take minutes


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("aAé第٣ 1.-\n\t\f\u00a0\u3000()"), max_size=200))
def test_blocks_are_exact_ordered_and_cover_every_word(text: str) -> None:
    try:
        content = read(text)
    except NoTextError:
        return
    assert_sound(content)
    covered = "".join(b.span.of(content.text) for b in content.blocks)
    assert sorted("".join(covered.split())) == sorted("".join(content.text.split()))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        # Counted in the files: lone page numbers that count up.
        ("norway-ai-strategy-2020.en.txt", 60),
        ("poland-ai-policy-2020.pl.txt", 60),
        ("japan-ai-guidelines-for-business-1.1-2025.en.txt", 37),
        ("malta-ai-strategy-2019.en.txt", 40),
    ],
)
def test_page_numbers_of_real_conversions_go(name: str, numbers: int) -> None:
    content = read_text((SHARED / "corpus" / "instruments" / name).read_bytes(), Limits())
    removed = [r for r in content.removed if r.reason == "page number"]

    assert len(removed) >= numbers
    assert_sound(content)
