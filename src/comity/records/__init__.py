"""Frozen records that the stages exchange; no behaviour beyond checking themselves."""

from comity.records.coverage import (
    Agreement,
    Agreements,
    Cell,
    Contrast,
    Contrasts,
    Coverage,
    Group,
    Silence,
    Silent,
    TopicCells,
)
from comity.records.documents import Block, BlockKind, Document, Removed, Stated
from comity.records.encoders import Encoder
from comity.records.ids import (
    DocumentId,
    ProvisionId,
    WorkId,
    document_of,
    provision_id,
    slug,
    work_of,
)
from comity.records.lineage import (
    Adoption,
    AdoptionGraph,
    AdoptionLink,
    Direction,
    Doubt,
    Lineage,
    LineageText,
    Passage,
)
from comity.records.links import Edit, EditKind, Link, Reasons, Relation, Run
from comity.records.problems import Failure, Notice
from comity.records.provisions import LeftOut, Provision, Split
from comity.records.same_text import Ground, Identity, Objection, SameText, TextTie
from comity.records.spans import Span
from comity.records.topics import Concept, SchemeMapping, Tag, Terms, TopicId

__all__ = [
    "Adoption",
    "AdoptionGraph",
    "AdoptionLink",
    "Agreement",
    "Agreements",
    "Block",
    "BlockKind",
    "Cell",
    "Concept",
    "Contrast",
    "Contrasts",
    "Coverage",
    "Direction",
    "Document",
    "DocumentId",
    "Doubt",
    "Edit",
    "EditKind",
    "Encoder",
    "Failure",
    "Ground",
    "Group",
    "Identity",
    "LeftOut",
    "Lineage",
    "LineageText",
    "Link",
    "Notice",
    "Objection",
    "Passage",
    "Provision",
    "ProvisionId",
    "Reasons",
    "Relation",
    "Removed",
    "Run",
    "SameText",
    "SchemeMapping",
    "Silence",
    "Silent",
    "Span",
    "Split",
    "Stated",
    "Tag",
    "Terms",
    "TextTie",
    "TopicCells",
    "TopicId",
    "WorkId",
    "document_of",
    "provision_id",
    "slug",
    "work_of",
]
