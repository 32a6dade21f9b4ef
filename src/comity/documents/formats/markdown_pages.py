"""Running headers among the headings of a Markdown file that was converted from pages.

A converter sets a rule ("---") between two pages and makes a heading of what
is printed above each of them: the title of the book, or of its chapter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise
from statistics import median_low

from markdown_it.token import Token

_MIN_TIMES = 3
_NEAR = 2  # pages from one to the next; a title that each chapter repeats stands further apart
_LOOSE = re.compile(r"[\s\-\u2010-\u2015]+")  # converters set the dashes of one header differently


def running_headers(tokens: Sequence[Token], page_marks: Collection[int]) -> set[int]:
    """Places of the headings that repeat what stands above the page before.

    A running header stands first on its page, at least three times and mostly
    two pages apart or less; once, as a title, it may stand elsewhere. The
    first of them is kept: it is the title itself or stands for it.

    Args:
        page_marks: places of headings that only say "Page 7".
    """
    page, first = 0, True
    found: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)  # place, page, first on it
    for place, token in enumerate(tokens):
        if token.type == "hr" or place in page_marks:
            page, first = page + 1, True
        elif token.type == "inline":
            said = _LOOSE.sub(" ", token.content).strip().casefold()
            if said and tokens[place - 1].type == "heading_open":
                found[said].append((place, page, first))
            first = False
    repeated: set[int] = set()
    for uses in found.values():
        above = [use for use in uses if use[2]]
        if len(above) < _MIN_TIMES or len(uses) - len(above) > 1:
            continue
        apart = [later[1] - earlier[1] for earlier, later in pairwise(above)]
        if median_low(apart) <= _NEAR:
            repeated.update(place for place, _, above_page in uses[1:] if above_page)
    return repeated
