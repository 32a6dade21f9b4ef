"""The open nodes of an outline: where text, headings and new nodes go."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

from comity.provisions.headings import looks_like_heading, stands_as_heading
from comity.provisions.kinds import ANNEXES, BASIC, SECTION
from comity.provisions.labels import Label
from comity.provisions.numerals import Number
from comity.provisions.pieces import Piece
from comity.provisions.quotes import Quotation
from comity.provisions.sequences import Key, Sequences, counts_sections, sequence_key
from comity.provisions.tree import Node, Para

MAX_DEPTH = 24
FULL_LINE = 50  # characters; a shorter piece may be a title rather than a broken sentence
COUNTED = frozenset({"article", "section", "rule", "disposition"})
INTRODUCES = re.compile(r"""(?:[:：—–؛]|--|-)[\s"'”’»]*\Z""")
FINISHED = re.compile(r"""[.。!?؟！？”’"»][\s"'”’»)\]]*\Z""")
LOWER_START = re.compile(r"[a-zà-öø-ÿа-я]")

_NEVER = 1 << 62
_NO_HEADINGS = frozenset({"preamble", "conclusions", "recital", "indent"})


class OpenNodes:
    """A stack of nodes, the root first, and the rules by which text and headings find theirs."""

    def __init__(self, text: str, pieces: Sequence[Piece], *, paged: bool = False) -> None:
        self.text = text
        self._paged = paged
        self.pieces = pieces
        self.sequences = Sequences(pieces)
        self.root = Node("body", 0, 0)
        self.stack: list[Node] = [self.root]
        self._quotation = Quotation(text, pieces)
        self._running: dict[Key, int] = {}
        self._held_by: dict[Key, Node] = {}  # what held the last number of a sequence
        self._last: dict[str, int] = {}  # last number of a word kind in the current annex
        self._decimal: dict[Hashable, tuple[int, ...]] = {}
        self._order: set[tuple[Key, Key]] = set()
        self._awaiting: Node | None = None  # a node that may take the next piece as its heading
        self._apart = False
        self._headed: Piece | None = None  # the piece last taken as a heading
        self._amending: Node | None = None  # a section whose new text is being read
        self._inner = 0  # the last section in that new text
        self.american = counts_sections(text, pieces)
        self._has_headings = any(piece.kind == "heading" for piece in pieces)

    def open(self, node: Node, parent: Node) -> Node:
        """Close what is open below `parent` and open `node` in it."""
        self.reopen(parent)
        parent.add(node)
        self.stack.append(node)
        self._awaiting = None
        return node

    def close(self, node: Node) -> None:
        """Close an open node, and all below it."""
        if node in self.stack:
            del self.stack[self.stack.index(node) :]
        self._awaiting = None

    def reopen(self, node: Node) -> None:
        """Close what is open below a node; a node that was closed meanwhile is opened again."""
        path: list[Node] = []
        holder: Node | None = node
        while holder is not None:
            path.append(holder)
            holder = holder.parent
        self.stack = path[::-1]

    @property
    def counted(self) -> bool:
        """Whether any article, section or numbered paragraph has been met."""
        return bool(self._last or self._running or self._decimal)

    def _extend(self, end: int) -> None:
        """Let what was added last, and all that holds it, reach `end`."""
        items = self.stack[-1].items
        if items and isinstance(items[-1], Para):
            items[-1].end = end
        self.stack[-1].grow(end)

    def open_heading(self, piece: Piece, heading: str = "") -> Node:
        """A heading without a label holds what follows it, down to its own level."""
        level = piece.level or 7
        while len(self.stack) > 1 and not self._holds_heading(self.stack[-1], level):
            self.stack.pop()
        text = heading or " ".join(piece.text(self.text).split())
        node = Node("heading", piece.start, piece.end, heading=text, level=level, titled=True)
        return self.open(node, self.stack[-1])

    def add_text(self, index: int, *, bullet: bool = False) -> None:
        """A paragraph goes to the open node, or to the one whose list it closes."""
        piece = self.pieces[index]
        bullet = bullet or (piece.kind == "item" and not piece.labels)
        previous = self._previous_text(index)
        if self._runs_on(index, previous):
            self._extend(piece.end)
            return
        if not bullet:
            self._leave_lists(index, previous)
        holder = self.stack[-1]
        holder.add(Para(piece.start, piece.end, bullet=bullet, apart=self._apart))
        self._awaiting = None

    def _previous_text(self, index: int) -> str:
        if index == 0:
            return ""
        before = self.pieces[index - 1]
        return self.text[max(before.start, before.end - 80) : before.end]

    def _runs_on(self, index: int, previous: str) -> bool:  # noqa: PLR0911 - a list of guards
        """True when a line, page or column break has parted a paragraph in the middle."""
        piece = self.pieces[index]
        items = self.stack[-1].items
        if self._apart or len(self.stack) < 2:
            return False
        if not any(c.isalnum() for c in self.text[piece.start : min(piece.end, piece.start + 40)]):
            return piece.end - piece.start < 40 and piece.start > self.stack[-1].start
        if not items or not isinstance(items[-1], Para) or not previous:
            return False
        if not piece.first and piece.labels and not FINISHED.search(previous):
            return True
        said = previous.rstrip()
        if said[-1:] in ".;:!?。；：—,)":
            return False
        before = self.pieces[index - 1]
        if self._paged and piece.kind == "paragraph" and not (piece.bold or piece.labels):
            last_line = before.end - max(before.start, self.text.rfind("\n", 0, before.end) + 1)
            if last_line > FULL_LINE and said[-1:].islower() and before.kind == "paragraph":
                return True
        return piece.kind == "paragraph" and bool(LOWER_START.match(self.text, piece.start))

    def _leave_lists(self, index: int, previous: str) -> None:
        """Text after the last item of a list belongs to what introduced the list."""
        piece = self.pieces[index]
        lower = bool(LOWER_START.match(self.text, piece.start))
        if not (FINISHED.search(previous) or lower or not previous):
            return
        while len(self.stack) > 2:
            top, holder = self.stack[-1], self.stack[-2]
            if top.rank or top.titled or top.kind in ("recital", "citation", "heading"):
                return
            if piece.indent and top.indent and piece.indent > top.indent:
                return
            if self._list_goes_on(index):
                return
            if self._opens_anew(index, top):
                self.stack.pop()
                continue
            lead = top.lead if top.lead >= 0 else top.start
            if not INTRODUCES.search(self.text[max(holder.start, lead - 80) : lead]):
                return
            self.stack.pop()

    def _opens_anew(self, index: int, item: Node) -> bool:
        """Whether a list of the same style as that of `item` begins right behind this piece."""
        following = self._following(index)
        if following is None or following.out or not following.labels or item.number is None:
            return False
        label = following.labels[0]
        return any(
            number.value == 1
            and sequence_key(label, number) == item.key
            and number.path[:-1] == item.number.path[:-1]  # "3.4.1" goes on below "3.4"
            for number in label.numbers
        )

    def _list_goes_on(self, index: int) -> bool:
        """Whether the innermost list has a next item before any list around it has one."""
        places = []
        for node in reversed(self.stack):
            if node.rank or node.number is None or not isinstance(node.key, tuple):
                break
            there = self.sequences.next(node.key, node.number.value + 1, index)
            places.append(there if there is not None else _NEVER)
        return bool(places) and places[0] < min(places[1:], default=_NEVER)

    def _takes_heading(self, index: int) -> bool:
        node, piece = self._awaiting, self.pieces[index]
        if node is None or (
            piece.labels and piece.labels[0].kind != "" and piece.kind != "heading"
        ):
            return False
        following = self.pieces[index + 1] if index + 1 < len(self.pieces) else None
        return looks_like_heading(self.text, piece, node.kind, following)

    def _reads_as_heading(self, index: int) -> bool:
        """A short line above a paragraph, in a text whose format has no headings to offer."""
        piece = self.pieces[index]
        if self._has_headings or not piece.first or piece.labels or self._apart:
            return False
        if any(
            self._basic(node) or node.quoted or node.kind in _NO_HEADINGS for node in self.stack
        ):
            return False
        if index > 0 and not FINISHED.search(self._previous_text(index)):
            before = self.stack[-1]
            if not (before.kind == "heading" and not before.items):
                return False
        return stands_as_heading(self.text, piece, self._following(index))

    def _give_heading(self, piece: Piece) -> None:
        node = self._awaiting
        if node is None:
            return
        node.heading = " ".join(piece.text(self.text).split())
        node.grow(piece.end)
        node.level = node.level or piece.level
        self._headed = piece
        self._awaiting = None

    def _holds_heading(self, node: Node, level: int) -> bool:
        """Whether a heading of this level may stand within `node`."""
        if node.kind in ("preface", "preamble"):
            return False
        if node.kind in ANNEXES or (node.rank and node.rank <= SECTION and not self._basic(node)):
            return node.level == 0 or node.level < level
        if node.titled and node.level:
            return node.level < level
        return False

    def _basic(self, node: Node) -> bool:
        """Whether a node is of the kind that a document counts through: article, section."""
        return node.rank >= BASIC or (node.kind == "section" and self.american)

    def _following(self, index: int) -> Piece | None:
        return self.pieces[index + 1] if index + 1 < len(self.pieces) else None

    def _in_quotation(self) -> bool:
        return any(node.quoted for node in self.stack)

    def _frames(self, quoted: bool) -> list[Node]:
        """Open nodes that a label may continue, innermost first."""
        frames = []
        for node in reversed(self.stack[1:]):
            if node.quoted != quoted:
                if quoted:
                    break
                continue
            frames.append(node)
        return frames

    def _outside_lists(self) -> Node:
        """The innermost open node that is no numbered or lettered item."""
        for node in reversed(self.stack):
            if node is self.root or node.kind == "heading" or node.rank or node.titled:
                return node
        return self.root

    def _holder(self, quoted: bool) -> Node:
        """The innermost node that a label, quoted or not, may stand in."""
        for node in reversed(self.stack):
            if quoted or not node.quoted:
                return node
        return self.root

    def _new(self, label: Label, number: Number | None, piece: Piece) -> Node:
        return Node(
            label.kind,
            piece.start,
            piece.start,
            label=label.text if label.start < label.end else piece.printed,
            number=number,
            key=sequence_key(label, number) if number and not label.rank else label.kind,
            rank=label.rank,
            level=piece.level,
            mark=label.mark,
            quoted=label.quoted,
            titled=piece.kind == "heading",
            indent=piece.indent,
        )
