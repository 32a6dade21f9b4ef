"""Markdown: CommonMark with tables and notes, its marks taken off, its numbers kept."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lxml.html import defs
from markdown_it import MarkdownIt
from markdown_it.token import Token

from comity.documents.content import Content, ContentBuilder, plain_lines, too_long
from comity.documents.encodings import decode
from comity.documents.formats.markdown_pages import running_headers
from comity.documents.front_matter import split_front_matter
from comity.documents.limits import Limits
from comity.documents.lines import HyphenJoiner, find_furniture
from comity.documents.marks import sign
from comity.documents.tables import is_marked_row, row_text
from comity.errors import LimitError, NoTextError
from comity.records import Block, BlockKind

_PAGE_MARK = re.compile(r"^(?:Page|PAGE|Página|Seite|第)\s*(\d{1,4})\s*页?$")
_MIN_PAGE_MARKS = 3
_MARK_LINE = re.compile(r"^#{1,6}[ \t]+(?:Page|PAGE|Página|Seite|第)\s*\d{1,4}\s*页?[ \t]*$")
_TITLE_BLOCKS = 5  # a heading further down is not the title
_LONGEST_HEADING = 200  # characters of an underlined one
_PICTURE = re.compile(
    r"^\[(?:Image|Picture|Photo|Photograph|Logo|Logos|Figure|Icon|Icons|Diagram|Chart|Graph|Map"
    r"|Illustration|Infographic|Seal|Flag|QR code|Barcode|Signature|Stamp|Coat of arms)\b"
    r"[^\[\]]*\]\.?$",
    re.IGNORECASE,
)
_CONVERTED_FROM = re.compile(r"^Source:\s.*\.(?:pdf|docx?|html?)$", re.IGNORECASE)
_CONVERTED_TYPE = re.compile(r"^Type:\s*(?:pdf|docx?|html?)$", re.IGNORECASE)
_NOTE = re.compile(
    r"^\[\^(?P<mark>[^\]\s]{1,20})\]:[ \t]+(?P<text>.*(?:\n(?:[ ]{2,}|\t).*)*)$", re.M
)
_REFERENCE = re.compile(r"\[\^(?P<mark>[^\]\s]{1,20})\]")
_HTML_TAG = re.compile(r"<[^<>]*>")
_CONTAINER = re.compile(r"^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_CELL_END = re.compile(r"(?<!\\)\|")
_TAGS = frozenset(
    [*defs.tags, "bdi", "data", "main", "picture", "search", "slot", "template", "hgroup"]
)
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STATED = {
    "title": ("title",),
    "publisher": ("publisher", "institution", "organisation", "organization"),
    "date": ("date", "adopted", "publication_date", "published"),
    "language": ("language", "lang"),
    "source_url": ("source_url", "source", "url", "canonical_url"),
    "licence": ("licence", "license"),
}


def read_markdown(data: bytes, limits: Limits) -> Content:
    """The text of a Markdown file without its marks.

    Numbers of ordered lists stay in the text as typed; the mark of a bulleted
    entry is its block's label. Front matter, comments, pictures and the page
    marks of converted files go to `removed`; notes come last.

    Raises:
        NoTextError: nothing but marks and blanks.
        FormatError: no usual encoding fits.
        LimitError: deeper or longer than the limits allow.
    """
    decoded = decode(data)
    text = plain_lines(decoded.text).replace("\f", "\n")
    if len(text) > limits.max_chars:
        raise too_long(limits)
    front, start = split_front_matter(text)
    builder = ContentBuilder(limits)
    builder.notices += decoded.notices
    for line in text[:start].split("\n"):
        if line.strip() not in ("---", "..."):
            builder.remove(line, "front matter")
    body, notes = _without_notes(_without_furniture(text[start:], builder))
    nesting = min(100, limits.max_depth)
    parser = MarkdownIt("commonmark", {"maxNesting": nesting}).enable("table")
    definitions: dict[str, Any] = {}
    tokens = parser.parse(body, definitions)
    # What is nested deeper, markdown-it drops without a word.
    if any(token.nesting == 1 and token.level >= nesting - 1 for token in tokens):
        raise LimitError(
            f"Lists or quotations are nested more than {nesting} deep.",
            hint="Check that the file is Markdown.",
        )
    lines = body.split("\n")
    walker = _Walker(builder, tokens, HyphenJoiner(body), lines)
    walker.run()
    for first, last in _definitions(definitions):
        builder.remove("\n".join(lines[first:last]), "link address")
    for mark, note in notes:
        builder.add(_plain(parser, note), "footnote", label=mark, note=mark)
    if builder.empty:
        raise NoTextError("The file holds no text.", hint="Fetch it again.")
    content = replace(builder.content(), page_starts=tuple(walker.page_starts))
    return replace(content, **_stated(front, content.blocks, content.text))


def _without_furniture(text: str, builder: ContentBuilder) -> str:
    """The text without the page numbers and running headers of the pages it was converted from.

    Only where headings mark the pages: elsewhere a lone number is text.
    """
    lines = text.split("\n")
    marks = [n for n, line in enumerate(lines) if _MARK_LINE.match(line)]
    if len(marks) < _MIN_PAGE_MARKS:
        return text
    for n in marks:
        lines[n] = "\f"
    furniture = find_furniture(lines)
    kept = text.split("\n")
    for n, reason in sorted(furniture.removed.items()):
        builder.remove(lines[n], reason)
        kept[n] = ""
    return "\n".join(kept)


def _without_notes(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text, the marks in it signed where a note is given for them, and these notes."""
    notes = [(m["mark"], m["text"]) for m in _NOTE.finditer(text)]
    if not notes:
        return text, []
    known = {mark for mark, _ in notes}
    return _REFERENCE.sub(
        lambda m: sign(m["mark"]) + m[0] if m["mark"] in known else m[0], _NOTE.sub("", text)
    ), notes


