"""One source read and split: what a worker process does, and all that it has to load."""

from __future__ import annotations

from dataclasses import dataclass, replace

from comity.documents import Limits, Source, read_source
from comity.errors import SplitError
from comity.provisions import split_provisions
from comity.records import Document, Failure, Split


@dataclass(frozen=True, slots=True)
class Task:
    """A source, and what its reading may ask of the machine."""

    source: Source
    limits: Limits


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one source became: documents with their provisions, and failures."""

    read: tuple[tuple[Document, Split], ...]
    failures: tuple[Failure, ...]
    sha256: str = ""  # of the bytes that were read; "" when they could not be


def read_and_split(task: Task) -> Outcome:
    """Read one source and split its documents; runs in a worker process."""
    reading = read_source(task.source, task.limits)
    failures = list(reading.failures)
    read = []
    for document in reading.documents:
        try:
            split = split_provisions(document)
            # The provisions now say what the format stated of them.
            read.append((replace(document, structure=()), split))
        except SplitError as error:
            failures.append(
                Failure(path=document.path, stage="split", error=error.problem, hint=error.hint)
            )
    return Outcome(tuple(read), tuple(failures), reading.sha256)
