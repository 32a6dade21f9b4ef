"""The search index: tantivy over stems, with the same bytes for the same provisions.

Every word of a document is indexed once, with the smallest provision that holds
it: a leaf with its whole text, a provision that has children with what stands
in none of them (label, heading, a short introduction). So no two hits show the
same words, and a heading is found too.

tantivy names each segment by a random id, which stands in file names and in
`meta.json` alone. After the commit the files are renamed after their content,
so that equal indexes are equal byte by byte. One writing thread and one commit
make one segment; a corpus too large for one writer's memory becomes several
segments, cut at fixed numbers of stems.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from comity.base.dates import first_day, last_day
from comity.base.fingerprint import code_sha256
from comity.base.stretches import own_stretches
from comity.base.tables import storable
from comity.errors import BaseError
from comity.records import Document, Provision, Split
from comity.temporary import temporary_folder
from comity.text.tokens import primary, stems

# What decides how provisions are indexed, beside tantivy itself.
_MADE_BY = (
    "records",
    "text",
    "base/dates.py",
    "base/index.py",
    "base/stretches.py",
    "base/tables.py",
)

PARTS = "parts.json"  # which segments were made from which documents

# A changed document costs the indexing of its part; a question costs a look into each part.
_PROVISIONS_PER_PART = 2048
_MOST_PARTS = 64

# Memory that a writer may fill before it closes a segment (tantivy's limit is 4 GB); taken
# as it is needed. AGORA's 14 MB of text need about a tenth of it.
_HEAP_BYTES = 2_000_000_000
# Stems per segment, 40 bytes of that memory for each; measured: 5 where words recur as in
# real texts, 13 where every stem is new. An entry's other fields count as _FIELDS stems.
_STEMS_PER_SEGMENT = 50_000_000
_FIELDS = 20

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_KEYS = ("work", "document", "country", "publisher", "language", "kind")

_REASON = 160  # characters of tantivy's own words that an error repeats


@dataclass(frozen=True, slots=True)
class Unit:
    """A provision as the index takes it."""

    provision: Provision
    position: int  # in its document's reading order
    own: tuple[tuple[int, int], ...]  # stretches of its text that stand in none of its children


def schema() -> tantivy.Schema:
    """Fields of the index: `id` and `unit` are kept, `body` holds the stems."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("unit", stored=True)
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="position")
    for name in _KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_boolean_field("linkable", indexed=True)
    builder.add_integer_field("from", indexed=True, fast=True)
    builder.add_integer_field("until", indexed=True, fast=True)
    return builder.build()


def units_of(split: Split) -> Iterator[Unit]:
    """The provisions of a document with the stretches that are each one's own."""
    children: dict[str, list[Provision]] = {}
    for provision in split.provisions:
        if provision.parent is not None:
            children.setdefault(provision.parent, []).append(provision)
    for position, provision in enumerate(split.provisions):
        yield Unit(provision, position, own_stretches(provision, children.get(provision.id, ())))


def _stored(unit: Unit) -> bytes:
    """What the index keeps of a provision; the text only where it is short of children.

    A container's text is read from the provisions table instead: holding it
    here would store a law once for every level of its outline.
    """
    p = unit.provision
    kept: dict[str, Any] = {
        "id": p.id,
        "document_id": p.document_id,
        "work_id": p.work_id,
        "eid": p.eid,
        "parent": p.parent,
        "label": p.label,
        "heading": p.heading,
        "kind": p.kind,
        "linkable": p.linkable,
        "start": p.span.start,
        "end": p.span.end,
        "language": p.language,
        "page": p.page,
        "position": unit.position,
    }
    if p.marked_at is not None:
        kept |= {"anchor": p.anchor, "marked_at": p.marked_at}
    if p.linkable:
        kept["text"] = p.text
    else:
        kept["own"] = unit.own
    text = _ENCODER.encode(kept)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return storable(text).encode()


def _days(document: Document) -> dict[str, int]:
    """First and last day that the document's date may mean; nothing without a date."""
    if not document.date:
        return {}
    return {"from": first_day(document.date), "until": last_day(document.date)}


