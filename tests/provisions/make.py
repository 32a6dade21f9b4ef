"""Documents built by hand, for tests that need no reader."""

from __future__ import annotations

from collections.abc import Sequence

from comity.records import Block, BlockKind, Document, DocumentId, Provision, Span, Split, WorkId


def document(text: str, blocks: Sequence[Block] | None = None, language: str = "en") -> Document:
    """A document whose blocks are its lines, unless others are given."""
    if blocks is None:
        at, found = 0, []
        for line in text.split("\n"):
            if line.strip():
                found.append(Block(span=Span(at, at + len(line))))
            at += len(line) + 1
        blocks = found
    return Document(
        id=DocumentId("test"),
        work_id=WorkId("test"),
        title="",
        publisher="",
        jurisdiction="",
        date="",
        date_kind="",
        language=language,
        format="txt",
        kind="",
        legal_force="",
        source_url="",
        licence="",
        path="test.txt",
        sha256="",
        text=text,
        blocks=tuple(blocks),
    )


def of_blocks(*parts: tuple[BlockKind, str], language: str = "en") -> Document:
    """A document of blocks given as (kind, text); a heading may say its level: `heading2`."""
    text, blocks = "", []
    for kind, said in parts:
        blocks.append(Block(span=Span(len(text), len(text) + len(said)), kind=kind))
        text += said + "\n"
    return document(text, blocks, language)


def eids(split: Split) -> list[str]:
    """The eIds in reading order, cuts left aside."""
    return [p.eid for p in split.provisions if "__cut_" not in p.eid]


def linkable(split: Split) -> list[Provision]:
    """The units that may be linked."""
    return [p for p in split.provisions if p.linkable]


def by_eid(split: Split, eid: str) -> Provision:
    """The provision with this eId."""
    return next(p for p in split.provisions if p.eid == eid)


LONG = (
    "Providers shall keep a record of each decision that the system has supported,"
    " together with the data it rested on and the person who answered for it."
)
