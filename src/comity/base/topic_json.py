"""The JSON of topics, coverage and silence; see `base.json` for the rest of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from comity.base.coverage import CONFIDENCE, held_texts
from comity.base.json import Shape, provision_json
from comity.records import Agreements, Cell, Contrasts, Coverage, Silence, TopicId
from comity.topics.coverage import coverage

if TYPE_CHECKING:
    from comity.base.base import Base
    from comity.base.topic_view import TopicView


_CELL = tuple(field.name for field in fields(Cell))


def cell_json(cell: Cell) -> Shape:
    """A cell of the contract; a share is null where no text is held."""
    return {name: getattr(cell, name) for name in _CELL} | {"difference": _rounded(cell.difference)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def coverage_json(counted: Coverage) -> Shape:
    """Topics by groups, with the groups, the rules and whose texts are held."""
    return {
        "by": counted.by,
        "groups": [group.id for group in counted.groups],
        "held": [asdict(group) for group in counted.groups],
        "topics": [
            {
                "topic": row.topic,
                "label": row.label,
                "level": row.level,
                "all": cell_json(row.all),
                "cells": [cell_json(cell) for cell in row.cells],
            }
            for row in counted.topics
        ],
        "confidence": counted.confidence,
        "works": counted.works,
        "unreadable": counted.unreadable,
        "held_by_country": [{"country": code, "documents": count} for code, count in counted.held],
        "rules": list(counted.rules),
        "version": counted.version,
    }


def silence_json(silence: Silence) -> Shape:
    """What a document or a country leaves out; `held` 0 means that nothing is claimed."""
    return asdict(silence)


def contrasts_json(contrasts: Contrasts) -> Shape:
    """What one group raises more than another."""
    return asdict(contrasts)


def agreements_json(agreements: Agreements) -> Shape:
    """Topics by how widely they are spoken of."""
    return asdict(agreements)


def topic_json(base: Base, view: TopicView) -> Shape:
    """A topic, who speaks of it, and where."""
    concept = view.concept
    return {
        "topic": {
            "id": concept.id,
            "label": view.label,
            "note": view.note,
            "labels": dict(concept.labels),
            "broader": _named(view.broader),
            "narrower": _named(view.narrower),
            "related": _named(view.related),
            "mappings": [asdict(mapping) for mapping in concept.mappings],
        },
        "documents": view.cell.documents,
        "of": view.cell.of,
        "countries": view.cell.countries,
        "of_countries": view.cell.of_countries,
        "all": cell_json(view.cell),
        "total": view.total,
        "provisions": [
            {
                **provision_json(base, spoken.provision),
                "tag": {
                    "topic": spoken.tag.topic,
                    "confidence": spoken.tag.confidence if spoken.tag.spans else None,
                    "spans": [[span.start, span.end] for span in spoken.tag.spans],
                    "judged": spoken.judged or None,
                },
            }
            for spoken in view.provisions
        ],
        "rules": list(view.rules),
    }


def _named(topics: Sequence[tuple[TopicId, str]]) -> list[Shape]:
    return [{"id": name, "label": label} for name, label in topics]


def topics_json(base: Base, *, confidence: float = CONFIDENCE, language: str = "en") -> Shape:
    """All topics in the order of the thesaurus, with how many texts speak of each."""
    held = held_texts(base, confidence=confidence)
    counted = coverage(held, "year", groups=["-"], language=language, version=base.version)
    rows: list[dict[str, Any]] = []
    for row in counted.topics:
        concept, cell = held.thesaurus.concepts[row.topic], row.all
        rows.append(
            {
                "id": row.topic,
                "label": row.label,
                "note": concept.notes.get(language) or concept.notes.get("en", ""),
                "level": row.level,
                "broader": list(concept.broader),
                "documents": cell.documents,
                "of": cell.of,
                "countries": cell.countries,
                "of_countries": cell.of_countries,
            }
        )
    return {"topics": rows, "rules": list(counted.rules), "version": counted.version}