def _entry(document: Document, days: dict[str, int], unit: Unit) -> tuple[tantivy.Document, int]:
    """One entry of the index, and what it counts for in stems."""
    p = unit.provision
    entry = tantivy.Document()
    entry.add_text("id", p.id)
    entry.add_bytes("unit", _stored(unit))
    count = _FIELDS
    for start, end in unit.own:
        found = stems(p.text[start:end], p.language)
        count += len(found)
        if found:  # a value of its own, so that no phrase runs across a child
            entry.add_text("body", " ".join(found))
    entry.add_text("work", p.work_id)
    entry.add_text("document", p.document_id)
    entry.add_text("publisher", storable(document.publisher))
    for country in document.jurisdiction.split(";"):
        entry.add_text("country", country.strip())
    for language in sorted({p.language.lower(), primary(p.language)}):
        entry.add_text("language", language)
    entry.add_text("kind", document.kind)
    entry.add_boolean("linkable", p.linkable)
    for name, day in days.items():
        entry.add_integer(name, day)
    return entry, count


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the index takes it, read only when its part is written."""

    id: str
    provisions: int
    load: Callable[[], tuple[Document, Split]]
    key: str = ""  # equal keys: equal document and provisions; "" when that is not known


def write_index(folder: Path, entries: Sequence[Entry], *, earlier: Path | None = None) -> None:
    """Write the index of all provisions into a new folder.

    Documents are dealt to parts by the hash of their id, and each part is a
    segment of its own, so that a part whose documents are those of an earlier
    index is taken from there.

    Args:
        folder: must not exist.
        entries: in the order of document ids.
        earlier: an index to take parts from; it saves time and changes nothing in
            the result.
    """
    folder.mkdir()
    held = _held_parts(earlier)
    parts: dict[str, list[dict[str, Any]]] = {}
    shape: dict[str, Any] = {}
    for number, dealt in enumerate(_dealt(entries)):
        key = _part_key(dealt)
        if earlier is not None and key and key in held:
            shape, segments = held[key]
            _take(earlier, folder, segments)
        else:
            shape, segments = _write(folder / f"part-{number}", folder, dealt)
        parts[key or str(number)] = segments
    _write_meta(folder, shape, parts)
    opened = open_index(folder).num_docs
    expected = sum(entry.provisions for entry in entries)
    if opened != expected:
        raise BaseError(
            f"The search index holds {opened} of {expected} provisions.",
            hint="This is a defect of comity; please report it.",
        )


def _write_meta(
    folder: Path, shape: Mapping[str, Any], parts: Mapping[str, Sequence[dict[str, Any]]]
) -> None:
    """tantivy's own files about the segments, and what each part was made from."""
    segments = [segment for found in parts.values() for segment in found]
    names = sorted(p.name for p in folder.iterdir())
    meta = {**shape, "segments": segments, "opstamp": sum(s["max_doc"] for s in segments)}
    (folder / "meta.json").write_text(json.dumps(meta, indent=2, sort_keys=True), "utf-8")
    (folder / ".managed.json").write_text(json.dumps([*names, "meta.json"]), "utf-8")
    made = [
        {"key": key, "segments": [s["segment_id"] for s in found]} for key, found in parts.items()
    ]
    (folder / PARTS).write_text(json.dumps(made, indent=2), "utf-8")


