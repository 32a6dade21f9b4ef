"""Lines of a text that was laid out on pages: page numbers, running headers, broken words."""

from __future__ import annotations

import itertools
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PAGE_NUMBER = re.compile(
    r"""^[\s\-–—|~·•]*
        (?:(?:page|pg\.?|p\.|seite|página|pagina|страница|стр\.|صفحة|第)\s*)?
        (?P<number>\d{1,4})
        (?:\s*(?:/|of|de|von|di|z|из|من)\s*\d{1,4})?
        \s*页?[\s\-–—|~·•]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
# A chain of lone numbers is taken for page numbers only where it is long or stands at page
# breaks, and where the numbers stand as far apart as pages do: lists number closer.
_MIN_CHAIN = 8
_MIN_CHAIN_AT_BREAKS = 3
_MIN_GAP = 8  # lines with text between two page numbers
_MIN_MEDIAN_GAP = 15
_EDGE_LINES = 3  # lines with text beside a page break among which running headers are sought
_MIN_HEADER_PAGES = 3
_MIN_HEADER_SHARE = 0.25  # of the pages
_LONGEST_HEADER = 160
_LONGEST_NUMBER = 40  # characters: also keeps the pattern from long blank stretches


@dataclass(frozen=True, slots=True)
class Furniture:
    """Line numbers that are no text, each with the reason, and the lines that begin a page."""

    removed: dict[int, str]
    page_starts: tuple[int, ...]  # line numbers; () when the text shows no pages


def find_furniture(lines: Sequence[str]) -> Furniture:
    """Page numbers and running headers of a plain text.

    Pages are told by form feeds, or by lone numbers that count up by one to
    three at the distance of pages. A running header or footer is a line
    beside a page break that is repeated, its digits aside, on at least three
    pages and a quarter of all; a line that ends as sentences do is none.
    """
    filled = [n for n, line in enumerate(lines) if line.strip()]
    feeds = [n for n, line in enumerate(lines) if "\f" in line]
    ranks = {n: rank for rank, n in enumerate(filled)}
    candidates = []
    for n in filled:
        line = lines[n].strip()
        match = _PAGE_NUMBER.match(line) if len(line) <= _LONGEST_NUMBER else None
        if match:
            candidates.append((n, int(match["number"])))
    if feeds:
        edges = _edges(filled, ranks, feeds)
        candidates = [c for c in candidates if c[0] in edges]
    chain = _longest_chain(candidates, ranks, 1 if feeds else _MIN_GAP)
    needed = _MIN_CHAIN_AT_BREAKS if feeds else _MIN_CHAIN
    if len(chain) < needed or (not feeds and _median_gap(chain, ranks) < _MIN_MEDIAN_GAP):
        chain = []
    removed = dict.fromkeys(chain, "page number")
    breaks = sorted({*feeds, *chain})
    if len(breaks) >= _MIN_HEADER_PAGES:
        removed.update(_running_headers(lines, filled, ranks, breaks, removed))
    starts = feeds or _starts_by_numbers(chain, filled, ranks)
    return Furniture(removed, tuple(starts))


def _edges(filled: list[int], ranks: dict[int, int], breaks: Iterable[int]) -> set[int]:
    """Lines with text that stand next to a break."""
    found = set()
    for n in breaks:
        place = ranks.get(n, _rank_after(filled, n))
        found.update(filled[max(0, place - _EDGE_LINES) : place + _EDGE_LINES + 1])
    return found


def _rank_after(filled: list[int], n: int) -> int:
    low, high = 0, len(filled)
    while low < high:
        middle = (low + high) // 2
        if filled[middle] < n:
            low = middle + 1
        else:
            high = middle
    return low


def _longest_chain(
    candidates: list[tuple[int, int]], ranks: dict[int, int], min_gap: int
) -> list[int]:
    """Lines whose numbers count up by one to three, a page apart; the longest such series."""
    best: dict[int, tuple[int, int]] = {}  # number -> (length, index in `entries`) so far
    entries: list[tuple[int, int, int]] = []  # line, number, index of the one before or -1
    longest = (0, -1)
    for line, number in candidates:
        length, before = 0, -1
        for step in (1, 2, 3):
            found = best.get(number - step)
            if found is None:
                continue
            gap = ranks[line] - ranks[entries[found[1]][0]]
            if gap >= min_gap and found[0] > length:
                length, before = found
        entries.append((line, number, before))
        here = (length + 1, len(entries) - 1)
        if here[0] >= best.get(number, (0, -1))[0]:
            best[number] = here
        longest = max(longest, here, key=lambda pair: pair[0])
    chain = []
    place = longest[1]
    while place >= 0:
        line, _, place = entries[place]
        chain.append(line)
    return chain[::-1]


def _median_gap(chain: list[int], ranks: dict[int, int]) -> float:
    gaps = [ranks[b] - ranks[a] for a, b in itertools.pairwise(chain)]
    return statistics.median(gaps) if gaps else 0.0


def _running_headers(
    lines: Sequence[str],
    filled: list[int],
    ranks: dict[int, int],
    breaks: list[int],
    removed: dict[int, str],
) -> dict[int, str]:
    near = sorted(_edges(filled, ranks, [filled[0], *breaks, filled[-1]]) - set(removed))
    shapes = {n: _shape(lines[n]) for n in near}
    counts = Counter(shape for shape in shapes.values() if shape)
    enough = max(_MIN_HEADER_PAGES, _MIN_HEADER_SHARE * (len(breaks) + 1))
    return {n: "page header" for n in near if counts[shapes[n]] >= enough}


def _shape(line: str) -> str:
    """The line without its digits; "" for what could be a label ("Article 5") or a sentence."""
    text = " ".join(line.replace("\f", " ").split())
    shape = _DIGITS.sub("#", text)
    words = [word for word in shape.split() if word.strip("#.:()-–—|")]
    is_number = len(text) <= _LONGEST_NUMBER and bool(_PAGE_NUMBER.match(text))
    is_label = "#" in shape and len(words) <= 1 and not is_number
    is_sentence = text.endswith((".", ";", ":", ",", "!", "?", "。", "；", "：", "，", "؛", "،"))
    if not words or is_label or is_sentence or len(text) > _LONGEST_HEADER:
        return shape if is_number else ""
    return shape


def _starts_by_numbers(chain: list[int], filled: list[int], ranks: dict[int, int]) -> list[int]:
    """Where pages begin when only their numbers show them.

    Numbers at the foot end a page, those at the head begin one: told by which
    of the two ends of the text lies nearer to a number.
    """
    if not chain:
        return []
    before, after = ranks[chain[0]], len(filled) - 1 - ranks[chain[-1]]
    at_foot = after <= before
    starts = [filled[0]] if at_foot or chain[0] != filled[0] else []
    for line in chain:
        place = ranks[line] + at_foot
        if place < len(filled):
            starts.append(filled[place])
    return sorted(set(starts))


_WORD = re.compile(r"[^\W\d_]+")
# Words are bounded, and looked for from their first letter on, so that a long stretch
# without blanks costs no more than its length.
_HYPHENED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,60}-[^\W\d_]{1,60}(?![^\W\d_])")
_LINE_END_HYPHEN = re.compile(r"-[ \t\u00a0]{0,20}\n")  # a cheap first look
_BROKEN = re.compile(
    r"(?<![^\W\d_])(?P<head>[^\W\d_]{1,60})-[ \t\u00a0]{0,20}\n"
    r"[ \t\u00a0]{0,80}(?P<tail>[^\W\d_]{1,60})"
)


class HyphenJoiner:
    """Makes words whole that line ends have broken, on the evidence of a whole text.

    A hyphen at a line end goes when the next line goes on in lower case. It
    stays where the hyphenated word stands elsewhere in the text ("high-level"),
    or where both halves are words of the text while the whole is not. The
    line break goes with it, so the next line follows the word.
    """

    def __init__(self, text: str) -> None:
        self._words: Counter[str] = Counter()
        self._hyphened: Counter[str] = Counter()
        # Only words that a line end breaks are ever asked for.
        asked: set[str] = set()
        pairs: set[str] = set()
        for match in _BROKEN.finditer(text) if _LINE_END_HYPHEN.search(text) else ():
            head, tail = match["head"].casefold(), match["tail"].casefold()
            asked.update((head, tail, head + tail))
            pairs.add(f"{head}-{tail}")
        if asked:
            folded = text.casefold()
            self._words = Counter(w for w in _WORD.findall(folded) if w in asked)
            self._hyphened = Counter(w for w in _HYPHENED.findall(folded) if w in pairs)

    def join(self, text: str) -> str:
        """`text`, a piece of the whole, with its broken words made whole."""
        return _BROKEN.sub(self._whole, text) if _LINE_END_HYPHEN.search(text) else text

    def _whole(self, match: re.Match[str]) -> str:
        head, tail = match["head"], match["tail"]
        if not unicodedata.category(tail[0]).startswith("Ll"):
            return match[0]
        first, second = head.casefold(), tail.casefold()
        joined, kept = self._words[first + second], self._hyphened[f"{first}-{second}"]
        # The halves themselves are counted once by the broken word.
        both = self._words[first] > 1 and self._words[second] > 1
        if kept > joined or (not joined and both):
            return f"{head}-{tail}"
        return head + tail
