"""The tags of a provision: its own, or those of the units that it holds, and judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comity.base.tag_record import judged_tags
from comity.base.topic_tables import tag_records
from comity.records import Provision, Span, Tag

if TYPE_CHECKING:
    from comity.base.base import Base


def tags_of(base: Base, provision: Provision) -> list[dict[str, Any]]:
    """The tags of a provision, surest first.

    A provision that holds units collects theirs: their spans become those of its own text.
    A tag that a person denied stays, with the judgement; one that only a person gave has
    no spans and no confidence.
    """
    units = [provision.id] if provision.linkable else base.units_within(provision)
    places = {p.id: p.span.start - provision.span.start for p in base.lookup(units).values()}
    decided = judged_tags(base)
    found: dict[str, tuple[float, set[Span]]] = {}
    for unit in units:
        for tag in _stored(base, unit):
            denied = decided.get((unit, tag.topic))
            if (
                unit != provision.id
                and denied is not None
                and denied.relation == "not-about"
                and (provision.id, tag.topic) not in decided
            ):
                continue
            confidence, spans = found.setdefault(tag.topic, (0.0, set()))
            moved = {
                Span(span.start + places[tag.provision_id], span.end + places[tag.provision_id])
                for span in tag.spans
            }
            found[tag.topic] = (max(confidence, tag.confidence), spans | moved)
    judged = {
        topic: judgement for (name, topic), judgement in decided.items() if name == provision.id
    }
    rows = []
    for topic in sorted({*found, *(t for t, j in judged.items() if j.relation == "about")}):
        confidence, spans = found.get(topic, (0.0, set()))
        judgement = judged.get(topic)
        rows.append(
            {
                "topic": topic,
                "confidence": confidence if topic in found else None,
                "spans": [[span.start, span.end] for span in sorted(spans)],
                "judged": None
                if judgement is None
                else {"relation": judgement.relation, "by": judgement.by, "when": judgement.when},
            }
        )
    return sorted(rows, key=lambda row: (-(row["confidence"] or 1.0), row["topic"]))


def _stored(base: Base, unit: str) -> list[Tag]:
    return tag_records(base.tables["tags"].where("provision_id", unit))
