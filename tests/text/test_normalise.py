"""The readable view."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.text.normalise import clean


def test_lines_and_hyphenation_marks_vanish() -> None:
    assert clean("  Article\u00a01\r\n\r\n\tco\u00adoperation\ufeff of\u2028 States \x00") == (
        "Article 1 cooperation of States"
    )


@given(st.text())
def test_a_clean_text_is_left_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "  " not in clean(text)
