"""The raw outline of a document: labelled nodes and the paragraphs between them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from comity.provisions.numerals import Number


@dataclass(slots=True, eq=False)
class Para:
    """A paragraph without a label of its own."""

    start: int
    end: int
    bullet: bool = False
    apart: bool = False  # something left out stands before it, so it joins nothing before
    page_break: bool = False


@dataclass(slots=True, eq=False)
class Node:
    """A provision in the making; `items` holds its paragraphs and children in reading order."""

    kind: str  # "" for a bare number or letter until its place is known
    start: int
    end: int
    label: str = ""
    heading: str = ""
    number: Number | None = None
    key: Hashable = None  # the sequence it belongs to
    rank: int = 0  # of a word kind
    level: int = 0  # of a heading block
    mark: str = ""
    quoted: bool = False
    titled: bool = False  # set as a heading by the source
    above: bool = False  # its heading stands before its label
    indent: int = 0
    whole: bool = False  # never cut and never joined
    cuts: tuple[tuple[int, int], ...] = ()  # its parts as the format states them: `Stated.cuts`
    unit: str = ""  # whether it is a unit, where the format says so: "yes", "no" or "whole"
    short: bool = False  # too short to be linked by itself
    lead: int = -1  # end of the paragraph that stands before the sequence; -1 without
    items: list[Node | Para] = field(default_factory=list)
    parent: Node | None = None

    def add(self, item: Node | Para) -> None:
        """Append a child or a paragraph and grow to hold it, parents included."""
        if isinstance(item, Node):
            item.parent = self
            last = self.items[-1] if self.items else None
            if isinstance(last, Para):
                item.lead = last.end
            elif last is not None and last.key == item.key:
                item.lead = last.lead
        self.items.append(item)
        self.grow(item.end)

    def grow(self, end: int) -> None:
        """Reach `end`, and let every holder reach it."""
        node: Node | None = self
        while node is not None and node.end < end:
            node.end = end
            node = node.parent

    @property
    def children(self) -> Iterator[Node]:
        """The labelled ones of `items`."""
        return (item for item in self.items if isinstance(item, Node))
