"""Text in a picture: one line of it, how wide it is, where it breaks, which way it faces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

RIGHT_TO_LEFT = frozenset({"ar"})
_ISOLATE, _END = "\u2067", "\u2069"  # RIGHT-TO-LEFT ISOLATE, POP DIRECTIONAL ISOLATE
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_LINE_BEGINS_WITH = frozenset("，。、；：！？）》」』】％,.;:!?)%»”’…")


def plain(text: str) -> str:
    """One line of text that any format can hold, without characters that turn what follows."""
    kept = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace()
        or (
            (unicodedata.category(char) not in ("Cc", "Cs") and char not in _BIDI_CONTROLS)
            and not _is_noncharacter(char)
        )
    )
    return " ".join(kept.split())


def _is_noncharacter(char: str) -> bool:
    """Code points that stand for nothing; XML must not hold some of them."""
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF


def facing(text: str, language: str) -> str:
    """A line as it is drawn: words of a right-to-left language are set apart as such."""
    return f"{_ISOLATE}{text}{_END}" if language in RIGHT_TO_LEFT and text else text


def columns(text: str) -> int:
    """How wide a text is, in Latin letters: Chinese characters take two."""
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Cf")
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` columns, broken at spaces or Chinese characters."""
    lines, line = [], ""
    for piece in _pieces(plain(text)):
        if line and columns((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece.lstrip() if not line else piece
        while columns(line.rstrip()) > width and len(line) > 1 and " " not in line.strip():
            cut = _cut(line, width)
            if cut >= len(line):
                break
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def shortened(text: str, width: int) -> str:
    """A text of at most so many columns, with "…" where it was cut."""
    text = plain(text)
    return text if columns(text) <= width else text[: _cut(text, width - 1)].rstrip() + "…"


def _pieces(text: str) -> Iterable[str]:
    """Words with the space after them, and Chinese characters one by one."""
    piece = ""
    for at, char in enumerate(text):
        piece += char
        following = text[at + 1 : at + 2]
        wide = unicodedata.east_asian_width(char) in "WF"
        next_wide = bool(following) and unicodedata.east_asian_width(following) in "WF"
        if following in _NO_LINE_BEGINS_WITH and following:
            continue
        if char == " " or wide or next_wide:
            yield piece
            piece = ""
    if piece:
        yield piece


def _cut(line: str, width: int) -> int:
    """Where a word that is wider than a line must be cut."""
    for cut in range(1, len(line) + 1):
        if columns(line[:cut]) > width:
            return max(1, cut - 1)
    return len(line)


def distinct(names: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Labels for an axis, no two alike.

    Args:
        names: (id, label); where two labels are the same, the ids are put behind them.
        width: of a label, in columns; a longer one is shortened.
    """
    labels = [shortened(label, width) or plain(name) for name, label in names]
    return [
        f"{label} ({plain(name)})" if labels.count(label) > 1 else label
        for label, (name, _) in zip(labels, names, strict=True)
    ]
