"""A document becomes a tree of provisions, each an exact slice of its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from comity.errors import SplitError
from comity.provisions.above import join_headings_above
from comity.provisions.arrange import MIN_WORDS, Arrangement
from comity.provisions.contents import mark_left_out
from comity.provisions.cuts import cut_spans
from comity.provisions.eids import assign_eids
from comity.provisions.kinds import SOFT
from comity.provisions.labels import Label, read_labels, read_printed
from comity.provisions.notes import note_node, with_anchors
from comity.provisions.numerals import Number
from comity.provisions.outline import Outline
from comity.provisions.pieces import Piece, read_pieces
from comity.provisions.preamble import Preamble, Role, find_preambles, split_preambular
from comity.provisions.questions import head_answers
from comity.provisions.stated import stated_outline
from comity.provisions.tree import Node, Para
from comity.records import Document, LeftOut, Provision, Span, Split, provision_id
from comity.text.sentences import word_count

_CONCLUSIONS = re.compile(
    r"(?:Done (?:at|in)|DONE (?:at|in)|Fait à|Hecho en|Geschehen zu|Fatto a|Feito em|Совершено в"
    r"|IN WITNESS WHEREOF|In witness whereof|EN FOI DE QUOI|En foi de quoi|EN FE DE LO CUAL"
    r"|En fe de lo cual|Dado en|حرر في"
    r"|This (?:Regulation|Directive|Decision) shall be binding in its entirety"
    r"|(?:Le|La) présente? (?:règlement|décision) est obligatoire dans tous ses éléments"
    r"|(?:El|La) presente (?:Reglamento|Decisión) será obligatori[oa] en todos sus elementos)\b"
)
_RUNS_ON = re.compile(r"(?!vu|vist|having|gest|pursuant|eu égard|whereas|consid)[(a-zà-ÿа-я]")
# Kinds that hold others and say nothing themselves when they hold nothing.
_HOLDERS = SOFT | {"section", "article", "rule"}


def split_provisions(document: Document) -> Split:
    """The provisions of a document, and what of it is no provision.

    Linkable units are the leaves. A document in which no label, heading or
    preamble is found becomes its paragraphs, `para_1` and so on.

    Raises:
        SplitError: the document holds no text.
    """
    if not document.text.strip():
        raise SplitError(
            f"{document.id} holds no text to split.",
            hint="Check the file; a scan needs text recognition first.",
        )
    if document.structure:
        return _stated(document)
    pieces = read_pieces(document)
    mark_left_out(document.text, pieces)
    pieces = join_headings_above(document.text, split_preambular(document.text, pieces))
    head_answers(document.text, pieces)
    if all(piece.out for piece in pieces):
        for piece in pieces:
            piece.out = ""  # a list alone is still what the document says
    outline = Outline(document.text, pieces, paged=bool(document.page_starts))
    _Builder(document, pieces, outline).build()
    arrangement = Arrangement(document.text, document.language, american=outline.american)
    arrangement.arrange(outline.root)
    eids = assign_eids(outline.root, american=outline.american)
    provisions: list[Provision] = []
    left_out = _left_out(pieces)
    _emit(document, outline.root, eids, provisions, [out.span for out in left_out])
    return Split(provisions=with_anchors(document, provisions), left_out=left_out)


def _stated(document: Document) -> Split:
    """The provisions that the format itself marks out: nothing has to be guessed."""
    outline = stated_outline(document)
    provisions: list[Provision] = []
    spans = [out.span for out in outline.left_out]
    _emit(document, outline.root, outline.eids, provisions, spans)
    return Split(provisions=tuple(provisions), left_out=outline.left_out)


class _Builder:
    """Feeds the pieces to the outline, with preambles, units and notes set where they belong."""

    def __init__(self, document: Document, pieces: list[Piece], outline: Outline) -> None:
        self._text = document.text
        self._quoted = document.format == "listing"
        self._pieces = pieces
        self._outline = outline
        self._preambles = find_preambles(document.text, pieces)

    def build(self) -> None:
        starts = {preamble.start: preamble for preamble in self._preambles}
        index = 0
        while index < len(self._pieces):
            preamble = starts.get(index)
            if preamble is not None and preamble.end > index:
                self._preamble(preamble)
                index = preamble.end
                continue
            piece = self._pieces[index]
            if piece.kind == "footnote":
                self._footnote(piece)
            elif piece.kind == "unit":
                self._unit(piece)
            else:
                self._body(index)
            index += 1

    def _body(self, index: int) -> None:
        piece, outline = self._pieces[index], self._outline
        concluded = outline.stack[-1].kind == "conclusions"
        if not (piece.labels or piece.out or concluded) and outline.counted and _CONCLUSIONS.match(
            self._text, piece.start
        ):  # fmt: skip
            holder = next((n for n in reversed(outline.stack) if n.kind == "annex"), outline.root)
            outline.open(Node("conclusions", piece.start, piece.end), holder)
            if piece.kind == "heading":  # set large, but a title of nothing
                outline.add_text(index)
                return
        outline.add(index)

    def _footnote(self, piece: Piece) -> None:
        self._outline.root.add(note_node(self._text, piece))

    def _unit(self, piece: Piece) -> None:
        node = unit_node(self._text, piece, quoted=self._quoted)
        self._outline.open(node, self._outline.root)
        self._outline.reopen(self._outline.root)

    def _preamble(self, preamble: Preamble) -> None:
        outline = self._outline
        holder = next((n for n in reversed(outline.stack) if n.kind == "annex"), outline.root)
        first = self._pieces[preamble.start]
        top = outline.open(Node("preamble", first.start, first.start), holder)
        counted = 0
        for index in range(preamble.start, preamble.end):
            piece = self._pieces[index]
            role = preamble.roles.get(index, "text")
            if piece.out:
                continue
            if top not in outline.stack:  # an article in its midst has ended it
                outline.add(index)
            elif role == "citation" and self._runs_on(piece, top):
                citation = outline.stack[-1]
                citation.items[-1].end = piece.end
                citation.grow(piece.end)
            elif role in ("recital", "citation", "paragraph"):
                counted += role == "paragraph"
                self._preambular(piece, role, top, counted)
            elif role in ("whereas", "formula", "intro"):
                outline.reopen(top)
                top.add(Para(piece.start, piece.end, apart=True))
            else:
                outline.add(index)
        outline.close(top)

    def _runs_on(self, piece: Piece, top: Node) -> bool:
        """Whether a piece is the rest of the citation before: of its list, but without a dash."""
        last = self._outline.stack[-1]
        if last.kind != "citation" or last.parent is not top or not (last.label and last.items):
            return False
        return not piece.labels and bool(_RUNS_ON.match(self._text, piece.start, piece.end))

    def _preambular(self, piece: Piece, role: Role, top: Node, counted: int) -> None:
        label = piece.labels[0] if piece.labels else None
        node = Node(role, piece.start, piece.end)
        at = piece.start
        if role == "paragraph":
            node.number = Number("arabic", "", counted, str(counted))
        elif label is not None:
            node.label = label.text if label.start < label.end else piece.printed
            at = label.end
            if role == "recital":
                node.number, node.mark = label.numbers[-1], label.mark
                if node.number.style == "roman" and len(label.numbers) == 1:
                    node.number = label.numbers[0]
        self._outline.open(node, top)
        if at < piece.end:
            node.add(Para(at, piece.end))


def unit_node(text: str, piece: Piece, *, quoted: bool = False) -> Node:
    """One whole provision, its label and heading from its first line or from its block.

    `quoted` says that it comes from a page of quoted principles.
    """
    plain, numbered = ("principle", "principle") if quoted else ("paragraph", "section")
    line_end = text.find("\n", piece.start, piece.end)
    line_end = piece.end if line_end < 0 else line_end
    first = text[piece.start : line_end].strip()
    node = Node(plain, piece.start, piece.end, label=piece.printed, whole=True, mark="unit")
    labels: tuple[Label, ...]
    if piece.printed:
        label = read_printed(piece.printed)
        labels = (label,) if label and label.text.rstrip(".") == piece.printed.rstrip(".") else ()
    else:
        labels = read_labels(text, piece.start, line_end)
    if labels and labels[0].numbers:
        label = labels[0]
        node.label = piece.printed or label.text
        node.number = label.numbers[0]
        decimal = node.number.style == "decimal"
        node.kind = label.kind or (numbered if decimal else plain)
        if node.kind == "code":
            node.kind, node.mark = "point", label.mark
        if not piece.printed and line_end < piece.end:
            node.heading = " ".join(text[label.end : line_end].split()).rstrip(".")
    elif re.fullmatch(r"\((?:preamble|préambule|preámbulo)\)", first, re.IGNORECASE):
        node.kind, node.label = "preamble", first
    elif not piece.printed and line_end < piece.end and len(first.split()) <= 12:
        node.heading = " ".join(first.split()).rstrip(".")
    return node


def _emit(
    document: Document,
    root: Node,
    eids: dict[Node, str],
    provisions: list[Provision],
    left_out: Sequence[Span],
) -> None:
    todo = list(reversed(list(root.children)))
    while todo:
        node = todo.pop()
        children = list(node.children)
        eid = eids[node]
        members = all(child.mark == "member" for child in children)
        linkable = members and _says_something(node)
        if node.unit:
            linkable = node.unit != "no"
        cuts = _stated_cuts(document.text, node) if linkable and node.cuts else []
        if linkable and not node.whole and not cuts:
            kept = _around(document.text, node, left_out)
            for span in kept:
                parts = cut_spans(document.text, span.start, span.end, document.language)
                cuts.extend(parts or ([span] if _parted(document.text, node, kept) else []))
            if _parted(document.text, node, kept):
                cuts = [c for c in cuts if word_count(c.of(document.text), document.language)
                        >= MIN_WORDS]  # fmt: skip
                linkable = bool(cuts)
        _append(document, provisions, node, eid, eids, linkable and not cuts)
        for number, span in enumerate(cuts, start=1):
            part = Node("cut", span.start, span.end, parent=node)
            eids[part] = f"{eid}__cut_{number}"
            _append(document, provisions, part, eids[part], eids, True)
        todo.extend(reversed(children))


def _stated_cuts(text: str, node: Node) -> list[Span]:
    """The parts that the format states, where the unit's characters are as many as it says."""
    said = [at for at in range(node.start, node.end) if not text[at].isspace()]
    if node.cuts[-1][1] > len(said):
        return []
    return [Span(said[first], said[last - 1] + 1) for first, last in node.cuts]


