"""Citations name the version, the day and nobody who was not named."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.cite import Citation, as_bibtex, as_csl, as_text, cite
from comity.base.versions import freeze
from comity.errors import UnknownIdError, UsageError
from comity.locales import LANGUAGES, labels_in
from tests.base.sample import sample, write_sample

CITATION = Citation(
    version="ab" * 32,
    name="my_base",
    title="",
    by=(),
    note="",
    date="2026-03-09",
    comity="0.1.0",
    documents=4,
    provisions=9,
    links=12,
    licences=(("CC-BY-4.0", 3), ("", 1)),
)
EN = labels_in("en")


def test_a_frozen_version_is_cited_with_its_hash_day_counts_and_licences(tmp_path: Path) -> None:
    write_sample(tmp_path / "base")
    version = freeze(tmp_path / "base", title="Lake texts", by=["Lake Office"], note="Used").version

    words = as_text(cite(tmp_path / "base"), EN)

    assert words.startswith("Lake Office. Lake texts. Version ")
    assert version.version in words
    assert version.frozen[:10] in words
    assert f"Documents: {len(sample())}; provisions: " in words
    assert "The comity developers" in words
    assert "not stated (" in words
    assert " Used. " in words


def test_what_is_not_frozen_is_not_cited(tmp_path: Path) -> None:
    write_sample(tmp_path / "base")

    with pytest.raises(UsageError, match="comity base freeze"):
        cite(tmp_path / "base")
    with pytest.raises(UnknownIdError):
        cite(tmp_path / "base", "zz")


def test_a_base_that_nobody_answers_for_has_no_author() -> None:
    base, software = as_csl(CITATION, EN)

    assert "author" not in base
    assert software["author"] == [{"literal": "The comity developers"}]
    assert base["issued"] == {"date-parts": [[2026, 3, 9]]}
    assert base["version"] == CITATION.version
    first, second = as_bibtex(CITATION, EN).split("\n\n")
    assert "author" not in first
    assert "author = {{The comity developers}}" in second
    assert "month = mar," in first
    assert first.startswith("@misc{my-base-abababababab,")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citation_can_be_given_in_every_language(language: str) -> None:
    words = as_text(CITATION, labels_in(language))

    for fact in (CITATION.version, "2026-03-09", "my_base", "CC-BY-4.0 (3)", "12"):
        assert fact in words


def test_many_licences_are_summed_up_not_dropped() -> None:
    many = replace(CITATION, licences=tuple((f"L{n}", 2) for n in range(9)))

    assert "L4 (2), others (8)" in as_text(many, EN)


@settings(max_examples=40)
@given(title=st.text(max_size=40), name=st.text(max_size=20), by=st.text(min_size=1, max_size=20))
def test_bibtex_holds_together_whatever_the_words(title: str, name: str, by: str) -> None:
    odd = replace(CITATION, title=title, name=name, by=(by,))
    entries = as_bibtex(odd, EN)

    depth = 0
    for sign in re.sub(r"\\[&%$#_]", "", entries):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert re.match(r"@misc\{[A-Za-z0-9.-]+,\n", entries)
    assert not re.search(r"(?<!\\)[&%$#_~^]", entries)
    assert json.loads(json.dumps(as_csl(odd, EN)))
