"""DOCX: paragraphs, headings, list numbers, tables and notes of a word processor's file."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

from lxml import etree

from comity.documents.content import Content, ContentBuilder
from comity.documents.formats.docx_styles import (
    Numbering,
    Style,
    W,
    integer,
    is_on,
    number_of,
    read_styles,
    value,
)
from comity.documents.limits import Limits, is_out_of_memory
from comity.documents.marks import sign
from comity.documents.tables import is_marked_row, is_marker, row_text
from comity.errors import FormatError, LimitError, NoTextError
from comity.records import BlockKind, Notice

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SKIPPED = frozenset(
    W + tag
    for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "tblPr", "trPr", "tcPr")
)
# Text that is not shown, with the reason for which it goes to `removed`.
_NOT_SHOWN = {W + "del": "deleted by a tracked change", W + "moveFrom": "moved by a tracked change"}
_LONGEST_HEADING = 400  # characters: outline levels are also put on whole paragraphs by accident
_SAVE_ANEW = "Open it in a word processor and save it anew as .docx, or as PDF."


def read_docx(data: bytes, limits: Limits) -> Content:
    """The text of a DOCX file as it reads when changes are accepted.

    List numbers that the word processor counts are given as labels; page
    headers and footers go to `removed`; notes come last.

    Raises:
        FormatError: no DOCX, damaged, or locked by a password.
        NoTextError: no text, as in a scan.
        LimitError: unpacked larger, or nested deeper, than the limits allow.
    """
    parts = _Parts(data, limits)
    document = parts.xml("word/document.xml")
    body = document.find(W + "body") if document is not None else None
    if document is None or body is None:
        raise FormatError("The file holds no word/document.xml.", hint=_SAVE_ANEW)
    builder = ContentBuilder(limits)
    walker = _Walker(
        builder,
        read_styles(parts.xml("word/styles.xml")),
        Numbering.read(parts.xml("word/numbering.xml")),
    )
    walker.children(body)
    walker.end()
    walker.notes("footnote", parts.xml("word/footnotes.xml"))
    walker.notes("endnote", parts.xml("word/endnotes.xml"))
    for name in parts.names(r"word/(?:header|footer)\d*\.xml"):
        part = parts.xml(name)
        if part is not None:
            builder.remove(_all_text(part), f"page {re.sub('[^a-z]', '', name[5:-4])}")
    comments = parts.xml("word/comments.xml")
    for comment in comments.iter(W + "comment") if comments is not None else ():
        builder.remove(_all_text(comment), "comment")
    if builder.empty:
        raise NoTextError("The file holds no text; it may be made of pictures.", hint=_SAVE_ANEW)
    if next(document.iter(W + "del", W + "ins", W + "moveFrom"), None) is not None:
        message = "The file holds tracked changes; it was read as if all were accepted."
        builder.notices.append(Notice(code="tracked-changes", message=message))
    return replace(builder.content(), **_stated(parts))


class _Parts:
    """The XML parts of the zip, read within limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        if data.startswith(_OLE_MAGIC):
            raise FormatError(
                "The file is an old .doc, or a .docx locked by a password.", hint=_SAVE_ANEW
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = sorted(set(self._zip.namelist()))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise FormatError(f"The file is no intact DOCX: {error}.", hint=_SAVE_ANEW) from error
        self._limits = limits
        self._left = limits.max_unpacked_bytes

    def names(self, pattern: str) -> list[str]:
        return [name for name in self._names if re.fullmatch(pattern, name)]

    def xml(self, name: str) -> Any | None:
        """The root of a part; None when the file has no such part."""
        if name not in self._names:
            return None
        data = self._bytes(name)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=True,
        )
        if b"<!DOCTYPE" in _narrow(data):
            raise FormatError(
                f"The part {name} declares entities, as no DOCX does.",
                hint="Open it in a word processor and save it anew as .docx, or as PDF.",
            )
        if data.count(b"<") > self._limits.max_elements:
            raise LimitError(
                f"The part {name} has more than {self._limits.max_elements} elements.",
                hint="Cut the file into parts, one document each.",
            )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            if is_out_of_memory(error, data):
                raise MemoryError from error
            if "Excessive depth" in str(error.msg):
                raise self._too_deep() from error
            raise FormatError(
                f"The part {name} is damaged: {error.msg}.", hint=_SAVE_ANEW
            ) from error
        self._check_depth(root)
        return root

    def _bytes(self, name: str) -> bytes:
        try:
            with self._zip.open(name) as part:
                # The size that the archive states may lie, so what is read is counted.
                data = part.read(self._left + 1)
        except (
            zipfile.BadZipFile,
            EOFError,
            RuntimeError,
            NotImplementedError,
            OSError,
            ValueError,
        ) as error:
            raise FormatError(
                f"The part {name} cannot be unpacked: {error}.", hint=_SAVE_ANEW
            ) from error
        except Exception as error:  # zlib.error and lzma.LZMAError share no base
            if type(error).__name__ not in ("error", "LZMAError"):
                raise
            raise FormatError(f"The part {name} is damaged: {error}.", hint=_SAVE_ANEW) from error
        self._left -= len(data)
        if self._left < 0:
            raise LimitError(
                f"Unpacked, the file is larger than {self._limits.max_unpacked_bytes} bytes.",
                hint="Cut it into parts, one document each.",
            )
        return data

    def _check_depth(self, root: Any) -> None:
        depth = 0
        for event, _ in etree.iterwalk(root, events=("start", "end")):
            depth += 1 if event == "start" else -1
            if depth > self._limits.max_depth:
                raise self._too_deep()

    def _too_deep(self) -> LimitError:
        return LimitError(
            f"Elements are nested more than {self._limits.max_depth} deep.", hint=_SAVE_ANEW
        )


