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
from comity.records.links import Edit, EditKind, Link, Reasons, Relation, Run
from comity.records.problems import Failure, Notice
from comity.records.provisions import LeftOut, Provision, Split
from comity.records.spans import Span
from comity.records.topics import Concept, SchemeMapping, Tag, Terms, TopicId

__all__ = [
    "Agreement",
    "Agreements",
    "Block",
    "BlockKind",
    "Cell",
    "Concept",
    "Contrast",
    "Contrasts",
    "Coverage",
    "Document",
    "DocumentId",
    "Edit",
    "EditKind",
    "Encoder",
    "Failure",
    "Group",
    "LeftOut",
    "Link",
    "Notice",
    "Provision",
    "ProvisionId",
    "Reasons",
    "Relation",
    "Removed",
    "Run",
    "SchemeMapping",
    "Silence",
    "Silent",
    "Span",
    "Split",
    "Stated",
    "Tag",
    "Terms",
    "TopicCells",
    "TopicId",
    "WorkId",
    "document_of",
    "provision_id",
    "slug",
    "work_of",
]
