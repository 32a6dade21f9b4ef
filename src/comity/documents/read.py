"""One source becomes documents, or a named failure."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import cast

from comity.documents.bytes import bytes_of
from comity.documents.catalogue import Metadata, document_slug, language_tag, merged, metadata_of
from comity.documents.content import Content
from comity.documents.doubts import doubts_of
from comity.documents.formats.listing import read_listing
from comity.documents.infer import check_readable, date_of, language_of, stem_of, title_of
from comity.documents.limits import Limits
from comity.documents.sniff import shown_format
from comity.documents.sources import Source
from comity.documents.statements import read_statements
from comity.errors import FormatError, NoTextError, SourceError
from comity.records import Document, DocumentId, Failure, Notice, WorkId, slug, work_of

_READERS = {
    **{name: name for name in ("pdf", "html", "docx", "odt", "rtf", "akn", "lims")},
    **{"md": "markdown", "txt": "text"},
}
_FIELDS = ("title", "publisher", "date", "language", "source_url", "licence")


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one source."""

    documents: tuple[Document, ...]
    failures: tuple[Failure, ...]
    sha256: str = ""  # of the bytes that were read; "" when they could not be


def read_source(source: Source, limits: Limits | None = None) -> Reading:
    """Read one source.

    A source that cannot be read gives a failure that says why; nothing that a
    file holds raises. Depends on the file and on `source` alone.
    """
    limits = limits or Limits()
    try:
        data = bytes_of(source, limits)
        documents = tuple(_documents(source, data, limits))
        return Reading(documents, (), hashlib.sha256(data).hexdigest())
    except SourceError as error:
        failure = Failure(path=source.name, stage="read", error=error.problem, hint=error.hint)
    except RecursionError:
        failure = Failure(
            path=source.name,
            stage="read",
            error="The file is nested deeper than can be followed.",
            hint="Open it in its own program and save it anew.",
        )
    return Reading((), (failure,))


def _documents(source: Source, data: bytes, limits: Limits) -> Iterator[Document]:
    sha256 = hashlib.sha256(data).hexdigest()
    row = dict(source.row)
    if source.format == "csv":
        if source.columns is None:
            raise FormatError("The CSV is not described.", hint="Put a columns.toml beside it.")
        known = {key: dict(cells) for key, cells in source.rows}
        for group in read_statements(data, source.columns, limits):
            cells = merged(group.row, known.get(group.row.get("id", ""), {}))
            cells.pop("format", None)
            if group.content.blocks:
                yield _document(source, "csv", cells, group.content, sha256)
    elif source.format == "listing":
        for quoted in read_listing(data, limits):
            stated = {"title": quoted.title, "publisher": quoted.publisher, "date": quoted.date}
            shared = {k: v for k, v in row.items() if k not in ("id", "work_id", "title")}
            year = quoted.date[:4]
            name = quoted.title if year in quoted.title else f"{quoted.title} {year}"
            stated["id"] = slug(name)
            yield _document(source, "listing", merged(stated, shared), quoted.content, sha256)
    else:
        kind, notices = _true_format(source.format, data)
        content = _content(kind, data, limits, source)
        content = replace(content, notices=(*notices, *content.notices))
        stated_hash = row.get("sha256", "").lower()
        if stated_hash and stated_hash != sha256:
            message = "The file is not the one that the catalogue fixes by its sha256."
            notice = Notice(code="sha256-differs", message=message)
            content = replace(content, notices=(notice, *content.notices))
        if not content.blocks:
            pages = len(content.page_starts)
            what = f"the {pages} pages" if pages else "the file"
            recognise = " Recognise the letters of its pages (OCR) if they are pictures."
            raise NoTextError(
                f"Of {what} nothing is left but what is printed around a text.",
                hint="Look at it: it may be a cover, or a copy whose text was lost."
                + (recognise if pages else ""),
            )
        yield _document(source, kind, row, content, sha256)


def _content(kind: str, data: bytes, limits: Limits, source: Source) -> Content:
    if kind != "pdf" or not limits.ocr:
        return _reader(kind)(data, limits)
    from comity.documents.formats.pdf_ocr import read_pdf_with_ocr  # noqa: PLC0415 - seldom needed

    stated = language_tag(dict(source.row).get("language", ""))[0]
    return read_pdf_with_ocr(data, limits, stated or stem_of(PurePath(source.name))[1])


def _reader(kind: str) -> Callable[[bytes, Limits], Content]:
    # Imported when first needed: no run pays for formats that it does not meet.
    module = importlib.import_module(f"comity.documents.formats.{_READERS[kind]}")
    return cast("Callable[[bytes, Limits], Content]", getattr(module, f"read_{_READERS[kind]}"))


def _true_format(stated: str, data: bytes) -> tuple[str, list[Notice]]:
    """The format that the first bytes show beyond doubt, else the one that is stated."""
    shown = shown_format(stated, data)
    if stated in (shown, "xml"):
        return shown, []
    message = f"The file is named or catalogued as {stated!r}, but it is {shown!r}."
    return shown, [Notice(code="format-differs", message=message)]


def _document(
    source: Source, kind: str, row: dict[str, str], content: Content, sha256: str
) -> Document:
    """A document from its content, its catalogue row, and what has to be inferred."""
    notices = check_readable(content)
    metadata = metadata_of(row, source.folder)
    path = PurePath(source.name)
    values = {name: cast("str", getattr(metadata, name)) for name in _FIELDS}
    values["language"] = source.language or values["language"]
    inferred = []
    guesses: dict[str, Callable[[], str]] = {
        "title": lambda: title_of(content, path),
        "publisher": lambda: content.publisher,
        "date": lambda: date_of(content),
        "source_url": lambda: content.source_url,
        "licence": lambda: content.licence,
    }
    for name, guess in guesses.items():
        # A catalogue that leaves a field empty has looked; only the title is always needed.
        if not values[name] and (not source.row or name == "title"):
            values[name] = guess()
            inferred += [name] if values[name] else []
    if not values["language"]:
        values["language"], doubts = language_of(content, path)
        inferred.append("language")
        notices += doubts
    document_id = metadata.id or _id_by_name(path, source.folder)
    date_kind = metadata.date_kind
    if values["date"] and not date_kind:
        date_kind = "stated in the text"
    document = Document(
        id=DocumentId(document_id),
        work_id=WorkId(metadata.work_id) or work_of(document_id, values["language"]),
        title=values["title"],
        publisher=values["publisher"],
        jurisdiction=metadata.jurisdiction,
        date=values["date"],
        date_kind=date_kind,
        language=values["language"],
        format=kind,
        kind=metadata.kind,
        legal_force=metadata.legal_force,
        source_url=values["source_url"],
        licence=values["licence"],
        path=source.name,
        sha256=sha256,
        text=content.text,
        blocks=content.blocks,
        page_starts=content.page_starts,
        removed=content.removed,
        inferred=tuple(sorted(inferred)),
        extra=(*metadata.extra, *content.extra),
        structure=content.structure,
    )
    doubts = doubts_of(document, content.title)
    all_notices = (*metadata.notices, *content.notices, *notices, *doubts)
    return replace(document, warnings=_placed(all_notices, metadata, source.name))


def _id_by_name(path: PurePath, folder: str) -> str:
    stem, _ = stem_of(path)
    return document_slug(stem, folder) or "document"


def _placed(notices: tuple[Notice, ...], metadata: Metadata, name: str) -> tuple[Notice, ...]:
    where = f"{name} ({metadata.id})" if metadata.id and metadata.id not in name else name
    return tuple(dict.fromkeys(replace(notice, path=where) for notice in notices))
