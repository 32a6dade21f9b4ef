"""Numbers as the six languages write them.

Digits are European ones in all six, as in most official texts; marks and spaces follow the
Unicode CLDR for ar (with European digits), en, es, fr, ru and zh.
"""

from __future__ import annotations

_NARROW, _WIDE = "\u202f", "\u00a0"  # spaces at which no line breaks
_DECIMAL = {"fr": ",", "es": ",", "ru": ","}
_THOUSANDS = {"fr": _NARROW, "es": _NARROW, "ru": _WIDE}
_PERCENT = {"fr": f"{_NARROW}%", "es": f"{_WIDE}%", "ru": f"{_WIDE}%"}


def count_text(count: int, language: str) -> str:
    """A whole number: "12,345", "12 345"."""
    return f"{count:,}".replace(",", _THOUSANDS.get(language, ","))


def decimal_text(value: float, language: str, digits: int = 2) -> str:
    """A number with at most so many decimals: "1.25", "1,25"."""
    whole, _, part = f"{value:.{digits}f}".partition(".")
    part = part.rstrip("0")
    return whole + (_DECIMAL.get(language, ".") + part if part else "")


def percent_text(share: float, language: str, digits: int = 1) -> str:
    """A share, 0 to 1, in percent: "37.5%", "37,5 %"; never "0%" for what is more than none."""
    value = decimal_text(100 * share, language, digits)
    if share > 0 and not any(digit in "123456789" for digit in value):
        least = decimal_text(10**-digits, language, digits)
        value = f"<{least}"
    return value + _PERCENT.get(language, "%")


def number_locale(language: str) -> dict[str, object]:
    """The same for the axes of a chart, as d3-format wants it."""
    return {
        "decimal": _DECIMAL.get(language, "."),
        "thousands": _THOUSANDS.get(language, ","),
        "grouping": [3],
        "currency": ["", ""],
        "percent": _PERCENT.get(language, "%"),
    }
