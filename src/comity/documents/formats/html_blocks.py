"""The walk over a page's elements that turns them into blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from comity.documents.content import ContentBuilder
from comity.documents.formats.html_page import SILENT_TAGS
from comity.documents.numerals import letters, roman
from comity.documents.tables import is_marked_row, is_marker, row_text
from comity.records import BlockKind

_BLOCK_TAGS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
        *("details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li"),
        *("main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
    ]
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_SPACES = re.compile(r"[ \t\n\r\f]+")
_NOTE_MARK = re.compile(
    r"^[(\[]?\s*(?:[Ff]ootnote\s*|[Nn]ote\s*)?([0-9]{1,4}|[*†‡§]{1,3}|[a-z])\s*[)\]]?$"
)
_BACK_ARROW = re.compile(r"^[\s↩︎↑^⤴⏎←]*$")
_NOTE_HOLDERS = frozenset(["li", "p", "div", "dd", "aside", "td", "section"])


@dataclass(slots=True)
class _Pending:
    """The inline text gathered for the next block."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0  # characters set in bold
    plain: int = 0  # characters that are not

    def take(self) -> tuple[str, bool]:
        text, bold = "".join(self.parts), self.bold > 0 and self.plain == 0
        self.parts, self.bold, self.plain = [], 0, 0
        # White space collapses across elements; a <br> stays a line break.
        text = re.sub(r" ?\n ?", "\n", re.sub(r" {2,}", " ", text))
        return text.strip(), bold


@dataclass(frozen=True, slots=True)
class _Context:
    """What the surrounding elements say of a block."""

    kind: BlockKind = "paragraph"
    level: int = 0
    depth: int = 0  # of lists
    bold: bool = False
    keep_spaces: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """Elements that hold a note, each with its mark, and the arrows that lead back from them."""

    marks: dict[Any, str]
    arrows: set[Any]


class BlockWalker:
    """Walks elements in reading order and adds blocks to a builder."""

    def __init__(self, builder: ContentBuilder, taken_out: dict[Any, str], notes: Notes) -> None:
        self._builder = builder
        self._taken_out = taken_out
        self._notes, self._arrows = notes.marks, notes.arrows
        self._pending = _Pending()
        self._prefix = ""  # a marker cell, put before the next block
        self._label = ""  # a list number, given to the next block
        self._first_in_item = False

    def walk(self, element: Any) -> None:
        """Add the blocks of one element and everything in it."""
        self._inside(element, _Context())
        self._flush(_Context())
        if self._prefix:
            self._builder.add(self._prefix)
            self._prefix = ""

    def _flush(self, context: _Context) -> None:
        text, bold = self._pending.take()
        if not text:
            return
        if self._prefix:
            text = f"{self._prefix}\t{text}"
            self._prefix = ""
        kind: BlockKind = context.kind
        level = context.level
        label = ""
        if kind == "footnote":
            label, self._label = self._label, ""
        elif self._first_in_item and kind != "heading":
            kind, level = "item", context.depth
            label, self._label = self._label, ""
            self._first_in_item = False
        self._builder.add(text, kind, level=level, label=label, bold=bold and kind != "heading")

    def _text(self, text: str | None, context: _Context) -> None:
        if not text:
            return
        if not context.keep_spaces:
            text = _SPACES.sub(" ", text)
        if text.strip():
            if context.bold:
                self._pending.bold += len(text)
            else:
                self._pending.plain += len(text)
        elif not self._pending.parts:
            return
        self._pending.parts.append(text)

    def _enter(self, element: Any, context: _Context) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT_TAGS or element in self._taken_out:
            return
        if element in self._arrows:
            return
        if tag == "br":
            self._pending.parts.append("\n")
            return
        if element in self._notes and context.kind != "footnote":
            self._note(element, context)
            return
        inner = self._context_of(element, tag, context)
        style = (element.get("style") or "").replace(" ", "").lower()
        inline = tag not in _BLOCK_TAGS or ("display:inline" in style and tag in ("p", "div"))
        if inline and element.get("role") != "heading":
            self._text(" " if tag in _BLOCK_TAGS else "", context)
            self._inside(element, inner)
            return
        self._flush(context)
        if tag == "table":
            self._table(element, inner)
        elif tag in ("ul", "ol", "menu"):
            self._list(element, inner)
        else:
            self._inside(element, inner)
        self._flush(inner)

    def _context_of(self, element: Any, tag: str, context: _Context) -> _Context:
        style = (element.get("style") or "").replace(" ", "").lower()
        bold = context.bold
        if tag in ("b", "strong", "th") or re.search(r"font-weight:(bold|[6-9]00)", style):
            bold = True
        elif re.search(r"font-weight:(normal|400)", style):
            bold = False
        kind, level = context.kind, context.level
        if kind != "footnote":
            if tag in _HEADINGS:
                kind, level = "heading", _HEADINGS[tag]
            elif element.get("role") == "heading":
                stated = element.get("aria-level") or "2"
                kind, level = "heading", max(1, min(6, _integer(stated, 2)))
        depth = context.depth + (tag in ("ul", "ol", "menu"))
        keep = context.keep_spaces or tag == "pre"
        return _Context(kind=kind, level=level, depth=depth, bold=bold, keep_spaces=keep)

    def _inside(self, element: Any, context: _Context) -> None:
        self._text(element.text, context)
        for child in element:
            self._enter(child, context)
            self._text(child.tail, context)

    def _note(self, element: Any, context: _Context) -> None:
        self._flush(context)
        mark = self._notes[element]
        whole = "".join(element.itertext()).lstrip()
        printed = re.match(rf"[(\[]?\s*{re.escape(mark)}\b|[(\[]?{re.escape(mark)}", whole)
        self._label = "" if printed else mark
        note = _Context(kind="footnote")
        self._inside(element, note)
        self._flush(note)
        self._label = ""

    def _list(self, element: Any, context: _Context) -> None:
        numbers = _list_labels(element)
        for child in element:
            if child.tag != "li":
                self._enter(child, context)
                continue
            if child in self._notes:
                self._note(child, context)
                continue
            if child in self._taken_out:
                continue
            self._label, self._first_in_item = numbers.get(child, ""), True
            self._inside(child, context)
            self._flush(context)
            self._label, self._first_in_item = "", False

    def _table(self, table: Any, context: _Context) -> None:
        for caption in table.iterchildren("caption"):
            self._enter(caption, context)
        rows = _rows(table)
        layout = _is_layout(table, rows)
        for row in rows:
            if row in self._notes:
                self._note(row, context)
                continue
            cells = [c for c in row if c.tag in ("td", "th")]
            texts = [_flat_text(c) for c in cells]
            if is_marked_row(texts):
                self._marked_row(cells, context)
            elif layout or any(c in self._notes for c in row.iter("p", "div", "li")):
                for cell in cells:
                    self._inside(cell, context)
                    self._flush(context)
            else:
                self._data_row(cells, context)

    def _marked_row(self, cells: list[Any], context: _Context) -> None:
        for cell in cells:
            text = _flat_text(cell)
            if is_marker(text) and not self._prefix and cell is not cells[-1]:
                self._prefix = text
            elif text:
                self._inside(cell, context)
                self._flush(context)

    def _data_row(self, cells: list[Any], context: _Context) -> None:
        texts = []
        for cell in cells:
            scratch = ContentBuilder(self._builder.limits)
            BlockWalker(scratch, self._taken_out, Notes({}, self._arrows)).walk(cell)
            texts.append(scratch.content().text)
        kind: BlockKind = "footnote" if context.kind == "footnote" else "row"
        self._builder.add(row_text(texts), kind, bold=all(c.tag == "th" for c in cells))


