"""A provision, and what a document was split into."""

from __future__ import annotations

from dataclasses import dataclass

from comity.records.ids import DocumentId, ProvisionId, WorkId
from comity.records.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One addressable unit of a document: an article, a paragraph, a principle.

    `text` equals `document.text[span.start:span.end]`, uncleaned, label and
    heading included, so that any quotation can be checked against its source.
    A provision with children holds their text too; the linkable units of a
    document never overlap.

    A note (`authorialNote`) stands at the end of its document. `anchor` and
    `marked_at` say where it belongs; both are None when that is not known, and
    `anchor` alone when the mark stands in what is left out.
    """

    id: ProvisionId  # document id + "/" + eid; the same each time the source is read
    document_id: DocumentId
    work_id: WorkId
    eid: str  # Akoma Ntoso eId: "art_5__para_1__point_a"
    parent: ProvisionId | None
    label: str  # as printed: "Article 5", "1.", "(a)", "第七十三条"; "" when it has none
    heading: str  # "Prohibited AI practices"; "" when it has none
    kind: str  # the Akoma Ntoso element where one fits, else "annex", "principle", "heading"
    linkable: bool
    span: Span  # code points in document.text, end excluded
    text: str
    language: str  # BCP 47
    page: int | None = None  # page on which it begins, from 1; None without pages
    anchor: ProvisionId | None = None  # of a note: the smallest provision that holds its mark
    marked_at: int | None = None  # of a note: offset of its mark in document.text


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A stretch of a document that is no provision: a contents page, a list of signatories."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What became of a document's text; provisions and `left_out` together cover its words."""

    provisions: tuple[Provision, ...]  # in reading order, a parent before its children
    left_out: tuple[LeftOut, ...] = ()
