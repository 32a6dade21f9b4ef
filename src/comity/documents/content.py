"""What a format's reader hands back: text, blocks, and what the file says of itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from comity.documents.limits import Limits
from comity.documents.marks import sign, signed_parts
from comity.errors import LimitError
from comity.records import Block, BlockKind, Notice, Removed, Span, Stated

# Invisible characters that steer display or search but are no part of what is
# said: the C0/C1 controls other than tab, line feed and form feed, the soft
# hyphen, zero-width space, word joiner and byte-order mark. Zero-width
# (non-)joiner and the direction marks stay: they change how Arabic or Persian
# words are read.
_INVISIBLE = (
    *(chr(c) for c in range(0x20) if c not in (0x09, 0x0A, 0x0C)),
    *(chr(c) for c in range(0x7F, 0xA0)),
    *("\u00ad", "\u200b", "\u2060", "\ufeff"),
)
_LINE_ENDS = ("\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The text of one document and what its file says of it.

    `text` and `blocks` become those of the Document: spans are exact, in
    order, and do not overlap. The other fields are what the format itself
    states (an HTML title, DOCX properties, Markdown front matter); empty when
    it does not. They are used where no catalogue says otherwise, and count as
    inferred.
    """

    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()  # offset at which each page's text begins
    removed: tuple[Removed, ...] = ()
    notices: tuple[Notice, ...] = ()  # `path` is filled in by read_source
    title: str = ""
    publisher: str = ""
    date: str = ""  # ISO 8601, a date that the file states as the text's own
    language: str = ""  # BCP 47, as declared by the file
    source_url: str = ""
    licence: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    structure: tuple[Stated, ...] = ()  # provisions that the format marks out


def plain_lines(text: str) -> str:
    r"""The text with every line end as "\n" and without invisible characters.

    These are the only changes that hold for every format: nothing is
    re-composed, re-spaced or spelled otherwise. A form feed stays, for readers
    that take it as a page break.
    """
    if text.isprintable():
        return text  # a line without any of them, as most are
    # Asking for each character apart is ten times faster than one regular expression.
    for end in _LINE_ENDS:
        if end in text:
            text = text.replace(end, "\n")
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    return text


@dataclass(slots=True)
class ContentBuilder:
    """Collects blocks in reading order into one text; each block ends with a line break.

    `keep_signs` leaves the signs of note marks in the text, for a builder
    whose text goes into another one.
    """

    limits: Limits
    removed: list[Removed] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    keep_signs: bool = False
    _marks: dict[str, int] = field(default_factory=dict)  # note -> offset of its first mark
    _noted: dict[int, str] = field(default_factory=dict)  # index of a footnote's block -> note
    _parts: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _length: int = 0
    _beside: int = 0  # characters of labels and of what was removed

    @property
    def length(self) -> int:
        """Code points so far: the offset at which the next block will start."""
        return self._length

    @property
    def empty(self) -> bool:
        """Whether there is no block so far."""
        return not self._blocks

    def add(
        self,
        text: str,
        kind: BlockKind = "paragraph",
        *,
        level: int = 0,
        label: str = "",
        indent: int = 0,
        bold: bool = False,
        note: str = "",
    ) -> None:
        """Append a block; blank text adds nothing.

        `note` is the key of the note that a footnote is, as in the `sign` of
        its mark.

        Raises:
            LimitError: more blocks or characters than the limits allow.
        """
        text = self._unsigned(text)
        if not text:
            return
        start = self._length
        if note:
            self._noted[len(self._blocks)] = note
        self._parts += (text, "\n")
        self._length += len(text) + 1
        self._beside += len(label)
        if self._length > self.limits.max_chars or len(self._blocks) >= self.limits.max_blocks:
            raise too_long(self.limits)
        if self._beside > self.limits.max_chars:
            raise too_long(self.limits)
        self._blocks.append(
            Block(
                span=Span(start, start + len(text)),
                kind=kind,
                level=level,
                label=label,
                indent=indent,
                bold=bold,
            )
        )

    def _unsigned(self, text: str) -> str:
        """The cleaned text of the next block; its signs are taken out and their places kept."""
        parts, signs, length = [], [], 0
        for part, key in signed_parts(text):
            parts.append(plain_lines(part))
            length += len(parts[-1])
            if key and self.keep_signs:
                parts.append(sign(key))
            elif key:
                signs.append((key, length))
        whole = "".join(parts)
        said = whole.strip()
        lead = len(whole) - len(whole.lstrip())
        for key, at in signs:
            # A mark that stands alone belongs behind what was said before.
            place = self._length + min(max(at - lead, 0), len(said)) if said else self._length - 1
            self._marks.setdefault(key, max(place, 0))
        return said

    def remove(self, text: str, reason: str, page: int | None = None) -> None:
        """Note a piece that is left out of the text; blank pieces are not worth a note.

        Raises:
            LimitError: more is left out than a text may have characters.
        """
        text = "".join(part for part, _ in signed_parts(text))
        text = " ".join(plain_lines(text).split())
        if text:
            self._beside += len(text)
            if self._beside > self.limits.max_chars:
                raise too_long(self.limits)
            self.removed.append(Removed(text=text, reason=reason, page=page))

    def content(self) -> Content:
        """What was collected; title and the like are for the reader to `replace`."""
        blocks = list(self._blocks)
        for index, note in self._noted.items():
            blocks[index] = replace(blocks[index], marked_at=self._marks.get(note))
        return Content(
            text="".join(self._parts),
            blocks=tuple(blocks),
            removed=tuple(self.removed),
            notices=tuple(self.notices),
        )


def too_long(limits: Limits) -> LimitError:
    """The error for a text beyond the limits of length or of blocks."""
    return LimitError(
        f"The text is longer than {limits.max_chars} characters or {limits.max_blocks} blocks.",
        hint="Cut the file into parts, one document each.",
    )


def footnotes_last(content: Content) -> Content:
    """The same content with its footnote blocks moved behind the body, in their order.

    Only for content without pages, whose blocks are whole lines: moving a
    block across pages would misplace it.
    """
    body = [b for b in content.blocks if b.kind != "footnote"]
    notes = [b for b in content.blocks if b.kind == "footnote"]
    if not notes or content.blocks[len(body) :] == tuple(notes):
        return content
    parts, blocks, length = [], [], 0
    moved: list[tuple[int, int]] = []  # where a block stood, and how far it went
    for block in (*body, *notes):
        piece = block.span.of(content.text)
        parts.append(piece)
        moved.append((block.span.start, length - block.span.start))
        blocks.append(replace(block, span=Span(length, length + len(piece))))
        length += len(piece) + 1
    moved.sort()
    for index in range(len(body), len(blocks)):
        at = blocks[index].marked_at
        if at is not None:
            _, by = moved[max(0, bisect_right(moved, at, key=lambda pair: pair[0]) - 1)]
            blocks[index] = replace(blocks[index], marked_at=at + by)
    return replace(content, text="\n".join(parts) + "\n", blocks=tuple(blocks))


def readable_share(text: str) -> float:
    """Share of the non-blank characters that can be read, 0 to 1; 1 when there are none.

    Replacement and private-use characters count as unreadable: they are what
    a wrong encoding or a font without a character map leaves behind.
    """
    if text.isascii():
        return 1.0
    bad = len(_UNREADABLE.findall(text))
    if not bad:
        return 1.0
    return 1 - bad / sum(map(len, text.split()))
