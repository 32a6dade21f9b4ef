"""`python -m benchmarks.topics_languages FILE FILE`: do a text and its translation bear one set of
tags? The files are read as sources; provisions of equal eIds are compared."""

from __future__ import annotations

import sys
from pathlib import Path

from comity.documents import find_sources, read_source
from comity.provisions import split_provisions
from comity.records import ProvisionId
from comity.topics import Tagger, shipped_thesaurus


def tags_by_eid(path: Path) -> dict[str, set[str]]:
    """EId -> topics, of every linkable unit of a file that holds one document."""
    (source,) = find_sources([path]).sources
    (document,) = read_source(source).documents
    tagger = Tagger(shipped_thesaurus())
    return {
        p.eid: {tag.topic for tag in tagger.tag(ProvisionId(p.id), p.text, document.language)}
        for p in split_provisions(document).provisions
        if p.linkable
    }


def agreement(one: Path, other: Path) -> tuple[int, float]:
    """How many units have the same eId in both, and the mean Jaccard index of their tags.

    Two units without a tag agree.
    """
    first, second = tags_by_eid(one), tags_by_eid(other)
    shared = [(first[eid], second[eid]) for eid in first if eid in second]
    values = [len(a & b) / len(a | b) if a | b else 1.0 for a, b in shared]
    return len(values), sum(values) / max(len(values), 1)


if __name__ == "__main__":
    units, mean = agreement(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{units} units, mean Jaccard index {mean:.3f}")
