"""Pieces become an outline: a label counts when it continues a sequence or opens one.

The state is a stack of open nodes. A word label ("Article 5") finds its place
by rank. A bare one ("(a)", "1.", "i)") continues an open sequence of the same
style, or opens a new one below with its first number; what does neither is
text, however much it looks like a label ("(b) of Article 5" at the head of a
wrapped line). Where one label has two readings ("i" after "h"), the next
label of either sequence decides.
"""

from __future__ import annotations

import re

from comity.provisions.headings import inline_heading
from comity.provisions.labels import Label
from comity.provisions.named import NamedLabels
from comity.provisions.numerals import Number
from comity.provisions.pieces import Piece
from comity.provisions.sequences import MAX_GAP, Key, follows, sequence_key
from comity.provisions.stack import COUNTED, FINISHED, INTRODUCES, LOWER_START, MAX_DEPTH
from comity.provisions.tree import Node, Para

_LETTERS = 26  # of the alphabet; after "(z)" comes "(aa)"
_EARLY = 5  # below it the next number of a paragraph may be one of the list inside it
_LONG_LIST = 20  # beyond it, "(60)" after "(a)" numbers a paragraph of the document, not an item
_PLAIN_HEADING = 6  # level of a numbered title whose format gives it none
_ITEM_END = re.compile(
    r"""(?:[.;:!?。；：—–-]|[;,]\s*(?:and|or|and/or|et|ou|y|o|e|und|oder|и|или|[,،]),?)[\s"'”’»)]*\Z"""
)
_REFERENCE_TAIL = re.compile(
    r"(?:of|and|or|to|de|del|du|des|et|ou|y|o|e|del|und|oder|above|below|thereof|shall)\b"
    r"|[,;)]"
)
_WORD_BEHIND = re.compile(r"\s+[^\W\d_]{2}")


