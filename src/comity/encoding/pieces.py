"""Texts that are longer than a model reads, cut so that nothing is passed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from comity.text.sentences import sentence_spans

Tokens = Callable[[Sequence[str]], list[int]]


def cut(texts: Sequence[str], tokens: Tokens, most: int | None) -> list[list[tuple[str, int]]]:
    """Each text as one piece, or as several of at most `most` tokens, with their tokens.

    Pieces end with sentences; a sentence that is too long is halved at a blank, a word that
    is too long between its letters. Together they hold every character that is no blank.

    Args:
        texts: readable texts.
        tokens: how many tokens each of some texts has.
        most: of one piece; None when there is no limit.
    """
    counts = tokens(texts) if texts else []
    found = []
    for text, count in zip(texts, counts, strict=True):
        if most is None or count <= most:
            found.append([(text, count)])
        else:
            pieces = _packed(_fitting(text, tokens, most), tokens, most)
            found.append(list(zip(pieces, tokens(pieces), strict=True)))
    return found


def _fitting(text: str, tokens: Tokens, most: int) -> list[str]:
    """The sentences of a text, the long ones halved until each fits."""
    todo = [text[span.start : span.end] for span in reversed(sentence_spans(text))]
    found = []
    while todo:
        piece = todo.pop()
        if len(piece) < 2 or tokens([piece])[0] <= most:
            found.append(piece)
            continue
        middle = len(piece) // 2
        at = piece.find(" ", middle)
        at = piece.rfind(" ", 0, middle) if at < 0 else at
        at = middle if at <= 0 else at
        todo += [half for half in (piece[at:].strip(), piece[:at].strip()) if half]
    return found


def _packed(sentences: Sequence[str], tokens: Tokens, most: int) -> list[str]:
    """Neighbours together, as many as fit."""
    made: list[str] = []
    for sentence in sentences:
        longer = f"{made[-1]} {sentence}" if made else ""
        if longer and tokens([longer])[0] <= most:
            made[-1] = longer
        else:
            made.append(sentence)
    return made
