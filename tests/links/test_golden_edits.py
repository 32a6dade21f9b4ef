"""Edits of real texts, checked by eye: two files, two provisions, the words that changed.

`golden_edits.csv` holds no passages, only a word or a few of each edit. `same` says that
nothing was changed; `whole` that the edits listed are all edits of the two provisions.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from comity.links import edits
from comity.text.tokens import words
from tests.provisions.test_golden import read

pytestmark = pytest.mark.shared

Change = tuple[str, list[str], list[str]]


def cases() -> dict[tuple[str, str], list[dict[str, str]]]:
    found: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with (Path(__file__).parent / "golden_edits.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["a_file"], row["b_file"]].append(row)
    return found


CASES = cases()


def changes(a_file: str, a_eid: str, b_file: str, b_eid: str) -> list[Change]:
    texts = []
    for name, eid in ((a_file, a_eid), (b_file, b_eid)):
        (text,) = (p.text for p in read(name)[1].provisions if p.eid == eid)
        texts.append(text)
    a, b = texts
    return [
        (e.kind, words(a[e.a_start : e.a_end]), words(b[e.b_start : e.b_end]))
        for e in edits(a, b, "en")
        if e.kind != "kept"
    ]


def test_there_are_fifty_cases() -> None:
    assert sum(map(len, CASES.values())) >= 50


@pytest.mark.parametrize(
    ("a_file", "b_file"),
    [
        pytest.param(*files, marks=[pytest.mark.slow] if "ai-act" in files[0] else [])
        for files in CASES
    ],
)
def test_the_true_edits_are_found(a_file: str, b_file: str) -> None:
    missing, beside = [], []
    for case in CASES[a_file, b_file]:
        found = changes(a_file, case["a_eid"], b_file, case["b_eid"])
        listed: list[Change] = [
            (row["kind"], words(row["a_words"]), words(row["b_words"]))
            for row in CASES[a_file, b_file]
            if row["a_eid"] == case["a_eid"] and row["kind"] != "same"
        ]
        missing += [(case["a_eid"], change) for change in listed if change not in found]
        if case["whole"] == "yes":
            beside += [(case["a_eid"], change) for change in found if change not in listed]
    assert not missing
    assert not beside


@pytest.mark.slow
def test_two_versions_of_a_long_law_are_aligned_whole_in_seconds() -> None:
    a = read("eu-ai-act-2024-03-ep-position.en.pdf")[0].text
    b = read("eu-ai-act-2024.en.html")[0].text

    found = edits(a, b, "en")

    kept = sum(len(words(a[e.a_start : e.a_end])) for e in found if e.kind == "kept")
    assert kept / len(words(a)) > 0.9
    heads = [e for e in found if e.kind in ("kept", "replaced", "dropped", "moved")]
    assert sum(len(words(a[e.a_start : e.a_end])) for e in heads) == len(words(a))


def test_another_holding_of_one_text_is_kept_whole() -> None:
    (document, _), (other, _) = read("1383"), read("g7-hiroshima-code-of-conduct-2023.en.pdf")

    assert [e.kind for e in edits(document.text, other.text, "en")] == ["kept"]
