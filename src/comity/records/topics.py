"""A concept of the thesaurus, and a provision's tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

from comity.records.ids import ProvisionId
from comity.records.spans import Span

TopicId = NewType("TopicId", str)  # "international-cooperation"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeMapping:
    """A concept of a published scheme that a concept is mapped to (SKOS mapping relation)."""

    relation: str  # exactMatch, closeMatch, broadMatch, narrowMatch or relatedMatch
    scheme: str  # "oecd"
    notation: str  # "2.5"
    name: str  # as published


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The words of one language that speak for a concept; see `topics.terms`."""

    strong: tuple[str, ...] = ()  # one of them is enough
    exact: tuple[str, ...] = ()  # one of them is enough, in just this form
    weak: tuple[str, ...] = ()  # count beside another term of the concept or its relatives
    never: tuple[str, ...] = ()  # phrases in which no term means the concept


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A topic: what a provision can speak of. Languages are ar, en, es, fr, ru and zh."""

    id: TopicId
    broader: tuple[TopicId, ...] = ()
    related: tuple[TopicId, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)  # language -> preferred label
    notes: Mapping[str, str] = field(default_factory=dict)  # language -> scope note
    terms: Mapping[str, Terms] = field(default_factory=dict)  # language -> terms
    mappings: tuple[SchemeMapping, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Tag:
    """That a provision speaks of a topic, and the words that say so."""

    provision_id: ProvisionId
    topic: TopicId
    confidence: float  # 0 to 1
    spans: tuple[Span, ...]  # code points within the provision's text, in order
