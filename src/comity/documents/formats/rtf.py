"""RTF: paragraphs, headings, list numbers, tables and notes.

Control words are those of Microsoft, "Rich Text Format (RTF) Specification", version 1.9.1
(2008). List numbers need no counting: the file holds them as they were last shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from comity.documents.content import Content, ContentBuilder, footnotes_last
from comity.documents.formats.rtf_text import CHARACTERS, Codec, codec_of_charset, codec_of_page
from comity.documents.limits import Limits
from comity.documents.tables import is_marked_row, is_marker, row_text
from comity.errors import FormatError, LimitError, NoTextError
from comity.records import Notice

_SAVE_ANEW = "Open it in a word processor and save it anew as .docx or PDF."
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])"
    rb"|(?P<end>[\r\n\0]+)|(?P<text>[^\\{}\r\n\0]+)|(?P<stray>\\)"
)
_LONGEST_HEADING = 400  # characters: outline levels are also put on whole paragraphs by accident
# Destinations whose words are no text of the document.
_SKIPPED = frozenset(
    [
        *("colortbl", "pict", "nonshppict", "xe", "tc", "tcn", "rxe", "txe", "template", "private"),
        *("filetbl", "fldinst", "bkmkstart", "bkmkend", "atnid", "atnauthor", "falt", "panose"),
        *("objclass", "objname", "objdata", "operator", "author", "company", "comment", "doccomm"),
        *("keywords", "subject", "manager", "category", "hlinkbase", "themedata", "datastore"),
    ]
)
_FURNITURE = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "page header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "page footer"),
}


def read_rtf(data: bytes, limits: Limits) -> Content:
    """The text of an RTF file as it reads when changes are accepted.

    List numbers are given as labels; page headers and footers, comments,
    hidden and deleted passages go to `removed`; notes come last.

    Raises:
        FormatError: no RTF, or one that ends in the middle.
        NoTextError: no text, as in a scan.
        LimitError: nested deeper, or longer, than the limits allow.
    """
    start = data.find(b"{\\rtf", 0, 1024)
    if start < 0:
        raise FormatError("The file is no RTF: it does not begin with {\\rtf.", hint=_SAVE_ANEW)
    reader = _Reader(limits)
    reader.read(data, start)
    if reader.builder.empty:
        raise NoTextError("The file holds no text; it may be made of pictures.", hint=_SAVE_ANEW)
    content = footnotes_last(reader.builder.content())
    title = " ".join(_joined(reader.title).split())
    return replace(content, title=title)


@dataclass(slots=True)
class _Group:
    """What holds for the words in a pair of braces."""

    target: str = "body"  # "body", "skip", "label", "title", "styles", "fonts"
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    fallback: int = 1  # bytes that stand in for a Unicode character
    codec: Codec = ""
    opens: bool = True  # no word was read in it yet
    starred: bool = False  # may be skipped by who does not know it


@dataclass(slots=True)
class _Flow:
    """A run of paragraphs: the body, a note, a header, a text box."""

    kind: str  # "body", "note", "box", or the reason for which it is removed
    depth: int  # of the group that began it
    parts: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # of a note, or of what is removed
    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)  # paragraphs of the open cell
    bold: int = 0
    plain: int = 0
    style: int = 0
    outline: int = -1
    in_table: bool = False


class _Reader:
    """Reads the words of a file one after another."""

    def __init__(self, limits: Limits) -> None:
        self.builder = ContentBuilder(limits)
        self.title: list[str] = []
        self._limits = limits
        self._groups: list[_Group] = []
        self._flows = [_Flow("body", 0)]
        self._bytes = bytearray()
        self._skip = 0  # characters still to skip after a Unicode one
        self._notes = 0
        self._page: Codec = "cp1252"
        self._fonts: dict[int, Codec] = {}
        self._font = 0  # that the font table describes
        self._styles: dict[int, int] = {}  # style -> heading level
        self._style = [0, -1]  # number and outline level of the style that is described
        self._style_name: list[str] = []
        self._gone: list[str] = []  # deleted words, up to the next ones that are not
        self._changes = False

    def read(self, data: bytes, at: int) -> None:  # noqa: PLR0912 - a list of cases
        """Read from the first brace to the one that closes it."""
        while at < len(data):
            token = _TOKEN.match(data, at)
            if token is None:  # pragma: no cover - every byte is in one of the classes
                raise FormatError("The file is damaged.", hint=_SAVE_ANEW)
            at = token.end()
            kind = token.lastgroup
            if kind == "number":
                kind = "word"
            if kind == "text":
                self._plain(token["text"])
            elif kind == "hex":
                self._plain(bytes([int(token["hex"], 16)]))
            elif kind == "word":
                number = token["number"]
                word = token["word"].decode("ascii")
                if word == "bin":
                    at += max(0, int(number or 0))
                    continue
                self._word(word, None if number is None else int(number))
            elif kind == "symbol":
                self._symbol(token["symbol"])
            elif kind == "brace" and token["brace"] == b"{":
                self._open()
            elif kind == "brace":
                self._close()
                if not self._groups:
                    break
        if self._groups:
            raise FormatError(
                f"The file ends in the middle: {len(self._groups)} groups are not closed.",
                hint="Fetch it again from where it was published.",
            )
        self._paragraph()
        if self._changes:
            message = "The file holds tracked changes; it was read as if all were accepted."
            self.builder.notices.append(Notice(code="tracked-changes", message=message))

    # -- groups -------------------------------------------------------------------------------

    def _open(self) -> None:
        self._flush()
        if len(self._groups) >= self._limits.max_depth:
            raise LimitError(
                f"Groups are nested more than {self._limits.max_depth} deep.", hint=_SAVE_ANEW
            )
        above = self._groups[-1] if self._groups else _Group(codec=self._page)
        self._groups.append(replace(above, opens=True, starred=False))

    def _close(self) -> None:
        self._flush()
        self._skip = 0
        if not self._groups:
            return
        depth = len(self._groups)
        group = self._groups.pop()
        if group.target == "styles":
            self._end_style()
        if len(self._flows) > 1 and self._flows[-1].depth == depth:
            self._end_flow()

    def _begin_flow(self, kind: str) -> None:
        self._flows.append(_Flow(kind, len(self._groups)))
        group = self._groups[-1]
        group.target, group.hidden, group.deleted, group.bold = "body", False, False, False

    def _end_flow(self) -> None:
        flow = self._flows[-1]
        self._paragraph()
        self._flows.pop()
        text = "\n".join(flow.lines)
        if flow.kind == "note":
            self._notes += 1
            self.builder.add(text, "footnote", label=str(self._notes))
        elif flow.kind == "box":
            self.builder.add(text)
        else:
            self.builder.remove(text, flow.kind)

    def _end_style(self) -> None:
        name = "".join(self._style_name).split(";")[0].strip()
        number, outline = self._style
        match = re.match(r"(?:heading|titre|título|überschrift|заголовок|标题)\s*(\d)", name, re.I)
        if 0 <= outline < 9:
            self._styles[number] = outline + 1
        elif match:
            self._styles[number] = int(match[1])
        elif name.lower() == "title":
            self._styles[number] = 1
        self._style, self._style_name = [0, -1], []

    # -- words --------------------------------------------------------------------------------

    def _word(self, word: str, number: int | None) -> None:  # noqa: PLR0912 - a list
        if self._skip and word not in ("u", "uc"):
            self._skip -= 1
            return
        if word == "u" and number is not None:
            self._unicode(number)
            return
        self._flush()
        if not self._groups:
            return
        group, flow = self._groups[-1], self._flows[-1]
        opens, group.opens = group.opens, False
        on = number != 0
        if (opens or group.starred) and self._destination(word, group):
            return
        if group.starred:
            group.target, group.starred = "skip", False
            return
        if word == "uc":
            group.fallback = max(0, min(number or 0, 16))
        elif word == "ansicpg" and number:
            self._page = group.codec = codec_of_page(number)
        elif word == "mac":
            self._page = group.codec = "mac_roman"
        elif word == "f" and number is not None:
            if group.target == "fonts":
                self._font = number
            else:
                group.codec = self._fonts.get(number, "") or self._page
        elif word == "fcharset" and number is not None:
            self._fonts[self._font] = codec_of_charset(number)
        elif group.target == "styles" and word in ("s", "outlinelevel"):
            self._style[word != "s"] = number or 0
        elif word in ("cs", "ds", "ts") and group.target == "styles":
            self._style[0] = -1
        elif word == "plain":
            group.bold = group.hidden = group.deleted = False
            group.codec = self._page
        elif word == "b":
            group.bold = on
        elif word == "v":
            group.hidden = on
        elif word == "deleted":
            group.deleted = on
            self._changes = self._changes or on
        elif word == "revised":
            self._changes = self._changes or on
        elif group.target == "body":
            self._in_text(word, number, flow)
        elif word in CHARACTERS:
            self._say(CHARACTERS[word])

    def _destination(self, word: str, group: _Group) -> bool:
        """Turn to what a group holds, by its first word; False when that is plain text."""
        if word in _FURNITURE and group.target == "body":
            self._begin_flow(_FURNITURE[word])
        elif word == "footnote" and group.target == "body":
            self._begin_flow("note")
        elif word == "annotation" and group.target == "body":
            self._begin_flow("comment")
        elif word == "shptxt":
            self._begin_flow("box")
        elif word in ("listtext", "pntext") and group.target == "body":
            group.target = "label"
        elif word == "title" and group.target == "info":
            group.target = "title"
        elif word in ("stylesheet", "fonttbl", "info"):
            group.target = {"stylesheet": "styles", "fonttbl": "fonts"}.get(word, "info")
        elif word in _SKIPPED:
            group.target = "skip"
        elif word == "shpinst":
            group.target = "skip"  # drawn shapes; their text is in a group of its own
        else:
            return False
        group.starred = False
        return True

    def _in_text(self, word: str, number: int | None, flow: _Flow) -> None:
        if word in ("par", "sect", "page", "column"):
            self._paragraph()
        elif word == "pard":
            flow.style, flow.outline, flow.in_table = 0, -1, False
        elif word == "s":
            flow.style = number or 0
        elif word == "outlinelevel":
            flow.outline = 9 if number is None else number
        elif word == "intbl":
            flow.in_table = True
        elif word in ("cell", "nestcell"):
            self._cell()
        elif word in ("row", "nestrow"):
            self._row()
        elif word in CHARACTERS:
            self._say(CHARACTERS[word])

    def _symbol(self, symbol: bytes) -> None:
        if self._skip and symbol != b"*":
            self._skip -= 1
            return
        self._flush()
        group = self._groups[-1] if self._groups else None
        if symbol == b"*" and group is not None:
            group.starred = True
        elif symbol in b"\r\n":
            if group is not None and group.target == "body":
                self._paragraph()
        else:
            shown = {b"~": "\u00a0", b"_": "\u2011", b"-": ""}.get(symbol)
            if shown is None:
                shown = symbol.decode("latin-1") if symbol in (b"\\", b"{", b"}") else ""
            self._say(shown)

    def _plain(self, data: bytes) -> None:
        if self._skip:
            taken = min(self._skip, len(data))
            self._skip -= taken
            data = data[taken:]
        if self._groups:
            self._groups[-1].opens = False
        self._bytes += data

    def _unicode(self, number: int) -> None:
        self._flush()
        if self._groups:
            self._groups[-1].opens = False
            self._skip = self._groups[-1].fallback
        self._say(chr(number & 0xFFFF) if -0x8000 <= number <= 0xFFFF else "\ufffd")

    # -- text ---------------------------------------------------------------------------------

    def _flush(self) -> None:
        if self._bytes:
            codec = (self._groups[-1].codec if self._groups else "") or self._page
            text = self._bytes.decode(codec, errors="replace")
            self._bytes.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        if not text or not self._groups:
            return
        group, flow = self._groups[-1], self._flows[-1]
        if group.target == "title":
            self.title.append(text)
        elif group.target == "styles":
            self._style_name.append(text)
        elif group.target == "label":
            flow.label.append(text)
        elif group.target == "body":
            if group.hidden or group.deleted:
                self._gone.append(text)
                return
            self._remove_gone()
            flow.parts.append(text)
            said = len(text.strip())
            flow.bold += said if group.bold else 0
            flow.plain += 0 if group.bold else said

    def _remove_gone(self) -> None:
        if self._gone:
            self.builder.remove(_joined(self._gone), "hidden or deleted")
            self._gone = []

    def _take(self) -> str:
        """The words of the paragraph that ends."""
        flow = self._flows[-1]
        text, flow.parts = _joined(flow.parts).strip(" \t\n"), []
        return text

    def _paragraph(self) -> None:
        self._flush()
        self._remove_gone()
        flow = self._flows[-1]
        text = self._take()
        label, flow.label = _label(_joined(flow.label)), []
        bold, flow.bold, flow.plain = flow.bold > 0 and flow.plain == 0, 0, 0
        if flow.kind != "body" or flow.in_table or flow.cells:
            holder = flow.cell if flow.in_table or flow.cells else flow.lines
            if text:
                holder.append(f"{label} {text}".strip())
            return
        level = flow.outline + 1 if 0 <= flow.outline < 9 else self._styles.get(flow.style, 0)
        if level and flow.outline < 9 and len(text) <= _LONGEST_HEADING:
            self.builder.add(text, "heading", level=min(level, 6), label=label)
        elif label:
            self.builder.add(text, "item", level=1, label=label, bold=bold)
        else:
            self.builder.add(text, bold=bold)

    def _cell(self) -> None:
        flow = self._flows[-1]
        flow.in_table = True
        self._paragraph()
        flow.cells.append("\n".join(flow.cell))
        flow.cell = []

    def _row(self) -> None:
        flow = self._flows[-1]
        cells, flow.cells = flow.cells, []
        flow.cell = []
        if flow.kind != "body":
            flow.lines += [row_text(cells)]
        elif len(cells) == 1:
            for line in cells[0].split("\n"):
                self.builder.add(line)
        elif is_marked_row(cells):
            mark = next(cell.strip() for cell in cells if is_marker(cell))
            rest = "\n".join(c for c in cells if c.strip() and c.strip() != mark)
            self.builder.add(f"{mark}\t{rest}")
        else:
            self.builder.add(row_text(cells), "row")


def _joined(parts: list[str]) -> str:
    """The parts as one text, halves of a character beyond U+FFFF put together."""
    text = "".join(parts)
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _label(shown: str) -> str:
    label = " ".join(shown.split())
    if label and not any(c.isalnum() for c in label):
        return "•" if label not in ("-", "–", "—") else label
    return label
