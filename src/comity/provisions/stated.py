"""Structure that a format states, as legal XML does: it is followed, not guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from comity.provisions.arrange import Arrangement
from comity.provisions.eids import assign_eids
from comity.provisions.kinds import ANNEXES, RANKS, SOFT
from comity.provisions.labels import read_printed
from comity.provisions.numerals import Number
from comity.provisions.tree import Node, Para
from comity.records import Block, Document, LeftOut, Span, Stated

_USABLE_EID = re.compile(r"[^\s/]{1,200}")
_APART = re.compile(r"[\s.:—–\-]*")
_NOTE = "authorialNote"
# Kinds that a statute prints as a bare "(a)" below something else, not as a word.
_BELOW = frozenset(["paragraph", "point", "clause", "subsection"])
_PASSED = (SOFT | {"heading"}) - ANNEXES
# Without a number, these are called by their word alone or counted through the document.
_NAMED = ANNEXES | frozenset(
    [
        *("preface", "preamble", "conclusions", "recital", "citation", "heading", "intro"),
        _NOTE,
    ]
)


@dataclass(frozen=True, slots=True)
class StatedOutline:
    """The tree of what a format marks out, its eIds, and what it says is no provision."""

    root: Node
    eids: dict[Node, str]
    left_out: tuple[LeftOut, ...]


def stated_outline(document: Document) -> StatedOutline:
    """The outline that `document.structure` states.

    Where the format also says which provisions are units to link, its word is
    final. Else paragraphs within provisions are grouped as in any other text,
    and get eIds below that of what holds them. An eId that the file gives is
    kept; one that it gives twice is numbered, `art_5_2`.
    """
    root = Node("body", 0, 0)
    left_out = [s for s in document.structure if s.kind == "left_out"]
    complete = any(s.unit for s in document.structure)
    given, wordless = _grow(document, root, complete=complete)
    if not complete:
        Arrangement(document.text, document.language, american=False).arrange(root)
    eids = _eids(root, given)
    out = sorted((*_joined(document.text, left_out), *wordless), key=lambda o: o.span)
    return StatedOutline(root, eids, tuple(out))


def _grow(
    document: Document, root: Node, *, complete: bool
) -> tuple[dict[Node, str], list[LeftOut]]:
    """Hang the stated nodes and the paragraphs between them on the root.

    Returns:
        The eIds that the nodes bring, and blocks without a word that no node holds.
    """
    wordless: list[LeftOut] = []
    nodes: dict[int, Node] = {-1: root}
    order = list(enumerate(document.structure))
    given: dict[Node, str] = {}
    stack: list[tuple[Stated, Node]] = []
    heads: dict[Node, int] = {}
    counts: dict[tuple[Node, str], int] = defaultdict(int)  # those without a number, by holder
    blocks = [b for b in document.blocks if b.span.of(document.text).strip()]
    out_end, at = -1, 0

    def enter(upto: int) -> None:
        nonlocal at, out_end
        while at < len(order) and order[at][1].span.start <= upto:
            place, stated = order[at]
            at += 1
            if stated.kind == "left_out":
                out_end = max(out_end, stated.span.end)
                continue
            while stack and stack[-1][0].span.end <= stated.span.start:
                stack.pop()
            node = _node(stated)
            nodes[place] = node
            holder = nodes.get(stated.parent, root)
            if node.number is None and node.kind not in _NAMED:
                counts[holder, node.kind] += 1
                place_there = counts[holder, node.kind]
                node.number = Number("arabic", "", place_there, str(place_there))
            holder.add(node)
            if complete and holder.unit in ("yes", "whole"):
                node.mark = "member"
            if _USABLE_EID.fullmatch(stated.eid):
                given[node] = stated.eid
            heads[node] = _head_end(document.text, stated)
            stack.append((stated, node))

    for block in blocks:
        enter(block.span.start)
        while stack and stack[-1][0].span.end <= block.span.start:
            stack.pop()
        if block.span.start < out_end:
            if stack and stack[-1][1].items and isinstance(stack[-1][1].items[-1], Para):
                stack[-1][1].items[-1].apart = True
            continue
        holder = stack[-1][1] if stack else root
        if not _add_text(document.text, block, holder, heads) and holder is root:
            wordless.append(LeftOut(span=block.span, reason="no words"))
    return given, wordless


def _node(stated: Stated) -> Node:
    node = Node(
        stated.kind,
        stated.span.start,
        stated.span.end,
        label=stated.label,
        heading=stated.heading,
        quoted=stated.quoted,
        rank=0 if stated.kind in _BELOW else RANKS.get(stated.kind, 0),
        titled=bool(stated.heading),
        unit=stated.unit,
        cuts=stated.cuts,
        whole=stated.unit == "whole" or stated.kind == _NOTE,
    )
    if stated.label:
        node.number, node.mark = _number(stated.label)
    return node


def _number(printed: str) -> tuple[Number | None, str]:
    """(the number that a label prints, how it is set off); a bare "2" is a label here."""
    for shown in (printed, f"{printed}."):
        label = read_printed(shown)
        if label is not None and label.numbers and label.text in shown:
            return label.numbers[0], label.mark
    words = re.findall(r"\w+(?:[.\-]\w+)*", printed)
    numbered = [word for word in words if any(c.isdigit() for c in word)]
    if not numbered:
        return None, ""
    return Number("arabic", "", 0, numbered[-1]), "x"


def _head_end(text: str, stated: Stated) -> int:
    """Where label and heading, in either order, end in the text."""
    at, end = stated.span.start, stated.span.end
    waiting = [part for part in (stated.label, stated.heading) if part]
    for _ in range(len(waiting)):
        begin = _APART.match(text, at, end)
        place = begin.end() if begin and at > stated.span.start else at
        for part in waiting:
            words = r"\s+".join(map(re.escape, part.split()))
            found = re.compile(words).match(text, place, end)
            if found:
                at = found.end()
                waiting.remove(part)
                break
    return at


def _add_text(text: str, block: Block, holder: Node, heads: dict[Node, int]) -> bool:
    """A block as a paragraph of what holds it, without the label and heading at its head.

    False for a block without a word, of which no paragraph can be made.
    """
    start = max(block.span.start, heads.get(holder, 0))
    said = text[start : block.span.end]
    if not any(c.isalnum() for c in said):
        return False
    start += len(said) - len(said.lstrip())
    holder.add(Para(start, block.span.end, bullet=block.kind == "item" and not block.label))
    return True


def _eids(root: Node, given: dict[Node, str]) -> dict[Node, str]:
    """The eIds that the file gives, and for what has none one below what holds it."""
    derived = _called(assign_eids(root, american=False))
    if not given:
        return derived
    taken = set(given.values())
    names = _Names(taken)
    eids: dict[Node, str] = {}
    for node, proposed in derived.items():  # a parent before its children
        eid = given.get(node, "")
        if not eid:
            local = proposed.rsplit("__", 1)[-1]
            above = eids.get(node.parent, "") if node.parent is not None else ""
            floats = "__" not in proposed
            eid = local if floats or not above else f"{above}__{local}"
            if eid in taken and above and floats:
                eid = f"{above}__{local}"
        eids[node] = names.give(eid, own=node in given)
    return eids


class _Names:
    """Gives every eId once: a second art_5 is art_5_2."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._used: set[str] = set()
        self._reserved = frozenset(reserved)
        self._last: dict[str, int] = {}

    def give(self, eid: str, *, own: bool = False) -> str:
        """The eId, numbered where it is taken; one that is reserved only to its own node."""
        unique, number = eid, self._last.get(eid, 1)
        while unique in self._used or (unique in self._reserved and not (own and unique == eid)):
            number += 1
            unique = f"{eid}_{number}"
        self._last[eid] = number
        self._used.add(unique)
        return unique


