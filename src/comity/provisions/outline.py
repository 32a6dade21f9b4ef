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
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Sequence

from comity.provisions.headings import inline_heading, looks_like_heading, stands_as_heading
from comity.provisions.kinds import ANNEX, ANNEXES, BASIC, CHAPTER, RANKS, SECTION
from comity.provisions.labels import Label
from comity.provisions.numerals import Number
from comity.provisions.pieces import Piece
from comity.provisions.quotes import Quotation
from comity.provisions.tree import Node, Para

# How many pieces ahead a sequence may be picked up again.
_REACH = 400
_MAX_GAP = 4  # numbers that a text may skip: repealed, or omitted by an editor
_MAX_DEPTH = 24
_PLAIN_HEADING = 6  # level of a numbered title whose format gives it none
_NEVER = 1 << 62
_FULL_LINE = 50  # characters; a shorter piece may be a title rather than a broken sentence

_INTRODUCES = re.compile(r"""(?:[:：—–؛]|--|-)[\s"'”’»]*\Z""")
_FINISHED = re.compile(r"""[.。!?؟！？”’"»][\s"'”’»)\]]*\Z""")
_ITEM_END = re.compile(
    r"""(?:[.;:!?。；：—–-]|[;,]\s*(?:and|or|and/or|et|ou|y|o|e|und|oder|и|или|[,،]),?)[\s"'”’»)]*\Z"""
)
_LOWER_START = re.compile(r"[a-zà-öø-ÿа-я]")
_REFERENCE_TAIL = re.compile(
    r"(?:of|and|or|to|de|del|du|des|et|ou|y|o|e|del|und|oder|and/or|above|below|thereof|shall|of the)\b"
    r"|[,;)]"
)

_NO_HEADINGS = frozenset({"preamble", "conclusions", "recital", "indent"})
_COUNTED = frozenset({"article", "section", "rule", "disposition"})

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
        if at == len(places) or places[at] - after > _REACH:
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


