"""Characters of RTF: code pages, and what control words stand for."""

from __future__ import annotations

import codecs

Codec = str  # name of a codec of Python; "" for that of the document

CHARACTERS = {
    **{"tab": "\t", "line": "\n", "lbr": "\n", "softline": "\n"},
    **{"emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022"},
    **{"lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d"},
    **{"emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005"},
    **{"zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f"},
}
# \fcharset values with their code pages, from the RTF specification 1.9.1, "Font Table".
_CHARSETS = {
    **{0: 1252, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254},
    **{163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 255: 437},
}


def codec_of_page(number: int) -> Codec:
    """The codec of a code page; Western European for one that is not known."""
    name = {10000: "mac_roman", 65001: "utf-8", 1361: "johab"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def codec_of_charset(number: int) -> Codec:
    """The codec of a font's character set; "" for that of the document."""
    if number == 77:
        return "mac_roman"
    return codec_of_page(_CHARSETS[number]) if number in _CHARSETS else ""
