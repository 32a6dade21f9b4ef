"""Units longer than three hundred words are cut at sentences."""

from __future__ import annotations

import math
import re

from comity.records import Span
from comity.text.sentences import sentence_spans, word_count

MAX_WORDS = 300
_CLAUSE = re.compile(r"[;:；：\n,，、]\s*|\s+")


def cut_spans(text: str, start: int, end: int, language: str) -> list[Span]:
    """The parts of a unit, in order and of much the same length; none when it is short enough.

    A sentence that is itself too long is cut at clauses, then at any space,
    then anywhere.
    """
    if end - start <= MAX_WORDS:  # a word has a character at least, a Chinese one two
        return []
    piece = text[start:end]
    total = word_count(piece, language)
    if total <= MAX_WORDS:
        return []
    target = total / math.ceil(total / (MAX_WORDS * 0.9))
    parts: list[Span] = []
    begin, finish, words, atoms = -1, -1, 0, 0
    for span, size in _atoms(piece, language):
        # Counts are rounded down: together, atoms may hold up to a word each more than their sum.
        if begin >= 0 and (
            words + size > MAX_WORDS
            or (words >= target and words + size / 2 > target)
            or (
                words + size + atoms >= MAX_WORDS
                and word_count(piece[begin : span.end], language) > MAX_WORDS
            )
        ):
            parts.append(Span(start + begin, start + finish))
            begin, words, atoms = -1, 0, 0
        if begin < 0:
            begin = span.start
        finish, words, atoms = span.end, words + size, atoms + 1
    if begin >= 0:
        parts.append(Span(start + begin, start + finish))
    return parts


def _atoms(piece: str, language: str) -> list[tuple[Span, int]]:
    """Sentences with their words; those over the limit in smaller pieces."""
    atoms = []
    for span in sentence_spans(piece, language):
        words = word_count(piece[span.start : span.end], language)
        if words <= MAX_WORDS:
            atoms.append((span, words))
        else:
            atoms.extend(_pieces(piece, span, language))
    return atoms


def _pieces(piece: str, span: Span, language: str) -> list[tuple[Span, int]]:
    atoms = []
    at = span.start
    for match in [*_CLAUSE.finditer(piece, span.start, span.end), None]:
        stop = match.end() if match else span.end
        while at < stop:
            close = min(stop, at + MAX_WORDS)
            tight = len(piece[at:close].rstrip())
            if tight:
                atoms.append((Span(at, at + tight), word_count(piece[at:close], language)))
            at = close
    return atoms
