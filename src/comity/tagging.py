"""Some provisions tagged: what a worker process does, and all that it has to load."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

from comity.base.topic_tables import tags_table
from comity.records import ProvisionId
from comity.topics import Tagger


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
    return tags_table(
        tag
        for name, language, text in zip(task.ids, task.languages, task.texts, strict=True)
        for tag in tagger.tag(ProvisionId(name), text, language)
    )
