"""ODT styles and list numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from comity.documents.numerals import arabic_indic, chinese, doubled_letters, letters, roman

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT = f"{{{_ODF}text:1.0}}"
TABLE = f"{{{_ODF}table:1.0}}"
STYLE = f"{{{_ODF}style:1.0}}"
OFFICE = f"{{{_ODF}office:1.0}}"
DRAW = f"{{{_ODF}drawing:1.0}}"
DC = "{http://purl.org/dc/elements/1.1/}"
FO = f"{{{_ODF}xsl-fo-compatible:1.0}}"
_MAX_PARENTS = 20  # of styles; a longer chain runs in a circle
_FORMS: dict[str, Callable[[int], str]] = {
    "I": lambda n: roman(n).upper(),
    "i": roman,
    "A": lambda n: letters(n).upper(),
    "a": letters,
}
_BULLETS = frozenset("•●▪■□◆◦○‣⁃·➢➤►▶✓✔❖–—-")


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style says of a paragraph, its parents asked."""

    bold: bool = False
    title: bool = False
    hidden: bool = False
    list_style: str = ""


class Styles:
    """The styles of a document and of its own parts, by name."""

    def __init__(self, *roots: Any | None) -> None:
        self._elements: dict[str, Any] = {}
        self.lists: dict[str, dict[int, Any]] = {}
        self._known: dict[str, ParagraphStyle] = {}
        for root in roots:
            if root is None:
                continue
            for element in root.iter(f"{STYLE}style"):
                self._elements.setdefault(element.get(f"{STYLE}name") or "", element)
            for element in root.iter(f"{TEXT}list-style", f"{TEXT}outline-style"):
                outline = element.tag == f"{TEXT}outline-style"
                name = "" if outline else element.get(f"{STYLE}name") or "?"
                levels = {
                    int(level.get(f"{TEXT}level")[:4]): level
                    for level in element
                    if (level.get(f"{TEXT}level") or "").isdecimal()
                }
                self.lists.setdefault(name, levels)

    def of(self, name: str) -> ParagraphStyle:
        """The style of a name; a plain one when it is not known."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> ParagraphStyle:
        bold: bool | None = None
        title = hidden = False
        list_style = ""
        for _ in range(_MAX_PARENTS):
            element = self._elements.get(name)
            if element is None:
                break
            title = title or name == "Title" or element.get(f"{STYLE}display-name") == "Title"
            list_style = list_style or element.get(f"{STYLE}list-style-name") or ""
            properties = element.find(f"{STYLE}text-properties")
            if properties is not None:
                weight = properties.get(f"{FO}font-weight")
                if bold is None and weight:
                    bold = weight in ("bold", "600", "700", "800", "900")
                hidden = hidden or properties.get(f"{TEXT}display") == "none"
            name = element.get(f"{STYLE}parent-style-name") or ""
        return ParagraphStyle(bool(bold), title, hidden, list_style)


@dataclass(slots=True)
class Counter:
    """Counts the numbers of lists as a word processor does, in reading order."""

    styles: Styles
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)  # by list, then level

    def restart(self, key: str) -> None:
        """A list begins anew."""
        self._counts.pop(key, None)

    def take_over(self, key: str, old: str) -> None:
        """A list goes on counting where another stopped."""
        if old in self._counts:
            self._counts[key] = dict(self._counts[old])

    def next_label(self, key: str, style: str, level: int, start: str = "") -> str:
        """The label of the next entry: "1.", "(a)", "•"; "" where the list prints none.

        Args:
            key: which list counts.
            style: name of its list style; "" for the headings' own.
            level: depth, from 1.
            start: number that the entry states for itself.
        """
        levels = self.styles.lists.get(style, {})
        here = levels.get(level)
        counts = self._counts.setdefault(key, {})
        counts[level] = _whole(start, counts.get(level, self._first(here) - 1) + 1)
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if here is None:
            return ""
        if here.tag == f"{TEXT}list-level-style-bullet":
            mark = here.get(f"{TEXT}bullet-char") or ""
            return mark if mark in _BULLETS else "•"
        form = here.get(f"{STYLE}num-format") or ""
        if not form:
            return ""
        shown = here.get(f"{TEXT}display-levels") or "1"
        depth = min(_whole(shown, 1), level)
        numbers = []
        for at in range(level - depth + 1, level + 1):
            stated = levels.get(at)
            number = counts.get(at, self._first(stated))
            own = (stated.get(f"{STYLE}num-format") or "") if stated is not None else ""
            if own:
                numbers.append(_formatted(number, own))
        before, after = here.get(f"{STYLE}num-prefix") or "", here.get(f"{STYLE}num-suffix") or ""
        return f"{before}{'.'.join(numbers)}{after}".strip()

    @staticmethod
    def _first(level: Any | None) -> int:
        stated = (level.get(f"{TEXT}start-value") or "") if level is not None else ""
        return _whole(stated, 1)


def _whole(stated: str, default: int) -> int:
    """A stated number; the default where none is stated, or one that no list reaches."""
    return int(stated) if stated.isdecimal() and len(stated) < 7 else default


def _formatted(number: int, form: str) -> str:
    if form[:1] in ("一", "壹"):
        return chinese(number)
    if form[:1] in ("١", "\u0661"):
        return arabic_indic(number)
    if form in ("a", "A") and number > 26:
        doubled = doubled_letters(number)
        return doubled.upper() if form == "A" else doubled
    return _FORMS.get(form, str)(number)
