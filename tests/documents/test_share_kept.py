"""At least 99 % of each document's words are in provisions or listed, and none counts twice.

The measure and its independent extractions are in `share_kept.py`.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from comity.documents import Source, find_sources, read_source
from tests.conftest import SHARED
from tests.documents.share_kept import Held, Kept, compare, share_kept, words_of

CORPUS = SHARED / "corpus"
MIN_KEPT = 0.99
MAX_ADDED = 0.01
MAX_RESPACED = 0.02  # of the words: joined or parted otherwise than by the other program
_SAMPLED = 16  # every so many-th file of AGORA is read in the fast tests


def test_a_lost_word_and_a_doubled_one_are_seen() -> None:
    kept = compare("made", words_of("one two three three"), Held(words_of("one three four"), []))

    assert kept.missing == ("three", "two")
    assert kept.added == ("four",)


def test_hyphens_ligatures_and_blanks_are_no_difference() -> None:
    file = words_of("co-ordi-\nnation of \ufb01nal acts, l\u2019acte f i n a l")
    held = words_of("coordination of final acts, l'acte final")

    kept = compare("made", file, Held(held, []))

    assert (kept.missing, kept.added, kept.joined) == ((), (), ("final",))


def test_a_blank_that_swallows_another_word_is_a_difference() -> None:
    kept = compare("made", words_of("to day by day"), Held(words_of("today by"), []))

    assert kept.missing == ("day",)


@cache
def sources(folder: str) -> tuple[Source, ...]:
    return find_sources([CORPUS / folder]).sources


def check(source: Source) -> list[Kept]:
    if source.format == "pdf" and not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext of poppler-utils, which is not installed")
    found = share_kept(source)
    for kept in found:
        what = f"{kept.id}: missing {kept.missing[:20]}, added {kept.added[:20]}"
        assert kept.share_kept >= MIN_KEPT, what
        assert kept.share_added <= MAX_ADDED, what
        assert len(kept.joined) + len(kept.parted) <= MAX_RESPACED * kept.words + 5, (
            f"{kept.id}: joined {kept.joined[:20]}, parted {kept.parted[:20]}"
        )
    return found


def names(folder: str) -> list[str]:
    root = CORPUS / folder
    return [source.name for source in sources(folder)] if root.is_dir() else []


def _size(name: str) -> int:
    return (CORPUS / "instruments" / Path(name)).stat().st_size


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=[pytest.mark.slow] if _size(n) > 250_000 else [])
        for n in names("instruments")
    ],
)
def test_the_words_of_an_instrument_are_kept_once(name: str) -> None:
    source = next(s for s in sources("instruments") if s.name == name)
    found = check(source)

    refused = [failure.error for failure in read_source(source).failures]
    assert found or refused, "It was not read."


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["mislabelled", "worldwide-ai-ethics", "seed"])
def test_the_words_of_other_sources_are_kept_once(folder: str) -> None:
    for source in sources(folder):
        check(source)


@pytest.mark.shared
def test_the_words_of_a_sample_of_agora_are_kept_once() -> None:
    sample = sources("agora")[::_SAMPLED]

    assert len(sample) >= 59
    assert all(check(source) for source in sample)


@pytest.mark.shared
@pytest.mark.slow
def test_the_words_of_all_of_agora_are_kept_once() -> None:
    assert sum(len(check(source)) for source in sources("agora")) == 947