def _narrow(data: bytes) -> bytes:
    """XML as one byte a character, in so far as it is ASCII: UTF-16 without its zero bytes."""
    return data.replace(b"\0", b"") if b"\0" in data[:100] else data


class _Walker:
    """Turns the elements of a body into blocks."""

    def __init__(
        self, builder: ContentBuilder, styles: dict[str, Style], numbering: Numbering
    ) -> None:
        self._builder = builder
        self._styles = styles
        self._numbering = numbering
        self._prefix = ""
        self._marks: dict[str, list[str]] = {"footnote": [], "endnote": []}

    def children(self, parent: Any, kind: BlockKind | None = None) -> None:
        """Add the blocks of every paragraph and table in an element."""
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child, kind)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag == _MC + "AlternateContent":
                choice = child.find(_MC + "Choice")
                self.children(choice if choice is not None else child, kind)
            elif child.tag in _NOT_SHOWN:
                self._builder.remove(_all_text(child), _NOT_SHOWN[child.tag])
            elif child.tag not in _SKIPPED and child.tag != W + "sectPr":
                self.children(child, kind)

    def end(self) -> None:
        """Add a number that no text followed."""
        self._builder.add(self._prefix)
        self._prefix = ""

    def notes(self, kind: str, root: Any | None) -> None:
        """Add the notes that the body refers to, in the order of their marks."""
        if root is None:
            return
        by_id = {e.get(W + "id"): e for e in root.iter(W + kind)}
        for number, mark in enumerate(self._marks[kind], start=1):
            note = by_id.get(mark)
            if note is None:
                continue
            text = "\n".join(self._text(p)[0] for p in note.iter(W + "p")).strip()
            self._builder.add(text, "footnote", label=str(number), note=f"{kind}:{mark}")
        for mark, note in by_id.items():
            if mark not in self._marks[kind]:
                self._builder.remove(_all_text(note), "note that no mark refers to")

    def _paragraph(self, paragraph: Any, kind: BlockKind | None) -> None:
        properties = paragraph.find(W + "pPr")
        style = self._styles.get(value(properties, "pStyle"), Style())
        outline = value(properties, "outlineLvl")
        level = integer(outline, 9) + 1 if integer(outline, 9) < 9 else style.level
        number = number_of(properties) or style.number
        text, bold, boxes = self._text(paragraph, default_bold=style.bold)
        label, depth = "", 0
        if text.strip() and number is not None and number[0] != "0":
            label, depth = self._numbering.next_label(*number), number[1] + 1
        if self._prefix and text.strip():
            text, self._prefix = f"{self._prefix}\t{text.strip()}", ""
        if kind is not None:
            self._builder.add(text, kind)
        elif level > 0 and len(text) <= _LONGEST_HEADING:
            self._builder.add(text, "heading", level=min(level, 6), label=label)
        elif label:
            self._builder.add(text, "item", level=depth, label=label, bold=bold)
        else:
            self._builder.add(text, bold=bold)
        for box in boxes:
            self.children(box, kind)

    def _text(self, element: Any, *, default_bold: bool = False) -> tuple[str, bool, list[Any]]:
        """(text of a paragraph, whether all of it is bold, text boxes anchored in it)."""
        parts: list[str] = []
        boxes: list[Any] = []
        bold = [0, 0]  # characters that are not, and that are

        def run(node: Any, is_bold: bool) -> None:
            for child in node:
                tag = child.tag
                if tag in _NOT_SHOWN:
                    self._builder.remove(_all_text(child), _NOT_SHOWN[tag])
                if tag in _SKIPPED or not isinstance(tag, str):
                    continue
                if tag == W + "r":
                    properties = child.find(W + "rPr")
                    if is_on(properties, "vanish"):
                        self._builder.remove(_all_text(child), "hidden")
                        continue
                    stated = is_on(properties, "b")
                    run(child, default_bold if stated is None else stated)
                elif tag in (W + "t", _MATH + "t"):
                    text = child.text or ""
                    parts.append(text)
                    bold[is_bold] += len(text.strip())
                elif tag in _CHARACTERS:
                    parts.append(_CHARACTERS[tag])
                elif tag in (W + "footnoteReference", W + "endnoteReference"):
                    kind = tag.removeprefix(W).removesuffix("Reference")
                    self._marks[kind].append(child.get(W + "id"))
                    parts.append(sign(f"{kind}:{child.get(W + 'id')}"))
                elif tag == W + "txbxContent":
                    boxes.append(child)
                elif tag == _MC + "AlternateContent":
                    choice = child.find(_MC + "Choice")
                    if choice is not None:
                        run(choice, is_bold)
                else:
                    run(child, is_bold)

        run(element, default_bold)
        return "".join(parts).strip(), bold[1] > 0 and bold[0] == 0, boxes

    def _table(self, table: Any) -> None:
        rows = _through(table, "tr")
        layout = len(rows) == 1 or all(len(_through(row, "tc")) == 1 for row in rows)
        for row in rows:
            cells = list(_through(row, "tc"))
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
        scratch = ContentBuilder(
            self._builder.limits, removed=self._builder.removed, keep_signs=True
        )
        walker = _Walker(scratch, self._styles, self._numbering)
        walker._marks = self._marks
        walker.children(cell)
        content = scratch.content()
        return "\n".join(
            f"{b.label} {b.span.of(content.text)}".strip() if b.label else b.span.of(content.text)
            for b in content.blocks
        )


