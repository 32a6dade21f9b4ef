"""A topic of a base: what it means, who speaks of it, and in which provisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from comity.base.coverage import CONFIDENCE, held_texts, topic_id
from comity.base.tag_record import judged_tags
from comity.base.topic_tables import tag_records
from comity.errors import UsageError
from comity.records import Cell, Concept, Provision, ProvisionId, Tag, TopicId
from comity.topics import Thesaurus
from comity.topics.coverage import coverage

if TYPE_CHECKING:
    from comity.base.base import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A provision that speaks of a topic."""

    provision: Provision
    tag: Tag  # the surest one of the topic or of one below it
    judged: str = ""  # "about" when a person said so


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    """A topic and the provisions that speak of it, surest first."""

    concept: Concept
    label: str
    note: str
    broader: tuple[tuple[TopicId, str], ...]  # id and label
    narrower: tuple[tuple[TopicId, str], ...]
    related: tuple[tuple[TopicId, str], ...]
    cell: Cell  # of all texts
    total: int  # provisions that speak of it
    provisions: tuple[Spoken, ...]
    rules: tuple[str, ...]


def topic_view(
    base: Base,
    name: str,
    *,
    limit: int = 10,
    offset: int = 0,
    confidence: float = CONFIDENCE,
    language: str = "en",
) -> TopicView:
    """A topic with the provisions that speak of it or of a topic below it, surest first.

    Args:
        base: an open base.
        name: id of a topic, or its label in any of the six languages.
        limit, offset: provisions `offset` to `offset + limit`.
        confidence: from which a tag counts, 0 to 1.
        language: of the labels.

    Raises:
        UnknownIdError: no such topic; it names the closest ones.
    """
    if limit < 0 or offset < 0:
        raise UsageError(f"limit is {limit} and offset {offset}; neither may be negative.")
    held = held_texts(base, confidence=confidence)
    known, topic = held.thesaurus, topic_id(held.thesaurus, name)
    concept = known.concepts[topic]
    counted = coverage(held, "year", topics=[topic], groups=["-"], language=language)
    tags = speaking_tags(base, known, topic, confidence)
    chosen = tags[offset : offset + limit]
    provisions = base.lookup([tag.provision_id for tag, _ in chosen])
    return TopicView(
        concept=concept,
        label=known.label(topic, language),
        note=concept.notes.get(language) or concept.notes.get("en", ""),
        broader=_named(known, concept.broader, language),
        narrower=_named(known, known.narrower.get(topic, ()), language),
        related=_named(known, concept.related, language),
        cell=counted.topics[0].all,
        total=len(tags),
        provisions=tuple(
            Spoken(provision=provisions[tag.provision_id], tag=tag, judged=judged)
            for tag, judged in chosen
        ),
        rules=counted.rules,
    )


def _named(
    known: Thesaurus, topics: tuple[TopicId, ...], language: str
) -> tuple[tuple[TopicId, str], ...]:
    return tuple((name, known.label(name, language)) for name in topics)


def speaking_tags(
    base: Base, known: Thesaurus, topic: TopicId, confidence: float
) -> list[tuple[Tag, str]]:
    """The surest tag of a topic, or of one below it, of each provision that speaks of it.

    Judgements go first; then by confidence, the most spans, and id.
    """
    wanted = sorted({topic, *known.below(topic)})
    table = base.tables["tags"].all()
    rows = pc.and_(
        pc.is_in(table["topic"], value_set=pa.array(wanted, pa.string())),
        pc.greater_equal(table["confidence"], confidence),
    )
    judged = {pair: j for pair, j in judged_tags(base).items() if pair[1] in wanted}
    best: dict[str, Tag] = {}
    for tag in tag_records(table.filter(rows)):
        judgement = judged.get((tag.provision_id, tag.topic))
        if judgement is not None and judgement.relation == "not-about":
            continue
        held = best.get(tag.provision_id)
        if held is None or _rank(tag) < _rank(held):
            best[tag.provision_id] = tag
    about = {name: topic for (name, topic), j in sorted(judged.items()) if j.relation == "about"}
    for name, own in about.items():
        best.setdefault(
            name, Tag(provision_id=ProvisionId(name), topic=TopicId(own), confidence=1.0, spans=())
        )
    ordered = sorted(best.values(), key=lambda tag: (tag.provision_id not in about, *_rank(tag)))
    return [(tag, "about" if tag.provision_id in about else "") for tag in ordered]


def _rank(tag: Tag) -> tuple[float, int, str, str]:
    return -tag.confidence, -len(tag.spans), tag.provision_id, tag.topic
