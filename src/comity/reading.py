"""One source read and split: what a worker process does, and all that it has to load."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

from comity.documents import Limits, Source
from comity.errors import SplitError
from comity.records import DocumentId, Failure


@dataclass(frozen=True, slots=True)
class Task:
    """A source, and what its reading may ask of the machine."""

    source: Source
    limits: Limits


@dataclass(frozen=True, slots=True)
class Packed:
    """A document with its split, and what of it a build must know at once."""

    id: DocumentId
    path: str
    sha256: str
    data: bytes  # both, pickled: most go to the disk and back before they are looked at


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one source became: documents with their provisions, and failures."""

    read: tuple[Packed, ...]
    failures: tuple[Failure, ...]
    sha256: str = ""  # of the bytes that were read; "" when they could not be


def read_and_split(task: Task) -> Outcome:
    """Read one source and split its documents; runs in a worker process."""
    # Loaded here: the process that hands out the tasks does without.
    from comity.documents import read_source  # noqa: PLC0415
    from comity.provisions import split_provisions  # noqa: PLC0415

    reading = read_source(task.source, task.limits)
    failures = list(reading.failures)
    read = []
    for document in reading.documents:
        try:
            split = split_provisions(document)
            # The provisions now say what the format stated of them.
            made = pickle.dumps((replace(document, structure=()), split), pickle.HIGHEST_PROTOCOL)
            read.append(Packed(document.id, document.path, document.sha256, made))
        except SplitError as error:
            failures.append(
                Failure(path=document.path, stage="split", error=error.problem, hint=error.hint)
            )
    return Outcome(tuple(read), tuple(failures), reading.sha256)
