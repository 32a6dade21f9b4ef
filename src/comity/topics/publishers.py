"""Which kind of body published a text: as a catalogue says, or by the words of its name."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

#: Kinds of publishers; where words of several stand in a name, the first one counts.
KINDS = ("international", "government", "company", "academic", "association", "civil-society")
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
    if "USA" in jurisdiction.split(";") and _places().search(folded):
        return "government"
    if jurisdiction == "international":
        return "international"
    return "government" if text_kind in _OF_STATES else UNKNOWN


@cache
def _read() -> dict[str, list[str]]:
    text = files("comity").joinpath("data", "publisher-kinds.csv").read_text("utf-8")
    words: dict[str, list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        words.setdefault(row["kind"], []).append(row["word"].casefold())
    return words


@cache
def _words() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(map(_pattern, _read()[kind]))) for kind in KINDS}


@cache
def _places() -> re.Pattern[str]:
    """Whole names of States of the United States and of places in them ("Dayton, OH")."""
    names = (re.escape(word).replace(r"\*", ".+") for word in _read()["us-place"])
    return re.compile(f"^(?:{'|'.join(names)})$")


def _pattern(word: str) -> str:
    """A word stands alone, but in scripts that put no blanks between words."""
    return re.escape(word) if _UNSPACED.search(word) else rf"(?<!\w){re.escape(word)}(?!\w)"
