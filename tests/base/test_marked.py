"""Changes marked in a text: nothing of either text is lost, and the marks need no colour."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.marked import marked
from comity.cli.render_compare import edit_lines
from comity.links.edits import edits
from comity.locales import labels_in

Row = tuple[str, int, int, int, int]

texts = st.lists(
    st.sampled_from(["alder", "birch", "cedar", "elder", "fir", "ivy", "maple"]), max_size=30
).map(" ".join)


def rows(a: str, b: str, language: str = "en") -> list[Row]:
    return [(e.kind, e.a_start, e.a_end, e.b_start, e.b_end) for e in edits(a, b, language)]


@given(a=texts, b=texts)
def test_without_its_additions_it_is_the_first_text(a: str, b: str) -> None:
    shown = marked(a, b, rows(a, b), whole=True)

    bare = re.sub(r" ?\{\+[^}]*\+\}", "", shown)
    for mark in ("[-", "-]", "[>", "<]"):
        bare = bare.replace(mark, "")
    assert bare.split() == a.split()


@given(a=texts, b=texts)
def test_its_additions_and_what_is_kept_are_the_words_of_the_second(a: str, b: str) -> None:
    shown = marked(a, b, rows(a, b), whole=True)

    left = re.sub(r"\[-[^\]]*-\]", "", shown)
    for mark in ("{+", "+}", "[>", "<]"):
        left = left.replace(mark, " ")
    assert sorted(left.split()) == sorted(b.split())


@pytest.mark.parametrize(
    ("a", "b", "language", "shown"),
    [
        (
            "Publish once a year.",
            "Publish twice a year.",
            "en",
            "Publish [-once-]{+twice+} a year.",
        ),
        ("Publish a list.", "Publish a public list.", "en", "Publish a {+public+} list."),
        ("Publish a public list.", "Publish a list.", "en", "Publish a [-public-] list."),
        ("Publish.", "Then publish.", "en", "{+Then+} Publish."),
        (
            "各成员应当每年公布登记册。",
            "各成员应当每月公布登记册。",
            "zh",
            "各成员应当每[-年-]{+月+}公布登记册。",
        ),
        ("Publish a list.", "publish A LIST", "en", "Publish a list."),
    ],
)
def test_marks_stand_where_the_change_is(a: str, b: str, language: str, shown: str) -> None:
    assert marked(a, b, rows(a, b, language)) == shown


def test_a_long_stretch_that_was_kept_is_shown_by_its_ends() -> None:
    words = " ".join(f"word{n}" for n in range(100))
    a, b = f"{words} ends here", f"{words} ends there"

    shown = marked(a, b, rows(a, b))

    assert shown.startswith("word0 word1")
    assert shown.endswith("word99 ends [-here-]{+there+}")
    assert " … " in shown
    assert marked(a, b, rows(a, b), whole=True).startswith(words)


def test_the_same_words_are_said_to_be_the_same_and_no_edits_say_nothing() -> None:
    labels = labels_in("en")

    same = list(edit_lines("A list.", "a list", rows("A list.", "a list"), labels, indent="  "))

    assert same == ["  the same words"]
    assert list(edit_lines("A list.", "Oaks.", [], labels)) == []
