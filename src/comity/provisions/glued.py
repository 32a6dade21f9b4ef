"""Labels that lost the line break before them: "... of the Act.SEC. 3. REPORTS."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.provisions.kinds import SECTION
from comity.provisions.labels import Label, read_labels

# Behind the end of a sentence no space at all: prose never puts a reference there. Behind a word
# only what is set in capitals and numbered with a full stop.
_GLUED = re.compile(
    r"""(?<=[^\s“‘"'(][.;:!?)\]”"’'])(?=(?:Article|ARTICLE|Artículo|ARTÍCULO|Section|SECTION|Sec\.|SEC\."""
    r"""|Chapter|CHAPTER|TITLE|PART|§)\s*\d)"""
    r"""|(?<=[a-z)][.;])(?=\d{4,5}(?:\.\d{1,3}){0,3}\.\s+[(A-Z])"""
    r"""|(?<=[a-zA-Z])(?=SEC(?:TION|\.)\s\d{1,4}[a-z]?\.\s)"""
)
_INSIDE_WORD = re.compile(r"(?:SUB|sub|INTER|DIS)\Z")


_AFTER_SEMICOLON = re.compile(r";\s+(?:(?:and|or)\s+)?(?=[(（][\w]{1,6}[)）]\s)")


def run_on_labels(text: str, label: Label, start: int, end: int) -> Iterator[tuple[Label, ...]]:
    """The items that go on in the paragraph of another: "(iii) fairness; (iv) accountability".

    Only the next numbers of the same list count; anything else is a reference.
    """
    last = label.numbers
    if label.kind or label.mark != "(x)":
        return
    for match in _AFTER_SEMICOLON.finditer(text, start, end):
        labels = read_labels(text, match.end(), end)
        if not labels or labels[0].mark != label.mark:
            continue
        numbers = tuple(
            number
            for number in labels[0].numbers
            for before in last
            if (number.style, number.case) == (before.style, before.case)
            and number.value == before.value + 1
        )
        if numbers:
            last = numbers
            yield (labels[0]._replace(numbers=numbers), *labels[1:])


# On the line of a chapter's title: the first article of the chapter.
_ON_TITLE_LINE = re.compile(
    r"\s(?=(?:(?:Article|ARTICLE|Artículo|ARTÍCULO)\s\d{1,4}\s?[–—:]|SEC(?:TION|\.)\s\d{1,4}\.\s))"
)
_MAX_TITLE_LINE = 300


def labels_behind_title(
    text: str, label: Label, start: int, end: int
) -> Iterator[tuple[Label, ...]]:
    """The article on the line of its chapter: "Chapter V - Risks Article 16 - Scope"."""
    if not label.rank or label.rank >= SECTION or label.quoted:
        return
    match = _ON_TITLE_LINE.search(text, start, min(end, start + _MAX_TITLE_LINE))
    if match is None or "\n" in text[start : match.start()]:
        return
    labels = read_labels(text, match.end(), end)
    if labels and labels[0].rank > label.rank and labels[0].strong:
        yield labels


def glued_labels(text: str, start: int, end: int) -> Iterator[tuple[Label, ...]]:
    """The labels inside one line of text that begin a provision without a break before them."""
    for match in _GLUED.finditer(text, start, end):
        at = match.start()
        if at == start or _INSIDE_WORD.search(text, max(start, at - 6), at):
            continue
        labels = read_labels(text, at, end)
        if labels and labels[0].rank and labels[0].strong and labels[0].start == at:
            yield labels
