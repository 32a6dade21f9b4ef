"""The bytes of a source: all that a build needs of one that did not change."""

from __future__ import annotations

import hashlib
import os
import stat

from comity.documents.archives import read_member
from comity.documents.limits import Limits
from comity.documents.sources import Source
from comity.errors import FormatError, LimitError, NoTextError, SourceError


def source_sha256(source: Source, limits: Limits | None = None) -> str:
    """SHA-256 of the bytes that `read_source` would read; "" when they cannot be read."""
    try:
        return hashlib.sha256(bytes_of(source, limits or Limits())).hexdigest()
    except SourceError:
        return ""


def bytes_of(source: Source, limits: Limits) -> bytes:
    """The bytes that a source stands for: of its file, or of its file of an archive.

    Raises:
        SourceError: it cannot be read, is empty, or larger than the limits allow.
    """
    if source.member:
        data = read_member(source.path, source.member, limits)
        if not data:
            raise NoTextError("The file is empty.", hint="Pack the archive anew.")
        return data
    try:
        # Non-blocking, so that a pipe that took the file's place cannot hold the reader up.
        descriptor = os.open(source.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise FormatError("It is no ordinary file (a socket, a pipe or a device).")
            if status.st_size > limits.max_file_bytes:
                raise LimitError(
                    f"The file has {status.st_size} bytes; the limit is {limits.max_file_bytes}.",
                    hint="Cut it into parts, one document each.",
                )
            data = file.read(limits.max_file_bytes + 1)
            if _changed(status, os.fstat(file.fileno()), len(data)):
                raise SourceError(
                    "The file changed while it was read.",
                    hint="Build again when nothing writes to it any more.",
                )
    except OSError as error:
        raise SourceError(
            f"The file cannot be read: {error.strerror}.", hint="Check its permissions."
        ) from error
    if not data:
        raise NoTextError("The file is empty.", hint="Fetch it again from where it was published.")
    return data


def _changed(before: os.stat_result, after: os.stat_result, size: int) -> bool:
    """True when a file was written to between two looks at it, or gave other than its size."""
    return (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or (
        size != after.st_size
    )
