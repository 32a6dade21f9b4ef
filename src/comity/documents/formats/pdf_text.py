"""Lines of blocks become one text with exact offsets; broken words are made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from comity.documents.content import plain_lines, too_long
from comity.documents.formats.pdf_lines import Line
from comity.documents.formats.pdf_paragraphs import Group
from comity.documents.limits import Limits
from comity.documents.lines import HyphenJoiner
from comity.records import Block, BlockKind, Span

_HEAD = re.compile(r"[^\W_]+$")
_TAIL = re.compile(r"^[^\W_]+")


class Writer:
    """Collects blocks; remembers where each page's text begins."""

    def __init__(self, limits: Limits, lines: Iterable[Line]) -> None:
        self.blocks: list[Block] = []
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._starts: dict[int, int] = {}
        self._hyphens = HyphenJoiner("\n".join(_printed(line) for line in lines))

    def add(self, group: Group) -> None:
        """Append a block.

        Raises:
            LimitError: more blocks or characters than the limits allow.
        """
        start = self._length
        text = ""
        for line in group.lines:
            joined = self._join(text, line)
            if group.kind != "footnote":
                at = start + len(joined) - len(_clean(line.text))
                self._starts.setdefault(line.page, max(at, start))
            text = joined
        if not text:
            return
        self._parts += (text, "\n")
        self._length += len(text) + 1
        if self._length > self._limits.max_chars or len(self.blocks) >= self._limits.max_blocks:
            raise too_long(self._limits)
        first = group.lines[0]
        self.blocks.append(
            Block(
                span=Span(start, start + len(text)),
                kind=cast("BlockKind", group.kind),
                level=group.level,
                indent=round(first.x0),
                bold=group.bold,
            )
        )

    def _join(self, text: str, line: Line) -> str:
        """The text with one more line, after a line break or at the end of a broken word."""
        new = _clean(line.text)
        if not text:
            return new + ("-" if line.soft_hyphen else "")
        return self._glue(text, new) + ("-" if line.soft_hyphen else "")

    def _glue(self, text: str, new: str) -> str:
        if not text.endswith("-") or text.endswith((" -", "--")):
            return f"{text}\n{new}"
        head, tail = _HEAD.search(text[:-1]), _TAIL.match(new)
        if not head or not tail:
            return f"{text}\n{new}"
        whole = self._hyphens.join(f"{head[0]}-\n{tail[0]}")
        if "\n" in whole:
            return text + new
        return text[: head.start()] + whole + new[tail.end() :]

    def text(self) -> str:
        """All blocks, each ended by a line break."""
        return "".join(self._parts)

    def page_starts(self, pages: int) -> tuple[int, ...]:
        """The offset of each page; one without text begins where the next does."""
        starts = []
        following = self._length
        for page in range(pages, 0, -1):
            following = min(following, self._starts.get(page, following))
            starts.append(following)
        return tuple(starts[::-1])


def _clean(text: str) -> str:
    return plain_lines(text).strip()


def _printed(line: Line) -> str:
    return line.text + ("-" if line.soft_hyphen else "")
