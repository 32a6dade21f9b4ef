"""The raw outline becomes provisions: kinds by place, paragraphs grouped, preface set apart."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from comity.provisions.front import front_matter
from comity.provisions.kinds import BASIC, RANKS, SOFT
from comity.provisions.numerals import Number
from comity.provisions.tree import Node, Para
from comity.records import Span
from comity.text.sentences import word_count

_TITLE_PAGE = 150  # words that a title page may hold
MIN_WORDS = 20  # an unlabelled paragraph below this joins its neighbour

_INTRODUCES = re.compile(r"""(?:[:：—]|--)[\s"'”’»\d()]*\Z""")
# The order of United States statutes, with the style of number that each is printed in.
_AMERICAN = ("subsection", "paragraph", "subparagraph", "clause", "subclause", "item", "subitem")
_AMERICAN_STYLE = {
    ("letter", "l"): 0,
    ("arabic", ""): 1,
    ("letter", "u"): 2,
    ("roman", "l"): 3,
    ("roman", "u"): 4,
    ("double", "l"): 5,
    ("double", "u"): 6,
}
_PARAGRAPHED = (SOFT | RANKS.keys()) - {"paragraph", "point", "clause", "subsection"}
_LOOSE = frozenset(["body", "preface", "conclusions", "heading"])


