"""What became of one text in another, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from comity.base.marked import marked
from comity.cli.output import paragraphs, shortened
from comity.locales import Labels

_CHANGES = 1_200  # characters shown; the JSON has every text whole


def edit_lines(
    a: str, b: str, edits: Sequence[Sequence[Any]], labels: Labels, *, indent: str = ""
) -> Iterator[str]:
    """What became of one text in another, in marks that need no colour; nothing without edits.

    Args:
        a, b: the two texts.
        edits: kind, start and end in `a`, start and end in `b`, as JSON has them.
        labels: for texts with the same words.
        indent: before every line.
    """
    if edits and all(kind == "kept" for kind, *_ in edits):
        yield f"{indent}{labels('edits_same')}"
    elif edits:
        yield paragraphs(shortened(marked(a, b, edits), _CHANGES), indent=indent)
