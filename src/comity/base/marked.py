"""A text with what became of it in another, marked in signs that need no colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_ENDS = 60  # characters kept at either end of a long stretch that did not change


def marked(a: str, b: str, edits: Sequence[Sequence[Any]], *, whole: bool = False) -> str:
    """The first text with its changes marked: [-dropped-] {+added+} [>moved<].

    Long stretches that were kept are shown by their ends, unless the `whole` is wanted.
    """
    parts: list[str] = []
    at = 0
    for kind, a_start, a_end, b_start, b_end in edits:
        if a_end > a_start:
            parts.append(a[at:a_start])
            at = a_end
        own, other = a[a_start:a_end], b[b_start:b_end]
        if kind == "kept":
            parts.append(own if whole else _ends(own))
        elif kind == "moved":
            parts.append(f"[>{own}<]")
        elif kind == "dropped":
            parts.append(f"[-{own}-]")
        else:
            dropped = f"[-{own}-]" if own else ""
            before = after = ""
            if not own:  # the space beside it is of the second text, too
                before = " " if b[:b_start][-1:].isspace() else ""
                after = " " if not before and b[b_end : b_end + 1].isspace() else ""
            parts.append(f"{before}{dropped}{{+{other}+}}{after}")
    parts.append(a[at:])
    return "".join(parts)


def _ends(text: str) -> str:
    if len(text) <= 3 * _ENDS:
        return text
    first, last = text[:_ENDS], text[-_ENDS:]
    if re.search(r"\s", first) and re.search(r"\s", last):
        first, last = first.rsplit(None, 1)[0], last.split(None, 1)[1]
    return f"{first} … {last}"
