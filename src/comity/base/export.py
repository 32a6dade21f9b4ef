"""What a base holds, written in the formats of other tools."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.base.akn import akoma_ntoso
from comity.base.base import Base
from comity.base.save import write_whole
from comity.errors import UsageError
from comity.records import DocumentId, Failure, Split
from comity.topics.skos import jsonld, turtle


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One document that was written."""

    document_id: DocumentId
    file: str  # its name in the folder
    provisions: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote, and what it could not."""

    files: tuple[ExportedFile, ...]  # by document id
    failures: tuple[Failure, ...]


def export_akn(base: Base, names: Sequence[str], folder: Path) -> Exported:
    """Write documents as Akoma Ntoso 3.0, each as DOCUMENT.akn.xml.

    Args:
        base: the base that holds them.
        names: ids of documents, or works with one document; all when empty.
        folder: where to write; it is made when it is not there. A file is
            written aside and then renamed, so none is ever half written.

    Returns:
        The files, and a failure for each document that could not be written.

    Raises:
        UnknownIdError: a name is no document of the base; nothing was written.
        UsageError: the folder cannot be made.
    """
    ids = sorted({base.document_id(n) for n in names} or {d.id for d in base.documents()})
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The folder {folder} cannot be made: {error.strerror}.",
            hint="Name another with --to.",
        ) from error
    files: list[ExportedFile] = []
    failures: list[Failure] = []
    for document_id in ids:
        split = Split(provisions=base.provisions(document_id), left_out=base.left_out(document_id))
        file = f"{document_id}.akn.xml"
        beside = folder / f".{file}.{os.getpid()}"
        try:
            beside.write_bytes(akoma_ntoso(base.document(document_id), split))
            beside.replace(folder / file)
        except OSError as error:
            beside.unlink(missing_ok=True)
            failures.append(
                Failure(
                    path=file,
                    stage="export",
                    error=f"It cannot be written: {error.strerror}.",
                    hint="Check the space left and the permissions of the folder.",
                )
            )
            continue
        files.append(ExportedFile(document_id, file, len(split.provisions)))
    return Exported(tuple(files), tuple(failures))


def export_skos(base: Base, file: Path, *, counts: bool = False, language: str = "en") -> int:
    """Write the base's thesaurus as SKOS; how many concepts.

    Args:
        base: the base that holds it.
        file: ends in .ttl (Turtle) or .jsonld (JSON-LD).
        counts: whether each concept tells how many texts speak of it, and of how many.
        language: of the rules of counting.

    Raises:
        UsageError: another suffix, or the file cannot be written.
    """
    writers = {".ttl": turtle, ".jsonld": jsonld}
    writer = writers.get(file.suffix.lower())
    if writer is None:
        raise UsageError(
            f"{file.name!r} does not say in which form SKOS is wanted.",
            hint=f"End it in one of: {', '.join(writers)}.",
        )
    thesaurus = base.thesaurus()
    counted = base.coverage("year", language=language) if counts else None
    write_whole(file, writer(thesaurus, coverage=counted))
    return len(thesaurus.concepts)