def _around(text: str, node: Node, left_out: Sequence[Span]) -> list[Span]:
    """The stretches of a unit that are not left out; all of it when nothing is."""
    at, kept = node.start, []
    first = bisect_right(left_out, node.start, key=lambda span: span.end)
    for out in left_out[first:]:
        if out.start >= node.end:
            break
        kept.append((at, out.start))
        at = out.end
    kept.append((at, node.end))
    spans = []
    for start, end in kept:
        said = text[start:end]
        if said.strip():
            begin = start + len(said) - len(said.lstrip())
            spans.append(Span(begin, begin + len(said.strip())))
    return spans


def _parted(text: str, node: Node, kept: Sequence[Span]) -> bool:
    """Whether something inside a unit is left out, and not just blanks at its ends."""
    return len(kept) != 1 or len(kept[0]) != len(text[node.start : node.end].strip())


def _says_something(node: Node) -> bool:
    if node.kind in ("conclusions", "authorialNote", "preface"):
        return False
    holder: Node | None = node
    while holder is not None:
        if holder.kind == "conclusions":
            return False
        holder = holder.parent
    if node.kind == "preamble":
        return bool(node.items) or node.whole
    if node.items or node.whole:
        return not node.short
    return not (node.kind in _HOLDERS or node.titled or node.rank)


def _append(
    document: Document,
    provisions: list[Provision],
    node: Node,
    eid: str,
    eids: dict[Node, str],
    linkable: bool,
) -> None:
    parent = eids.get(node.parent) if node.parent is not None else None
    provisions.append(
        Provision(
            id=provision_id(document.id, eid),
            document_id=document.id,
            work_id=document.work_id,
            eid=eid,
            parent=provision_id(document.id, parent) if parent else None,
            label=node.label,
            heading=node.heading,
            kind=node.kind,
            linkable=linkable,
            span=Span(node.start, node.end),
            text=document.text[node.start : node.end],
            language=document.language,
            page=document.page_of(node.start),
        )
    )


def _left_out(pieces: list[Piece]) -> tuple[LeftOut, ...]:
    """Neighbouring pieces of one reason as one stretch."""
    out: list[LeftOut] = []
    last = -2
    for index, piece in enumerate(pieces):
        if not piece.out:
            continue
        if out and last == index - 1 and out[-1].reason == piece.out:
            out[-1] = LeftOut(span=Span(out[-1].span.start, piece.end), reason=piece.out)
        else:
            out.append(LeftOut(span=Span(piece.start, piece.end), reason=piece.out))
        last = index
    return tuple(out)
