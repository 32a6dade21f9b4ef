"""The catalogue: a CSV with one row per document, and what its cells mean."""

from __future__ import annotations

import csv
import io
import itertools
import os
import re
import stat
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.countries import resolve_jurisdiction
from comity.documents.dates import is_missing, iso_date
from comity.documents.encodings import decode
from comity.errors import CatalogueError, FormatError, LimitError, NoTextError, UnknownIdError
from comity.records import Notice, slug

CATALOGUE_NAME = "catalogue.csv"
KNOWN_COLUMNS = (
    *("id", "work_id", "title", "publisher", "publisher_country", "date", "date_kind"),
    *("language", "format", "kind", "legal_force", "source_url", "licence", "file"),
)
KINDS = frozenset(
    [
        *("treaty", "law", "bill", "regulation", "resolution", "declaration", "principles"),
        *("standard", "strategy", "guidance", "commitment", "speech", "other"),
    ]
)
LEGAL_FORCES = frozenset(("binding", "voluntary", "draft", "unknown"))
_TAG = re.compile(r"(?P<tag>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)(?![\w])")
_LANGUAGE_NAMES = {
    name: tag
    for tag, names in {
        "ar": "arabic arabe árabe العربية",
        "de": "german deutsch allemand alemán",
        "en": "english anglais inglés английский",
        "es": "spanish español espagnol castellano",
        "fr": "french français francés",
        "id": "indonesian",
        "it": "italian italiano",
        "ja": "japanese 日本語",
        "ko": "korean 한국어",
        "pl": "polish polski",
        "pt": "portuguese português",
        "ru": "russian русский russe ruso",
        "zh": "chinese 中文 汉语 chinois chino",
    }.items()
    for name in names.split()
}
MAX_CATALOGUE_BYTES = 100 * 2**20
MAX_CATALOGUE_ROWS = 200_000
_MAX_COLUMNS = 2_000  # of a header or a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a catalogue row says, each value checked; what is missing or unclear is empty."""

    id: str = ""  # a slug; "" when the row has none
    work_id: str = ""
    title: str = ""
    publisher: str = ""
    jurisdiction: str = ""
    date: str = ""
    date_kind: str = ""
    language: str = ""
    kind: str = ""
    legal_force: str = ""
    source_url: str = ""
    licence: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()


def read_rows(
    data: bytes, name: str, *, max_rows: int = MAX_CATALOGUE_ROWS
) -> list[dict[str, str]]:
    """The rows of a CSV as column -> cell, blanks around cells taken off.

    Takes any usual encoding, with or without a byte-order mark, and commas,
    semicolons or tabs between cells, whichever the header has most of. Cells
    beyond the header are kept under "column N".

    Raises:
        CatalogueError: no table, or no header.
        LimitError: more rows or columns than allowed.
    """
    try:
        text = decode(data).text
    except (FormatError, NoTextError) as error:
        raise CatalogueError(f"{name} cannot be read: {error.problem}", hint=error.hint) from error
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=lambda mark: (header.count(mark), mark == ","))
    reader = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter)
    try:
        filled = (row for row in reader if any(cell.strip() for cell in row))
        table = list(itertools.islice(filled, max_rows + 2))
    except csv.Error as error:
        raise CatalogueError(
            f"{name} is no intact CSV, near line {reader.line_num}: {error}.",
            hint="Save it anew as CSV in UTF-8.",
        ) from error
    if not table:
        raise CatalogueError(f"{name} has no header.", hint="Name the columns in the first line.")
    if len(table) > max_rows + 1:
        raise LimitError(f"{name} has more than {max_rows} rows.", hint="Cut it into parts.")
    widest = max(map(len, table))
    if widest > _MAX_COLUMNS:
        raise LimitError(
            f"{name} has a row of {widest} cells; the limit is {_MAX_COLUMNS}.",
            hint="Check that it is a CSV.",
        )
    columns = [column.strip() for column in table[0]]
    twice = sorted(c for c, times in Counter(columns).items() if c and times > 1)
    if twice:
        raise CatalogueError(
            f"{name} has the column {twice[0]!r} twice.", hint="Give each column its own name."
        )
    rows = []
    for cells in table[1:]:
        names = [*columns, *(f"column {n + 1}" for n in range(len(columns), len(cells)))]
        rows.append(
            {
                c or f"column {n + 1}": cell.strip()
                for n, (c, cell) in enumerate(zip(names, cells, strict=False))
            }
        )
    return rows


def read_table(path: Path, max_bytes: int) -> bytes:
    """The bytes of a table that says what is read.

    Raises:
        CatalogueError: it cannot be opened, is larger than allowed, or no ordinary file.
    """
    try:
        # Non-blocking: a pipe of this name must not hold the build up.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise CatalogueError(f"{path.name} is no ordinary file.", hint="Take it away.")
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CatalogueError(
            f"The table {path.name} cannot be opened: {reason}.",
            hint="Check its name and permissions.",
        ) from error
    if len(data) > max_bytes:
        raise CatalogueError(f"{path.name} is larger than {max_bytes} bytes.", hint="Cut it down.")
    return data


