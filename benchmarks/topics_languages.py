"""`python -m benchmarks.topics_languages FILE FILE`: do a text and its translation bear one set of
tags? The files are read as sources, each of one document.

What is compared are the finest units that both have, by eId. Where a linkable unit is not
there in the other text (one of them is cut at sentences, the other not; its list is one
paragraph), its nearest ancestor that is stands for it, and for all that is below it. A unit
without such an ancestor is not compared, and is counted. Nothing is left out because it
disagrees. A unit's topics are those of the linkable units in it; two units without a topic
agree.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.documents import find_sources, read_source
from comity.provisions import split_provisions
from comity.topics import Tagger, shipped_thesaurus

LEAST = 0.3  # confidence of the second line that is printed: from which a text is counted


@dataclass(frozen=True)
class Unit:
    """A provision of one text, by its eId."""

    parent: str  # "" at the top
    topics: Mapping[str, float] | None  # topic -> confidence; None when it is not linkable


Text = Mapping[str, Unit]


def read_text(path: Path, tagger: Tagger) -> Text:
    """EId -> unit, of a file that holds one document."""
    (source,) = find_sources([path]).sources
    (document,) = read_source(source).documents
    return {
        p.eid: Unit(
            (p.parent or "").partition("/")[2],
            {e.topic: e.confidence for e in tagger.evidence(p.text, document.language)}
            if p.linkable
            else None,
        )
        for p in split_provisions(document).provisions
    }


def pairs(one: Text, other: Text) -> tuple[list[str], int]:
    """EIds of the units to compare, in the order of the first text, and how many have no pair."""
    chosen: set[str] = set()
    alone = 0
    for text, counterpart in ((one, other), (other, one)):
        for eid, unit in text.items():
            if unit.topics is None:
                continue
            here = next((e for e in _upwards(text, eid) if e in counterpart), "")
            chosen |= {here} if here else set()
            alone += not here
    finest = {
        eid
        for eid in chosen
        if not any(above in chosen for text in (one, other) for above in _above(text, eid))
    }
    return [eid for eid in one if eid in finest], alone


def topics_in(text: Text, eid: str, least: float) -> set[str]:
    """The topics of a unit, of at least some confidence: those of the linkable units in it."""
    return {
        topic
        for name, unit in text.items()
        if unit.topics is not None and eid in _upwards(text, name)
        for topic, confidence in unit.topics.items()
        if confidence >= least
    }


def _upwards(text: Text, eid: str) -> Iterator[str]:
    while eid:
        yield eid
        eid = text[eid].parent


def _above(text: Text, eid: str) -> Iterator[str]:
    return _upwards(text, text[eid].parent)


def compared(one: Text, other: Text, least: float = 0.0) -> tuple[int, float]:
    """How many units were compared, and the mean Jaccard index of their topics."""
    eids, _ = pairs(one, other)
    values = []
    for eid in eids:
        a, b = topics_in(one, eid, least), topics_in(other, eid, least)
        values.append(len(a & b) / len(a | b) if a | b else 1.0)
    return len(values), sum(values) / max(len(values), 1)


def agreement(one: Path, other: Path, least: float = 0.0) -> tuple[int, float]:
    """`compared`, of two files."""
    tagger = Tagger(shipped_thesaurus())
    return compared(read_text(one, tagger), read_text(other, tagger), least)


def main(one: Path, other: Path) -> None:
    """Print the agreement of all topics, and of those of some confidence."""
    tagger = Tagger(shipped_thesaurus())
    first, second = read_text(one, tagger), read_text(other, tagger)
    for least in (0.0, LEAST):
        units, mean = compared(first, second, least)
        print(f"confidence >= {least}: {units} units, mean Jaccard index {mean:.3f}")
    print(f"{pairs(first, second)[1]} units without a pair")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
