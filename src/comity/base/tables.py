"""The tables of an evidence base, and records to rows and back without loss.

Every table is one Parquet file with rows in a fixed order, in row groups of a
fixed size, so that the same records give the same bytes. A column's meaning
stands with its schema, as field metadata `doc`, and is written into the file.

Order of rows: documents by id; provisions by document and reading order; links
by source and rank; tags by provision and topic; topics by id; failures and terms
by all their columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from comity.records import (
    Block,
    Document,
    DocumentId,
    Failure,
    LeftOut,
    Link,
    Notice,
    Provision,
    ProvisionId,
    Reasons,
    Relation,
    Removed,
    Span,
    Split,
    WorkId,
)

FORMAT_VERSION = 4

# Rows per row group. Small where one row is looked up, so that little is decoded
# for it: 1.4 ms for one of provisions, 1.1 ms for one of links (the links of
# about 200 provisions). Half of that would cost as much when a base is opened.
ROW_GROUPS = {"documents": 64, "provisions": 512, "tags": 4096, "links": 4096, "vectors": 4096}
DEFAULT_ROW_GROUP = 65_536

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """The text as UTF-8 can hold it: a lone surrogate (a file name that is no UTF-8) is U+FFFD.

    One code point stands for one, so offsets stay.
    """
    return _LONE_SURROGATE.sub("\ufffd", text)


def _field(name: str, kind: pa.DataType, doc: str, *, nullable: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=nullable, metadata={"doc": doc})


_text, _int, _bool = pa.string(), pa.int32(), pa.bool_()
_span = [pa.field("start", _int, nullable=False), pa.field("end", _int, nullable=False)]


def _struct(*fields: tuple[str, pa.DataType, bool]) -> pa.DataType:
    return pa.struct([pa.field(n, t, nullable=nullable) for n, t, nullable in fields])


def _list(of: pa.DataType) -> pa.DataType:
    return pa.list_(pa.field("item", of, nullable=False))


_BLOCK = _struct(
    ("start", _int, False),
    ("end", _int, False),
    ("kind", _text, False),
    ("level", _int, False),
    ("label", _text, False),
    ("indent", _int, False),
    ("bold", _bool, False),
    ("marked_at", _int, True),
)
_REMOVED = _struct(("text", _text, False), ("reason", _text, False), ("page", _int, True))
_NOTICE = _struct(("code", _text, False), ("message", _text, False), ("path", _text, False))
_PAIR = _struct(("name", _text, False), ("value", _text, False))
_LEFT_OUT = _struct(("start", _int, False), ("end", _int, False), ("reason", _text, False))
_SPAN = _struct(("start", _int, False), ("end", _int, False))

DOCUMENTS = pa.schema(
    [
        _field("id", _text, "document id, a slug"),
        _field("work_id", _text, "what languages, formats and versions of one text share"),
        _field("title", _text, "title; empty when unknown"),
        _field("publisher", _text, "who adopted or published it; empty when unknown"),
        _field("jurisdiction", _text, "ISO 3166-1 alpha-3, several joined by ;, international, or"),
        _field("date", _text, "ISO 8601: year, month or day"),
        _field("date_kind", _text, "which date it is: adoption unless said otherwise"),
        _field("language", _text, "BCP 47"),
        _field("format", _text, "format of the source file"),
        _field("kind", _text, "treaty, law, principles, ..."),
        _field("legal_force", _text, "binding, voluntary, draft, unknown"),
        _field("source_url", _text, "address that the text comes from"),
        _field("licence", _text, "terms under which the text may be used"),
        _field("path", _text, "file, relative to the source named in the build"),
        _field("sha256", _text, "SHA-256 of the file's bytes, hexadecimal"),
        _field("text", _text, "the text that every span of this document points into"),
        _field("blocks", _list(_BLOCK), "what the source sets apart, in reading order"),
        _field("page_starts", _list(_int), "offset at which each page begins; empty without pages"),
        _field("removed", _list(_REMOVED), "lines that the reader took out, and why"),
        _field("inferred", _list(_text), "names of fields that were inferred"),
        _field("warnings", _list(_NOTICE), "doubts about the reading"),
        _field("extra", _list(_PAIR), "catalogue columns that comity does not know"),
        _field("left_out", _list(_LEFT_OUT), "stretches of text that are no provision, and why"),
        _field("provisions", _int, "how many provisions it was split into"),
        _field("linkable", _int, "how many of these are linkable units"),
    ]
)

PROVISIONS = pa.schema(
    [
        _field("id", _text, "provision id: document id / eId"),
        _field("document_id", _text, "document that it is a slice of"),
        _field("work_id", _text, "work of that document"),
        _field("position", _int, "place in the document's reading order, from 0"),
        _field("eid", _text, "Akoma Ntoso eId"),
        _field("parent", _text, "id of what holds it; null at the top", nullable=True),
        _field("label", _text, "as printed: Article 5, (a)"),
        _field("heading", _text, "heading; empty when it has none"),
        _field("kind", _text, "Akoma Ntoso element where one fits"),
        _field("linkable", _bool, "whether links are sought for it"),
        _field("start", _int, "first code point in the document's text"),
        _field("end", _int, "code point after the last"),
        _field("text", _text, "the document's text from start to end, uncleaned"),
        _field("language", _text, "BCP 47"),
        _field("page", _int, "page on which it begins, from 1; null without pages", nullable=True),
        _field("anchor", _text, "of a note: smallest provision holding its mark", nullable=True),
        _field("marked_at", _int, "of a note: code point of its mark in the text", nullable=True),
    ]
)

TAGS = pa.schema(
    [
        _field("provision_id", _text, "provision that bears the tag"),
        _field("topic", _text, "topic id"),
        _field("confidence", pa.float64(), "0 to 1"),
        _field("spans", _list(_SPAN), "code points of the provision's text that speak for it"),
    ]
)

_TERM = _struct(("language", _text, False), ("kind", _text, False), ("term", _text, False))
_MAPPING = _struct(
    ("relation", _text, False),
    ("scheme", _text, False),
    ("notation", _text, False),
    ("name", _text, False),
)

TOPICS = pa.schema(
    [
        _field("id", _text, "topic id"),
        _field("broader", _list(_text), "topics that it is a part of"),
        _field("related", _list(_text), "topics that it is often met with"),
        _field("labels", _list(_PAIR), "language and preferred label"),
        _field("notes", _list(_PAIR), "language and scope note"),
        _field("terms", _list(_TERM), "what speaks for it: strong, exact, weak, never"),
        _field("mappings", _list(_MAPPING), "SKOS mappings to published schemes"),
    ]
)

# The columns that every links table has; each further column is a signal, 0 to 1,
# null where it was not computed.
LINKS = pa.schema(
    [
        _field("source", _text, "provision that the link starts from"),
        _field("target", _text, "provision of another work that it leads to"),
        _field("rank", _int, "place among the source's links, from 1"),
        _field("relation", _text, "verbatim, adapted, equivalent or related"),
        _field("score", pa.float32(), "0 to 1, with six decimals"),
    ]
)
SCORE_DECIMALS = 6  # what float32 holds exactly enough of a value from 0 to 1

FAILURES = pa.schema(
    [
        _field("path", _text, "source that did not become provisions"),
        _field("stage", _text, "find, read or split"),
        _field("error", _text, "what went wrong"),
        _field("hint", _text, "what to do about it"),
    ]
)

_Rows = Mapping[str, pa.Array]


def _strings(values: Iterable[str | None]) -> pa.Array:
    values = list(values)
    try:
        return pa.array(values, _text)
    except UnicodeEncodeError:
        return pa.array([v if v is None else storable(v) for v in values], _text)


def _array(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
    return _strings(values) if kind == _text else pa.array(list(values), kind)


def _lists(
    rows: Sequence[Sequence[Any]], kind: pa.DataType, columns: Callable[[Any], tuple[Any, ...]]
) -> pa.Array:
    """A list column of structs, filled field by field: ten times as fast as dictionaries."""
    offsets = pa.array(list(accumulate(map(len, rows), initial=0)), pa.int32())
    fields = list(kind.value_type)
    flat = list(zip(*(columns(item) for row in rows for item in row), strict=True))
    arrays = [
        _array(values, field.type)
        for values, field in zip(flat or [()] * len(fields), fields, strict=True)
    ]
    items = pa.StructArray.from_arrays(arrays, fields=fields)
    return pa.ListArray.from_arrays(offsets, items, type=kind)


def _plain(schema: pa.Schema, names: Iterable[str], records: Sequence[Any]) -> dict[str, pa.Array]:
    return {
        name: _array((getattr(r, name) for r in records), schema.field(name).type) for name in names
    }


def _notice_columns(notice: Notice) -> tuple[Any, ...]:
    return notice.code, notice.message, notice.path


def documents_table(documents: Sequence[Document], splits: Sequence[Split]) -> pa.Table:
    """Documents as rows, each with what its split left out; the two sequences go together."""
    kind = {field.name: field.type for field in DOCUMENTS}
    columns: dict[str, pa.Array] = _plain(DOCUMENTS, DOCUMENTS.names[:16], documents)
    columns["blocks"] = _lists(
        [d.blocks for d in documents],
        kind["blocks"],
        lambda b: (
            *(b.span.start, b.span.end, b.kind, b.level, b.label, b.indent, b.bold),
            b.marked_at,
        ),
    )
    columns["page_starts"] = pa.array([d.page_starts for d in documents], kind["page_starts"])
    columns["removed"] = _lists(
        [d.removed for d in documents], kind["removed"], lambda r: (r.text, r.reason, r.page)
    )
    columns["inferred"] = pa.array([d.inferred for d in documents], kind["inferred"])
    columns["warnings"] = _lists([d.warnings for d in documents], kind["warnings"], _notice_columns)
    columns["extra"] = _lists([d.extra for d in documents], kind["extra"], tuple)
    columns["left_out"] = _lists(
        [s.left_out for s in splits],
        kind["left_out"],
        lambda o: (o.span.start, o.span.end, o.reason),
    )
    columns["provisions"] = _array((len(s.provisions) for s in splits), _int)
    columns["linkable"] = _array((sum(p.linkable for p in s.provisions) for s in splits), _int)
    return pa.table(columns, schema=DOCUMENTS)


def document_record(row: Mapping[str, Any]) -> Document:
    """The document of one row of the documents table, equal to the one that was written."""
    return Document(
        **{name: row[name] for name in DOCUMENTS.names[:16]},
        blocks=tuple(
            Block(
                span=Span(b["start"], b["end"]),
                kind=b["kind"],
                level=b["level"],
                label=b["label"],
                indent=b["indent"],
                bold=b["bold"],
                marked_at=b.get("marked_at"),
            )
            for b in row["blocks"]
        ),
        page_starts=tuple(row["page_starts"]),
        removed=tuple(Removed(**r) for r in row["removed"]),
        inferred=tuple(row["inferred"]),
        warnings=notices_of(row),
        extra=tuple((pair["name"], pair["value"]) for pair in row["extra"]),
    )


def notices_of(row: Mapping[str, Any]) -> tuple[Notice, ...]:
    """The warnings of one row of the documents table."""
    return tuple(Notice(**notice) for notice in row["warnings"])


def left_out_of(row: Mapping[str, Any]) -> tuple[LeftOut, ...]:
    """What one row of the documents table says was left out of the provisions."""
    return tuple(
        LeftOut(span=Span(o["start"], o["end"]), reason=o["reason"]) for o in row["left_out"]
    )


def provisions_table(provisions: Sequence[Provision], positions: Sequence[int]) -> pa.Table:
    """Provisions as rows; `positions` gives each its place in its document."""
    columns = _plain(
        PROVISIONS,
        (n for n in PROVISIONS.names if n not in ("position", "start", "end")),
        provisions,
    )
    columns["position"] = pa.array(positions, _int)
    columns["start"] = _array((p.span.start for p in provisions), _int)
    columns["end"] = _array((p.span.end for p in provisions), _int)
    return pa.table(columns, schema=PROVISIONS)


def provision_record(row: Mapping[str, Any]) -> Provision:
    """The provision of one row of the provisions table, equal to the one that was written.

    Rows without the columns of notes (`anchor`, `marked_at`) do, too.
    """
    anchor = row.get("anchor")
    return Provision(
        id=ProvisionId(row["id"]),
        document_id=DocumentId(row["document_id"]),
        work_id=WorkId(row["work_id"]),
        eid=row["eid"],
        parent=None if row["parent"] is None else ProvisionId(row["parent"]),
        label=row["label"],
        heading=row["heading"],
        kind=row["kind"],
        linkable=row["linkable"],
        span=Span(row["start"], row["end"]),
        text=row["text"],
        language=row["language"],
        page=row["page"],
        anchor=None if anchor is None else ProvisionId(anchor),
        marked_at=row.get("marked_at"),
    )


def failures_table(failures: Iterable[Failure]) -> pa.Table:
    """Failures as rows, sorted."""
    rows = sorted(failures)
    return pa.table(_plain(FAILURES, FAILURES.names, rows), schema=FAILURES)


def failure_records(table: pa.Table) -> tuple[Failure, ...]:
    """The failures that were written."""
    return tuple(Failure(**row) for row in table.to_pylist())


def links_table(links: Iterable[Link]) -> pa.Table:
    """Links as rows, by source and rank; ranks follow score, then target.

    Topics, terms and runs are no columns: they are recomputed from the two
    texts when they are asked for. Scores and signals keep six decimals.
    """
    ordered = sorted(links, key=lambda k: (k.source, -k.score, k.target))
    ranks: list[int] = []
    for number, link in enumerate(ordered):
        same = number > 0 and ordered[number - 1].source == link.source
        ranks.append(ranks[-1] + 1 if same else 1)
    columns = _plain(LINKS, ("source", "target", "relation", "score"), ordered)
    columns["rank"] = pa.array(ranks, _int)
    signals = sorted({name for link in ordered for name in link.reasons.signals})
    for name in signals:
        columns[name] = _array((k.reasons.signals.get(name) for k in ordered), pa.float32())
    return pa.table({name: columns[name] for name in (*LINKS.names, *signals)}).cast(
        links_schema(signals)
    )


def links_schema(signals: Iterable[str]) -> pa.Schema:
    """LINKS with a column per signal."""
    return pa.schema(
        [
            *LINKS,
            *(
                _field(name, pa.float32(), "signal, 0 to 1; null: not computed", nullable=True)
                for name in signals
            ),
        ]
    )


def link_records(table: pa.Table) -> list[Link]:
    """The links of rows of a links table; a null signal is absent."""
    signals = signal_columns(table)
    return [
        Link(
            source=ProvisionId(row["source"]),
            target=ProvisionId(row["target"]),
            relation=cast("Relation", row["relation"]),
            score=round(row["score"], SCORE_DECIMALS),
            reasons=Reasons(
                signals={n: round(row[n], SCORE_DECIMALS) for n in signals if row[n] is not None}
            ),
        )
        for row in table.to_pylist()
    ]


def signal_columns(table: pa.Table) -> list[str]:
    """The columns of a links table that hold signals."""
    return [name for name in table.column_names if name not in LINKS.names]


def batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of `size` items, the last one shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def write_table(path: Path, name: str, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    """Write tables, each at most one row group long, as one Parquet file; rows written.

    No time, host or user is written. The bytes depend on the rows and on the
    versions of pyarrow and of the LZ4 in it.
    """
    rows = 0
    # A dictionary pays where values repeat; texts and ids do not repeat.
    repeated = [
        f.name
        for f in schema
        if pa.types.is_string(f.type) and f.name not in ("text", "id", "stem")
    ]
    with pq.ParquetWriter(
        path, schema, compression="lz4", use_dictionary=repeated, version="2.6"
    ) as writer:
        for table in tables:
            rows += table.num_rows
            writer.write_table(table, row_group_size=ROW_GROUPS.get(name, DEFAULT_ROW_GROUP))
        if not rows:
            writer.write_table(schema.empty_table())
    return rows