def read_catalogue(path: Path, *, needs_file: bool = True) -> list[dict[str, str]]:
    """The rows of a catalogue.

    Raises:
        CatalogueError: it cannot be read, or lacks the column `id` or `file`.
    """
    data = read_table(path, MAX_CATALOGUE_BYTES)
    try:
        rows = read_rows(data, path.name)
    except LimitError as error:
        raise CatalogueError(error.problem, hint=error.hint) from error
    present = {column for row in rows for column in row}
    for column in ("id", "file") if needs_file else ("id",):
        if rows and column not in present:
            raise CatalogueError(
                f"The catalogue {path.name} has no column {column!r}; it has"
                f" {', '.join(map(repr, sorted(present)[:12]))}.",
                hint="Add it, or take the file away to have every text of the folder read.",
            )
    return rows


def document_slug(stated: str, folder: str) -> str:
    """The id of a document from what a table calls it.

    A bare number ("1771") would mean another document in another folder, so
    the folder's name goes before it: "agora-1771".
    """
    found = slug(stated)
    if found and re.fullmatch(r"[\d.\-]+", found):
        return slug(f"{folder}-{found}") or found
    return found


def metadata_of(row: Mapping[str, str], folder: str) -> Metadata:
    """What a catalogue row says of its document.

    Args:
        row: column -> cell.
        folder: name of the folder that the catalogue stands in, for ids that
            are bare numbers.

    A value that cannot be used stays in `extra` under its column's name, and
    a notice says why.
    """
    notices: list[Notice] = []
    extra = {k: v for k, v in row.items() if k not in KNOWN_COLUMNS and v}
    values = {k: "" if is_missing(row.get(k, "")) else row[k] for k in KNOWN_COLUMNS if k in row}

    def refuse(column: str, code: str, message: str) -> None:
        extra[column] = row[column]
        notices.append(Notice(code=code, message=message))

    stated = values.get("id", "")
    document_id = document_slug(stated, folder)
    if stated and document_id not in (stated, slug(f"{folder}-{stated}")):
        notices.append(
            Notice(code="id-changed", message=f"The id {stated!r} is written {document_id!r}.")
        )
    jurisdiction = ""
    if values.get("publisher_country"):
        try:
            jurisdiction = resolve_jurisdiction(values["publisher_country"])
        except UnknownIdError as error:
            refuse("publisher_country", "country-unknown", str(error))
    date = iso_date(values.get("date", ""))
    if values.get("date") and not date:
        refuse("date", "date-unclear", f"{values['date']!r} is no ISO 8601 date.")
    language, clear = language_tag(values.get("language", ""))
    if not clear:
        message = f"The language {values['language']!r} is read as {language or 'not stated'!r}."
        refuse("language", "language-simplified", message)
    controlled = {}
    for column, allowed in (("kind", KINDS), ("legal_force", LEGAL_FORCES)):
        controlled[column] = values.get(column, "").lower()
        if controlled[column] and controlled[column] not in allowed:
            controlled[column] = ""
            message = f"{row[column]!r} is no {column} of the list {', '.join(sorted(allowed))}."
            refuse(column, f"{column.replace('_', '-')}-unknown", message)
    return Metadata(
        id=document_id,
        work_id=document_slug(values.get("work_id", ""), folder),
        title=values.get("title", ""),
        publisher=values.get("publisher", ""),
        jurisdiction=jurisdiction,
        date=date,
        date_kind=(values.get("date_kind", "") or "adoption") if date else "",
        language=language,
        kind=controlled["kind"],
        legal_force=controlled["legal_force"],
        source_url=values.get("source_url", ""),
        licence=values.get("licence", ""),
        extra=tuple(extra.items()),
        notices=tuple(notices),
    )


def language_tag(stated: str) -> tuple[str, bool]:
    """(BCP 47 tag, whether the cell says just that).

    "en (abstract)" and "en+zh" give "en", False: the first tag, as the
    language that most of the text is in. Chinese is "zh" in either script.
    """
    stated = stated.strip()
    if not stated:
        return "", True
    name = _LANGUAGE_NAMES.get(stated.casefold())
    if name:
        return name, True
    match = _TAG.match(stated)
    if not match:
        return "", False
    first, *rest = match["tag"].split("-")
    if first.lower() == "zh":
        return "zh", match.end() == len(stated)
    parts = [first.lower()]
    parts += [p.upper() if len(p) == 2 else p.title() if len(p) == 4 else p.lower() for p in rest]
    return "-".join(parts), match.end() == len(stated)


def merged(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """The cells of `first`, and those of `second` where `first` has none."""
    kept = {k: v for k, v in first.items() if v and not is_missing(v)}
    return {**second, **kept}
