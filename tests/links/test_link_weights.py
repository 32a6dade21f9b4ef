"""Files of link weights: what is read, and what is said of one that is none."""

from __future__ import annotations

import pytest

from comity.errors import UsageError
from comity.links.weights import as_toml, read_weights, shipped_weights

WORDS = "[words]\nlexical = 1\nalone = 1\nlogarithm = 1\nlinear = 0\nconstant = 1\nreuse = 1\n"


def test_what_is_written_is_read_again() -> None:
    assert read_weights(as_toml(shipped_weights()), "w.toml") == shipped_weights()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it has no table [words]"),
        ("words = 3", "'words' is no table"),
        ("[words]\nlexical = 1", "[words] lacks alone, logarithm, linear, constant, reuse"),
        (f"{WORDS}colour = 2", "[words] has 'colour', which is no weight"),
        (f"{WORDS}[meaning]\nlexical = 1", "[meaning] lacks alone, logarithm, linear"),
        ("a = = ", "Invalid value"),
        (WORDS.replace("lexical = 1", "lexical = nan"), "not a number"),
        (WORDS.replace("lexical = 1", "lexical = 'a'"), "not a number"),
        (WORDS.replace("reuse = 1", "reuse = 2"), "it is 0 to 1"),
    ],
)
def test_a_file_without_weights_is_refused_with_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(UsageError) as told:
        read_weights(text, "w.toml")

    assert why in str(told.value)
    assert "__" not in str(told.value)
