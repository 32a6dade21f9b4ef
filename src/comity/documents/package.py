"""The parts of a zipped format, read within limits."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from comity.documents.limits import Limits
from comity.documents.xml import parse_xml
from comity.errors import FormatError, LimitError


class Package:
    """A file that is an archive of XML parts, such as ODT."""

    def __init__(self, data: bytes, limits: Limits, *, what: str, hint: str) -> None:
        """Open the archive.

        Raises:
            FormatError: no intact archive. `what` names the format, `hint` what to do.
        """
        self._limits, self._hint = limits, hint
        self._left = limits.max_unpacked_bytes
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = frozenset(self._zip.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            said = str(error).rstrip(".")
            raise FormatError(f"The file is no intact {what}: {said}.", hint=hint) from error

    def bytes(self, name: str) -> bytes:
        """A part as it is; empty when there is none of this name.

        Raises:
            FormatError: it is damaged.
            LimitError: all parts that were read are larger than the limits allow.
        """
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as part:
                # The size that the archive states may lie, so what is read is counted.
                data = part.read(self._left + 1)
        except Exception as error:
            # zlib.error and lzma.LZMAError share no base with what zipfile raises.
            known = (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError)
            if not isinstance(error, (*known, EOFError)) and type(error).__name__ not in (
                "error",
                "LZMAError",
            ):
                raise
            said = str(error).rstrip(".")
            raise FormatError(
                f"The part {name} cannot be unpacked: {said}.", hint=self._hint
            ) from error
        self._left -= len(data)
        if self._left < 0:
            raise LimitError(
                f"Unpacked, the file is larger than {self._limits.max_unpacked_bytes} bytes.",
                hint="Cut it into parts, one document each.",
            )
        return data

    def xml(self, name: str) -> Any | None:
        """The root of a part; None when there is none of this name. Errors as for `bytes`."""
        data = self.bytes(name)
        if not data:
            return None
        return parse_xml(data, self._limits, what=f"part {name}", hint=self._hint)
