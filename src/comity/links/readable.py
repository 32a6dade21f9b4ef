"""Kept stretches as a person would tell them: no crumbs, changes that begin where clauses do."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from comity.text.tokens import word_spans

_SLIDE = 64  # words that an addition may slide along, to begin where a clause does


class Block(NamedTuple):
    """Equal words: `size` of them, from word `i` of one text and word `j` of the other."""

    i: int
    j: int
    size: int


def joined(blocks: Iterable[Block]) -> list[Block]:
    """Blocks that follow each other in both texts as one."""
    found: list[Block] = []
    for block in blocks:
        if found and (last := found[-1])[:2] == (block.i - last.size, block.j - last.size):
            found[-1] = Block(last.i, last.j, last.size + block.size)
        else:
            found.append(block)
    return found


class Islands:
    """Which short kept stretches between changes are a part of what was rewritten.

    As in the clean-up by Fraser (2006, "Diff strategies"), a kept stretch goes that is no
    longer than what changed on either side of it; here by weight, so that telling
    words stay longer than function words.
    """

    def __init__(self, weights: Sequence[int], least: int, lengths: tuple[int, int]) -> None:
        self._weights = weights  # of all words before each
        self._least = least
        self._lengths = lengths

    def absorbed(self, kept: Iterable[Block], moved: Iterable[Block]) -> list[Block]:
        """The blocks that stay."""
        ours, theirs = [1] * self._lengths[0], [1] * self._lengths[1]
        for block in moved:
            ours[block.i : block.i + block.size] = [0] * block.size
            theirs[block.j : block.j + block.size] = [0] * block.size
        changed = list(accumulate(ours, initial=0)), list(accumulate(theirs, initial=0))
        stay = [Block(0, 0, 0)]
        for block in (*kept, Block(*self._lengths, 0)):
            while len(stay) > 1:
                sides = (_change(changed, stay[-2], stay[-1]), _change(changed, stay[-1], block))
                if not self._is_island(stay[-1], *sides):
                    break
                stay.pop()
            stay.append(block)
        return joined(stay[1:-1])

    def _is_island(self, block: Block, before: tuple[int, int], after: tuple[int, int]) -> bool:
        room = min(max(before), max(after))
        if block.size >= self._least or not room:
            return False
        weight = self._weights[block.i + block.size] - self._weights[block.i]
        if any(one == other == 0 for one, other in zip(before, after, strict=True)):
            # Words were only taken out, or only put in: what stays is seldom chance.
            return weight == block.size and 3 * weight <= room
        return weight <= room


def _change(changed: tuple[list[int], list[int]], one: Block, other: Block) -> tuple[int, int]:
    """Words of either text between two blocks that did not move elsewhere."""
    ours, theirs = changed
    return (
        ours[other.i] - ours[one.i + one.size],
        theirs[other.j] - theirs[one.j + one.size],
    )


def slid(
    kept: Sequence[Block],
    moved: Sequence[Block],
    words_of: tuple[Sequence[str], Sequence[str]],
    texts: tuple[str, str],
) -> list[Block]:
    """The same words kept, with what was only added or only dropped beginning where a clause does.

    "a, b, and c" that becomes "a, b, b2, and c" may be told in several ways.
    """
    blocks = list(kept)
    joints = _joints(texts[0]), _joints(texts[1])
    starts = sorted(m.i for m in moved), sorted(m.j for m in moved)
    for number in range(len(blocks) - 1):
        one, other = blocks[number], blocks[number + 1]
        ends = (one.i + one.size, one.j + one.size)
        empty = ends[0] == other.i, ends[1] == other.j
        if empty[0] == empty[1]:
            continue
        side = 1 if empty[0] else 0
        start, end = ends[side], other[side]
        if bisect_left(starts[side], start) != bisect_left(starts[side], end):
            continue
        by = _best_slide(words_of[side], joints[side], (start, end), (one.size, other.size))
        blocks[number] = Block(one.i, one.j, one.size + by)
        blocks[number + 1] = Block(other.i + by, other.j + by, other.size - by)
    return blocks


def _best_slide(
    text: Sequence[str], joints: Sequence[int], gap: tuple[int, int], rooms: tuple[int, int]
) -> int:
    """By how many words a stretch slides, to the right if above 0, so that it begins best."""
    start, end = gap
    slides = [0]
    for step, room in zip((-1, 1), rooms, strict=True):
        by = step
        while abs(by) < min(room, _SLIDE) and (
            text[start + by] == text[end + by]
            if step < 0
            else text[start + by - 1] == text[end + by - 1]
        ):
            slides.append(by)
            by += step
    return min(slides, key=lambda by: (-joints[start + by] - joints[end + by], abs(by), by))


_PARAGRAPH = re.compile(r"\n\s*\n")


def _joints(text: str) -> list[int]:
    """How good a place to part the text is before each word, and at its end."""
    found = []
    at = 0
    for start, end in (*word_spans(text), (len(text), len(text))):
        between = text[at:start]
        if not at or _PARAGRAPH.search(between):
            found.append(4)
        elif any(sign in between for sign in ".;:!?。；：！？؛؟।"):
            found.append(3)
        elif any(sign in between for sign in ",(—–，、،"):
            found.append(2)
        else:
            found.append(1 if ")" in between else 0)
        at = end
    return found