def _called(eids: dict[Node, str]) -> dict[Node, str]:
    """Sections that number through an act are called by their number, whatever holds them.

    What is quoted is called by what quotes it: section 5 of an act that
    section 39 of a bill enacts is sec_39__sec_5.
    """
    locals_ = {node: eid.rsplit("__", 1)[-1] for node, eid in eids.items()}
    own = [locals_[n] for n in eids if n.kind == "section" and not _is_quoted(n)]
    through = len(own) == len(set(own))
    named: dict[Node, str] = {}
    names = _Names()
    for node, eid in eids.items():  # a parent before its children
        holder, quoted = node.parent, _is_quoted(node)
        passed = frozenset({"heading"}) if quoted else frozenset()
        if node.kind in ("section", "article") and (quoted or through):
            passed = _PASSED
        while holder is not None and holder.kind in passed and (holder.quoted or not quoted):
            holder = holder.parent
        above = named.get(holder, "") if holder is not None else ""
        stem = eid
        if "__" in stem or passed is _PASSED:
            stem = f"{above}__{locals_[node]}" if above else locals_[node]
        named[node] = names.give(stem)
    return named


def _is_quoted(node: Node) -> bool:
    inside: Node | None = node
    while inside is not None:
        if inside.quoted:
            return True
        inside = inside.parent
    return False


def _joined(text: str, stated: list[Stated]) -> tuple[LeftOut, ...]:
    """Stretches that are left out, those of one reason with only blanks between as one."""
    out: list[LeftOut] = []
    for part in stated:
        last = out[-1] if out else None
        if (
            last
            and last.reason == part.heading
            and not text[last.span.end : part.span.start].strip()
        ):
            out[-1] = LeftOut(span=Span(last.span.start, part.span.end), reason=last.reason)
        else:
            out.append(LeftOut(span=part.span, reason=part.heading))
    return tuple(out)
