"""Whether two documents may be one instrument, by all that is known but their words.

A register lists what is different at different addresses; a title that bears another
number or year names another instrument; a model law is enacted by several bodies under
one title. Such facts speak against one work, whatever the texts share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from comity.records import Ground, Identity, Objection
from comity.text.tokens import stems

#: Titles are alike from this share of their telling words on, or when all telling words of
#: one, at least three, stand in the other. "Guiding Principles" and "Code of Conduct" of one
#: process share six words of twelve.
MIN_TITLES = 0.75
_LEAST_CONTAINED = 3
_LEAST_TELLING = 2  # one word ("Principles") names nothing

_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_ORDINAL = re.compile(r"第\s*([〇零一二三四五六七八九十百千两]+)")
_ROMAN = re.compile(r"\b[IVX]+\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ARCHIVED = re.compile(r"^/web/[^/]+/(https?://.+)$", re.IGNORECASE | re.DOTALL)
_DAY = 10  # characters of an ISO 8601 date that names a day


@dataclass(frozen=True)
class Facts:
    """What one document's identity says, taken apart once."""

    identity: Identity

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The words of the title that tell: no function word, no number."""
        return _telling(self.identity.title, self.identity.language)

    @cached_property
    def initials(self) -> str:
        """The first letters of these words."""
        return "".join(word[0] for word in self.telling)

    @cached_property
    def publisher(self) -> tuple[str, ...]:
        """The telling words of the publisher's name."""
        return _telling(self.identity.publisher, "en")

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in the title, years and Roman ones included."""
        title = self.identity.title
        decimal = {
            ".".join(str(int(part)) for part in n.split(".")) for n in _NUMBER.findall(title)
        }
        return frozenset(decimal | set(_ROMAN.findall(title)) | set(_ORDINAL.findall(title)))

    @cached_property
    def years(self) -> frozenset[str]:
        """The years in the title."""
        return frozenset(n for n in self.numbers if _YEAR.fullmatch(n))

    @cached_property
    def address(self) -> tuple[str, str]:
        """Host and path of the source address; the same for two spellings of one address."""
        return _address(self.identity.source_url)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The jurisdictions, if all are countries."""
        codes = {code.strip() for code in self.identity.jurisdiction.split(";")} - {""}
        return frozenset() if "international" in codes else frozenset(codes)

    @property
    def year(self) -> str:
        """The year of the document's date."""
        return self.identity.date[:4]


def _telling(text: str, language: str) -> tuple[str, ...]:
    found = stems(text, language)
    return tuple(stem for stem in found if not stem[0].isdigit() and not _is_letter(stem))


def _is_letter(stem: str) -> bool:
    return len(stem) == 1 and stem.isascii()


def _address(url: str) -> tuple[str, str]:
    text = url.strip()
    for _ in range(3):  # an archive's copy of an archive's copy
        try:
            parts = urlsplit(text if "://" in text else f"//{text}")
        except ValueError:
            return "", ""
        archived = _ARCHIVED.match(parts.path)
        if archived is None:
            break
        text = archived[1]
    host = parts.netloc.lower().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return host, f"{parts.path.rstrip('/')}{query}".casefold()


def title_likeness(a: Facts, b: Facts) -> float:
    """Of the telling words of two titles, the share that stands in both; 0 to 1.

    A word made of the first letters of words in the other title ("AI", "OECD") stands
    for these. Where all words of one title, at least three, stand in the other: 1.
    """
    one, other = _spelled_out(a, b), _spelled_out(b, a)
    shorter = min(len(one), len(other))
    if shorter < _LEAST_TELLING:
        return 0.0
    both = len(one & other)
    if both == shorter >= _LEAST_CONTAINED:
        return 1.0
    return round(both / len(one | other), 6)


def _spelled_out(facts: Facts, other: Facts) -> set[str]:
    """The telling words of a title; an abbreviation of words of the other one is these words."""
    found: set[str] = set()
    for word in facts.telling:
        at = other.initials.find(word) if len(word) > 1 and word not in other.telling else -1
        found.update(other.telling[at : at + len(word)] if at >= 0 else (word,))
    return found


def grounds(a: Facts, b: Facts, likeness: float) -> tuple[Ground, ...]:
    """What speaks for one work."""
    found: list[Ground] = []
    if a.address == b.address and a.address[0] and a.address[1]:
        found.append("same-address")
    if likeness >= MIN_TITLES:
        found.append("titles-alike")
    dates = {a.identity.date, b.identity.date}
    if len(dates) == 1 and len(a.identity.date) >= _DAY:
        found.append("same-date")
    return tuple(found)


def objections(a: Facts, b: Facts) -> tuple[Objection, ...]:
    """What speaks against one work, whatever the texts share.

    Documents from one address differ only by the years in their titles or their
    countries: one page can hold several parts of an act, each with its number.
    """
    found: list[Objection] = []
    same_address = a.address == b.address and bool(a.address[0] and a.address[1])
    if a.years and b.years and not a.years & b.years:
        found.append("years-differ")
    if not same_address:
        if _listed_apart(a.address, b.address):
            found.append("listed-apart")
        if a.numbers and b.numbers and not (a.numbers <= b.numbers or b.numbers <= a.numbers):
            found.append("numbers-differ")
        if _other_body(a, b):
            found.append("other-body")
    if a.countries and b.countries and not a.countries & b.countries:
        found.append("other-jurisdiction")
    return tuple(found)


def _listed_apart(a: tuple[str, str], b: tuple[str, str]) -> bool:
    """Two addresses of one host, neither of them below the other."""
    if a[0] != b[0] or not a[0] or a[1] == b[1]:
        return False
    return not (f"{a[1]}/".startswith(f"{b[1]}/") or f"{b[1]}/".startswith(f"{a[1]}/"))


def _other_body(a: Facts, b: Facts) -> bool:
    """Publishers that share no word, in different years: a text that was taken over."""
    if not a.publisher or not b.publisher or not a.year or not b.year or a.year == b.year:
        return False
    if set(a.publisher) & set(b.publisher):
        return False
    initials = ["".join(word[0] for word in names) for names in (a.publisher, b.publisher)]
    return not any(
        word in other
        for names, other in ((a.publisher, initials[1]), (b.publisher, initials[0]))
        for word in names
        if len(word) > 1
    )