class Arrangement:
    """Names and groups the nodes of one outline in place."""

    def __init__(self, text: str, language: str, *, american: bool) -> None:
        self._text = text
        self._language = language
        self._american = american
        self._dotted = False
        self._strict = False
        self._headed: set[Hashable] = set()  # sequences whose items have headings above them

    def arrange(self, root: Node) -> None:
        """Give every node its kind, and every group of paragraphs a node where it needs one."""
        _lift_title(root)
        self._set_preface_apart(root)
        # Where articles number their paragraphs "1.", a "1)" in them is a point.
        self._dotted = any(
            node.mark == "x." and not node.kind and node.parent and node.parent.kind == "article"
            for node in _all(root)
        )
        self._headed = {node.key for node in _all(root) if node.above and not node.kind}
        for node in _all(root):
            if node is not root:
                node.above = node.above or (node.key in self._headed and not node.kind)
                node.kind = self._kind(node)
        self._strict = not self._american and any(
            node.kind in ("article", "rule", "recital") for node in _all(root)
        )
        for node in list(_all(root)):
            if not node.whole and node.kind not in ("conclusions", "authorialNote"):
                self._adopt(node)
        for node in list(_all(root)):
            if not node.whole and node.kind not in ("conclusions", "authorialNote"):
                self._group(node)

    def words(self, start: int, end: int) -> int:
        """Words of a stretch of the document."""
        return word_count(self._text[start:end], self._language)

    def _set_preface_apart(self, root: Node) -> None:
        """Text before the first provision is the preface; a text without any is left as it is.

        Title lines that the source sets as headings belong to it, unless
        more than a title page hangs on them.
        """
        lead, words = 0, 0
        for place, item in enumerate(root.items):
            if isinstance(item, Node):
                if item.kind != "heading" or any(n.kind != "heading" for n in _all(item)):
                    break
                words += self.words(item.start, item.end)
                if item.items and words > _TITLE_PAGE:
                    break
            lead = place + 1
        rest = [n for n in root.items[lead:] if isinstance(n, Node) and n.kind != "authorialNote"]
        if not lead or not rest:
            return
        front = root.items[:lead]
        preface = Node("preface", front[0].start, front[-1].end, parent=root)
        for item in front:
            for part in _all(item) if isinstance(item, Node) else ():
                preface.items.extend(_own_title(part))
                preface.items.extend(para for para in part.items if isinstance(para, Para))
            if isinstance(item, Para):
                preface.items.append(item)
        root.items[:lead] = [preface]

    # -- kinds --------------------------------------------------------------------------------

    def _kind(self, node: Node) -> str:  # noqa: PLR0911 - a list of guards
        if node.kind == "code":
            return "point"
        if node.kind == "statute":
            return "section"
        if node.kind == "ordinal":
            return _ordinal_kind(node)
        if node.kind == "dispositions":
            return _dispositions_kind(node)
        if node.kind or node.number is None:
            return node.kind or "paragraph"
        parent = node.parent
        holder = parent.kind if parent else "body"
        number = node.number
        if holder == "recital":
            return "point"
        if node.titled:
            return "section"
        if number.style == "decimal":
            return "paragraph" if holder in ("article", "paragraph", "rule") else "section"
        if self._in_american(node):
            opens = node.quoted and not (parent and parent.quoted)
            return self._american_kind(number, "" if opens else holder)
        return self._plain_kind(node, number, holder)

    def _plain_kind(self, node: Node, number: Number, holder: str) -> str:
        numeric = number.style in ("arabic", "han", "word")
        soft = holder in SOFT or holder in _LOOSE or holder in RANKS or holder == "section"
        if not soft:
            return "point"
        enclosed = node.mark == "(x)" or (node.mark == "x)" and self._dotted)
        if numeric and (
            not enclosed or holder in _LOOSE or holder in ("chapter", "section", "part")
        ):
            if number.style == "han" and enclosed:
                return "point"
            sectioned = node.mark == "x、" and any(True for _ in node.children)
            sectioned = sectioned or (node.above and (holder in SOFT or holder in _LOOSE))
            return "section" if sectioned or (node.heading and holder in _LOOSE) else "paragraph"
        if numeric or enclosed or node.mark == "x)":
            return "point"
        sectioned = bool(node.heading) or any(True for _ in node.children)
        return "section" if sectioned and holder not in ("article", "annex") else "point"

    def _in_american(self, node: Node) -> bool:
        if not self._american:
            return False
        holder = node.parent
        while holder is not None:
            if holder.kind in ("section", "body") and (holder.rank or holder.kind == "body"):
                return True
            if holder.rank and holder.kind not in ("section",) and holder.rank >= BASIC:
                return False
            holder = holder.parent
        return True

    def _american_kind(self, number: Number, holder: str) -> str:
        above = _AMERICAN.index(holder) if holder in _AMERICAN else -1
        style = "arabic" if number.style in ("word", "han") else number.style
        own = _AMERICAN_STYLE.get((style, number.case), above + 1)
        return _AMERICAN[min(max(own, above + 1), len(_AMERICAN) - 1)]

    # -- paragraphs ---------------------------------------------------------------------------

    def _adopt(self, node: Node) -> None:
        """A later paragraph that ends in a colon holds the list that it introduces."""
        items: list[Node | Para] = []
        last: Node | None = None  # the last node of `items`
        place, ordinal = 0, 0
        kind = self._paragraph_kind(node)
        while place < len(node.items):
            item = node.items[place]
            place += 1
            if isinstance(item, Node):
                items.append(item)
                last = item
                continue
            ordinal += 1
            own_intro = not items and node.parent is not None
            run = place
            while run < len(node.items) and _listed(node.items[run]):
                run += 1
            tail = self._text[max(item.start, item.end - 60) : item.end]
            introduces = _INTRODUCES.search(tail) or _counts_anew(last, node.items[place:run])
            if own_intro or run == place or not introduces:
                items.append(item)
                continue
            child = Node(kind, item.start, item.end, mark="para")
            child.number = _ordinal(ordinal)
            child.parent = node
            child.items.append(item)
            for listed in node.items[place:run]:
                child.add(listed)
            items.append(child)
            last = child
            place = run
        node.items = items

    def _paragraph_kind(self, node: Node) -> str:
        if any(child.kind == "paragraph" and child.mark != "para" for child in node.children):
            return "subparagraph"
        return "paragraph" if node.kind in _PARAGRAPHED else "subparagraph"

    def _group(self, node: Node) -> None:
        """Join short paragraphs to their neighbours, and give the groups nodes of their own.

        In acts every paragraph inside a labelled provision has a node, so
        that the eIds of two languages agree whatever their lengths; where
        paragraphs are joined, the node of the first is the unit and holds the
        others. Elsewhere a short paragraph stays in what holds it.
        """
        loose = not self._strict or node.kind in _LOOSE
        loose = loose or node.kind in ("preamble", "recital", "citation")
        has_children = any(isinstance(item, Node) for item in node.items)
        runs = list(_runs(node.items))
        if not has_children and len(runs) == 1 and node.parent is not None:
            groups = self._join([item for item in node.items if isinstance(item, Para)])
            if len(groups) == 1 and node.kind != "preface":
                self._name_members(node, groups[0], [] if loose else groups[0], 0)
                return
        items: list[Node | Para] = []
        ordinal = 0
        kind = self._paragraph_kind(node)
        for place, run in enumerate(runs):
            if isinstance(run, Node):
                items.append(run)
                ordinal += run.mark == "para"
                continue
            groups = self._join(run)
            leads = place == 0 and has_children and node.parent is not None
            for group in groups:
                intro = leads and len(group) == 1 and len(groups) == 1
                intro = intro and node.kind not in ("preface", "preamble")
                items.extend(
                    self._group_node(node, group, ordinal, loose, "intro" if intro else kind)
                )
                ordinal += 1 if loose else len(group)
        if node.kind == "preface":
            nodes = [item for item in items if isinstance(item, Node)]
            spans = [Span(item.start, item.end) for item in nodes]
            for item, titular in zip(nodes, front_matter(self._text, spans), strict=True):
                item.short = item.short or titular
        node.items = items

    def _group_node(
        self, node: Node, group: list[Para], ordinal: int, loose: bool, kind: str
    ) -> list[Node | Para]:
        """The node of a group of paragraphs, or the paragraphs where they need none."""
        start, end = group[0].start, group[-1].end
        short = self.words(start, end) < MIN_WORDS
        if short and loose and node.parent is not None and node.kind != "preface":
            return list(group)
        child = Node(kind, start, end, mark="para")
        child.number = None if kind == "intro" else _ordinal(ordinal + 1)
        child.short = short
        child.parent = node
        self._name_members(child, group, [] if loose else group[1:], ordinal + 1)
        return [child]

    def _name_members(
        self, holder: Node, group: list[Para], named: list[Para], ordinal: int
    ) -> None:
        """Give the paragraphs of a joined group nodes that are no units of their own."""
        holder.items = list(group)
        if len(group) < 2 or not named:
            return
        whole = len(named) == len(group)
        kind = self._paragraph_kind(holder if whole else holder.parent or holder)
        first = len(group) - len(named)
        for place, para in enumerate(named, start=1):
            child = Node(kind, para.start, para.end, mark="member", parent=holder, short=True)
            child.number = _ordinal(ordinal + place)
            child.items.append(para)
            holder.items[first + place - 1] = child

    def _join(self, run: list[Para]) -> list[list[Para]]:
        """Paragraphs in order: short ones with the next, the last one with those before."""
        groups: list[list[Para]] = []
        open_: list[Para] = []
        words = 0
        for para in run:
            if open_ and words >= MIN_WORDS:
                groups.append(open_)
                open_, words = [], 0
            open_.append(para)
            words += self.words(para.start, para.end)
        if open_ and words < MIN_WORDS and groups:
            groups[-1].extend(open_)
        elif open_:
            groups.append(open_)
        return groups


