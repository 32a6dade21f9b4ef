"""ODT: paragraphs, headings, list numbers, tables and notes of an OpenDocument text.

Names are those of OASIS, "Open Document Format for Office Applications (OpenDocument)
Version 1.3" (2021), Part 3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from comity.documents.content import Content, ContentBuilder, footnotes_last
from comity.documents.formats.odt_styles import (
    DC,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    Counter,
    Styles,
)
from comity.documents.limits import Limits
from comity.documents.package import Package
from comity.documents.tables import is_marked_row, is_marker, row_text
from comity.documents.xml import local_name, parse_xml
from comity.errors import FormatError, NoTextError
from comity.records import Notice

_SAVE_ANEW = "Open it in a word processor and save it anew as .odt, .docx or PDF."
_SPACES = re.compile(r"[ \t\n\r]+")
_LONGEST_HEADING = 400  # characters: outline levels are also put on whole paragraphs by accident
_MOST_BLANKS = 1000  # that one text:s may stand for
# Marks and stores that are no text where they stand.
_SKIPPED = frozenset(
    [
        *(TEXT + n for n in ("tracked-changes", "change", "change-start", "change-end")),
        *(TEXT + n for n in ("sequence-decls", "variable-decls", "user-field-decls")),
        *(TEXT + n for n in ("note-citation", "soft-page-break", "alphabetical-index-mark")),
        *(TEXT + n for n in ("toc-mark", "bookmark", "bookmark-start", "bookmark-end", "number")),
        *(TEXT + n for n in ("table-of-content-source", "bibliography-source")),
        *(OFFICE + n for n in ("annotation", "annotation-end", "forms", "scripts")),
    ]
)
_PARAGRAPHS = (TEXT + "p", TEXT + "h")
_BREAKS = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}


def read_odt(data: bytes, limits: Limits) -> Content:
    """The text of an OpenDocument text as it reads when changes are accepted.

    List numbers that the word processor counts are given as labels; page
    headers and footers, comments and hidden passages go to `removed`; notes
    come last. A flat ODT, one XML file, is read as well.

    Raises:
        FormatError: no ODT, damaged, or locked by a password.
        NoTextError: no text, as in a scan.
        LimitError: unpacked larger, or nested deeper, than the limits allow.
    """
    if data.startswith(b"PK"):
        package = Package(data, limits, what="ODT", hint=_SAVE_ANEW)
        if b"encryption-data" in package.bytes("META-INF/manifest.xml"):
            raise FormatError("The file is locked by a password.", hint=_SAVE_ANEW)
        content, styles = package.xml("content.xml"), package.xml("styles.xml")
        meta = package.xml("meta.xml")
        if content is None:
            raise FormatError("The file holds no content.xml.", hint=_SAVE_ANEW)
    else:
        content = styles = meta = parse_xml(data, limits, hint=_SAVE_ANEW)
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise FormatError("The file is an OpenDocument, but no text.", hint=_SAVE_ANEW)
    builder = ContentBuilder(limits)
    _Walker(builder, Styles(content, styles)).children(body)
    if builder.empty:
        raise NoTextError("The file holds no text; it may be made of pictures.", hint=_SAVE_ANEW)
    _set_aside(builder, styles)
    for note in body.iter(f"{OFFICE}annotation"):
        builder.remove(_all_text(note), "comment")
    if next(body.iter(f"{TEXT}changed-region"), None) is not None:
        message = "The file holds tracked changes; it was read as if all were accepted."
        builder.notices.append(Notice(code="tracked-changes", message=message))
        for deleted in body.iter(f"{TEXT}deletion"):
            builder.remove(_all_text(deleted), "deleted text")
    return replace(footnotes_last(builder.content()), **_stated(meta))


@dataclass(frozen=True, slots=True)
class _List:
    """The list that a paragraph stands in."""

    key: str  # which list counts
    style: str
    level: int


class _Walker:
    """Turns the elements of a body into blocks."""

    def __init__(self, builder: ContentBuilder, styles: Styles) -> None:
        self._builder = builder
        self._styles = styles
        self._counter = Counter(styles)
        self._lists = 0
        self._prefix = ""
        self._last_of_style: dict[str, str] = {}
        self._by_id: dict[str, str] = {}

    def children(self, parent: Any, within: _List | None = None, label: str = "") -> None:
        """Add the blocks of every paragraph, list and table in an element.

        `label` goes to the first paragraph.
        """
        for child in parent:
            if child.tag in _PARAGRAPHS:
                self._paragraph(child, label=label, depth=within.level if within else 0)
                label = ""
            elif child.tag == f"{TEXT}list":
                self._list(child, within)
            elif child.tag == f"{TABLE}table":
                self._table(child)
            elif child.get(f"{TEXT}display") == "none":
                self._builder.remove(_all_text(child), "hidden")
            elif child.tag not in _SKIPPED:
                self.children(child, within)

    def _list(self, element: Any, within: _List | None) -> None:
        style = element.get(f"{TEXT}style-name") or (within.style if within else "")
        if within is not None:
            inner = _List(within.key, style, within.level + 1)
        else:
            self._lists += 1
            inner = _List(f"list {self._lists}", style, 1)
            before = self._by_id.get(element.get(f"{TEXT}continue-list") or "")
            if element.get(f"{TEXT}continue-numbering") == "true":
                before = self._last_of_style.get(style)
            if before:
                self._counter.take_over(inner.key, before)
            self._last_of_style[style] = inner.key
        own = element.get("{http://www.w3.org/XML/1998/namespace}id")
        if own:
            self._by_id[own] = inner.key
        for item in element:
            if item.tag == f"{TEXT}list-header":
                self.children(item, inner)
            elif item.tag == f"{TEXT}list-item":
                label = ""
                if (
                    next((c for c in item if c.tag in _PARAGRAPHS and _all_text(c).strip()), None)
                    is not None
                ):
                    start = item.get(f"{TEXT}start-value") or ""
                    label = self._counter.next_label(inner.key, style, inner.level, start)
                self.children(item, inner, label)

    def _paragraph(self, paragraph: Any, *, label: str, depth: int) -> None:
        style = self._styles.of(paragraph.get(f"{TEXT}style-name") or "")
        if style.hidden:
            self._builder.remove(_all_text(paragraph), "hidden")
            return
        text, bold, boxes, notes = self._text(paragraph, style.bold)
        level = 1 if style.title else 0
        if paragraph.tag == f"{TEXT}h":
            stated = paragraph.get(f"{TEXT}outline-level") or "1"
            level = max(1, min(6, int(stated))) if stated.isdecimal() and len(stated) < 4 else 1
            if text.strip() and not label and paragraph.get(f"{TEXT}is-list-header") != "true":
                label = self._counter.next_label(
                    "headings", "", level, paragraph.get(f"{TEXT}start-value") or ""
                )
        printed = paragraph.find(f"{TEXT}number")
        if printed is not None and printed.text:
            label = printed.text.strip()
        if self._prefix and text.strip():
            text, self._prefix = f"{self._prefix}\t{text.strip()}", ""
        if level and len(text) <= _LONGEST_HEADING:
            self._builder.add(text, "heading", level=level, label=label)
        elif label:
            self._builder.add(text, "item", level=max(depth, 1), label=label, bold=bold)
        elif depth:
            self._builder.add(text, "paragraph", bold=bold)
        else:
            self._builder.add(text, bold=bold)
        for box in boxes:
            self.children(box)
        for note in notes:
            self._note(note)

    def _text(self, paragraph: Any, style_bold: bool) -> tuple[str, bool, list[Any], list[Any]]:
        """(text, whether all of it is bold, text boxes anchored in it, notes called in it)."""
        parts: list[str] = []
        boxes: list[Any] = []
        notes: list[Any] = []
        bold = [0, 0]  # characters that are not, and that are

        def say(text: str | None, is_bold: bool) -> None:
            if text:
                shown = _SPACES.sub(" ", text)
                parts.append(shown.lstrip() if not parts else shown)
                bold[is_bold] += len(shown.strip())

        def inside(node: Any, is_bold: bool) -> None:
            say(node.text, is_bold)
            for child in node:
                tag = child.tag
                if tag in _BREAKS:
                    parts.append(_BREAKS[tag])
                elif tag == f"{TEXT}s":
                    count = child.get(f"{TEXT}c") or "1"
                    known = count.isdecimal() and len(count) < 5
                    parts.append(" " * min(int(count) if known else 1, _MOST_BLANKS))
                elif tag == f"{TEXT}note":
                    notes.append(child)
                elif local_name(child) == "text-box":
                    boxes.append(child)
                elif tag == f"{TEXT}ruby":
                    base = child.find(f"{TEXT}ruby-base")
                    inside(child if base is None else base, is_bold)
                elif tag in (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"):
                    self._builder.remove(_all_text(child), "hidden")
                elif tag not in _SKIPPED and isinstance(tag, str):
                    name = child.get(f"{TEXT}style-name") if tag == f"{TEXT}span" else ""
                    style = self._styles.of(name) if name else None
                    if style is not None and style.hidden:
                        self._builder.remove(_all_text(child), "hidden")
                    else:
                        inside(child, is_bold or (style is not None and style.bold))
                say(child.tail, is_bold)

        inside(paragraph, style_bold)
        return "".join(parts).strip(), bold[1] > 0 and bold[0] == 0, boxes, notes

    def _note(self, note: Any) -> None:
        citation = note.find(f"{TEXT}note-citation")
        label = "".join(citation.itertext()).strip() if citation is not None else ""
        body = note.find(f"{TEXT}note-body")
        if body is None:
            return
        lines = [self._text(p, False)[0] for p in body.iter(*_PARAGRAPHS)]
        self._builder.add("\n".join(filter(None, lines)), "footnote", label=label)

    def _table(self, table: Any) -> None:
        rows = _rows(table)
        cells_of = [_cells(row) for row in rows]
        layout = len(rows) == 1 or all(len(cells) == 1 for cells in cells_of)
        for cells in cells_of:
            texts = [_all_text(cell) for cell in cells]
            if is_marked_row(texts):
                for cell, text in zip(cells, texts, strict=True):
                    if is_marker(text) and not self._prefix:
                        self._prefix = text.strip()
                    else:
                        self.children(cell)
            elif layout:
                for cell in cells:
                    self.children(cell)
            else:
                self._builder.add(row_text([self._cell_text(cell) for cell in cells]), "row")

    def _cell_text(self, cell: Any) -> str:
        scratch = ContentBuilder(self._builder.limits)
        walker = _Walker(scratch, self._styles)
        walker.children(cell)
        content = scratch.content()
        self._builder.removed += content.removed
        for block in content.blocks:
            if block.kind == "footnote":
                self._builder.add(block.span.of(content.text), "footnote", label=block.label)
        return "\n".join(
            f"{b.label} {b.span.of(content.text)}".strip()
            for b in content.blocks
            if b.kind != "footnote"
        )


def _rows(table: Any) -> list[Any]:
    rows = []
    for child in table:
        if child.tag == f"{TABLE}table-row":
            rows.append(child)
        elif child.tag in (
            *(TABLE + n for n in ("table-header-rows", "table-rows", "table-row-group")),
        ):
            rows += _rows(child)
    return rows


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag == f"{TABLE}table-cell"]


def _all_text(element: Any) -> str:
    lines = [" ".join("".join(p.itertext()).split()) for p in element.iter(*_PARAGRAPHS)] or [
        "".join(element.itertext())
    ]
    return "\n".join(lines)


def _set_aside(builder: ContentBuilder, styles: Any | None) -> None:
    """Page headers and footers stand with the styles."""
    if styles is None:
        return
    for kind in ("header", "footer"):
        for element in styles.iter(f"{STYLE}{kind}", f"{STYLE}{kind}-left", f"{STYLE}{kind}-first"):
            builder.remove(_all_text(element), f"page {kind}")


def _stated(meta: Any | None) -> dict[str, Any]:
    """Title and language that the file's properties state."""
    found: dict[str, Any] = {}
    if meta is None:
        return found
    holder = next(meta.iter(f"{OFFICE}meta"), None)
    for element in () if holder is None else holder:
        text = " ".join((element.text or "").split())
        if text and element.tag in (f"{DC}title", f"{DC}language"):
            found[local_name(element)] = text
    return found
