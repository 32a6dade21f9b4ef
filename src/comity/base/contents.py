"""What a base holds of texts, as its two tables: new documents among those taken over.

Rows that did not change are never turned into records: they are slices of the old tables,
without a copy. The order of rows, and so the bytes, are as if all were new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from comity.base.tables import (
    DOCUMENTS,
    PROVISIONS,
    ROW_GROUPS,
    batches,
    document_record,
    documents_table,
    left_out_of,
    notices_of,
    provision_record,
    provisions_table,
)
from comity.records import Document, Notice, Provision, Split

_PART_CHARACTERS = 1_000_000  # of text that are records and rows at one time, or one document


@dataclass(frozen=True)
class Contents:
    """Documents by id, and their provisions in the same order and in reading order."""

    documents: pa.Table  # tables.DOCUMENTS
    provisions: pa.Table  # tables.PROVISIONS
    same: frozenset[str] = frozenset()  # ids of the documents taken over from the old base
    new: Mapping[str, tuple[Document, Split]] = field(default_factory=dict)  # the others, by id

    @classmethod
    def of(cls, documents: Sequence[Document], splits: Mapping[str, Split]) -> Contents:
        """New documents, each with its split, in any order.

        Raises:
            ValueError: an id given twice, or a document without a split.
        """
        documents = sorted(documents, key=lambda d: d.id)
        if len({d.id for d in documents}) != len(documents):
            raise ValueError("An id was given to two documents.")
        if missing := [d.id for d in documents if d.id not in splits]:
            raise ValueError(f"No split for {missing[0]!r} and {len(missing) - 1} more documents.")
        new: dict[str, tuple[Document, Split]] = {d.id: (d, splits[d.id]) for d in documents}
        parts = list(rows_of(new.values()))
        return cls(
            pa.concat_tables([DOCUMENTS.empty_table(), *(rows for rows, _ in parts)]),
            pa.concat_tables([PROVISIONS.empty_table(), *(rows for _, rows in parts)]),
            new=new,
        )

    @cached_property
    def ids(self) -> list[str]:
        """Document ids, in order."""
        return list(self.documents["id"].to_pylist())

    @cached_property
    def first_rows(self) -> list[int]:
        """Row of each document's first provision, and one more entry: the number of rows."""
        rows = [0]
        for count in self.documents["provisions"].to_pylist():
            rows.append(rows[-1] + count)
        return rows

    @cached_property
    def origins(self) -> dict[str, tuple[str, str]]:
        """Document id -> path and sha256 of the file that it was read from."""
        columns = (self.documents[name].to_pylist() for name in ("id", "path", "sha256"))
        return {name: (path, sha256) for name, path, sha256 in zip(*columns, strict=True)}

    def with_taken_over(self, old: Contents, ids: Sequence[str]) -> Contents:
        """These documents among those of `old` that have the given ids, in the order of ids."""
        if not ids:
            return self
        sources = (self, old)
        place = [{name: row for row, name in enumerate(part.ids)} for part in sources]
        picked = sorted([*((name, 0) for name in self.ids), *((name, 1) for name in ids)])
        stretches: list[list[int]] = []  # [source, first document, last excluded]
        for name, which in picked:
            row = place[which][name]
            if stretches and stretches[-1][0] == which and stretches[-1][2] == row:
                stretches[-1][2] = row + 1
            else:
                stretches.append([which, row, row + 1])
        documents, provisions = [], []
        for which, first, last in stretches:
            part = sources[which]
            documents.append(part.documents.slice(first, last - first))
            start, end = part.first_rows[first], part.first_rows[last]
            provisions.append(part.provisions.slice(start, end - start))
        return Contents(
            pa.concat_tables(documents),
            pa.concat_tables(provisions),
            same=self.same | set(ids),
            new=self.new,
        )

    def units(self) -> pa.Table:
        """The linkable units as columns id, work_id, language and text, sorted by id."""
        columns = self.provisions.select(["id", "work_id", "language", "text"])
        units = columns.filter(self.provisions["linkable"])
        order = pc.sort_indices(units["id"])
        return units.take(order)

    def notices(self) -> list[Notice]:
        """The warnings of all documents."""
        rows = self.documents.select(["warnings"]).to_pylist()
        return [notice for row in rows for notice in notices_of(row)]

    def provisions_at(self, place: int) -> tuple[Provision, ...]:
        """The provisions of the document at a place in the order."""
        start, end = self.first_rows[place], self.first_rows[place + 1]
        rows = self.provisions.slice(start, end - start).to_pylist()
        return tuple(map(provision_record, rows))

    def read(self, ids: Sequence[str] | None = None) -> Iterator[tuple[Document, Split]]:
        """Documents and their splits as records, one by one; all of them when `ids` is None."""
        place = {name: row for row, name in enumerate(self.ids)}
        for name in self.ids if ids is None else ids:
            yield self.read_at(place[name])

    def read_at(self, place: int) -> tuple[Document, Split]:
        """The document at a place in the order, and its split, as records."""
        if (made := self.new.get(self.ids[place])) is not None:
            return made
        row = self.documents.slice(place, 1).to_pylist()[0]
        return (
            document_record(row),
            Split(provisions=self.provisions_at(place), left_out=left_out_of(row)),
        )


def rows_of(made: Iterable[tuple[Document, Split]]) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Documents and their provisions as rows, in the order given, a few documents at a time."""
    part: list[tuple[Document, Split]] = []
    characters = 0
    for document, split in made:
        part.append((document, split))
        characters += len(document.text)
        if len(part) == ROW_GROUPS["documents"] or characters >= _PART_CHARACTERS:
            yield _rows(part)
            part, characters = [], 0
    if part:
        yield _rows(part)


def _rows(part: Sequence[tuple[Document, Split]]) -> tuple[pa.Table, pa.Table]:
    numbered = ((p, n) for _, split in part for n, p in enumerate(split.provisions))
    units = [
        provisions_table([p for p, _ in pairs], [n for _, n in pairs])
        for pairs in batches(numbered, ROW_GROUPS["provisions"])
    ]
    return (
        documents_table([d for d, _ in part], [s for _, s in part]),
        pa.concat_tables([PROVISIONS.empty_table(), *units]),
    )