def _all(root: Node) -> Iterator[Node]:
    """Every node, a parent before its children; without recursion, whatever the depth."""
    todo = [root]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(reversed(list(node.children)))


def _ordinal_kind(node: Node) -> str:
    """A provision numbered in words: a closing provision below their title, else a section."""
    holder = node.parent
    if holder is None or not holder.mark.startswith("word:") or node.number is None:
        return "section"
    sort = holder.mark.removeprefix("word:")
    node.number = node.number._replace(text=f"{sort}_{node.number.value}")
    return "disposition"


def _dispositions_kind(node: Node) -> str:
    """The title of closing provisions holds them; without any it is one itself."""
    if any(child.kind == "ordinal" for child in node.children):
        node.label, node.heading = "", node.heading or node.label
        return "heading"
    sort = node.mark.removeprefix("word:")
    node.number = Number("word", "", 1, f"{sort}_1")
    return "disposition"


def _counts_anew(last: Node | None, run: list[Node | Para]) -> bool:
    """Whether a list begins with the first number of `last`'s, which stands before its paragraph.

    `last` is the last node before that paragraph: an item, or a paragraph that holds a list.
    """
    first = run[0] if run else None
    if not isinstance(first, Node) or first.number is None or first.number.value != 1:
        return False
    if last is not None and last.mark == "para":
        last = next((item for item in reversed(last.items) if isinstance(item, Node)), None)
    return last is not None and first.key == last.key


def _listed(item: Node | Para) -> bool:
    """A bare item of a list, which an introducing paragraph may hold."""
    return isinstance(item, Node) and not item.rank and not item.titled and item.kind in (
        "point", "indent", "paragraph", *_AMERICAN
    ) and (item.kind == "indent" or item.mark != "para")  # fmt: skip


def _runs(items: list[Node | Para]) -> Iterator[Node | list[Para]]:
    run: list[Para] = []
    for item in items:
        if isinstance(item, Node):
            if run:
                yield run
            run = []
            yield item
            continue
        if item.apart and run:
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _ordinal(value: int) -> Number:
    return Number("arabic", "", value, str(value))


def _lift_title(root: Node) -> None:
    """A heading that holds the whole document is its title: what it holds moves up."""
    nodes = [n for n in root.items if not (isinstance(n, Node) and n.kind == "authorialNote")]
    first = next((n for n in nodes if isinstance(n, Node)), None)
    if first is None or first.kind != "heading" or nodes[-1] is not first:
        return
    inner = [item for item in first.items if isinstance(item, Node)]
    if not inner or not (first.level == 1 or any(n.rank for n in inner)):
        return
    at = root.items.index(first)
    root.items[at : at + 1] = [*_own_title(first), *first.items]
    for child in inner:
        child.parent = root


def _own_title(node: Node) -> list[Para]:
    """The words of a heading as a paragraph; a format may state a heading that holds none."""
    end = node.items[0].start if node.items else node.end
    return [Para(node.start, end)] if end > node.start else []
