"""Stages' results become an evidence base: tables, search index, manifest and run log."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity import __version__
from comity.base.changes import Changes, changes_json, compare_tables
from comity.base.contents import Contents
from comity.base.folder import replacing
from comity.base.former import Former, SourceFile, key_of, open_former, tables_version
from comity.base.index import Entry, file_sha256, write_index
from comity.base.manifest import MANIFEST, RUNS, check_replaceable
from comity.base.provision_changes import text_sha256
from comity.base.redirects import (
    Redirect,
    carried_over,
    read_redirects,
    without_comparison,
    write_redirects,
)
from comity.base.same_text_table import SAME_TEXT
from comity.base.tables import (
    DEFAULT_ROW_GROUP,
    DOCUMENTS,
    FAILURES,
    FORMAT_VERSION,
    PROVISIONS,
    ROW_GROUPS,
    TAGS,
    TOPICS,
    failures_table,
    links_schema,
    signal_columns,
    storable,
    write_table,
)
from comity.errors import ComityError, NoRoomError
from comity.links import Words
from comity.records import Document, Failure, Notice, Split

# The system's words for a full disk, a full quota, a file beyond its limit and a failing disk.
_FULL = re.compile(r"No space left|[Qq]uota|File too large|Input/output error|os error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a write made of the old base."""

    version: str
    changes: Changes | None  # against the base that was replaced; None when there was none
    redirects: int  # ids of earlier versions that lead elsewhere, or nowhere


def write_base(
    path: Path,
    *,
    documents: Iterable[Document],
    splits: Mapping[str, Split],
    links: pa.Table,
    statistics: pa.Table,
    words: Words,
    tags: pa.Table | None = None,
    topics: pa.Table | None = None,
    same_text: pa.Table | None = None,
    further: Mapping[str, pa.Table] | None = None,
    failures: Iterable[Failure] = (),
    notices: Iterable[Notice] = (),
    settings: Mapping[str, Any] | None = None,
    sources: Iterable[SourceFile] = (),
    run: Mapping[str, Any] | None = None,
) -> str:
    """Write an evidence base of records, in place of the one that `path` holds; its version.

    Args:
        path: folder; absent, empty, or an evidence base.
        documents: ids unique.
        splits: document id -> its provisions, for every document.

    The rest, and the errors, as for `write_contents`.

    Raises:
        ValueError: an id given twice, or a document without a split.
    """
    contents = Contents.of(list(documents), splits)
    check_replaceable(Path(path).resolve())
    return write_contents(
        path,
        contents,
        links=links,
        statistics=statistics,
        words=words,
        tags=tags,
        topics=topics,
        same_text=same_text,
        further=further,
        failures=failures,
        notices=notices,
        settings=settings,
        sources=sources,
        run=run,
        former=open_former(Path(path).resolve())[0],
    ).version


