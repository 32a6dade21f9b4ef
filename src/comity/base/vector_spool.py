"""Vectors on their way into a base, on disk as they are made: a build that is killed goes on.

    .NAME.encoding-XXXXXXXX    one file, beside the base NAME; X tells the encoder

Encoding takes from minutes to hours, all else of a build seconds to minutes. Each record is
the checksum of a text, its number of parts, its vector, and a checksum of all that; what was
half written when a machine stopped is passed over.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from comity.base.folder import disk_error
from comity.base.vectors import KEY_BYTES, Half

_ROLE = "encoding"


class VectorSpool:
    """The vectors that an interrupted build made with the same encoder, and those of now.

    Only the build that holds the lock on the base may use it.
    """

    def __init__(self, target: Path, made_by: str, dimensions: int, *, fresh: bool) -> None:
        """Open or begin the spool of the base at `target`.

        Args:
            made_by: equal where encoder, libraries and processor are.
            fresh: begin anew.

        Raises:
            NoRoomError: it cannot be written.
        """
        self._target = target
        self._record = np.dtype(
            [
                ("key", f"V{KEY_BYTES}"),
                ("parts", "<i4"),
                ("vector", "<f2", (dimensions,)),
                ("check", "<u4"),
            ]
        )
        path = target.parent / f".{target.name}.{_ROLE}-{made_by[:8]}"
        self.held: dict[bytes, tuple[int, Half]] = {}
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            self._file: IO[bytes] = os.fdopen(os.open(path, flags, 0o644), "r+b")
            whole = 0 if fresh else self._read()
            self._file.truncate(whole)
            self._file.seek(whole)
        except OSError as error:
            raise disk_error(target, error) from error

    def _read(self) -> int:
        """Take in the records that are whole; the bytes that they take up."""
        size = self._record.itemsize
        data = self._file.read()
        records = np.frombuffer(data, self._record, count=len(data) // size)
        for number, record in enumerate(records):
            body = data[number * size : (number + 1) * size - 4]
            if zlib.crc32(body) != int(record["check"]):
                return number * size
            self.held[record["key"].tobytes()] = int(record["parts"]), record["vector"]
        return len(records) * size

    def add(self, keys: Sequence[bytes], parts: NDArray[np.int32], vectors: Half) -> None:
        """Keep some vectors.

        Raises:
            NoRoomError: there is no room for them.
        """
        records = np.zeros(len(keys), self._record)
        records["key"] = np.array(keys, f"V{KEY_BYTES}")
        records["parts"], records["vector"] = parts, vectors
        for number, record in enumerate(records):
            records["check"][number] = zlib.crc32(record.tobytes()[:-4])
            self.held[keys[number]] = int(parts[number]), vectors[number]
        try:
            self._file.write(records.tobytes())
            self._file.flush()
        except OSError as error:
            raise disk_error(self._target, error) from error

    def close(self) -> None:
        """Let go of the file; it stays until `remove_spools`."""
        self._file.close()


def remove_spools(target: Path) -> None:
    """Remove what builds of `target` kept of vectors: a base has been written since."""
    prefix = f".{target.name}.{_ROLE}-"
    for path in sorted(target.parent.iterdir()):
        if path.name.startswith(prefix):
            path.unlink(missing_ok=True)
