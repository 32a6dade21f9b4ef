"""A link between two provisions, and the reasons for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from comity.records.ids import ProvisionId

Relation = Literal["verbatim", "adapted", "equivalent", "related"]


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """The same words in two texts; code points within each provision's own text."""

    query_start: int
    query_end: int
    other_start: int
    other_end: int


EditKind = Literal["kept", "moved", "added", "dropped", "replaced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What became of a stretch of one text in another; code points of each text.

    `kept` and `moved` (kept at another place) have both stretches, with equal words;
    `replaced` has both, with other words; `dropped` has only `a`, `added` only `b`: the
    missing side is an empty stretch at the place where it would be.
    """

    kind: EditKind
    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why two provisions were tied; a signal that was not computed is absent, never zero."""

    topics: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()  # words as they stand in the query, strongest first
    runs: tuple[Run, ...] = ()  # in the query's order
    signals: dict[str, float] = field(default_factory=dict)  # each 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A directed pair of provisions of different works."""

    source: ProvisionId
    target: ProvisionId
    relation: Relation
    score: float  # 0 to 1
    reasons: Reasons
