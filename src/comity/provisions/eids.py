"""eIds after the Akoma Ntoso naming convention: stable, unique, the same across languages."""

from __future__ import annotations

import re
from collections import defaultdict

from comity.provisions.kinds import ANNEXES, BASIC, BOOKS, SOFT, eid_word
from comity.provisions.numerals import roman_text
from comity.provisions.tree import Node

_GROUPS = frozenset(["area", "pillar", "priority", "theme", "goal", "stage"])
_UNSAFE = re.compile(r"[^\w.\-]+")
_HELD_BY_BOOK = frozenset(
    ["section", "subsection", "chapter", "subchapter", "subtitle", "subpart", "title", "part"]
)


def assign_eids(root: Node, *, american: bool) -> dict[Node, str]:
    """The eId of every node but the root, in reading order.

    A provision that is cited by its own number (an article, a recital, a
    numbered paragraph that runs through a document) carries no prefix. Where
    two sequences of a document claim the same eIds, the longer one outside
    annexes keeps them, and the other takes the prefix of what holds it.
    """
    ordered = _preorder(root)
    locals_ = {node: _local(node, place) for node, place in _with_ordinals(ordered)}
    anew = _marks_counting_anew(ordered)
    floating = [
        node
        for node in ordered
        if _floats(node, american) and not (_in_section(node) and node.mark in anew)
    ]
    bare = _claim(floating, locals_)
    eids: dict[Node, str] = {root: ""}
    taken: set[str] = set()
    reserved = {locals_[node] for node in bare}
    counter = _Counter(taken, reserved)
    resolved = any(node.kind == "preamble" for node in ordered)
    for node in ordered:
        local = locals_[node]
        holder = node.parent
        if node.mark == "member" and holder is not None and holder.mark == "para":
            holder = holder.parent  # joined to a sibling, but numbered beside it
        above = eids[holder] if holder is not None else ""
        prefixed = f"{above}__{local}" if above else local
        if node not in bare and not above and prefixed in reserved and resolved:
            prefixed = prefixed.replace("para_", "op_", 1)  # operative, before the annexed text
        if node in bare and local not in taken:
            eid = local
        elif prefixed not in taken and (above or prefixed not in reserved):
            eid = prefixed
        else:
            eid = counter.next(prefixed)
        taken.add(eid)
        eids[node] = eid
    del eids[root]
    return eids


def _preorder(root: Node) -> list[Node]:
    out: list[Node] = []
    todo = list(reversed(list(root.children)))
    while todo:
        node = todo.pop()
        out.append(node)
        todo.extend(reversed(list(node.children)))
    return out


def _with_ordinals(ordered: list[Node]) -> list[tuple[Node, int]]:
    """Each node with its place among the unnumbered ones of its kind, which stands in for a number.

    Headings and citations count through the document, indents through their parent.
    """
    counts: dict[tuple[object, str], int] = defaultdict(int)
    placed = []
    for node in ordered:
        scope = node.parent if node.kind in ("indent", "paragraph", "subparagraph") else None
        counts[scope, node.kind] += node.number is None
        placed.append((node, counts[scope, node.kind]))
    return placed


def _local(node: Node, ordinal: int) -> str:
    word = eid_word(node.kind)
    if node.mark.startswith("code:"):
        word = node.mark[5:].casefold().replace("&", "")
    number = node.number
    if node.kind in ("intro", "preface", "preamble", "conclusions", "cut"):
        return (
            word
            if (number is None and ordinal <= 1) or node.kind == "intro"
            else f"{word}_{ordinal}"
        )
    if number is None:
        if node.kind in ANNEXES:
            return word if ordinal <= 1 else f"{word}_{ordinal}"
        return f"{word}_{ordinal}"
    text = number.text
    if node.kind in BOOKS and number.style in ("han", "word"):
        text = roman_text(number.value)
    return f"{word}_{_UNSAFE.sub('-', text).strip('-') or ordinal}"


