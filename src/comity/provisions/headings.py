"""The heading of a provision: behind its label, on the next line, or set off by a dash."""

from __future__ import annotations

import re
from typing import NamedTuple

from comity.provisions.kinds import BASIC, NAMED, RANKS, SECTION, STATUTE
from comity.provisions.labels import Label, read_opening
from comity.provisions.pieces import Piece
from comity.provisions.tree import Node

_MAX_HEADING = 220  # characters; container headings in statutes reach two lines
_MAX_WORDS = 26

# "(a) In General.—", "(1) AGENCY.--"
_DASHED = re.compile(
    r"""(?P<h>[^\W\d_a-z][^\n—;:]{1,160}?)(?:\.(?:—|–|--|-(?=\s))|(?P<caps>(?:—|--)))[\s'’]*"""
)
# "Sec. 2. Policy. It is ..."
# "Sec. 2. Policy. It is ..."; what is set in capitals may hold a semicolon: "PENALTY; FEES."
_SENTENCE = re.compile(
    r"""(?P<h>[^\W\d_](?:[^.\n;:]{1,110}(?:\n[ \t]*[^.\n;:]{1,110})?|[^.a-zß-ÿ]{3,160}))"""
    r"""\.(?:\s+|[-–—]+\s*)(?=[^\Wa-z_]|[(“\"«¿])"""
)
# "This Act may be cited as the Lake Act" says something; a title does not.
_CLAUSE = re.compile(
    r"(?:This|These|The|Each|Every|No|Any|An?)\b.*\b(?:shall|must|may|means)\b", re.DOTALL
)
_VERB = re.compile(
    r"\b(?:shall|must|may|is|are|was|were|will|has|have|should|means|deber[áa]n?|podr[áa]n?|es|son"
    r"|tiene|est|sont|doit|doivent|peut|ist|sind|wird|kann)\b"
)
_TERMINAL = re.compile(r"[.;:,。；：，、!]\s*\Z")
_LOWER = re.compile(r"[a-zà-öø-ÿа-я]")


class InlineHeading(NamedTuple):
    """A heading found behind a label, where it ends, and a label right behind it."""

    heading: str
    end: int
    opening: Label | None


def inline_heading(  # noqa: PLR0911 - a list of guards
    text: str, at: int, piece: Piece, node: Node, following: Piece | None, *, dashed: bool = False
) -> InlineHeading | None:
    """The heading between a label and the text that it heads; None when there is none."""
    if at >= piece.end:
        return None
    match = _DASHED.match(text, at, min(piece.end, at + 200))
    if match and _is_dashed(match):
        return _found(text, match["h"], match.end(), piece.end)
    if dashed:
        return None
    rest = text[at : min(piece.end, at + 2 * _MAX_HEADING)]
    whole = piece.end - at <= _MAX_HEADING and len(rest.split()) <= _MAX_WORDS
    if whole and _heads(rest, piece, node, following):
        return _found(text, rest.rstrip(" ."), piece.end, piece.end)
    ranked = SECTION <= node.rank <= STATUTE or node.mark == "decimal"
    if ranked and (match := _SENTENCE.match(rest)):
        heading = match["h"]
        if not node.rank and read_opening(text, at + match.end(), piece.end) is None:
            return None  # a first sentence, unless "(a)" stands behind it
        if len(heading.split()) <= 16 and not _VERB.search(heading):
            return _found(text, heading, at + match.end(), piece.end)
    return None


def _is_dashed(match: re.Match[str]) -> bool:
    heading = match["h"]
    if len(heading.split()) > 18:
        return False
    return not match["caps"] or (heading.upper() == heading and len(heading) > 3)


def _found(text: str, heading: str, end: int, limit: int) -> InlineHeading:
    return InlineHeading(" ".join(heading.split()), end, read_opening(text, end, limit))


def _heads(  # noqa: PLR0911 - a list of guards
    rest: str, piece: Piece, node: Node, following: Piece | None
) -> bool:
    """Whether all that stands behind a label is its heading."""
    if piece.kind == "heading":
        return True
    if _LOWER.match(rest) or (_CLAUSE.match(rest) and not rest.rstrip().endswith("?")):
        return False
    body = following is not None and not following.out and not _outranks(following, node)
    if node.rank:
        if not _TERMINAL.search(rest):
            return len(rest) < 160 or node.rank < BASIC
        full_stop = rest.rstrip().endswith(".") and ". " not in rest.strip()
        return full_stop and body and node.rank <= NAMED and (
            rest.upper() == rest or (len(rest.split()) <= 16 and not _VERB.search(rest))
        )  # fmt: skip
    if _TERMINAL.search(rest) or len(rest) > 160 or not body or following is None:
        return False
    if node.mark != "decimal" and _inside_labelled(node):
        return False  # lengths would decide, and differ from language to language
    if piece.bold and not following.bold:
        return True
    if following.labels:
        behind = following.labels[0]
        opens = any(n.value == 1 for n in behind.numbers)
        return behind.kind == "" and opens and behind.mark != node.mark
    return following.kind == "paragraph" and following.end - following.start > len(rest)


def _outranks(following: Piece, node: Node) -> bool:
    """Whether the next piece begins a provision of the same or a higher rank."""
    rank = following.labels[0].rank if following.labels else 0
    return 0 < rank <= (node.rank or 99)


def _inside_labelled(node: Node) -> bool:
    holder = node.parent
    while holder is not None and not holder.rank:
        holder = holder.parent
    return holder is not None


def looks_like_heading(text: str, piece: Piece, kind: str, following: Piece | None) -> bool:
    """Whether the piece after a bare "Article 5" or "CHAPTER III" is its heading."""
    size = piece.end - piece.start
    limit = _MAX_HEADING if RANKS.get(kind, BASIC) >= BASIC else 2 * _MAX_HEADING
    if size > 2 * _MAX_HEADING:
        return False
    if piece.kind == "heading":
        return True
    if not kind or kind in ("recital", "indent", "code", "citation") or piece.kind == "item":
        return False
    rest = piece.text(text)
    if _LOWER.match(rest) or _TERMINAL.search(rest) or size > limit:
        return piece.bold and size <= limit and not rest.rstrip().endswith((".", ";", ","))
    return following is not None


def stands_as_heading(text: str, piece: Piece, following: Piece | None) -> bool:
    """Whether a short unlabelled line is the title of the paragraph or list after it."""
    size = piece.end - piece.start
    if size > 110 or following is None or following.out or following.kind == "footnote":
        return False
    rest = piece.text(text)
    words = rest.split()
    if not words or len(words) > 14 or "\n" in rest or _TERMINAL.search(rest):
        return False
    if _LOWER.match(rest) or (not rest[-1].isalnum() and rest[-1] not in '?)”’»"'):
        return False
    if following.labels:
        return following.labels[0].kind in ("", "bullet")
    return following.end - following.start >= max(100, 2 * size)
