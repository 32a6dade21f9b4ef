"""Links as columns, the way they are stored, and those of an earlier base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.links.candidates import DECIMALS
from comity.links.lexical import Statistics
from comity.links.part import SIGNALS, Rows
from comity.links.relation import RELATIONS
from comity.links.update import EarlierRows
from comity.links.words import Words
from comity.records import Notice

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def links_schema(signals: Sequence[str]) -> pa.Schema:
    """The columns of a links table with some signals."""
    return pa.schema(
        [
            # Each name stands in many rows: once in a dictionary, in code point order.
            ("source", pa.dictionary(pa.int32(), pa.string())),
            ("target", pa.dictionary(pa.int32(), pa.string())),
            ("rank", pa.int32()),  # from 1
            ("relation", pa.dictionary(pa.int8(), pa.string())),
            ("score", pa.float32()),
            *((name, pa.float32()) for name in signals),
        ]
    )


LINKS_SCHEMA = links_schema(SIGNALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The links of an earlier base, to be kept where nothing touches them.

    They must come from the same code, the same `top` and weights, and statistics counted
    from the earlier base's units.
    """

    # Per unit of now: it was there, with this id, work, language, text and tags.
    unchanged: Sequence[bool]
    table: pa.Table  # LINKS_SCHEMA, sorted by source and rank
    statistics: Statistics
    words: Words | None = None  # of its units, read by the same code
    notices: Sequence[Notice] = ()


class Before:
    """An earlier base's links, with its units found among those of now."""

    def __init__(self, earlier: Earlier, names: pa.Array, order: Sequence[int]) -> None:
        """`names` are the ids of now, ascending; `order` says which unit each is of."""
        self.statistics = earlier.statistics
        self.unchanged = np.asarray(earlier.unchanged, bool)[np.asarray(order, np.int64)]
        table = earlier.table
        self._columns = Columns(
            self._found(table["source"], names),
            self._found(table["target"], names),
            _values(table["rank"]).astype(np.int32),
            _index(table["relation"], pa.array(RELATIONS, pa.string())).astype(np.int8),
            _values(table["score"]),
            tuple(_values(table[name]) for name in SIGNALS),
        )

    def _found(self, column: pa.ChunkedArray, names: pa.Array) -> NDArray[np.int32]:
        """The place of each row's unit among the units of now; -1 unless it is unchanged."""
        places = _index(column, names)
        places[(places >= 0) & ~np.append(self.unchanged, False)[places]] = -1
        return places

    def holds_all(self, language: str, places: IntArray) -> bool:
        """True when the units of a language are those that the earlier base had."""
        same = self.statistics.units.get(language) == len(places)
        return same and bool(self.unchanged[places].all())

    def all_of(self, places: IntArray) -> Columns:
        """Every row of the units at `places`."""
        chosen = np.zeros(len(self.unchanged) + 1, bool)  # the last for -1
        chosen[places] = True
        return self._columns.at(chosen[self._columns.source])

    def rows(self, places: IntArray, unchanged: BoolArray) -> tuple[EarlierRows, Columns]:
        """The rows of the units at `places`, numbered within these, and as they stand."""
        columns = self.all_of(places)
        local = np.full(len(self.unchanged) + 1, -1)
        local[places] = np.arange(len(places))
        rows = Rows(
            local[columns.source],
            local[columns.target],
            columns.rank.astype(np.int64) - 1,
            columns.relation.astype(np.int64),
            # Scores have DECIMALS decimals, which a float32 holds: rounding gives them back.
            np.asarray(np.round(columns.score.astype(np.float64), DECIMALS), np.float64),
            {
                name: values.astype(np.float64)
                for name, values in zip(SIGNALS, columns.signals, strict=True)
            },
        )
        return EarlierRows(unchanged, rows), columns


def _index(column: pa.ChunkedArray, among: pa.Array) -> NDArray[np.int32]:
    """The place of each value among others; -1 where it is none of them."""
    if pa.types.is_dictionary(column.type):
        if not column.num_chunks:
            return np.empty(0, np.int32)
        chunks = column.unify_dictionaries().chunks
        places = _index(pa.chunked_array([chunks[0].dictionary]), among)
        return np.concatenate([places[np.asarray(chunk.indices)] for chunk in chunks])
    at = pc.fill_null(pc.index_in(column, value_set=among), -1)
    return np.array(at.combine_chunks(), np.int32)


def _values(column: pa.ChunkedArray) -> NDArray[Any]:
    return np.asarray(column.combine_chunks())


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a links table, units as places among the ids, as small as they can be."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    rank: NDArray[np.int32]  # from 1
    relation: NDArray[np.int8]  # index of RELATIONS
    score: NDArray[np.float32]
    signals: tuple[NDArray[np.float32], ...]  # in the order of their columns

    def at(self, rows: NDArray[Any]) -> Columns:
        """Some rows, by number or by mask."""
        return Columns(
            self.source[rows],
            self.target[rows],
            self.rank[rows],
            self.relation[rows],
            self.score[rows],
            tuple(values[rows] for values in self.signals),
        )

    @classmethod
    def of(cls, places: IntArray, rows: Rows) -> Columns:
        """Rows whose units are numbered within `places`."""
        return cls(
            places[rows.source].astype(np.int32),
            places[rows.target].astype(np.int32),
            (rows.rank + 1).astype(np.int32),
            rows.relation.astype(np.int8),
            rows.score.astype(np.float32),
            tuple(values.astype(np.float32) for values in rows.signals.values()),
        )

    @classmethod
    def joined(cls, parts: Sequence[Columns]) -> Columns:
        """All rows of the parts, at least one, by source; a source's rows are all in one part."""
        whole = cls(
            np.concatenate([p.source for p in parts]),
            np.concatenate([p.target for p in parts]),
            np.concatenate([p.rank for p in parts]),
            np.concatenate([p.relation for p in parts]),
            np.concatenate([p.score for p in parts]),
            tuple(
                np.concatenate(values) for values in zip(*(p.signals for p in parts), strict=True)
            ),
        )
        return whole.at(np.argsort(whole.source, kind="stable"))

    def table(self, names: pa.Array, signals: Sequence[str]) -> pa.Table:
        """The rows as `links_schema(signals)`; `names` are the ids, ascending."""
        columns = [
            pa.DictionaryArray.from_arrays(pa.array(self.source), names),
            pa.DictionaryArray.from_arrays(pa.array(self.target), names),
            pa.array(self.rank),
            pa.DictionaryArray.from_arrays(
                pa.array(self.relation), pa.array(RELATIONS, pa.string())
            ),
            pa.array(self.score),
            *map(pa.array, self.signals),
        ]
        return pa.table(columns, schema=links_schema(signals))
