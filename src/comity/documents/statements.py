"""A CSV of statements, and the columns.toml that says how to read it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.documents.catalogue import KNOWN_COLUMNS, read_rows, read_table
from comity.documents.content import Content, ContentBuilder
from comity.documents.dates import is_missing
from comity.documents.limits import Limits
from comity.errors import CatalogueError, FormatError, LimitError, NoTextError
from comity.records import Notice

COLUMNS_NAME = "columns.toml"
_KEYS = frozenset(("file", "text", "label", "document", "document_fields", "constants"))
_MAX_TOML_BYTES = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column of a CSV holds what."""

    file: str
    text: str
    label: str = ""  # column; "" for none
    document: str = ""  # column by whose value rows are grouped; "" when all are one document
    fields: tuple[tuple[str, str], ...] = ()  # (catalogue column, column of the CSV)
    constants: tuple[tuple[str, str], ...] = ()  # (catalogue column, its value for all)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The statements of one document."""

    key: str  # the value of the `document` column; "" when there is none
    row: dict[str, str]  # as a catalogue row
    content: Content  # each row of the CSV one `unit` block


def read_columns(path: Path) -> Columns:
    """The columns.toml of a folder.

    Raises:
        CatalogueError: it cannot be read, or lacks `file` or `text`, or has
            keys that comity does not know.
    """
    try:
        stated = tomllib.loads(read_table(path, _MAX_TOML_BYTES).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # ValueError: no UTF-8, no TOML, endless digits
        raise CatalogueError(
            f"{path.name} cannot be read: {error}.", hint="See docs/documents.md for its form."
        ) from error
    unknown = sorted(set(stated) - _KEYS)
    if unknown:
        raise CatalogueError(
            f"{path.name} has the key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}."
        )
    for key in ("file", "text"):
        if not isinstance(stated.get(key), str) or not stated[key]:
            raise CatalogueError(f"{path.name} does not say which {key} it is about.")
    return Columns(
        file=stated["file"],
        text=stated["text"],
        label=_word(stated, "label", path.name),
        document=_word(stated, "document", path.name),
        fields=_pairs(stated, "document_fields", path.name),
        constants=_pairs(stated, "constants", path.name),
    )


def _word(table: Mapping[str, Any], key: str, name: str) -> str:
    """The text of a key; dates and numbers as they are written."""
    try:
        return str(table.get(key, ""))
    except (ValueError, RecursionError) as error:  # a number of thousands of digits
        raise CatalogueError(f"{key!r} in {name} must be a text.") from error


def _pairs(stated: Mapping[str, Any], key: str, name: str) -> tuple[tuple[str, str], ...]:
    table = stated.get(key, {})
    if not isinstance(table, dict):
        raise CatalogueError(f"{key!r} in {name} must be a table.")
    for field in table:
        if field not in KNOWN_COLUMNS:
            raise CatalogueError(
                f"{key!r} in {name} names {field!r}; it may name {', '.join(KNOWN_COLUMNS)}."
            )
    return tuple((field, _word(table, field, name)) for field in table)


def read_statements(data: bytes, columns: Columns, limits: Limits) -> tuple[Group, ...]:
    """The documents of a CSV, in the order of their first row; every row is kept.

    Raises:
        FormatError: no table, or without the columns that columns.toml names.
        NoTextError: no row has text.
        LimitError: more rows or documents than the limits allow.
    """
    try:
        rows = read_rows(data, columns.file, max_rows=limits.max_rows)
    except CatalogueError as error:
        raise FormatError(error.problem, hint=error.hint) from error
    present = {column for row in rows for column in row}
    asked = [columns.text, columns.label, columns.document, *(c for _, c in columns.fields)]
    absent = [column for column in asked if column and column not in present]
    if absent:
        raise FormatError(
            f"The table has no column {absent[0]!r}, which columns.toml names.",
            hint=f"Correct columns.toml: the table's columns are {', '.join(sorted(present))}.",
        )
    builders: dict[str, ContentBuilder] = {}
    stated: dict[str, dict[str, str]] = {}
    empty: dict[str, int] = {}
    for row in rows:
        key = row.get(columns.document, "") if columns.document else ""
        if key not in builders:
            if len(builders) >= limits.max_documents:
                raise LimitError(f"The table names more than {limits.max_documents} documents.")
            builders[key] = ContentBuilder(limits)
            stated[key] = dict(columns.constants)
            stated[key].setdefault("id", key)
        _note_fields(row, columns, stated[key], builders[key])
        text = row.get(columns.text, "")
        if text:
            builders[key].add(text, "unit", label=row.get(columns.label, ""))
        else:
            empty[key] = empty.get(key, 0) + 1
    for key, count in empty.items():
        message = f"{count} rows have no text in the column {columns.text!r}."
        builders[key].notices.append(Notice(code="empty-rows", message=message))
    if all(builder.empty for builder in builders.values()):
        raise NoTextError(f"No row has text in the column {columns.text!r}.")
    return tuple(
        Group(key=key, row=stated[key], content=builder.content())
        for key, builder in builders.items()
    )


def _note_fields(
    row: Mapping[str, str], columns: Columns, stated: dict[str, str], builder: ContentBuilder
) -> None:
    for field, column in columns.fields:
        value = row.get(column, "")
        if not value or is_missing(value):
            continue
        known = stated.setdefault(field, value)
        if known != value:
            message = f"The rows disagree on {field}: {known!r} was kept, not {value!r}."
            notice = Notice(code="rows-disagree", message=message)
            if notice not in builder.notices:
                builder.notices.append(notice)