def write_contents(
    path: Path,
    contents: Contents,
    *,
    links: pa.Table,
    statistics: pa.Table,
    words: Words,
    tags: pa.Table | None = None,
    topics: pa.Table | None = None,
    same_text: pa.Table | None = None,
    further: Mapping[str, pa.Table] | None = None,
    failures: Iterable[Failure] = (),
    notices: Iterable[Notice] = (),
    settings: Mapping[str, Any] | None = None,
    sources: Iterable[SourceFile] = (),
    run: Mapping[str, Any] | None = None,
    former: Former | None = None,
    made_by: Mapping[str, str] | None = None,
) -> Written:
    """Write an evidence base, in place of the one that `path` holds.

    The new base is written beside the old one and takes its place in one step,
    so a build that is killed leaves the old one as it was. The same contents
    give the same bytes in every file but those of `manifest.OUTSIDE`, in whatever
    order they come, and whether or not some were taken over from `former`.

    Args:
        path: folder; absent, empty, or an evidence base.
        contents: documents and provisions.
        links: columns of `tables.LINKS` and one per signal.
        statistics: table of term statistics, from `link_units`.
        words: what every unit is made of, from `link_units`.
        tags, topics: what the units speak of, and the thesaurus that says so, as in
            `base.topic_tables`; none when they are left out.
        same_text: documents of nearly one text, as in `base.same_text_table`.
        further: tables that not every base has, by name, their rows in order: `vectors`.
        failures, notices: what could not be done, what must be known.
        settings: choices that shaped the result; JSON values.
        sources: files read, with checksums.
        run: facts of this build that shape nothing (times, jobs); they go to
            `runs.jsonl` with the counts and the time of day.
        former: the base at `path`, where it is whole: what changed is told, and
            ids that are gone are redirected, against it.
        made_by: stage -> hash of the code that made its part, so that the next build
            knows what it may take over.

    Raises:
        BaseError: the folder holds something else, or cannot be written.
    """
    target = Path(path).resolve()
    failures, sources = sorted(failures), sorted(set(sources))
    check_replaceable(target)
    started = time.monotonic()
    changes, redirects = _since(former, target, contents)
    with replacing(target) as folder, _disk_errors(target):
        counts = _write_tables(
            folder,
            contents,
            links,
            (tags, topics),
            {
                "same_text": SAME_TEXT.empty_table() if same_text is None else same_text,
                "terms": _ordered(statistics, statistics.column_names),
                "words": words.words,
                "vocabulary": words.vocabulary,
                **(further or {}),
            },
            failures,
        )
        write_index(
            folder / "index",
            _index_entries(contents, sources),
            earlier=None if former is None else former.path / "index",
        )
        version = _write_manifest(
            folder,
            {
                "format": "comity-base",
                "format_version": FORMAT_VERSION,
                "comity": __version__,
                "counts": counts,
                "settings": dict(settings or {}),
                "made_by": dict(made_by or {}),
                "sources": [asdict(s) for s in sources],
                "failures": [asdict(f) for f in failures],
                "notices": [asdict(n) for n in sorted(notices)],
            },
        )
        write_redirects(folder, redirects)
        seconds = round(time.monotonic() - started, 3)
        _append_run(
            target,
            folder,
            {
                "version": version,
                "counts": counts,
                **(run or {}),
                **({} if changes is None else {"changes": changes_json(changes, most=0)["counts"]}),
                "write_seconds": seconds,
            },
        )
        check_replaceable(target)  # again: a file may have come while the base was written
    return Written(version=version, changes=changes, redirects=len(redirects))


@contextmanager
def _disk_errors(target: Path) -> Iterator[None]:
    """What pyarrow and tantivy raise on a full disk, as `NoRoomError`."""
    try:
        yield
    except (ComityError, OSError):  # `replacing` turns the latter into words
        raise
    except Exception as error:
        # tantivy's errors are ValueErrors that quote the system's words.
        said = " ".join(str(error).split())
        if not _FULL.search(said):
            raise
        raise NoRoomError(
            f"{target} cannot be written: {said[:200]}. What was there is as before.",
            hint="Make room on the disk, or name a folder on another one with --base.",
        ) from error


def _since(
    former: Former | None, target: Path, contents: Contents
) -> tuple[Changes | None, tuple[Redirect, ...]]:
    """What changed since the former base, and the redirects after it."""

    def texts(ids: Iterable[str]) -> dict[str, str]:
        wanted = pa.array(sorted(set(ids)), pa.string())
        documents = set(contents.ids)
        found = {name: "" for name in wanted.to_pylist() if name in documents}
        rows = pc.filter(
            contents.provisions.select(["id", "text"]),
            pc.is_in(contents.provisions["id"], value_set=wanted),
        ).to_pylist()
        return {**found, **{row["id"]: text_sha256(row["text"]) for row in rows}}

    if former is None:
        return None, without_comparison(read_redirects(target)[0], texts=texts)
    old = former.contents
    changes = compare_tables(
        (old.documents, old.provisions),
        (contents.documents, contents.provisions),
        same=contents.same,
    )
    redirects = carried_over(former.redirects[0], changes, version=former.version, texts=texts)
    return changes, redirects


def _index_entries(contents: Contents, sources: Sequence[SourceFile]) -> list[Entry]:
    """Every document for the index, known again by its source and its name in it."""
    keys: dict[str, str] = {}
    for source in sources:
        seen: Counter[str] = Counter()  # one table can name several documents alike
        for own, held in source.documents if source.key else ():
            keys[held] = key_of([source.key, own, seen[own]])
            seen[own] += 1
    counts = contents.documents["provisions"].to_pylist()
    return [
        Entry(name, count, partial(contents.read_at, place), keys.get(name, ""))
        for place, (name, count) in enumerate(zip(contents.ids, counts, strict=True))
    ]


