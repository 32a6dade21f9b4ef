"""Every error that comity raises on purpose.

    ComityError
    ├── UsageError            asked for in a way that cannot be answered (exit code 2)
    │   ├── UnknownIdError        no document, provision, country or publisher of this name
    │   ├── CatalogueError        a catalogue, columns.toml or gold table that cannot be used
    │   └── ModelError            an encoder that cannot be added or used
    ├── SourceError           one source could not be read; the rest of a build goes on
    │   ├── FormatError           not the format it claims, or a damaged file
    │   ├── NoTextError           readable, but holds no text (a scan, an empty file)
    │   └── LimitError            larger, deeper or slower than the limits allow
    ├── SplitError            a document was read, but no provision could be made of it
    ├── NothingBuiltError     not one source became provisions, so no base was written
    ├── BaseError             the evidence base is missing, damaged or of another format version
    │   └── NoRoomError           a build found no room on the disk (exit code 1)
    └── BackupError           a backup cannot be written, or is not whole, or would overwrite

A message says what was asked, what was found and what to do next; attributes
carry the same facts for programs. `hint` is the part that says what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class ComityError(Exception):
    """Root of the tree; catch this to catch everything comity raises on purpose."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.hint = hint
        self.problem = message
        super().__init__(f"{message} {hint}".strip())


class UsageError(ComityError):
    """The request cannot be answered as it was put."""


class UnknownIdError(UsageError, LookupError):
    """Nothing known has this id or name; `where` says among what it was looked for."""

    def __init__(
        self,
        kind: str,
        asked: str,
        *,
        known: int,
        closest: Sequence[str] = (),
        where: str = "of this base",
        hint: str = "",
    ) -> None:
        self.kind = kind
        self.asked = asked
        self.known = known
        self.closest = tuple(closest)
        near = f" Closest: {', '.join(map(repr, closest))}." if closest else ""
        super().__init__(f"No {kind} {asked!r} among the {known} {where}.{near}", hint=hint)


class CatalogueError(UsageError):
    """A catalogue, a columns.toml or a gold table cannot be used as it stands."""


class ModelError(UsageError):
    """An encoder cannot be added, or is not what it was when it was added."""


class SourceError(ComityError):
    """One source could not be read."""


class FormatError(SourceError):
    """The bytes are not the format that the name or the catalogue claims."""


class NoTextError(SourceError):
    """The file opens, but there is no text in it."""


class LimitError(SourceError):
    """The source is beyond a stated limit of size, depth or time."""


class SplitError(ComityError):
    """The document has text, but no provision could be made of it."""


class NothingBuiltError(ComityError):
    """Every source failed or was empty.

    `failures` holds a `records.Failure` for each that failed, `notices` a
    `records.Notice` for what else must be known.
    """

    def __init__(
        self,
        failures: Sequence[Any],
        notices: Sequence[Any] = (),
        *,
        sources: int,
        seconds: float = 0.0,
    ) -> None:
        self.failures = tuple(failures)
        self.notices = tuple(notices)
        self.seconds = seconds  # what the attempt took
        super().__init__(
            f"None of {sources} sources became provisions; nothing was written.",
            hint="The failures say why and what to do.",
        )


class BaseError(ComityError):
    """The evidence base is missing, damaged, or of another format version."""


class NoRoomError(BaseError):
    """A build found no room for what it writes; what was there before is as it was."""


class BackupError(ComityError):
    """A backup cannot be written or restored; what was there before is as it was."""
