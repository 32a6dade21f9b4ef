"""Lines of text in a picture: nothing lost, nothing wider than asked, nothing that turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from comity.charts.lines import columns, distinct, facing, plain, shortened, wrap
from comity.charts.numbers import count_text, decimal_text, percent_text

WORDS = st.text(st.sampled_from("ab ,.(国际合作。，éЖعربي \n\u200d"), max_size=80)


@given(WORDS, st.integers(4, 40))
def test_a_wrapped_text_is_whole(text: str, width: int) -> None:
    lines = wrap(text, width)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(line == line.strip() for line in lines)


@given(st.text(st.sampled_from("ab 国际合作éЖ"), max_size=80), st.integers(4, 40))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(columns(line) <= width for line in wrap(text, width))


def test_chinese_breaks_between_characters_but_not_before_a_comma() -> None:
    assert wrap("国际合作，共同发展", 8) == ["国际合", "作，共同", "发展"]


def test_a_long_text_is_shortened_with_a_sign() -> None:
    assert shortened("Bolivia (Plurinational State of)", 12) == "Bolivia (Pl…"
    assert shortened("Kenya", 12) == "Kenya"


@given(st.text())
def test_a_plain_text_is_one_line_that_xml_can_hold(text: str) -> None:
    line = plain(text)

    element = etree.Element("t")
    element.text = line  # raises for what XML cannot hold
    assert len(line.splitlines()) <= 1
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069") & set(line)


def test_only_lines_from_right_to_left_are_set_apart() -> None:
    assert facing("عربي", "ar") == "\u2067عربي\u2069"
    assert facing("abc", "en") == "abc"
    assert facing("", "ar") == ""


@given(st.lists(st.tuples(st.uuids().map(str), st.sampled_from("ab")), max_size=5, unique=True))
def test_labels_of_an_axis_differ(names: list[tuple[str, str]]) -> None:
    labels = distinct(names, 100)

    assert len(set(labels)) == len(names)


@pytest.mark.parametrize(
    ("share", "language", "text"),
    [
        (0.375, "en", "37.5%"),
        (0.375, "fr", "37,5\u202f%"),
        (0.375, "ru", "37,5\u00a0%"),
        (0.375, "es", "37,5\u00a0%"),
        (0.375, "zh", "37.5%"),
        (0.375, "ar", "37.5%"),
        (1, "en", "100%"),
        (0, "en", "0%"),
        (0.0001, "en", "<0.1%"),
        (0.0001, "fr", "<0,1\u202f%"),
    ],
)
def test_a_share_is_told_as_the_language_does(share: float, language: str, text: str) -> None:
    assert percent_text(share, language) == text


def test_numbers_are_told_as_the_language_does() -> None:
    assert count_text(1234567, "en") == "1,234,567"
    assert count_text(1234567, "fr") == "1\u202f234\u202f567"
    assert decimal_text(1.5, "ru") == "1,5"
    assert decimal_text(2, "en") == "2"
