"""Recognised letters become lines: their places and sizes are those of ink, not of type."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from comity.documents.formats.pdf_glyphs import Page, Run

_SAME_LINE = 0.45  # of the type size: how far words of one line may stand above or below others
_WIDEST_GAP = 8.0  # type sizes between two words of a justified line
_SPECK = re.compile(r"^[|¦~_'`.,:;\\/\s]{1,6}$")  # a shadow or a fold read as a letter
_LABEL = re.compile(r"^[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)\]]{1,2}$|^[•\-–—*]$")
_LABEL_GAP = 6.0  # type sizes between a label and its text
_FEW = 12  # words, below which blanks may stand above one another by chance
_USUAL = (0.72, 1.35)  # of a page's usual size: what lies between is the same size


def regrouped(page: Page) -> Page:
    """The page with one run for each recognised line, in few and even sizes.

    Words of a justified line stand far apart, a crooked scan sets them at
    changing heights, and the size of type is guessed for each word anew:
    what tells lines and headings apart in a typeset PDF does not hold here.
    Specks are set aside with the type along the margin. Labels that were
    recognised as a column of their own go back before the lines at whose
    height they stand.
    """
    upright = [run for run in page.runs if run.upright and not _SPECK.match(run.text)]
    if not upright:
        return page
    weights = [size for run in upright for size in [run.size] * max(1, len(run.text) // 4)]
    usual = round(2 * statistics.median(weights)) / 2
    gutter = _gutter(upright, usual)
    lines = [_joined(line, usual) for line in _lines(upright, usual, gutter)]
    lines = _with_labels(_by_columns(lines, gutter), usual)
    aside = [
        replace(run, upright=False)
        for run in page.runs
        if not run.upright or _SPECK.match(run.text)
    ]
    return replace(page, runs=(*lines, *aside))


def _gutter(runs: Sequence[Run], usual: float) -> float | None:
    """Where the empty strip between two columns is, points from the left; None without one.

    It lies in the middle third of the text, hardly any word crosses it, and
    a good part of the words stands on either side.
    """
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    third = (right - left) / 3
    crossed: Counter[int] = Counter()
    for run in runs:
        first, last = max(run.x0, left + third), min(run.x1, right - third)
        crossed.update(range(int(first), int(last) + 1))
    allowed = 0.02 * len(runs)
    best, start = (0, 0), None
    for x in range(int(left + third), int(right - third) + 2):
        is_free = crossed[x] <= allowed and x <= right - third
        if is_free and start is None:
            start = x
        elif not is_free and start is not None:
            best, start = max(best, (x - start, start)), None
    middle = best[1] + best[0] / 2
    before = sum(run.x1 <= middle for run in runs)
    if len(runs) < _FEW or best[0] < 0.8 * usual or not 0.3 < before / len(runs) < 0.7:
        return None
    return middle


def _by_columns(lines: Sequence[Run], gutter: float | None) -> list[Run]:
    """Lines of the left column before those of the right, wherever no line crosses both."""
    if gutter is None:
        return list(lines)
    placed: list[Run] = []
    left: list[Run] = []
    right: list[Run] = []
    for line in lines:
        if line.x0 < gutter < line.x1:
            placed += [*left, *right, line]
            left, right = [], []
        else:
            (left if line.x1 <= gutter else right).append(line)
    return [*placed, *left, *right]


def _lines(runs: Sequence[Run], usual: float, gutter: float | None) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        between = gutter is not None and bool(line) and line[-1].x1 <= gutter <= run.x0
        if line and (between or not _goes_on(line, run, usual)):
            yield line
            line = []
        line.append(run)
    yield line


def _goes_on(line: Sequence[Run], run: Run, usual: float) -> bool:
    last = line[-1]
    level = abs(run.y - last.y) < _SAME_LINE * usual
    to_right = -0.5 * usual < run.x0 - last.x1 < _WIDEST_GAP * usual
    to_left = -0.5 * usual < last.x0 - run.x1 < _WIDEST_GAP * usual
    return level and (to_right or (to_left and _is_right_to_left(run.text)))


def _is_right_to_left(text: str) -> bool:
    return any("\u0590" <= character <= "\u08ff" for character in text)


def _joined(line: Sequence[Run], usual: float) -> Run:
    """The words of a line as one run."""
    first = line[0]
    size = statistics.median(run.size for run in line)
    even = usual if _USUAL[0] < size / usual < _USUAL[1] else round(2 * size) / 2
    next_x0 = first.next_x0
    if next_x0 == first.x0 and len(line) > 1:
        next_x0 = line[1].x0
    return replace(
        first,
        text=" ".join(run.text.strip() for run in line),
        x0=min(run.x0 for run in line),
        x1=max(run.x1 for run in line),
        y=statistics.median(run.y for run in line),
        size=even,
        bold=False,
        next_x0=next_x0,
    )


def _with_labels(lines: Sequence[Run], usual: float) -> list[Run]:
    """Labels on their own are put before the line that stands to their right."""
    labels = [n for n, line in enumerate(lines) if _LABEL.match(line.text)]
    joined: dict[int, int] = {}  # line -> its label
    for n in labels:
        label = lines[n]
        beside = [
            m
            for m, line in enumerate(lines)
            if m not in joined
            and m not in labels
            and abs(line.y - label.y) < _SAME_LINE * usual
            and -0.5 * usual < line.x0 - label.x1 < _LABEL_GAP * usual
        ]
        if beside:
            joined[min(beside, key=lambda m: lines[m].x0)] = n
    result = []
    for n, line in enumerate(lines):
        if n in joined.values():
            continue
        if n not in joined:
            result.append(line)
            continue
        label = lines[joined[n]]
        whole = _joined((label, line), usual)
        result.append(replace(whole, y=line.y, size=line.size, next_x0=line.x0))
    return result
