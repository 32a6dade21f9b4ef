"""Some provisions tagged: what a worker process does, and all that it has to load."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

from comity.base.topic_tables import tag_rows_table
from comity.topics import Tagger
from comity.topics.tag import TagRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTask:
    """Provisions, and the thesaurus to tag them with."""

    thesaurus: bytes  # pickled: read and checked once
    ids: Sequence[str]
    languages: Sequence[str]
    texts: Sequence[str]


@lru_cache(maxsize=1)
def _tagger(thesaurus: bytes) -> Tagger:
    return Tagger(pickle.loads(thesaurus))  # noqa: S301 - from our own process


def tag_provisions(task: TagTask) -> pa.Table:
    """The tags of some provisions as rows of `tables.TAGS`, in the order of the provisions."""
    tagger = _tagger(task.thesaurus)
    found: list[list[TagRow]] = [[]] * len(task.ids)
    for language in sorted(set(task.languages)):
        places = [n for n, own in enumerate(task.languages) if own == language]
        rows = tagger.rows_of([task.texts[n] for n in places], language)
        for n, tags in zip(places, rows, strict=True):
            found[n] = tags
    return tag_rows_table(task.ids, found)
