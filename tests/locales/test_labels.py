"""Labels: every one in every UN language, with the same places to fill."""

from __future__ import annotations

import string

import pytest

from comity.errors import UnknownIdError
from comity.locales import LANGUAGES, labels_in


def places(label: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(label) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_stands_in_every_language_with_the_same_places(language: str) -> None:
    english, other = labels_in("en").words, labels_in(language).words

    assert other.keys() == english.keys()
    assert {key: places(text) for key, text in other.items()} == {
        key: places(text) for key, text in english.items()
    }
    assert all(text.strip() for text in other.values())


def test_a_label_is_filled_in() -> None:
    assert labels_in("fr")("page", page=3) == "page 3"


def test_another_language_is_refused_with_the_six() -> None:
    with pytest.raises(UnknownIdError, match=r"'de'.*'ar', 'zh', 'en'"):
        labels_in("de")
