from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.documents.content import Content
from comity.documents.formats.markdown import read_markdown
from comity.documents.front_matter import split_front_matter
from comity.documents.limits import Limits
from comity.errors import ComityError, LimitError, NoTextError
from tests.documents.formats.soundness import assert_sound, shown


def read(text: str) -> Content:
    return read_markdown(text.encode(), Limits())


def test_marks_go_and_words_stay() -> None:
    content = read("# Charter\n\nEach **State** shall [report](https://example.org) *yearly*.\n")

    assert shown(content) == [
        ("heading", "Charter"),
        ("paragraph", "Each State shall report yearly."),
    ]
    assert content.title == "Charter"


def test_numbers_of_lists_stay_as_typed_and_bullets_become_labels() -> None:
    content = read("3. three\n4. four\n   - deep\n\n1) other\n")

    assert [t for _, t in shown(content)] == ["3. three", "4. four", "deep", "1) other"]
    assert [b.label for b in content.blocks] == ["", "", "-", ""]
    assert [b.level for b in content.blocks] == [1, 1, 2, 1]


def test_a_list_typed_with_ones_is_numbered_as_it_is_shown() -> None:
    assert [t for _, t in shown(read("1. a\n1. b\n1. c\n"))] == ["1. a", "2. b", "3. c"]


def test_front_matter_gives_metadata_and_is_no_text() -> None:
    content = read(
        "---\ntitle: >-\n  A law on\n  systems\npublication_date: '2025-09-09'\n"
        "source: 'https://example.org/law'\ntags:\n  - a\n  - b\n---\nText.\n"
    )

    assert (content.title, content.date) == ("A law on systems", "2025-09-09")
    assert content.source_url == "https://example.org/law"
    assert content.text == "Text.\n"


def test_a_heading_between_two_rules_is_no_front_matter() -> None:
    assert split_front_matter("---\n## Principles\n---\nText") == ({}, 0)
    assert shown(read("---\n## Principles\n---\nText"))[0] == ("heading", "Principles")


def test_notes_come_last() -> None:
    content = read("Text[^1] here.\n\n[^1]: The note.\n\nMore.\n")

    assert shown(content)[-1] == ("footnote", "The note.")
    assert content.blocks[-1].label == "1"


def test_tables_give_rows() -> None:
    content = read("| Body | Duty |\n|---|---|\n| Council | reports |\n")

    assert shown(content) == [("row", "Body\tDuty"), ("row", "Council\treports")]


def test_pictures_and_comments_are_removed_with_the_reason() -> None:
    content = read("![Seal](seal.png)\n\n[Image of a map]\n\n<!-- INFO END -->\n\nText.\n")

    assert content.text == "Text.\n"
    assert [r.reason for r in content.removed] == ["picture", "picture", "comment"]


def test_page_marks_begin_pages_and_page_numbers_go() -> None:
    text = "".join(f"### Page {n}\n\n{n}\nText of page {n}.\n\n" for n in range(1, 6))
    content = read(text)

    assert len(content.page_starts) == 5
    assert content.text[content.page_starts[2] :].startswith("Text of page 3.")
    assert [r.reason for r in content.removed].count("page number") == 5


def test_a_rule_below_a_long_paragraph_does_not_make_it_a_heading() -> None:
    content = read("A long paragraph. " * 30 + "\n---\nNext.\n")

    assert [k for k, _ in shown(content)] == ["paragraph", "paragraph"]


def test_only_marks_hold_no_text() -> None:
    with pytest.raises(NoTextError):
        read("---\n\n<!-- nothing -->\n")


def test_text_nested_beyond_the_limit_is_refused_not_dropped() -> None:
    with pytest.raises(LimitError):
        read("> " * 300 + "deep")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *("# h", "- a", "  - b", "1. c", "> q", "| x | y |", "|---|---|", "```", "---", ""),
                *(
                    "[^1]: n",
                    "text[^1]",
                    "<div>",
                    "<!--",
                    "    code",
                    "**b**",
                    "第一条 条文",
                    "\ttab",
                ),
            ]
        ),
        max_size=20,
    )
)
def test_blocks_are_exact_whatever_the_marks(lines: list[str]) -> None:
    try:
        content = read("\n".join(lines))
    except ComityError:
        return
    assert_sound(content)


def _pages(*headings: str, source: str = "# Source: plan.pdf\n\n") -> str:
    words = "The office answers within a week."
    return source + "\n\n".join(f"---\n\n# {heading}\n\n{words}" for heading in headings)


def test_running_headers_that_a_converter_made_headings_of_are_removed() -> None:
    content = read(_pages("A Plan - 2030", "A Plan-2030", "Aims", "a plan 2030"))

    assert [b.span.of(content.text) for b in content.blocks if b.kind == "heading"] == [
        "A Plan - 2030",
        "Aims",
    ]
    removed = [r.text for r in content.removed if r.reason == "page header"]
    assert removed == ["A Plan-2030", "a plan 2030"]


def test_titles_that_each_chapter_repeats_and_those_of_a_written_text_stay() -> None:
    apart = ["Measures", "One", "Two", "Three"] * 4
    written = ["Measures"] * 4

    assert not [r for r in read(_pages(*apart)).removed if r.reason == "page header"]
    assert not [r for r in read(_pages(*written, source="")).removed if r.reason == "page header"]
