"""A text that is in no base, read and split as a build would read it."""

from __future__ import annotations

import pickle
from collections.abc import Collection
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from comity.base import Outline
from comity.base.answers import DRAFT
from comity.documents import Source, find_sources
from comity.documents.catalogue import language_tag
from comity.documents.sources import OTHER_FORMATS, format_of
from comity.errors import SourceError, UsageError
from comity.pipeline.gather import renamed
from comity.reading import Task, read_and_split
from comity.records import Document, DocumentId, Failure, Split, WorkId
from comity.settings import Settings
from comity.workers import Lost, run_apart


def read_draft(
    path: Path,
    settings: Settings | None = None,
    *,
    language: str = "",
    taken: Collection[str] = (),
) -> Outline:
    """Read one file that holds one text, in any format that a build reads.

    It is read in a process of its own, within the limits of a build, and with
    what a catalogue beside it says of it. Nothing is written.

    Args:
        path: the file. A name that says no format is read as plain text.
        settings: limits of size, time and memory; those of a build by default.
        language: BCP 47; detected, or as the file's name or catalogue has it, when empty.
        taken: ids of other drafts, which this one must not have.

    Returns:
        The document with its provisions. Its id and its work's begin with "draft:". A text
        without linkable unit, such as a sentence that a build takes for a title, is one.

    Raises:
        UsageError: the language is no tag, or the path is a folder or a pipe.
        SourceError: the file cannot be read, or holds no text or several.
    """
    settings = settings or Settings()
    source = _source(path)
    if language:
        tag, whole = language_tag(language)
        if not tag or not whole:
            raise UsageError(f"{language!r} is no language tag.", hint='Such as "en" or "pt-BR".')
        source = replace(source, language=tag)
    found, failures = _read(source, settings)
    if not found:
        first = next(iter(failures), None)
        problem = first.error if first else "It holds no text."
        raise SourceError(f"{path.name}: {problem}", hint=first.hint if first else "")
    if len(found) > 1:
        raise SourceError(
            f"{path.name} holds {len(found)} texts; a draft is one.",
            hint="Build it into a base with `comity build`, and name its documents.",
        )
    document, split = found[0]
    return _as_draft(document, split, taken)


def _source(path: Path) -> Source:
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", hint="Name one file, or build the folder.")
    if path.exists() and not path.is_file():
        raise UsageError(
            f"{path} is no ordinary file.", hint="Save what it gives to a file, and name that."
        )
    found = find_sources([path])
    if len(found.sources) > 1:
        raise SourceError(
            f"{path.name} holds {len(found.sources)} files; a draft is one text.",
            hint="Unpack it and name one file, or build it into a base with `comity build`.",
        )
    if found.sources:
        return found.sources[0]
    if path.is_file() and not format_of(path) and path.suffix.lower() not in OTHER_FORMATS:
        # A build passes such files over; whoever names a draft means it to be read.
        folder = path.resolve().parent.name
        return Source(path=path, name=path.name, format="txt", folder=folder)
    for failure in found.failures:
        raise SourceError(f"{path.name}: {failure.error}", hint=failure.hint)
    for notice in found.notices:
        raise SourceError(f"{path.name}: {notice.message}")
    raise SourceError(f"{path.name} cannot be read.")


def _read(
    source: Source, settings: Settings
) -> tuple[list[tuple[Document, Split]], tuple[Failure, ...]]:
    results = run_apart(
        read_and_split,
        [Task(source, settings.limits)],
        jobs=1,
        timeout_s=settings.reading_timeout_s,
        memory_bytes=settings.worker_memory_bytes,
    )
    with closing(results):
        _, result = next(results)
    if isinstance(result, Lost):
        hint = "Open the file in its own program and save it anew."
        failure = Failure(
            path=source.name, stage="read", error=f"Reading {result.reason}.", hint=hint
        )
        return [], (failure,)
    return [pickle.loads(packed.data) for packed in result.read], result.failures  # noqa: S301 - from our own process


def _as_draft(document: Document, split: Split, taken: Collection[str]) -> Outline:
    number, own = 1, f"{DRAFT}{document.id}"
    new = own
    while new in taken:
        number += 1
        new = f"{own}-{number}"
    document, split = renamed(document, split, DocumentId(new))
    work = WorkId(new)
    has_unit = any(p.linkable for p in split.provisions)
    parents = {p.parent for p in split.provisions}
    provisions = tuple(
        replace(p, work_id=work, linkable=p.linkable if has_unit else p.id not in parents)
        for p in split.provisions
    )
    return Outline.of(replace(document, work_id=work), replace(split, provisions=provisions))
