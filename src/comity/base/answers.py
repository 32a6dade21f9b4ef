"""What the base answers: records, not yet JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from comity.records import (
    Document,
    DocumentId,
    Edit,
    Notice,
    Provision,
    ProvisionId,
    Reasons,
    Relation,
    Span,
    Split,
    WorkId,
)

#: Begins the id of every draft. No document of a base can have such an id: slugs have no colon.
DRAFT = "draft:"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """A document without its text: what a list shows, and what a provision is cited with."""

    id: DocumentId
    work_id: WorkId
    title: str
    publisher: str
    jurisdiction: str
    date: str
    date_kind: str
    language: str
    format: str
    kind: str
    legal_force: str
    source_url: str
    licence: str
    path: str
    sha256: str
    inferred: tuple[str, ...]
    warnings: tuple[Notice, ...]
    extra: tuple[tuple[str, str], ...]
    provisions: int
    linkable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The same passage in another document that holds the same text."""

    provision: Provision
    # Why it is taken for the same text: one work by the catalogue, confirmed by a person,
    # proposed by comity, or proposed and disputed.
    tie: Literal["catalogue", "confirmed", "proposed", "disputed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A related provision, and why it is related."""

    provision: Provision
    score: float  # 0 to 1
    relation: Relation
    reasons: Reasons  # runs point into the text of the query and of `provision`
    part: ProvisionId | None = None  # the unit of the query that it is tied to; None: the query
    #: Word by word, where wording is shared (verbatim, adapted): what became of the query's text
    #: (or its part's) in the other.
    edits: tuple[Edit, ...] = ()
    holdings: tuple[Holding, ...] = ()  # where the same passage stands too, by id


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The related provisions of a provision or of a text, best first."""

    provision: Provision | None  # None when a text was asked about
    text: str
    language: str  # BCP 47
    guessed: bool = False  # whether the language was detected rather than given
    matches: tuple[Match, ...] = ()
    reason: str = ""  # why there is none; empty when there is one
    holdings: tuple[Holding, ...] = ()  # where the query stands too: catalogue or confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A provision that a search found."""

    provision: Provision
    score: float  # 0 to 1: BM25 as a share of the best hit's
    spans: tuple[Span, ...]  # the words found, in code points of the provision's text


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The hits of a search from `offset` on, best first, and how many there are in all."""

    query: Mapping[str, str | int] = field(default_factory=dict)  # as understood
    total: int = 0
    matched: str = "all"  # "all": every word is in each hit; "some": none had them all
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A unit of one document and its counterpart in the other."""

    a: Provision
    b: Provision
    score: float  # 0 to 1
    relation: Relation
    reasons: Reasons  # runs point into a's text, then b's
    edits: tuple[Edit, ...] = ()  # of verbatim and adapted pairs: how a's words became b's


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """What comes closest to a unit that has no counterpart, so that a reader may disagree."""

    provision: Provision  # of the other document
    score: float  # 0 to 1
    relation: Relation
    paired_with: ProvisionId | None = None  # the unit that has it as counterpart instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two documents side by side.

    `pairs`, best first, holds every pair that is the best one of its a or of its
    b and scores at least `min_score`; with `one_to_one` instead those pairs, each
    unit in one at most, whose scores add up to the most. `share_a` is the part of
    a's words (those of its linkable units) that stand in a unit of some pair;
    `only_a` holds the other units, in reading order.
    """

    a: DocumentEntry
    b: DocumentEntry
    pairs: tuple[Pair, ...]
    only_a: tuple[Provision, ...]
    only_b: tuple[Provision, ...]
    share_a: float  # 0 to 1; NaN when a has no words
    share_b: float
    min_score: float
    one_to_one: bool = False
    # Unit without counterpart -> what comes closest; absent where nothing is shared.
    nearest: Mapping[ProvisionId, Nearest] = field(default_factory=dict)
    note: str = ""  # why there can be no pairs, or which may be missing, where that is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A document with its provisions in reading order."""

    document: Document
    entry: DocumentEntry
    provisions: tuple[Provision, ...]

    @classmethod
    def of(cls, document: Document, split: Split) -> Outline:
        """A document that is in no base, with what it was split into."""
        counts = {
            "provisions": len(split.provisions),
            "linkable": sum(p.linkable for p in split.provisions),
        }
        names = [f.name for f in fields(DocumentEntry) if f.name not in counts]
        facts: dict[str, Any] = {name: getattr(document, name) for name in names}
        return cls(
            document=document,
            entry=DocumentEntry(**facts | counts),
            provisions=split.provisions,
        )