def _flat_text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _rows(table: Any) -> list[Any]:
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [row for row in child if row.tag == "tr"]
    return rows


def _is_layout(table: Any, rows: list[Any]) -> bool:
    """True for a table that places text on the page rather than setting out data."""
    if (table.get("role") or "") in ("presentation", "none"):
        return True
    cells = [[c for c in row if c.tag in ("td", "th")] for row in rows]
    if any(c.tag == "th" for row in cells for c in row):
        return False
    if len(rows) <= 1 or max((len(row) for row in cells), default=0) <= 1:
        return True
    for row in cells:
        for cell in row:
            if next(cell.iter("table", "h1", "h2", "h3", "h4"), None) is not None:
                return True
            if sum(1 for _ in cell.iter("p")) > 3:
                return True
    return False


def _list_labels(element: Any) -> dict[Any, str]:
    """What a browser prints before each entry; "" where the page asks for no mark."""
    items = [child for child in element if child.tag == "li"]
    style = (element.get("style") or "").replace(" ", "").lower()
    if "list-style:none" in style or "list-style-type:none" in style:
        return {}
    if element.tag != "ol":
        return dict.fromkeys(items, "•")
    kind = element.get("type") or "1"
    step = -1 if element.get("reversed") is not None else 1
    number = _integer(element.get("start"), len(items) if step < 0 else 1)
    labels = {}
    for item in items:
        number = _integer(item.get("value"), number)
        labels[item] = f"{_numbered(number, item.get('type') or kind)}."
        number += step
    return labels


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default


def _numbered(number: int, kind: str) -> str:
    if kind in ("a", "A"):
        text = letters(number)
    elif kind in ("i", "I"):
        text = roman(number)
    else:
        return str(number)
    return text.upper() if kind.isupper() else text


def find_notes(root: Any) -> Notes:
    """The notes of a page.

    A note is what a mark in the text links to and what links back to that
    mark; or what the page itself calls a footnote by its role.
    """
    by_id: dict[str, Any] = {}
    for element in root.iter():
        if isinstance(element.tag, str):
            for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
                if name:
                    by_id.setdefault(name, element)
    order = {element: place for place, element in enumerate(root.iter())}
    notes: dict[Any, str] = {}
    arrows: set[Any] = set()
    for anchor in root.iter("a"):
        href = anchor.get("href") or ""
        mark = _NOTE_MARK.match(_flat_text(anchor))
        target = by_id.get(href[1:]) if href.startswith("#") and mark else None
        if target is None or mark is None or order[target] <= order[anchor]:
            continue
        holder = target
        while holder is not None and holder.tag not in _NOTE_HOLDERS:
            holder = holder.getparent()
        if holder is None or anchor in holder.iter("a"):
            continue
        own = {anchor.get("id"), anchor.get("name"), _id_of_parent(anchor)} - {None}
        back = [a for a in holder.iter("a") if (a.get("href") or "#")[1:] in own]
        if back or (target.get("role") or "") in ("doc-footnote", "doc-endnote"):
            notes.setdefault(holder, mark[1])
            arrows.update(a for a in back if _BACK_ARROW.match(_flat_text(a)))
    return Notes(notes, arrows)


def _id_of_parent(anchor: Any) -> str | None:
    parent = anchor.getparent()
    return parent.get("id") if parent is not None and parent.tag in ("sup", "span") else None