def _write_tables(
    folder: Path,
    contents: Contents,
    links: pa.Table,
    spoken: tuple[pa.Table | None, pa.Table | None],
    more: Mapping[str, pa.Table],
    failures: Sequence[Failure],
) -> dict[str, int]:
    """Write every table; its number of rows by name."""
    schema = links_schema(sorted(signal_columns(links)))
    links = _ordered(links.select(schema.names), ["source", "rank"])  # cast row group by row group
    tags, topics = spoken
    tags = TAGS.empty_table() if tags is None else _ordered(tags, ["provision_id", "topic"])
    topics = TOPICS.empty_table() if topics is None else topics
    tables: list[tuple[str, pa.Schema, Iterable[pa.Table]]] = [
        ("documents", DOCUMENTS, _slices(contents.documents, ROW_GROUPS["documents"])),
        ("provisions", PROVISIONS, _slices(contents.provisions, ROW_GROUPS["provisions"])),
        ("tags", TAGS, _slices(tags, ROW_GROUPS["tags"])),
        ("topics", TOPICS, _slices(topics, DEFAULT_ROW_GROUP)),
        ("links", schema, _slices(links, ROW_GROUPS["links"], schema)),
        ("failures", FAILURES, [failures_table(failures)] if failures else ()),
        *(
            (name, table.schema, _slices(table, ROW_GROUPS.get(name, DEFAULT_ROW_GROUP)))
            for name, table in more.items()
        ),
    ]
    counts = {
        name: write_table(folder / f"{name}.parquet", name, schema, rows)
        for name, schema, rows in tables
    }
    return {**counts, "linkable": pc.sum(contents.provisions["linkable"]).as_py() or 0}


def _slices(table: pa.Table, size: int, schema: pa.Schema | None = None) -> Iterable[pa.Table]:
    """Row groups, each in one piece: its bytes must not tell what it was put together from."""
    for start in range(0, table.num_rows, size):
        group = table.slice(start, size).combine_chunks()
        yield group if schema is None else group.cast(schema)


def _ordered(table: pa.Table, by: Sequence[str]) -> pa.Table:
    """The table sorted by columns without nulls; as it is when it is sorted already."""
    if table.num_rows < 2:
        return table
    # later[i]: row i + 1 comes after row i by the columns seen so far; equal[i]: they tie.
    equal = later = None
    for name in by:
        column = _comparable(table[name].combine_chunks())
        before, after = column.slice(0, len(column) - 1), column.slice(1)
        more, same = pc.greater(after, before), pc.equal(after, before)
        later = more if later is None else pc.or_(later, pc.and_(equal, more))
        equal = same if equal is None else pc.and_(equal, same)
    if pc.all(pc.or_(later, equal)).as_py():
        return table
    plain = [
        pc.cast(c, c.type.value_type) if pa.types.is_dictionary(c.type) else c
        for c in table.columns
    ]
    return pa.table(plain, names=table.column_names).sort_by([(name, "ascending") for name in by])


def _comparable(column: pa.Array) -> pa.Array:
    """A column, or the places of its values in a dictionary that is sorted."""
    if not pa.types.is_dictionary(column.type):
        return column
    names = column.dictionary
    count = len(names) - 1
    in_order = pc.all(pc.less(names.slice(0, max(count, 0)), names.slice(1))).as_py()
    return column.dictionary_decode() if in_order is False else column.indices


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> str:
    """Add the files and the base's version, and write it; the version."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    manifest["files"] = {
        file.relative_to(folder).as_posix(): {
            "bytes": file.stat().st_size,
            "sha256": file_sha256(file),
        }
        for file in files
    }
    version = tables_version({name: f["sha256"] for name, f in manifest["files"].items()})
    manifest["version"] = version
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(storable(text) + "\n", "utf-8")
    return version


def _append_run(old: Path, folder: Path, run: Mapping[str, Any]) -> None:
    """The old base's run log with one more line."""
    log = old / RUNS
    before = log.read_text("utf-8") if log.is_file() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    line = json.dumps({"finished": now, "comity": __version__, **run}, ensure_ascii=False)
    (folder / RUNS).write_text(before + storable(line) + "\n", "utf-8")
