"""Where the marks of notes stand: signs that travel with a text until its offsets are known.

A reader that meets a mark puts `sign(key)` into the text of the block; the
builder takes the signs out again and learns the offset of each. The signs are
control characters, which no text keeps; `unsigned` takes from a file's own
text those that it may hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_OPEN, _CLOSE = "\x02", "\x03"
_SIGN = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]{{1,60}}){_CLOSE}")


def sign(key: str) -> str:
    """What stands for the mark of the note `key` in the text of a block."""
    return f"{_OPEN}{key}{_CLOSE}"


def unsigned(text: str) -> str:
    """The text without the characters of which signs are made."""
    if _OPEN in text or _CLOSE in text:
        return text.replace(_OPEN, "").replace(_CLOSE, "")
    return text


def signed_parts(text: str) -> Iterator[tuple[str, str]]:
    """The stretches of a text, each with the key of the mark that stands behind it, or ""."""
    if _OPEN not in text:
        yield text, ""
        return
    parts = [*_SIGN.split(text), ""]
    yield from list(pairwise(parts))[::2]


# The mark itself, set behind a word without a space; a bracket may close it.
_BEHIND = r"(?<=[^\W\d_]|[.,;:!?)\]”’\"'»%…])(?<!\b\d[.,])(?<!\b\d\d[.,])"  # but not "2.3"
_SPACED = r"(?<=[^\W\d_][ \u00a0]|[,.;:)”][ \u00a0])"
_GOES_ON = r"(?=[ \u00a0]?[,.;:)]|[ \u00a0][a-z])(?![.,:]\d)"
_NO_NUMBER = r"(?![\d%])(?![.,:/-]\d)"


def find_marks(
    text: str, marks: Sequence[tuple[str, bool]], start: int, end: int
) -> list[int | None]:
    """Where the marks of notes stand in a stretch of text, in their order; None when unsure.

    A mark is its number, and whether a bracket closes it: "12)".
    """
    found: list[int | None] = []
    at = start
    before = False  # whether `at` is the place of a mark
    for mark, closed in marks:
        place = _find(text, mark, at, end, closed=closed, before=before)
        found.append(place)
        if place is not None:
            at, before = place, True
    return found


def _find(text: str, mark: str, start: int, end: int, *, closed: bool, before: bool) -> int | None:
    """Where a number stands as a mark, behind the mark at `start` if there is one.

    It is looked for close behind a word or a stop ("systems.12"), where no
    other number stands; right behind the mark before ("11, 12"); then behind
    a space, but only when it stands there once ("models 10 have").
    """
    if not (mark.isascii() and mark.isdecimal()):
        return None
    number = rf"{mark}\)" if closed else rf"{mark}{_NO_NUMBER}"
    if before:
        match = re.compile(rf"\d{{1,4}}\)?[ ,]{{1,2}}(?P<mark>{number})").match(text, start, end)
        if match:
            return match.start("mark")
    match = re.compile(_BEHIND + number).search(text, start, end)
    if match or closed:
        return match.start() if match else None
    found = [m.start() for m in re.compile(_SPACED + mark + _GOES_ON).finditer(text, start, end)]
    return found[0] if len(found) == 1 else None
