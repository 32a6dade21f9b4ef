"""Which characters of a picture have no letter in the fonts of this machine.

A PNG is drawn with the fonts at hand. vl-convert brings Liberation Sans, which has Latin,
Greek and Cyrillic letters; Arabic and Chinese ones must be installed. Where a character has
no letter, the same empty mark is drawn as for one that no font can have, which is how it is
found out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from comity.charts.frame import fonts
from comity.charts.picture import Picture, library

_NEVER = "\U0010fffd"  # of the last private plane: no font gives it a meaning
_MARKED = frozenset({"Mn", "Mc", "Me", "Cf", "Cc", "Zs", "Zl", "Zp"})


def missing_glyphs(picture: Picture) -> str:
    """The characters of a picture that a PNG made here would lack, in order; "" for none.

    Raises:
        UsageError: vl-convert is not installed.
    """
    convert = library("vl_convert")
    family = fonts(picture.language)
    nothing = _drawn(convert, _NEVER, family)
    return "".join(
        char for char in sorted(_characters(picture)) if _drawn(convert, char, family) == nothing
    )


def _drawn(convert: Any, char: str, family: str) -> bytes:
    image: bytes = convert.svg_to_png(
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
        f'<text x="4" y="18" font-family="{family}" font-size="14">{escape(char)}</text></svg>'
    )
    return image


def _characters(picture: Picture) -> set[str]:
    """Characters that are drawn; ASCII is in every font."""
    return {
        char
        for text in _texts(picture.spec)
        for char in text
        if not char.isascii() and unicodedata.category(char) not in _MARKED
    }


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