def _plain(parser: MarkdownIt, text: str) -> str:
    pieces = [_inline(token) for token in parser.parse(text) if token.type == "inline"]
    return "\n".join(piece for piece, _, _ in pieces)


def _definitions(env: dict[str, Any]) -> list[tuple[int, int]]:
    """Lines that say where links lead ("[name]: address"), which CommonMark does not show."""
    named = [*env.get("references", {}).values(), *env.get("duplicate_refs", ())]
    return sorted((found["map"][0], found["map"][1]) for found in named)


def _stated(front: dict[str, str], blocks: tuple[Block, ...], text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, keys in _STATED.items():
        value = next((front[key] for key in keys if front.get(key)), "")
        if name == "date" and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
            continue
        if name == "source_url" and not value.startswith(("http://", "https://")):
            continue
        if value:
            found[name] = value
    if "title" not in found:
        headings = (b for b in blocks[:_TITLE_BLOCKS] if b.kind == "heading")
        first = next(headings, None)
        if first is not None:
            found["title"] = " ".join(first.span.of(text).split())
    return found


class _Walker:
    """Turns the flat list of tokens into blocks."""

    def __init__(
        self, builder: ContentBuilder, tokens: list[Token], hyphens: HyphenJoiner, lines: list[str]
    ) -> None:
        self.page_starts: list[int] = []
        self._builder = builder
        self._tokens = tokens
        self._hyphens = hyphens
        self._lines = lines  # of the source, to which the tokens refer
        # Labels still to be given, the next one last; the innermost list last.
        self._lists: list[list[str]] = []
        self._label = ""
        self._pages = self._page_marks()
        self._headers = self._running_headers()

    def run(self) -> None:
        """Add every block to the builder."""
        place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if token.type == "table_open":
                place = self._table(place)
                continue
            if token.type in ("ordered_list_open", "bullet_list_open"):
                self._lists.append(_labels(self._tokens, place)[::-1])
            elif token.type in ("ordered_list_close", "bullet_list_close"):
                self._lists.pop()
                self._label = ""
            elif token.type == "list_item_open":
                self._label = self._lists[-1].pop() if self._lists[-1] else ""
            elif token.type == "list_item_close":
                self._label = ""
            elif token.type == "inline":
                self._inline(token, self._tokens[place - 1], place)
            elif token.type in ("fence", "code_block"):
                self._builder.remove(token.info, "code language")
                self._add(token.content, "paragraph")
            elif token.type == "html_block":
                self._html(token.content)
            place += 1

    def _page_marks(self) -> set[int]:
        """Places of headings that only say "Page 7", when there are at least three."""
        found = {
            place
            for place, token in enumerate(self._tokens)
            if token.type == "inline"
            and _PAGE_MARK.match(token.content.strip())
            and self._tokens[place - 1].type == "heading_open"
        }
        return found if len(found) >= _MIN_PAGE_MARKS else set()

    def _running_headers(self) -> set[int]:
        """Places of running headers, looked for only where pages were converted."""
        heads = [token.content for token in self._tokens[:9] if token.type == "inline"]
        if self._pages or any(_CONVERTED_FROM.match(head.strip()) for head in heads):
            return running_headers(self._tokens, self._pages)
        return set()

    def _inline(self, token: Token, opener: Token, place: int) -> None:
        text, bold, removed = _inline(token)
        for piece, reason in removed:
            self._builder.remove(piece, reason)
        if place in self._pages:
            self._builder.remove(text, "page mark", page=len(self.page_starts) + 1)
            # A page without text begins where the next one does.
            self.page_starts.append(self._builder.length)
            return
        if place in self._headers:
            self._builder.remove(text, "page header")
            return
        kept = []
        for line in text.split("\n"):
            if _PICTURE.match(line.strip()):
                self._builder.remove(line, "picture")
            else:
                kept.append(line)
        text = "\n".join(kept)
        if self._is_converter_note(text):
            self._builder.remove(text, "converter's note")
        elif opener.type == "heading_open" and not _is_underlined_paragraph(opener, text):
            self._builder.add(text, "heading", level=int(opener.tag[1:]))
        else:
            self._add(text, "paragraph", bold=bold)

    def _is_converter_note(self, text: str) -> bool:
        if not self._builder.empty:
            return False
        text = text.strip()
        return bool(_CONVERTED_FROM.match(text) or _CONVERTED_TYPE.match(text))

    def _add(self, text: str, kind: BlockKind, *, bold: bool = False) -> None:
        if not text.strip():
            return
        label, self._label = self._label, ""
        level = 0
        if label:
            kind, level = "item", len(self._lists)
            if label[0].isdigit():
                text, label = f"{label} {text.lstrip()}", ""
        self._builder.add(self._hyphens.join(text), kind, level=level, label=label, bold=bold)

    def _html(self, html: str) -> None:
        for comment in _COMMENT.findall(html):
            self._builder.remove(comment[4:].removesuffix("-->"), "comment")
        text = _LINE_BREAK_TAG.sub("\n", _COMMENT.sub("", html))
        if not _HTML_TAG.search(text):
            self._add(text, "paragraph")
            return
        for piece in re.split(r"</?(?:p|div|td|tr|li|h\d|table|details|summary)\b[^<>]*>", text):
            self._add(_unescaped(_HTML_TAG.sub("", piece)), "paragraph")

    def _table(self, place: int) -> int:
        """Add a table's rows; the place after the table."""
        cells: list[str] = []
        width = 0  # cells of the first row, beyond which CommonMark's tables show none
        while self._tokens[place].type != "table_close":
            token = self._tokens[place]
            if token.type == "tr_open":
                cells, source = [], self._lines[token.map[0]] if token.map else ""
            elif token.type == "inline":
                text, _, removed = _inline(token)
                for piece, reason in removed:
                    self._builder.remove(piece, reason)
                cells.append(text)
            elif token.type == "tr_close":
                width = width or len(cells)
                cells += _cells(source)[width:]
                kind: BlockKind = "paragraph" if is_marked_row(cells) else "row"
                self._builder.add(row_text(cells), kind)
            place += 1
        return place + 1


def _is_underlined_paragraph(opener: Token, text: str) -> bool:
    """True for a paragraph that a rule right below it turned into a heading by accident."""
    underlined = opener.markup in ("-", "=")
    return underlined and (len(text) > _LONGEST_HEADING or text.count("\n") > 2)


def _cells(line: str) -> list[str]:
    """The cells of a table's line as typed."""
    line = _CONTAINER.sub("", line).strip()
    cells = _CELL_END.split(line.removeprefix("|"))
    return cells[:-1] if not cells[-1].strip() else cells


def _labels(tokens: list[Token], place: int) -> list[str]:
    """The label of each entry of the list that opens at `place`, as typed.

    A list typed with one number throughout ("1." on each line) is numbered as
    it would be shown.
    """
    level, bullet = tokens[place].level, tokens[place].type == "bullet_list_open"
    items = []
    for at in range(place + 1, len(tokens)):  # a slice of the rest, for each list, costs a square
        token = tokens[at]
        if token.level <= level:
            break
        if token.type == "list_item_open" and token.level == level + 1:
            items.append(token)
    if bullet:
        return [token.markup for token in items]
    numbers = [int(token.info) for token in items if token.info.isdecimal()]
    if len(numbers) == len(items) > 1 and len(set(numbers)) == 1:
        return [f"{numbers[0] + n}{token.markup}" for n, token in enumerate(items)]
    return [f"{token.info}{token.markup}" for token in items]


def _inline(token: Token) -> tuple[str, bool, list[tuple[str, str]]]:
    """(text without marks, whether all of it is bold, what is not shown with the reasons)."""
    parts: list[str] = []
    removed: list[tuple[str, str]] = []
    bold = plain = depth = 0
    for child in token.children or []:
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
            if child.content.strip():
                bold += depth > 0
                plain += depth == 0
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "strong_open":
            depth += 1
        elif child.type == "strong_close":
            depth -= 1
        elif child.type == "image":
            removed.append((child.content or str(child.attrs.get("src", "")), "picture"))
        elif child.type == "html_inline":
            if child.content.startswith("<!--"):
                removed.append((child.content[4:].removesuffix("-->"), "comment"))
            elif _LINE_BREAK_TAG.match(child.content):
                parts.append("\n")
            elif _is_no_tag(child.content):
                parts.append(child.content)
                plain += depth == 0
    return "".join(parts), bold > 0 and not plain, removed


def _is_no_tag(text: str) -> bool:
    """True for words in angle brackets that a writer means as such: "<name of the body>"."""
    name = _TAG_NAME.match(text)
    return name is not None and name[1].lower() not in _TAGS


def _unescaped(text: str) -> str:
    import html  # noqa: PLC0415 - named like a sibling module

    return html.unescape(text)
