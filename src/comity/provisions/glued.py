"""Labels that lost the line break before them: "... of the Act.SEC. 3. REPORTS."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.provisions.labels import Label, read_labels

# Behind the end of a sentence no space at all: prose never puts a reference there. Behind a word
# only what is set in capitals and numbered with a full stop.
_GLUED = re.compile(
    r"""(?<=[^\s“‘"'(][.;:!?)\]”"’'])(?=(?:Article|ARTICLE|Artículo|ARTÍCULO|Section|SECTION|Sec\.|SEC\."""
    r"""|Chapter|CHAPTER|TITLE|PART|§)\s*\d)"""
    r"""|(?<=[a-zA-Z])(?=SEC(?:TION|\.)\s\d{1,4}[a-z]?\.\s)"""
)
_INSIDE_WORD = re.compile(r"(?:SUB|sub|INTER|DIS)\Z")


def glued_labels(text: str, start: int, end: int) -> Iterator[tuple[Label, ...]]:
    """The labels inside one line of text that begin a provision without a break before them."""
    for match in _GLUED.finditer(text, start, end):
        at = match.start()
        if at == start or _INSIDE_WORD.search(text, max(start, at - 6), at):
            continue
        labels = read_labels(text, at, end)
        if labels and labels[0].rank and labels[0].strong and labels[0].start == at:
            yield labels
