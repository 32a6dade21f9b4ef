"""What a DOCX file says of its paragraphs in other parts: styles and list numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from comity.documents.numerals import arabic_indic, chinese, doubled_letters, roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"^heading (\d)$", re.IGNORECASE)
_MOST_COUNTED = 4_999  # beyond it letters and Roman numbers are longer than any label
_MAX_STYLE_DEPTH = 20  # of styles based on styles; loops end there
_ORDINARY_BULLETS = "•◦▪●○■□–-—*✓➢"


def value(element: Any, tag: str, default: str = "") -> str:
    """The `w:val` of a child element."""
    child = element.find(W + tag) if element is not None else None
    return default if child is None else str(child.get(W + "val", default))


def is_on(properties: Any, tag: str) -> bool | None:
    """Whether a toggle such as `w:b` is on or off; None when it is not stated."""
    child = properties.find(W + tag) if properties is not None else None
    if child is None:
        return None
    return child.get(W + "val", "1") not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """The properties of a paragraph style, inherited ones included."""

    name: str = ""
    level: int = 0  # heading level 1 to 9; 0 for body text
    bold: bool = False
    number: tuple[str, int] | None = None  # (numId, level) of its list


def read_styles(root: Any | None) -> dict[str, Style]:
    """Paragraph styles by id."""
    if root is None:
        return {}
    raw = {e.get(W + "styleId"): e for e in root.iter(W + "style")}
    return {name: _style(name, raw, 0) for name in raw if name}


def _style(name: str, raw: dict[str, Any], depth: int) -> Style:
    element = raw.get(name)
    if element is None or depth > _MAX_STYLE_DEPTH:
        return Style()
    base_name = value(element, "basedOn")
    base = _style(base_name, raw, depth + 1) if base_name in raw else Style()
    properties = element.find(W + "pPr")
    shown = value(element, "name")
    match = _HEADING_NAME.match(shown)
    outline = value(properties, "outlineLvl")
    if match:
        level = int(match[1])
    elif shown.lower() == "title":
        level = 1
    elif outline:
        level = integer(outline, 9) + 1 if integer(outline, 9) < 9 else 0
    else:
        level = base.level
    bold = is_on(element.find(W + "rPr"), "b")
    return Style(
        name=shown,
        level=level,
        bold=base.bold if bold is None else bold,
        number=number_of(properties) or base.number,
    )


def number_of(properties: Any) -> tuple[str, int] | None:
    """(numId, level) that paragraph properties state."""
    numbering = properties.find(W + "numPr") if properties is not None else None
    if numbering is None:
        return None
    level = value(numbering, "ilvl", "0")
    return value(numbering, "numId", "0"), integer(level, 0)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Numbering:
    """Counts list numbers as a word processor does, in reading order."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by numId
    _list_of: dict[str, str] = field(default_factory=dict)  # numId -> what it counts with
    _overridden: dict[tuple[str, int], int] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def read(cls, root: Any | None) -> Numbering:
        """The lists that numbering.xml defines."""
        numbering = cls()
        if root is None:
            return numbering
        abstract = {
            e.get(W + "abstractNumId"): {
                integer(level.get(W + "ilvl", "0"), 0): _Level(
                    start=integer(value(level, "start"), 1),
                    form=value(level, "numFmt", "decimal"),
                    text=value(level, "lvlText"),
                )
                for level in e.iter(W + "lvl")
            }
            for e in root.iter(W + "abstractNum")
        }
        for element in root.iter(W + "num"):
            number = element.get(W + "numId") or ""
            base = value(element, "abstractNumId")
            numbering._levels[number] = abstract.get(base, {})
            numbering._list_of[number] = base
            for override in element.iter(W + "lvlOverride"):
                start = value(override, "startOverride")
                if start:
                    level = integer(override.get(W + "ilvl") or "0", 0)
                    numbering._overridden[number, level] = integer(start, 1)
        return numbering

    def next_label(self, number: str, level: int) -> str:
        """The label of the next paragraph of a list: "1.", "(a)", "II", "•"; "" without one."""
        levels = self._levels.get(number, {})
        if number == "0" or level not in levels:
            return ""
        counts = self._counts.setdefault(self._list_of[number], {})
        override = self._overridden.get((number, level))
        if override is not None and (number, level) not in self._begun:
            counts[level] = override
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        self._begun.add((number, level))
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        here = levels[level]
        if here.form == "bullet":
            return here.text if here.text and here.text in _ORDINARY_BULLETS else "•"
        if here.form == "none":
            return ""

        def shown(match: re.Match[str]) -> str:
            wanted = int(match[1]) - 1
            stated = levels.get(wanted, _Level())
            return _formatted(counts.get(wanted, stated.start), stated.form)

        return re.sub(r"%(\d)", shown, here.text).strip()


def integer(text: str, default: int) -> int:
    """A number of at most six digits; the default for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else default


def _formatted(number: int, form: str) -> str:
    forms = {
        "upperRoman": lambda n: roman(n).upper(),
        "lowerRoman": roman,
        "upperLetter": lambda n: doubled_letters(n).upper(),
        "lowerLetter": doubled_letters,
        "decimalZero": lambda n: f"{n:02}",
        "hindiNumbers": arabic_indic,
        "chineseCounting": chinese,
        "chineseCountingThousand": chinese,
        "ideographDigital": chinese,
        "japaneseCounting": chinese,
        "taiwaneseCountingThousand": chinese,
    }
    return forms.get(form, str)(number) if number <= _MOST_COUNTED else str(number)