def _dealt(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The documents of each part that has any, in the order of ids; at least one part."""
    total = sum(entry.provisions for entry in entries)
    count = 1
    while count < _MOST_PARTS and count * _PROVISIONS_PER_PART < total:
        count *= 2
    dealt: list[list[Entry]] = [[] for _ in range(count)]
    for entry in entries:
        dealt[int(hashlib.sha256(entry.id.encode()).hexdigest(), 16) % count].append(entry)
    return [part for part in dealt if part] or [[]]


def _part_key(entries: Sequence[Entry]) -> str:
    """Equal for parts of equal documents that are indexed alike; "" when that is not known."""
    if not all(entry.key for entry in entries):
        return ""
    digest = hashlib.sha256(f"{code_sha256(_MADE_BY)}\n".encode())
    for entry in entries:
        digest.update(f"{entry.id} {entry.key}\n".encode())
    return digest.hexdigest()


def _held_parts(
    earlier: Path | None,
) -> dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The parts of an earlier index by key; none when it is not there or is not whole."""
    if earlier is None:
        return {}
    try:
        shape: dict[str, Any] = json.loads((earlier / "meta.json").read_text("utf-8"))
        segments = {segment["segment_id"]: segment for segment in shape["segments"]}
        return {
            part["key"]: (shape, [segments[name] for name in part["segments"]])
            for part in json.loads((earlier / PARTS).read_text("utf-8"))
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _take(earlier: Path, folder: Path, segments: Sequence[dict[str, Any]]) -> None:
    """Segment files of an earlier index, linked where the disk can, else copied."""
    for segment in segments:
        for file in sorted(earlier.glob(segment["segment_id"].replace("-", "") + ".*")):
            try:
                (folder / file.name).hardlink_to(file)
            except OSError:  # another file system, or one without hard links
                shutil.copyfile(file, folder / file.name)


def _write(
    shard: Path, folder: Path, entries: Sequence[Entry]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Index some documents in a folder of their own and move the segments into `folder`."""
    units = (
        _entry(document, days, unit)
        for document, split in (entry.load() for entry in entries)
        for days in (_days(document),)
        for unit in units_of(split)
    )
    shape: dict[str, Any] = {}
    segments: list[dict[str, Any]] = []
    for part in _parts(units):
        shape = _write_part(shard, part)
        segments += _renamed(shard, folder, shape["segments"])
        shutil.rmtree(shard)
    return shape, segments


def _parts(
    entries: Iterator[tuple[tantivy.Document, int]],
) -> Iterator[Iterable[tantivy.Document]]:
    """The entries in parts that fit one segment each; at least one part."""
    first = next(entries, None)
    if first is None:
        yield ()
    while first is not None:
        following: list[tuple[tantivy.Document, int] | None] = []

        def part(
            start: tuple[tantivy.Document, int] = first,
            following: list[tuple[tantivy.Document, int] | None] = following,
        ) -> Iterator[tantivy.Document]:
            entry, total = start
            yield entry
            for entry, count in entries:
                total += count
                if total > _STEMS_PER_SEGMENT:
                    following.append((entry, count))
                    return
                yield entry

        yield part()
        first = following[0] if following else None


def _write_part(shard: Path, entries: Iterable[tantivy.Document]) -> dict[str, Any]:
    shard.mkdir()
    index = tantivy.Index(schema(), path=str(shard))
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    try:
        for entry in entries:
            writer.add_document(entry)
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:  # its threads write until then, also when a build is given up
        writer.wait_merging_threads()
    meta: dict[str, Any] = json.loads((shard / "meta.json").read_text("utf-8"))
    if len(meta["segments"]) > 1:
        raise BaseError(
            f"The search index made {len(meta['segments'])} segments where one was expected.",
            hint="This is a defect of comity; please report it.",
        )
    return meta


def _renamed(
    shard: Path, folder: Path, segments: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Move a part's segment files into the index, named after their content."""
    for segment in segments:
        old = segment["segment_id"].replace("-", "")
        files = sorted(shard.glob(f"{old}.*"))
        digest = hashlib.sha256()
        for file in files:
            digest.update(file.name.removeprefix(old).encode() + b"\0")
            digest.update(file_sha256(file).encode())
        new = digest.hexdigest()[:32]
        for file in files:
            file.rename(folder / (new + file.name.removeprefix(old)))
        dashed = "-".join((new[:8], new[8:12], new[12:16], new[16:20], new[20:]))
        yield {**segment, "segment_id": dashed}


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_index(folder: Path) -> tantivy.Searcher:
    """A searcher that stays as it is, whatever becomes of the folder afterwards.

    tantivy writes a lock beside the files that it opens, so it is given a
    folder of symbolic links, removed once the files are open: a base can lie on
    a read-only disk, and reading never changes one.

    Raises:
        BaseError: the index is damaged or of another version of tantivy.
    """
    with ExitStack() as stack:
        try:
            place = stack.enter_context(temporary_folder())
            for file in folder.resolve().iterdir():
                (place / file.name).symlink_to(file)
        except OSError:  # no place for temporary files, or no symbolic links
            place = folder
        try:
            return tantivy.Index.open(str(place)).searcher()
        except Exception as error:  # tantivy raises ValueError, OSError and its own
            # tantivy quotes all of the file that it could not read; its first words say why.
            reason = " ".join(str(error).split())[:_REASON]
            raise BaseError(
                f"The search index in {folder} cannot be opened: {reason}",
                hint="Build the base again with `comity build`.",
            ) from error
