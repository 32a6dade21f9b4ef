"""Counterparts found by text alone in real translations; facts from the shared corpus."""

from __future__ import annotations

import pytest
from benchmarks.align import CASES, compared, measured, wrong

from comity.topics import Tagger, shipped_thesaurus
from tests.conftest import SHARED

# What was reached stands in docs/align.md; the bounds leave room for changes of the thesaurus.
BOUNDS = {
    "AI Act, fr-en, articles": (113, 0.97),
    "AI Act, fr-en, units": (1400, 0.94),
    "CETS 225, es-en, articles": (36, 0.97),
    "CETS 225, es-en, units": (110, 0.95),
    "generative AI 2023, zh-en, articles": (24, 0.85),
    "recommendation 2021, zh-en, articles": (35, 0.90),
    "Shenzhen 2022, zh-en, articles": (73, 0.90),
    "generative AI 2023, zh-en, units": (35, 0.85),
    "recommendation 2021, zh-en, units": (40, 0.80),
    "Shenzhen 2022, zh-en, units": (80, 0.80),
    "A/RES/78/265, es-en, units": (40, 0.93),
    "Ontario's principles, fr-en, units": (18, 0.85),
}


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", BOUNDS)
def test_texts_rank_their_counterparts_first(name: str) -> None:
    (case,) = (case for case in CASES if case.name == name)
    least, share = BOUNDS[name]

    found, _, right, _ = compared(SHARED / "corpus", case, Tagger(shipped_thesaurus()))
    result = measured(found.believed, right)

    assert result.texts >= least
    assert result.first >= share
    mistaken, believed = wrong(found.believed, right)
    assert mistaken <= 0.15 * believed