class Outline:
    """Builds the tree piece by piece."""

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
        self.american = _american(pieces)
        self._has_headings = any(piece.kind == "heading" for piece in pieces)

    # -- what callers use ---------------------------------------------------------------------

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

    def open(self, node: Node, parent: Node) -> Node:
        """Close what is open below `parent` and open `node` in it."""
        self.reopen(parent)
        parent.add(node)
        self.stack.append(node)
        self._awaiting = None
        return node

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

    def reopen(self, node: Node) -> None:
        """Close what is open below a node; a node that was closed meanwhile is opened again."""
        path: list[Node] = []
        holder: Node | None = node
        while holder is not None:
            path.append(holder)
            holder = holder.parent
        self.stack = path[::-1]

    def _extend(self, end: int) -> None:
        """Let what was added last, and all that holds it, reach `end`."""
        items = self.stack[-1].items
        if items and isinstance(items[-1], Para):
            items[-1].end = end
        self.stack[-1].grow(end)

    def close(self, node: Node) -> None:
        """Close an open node, and all below it."""
        if node in self.stack:
            del self.stack[self.stack.index(node) :]
        self._awaiting = None

    @property
    def counted(self) -> bool:
        """Whether any article, section or numbered paragraph has been met."""
        return bool(self._last or self._running)

    # -- text ---------------------------------------------------------------------------------

    def _previous_text(self, index: int) -> str:
        if index == 0:
            return ""
        before = self.pieces[index - 1]
        return self.text[max(before.start, before.end - 80) : before.end]

    def _runs_on(self, index: int, previous: str) -> bool:
        """True when a line, page or column break has parted a paragraph in the middle."""
        piece = self.pieces[index]
        items = self.stack[-1].items
        if self._apart or len(self.stack) < 2:
            return False
        if not any(c.isalnum() for c in self.text[piece.start : min(piece.end, piece.start + 40)]):
            return piece.end - piece.start < 40 and piece.start > self.stack[-1].start
        if not items or not isinstance(items[-1], Para) or not previous:
            return False
        if not piece.first and piece.labels and not _FINISHED.search(previous):
            return True
        said = previous.rstrip()
        if said[-1:] in ".;:!?。；：—,)":
            return False
        before = self.pieces[index - 1]
        if self._paged and piece.kind == "paragraph" and not (piece.bold or piece.labels):
            last_line = before.end - max(before.start, self.text.rfind("\n", 0, before.end) + 1)
            if last_line > _FULL_LINE and said[-1:].islower() and before.kind == "paragraph":
                return True
        return piece.kind == "paragraph" and bool(_LOWER_START.match(self.text, piece.start))

    def _leave_lists(self, index: int, previous: str) -> None:
        """Text after the last item of a list belongs to what introduced the list."""
        piece = self.pieces[index]
        lower = bool(_LOWER_START.match(self.text, piece.start))
        if not (_FINISHED.search(previous) or lower or not previous):
            return
        while len(self.stack) > 2:
            top, holder = self.stack[-1], self.stack[-2]
            if top.rank or top.titled or top.kind in ("recital", "citation", "heading"):
                return
            if piece.indent and top.indent and piece.indent > top.indent:
                return
            if self._list_goes_on(index):
                return
            lead = top.lead if top.lead >= 0 else top.start
            if not _INTRODUCES.search(self.text[max(holder.start, lead - 80) : lead]):
                return
            self.stack.pop()

    def _list_goes_on(self, index: int) -> bool:
        """Whether the innermost list has a next item before any list around it has one."""
        places = []
        for node in reversed(self.stack):
            if node.rank or node.number is None or not isinstance(node.key, tuple):
                break
            there = self.sequences.next(node.key, node.number.value + 1, index)
            places.append(there if there is not None else _NEVER)
        return bool(places) and places[0] < min(places[1:], default=_NEVER)

    # -- headings -----------------------------------------------------------------------------

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
        if index > 0 and not _FINISHED.search(self._previous_text(index)):
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

    def _fill(self, index: int, node: Node, labels: tuple[Label, ...]) -> None:
        """Heading, stacked labels and text behind an accepted label."""
        piece = self.pieces[index]
        pending = list(labels[1:])
        at = labels[0].end
        while True:
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
            if number is None or len(self.stack) > _MAX_DEPTH:
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

    def _following(self, index: int) -> Piece | None:
        return self.pieces[index + 1] if index + 1 < len(self.pieces) else None

    def _opening_number(self, label: Label) -> Number | None:
        for number in label.numbers:
            if number.value == 1:
                return number
        return None

    # -- labels -------------------------------------------------------------------------------

    def _place(self, index: int, labels: tuple[Label, ...]) -> Node | None:
        label = labels[0]
        if label.kind == "bullet":
            return self._place_bullet(index, label)
        if label.quoted and not self._in_quotation():
            return self._open_quotation(index, label)
        if not label.quoted:
            if self._refers(index, label):
                return None
        if label.kind == "code":
            return self._place_code(index, label)
        if label.kind:
            return self._place_word(index, label)
        if label.numbers[0].style == "decimal":
            return self._place_decimal(index, label)
        return self._place_bare(index, label)

    def _refers(self, index: int, label: Label) -> bool:
        """True when a line is the rest of a sentence that ends in a reference: "(b) of Article 5"."""
        piece = self.pieces[index]
        if label.kind or piece.kind == "heading" or piece.printed:
            return False
        previous = self._previous_text(index).rstrip()
        tail = _REFERENCE_TAIL.match(self.text, label.end, piece.end)
        if not tail or not previous:
            return False
        if tail.group() in (",", ";", ")"):
            return True
        listed = previous.endswith(",") and tail.group() in (
            "to",
            "del",
            "des",
            "du",
            "above",
            "below",
        )
        return not listed and not _ITEM_END.search(previous)

    def _in_quotation(self) -> bool:
        return any(node.quoted for node in self.stack)

    def _frames(self, quoted: bool) -> list[Node]:
        """Open nodes that a label may continue, innermost first; unquoted labels close quotations."""
        frames = []
        for node in reversed(self.stack[1:]):
            if node.quoted != quoted:
                if quoted:
                    break
                continue
            frames.append(node)
        return frames

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

    def _open_quotation(self, index: int, label: Label) -> Node | None:
        """An amendment quotes provisions of another text: any number may come first."""
        piece = self.pieces[index]
        if label.kind == "code" or len(self.stack) > _MAX_DEPTH:
            return None
        if not piece.first or (self.stack[-1] is self.root and not label.kind):
            if self.stack[-1] is not self.root or not label.numbers:
                return None
        number = label.numbers[0] if label.numbers else None
        if label.numbers and not label.kind:
            number = self._likeliest(index, label)
        return self.open(self._new(label, number, piece), self.stack[-1])

    def _likeliest(self, index: int, label: Label) -> Number:
        """The reading whose sequence goes on soonest; the first without any."""
        best, nearest = label.numbers[0], _REACH + 1
        for number in label.numbers:
            there = self.sequences.next(sequence_key(label, number), number.value + 1, index)
            if there is not None and there - index < nearest:
                best, nearest = number, there - index
        if nearest > _REACH and len(label.numbers) > 1 and best.text.lower() not in "ivx":
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
        if len(self.stack) > _MAX_DEPTH:
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
        elif not number.path > last or not (label.strong or _successor(last, number.path)):
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

    def _outside_lists(self) -> Node:
        """The innermost open node that is no numbered or lettered item."""
        for node in reversed(self.stack):
            if node is self.root or node.kind == "heading" or node.rank or node.titled:
                return node
        return self.root

    def _place_word(self, index: int, label: Label) -> Node | None:
        piece = self.pieces[index]
        number = self._reading_of_word(label)
        rank = self._rank(label.kind)
        if not self._word_counts(index, label, number):
            return None
        frames = self._frames(label.quoted)
        parent = self._parent_by_rank(frames, label, rank, piece)
        node = self._new(label, number, piece)
        node.rank = rank
        if label.kind in ANNEXES and not label.quoted:
            self._last = {k: v for k, v in self._last.items() if k in ANNEXES}
            self._decimal.clear()
            self._running.clear()
        if label.kind in _COUNTED and not label.quoted:
            self._running = {
                key: value for key, value in self._running.items() if key[:2] == ("x.", "arabic")
            }
        if rank < BASIC and not label.quoted:
            for kind, lower in RANKS.items():
                if self._rank(kind) > rank and kind not in ("article", "section"):
                    self._last.pop(kind, None)
        if number is not None and not label.quoted:
            self._last[label.kind] = number.value
            if number.path:
                self._decimal[label.kind] = number.path
        return self.open(node, parent)

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

    def _word_counts(self, index: int, label: Label, number: Number | None) -> bool:
        """Whether a word label begins a provision here, or only mentions one."""
        piece = self.pieces[index]
        body = piece.end - label.end
        alone = body < 150 and not _FINISHED.search(
            self.text[max(label.end, piece.end - 8) : piece.end]
        )
        titled = piece.kind == "heading" or (piece.bold and body < 200)
        if label.kind in ANNEXES and not label.quoted:
            started = bool(self._last) or bool(self._running) or len(self.stack) > 1
            return (started and (alone or titled)) or (titled and number is not None)
        if number is None:
            return titled
        if label.quoted or titled:
            return True
        if self._ends_a_reference(index, label):
            return False
        last = self._last.get(label.kind)
        path = self._decimal.get(label.kind)
        if number.path and len(number.path) > 1 and label.mark != "word:§":
            return path is None or number.path > path
        if not label.strong:
            if alone or (last is not None and number.value == last + 1):
                return True
            opens = number.value == 1 and last is None and piece.first
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

    def _ends_a_reference(self, index: int, label: Label) -> bool:
        """True for the tail of "... as referred to in / Article 81." broken over two lines."""
        if index == 0 or self.pieces[index - 1].kind == "heading" or self.pieces[index - 1].out:
            return False
        before = self.pieces[index - 1]
        previous = self._previous_text(index).rstrip()
        if before is self._headed:
            return False
        if before.end - before.start < _FULL_LINE or not previous[-1:].isalpha():
            return False
        rest = self.text[label.end : self.pieces[index].end].strip()
        if rest and not _FINISHED.search(rest):
            return False  # "Раздел I. Общие положения" after a date: a heading
        said = self.text[label.start : label.end].rstrip()
        return said.endswith(".") and label.text.upper() != label.text

    def _parent_by_rank(self, frames: list[Node], label: Label, rank: int, piece: Piece) -> Node:
        if label.kind in ANNEXES and not label.quoted:
            same = [n for n in frames if n.rank and n.rank < rank]
            return same[0] if same else self.root
        for node in frames:
            if node.rank and node.rank < rank:
                return node
            if node.kind == label.kind and node.parent is not None and node.rank:
                continue
            if node.kind == "heading" and node.level < 7:
                if not piece.level or node.level < piece.level:
                    return node
        if frames and label.quoted:
            return frames[-1].parent or self.root
        return self.root

    def _place_decimal(self, index: int, label: Label) -> Node | None:
        """ "1.2" belongs to the open "1"; without one it stands by itself, in rising order."""
        piece, number = self.pieces[index], label.numbers[0]
        path = number.path
        frames = self._frames(label.quoted)
        prefix = next((n for n in frames if _numeric(n) and _path(n) == path[:-1]), None)
        heading = piece.kind == "heading"
        scope: Hashable = ("decimal", label.quoted, heading)
        last = self._decimal.get(scope)
        if last is None and not (path[-1] <= 1 or prefix is not None or heading):
            return None
        if last is not None and not path > last and not heading:
            return None
        if not heading:
            if _LOWER_START.match(self.text, label.end, piece.end):
                return None
            if last is not None and not _successor(last, path) and prefix is None and path[-1] > 1:
                if path[:-1] != last[:-1] or path[-1] - last[-1] > _MAX_GAP:
                    return None
        self._decimal[scope] = path
        node = self._new(label, number, piece)
        if prefix is not None:
            return self.open(node, prefix)
        sibling = next((n for n in frames if n.number and len(_path(n)) > 1
                        and len(_path(n)) >= len(path) and n.mark == "decimal"), None)  # fmt: skip
        outermost = None
        for frame in frames:
            if frame.mark == "decimal" and len(frame.number.path if frame.number else ()) >= len(
                path
            ):
                outermost = frame
        if outermost is not None and outermost.parent is not None:
            return self.open(node, outermost.parent)
        if heading and piece.level:
            while len(self.stack) > 1 and not self._holds_heading(self.stack[-1], piece.level):
                self.stack.pop()
            return self.open(node, self.stack[-1])
        return self.open(
            node, sibling.parent if sibling and sibling.parent else self._outside_lists()
        )

    def _place_bare(self, index: int, label: Label) -> Node | None:
        """ "(a)", "1.", "iv)": by sequence alone."""
        piece = self.pieces[index]
        frames = self._sequence_frames(label.quoted, titled=piece.kind == "heading")
        goes_on = [
            (depth, frame, number)
            for depth, frame in enumerate(frames)
            for number in label.numbers
            if frame.key == sequence_key(label, number) and _follows(frame.number, number)
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
        if not piece.first or label.mark == "(x)" and frames:
            return None
        for number in label.numbers:
            key = sequence_key(label, number)
            if self._running.get(key) != number.value - 1:
                continue
            holder = self._held_by.get(key)
            if holder is None or holder not in self.stack:
                holder = self._outside_lists()
            if holder.kind in _COUNTED and self._basic(holder) and not (
                label.mark == "x." and number.style == "arabic" and number.value > 2
            ):  # fmt: skip
                continue
            self._running[key] = number.value
            self._held_by[key] = holder
            return self.open(self._new(label, number, piece), holder)
        return None

    def _sequence_frames(self, quoted: bool, *, titled: bool) -> list[Node]:
        """Open items of bare sequences, innermost first, up to the provision that holds them."""
        frames = []
        for node in self._frames(quoted):
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
        return bool(_INTRODUCES.search(self._previous_text(index)))

    def _open_sibling(self, label: Label, number: Number, piece: Piece, frame: Node) -> Node:
        node = self._new(label, number, piece)
        node.kind = frame.kind if frame.kind == "recital" else node.kind
        key = sequence_key(label, number)
        self._running[key] = number.value
        self._held_by[key] = frame.parent or self.root
        return self.open(node, frame.parent or self.root)

    def _open_sequence(
        self, index: int, label: Label, number: Number, frames: list[Node]
    ) -> Node | None:
        piece = self.pieces[index]
        key = sequence_key(label, number)
        if label.mark == "x" and not piece.printed and piece.kind != "heading":
            if self.sequences.next(key, 2, index) is None:
                return None
            if number.style != "arabic" and not _INTRODUCES.search(self._previous_text(index)):
                return None
        if len(self.stack) > _MAX_DEPTH:
            return None
        node = self._new(label, number, piece)
        self._running[key] = number.value
        for frame in frames:
            if frame.key == key:  # the same sequence begins again
                return self.open(node, frame.parent or self.root)
        parent = self._holder(label.quoted)
        if piece.kind == "heading":
            while len(self.stack) > 1 and not self._holds_heading(self.stack[-1], piece.level or 6):
                self.stack.pop()
            return self.open(node, self.stack[-1])
        for frame in frames:
            outer = (key, frame.key) in self._order
            if outer or not self._may_hold(index, frame, label, key):
                parent = frame.parent or self.root
        self._note_order(key, parent)
        self._held_by[key] = parent
        return self.open(node, parent)

    def _holder(self, quoted: bool) -> Node:
        """The innermost node that a label, quoted or not, may stand in."""
        for node in reversed(self.stack):
            if quoted or not node.quoted:
                return node
        return self.root

    def _may_hold(self, index: int, frame: Node, label: Label, key: Key) -> bool:
        """Whether a new sequence opens below an item, or beside the list that the item ends."""
        if label.mark not in ("x.", "x", "x、") or frame.mark in (
            "x.",
            "x",
            "x、",
            "decimal",
            "x)",
        ):
            return True
        if _INTRODUCES.search(self._previous_text(index)):
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

    def _resume(self, index: int, label: Label, frames: list[Node]) -> Node | None:
        """A number that neither continues nor opens: a gap, a repeat, or a list that starts late."""
        piece = self.pieces[index]
        if label.mark == "x" and label.numbers[0].style != "arabic":
            return None
        if not piece.first and not _FINISHED.search(self._previous_text(index)):
            return None
        lower = _LOWER_START.match(self.text, label.end, piece.end)
        for frame in frames:
            for number in label.numbers:
                if frame.key != sequence_key(label, number) or frame.number is None:
                    continue
                step = number.value - frame.number.value
                next_there = self.sequences.next(
                    sequence_key(label, number), number.value + 1, index
                )
                if 0 <= step <= _MAX_GAP and (next_there is not None or not lower or step == 0):
                    return self._open_sibling(label, number, piece, frame)
        parent = self._holder(label.quoted)
        for number in label.numbers:
            key = sequence_key(label, number)
            before = self._running.get(key)
            if before is not None and 0 < number.value - before <= _MAX_GAP and not frames:
                if self._basic(parent) and parent.kind in _COUNTED and not parent.quoted:
                    continue
                self._running[key] = number.value
                return self.open(self._new(label, number, piece), parent)
        if frames and any(f.key == sequence_key(label, n) for f in frames for n in label.numbers):
            return None
        number = self._likeliest(index, label)
        key = sequence_key(label, number)
        if self.sequences.next(key, number.value + 1, index) is None and piece.kind != "heading":
            if inline_heading(self.text, label.end, piece, self.root, None, dashed=True) is None:
                return None
        if label.mark in ("x", "x.") and number.style == "arabic" and number.value > 60:
            return None
        if len(self.stack) > _MAX_DEPTH:
            return None
        self._running[key] = number.value
        if piece.kind == "heading":
            while len(self.stack) > 1 and not self._holds_heading(self.stack[-1], piece.level or 6):
                self.stack.pop()
            parent = self.stack[-1]
        return self.open(self._new(label, number, piece), parent)


def _american(pieces: Sequence[Piece]) -> bool:
    """Whether sections are what the document counts through: "SEC. 2.", "§ 5", "Sec. 3."."""
    heads = [piece.labels[0] for piece in pieces if piece.labels and piece.labels[0].rank]
    sections = sum(label.kind == "section" and label.text.endswith(".") for label in heads)
    articles = sum(label.kind == "article" and label.strong for label in heads)
    return sections > articles


def _numeric(node: Node) -> bool:
    """Whether decimals may go on below a node: below "2." or "Section 2", not below "(2)" or "b)"."""
    return node.number is not None and node.number.style in ("arabic", "decimal") and (
        node.rank > 0 or node.mark in ("x.", "x", "decimal")
    )  # fmt: skip


def _path(node: Node) -> tuple[int, ...]:
    if node.number is None:
        return ()
    return node.number.path or (node.number.value,)


def _follows(last: Number | None, number: Number) -> bool:
    """Whether `number` comes right after `last`: 6 after 5 or 5a, 5a after 5, 5b after 5a."""
    if last is None:
        return False
    if number.value == last.value + 1:
        return True
    return number.value == last.value and number.suffix > last.suffix


def _successor(last: tuple[int, ...], path: tuple[int, ...]) -> bool:
    """Whether a decimal number may come right after another: 1.3 or 2 or 1.2.1 after 1.2."""
    if path[:-1] == last:
        return path[-1] <= 1
    for depth in range(len(last)):
        if path[:depth] == last[:depth] and path[depth : depth + 1] == (last[depth] + 1,):
            return all(part <= 1 for part in path[depth + 1 :])
    return False
