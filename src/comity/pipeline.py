"""The stages in order: sources are read and split apart, linked together, and written.

find_sources ─▶ read_source ─▶ split_provisions ─▶ link_units ─▶ write_contents
                └── in worker processes, one source at a time ──┘

What was read goes to the disk as it comes (`base.spool`), and few of it are records at a time.
A source whose bytes, catalogue row and readers are those of the base that is replaced is not
read again: its documents and provisions are taken over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path

import pyarrow as pa

from comity.base import SourceFile
from comity.base.changes import Changes
from comity.base.contents import Contents
from comity.base.fingerprint import code_sha256
from comity.base.folder import locked, recover, remove_leftovers
from comity.base.former import Former, key_of, open_former
from comity.base.manifest import check_replaceable
from comity.base.spool import Made, Place, Spool
from comity.base.write import write_contents
from comity.documents import Source, find_sources, source_sha256
from comity.errors import NothingBuiltError, UsageError
from comity.links import Earlier, Linked, Statistics, link_units
from comity.reading import Task, read_and_split
from comity.records import Document, Failure, Notice, Split, provision_id
from comity.records.ids import DocumentId, ProvisionId, document_of
from comity.settings import Settings
from comity.temporary import remove_abandoned
from comity.workers import Lost, run_apart

# What decides how a source is read, split and stored: a change in any of it has all read anew.
_READERS = ("errors.py", "records", "text", "countries", "data", "documents", "provisions")
_MADE_BY = (*_READERS, "reading.py", "pipeline.py", "base/spool.py", "base/tables.py")
_LINKERS = ("errors.py", "records", "text", "links", "pipeline.py")

# Files that one worker reads sooner than a second one starts.
_BYTES_PER_WORKER = 200_000

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
    read: int = 0  # sources that were read
    taken_over: int = 0  # sources whose documents were taken over from the old base
    searched: int = 0  # units whose links were looked for; the others kept theirs
    changes: Changes | None = None  # since the old base; None when there was none to compare
    redirects: int = 0  # ids of earlier versions that lead elsewhere, or nowhere


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
class _Gathered:
    """The documents of all sources, read now or taken over."""

    contents: Contents
    sources: list[SourceFile]
    failures: list[Failure]
    notices: list[Notice]
    read: int
    taken_over: int


def _gather(
    sources: Sequence[Source],
    former: Former | None,
    settings: Settings,
    progress: Progress,
    spool: Spool,
) -> _Gathered:
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
    return _Gathered(
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
        return (document, split) if document.id == new else _renamed(document, split, new)

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


def _renamed(document: Document, split: Split, new: DocumentId) -> tuple[Document, Split]:
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


def build(
    sources: Sequence[Path],
    settings: Settings,
    *,
    catalogue: Path | None = None,
    progress: Progress = _silent,
) -> Built:
    """Read sources, split them into provisions, link these, and write the evidence base.

    Sources that did not change since the base at the same place was built are
    taken over from it; the result is the same, byte for byte.

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
        BaseError: the base's folder holds something else, cannot be written, or is
            being built by another process.
    """
    base = settings.base.resolve()
    with locked(base, wait=settings.wait), Spool(base) as spool:
        return _build(sources, settings, catalogue, progress, spool)


def _build(
    sources: Sequence[Path],
    settings: Settings,
    catalogue: Path | None,
    progress: Progress,
    spool: Spool,
) -> Built:
    started = time.monotonic()
    if not any(path.exists() for path in sources):
        raise UsageError(
            f"There is nothing at {', '.join(map(str, sources))}.",
            hint="Check the name; a pattern must match a file.",
        )
    base = settings.base.resolve()
    recover(base)
    remove_leftovers(base)
    remove_abandoned()
    check_replaceable(base)  # now, not after minutes of reading
    found = find_sources(sources, catalogue=catalogue)
    # A base in the folder of its texts: what a build puts beside it for a while is no news.
    own = f".{base.name}."
    told = [n for n in found.notices if not n.path.rsplit("/", 1)[-1].startswith(own)]
    # Nor is what earlier builds left there a part of what this one makes of the texts.
    notices = [n for n in told if n.code != "own-output"]
    passed_over = [n for n in told if n.code == "own-output"]
    failures = list(found.failures)
    if not found.sources and not failures:
        named = ", ".join(map(str, sources))
        raise UsageError(
            f"No governance text was found in {named}.",
            hint="Name texts or folders of them: PDF, HTML, DOCX, ODT, RTF, XML, Markdown, text.",
        )
    former, problem = open_former(base)
    gathered = _gather(found.sources, former, settings, progress, spool)
    contents = gathered.contents
    failures += gathered.failures
    notices += [*gathered.notices, *contents.notices()]
    if not contents.provisions.num_rows:
        raise NothingBuiltError(
            sorted(failures),
            sorted(notices),
            sources=len(found.sources),
            seconds=time.monotonic() - started,
        )
    units = contents.units()
    progress("link", 0, units.num_rows)
    made_by = {"links": code_sha256(_LINKERS)}
    linked = _link(units, contents.same, former, settings, made_by)
    notices += linked.notices
    progress("link", units.num_rows, units.num_rows)
    progress("write", 0, 1)
    reuse = {
        "read": gathered.read,
        "taken_over": gathered.taken_over,
        "searched": linked.searched,
    }
    written = write_contents(
        base,
        contents,
        links=linked.table,
        statistics=linked.statistics,
        words=linked.words,
        failures=sorted(failures),
        notices=sorted(notices),
        settings=_shaping(settings),
        sources=gathered.sources,
        run={
            **reuse,
            **({"from": former.version} if former is not None else {}),
            "jobs": settings.jobs,
            "seconds": round(time.monotonic() - started, 3),
        },
        former=former,
        made_by=made_by,
    )
    progress("write", 1, 1)
    # How this build came about is no part of the base: a fresh one would not say it.
    notices += [*passed_over, *_about_former(former, problem)]
    return Built(
        base=settings.base,
        version=written.version,
        documents=contents.documents.num_rows,
        provisions=contents.provisions.num_rows,
        linkable=units.num_rows,
        links=linked.table.num_rows,
        failures=tuple(sorted(failures)),
        notices=tuple(sorted(notices)),
        seconds=time.monotonic() - started,
        changes=written.changes,
        redirects=written.redirects,
        **reuse,
    )


def _about_former(former: Former | None, problem: str) -> list[Notice]:
    notices = []
    if problem:
        message = f"Nothing was taken over from the old base: {problem}. All was read anew."
        notices.append(Notice(code="old-base-not-used", message=message))
    if former is not None and former.redirects[1]:
        message = f"{former.redirects[1]} redirects of the old base are damaged and were left out."
        notices.append(Notice(code="redirects-damaged", message=message))
    return notices


def _link(
    units: pa.Table,
    same: Collection[str],
    former: Former | None,
    settings: Settings,
    made_by: Mapping[str, str],
) -> Linked:
    """The links of all units; those of the old base where nothing reaches them."""
    return link_units(
        *(units[name].to_pylist() for name in ("id", "work_id", "language", "text")),
        top=settings.links_per_provision,
        threads=settings.jobs,
        earlier=_earlier(units, same, former, settings, made_by),
    )


def _earlier(
    units: pa.Table,
    same: Collection[str],
    former: Former | None,
    settings: Settings,
    made_by: Mapping[str, str],
) -> Earlier | None:
    """The old base's links, if this code made them with these settings."""
    if settings.fresh or former is None or former.made_by("links") != made_by["links"]:
        return None
    if former.manifest["settings"] != _shaping(settings):
        return None
    return Earlier(
        unchanged=[document_of(ProvisionId(name)) in same for name in units["id"].to_pylist()],
        table=former.links(),
        statistics=Statistics.from_table(former.terms()),
        words=former.words(),
        notices=former.notices(),
    )


def _shaping(settings: Settings) -> dict[str, int]:
    """The settings that shape a base."""
    return {
        "links_per_provision": settings.links_per_provision,
        **({"ocr": True} if settings.limits.ocr else {}),
    }
