"""What could not be done, or was done with a doubt: part of every result."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """A source that did not become provisions, with the reason and the remedy."""

    path: str
    stage: str  # "find", "read", "split", "export"
    error: str
    hint: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """Something the reader of a result must know; it did not stop the work."""

    code: str  # a stable word for programs: "not-in-catalogue", "language-guessed", ...
    message: str
    path: str = ""  # file or document it is about
