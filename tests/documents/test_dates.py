from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents.dates import is_missing, iso_date, written_date


@pytest.mark.parametrize("value", ["2024", "2024-03", "2024-03-21"])
def test_iso_dates_of_three_lengths_stay_as_they_are(value: str) -> None:
    assert iso_date(value) == value


@pytest.mark.parametrize(
    "value", ["", "Unspecified", "2024-13", "2024-02-30", "24", "03/04/2024", "0000", "2024-3-1"]
)
def test_what_is_no_iso_date_is_refused_not_repaired(value: str) -> None:
    assert iso_date(value) == ""


def test_a_time_of_day_is_dropped() -> None:
    assert iso_date("2024-03-21T10:00:00Z") == "2024-03-21"


@pytest.mark.parametrize("word", ["", "Unspecified", "n/a", "  unknown "])
def test_words_for_no_value_are_missing(word: str) -> None:
    assert is_missing(word)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("October 18, 2023", "2023-10-18"),
        ("Jun 09, 2019", "2019-06-09"),
        ("Adopted on 21 November 2024", "2024-11-21"),
        ("le 1er juin 2024", "2024-06-01"),
        ("9 de septiembre de 2025", "2025-09-09"),
        ("от 14 июня 2024 года", "2024-06-14"),
        ("2023年7月10日", "2023-07-10"),
        ("March 2023", "2023-03"),
        ("2021-12-27", "2021-12-27"),
        ("no date, version 2.1", ""),
        ("31 February 2024", ""),
        ("12/07/2024", ""),
    ],
)
def test_dates_are_read_as_six_languages_write_them(text: str, date: str) -> None:
    assert written_date(text)[0] == date


def test_the_span_covers_just_the_date() -> None:
    text = "Done at Geneva, 21 November 2024, in two originals."
    _, (start, end) = written_date(text)

    assert text[start:end] == "21 November 2024"


@given(st.dates(min_value=__import__("datetime").date(1900, 1, 1)))
def test_every_written_date_of_our_time_comes_back(date: object) -> None:
    text = date.strftime("%d %B ") + f"{date.year:04}"  # type: ignore[attr-defined]
    expected = date.isoformat() if date.year <= 2200 else ""  # type: ignore[attr-defined]

    assert written_date(text)[0] == expected
