"""Tags and the thesaurus that they were made with, as tables of a base.

A base keeps its thesaurus, so that its labels and the reasons of its tags stay
those of its version whatever comity ships later. Order of rows: tags by provision
and topic, topics by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

import pyarrow as pa

from comity.base.tables import TAGS, TOPICS
from comity.records import Concept, ProvisionId, SchemeMapping, Span, Tag, Terms, TopicId
from comity.topics import Thesaurus
from comity.topics.tag import TagRow

_KINDS = ("strong", "exact", "weak", "never")


def tags_table(tags: Iterable[Tag]) -> pa.Table:
    """Tags as rows, in the order given."""
    tags = list(tags)
    return tag_rows_table(
        [tag.provision_id for tag in tags],
        [[(t.topic, t.confidence, [(s.start, s.end) for s in t.spans])] for t in tags],
    )


def tag_rows_table(ids: Sequence[str], found: Sequence[Sequence[TagRow]]) -> pa.Table:
    """Tags as rows, in the order given.

    Args:
        ids: provisions; one may stand several times.
        found: of each, what `Tagger.rows` gives.
    """
    tags = [tag for own in found for tag in own]
    spans = [span for _, _, places in tags for span in places]
    kind = TAGS.field("spans").type
    struct = pa.StructArray.from_arrays(
        [
            pa.array([start for start, _ in spans], pa.int32()),
            pa.array([end for _, end in spans], pa.int32()),
        ],
        fields=list(kind.value_type),
    )
    counts = (len(places) for _, _, places in tags)
    offsets = pa.array(list(accumulate(counts, initial=0)), pa.int32())
    provisions = [name for name, own in zip(ids, found, strict=True) for _ in own]
    return pa.table(
        [
            pa.array(provisions, pa.string()),
            pa.array([topic for topic, _, _ in tags], pa.string()),
            pa.array([confidence for _, confidence, _ in tags], pa.float64()),
            pa.ListArray.from_arrays(offsets, struct, type=kind),
        ],
        schema=TAGS,
    )


def tag_records(table: pa.Table) -> list[Tag]:
    """The tags of rows, in their order."""
    return [
        Tag(
            provision_id=ProvisionId(row["provision_id"]),
            topic=TopicId(row["topic"]),
            confidence=row["confidence"],
            spans=tuple(Span(span["start"], span["end"]) for span in row["spans"]),
        )
        for row in table.to_pylist()
    ]


def topics_table(thesaurus: Thesaurus) -> pa.Table:
    """A thesaurus as rows, a concept each, by id."""
    rows = [_row(thesaurus.concepts[name]) for name in sorted(thesaurus.concepts)]
    return pa.Table.from_pylist(rows, schema=TOPICS)


def _row(concept: Concept) -> dict[str, object]:
    return {
        "id": concept.id,
        "broader": list(concept.broader),
        "related": list(concept.related),
        "labels": _pairs(concept.labels),
        "notes": _pairs(concept.notes),
        "terms": [
            {"language": language, "kind": kind, "term": term}
            for language, terms in sorted(concept.terms.items())
            for kind in _KINDS
            for term in getattr(terms, kind)
        ],
        "mappings": [
            {"relation": m.relation, "scheme": m.scheme, "notation": m.notation, "name": m.name}
            for m in concept.mappings
        ],
    }


def _pairs(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": language, "value": text} for language, text in sorted(words.items())]


def thesaurus_of(table: pa.Table) -> Thesaurus:
    """The thesaurus of a topics table, equal to the one that was written."""
    return Thesaurus({TopicId(row["id"]): _concept(row) for row in table.to_pylist()})


def _concept(row: Mapping[str, Sequence[Mapping[str, str]]]) -> Concept:
    labels = {pair["name"]: pair["value"] for pair in row["labels"]}
    found: dict[str, dict[str, list[str]]] = {language: {} for language in sorted(labels)}
    for term in row["terms"]:
        found.setdefault(term["language"], {}).setdefault(term["kind"], []).append(term["term"])
    return Concept(
        id=TopicId(str(row["id"])),
        broader=tuple(TopicId(str(name)) for name in row["broader"]),
        related=tuple(TopicId(str(name)) for name in row["related"]),
        labels=labels,
        notes={pair["name"]: pair["value"] for pair in row["notes"]},
        terms={
            language: Terms(**{kind: tuple(kinds.get(kind, ())) for kind in _KINDS})
            for language, kinds in found.items()
        },
        mappings=tuple(SchemeMapping(**mapping) for mapping in row["mappings"]),
    )
