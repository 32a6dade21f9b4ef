"""Lines of blocks become one text with exact offsets; broken words are made whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import cast

from comity.documents.content import plain_lines, too_long
from comity.documents.formats.pdf_lines import Line
from comity.documents.formats.pdf_paragraphs import Group
from comity.documents.limits import Limits
from comity.records import Block, BlockKind, Span

_FARTHEST = 100_000  # points: beyond any sheet of paper; broken files paint there
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
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
        self._words = BrokenWords(_clean(line.text) + "-" * line.soft_hyphen for line in lines)

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
                indent=round(first.x0) if abs(first.x0) < _FARTHEST else 0,
                bold=group.bold,
                page=first.page if group.kind == "footnote" else None,
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
        return (text[:-1] if self._words.is_one(head[0], tail[0]) else text) + new

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


class BrokenWords:
    """Tells whether a hyphen at a line's end parts one word or belongs to a compound.

    The evidence is how the document itself writes the word elsewhere within
    its lines. The broken halves are no evidence: they do not count as words.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        broken = False
        for line in lines:
            words = _COMPOUND.findall(line.casefold())
            if broken and words:
                words = words[1:]
            broken = line.endswith("-")
            if broken and words:
                words = words[:-1]
            self._words.update(words)
            for word in words:
                if "-" in word:
                    self._words.update(word.split("-"))

    def is_one(self, head: str, tail: str) -> bool:
        """True when `head` and `tail` make one word without the hyphen."""
        first, second = head.casefold(), tail.casefold()
        joined, kept = self._words[first + second], self._words[f"{first}-{second}"]
        if joined or kept:
            return joined >= kept
        if not tail[0].islower() or head[-1].isdecimal() or (head.isupper() and len(head) < 4):
            return False
        return not (self._words[first] and self._words[second])
