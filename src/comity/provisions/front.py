"""Front matter: what a preface says about the text, as against what it says to its readers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.records import Span

# Statutes of the English tradition: all that stands before it is title and history.
_ENACTING = re.compile(
    r"(?:\bbe it (?:therefore |further )?(?:enacted|ordained)\b"
    r"|\b(?:enacts?|ordains?)(?: as follows)?\s*:"
    r"|\bis (?:hereby )?enacted (?:by|as follows)\b)",
    re.IGNORECASE,
)
_LONG_TITLE = re.compile(
    r"(?:[^\W\d_]{1,4}\.[^.\n]{0,40}\d+\s+)?(?:(?:a bill|an act|a local law|an ordinance)\b,?"
    r"[\s\w.,–—-]{0,40}?)?\b(?:to|relating to|concerning)\s[^.]*(?:\bfor other purposes|"
    r"\bfor related purposes)\.?",
    re.IGNORECASE,
)
_REFERRED = re.compile(
    r"\b(?:introduced the following (?:bill|joint resolution|resolution)"
    r"|read (?:twice|once|the first time)\b.{0,40}\breferred to\b"
    r"|(?:was|were) (?:read\b.{0,60}\band )?referred to the committee\b)",
    re.IGNORECASE | re.DOTALL,
)
_RECITES = re.compile(
    r"[\s–—•*-]*(?:whereas|considering|considérant|considerando|que\b|having regard)", re.IGNORECASE
)
_MAX_FORMULA = 250  # characters; beyond, the body has begun in the same paragraph
# The end of a sentence or clause: behind a word, so that neither "No." nor "Vol. 2" is one.
# The word is looked back at: read forwards, a run of letters costs its length squared.
_SENTENCE_END = re.compile(
    r"""(?<=[^\W\d_]{3})[)\]"'”’»\d]{0,4}[.;:!?؟؛…]+(?:["'”’»)\]\d]{0,4})(?:\s|\Z)|[。；：！？।]"""
)


def enacting_start(text: str, start: int, end: int) -> int:
    """Where the last enacting formula of a preface begins; -1 when it has none."""
    found = -1
    for match in _ENACTING.finditer(text, start, end):
        found = match.start()
    return found


def front_matter(text: str, spans: Sequence[Span]) -> list[bool]:
    """Which paragraphs of a preface, in order, are title, date, publisher, history or formula.

    What comes before the first sentence is the title page. In an act
    everything up to the enacting formula tells of the act and is no part of
    it, reasons ("Whereas ...") excepted; so do the note of its introduction
    and its long title where no formula follows.
    """
    if not spans:
        return []
    enacted = enacting_start(text, spans[0].start, spans[-1].end)
    found, titles = [], True
    for span in spans:
        said = span.of(text)
        titles = titles and not _SENTENCE_END.search(said)
        found.append(titles or _tells_of_act(said, span, enacted))
    return found


def _tells_of_act(said: str, span: Span, enacted: int) -> bool:
    if _RECITES.match(said):
        return False
    if span.start <= enacted and span.end - enacted <= _MAX_FORMULA:
        return True
    return bool(_REFERRED.search(said) or _LONG_TITLE.fullmatch(said.strip()))
