"""A name as a catalogue writes it becomes ISO 3166-1 alpha-3 codes, or is refused."""

from __future__ import annotations

import csv
import difflib
import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from comity.errors import UnknownIdError

_LONGEST_NAME = 100  # characters of a name for which nearest ones are sought
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A State or territory, with its names in the six UN languages."""

    iso3: str  # ISO 3166-1 alpha-3; XKX is user-assigned
    iso2: str
    un_member: bool
    un_regional_group: str  # "African", "Asia-Pacific", "EEG", "GRULAC", "WEOG" or ""
    income: str  # World Bank, fiscal year 2024: "Low", "Lower middle", "Upper middle", "High" or ""
    least_developed: bool
    landlocked_developing: bool
    small_island_developing: bool
    in_group_of_77: bool
    population: int | None  # of 2024; None when not known
    names: tuple[tuple[str, str], ...]  # (language, name)

    def name(self, language: str) -> str:
        """Its name in a language of `LANGUAGES`."""
        return dict(self.names)[language]


@functools.cache
def countries() -> tuple[Country, ...]:
    """Every country that comity knows, in the order of alpha-3 codes."""
    return tuple(
        Country(
            iso3=row["iso3"],
            iso2=row["iso2"],
            un_member=row["un_member"] == "yes",
            un_regional_group=row["un_regional_group"],
            income=row["wb_income"],
            least_developed=row["ldc"] == "yes",
            landlocked_developing=row["lldc"] == "yes",
            small_island_developing=row["sids"] == "yes",
            in_group_of_77=row["g77"] == "yes",
            population=int(row["population"]) if row["population"] else None,
            names=tuple((tag, row[f"name_{tag}"]) for tag in LANGUAGES),
        )
        for row in _rows("countries.csv")
    )


@functools.cache
def country_of(code: str) -> Country | None:
    """The country of an ISO 3166-1 alpha-3 code; None for any other."""
    return {country.iso3: country for country in countries()}.get(code)


def resolve_jurisdiction(name: str) -> str:
    """The code of a country, several joined by ";", or "international".

    Takes alpha-3 and alpha-2 codes, names in the six UN languages, usual
    short and former names, and international organisations (which give
    "international"). A list parted by commas, semicolons, slashes or "and"
    gives every code once, in the order named.

    Raises:
        UnknownIdError: the name, or a part of it, is no country; `closest`
            holds the nearest names.
    """
    asked = " ".join(name.split())
    code = _code(asked)
    if code:
        return code
    for parting in (r"\s*[;/|、]\s*", r"\s*[;,/|、，،]\s*", r"\s*(?:[;,/|、]|\band\b|&)\s*"):
        parts = [part for part in re.split(parting, asked) if part]
        codes = [_code(part) for part in parts]
        if len(parts) > 1 and all(codes):
            return ";".join(dict.fromkeys(codes))
    table = _table()
    folded = _folded(asked)[:_LONGEST_NAME]
    near = difflib.get_close_matches(folded, sorted(table), n=3, cutoff=0.7)
    raise UnknownIdError(
        "country",
        asked,
        known=len(countries()),
        where="countries and territories that comity knows, by their names in six languages",
        closest=tuple(dict.fromkeys(f"{_shown(table[key])} ({table[key]})" for key in near)),
        hint="Give an ISO 3166-1 alpha-3 code, a country's name, or 'international'.",
    )


def _code(name: str) -> str:
    """The code of one country; "" when it is not known."""
    if re.fullmatch(r"[A-Z]{2,3}", name):
        by_code = _by_code()
        if name in by_code:
            return by_code[name]
    table, folded = _table(), _folded(name)
    if folded in table:
        return table[folded]
    # "Korea, Republic of" is "Republic of Korea"; "Iran (Islamic Republic of)" is Iran.
    turned = re.fullmatch(r"([^,(]+),\s*(.+)", name)
    if turned and _folded(f"{turned[2]} {turned[1]}") in table:
        return table[_folded(f"{turned[2]} {turned[1]}")]
    bare = _folded(re.sub(r"\s*\([^)]*\)", "", name))
    return table.get(bare, "") if bare != folded else ""


def _shown(code: str) -> str:
    return next((dict(c.names)["en"] for c in countries() if c.iso3 == code), code)


@functools.cache
def _by_code() -> dict[str, str]:
    return {code: c.iso3 for c in countries() for code in (c.iso3, c.iso2) if code}


@functools.cache
def _table() -> dict[str, str]:
    """Folded name -> code; an official name goes before an alias."""
    table: dict[str, str] = {}
    for country in countries():
        for _, name in country.names:
            table.setdefault(_folded(name), country.iso3)
            table.setdefault(_folded(re.sub(r"\s*[（(][^)）]*[)）]", "", name)), country.iso3)
    for row in _rows("country-aliases.csv"):
        table.setdefault(_folded(row["alias"]), row["code"])
    return table


def _folded(name: str) -> str:
    """The name without case, accents, punctuation and leading article."""
    name = unicodedata.normalize("NFKD", name).casefold()
    name = "".join(c for c in name if not unicodedata.combining(c))
    name = re.sub(r"[\W_]+", " ", name).strip()
    return re.sub(r"^(?:the|la|le|les|el|los|las) (?=.)|^l (?=.)", "", name)


def _rows(file: str) -> Iterator[dict[str, str]]:
    text = (resources.files("comity") / "data" / file).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())
