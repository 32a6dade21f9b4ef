"""Reading tables a little at a time: only the row groups and columns that an answer needs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from comity.errors import BaseError

# Row groups kept decoded; one of links or provisions is about a megabyte.
_KEPT = 32


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Turn what pyarrow raises on a damaged file into a `BaseError`."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        said = " ".join(str(error).split())
        raise BaseError(
            f"The base at {path.parent} is damaged: {path.name} cannot be read ({said}).",
            hint=f"Build it again with `comity build SOURCE... --base {path.parent}`.",
        ) from error


class StoredTable:
    """One Parquet table of a base, memory-mapped. Safe to read from several threads.

    The file is opened at once and stays open, so that a table stays what it is
    when a rebuild replaces the base meanwhile. Every method raises BaseError when
    the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _whole(path):
            self._file = pa.memory_map(str(path))
        self._opened: pq.ParquetFile | None = None
        self._starts: list[int] = []
        self._bounds: dict[str, tuple[list[str], list[str]]] = {}
        self._decoded: OrderedDict[tuple[int, tuple[str, ...] | None], pa.Table] = OrderedDict()
        self._lock = Lock()

    def _parquet(self) -> pq.ParquetFile:
        if self._opened is None:
            with _whole(self._path):
                self._opened = pq.ParquetFile(self._file)
            meta, row = self._opened.metadata, 0
            for group in range(meta.num_row_groups):
                self._starts.append(row)
                row += meta.row_group(group).num_rows
        return self._opened

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
        with self._lock:
            return list(self._parquet().schema_arrow.names)

    def all(self, columns: list[str] | None = None) -> pa.Table:
        """Every row of some columns."""
        with self._lock:
            file = self._parquet()
            with _whole(self._path):
                return file.read(columns=columns, use_threads=False)

    def rows(self, start: int, end: int, columns: tuple[str, ...] | None = None) -> pa.Table:
        """Rows `start` to `end`, the end excluded."""
        with self._lock:
            self._parquet()
            first = max(0, bisect_right(self._starts, start) - 1)
            last = bisect_left(self._starts, end)
            parts = [self._group(g, columns) for g in range(first, max(last, first + 1))]
            offset = start - self._starts[first] if self._starts else 0
        table = pa.concat_tables(parts) if len(parts) > 1 else parts[0]
        return table.slice(offset, end - start)

    def where(self, column: str, value: str, columns: tuple[str, ...] | None = None) -> pa.Table:
        """The rows whose `column`, by which the table is sorted, equals `value`."""
        with self._lock:
            file = self._parquet()
            lows, highs = self._bounds_of(column)
            first, last = bisect_left(highs, value), bisect_right(lows, value)
            parts = [self._group(g, columns) for g in range(first, last)]
            schema = file.schema_arrow
        found = []
        for part in parts:
            values = _Texts(part[column])
            start = bisect_left(values, value)
            found.append(part.slice(start, bisect_right(values, value, lo=start) - start))
        if not found:
            # Not `schema.empty_table()`: pyarrow would import pandas for it (0.5 s).
            empty = pa.Table.from_batches([], schema=schema)
            return empty if columns is None else empty.select(list(columns))
        return pa.concat_tables(found) if len(found) > 1 else found[0]

    def _bounds_of(self, column: str) -> tuple[list[str], list[str]]:
        """Least and greatest value of each row group."""
        if column not in self._bounds:
            meta = self._parquet().metadata
            at = meta.schema.names.index(column)
            statistics = [
                meta.row_group(g).column(at).statistics
                for g in range(meta.num_row_groups)
                if meta.row_group(g).num_rows
            ]
            self._bounds[column] = [s.min for s in statistics], [s.max for s in statistics]
        return self._bounds[column]

    def _group(self, group: int, columns: tuple[str, ...] | None) -> pa.Table:
        key = (group, columns)
        if key in self._decoded:
            self._decoded.move_to_end(key)
            return self._decoded[key]
        names = None if columns is None else list(columns)
        file = self._parquet()
        with _whole(self._path):
            table = file.read_row_group(group, columns=names, use_threads=False)
        self._decoded[key] = table.combine_chunks()
        if len(self._decoded) > _KEPT:
            self._decoded.popitem(last=False)
        return self._decoded[key]


class _Texts:
    """A sorted string column, as bisect wants it."""

    def __init__(self, column: Any) -> None:
        self._column = column.chunk(0) if column.num_chunks else pa.array([], pa.string())

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, index: int) -> str:
        value: str = self._column[index].as_py()
        return value
