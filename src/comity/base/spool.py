"""What was read, on disk until the base is written: a build holds little of it in memory.

    pickled documents   as they come from the workers, in any order
    the two tables      in the order of ids, as the base holds them, mapped into memory

All of it lies in files without a name in the folder of the base, so that nothing of a
build that is killed stays behind: the system frees them with their last handle.
"""

from __future__ import annotations

import mmap
import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

import pyarrow as pa

from comity.base.contents import Contents, rows_of
from comity.base.folder import disk_error
from comity.base.tables import DOCUMENTS, PROVISIONS
from comity.records import Document, Split

Made = tuple[Document, Split]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pickled document and split lie in their spool."""

    start: int
    size_bytes: int


class Spool:
    """Documents on their way from their sources to the base at `target`.

    To be used in a `with` block; the tables of `contents` outlive it.

    Every method raises BaseError when there is no room left for them.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._end = 0
        self._files: list[IO[bytes]] = []
        self._packed = self._file()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            with suppress(OSError):  # bytes that found no room, and were told of
                file.close()

    def add(self, packed: bytes) -> Place:
        """Keep a document and its split, pickled as one pair; where they are."""
        with self._room():
            self._packed.write(packed)
        place = Place(self._end, len(packed))
        self._end += len(packed)
        return place

    def load(self, place: Place) -> Made:
        """The document at a place, and its split."""
        with self._room():  # what was written last may be on its way still
            self._packed.seek(place.start)
            packed = self._packed.read(place.size_bytes)
        made: Made = pickle.loads(packed)  # noqa: S301 - a nameless file of this process
        return made

    def contents(self, loads: Mapping[str, Callable[[], Made]]) -> Contents:
        """New documents by id, each from what loads it, as tables that take no memory."""
        new = _Loaded(loads)
        kept = [(self._file(), schema) for schema in (DOCUMENTS, PROVISIONS)]
        with self._room():
            writers = [pa.ipc.new_stream(pa.PythonFile(f, "w"), schema) for f, schema in kept]
            for part in rows_of(new[name] for name in sorted(loads)):
                for writer, table in zip(writers, part, strict=True):
                    writer.write_table(table)
            for writer in writers:
                writer.close()
            documents, provisions = (_mapped(file) for file, _ in kept)
        return Contents(documents, provisions, new=new)

    def _file(self) -> IO[bytes]:
        prefix = f".{self._target.name}.reading-"  # seen only where all files have names
        with self._room():
            file: IO[bytes] = tempfile.TemporaryFile(prefix=prefix, dir=self._target.parent)  # noqa: SIM115 - closed by __exit__
        self._files.append(file)
        return file

    @contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise disk_error(self._target, error) from error


def _mapped(file: IO[bytes]) -> pa.Table:
    """The table of a file; its pages are the system's to drop and to read again."""
    file.flush()
    held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return pa.ipc.open_stream(pa.BufferReader(pa.py_buffer(held))).read_all()


class _Loaded(Mapping[str, Made]):
    """Documents that are loaded each time they are asked for."""

    def __init__(self, loads: Mapping[str, Callable[[], Made]]) -> None:
        self._loads = loads

    def __getitem__(self, name: str) -> Made:
        return self._loads[name]()

    def __contains__(self, name: Any) -> bool:
        return name in self._loads

    def __iter__(self) -> Iterator[str]:
        return iter(self._loads)

    def __len__(self) -> int:
        return len(self._loads)
