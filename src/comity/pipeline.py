"""The stages in order: sources are read and split apart, linked together, and written.

find_sources ─▶ read_source ─▶ split_provisions ─▶ link_units ─▶ write_base
                └── in worker processes, one source at a time ──┘
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from comity.base import SourceFile, write_base
from comity.base.manifest import check_replaceable
from comity.documents import Limits, Source, find_sources, read_source
from comity.errors import NothingBuiltError, SplitError, UsageError
from comity.links import Linked, link_units
from comity.provisions import split_provisions
from comity.records import Document, Failure, Notice, Provision, Split, provision_id
from comity.records.ids import DocumentId
from comity.settings import Settings
from comity.workers import Lost, run_apart

Progress = Callable[[str, int, int], None]  # stage, done, of


def _silent(stage: str, done: int, of: int) -> None:
    """The progress of a caller who does not want any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made, and what it could not."""

    base: Path
    version: str
    documents: int
    provisions: int
    linkable: int
    links: int
    failures: tuple[Failure, ...]
    notices: tuple[Notice, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Task:
    source: Source
    limits: Limits


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one source became: documents with their provisions, and failures."""

    read: tuple[tuple[Document, Split], ...]
    failures: tuple[Failure, ...]


def read_and_split(task: _Task) -> _Outcome:
    """Read one source and split its documents; runs in a worker process."""
    reading = read_source(task.source, task.limits)
    failures = list(reading.failures)
    read = []
    for document in reading.documents:
        try:
            read.append((document, split_provisions(document)))
        except SplitError as error:
            failures.append(
                Failure(path=document.path, stage="split", error=error.problem, hint=error.hint)
            )
    return _Outcome(tuple(read), tuple(failures))


def _read_all(
    sources: Sequence[Source], settings: Settings, progress: Progress
) -> tuple[list[tuple[Document, Split]], list[Failure]]:
    """Every source's outcome, in the order of the sources whatever ended first."""
    tasks = [_Task(source, settings.limits) for source in sources]
    outcomes: dict[int, _Outcome] = {}
    results = run_apart(
        read_and_split,
        tasks,
        jobs=settings.jobs,
        timeout_s=settings.reading_timeout_s,
        memory_bytes=settings.worker_memory_bytes,
    )
    for number, result in results:
        if isinstance(result, Lost):
            failure = Failure(
                path=sources[number].name,
                stage="read",
                error=f"Reading {result.reason}.",
                hint="Open the file in its own program and save it anew, or leave it out.",
            )
            outcomes[number] = _Outcome((), (failure,))
        else:
            outcomes[number] = result
        progress("read", len(outcomes), len(tasks))
    ordered = [outcomes[number] for number in range(len(tasks))]
    return (
        [pair for outcome in ordered for pair in outcome.read],
        [failure for outcome in ordered for failure in outcome.failures],
    )


def _renamed(document: Document, split: Split, new: DocumentId) -> tuple[Document, Split]:
    """The same document and provisions under another id."""
    old = len(document.id)
    provisions = tuple(
        replace(
            p,
            id=provision_id(new, p.eid),
            document_id=new,
            parent=None if p.parent is None else provision_id(new, p.parent[old + 1 :]),
        )
        for p in split.provisions
    )
    return replace(document, id=new), replace(split, provisions=provisions)


def with_unique_ids(
    read: Iterable[tuple[Document, Split]],
) -> tuple[list[tuple[Document, Split]], list[Notice]]:
    """Give the second and later documents of one id a number; say so.

    The first in the order of (id, path, sha256) keeps the id, so the order in
    which sources were named does not matter.
    """
    unique: list[tuple[Document, Split]] = []
    notices = []
    taken: set[str] = set()
    for document, split in sorted(read, key=lambda r: (r[0].id, r[0].path, r[0].sha256)):
        number, new = 1, document.id
        while new in taken:
            number += 1
            new = DocumentId(f"{document.id}-{number}")
        taken.add(new)
        if new != document.id:
            message = f"A second document has the id {document.id!r}; it is held as {new!r}."
            notices.append(Notice(code="id-taken", message=message, path=document.path))
            document, split = _renamed(document, split, new)  # noqa: PLW2901
        unique.append((document, split))
    return unique, notices


def build(
    sources: Sequence[Path],
    settings: Settings,
    *,
    catalogue: Path | None = None,
    progress: Progress = _silent,
) -> Built:
    """Read sources, split them into provisions, link these, and write the evidence base.

    Args:
        sources: files and folders.
        settings: where to write, how many processes, limits.
        catalogue: a CSV that says what is read, in place of those in the folders.
        progress: told of each step as it goes.

    Returns:
        Counts, and every failure and notice. A source that fails costs only
        itself; the base holds the rest and lists the failures.

    Raises:
        UsageError: no source exists, or there is nothing to read in them.
        NothingBuiltError: not one source became provisions; the old base is untouched.
        BaseError: the base's folder holds something else, or cannot be written.
    """
    started = time.monotonic()
    if not any(path.exists() for path in sources):
        raise UsageError(
            f"There is nothing at {', '.join(map(str, sources))}.",
            hint="Check the name; a pattern must match a file.",
        )
    check_replaceable(settings.base)  # now, not after minutes of reading
    found = find_sources(sources, catalogue=catalogue)
    failures, notices = list(found.failures), list(found.notices)
    if not found.sources and not failures:
        named = ", ".join(map(str, sources))
        raise UsageError(
            f"No governance text was found in {named}.",
            hint="Name files or folders with PDF, HTML, DOCX, Markdown, text or CSV files.",
        )
    read, lost = _read_all(found.sources, settings, progress)
    failures += lost
    read, renamed = with_unique_ids(read)
    notices += renamed
    notices += [notice for document, _ in read for notice in document.warnings]
    documents = [document for document, _ in read]
    provisions = [provision for _, split in read for provision in split.provisions]
    if not provisions:
        raise NothingBuiltError(
            sorted(failures),
            sorted(notices),
            sources=len(found.sources),
            seconds=time.monotonic() - started,
        )
    units = sorted((p for p in provisions if p.linkable), key=lambda p: p.id)
    progress("link", 0, len(units))
    linked = _link(units, settings)
    notices += linked.notices
    progress("link", len(units), len(units))
    progress("write", 0, 1)
    version = write_base(
        settings.base,
        documents=documents,
        splits={document.id: split for document, split in read},
        links=linked.table,
        statistics=linked.statistics,
        failures=sorted(failures),
        notices=sorted(notices),
        settings={
            "links_per_provision": settings.links_per_provision,
            **({"ocr": True} if settings.limits.ocr else {}),
        },
        sources=[SourceFile(path=d.path, sha256=d.sha256) for d in documents],
        run={"jobs": settings.jobs, "seconds": round(time.monotonic() - started, 3)},
    )
    progress("write", 1, 1)
    return Built(
        base=settings.base,
        version=version,
        documents=len(documents),
        provisions=len(provisions),
        linkable=len(units),
        links=linked.table.num_rows,
        failures=tuple(sorted(failures)),
        notices=tuple(sorted(notices)),
        seconds=time.monotonic() - started,
    )


def _link(units: Sequence[Provision], settings: Settings) -> Linked:
    return link_units(
        [p.id for p in units],
        [p.work_id for p in units],
        [p.language for p in units],
        [p.text for p in units],
        top=settings.links_per_provision,
        threads=settings.jobs,
    )
