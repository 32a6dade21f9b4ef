"""Stages' results become an evidence base: tables, search index, manifest and run log."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity import __version__
from comity.base.folder import replacing
from comity.base.index import Entry, file_sha256, write_index
from comity.base.manifest import MANIFEST, RUNS, check_replaceable
from comity.base.tables import (
    DEFAULT_ROW_GROUP,
    DOCUMENTS,
    FAILURES,
    FORMAT_VERSION,
    PROVISIONS,
    ROW_GROUPS,
    TAGS,
    batches,
    documents_table,
    failures_table,
    links_schema,
    provisions_table,
    signal_columns,
    storable,
    write_table,
)
from comity.records import Document, Failure, Notice, Split


@dataclass(frozen=True, slots=True, order=True)
class SourceFile:
    """A file that the base was built from."""

    path: str  # relative to the source named in the build
    sha256: str


def write_base(
    path: Path,
    *,
    documents: Iterable[Document],
    splits: Mapping[str, Split],
    links: pa.Table,
    statistics: pa.Table,
    failures: Iterable[Failure] = (),
    notices: Iterable[Notice] = (),
    settings: Mapping[str, Any] | None = None,
    sources: Iterable[SourceFile] = (),
    run: Mapping[str, Any] | None = None,
) -> str:
    """Write an evidence base, in place of the one that `path` holds, and give its version.

    The new base is written beside the old one and takes its place in one step,
    so a build that is killed leaves the old one as it was. The same records
    give the same bytes in every file but `runs.jsonl`, in whatever order they
    come.

    Args:
        path: folder; absent, empty, or an evidence base.
        documents: ids unique.
        splits: document id -> its provisions, for every document.
        links: columns of `tables.LINKS` and one per signal.
        statistics: table of term statistics, from `link_units`.
        failures, notices: what could not be done, what must be known.
        settings: choices that shaped the result; JSON values.
        sources: files read, with checksums.
        run: facts of this build that shape nothing (times, jobs); they go to
            `runs.jsonl` with the counts and the time of day.

    Raises:
        BaseError: the folder holds something else, or cannot be written.
        ValueError: an id given twice, or a document without a split.
    """
    target = Path(path).resolve()
    documents = sorted(documents, key=lambda d: d.id)
    if len({d.id for d in documents}) != len(documents):
        raise ValueError("An id was given to two documents.")
    if missing := [d.id for d in documents if d.id not in splits]:
        raise ValueError(f"No split for {missing[0]!r} and {len(missing) - 1} more documents.")
    ordered = [splits[d.id] for d in documents]
    failures = sorted(failures)
    check_replaceable(target)
    started = time.monotonic()
    with replacing(target) as folder:
        counts = _write_tables(folder, (documents, ordered), links, statistics, failures)
        version = _version(folder)
        entries = [
            Entry(document.id, len(split.provisions), partial(_pair, document, split))
            for document, split in zip(documents, ordered, strict=True)
        ]
        write_index(folder / "index", entries)
        _write_manifest(
            folder,
            {
                "format": "comity-base",
                "format_version": FORMAT_VERSION,
                "comity": __version__,
                "version": version,
                "counts": counts,
                "settings": dict(settings or {}),
                "sources": [asdict(s) for s in sorted(set(sources))],
                "failures": [asdict(f) for f in failures],
                "notices": [asdict(n) for n in sorted(notices)],
            },
        )
        seconds = round(time.monotonic() - started, 3)
        _append_run(
            target,
            folder,
            {"version": version, "counts": counts, **(run or {}), "write_seconds": seconds},
        )
        check_replaceable(target)  # again: a file may have come while the base was written
    return version


def _pair(document: Document, split: Split) -> tuple[Document, Split]:
    return document, split


def _write_tables(
    folder: Path,
    read: tuple[Sequence[Document], Sequence[Split]],
    links: pa.Table,
    statistics: pa.Table,
    failures: Sequence[Failure],
) -> dict[str, int]:
    """Write every table; its number of rows by name."""
    documents, splits = read
    links = _ordered_links(links)
    statistics = _ordered(statistics, statistics.column_names)
    provisions = (
        (provision, position)
        for split in splits
        for position, provision in enumerate(split.provisions)
    )
    tables: list[tuple[str, pa.Schema, Iterable[pa.Table]]] = [
        (
            "documents",
            DOCUMENTS,
            (
                documents_table([d for d, _ in pairs], [s for _, s in pairs])
                for pairs in batches(zip(documents, splits, strict=True), ROW_GROUPS["documents"])
            ),
        ),
        (
            "provisions",
            PROVISIONS,
            (
                provisions_table([p for p, _ in pairs], [n for _, n in pairs])
                for pairs in batches(provisions, ROW_GROUPS["provisions"])
            ),
        ),
        ("tags", TAGS, ()),
        ("links", links.schema, _slices(links, ROW_GROUPS["links"])),
        ("failures", FAILURES, [failures_table(failures)] if failures else ()),
        ("terms", statistics.schema, _slices(statistics, DEFAULT_ROW_GROUP)),
    ]
    counts = {
        name: write_table(folder / f"{name}.parquet", name, schema, rows)
        for name, schema, rows in tables
    }
    return {**counts, "linkable": sum(p.linkable for s in splits for p in s.provisions)}


def _slices(table: pa.Table, size: int) -> Iterable[pa.Table]:
    return (table.slice(start, size) for start in range(0, table.num_rows, size))


def _ordered_links(links: pa.Table) -> pa.Table:
    signals = sorted(signal_columns(links))
    schema = links_schema(signals)
    return _ordered(links.select(schema.names).cast(schema), ["source", "rank"])


def _ordered(table: pa.Table, by: Sequence[str]) -> pa.Table:
    """The table sorted by columns without nulls; as it is when it is sorted already."""
    if table.num_rows < 2:
        return table
    # later[i]: row i + 1 comes after row i by the columns seen so far; equal[i]: they tie.
    equal = later = None
    for name in by:
        column = table[name].combine_chunks()
        before, after = column.slice(0, len(column) - 1), column.slice(1)
        more, same = pc.greater(after, before), pc.equal(after, before)
        later = more if later is None else pc.or_(later, pc.and_(equal, more))
        equal = same if equal is None else pc.and_(equal, same)
    if pc.all(pc.or_(later, equal)).as_py():
        return table
    return table.sort_by([(name, "ascending") for name in by])


def _version(folder: Path) -> str:
    """SHA-256 over the names and bytes of the tables: a base's version."""
    digest = hashlib.sha256(f"comity-base {FORMAT_VERSION}\n".encode())
    for file in sorted(folder.glob("*.parquet")):
        digest.update(f"{file.name} {file_sha256(file)}\n".encode())
    return digest.hexdigest()


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    manifest["files"] = {
        file.relative_to(folder).as_posix(): {
            "bytes": file.stat().st_size,
            "sha256": file_sha256(file),
        }
        for file in files
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(storable(text) + "\n", "utf-8")


def _append_run(old: Path, folder: Path, run: Mapping[str, Any]) -> None:
    """The old base's run log with one more line."""
    log = old / RUNS
    before = log.read_text("utf-8") if log.is_file() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    line = json.dumps({"finished": now, "comity": __version__, **run}, ensure_ascii=False)
    (folder / RUNS).write_text(before + storable(line) + "\n", "utf-8")
