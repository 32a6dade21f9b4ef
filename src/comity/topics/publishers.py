"""Which kind of body published a text: as a catalogue says, or by the words of its name."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

#: Kinds of publishers; where words of several stand in a name, the first one counts.
KINDS = ("company", "international", "academic", "government", "association", "civil-society")
UNKNOWN = "unknown"

_OF_STATES = frozenset(["law", "bill", "regulation", "treaty"])
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LONGEST = 1000  # characters of a name that are looked at


def publisher_kind(name: str, *, jurisdiction: str = "", text_kind: str = "") -> str:
    """One of `KINDS`, or `UNKNOWN`.

    Args:
        name: the publisher, in any language.
        jurisdiction: of the text; what is international was published by such a body
            unless the name says otherwise.
        text_kind: of the text: States alone publish laws, bills, regulations and treaties.
    """
    folded = " ".join(name[:_LONGEST].casefold().split())
    for kind in KINDS:
        if _words()[kind].search(folded):
            return kind
    if jurisdiction == "international":
        return "international"
    return "government" if text_kind in _OF_STATES else UNKNOWN


@cache
def _words() -> dict[str, re.Pattern[str]]:
    text = files("comity").joinpath("data", "publisher-kinds.csv").read_text("utf-8")
    words: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for row in csv.DictReader(text.splitlines()):
        words[row["kind"]].append(row["word"].casefold())
    return {kind: re.compile("|".join(map(_pattern, found))) for kind, found in words.items()}


def _pattern(word: str) -> str:
    """A word stands alone, but in scripts that put no blanks between words."""
    if word.startswith("="):
        return "^" + re.escape(word[1:]).replace(r"\*", ".+") + "$"
    return re.escape(word) if _UNSPACED.search(word) else rf"(?<!\w){re.escape(word)}(?!\w)"
