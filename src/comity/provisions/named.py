"""Labels that name their kind, bullets, codes and decimals find their place."""

from __future__ import annotations

import re
from collections.abc import Hashable

from comity.provisions.amending import leads_to_new_text
from comity.provisions.kinds import ANNEX, ANNEXES, BASIC, CHAPTER, RANKS
from comity.provisions.labels import Label
from comity.provisions.numerals import Number
from comity.provisions.pieces import Piece
from comity.provisions.sequences import (
    MAX_GAP,
    REACH,
    path_of,
    sequence_key,
    successor,
    takes_decimals,
)
from comity.provisions.stack import COUNTED, FINISHED, FULL_LINE, LOWER_START, MAX_DEPTH, OpenNodes
from comity.provisions.tree import Node

_LISTED = re.compile(r"[;,]\s+(?:and|or)\Z")
_CITES = re.compile(r"(?:[Ss]ections?|§+|\b(?:and|or|through|to|in|of))\s*\Z")


class NamedLabels(OpenNodes):
    """Places "Article 5", "•", "GOVERN 1.1" and "1.2", and the labels that open a quotation."""

    def _open_quotation(self, index: int, label: Label) -> Node | None:
        """An amendment quotes provisions of another text: any number may come first."""
        piece = self.pieces[index]
        if label.kind == "code" or len(self.stack) > MAX_DEPTH:
            return None
        at_root = self.stack[-1] is self.root
        if (not piece.first or (at_root and not label.kind)) and not (at_root and label.numbers):
            return None
        number = label.numbers[0] if label.numbers else None
        if label.numbers and not label.kind:
            number = self._likeliest(index, label)
        return self.open(self._new(label, number, piece), self.stack[-1])

    def _likeliest(self, index: int, label: Label) -> Number:
        """The reading whose sequence goes on soonest; the first without any."""
        best, nearest = label.numbers[0], REACH + 1
        for number in label.numbers:
            there = self.sequences.next(sequence_key(label, number), number.value + 1, index)
            if there is not None and there - index < nearest:
                best, nearest = number, there - index
        if nearest > REACH and len(label.numbers) > 1 and best.text.lower() not in "ivx":
            best = label.numbers[-1]
        return best

    def _place_bullet(self, index: int, label: Label) -> Node | None:
        """A bullet is a provision inside a labelled one; elsewhere it is a paragraph."""
        piece = self.pieces[index]
        top = self.stack[-1]
        for depth in range(len(self.stack) - 1, 0, -1):
            node = self.stack[depth]
            if node.kind == "indent" and node.label == label.text:
                parent = self.stack[depth - 1]
                return self.open(self._indent(label, piece), parent)
        if top.kind in ("body", "heading", "preface", "preamble", "conclusions", "citation"):
            return None
        if top.titled and not (top.rank and top.rank in (ANNEX, BASIC)):
            return None
        if len(self.stack) > MAX_DEPTH:
            return None
        return self.open(self._indent(label, piece), top)

    def _indent(self, label: Label, piece: Piece) -> Node:
        node = self._new(label, None, piece)
        node.kind = "indent"
        return node

    def _place_code(self, index: int, label: Label) -> Node | None:
        """ "GOVERN 1.1" counts when its word numbers several provisions, in rising order."""
        number, piece = label.numbers[0], self.pieces[index]
        last = self._decimal.get(label.mark)
        if last is None:
            follows = any(
                self.sequences.next(sequence_key(label, number), value, index, wall=False)
                for value in (number.value, number.value + 1)
            )
            if not follows or not label.strong or number.path[-1] != 1:
                return None
        elif not number.path > last or not (label.strong or successor(last, number.path)):
            return None
        if number.path[0] > (last[0] if last else 1) + 1:
            return None
        self._decimal[label.mark] = number.path
        frames = [n for n in self.stack if n.mark == label.mark and n.number]
        parent = self._outside_lists()
        for frame in frames:
            if frame.number and number.path[: len(frame.number.path)] == frame.number.path:
                parent = frame
                break
            parent = frame.parent or self.root
            break
        return self.open(self._new(label, number, piece), parent)

    def _place_word(self, index: int, label: Label) -> Node | None:
        piece = self.pieces[index]
        number = self._reading_of_word(label)
        rank = self._rank(label.kind)
        amending = None if label.quoted else self._new_text_of(index, label, number)
        if amending is not None and amending is not self._amending:
            self._amending, self._inner = amending, 0
            self._decimal.pop(label.kind, None)  # the new text has a numbering of its own
        inner = False
        if amending is not None and number is not None:
            inner = _shares_numbers(label, number, amending)
        if inner and number is not None:
            if not self._counts_in_new_text(label, number):
                return None
            self._inner = number.value
        elif not self._word_counts(index, label, number):
            return None
        if amending is not None:
            parent = self._parent_within(amending, rank)
        elif self._resumes(label, number):
            parent = (self._amending.parent if self._amending else None) or self.root
            self._amending, self._inner = None, 0
        else:
            parent = self._parent_by_rank(self._frames(label.quoted), label, rank, piece)
        node = self._new(label, number, piece)
        node.rank = rank
        if not label.quoted:
            self._count(label, None if inner else number, rank)
        return self.open(node, parent)

    def _count(self, label: Label, number: Number | None, rank: int) -> None:
        """Note the number of a provision, and forget those of the levels that begin anew below."""
        if label.kind in ANNEXES:
            self._last = {k: v for k, v in self._last.items() if k in ANNEXES}
            self._decimal.clear()
            self._running.clear()
        if label.kind in COUNTED:
            self._running = {
                key: value for key, value in self._running.items() if key[:2] == ("x.", "arabic")
            }
        if rank < BASIC:
            for kind in RANKS:
                if self._rank(kind) > rank and kind not in ("article", "section"):
                    self._last.pop(kind, None)
        if number is None:
            return
        if number.path:
            self._decimal[label.kind] = number.path
        else:
            self._last[label.kind] = number.value

    def _rank(self, kind: str) -> int:
        """Rank of a kind; in United States statutes titles hold parts."""
        if self.american and kind in ("part", "subpart"):
            return CHAPTER + (5 if kind == "part" else 6)
        if kind == "section" and self.american:
            return BASIC
        return RANKS[kind]

    def _reading_of_word(self, label: Label) -> Number | None:
        if not label.numbers:
            return None
        last = self._last.get(label.kind)
        for number in label.numbers:
            if last is not None and number.value == last + 1:
                return number
        return label.numbers[0]

    def _word_counts(self, index: int, label: Label, number: Number | None) -> bool:  # noqa: PLR0911, PLR0912 - a list of guards
        """Whether a word label begins a provision here, or only mentions one."""
        piece = self.pieces[index]
        body = piece.end - label.end
        alone = body < 150 and not FINISHED.search(
            self.text[max(label.end, piece.end - 8) : piece.end]
        )
        titled = piece.kind == "heading" or (piece.bold and body < 200)
        if label.kind in ANNEXES and not label.quoted:
            started = bool(self._last) or bool(self._running) or len(self.stack) > 1
            return (started and (alone or titled)) or (titled and number is not None)
        if label.kind == "dispositions":
            return piece.first and not label.quoted
        if number is None:
            return titled
        last = self._last.get(label.kind)
        if number.path and label.kind in self._decimal:
            last = self._decimal[label.kind][-1]
        if label.kind == "ordinal" and not label.quoted:
            return self._counts_in_words(index, number, last)
        if label.quoted:
            return True
        if self._leaves_sequence(index, label, number, last):
            return titled and last is not None and number.value < last
        if titled:
            return True
        if self._ends_a_reference(index, label):
            return False
        if label.kind == "statute":
            return not _CITES.search(self._previous_text(index))
        path = self._decimal.get(label.kind)
        if number.path and len(number.path) > 1 and label.mark != "word:§":
            return path is None or number.path > path
        if not label.strong:
            if alone or (last is not None and number.value == last + 1):
                return True
            opens = number.value == 1 and last is None
            return (
                opens
                and self.sequences.next(("word", label.kind), 2, index, wall=False) is not None
            )
        if last is None or number.value == last + 1 or alone:
            return True
        if number.value == last:
            return bool(number.suffix)
        if number.value > last:
            return piece.first
        return piece.first and (number.value == 1 or label.kind in ("section", "article"))

    def _counts_in_words(self, index: int, number: Number, last: int | None) -> bool:
        """Whether "Segundo." continues or opens a sequence; a single one is a word like others."""
        if last is not None:
            return number.value == last + 1
        if number.value != 1:
            return False
        if any(node.kind == "dispositions" for node in self.stack):
            return True
        return self.sequences.next(("word", "ordinal"), 2, index, wall=False) is not None

    def _ends_a_reference(self, index: int, label: Label) -> bool:  # noqa: PLR0911 - a list of guards
        """True for the tail of "... as referred to in / Article 81." broken over two lines."""
        if index == 0 or self.pieces[index - 1].kind == "heading" or self.pieces[index - 1].out:
            return False
        before = self.pieces[index - 1]
        previous = self._previous_text(index).rstrip()
        if before is self._headed:
            return False
        if before.labels and before.labels[0].rank < CHAPTER + 9 and before.labels[0].rank:
            return False  # the title of a chapter
        if before.end - before.start < FULL_LINE or not previous[-1:].isalpha():
            return False
        if _LISTED.search(previous):
            return False
        rest = self.text[label.end : self.pieces[index].end].strip()
        if rest and not FINISHED.search(rest):
            return False  # "Раздел I. Общие положения" after a date: a heading
        said = self.text[label.start : label.end].rstrip()
        return said.endswith(".") and label.text.upper() != label.text

    def _leaves_sequence(self, index: int, label: Label, number: Number, last: int | None) -> bool:
        """True when the number that should come now still comes later: this one is a mention."""
        if last is None or label.kind not in COUNTED or number.path or number.suffix:
            return False
        if number.value in (1, last, last + 1):
            return False
        return self.sequences.next(("word", label.kind), last + 1, index, wall=False) is not None

    def _new_text_of(self, index: int, label: Label, number: Number | None) -> Node | None:
        """The open section of an amending act whose new text a label belongs to.

        "SEC. 3. A chapter is added to the code, to read:" holds that chapter up to SEC. 4.
        """
        own = next(
            (n for n in self.stack if n.kind == "section" and n.number and not n.number.path), None
        )
        if own is None or own.number is None or not self.american or label.kind in ANNEXES:
            return None
        goes_on = label.kind == own.kind and number is not None and not number.path
        if goes_on and number and own.number.value < number.value <= own.number.value + MAX_GAP:
            return None
        if own is self._amending:
            return own
        before = self.pieces[index - 1]
        return own if leads_to_new_text(self.text, own, before.end) else None

    def _counts_in_new_text(self, label: Label, number: Number) -> bool:
        """Whether a section goes on in the numbering of the new text, which is not the act's."""
        return label.strong and (
            not self._inner or self._inner <= number.value <= self._inner + MAX_GAP
        )

    def _parent_by_rank(self, frames: list[Node], label: Label, rank: int, piece: Piece) -> Node:
        if label.kind in ANNEXES and not label.quoted:
            path = label.numbers[0].path if label.numbers else ()
            for node in frames:  # "Appendix 1.2" stands in "Appendix 1"
                if len(path) > 1 and node.kind == label.kind and path_of(node) == path[:-1]:
                    return node
            same = [n for n in frames if n.rank and n.rank < rank]
            return same[0] if same else self.root
        for node in frames:
            if node.rank and node.rank < rank:
                return node
            if node.kind == label.kind and node.parent is not None and node.rank:
                continue
            above = not piece.level or node.level < piece.level
            if node.kind == "heading" and node.level < 7 and above:
                return node
        if frames and label.quoted:
            return frames[-1].parent or self.root
        return self.root

    def _resumes(self, label: Label, number: Number | None) -> bool:
        """Whether a section goes on with the amending act, behind the new text before it."""
        own = self._amending
        if own is None or own.number is None or own not in self.stack or label.quoted:
            return False
        plain = label.kind == own.kind and number is not None and not number.path
        return plain and number is not None and number.value > own.number.value

    def _parent_within(self, amending: Node, rank: int) -> Node:
        """The innermost open node of higher rank inside the new text; else the section itself."""
        for node in reversed(self.stack[self.stack.index(amending) + 1 :]):
            if node.rank and node.rank < rank:
                return node
        return amending

    def _place_decimal(self, index: int, label: Label) -> Node | None:  # noqa: PLR0911 - a list of guards
        """ "1.2" belongs to the open "1"; without one it stands by itself, in rising order."""
        piece, number = self.pieces[index], label.numbers[0]
        path = number.path
        frames = self._frames(label.quoted)
        prefix = next((n for n in frames if takes_decimals(n) and path_of(n) == path[:-1]), None)
        heading = piece.kind == "heading"
        scope: Hashable = ("decimal", label.quoted, heading)
        last = self._decimal.get(scope)
        if last is None and not (path[-1] <= 1 or prefix is not None or heading):
            return None
        if last is not None and not path > last and not heading:
            return None
        if not heading:
            if LOWER_START.match(self.text, label.end, piece.end):
                return None
            leaps = last is not None and not successor(last, path) and path[-1] > 1
            if leaps and prefix is None and not _near(last, path):
                return None
        self._decimal[scope] = path
        node = self._new(label, number, piece)
        if prefix is not None:
            return self.open(node, prefix)
        longer = [
            frame
            for frame in frames
            if frame.mark == "decimal" and len(path_of(frame)) >= len(path)
        ]
        if longer and longer[-1].parent is not None:  # the outermost one is the sibling
            return self.open(node, longer[-1].parent)
        if heading and piece.level:
            while len(self.stack) > 1 and not self._holds_heading(self.stack[-1], piece.level):
                self.stack.pop()
            return self.open(node, self.stack[-1])
        return self.open(node, self._outside_lists())


def _shares_numbers(label: Label, number: Number, own: Node) -> bool:
    """Whether the sections of the new text are numbered as those of the act are."""
    return label.kind == own.kind and len(number.path) <= 1


def _near(last: tuple[int, ...] | None, path: tuple[int, ...]) -> bool:
    """Whether a decimal follows its sibling with no more than a few left out."""
    return last is not None and path[:-1] == last[:-1] and path[-1] - last[-1] <= MAX_GAP
