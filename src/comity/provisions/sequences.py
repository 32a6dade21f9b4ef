"""Where numbers stand in a document, and which number may come after which."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Sequence

from comity.provisions.labels import Label
from comity.provisions.numerals import Number
from comity.provisions.pieces import Piece
from comity.provisions.tree import Node

REACH = 400  # pieces ahead at which a sequence may be picked up again
_DASHED_HEADING = re.compile(r"[A-Z][^.\n—]{2,90}\.\s?(?:--|—|–)\s*")
_MIN_DASHED = 2
MAX_GAP = 4  # numbers that a text may skip: repealed, or omitted by an editor

Key = tuple[Hashable, ...]


class Sequences:
    """Where each number of each sequence stands, for looking ahead in logarithmic time."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._where: dict[tuple[Key, int], list[int]] = defaultdict(list)
        self._walls: list[int] = []  # pieces that begin with a strong word label
        for index, piece in enumerate(pieces):
            if not piece.labels or piece.out:
                continue
            if piece.labels[0].kind not in ("", "bullet", "code") and piece.labels[0].strong:
                self._walls.append(index)
            for label in piece.labels:
                if label.rank:
                    for number in label.numbers:
                        self._where[("word", label.kind), number.value].append(index)
                elif label.kind in ("", "code"):
                    for number in label.numbers:
                        self._where[sequence_key(label, number), number.value].append(index)

    def next(self, key: Key, value: int, after: int, *, wall: bool = True) -> int | None:
        """Index of the next piece with this number, before the next word label; None without."""
        places = self._where.get((key, value))
        if not places:
            return None
        at = bisect_right(places, after)
        if at == len(places) or places[at] - after > REACH:
            return None
        if wall:
            stop = bisect_right(self._walls, after)
            if stop < len(self._walls) and self._walls[stop] <= places[at]:
                return None
        return places[at]

    def count(self, key: Key, value: int) -> int:
        """How often this number of this sequence stands in the document."""
        return len(self._where.get((key, value), ()))


def sequence_key(label: Label, number: Number) -> Key:
    """What the members of one sequence share."""
    style = "arabic" if number.style in ("arabic", "word") else number.style
    return (label.mark, style, number.case, label.quoted)


def counts_sections(text: str, pieces: Sequence[Piece]) -> bool:
    """Whether sections are what the document counts through: "SEC. 2.", "§ 5", "Sec. 3.".

    A single section of a United States statute, cut out of its act, tells by
    its headings: "(a) In General.--The Secretary".
    """
    heads = [piece.labels[0] for piece in pieces if piece.labels and piece.labels[0].rank]
    sections = sum(
        label.kind in ("section", "statute") and label.text.endswith(".") for label in heads
    )
    articles = sum(label.kind == "article" and label.strong for label in heads)
    if sections or articles:
        return sections > articles
    lettered = [
        piece.labels[0]
        for piece in pieces
        if piece.labels and piece.labels[0].mark == "(x)" and piece.labels[0].numbers
    ]
    dashed = sum(
        bool(_DASHED_HEADING.match(text, label.end, label.end + 120)) for label in lettered
    )
    return dashed >= _MIN_DASHED and dashed * 4 >= len(lettered)


def takes_decimals(node: Node) -> bool:
    """Whether decimals may go on below a node: below "2." or "Section 2", not "(2)" or "b)"."""
    return node.number is not None and node.number.style in ("arabic", "decimal") and (
        node.rank > 0 or node.mark in ("x.", "x", "decimal")
    )  # fmt: skip


def path_of(node: Node) -> tuple[int, ...]:
    """The number of a node as decimals have theirs: (2,) for "2.", () without a number."""
    if node.number is None:
        return ()
    return node.number.path or (node.number.value,)


def follows(last: Number | None, number: Number) -> bool:
    """Whether `number` comes right after `last`: 6 after 5 or 5a, 5a after 5, 5b after 5a."""
    if last is None:
        return False
    if number.value == last.value + 1:
        return True
    return number.value == last.value and number.suffix > last.suffix


def successor(last: tuple[int, ...], path: tuple[int, ...]) -> bool:
    """Whether a decimal number may come right after another: 1.3 or 2 or 1.2.1 after 1.2."""
    if path[:-1] == last:
        return path[-1] <= 1
    for depth in range(len(last)):
        if path[:depth] == last[:depth] and path[depth : depth + 1] == (last[depth] + 1,):
            return all(part <= 1 for part in path[depth + 1 :])
    return False
