"""Quoting what was found, and saying where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.records import Document

_QUOTED = 90  # characters of a quotation, beyond which its middle is left out
_PADDING = 60  # blanks by which a line may be set off
_MARKS = re.compile(r"^[\W\d_]+|[\W_]+$")


def quoted(words: str) -> str:
    """Words on one line within quotation marks, long ones with their middle left out."""
    line = " ".join(words.split())
    if len(line) > _QUOTED:
        line = f"{line[: _QUOTED // 2].rstrip()} … {line[-_QUOTED // 2 :].lstrip()}"
    return f"“{line}”"


def place(document: Document, offset: int) -> str:
    """Where a code point of the text stands: its page, else its line, both from 1."""
    page = document.page_of(offset)
    if page is not None:
        return f"page {page}"
    line = document.text.count("\n", 0, offset) + 1
    return f"line {line}"


def found(document: Document, start: int, end: int) -> str:
    """The quotation of a stretch of the text, with its place."""
    return f"{quoted(document.text[start:end])} ({place(document, start)})"


def top_blocks(document: Document, chars: int, longest: int) -> Iterator[tuple[str, int]]:
    """(block on one line, its start) for short blocks that begin within the first `chars`.

    A block in two columns of lines, as a title page gives, counts as one: what
    is printed over several lines is then found all the same.
    """
    for block in document.blocks:
        if block.span.start >= chars:
            return
        if len(block.span) <= longest:
            yield " ".join(block.span.of(document.text).split()), block.span.start


def top_lines(document: Document, chars: int, longest: int) -> Iterator[tuple[str, int]]:
    """(line, its start) for the short lines within the first `chars`, blanks trimmed."""
    start = 0
    for raw in document.text[:chars].split("\n"):
        line = " ".join(raw.split()) if 0 < len(raw) <= longest + _PADDING else ""
        if line and len(line) <= longest:
            yield line, start + len(raw) - len(raw.lstrip())
        start += len(raw) + 1


def bare(line: str) -> str:
    """A line in lower case without numbers and marks around it, for comparing whole lines."""
    return _MARKS.sub("", line).casefold()


def is_claimed(document: Document) -> bool:
    """Whether a catalogue, not the file, says under which title the text is offered."""
    return "title" not in document.inferred and bool(document.title)
