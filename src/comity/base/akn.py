"""A document and its provisions as Akoma Ntoso 3.0."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from lxml import etree

from comity.base.akn_meta import meta_element
from comity.records import Document, Provision, Span, Split
from comity.text.akn import AKN_NS, COMITY_NS

# Kinds that are elements of the hierarchy under the same name; others become hcontainer.
_ELEMENTS = frozenset(
    [
        *("alinea", "article", "book", "chapter", "clause", "division", "indent", "paragraph"),
        *("part", "point", "proviso", "rule", "section", "subchapter", "subclause"),
        *("subparagraph", "subpart", "subsection", "subtitle", "title", "tome"),
    ]
)
_ROOTS = {"law": "act", "regulation": "act", "treaty": "act", "bill": "bill"}
# What XML 1.0 cannot hold, whatever its encoding.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER_CUT = 600  # characters up to which a unit is not cut, in whatever script
_C = f"{{{COMITY_NS}}}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def akoma_ntoso(document: Document, split: Split) -> bytes:
    """The document as an Akoma Ntoso 3.0 file, UTF-8.

    Every provision is an element with its eId; text that stands between
    provisions, and what was left out, have elements without one of comity's
    attributes. White space counts. Attributes of the namespace
    `urn:comity:akn` say which provisions are units to link, so that reading
    the file gives the same provisions again. Cuts of long units are not
    written: they follow from the text.

    Args:
        document: the document with its text and blocks.
        split: its provisions and what was left out.
    """
    return _Writer(document, split).bytes()


@dataclass(slots=True)
class _Item:
    """What a provision holds, in reading order: a stretch of its own text, or a provision."""

    start: int
    end: int
    provision: Provision | None = None
    out: str = ""  # the reason, when it was left out


@dataclass(slots=True)
class _Tree:
    """Provisions below what holds them, cuts aside."""

    children: dict[str | None, list[Provision]] = field(default_factory=lambda: defaultdict(list))
    cuts: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))  # by unit


def _tree(split: Split) -> _Tree:
    tree = _Tree()
    for provision in split.provisions:
        if provision.kind == "cut" and provision.parent is not None:
            tree.cuts[provision.parent].append(provision.span)
        else:
            tree.children[provision.parent].append(provision)
    return tree


class _Writer:
    """Builds the elements of one document."""

    def __init__(self, document: Document, split: Split) -> None:
        self._document = document
        self._text = document.text
        self._tree = _tree(split)
        self._left_out = sorted(split.left_out, key=lambda out: out.span)
        self._out_ends = [out.span.end for out in self._left_out]
        self._starts = sorted({block.span.start for block in document.blocks})
        self._eids = {provision.eid for provision in split.provisions}

    def bytes(self) -> bytes:
        names: dict[Any, str] = {None: AKN_NS, "comity": COMITY_NS}
        root = etree.Element(f"{{{AKN_NS}}}akomaNtoso", nsmap=names)
        root.set(_C + "complete", "true")
        root.set(_XML_SPACE, "preserve")
        name = _ROOTS.get(self._document.kind, "doc")
        top = _sub(root, name, name=self._document.kind or "text")
        meta = meta_element(self._document)
        top.append(meta)
        items = self._items(None, 0, len(self._text))
        notes = self._take_notes(items)
        if notes:
            self._notes(meta, notes)
        place = self._front(top, items)
        end = len(items)
        last = items[-1].provision if place < end else None
        closing = last if last is not None and last.kind == "conclusions" else None
        end -= closing is not None
        body = _sub(top, "mainBody" if name == "doc" else "body")
        self._hierarchy(body, items[place:end], None)
        if closing is not None:
            self._flow(self._mark(_sub(top, "conclusions"), closing), closing)
        written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        return written + b"\n"

    # -- the parts of the document --------------------------------------------------------------

    def _take_notes(self, items: list[_Item]) -> list[Provision]:
        """Remove the notes at the end; they go into the metadata."""
        notes: list[Provision] = []
        while items and items[-1].provision and items[-1].provision.kind == "authorialNote":
            provision = items.pop().provision
            if provision is not None:
                notes.append(provision)
        return notes[::-1]

    def _notes(self, meta: Any, notes: list[Provision]) -> None:
        """Notes stand before the proprietary metadata, as the schema orders them."""
        holder = etree.Element(f"{{{AKN_NS}}}notes", source="#comity")
        meta.insert(len(meta) - 1, holder)
        for provision in notes:
            note = self._mark(_sub(holder, "note"), provision)
            if provision.label:
                note.set("marker", _said(provision.label))
            self._p(note, provision.span.start, provision.span.end)

    def _front(self, top: Any, items: list[_Item]) -> int:
        """Cover page, preface and preamble, where they come first; how many items they took."""
        place = 0
        while place < len(items) and items[place].out:
            place += 1
        ahead = items[place].provision if place < len(items) else None
        if ahead is None or ahead.kind not in ("preface", "preamble"):
            return 0
        if place:
            cover = _sub(top, "coverPage")
            for item in items[:place]:
                self._own(cover, item)
        for kind in ("preface", "preamble"):
            provision = items[place].provision if place < len(items) else None
            if provision is not None and provision.kind == kind:
                self._flow(self._mark(_sub(top, kind), provision), provision)
                place += 1
        return place

    # -- hierarchy ------------------------------------------------------------------------------

    def _hierarchy(self, parent: Any, items: list[_Item], holder: Provision | None) -> None:
        """Provisions as elements of the hierarchy; text between them in elements of its own."""
        for place, item in enumerate(items):
            provision = item.provision
            if provision is None:
                if holder is not None and place == 0:
                    element = _sub(parent, "intro")
                elif holder is not None and place == len(items) - 1:
                    element = _sub(parent, "wrapUp")
                else:
                    element = _sub(parent, "hcontainer", name="leftOut" if item.out else "text")
                    element.set("eId", self._fresh(holder, "text"))
                    element = _sub(element, "content")
                self._own(element, item)
            elif provision.kind == "intro" and place == 0 and holder is not None:
                self._flow(self._mark(_sub(parent, "intro"), provision), provision)
            else:
                self._element(parent, provision)

    def _element(self, parent: Any, provision: Provision) -> None:
        native = provision.kind in _ELEMENTS
        element = _sub(parent, provision.kind if native else "hcontainer")
        if not native:
            element.set("name", provision.kind)
        self._mark(element, provision)
        items = self._items(provision, *self._head(element, provision))
        if any(item.provision for item in items):
            self._hierarchy(element, items, provision)
            return
        content = _sub(element, "content")
        for item in items:
            self._own(content, item)
        if not items:
            _sub(content, "p")

    # -- blocks ---------------------------------------------------------------------------------

    def _flow(self, element: Any, holder: Provision) -> None:
        """What a preface, a preamble or the like holds: paragraphs, and lists of provisions."""
        start, end = holder.span.start, holder.span.end
        if element.tag == f"{{{AKN_NS}}}item" or holder.kind in ("recital", "citation"):
            start, end = self._head(element, holder)
        elif holder.label:
            element.set(_C + "label", _said(holder.label))
        if holder.heading and element.get(_C + "heading") is None and not _has_heading(element):
            element.set(_C + "heading", _said(holder.heading))
        group, kind = None, ""
        for item in self._items(holder, start, end):
            provision = item.provision
            if provision is None:
                group, kind = None, ""
                self._own(element, item)
                continue
            named = holder.kind == "preamble" and provision.kind in ("recital", "citation")
            wanted = f"{provision.kind}s" if named else "blockList"
            if group is None or kind != wanted:
                group, kind = _sub(element, wanted), wanted
                group.set("eId", self._fresh(holder, wanted))
            child = _sub(group, provision.kind if named else "item")
            if not named and provision.kind != "point":
                child.set(_C + "kind", provision.kind)
            self._flow(self._mark(child, provision), provision)
        if not len(element):
            _sub(element, "p")

    def _own(self, element: Any, item: _Item) -> None:
        """A stretch of text as paragraphs, one for each block that the source set apart."""
        first = bisect_right(self._starts, item.start)
        last = bisect_left(self._starts, item.end)
        cuts = [item.start, *self._starts[first:last], item.end]
        for start, end in pairwise(cuts):
            self._p(element, start, end, item.out)

    def _p(self, element: Any, start: int, end: int, out: str = "") -> None:
        said = self._text[start:end].strip()
        if not said:
            return
        paragraph = _sub(element, "p")
        paragraph.text = _said(said)
        if out:
            paragraph.set("class", "leftOut")
            paragraph.set("title", _said(out))

    # -- one provision --------------------------------------------------------------------------

    def _mark(self, element: Any, provision: Provision) -> Any:
        """Give an element its eId, and say whether the provision is a unit."""
        element.set("eId", _said(provision.eid))
        cuts = self._tree.cuts.get(provision.id, ())
        unit = "yes" if provision.linkable or cuts else "no"
        if provision.linkable and len(provision.text) > _NEVER_CUT:
            unit = "whole"
        element.set(_C + "unit", unit)
        if cuts:
            element.set(_C + "cuts", self._counted(provision, cuts))
        return element

    def _counted(self, provision: Provision, cuts: Sequence[Span]) -> str:
        """The ends of cuts in characters of the unit, white space not counted: it may change."""
        at = provision.span.start
        before = [0, *accumulate(not c.isspace() for c in provision.text)]
        return " ".join(f"{before[c.start - at]}-{before[c.end - at]}" for c in cuts)

    def _head(self, element: Any, provision: Provision) -> tuple[int, int]:
        """Write number and heading; the stretch of text that follows them."""
        at, end = provision.span.start, provision.span.end
        children = self._tree.children.get(provision.id)
        limit = children[0].span.start if children else end
        out = bisect_right(self._out_ends, at)
        if out < len(self._left_out):
            limit = max(at, min(limit, self._left_out[out].span.start))
        if limit == at and (children is None or children[0].span.start > at):
            # Its label stands in what was left out, so it can only be told beside the text.
            for name in ("label", "heading"):
                if getattr(provision, name):
                    element.set(_C + name, _said(getattr(provision, name)))
            return at, end
        if provision.label:
            number = _sub(element, "num")
            if self._text.startswith(provision.label, at) and at + len(provision.label) <= limit:
                after = at + len(provision.label)
                stop = limit - len(self._text[after:limit].lstrip())
                number.text = _said(self._text[at:stop])
                at = stop
            else:
                number.text = _said(provision.label)
                number.set(_C + "unwritten", "true")
            if " ".join(number.text.split()) != provision.label:
                element.set(_C + "label", _said(provision.label))
        if provision.heading:
            at = self._head_line(element, provision, at, limit)
        return at, end

    def _head_line(self, element: Any, provision: Provision, at: int, limit: int) -> int:
        words = r"\s+".join(map(re.escape, provision.heading.split()))
        found = re.compile(rf"\s*([—–\-.:]*\s*{words}[.:;]?)(?=\s|\Z)").match(self._text, at, limit)
        if found is None:
            element.set(_C + "heading", _said(provision.heading))
            return at
        _sub(element, "heading").text = _said(found[1])
        if " ".join(found[1].split()) != provision.heading:
            element.set(_C + "heading", _said(provision.heading))
        return found.end()

    def _items(self, holder: Provision | None, start: int, end: int) -> list[_Item]:
        """What stands between two points: provisions, and the text around them."""
        items: list[_Item] = []
        at = start
        for child in self._tree.children.get(holder.id if holder else None, ()):
            items += self._stretches(at, child.span.start)
            items.append(_Item(child.span.start, child.span.end, child))
            at = max(at, child.span.end)
        return items + self._stretches(at, end)

    def _stretches(self, start: int, end: int) -> list[_Item]:
        """Own text, and what of it was left out, in order; nothing for blanks."""
        items: list[_Item] = []
        at = start
        for out in self._left_out[bisect_right(self._out_ends, start) :]:
            if out.span.start >= end:
                break
            items.append(_Item(at, max(at, out.span.start)))
            items.append(_Item(max(at, out.span.start), min(end, out.span.end), out=out.reason))
            at = min(end, out.span.end)
        items.append(_Item(at, max(at, end)))
        return [item for item in items if self._text[item.start : item.end].strip()]

    def _fresh(self, holder: Provision | None, word: str) -> str:
        """An eId for an element that is no provision."""
        above = f"{holder.eid}__" if holder else ""
        number = 1
        while f"{above}{word}_{number}" in self._eids:
            number += 1
        eid = f"{above}{word}_{number}"
        self._eids.add(eid)
        return _said(eid)


def _sub(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{AKN_NS}}}{tag}", attributes)


def _has_heading(element: Any) -> bool:
    return element.find(f"{{{AKN_NS}}}heading") is not None


def _said(text: str) -> str:
    """The text as XML can hold it: a page break is a line break, what cannot be said U+FFFD."""
    return _UNSAYABLE.sub("\ufffd", text.replace("\f", "\n").replace("\r", "\n"))
