"""Sources become documents and provisions: read now, or taken over from the old base."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, fields, replace
from functools import partial

from comity.base import SourceFile
from comity.base.contents import Contents
from comity.base.fingerprint import code_sha256
from comity.base.former import Former, key_of
from comity.base.spool import Made, Place, Spool
from comity.documents import Source, source_sha256
from comity.reading import Task, read_and_split
from comity.records import Document, Failure, Notice, Split, provision_id
from comity.records.ids import DocumentId, ProvisionId
from comity.settings import Settings
from comity.workers import Lost, run_apart

# What decides how a source is read, split and stored: a change in any of it has all read anew.
_READERS = ("errors.py", "records", "text", "countries", "documents", "provisions")
_DATA = ("data/countries.csv", "data/country-aliases.csv")
_MADE_BY = (
    *(*_READERS, *_DATA, "reading.py", "pipeline/gather.py"),
    *("base/spool.py", "base/tables.py"),
)

# Files that one worker reads sooner than a second one starts.
_BYTES_PER_WORKER = 200_000

Progress = Callable[[str, int, int], None]  # stage, done, of


@dataclass(frozen=True, slots=True)
class _Held:
    """A document before its id is certain: as read, or as the old base holds it."""

    id: DocumentId  # by its own name
    path: str
    sha256: str
    source: int  # number of its source
    place: Place | None  # in the spool, when it was read
    old: str = ""  # its id in the old base, when it is taken over


def _size_bytes(sources: Iterable[Source]) -> int:
    """What the files of sources hold together; those that cannot be looked at count nothing."""
    total = 0
    for source in sources:
        with suppress(OSError):
            total += source.path.stat().st_size
    return total


@dataclass(frozen=True, slots=True)
class _Read:
    """What a source that was read became: its documents are in the spool."""

    held: tuple[_Held, ...]
    failures: tuple[Failure, ...]
    sha256: str = ""


def _read_all(
    sources: Sequence[Source],
    numbers: Sequence[int],
    settings: Settings,
    progress: Progress,
    spool: Spool,
) -> dict[int, _Read]:
    """Read the sources of these numbers; number -> what it became, whatever ended first."""
    tasks = [Task(sources[number], settings.limits) for number in numbers]
    came: dict[int, _Read] = {}
    results = run_apart(
        read_and_split,
        tasks,
        jobs=min(
            settings.jobs, 1 + _size_bytes(task.source for task in tasks) // _BYTES_PER_WORKER
        ),
        timeout_s=settings.reading_timeout_s,
        memory_bytes=settings.worker_memory_bytes,
    )
    with closing(results):  # no worker goes on when the spool has no room left
        for place, result in results:
            number = numbers[place]
            if isinstance(result, Lost):
                failure = Failure(
                    path=sources[number].name,
                    stage="read",
                    error=f"Reading {result.reason}.",
                    hint="Open the file in its own program and save it anew, or leave it out.",
                )
                came[number] = _Read((), (failure,))
            else:
                held = tuple(
                    _Held(p.id, p.path, p.sha256, number, spool.add(p.data)) for p in result.read
                )
                came[number] = _Read(held, result.failures, result.sha256)
            progress("read", len(came), len(tasks))
    return {number: came[number] for number in numbers}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The documents of all sources, read now or taken over."""

    contents: Contents
    sources: list[SourceFile]
    failures: list[Failure]
    notices: list[Notice]
    read: int
    taken_over: int


