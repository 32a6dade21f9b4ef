"""Akoma Ntoso: legal XML that states its own structure, which is kept as it stands.

Versions 2 and 3 differ in their namespace and in `id` against `eId`; names of
elements decide, whatever the namespace. Names are those of OASIS LegalDocML,
"Akoma Ntoso Version 1.0. Part 2: Specifications" (2018).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from comity.documents.content import Content
from comity.documents.formats.akn_meta import stated_metadata
from comity.documents.limits import Limits
from comity.documents.structure import StructureBuilder
from comity.documents.tables import row_text
from comity.documents.xml import XML_SPACE, local_name, loose_text, parse_xml
from comity.errors import FormatError, NoTextError
from comity.text.akn import COMITY_NS

_C = f"{{{COMITY_NS}}}"
HIERARCHY = frozenset(
    [
        *("alinea", "article", "book", "chapter", "clause", "division", "indent", "level", "list"),
        *("paragraph", "part", "point", "proviso", "rule", "section", "subchapter", "subclause"),
        *("subdivision", "sublist", "subparagraph", "subpart", "subrule", "subsection"),
        *("subtitle", "title", "tome", "transitional", "hcontainer"),
    ]
)
_PROVISIONS = (HIERARCHY - {"list", "sublist"}) | frozenset(
    [
        *("preface", "preamble", "conclusions", "recital", "citation", "attachment", "item"),
        *("question", "answer", "speech", "arguments", "background", "decision", "introduction"),
        *("motivation", "remedies"),
    ]
)
_BLOCKS = _PROVISIONS | frozenset(
    [
        *("list", "sublist", "p", "block", "blockContainer", "blockList", "container", "content"),
        *("coverPage", "crossHeading", "foreign", "formula", "intro", "li", "listIntroduction"),
        *("listWrapUp", "longTitle", "ol", "tblock", "toc", "tocItem", "ul", "wrapUp", "table"),
        *("caption", "tr", "td", "th", "act", "bill", "doc", "statement", "body", "mainBody"),
        *("attachments", "attachment", "recitals", "citations", "components", "component"),
        *("judgment", "judgmentBody", "header", "amendment", "amendmentBody", "debate"),
        *("debateBody", "debateReport", "debateSection", "documentCollection", "collectionBody"),
        *("officialGazette", "portion", "portionBody", "akomaNtoso", "quotedStructure"),
        *("embeddedStructure", "subFlow", "popup", "interstitial", "signature", "address"),
    ]
)
_SILENT = frozenset(["meta", "noteRef", "img", "componentRef", "documentRef", "eop"])
_KINDS = {"attachment": "annex", "item": "point"}
_SPACES = re.compile(r"[ \t\n\r\f]+")
_SETS_OFF = re.compile(r"[\s:.—–-]+$")
_BETWEEN = "between elements"
_CUT = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_HINT = "Fetch it anew from where it was published, or use the publisher's HTML or PDF."


def read_akn(data: bytes, limits: Limits) -> Content:
    """The text of an Akoma Ntoso file, and the provisions that it marks out.

    Numbers and headings stand in the text, at the head of what they number.
    Notes come last. Contents pages are text that is left out; deleted
    passages go to `removed`.

    Raises:
        FormatError: damaged, or no Akoma Ntoso.
        NoTextError: no text in it.
        LimitError: deeper or longer than the limits allow.
    """
    root = parse_xml(data, limits)
    if local_name(root) not in ("akomaNtoso", "debate", "act", "bill", "doc", "statement"):
        raise FormatError(f"The file is no Akoma Ntoso but {local_name(root)!r}.", hint=_HINT)
    walker = _Walker(limits, complete=root.get(_C + "complete") == "true")
    walker.walk(root)
    walker.meta_notes(root)
    content = walker.content()
    if not content.blocks:
        raise NoTextError("The file holds no text beside its metadata.", hint=_HINT)
    return replace(content, **stated_metadata(root))


class _Walker:
    """Turns elements into blocks and provisions, in reading order.

    A complete file is one that comity wrote: each provision says that it is
    one, and white space is kept.
    """

    def __init__(self, limits: Limits, *, complete: bool) -> None:
        self._builder = StructureBuilder(limits)
        self._complete = complete
        self._pending: list[str] = []
        self._head = ""  # a number, for the block that follows
        self._quoted = 0
        self._left_out = ""  # the reason for which what follows is left out
        self._item = ""
        self._opened: list[Any] = []

    def content(self) -> Content:
        """What was collected."""
        self._flush()
        return self._builder.content()

    def walk(self, element: Any) -> None:
        """Take in one element and all that it holds; not the text after it."""
        name = local_name(element)
        if not name or name in _SILENT:
            self._silent(element, name)
            return
        if name in ("br", "eol"):
            self._pending.append("\n")
        elif name == "del":
            self._builder.body.remove("".join(element.itertext()), "deleted text")
        elif name == "authorialNote":
            self._note(element)
        elif name == "num":
            self._number(element)
        elif name in ("heading", "subheading"):
            self._heading(element, name)
        elif name == "table":
            self._table(element)
        elif self._is_provision(element, name):
            self._provision(element, name)
        elif name in _BLOCKS:
            self._block(element, name)
        else:
            self._inside(element)

    def _silent(self, element: Any, name: str) -> None:
        """Words in what has none, in metadata or a mark, are listed, not lost."""
        if name == "meta":
            parts = [e for e in element.iter("*") if not _in_note(e)]
        else:
            parts = list(element.iter("*")) if name else []
        self._builder.body.remove(" ".join(map(loose_text, parts)), _BETWEEN)

    def meta_notes(self, root: Any) -> None:
        """The notes that the file keeps apart from its text."""
        for notes in root.iter("{*}notes"):
            for note in notes:
                if local_name(note) == "note":
                    self._note(note)

    # -- provisions ---------------------------------------------------------------------------

    def _is_provision(self, element: Any, name: str) -> bool:
        if self._complete:
            return element.get(_C + "unit") is not None
        return name in _PROVISIONS

    def _provision(self, element: Any, name: str) -> None:
        self._flush()
        self._flush_head()
        kind = element.get("name") or name if name == "hcontainer" else _KINDS.get(name, name)
        if self._complete:
            kind = element.get(_C + "kind") or kind
        opened = self._builder.open(
            kind,
            eid=element.get("eId") or element.get("id") or "",
            quoted=self._quoted > 0,
            unit=element.get(_C + "unit") or "" if self._complete else "",
        )
        if self._complete:
            opened.cuts = _cuts(element.get(_C + "cuts", ""))
        self._opened.append(opened)
        self._inside(element)
        self._flush()
        self._flush_head()
        self._opened.pop()
        if self._complete:
            opened.label = element.get(_C + "label", opened.label)
            opened.heading = element.get(_C + "heading", opened.heading)
        self._builder.close()

    def _number(self, element: Any) -> None:
        text = self._text_of(element)
        self._flush()
        self._flush_head()
        holder = element.getparent()
        owns = self._opened and self._is_provision(holder, local_name(holder))
        if owns and not self._opened[-1].label:
            said = " ".join(text.split())
            short = _SETS_OFF.sub("", said) if len(said) > 2 and not self._complete else said
            # "1." keeps its stop, as it does in print; "Article 1." does not.
            self._opened[-1].label = short if " " in short else said
        if element.get(_C + "unwritten") != "true":
            self._head = text if self._complete else text.strip()

    def _heading(self, element: Any, name: str) -> None:
        text = self._text_of(element)
        self._flush()
        holder = element.getparent()
        if local_name(holder) == "doc":
            holder = holder.getparent()
        owns = self._opened and self._is_provision(holder, local_name(holder))
        if owns and name == "heading" and not self._opened[-1].heading:
            self._opened[-1].heading = " ".join(text.split()).rstrip("." * (not self._complete))
        level = min(6, 1 + len(self._opened))
        self._add(text, kind="heading", level=level)

    # -- blocks -------------------------------------------------------------------------------

    def _block(self, element: Any, name: str) -> None:
        self._flush()
        before, item = self._left_out, self._item
        if name == "toc":
            self._left_out = "contents"
        elif self._complete and element.get("class") == "leftOut":
            self._left_out = element.get("title") or "left out"
        elif name == "li" and not self._complete:
            self._item = element.get("value") or "•"
        quotes = name in ("quotedStructure", "embeddedStructure")
        self._quoted += quotes
        self._inside(element)
        self._flush()
        self._quoted -= quotes
        self._left_out, self._item = before, item

    def _inside(self, element: Any) -> None:
        preserved = self._complete or element.get(XML_SPACE) == "preserve"
        self._say(element.text, preserved)
        for child in element:
            self.walk(child)
            self._say(child.tail, preserved)

    def _say(self, text: str | None, preserved: bool) -> None:
        if not text:
            return
        if not self._pending and not text.strip():
            return  # between elements
        self._pending.append(text if preserved else _SPACES.sub(" ", text))

    def _flush(self) -> None:
        text, self._pending = "".join(self._pending), []
        if not self._complete:
            text = re.sub(r" ?\n ?", "\n", re.sub(r" {2,}", " ", text))
        if text.strip():
            self._add(text)

    def _add(self, text: str, *, kind: str = "paragraph", level: int = 0) -> None:
        if self._left_out:
            self._flush_head()
            self._builder.leave_out(text, self._left_out)
            return
        if self._head:
            apart = "" if self._complete or self._head[-1:].isspace() else " "
            text, self._head = f"{self._head}{apart}{text.lstrip() if apart else text}", ""
        if kind == "heading":
            self._builder.add(text, "heading", level=level)
        elif self._item:
            self._builder.add(text, "item", level=1, label=self._item)
            self._item = ""
        else:
            self._builder.add(text)

    def _flush_head(self) -> None:
        """A number without a text after it is a block of its own."""
        head, self._head = self._head, ""
        if head.strip():
            self._builder.add(head)

    def _text_of(self, element: Any) -> str:
        """The text of a number or heading, its notes set aside."""
        kept, self._pending = self._pending, []
        self._inside(element)
        text, self._pending = "".join(self._pending), kept
        if self._complete:
            return text
        return " ".join(text.split())

    def _note(self, element: Any) -> None:
        parts = [] if loose_text(element) else [e for e in element if local_name(e)]
        lines = [
            _collapsed(part, keep=self._complete)
            for part in parts
            if local_name(part) != "authorialNote"
        ]
        text = "\n".join(filter(None, lines)) or _collapsed(element, keep=self._complete)
        unit = element.get(_C + "unit") or "" if self._complete else ""
        eid = element.get("eId") or element.get("id") or ""
        self._builder.note(text, mark=element.get("marker") or "", eid=eid, unit=unit)

    def _table(self, table: Any) -> None:
        self._flush()
        for part in table.iter("{*}table", "{*}tr"):
            self._builder.body.remove(loose_text(part), _BETWEEN)
        for part in table.iter("{*}caption", "{*}tr"):
            if local_name(part) == "caption":
                self._add(_collapsed(part))
                continue
            cells = [c for c in part if local_name(c) in ("td", "th")]
            texts = ["\n".join(_paragraphs(cell)) for cell in cells]
            row = row_text(texts)
            if self._left_out:
                self._builder.leave_out(row, self._left_out)
                continue
            if row:
                self._flush_head()
                self._builder.add(row, "row")


def _cuts(stated: str) -> tuple[tuple[int, int], ...]:
    """The parts of a unit as comity wrote them: "0-740 740-1512"; none when they are no such."""
    found = [_CUT.fullmatch(part) for part in stated.split()]
    cuts = tuple((int(cut[1]), int(cut[2])) for cut in found if cut)
    ends = [0, *(n for cut in cuts for n in cut)]
    in_order = ends == sorted(ends) and all(a < b for a, b in cuts)
    return cuts if in_order and len(cuts) == len(found) else ()


def _collapsed(element: Any, *, keep: bool = False) -> str:
    text = "".join(element.itertext())
    return text.strip() if keep else " ".join(text.split())


def _paragraphs(cell: Any) -> list[str]:
    parts = [e for e in cell if local_name(e)]
    return [_collapsed(e) for e in parts] if parts and not loose_text(cell) else [_collapsed(cell)]


def _in_note(element: Any) -> bool:
    """Whether an element of the metadata is a note or in one: these are read."""
    return local_name(element) == "note" or next(element.iterancestors("{*}note"), None) is not None
