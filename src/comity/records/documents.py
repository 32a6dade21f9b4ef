"""A document as read: its text, the blocks that the source set apart, and where it comes from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from comity.records.ids import DocumentId, WorkId
from comity.records.problems import Notice
from comity.records.spans import Span

BlockKind = Literal["heading", "paragraph", "item", "row", "footnote", "unit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of text that the source itself sets apart.

    `paragraph` may hold several lines (PDF and plain text keep theirs);
    `item` is an entry of a list; `row` a table row, its cells parted by tabs;
    `footnote` a note, which readers place after the body; `unit` is what the
    source offers as one whole provision (a quoted principle of a listing, a
    row of a CSV) and is never split.

    `marked_at` is the first code point of a note's first mark; where the
    format keeps marks out of the text, it is the place between two code
    points at which the mark would stand.
    """

    span: Span  # in the document's text, without the line break that ends the block
    kind: BlockKind = "paragraph"
    level: int = 0  # heading: 1 (highest) to 6; item: depth from 1; else 0
    label: str = ""  # printed by the format but absent from the text: list number, note mark
    indent: int = 0  # left edge: columns in plain text, points in PDF; 0 when unknown
    bold: bool = False  # the whole block is set in bold
    page: int | None = None  # from 1; given where `page_of` would mislead: notes moved to the end
    marked_at: int | None = None  # footnote: where in the text its mark stands; None when unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line that the reader took out: a page header, a number, a menu."""

    text: str
    reason: str  # "page header", "page number", "menu", ...
    page: int | None = None  # from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A provision that the format itself marks out, as legal XML does.

    Blocks never run across its ends. A stretch that the format says is no
    provision has the kind `left_out`, and its reason as `heading`.
    """

    span: Span  # in the document's text, label, heading and what it holds included
    kind: str  # the Akoma Ntoso element where one fits
    eid: str = ""  # as the file gives it; "" when comity is to give one
    label: str = ""  # as printed, whether or not it stands in the text
    heading: str = ""
    parent: int = -1  # place in `structure` of what holds it; -1 at the top
    quoted: bool = False  # text of another act, quoted to amend or to enact it
    unit: str = ""  # "yes", "no" or "whole" (never cut) of a unit to link; "" when not said
    cuts: tuple[tuple[int, int], ...] = ()  # of a cut unit: its parts, white space not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as adopted, in one language, with its provenance.

    `text` is what every span of this document points into. A field that is not
    known is empty; one that was inferred is named in `inferred`.
    """

    id: DocumentId
    work_id: WorkId
    title: str
    publisher: str
    jurisdiction: str  # ISO 3166-1 alpha-3 code, several joined by ";", "international", or ""
    date: str  # ISO 8601: "2024", "2024-03" or "2024-03-21"
    date_kind: str  # "adoption" unless the catalogue says otherwise; "" without date
    language: str  # BCP 47
    format: str  # one of comity.documents.sources.FORMATS
    kind: str
    legal_force: str
    source_url: str
    licence: str
    path: str  # relative to the source that was named on the command line
    sha256: str  # of the file's bytes
    text: str
    blocks: tuple[Block, ...]  # in reading order, footnotes last
    page_starts: tuple[int, ...] = ()  # offset at which each page's text begins; () without pages
    removed: tuple[Removed, ...] = ()
    inferred: tuple[str, ...] = ()
    warnings: tuple[Notice, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()  # catalogue columns that comity does not know
    structure: tuple[Stated, ...] = ()  # in reading order, parents first; () when not stated

    def page_of(self, offset: int) -> int | None:
        """The page, from 1, on which a code point stands; None without pages."""
        return max(1, bisect_right(self.page_starts, offset)) if self.page_starts else None