def _in_section(node: Node) -> bool:
    return node.kind == "paragraph" and node.parent is not None and node.parent.kind == "section"


def _marks_counting_anew(ordered: list[Node]) -> set[str]:
    """Marks of numbered paragraphs that begin again in a second section: cited by section."""
    opened: dict[str, int] = defaultdict(int)
    for node in ordered:
        if _in_section(node) and node.number is not None and node.mark not in ("para", "member"):
            opened[node.mark] += node.number.value == 1
    return {mark for mark, count in opened.items() if count > 1}


def _floats(node: Node, american: bool) -> bool:  # noqa: PLR0911, PLR0912 - a list of cases
    """Whether a node is cited by its own number, without what holds it."""
    parent = node.parent
    if parent is None or parent.kind == "body":
        return True
    if node.quoted:
        return False
    if node.kind in ("recital", "article", "rule", "disposition", "citation", "heading"):
        return True
    if node.kind in ANNEXES and node.number is not None and node.number.path:
        return not node.quoted  # "Appendix 1.2" says itself what it stands in
    inside: Node | None = parent
    while inside is not None and inside.kind != "body":
        if inside.kind in ANNEXES or inside.quoted:
            return False
        inside = inside.parent
    if node.mark in ("para", "member", "bullet") or node.kind in ("intro", "indent"):
        return False
    if node.mark == "decimal" or node.mark.startswith("code:"):
        return parent.kind not in ("article", "rule")
    if node.kind == "section" and (american if node.rank else node.above):
        return True
    if parent.kind in ("preface", "preamble", "conclusions"):
        return False
    if node.rank > BASIC:
        return True
    if parent.kind == "heading":
        return True
    if node.kind in _HELD_BY_BOOK and node.rank:
        return False
    if node.kind != "paragraph":
        return False
    titled = parent.titled and not parent.rank
    numbered_apart = parent.kind in SOFT or titled or parent.kind in _GROUPS
    return numbered_apart or (parent.kind == "section" and not american)


def _claim(floating: list[Node], locals_: dict[Node, str]) -> set[Node]:
    """The floating nodes that keep their bare eId: the longest sequence outside annexes first."""
    sequences: list[list[Node]] = []
    current: dict[tuple[str, str], list[Node]] = {}
    for node in floating:
        key = (node.kind, node.mark)
        series = current.get(key)
        if series is None or not _goes_on(series[-1], node):
            series = []
            sequences.append(series)
            current[key] = series
        series.append(node)
    ranked = sorted(
        enumerate(sequences), key=lambda pair: (_annexed(pair[1][0]), -len(pair[1]), pair[0])
    )
    taken: set[str] = set()
    kept: set[Node] = set()
    for _, series in ranked:
        names = [locals_[node] for node in series]
        root_level = all(node.parent is None or node.parent.kind == "body" for node in series)
        if not root_level and any(name in taken for name in names):
            continue
        fresh = [node for node in series if locals_[node] not in taken]
        taken.update(names)
        kept.update(fresh)
    return kept


def _goes_on(last: Node, node: Node) -> bool:
    if node.number is None or last.number is None:
        return True
    if node.number.path or last.number.path:
        return node.number.path > last.number.path
    return (node.number.value, node.number.suffix) > (last.number.value, last.number.suffix)


def _annexed(node: Node) -> bool:
    holder = node.parent
    while holder is not None:
        if holder.kind in ANNEXES:
            return True
        holder = holder.parent
    return False


class _Counter:
    """Numbers repeated eIds: art_5, art_5_2, art_5_3."""

    def __init__(self, taken: set[str], reserved: set[str]) -> None:
        self._taken = taken
        self._reserved = reserved
        self._last: dict[str, int] = {}

    def next(self, eid: str) -> str:
        count = self._last.get(eid, 1)
        while True:
            count += 1
            numbered = f"{eid}_{count}"
            if numbered not in self._taken and numbered not in self._reserved:
                self._last[eid] = count
                return numbered