class Outline(NamedLabels):
    """Builds the tree piece by piece."""

    def add(self, index: int) -> None:
        """Take in one piece: as provision, as heading, or as text of the open node."""
        piece = self.pieces[index]
        if piece.out:
            self._apart, self._awaiting = True, None
            return
        quoted = self._quotation.holds(index)
        labels = piece.labels
        if quoted and labels and not labels[0].quoted:
            labels = tuple(label._replace(quoted=True) for label in labels)
        node = self._place(index, labels) if labels else None
        if node is not None:
            self._fill(index, node, labels)
        elif self._takes_heading(index):
            self._give_heading(piece)
        elif piece.kind == "heading" or self._reads_as_heading(index):
            self.open_heading(piece)
        else:
            self.add_text(index, bullet=bool(piece.labels) and piece.labels[0].kind == "bullet")
        self._apart = False

    def _fill(self, index: int, node: Node, labels: tuple[Label, ...]) -> None:
        """Heading, stacked labels and text behind an accepted label."""
        piece = self.pieces[index]
        pending = list(labels[1:])
        at = labels[0].end
        node.heading, node.above = piece.above, bool(piece.above)
        while True:
            if not pending and node.above:
                break
            if not pending:
                found = inline_heading(self.text, at, piece, node, self._following(index))
                if found is None:
                    break
                node.heading, at = found.heading, found.end
                plain = found.end >= piece.end and node.mark in ("x.", "decimal")
                plain = plain and not any(holder.rank for holder in self.stack)
                node.titled = node.titled or piece.kind == "heading" or plain
                if plain and not node.level:
                    node.level = _PLAIN_HEADING
                if found.opening is None or at >= piece.end:
                    break
                pending = [found.opening]
            label = pending.pop(0)
            number = self._opening_number(label)
            if number is None or len(self.stack) > MAX_DEPTH:
                break
            child = self._new(label, number, piece)
            child.start = label.start
            self._order_below(child)
            node = self.open(child, self.stack[-1])
            at = label.end
        if at < piece.end and self.text[at : piece.end].strip():
            node.add(Para(at, piece.end))
            self._awaiting = None
        else:
            self._awaiting = None if node.heading else node
        node.grow(piece.end)

    def _opening_number(self, label: Label) -> Number | None:
        for number in label.numbers:
            if number.value == 1:
                return number
        return None

    def _place(self, index: int, labels: tuple[Label, ...]) -> Node | None:  # noqa: PLR0911 - a list of guards
        label = labels[0]
        if label.kind == "bullet":
            return self._place_bullet(index, label)
        if label.quoted and not self._in_quotation():
            return self._open_quotation(index, label)
        if not label.quoted and self._refers(index, label):
            return None
        if label.kind == "code":
            return self._place_code(index, label)
        if label.kind:
            return self._place_word(index, label)
        if label.numbers[0].style == "decimal":
            return self._place_decimal(index, label)
        return self._place_bare(index, label)

    def _refers(self, index: int, label: Label) -> bool:
        """True when a line is the rest of a sentence: "(b) of Article 5"."""
        piece = self.pieces[index]
        if label.kind or piece.kind == "heading" or piece.printed:
            return False
        previous = self._previous_text(index).rstrip()
        tail = _REFERENCE_TAIL.match(self.text, label.end, piece.end)
        if not tail or not previous:
            return False
        if tail.group() in (",", ";", ")"):
            return True
        if tail.group() == "to" and self._opens_infinitives(index, label, tail.end()):
            return False
        listed = previous.endswith(",") and tail.group() in (
            "to",
            "del",
            "des",
            "du",
            "above",
            "below",
        )
        return not listed and not _ITEM_END.search(previous)

    def _opens_infinitives(self, index: int, label: Label, at: int) -> bool:
        """Whether "(a) to regulate" opens a list without a colon before it; "(a) to (d)" does not.

        The second item must stand ahead.
        """
        piece, number = self.pieces[index], self._opening_number(label)
        if number is None or not _WORD_BEHIND.match(self.text, at, piece.end):
            return False
        return self.sequences.next(sequence_key(label, number), 2, index) is not None

    def _place_bare(self, index: int, label: Label) -> Node | None:
        """ "(a)", "1.", "iv)": by sequence alone."""
        piece = self.pieces[index]
        titled = piece.kind == "heading"
        frames = self._sequence_frames(label.quoted, titled=titled, level=piece.level)
        label = _after_z(label, frames)
        goes_on = [
            (depth, frame, number)
            for depth, frame in enumerate(frames)
            for number in label.numbers
            if frame.key == sequence_key(label, number) and follows(frame.number, number)
        ]
        opening = self._opening_number(label)
        if goes_on and opening is not None and self._opens_below(index, label, goes_on[0], opening):
            goes_on = []
        if goes_on:
            _, frame, number = goes_on[0]
            return self._open_sibling(label, number, piece, frame)
        if opening is not None:
            return self._open_sequence(index, label, opening, frames)
        return self._pick_up(index, label, frames) or self._resume(index, label, frames)

    def _pick_up(self, index: int, label: Label, frames: list[Node]) -> Node | None:
        """A sequence that runs on past headings and inner lists: paragraph 57 under a new title."""
        piece = self.pieces[index]
        if not piece.first:
            return None
        if label.mark == "(x)" and frames and label.numbers[0].value <= _LONG_LIST:
            return None
        for number in label.numbers:
            key = sequence_key(label, number)
            if self._running.get(key) != number.value - 1:
                continue
            holder = self._held_by.get(key)
            inner = self._outside_lists()
            if holder is None or holder not in self.stack or self._opened_within(inner, holder):
                holder = inner
            if holder.kind in COUNTED and self._basic(holder) and not (
                label.mark == "x." and number.style == "arabic" and number.value > 2
            ):  # fmt: skip
                continue
            self._running[key] = number.value
            self._held_by[key] = holder
            return self.open(self._new(label, number, piece), holder)
        return None

    def _opened_within(self, inner: Node, holder: Node) -> bool:
        """Whether an article has been opened since its chapter held the last paragraph."""
        if inner.kind not in COUNTED or not self._basic(inner) or inner is holder:
            return False
        return self.stack.index(holder) < self.stack.index(inner)

    def _sequence_frames(self, quoted: bool, *, titled: bool, level: int) -> list[Node]:
        """Open items of bare sequences, innermost first, up to the provision that holds them.

        A numbered title of `level` ends the plain headings of its own level and below.
        """
        frames = []
        for node in self._frames(quoted):
            if titled and node.kind == "heading" and 0 < level <= node.level:
                continue
            if node.rank or node.kind in ("heading", "recital", "preamble", "annex"):
                if node.kind == "recital":
                    frames.append(node)
                break
            if titled and not node.titled:
                continue
            if node.titled and not titled:
                break
            frames.append(node)
        return frames

    def _opens_below(
        self, index: int, label: Label, going: tuple[int, Node, Number], opening: Number
    ) -> bool:
        """Whether "i" after "h" is Roman one: the next label of either sequence tells."""
        number = going[2]
        on = self.sequences.next(sequence_key(label, number), number.value + 1, index)
        below = self.sequences.next(sequence_key(label, opening), 2, index)
        if on is not None or below is not None:
            return on is None or (below is not None and below < on)
        return bool(INTRODUCES.search(self._previous_text(index)))

    def _open_sibling(self, label: Label, number: Number, piece: Piece, frame: Node) -> Node:
        node = self._new(label, number, piece)
        node.kind = frame.kind if frame.kind == "recital" else node.kind
        key = sequence_key(label, number)
        self._running[key] = number.value
        self._held_by[key] = frame.parent or self.root
        return self.open(node, frame.parent or self.root)

    def _open_sequence(  # noqa: PLR0911 - a list of guards
        self, index: int, label: Label, number: Number, frames: list[Node]
    ) -> Node | None:
        piece = self.pieces[index]
        key = sequence_key(label, number)
        if label.mark == "x" and not piece.printed and piece.kind != "heading":
            if self.sequences.next(key, 2, index) is None:
                return None
            if number.style != "arabic" and not INTRODUCES.search(self._previous_text(index)):
                return None
        if len(self.stack) > MAX_DEPTH:
            return None
        node = self._new(label, number, piece)
        self._running[key] = number.value
        same = [frame for frame in frames if frame.key == key]
        if same and len(same) == 1 and self._interrupts(index, same[0], key):
            return self.open(node, same[0])
        if same:  # the same sequence begins again
            return self.open(node, same[0].parent or self.root)
        parent = self._holder(label.quoted)
        if piece.kind == "heading":
            while len(self.stack) > 1 and not (
                self._holds_heading(self.stack[-1], piece.level or 6)
                or self._holds_titles(index, self.stack[-1], key)
            ):
                self.stack.pop()
            return self.open(node, self.stack[-1])
        for frame in frames:
            outer = (key, frame.key) in self._order
            if outer or not self._may_hold(index, frame, label):
                parent = frame.parent or self.root
        self._note_order(key, parent)
        self._held_by[key] = parent
        return self.open(node, parent)

    def _interrupts(self, index: int, frame: Node, key: Key) -> bool:
        """Whether a list "1. 2. 3." stands inside paragraph 39, with paragraph 40 behind it."""
        if frame.number is None or frame.number.value <= _EARLY or key[:2] != ("x.", "arabic"):
            return False
        if not INTRODUCES.search(self._previous_text(index)):
            return False
        return self.sequences.next(key, frame.number.value + 1, index) is not None

    def _holds_titles(self, index: int, holder: Node, key: Key) -> bool:
        """Whether titles numbered anew stand below one of their own level: "II.", "1.", "2.".

        They do when they have come to two before the title that follows the holder.
        """
        if not holder.titled or holder.number is None or not isinstance(holder.key, tuple):
            return False
        if holder.rank or holder.key == key or holder.level != self.pieces[index].level:
            return False
        following = self.sequences.next(holder.key, holder.number.value + 1, index, wall=False)
        second = self.sequences.next(key, 2, index, wall=False)
        return following is not None and second is not None and second < following

    def _may_hold(self, index: int, frame: Node, label: Label) -> bool:
        """Whether a new sequence opens below an item, or beside the list that the item ends."""
        if label.mark not in ("x.", "x", "x、") or frame.mark in (
            "x.",
            "x",
            "x、",
            "decimal",
            "x)",
        ):
            return True
        if INTRODUCES.search(self._previous_text(index)):
            return True
        if frame.number is None or not isinstance(frame.key, tuple):
            return False
        return self.sequences.next(frame.key, frame.number.value + 1, index) is not None

    def _note_order(self, key: Key, parent: Node) -> None:
        node: Node | None = parent
        while node is not None and isinstance(node.key, tuple):
            self._order.add((node.key, key))
            node = node.parent

    def _order_below(self, child: Node) -> None:
        if isinstance(child.key, tuple):
            self._note_order(child.key, self.stack[-1])
            if child.number:
                self._running[child.key] = child.number.value

    def _resume(self, index: int, label: Label, frames: list[Node]) -> Node | None:  # noqa: PLR0911, PLR0912 - a list of guards
        """A number that neither continues nor opens: a gap, a repeat, or a late start."""
        piece = self.pieces[index]
        if label.mark == "x" and label.numbers[0].style != "arabic":
            return None
        if not piece.first and not FINISHED.search(self._previous_text(index)):
            return None
        lower = LOWER_START.match(self.text, label.end, piece.end)
        for frame in frames:
            for number in label.numbers:
                if frame.key != sequence_key(label, number) or frame.number is None:
                    continue
                step = number.value - frame.number.value
                next_there = self.sequences.next(
                    sequence_key(label, number), number.value + 1, index
                )
                if 0 <= step <= MAX_GAP and (next_there is not None or not lower or step == 0):
                    return self._open_sibling(label, number, piece, frame)
        parent = self._holder(label.quoted)
        for number in label.numbers:
            key = sequence_key(label, number)
            before = self._running.get(key)
            if before is not None and 0 < number.value - before <= MAX_GAP and not frames:
                if self._basic(parent) and parent.kind in COUNTED and not parent.quoted:
                    continue
                self._running[key] = number.value
                return self.open(self._new(label, number, piece), parent)
        if frames and any(f.key == sequence_key(label, n) for f in frames for n in label.numbers):
            return None
        number = self._likeliest(index, label)
        key = sequence_key(label, number)
        alone = self.sequences.next(key, number.value + 1, index) is None
        if (
            alone
            and piece.kind != "heading"
            and inline_heading(self.text, label.end, piece, self.root, None, dashed=True) is None
        ):
            return None
        if label.mark in ("x", "x.") and number.style == "arabic" and number.value > 60:
            return None
        if len(self.stack) > MAX_DEPTH:
            return None
        self._running[key] = number.value
        if piece.kind == "heading":
            while len(self.stack) > 1 and not self._holds_heading(self.stack[-1], piece.level or 6):
                self.stack.pop()
            parent = self.stack[-1]
        return self.open(self._new(label, number, piece), parent)


def _after_z(label: Label, frames: list[Node]) -> Label:
    """The label with "aa" as the twenty-seventh letter where the sequence of "z" is open."""
    for number in label.numbers:
        if number.style == "double":
            letter = number._replace(style="letter", value=number.value + _LETTERS)
            key = sequence_key(label, letter)
            if any(frame.key == key and follows(frame.number, letter) for frame in frames):
                return label._replace(numbers=(letter,))
    return label