_CHARACTERS = {
    W + "tab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "\u2011",
    W + "ptab": "\t",
}


def _through(parent: Any, tag: str) -> list[Any]:
    """Children of one kind, content controls and tracked insertions looked through."""
    found = []
    for child in parent:
        if child.tag == W + tag:
            found.append(child)
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            found += _through(child, tag)
    return found


def _all_text(element: Any) -> str:
    """All text in an element, shown or not; of a drawing's two versions the first."""
    parts: list[str] = []
    stack = [element]
    while stack:
        node = stack.pop()
        if node.tag in (W + "t", W + "delText", _MATH + "t"):
            parts.append(node.text or "")
        elif node.tag == W + "p":
            parts.append("\n")
        elif node.tag in _CHARACTERS:
            parts.append(_CHARACTERS[node.tag])
        choice = node.find(_MC + "Choice") if node.tag == _MC + "AlternateContent" else None
        stack.extend(reversed(node) if choice is None else [choice])
    return "".join(parts).strip("\n")


def _stated(parts: _Parts) -> dict[str, Any]:
    """Title and language that the file's properties state."""
    core = parts.xml("docProps/core.xml")
    found: dict[str, Any] = {}
    if core is None:
        return found
    for element in core:
        name = etree.QName(element).localname
        text = " ".join((element.text or "").split())
        if name in ("title", "language") and text:
            found[name] = text
    return found