def gather(
    sources: Sequence[Source],
    former: Former | None,
    settings: Settings,
    progress: Progress,
    spool: Spool,
) -> Gathered:
    """Read what is new or changed; take over the rest."""
    made_by, limits = code_sha256(_MADE_BY), asdict(settings.limits)

    def key(source: Source, sha256: str) -> str:
        return key_of([_facts(source), sha256, limits, made_by]) if sha256 else ""

    known: dict[int, SourceFile] = {}
    if former is not None and not settings.fresh:
        for number, source in enumerate(sources):
            found = former.sources.get(key(source, source_sha256(source, settings.limits)))
            if found is not None:
                known[number] = found
    to_read = [number for number in range(len(sources)) if number not in known]
    outcomes = _read_all(sources, to_read, settings, progress, spool)
    held: list[_Held] = []
    for number in range(len(sources)):
        if number in known:
            for own, old in known[number].documents:
                path, sha256 = _old(former).origins[old]
                held.append(_Held(DocumentId(own), path, sha256, number, None, old))
        else:
            held += outcomes[number].held
    named, notices = with_unique_ids(held)
    became: dict[int, list[tuple[str, str]]] = {}
    for new, document in named:
        became.setdefault(document.source, []).append((document.id, new))
    files = []
    for number, pairs in sorted(became.items()):
        outcome = outcomes.get(number)
        sha256 = known[number].sha256 if outcome is None else outcome.sha256
        # What failed in part is read again, so that its failure is told again.
        if outcome is None:
            again = known[number].key
        else:
            again = "" if outcome.failures else key(sources[number], sha256)
        files.append(
            SourceFile(
                path=sources[number].name,
                sha256=sha256,
                key=again,
                documents=tuple(pairs),
            )
        )
    return Gathered(
        contents=_put_together(named, former, spool),
        sources=files,
        failures=[failure for outcome in outcomes.values() for failure in outcome.failures],
        notices=notices,
        read=len(outcomes),
        taken_over=len(known),
    )


def _facts(source: Source) -> dict[str, object]:
    """All that the reading of a source depends on, beside its bytes, as JSON values."""
    facts = {field.name: getattr(source, field.name) for field in fields(source)}
    del facts["path"]  # where it lies; `name` is what a base says of it
    return {**facts, "columns": source.columns and asdict(source.columns)}


def _put_together(
    named: Iterable[tuple[DocumentId, _Held]], former: Former | None, spool: Spool
) -> Contents:
    """The contents of a base from documents with their final ids."""

    def load(new: DocumentId, held: _Held) -> Made:
        if held.place is not None:
            document, split = spool.load(held.place)
        else:
            document, split = next(_old(former).read([held.old]))
        return (document, split) if document.id == new else renamed(document, split, new)

    loads: dict[str, Callable[[], Made]] = {}
    taken: list[str] = []
    for new, held in named:
        if held.place is None and held.old == new:
            taken.append(new)
        else:
            loads[new] = partial(load, new, held)
    contents = spool.contents(loads)
    return contents.with_taken_over(_old(former), taken) if taken else contents


def _old(former: Former | None) -> Contents:
    assert former is not None  # noqa: S101 - something was found in it
    return former.contents


def renamed(document: Document, split: Split, new: DocumentId) -> tuple[Document, Split]:
    """The same document and provisions under another id."""
    old = len(document.id)

    def moved(name: ProvisionId | None) -> ProvisionId | None:
        return None if name is None else provision_id(new, name[old + 1 :])

    provisions = tuple(
        replace(
            p,
            id=provision_id(new, p.eid),
            document_id=new,
            parent=moved(p.parent),
            anchor=moved(p.anchor),
        )
        for p in split.provisions
    )
    return replace(document, id=new), replace(split, provisions=provisions)


def with_unique_ids(
    held: Iterable[_Held],
) -> tuple[list[tuple[DocumentId, _Held]], list[Notice]]:
    """Give the second and later documents of one id a number; say so.

    The first in the order of (id, path, sha256) keeps the id, so the order in
    which sources were named does not matter.
    """
    unique: list[tuple[DocumentId, _Held]] = []
    notices = []
    taken: set[str] = set()
    for document in sorted(held, key=lambda d: (d.id, d.path, d.sha256)):
        number, new = 1, document.id
        while new in taken:
            number += 1
            new = DocumentId(f"{document.id}-{number}")
        taken.add(new)
        if new != document.id:
            message = f"A second document has the id {document.id!r}; it is held as {new!r}."
            notices.append(Notice(code="id-taken", message=message, path=document.path))
        unique.append((new, document))
    return unique, notices
